using System.Text.Json;
using System.Text.Json.Serialization;

namespace Referrals.Domain;

/// <param name="Subject">One of <see cref="SubjectKeys"/>.</param>
/// <param name="Question">As a practitioner is asked it.</param>
public sealed record FactToFindOut(string Subject, string Question);

public sealed record CriterionExplained
{
    public required string Words { get; init; }

    public required string Source { get; init; }

    /// <summary>Null where it is one of several (<see cref="AnyOf"/>).</summary>
    public string? Subject { get; init; }

    /// <summary>What was known, in words; "not known" where it was not.</summary>
    public required string Known { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>What would decide it; empty where it is decided.</summary>
    public required IReadOnlyList<FactToFindOut> FindOut { get; init; }

    public IReadOnlyList<CriterionExplained>? AnyOf { get; init; }

    public bool LocalConfiguration { get; init; }
}

/// <summary>One catalogue entry held against the facts.</summary>
public sealed record EntryExplained
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    public required InterventionKind Kind { get; init; }

    /// <summary>Held where every criterion is held, not held where one is not.</summary>
    public required Verdict Verdict { get; init; }

    public required IReadOnlyList<CriterionExplained> Criteria { get; init; }
}

/// <summary>An entry that would come before the recommended one, were its unknown facts favourable.</summary>
public sealed record NotRuledOut(string Key, string Name, IReadOnlyList<FactToFindOut> FindOut);

/// <summary>What the catalogue says for one case on one date, with everything it was held against. Stored with the decision.</summary>
public sealed record Recommendation
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public required DateOnly On { get; init; }

    public string? RegionCode { get; init; }

    /// <summary>Every entry available on that date, in the catalogue's order.</summary>
    public required IReadOnlyList<EntryExplained> Entries { get; init; }

    /// <summary>The first entry whose criteria all hold; null where there is none.</summary>
    public string? RecommendedKey { get; init; }

    /// <summary>Entries before the recommended one that are not decided, or all undecided ones where nothing is recommended.</summary>
    public required IReadOnlyList<NotRuledOut> CannotBeRuledOut { get; init; }

    /// <summary>One or two sentences: what is recommended, what is still to be found out, or why nothing fits.</summary>
    public required string Words { get; init; }

    [JsonIgnore]
    public EntryExplained? Recommended => Entries.FirstOrDefault(entry => entry.Key == RecommendedKey);

    /// <summary>Nothing that is still unknown could change the answer.</summary>
    [JsonIgnore]
    public bool IsCertain => CannotBeRuledOut.Count == 0;

    public static Recommendation Parse(string json) =>
        JsonSerializer.Deserialize<Recommendation>(json, s_json) ?? throw new JsonException("A recommendation cannot be null.");

    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}
