using Microsoft.Playwright;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Referring;

public sealed class ReferralJourneys(Chromium chromium, ReferralsService service) : IClassFixture<ReferralsService>
{
    [Fact]
    public async Task A_programme_team_opens_a_waiting_referral_and_accepts_it()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await page.GotoAsync("/referrals");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("referrals");
        var row = page.Locator("tbody tr").Filter(new() { HasText = "Decide whether the programme is suitable" }).First;
        var name = (await row.Locator("th a").InnerTextAsync()).Trim();

        await row.Locator("th a").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(name);
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("referral");

        await page.Locator("main a.govuk-button").First.ClickAsync();
        await page.GetByLabel("Suitable: accept the referral").CheckAsync();
        await page.Locator("main form button").First.ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToBeVisibleAsync();

        await page.GotoAsync("/referrals?stage=place");
        await Assertions.Expect(page.Locator("tbody th").Filter(new() { HasText = name }).First).ToBeVisibleAsync();
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("referrals-waiting-for-a-place");
    }
}
