namespace Referrals.Domain.Tests;

public sealed class DeliverableSupervisionTests
{
    private static readonly DateOnly s_start = new(2025, 7, 1);
    private static readonly DateOnly s_end = new(2026, 6, 30);
    private static readonly DateOnly s_twoThirds = new(2026, 3, 1);

    private static readonly SupervisionFacts s_year = new() { Start = s_start, End = s_end, Flags = Cases.Flags("ADVP"), Rosh = RiskLevel.Medium };

    [Fact]
    public void Deliverable_supervision_ends_after_two_thirds()
    {
        var time = Of(s_year);

        Assert.Equal(s_twoThirds, time.End);
        Assert.Equal(48, time.AtLeastDaysLeft);
        Assert.Equal(48, time.AtMostDaysLeft);
        Assert.Equal("6 weeks", time.InWords());
        Assert.Contains("1 March 2026", time.Why);
    }

    [Fact]
    public void Nothing_is_deliverable_once_supervision_has_ended_and_the_words_say_when()
    {
        var time = Of(s_year with { EndedOn = new DateOnly(2025, 12, 19), Flags = null, Rosh = null });

        Assert.Equal(0, time.AtLeastDaysLeft);
        Assert.Equal(0, time.AtMostDaysLeft);
        Assert.Equal("none: supervision ended on 19 December 2025", time.InWords());
        Assert.Equal("Nothing can be delivered once supervision has ended.", time.Why);
    }

    [Theory]
    [InlineData("MAPP")]
    [InlineData("RVHR")]
    [InlineData("RCPR")]
    public void MAPPA_very_high_risk_and_child_protection_keep_supervision_deliverable_to_its_end(string flag)
    {
        var time = Of(s_year with { Flags = Cases.Flags("ADVP", flag) });

        Assert.Equal(s_end, time.End);
        Assert.Contains(flag, time.Why);
    }

    [Fact]
    public void Very_high_risk_in_OASys_exempts_though_it_is_not_registered_yet() =>
        Assert.Equal(s_end, Of(s_year with { Rosh = RiskLevel.VeryHigh, Flags = null }).End);

    [Fact]
    public void With_registrations_not_known_both_ends_are_possible()
    {
        var time = Of(s_year with { Flags = null });

        Assert.Null(time.End);
        Assert.Equal(s_twoThirds, time.EarliestEnd);
        Assert.Equal(s_end, time.LatestEnd);
        Assert.Equal("between 6 and 24 weeks", time.InWords());
        Assert.Contains("the registrations", time.Why);
    }

    [Fact]
    public void With_the_risk_of_serious_harm_not_known_both_ends_are_possible()
    {
        var time = Of(s_year with { Rosh = null });

        Assert.Equal((s_twoThirds, s_end), (time.EarliestEnd, time.LatestEnd));
        Assert.Contains("the risk of serious harm", time.Why);
    }

    [Fact]
    public void With_the_start_not_known_only_the_latest_end_is_known()
    {
        var time = Of(s_year with { Start = null });

        Assert.Null(time.EarliestEnd);
        Assert.Equal(s_end, time.LatestEnd);
        Assert.Equal("at most 24 weeks", time.InWords());
        Assert.Contains("the start of supervision", time.Why);
    }

    [Fact]
    public void With_the_end_not_known_nothing_is_known()
    {
        var time = Of(s_year with { End = null });

        Assert.Null(time.AtLeastDaysLeft);
        Assert.Null(time.AtMostDaysLeft);
        Assert.Equal("not known", time.InWords());
    }

    [Fact]
    public void Once_the_end_has_passed_no_days_are_left() =>
        Assert.Equal(0, DeliverableSupervision.Of(s_year, Cases.Thresholds, new DateOnly(2027, 1, 1)).AtMostDaysLeft);

    [Fact]
    public void Before_the_two_thirds_rule_began_supervision_was_deliverable_to_its_end()
    {
        var supervision = s_year with { Start = new DateOnly(2023, 1, 1), End = new DateOnly(2024, 12, 31) };

        Assert.Equal(supervision.End, DeliverableSupervision.Of(supervision, Cases.Thresholds, new DateOnly(2024, 5, 31)).End);
        Assert.Equal(Cases.Thresholds.ResetFrom, DeliverableSupervision.Of(supervision, Cases.Thresholds, new DateOnly(2024, 6, 1)).End);
    }

    [Fact]
    public void Supervision_that_ended_before_the_rule_began_is_not_shortened_by_it()
    {
        var supervision = s_year with { Start = new DateOnly(2023, 1, 1), End = new DateOnly(2024, 3, 31) };

        Assert.Equal(supervision.End, Of(supervision).End);
    }

    [Theory]
    [InlineData("2025-01-01", "2025-01-01", "2025-01-01")]
    [InlineData("2025-01-01", "2025-01-03", "2025-01-02")]
    [InlineData("2025-01-01", "2025-01-04", "2025-01-03")]
    [InlineData("2025-02-01", "2025-01-01", "2025-01-01")]
    public void Two_thirds_is_a_whole_day_within_supervision(string start, string end, string twoThirds) =>
        Assert.Equal(DateOnly.Parse(twoThirds), Of(s_year with { Start = DateOnly.Parse(start), End = DateOnly.Parse(end) }).End);

    private static DeliverableTime Of(SupervisionFacts supervision) => DeliverableSupervision.Of(supervision, Cases.Thresholds, Cases.Today);
}
