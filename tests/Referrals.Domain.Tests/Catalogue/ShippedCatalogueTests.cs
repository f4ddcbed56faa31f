namespace Referrals.Domain.Tests;

public sealed class ShippedCatalogueTests
{
    private static readonly Catalogue s_catalogue = Shipped.Catalogue;

    [Fact]
    public void The_shipped_catalogue_has_no_problems() => Assert.Empty(CatalogueReader.Read(Shipped.Folder).Problems);

    [Fact]
    public void A_licence_condition_of_Building_Better_Relationships_is_recognised_by_its_code()
    {
        Assert.Equal("building-better-relationships", s_catalogue.FindByRequirement("LC77", Cases.Today)?.Key);
        Assert.Null(s_catalogue.FindByRequirement("RARREQ", Cases.Today));
    }

    [Fact]
    public void Programmes_come_in_the_order_of_the_walk()
    {
        var programmes = s_catalogue.Programmes(new DateOnly(2026, 4, 1), null);

        Assert.Equal(programmes.OrderBy(programme => programme.Order), programmes);
        Assert.Equal([InterventionKind.AccreditedProgramme, InterventionKind.StructuredIntervention, InterventionKind.Toolkit], programmes.Select(programme => programme.Kind).Distinct());
    }

    [Fact]
    public void A_toolkit_for_sexual_offending_is_not_offered() => Assert.Null(s_catalogue.FindProgramme("maps-for-change", Cases.Today));

    [Fact]
    public void A_need_closes_without_approval_only_where_nobody_chose_it() =>
        Assert.Equal(["UN-ENDED", "UN-DIED"], s_catalogue.Reasons(ReasonUses.UnmetNeed, Cases.Today).Where(reason => reason.ClosesOnItsOwn).Select(reason => reason.Code));

    [Fact]
    public void Another_reason_always_asks_for_words() =>
        Assert.All(ReasonUses.All.SelectMany(use => s_catalogue.Reasons(use, Cases.Today)).Where(reason => reason.Words == "Another reason"), reason => Assert.True(reason.NeedsWords));

    [Theory]
    [InlineData("allocate-place")]
    [InlineData("pre-group")]
    [InlineData("start-programme")]
    [InlineData("post-programme-review")]
    [InlineData("write-report")]
    [InlineData("acknowledge-concern")]
    [InlineData("consider-breach")]
    [InlineData("review-waiting")]
    [InlineData("partner-first-contact")]
    [InlineData("toolkit-next-session")]
    public void What_delivery_waits_for_has_a_service_level(string key) => Assert.Contains(key, s_catalogue.ServiceLevelKeys);

    [Fact]
    public void A_concern_is_to_be_acknowledged_the_same_day_and_climbs_within_three()
    {
        Assert.Equal(0, s_catalogue.ServiceLevelOn("acknowledge-concern", Cases.Today).WorkingDays);
        Assert.Equal([0, 1, 2, 3], s_catalogue.LadderOn("concern", Cases.Today).Rungs.Select(rung => rung.AfterWorkingDays));
    }

    [Fact]
    public void A_decision_on_breach_is_breach_or_no_breach_and_never_without_words_when_it_is_not() =>
        Assert.All(s_catalogue.Reasons(ReasonUses.BreachDecision, Cases.Today), reason =>
        {
            Assert.Contains(reason.Category, new[] { "breach", "no breach" });
            Assert.True(reason.Category == "breach" || reason.NeedsWords || reason.Code == "BD-ENDING");
        });

    [Fact]
    public void Higher_risk_never_gives_fewer_points_on_a_waiting_list() =>
        Assert.All([s_catalogue.ThresholdsOn(Cases.Today).WaitingPoints.Sara, s_catalogue.ThresholdsOn(Cases.Today).WaitingPoints.Rosh], points =>
            Assert.Equal(Enum.GetValues<RiskLevel>().Select(level => points[level]).Order(), Enum.GetValues<RiskLevel>().Select(level => points[level])));

    [Fact]
    public void A_key_that_is_not_there_is_a_bug_of_the_caller()
    {
        Assert.Throws<KeyNotFoundException>(() => s_catalogue.ServiceLevelOn("nap", Cases.Today));
        Assert.Throws<KeyNotFoundException>(() => s_catalogue.LadderOn("nap", Cases.Today));
    }

    [Fact]
    public void Ten_years_of_bank_holidays_are_known() =>
        Assert.Equal((new DateOnly(2019, 1, 1), new DateOnly(2028, 12, 31)), (s_catalogue.WorkingDays.KnownFrom, s_catalogue.WorkingDays.KnownUntil));
}
