using Microsoft.Playwright;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Delivery;

/// <summary>What a programme team does with its groups all day, in a browser and on a phone in a church hall.</summary>
public sealed class GroupJourneys(Chromium chromium, HallService service) : IClassFixture<HallService>
{
    private static readonly Screen s_phone = new() { Width = 390, Height = 844 };

    [Fact]
    public async Task A_programme_team_makes_a_group_after_seeing_its_schedule_and_changes_its_times()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await page.GotoAsync("/groups?stage=forming");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a group" }).ClickAsync();
        await Press(page, "See the schedule");
        await visitor.AssertRefusedAsync("Enter a code");
        await visitor.AssertSoundAsync("group-new-refused");

        await page.GetByLabel("Code").FillAsync("E2E-1");
        await page.GetByLabel("Programme", new() { Exact = true }).SelectOptionAsync("building-better-relationships");
        await page.GetByLabel("Probation delivery unit").SelectOptionAsync("71");
        await page.GetByLabel("Office or other place where it meets").FillAsync("Victoria House");
        await page.GetByLabel("Abuse of a partner", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Men", new() { Exact = true }).CheckAsync();
        await page.Locator("input[name=ForLearningNeeds][value=no]").CheckAsync();
        await page.GetByLabel("Tuesday", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Begins on Tuesday at").FillAsync("6pm");
        await DateAsync(page, "EarliestStart", service.Today.AddDays(7));
        await page.GetByLabel("Treatment manager").SelectOptionAsync("N52P001");
        await page.Locator("input[name=Facilitators][value=N52P001]").CheckAsync();
        await visitor.AssertSoundAsync("group-new-filled");
        await Press(page, "See the schedule");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Check the group and its schedule");
        await visitor.AssertSoundAsync("group-check");
        await ArrangedAsync(page);
        await Press(page, "Make the group");
        await Told(page, "E2E-1 is made");
        await visitor.AssertSoundAsync("group-made");
        await page.GotoAsync("/groups?stage=forming");
        await Assertions.Expect(page.Locator("tbody tr").Filter(new() { HasText = "E2E-1" })).ToContainTextAsync("Tuesday 6pm");
        await visitor.AssertSoundAsync("groups");

        await page.GetByRole(AriaRole.Link, new() { Name = "E2E-1" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change days, times or closures" }).ClickAsync();
        await page.GetByLabel("Tuesday", new() { Exact = true }).UncheckAsync();
        await Press(page, "See what would move");
        await visitor.AssertRefusedAsync("Choose at least one day on which the group meets");
        await visitor.AssertSoundAsync("group-times-refused");
        await page.GetByLabel("Wednesday", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Begins on Wednesday at").FillAsync("18:30");
        await Press(page, "See what would move");
        await Assertions.Expect(page.Locator("caption")).ToContainTextAsync("sessions would move");
        await visitor.AssertSoundAsync("group-times-preview");
        await ArrangedAsync(page);
        await Press(page, "Save these times");
        await Told(page, "The times are changed");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Wednesday 6:30pm");

        await page.GetByRole(AriaRole.Link, new() { Name = "Change who runs it, where or for how many" }).ClickAsync();
        await page.GetByLabel("Places").FillAsync("many");
        await Press(page, "Save");
        await visitor.AssertRefusedAsync("Places must be a number");
        await visitor.AssertSoundAsync("group-edit-refused");
        await page.GetByLabel("Places").FillAsync("9");
        await page.GetByLabel("Room (optional)").FillAsync("Room 4");
        await Press(page, "Save");
        if (await page.Locator("select[name='Anyway.ReasonCode']").CountAsync() > 0)
        {
            await visitor.AssertSoundAsync("group-edit-clashes");
            await ArrangedAsync(page);
            await Press(page, "Save");
        }

        await Told(page, "The changes are saved");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Victoria House, Room 4");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Room: Room 4, before none.");

        await page.GetByRole(AriaRole.Link, new() { Name = "Close the group" }).ClickAsync();
        await Press(page, "Close the group");
        await visitor.AssertRefusedAsync("Choose why");
        await visitor.AssertSoundAsync("group-close-refused");
        await page.GetByLabel("Created in error").CheckAsync();
        await Press(page, "Close the group");
        await Told(page, "E2E-1 is closed");
    }

    [Fact]
    public async Task A_register_is_filled_in_and_corrected_on_a_phone()
    {
        var group = await service.GroupAsync("E2E-2");
        await service.MemberAsync(group, "X610001", "Abe", "Attends");
        await service.MemberAsync(group, "X610002", "Ben", "Bus");
        await service.MemberAsync(group, "X610003", "Cal", "Cough");
        var session = (await service.SessionsAsync(group))[0];
        service.After(session);
        await using var visitor = await Visitor.OpenAsync(chromium, service, s_phone);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await page.GotoAsync("/my-day");
        await visitor.AssertSoundAsync("my-day-register-due");
        await page.GetByRole(AriaRole.Link, new() { Name = $"E2E-2: {session.Name}" }).First.ClickAsync();
        await visitor.AssertSoundAsync("register-phone-empty");

        await page.GetByRole(AriaRole.Link, new() { Name = "Start with everybody attended and complied" }).ClickAsync();
        var ben = page.GetByRole(AriaRole.Group, new() { Name = "Ben Bus" });
        var cal = page.GetByRole(AriaRole.Group, new() { Name = "Cal Cough" });
        await ben.GetByLabel("Unacceptable absence").CheckAsync();
        await cal.GetByLabel("Acceptable absence", new() { Exact = true }).CheckAsync();
        await visitor.AssertSoundAsync("register-phone-filled");
        await Press(page, "Save the register");
        await visitor.AssertRefusedAsync("Cal Cough: choose why they were absent");
        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("Saved for 2 people");
        await visitor.AssertSoundAsync("register-phone-refused");
        await page.GetByLabel("Why were they absent?").Locator("visible=true").SelectOptionAsync("AA-ILL");
        await Press(page, "Save the register");
        await Told(page, "The register is complete");
        await visitor.AssertSoundAsync("register-phone-complete");

        await page.GetByText("Correct what is recorded of Ben Bus").ClickAsync();
        var bens = page.GetByRole(AriaRole.Group, new() { Name = "What should be recorded of Ben Bus?" });
        await bens.GetByLabel("Attended and complied").CheckAsync();
        await Press(page, "Save the register");
        await visitor.AssertRefusedAsync("Choose why it is corrected");
        await visitor.AssertSoundAsync("register-phone-correction-refused");
        await page.Locator("select[name$='CorrectionReason']").Locator("visible=true").SelectOptionAsync("AC-MISTAKE");
        await Press(page, "Save the register");
        await Told(page, "The register is complete");
        await page.GetByText("Earlier answers about Ben Bus").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "The register was filled in wrongly" })).ToBeVisibleAsync();
        await visitor.AssertSoundAsync("register-phone-corrected");

        await page.GotoAsync($"/groups/{group.Id}");
        await visitor.AssertSoundAsync("group-running-phone");
        await using var desk = await Visitor.OpenAsync(chromium, service);
        await desk.SignInAsync("amara.osei");
        await desk.Page.GotoAsync($"/sessions/{session.Id}");
        await Assertions.Expect(desk.Page.Locator("tbody tr").Filter(new() { HasText = "Ben Bus" })).ToContainTextAsync("Attended and complied");
        await desk.AssertSoundAsync("register-looked-at");
    }

    [Fact]
    public async Task What_would_move_is_folded_away_on_a_narrow_phone_and_what_is_late_and_who_waits_fit_it()
    {
        var group = await service.GroupAsync("E2E-PHONE");
        await service.MemberAsync(group, "X610091", "Pia", "Phone");
        await service.WaitingAsync("X610092", "Quin", "Queue");
        var session = (await service.SessionsAsync(group))[0];
        await using var visitor = await Visitor.OpenAsync(chromium, service, new Screen { Width = 375, Height = 667 });
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await page.GotoAsync($"/sessions/{session.Id}/not-held");
        var question = await page.Locator("input[name=ReasonCode]").First.BoundingBoxAsync();
        Assert.True(question!.Y < 2 * 667, $"The question begins {question.Y} pixels down: what would move pushes it out of sight.");
        await visitor.AssertSoundAsync("session-not-held-phone");
        await page.Locator("main details summary").First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Then" })).ToBeVisibleAsync();
        await visitor.AssertSoundAsync("session-not-held-phone-open");

        service.After(session);
        service.Forward(6);
        await service.JobAsync("registers");
        // Nobody stays signed in for days.
        await visitor.SignInAsync("priya.nair");
        await page.GotoAsync("/to-do");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Save a register" }).First).ToBeVisibleAsync();
        await visitor.AssertSoundAsync("to-do-register-phone");
        await page.GotoAsync("/my-day");
        await Assertions.Expect(page.GetByText("Late: on the to-do list").First).ToBeVisibleAsync();
        await page.GotoAsync($"/groups/{group.Id}");
        await visitor.AssertSoundAsync("group-history-phone");

        await using var amara = await Visitor.OpenAsync(chromium, service, new Screen { Width = 375, Height = 667 });
        await amara.SignInAsync("amara.osei");
        await amara.Page.GotoAsync("/my-people-waiting");
        await amara.AssertSoundAsync("my-people-waiting-phone");
        await amara.Page.GetByRole(AriaRole.Link, new() { Name = "Quin Queue" }).ClickAsync();
        await Assertions.Expect(amara.Page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for a place" })).ToBeVisibleAsync();
        await amara.AssertSoundAsync("person-waiting-phone");
    }

    [Fact]
    public async Task With_JavaScript_off_a_register_is_refused_mended_and_saved()
    {
        var group = await service.GroupAsync("E2E-3");
        await service.MemberAsync(group, "X610011", "Ned", "Noscript");
        var session = (await service.SessionsAsync(group))[0];
        service.After(session);
        await using var visitor = await Visitor.OpenAsync(chromium, service, Screen.WithoutJavaScript);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        await page.GotoAsync($"/sessions/{session.Id}");
        await page.GetByLabel("Acceptable absence", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Evidence").FillAsync("Letter seen");
        await Press(page, "Save the register");
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("choose why they were absent");
        Assert.Equal("Letter seen", await page.GetByLabel("Evidence").InputValueAsync());
        await visitor.ScreenshotAsync("register-without-javascript");
        await page.GetByLabel("Why were they absent?").SelectOptionAsync("AA-COURT");
        await Press(page, "Save the register");
        await Told(page, "The register is complete");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Letter seen");
    }

    [Fact]
    public async Task Every_step_about_a_session_and_a_member_is_sound_when_asked_when_refused_and_when_done()
    {
        var group = await service.GroupAsync("E2E-4");
        await service.GroupAsync("E2E-5");
        await service.MemberAsync(group, "X610021", "Mia", "Member");
        var sessions = await service.SessionsAsync(group);
        service.After(sessions[0]);
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await visitor.SignInAsync("priya.nair");
        var first = $"/sessions/{sessions[0].Id}";

        await page.GotoAsync(first);
        await page.GetByRole(AriaRole.Link, new() { Name = "Write a note on Mia Member" }).ClickAsync();
        await Press(page, "Save the note");
        await visitor.AssertRefusedAsync("Write at least one");
        await visitor.AssertSoundAsync("session-note-refused");
        await page.GetByLabel("How did they engage?").FillAsync("Spoke for the first time.");
        await Press(page, "Save the note");
        await Told(page, "The note is saved");

        await page.GetByRole(AriaRole.Link, new() { Name = "Raise a risk concern about Mia Member" }).ClickAsync();
        await Press(page, "Raise the concern");
        await visitor.AssertRefusedAsync("Say what the concern is");
        await visitor.AssertSoundAsync("session-concern-refused");
        await page.GetByLabel("What was said or seen?").FillAsync("Said where she works now.");
        await Press(page, "Raise the concern");
        await Told(page, "must read it today");

        await page.GetByRole(AriaRole.Link, new() { Name = "Facilitators and room" }).ClickAsync();
        await page.GetByLabel("Room (optional)").FillAsync("Room 2");
        await visitor.AssertSoundAsync("session-staff");
        await Press(page, "Save");
        await visitor.AssertRefusedAsync("Choose otherwise, or say why it is so all the same");
        await visitor.AssertSoundAsync("session-staff-refused");
        await ArrangedAsync(page);
        await Press(page, "Save");
        await Told(page, "Facilitators and room are saved");

        await page.GotoAsync($"/sessions/{sessions[1].Id}/move");
        await page.GetByLabel("At what time?").FillAsync("evening");
        await Press(page, "See what would move");
        await visitor.AssertRefusedAsync("must be a time of day");
        await visitor.AssertSoundAsync("session-move-refused");
        await page.GetByLabel("At what time?").FillAsync("7pm");
        await Press(page, "See what would move");
        await visitor.AssertSoundAsync("session-move-preview");
        await ArrangedAsync(page);
        await Press(page, "Move it");
        await Told(page, "at 7pm");

        await page.GotoAsync($"{first}/not-held");
        await visitor.AssertSoundAsync("session-not-held");
        await Press(page, "Record that it was not held");
        await visitor.AssertRefusedAsync("Choose why it was not held");
        await visitor.AssertSoundAsync("session-not-held-refused");
        await page.GetByLabel("No facilitator").CheckAsync();
        await Press(page, "Record that it was not held");
        await Told(page, "Not held");

        await page.GetByRole(AriaRole.Link, new() { Name = "Book a meeting for Mia Member" }).ClickAsync();
        await visitor.AssertSoundAsync("book-what");
        await page.GetByRole(AriaRole.Link, new() { Name = "Three-way meeting" }).ClickAsync();
        await Press(page, "Book");
        await visitor.AssertRefusedAsync("Enter the day");
        await visitor.AssertSoundAsync("book-refused");
        await DateAsync(page, "On", service.Today.AddDays(7));
        await page.GetByLabel("At what time?").FillAsync("2pm");
        await Press(page, "Book");
        await Told(page, "Booked: Three-way meeting");
        await visitor.AssertSoundAsync("group-booked");
        await page.GotoAsync("/my-day?who=all");
        await visitor.AssertSoundAsync("my-day");
    }

    private static async Task DateAsync(IPage page, string name, DateOnly date)
    {
        await page.Locator($"input[name='{name}.Day']").FillAsync($"{date.Day}");
        await page.Locator($"input[name='{name}.Month']").FillAsync($"{date.Month}");
        await page.Locator($"input[name='{name}.Year']").FillAsync($"{date.Year}");
    }

    /// <summary>Says why somebody is booked twice, where the page asks: other journeys' groups have the same facilitator.</summary>
    private static async Task ArrangedAsync(IPage page)
    {
        var reason = page.Locator("select[name='Anyway.ReasonCode']");
        if (await reason.CountAsync() > 0)
        {
            await reason.SelectOptionAsync("DB-JOINED");
        }
    }

    private static Task Press(IPage page, string button) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static Task Told(IPage page, string words) => Assertions.Expect(page.Locator(".govuk-notification-banner--success")).ToContainTextAsync(words);
}
