namespace Referrals.Application.PartnerLink;

/// <summary>How far a duty got: first contact still owed, met, or ended with the place.</summary>
public enum DutyStage
{
    Open,
    Met,
    Ended,
}

/// <summary>One duty as a partner link worker's list shows it. Of the case it says who, the CRN and when the group starts, and no more.</summary>
public sealed record DutyLine
{
    public required Guid DutyId { get; init; }
    public required string PersonName { get; init; }
    public required string Crn { get; init; }

    /// <summary>The first session of the group; null where it has none laid or the place is gone.</summary>
    public required DateOnly? GroupStartsOn { get; init; }

    public required DateOnly OpenedOn { get; init; }
    public required DateOnly DueOn { get; init; }

    /// <summary>In working days, while first contact is owed; else 0.</summary>
    public required int DaysLate { get; init; }

    /// <summary>First contact is owed and its day is gone, on a weekend too.</summary>
    public required bool IsLate { get; init; }

    public required DateOnly? AllocatedOn { get; init; }
    public required DateOnly? MetOn { get; init; }
    public required DateOnly? EndedOn { get; init; }

    /// <summary>The staff code of whoever took it on, and their name; null before.</summary>
    public required string? WorkerCode { get; init; }

    public required string? WorkerName { get; init; }
    public required bool Mine { get; init; }
}

/// <summary>A page of duties, with how many there are at each stage and how many open ones are late.</summary>
public sealed record DutyList(IReadOnlyList<DutyLine> Lines, IReadOnlyDictionary<DutyStage, int> Counts, int Late);

/// <summary>Behind the wall: all there is about one duty. Given to partner link workers of the region alone.</summary>
public sealed record DutyView
{
    public required DutyLine Line { get; init; }

    /// <summary>Null before anybody took the work on.</summary>
    public required PartnerFacts? Partner { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<Attempt> Attempts { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<ConcernLine> Concerns { get; init; }
}

/// <summary>Who the partner is and how they may be reached.</summary>
/// <param name="Version">To be given back when they are saved, so that nobody overwrites what they did not see.</param>
public sealed record PartnerFacts(string? Name, string? Relationship, string? Contact, string? SafeContact, string? Notes, int Version);

public sealed record Attempt(DateOnly On, string Means, string Outcome, string? Words, string By);

public sealed record ConcernLine(Guid Id, DateTimeOffset At, string Words, string By, DateTimeOffset? PassedOnAt);

/// <summary>Somebody who works with the person and may be told of a concern.</summary>
public sealed record Recipient(string Code, string Name, string Role);

/// <summary>How contact was tried.</summary>
public static class ContactMeans
{
    public const string Telephone = "telephone";
    public const string Letter = "letter";
    public const string Text = "text";
    public const string InPerson = "in-person";
    public const string Other = "other";

    public static IReadOnlyList<string> All { get; } = [Telephone, Text, Letter, InPerson, Other];
}

/// <summary>What came of an attempt.</summary>
public static class ContactOutcomes
{
    public const string Reached = "reached";
    public const string NoAnswer = "no-answer";
    public const string Declined = "declined";
    public const string NotSafe = "not-safe";
    public const string CannotBeFound = "cannot-be-found";

    public static IReadOnlyList<string> All { get; } = [Reached, NoAnswer, Declined, NotSafe, CannotBeFound];

    /// <summary>Whether it settles that there will be no contact, which meets the duty as contact does and has to say what it rests on.</summary>
    public static bool Settles(string outcome) => outcome is Declined or NotSafe or CannotBeFound;
}

/// <summary>Takes a duty on, or over from somebody else.</summary>
/// <param name="From">The staff code of whoever had it when the page was drawn; null where nobody had.</param>
public sealed record TakeOn(Guid DutyId, string? From);

public sealed record SaveDetails
{
    public required Guid DutyId { get; init; }

    /// <summary>The version that was read.</summary>
    public required int Version { get; init; }

    public string? Name { get; init; }
    public string? Relationship { get; init; }
    public string? Contact { get; init; }
    public string? SafeContact { get; init; }
    public string? Notes { get; init; }
}

public sealed record RecordAttempt
{
    public required Guid DutyId { get; init; }

    /// <summary>Made once by the form; the same attempt sent twice counts once.</summary>
    public required Guid RequestId { get; init; }

    public required DateOnly On { get; init; }

    /// <summary>One of <see cref="ContactMeans"/>.</summary>
    public required string Means { get; init; }

    /// <summary>One of <see cref="ContactOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    public string? Words { get; init; }
}

public sealed record PassOn
{
    public required Guid DutyId { get; init; }
    public required Guid ConcernId { get; init; }

    /// <summary>Worded for those who are told; it leaves the wall as it stands here.</summary>
    public required string Words { get; init; }

    /// <summary>Staff codes out of <see cref="PartnerLinkService.Recipients"/>.</summary>
    public required IReadOnlyList<string> To { get; init; }
}
