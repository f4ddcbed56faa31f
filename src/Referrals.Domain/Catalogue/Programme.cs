using System.Text.Json.Serialization;

namespace Referrals.Domain;

[JsonConverter(typeof(JsonStringEnumConverter<InterventionKind>))]
public enum InterventionKind
{
    AccreditedProgramme,
    StructuredIntervention,

    /// <summary>One-to-one work that the practitioner delivers.</summary>
    Toolkit,
}

/// <summary>Where and when an entry can be had.</summary>
public sealed record Availability
{
    /// <summary>Region codes; null is every region.</summary>
    public IReadOnlyList<string>? Regions { get; init; }

    public required Period Valid { get; init; }

    public required string Source { get; init; }

    /// <summary>The dates or regions are assumed and for the service's owner to set.</summary>
    public bool LocalConfiguration { get; init; }

    internal bool Overlaps(Availability other) =>
        Valid.Overlaps(other.Valid) && (Regions is null || other.Regions is null || Regions.Intersect(other.Regions, StringComparer.Ordinal).Any());
}

/// <summary>One catalogue entry: an accredited programme, a structured intervention or a toolkit, with who it is for.</summary>
public sealed class Programme
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    public required InterventionKind Kind { get; init; }

    /// <summary>The recommendation walks entries from low to high.</summary>
    public required int Order { get; init; }

    public required IReadOnlyList<Availability> Available { get; init; }

    /// <summary>nDelius codes of the requirement or licence condition that orders it.</summary>
    public required IReadOnlyList<string> RequirementCodes { get; init; }

    /// <summary>All must hold.</summary>
    public required IReadOnlyList<Criterion> Criteria { get; init; }

    public required string Source { get; init; }

    /// <summary>Whether a person of this region can have it on this date; null where that depends on a region that is not known.</summary>
    public bool? IsAvailable(DateOnly on, string? regionCode)
    {
        var now = Available.Where(available => available.Valid.Covers(on)).ToList();
        if (now.Exists(available => available.Regions is null || (regionCode is not null && available.Regions.Contains(regionCode))))
            return true;
        return now.Count > 0 && regionCode is null ? null : false;
    }
}
