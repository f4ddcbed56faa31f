using Microsoft.Playwright;
using Referrals.Domain;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Delivery;

/// <summary>One referral that was accepted in the demonstration, from the waiting list to completed, every step through the pages, on a clock that the journey moves.</summary>
public sealed class WholeProgrammeJourney(Chromium chromium, DemonstrationHall service) : IClassFixture<DemonstrationHall>
{
    private string _name = "";

    [Fact]
    public async Task A_place_a_whole_group_one_absence_caught_up_the_review_and_the_report_lead_to_completed()
    {
        var group = await service.GroupAsync("E2E-WHOLE");
        (var crn, _name, var referral) = await service.AcceptedAsync(group);
        var (from, to) = await service.AssessedInAsync(crn);
        var table = $"/statistics/referrals-and-completions?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&by=region";
        var before = await CompletedAsync(table);
        var plan = service.PlanOf(group);
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await page.GotoAsync("/waiting");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(_name);
        await visitor.AssertSoundAsync("whole-waiting");
        await page.GotoAsync($"/waiting/{referral}/groups/{group.Id}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Every check holds");
        await Press(page, "Give the place");

        string? missed = null;
        foreach (var template in plan.Sessions.Where(s => s.Stage != SessionStage.Review))
        {
            if (template.Format == SessionFormat.OneToOne)
            {
                await OneToOneAsync(visitor, group, referral, template.Key, null);
                continue;
            }

            var session = (await service.SessionsAsync(group)).Single(s => s.TemplateKey == template.Key);
            service.After(session);
            missed ??= template.Number > 8 ? template.Key : null;
            await RegisterAsync(visitor, session.Id, isAbsent: missed == template.Key);
        }

        await GoAsync(visitor, $"/groups/{group.Id}");
        await visitor.AssertSoundAsync("whole-group-one-to-catch-up");
        await OneToOneAsync(visitor, group, referral, missed!, "own");
        await GoAsync(visitor, $"/referrals/{referral}");
        await visitor.AssertSoundAsync("whole-referral-sessions-done");

        service.Forward(7 * plan.WeeksBeforeReview);
        await OneToOneAsync(visitor, group, referral, plan.Sessions.Single(s => s.Stage == SessionStage.Review).Key, null);
        await GoAsync(visitor, $"/reports/{referral}");
        foreach (var question in await page.Locator("main textarea").AllAsync())
        {
            await question.FillAsync("Took part in every session and says what he did.");
        }

        await Press(page, "Mark as complete");
        await visitor.AssertSoundAsync("whole-report-complete");
        await GoAsync(visitor, $"/reports/{referral}/send");
        await DateAsync(page, "On", service.Today);
        await page.GetByLabel("To whom?").FillAsync("Amara Osei");
        await Press(page, "Record");
        await GoAsync(visitor, $"/reports/{referral}/document");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Took part in every session");
        await visitor.AssertSoundAsync("whole-report-document");

        // The row of the statistics has every milestone, in the order in which they came about.
        var row = await service.SnapshotAsync(crn);
        Assert.Equal(ClosedAs.Met, row.ClosedAs);
        Assert.Equal(service.Today, row.CompletedOn);
        Assert.Equal((await service.SessionsAsync(group))[0].On, row.FirstSessionOn);
        DateOnly?[] milestones = [row.AssessedOn, row.RecommendedOn, row.DecidedOn, row.ReferredOn, row.AcceptedOn, row.AllocatedOn, row.FirstSessionOn, row.LastSessionOn, row.ReviewHeldOn, row.ReportWrittenOn, row.ReportSentOn, row.CompletedOn, row.ClosedOn];
        Assert.All(milestones, on => Assert.NotNull(on));
        Assert.Equal(milestones.Order(), milestones);

        // And the national table, the first there was, counts one completion more than before.
        Assert.Equal(before + 1, await CompletedAsync(table));
    }

    /// <summary>Completions of everybody assessed in the period, as a national lead reads them.</summary>
    private async Task<int> CompletedAsync(string table)
    {
        await using var national = await Visitor.OpenAsync(chromium, service);
        await national.SignInAsync("ruth.calder");
        await national.Page.GotoAsync(table);
        await national.ScreenshotAsync("whole-national-table");
        var headings = await national.Page.Locator("main table").First.Locator("thead th").AllInnerTextsAsync();
        var column = headings.ToList().FindIndex(h => h.Trim().StartsWith("Completed", StringComparison.Ordinal));
        Assert.True(column > 0, string.Join(" | ", headings));
        var cell = await national.Page.Locator("main table").First.Locator("tfoot tr").Locator("th, td").Nth(column).InnerTextAsync();
        return int.Parse(cell.Trim().Split('\n')[0], System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task OneToOneAsync(Visitor visitor, ProgrammeGroup group, Guid referral, string template, string? with)
    {
        var page = visitor.Page;
        var on = service.NextWorkingDay();
        await GoAsync(visitor, $"/groups/{group.Id}/book/{referral}");
        await page.Locator($"main a[href$='{Uri.EscapeDataString($":{template}")}']").First.ClickAsync();
        if (with is not null && await page.Locator("input[name=With][value=own]").CountAsync() > 0)
        {
            await page.Locator("input[name=With][value=own]").CheckAsync();
        }

        await DateAsync(page, "On", on);
        await page.GetByLabel("At what time?").FillAsync("10am");
        await Press(page, "Book");
        // The group begins before the weeks are over that the plan leaves after the pre-group meeting: that takes a reason.
        if (await page.Locator("select[name=OutsideReason]").CountAsync() > 0)
        {
            await page.Locator("select[name=OutsideReason]").SelectOptionAsync(new SelectOptionValue { Index = 1 });
            await page.Locator("textarea[name=OutsideWhy]").FillAsync("The place was given late; the facilitator agreed.");
            await Press(page, "Book");
        }

        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("Booked");
        var session = await service.OneToOneAsync(referral, template);
        service.After(session);
        await RegisterAsync(visitor, session.Id, isAbsent: false);
    }

    private async Task RegisterAsync(Visitor visitor, Guid session, bool isAbsent)
    {
        var page = visitor.Page;
        await GoAsync(visitor, $"/sessions/{session}");
        var line = page.GetByRole(AriaRole.Group, new() { Name = _name });
        if (isAbsent)
        {
            await line.GetByLabel("Acceptable absence", new() { Exact = true }).CheckAsync();
            await page.GetByLabel("Why were they absent?").Locator("visible=true").SelectOptionAsync("AA-ILL");
        }
        else
        {
            await line.GetByLabel("Attended and complied").CheckAsync();
        }

        await Press(page, "Save the register");
        await Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync("The register is complete");
    }

    /// <summary>Signs in again where so much time has passed that the service asks for it.</summary>
    private static async Task GoAsync(Visitor visitor, string address)
    {
        await visitor.Page.GotoAsync(address);
        if (new Uri(visitor.Page.Url).AbsolutePath == "/sign-in")
        {
            await visitor.Page.Locator("input[type=radio][value='priya.nair']").CheckAsync(new() { Force = true });
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
            await visitor.Page.GotoAsync(address);
        }
    }

    private static async Task DateAsync(IPage page, string name, DateOnly date)
    {
        await page.Locator($"input[name='{name}.Day']").FillAsync($"{date.Day}");
        await page.Locator($"input[name='{name}.Month']").FillAsync($"{date.Month}");
        await page.Locator($"input[name='{name}.Year']").FillAsync($"{date.Year}");
    }

    private static Task Press(IPage page, string button) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
