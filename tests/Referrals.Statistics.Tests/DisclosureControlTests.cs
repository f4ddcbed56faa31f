using FsCheck;
using FsCheck.Fluent;
using static Referrals.Statistics.ReferralsAndCompletions;
using static Referrals.Statistics.Tests.Tables;

namespace Referrals.Statistics.Tests;

public sealed class DisclosureControlTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1500);

    [Fact]
    public void A_reader_who_combines_every_shown_figure_cannot_work_out_a_suppressed_cell() =>
        Prop.ForAll(Any(mostRows: 7, largest: 40), made =>
        {
            var attacker = new Attacker(Published(made.Table), NothingMore);
            return Suppressed(made.Table).All(c => !attacker.Pins(c.Row, c.Measure));
        }).Check(Many);

    [Fact]
    public void A_reader_told_which_cells_are_the_small_ones_learns_only_what_showing_zero_gives_away() =>
        Prop.ForAll(Any(mostRows: 5, largest: 12), made =>
        {
            var attacker = new Attacker(Published(made.Table), SmallIn(made.Table));
            var nothingButZeros = new Attacker([.. Counts(made.Table).Select(r => Shown(r, n => n == 0 ? 0 : null))], SmallIn(made.Table));
            return Suppressed(made.Table).Where(c => attacker.Pins(c.Row, c.Measure)).All(c => IsCertain(nothingButZeros, c));
        }).Check(Many);

    [Fact]
    public void In_small_tables_a_full_search_finds_a_second_table_for_every_suppressed_cell() =>
        Prop.ForAll(Any(mostRows: 3, largest: 7), made =>
        {
            var attacker = new Attacker(Published(made.Table), NothingMore);
            return Suppressed(made.Table).All(c => !IsCertain(attacker, c));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void Small_counts_are_never_shown_and_every_figure_shown_is_true() =>
        Prop.ForAll(Any(mostRows: 8, largest: 500), made =>
            Counts(made.Table).Zip(Published(made.Table)).All(rows => rows.First.All(count => rows.Second[count.Key] switch
            {
                null => count.Value > 0 || GroupOf(rows.First, count.Key) < 10,
                { } shown => shown == count.Value && shown is 0 or >= 5,
            }))).Check(Many);

    [Fact]
    public void A_percentage_is_shown_only_between_two_figures_that_are_shown() =>
        Prop.ForAll(Any(mostRows: 5, largest: 100), made =>
        {
            var table = DisclosureControl.Apply(made.Table);
            return table.Rows.Append(table.Total).All(row => table.Measures.Where(m => m.DenominatorKey is not null).All(m =>
                row.Percentage(m)!.Value.IsSuppressed == (row.Cells[m.Key].IsSuppressed || row.Cells[m.DenominatorKey!].IsSuppressed)));
        }).Check(Many);

    [Fact]
    public void Hiding_only_the_small_counts_would_be_seen_through()
    {
        var table = Of(Row("A", "A", 20, 10, 10, 0, 0, 0, 3), Row("B", "B", 20, 10, 10, 0, 0, 0, 30));
        var attacker = new Attacker([.. Counts(table).Select(r => Shown(r, n => n is > 0 and < 5 ? null : n))], NothingMore);

        Assert.True(attacker.Pins(0, Completed));
        Assert.False(new Attacker(Published(table), NothingMore).Pins(0, Completed));
    }

    [Fact]
    public void A_table_without_small_counts_loses_nothing()
    {
        var table = Of(Row("A", "A", 20, 10, 10, 0, 5, 5, 7), Row("B", "B", 20, 10, 0, 10, 6, 9, 30));

        Assert.Empty(Suppressed(table));
    }

    [Fact]
    public void The_total_is_kept_where_a_second_row_can_hide_the_first()
    {
        var published = DisclosureControl.Apply(Of(
            Row("A", "A", 20, 10, 2, 10, 5, 5, 7), Row("B", "B", 20, 10, 90, 10, 6, 9, 30), Row("C", "C", 20, 10, 12, 10, 6, 9, 30)));

        Assert.All(published.Total.Cells.Values, cell => Assert.False(cell.IsSuppressed));
        // The row's own sum is opened by another part of the need, and that column by the cheapest other row.
        Assert.Equal(4, published.Rows.Sum(r => r.Cells.Values.Count(c => c.IsSuppressed)));
        Assert.False(published.Rows[1].Cells[NotReferredNoReason].IsSuppressed);
    }

    [Fact]
    public void A_table_of_one_row_hides_its_total_with_it()
    {
        var published = DisclosureControl.Apply(Of(Row("A", "A", 20, 10, 10, 0, 0, 0, 3)));

        Assert.True(published.Rows[0].Cells[Completed].IsSuppressed);
        Assert.True(published.Total.Cells[Completed].IsSuppressed);
        Assert.Equal(43, published.Total.Cells[Assessed].Count);
    }

    [Fact]
    public void A_higher_threshold_hides_more()
    {
        var table = Of(Row("A", "A", 20, 20, 20, 20, 20, 20, 8), Row("B", "B", 20, 20, 20, 20, 20, 20, 20));

        Assert.Empty(Suppressed(table));
        Assert.True(DisclosureControl.Apply(table, threshold: 10).Rows[0].Cells[Completed].IsSuppressed);
    }

    [Fact]
    public void A_national_table_of_a_hundred_areas_is_protected_too()
    {
        var rows = Enumerable.Range(0, 108).Select(i => Row($"P{i}", $"PDU {i}", 40 + i, i % 7, i % 11, i % 5, i % 3, i % 13, i % 17)).ToList();
        var attacker = new Attacker(Published(Of(rows)), NothingMore);

        Assert.All(Suppressed(Of(rows)), c => Assert.False(attacker.Pins(c.Row, c.Measure), $"{c} is pinned"));
    }

    [Fact]
    public void Zero_is_withheld_only_where_it_would_be_known_of_each_of_a_small_group()
    {
        var table = Of(Row("A", "A", 20, 7, 20, 0, 0, 0, 0), Row("B", "B", 20, 20, 20, 20, 20, 20, 20), Row("C", "C", 20, 20, 0, 0, 0, 2, 6));

        var published = DisclosureControl.Apply(table);
        var withZeros = DisclosureControl.Apply([table], new DisclosureRules { WholeGroupsBelow = 0 })[0];

        Assert.Equal(0, published.Rows[0].Cells[Referred].Count);
        Assert.Equal(0, published.Rows[2].Cells[NotReferredNoReason].Count);
        // All eight who were referred had started: of each of them it would be known.
        Assert.True(published.Rows[2].Cells[Started].IsSuppressed);
        Assert.Equal(8, withZeros.Rows[2].Cells[Started].Count);
        Assert.All(withZeros.Rows.SelectMany(r => r.Cells.Values), cell => Assert.False(cell.IsSuppressed));
    }

    private static long GroupOf(IReadOnlyDictionary<string, long> row, string measure) =>
        Measures.Single(m => m.Key == measure).DenominatorKey is { } group ? row[group] : long.MaxValue;

    private static long? NothingMore(int row, string measure) => null;

    private static Func<int, string, long?> SmallIn(CountedTable table) => (row, measure) => Counts(table)[row][measure] < 5 ? 4 : null;

    private static bool IsCertain(Attacker attacker, (int Row, string Measure, long Count) cell) =>
        !attacker.IsPossible(cell.Row, cell.Measure, cell.Count - 1) && !attacker.IsPossible(cell.Row, cell.Measure, cell.Count + 1);

    private static List<IReadOnlyDictionary<string, long>> Counts(CountedTable table) => [.. table.Rows.Append(table.Total).Select(r => r.Counts)];

    private static Dictionary<string, long?> Shown(IReadOnlyDictionary<string, long> counts, Func<long, long?> show) => counts.ToDictionary(c => c.Key, c => show(c.Value));

    private static List<IReadOnlyDictionary<string, long?>> Published(CountedTable counted)
    {
        var table = DisclosureControl.Apply(counted);
        return [.. table.Rows.Append(table.Total).Select(r => r.Cells.ToDictionary(c => c.Key, c => c.Value.Count))];
    }

    private static List<(int Row, string Measure, long Count)> Suppressed(CountedTable table) =>
    [
        .. Published(table).SelectMany((cells, row) => cells.Where(c => c.Value is null).Select(c => (row, c.Key, Counts(table)[row][c.Key]))),
    ];
}
