using Referrals.Domain;

namespace Referrals.Application.Events;

/// <summary>
/// Something that happened to a need, for services outside: what kind of thing, when, and where it can be asked for. Nothing of the person. Ids are 1, 2, 3 … in
/// the order of the commits, without a gap (docs/adr/0016).
/// </summary>
public sealed class DomainEvent
{
    public long Id { get; init; }

    /// <summary>What receivers know it by, however often it is sent.</summary>
    public Guid Key { get; init; }

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The person, never sent: what happened to one person is delivered in its order.</summary>
    public Guid OrderedBy { get; init; }

    /// <summary>One of <see cref="EventSubjects"/>.</summary>
    public required string Subject { get; init; }

    public Guid SubjectId { get; init; }

    /// <summary>The need's reference, which says nothing of the person.</summary>
    public required string Reference { get; init; }

    public DateTimeOffset OccurredAt { get; init; }
}

/// <summary>What an event is about: the resource of the API that has the detail.</summary>
public static class EventSubjects
{
    public const string Need = "need";
    public const string Referral = "referral";
    public const string Toolkit = "toolkit";
}

public static class EventTypes
{
    public const string NeedOpened = "domestic-abuse.need.opened";
    public const string NeedUpdated = "domestic-abuse.need.status-updated";
    public const string NeedClosed = "domestic-abuse.need.closed";
    public const string ReferralUpdated = "domestic-abuse.referral.status-updated";
    public const string ToolkitUpdated = "domestic-abuse.toolkit.status-updated";
    public const string ProgrammeComplete = "domestic-abuse.programme.complete";

    /// <summary>Each with what it says, as the API's documentation has it.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [NeedOpened] = "A need for an intervention was opened.",
        [NeedUpdated] = "Something was recommended, decided or approved for a need.",
        [NeedClosed] = "A need was closed, met or unmet.",
        [ReferralUpdated] = "A referral went to another stage, or back.",
        [ToolkitUpdated] = "One-to-one work with a toolkit was started, stopped or completed.",
        [ProgrammeComplete] = "A programme was completed.",
    };

    /// <summary>What the milestone of a need tells the outside; null where it tells nothing. What lies behind the wall, and what was said of risk, is not in this list.</summary>
    internal static string? Of(string milestone, bool ofToolkit) => milestone switch
    {
        MilestoneKinds.NeedOpened => NeedOpened,
        MilestoneKinds.Recommended or MilestoneKinds.Decided or MilestoneKinds.Approved or MilestoneKinds.ApprovalRejected => NeedUpdated,
        MilestoneKinds.Met or MilestoneKinds.ClosedUnmet => NeedClosed,
        MilestoneKinds.ToolkitStarted => ToolkitUpdated,
        MilestoneKinds.Completed or MilestoneKinds.LeftEarly when ofToolkit => ToolkitUpdated,
        MilestoneKinds.Completed => ProgrammeComplete,
        MilestoneKinds.Referred or MilestoneKinds.Submitted or MilestoneKinds.Accepted or MilestoneKinds.NotSuitable or MilestoneKinds.Allocated or MilestoneKinds.PlaceLost
            or MilestoneKinds.NotReady or MilestoneKinds.Deprioritised or MilestoneKinds.Deferred or MilestoneKinds.WaitingAgain or MilestoneKinds.PreGroupDone or MilestoneKinds.FirstSession
            or MilestoneKinds.LastSession or MilestoneKinds.LeftEarly or MilestoneKinds.Rejoined or MilestoneKinds.Withdrawn or MilestoneKinds.ReviewHeld or MilestoneKinds.ReportSent
            or MilestoneKinds.StatusCorrected => ofToolkit ? ToolkitUpdated : ReferralUpdated,
        _ => null,
    };
}

/// <summary>What one receiver is to be sent.</summary>
public sealed class EventDelivery
{
    public required string Receiver { get; init; }
    public long EventId { get; init; }

    /// <inheritdoc cref="DomainEvent.OrderedBy"/>
    public Guid OrderedBy { get; init; }

    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }
    public string? ClaimedBy { get; set; }
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>When the receiver took it, or an administrator left it out.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>The administrator who let the later ones go on without it; null where it was taken.</summary>
    public string? LeftOutBy { get; set; }

    /// <summary>Not tried again until an administrator says so; what happened to the person later waits behind it.</summary>
    public DateTimeOffset? GivenUpAt { get; set; }

    public string? LastError { get; set; }
}

/// <summary>How far the events have been taken up for one receiver. The receiver itself, its address and its secret, is configuration.</summary>
public sealed class EventReceiver
{
    public required string Name { get; init; }

    /// <summary>The last event that was looked at for it.</summary>
    public long TakenUpTo { get; set; }
}
