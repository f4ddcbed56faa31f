using Referrals.Domain;

namespace Referrals.Application.Catalogues;

/// <summary>A version of a catalogue file that was released in the service. Never changed and never removed: triggers refuse it.</summary>
public sealed class CatalogueRelease
{
    /// <summary>Of the file, without version and ending: <c>reasons</c>.</summary>
    public required string Name { get; init; }

    public int Version { get; init; }
    public DateOnly ValidFrom { get; init; }

    /// <summary>The whole file, in the format of the shipped ones.</summary>
    public required string Json { get; init; }

    public DateTimeOffset ReleasedAt { get; init; }
    public required string ReleasedBy { get; init; }

    /// <summary>Why, in the words of whoever released it.</summary>
    public required string Words { get; init; }

    public CatalogueText Text => CatalogueText.Of(Name, Version, Json);
}

/// <summary>The next version of a catalogue file while it is being written. One a file.</summary>
public sealed class CatalogueDraft
{
    public required string Name { get; init; }

    /// <summary>The whole file as it would be released, but for its first day.</summary>
    public required string Json { get; set; }

    public DateTimeOffset ChangedAt { get; set; }
    public required string ChangedBy { get; set; }
    public int Version { get; set; }
}
