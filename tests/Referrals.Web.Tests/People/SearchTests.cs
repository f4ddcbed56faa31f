namespace Referrals.Web.Tests.People;

public sealed class SearchTests(Caseload caseload)
{
    [Theory]
    [InlineData("X200001", "Aron Tester")]
    [InlineData("x200001", "Aron Tester")]
    [InlineData("Test", "Aron Tester")]
    [InlineData("Bela Ex", "Bela Example")]
    public async Task A_person_is_found_by_CRN_or_by_the_beginning_of_a_name(string asked, string found)
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people?q={Uri.EscapeDataString(asked)}");

        Assert.Equal(found, Assert.Single(page.QuerySelectorAll("tbody th a")).Words());
        Assert.Equal(asked, page.QuerySelector("#Q")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("Arno Tester", "Spelt a little differently")]
    [InlineData("Aaron Testar", "Spelt a little differently")]
    [InlineData("Tister", "Spelt a little differently")]
    [InlineData("X200101", "CRN differs in one place")]
    public async Task Whoever_is_found_by_what_is_nearly_their_name_or_CRN_stands_with_why(string asked, string why)
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people?q={Uri.EscapeDataString(asked)}");

        Assert.Contains("Aron Tester", page.QuerySelectorAll("tbody th a").Select(a => a.Words()));
        Assert.Contains(why, page.QuerySelectorAll("tbody th").First(th => th.Words().StartsWith("Aron Tester", StringComparison.Ordinal)).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_out_of_reach_is_found()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var byName = await browser.PageAsync("/people?q=Cai");
        Assert.Contains("Nobody found", byName.Body(), StringComparison.Ordinal);
        Assert.Empty(byName.QuerySelectorAll("table"));

        // Whoever knows the CRN is told that there is such a person, and no more.
        // Nor does a name nearly right, or a CRN one slip away, lead further than the right one.
        Assert.Contains("Nobody found", (await browser.PageAsync("/people?q=Cia+Smaple")).Body(), StringComparison.Ordinal);
        Assert.DoesNotMatch("Cai|Sioned", (await browser.PageAsync("/people?q=Sampel")).Body());

        var byCrn = await browser.PageAsync($"/people?q={Caseload.Elsewhere}");
        Assert.Contains("They are supervised outside your area.", byCrn.Body(), StringComparison.Ordinal);
        Assert.DoesNotMatch("Cai|Sample|Sioned", byCrn.Body());
        Assert.Empty(byCrn.QuerySelectorAll("table"));
    }
}
