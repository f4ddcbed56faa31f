using System.Text.Json.Serialization;
using static Referrals.Domain.Wording;

namespace Referrals.Domain;

/// <summary>What a register says of one person and one session. Coming late is recorded beside it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttendanceOutcome>))]
public enum AttendanceOutcome
{
    AttendedComplied,
    AttendedDidNotComply,
    AcceptableAbsence,
    UnacceptableAbsence,

    /// <summary>The session was not held, for nobody.</summary>
    NotHeld,
}

public static class Attendance
{
    /// <summary>The person was there.</summary>
    public static bool Attended(AttendanceOutcome outcome) => outcome is AttendanceOutcome.AttendedComplied or AttendanceOutcome.AttendedDidNotComply;

    /// <summary>The session counts as done. Who attended and did not comply has it still to do.</summary>
    public static bool Counts(AttendanceOutcome outcome) => outcome == AttendanceOutcome.AttendedComplied;

    /// <summary>The session was held and is still to be made up.</summary>
    public static bool Missed(AttendanceOutcome outcome) =>
        outcome is AttendanceOutcome.AttendedDidNotComply or AttendanceOutcome.AcceptableAbsence or AttendanceOutcome.UnacceptableAbsence;

    /// <summary>It counts towards a warning and breach.</summary>
    public static bool Enforced(AttendanceOutcome outcome, AbsenceRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return outcome == AttendanceOutcome.UnacceptableAbsence || (outcome == AttendanceOutcome.AttendedDidNotComply && rule.FailureToComplyCounts);
    }
}

/// <summary>One line of a register as it stands after corrections.</summary>
/// <param name="SessionKey">Of a <see cref="SessionTemplate"/>.</param>
/// <param name="CaughtUp">Of an absence: it has been made up since. Of attendance: this was the making up.</param>
public sealed record AttendanceFact(string SessionKey, DateOnly On, AttendanceOutcome Outcome, bool CaughtUp = false);

/// <summary>From least to most serious.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AbsenceStep>))]
public enum AbsenceStep
{
    None,

    /// <summary>The session is to be made up.</summary>
    CatchUp,

    /// <summary>A warning is to be given, and the session to be made up.</summary>
    Warning,

    /// <summary>The practitioner is to decide on breach.</summary>
    ConsiderBreach,
}

public sealed record AbsenceConsequence
{
    public required AbsenceStep Step { get; init; }

    /// <summary>A sentence with the rule in it.</summary>
    public required string Words { get; init; }

    /// <summary>Absences that count towards breach today, oldest first.</summary>
    public required IReadOnlyList<AttendanceFact> Counting { get; init; }

    /// <summary>Everything missed and not made up, oldest first.</summary>
    public required IReadOnlyList<AttendanceFact> ToCatchUp { get; init; }
}

public static class Absences
{
    /// <summary>What follows an absence, by the rule of the session plan. Making a session up does not undo an unacceptable absence.</summary>
    /// <param name="facts">Of one person in one supervision; what is dated after <paramref name="today"/> is left out.</param>
    /// <param name="of">The line whose consequence is asked; the latest where null.</param>
    public static AbsenceConsequence After(IReadOnlyList<AttendanceFact> facts, AbsenceRule rule, DateOnly today, AttendanceFact? of = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rule);
        var inOrder = facts.Where(fact => fact.On <= today).OrderBy(fact => fact.On).ToList();
        var counting = inOrder.Where(fact => Attendance.Enforced(fact.Outcome, rule) && CountsUntil(fact, rule) >= today).ToList();
        var latest = of ?? inOrder.LastOrDefault();
        var step = latest is null ? AbsenceStep.None : Step(latest, counting, rule);
        return new AbsenceConsequence
        {
            Step = step,
            Words = Words(step, counting, rule),
            Counting = counting,
            ToCatchUp = inOrder.Where(fact => Attendance.Missed(fact.Outcome) && !IsMadeUp(fact, inOrder)).DistinctBy(fact => fact.SessionKey).ToList(),
        };
    }

    /// <summary>The last day on which an absence counts: twelve months begin with the day of the absence.</summary>
    public static DateOnly CountsUntil(AttendanceFact absence, AbsenceRule rule)
    {
        ArgumentNullException.ThrowIfNull(absence);
        ArgumentNullException.ThrowIfNull(rule);
        return absence.On.AddMonths(rule.WithinMonths).AddDays(-1);
    }

    private static AbsenceStep Step(AttendanceFact latest, List<AttendanceFact> counting, AbsenceRule rule)
    {
        if (!Attendance.Missed(latest.Outcome))
            return AbsenceStep.None;
        if (counting.Contains(latest))
        {
            if (counting.Count >= rule.UnacceptableToConsiderBreach)
                return AbsenceStep.ConsiderBreach;
            if (counting.Count >= rule.WarningAt)
                return AbsenceStep.Warning;
        }

        return latest.CaughtUp ? AbsenceStep.None : AbsenceStep.CatchUp;
    }

    private static bool IsMadeUp(AttendanceFact absence, List<AttendanceFact> all) =>
        absence.CaughtUp || all.Exists(fact => fact.SessionKey == absence.SessionKey && Attendance.Counts(fact.Outcome));

    private static string Words(AbsenceStep step, List<AttendanceFact> counting, AbsenceRule rule)
    {
        var counted = $"{Count(counting.Count, "unacceptable absence")} in {Count(rule.WithinMonths, "month")} ({Listed(counting.ConvertAll(fact => Day(fact.On)))})";
        return step switch
        {
            AbsenceStep.ConsiderBreach => $"{counted}: breach is to be considered from {rule.UnacceptableToConsiderBreach} on.",
            AbsenceStep.Warning => $"{counted}: a warning is to be given; breach is to be considered at {rule.UnacceptableToConsiderBreach}.",
            AbsenceStep.CatchUp => "The session is to be made up.",
            _ => "Nothing follows.",
        };
    }
}
