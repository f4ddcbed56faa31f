using static Referrals.Statistics.ReferralsAndCompletions;

namespace Referrals.Statistics.Tests;

/// <summary>Sets of tables of the same people, counted from people: regions and their PDUs, months and their quarters, and both at once.</summary>
internal static class SisterSets
{
    public static readonly Breakdown Quarter = new("quarter", "Quarter");
    public static readonly Breakdown RegionAndQuarter = new("region+quarter", "Region and quarter") { NestsIn = ["region", "quarter"] };

    /// <summary>A caseload in which most groups are small, in up to three regions, four PDUs in each, and four months.</summary>
    public static IReadOnlyList<CountedTable> Make(int seed, bool twoWays)
    {
        var chance = new Random(seed);
        var people = new List<(string Region, string? Pdu, int Month, int Place)>();
        var (regions, months) = (chance.Next(1, 4), chance.Next(1, 5));
        var crowded = chance.Next(1, 9);
        for (var region = 0; region < regions; region++)
        {
            var pdus = chance.Next(1, 5);
            for (var pdu = 0; pdu < pdus; pdu++)
            {
                for (var place = 0; place < 7; place++)
                {
                    var many = chance.Next(10) switch { < 4 => 0, < 8 => chance.Next(1, 5), _ => chance.Next(5, 5 * crowded) };
                    for (var i = 0; i < many; i++)
                        people.Add(($"{(char)('A' + region)}", chance.Next(40) == 0 ? null : $"{(char)('A' + region)}{pdu}", chance.Next(months), place));
                }
            }
        }

        List<CountedTable> tables =
        [
            Count(people, Breakdown.Region, p => p.Region, _ => []),
            Count(people, Breakdown.Pdu, p => p.Pdu ?? "unknown", p => p.Pdu is null ? [] : [new("region", p.Region)]),
            Count(people, Breakdown.Month, p => $"M{p.Month}", p => [new("quarter", $"Q{p.Month / 2}")]),
            Count(people, Quarter, p => $"Q{p.Month / 2}", _ => []),
        ];
        if (twoWays) tables.Add(Count(people, RegionAndQuarter, p => $"{p.Region}|Q{p.Month / 2}", p => [new("region", p.Region), new("quarter", $"Q{p.Month / 2}")]));
        return tables;
    }

    public static CountedTable Count(
        IEnumerable<(string Region, string? Pdu, int Month, int Place)> people, Breakdown by,
        Func<(string Region, string? Pdu, int Month, int Place), string> key, Func<(string Region, string? Pdu, int Month, int Place), IReadOnlyList<RowReference>> within) =>
        Table(Tables.Year, by, Tables.AsAt,
        [
            .. people.GroupBy(key).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
                Tables.Row(g.Key, $"{by.Name} {g.Key}", [.. Enumerable.Range(0, 7).Select(place => (long)g.Count(p => p.Place == place))]) with { Within = within(g.First()) }),
        ]);
}

/// <summary>A reader with every table of a set before them, who knows the map, the calendar, the definitions and the rules.</summary>
internal sealed class SisterAttacker
{
    private readonly LinearAttack attack = new();
    private readonly Dictionary<(string By, string Row, string Measure), (int? Unknown, long Known)> cells = [];
    private readonly Dictionary<int, string> withheld = [];
    private readonly List<int> wholes = [];

    public SisterAttacker(IReadOnlyList<CountedTable> counted, IReadOnlyList<StatisticsTable> published)
    {
        var rules = published[0].Rules;
        foreach (var (truth, table) in counted.Zip(published))
        {
            foreach (var (row, shown) in truth.Rows.Zip(table.Rows)) Add(table.By.Key, row, shown);
            if (!cells.ContainsKey(("total", "total", Assessed))) Add("total", truth.Total, table.Total);
        }

        foreach (var table in counted)
        {
            foreach (var measure in Measures)
            {
                Sum(("total", "total", measure.Key), [.. table.Rows.Select(r => (table.By.Key, r.Key, measure.Key))], []);
                foreach (var around in counted.Where(t => table.By.NestsIn.Contains(t.By.Key)))
                {
                    var across = table.Rows.SingleOrDefault(r => r.Within.All(w => w.By != around.By.Key));
                    List<int> parts = [];
                    foreach (var parent in around.Rows)
                    {
                        var rows = table.Rows.Where(r => r.Within.Contains(new(around.By.Key, parent.Key))).ToList();
                        if (across is not null) parts.Add(attack.Unknown(parent.Counts[measure.Key] - rows.Sum(r => r.Counts[measure.Key])));
                        Sum((around.By.Key, parent.Key, measure.Key), [.. rows.Select(r => (table.By.Key, r.Key, measure.Key))], across is null ? [] : [parts[^1]]);
                    }

                    if (across is not null) Sum((table.By.Key, across.Key, measure.Key), [], parts);
                }
            }
        }

        void Add(string by, CohortRow row, StatisticsRow shown)
        {
            foreach (var measure in Measures)
            {
                var truth = row.Counts[measure.Key];
                cells[(by, row.Key, measure.Key)] = (shown.Cells[measure.Key].Count, rules.RoundTo) switch
                {
                    (null, _) => (Withheld(), 0),
                    ({ } count, null) => (null, count),
                    ({ } count, { } to) => (Withheld(Math.Max(0, count - (to / 2)), count + ((to - 1) / 2)), 0),
                };

                int Withheld(long from = 0, long? to = null)
                {
                    var unknown = attack.Unknown(truth, from, to);
                    if (to is null || (truth > 0 && truth < rules.Threshold)) withheld[unknown] = $"{measure.Key} of {by} {row.Key}, {truth}";
                    return unknown;
                }
            }

            Sum((by, row.Key, Needing), [(by, row.Key, Referred), (by, row.Key, NotReferredApproved), (by, row.Key, NotReferredNoReason)], []);
            foreach (var (inner, outer) in new[] { (Needing, Assessed), (Accepted, Referred), (Started, Accepted), (Completed, Started) })
                Sum((by, row.Key, outer), [(by, row.Key, inner)], [attack.Unknown(row.Counts[outer] - row.Counts[inner])]);
            foreach (var measure in Measures.Where(m => m.DenominatorKey is not null))
            {
                var (some, all) = (row.Counts[measure.Key], row.Counts[measure.DenominatorKey!]);
                if (all == 0 || all >= rules.WholeGroupsBelow || (some != 0 && some != all) || AlsoAround(row, measure, some == 0)) continue;
                // How many of the group are not like the rest: that it is none must not be certain.
                var others = attack.Unknown(0);
                if (some == 0) Sum((by, row.Key, measure.Key), [], [others]);
                else Sum((by, row.Key, measure.DenominatorKey!), [(by, row.Key, measure.Key)], [others]);
                withheld[others] = $"{(some == 0 ? "none" : "all")} of {all} {measure.DenominatorKey} in {by} {row.Key} are {measure.Key}";
                wholes.Add(others);
            }

            // What is true of a larger group around is no secret of a small one.
            bool AlsoAround(CohortRow of, MeasureDefinition measure, bool none) => Around(of).Append(counted[0].Total).Any(r =>
                r.Counts[measure.DenominatorKey!] >= rules.WholeGroupsBelow && r.Counts[measure.Key] == (none ? 0 : r.Counts[measure.DenominatorKey!]));

            IEnumerable<CohortRow> Around(CohortRow of) => of.Within.Select(w => counted.SingleOrDefault(t => t.By.Key == w.By)?.Rows.SingleOrDefault(r => r.Key == w.Key))
                .OfType<CohortRow>().SelectMany(r => Around(r).Prepend(r));
        }
    }

    public int Wholes => wholes.Count;

    public int Withheld => withheld.Count;

    /// <summary>What the reader can work out, in words for a failing test.</summary>
    public IReadOnlyList<string> Recovered() => [.. attack.Recovered(withheld.Keys).Select(u => withheld[u])];

    private void Sum((string, string, string) whole, (string, string, string)[] parts, IEnumerable<int> unknownParts)
    {
        List<(int, long)> terms = [.. unknownParts.Select(u => (u, 1L))];
        var sum = 0L;
        foreach (var (cell, times) in parts.Select(p => (cells[p], 1L)).Append((cells[whole], -1L)))
        {
            if (cell.Unknown is { } unknown) terms.Add((unknown, times));
            else sum -= times * cell.Known;
        }

        attack.Equation(terms, sum);
    }
}
