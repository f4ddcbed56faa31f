namespace Referrals.Statistics;

/// <summary>What one column of a table counts, in words that are published beside the figures.</summary>
/// <param name="Key">Stable name used in files and by callers, in kebab case.</param>
/// <param name="Name">What a reader sees as the heading of the column.</param>
/// <param name="Version">Raised whenever <paramref name="Definition"/> changes what is counted.</param>
/// <param name="Counts">What one unit is: "people", never entries or events.</param>
/// <param name="Definition">The rule, in words.</param>
/// <param name="DenominatorKey">The measure this one is shown as a percentage of; null for none.</param>
/// <param name="Source">Where the rule comes from.</param>
public sealed record MeasureDefinition(
    string Key,
    string Name,
    int Version,
    string Counts,
    string Definition,
    string? DenominatorKey,
    string Source)
{
    /// <summary>Keys of the measures that add up to exactly this one in every row; empty for none.</summary>
    public IReadOnlyList<string> SumOf { get; init; } = [];

    /// <summary>
    /// Key of the measure whose people these are some of, so never more of them; null for none. Disclosure control
    /// allows one such measure inside another, because two overlapping ones cannot be protected exactly.
    /// </summary>
    public string? Within { get; init; }

    /// <summary>Who could be counted at all.</summary>
    public string Population { get; init; } = "";

    /// <summary>Which dates decide whether and where a unit is counted.</summary>
    public string Dates { get; init; } = "";

    /// <summary>Who is left out, or "nobody".</summary>
    public string Exclusions { get; init; } = "nobody";

    /// <summary>One sentence for a reader who knows nothing of measures, shown wherever the figure is; the definition where there is none.</summary>
    public string Sentence { get => field is { Length: > 0 } ? field : Definition; init; } = "";
}
