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
        await Assertions.Expect(page.Locator("main svg[role=img]")).ToContainTextAsync("waiting");
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

    [Fact]
    public async Task A_regional_lead_goes_from_where_time_is_lost_to_the_needs_that_wait_there()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("martin.cole");
        await page.GotoAsync("/stuck");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("stuck");
        await page.GetByRole(AriaRole.Link, new() { Name = "Workflows" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Domestic abuse need" }).ClickAsync();
        await page.GetByLabel("Area").SelectOptionAsync(new SelectOptionValue { Label = "Birmingham Central and South" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-caption-l")).ToContainTextAsync("Birmingham Central and South");

        await page.GetByRole(AriaRole.Link, new() { Name = "waiting at Decide" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Decide");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.AssertFitsTheScreenAsync();
        await visitor.ScreenshotAsync("waiting-at-a-step");
    }

    [Fact]
    public async Task A_senior_probation_officer_sees_who_carries_too_much_and_opens_their_tasks()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("david.lowe");
        await page.GetByRole(AriaRole.Link, new() { Name = "My team" }).ClickAsync();
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("team");

        await page.GetByRole(AriaRole.Link, new() { Name = "Amara Osei" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Amara Osei");
        await visitor.AssertNoAxeViolationsAsync();
    }

    [Theory]
    [InlineData("service-levels", "decide")]
    [InlineData("ladders", "handover")]
    [InlineData("reasons", "UN-HEALTH")]
    public async Task An_administrator_prepares_a_new_version_of_the_catalogue(string file, string entry)
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service, Screen.WithoutJavaScript);
        var page = visitor.Page;
        await visitor.SignInAsync("owen.blake");
        await page.GotoAsync($"/catalogue/{file}");
        await visitor.ScreenshotAsync($"catalogue-{file}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Prepare a new version" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = $"Change {entry}", Exact = true }).ClickAsync();
        await visitor.ScreenshotAsync($"catalogue-entry-{file}");
        await page.GetByLabel(file == "ladders" ? "Step 1: what they are told" : file == "reasons" ? "Words" : "What has to be done").FillAsync("Said in other words");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save to the draft" }).ClickAsync();

        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("The draft is changed");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Said in other words");
        await visitor.ScreenshotAsync($"catalogue-draft-{file}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give the draft up" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("given up");
    }

    [Fact]
    public async Task The_catalogues_pages_are_free_of_barriers_filled_empty_and_refused()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("owen.blake");
        foreach (var address in new[] { "/catalogue/thresholds", "/catalogue/ladders/draft", "/catalogue/ladders/draft/entry?key=handover", "/catalogue/reasons/draft/entry", "/workflows/domestic-abuse-need/versions", "/administration/staff/member" })
        {
            await page.GotoAsync(address);
            await visitor.AssertNoAxeViolationsAsync();
        }

        foreach (var address in new[] { "/catalogue/reasons/draft/entry", "/administration/staff/member", "/try-version" })
        {
            await page.GotoAsync(address);
            await page.Locator("main form button").First.ClickAsync();
            await Assertions.Expect(page.Locator(".govuk-error-summary")).ToBeFocusedAsync();
            await visitor.AssertNoAxeViolationsAsync();
        }
    }
}
