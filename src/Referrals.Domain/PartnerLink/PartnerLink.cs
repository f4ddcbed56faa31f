namespace Referrals.Domain;

/// <summary>
/// The duty that comes with a place: a partner link worker is allocated and first contact is made before the first session. This row is all that the
/// rest of the product reads; it says that the duty is met, due or late and nothing about anybody.
/// </summary>
public sealed class PartnerLinkDuty
{
    public Guid Id { get; init; }
    public Guid ReferralId { get; init; }
    public Guid PersonId { get; init; }
    public Guid NeedId { get; init; }

    /// <summary>Where the person is now: copied from them with every change of the case.</summary>
    public string? RegionCode { get; set; }

    public DateOnly OpenedOn { get; init; }

    /// <summary>Before the first session; moves with it.</summary>
    public DateOnly DueOn { get; set; }

    public DateOnly? AllocatedOn { get; set; }

    /// <summary>When first contact was made, or it was settled that none can be.</summary>
    public DateOnly? MetOn { get; set; }

    public DateOnly? EndedOn { get; set; }
}

/// <summary>Behind the wall: who the partner is and how to reach them safely. Read and written by partner link workers alone.</summary>
public sealed class PartnerDetails
{
    /// <summary>The duty they belong to.</summary>
    public Guid DutyId { get; init; }

    public required string WorkerCode { get; set; }
    public string? Name { get; set; }
    public string? Relationship { get; set; }
    public string? Contact { get; set; }

    /// <summary>When and how it is safe to make contact.</summary>
    public string? SafeContact { get; set; }

    public string? Notes { get; set; }
    public int Version { get; set; }
}

/// <summary>Behind the wall: one attempt to reach a partner, and what came of it.</summary>
public sealed class PartnerContact
{
    public Guid Id { get; init; }
    public Guid DutyId { get; init; }
    public DateTimeOffset At { get; init; }
    public DateOnly On { get; init; }
    public required string By { get; init; }

    /// <summary>telephone, letter, text, in-person, other.</summary>
    public required string Means { get; init; }

    /// <summary>reached, no-answer, declined, not-safe, cannot-be-found.</summary>
    public required string Outcome { get; init; }

    public string? Words { get; init; }
}

/// <summary>Behind the wall: a concern a partner link worker wrote down, and what of it, in whose words, was passed to whom.</summary>
public sealed class PartnerConcern
{
    public Guid Id { get; init; }
    public Guid DutyId { get; init; }
    public DateTimeOffset At { get; init; }
    public required string By { get; init; }
    public required string Words { get; init; }
    public DateTimeOffset? PassedOnAt { get; set; }
}

/// <summary>What a partner link worker deliberately passed on, in their words, to named people; nothing else leaves the wall.</summary>
public sealed class PassedConcern
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public required string Words { get; init; }

    /// <summary>Staff codes of those it was worded for.</summary>
    public List<string>? To { get; init; }

    public required string By { get; init; }
    public DateTimeOffset At { get; init; }
    public List<string>? ReadBy { get; set; }
}
