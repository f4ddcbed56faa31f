using System.Globalization;

namespace Referrals.Statistics;

/// <summary>A count that may be shown, or one that may not. The default is suppressed, so that forgetting hides.</summary>
public readonly record struct Cell
{
    private Cell(long? count) => Count = count;

    /// <summary>The count, or null when suppressed.</summary>
    public long? Count { get; }

    public bool IsSuppressed => Count is null;

    public static Cell Suppressed => default;

    public static Cell Of(long count) => new(count);

    /// <summary>The count in digits, or <c>[c]</c> (confidential).</summary>
    public override string ToString() => Count?.ToString(CultureInfo.InvariantCulture) ?? StatisticsTable.Confidential;
}

/// <summary>A percentage to one decimal place; suppressed when either count it rests on is, not applicable when of nobody.</summary>
public readonly record struct Percentage(decimal? Value, bool IsSuppressed)
{
    /// <summary>One decimal place, <c>[c]</c> when suppressed, <c>[z]</c> when the denominator is zero.</summary>
    public override string ToString() =>
        Value?.ToString("0.0", CultureInfo.InvariantCulture) ?? (IsSuppressed ? StatisticsTable.Confidential : StatisticsTable.NotApplicable);

    public static Percentage Of(Cell numerator, Cell denominator) => (numerator.Count, denominator.Count) switch
    {
        (null, _) or (_, null) => new(null, IsSuppressed: true),
        (_, 0) => new(null, IsSuppressed: false),
        ({ } part, { } whole) => new(Math.Round(100m * part / whole, 1, MidpointRounding.AwayFromZero), IsSuppressed: false),
    };
}

public sealed record StatisticsRow
{
    internal StatisticsRow(string key, string label, IReadOnlyDictionary<string, Cell> cells) => (Key, Label, Cells) = (key, label, cells);

    public string Key { get; }
    public string Label { get; }
    /// <summary>By measure key.</summary>
    public IReadOnlyDictionary<string, Cell> Cells { get; }

    /// <summary>This measure as a percentage of its denominator; null when it has none.</summary>
    public Percentage? Percentage(MeasureDefinition measure) =>
        measure.DenominatorKey is { } denominator ? Statistics.Percentage.Of(Cells[measure.Key], Cells[denominator]) : null;
}

/// <summary>
/// A table after disclosure control, the only kind that writers and charts take. It can be made by
/// <see cref="DisclosureControl"/> alone.
/// </summary>
public sealed record StatisticsTable
{
    /// <summary>Shown for a suppressed figure: the shorthand of the Government Analysis Function.</summary>
    public const string Confidential = "[c]";

    /// <summary>Shown for a percentage of nobody.</summary>
    public const string NotApplicable = "[z]";

    private readonly IReadOnlyDictionary<string, IReadOnlyList<RowPart>> parts;

    internal StatisticsTable(CountedTable counted, IReadOnlyList<StatisticsRow> rows, StatisticsRow total, DisclosureRules rules)
    {
        (Title, Period, By, AsAt, Measures, Scope) = (counted.Title, counted.Period, counted.By, counted.AsAt, counted.Measures, counted.Scope);
        (Rows, Total, Rules, And) = (rows, total, rules, counted.And);
        parts = counted.Rows.Where(r => r.Parts.Count > 0).ToDictionary(r => r.Key, r => r.Parts);
        Notes = [.. counted.Notes, .. rules.Notes];
    }

    public string Title { get; }
    public StatisticsPeriod Period { get; }
    public Breakdown By { get; }
    /// <summary>The second breakdown, where the rows are of two.</summary>
    public Breakdown? And { get; }
    public DateOnly AsAt { get; }

    /// <summary>What each of two breakdowns says of a row; empty where there is one breakdown, and for the total.</summary>
    public IReadOnlyList<RowPart> PartsOf(StatisticsRow row) => parts.GetValueOrDefault(row.Key) ?? [];

    /// <summary>The columns that count nobody; none in most tables.</summary>
    public IReadOnlyList<Estimate> Estimates { get; private init; } = [];

    /// <summary>Withheld where the row or the column is not known.</summary>
    public EstimatedFigure EstimateOf(StatisticsRow row, Estimate estimate)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(estimate);
        return Estimated.GetValueOrDefault((row.Key, estimate.Key));
    }

    private IReadOnlyDictionary<(string Row, string Estimate), EstimatedFigure> Estimated { get; init; } = new Dictionary<(string, string), EstimatedFigure>();

    /// <summary>The same with such columns. Whoever adds them answers for what they give away.</summary>
    internal StatisticsTable With(IReadOnlyList<Estimate> estimates, Func<StatisticsRow, IReadOnlyList<EstimatedFigure>> figures) => this with
    {
        Estimates = estimates,
        Estimated = Rows.Append(Total).SelectMany(r => figures(r).Zip(estimates, (figure, estimate) => (Key: (r.Key, estimate.Key), figure))).ToDictionary(f => f.Key, f => f.figure),
    };

    public IReadOnlyList<StatisticsRow> Rows { get; }
    public StatisticsRow Total { get; }
    public IReadOnlyList<MeasureDefinition> Measures { get; }
    public IReadOnlyList<string> Notes { get; }
    public string Scope { get; }
    public DisclosureRules Rules { get; }
    /// <summary>Counts from 1 up to one less than this were suppressed, or hidden by rounding.</summary>
    public int Threshold => Rules.Threshold;
}
