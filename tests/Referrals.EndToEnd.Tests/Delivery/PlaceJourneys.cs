using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.EndToEnd.Tests.Harness;
using Referrals.EndToEnd.Tests.Work;

namespace Referrals.EndToEnd.Tests.Delivery;

/// <summary>From the waiting list to a place, and the practitioner's part of delivery, in a browser.</summary>
public sealed class PlaceJourneys(Chromium chromium, CaseloadService service) : IClassFixture<CaseloadService>
{
    private static readonly Actor s_priya = new("priya.nair", "Priya Nair", Roles.ProgrammeTeam, "N52P001", "E", null);
    private static readonly Actor s_david = new("david.lowe", "David Lowe", Roles.Spo, "N52S001", "E", 71);

    [Fact]
    public async Task A_programme_team_gives_a_place_with_its_reasons_and_takes_it_away_again()
    {
        var referral = await AcceptedAsync("X600001", "Wes", "Waiting");
        await GroupAsync("BHM-E2E-1");
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await page.GetByRole(AriaRole.Link, new() { Name = "Waiting list" }).First.ClickAsync();
        var row = page.Locator("tbody tr").Filter(new() { HasText = "Wes Waiting" });
        await row.Locator("summary").ClickAsync();
        await visitor.AssertSoundAsync("waiting-list");
        await page.GotoAsync("/waiting/capacity");
        await visitor.AssertSoundAsync("waiting-capacity");

        await page.GotoAsync($"/waiting/{referral.Id}");
        await visitor.AssertSoundAsync("waiting-groups");
        await page.GetByRole(AriaRole.Link, new() { Name = "Give a place in BHM-E2E-1 all the same" }).ClickAsync();
        await visitor.AssertSoundAsync("give-place");
        await PressAsync(page, "Give the place");
        await visitor.AssertRefusedAsync("choose why the place is given all the same");
        await visitor.AssertSoundAsync("give-place-refused");
        foreach (var select in await page.Locator("main select").AllAsync())
        {
            await select.SelectOptionAsync("AO-CHECKED");
        }

        foreach (var why in await page.Locator("main textarea").AllAsync())
        {
            await why.FillAsync("Asked on the phone today.");
        }

        await visitor.AssertSoundAsync("give-place-filled");
        await PressAsync(page, "Give the place");
        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("Wes Waiting has a place in BHM-E2E-1");
        await page.GotoAsync($"/referrals/{referral.Id}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("has a place in BHM-E2E-1, starting");
        await page.GetByText("Session by session").ClickAsync();
        await visitor.AssertSoundAsync("referral-placed");

        await page.GetByRole(AriaRole.Link, new() { Name = "Take away" }).ClickAsync();
        await PressAsync(page, "Take the place away");
        await visitor.AssertRefusedAsync("Choose why the place is taken away");
        await visitor.AssertSoundAsync("take-away-refused");
        await page.GetByLabel("Why?").SelectOptionAsync("PL-AVAILABILITY");
        await PressAsync(page, "Take the place away");
        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("back in the queue");

        await page.GotoAsync($"/waiting/{referral.Id}/position");
        await page.GetByLabel("I put them at a place by hand").CheckAsync();
        await PressAsync(page, "Save");
        await visitor.AssertRefusedAsync("Enter a place in the queue, 1 being first");
        await visitor.AssertSoundAsync("queue-position-refused");
    }

    [Fact]
    public async Task A_practitioner_says_when_somebody_can_come_and_whom_they_must_not_meet()
    {
        await AcceptedAsync("X600010", "Yan", "Available");
        await AcceptedAsync("X600011", "Zoe", "Other");
        var id = await IdOfAsync("X600010");
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("amara.osei");
        await page.GotoAsync($"/people/{id}/availability");
        await page.GetByLabel("At these times").CheckAsync();
        await page.GetByLabel("Tuesday").FillAsync("in the evening");
        await page.GetByLabel("Another place they can get to").FillAsync("Selly Oak");
        await visitor.AssertSoundAsync("availability");
        await PressAsync(page, "Save");
        await visitor.AssertRefusedAsync("Write the times on Tuesday like 6pm to 9pm");
        await visitor.AssertSoundAsync("availability-refused");
        await page.GetByLabel("Tuesday").FillAsync("6pm to 9pm");
        await PressAsync(page, "Save");
        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("Availability and needs saved");
        await visitor.AssertSoundAsync("person-waiting");

        await page.GotoAsync($"/people/{id}/keep-apart");
        await PressAsync(page, "Keep them apart");
        await visitor.AssertRefusedAsync("Enter the other person's CRN");
        await page.GetByLabel("The other person's CRN").FillAsync("X600011");
        await page.GetByLabel("Why must they be kept apart?").FillAsync("Threats last year.");
        await PressAsync(page, "Keep them apart");
        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("Zoe Other");
        await visitor.AssertSoundAsync("keep-apart");
        await page.GetByRole(AriaRole.Link, new() { Name = "End this" }).ClickAsync();
        await visitor.AssertSoundAsync("keep-apart-end");
    }

    [Fact]
    public async Task A_practitioner_records_an_exercise_of_a_toolkit_and_books_the_next()
    {
        await service.BringAsync(service.Ready("X600020", "Tia", "Toolkit", CaseloadService.Amara));
        await service.AnswerAsync(CaseloadService.Amara, "X600020", "Referrals.Decide", new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = "skills-for-relationships-toolkit", ReasonCode = "OV-ONETOONE", Words = "Shift work." });
        await service.AnswerAsync(s_david, "X600020", "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("amara.osei");
        await page.GotoAsync($"/people/{await IdOfAsync("X600020")}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the toolkit" }).ClickAsync();
        await visitor.AssertSoundAsync("toolkit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Record an exercise" }).ClickAsync();
        await PressAsync(page, "Record");
        await visitor.AssertRefusedAsync("Choose how it went");
        await visitor.AssertSoundAsync("toolkit-record-refused");
        await page.GetByLabel("Attended and complied").CheckAsync();
        await PressAsync(page, "Record");
        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("Recorded:");
        await visitor.AssertSoundAsync("toolkit-recorded");
        await page.GetByRole(AriaRole.Link, new() { Name = "Take back" }).First.ClickAsync();
        await visitor.AssertSoundAsync("toolkit-take-back");
        await PressAsync(page, "Take it back");
        await visitor.AssertRefusedAsync("Choose a reason");
        await visitor.AssertSoundAsync("toolkit-take-back-refused");
        await page.GetByLabel("Recorded for the wrong person").CheckAsync();
        await PressAsync(page, "Take it back");
        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("Taken back.");
        await page.GetByText("What was recorded before").ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Recorded for the wrong person");
        await visitor.AssertSoundAsync("toolkit-taken-back");
        await page.GetByRole(AriaRole.Button, new() { Name = "Book the next exercise" }).ClickAsync();
        await PressAsync(page, "Book");
        await visitor.AssertRefusedAsync("Enter the day");
        await visitor.AssertSoundAsync("toolkit-book-refused");
    }

    [Fact]
    public async Task A_report_is_drafted_and_read_as_a_document_and_a_wrong_acceptance_is_corrected()
    {
        var referral = await AcceptedAsync("X600030", "Rex", "Report");
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await page.GotoAsync($"/reports/{referral.Id}");
        await page.GetByLabel("How did they take part?").FillAsync("Spoke up from the third session on.");
        await PressAsync(page, "Save as a draft");
        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("Draft saved");
        await visitor.AssertSoundAsync("report-draft");
        await PressAsync(page, "Mark as complete");
        await visitor.AssertRefusedAsync("is not answered yet");
        await visitor.AssertSoundAsync("report-refused");
        await page.GotoAsync($"/reports/{referral.Id}/document");
        await visitor.AssertSoundAsync("report-document");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator(".govuk-template__header")).ToBeHiddenAsync();
        await visitor.ScreenshotAsync("report-document-printed");
        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        await page.GotoAsync($"/referrals/{referral.Id}/commencement");
        await PressAsync(page, "Record");
        await visitor.AssertRefusedAsync("Enter the date of commencement");
        await visitor.AssertSoundAsync("commencement-refused");
        await page.GotoAsync($"/referrals/{referral.Id}/correct");
        await PressAsync(page, "Correct it");
        await visitor.AssertRefusedAsync("Choose what is wrong");
        await visitor.AssertSoundAsync("correct-refused");
        await page.GetByLabel("It was accepted, and should not have been").CheckAsync();
        await page.GetByLabel("Recorded for the wrong person").CheckAsync();
        await PressAsync(page, "Correct it");
        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("Corrected");
        await Assertions.Expect(page.Locator("del").First).ToContainTextAsync("Referral accepted");
        await visitor.AssertSoundAsync("person-corrected");
    }

    [Fact]
    public async Task A_programme_team_gives_several_places_at_once()
    {
        await AcceptedAsync("X600091", "Sev", "Eral");
        await GroupAsync("BHM-E2E-FILL");
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await page.GotoAsync($"/groups/{await IdOfGroupAsync("BHM-E2E-FILL")}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Give several places from the waiting list" }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr").Filter(new() { HasText = "Sev Eral" })).ToContainTextAsync("Not known");
        await visitor.AssertSoundAsync("group-fill");
        await page.GotoAsync("/my-day");
        await page.GetByText("How this list is made").ClickAsync();
        await visitor.AssertSoundAsync("my-day-at-risk");
    }

    private async Task<Referral> AcceptedAsync(string crn, string forename, string surname)
    {
        await service.BringAsync(service.Ready(crn, forename, surname, CaseloadService.Amara));
        await service.AnswerAsync(CaseloadService.Amara, crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await service.AnswerAsync(s_priya, crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        await using var db = service.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.Referrals.SingleAsync(r => db.Needs.Any(n => n.Id == r.NeedId && db.People.Any(p => p.Id == n.PersonId && p.Crn == crn)));
    }

    private async Task<Guid> IdOfAsync(string crn)
    {
        await using var db = service.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.People.Where(p => p.Crn == crn).Select(p => p.Id).SingleAsync();
    }

    private async Task<Guid> IdOfGroupAsync(string code)
    {
        await using var db = service.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.Groups.Where(g => g.Code == code).Select(g => g.Id).SingleAsync();
    }

    private async Task GroupAsync(string code)
    {
        var (_, refusal) = await service.Services.GetRequiredService<GroupService>().Create(s_priya, new CreateGroup
        {
            Code = code,
            PduId = 71,
            Office = "Victoria House",
            ProgrammeKey = "building-better-relationships",
            Cohort = Cohort.Partner,
            Sex = Sex.Male,
            Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Thursday, new TimeOnly(18, 0))],
            EarliestStart = LondonTime.Today(service.Services.GetRequiredService<TimeProvider>()).AddDays(30),
            TreatmentManager = "N52PRG1",
            Facilitators = ["N52FAC1"],
        });
        Assert.Null(refusal);
    }

    private static Task PressAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
