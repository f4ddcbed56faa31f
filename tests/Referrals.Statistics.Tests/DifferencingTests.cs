using static Referrals.Statistics.ReferralsAndCompletions;
using static Referrals.Statistics.Tests.Tables;

namespace Referrals.Statistics.Tests;

public sealed class DifferencingTests
{
    private static readonly CohortRow North = Row("A", "North", 40, 20, 20, 20, 20, 20, 30);
    private static readonly CohortRow South = Row("B", "South", 40, 20, 20, 20, 20, 20, 30);
    private static readonly StatisticsPeriod Quarter = new(new(2025, 4, 1), new(2025, 6, 30));

    [Fact]
    public void A_revision_that_differs_by_two_people_is_refused_and_says_of_what()
    {
        var earlier = Published(Of(North, South));
        var now = DisclosureControl.Apply(Of(Row("A", "North", 40, 20, 20, 20, 20, 18, 32), South));

        var problem = Assert.Single(Differencing.Problems([now], [earlier]));

        Assert.Contains("fewer than 5 people", problem, StringComparison.Ordinal);
        Assert.Contains("completed of region A", problem, StringComparison.Ordinal);
        Assert.Contains("completed of all", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("started", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revision_that_differs_by_many_or_not_at_all_may_be_published()
    {
        var earlier = Published(Of(North, South));

        Assert.Empty(Differencing.Problems([DisclosureControl.Apply(Of(North, South))], [earlier]));
        Assert.Empty(Differencing.Problems([DisclosureControl.Apply(Of(Row("A", "North", 40, 20, 20, 20, 20, 20, 40), South))], [earlier]));
    }

    [Fact]
    public void A_year_to_be_published_beside_its_first_quarter_may_not_show_how_few_came_after()
    {
        var quarter = Published(Table(Quarter, Breakdown.Region, AsAt, [North, South]));
        var year = DisclosureControl.Apply(Of(Row("A", "North", 40, 20, 20, 20, 20, 20, 33), South));

        Assert.Contains("fewer than 5 people", Assert.Single(Differencing.Problems([year], [quarter])), StringComparison.Ordinal);
    }

    [Fact]
    public void Periods_that_overlap_in_part_are_refused()
    {
        var earlier = Published(Table(new(new(2025, 1, 1), new(2025, 12, 31)), Breakdown.Region, AsAt, [North, South]));

        Assert.Contains("overlap in part", Assert.Single(Differencing.Problems([DisclosureControl.Apply(Of(North, South))], [earlier])), StringComparison.Ordinal);
    }

    [Fact]
    public void Periods_that_do_not_meet_are_nothing_to_each_other()
    {
        var earlier = Published(Table(new(new(2024, 4, 1), new(2025, 3, 31)), Breakdown.Region, AsAt, [North, South]));

        Assert.Empty(Differencing.Problems([DisclosureControl.Apply(Of(Row("A", "North", 40, 20, 20, 20, 20, 18, 32), South))], [earlier]));
    }

    [Fact]
    public void The_same_people_are_not_published_rounded_and_unrounded()
    {
        var rounded = DisclosureControl.Apply([Of(North, South)], new DisclosureRules { RoundTo = 5 });

        Assert.Contains("rounded to 5", Assert.Single(Differencing.Problems(rounded, [Published(Of(North, South))])), StringComparison.Ordinal);
        Assert.Empty(Differencing.Problems(rounded, [PublishedTable.Of(rounded[0], "June")]));
    }

    [Fact]
    public void Other_tables_of_people_already_published_come_only_together_with_those()
    {
        var months = DisclosureControl.Apply(Table(Year, Breakdown.Programme, AsAt, [North, South]));

        Assert.Contains("by region", Assert.Single(Differencing.Problems([months], [Published(Of(North, South))])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_withheld_is_withheld_again_and_what_was_shown_is_known()
    {
        var counted = Of(Row("A", "North", 40, 20, 20, 20, 20, 20, 3), South, Row("C", "West", 40, 20, 20, 20, 20, 20, 25));
        var earlier = Published(counted);
        var later = Of(Row("A", "North", 40, 20, 20, 20, 20, 20, 12), South, Row("C", "West", 40, 20, 20, 20, 20, 20, 25));

        var alone = DisclosureControl.Apply(later);
        var beside = DisclosureControl.Apply([later], new DisclosureRules(), [earlier])[0];

        Assert.All(alone.Rows.SelectMany(r => r.Cells.Values), c => Assert.False(c.IsSuppressed));
        Assert.True(beside.Rows[0].Cells[Completed].IsSuppressed);
        Assert.Equal(earlier.Figures.Where(f => f.Value is null).Select(f => f.Key).Order(ByRow), PublishedTable.Of(beside, "").Figures.Where(f => f.Value is null).Select(f => f.Key).Order(ByRow));
    }

    [Fact]
    public void A_stricter_threshold_cannot_take_back_what_was_shown()
    {
        var counted = Of(Row("A", "North", 40, 20, 20, 20, 20, 20, 7), South);

        var refused = Assert.Throws<DisclosureException>(() => DisclosureControl.Apply([counted], new DisclosureRules { Threshold = 10 }, [Published(counted)]));

        Assert.Contains("shown in an earlier publication", refused.Message, StringComparison.Ordinal);
    }

    private static readonly Comparer<FigureKey> ByRow = Comparer<FigureKey>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    private static PublishedTable Published(CountedTable table) => PublishedTable.Of(DisclosureControl.Apply(table), "Domestic abuse interventions, June 2026");
}
