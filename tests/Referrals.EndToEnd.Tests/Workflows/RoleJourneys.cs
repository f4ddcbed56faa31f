using System.Globalization;
using Microsoft.Playwright;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Workflows;

/// <summary>The main journeys of those who look after the work of others, from signing in to their end: by the same steps with JavaScript and without it.</summary>
public sealed class RoleJourneys(Chromium chromium, ReferralsService service) : IClassFixture<ReferralsService>
{
    public static TheoryData<bool> WithAndWithoutJavaScript { get; } = [true, false];

    [Theory, MemberData(nameof(WithAndWithoutJavaScript))]
    public async Task A_head_of_a_delivery_unit_goes_from_what_is_stuck_to_one_case_and_to_who_carries_too_much(bool script)
    {
        await using var visitor = await OpenAsync(script);
        var page = visitor.Page;
        await visitor.SignInAsync("helen.farrow");
        await page.GetByRole(AriaRole.Link, new() { Name = "To do", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Where needs are stuck" }).First.ClickAsync();
        await Heading(page, "Where needs are stuck");
        // The units of the region beside each other: of the others figures, of this one the way in.
        var units = page.GetByRole(AriaRole.Table, new() { Name = "Units side by side, the most late first" });
        await Assertions.Expect(units.GetByRole(AriaRole.Row)).Not.ToHaveCountAsync(1);
        await Assertions.Expect(units.GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        await Picture(visitor, "pdu-head-stuck", script);

        await page.GetByRole(AriaRole.Table, new() { Name = "What open tasks wait for, the most late first" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Picture(visitor, "pdu-head-stuck-reason", script);
        await page.Locator("main table.app-to-do tbody a[href^='/tasks/']").First.ClickAsync();
        await Assertions.Expect(page.Locator("main .govuk-caption-l")).ToBeVisibleAsync();
        await Picture(visitor, "pdu-head-task", script);
        await page.Locator("main a[href^='/people/']").First.ClickAsync();
        await Assertions.Expect(page.Locator("main h1")).ToBeVisibleAsync();
        await Picture(visitor, "pdu-head-person", script);

        await page.GotoAsync("/team");
        await page.GetByRole(AriaRole.Link, new() { Name = "Amara Osei" }).ClickAsync();
        await Heading(page, "Amara Osei");
        await Picture(visitor, "pdu-head-practitioner", script);
    }

    [Theory, MemberData(nameof(WithAndWithoutJavaScript))]
    public async Task An_auditor_finds_who_looked_at_somebody_takes_it_away_and_finds_their_own_search_in_the_log(bool script)
    {
        await using (var amara = await OpenAsync(script))
        {
            await amara.SignInAsync("amara.osei");
            await amara.Page.GotoAsync("/people?q=D900001");
            await amara.Page.Locator("main a[href^='/people/']").First.ClickAsync();
            await Assertions.Expect(amara.Page.Locator("main")).ToContainTextAsync("D900001");
        }

        await using var visitor = await OpenAsync(script);
        var page = visitor.Page;
        await visitor.SignInAsync("nadia.rahman");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).First.ClickAsync();
        await Heading(page, "Audit log");
        await page.GetByLabel("CRN").FillAsync("D900001");
        await page.GetByLabel("What was done").SelectOptionAsync(new SelectOptionValue { Label = "Viewed a person" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Assertions.Expect(page.Locator("main tbody tr").First).ToContainTextAsync("amara.osei");
        await Assertions.Expect(page.Locator("main tbody tr").First).ToContainTextAsync("GET /people/{id:guid}");
        await Picture(visitor, "auditor-found", script);

        var taken = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download these lines as CSV" }).ClickAsync());
        var lines = await File.ReadAllTextAsync((await taken.PathAsync())!, TestContext.Current.CancellationToken);
        Assert.Contains("amara.osei", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("priya.nair", lines, StringComparison.Ordinal);

        await page.GotoAsync("/audit");
        await page.GetByLabel("Username").FillAsync("nadia.rahman");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Assertions.Expect(page.Locator("main tbody")).ToContainTextAsync("Downloaded a file");
        await Assertions.Expect(page.Locator("main tbody")).ToContainTextAsync("Searched");
        await Picture(visitor, "auditor-own-lines", script);
    }

    [Theory, MemberData(nameof(WithAndWithoutJavaScript))]
    public async Task An_administrator_changes_an_entry_is_refused_says_why_and_the_new_version_is_in_force(bool script)
    {
        // Each in a file of its own: a version is released once.
        var (file, entry, label) = script ? ("Service levels", "decide", "What has to be done") : ("Coded reasons", "UN-HEALTH", "Words");
        await using var visitor = await OpenAsync(script);
        var page = visitor.Page;
        await visitor.SignInAsync("owen.blake");
        await page.GetByRole(AriaRole.Link, new() { Name = "Catalogue", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = file, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Prepare a new version" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = $"Change {entry}", Exact = true }).ClickAsync();
        var words = string.Create(CultureInfo.InvariantCulture, $"Said anew {(script ? 1 : 2)}");
        await page.GetByLabel(label, new() { Exact = true }).FillAsync(words);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save to the draft" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("The draft is changed");
        await Picture(visitor, "administrator-draft", script);

        await page.GetByRole(AriaRole.Button, new() { Name = "Release the new version" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Say why the new version is released");
        if (script)
        {
            await visitor.AssertRefusedAsync("Say why the new version is released");
        }

        await page.GetByLabel("Why it is released").FillAsync("Agreed with the regions.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release the new version" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("is released");
        var versions = page.GetByRole(AriaRole.Table, new() { Name = "Versions" });
        await Assertions.Expect(versions).ToContainTextAsync("Owen Blake");
        await Assertions.Expect(versions).ToContainTextAsync("Agreed with the regions.");
        await versions.GetByRole(AriaRole.Link, new() { Name = "Compare with version 1" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(words);
        await Picture(visitor, "administrator-compared", script);

        await page.GotoAsync("/catalogue");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = file })).ToContainTextAsync("Owen Blake");
    }

    [Theory, MemberData(nameof(WithAndWithoutJavaScript))]
    public async Task An_administrator_says_that_somebody_leaves_and_whoever_is_above_them_sees_what_to_hand_over(bool script)
    {
        var (code, name) = script ? ("N52A002", "Tom Hartley") : ("N52A001", "Amara Osei");
        await using (var visitor = await OpenAsync(script))
        {
            var page = visitor.Page;
            await visitor.SignInAsync("owen.blake");
            await page.GotoAsync("/administration/staff");
            await page.GetByLabel("Name or staff code").FillAsync(code);
            await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
            await page.Locator("[name='LeftOn.Day']").FillAsync("2 March 2026");
            await Picture(visitor, "administrator-leaves", script);
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Still theirs:");
            await Picture(visitor, "administrator-staff", script);
        }

        await using var david = await OpenAsync(script);
        await david.SignInAsync("david.lowe");
        await david.Page.GotoAsync("/team");
        var row = david.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await Assertions.Expect(row).ToContainTextAsync("Has left");
        await Picture(david, "team-left", script);
        await row.GetByRole(AriaRole.Link, new() { Name = "Write what the next practitioner should know" }).ClickAsync();
        await Assertions.Expect(david.Page.Locator("main h1")).ToBeVisibleAsync();
        await Picture(david, "team-hand-over", script);
    }

    private Task<Visitor> OpenAsync(bool script) => Visitor.OpenAsync(chromium, service, script ? Screen.Desktop : Screen.WithoutJavaScript);

    private static Task Heading(IPage page, string words) => Assertions.Expect(page.Locator("main h1")).ToHaveTextAsync(words);

    /// <summary>Without JavaScript the pages are the same: one picture of each is enough to look at.</summary>
    private static Task Picture(Visitor visitor, string name, bool script) => script ? visitor.ScreenshotAsync(name) : Task.CompletedTask;
}
