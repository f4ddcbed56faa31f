using Microsoft.Playwright;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Delivery;

/// <summary>Partner link work from the place given to a concern that somebody else reads, in a browser, on a phone and without JavaScript.</summary>
public sealed class PartnerLinkJourneys(Chromium chromium, HallService service) : IClassFixture<HallService>
{
    private static readonly Screen s_phone = new() { Width = 390, Height = 844 };

    [Fact]
    public async Task A_place_brings_work_that_is_taken_on_contact_that_is_made_and_a_concern_that_one_named_person_reads()
    {
        await service.HireAsync();
        var group = await service.GroupAsync("E2E-LINK");
        await service.WaitingAsync("X640001", "Lee", "Linked");
        var referral = await service.ReferralAsync("X640001");
        await using var priya = await Visitor.OpenAsync(chromium, service);
        await priya.SignInAsync("priya.nair");
        await priya.Page.GotoAsync($"/waiting/{referral}/groups/{group.Id}");
        await Assertions.Expect(priya.Page.Locator("main")).ToContainTextAsync("With the place comes work for a partner link worker");
        await PressAsync(priya.Page, "Give the place");

        await using var grace = await Visitor.OpenAsync(chromium, service);
        var page = grace.Page;
        await grace.SignInAsync("grace.adeyemi");
        await Assertions.Expect(page.Locator("tbody tr").Filter(new() { HasText = "Lee Linked" })).ToContainTextAsync("To be taken on");
        await grace.AssertSoundAsync("partner-link-list");
        await page.GetByRole(AriaRole.Link, new() { Name = "Lee Linked" }).ClickAsync();
        await grace.AssertSoundAsync("partner-link-duty-new");
        await PressAsync(page, "Take this work on");
        await ToldAsync(page, "This work is now with you");
        await grace.AssertSoundAsync("partner-link-duty-taken-on");

        await page.GetByRole(AriaRole.Link, new() { Name = "Change the partner’s details" }).ClickAsync();
        await grace.AssertSoundAsync("partner-link-details");
        await page.GetByLabel("Name").FillAsync(new string('n', 201));
        await page.GetByLabel("How to reach them").FillAsync("Through her sister & by letter");
        await PressAsync(page, "Save details");
        await grace.AssertRefusedAsync("The name must be 200 characters or fewer");
        await Assertions.Expect(page.GetByLabel("How to reach them")).ToHaveValueAsync("Through her sister & by letter");
        await grace.AssertSoundAsync("partner-link-details-refused");
        await page.GetByLabel("Name").FillAsync("Nell Invented");
        await page.GetByLabel("When and how it is safe").FillAsync("Weekdays before 3pm");
        await PressAsync(page, "Save details");
        await ToldAsync(page, "Details saved");

        await AttemptAsync(grace);
        await page.GetByRole(AriaRole.Button, new() { Name = "Write a concern down" }).ClickAsync();
        await grace.AssertSoundAsync("partner-link-concern");
        await PressAsync(page, "Save");
        await grace.AssertRefusedAsync("Write down what the concern is");
        await grace.AssertSoundAsync("partner-link-concern-refused");
        await page.GetByLabel("What is the concern?").FillAsync("He waits outside her work, she says.");
        await PressAsync(page, "Save");
        await ToldAsync(page, "Concern written down");
        await PassOnAsync(grace);

        // The programme team's pages know that the duty is met, and nothing else of it.
        await priya.Page.GotoAsync($"/groups/{group.Id}");
        await Assertions.Expect(priya.Page.Locator("main")).ToContainTextAsync("Met");
        Assert.DoesNotMatch("Nell|sister|outside her work|Check where he goes", await priya.Page.ContentAsync());
        await ReadAsync();
    }

    [Fact]
    public async Task On_a_phone_without_JavaScript_the_same_work_is_done_and_what_was_typed_is_kept()
    {
        await service.HireAsync();
        var group = await service.GroupAsync("E2E-LINK-2");
        await service.MemberAsync(group, "X640010", "Kit", "Plain");
        await using var grace = await Visitor.OpenAsync(chromium, service, s_phone with { HasJavaScript = false });
        var page = grace.Page;
        await grace.SignInAsync("grace.adeyemi");
        await FitsAsync(grace, "partner-link-list-phone");
        await page.GetByRole(AriaRole.Link, new() { Name = "Kit Plain" }).ClickAsync();
        await PressAsync(page, "Take this work on");
        await FitsAsync(grace, "partner-link-duty-phone");
        var duty = page.Url;

        await page.GetByRole(AriaRole.Button, new() { Name = "Record an attempt" }).ClickAsync();
        await page.GetByLabel("What should be known about it?").FillAsync("Rang twice");
        await page.GetByLabel("Contact would not be safe").CheckAsync();
        await PressAsync(page, "Record");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Choose how you tried to make contact");
        await Assertions.Expect(page.GetByLabel("What should be known about it?")).ToHaveValueAsync("Rang twice");
        await FitsAsync(grace, "partner-link-contact-phone-refused");
        await page.GetByLabel("Telephone").CheckAsync();
        await PressAsync(page, "Record");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Met on");

        await page.GotoAsync($"{duty}/details");
        await page.GetByLabel("Name").FillAsync("Nora Invented");
        await FitsAsync(grace, "partner-link-details-phone");
        await PressAsync(page, "Save details");
        await page.GotoAsync($"{duty}/concern");
        await page.GetByLabel("What is the concern?").FillAsync("Something new");
        await FitsAsync(grace, "partner-link-concern-phone");
        await PressAsync(page, "Save");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pass on" }).ClickAsync();
        await page.GetByLabel("What should they be told?").FillAsync("Be careful on Friday");
        await PressAsync(page, "Pass on");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Choose who should be told");
        await Assertions.Expect(page.GetByLabel("What should they be told?")).ToHaveValueAsync("Be careful on Friday");
        await FitsAsync(grace, "partner-link-pass-on-phone-refused");
        await page.GetByLabel("Amara Osei").CheckAsync();
        await PressAsync(page, "Pass on");
        await ToldAsync(page, "The concern was passed on");
        await FitsAsync(grace, "partner-link-duty-done-phone");

        await using var amara = await Visitor.OpenAsync(chromium, service, s_phone with { HasJavaScript = false });
        await amara.SignInAsync("amara.osei");
        await amara.Page.GotoAsync("/to-do");
        await amara.Page.GetByRole(AriaRole.Link, new() { Name = "Read it" }).ClickAsync();
        await Assertions.Expect(amara.Page.Locator("main")).ToContainTextAsync("Be careful on Friday");
        await FitsAsync(amara, "passed-concern-phone");
        await PressAsync(amara.Page, "I have read it");
        await ToldAsync(amara.Page, "Noted that you have read it");
    }

    private static async Task AttemptAsync(Visitor grace)
    {
        var page = grace.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Record an attempt" }).ClickAsync();
        await grace.AssertSoundAsync("partner-link-contact");
        await PressAsync(page, "Record");
        await grace.AssertRefusedAsync("Choose how you tried to make contact");
        await grace.AssertSoundAsync("partner-link-contact-refused");
        await page.GetByLabel("Telephone").CheckAsync();
        await page.GetByLabel("No answer").CheckAsync();
        await PressAsync(page, "Record");
        await ToldAsync(page, "Attempt recorded");
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("Met on");

        await page.GetByRole(AriaRole.Button, new() { Name = "Record an attempt" }).ClickAsync();
        await page.GetByLabel("Text message").CheckAsync();
        await page.GetByLabel("Reached").CheckAsync();
        await page.GetByLabel("What should be known about it?").FillAsync("Wants to be rung again in May.");
        await grace.AssertSoundAsync("partner-link-contact-filled");
        await PressAsync(page, "Record");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Met on 2 March 2026");
    }

    private static async Task PassOnAsync(Visitor grace)
    {
        var page = grace.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Pass on" }).ClickAsync();
        await grace.AssertSoundAsync("partner-link-pass-on");
        await PressAsync(page, "Pass on");
        await grace.AssertRefusedAsync("Choose who should be told");
        await grace.AssertSoundAsync("partner-link-pass-on-refused");
        await page.GetByLabel("What should they be told?").FillAsync("Check where he goes after the session.");
        await page.GetByLabel("David Lowe").CheckAsync();
        await grace.AssertSoundAsync("partner-link-pass-on-filled");
        await PressAsync(page, "Pass on");
        await ToldAsync(page, "The concern was passed on");
        await grace.AssertSoundAsync("partner-link-duty-full");
        await page.GotoAsync("/partner-link?stage=met");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Lee Linked");
        await grace.AssertSoundAsync("partner-link-list-met");
        await page.GotoAsync("/partner-link?stage=ended");
        await grace.AssertSoundAsync("partner-link-list-empty");
    }

    private async Task ReadAsync()
    {
        await using var david = await Visitor.OpenAsync(chromium, service);
        await david.SignInAsync("david.lowe");
        await david.Page.GotoAsync("/to-do");
        await david.AssertSoundAsync("to-do-with-passed-concern");
        await david.Page.GetByRole(AriaRole.Link, new() { Name = "Read it" }).ClickAsync();
        await Assertions.Expect(david.Page.Locator("main")).ToContainTextAsync("Check where he goes after the session.");
        await david.AssertSoundAsync("passed-concern");
        Assert.DoesNotContain("outside her work", await david.Page.ContentAsync(), StringComparison.Ordinal);
        await PressAsync(david.Page, "I have read it");
        await ToldAsync(david.Page, "Noted that you have read it");
        await david.AssertSoundAsync("passed-concern-read");
        await david.Page.GotoAsync("/passed-concerns");
        await david.AssertSoundAsync("passed-concerns");

        await using var tom = await Visitor.OpenAsync(chromium, service);
        await tom.SignInAsync("tom.hartley");
        await tom.Page.GotoAsync("/passed-concerns");
        await Assertions.Expect(tom.Page.Locator("main")).ToContainTextAsync("None.");
        await tom.AssertSoundAsync("passed-concerns-empty");
    }

    private static async Task FitsAsync(Visitor visitor, string name)
    {
        await visitor.AssertFitsTheScreenAsync();
        await visitor.ScreenshotAsync(name);
    }

    private static Task PressAsync(IPage page, string button) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static Task ToldAsync(IPage page, string words) => Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync(words);
}
