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
