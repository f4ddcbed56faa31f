using Microsoft.Playwright;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.People;

public sealed class PersonJourneys(Chromium chromium, ReferralsService service) : IClassFixture<ReferralsService>
{
    [Fact]
    public async Task A_practitioner_finds_a_person_reads_where_they_stand_and_records_a_breach()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("amara.osei");
        await page.GotoAsync("/people");
        await page.GetByLabel("CRN or name").FillAsync("D900010");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("people-found");

        await page.Locator("tbody a").First.ClickAsync();
        await Assertions.Expect(page).ToHaveTitleAsync("Person on probation – Referrals");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("person");

        await page.GetByRole(AriaRole.Link, new() { Name = "Record a recall" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Record" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToBeFocusedAsync();
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("person-event-errors");

        await page.GetByLabel("Breach action begun").CheckAsync();
        await page.GetByLabel("Day").FillAsync("2");
        await page.GetByLabel("Month").FillAsync("March");
        await page.GetByLabel("Year").FillAsync("2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "Record" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Recorded: breach action begun on 2 March 2026");
        await visitor.AssertNoAxeViolationsAsync();

        await using var zoomed = await Visitor.OpenAsync(chromium, service, Screen.Zoomed);
        await zoomed.SignInAsync("amara.osei");
        await zoomed.Page.GotoAsync(page.Url);
        await zoomed.AssertFitsTheScreenAsync();
    }
}
