using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Data;

/// <summary>One running or finished instance of a workflow definition, with the state the engine gave back.</summary>
public sealed class WorkflowInstance
{
    private WorkflowState? _standing;
    private string? _state;

    public Guid Id { get; init; }
    public required string DefinitionId { get; init; }
    public int DefinitionVersion { get; set; }
    public Guid? PersonId { get; init; }
    public Guid? NeedId { get; init; }

    /// <summary>The group it runs for, where it is no person's.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>What a child is about where the need alone does not tell, for example the kind of enquiry or the change under review.</summary>
    public string? Subject { get; set; }

    public Guid? ParentId { get; init; }
    public string? ParentWaitId { get; init; }

    /// <summary>Where it stands, as the engine takes it. Kept beside its text, so that a change reads it once and writes it once.</summary>
    public WorkflowState Standing
    {
        get => _standing ??= WorkflowState.Parse(_state!);
        set => (_standing, _state) = (value, null);
    }

    /// <summary><see cref="Standing"/> as it is stored.</summary>
    public string State
    {
        get => _state ??= _standing?.ToJson() ?? "";
        set => (_standing, _state) = (null, value);
    }

    /// <summary><c>running</c>, <c>finished</c> or <c>cancelled</c>; copied from the state so that lists can be filtered.</summary>
    public required string Status { get; set; }

    public string? Outcome { get; set; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>One line of an instance's journal. Instance and sequence are its key; a signal id occurs once an instance, so a signal is applied once.</summary>
public sealed class JournalRow
{
    public Guid InstanceId { get; init; }
    public long Sequence { get; init; }
    public required string SignalId { get; init; }
    public DateTimeOffset At { get; init; }
    public required string By { get; init; }
    public bool Taken { get; init; }
    public required string Entry { get; init; }
}

/// <summary>When a timer wait elapses.</summary>
public sealed class TimerRow
{
    public Guid InstanceId { get; init; }
    public required string WaitId { get; init; }
    public DateOnly DueOn { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>Somebody to be told of a rung that was climbed, until a digest takes it up. Task, rung and addressee are its key.</summary>
public sealed class Notice
{
    public Guid TaskId { get; init; }
    public int Rung { get; init; }

    /// <summary>A staff code, or <c>role@area</c> where the addressee is whoever holds the role there.</summary>
    public required string Addressee { get; init; }

    public required string Role { get; init; }
    public string? RegionCode { get; init; }
    public int? PduId { get; init; }
    public DateTimeOffset At { get; init; }
    public string? DigestKey { get; set; }
}

/// <summary>A message on its way out. <see cref="Key"/> is its idempotency key: delivered at least once, told apart by the receiver.</summary>
public sealed class OutboxMessage
{
    public Guid Id { get; init; }
    public required string Key { get; init; }
    public required string Kind { get; init; }

    /// <summary>Whom it is for, in words an administrator understands.</summary>
    public required string Addressee { get; init; }

    public string? Address { get; set; }
    public required string Subject { get; init; }
    public required string Body { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }
    public string? ClaimedBy { get; set; }
    public DateTimeOffset? ClaimedUntil { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }
    public string? ProviderId { get; set; }

    /// <summary>Set when it will not be tried again until an administrator says so.</summary>
    public DateTimeOffset? UndeliverableAt { get; set; }

    /// <summary>Set when it was not sent because nothing in it was still to be done.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    public string? LastError { get; set; }
}

/// <summary>A member of staff whom chasing can reach.</summary>
public sealed class StaffMember
{
    public required string Code { get; init; }
    public required string Name { get; set; }
    public string? Email { get; set; }
    public required string Role { get; set; }
    public string? RegionCode { get; set; }
    public int? PduId { get; set; }

    /// <summary>Their last day; null while they are here. They stay on the list for what they did.</summary>
    public DateOnly? LeftOn { get; set; }

    public int Version { get; set; }
}

/// <summary>The last run of each job, for the administrator's page.</summary>
public sealed class JobRun
{
    public required string Job { get; init; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public string? Summary { get; set; }
    public string? Error { get; set; }
}

/// <summary>
/// The row that all measures are computed from: one a person, written in the transaction that changed the case, holding <see cref="Referrals.Statistics.PersonFacts"/> as text
/// (docs/adr/0019).
/// </summary>
public sealed class PersonRow
{
    public Guid PersonId { get; init; }
    public required string Facts { get; set; }
}

/// <summary>The accumulating snapshot: one row a need, every milestone's date, written in the transaction that recorded the milestone.</summary>
public sealed class NeedSnapshot
{
    public Guid NeedId { get; init; }
    public Guid PersonId { get; init; }
    public required string Reference { get; init; }
    public string? RegionCode { get; set; }
    public int? PduId { get; set; }
    public string? PractitionerCode { get; set; }
    public Sex? Sex { get; set; }
    public int? AgeAtOpening { get; set; }
    public RiskLevel? SaraPartner { get; set; }
    public RiskLevel? SaraOthers { get; set; }
    public bool? FamilyAbuse { get; set; }
    public DateOnly? SupervisionStartsOn { get; set; }
    public DateOnly? SupervisionEndsOn { get; set; }
    public DateOnly AssessedOn { get; set; }
    public DateOnly OpenedOn { get; set; }
    public DateOnly? RecommendedOn { get; set; }
    public string? RecommendedKey { get; set; }
    public DateOnly? DecidedOn { get; set; }
    public DateOnly? ApprovedOn { get; set; }
    public DateOnly? ReferredOn { get; set; }
    public DateOnly? AcceptedOn { get; set; }
    public DateOnly? AllocatedOn { get; set; }
    public DateOnly? FirstSessionOn { get; set; }
    public DateOnly? LastSessionOn { get; set; }
    public DateOnly? CompletedOn { get; set; }

    /// <summary>What somebody recorded as the commencement in nDelius; <see cref="FirstSessionOn"/> is the start.</summary>
    public DateOnly? CommencementRecordedOn { get; set; }
    public DateOnly? ReviewHeldOn { get; set; }
    public DateOnly? ReportWrittenOn { get; set; }
    public DateOnly? ReportSentOn { get; set; }
    public string? ProgrammeKey { get; set; }
    public string? ProgrammeKind { get; set; }
    public DateOnly? ClosedOn { get; set; }
    public string? ClosedAs { get; set; }
    public string? ReasonCode { get; set; }

    /// <summary>A manager approved not referring: the decision not to refer, or the closure, stands.</summary>
    public DateOnly? UnmetApprovedOn { get; set; }

    /// <summary>Some of these dates came from before the product was there.</summary>
    public bool HasImportedHistory { get; set; }
}
