using System.Globalization;

namespace Referrals.Statistics;

/// <summary>First and last day counted, both included.</summary>
public sealed record StatisticsPeriod(DateOnly From, DateOnly To)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:d MMMM yyyy} to {To:d MMMM yyyy}");
}

/// <summary>What the rows of a table are: its key in files and commands, and its name for readers.</summary>
public sealed record Breakdown(string Key, string Name)
{
    public static Breakdown Region { get; } = new("region", "Region");
    public static Breakdown Pdu { get; } = new("pdu", "Probation delivery unit");
    public static Breakdown Programme { get; } = new("programme", "Programme");
    public static Breakdown Month { get; } = new("month", "Month");

    public static IReadOnlyList<Breakdown> All { get; } = [Region, Pdu, Programme, Month];

    /// <summary>The breakdown with this key, or null.</summary>
    public static Breakdown? Find(string key) => All.FirstOrDefault(b => b.Key == key);
}

/// <summary>One row as the caller counted it: every measure's key and how many. Each person is in one row only.</summary>
public sealed record CohortRow(string Key, string Label, IReadOnlyDictionary<string, long> Counts);

/// <summary>
/// Exact counts, before disclosure control. No writer or chart takes it: <see cref="DisclosureControl.Apply"/> turns it
/// into the <see cref="StatisticsTable"/> that may leave.
/// </summary>
public sealed record CountedTable
{
    public required string Title { get; init; }
    public required StatisticsPeriod Period { get; init; }
    public required Breakdown By { get; init; }
    /// <summary>The day the figures were counted (Europe/London).</summary>
    public required DateOnly AsAt { get; init; }
    public required IReadOnlyList<CohortRow> Rows { get; init; }
    public required IReadOnlyList<MeasureDefinition> Measures { get; init; }
    public IReadOnlyList<string> Notes { get; init; } = [];

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
