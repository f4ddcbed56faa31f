using static Referrals.Domain.Wording;

namespace Referrals.Domain;

/// <param name="Missing">What completion still needs, in sentences; empty where nothing is.</param>
/// <param name="Source">Of the rule.</param>
public sealed record CompletionCheck(IReadOnlyList<string> Missing, string Source)
{
    public bool IsComplete => Missing.Count == 0;
}

/// <summary>Completion counts only with every required session, the post-programme review, and the report complete and sent (Probation Circular 09/2007).</summary>
public static class Completion
{
    /// <param name="progress">With credits and sessions made up.</param>
    /// <param name="reviewHeldOn">Asked for where the plan has a review.</param>
    /// <param name="reportComplete">Asked for, as its sending, where the plan's rule says so.</param>
    /// <param name="reportSentOn">Counts only for a complete report.</param>
    public static CompletionCheck Of(DeliveryProgress progress, DateOnly? reviewHeldOn, bool reportComplete, DateOnly? reportSentOn)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var plan = progress.Plan;
        var missing = new List<string>();
        AddSessions(SessionStanding.Missed, "missed and not made up");
        AddSessions(SessionStanding.ToCome, "still to come");

        var last = LastSession(progress);
        if (plan.Sessions.Any(session => session is { Stage: SessionStage.Review, Required: true }))
        {
            if (reviewHeldOn is not { } held)
                missing.Add("The post-programme review has not taken place.");
            else if (held < last)
                missing.Add($"The post-programme review of {Day(held)} was before the last session, on {Day(last.Value)}.");
        }

        if (plan.Completion.ReportRequired)
        {
            if (!reportComplete)
                missing.Add(reportSentOn is { } early ? $"The report sent on {Day(early)} was not complete." : "The report is not complete.");
            else if (reportSentOn is null)
                missing.Add("The report is complete and has not been sent.");
        }

        return new CompletionCheck(missing, plan.Completion.Source);

        void AddSessions(SessionStanding standing, string words)
        {
            var names = progress.Missing.Where(session => session.Standing == standing).Select(session => session.Template.Name).ToList();
            if (names.Count > 0)
                missing.Add($"{Count(names.Count, "required session")} {words}: {Listed(names)}.");
        }
    }

    /// <summary>The day of the review that counts: the latest that was not before the last session; null where there is none, or a session is missing.</summary>
    /// <param name="sessionsDoneOn">When the last required session was done or credited; null while one is missing.</param>
    /// <param name="reviews">Days on which a review was attended.</param>
    public static DateOnly? ReviewThatCounts(DeliveryProgress progress, DateOnly? sessionsDoneOn, IEnumerable<DateOnly> reviews)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (sessionsDoneOn is not { } done)
            return null;
        var from = LastSession(progress) is { } last && last > done ? last : done;
        return reviews.Where(on => on >= from).Select(on => (DateOnly?)on).Max();
    }

    /// <summary>The first day on which the review may be held: the plan's weeks after the last session.</summary>
    public static DateOnly ReviewFrom(SessionPlan plan, DateOnly sessionsDoneOn, WorkingDays calendar)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(calendar);
        return calendar.OnOrAfter(sessionsDoneOn.AddDays(7 * plan.WeeksBeforeReview));
    }

    private static DateOnly? LastSession(DeliveryProgress progress) =>
        progress.Sessions.Where(session => session.Template.Stage != SessionStage.Review && session.IsDone).Max(session => session.On);
}

/// <summary>
/// Three dates that never stand in for each other. The first session attended can only be worked out from a register: a session of the programme itself,
/// so that neither a pre-group one-to-one nor a credit nor a typed date makes a start.
/// </summary>
public sealed record Commencement
{
    private Commencement()
    {
    }

    /// <summary>When the start is planned.</summary>
    public DateOnly? Expected { get; private init; }

    /// <summary>What somebody recorded as the commencement in nDelius.</summary>
    public DateOnly? Recorded { get; private init; }

    /// <summary>The first session of the programme at which the person was, complying or not.</summary>
    public DateOnly? FirstAttended { get; private init; }

    public static Commencement Of(SessionPlan plan, DateOnly? expected, DateOnly? recorded, IReadOnlyList<AttendanceFact> facts)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new Commencement
        {
            Expected = expected,
            Recorded = recorded,
            FirstAttended = facts
                .Where(fact => Attendance.Attended(fact.Outcome) && plan.FindSession(fact.SessionKey)?.Stage == SessionStage.Programme)
                .Select(fact => (DateOnly?)fact.On)
                .Min(),
        };
    }
}
