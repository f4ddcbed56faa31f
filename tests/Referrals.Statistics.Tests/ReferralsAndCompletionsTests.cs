using static Referrals.Statistics.ReferralsAndCompletions;
using static Referrals.Statistics.Tests.Tables;

namespace Referrals.Statistics.Tests;

public sealed class ReferralsAndCompletionsTests
{
    [Theory]
    [InlineData(Needing, 91, "needing")]
    [InlineData(NotReferredNoReason, 9, "not-referred-no-reason")]
    [InlineData(Assessed, 89, "assessed")]
    [InlineData(Accepted, 71, "accepted")]
    [InlineData(Started, 61, "started")]
    [InlineData(Completed, 51, "completed")]
    [InlineData(Completed, -1, "completed")]
    public void Counts_that_break_a_definition_are_a_bug(string measure, long count, string named)
    {
        var row = new CohortRow("A", "North East", new Dictionary<string, long>
        {
            [Assessed] = 100, [Needing] = 90, [Referred] = 70, [Accepted] = 60, [Started] = 50, [Completed] = 40,
            [NotReferredApproved] = 10, [NotReferredNoReason] = 10, [measure] = count,
        });

        Assert.Contains(named, Assert.Throws<InvalidOperationException>(() => Of(row)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_one_of_the_measures_is_a_bug()
    {
        var counts = new Dictionary<string, long>(Row("A", "A", 1, 1, 1, 1, 1, 1, 1).Counts);
        counts.Remove(Started);

        Assert.Throws<InvalidOperationException>(() => Of(new CohortRow("A", "A", counts)));
    }

    [Fact]
    public void The_same_row_twice_is_a_bug() =>
        Assert.Throws<InvalidOperationException>(() => Of(Row("A", "A", 0, 0, 0, 0, 0, 0, 0), Row("A", "B", 0, 0, 0, 0, 0, 0, 0)));

    [Fact]
    public void Each_percentage_has_its_own_denominator()
    {
        var row = DisclosureControl.Apply(Of(Row("A", "A", 100, 30, 20, 10, 10, 10, 20))).Rows[0];

        Assert.Equal("50.0", Percentage(Needing));
        Assert.Equal("50.0", Percentage(Referred));
        Assert.Equal("80.0", Percentage(Accepted));
        Assert.Equal("60.0", Percentage(Started));
        Assert.Equal("40.0", Percentage(Completed));
        Assert.Equal("30.0", Percentage(NotReferredApproved));
        Assert.Equal("20.0", Percentage(NotReferredNoReason));
        Assert.Null(row.Percentage(Measures[0]));

        string Percentage(string measure) => row.Percentage(Measures.Single(m => m.Key == measure))!.Value.ToString();
    }

    [Fact]
    public void A_half_is_rounded_away_from_zero() =>
        // 5 of 2,000 are 0.25 per cent.
        Assert.Equal("0.3", DisclosureControl.Apply(Of(Row("A", "A", 1995, 5, 0, 0, 0, 0, 0))).Rows[0].Percentage(Measures[1])!.Value.ToString());

    [Fact]
    public void A_percentage_of_nobody_does_not_apply_and_is_not_withheld() =>
        Assert.Equal("[z]", DisclosureControl.Apply(Of(Row("A", "A", 0, 0, 0, 0, 0, 0, 0))).Rows[0].Percentage(Measures[1])!.Value.ToString());

    [Fact]
    public void Every_definition_says_what_one_unit_is_and_where_the_rule_comes_from() =>
        Assert.All(Measures, m =>
        {
            Assert.Equal("people", m.Counts);
            Assert.True(m.Version >= 1);
            Assert.EndsWith(".", m.Definition, StringComparison.Ordinal);
            Assert.NotEmpty(m.Source);
        });

    [Fact]
    public void A_breakdown_is_found_by_its_key()
    {
        Assert.Equal(Breakdown.Pdu, Breakdown.Find("pdu"));
        Assert.Null(Breakdown.Find("court"));
    }
}
