using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Statistics.Tests;

public sealed partial class MeasureTests
{
    private static readonly DateOnly s_today = new(2026, 3, 2);

    [Fact]
    public void A_survival_estimate_does_not_forget_those_who_still_wait()
    {
        // Worked by hand: at 6 days 3 of 7 are over, at 10 one of the 4 left with one censored at 9 gone before.
        var survival = new Survival([new(6, true), new(6, true), new(6, true), new(7, false), new(9, false), new(10, true), new(11, false)]);

        Assert.Equal([6, 10], survival.Curve.Select(c => c.Days));
        Assert.Equal(4.0 / 7, survival.Curve[0].Waiting, 10);
        Assert.Equal(4.0 / 7 * 0.5, survival.Curve[1].Waiting, 10);
        Assert.Equal(10, survival.Median);
        Assert.Null(survival.NinetiethPercentile);
    }

    [Fact]
    public void With_nobody_waiting_the_estimate_is_the_plain_median_and_percentile()
    {
        var survival = new Survival(Enumerable.Range(1, 10).Select(d => new Wait(d, true)));

        Assert.Equal((5, 9), (survival.Median, survival.NinetiethPercentile));
    }

    [Fact]
    public void A_queue_of_which_only_the_quick_have_left_does_not_look_short()
    {
        var quick = Enumerable.Range(1, 4).Select(d => new Wait(d, true)).ToList();
        var all = new Survival([.. quick, .. Enumerable.Repeat(new Wait(200, false), 16)]);

        Assert.Equal(2, new Survival(quick).Median);
        Assert.Null(all.Median);
    }

    [Theory]
    [InlineData(8, 10, 1, 10, 0.005477, "Fisher's exact test")]
    [InlineData(3, 12, 5, 14, 0.683, "Fisher's exact test")]
    public void Two_groups_are_compared_exactly(long partA, long wholeA, long partB, long wholeB, double p, string test)
    {
        var difference = Difference.Of([new("a", partA, wholeA), new("b", partB, wholeB)]);

        Assert.Equal(test, difference.Test);
        Assert.Equal(p, difference.P!.Value, 3);
        Assert.Equal(p < 0.05, difference.Words.Contains("differ by more than chance", StringComparison.Ordinal));
    }

    [Fact]
    public void More_groups_are_compared_by_chi_squared()
    {
        // 20 of 50, 30 of 50, 40 of 50: expected 30 and 20 in each, so 2 * 100/30 + 2 * 100/20 = 16.667 on two degrees of freedom, p = exp(-8.333).
        var difference = Difference.Of([new("a", 20, 50), new("b", 30, 50), new("c", 40, 50)]);

        Assert.Contains("chi-squared 16.7 on 2 degrees of freedom", difference.Test, StringComparison.Ordinal);
        Assert.Equal(Math.Exp(-50.0 / 6), difference.P!.Value, 9);
    }

    [Fact]
    public void Numbers_too_small_to_tell_are_said_to_be()
    {
        Assert.All([Difference.Of([new("a", 1, 3), new("b", 2, 4)]), Difference.Of([new("a", 2, 9), new("b", 30, 50), new("c", 20, 50)])], difference =>
        {
            Assert.Null(difference.P);
            Assert.Equal("The numbers are too small to tell whether the groups differ.", difference.Words);
        });
        Assert.Null(Difference.Of([new("a", 5, 50)]).P);
        Assert.Null(Difference.Of([new("a", 0, 50), new("b", 0, 20)]).P);
    }

    [Fact]
    public void Groups_drawn_from_one_urn_seldom_differ()
    {
        var random = new System.Random(7);
        var differ = Enumerable.Range(0, 2000).Count(_ => Difference.Of([.. Enumerable.Range(0, 4).Select(g => new Share($"{g}", Enumerable.Range(0, 60).Count(_ => random.NextDouble() < 0.3), 60))]).P < Difference.Level);

        Assert.InRange(differ, 60, 140);
    }

    [Fact]
    public void What_is_expected_says_how_far_off_it_may_be()
    {
        var steady = Expected.From([10, 10, 10, 10, 10, 10])!;
        var wild = Expected.From([0, 20, 0, 20, 0, 20])!;

        Assert.Equal((10, 10), (steady.Mean, wild.Mean));
        Assert.True(steady.Low > 3 && wild.High - wild.Low > steady.High - steady.Low);
        Assert.Null(Expected.From([10, 10, 10, 10, 10]));
    }

    [Fact]
    public void Every_key_of_a_breakdown_reads_back_as_its_group()
    {
        (Breakdown By, GroupKey Group)[] all =
        [
            (Breakdown.Month, new(null, 202604)), (Breakdown.Quarter, new(null, 20263)), (Breakdown.FinancialYear, new(null, 2025)), (Breakdown.FinancialYear, new(null, 1999)),
            (Breakdown.Pdu, new(null, 70)), (Breakdown.Region, new("E", 0)), (Breakdown.AgeBand, new("18 to 24", 0)), (Breakdown.Sara, default),
        ];

        Assert.All(all, pair => Assert.Equal(pair.Group, Breakdowns.Parse(pair.By, Breakdowns.Key(pair.By, pair.Group))));
        Assert.All(["2026-13", "2026-00", "soon", ""], key => Assert.Null(Breakdowns.Parse(Breakdown.Month, key)));
        Assert.Null(Breakdowns.Parse(Breakdown.Quarter, "2026-Q5"));
        Assert.Null(Breakdowns.Parse(Breakdown.FinancialYear, "2025-27"));
    }

    [Theory]
    [InlineData("2026-03-31", "2025-Q4", "2025-26", "January to March 2026")]
    [InlineData("2026-04-01", "2026-Q1", "2026-27", "April to June 2026")]
    [InlineData("2025-12-31", "2025-Q3", "2025-26", "October to December 2025")]
    public void Quarters_and_years_are_those_of_the_financial_year(string on, string quarter, string year, string label)
    {
        var unit = new Unit(new PersonFacts { Id = Guid.Empty }, DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture), default, default);
        var group = Breakdowns.Of(Breakdown.Quarter)(unit);

        Assert.Equal(quarter, Breakdowns.Key(Breakdown.Quarter, group));
        Assert.Equal(label, Breakdowns.Label(Breakdown.Quarter, group));
        Assert.Equal(year, Breakdowns.Key(Breakdown.FinancialYear, Breakdowns.Of(Breakdown.FinancialYear)(unit)));
    }

    [Fact]
    public void Every_measure_is_defined_in_words_once_and_every_table_can_be_protected()
    {
        MeasureFamily[] all = [.. Families.All, .. Quality.Checks.Select(c => Quality.Family(c, s_today)), .. Step.All.Select(s => Timing.Family(s, s_today))];

        Assert.All(all, family =>
        {
            Assert.Equal(family.Measures.Count, family.Measures.DistinctBy(m => m.Key).Count());
            Assert.All(family.Measures, m =>
            {
                Assert.True(m.Version >= 1);
                Assert.EndsWith(".", m.Definition, StringComparison.Ordinal);
                Assert.NotEmpty(m.Sentence);
                Assert.NotEmpty(m.Source);
                Assert.True(m.DenominatorKey is null || family.Measures.Any(d => d.Key == m.DenominatorKey));
            });
            Assert.All([family.Answer.Part, family.Answer.Whole, .. family.Chart.SelectMany(c => c.MeasureKeys)], key => Assert.Contains(family.Measures, m => m.Key == key));
            // Its measures are a tree, or this throws.
            DisclosureControl.Apply(Tabling.Table(new Counts(new Question { Family = family, Period = Tables.Year, By = family.Breakdowns[0] }, new Dictionary<RowKey, long[]> { [default] = new long[family.Measures.Count] }), s_today, (_, key) => key));
        });
        Assert.Equal(Families.All.Count, Families.All.DistinctBy(f => f.Key).Count());
    }

    [Fact]
    public void A_row_reads_back_as_it_was_and_writes_the_same_bytes()
    {
        var facts = new PersonFacts
        {
            Id = Guid.Parse("0198f000-0000-7000-8000-000000000001"),
            Region = "E",
            Pdu = 70,
            Born = new DateOnly(1985, 5, 1),
            Disability = false,
            Assessments = [new AssessmentFacts { On = new DateOnly(2025, 6, 1), Wanted = "wanted", Sara = "very-high" }],
            Orders = [new OrderFacts { Number = 0, StartsOn = new DateOnly(2025, 1, 1) }],
            Needs = [new NeedFacts { Id = Guid.Empty, Reference = "DA-AAAAA-BBBBB", AssessedOn = new DateOnly(2025, 6, 1), OpenedOn = new DateOnly(2025, 6, 1), Stands = Stands.Information, Deliveries = [new DeliveryFacts { Id = Guid.Empty, Programme = "x", ReferredOn = new DateOnly(2025, 7, 1) }] }],
        };
        var row = RowText.Write(facts);

        Assert.Equal(row, RowText.Write(RowText.Read(row)));
        Assert.Equal((facts.Disability, facts.Needs[0].Reference, facts.Born), (RowText.Read(row).Disability, RowText.Read(row).Needs[0].Reference, RowText.Read(row).Born));
        Assert.Same(RowText.Read(row).Region, RowText.Read(row).Region);
        Assert.DoesNotContain("null", row, StringComparison.Ordinal);
    }

    /// <summary>What is withheld is in no sentence above a chart and in no chart.</summary>
    [Fact]
    public void A_sentence_gives_no_figure_that_the_table_withholds() =>
        Prop.ForAll(Tables.Any(4, 30), made =>
        {
            var table = DisclosureControl.Apply(made.Table);
            var said = Answers.HowMany(table) + Answers.Share(table, Families.ReferralsAndCompletions) + Answers.Highest(table, ReferralsAndCompletions.NotReferredNoReason, "not referred");
            said = RowName().Replace(said, "");
            var shown = table.Rows.Append(table.Total).SelectMany(r => r.Cells.Values).Where(c => !c.IsSuppressed).Select(c => c.Count!.Value).ToHashSet();
            return CountSaid().Matches(said).Select(m => long.Parse(m.Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)).All(shown.Contains)
                && SimpleChart.Totals(table, [ReferralsAndCompletions.Needing, ReferralsAndCompletions.Completed], "x").Contains("svg", StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [GeneratedRegex(@"Row \d+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RowName();

    /// <summary>A whole number that is no percentage and no part of one.</summary>
    [GeneratedRegex(@"(?<![\d.,%])\d[\d,]*(?![\d.,]*%)(?![\d.]*\))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CountSaid();
}
