using System.Net;
using Microsoft.EntityFrameworkCore;

namespace Referrals.Web.Tests.Referring;

public sealed class ReferralTests(Caseload caseload)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_programme_team_sees_who_waits_for_suitability_how_long_with_which_risk_and_what_to_do()
    {
        using var browser = await caseload.App.SignedInAsync("priya.nair");
        var page = await browser.PageAsync("/referrals");
        var row = page.Row("Bela Example");

        Assert.StartsWith("Building Better Relationships", row[0], StringComparison.Ordinal);
        Assert.StartsWith("2 Mar 2026", row[1], StringComparison.Ordinal);
        Assert.Equal(["High", "Low", "61 weeks"], row.Skip(2).Take(3));
        var task = await caseload.OpenTask(Caseload.Referred, "Referrals.AssessSuitability");
        Assert.Equal("Decide whether the programme is suitable for Bela Example", page.QuerySelector($"a[href='/tasks/{task.Id}']")!.Words());
        Assert.DoesNotContain("Efe Invented", page.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Referrals_are_listed_by_how_far_they_got()
    {
        using var browser = await caseload.App.SignedInAsync("martin.cole");
        var page = await browser.PageAsync("/referrals?stage=place");

        Assert.NotEmpty(page.Row("Efe Invented"));
        Assert.DoesNotContain("Bela Example", page.Body(), StringComparison.Ordinal);
        Assert.Matches(@"^Waiting for a place \([1-9]\d*\)$", page.QuerySelector(".moj-sub-navigation a[aria-current=page]")!.Words());
        Assert.Contains("No referral is here now.", (await browser.PageAsync("/referrals?stage=programme")).Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_referral_shows_the_facts_behind_it_and_leads_to_the_decision()
    {
        var id = await caseload.Read(db => db.Referrals.Where(r => db.Needs.Any(n => n.Id == r.NeedId && db.People.Any(p => p.Id == n.PersonId && p.Crn == Caseload.Referred))).Select(r => r.Id).SingleAsync());
        using var browser = await caseload.App.SignedInAsync("priya.nair");
        var page = await browser.PageAsync($"/referrals/{id}");

        Assert.Equal("Bela Example: Building Better Relationships", page.QuerySelector("h1")!.Words());
        Assert.Equal("Referral – Referrals", page.Title);
        Assert.Equal("Building Better Relationships", page.Fact("Recommended"));
        Assert.Contains("on 2 March 2026 by Amara Osei (N52A001)", page.Fact("Chosen"), StringComparison.Ordinal);
        Assert.Equal("Pattern of coercive control over two years, escalating after separation.", page.Fact("Practitioner's analysis"));
        Assert.Equal("Answered on 16 February 2026 Two call-outs in 2025", page.Fact("Police"));
        Assert.Equal("Decide whether the programme is suitable", page.QuerySelector("a.govuk-button")!.Words());
    }

    [Theory]
    [InlineData("amara.osei", HttpStatusCode.Forbidden)]
    [InlineData("ruth.calder", HttpStatusCode.Forbidden)]
    [InlineData("priya.nair", HttpStatusCode.OK)]
    public async Task The_list_of_referrals_belongs_to_programme_teams_and_their_regional_lead(string username, HttpStatusCode status)
    {
        using var browser = await caseload.App.SignedInAsync(username);
        using var answer = await browser.GetAsync(new Uri("/referrals", UriKind.Relative), Cancel);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("/referrals?stage=nowhere")]
    [InlineData("/referrals?number=0")]
    [InlineData("/referrals/00000000-0000-0000-0000-000000000000")]
    public async Task What_is_not_there_is_not_found(string address)
    {
        using var browser = await caseload.App.SignedInAsync("priya.nair");
        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
