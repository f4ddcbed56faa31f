using System.Globalization;

namespace Referrals.Statistics;

/// <summary>First and last day counted, both included.</summary>
public sealed record StatisticsPeriod(DateOnly From, DateOnly To)
{
    public override string ToString() => From == To ? From.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{From:d MMMM yyyy} to {To:d MMMM yyyy}");
}

/// <summary>One row as the caller counted it: every measure's key and how many. Each person is in one row only.</summary>
public sealed record CohortRow(string Key, string Label, IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>The rows of coarser tables that hold all of this row's people; none of a breakdown it lies across, such as PDU not known across regions.</summary>
    public IReadOnlyList<RowReference> Within { get; init; } = [];

    /// <summary>Where the rows are of two breakdowns: the first's part and the second's. Empty for rows of one.</summary>
    public IReadOnlyList<RowPart> Parts { get; init; } = [];
}

/// <summary>A row of another table of the same people: the key of what that table counts by, and the key of the row.</summary>
public sealed record RowReference(string By, string Key);

/// <summary>What one of two breakdowns says of a row.</summary>
public sealed record RowPart(Breakdown By, string Key, string Label);

/// <summary>
/// Exact counts, before disclosure control. No writer or chart takes it: <see cref="DisclosureControl"/> turns it
/// into the <see cref="StatisticsTable"/> that may leave.
/// </summary>
public sealed record CountedTable
{
    public required string Title { get; init; }
    public required StatisticsPeriod Period { get; init; }
    public required Breakdown By { get; init; }
    /// <summary>The second breakdown, where the rows are of two; each row then says its <see cref="CohortRow.Parts"/>.</summary>
    public Breakdown? And { get; init; }
    /// <summary>The day the figures were counted (Europe/London).</summary>
    public required DateOnly AsAt { get; init; }
    public required IReadOnlyList<CohortRow> Rows { get; init; }
    public required IReadOnlyList<MeasureDefinition> Measures { get; init; }
    public IReadOnlyList<string> Notes { get; init; } = [];
    /// <summary>Among whom: tables of one scope, period and set of measures count the same people, whatever their rows are.</summary>
    public string Scope { get; init; } = "England and Wales";

    /// <summary>The sum of the rows.</summary>
    public CohortRow Total => new("total", "Total", Measures.ToDictionary(m => m.Key, m => Rows.Sum(r => r.Counts[m.Key])));

    /// <summary>Throws when a count is missing or negative, or does not obey what the measures say of each other.</summary>
    internal void Check()
    {
        if (Rows.DistinctBy(r => r.Key).Count() != Rows.Count) throw new InvalidOperationException("Two rows have the same key.");
        foreach (var row in Rows)
        {
            foreach (var measure in Measures)
            {
                if (!row.Counts.TryGetValue(measure.Key, out var count)) throw Wrong(row, $"has no count of {measure.Key}");
                if (count < 0) throw Wrong(row, $"has {count} {measure.Key}");
                if (measure.SumOf.Count > 0 && measure.SumOf.Sum(k => row.Counts[k]) is var sum && sum != count)
                    throw Wrong(row, $"has {count} {measure.Key}, but {string.Join(" + ", measure.SumOf)} are {sum}");
                if (measure.Within is { } outer && count > row.Counts[outer])
                    throw Wrong(row, $"has {count} {measure.Key} among {row.Counts[outer]} {outer}");
            }
        }
    }

    private static InvalidOperationException Wrong(CohortRow row, string what) => new($"Row {row.Key} ({row.Label}) {what}.");
}
