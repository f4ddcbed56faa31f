using Microsoft.EntityFrameworkCore;
using Referrals.Application.Delivery;
using Referrals.Domain;

namespace Referrals.Web.Tests.Delivery;

public sealed class SessionTests(Hall hall) : IClassFixture<Hall>
{
    [Fact]
    public async Task One_bad_line_of_a_register_loses_none_of_the_good()
    {
        var group = await hall.Group();
        var good = await hall.Member(group, "Good");
        var late = await hall.Member(group, "Late");
        var bad = await hall.Member(group, "Wrong");
        var session = await hall.After(group);
        using var browser = await hall.App.SignedInAsync("priya.nair");

        var page = await (await Form.Open(browser, $"/sessions/{session.Id}"))
            .With(Line(good, "Outcome"), "AttendedComplied")
            .With(Line(late, "Outcome"), "AttendedDidNotComply").With(Line(late, "NotComplied"), "Left after an hour").With(Line(late, "Late"), "true")
            .With(Line(bad, "Outcome"), "AcceptableAbsence").With(Line(bad, "ReasonCode"), "AA-WORK").Send(browser);

        Assert.StartsWith("Error: ", page.Title, StringComparison.Ordinal);
        var link = Assert.Single(page.QuerySelectorAll(".govuk-error-summary a"));
        Assert.StartsWith("Mem Wrong: this reason needs evidence", link.Words(), StringComparison.Ordinal);
        Assert.Equal(Line(bad, "Evidence"), page.GetElementById(link.GetAttribute("href")![1..])!.GetAttribute("name"));
        Assert.Contains("Saved for 2 people", page.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector($"input[name='{Line(bad, "Outcome")}'][value=AcceptableAbsence][checked]"));
        Assert.Equal(2, await hall.Read(db => db.Attendance.CountAsync(a => a.SessionId == session.Id)));
        var record = await hall.Read(db => db.Attendance.SingleAsync(a => a.DeliveryId == late.Id));
        Assert.Equal((AttendanceOutcome.AttendedDidNotComply, true, "Left after an hour"), (record.Outcome, record.Late, record.Words));

        var saved = await Form.On($"/sessions/{session.Id}", page).With(Line(bad, "Evidence"), "Rota seen on his phone").Send(browser);
        Assert.Contains("The register is complete", saved.QuerySelector(".govuk-notification-banner--success")!.Words(), StringComparison.Ordinal);
        Assert.Equal(3, await hall.Read(db => db.Attendance.CountAsync(a => a.SessionId == session.Id)));
        Assert.Contains("Acceptable absence: Work or education that could not be moved. Rota seen on his phone. Recorded by Priya Nair", saved.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_asks_why_shows_what_was_there_and_keeps_it()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Corrected");
        var session = await hall.After(group);
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var address = $"/sessions/{session.Id}";
        await (await Form.Open(browser, address)).With(Line(referral, "Outcome"), "AttendedComplied").Send(browser);

        var page = await browser.PageAsync(address);
        Assert.Contains("Attended and complied. Recorded by Priya Nair", page.Body(), StringComparison.Ordinal);
        var refused = await Form.On(address, page).With(Line(referral, "Outcome"), "UnacceptableAbsence").Send(browser);
        Assert.Contains("Choose why it is corrected", refused.QuerySelector(".govuk-error-summary a")!.Words(), StringComparison.Ordinal);
        Assert.True(refused.QuerySelector(".app-register-line details")!.HasAttribute("open"));

        var needsWords = await Form.On(address, refused).With(Line(referral, "CorrectionReason"), "AC-OTHER").Send(browser);
        Assert.Contains("needs words", needsWords.QuerySelector(".govuk-error-summary a")!.Words(), StringComparison.Ordinal);
        var corrected = await Form.On(address, needsWords).With(Line(referral, "CorrectionWords"), "It was his brother").Send(browser);

        Assert.Contains("Unacceptable absence. Recorded by", corrected.Body(), StringComparison.Ordinal);
        Assert.Contains("Attended and complied. Recorded by Priya Nair", corrected.Body(), StringComparison.Ordinal);
        Assert.Contains("Another reason. It was his brother", corrected.Body(), StringComparison.Ordinal);
        Assert.Equal(2, await hall.Read(db => db.Attendance.CountAsync(a => a.DeliveryId == referral.Id)));
        Assert.Null(await hall.Read(db => db.Referrals.Where(r => r.Id == referral.Id).Select(r => r.StartedOn).SingleAsync()));
    }

    [Fact]
    public async Task The_same_register_sent_twice_counts_once_and_an_empty_one_is_refused()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Twice");
        await hall.Member(group, "Open");
        var session = await hall.After(group);
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var form = await Form.Open(browser, $"/sessions/{session.Id}");
        Assert.Equal("Choose what happened for at least one person", (await form.Send(browser)).QuerySelector(".govuk-error-summary a")!.Words());

        form.With(Line(referral, "Outcome"), "AttendedComplied");
        Assert.Contains("1 person still to fill in", (await form.Send(browser)).Body(), StringComparison.Ordinal);
        await form.Send(browser);
        Assert.Equal(1, await hall.Read(db => db.Attendance.CountAsync(a => a.SessionId == session.Id)));
    }

    [Fact]
    public async Task A_register_can_begin_with_everybody_there_and_none_can_be_kept_before_the_day()
    {
        var group = await hall.Group();
        await hall.Member(group, "One");
        await hall.Member(group, "Two");
        var session = (await hall.Sessions(group))[0];
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var before = await browser.PageAsync($"/sessions/{session.Id}");
        Assert.Contains("Who is to come", before.Body(), StringComparison.Ordinal);
        Assert.Null(before.QuerySelector("main form"));

        await hall.After(group);
        using var later = await hall.App.SignedInAsync("priya.nair");
        var page = await later.PageAsync($"/sessions/{session.Id}?all=true");
        Assert.Equal(2, page.QuerySelectorAll("input[value=AttendedComplied][checked]").Length);
        Assert.Equal(0, await hall.Read(db => db.Attendance.CountAsync(a => a.SessionId == session.Id)));
        Assert.Contains("The register is complete", (await Form.On($"/sessions/{session.Id}", page).Send(later)).Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_is_written_once_and_is_read_by_the_team_alone()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Noted");
        var session = await hall.After(group);
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var form = await Form.Open(browser, $"/sessions/{session.Id}/note/{referral.Id}");
        Assert.Contains("at least one", (await form.Send(browser)).QuerySelector(".govuk-error-summary a[href='#Covered']")!.Words(), StringComparison.Ordinal);
        form.With("Engagement", "Spoke for the first time");
        await form.Send(browser);
        await form.Send(browser);

        Assert.Equal(1, await hall.Read(db => db.SessionNotes.CountAsync(n => n.DeliveryId == referral.Id)));
        Assert.Equal("Spoke for the first time", (await browser.PageAsync($"/sessions/{session.Id}/note/{referral.Id}")).Fact("Engagement"));
    }

    [Fact]
    public async Task A_concern_becomes_one_task_and_its_words_come_back_on_no_page_of_the_session()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Concerned");
        var session = await hall.After(group);
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var form = await Form.Open(browser, $"/sessions/{session.Id}/concern/{referral.Id}");
        Assert.Equal("Say what the concern is", (await form.Send(browser)).QuerySelector(".govuk-error-summary a")!.Words());
        form.With("Words", "He knows which school");
        var raised = await form.Send(browser);
        await form.Send(browser);

        Assert.Contains("their practitioner must read it today", raised.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("school", raised.Body(), StringComparison.Ordinal);
        Assert.Equal(1, await hall.Read(db => db.Tasks.CountAsync(t => t.Kind == "Referrals.AcknowledgeConcern" && db.Needs.Any(n => n.Id == t.NeedId && db.Referrals.Any(r => r.NeedId == n.Id && r.Id == referral.Id)))));
    }

    [Fact]
    public async Task A_session_that_was_not_held_shows_what_moves_and_asks_why_and_a_held_one_says_it_cannot()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Moved");
        var sessions = await hall.Sessions(group);
        await hall.After(group, 1);
        Assert.Empty(await hall.Get<RegisterService>().Record(Hall.Priya, sessions[0].Id, [new RegisterEntry { DeliveryId = referral.Id, Outcome = AttendanceOutcome.AttendedComplied }]));
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var address = $"/sessions/{sessions[1].Id}/not-held";
        var page = await browser.PageAsync(address);
        Assert.Equal(sessions.Count - 1, page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal("Choose why it was not held", (await Form.On(address, page).Send(browser)).QuerySelector(".govuk-error-summary a")!.Words());

        var done = await Form.On(address, page).With("ReasonCode", "NH-STAFF").Send(browser);
        Assert.Contains($"Not held: {sessions[1].Name}", done.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Contains("No facilitator", done.Body(), StringComparison.Ordinal);
        Assert.Equal(sessions[2].On, (await hall.Sessions(group)).Single(s => s.TemplateKey == sessions[1].TemplateKey).On);

        var held = await browser.PageAsync($"/sessions/{sessions[0].Id}/not-held");
        Assert.Contains("cannot be moved or taken back", held.Body(), StringComparison.Ordinal);
        Assert.Null(held.QuerySelector("main form"));
    }

    [Fact]
    public async Task A_session_is_moved_after_what_else_would_move_was_shown()
    {
        await hall.Group(new WeeklySlot(DayOfWeek.Wednesday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Friday, new TimeOnly(18, 0)));
        var group = await hall.Group();
        var sessions = await hall.Sessions(group);
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var address = $"/sessions/{sessions[0].Id}/move";
        var to = sessions[0].On.AddDays(1);
        Assert.Contains("must be a time of day", (await (await Form.Open(browser, address)).With("Start", "evening").Send(browser)).QuerySelector(".govuk-error-summary a[href='#Start']")!.Words(), StringComparison.Ordinal);

        var preview = await (await Form.Open(browser, address)).Date("On", to).With("Start", "7pm").Send(browser);
        Assert.Single(preview.QuerySelectorAll("tbody tr"));
        var moved = await Form.On(address, preview).With("Step", "save").With("Anyway.ReasonCode", "DB-JOINED").Send(browser);
        Assert.Contains("at 7pm", moved.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Equal((to, new TimeOnly(19, 0)), await hall.Read(async db => await db.Sessions.Where(s => s.Id == sessions[0].Id).Select(s => new ValueTuple<DateOnly, TimeOnly>(s.On, s.Start)).SingleAsync()));
    }

    [Fact]
    public async Task A_facilitator_who_is_booked_elsewhere_is_named_before_the_session_is_given_to_them()
    {
        var one = await hall.Group(new WeeklySlot(DayOfWeek.Saturday, new TimeOnly(10, 0)));
        var two = await hall.Group(new WeeklySlot(DayOfWeek.Saturday, new TimeOnly(11, 0)));
        var session = (await hall.Sessions(one))[0];
        var other = (await hall.Sessions(two)).First(s => s.On == session.On);
        Assert.Null(await hall.Get<GroupService>().Staff(Hall.Priya, other.Id, ["N52P002"], null));
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var form = (await Form.Open(browser, $"/sessions/{session.Id}/staff")).With("Facilitators", "N52P002").With("Room", "Room 2");

        var page = await form.Send(browser);
        Assert.Contains("Joel Bright is booked for", page.Body(), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector(".govuk-error-summary a[href='#Anyway-ReasonCode']"));
        var needsWords = await Form.On($"/sessions/{session.Id}/staff", page).With("Anyway.ReasonCode", "DB-COVER").Send(browser);
        Assert.NotNull(needsWords.QuerySelector(".govuk-error-summary a[href='#Anyway-Words']"));
        var saved = await Form.On($"/sessions/{session.Id}/staff", needsWords).With("Anyway.Words", "Somebody else takes the other").Send(browser);
        Assert.Contains("Room 2. Run by Joel Bright", saved.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task My_day_begins_with_the_registers_that_are_due_and_shows_whom_a_one_to_one_is_with()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Dated");
        var plan = hall.Get<GroupService>().PlanOf(group);
        var session = await hall.After(group);
        Assert.Null(await hall.Get<GroupService>().Book(Hall.Priya, new BookMeeting
        {
            GroupId = group.Id,
            ReferralId = referral.Id,
            TemplateKey = plan.Sessions[0].Key,
            Kind = SessionKind.Planned,
            On = session.On,
            Start = new TimeOnly(23, 0),
            Outside = new GivenReason("AO-ADJUSTED", "Nobody held it before."),
        }));
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var page = await browser.PageAsync("/my-day");

        Assert.Contains($"{group.Code}: {session.Name}", page.QuerySelector("main ul.app-list-spaced")!.Words(), StringComparison.Ordinal);
        Assert.Contains($"{plan.Sessions[0].Name}, Mem Dated", page.Body(), StringComparison.Ordinal);
        await (await Form.Open(browser, $"/sessions/{session.Id}")).With(Line(referral, "Outcome"), "AttendedComplied").Send(browser);
        Assert.DoesNotContain($"{group.Code}: {session.Name}", (await browser.PageAsync("/my-day")).QuerySelector("main ul.app-list-spaced")?.Words() ?? "", StringComparison.Ordinal);
        Assert.Contains("Everybody's day", (await browser.PageAsync("/my-day?who=all")).Body(), StringComparison.Ordinal);
    }

    private static string Line(Referral referral, string field) => $"Lines[{referral.Id:N}].{field}";
}
