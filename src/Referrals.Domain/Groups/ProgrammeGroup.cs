namespace Referrals.Domain;

/// <summary>A run of one programme for several people. The root of its sessions: every change to them bumps <see cref="Version"/>, and so does every place given or ended.</summary>
public sealed class ProgrammeGroup
{
    public Guid Id { get; init; }

    /// <summary>What staff call it; unique in its region.</summary>
    public required string Code { get; init; }

    public required string RegionCode { get; init; }
    public int PduId { get; set; }

    /// <summary>Where it meets.</summary>
    public required string Office { get; set; }

    /// <summary>Where it meets there, unless a session names another room.</summary>
    public string? Room { get; set; }

    public required string ProgrammeKey { get; init; }

    /// <summary>The version of the session plan it runs on; a newer plan leaves it as it is.</summary>
    public int PlanVersion { get; init; }

    public Cohort Cohort { get; init; }
    public Sex Sex { get; init; }

    /// <summary>Adapted for people with a learning disability or challenge.</summary>
    public bool ForLearningNeeds { get; init; }

    /// <summary>A new person may join at a module boundary.</summary>
    public bool Rolling { get; init; }

    /// <summary>Places in all; from the plan unless set lower.</summary>
    public int Capacity { get; set; }

    /// <summary>Places that have not ended. Kept in step with the places by the one change that writes both, so that a full group refuses in one commit.</summary>
    public int Taken { get; set; }

    public DateOnly EarliestStart { get; set; }
    public List<WeeklySlot>? Slots { get; set; }

    /// <summary>Days on which this group does not meet, beside bank holidays.</summary>
    public List<Closure>? Closures { get; set; }

    public required string TreatmentManager { get; set; }
    public List<string>? Facilitators { get; set; }
    public List<string>? Cover { get; set; }

    /// <summary>The secret part of its calendar's address.</summary>
    public required string CalendarKey { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public DateOnly? ClosedOn { get; set; }
    public string? ClosedReason { get; set; }
    public int Version { get; set; }
    public List<Session> Sessions { get; } = [];
}

/// <summary>Which abuse a group works on.</summary>
public enum Cohort
{
    Partner,
    Family,
    PartnerAndFamily,
}

/// <summary>One meeting: of a group, or of one person one to one.</summary>
public sealed class Session
{
    public Guid Id { get; init; }

    /// <summary>Null for the one-to-one sessions of a toolkit.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>The referral or toolkit delivery of the one person it is for; null for the whole group.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>Null for a meeting the plan does not name, such as a three-way meeting.</summary>
    public string? TemplateKey { get; init; }

    public required string Name { get; init; }
    public SessionKind Kind { get; init; }
    public DateOnly On { get; set; }
    public TimeOnly Start { get; set; }
    public int Minutes { get; set; }
    public string? Room { get; set; }
    public List<string>? Facilitators { get; set; }

    /// <summary>Which time round: a rolling group goes through its modules again for those who joined after them. 1 is the first.</summary>
    public int Round { get; init; } = 1;

    /// <summary>Somebody put it on this day and time by hand: laying the schedule anew leaves it there as long as it can stay.</summary>
    public bool PlacedByHand { get; set; }

    /// <summary>When the register was first saved; from then on it is not moved.</summary>
    public DateOnly? HeldOn { get; set; }

    /// <summary>Why it was not held; coded. The plan's session is then laid anew.</summary>
    public string? NotHeldReason { get; set; }

    public string? NotHeldWords { get; set; }

    /// <summary>Taken off the plan: kept, but no longer met.</summary>
    public DateOnly? CancelledOn { get; set; }

    public bool IsToCome => HeldOn is null && NotHeldReason is null && CancelledOn is null;
}

/// <summary>What the groups of a region share: their rooms, facilitators and people. Whoever lays, moves or staffs a session bumps it, so that nobody is booked twice by two commits that know nothing of each other.</summary>
public sealed class RegionDiary
{
    public required string RegionCode { get; init; }
    public int Version { get; set; }
}

/// <summary>Something that was done to a group and is worth knowing later.</summary>
public sealed class GroupEvent
{
    public Guid Id { get; init; }
    public Guid GroupId { get; init; }

    /// <summary>One of <see cref="GroupEvents"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The session it was about, where it was about one.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>What changed, as a sentence.</summary>
    public string? What { get; init; }

    public string? ReasonCode { get; init; }

    /// <summary>The words of whoever did it.</summary>
    public string? Words { get; init; }

    public DateTimeOffset At { get; init; }
    public required string By { get; init; }

    /// <summary>The version of the group that it made: two things of one instant have an order.</summary>
    public int GroupVersion { get; init; }
}

public static class GroupEvents
{
    public const string Created = "created";
    public const string TimesChanged = "times-changed";
    public const string SessionMoved = "session-moved";
    public const string SessionNotHeld = "session-not-held";

    /// <summary>A rolling group was laid further, for somebody who joined later.</summary>
    public const string LaidFurther = "laid-further";

    /// <summary>A session of another group that a member catches up with was moved or called off.</summary>
    public const string CatchUpChanged = "catch-up-changed";

    /// <summary>It was recorded by mistake that a session was not held.</summary>
    public const string HeldAfterAll = "held-after-all";

    /// <summary>A one-to-one was booked where the plan leaves a gap.</summary>
    public const string OutsideTheGaps = "outside-the-gaps";

    /// <summary>Who runs it, where or for how many was changed.</summary>
    public const string Edited = "edited";

    /// <summary>Somebody or something is booked twice, and that was taken on.</summary>
    public const string BookedTwice = "booked-twice";

    public const string Closed = "closed";
}

public enum SessionKind
{
    Planned,
    CatchUp,
    ThreeWay,
}
