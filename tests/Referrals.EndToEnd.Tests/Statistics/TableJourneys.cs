using Microsoft.Playwright;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Statistics;

public sealed class TableJourneys(Chromium chromium, ReferralsService service) : IClassFixture<ReferralsService>
{
    [Fact]
    public async Task A_national_lead_reads_the_table_counts_it_another_way_and_takes_it_away()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("ruth.calder");
        await Assertions.Expect(page).ToHaveTitleAsync("Statistics – Referrals");
        foreach (var address in (string[])["", "/questions", "/questions/eligible-and-not-on-it", "/questions/waiting-list", "/questions/places", "/questions/never-commenced", "/questions/no-rationale", "/measures", "/measures/where-now", "/times", "/places", "/equality", "/quality", "/chases", "/facilitators", "/referrals-and-completions"])
        {
            await page.GotoAsync("/statistics" + address);
            await visitor.AssertNoAxeViolationsAsync();
            await visitor.ScreenshotAsync("statistics" + address.Replace('/', '-'));
        }

        await page.GetByLabel("Count by").SelectOptionAsync("month");
        await page.GetByRole(AriaRole.Button, new() { Name = "Count", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Month" })).ToBeVisibleAsync();
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("referrals-and-completions-by-month");

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "the table (CSV)" }).ClickAsync());
        Assert.EndsWith("-by-month.csv", download.SuggestedFilename, StringComparison.Ordinal);

        await using var zoomed = await Visitor.OpenAsync(chromium, service, Screen.Zoomed);
        await zoomed.SignInAsync("ruth.calder");
        foreach (var address in (string[])["/statistics", "/statistics/measures/cohort-funnel", "/statistics/times", "/statistics/places", "/statistics/referrals-and-completions"])
        {
            await zoomed.Page.GotoAsync(address);
            await zoomed.AssertFitsTheScreenAsync();
        }
    }

    [Fact]
    public async Task A_regional_lead_opens_a_figure_to_the_needs_behind_it()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("martin.cole");
        await page.GotoAsync("/statistics/referrals-and-completions");
        await page.Locator("tr").Filter(new() { HasText = "West Midlands" }).Locator("a").First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Assessed");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("needs-behind-a-figure");
    }

    [Fact]
    public async Task A_regional_lead_opens_what_was_chased_the_sessions_of_a_group_and_its_free_places()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("martin.cole");
        foreach (var (address, heading, name) in ((string, string, string)[])[("/statistics/chases", "Chases: sent", "chases"), ("/statistics/facilitators", "Sessions after another", "sessions"), ("/statistics/places?region=E", "Free places", "places")])
        {
            await page.GotoAsync(address);
            var link = page.Locator($"main tfoot a[href^='/statistics/needs/{name}'], main tbody a[href^='/statistics/needs/{name}']").First;
            await visitor.ScreenshotAsync($"statistics-{name}-open");
            await link.ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The figure is");
            await visitor.AssertNoAxeViolationsAsync();
            await visitor.ScreenshotAsync($"behind-{name}");
        }

        await using var zoomed = await Visitor.OpenAsync(chromium, service, Screen.Zoomed);
        await zoomed.SignInAsync("martin.cole");
        await zoomed.Page.GotoAsync("/statistics/needs/places?region=E");
        await zoomed.AssertFitsTheScreenAsync();
    }
}
