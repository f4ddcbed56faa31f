using System.Diagnostics;
using static Referrals.Statistics.ReferralsAndCompletions;
using static Referrals.Statistics.Tests.Tables;

namespace Referrals.Statistics.Tests;

public sealed class SisterTablesTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1000, false)]
    [InlineData(2000, true)]
    public void Whoever_solves_every_equation_of_a_set_of_tables_recovers_nothing_that_is_withheld(int seed, bool twoWays)
    {
        for (var set = seed; set < seed + 300; set++)
        {
            var counted = SisterSets.Make(set, twoWays);
            var recovered = new SisterAttacker(counted, DisclosureControl.Apply(counted, new DisclosureRules())).Recovered();
            Assert.True(recovered.Count == 0, $"Set {set}: {string.Join("; ", recovered)}");
        }
    }

    [Fact]
    public void With_secondary_suppression_switched_off_the_same_reader_recovers_figures()
    {
        var (broken, sets) = (0, 100);
        for (var set = 0; set < sets; set++)
        {
            var counted = SisterSets.Make(set, twoWays: false);
            if (new SisterAttacker(counted, DisclosureControl.Apply(counted, new DisclosureRules { Secondary = false })).Recovered().Count > 0) broken++;
        }

        Assert.True(broken > sets / 2, $"Only {broken} of {sets} sets were broken.");
    }

    [Fact]
    public void Tables_protected_one_by_one_give_each_other_away()
    {
        var broken = 0;
        for (var set = 0; set < 100; set++)
        {
            var counted = SisterSets.Make(set, twoWays: false);
            if (new SisterAttacker(counted, [.. counted.Select(t => DisclosureControl.Apply(t))]).Recovered().Count > 0) broken++;
        }

        Assert.True(broken > 10, $"Only {broken} sets were broken.");
    }

    [Fact]
    public void Nothing_small_can_be_recovered_from_rounded_tables()
    {
        for (var set = 0; set < 60; set++)
        {
            var counted = SisterSets.Make(set, twoWays: false);
            var recovered = new SisterAttacker(counted, DisclosureControl.Apply(counted, new DisclosureRules { RoundTo = 5 })).Recovered();
            Assert.True(recovered.Count == 0, $"Set {set}: {string.Join("; ", recovered)}");
        }
    }

    [Fact]
    public void Rounding_alone_would_be_seen_through_where_everything_is_rounded_one_way()
    {
        // Four times two is shown as four times nought, and the eight they make as ten: only twos do that.
        var counted = Of([.. Enumerable.Range(0, 4).Select(i => Row($"R{i}", $"Row {i}", 50, 20, 20, 20, 20, 20, 2))]);

        var published = DisclosureControl.Apply([counted], new DisclosureRules { RoundTo = 5 })[0];
        var naive = new SisterAttacker([counted], DisclosureControl.Apply([counted], new DisclosureRules { RoundTo = 5, Secondary = false }));

        Assert.Equal(4, naive.Recovered().Count(r => r.StartsWith("completed", StringComparison.Ordinal)));
        Assert.Contains(published.Rows.Append(published.Total), r => r.Cells[Completed].IsSuppressed);
        Assert.All(published.Rows.Append(published.Total).SelectMany(r => r.Cells.Values).Where(c => !c.IsSuppressed), c => Assert.Equal(0, c.Count % 5));
    }

    [Fact]
    public void Every_figure_shown_in_a_set_is_true_and_the_same_in_every_table_and_none_is_small()
    {
        for (var set = 0; set < 300; set++)
        {
            var counted = SisterSets.Make(set, twoWays: true);
            var published = DisclosureControl.Apply(counted, new DisclosureRules());
            Assert.All(published.Skip(1), t => Assert.Equal(published[0].Total.Cells, t.Total.Cells));
            foreach (var (truth, shown) in counted.Zip(published).SelectMany(t => t.First.Rows.Zip(t.Second.Rows)))
                Assert.All(shown.Cells.Where(c => !c.Value.IsSuppressed), c => Assert.True(c.Value.Count == truth.Counts[c.Key] && c.Value.Count is 0 or >= 5));
        }
    }

    [Fact]
    public void A_region_is_not_given_away_by_its_delivery_units()
    {
        var regions = Of(Row("A", "North", 40, 20, 20, 20, 20, 20, 3), Row("B", "South", 40, 20, 20, 20, 20, 20, 40), Row("C", "West", 40, 20, 20, 20, 20, 20, 30));
        var pdus = Table(Year, Breakdown.Pdu, AsAt,
        [
            In("A", Row("1", "One", 20, 10, 10, 10, 10, 10, 3)), In("A", Row("2", "Two", 20, 10, 10, 10, 10, 10, 0)),
            In("B", Row("3", "Three", 20, 10, 10, 10, 10, 10, 20)), In("B", Row("4", "Four", 20, 10, 10, 10, 10, 10, 20)),
            In("C", Row("5", "Five", 20, 10, 10, 10, 10, 10, 20)), In("C", Row("6", "Six", 20, 10, 10, 10, 10, 10, 10)),
        ]);

        var published = DisclosureControl.Apply([regions, pdus], new DisclosureRules());

        Assert.Empty(new SisterAttacker([regions, pdus], published).Recovered());
        Assert.True(published[0].Rows[0].Cells[Completed].IsSuppressed);
        Assert.True(published[1].Rows[0].Cells[Completed].IsSuppressed);
        Assert.All(published[0].Total.Cells.Values, c => Assert.False(c.IsSuppressed));
    }

    [Fact]
    public void A_row_that_does_not_say_where_it_lies_is_refused()
    {
        var regions = Of(Row("A", "North", 40, 20, 20, 20, 20, 20, 20));
        var pdus = Table(Year, Breakdown.Pdu, AsAt, [Row("1", "One", 20, 10, 10, 10, 10, 10, 10), Row("2", "Two", 20, 10, 10, 10, 10, 10, 10)]);

        Assert.Contains("do not say in which region", Assert.Throws<InvalidOperationException>(() => DisclosureControl.Apply([regions, pdus], new DisclosureRules())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_do_not_add_up_to_the_row_they_lie_in_are_a_bug()
    {
        var regions = Of(Row("A", "North", 40, 20, 20, 20, 20, 20, 20), Row("B", "South", 40, 20, 20, 20, 20, 20, 20));
        var pdus = Table(Year, Breakdown.Pdu, AsAt, [In("A", Row("1", "One", 40, 20, 20, 20, 20, 20, 21)), In("B", Row("2", "Two", 40, 20, 20, 20, 20, 20, 19))]);

        Assert.Throws<InvalidOperationException>(() => DisclosureControl.Apply([regions, pdus], new DisclosureRules()));
    }

    [Fact]
    public void A_national_set_of_tables_is_protected_in_seconds()
    {
        var chance = new Random(7);
        var people = Enumerable.Range(0, 40_000).Select(_ => (Pdu: chance.Next(108) * chance.Next(1, 5) % 108, Month: chance.Next(36), Place: chance.Next(7) * chance.Next(2))).ToList();
        var named = people.Select(p => (Region: $"{(char)('A' + (p.Pdu / 9))}", Pdu: (string?)$"P{p.Pdu}", p.Month, p.Place)).ToList();
        CountedTable[] counted =
        [
            SisterSets.Count(named, Breakdown.Region, p => p.Region, _ => []),
            SisterSets.Count(named, Breakdown.Pdu, p => p.Pdu!, p => [new("region", p.Region)]),
            SisterSets.Count(named, Breakdown.Month, p => $"M{p.Month}", p => [new("quarter", $"Q{p.Month / 3}")]),
            SisterSets.Count(named, SisterSets.Quarter, p => $"Q{p.Month / 3}", _ => []),
            SisterSets.Count(named, SisterSets.RegionAndQuarter, p => $"{p.Region}|Q{p.Month / 3}", p => [new("region", p.Region), new("quarter", $"Q{p.Month / 3}")]),
        ];

        var watch = Stopwatch.StartNew();
        var published = DisclosureControl.Apply(counted, new DisclosureRules());
        watch.Stop();

        var cells = published.SelectMany(t => t.Rows).SelectMany(r => r.Cells.Values).ToList();
        TestContext.Current.SendDiagnosticMessage($"{cells.Count} cells, {cells.Count(c => c.IsSuppressed)} withheld, {watch.ElapsedMilliseconds} ms");
        Assert.All(published[0].Total.Cells.Values, c => Assert.False(c.IsSuppressed));
        Assert.True(cells.Count(c => c.IsSuppressed) < cells.Count / 2, $"{cells.Count(c => c.IsSuppressed)} of {cells.Count} withheld");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
    }

    private static CohortRow In(string region, CohortRow row) => row with { Within = [new("region", region)] };
}
