using System.Text.Json.Serialization;

namespace Referrals.Domain;

/// <summary>A session that counts as done because of something outside this group.</summary>
/// <param name="Source">Where it was done and how that is known, for the person who asks.</param>
public sealed record SessionCredit(string TemplateKey, string Source);

[JsonConverter(typeof(JsonStringEnumConverter<SessionStanding>))]
public enum SessionStanding
{
    ToCome,

    /// <summary>Held without this person or without their complying, and not made up.</summary>
    Missed,
    Done,
    CaughtUp,
    Credited,
}

/// <param name="On">The day of the attendance or absence that it stands on; null where it is to come or credited.</param>
/// <param name="Source">Of a credit.</param>
public sealed record SessionProgress(SessionTemplate Template, SessionStanding Standing, DateOnly? On, string? Source)
{
    public bool IsDone => Standing is SessionStanding.Done or SessionStanding.CaughtUp or SessionStanding.Credited;
}

/// <summary>How far one person has come with a session plan. Counts leave out the post-programme review, which <see cref="Completion"/> asks for by itself.</summary>
public sealed record DeliveryProgress
{
    public required SessionPlan Plan { get; init; }

    /// <summary>Every session of the plan, in its order, the review included.</summary>
    public required IReadOnlyList<SessionProgress> Sessions { get; init; }

    /// <summary>The next to come: for who joined at a later module, the modules before it come last.</summary>
    public required SessionTemplate? Next { get; init; }

    /// <summary>Keys in the register or among the credits that this plan does not have.</summary>
    public required IReadOnlyList<string> NotOfThisPlan { get; init; }

    /// <summary>Required sessions.</summary>
    public int Required => Counted.Count();

    /// <summary>Required sessions attended or made up; not credits.</summary>
    public int Attended => Counted.Count(session => session.Standing is SessionStanding.Done or SessionStanding.CaughtUp);

    /// <summary>Required sessions that count as done, credits included.</summary>
    public int Completed => Counted.Count(session => session.IsDone);

    /// <summary>Required sessions that are missed or to come, in the order of the plan.</summary>
    public IReadOnlyList<SessionProgress> Missing => Counted.Where(session => !session.IsDone).ToList();

    private IEnumerable<SessionProgress> Counted => Sessions.Where(session => session.Template is { Required: true, Stage: not SessionStage.Review });
}

public static class Progress
{
    /// <param name="plan">The version that the person's group runs on.</param>
    /// <param name="fromModule">The <see cref="PlanModule.Number"/> of the module joined at; 1 from the beginning.</param>
    /// <param name="facts">Also from before a break: who rejoins keeps what was done.</param>
    /// <param name="credits">At most one counts for a session.</param>
    public static DeliveryProgress Of(SessionPlan plan, int fromModule, IReadOnlyList<AttendanceFact> facts, IReadOnlyList<SessionCredit> credits)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var bySession = facts.OrderBy(fact => fact.On).ToLookup(fact => fact.SessionKey, StringComparer.Ordinal);
        var sessions = plan.Sessions.Select(template => Standing(template, bySession[template.Key].ToList(), credits.FirstOrDefault(credit => credit.TemplateKey == template.Key))).ToList();
        return new DeliveryProgress
        {
            Plan = plan,
            Sessions = sessions,
            Next = sessions.Where(session => session.Standing == SessionStanding.ToCome)
                .Select(session => session.Template)
                .OrderBy(template => (template.Stage, plan.Module(template.ModuleKey).Number < fromModule, template.Number))
                .FirstOrDefault(),
            NotOfThisPlan = facts.Select(fact => fact.SessionKey).Concat(credits.Select(credit => credit.TemplateKey))
                .Distinct(StringComparer.Ordinal).Where(key => plan.FindSession(key) is null).ToList(),
        };
    }

    private static SessionProgress Standing(SessionTemplate template, List<AttendanceFact> facts, SessionCredit? credit)
    {
        var missed = facts.Find(fact => Attendance.Missed(fact.Outcome));
        if (facts.Find(fact => Attendance.Counts(fact.Outcome)) is { } done)
            return new SessionProgress(template, done.CaughtUp || missed?.On < done.On ? SessionStanding.CaughtUp : SessionStanding.Done, done.On, null);
        if (facts.Find(fact => Attendance.Missed(fact.Outcome) && fact.CaughtUp) is { } madeUp)
            return new SessionProgress(template, SessionStanding.CaughtUp, madeUp.On, null);
        if (credit is not null)
            return new SessionProgress(template, SessionStanding.Credited, null, credit.Source);
        return missed is null
            ? new SessionProgress(template, SessionStanding.ToCome, null, null)
            : new SessionProgress(template, SessionStanding.Missed, missed.On, null);
    }
}
