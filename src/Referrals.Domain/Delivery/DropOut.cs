using static Referrals.Domain.Wording;

namespace Referrals.Domain;

/// <summary>What is known of one member of a group.</summary>
public sealed record MemberFacts
{
    /// <summary>The answers that stand, for sessions of the plan, in any order.</summary>
    public required IReadOnlyList<(DateOnly On, AttendanceOutcome Outcome)> Records { get; init; }

    /// <summary>Sessions missed and neither caught up nor booked.</summary>
    public required int ToCatchUp { get; init; }

    /// <summary>The last session of the group that is laid; null where none is.</summary>
    public required DateOnly? LastSession { get; init; }

    /// <summary>The last day on which something can certainly be delivered; null where it is not known.</summary>
    public required DateOnly? DeliverableUntil { get; init; }
}

/// <summary>
/// Who may be about to drop out. Plain rules over registers, each said with the figures that made it hold, so that anybody can check it; no score, and nothing of the person but
/// what the registers hold. The limits are local configuration, not policy.
/// </summary>
public static class DropOut
{
    private const int Lately = 3;
    private const int MissedLately = 2;
    private const int DaysAway = 21;
    private const int MostToCatchUp = 2;

    /// <summary>The rules, as a page explains them.</summary>
    public static IReadOnlyList<string> Rules { get; } =
    [
        $"they were absent from {MissedLately} or more of the last {Lately} sessions on whose register they stand",
        $"they have attended nothing for {DaysAway} days or more, and were absent since",
        $"{MostToCatchUp} or more missed sessions are neither caught up nor booked",
        "their deliverable supervision ends before the group's last session",
    ];

    /// <returns>Why, in a sentence each; none where no rule holds.</returns>
    public static IReadOnlyList<string> Reasons(MemberFacts member, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(member);
        var held = member.Records.Where(r => r.Outcome != AttendanceOutcome.NotHeld && r.On <= today).OrderByDescending(r => r.On).ToList();
        var reasons = new List<string>();
        var absent = held.Take(Lately).Count(r => IsAbsence(r.Outcome));
        if (absent >= MissedLately)
            reasons.Add($"Absent from {absent} of the last {Math.Min(Lately, held.Count)} sessions.");
        var last = held.Where(r => !IsAbsence(r.Outcome)).Max(r => (DateOnly?)r.On);
        var firstAbsence = held.Where(r => IsAbsence(r.Outcome) && (last is null || r.On > last)).Min(r => (DateOnly?)r.On);
        if (firstAbsence is not null && today.DayNumber - (last ?? firstAbsence.Value).DayNumber >= DaysAway)
            reasons.Add(last is { } on ? $"Last attended on {Day(on)}, {today.DayNumber - on.DayNumber} days ago." : $"Has attended nothing, and was absent first on {Day(firstAbsence.Value)}.");
        if (member.ToCatchUp >= MostToCatchUp)
            reasons.Add($"{member.ToCatchUp} missed sessions are neither caught up nor booked.");
        if (member is { LastSession: { } end, DeliverableUntil: { } until } && until < end)
            reasons.Add($"Supervision may end on {Day(until)}, before the last session on {Day(end)}.");
        return reasons;
    }

    private static bool IsAbsence(AttendanceOutcome outcome) => outcome is AttendanceOutcome.AcceptableAbsence or AttendanceOutcome.UnacceptableAbsence;
}
