using System.Globalization;

namespace Referrals.Statistics;

/// <summary>What cannot be published because of what is already published; the message is for whoever drafts the publication.</summary>
public sealed class DisclosureException(string message) : Exception(message);

/// <summary>A table as an earlier publication showed it. Null is withheld.</summary>
public sealed record PublishedTable
{
    public required string Publication { get; init; }
    public required string Scope { get; init; }
    public required StatisticsPeriod Period { get; init; }
    public required DateOnly AsAt { get; init; }
    public required string By { get; init; }
    public required int Threshold { get; init; }
    public int? RoundTo { get; init; }
    public required IReadOnlyDictionary<FigureKey, long?> Figures { get; init; }

    /// <summary>The table as this publication shows it.</summary>
    public static PublishedTable Of(StatisticsTable table, string publication) => new()
    {
        Publication = publication,
        Scope = table.Scope,
        Period = table.Period,
        AsAt = table.AsAt,
        By = table.By.Key,
        Threshold = table.Threshold,
        RoundTo = table.Rules.RoundTo,
        Figures = table.Rows.Select(r => (By: table.By.Key, Row: r)).Append((By: SisterTables.Total, Row: table.Total))
            .SelectMany(r => r.Row.Cells.Select(c => (Key: new FigureKey(r.By, r.Row.Key, c.Key), c.Value.Count)))
            .ToDictionary(f => f.Key, f => f.Count),
    };
}

/// <summary>
/// Whether somebody who holds an earlier publication learns from a new one, by taking figures from each other, of fewer people than either
/// would show. Figures of different people never meet; what counts the same people on another day, or some of them, does.
/// </summary>
public static class Differencing
{
    private const int MostNamed = 5;

    /// <summary>
    /// Why these tables may not be published beside what was, or beside each other, in words for whoever drafts the publication; none where they may.
    /// </summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<StatisticsTable> tables, IReadOnlyList<PublishedTable> earlier)
    {
        var now = tables.Select(t => PublishedTable.Of(t, "this publication")).ToList();
        var problems = new List<string>();
        foreach (var (i, table) in now.Index())
        {
            foreach (var other in earlier.Concat(now.Take(i)))
            {
                if (other.Scope == table.Scope && Overlap(table.Period, other.Period) && Shared(table, other).Any()) problems.AddRange(Between(table, other));
            }
        }

        foreach (var (publication, about) in earlier.GroupBy(e => e.Publication).Select(g => (g.Key, g.ToList())))
        {
            var missing = about.Where(e => now.Any(t => t.Scope == e.Scope && t.Period == e.Period && Shared(t, e).Any()) && !now.Any(t => t.Scope == e.Scope && t.Period == e.Period && t.By == e.By && Shared(t, e).Any())).ToList();
            if (missing.Count > 0)
                problems.Add($"{publication} shows the same people by {string.Join(" and ", missing.Select(e => e.By).Distinct())}. Tables are protected from each other only together: add those tables, or count other people.");
        }

        return [.. problems.Distinct()];
    }

    private static IEnumerable<string> Between(PublishedTable table, PublishedTable other)
    {
        var named = other.Publication == table.Publication ? "another table of it" : other.Publication;
        if (!Holds(table.Period, other.Period) && !Holds(other.Period, table.Period))
        {
            yield return $"{table.Publication} counts {table.Period} and {named} counts {other.Period}: they overlap in part. Choose the same period, one that holds the other, or one that does not meet it.";
            yield break;
        }

        if (table.RoundTo != other.RoundTo)
        {
            yield return $"The same people were published {Rounded(other)} in {named}, and would be {Rounded(table)} in {table.Publication}: one would narrow down the other. Use the same protection.";
            yield break;
        }

        var threshold = Math.Max(table.Threshold, other.Threshold);
        var small = Shared(table, other)
            .Where(f => table.Figures[f] is { } a && other.Figures[f] is { } b && Math.Abs(a - b) is var difference && difference > 0 && difference < threshold).ToList();
        if (small.Count > 0)
        {
            var which = string.Join("; ", small.Take(MostNamed).Select(f => $"{f.Measure} of {(f.By == SisterTables.Total ? "all" : $"{f.By} {f.Row}")}"));
            var more = small.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {small.Count - MostNamed} more") : "";
            yield return $"Taken from {named}, {table.Publication} would show fewer than {threshold} people: {which}{more}. Publish them rounded, leave the tables out, or wait until more has changed.";
        }
    }

    private static string Rounded(PublishedTable table) => table.RoundTo is { } to ? $"rounded to {to}" : "unrounded";

    private static IEnumerable<FigureKey> Shared(PublishedTable a, PublishedTable b) => a.Figures.Keys.Where(b.Figures.ContainsKey);

    private static bool Overlap(StatisticsPeriod a, StatisticsPeriod b) => a.From <= b.To && b.From <= a.To;

    private static bool Holds(StatisticsPeriod outer, StatisticsPeriod inner) => outer.From <= inner.From && outer.To >= inner.To;
}
