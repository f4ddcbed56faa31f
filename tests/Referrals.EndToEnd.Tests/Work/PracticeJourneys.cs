using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Referrals.Application.Import.Sources;
using Referrals.Domain;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Work;

/// <summary>Answers given in the list, an analysis written over two sittings, an enquiry, and a case that changes hands.</summary>
public sealed partial class PracticeJourneys(Chromium chromium, CaseloadService service) : IClassFixture<CaseloadService>
{
    [Fact]
    public async Task An_answer_is_given_in_the_list_without_leaving_it()
    {
        var case1 = service.Ready("X520001", "Lis", "Listed", CaseloadService.Tom);
        await service.BringAsync(case1 with { Enquiries = [new EnquiryRecord(EnquiryKind.Police, case1.Enquiries![0].AskedOn, null, null)] });
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("tom.hartley");
        await page.GotoAsync("/to-do");
        var before = DoneToday().Match(await page.Locator("main").InnerTextAsync()) is { Success: true } said ? int.Parse(said.Groups["count"].Value, CultureInfo.InvariantCulture) : 0;
        var row = page.Locator("table.app-to-do tbody tr").Filter(new() { HasText = "Lis Listed" });
        await row.Locator("summary").ClickAsync();
        await visitor.AssertSoundAsync("to-do-answering");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await visitor.AssertRefusedAsync("Fill in \"What was learnt?\"");
        await visitor.AssertSoundAsync("to-do-answer-refused");
        await page.Locator("details[open] textarea").FillAsync("Two call-outs, both before the order.");
        await page.Locator("details[open]").GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Done: Get the answer from the police");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"You have done {before + 1} today.");
        await visitor.AssertSoundAsync("to-do-answered-in-the-list");
    }

    [Fact]
    public async Task An_analysis_is_kept_while_it_is_written_and_says_what_it_has_not_touched()
    {
        await service.BringAsync(service.Ready("X520002", "Ana", "Lysed", CaseloadService.Tom) with { SaraAnalysis = null });
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("tom.hartley");
        await OpenAsync(page, "Ana Lysed");
        await page.Locator("main textarea").FillAsync("A pattern of assaults since 2023 that escalated after they separated. He controls her money.");
        await Assertions.Expect(page.Locator("[data-draft-told]")).ToContainTextAsync("Draft saved on");
        await Assertions.Expect(page.Locator("[data-untouched] li:visible")).ToHaveTextAsync(["Children", "Family members", "Breaches"]);
        await visitor.AssertSoundAsync("analysis-draft");

        await page.GotoAsync("/to-do");
        await OpenAsync(page, "Ana Lysed");
        await Assertions.Expect(page.Locator("main textarea")).ToHaveValueAsync("A pattern of assaults since 2023 that escalated after they separated. He controls her money.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save this as my analysis" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Done: Write your analysis");
    }

    [Fact]
    public async Task Without_script_a_draft_is_kept_by_its_button()
    {
        await service.BringAsync(service.Ready("X520003", "Bea", "Plain", CaseloadService.Tom) with { SaraAnalysis = null });
        await using var visitor = await Visitor.OpenAsync(chromium, service, Screen.WithoutJavaScript);
        var page = visitor.Page;
        await visitor.SignInAsync("tom.hartley");
        await OpenAsync(page, "Bea Plain");
        await page.Locator("main textarea").FillAsync("A pattern of threats.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a draft" }).ClickAsync();
        await Assertions.Expect(page.Locator("main textarea")).ToHaveValueAsync("A pattern of threats.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("going on with the draft");
        await Assertions.Expect(page.Locator("[data-untouched]")).ToContainTextAsync("Children");
    }

    [Fact]
    public async Task An_enquiry_is_read_printed_and_recorded_as_it_was_asked()
    {
        await service.BringAsync(service.Ready("X520004", "Enq", "Uired", CaseloadService.Tom) with { Enquiries = [] });
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("tom.hartley");
        await OpenAsync(page, "Enq Uired");
        await Assertions.Expect(page.Locator("#enquiry-text")).ToContainTextAsync("Name: Enq Uired");
        await visitor.AssertSoundAsync("enquiry");
        await page.GetByLabel("I have asked").CheckAsync();
        await visitor.AssertSoundAsync("enquiry-filled");
        await page.GetByRole(AriaRole.Link, new() { Name = "A sheet to print" }).ClickAsync();
        await visitor.AssertSoundAsync("enquiry-sheet");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await page.GetByLabel("I have asked").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Done: Ask the police");
    }

    [Fact]
    public async Task A_case_changes_hands_with_what_was_written_for_it()
    {
        var left = service.Ready("X520005", "Han", "Over", CaseloadService.Amara);
        await service.BringAsync(left);
        await using var amara = await Visitor.OpenAsync(chromium, service);
        await amara.SignInAsync("amara.osei");
        await amara.Page.GotoAsync("/handover");
        await amara.AssertSoundAsync("handover");
        await amara.Page.Locator("tbody tr").Filter(new() { HasText = "Han Over" }).GetByRole(AriaRole.Link).ClickAsync();
        await amara.AssertSoundAsync("handover-summary");
        var draft = await amara.Page.Locator("main textarea").InputValueAsync();
        await amara.Page.Locator("main textarea").FillAsync("");
        await amara.Page.GetByRole(AriaRole.Button, new() { Name = "Save the summary" }).ClickAsync();
        await amara.AssertRefusedAsync("Write a summary");
        await amara.AssertSoundAsync("handover-summary-refused");
        await amara.Page.Locator("main textarea").FillAsync(draft + "Mondays.");
        await amara.Page.GetByRole(AriaRole.Button, new() { Name = "Save the summary" }).ClickAsync();
        await Assertions.Expect(amara.Page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Saved the summary of Han Over");

        await service.TellAgainAsync(left with { PersonalDetails = service.Ready("X520005", "Han", "Over", CaseloadService.Tom).PersonalDetails });
        await using var tom = await Visitor.OpenAsync(chromium, service);
        await tom.SignInAsync("tom.hartley");
        await tom.Page.GotoAsync("/to-do");
        await tom.Page.Locator("tbody tr").Filter(new() { HasText = "Han Over" }).GetByRole(AriaRole.Link, new() { Name = "Acknowledge" }).ClickAsync();
        await Assertions.Expect(tom.Page.Locator("main")).ToContainTextAsync("Mondays.");
        await tom.AssertSoundAsync("handover-arriving");
        await tom.Page.GetByRole(AriaRole.Button, new() { Name = "I have seen where everything stands" }).ClickAsync();
        await Assertions.Expect(tom.Page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Done: Acknowledge");
        await tom.Page.GotoAsync("/people?q=X520005");
        await tom.Page.Locator("tbody a").First.ClickAsync();
        await Assertions.Expect(tom.Page.GetByRole(AriaRole.Heading, new() { Name = "With Tom Hartley" })).ToBeVisibleAsync();
        await tom.AssertSoundAsync("person-chapters");
    }

    private static async Task OpenAsync(IPage page, string person)
    {
        await page.GotoAsync("/to-do");
        await page.Locator("tbody tr").Filter(new() { HasText = person }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.Locator("main form").First).ToBeVisibleAsync();
    }

    [GeneratedRegex(@"You have done (?<count>\d+) today\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DoneToday();
}
