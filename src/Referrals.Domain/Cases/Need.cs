namespace Referrals.Domain;

/// <summary>An assessed need for an intervention, from open to met or unmet.</summary>
public sealed class Need
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>What people quote to each other: <c>DA-</c> and eight characters, unique, says nothing of the person.</summary>
    public required string Reference { get; init; }

    public DateOnly OpenedOn { get; init; }
    public Guid AssessmentId { get; init; }

    public DateOnly? ClosedOn { get; set; }

    /// <summary><c>met</c> or <c>unmet</c>, or null while open.</summary>
    public string? ClosedAs { get; set; }

    /// <summary>The coded reason of an unmet need; always there when <see cref="ClosedAs"/> is unmet.</summary>
    public string? ReasonCode { get; set; }

    /// <summary>What stopped the work and is not settled yet: <c>died</c>, <c>supervision-ended</c>, <c>recalled</c>.</summary>
    public string? Interruption { get; set; }

    public DateOnly? InterruptedOn { get; set; }

    /// <summary>When the rules last answered; null before the information was there.</summary>
    public DateOnly? RecommendedOn { get; set; }

    /// <summary>What they recommended; null with a date beside it means that nothing fitted.</summary>
    public string? RecommendedKey { get; set; }

    public List<Decision> Decisions { get; } = [];
    public List<Referral> Referrals { get; } = [];
    public List<ToolkitDelivery> Toolkits { get; } = [];

    public bool IsOpen => ClosedOn is null;

    public Decision? LatestDecision => Decisions.OrderByDescending(d => d.Number).FirstOrDefault();

    /// <summary>The referral or toolkit delivery that is still running, if any.</summary>
    public Referral? LiveReferral => Referrals.FirstOrDefault(r => r.EndedOn is null);

    public ToolkitDelivery? LiveToolkit => Toolkits.FirstOrDefault(t => t.EndedOn is null);
}

public static class ClosedAs
{
    public const string Met = "met";
    public const string Unmet = "unmet";
}

/// <summary>What stops a need's work at any moment until somebody settles it.</summary>
public static class Interruptions
{
    public const string Died = "died";
    public const string SupervisionEnded = "supervision-ended";
    public const string Recalled = "recalled";
}

/// <summary>What the practitioner chose, with why, beside what the rules said at that moment.</summary>
public sealed class Decision
{
    public Guid Id { get; init; }
    public Guid NeedId { get; init; }
    public int Number { get; init; }
    public DateOnly DecidedOn { get; init; }
    public required string DecidedBy { get; init; }
    public string? RecommendedKey { get; init; }

    /// <summary>The recommendation as it was explained at that moment, as JSON.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The catalogue key of what was chosen; null means: do not refer.</summary>
    public string? ProgrammeKey { get; init; }

    public string? ReasonCode { get; init; }
    public string? Words { get; init; }

    /// <summary>An override or no referral waits for a senior probation officer.</summary>
    public bool NeedsApproval { get; init; }

    public DateOnly? ApprovedOn { get; set; }
    public string? ApprovedBy { get; set; }
    public DateOnly? RejectedOn { get; set; }
    public string? RejectedBy { get; set; }
    public string? RejectionReason { get; set; }
    public string? RejectionWords { get; set; }

    /// <summary>When the referral or toolkit it chose was opened, or the closing it led to.</summary>
    public DateOnly? FollowedOn { get; set; }

    public bool Stands => RejectedOn is null && (!NeedsApproval || ApprovedOn is not null);
}

/// <summary>A request for one accredited programme or structured intervention.</summary>
public sealed class Referral
{
    public Guid Id { get; init; }
    public Guid NeedId { get; init; }

    /// <summary>Whose need it is, and the region they are in now, by which what is live in a region is found: copied from the person with every change of the case.</summary>
    public Guid PersonId { get; set; }

    /// <inheritdoc cref="PersonId"/>
    public string? RegionCode { get; set; }

    public required string ProgrammeKey { get; init; }
    public DateOnly ReferredOn { get; init; }
    public required string ReferredBy { get; init; }
    public DateOnly? AcceptedOn { get; set; }
    public DateOnly? StartedOn { get; set; }
    public DateOnly? EndedOn { get; set; }

    /// <summary><c>completed</c>, <c>not-suitable</c>, <c>withdrawn</c> or <c>left-early</c>, once ended.</summary>
    public string? EndedAs { get; set; }

    /// <summary>Suitable but not to be given a place now: one of <see cref="Holds"/>, with the day on which that is looked at again.</summary>
    public string? Hold { get; set; }

    public DateOnly? HoldReviewOn { get; set; }
    public string? HoldReason { get; set; }

    /// <summary>Where in the queue somebody put it by hand, 1 being first, with why and by whom; null where the points decide.</summary>
    public int? QueuePosition { get; set; }

    public string? QueueReason { get; set; }
    public string? QueueWords { get; set; }
    public string? QueueBy { get; set; }

    /// <summary>When the programme was recorded in nDelius as commenced: not when the first session was attended, which is <see cref="StartedOn"/>.</summary>
    public DateOnly? CommencementRecordedOn { get; set; }

    /// <summary>Left and may come back until this day, by the plan's time for rejoining; null once back or gone for good.</summary>
    public DateOnly? MayRejoinUntil { get; set; }

    /// <summary>The session plan version it is delivered by, from the first place on.</summary>
    public int? PlanVersion { get; set; }

    /// <summary>Every required session but the review was held or caught up.</summary>
    public DateOnly? SessionsDoneOn { get; set; }

    /// <summary>When the post-programme review took place.</summary>
    public DateOnly? ReviewHeldOn { get; set; }
}

/// <summary>Why somebody suitable is not given a place now.</summary>
public static class Holds
{
    public const string NotReady = "not-ready";
    public const string Deprioritised = "deprioritised";
    public const string Deferred = "deferred";
    public const string ReturnedToCourt = "returned-to-court";
}

/// <summary>One-to-one work by the practitioner.</summary>
public sealed class ToolkitDelivery
{
    public Guid Id { get; init; }
    public Guid NeedId { get; init; }
    public required string ToolkitKey { get; init; }
    public DateOnly PlannedOn { get; init; }
    public required string PlannedBy { get; init; }
    public DateOnly? StartedOn { get; set; }
    public DateOnly? EndedOn { get; set; }

    /// <summary><c>completed</c> or <c>stopped</c>, once ended.</summary>
    public string? EndedAs { get; set; }

    /// <summary>The version of the exercise plan it is delivered by, from the first session planned on.</summary>
    public int? PlanVersion { get; set; }
}

/// <summary>A dated fact. History pages and statuses are read off these; there is no status column anywhere.</summary>
public sealed class Milestone
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public Guid? NeedId { get; init; }

    /// <summary>One of <see cref="MilestoneKinds"/>.</summary>
    public required string Kind { get; init; }

    public DateOnly On { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public required string By { get; init; }

    /// <summary><c>product</c>, <c>imported</c>, <c>nDelius</c> or <c>OASys</c>.</summary>
    public required string Source { get; init; }

    public string? ProgrammeKey { get; init; }
    public string? ReasonCode { get; init; }
    public string? Words { get; init; }

    /// <summary>The milestone by which somebody put this one right; it counts for nothing any more and stays in the history.</summary>
    public Guid? CorrectedById { get; set; }

    public bool Counts => CorrectedById is null;
}

public static class MilestoneSources
{
    public const string Product = "product";
    public const string Imported = "imported";
    public const string Delius = "nDelius";
    public const string Oasys = "OASys";
}
