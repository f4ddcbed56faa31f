using Microsoft.Playwright;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Workflows;

public sealed class WorkflowJourneys(Chromium chromium, ReferralsService service) : IClassFixture<ReferralsService>
{
    [Fact]
    public async Task A_national_lead_sees_where_needs_wait_on_a_picture_of_the_workflow()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("ruth.calder");
        await page.GetByRole(AriaRole.Link, new() { Name = "Workflows" }).ClickAsync();
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("workflows");

        await page.GetByRole(AriaRole.Link, new() { Name = "Domestic abuse need" }).ClickAsync();
        await Assertions.Expect(page.Locator("main svg")).ToContainTextAsync("waiting");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("workflow");
    }

    [Fact]
    public async Task An_administrator_runs_a_job_and_reads_what_it_did()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("owen.blake");
        await Assertions.Expect(page).ToHaveTitleAsync("Administration – Referrals");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("administration");

        await page.Locator("tr").Filter(new() { HasText = "Ends the waits whose time has run down." }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Job timers:");
        await visitor.AssertNoAxeViolationsAsync();
    }
}
