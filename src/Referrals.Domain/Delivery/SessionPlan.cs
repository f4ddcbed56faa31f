using System.Text.Json.Serialization;

namespace Referrals.Domain;

[JsonConverter(typeof(JsonStringEnumConverter<SessionFormat>))]
public enum SessionFormat
{
    Group,
    OneToOne,
}

/// <summary>In the order in which they are gone through.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SessionStage>))]
public enum SessionStage
{
    PreGroup,
    Programme,
    Review,
}

/// <summary>One version of the shape of a programme, structured intervention or toolkit, from <c>session-plans.vN.json</c>. A group stays on the version it was created with.</summary>
public sealed record SessionPlan
{
    public required string ProgrammeKey { get; init; }

    /// <summary>Counted for each programme; never given a new meaning.</summary>
    public required int Version { get; init; }

    /// <summary>When new groups may be created with it.</summary>
    public required Period Valid { get; init; }

    public required string Source { get; init; }

    /// <summary>Assumed and for the service's owner to set: shown as local configuration, not policy.</summary>
    public required bool LocalConfiguration { get; init; }

    public required IReadOnlyList<PlanModule> Modules
    {
        get;
        init
        {
            field = value;
            Sessions = value.SelectMany(module => module.Sessions).ToList();
        }
    }

    /// <summary>All, in order.</summary>
    public IReadOnlyList<SessionTemplate> Sessions { get; private init; } = [];

    /// <summary>People; 1 for work that is one to one.</summary>
    public required int MinimumGroup { get; init; }

    /// <inheritdoc cref="MinimumGroup"/>
    public required int MaximumGroup { get; init; }

    /// <summary>Weeks to be left between the pre-group sessions and the first session of the programme.</summary>
    public required int WeeksAfterPreGroup { get; init; }

    /// <summary>Weeks to be left between the last session of the programme and the post-programme review.</summary>
    public required int WeeksBeforeReview { get; init; }

    /// <summary>Weeks within which a one-to-one is to be held, from the first day on which it may be.</summary>
    public required int OneToOneWithinWeeks { get; init; }

    /// <summary>Of <see cref="Roles"/>.</summary>
    public required IReadOnlyList<string> DeliveredBy { get; init; }

    /// <summary>A new person may join a running group at a module that says so.</summary>
    public required bool Rolling { get; init; }

    /// <summary>Other programmes of which a session counts here where it has the same key: what was done there is carried over on a new referral.</summary>
    public IReadOnlyList<string> CarriesOver { get; init; } = [];

    public required AbsenceRule Absence { get; init; }

    public required CompletionRule Completion { get; init; }

    /// <summary>Weeks after leaving within which a person may rejoin with credit for what was done.</summary>
    public required int RejoinWithinWeeks { get; init; }

    /// <summary>Everything is one to one, as in a toolkit.</summary>
    public bool IsOneToOne => Sessions.All(session => session.Format == SessionFormat.OneToOne);

    /// <summary>
    /// Weeks from the first pre-group session to the review, with so many group sessions a week and no holidays; for work that is all one to one,
    /// with so many of those. What is done or credited already takes no more.
    /// </summary>
    /// <param name="done">Keys of sessions; null is none.</param>
    public int WeeksNeeded(int sessionsAWeek, IReadOnlySet<string>? done = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sessionsAWeek, 1);
        var left = Sessions.Where(session => done?.Contains(session.Key) != true).ToList();
        var programme = left.Count(session => session.Stage == SessionStage.Programme && (IsOneToOne || session.Format == SessionFormat.Group));
        return (left.Exists(session => session.Stage == SessionStage.PreGroup) ? WeeksAfterPreGroup : 0) + ((programme + sessionsAWeek - 1) / sessionsAWeek) + (Has(SessionStage.Review) ? WeeksBeforeReview : 0);
    }

    /// <summary>The last day on which somebody who left on <paramref name="leftOn"/> may rejoin with credit for what was done.</summary>
    public DateOnly RejoinUntil(DateOnly leftOn) => leftOn.AddDays(7 * RejoinWithinWeeks);

    /// <summary>
    /// What a rolling group goes through again for whoever joined at a later module: the group sessions of the modules before it, as a plan of its own with its
    /// numbers counted anew.
    /// </summary>
    /// <param name="beforeModule">The <see cref="PlanModule.Number"/> up to but without which it goes; one after the last is the whole programme.</param>
    public SessionPlan Again(int beforeModule)
    {
        var number = 0;
        return this with
        {
            Modules =
            [
                .. Modules.Where(module => module.Stage == SessionStage.Programme && module.Number < beforeModule)
                    .Select(module => module with { Sessions = [.. module.Sessions.Where(session => session.Format == SessionFormat.Group).Select(session => session with { Number = ++number })] })
                    .Where(module => module.Sessions.Count > 0),
            ],
        };
    }

    internal bool Has(SessionStage stage) => Sessions.Any(session => session.Stage == stage);

    /// <exception cref="KeyNotFoundException">The plan has no such session: the key is of another plan.</exception>
    public SessionTemplate Session(string key) => FindSession(key)
        ?? throw new KeyNotFoundException($"Version {Version} of the session plan of '{ProgrammeKey}' has no session '{key}'.");

    public SessionTemplate? FindSession(string key) => Sessions.FirstOrDefault(session => session.Key == key);

    /// <exception cref="KeyNotFoundException">The plan has no such module.</exception>
    public PlanModule Module(string key) => Modules.FirstOrDefault(module => module.Key == key)
        ?? throw new KeyNotFoundException($"Version {Version} of the session plan of '{ProgrammeKey}' has no module '{key}'.");
}

public sealed record PlanModule
{
    /// <summary>Unique in the plan.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    /// <summary>From 1, over the whole plan: pre-group work and the review are modules too.</summary>
    public required int Number { get; init; }

    public required SessionStage Stage { get; init; }

    /// <summary>A new person may join a rolling group with the first session of this module; always so for the first module of the programme stage.</summary>
    public required bool MayJoinHere { get; init; }

    public required IReadOnlyList<SessionTemplate> Sessions { get; init; }
}

public sealed record SessionTemplate
{
    /// <summary>Unique in the plan, such as <c>managing-myself-3</c>.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    public required string ModuleKey { get; init; }

    /// <summary>From 1, over the whole plan.</summary>
    public required int Number { get; init; }

    public required SessionFormat Format { get; init; }

    public required int Minutes { get; init; }

    public required SessionStage Stage { get; init; }

    /// <summary>Completion needs it.</summary>
    public required bool Required { get; init; }

    /// <summary>A person who missed it may make it up, one to one or with another group.</summary>
    public required bool CatchUpAllowed { get; init; }
}

/// <summary>What follows absence.</summary>
public sealed record AbsenceRule
{
    /// <summary>At so many unacceptable absences that count, a warning is given.</summary>
    public required int WarningAt { get; init; }

    /// <summary>At so many, breach is to be considered; the practitioner decides.</summary>
    public required int UnacceptableToConsiderBreach { get; init; }

    /// <summary>An unacceptable absence counts for so many months.</summary>
    public required int WithinMonths { get; init; }

    /// <summary>Attending without complying counts as an unacceptable absence does.</summary>
    public required bool FailureToComplyCounts { get; init; }

    public required string Source { get; init; }
}

/// <summary>What completion needs besides every required session. A review is needed where the plan has one.</summary>
/// <param name="ReportRequired">A report, complete and sent.</param>
public sealed record CompletionRule(bool ReportRequired, string Source);
