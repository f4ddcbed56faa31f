namespace Referrals.Application.Publishing;

/// <summary>A set of tables as it was made, for good: triggers refuse to change or remove it. What happens to it is in its <see cref="PublicationEvent"/>s.</summary>
public sealed class Publication
{
    /// <summary>Given by whoever asks for it, so that asking twice makes one.</summary>
    public Guid Id { get; init; }

    /// <summary>The first of its revisions; itself for a first publication.</summary>
    public Guid SeriesId { get; init; }

    /// <summary>1, or one more than the one it revises.</summary>
    public int Number { get; init; }

    public required string Title { get; init; }
    public required string Summary { get; init; }

    /// <summary>What a revision changed and why.</summary>
    public string? Changed { get; init; }

    public DateOnly PeriodFrom { get; init; }
    public DateOnly PeriodTo { get; init; }

    /// <summary>Which measures: the key of a family.</summary>
    public required string Family { get; init; }

    /// <summary>By which date people belong to the period: the key of a cohort of it.</summary>
    public required string Cohort { get; init; }

    /// <summary>What the tables count by, in their order: <c>region pdu month</c>.</summary>
    public required string Breakdowns { get; init; }

    /// <summary>The measures with the versions of their definitions: <c>assessed/1 needing/1</c>.</summary>
    public required string Definitions { get; init; }

    public int Threshold { get; init; }
    public int? RoundTo { get; init; }

    /// <summary>The day the figures were counted.</summary>
    public DateOnly AsAt { get; init; }

    public DateTimeOffset MadeAt { get; init; }
    public required string MadeBy { get; init; }

    /// <summary>Before this nobody sees it but its maker and those on its list.</summary>
    public DateTimeOffset ReleaseAt { get; init; }

    /// <summary>SHA-256 of the checksums of its files in the order of their names.</summary>
    public required string Checksum { get; init; }

    public const string Json = "publication.json", Ods = "publication.ods", Csv = "publication.csv", Metadata = "publication.csv-metadata.json", Bulletin = "bulletin.html";
}

/// <summary>One file of a publication, as it leaves. Never changed.</summary>
public sealed class PublicationFile
{
    public Guid PublicationId { get; init; }
    public required string Name { get; init; }
    public required string ContentType { get; init; }
    public required byte[] Content { get; init; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public required string Checksum { get; init; }
}

/// <summary>Something that happened to a publication. Only added.</summary>
public sealed class PublicationEvent
{
    public const string Released = "released", Withdrawn = "withdrawn", AccessGiven = "access-given", AccessTaken = "access-taken", LookedBefore = "looked-before-release";

    public Guid Id { get; init; }
    public Guid PublicationId { get; init; }

    /// <summary>The order of the events of a publication, from 1: two cannot be the same.</summary>
    public int Sequence { get; init; }

    public required string Kind { get; init; }
    public DateTimeOffset At { get; init; }
    public required string By { get; init; }

    /// <summary>Who was given access, or looked.</summary>
    public string? Username { get; init; }

    public string? Words { get; init; }
}
