namespace Referrals.Domain;

/// <summary>One thing one role must do by a date; what chasing acts on. Opened and closed only by the workflow's waits.</summary>
public sealed class CaseTask
{
    public Guid Id { get; init; }
    public Guid InstanceId { get; init; }
    public required string WaitId { get; init; }

    /// <summary>The wait's activity type, for example <c>Referrals.Decide</c>.</summary>
    public required string Kind { get; init; }

    public Guid? PersonId { get; init; }
    public Guid? NeedId { get; init; }

    /// <summary>The group it is about, where it is about no single person.</summary>
    public Guid? GroupId { get; init; }

    public required string OwnerRole { get; init; }

    /// <summary>The staff code of the one who owes it; null where any holder of the role in the area may take it.</summary>
    public string? OwnerCode { get; set; }

    /// <summary>The staff code of whoever answers for the owner, where the task has one; told where a ladder names the manager.</summary>
    public string? ManagerCode { get; init; }

    public string? RegionCode { get; set; }
    public int? PduId { get; set; }

    /// <summary>3 very high or high risk, 2 medium, 1 low, 0 not known: lists put late ones first, then by this.</summary>
    public int Risk { get; set; }

    /// <summary>The last day on which something can still be delivered, the earliest that is possible; null where it is not known, and for a group's task. Lists put the soonest first.</summary>
    public DateOnly? DeliverableUntil { get; set; }

    public DateTimeOffset OpenedAt { get; init; }
    public DateOnly OpenedOn { get; init; }
    public DateOnly DueOn { get; set; }

    public required string LadderKey { get; init; }

    /// <summary>How many rungs were climbed; the next one to climb has this index.</summary>
    public int Rung { get; set; }

    /// <summary>When the next rung is due; null at the top of the ladder or once closed.</summary>
    public DateOnly? NextRungOn { get; set; }

    /// <summary>The sweep that is climbing a rung of this task; never set outside its transaction.</summary>
    public string? ClaimedBy { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }
    public string? Outcome { get; set; }
    public string? ClosedBy { get; set; }

    public DateOnly? SnoozedUntil { get; set; }
    public string? SnoozeReason { get; set; }
    public string? SnoozeWords { get; set; }

    public int Version { get; set; }
}

/// <summary>One rung climbed: a reminder or an escalation about a late task. Task and rung are its key, so it exists once.</summary>
public sealed class ChaseSent
{
    public Guid TaskId { get; init; }
    public int Rung { get; init; }
    public DateOnly On { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Wording { get; init; }

    /// <summary>The roles told, comma separated, as the ladder names them.</summary>
    public required string Told { get; init; }
}
