namespace Referrals.Statistics;

/// <summary>
/// What lets a counted table out. A reader who knows every shown figure of all the tables, every total, which rows lie in which, what the
/// measures say of each other and the rules, is left with at least two possible values for every figure withheld (docs/adr/0020).
/// </summary>
public static class DisclosureControl
{
    /// <summary>
    /// The table by itself. Suppresses counts of 1 to <paramref name="threshold"/> - 1, none or all of a small group, and what would give
    /// them away; totals only when nothing else will do. Throws <see cref="InvalidOperationException"/> when the counts contradict the definitions.
    /// </summary>
    public static StatisticsTable Apply(CountedTable table, int threshold = DisclosureRules.UsualThreshold) =>
        Apply([table], new DisclosureRules { Threshold = threshold })[0];

    /// <summary>
    /// The tables of one publication, in their order. Tables of the same people (scope, period and measures) are protected from being set
    /// against each other: their totals are one, and a row that lies in a row of another table adds up to it.
    /// </summary>
    /// <param name="earlier">What earlier publications showed about the same people, to whom the new tables are compared by
    /// <see cref="Differencing"/> besides. Withheld then, a figure is withheld again; shown then and the same now, it is known.</param>
    /// <exception cref="InvalidOperationException">The counts contradict the definitions or each other, or a row does not say in which row it lies.</exception>
    /// <exception cref="DisclosureException">Something could be worked out with what is already published, whatever is withheld now.</exception>
    public static IReadOnlyList<StatisticsTable> Apply(IReadOnlyList<CountedTable> tables, DisclosureRules rules, IReadOnlyList<PublishedTable>? earlier = null)
    {
        var published = new StatisticsTable[tables.Count];
        foreach (var table in tables) table.Check();
        foreach (var family in tables.Index().GroupBy(t => (t.Item.Scope, t.Item.Period, Measures: string.Join(' ', t.Item.Measures.Select(m => m.Key)))))
        {
            var sisters = new SisterTables([.. family.Select(t => t.Item)], rules, Known([.. (earlier ?? []).Where(e => e.Scope == family.Key.Scope && e.Period == family.Key.Period)]));
            sisters.Protect();
            foreach (var (at, table) in family)
            {
                var rows = table.Rows.Select(row => new StatisticsRow(row.Key, row.Label, sisters.CellsOf(table.By.Key, row.Key))).ToList();
                published[at] = new(table, rows, new(SisterTables.Total, "Total", sisters.CellsOf(SisterTables.Total, SisterTables.Total)), rules);
            }
        }

        return published;
    }

    private static Dictionary<FigureKey, long?>? Known(IReadOnlyList<PublishedTable> earlier)
    {
        if (earlier.Count == 0) return null;
        var known = new Dictionary<FigureKey, long?>();
        // Of several the latest is taken, as it is nearest to what is so now; withheld once is withheld for good.
        foreach (var figure in earlier.OrderBy(e => e.AsAt).SelectMany(e => e.Figures))
            known[figure.Key] = known.TryGetValue(figure.Key, out var before) && before is null ? null : figure.Value;
        return known;
    }
}

/// <summary>One figure of a set of tables about the same people: what is counted by, the row (<c>total</c>, <c>total</c> for the total), and the measure.</summary>
public sealed record FigureKey(string By, string Row, string Measure);
