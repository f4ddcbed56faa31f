using System.Diagnostics;

namespace Referrals.Statistics.Tests;

/// <summary>Tables asked for one at a time, all of them in the hands of one reader.</summary>
public sealed class LevelsTests
{
    private static readonly (Breakdown By, Breakdown? And)[] s_tables =
    [
        (Breakdown.Region, null), (Breakdown.Pdu, null), (Breakdown.Month, null), (Breakdown.Quarter, null), (Breakdown.FinancialYear, null), (Breakdown.Sex, null), (Breakdown.Sara, null),
        (Breakdown.Region, Breakdown.Sex), (Breakdown.Pdu, Breakdown.Sex), (Breakdown.Sex, Breakdown.Quarter), (Breakdown.Month, Breakdown.Sex), (Breakdown.Sara, Breakdown.Region), (Breakdown.Sex, Breakdown.Sara),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void Whoever_has_every_table_by_one_and_by_two_and_solves_them_all_recovers_nothing_that_is_withheld(int seed)
    {
        var (withheld, wholes) = (0, 0);
        for (var set = seed; set < seed + 60; set++)
        {
            var people = People(set);
            var attacker = Reader(people, new DisclosureRules());
            var recovered = attacker.Recovered();
            Assert.True(recovered.Count == 0, $"Set {set}: {string.Join("; ", recovered)}");
            (withheld, wholes) = (withheld + attacker.Withheld, wholes + attacker.Wholes);
        }

        // It was tried on something.
        Assert.True(withheld > 1000 && wholes > 100, $"{withheld} figures and {wholes} groups");
    }

    [Fact]
    public void With_secondary_suppression_switched_off_the_same_reader_recovers_figures()
    {
        var broken = 0;
        for (var set = 0; set < 20; set++)
        {
            var people = People(set);
            if (Reader(people, new DisclosureRules { Secondary = false }).Recovered().Count > 0) broken++;
        }

        Assert.True(broken > 15, $"Only {broken} of 20 sets were broken.");
    }

    [Fact]
    public void Tables_protected_one_by_one_give_each_other_away()
    {
        var broken = 0;
        for (var set = 0; set < 20; set++)
        {
            var people = People(set);
            var alone = s_tables.Select(t => (Truth: Plain(people, t.By, t.And), Name: t.And is null ? t.By.Key : $"{t.By.Key}+{t.And.Key}")).Where(t => t.Name != "pdu").Select(t => (t.Name, t.Truth, Shown: DisclosureControl.Apply(t.Truth))).ToList();
            var attacker = new LevelsAttacker(alone[0].Truth.Total, alone[0].Shown.Total, [.. alone.Select(t => (t.Name, Pair(t.Truth, t.Shown)))], new DisclosureRules());
            if (attacker.Recovered().Count > 0) broken++;
        }

        Assert.True(broken > 5, $"Only {broken} of 20 sets were broken.");
    }

    /// <summary>A whole publication: tables by one and by two, protected as one.</summary>
    [Fact]
    public void Whoever_solves_a_whole_publication_by_one_and_by_two_recovers_nothing_and_much_where_secondary_suppression_is_off()
    {
        (Breakdown By, Breakdown? And)[] tables =
        [
            (Breakdown.Region, null), (Breakdown.Pdu, null), (Breakdown.Month, null), (Breakdown.Quarter, null), (Breakdown.Sex, null),
            (Breakdown.Region, Breakdown.Sex), (Breakdown.Pdu, Breakdown.Sex), (Breakdown.Month, Breakdown.Sex), (Breakdown.Quarter, Breakdown.Sex), (Breakdown.Region, Breakdown.Quarter),
        ];
        var broken = 0;
        for (var set = 0; set < 60; set++)
        {
            var people = People(set);
            CountedTable[] counted = [.. tables.Select(t => Plain(people, t.By, t.And))];
            var recovered = Solve(new DisclosureRules()).Recovered();
            Assert.True(recovered.Count == 0, $"Set {set}: {string.Join("; ", recovered)}");
            if (set < 20 && Solve(new DisclosureRules { Secondary = false }).Recovered().Count > 0) broken++;

            LevelsAttacker Solve(DisclosureRules rules)
            {
                var shown = DisclosureControl.Apply(counted, rules);
                return new(counted[0].Total, shown[0].Total, [.. tables.Zip(counted.Zip(shown), (t, c) => (t.And is null ? t.By.Key : $"{t.By.Key}+{t.And.Key}", Pair(c.First, c.Second)))], rules);
            }
        }

        Assert.True(broken > 10, $"Only {broken} of 20 publications were broken.");
    }

    [Fact]
    public void What_is_shown_is_true_is_not_small_and_is_the_same_in_whichever_table_it_stands()
    {
        for (var set = 0; set < 150; set++)
        {
            var people = People(set);
            foreach (var (by, and) in s_tables)
            {
                var shown = Ask(people, by, and, new DisclosureRules());
                var truth = Plain(people, by, and);
                Assert.All(shown.Rows, row => Assert.All(row.Cells.Where(c => !c.Value.IsSuppressed), c => Assert.True(c.Value.Count == truth.Rows.Single(r => r.Key == row.Key).Counts[c.Key] && c.Value.Count is 0 or >= 5)));
                Assert.Equal(Ask(people, Breakdown.Sex, null, new DisclosureRules()).Total.Cells, shown.Total.Cells);
                if (and is null)
                    continue;
                // Whichever is named first.
                var turned = Ask(people, and, by, new DisclosureRules());
                Assert.Equal(shown.Rows.Select(r => (Turn(r.Key), Cells(r))).Order(), turned.Rows.Select(r => (r.Key, Cells(r))).Order());
                // The rows of one group of the first are those of both, and their total is the group's own row.
                foreach (var group in Ask(people, by, null, new DisclosureRules()).Rows)
                {
                    var part = Levels.Protect(new Question { Family = Family, Period = Tables.Year, By = and, Only = [new Narrowing(by, Breakdowns.Parse(by, group.Key)!.Value)] }, q => Count(people, q), Tables.AsAt, (_, key) => key, RegionOf, new DisclosureRules());
                    Assert.Equal(group.Cells, part.Total.Cells);
                    if (by != Breakdown.Pdu)
                        Assert.Equal(shown.Rows.Where(r => r.Key.StartsWith(group.Key + "|", StringComparison.Ordinal)).Select(r => (r.Key[(group.Key.Length + 1)..], Cells(r))).Order(), part.Rows.Select(r => (r.Key, Cells(r))).Order());
                }
            }

            foreach (var region in Ask(people, Breakdown.Region, null, new DisclosureRules()).Rows)
            {
                var units = Levels.Protect(new Question { Family = Family, Period = Tables.Year, By = Breakdown.Pdu, Only = [new Narrowing(Breakdown.Region, GroupKey.Of(region.Key))] }, q => Count(people, q), Tables.AsAt, (_, key) => key, RegionOf, new DisclosureRules());
                var all = Ask(people, Breakdown.Pdu, null, new DisclosureRules());
                Assert.Equal(region.Cells, units.Total.Cells);
                // One unit stands as it does among the units, shown as itself or as its region, and its region beside it tells nothing more.
                foreach (var unit in units.Rows.Where(r => r.Key != GroupKey.Unknown))
                {
                    var only = new Narrowing(Breakdown.Pdu, Breakdowns.Parse(Breakdown.Pdu, unit.Key)!.Value);
                    foreach (var (by, narrowed) in ((Breakdown, IReadOnlyList<Narrowing>)[])[(Breakdown.Region, [only]), (Breakdown.Pdu, [only]), (Breakdown.Pdu, [new Narrowing(Breakdown.Region, GroupKey.Of(region.Key)), only])])
                        Assert.Equal(unit.Cells, Levels.Protect(new Question { Family = Family, Period = Tables.Year, By = by, Only = narrowed }, q => Count(people, q), Tables.AsAt, (_, key) => key, RegionOf, new DisclosureRules()).Total.Cells);
                    // Narrowed by something else as well it is rounded: what is withheld of the two together cannot be taken from it.
                    var both = Levels.Protect(new Question { Family = Family, Period = Tables.Year, By = Breakdown.Region, Only = [only, new Narrowing(Breakdown.Sex, GroupKey.Of("male"))] }, q => Count(people, q), Tables.AsAt, (_, key) => key, RegionOf, new DisclosureRules());
                    Assert.All(both.Rows.Append(both.Total).SelectMany(r => r.Cells.Values), c => Assert.True(c.Count % 5 == 0));
                }

                Assert.All(units.Rows.Where(r => r.Key != GroupKey.Unknown), r => Assert.Equal(Cells(all.Rows.Single(a => a.Key == r.Key)), Cells(r)));
            }
        }

        static string Turn(string key) => key.Split('|') is [var one, var two] ? $"{two}|{one}" : key;
        static string Cells(StatisticsRow row) => string.Join(' ', row.Cells.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}"));
    }

    /// <summary>Three in one region, one in another: that they are there may be known, and nothing else.</summary>
    [Fact]
    public void A_handful_of_people_is_shown_with_everything_withheld()
    {
        var rows = new Dictionary<RowKey, long[]>
        {
            [new(GroupKey.Of("E"), default)] = [3, 3, 2, 1, 0, 0, 0, 1],
            [new(GroupKey.Of("L"), default)] = [1, 1, 0, 0, 0, 0, 0, 1],
        };
        var table = Levels.Protect(new Question { Family = Families.ReferralsAndCompletions, Period = Tables.Year, By = Breakdown.Region }, q => new Counts(q, rows), Tables.AsAt, (_, key) => key, RegionOf, new DisclosureRules());

        Assert.Equal(["E", "L"], table.Rows.Select(r => r.Key));
        Assert.All(table.Rows, r => Assert.True(r.Cells[ReferralsAndCompletions.Assessed].IsSuppressed));
    }

    [Fact]
    public void Most_of_a_national_table_is_shown_and_it_is_protected_in_a_moment()
    {
        var chance = new Random(7);
        var people = Enumerable.Range(0, 40_000).Select(_ => new Somebody((char)('A' + chance.Next(12)), chance.Next(1, 9) * chance.Next(2), new DateOnly(2025, 4, 1).AddDays(chance.Next(365)), chance.Next(8) == 0 ? "female" : "male", "low", chance.Next(4) * chance.Next(2))).ToList();
        var watch = Stopwatch.StartNew();
        StatisticsTable[] tables = [.. s_tables.Select(t => Ask(people, t.By, t.And, new DisclosureRules()))];
        watch.Stop();

        var cells = tables.SelectMany(t => t.Rows).SelectMany(r => r.Cells.Values).ToList();
        TestContext.Current.SendDiagnosticMessage($"{cells.Count} figures, {cells.Count(c => c.IsSuppressed)} withheld, {watch.ElapsedMilliseconds} ms");
        Assert.True(cells.Count(c => c.IsSuppressed) < cells.Count / 5, $"{cells.Count(c => c.IsSuppressed)} of {cells.Count} withheld");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    /// <summary>Somebody who has asked for every table, and for the units of each region.</summary>
    private static LevelsAttacker Reader(IReadOnlyList<Somebody> people, DisclosureRules rules)
    {
        var tables = s_tables.Where(t => t.By != Breakdown.Pdu || t.And is not null)
            .Select(t => (t.And is null ? t.By.Key : $"{t.By.Key}+{t.And.Key}", Placed(Pair(Plain(people, t.By, t.And), Ask(people, t.By, t.And, rules))))).ToList();
        var regions = Ask(people, Breakdown.Region, null, rules);
        var units = new List<(CohortRow, StatisticsRow?)>();
        foreach (var region in Plain(people, Breakdown.Region, null).Rows)
        {
            var question = new Question { Family = Family, Period = Tables.Year, By = Breakdown.Pdu, Only = [new Narrowing(Breakdown.Region, GroupKey.Of(region.Key))] };
            var shown = Levels.Protect(question, q => Count(people, q), Tables.AsAt, (_, key) => key, RegionOf, rules);
            units.AddRange(Pair(Tabling.Table(Count(people, question), Tables.AsAt, (_, key) => key, RegionOf), shown).Select(r => (r.Truth with { Key = r.Truth.Key == GroupKey.Unknown ? $"{GroupKey.Unknown}@{region.Key}" : r.Truth.Key }, r.Shown)));
        }

        tables.Add(("pdu", units));

        // Units that are not known are told apart by region where all of them lie in one: what is true of everybody in the region is true of them.
        IReadOnlyList<(CohortRow Truth, StatisticsRow? Shown)> Placed(IReadOnlyList<(CohortRow Truth, StatisticsRow? Shown)> rows) =>
        [
            .. rows.Select(r => r.Truth.Key.Split('|') is [GroupKey.Unknown, var sex] && people.Where(p => p.Pdu == 0 && p.Sex == sex).Select(p => p.Region).Distinct().ToList() is [var region]
                ? (r.Truth with { Key = $"{GroupKey.Unknown}@{region}|{sex}" }, r.Shown) : r),
        ];

        return new LevelsAttacker(Plain(people, Breakdown.Region, null).Total, regions.Total, tables, rules);
    }

    private static IReadOnlyList<(CohortRow Truth, StatisticsRow? Shown)> Pair(CountedTable truth, StatisticsTable shown) => [.. truth.Rows.Select(r => (r, shown.Rows.SingleOrDefault(s => s.Key == r.Key)))];

    internal sealed record Somebody(char Region, int Unit, DateOnly On, string Sex, string Sara, int Place)
    {
        /// <summary>0 is not known.</summary>
        public int Pdu => Unit == 0 ? 0 : ((Region - 'A' + 1) * 10) + Unit;
    }

    internal static MeasureFamily Family { get; } = new()
    {
        Key = "made-up", Name = "Made up", UnitName = "people", Sentence = "Made up.",
        Measures =
        [
            new("needing", "Needing", 1, "people", "d", null, "s") { SumOf = ["referred", "not"] },
            new("referred", "Referred", 1, "people", "d", "needing", "s"),
            new("not", "Not", 1, "people", "d", "needing", "s"),
            new("completed", "Completed", 1, "people", "d", "referred", "s") { Within = "referred" },
        ],
        Cohorts = [Families.ByAssessment], Breakdowns = Families.ReferralsAndCompletions.Breakdowns, Chart = [], Answer = ("completed", "needing"), Tally = (in Unit _, Span<long> _) => { },
    };

    internal static StatisticsTable Ask(IReadOnlyList<Somebody> people, Breakdown by, Breakdown? and, DisclosureRules rules) =>
        Levels.Protect(new Question { Family = Family, Period = Tables.Year, By = by, And = and }, q => Count(people, q), Tables.AsAt, (_, key) => key, RegionOf, rules);

    internal static CountedTable Plain(IReadOnlyList<Somebody> people, Breakdown by, Breakdown? and)
    {
        var question = new Question { Family = Family, Period = Tables.Year, By = by, And = and };
        return Tabling.Table(Count(people, question), Tables.AsAt, (_, key) => key, RegionOf);
    }

    private static string? RegionOf(int pdu) => pdu == 0 ? null : $"{(char)('A' + (pdu / 10) - 1)}";

    private static Counts Count(IReadOnlyList<Somebody> people, Question question)
    {
        var rows = new Dictionary<RowKey, long[]>();
        foreach (var person in people.Where(p => question.Only.All(n => Group(n.By, p) == n.Group)))
        {
            var key = new RowKey(Group(question.By, person), question.And is { } and ? Group(and, person) : default);
            if (!rows.TryGetValue(key, out var counts)) rows.Add(key, counts = new long[4]);
            counts[0]++;
            counts[person.Place == 0 ? 2 : 1]++;
            if (person.Place > 1) counts[3]++;
        }

        return new(question, rows);

        static GroupKey Group(Breakdown by, Somebody of) => by.Key switch
        {
            "region" => GroupKey.Of($"{of.Region}"), "pdu" => new(null, of.Pdu), "pdu-of-region" => new($"{of.Region}", of.Pdu), "sex" => GroupKey.Of(of.Sex), "sara" => GroupKey.Of(of.Sara),
            _ => Breakdowns.Of(by)(new Unit(null!, of.On, default, default)),
        };
    }

    private static List<Somebody> People(int seed)
    {
        var chance = new Random(seed);
        var people = new List<Somebody>();
        var (regions, units, months) = (chance.Next(1, 4), chance.Next(1, 3), chance.Next(1, 5));
        var crowded = chance.Next(2, 6);
        for (var region = 0; region < regions; region++)
        {
            for (var unit = 1; unit <= units; unit++)
            {
                for (var place = 0; place < 3; place++)
                {
                    var many = chance.Next(8) switch { < 2 => 0, < 6 => chance.Next(1, 5), _ => chance.Next(5, 5 * crowded) };
                    for (var i = 0; i < many; i++)
                        people.Add(new((char)('A' + region), chance.Next(20) == 0 ? 0 : unit, new DateOnly(2025, 5 + chance.Next(months), 10), chance.Next(3) == 0 ? "female" : "male", chance.Next(2) == 0 ? "low" : "high", place));
                }
            }
        }

        return people;
    }
}

/// <summary>A reader with every table of <see cref="Levels"/> before them, who knows the map, the calendar, the definitions and the rules, and who solves everything.</summary>
internal sealed class LevelsAttacker
{
    private static readonly IReadOnlyList<MeasureDefinition> s_measures = LevelsTests.Family.Measures;

    private readonly LinearAttack attack = new();
    private readonly Dictionary<(string Table, string Row, string Measure), (int? Unknown, long Known)> cells = [];
    private readonly Dictionary<int, string> withheld = [];

    /// <summary>What of each region is in units that are not known, by measure; empty where no row of them is published.</summary>
    private readonly Dictionary<string, List<int>> across = [];

    /// <param name="tables">By their names: the rows as they are, and as they are shown where they are.</param>
    public LevelsAttacker(CohortRow whole, StatisticsRow total, IReadOnlyList<(string Name, IReadOnlyList<(CohortRow Truth, StatisticsRow? Shown)> Rows)> tables, DisclosureRules rules)
    {
        var all = tables.Select(t => (t.Name, Rows: t.Rows.Select(r => r.Truth).ToList())).ToList();
        Add("total", whole, total, rules, []);
        foreach (var (name, rows) in tables)
        {
            foreach (var (row, seen) in rows)
            {
                if (seen is not null) Add(name, row, seen, rules, all.SelectMany(t => t.Rows.Where(r => t.Name != name && Holds(t.Name, r, name, row))).Append(whole));
            }
        }

        if (cells.ContainsKey(("pdu", GroupKey.Unknown, "needing"))) across = s_measures.ToDictionary(m => m.Key, _ => new List<int>());
        // Every table adds up to the total, and to each that is coarser than it in one of its breakdowns.
        foreach (var (name, rows) in all)
        {
            Sum("total", whole, name, rows);
            foreach (var coarser in all.Where(t => t.Name != name))
            {
                foreach (var row in coarser.Rows)
                {
                    if (rows.Where(r => Holds(coarser.Name, row, name, r)).ToList() is { Count: > 0 } inside || (name == "pdu" && coarser.Name == "region" && (inside = []) is not null)) Sum(coarser.Name, row, name, inside);
                }
            }
        }

        foreach (var (measure, parts) in across) Equal(("pdu", GroupKey.Unknown, measure), [], parts);
    }

    public int Withheld => withheld.Count;

    public int Wholes { get; private set; }

    public IReadOnlyList<string> Recovered() => [.. attack.Recovered(withheld.Keys).Select(u => withheld[u])];

    /// <summary>Whether a row of a coarser table holds a row of a finer one, by their keys alone.</summary>
    private static bool Holds(string coarser, CohortRow around, string finer, CohortRow row)
    {
        var (coarse, fine) = (Parts(coarser, around.Key), Parts(finer, row.Key));
        return coarse.Count <= fine.Count && coarse.All(c => fine.Any(f => Within(f.By, f.Key, c.By) == c.Key));

        static List<(string By, string Key)> Parts(string table, string key) => [.. table.Split('+').Zip(key.Split('|'))];
    }

    private static string? Within(string by, string key, string around)
    {
        if (by == around) return key;
        return (by, around) switch
        {
            ("pdu", "region") => key == GroupKey.Unknown ? null : key.StartsWith(GroupKey.Unknown, StringComparison.Ordinal) ? key[^1..] : $"{(char)('A' + (int.Parse(key, System.Globalization.CultureInfo.InvariantCulture) / 10) - 1)}",
            ("month", "quarter") => Breakdowns.Key(Breakdown.Quarter, Breakdowns.Of(Breakdown.Quarter)(Day(key))),
            ("month", "financial-year") => Breakdowns.Key(Breakdown.FinancialYear, Breakdowns.Of(Breakdown.FinancialYear)(Day(key))),
            ("quarter", "financial-year") => $"{key[..4]}-{(int.Parse(key.AsSpan(2, 2), System.Globalization.CultureInfo.InvariantCulture) + 1) % 100:00}",
            _ => null,
        };

        static Unit Day(string month) => new(null!, DateOnly.ParseExact(month + "-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), default, default);
    }

    private void Add(string table, CohortRow row, StatisticsRow shown, DisclosureRules rules, IEnumerable<CohortRow> around)
    {
        foreach (var measure in s_measures)
        {
            var truth = row.Counts[measure.Key];
            if (shown.Cells[measure.Key].Count is { } count)
            {
                cells[(table, row.Key, measure.Key)] = (null, count);
                continue;
            }

            var unknown = attack.Unknown(truth);
            cells[(table, row.Key, measure.Key)] = (unknown, 0);
            if (truth > 0 && truth < rules.Threshold) withheld[unknown] = $"{measure.Key} of {table} {row.Key}, {truth}";
        }

        Equal((table, row.Key, "needing"), [(table, row.Key, "referred"), (table, row.Key, "not")], []);
        Equal((table, row.Key, "referred"), [(table, row.Key, "completed")], [attack.Unknown(row.Counts["referred"] - row.Counts["completed"])]);
        var held = around.ToList();
        foreach (var measure in s_measures.Where(m => m.DenominatorKey is not null))
        {
            var (some, all) = (row.Counts[measure.Key], row.Counts[measure.DenominatorKey!]);
            if (all == 0 || all >= rules.WholeGroupsBelow || (some != 0 && some != all) || row.Key.StartsWith(GroupKey.Unknown + "|", StringComparison.Ordinal)) continue;
            if (held.Exists(r => r.Counts[measure.DenominatorKey!] >= rules.WholeGroupsBelow && r.Counts[measure.Key] == (some == 0 ? 0 : r.Counts[measure.DenominatorKey!]))) continue;
            var others = attack.Unknown(0);
            if (some == 0) Equal((table, row.Key, measure.Key), [], [others]);
            else Equal((table, row.Key, measure.DenominatorKey!), [(table, row.Key, measure.Key)], [others]);
            withheld[others] = $"{(some == 0 ? "none" : "all")} of {all} {measure.DenominatorKey} in {table} {row.Key} are {measure.Key}";
            Wholes++;
        }
    }

    private void Sum(string table, CohortRow whole, string of, List<CohortRow> rows)
    {
        if (!cells.ContainsKey((table, whole.Key, "needing"))) return;
        var shown = rows.Where(r => cells.ContainsKey((of, r.Key, "needing"))).ToList();
        // Of a region's sexes there may be more in units that are not known; and some rows are not shown at all.
        var partsUnknown = of == "pdu" && table == "region" && across.ContainsKey("needing");
        var isPart = partsUnknown || shown.Count < rows.Count || whole.Key.StartsWith(GroupKey.Unknown + "@", StringComparison.Ordinal) || (of.Split('+') is [.., _, _] both && both.Contains("pdu") && !table.Split('+').Contains("pdu") && table != "total");
        foreach (var measure in s_measures)
        {
            Equal((table, whole.Key, measure.Key), [.. shown.Select(r => (of, r.Key, measure.Key))], isPart ? [Rest(whole.Counts[measure.Key] - shown.Sum(r => r.Counts[measure.Key]), measure.Key)] : []);
        }

        int Rest(long truth, string measure)
        {
            var rest = attack.Unknown(truth);
            if (partsUnknown) across[measure].Add(rest);
            return rest;
        }
    }

    private void Equal((string, string, string) whole, (string, string, string)[] parts, IEnumerable<int> others)
    {
        List<(int, long)> terms = [.. others.Select(u => (u, 1L))];
        var sum = 0L;
        foreach (var (cell, times) in parts.Select(p => (cells[p], 1L)).Append((cells[whole], -1L)))
        {
            if (cell.Unknown is { } unknown) terms.Add((unknown, times));
            else sum -= times * cell.Known;
        }

        attack.Equation(terms, sum);
    }
}
