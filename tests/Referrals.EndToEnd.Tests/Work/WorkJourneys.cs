using Microsoft.Playwright;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Work;

/// <summary>The working day of a practitioner, a senior probation officer and a programme team, in a browser.</summary>
public sealed class WorkJourneys(Chromium chromium, CaseloadService service) : IClassFixture<CaseloadService>
{
    private const string BetterRelationships = "Building Better Relationships";

    [Fact]
    public async Task A_practitioner_begins_at_the_top_of_the_list_and_answers_what_the_gate_asks()
    {
        var urgent = service.Ready("X500001", "Uri", "Urgent", CaseloadService.Tom);
        await service.BringAsync(
            service.Ready("X500002", "Cal", "Calm", CaseloadService.Tom),
            urgent with
            {
                Section6 = urgent.Section6! with { SaraPartner = RiskLevel.VeryHigh },
                Answers = new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, ChildrenConcerned = false },
            });
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("tom.hartley");
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("Uri Urgent");
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("Very high risk");
        await visitor.AssertSoundAsync("to-do");

        await page.Locator("tbody tr a").First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Answer what no system can tell us");
        await visitor.AssertSoundAsync("task-questions");
        await Press(page, "Save my answers");
        await visitor.AssertRefusedAsync("Can this person discuss at least one act of abuse? Choose yes or no");
        await visitor.AssertSoundAsync("task-questions-refused");

        await page.GetByRole(AriaRole.Group, new() { Name = "Can this person discuss at least one act of abuse?" }).GetByLabel("Yes").CheckAsync();
        await Press(page, "Save my answers");
        await Told(page, "Done: Answer what no system can tell us");
        await visitor.AssertSoundAsync("to-do-answered");
        await page.GetByRole(AriaRole.Link, new() { Name = "Do it now" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Decide on an intervention");
    }

    [Fact]
    public async Task A_practitioner_accepts_what_is_recommended_and_is_told_who_has_it_next()
    {
        await service.BringAsync(service.Ready("X500010", "Abe", "Accepting", CaseloadService.Amara));
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("amara.osei");
        await OpenAsync(page, "Abe Accepting");
        await visitor.AssertSoundAsync("decision");
        await Press(page, "Confirm my decision");
        await visitor.AssertRefusedAsync("Choose one of the answers");
        await visitor.AssertSoundAsync("decision-refused");

        await page.GetByLabel($"Accept the recommendation: {BetterRelationships}").CheckAsync();
        await visitor.AssertSoundAsync("decision-filled");
        await Press(page, "Confirm my decision");
        await Told(page, "for the programme team: Decide whether the programme is suitable");
        await visitor.AssertSoundAsync("to-do-decided");
        await StandsAsync(page, "X500010", $"{BetterRelationships}: suitability being decided");
        await visitor.AssertSoundAsync("person-referred");
    }

    [Fact]
    public async Task From_signing_in_to_a_confirmed_decision_nobody_needs_more_than_a_keyboard()
    {
        await service.BringAsync(service.Ready("X500015", "Kit", "Keyboard", CaseloadService.Amara));
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await page.GotoAsync("/");
        await visitor.TabToAsync(page.Locator("input[type=radio]").First);
        await visitor.ArrowToAsync(page.Locator("input[type=radio][value='amara.osei']"));
        await visitor.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }));
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("To do");
        await visitor.TabToAsync(page.GetByRole(AriaRole.Link, new() { Name = "Decide on an intervention for Kit Keyboard" }));
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Decide on an intervention");
        await visitor.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Confirm my decision" }));
        await page.Keyboard.PressAsync("Enter");
        await visitor.AssertRefusedAsync("Choose one of the answers");
        // From the summary straight to the question.
        await visitor.TabToAsync(page.Locator(".govuk-error-summary a").First);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main input[type=radio]").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.GetByLabel($"Accept the recommendation: {BetterRelationships}")).ToBeCheckedAsync();
        await visitor.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Confirm my decision" }));
        await page.Keyboard.PressAsync("Enter");

        await Told(page, "for the programme team: Decide whether the programme is suitable");
    }

    [Fact]
    public async Task A_decision_against_the_recommendation_is_sent_back_with_a_reason_taken_again_and_approved()
    {
        await service.BringAsync(service.Ready("X500020", "Ola", "Overruled", CaseloadService.Amara));
        await using var amara = await Visitor.OpenAsync(chromium, service);
        await amara.SignInAsync("amara.osei");
        await OpenAsync(amara.Page, "Ola Overruled");
        await amara.Page.GetByLabel("Choose another intervention").CheckAsync();
        await Press(amara.Page, "Confirm my decision");
        await amara.AssertRefusedAsync("Choose a reason");
        await amara.AssertSoundAsync("override-refused");
        await ChooseToolkitAsync(amara.Page, "OV-ONETOONE", "Social anxiety: a group would end in non-attendance.");
        await amara.AssertSoundAsync("override-filled");
        await Press(amara.Page, "Confirm my decision");
        await Told(amara.Page, "for the senior probation officer: Approve a decision");

        await using var david = await Visitor.OpenAsync(chromium, service);
        await david.SignInAsync("david.lowe");
        await OpenApprovalAsync(david, "Ola Overruled", "Social anxiety: a group would end in non-attendance.");
        await david.AssertSoundAsync("approval");
        await david.Page.GetByLabel("Send it back").CheckAsync();
        await Press(david.Page, "Confirm");
        await david.AssertRefusedAsync("Choose a reason");
        await david.AssertSoundAsync("approval-refused");
        await david.Page.GetByLabel("Adjustments were not tried").CheckAsync();
        await david.Page.Locator("textarea[name='Answers[Rejected].Words']").FillAsync("There is a smaller group on Saturdays.");
        await david.AssertSoundAsync("approval-filled");
        await Press(david.Page, "Confirm");
        await Told(david.Page, "for the probation practitioner: Decide on an intervention");

        await amara.Page.GotoAsync("/to-do");
        await Assertions.Expect(amara.Page.Locator("tbody tr").Filter(new() { HasText = "Ola Overruled" })).ToContainTextAsync("Sent back: Adjustments were not tried");
        await amara.AssertSoundAsync("to-do-sent-back");
        await OpenAsync(amara.Page, "Ola Overruled");
        var back = amara.Page.Locator(".govuk-inset-text").Filter(new() { HasText = "Your decision was sent back" });
        await Assertions.Expect(back).ToContainTextAsync("Adjustments were not tried");
        await Assertions.Expect(back).ToContainTextAsync("There is a smaller group on Saturdays.");
        await amara.AssertSoundAsync("decision-sent-back");
        await amara.Page.GetByLabel("Choose another intervention").CheckAsync();
        await ChooseToolkitAsync(amara.Page, "OV-ONETOONE", "The Saturday group was tried on two weekends; he left both times.");
        await Press(amara.Page, "Confirm my decision");

        await OpenApprovalAsync(david, "Ola Overruled", "The Saturday group was tried on two weekends; he left both times.");
        await ApproveAsync(david);
        await Told(david.Page, "Skills for Relationships Toolkit");
        await StandsAsync(amara.Page, "X500020", "Skills for Relationships Toolkit: to be started");
    }

    [Fact]
    public async Task A_decision_not_to_refer_closes_the_need_unmet_once_it_is_approved()
    {
        await service.BringAsync(service.Ready("X500030", "Neo", "Notreferred", CaseloadService.Amara));
        await using var amara = await Visitor.OpenAsync(chromium, service);
        await amara.SignInAsync("amara.osei");
        await OpenAsync(amara.Page, "Neo Notreferred");
        await amara.Page.GetByLabel("Do not refer").CheckAsync();
        await Press(amara.Page, "Confirm my decision");
        await amara.AssertRefusedAsync("Choose a reason");
        await amara.AssertSoundAsync("do-not-refer-refused");
        await amara.Page.Locator("select[name='Answers[DoNotRefer].ReasonCode']").SelectOptionAsync("UN-HEALTH");
        await amara.Page.Locator("textarea[name='Answers[DoNotRefer].Words']").FillAsync("Surgery in two weeks, then nine months of recovery.");
        await amara.AssertSoundAsync("do-not-refer-filled");
        await Press(amara.Page, "Confirm my decision");
        await Told(amara.Page, "for the senior probation officer: Approve a decision");

        await using var david = await Visitor.OpenAsync(chromium, service);
        await david.SignInAsync("david.lowe");
        await OpenApprovalAsync(david, "Neo Notreferred", "Surgery in two weeks, then nine months of recovery.");
        await ApproveAsync(david);
        await Told(david.Page, "Closed unmet: Health or disability prevents taking part");
        await david.AssertSoundAsync("to-do-approved");
        await StandsAsync(amara.Page, "X500030", "Closed unmet: Health or disability prevents taking part");
        await amara.AssertSoundAsync("person-closed-unmet");
    }

    [Fact]
    public async Task A_programme_team_finds_a_referral_suitable_and_it_waits_for_a_place()
    {
        await service.BringAsync(service.Ready("X500040", "Sia", "Suitable", CaseloadService.Amara));
        await service.AnswerAsync(CaseloadService.Amara, "X500040", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await OpenAsync(page, "Sia Suitable");
        await Press(page, "Confirm");
        await visitor.AssertRefusedAsync("Choose one of the answers");
        await visitor.AssertSoundAsync("suitability-refused");
        await page.GetByLabel("Suitable: accept the referral").CheckAsync();
        await visitor.AssertSoundAsync("suitability-filled");
        await Press(page, "Confirm");
        await Told(page, $"{BetterRelationships}: accepted, waiting for a place");

        await page.GotoAsync("/referrals?stage=place");
        await Assertions.Expect(page.Locator("tbody tr").Filter(new() { HasText = "Sia Suitable" })).ToBeVisibleAsync();
        await visitor.AssertSoundAsync("referrals-place");
        await StandsAsync(page, "X500040", $"{BetterRelationships}: accepted, waiting for a place");
    }

    [Fact]
    public async Task With_JavaScript_off_a_decision_is_taken_refused_corrected_and_approved()
    {
        await service.BringAsync(service.Ready("X500050", "Ned", "Noscript", CaseloadService.Amara));
        await using var amara = await Visitor.OpenAsync(chromium, service, Screen.WithoutJavaScript);
        await amara.SignInAsync("amara.osei");
        await OpenAsync(amara.Page, "Ned Noscript");
        await amara.Page.GetByLabel("Do not refer").CheckAsync();
        await amara.Page.Locator("textarea[name='Answers[DoNotRefer].Words']").FillAsync("Works nights; weekends and mornings were tried.");
        await Press(amara.Page, "Confirm my decision");
        await Assertions.Expect(amara.Page.Locator(".govuk-error-summary")).ToContainTextAsync("Choose a reason");
        Assert.Equal("Works nights; weekends and mornings were tried.", (await amara.Page.Locator("textarea[name='Answers[DoNotRefer].Words']").InputValueAsync()).Trim());
        await amara.ScreenshotAsync("do-not-refer-without-javascript");
        await amara.Page.Locator("select[name='Answers[DoNotRefer].ReasonCode']").SelectOptionAsync("UN-WORK");
        await Press(amara.Page, "Confirm my decision");
        await Told(amara.Page, "for the senior probation officer: Approve a decision");

        await using var david = await Visitor.OpenAsync(chromium, service, Screen.WithoutJavaScript);
        await david.SignInAsync("david.lowe");
        await david.Page.GotoAsync("/approvals");
        await david.Page.Locator("section").Filter(new() { HasText = "Ned Noscript" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await ApproveAsync(david);
        await Told(david.Page, "Closed unmet: Work or caring duties prevent attendance");
    }

    private static async Task OpenAsync(IPage page, string person)
    {
        await page.GotoAsync("/to-do");
        await page.Locator("tbody tr").Filter(new() { HasText = person }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.Locator("main form").First).ToBeVisibleAsync();
    }

    private static async Task OpenApprovalAsync(Visitor visitor, string person, string words)
    {
        await visitor.Page.GotoAsync("/approvals");
        var waiting = visitor.Page.Locator("section").Filter(new() { HasText = person });
        await Assertions.Expect(waiting).ToContainTextAsync(words);
        await Assertions.Expect(waiting).ToContainTextAsync(BetterRelationships);
        await visitor.AssertSoundAsync("approvals");
        await waiting.GetByRole(AriaRole.Link).First.ClickAsync();
    }

    private static async Task ApproveAsync(Visitor visitor)
    {
        await visitor.Page.Locator("input[name=Outcome][value=Approved]").CheckAsync();
        await Press(visitor.Page, "Confirm");
    }

    private static async Task ChooseToolkitAsync(IPage page, string reason, string words)
    {
        await page.Locator("select[name='Answers[ChooseAnother].ProgrammeKey']").SelectOptionAsync("skills-for-relationships-toolkit");
        await page.Locator("select[name='Answers[ChooseAnother].ReasonCode']").SelectOptionAsync(reason);
        await page.Locator("textarea[name='Answers[ChooseAnother].Words']").FillAsync(words);
    }

    private static Task Press(IPage page, string button) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static Task Told(IPage page, string words) => Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync(words);

    private static async Task StandsAsync(IPage page, string crn, string words)
    {
        await page.GotoAsync($"/people?q={crn}");
        await page.Locator("tbody a").First.ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-summary-card").First).ToContainTextAsync(words);
    }
}
