using System.Net;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Delivery;
using Referrals.Application.Jobs;
using Referrals.Domain;
using Referrals.Web.Pages;

namespace Referrals.Web.Tests.Delivery;

/// <summary>What a programme team is reminded of, told before it is done, and finds again afterwards.</summary>
public sealed class ChasedTests(Hall hall) : IClassFixture<Hall>
{
    [Fact]
    public async Task A_register_that_was_not_saved_stands_on_the_to_do_list_and_on_my_day_until_it_is()
    {
        var group = await hall.Group();
        await hall.Member(group, "Unrecorded");
        var session = await hall.After(group);
        hall.Clock.Now = LondonTime.At(session.On.AddDays(5), new TimeOnly(9, 0)).ToUniversalTime();
        await hall.Get<JobRunner>().Run("registers");
        using var browser = await hall.App.SignedInAsync("priya.nair");

        var toDo = await browser.PageAsync("/to-do");
        var link = toDo.QuerySelectorAll("a").Single(a => a.GetAttribute("href") == Links.Session(session.Id));
        Assert.StartsWith("Save a register", link.Words(), StringComparison.Ordinal);
        Assert.Contains(group.Code, toDo.Body(), StringComparison.Ordinal);
        var day = await browser.PageAsync("/my-day");
        Assert.Contains("Late: on the to-do list", day.QuerySelectorAll("li").Single(l => l.QuerySelector($"a[href='{Links.Session(session.Id)}']") is not null).Words(), StringComparison.Ordinal);

        var form = await Form.Open(browser, Links.Session(session.Id));
        var key = (await browser.PageAsync(Links.Session(session.Id))).QuerySelector("input[name$='.Outcome']")!.GetAttribute("name")!;
        await form.With(key, nameof(AttendanceOutcome.AttendedComplied)).Send(browser);
        Assert.DoesNotContain((await browser.PageAsync("/to-do")).QuerySelectorAll("a"), a => a.GetAttribute("href") == Links.Session(session.Id));
    }

    [Fact]
    public async Task A_long_list_of_what_would_move_is_folded_away_before_the_question_and_a_short_one_is_not()
    {
        var group = await hall.Group();
        var sessions = await hall.Sessions(group);
        using var browser = await hall.App.SignedInAsync("priya.nair");

        var early = await browser.PageAsync($"{Links.Session(sessions[0].Id)}/not-held");
        var details = early.QuerySelectorAll("main details").Single(d => d.QuerySelector("table") is not null);
        Assert.False(details.HasAttribute("open"));
        Assert.Equal($"See all {sessions.Count} that would move", details.QuerySelector("summary")!.Words());
        Assert.Contains($"{sessions.Count} sessions would move", early.Body(), StringComparison.Ordinal);

        var late = await browser.PageAsync($"{Links.Session(sessions[^2].Id)}/not-held");
        Assert.Empty(late.QuerySelectorAll("main details table"));
        Assert.Equal(2, late.QuerySelectorAll("main table tbody tr").Length);
    }

    [Fact]
    public async Task A_session_placed_by_hand_that_cannot_stay_is_named_with_why_before_anything_is_changed()
    {
        var group = await hall.Group();
        var sessions = await hall.Sessions(group);
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var day = sessions[4].On.AddDays(1);
        var move = $"{Links.Session(sessions[4].Id)}/move";
        var shown = await (await Form.Open(browser, move)).Date("On", day).With("Start", "2pm").Send(browser);
        // Groups of other tests meet in the same place with the same people.
        await Form.On(move, shown).With("Step", "save").With("Anyway.ReasonCode", "DB-JOINED").Send(browser);
        Assert.Contains("Placed by hand", (await browser.PageAsync(Links.Group(group.Id))).Body(), StringComparison.Ordinal);

        var times = $"/groups/{group.Id}/times";
        var preview = await (await Form.Open(browser, times)).Date("From", day).With("Why", "Boiler repaired").Send(browser);
        Assert.Contains("A session that was placed by hand cannot stay where it is.", preview.Body(), StringComparison.Ordinal);
        Assert.Contains($"{sessions[4].Name}: It is placed on {day:d MMMM yyyy}: Boiler repaired.", preview.Body(), StringComparison.Ordinal);
        Assert.Equal(day, (await hall.Sessions(group)).Single(s => s.Id == sessions[4].Id).On);
    }

    [Fact]
    public async Task The_words_given_on_closing_a_group_are_read_on_its_page()
    {
        var group = await hall.Group();
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var address = $"/groups/{group.Id}/close";

        await (await Form.Open(browser, address)).With("ReasonCode", "GC-TOOFEW").With("Words", "Only two could come on Tuesdays.").Send(browser);

        var page = await browser.PageAsync(Links.Group(group.Id));
        Assert.Contains("Only two could come on Tuesdays.", page.Fact("Closed"), StringComparison.Ordinal);
        var closed = page.QuerySelectorAll(".moj-timeline__item").First();
        Assert.Contains("Group closed", closed.Words(), StringComparison.Ordinal);
        Assert.Contains("Only two could come on Tuesdays.", closed.Words(), StringComparison.Ordinal);
        Assert.Contains("Priya Nair", closed.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_has_a_day_for_everything_or_a_reason_and_an_expected_finish()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Dated");
        using var browser = await hall.App.SignedInAsync("priya.nair");

        var row = (await browser.PageAsync(Links.Group(group.Id))).Row("Mem Dated");
        var person = await browser.PageAsync(Links.Referral(referral.Id));
        var expected = (await hall.Get<GroupService>().Find(Hall.Priya, group.Id))!.Members.Single().Schedule!;

        Assert.NotNull(expected.Finishes);
        Assert.Contains($"{expected.Finishes:yyyy}", row[4], StringComparison.Ordinal);
        Assert.StartsWith($"{expected.Finishes:d MMMM yyyy}", person.Fact("Expected to finish"), StringComparison.Ordinal);
        var days = person.QuerySelectorAll("table").Single(t => t.QuerySelector("caption")?.Words().StartsWith("Sessions of ", StringComparison.Ordinal) == true).QuerySelectorAll("tbody tr");
        Assert.All(days, day => Assert.NotEmpty(day.QuerySelectorAll("td").Last().Words()));
    }
}

/// <summary>Places given too late, and what a practitioner sees of the queue.</summary>
public sealed class QueueTests(WaitingPeople people) : IClassFixture<WaitingPeople>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_press_that_gives_no_place_is_an_error_and_the_same_press_twice_is_not()
    {
        var one = await people.WaitingAsync("X310001", "Una", "Late");
        var other = await people.WaitingAsync("X310002", "Vic", "Quick");
        var group = await people.GroupAsync("BBR-LATE", g => g with { Capacity = 1 });
        var second = await people.GroupAsync("BBR-LATE-2");
        using var browser = await people.App.SignedInAsync("priya.nair");

        // The last place goes while the form is open: the check that now fails is shown, and nothing green.
        var form = await Form.Open(browser, Links.GivePlace(one.Id, group));
        await people.PlaceAsync(other.Id, group);
        var full = await form.Send(browser);
        Assert.Null(full.QuerySelector(".govuk-notification-banner"));
        Assert.NotNull(full.QuerySelector(".govuk-error-summary"));

        // A colleague gives them another place meanwhile.
        form = await Form.Open(browser, Links.GivePlace(one.Id, second));
        var third = await people.GroupAsync("BBR-LATE-3");
        await people.PlaceAsync(one.Id, third);
        var late = await form.Send(browser);
        Assert.Null(late.QuerySelector(".govuk-notification-banner"));
        Assert.StartsWith("Error: ", late.Title, StringComparison.Ordinal);
        Assert.Contains("No place was given. They have a place in another group.", late.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Equal(0, await people.Read(db => db.Groups.Where(g => g.Id == second).Select(g => g.Taken).SingleAsync(Cancel)));

        var twice = await Form.Open(browser, Links.GivePlace((await people.WaitingAsync("X310003", "Wes", "Twice")).Id, second));
        await twice.Send(browser);
        var again = await twice.Send(browser);
        Assert.Contains("They have the place", again.QuerySelector(".govuk-notification-banner--success")!.Words(), StringComparison.Ordinal);
        Assert.Null(again.QuerySelector(".govuk-error-summary"));
    }

    [Fact]
    public async Task A_group_closed_meanwhile_is_an_error_beside_the_other_groups()
    {
        var referral = await people.WaitingAsync("X310010", "Xan", "Closed");
        var group = await people.GroupAsync("BBR-SHUT");
        using var browser = await people.App.SignedInAsync("priya.nair");
        var form = await Form.Open(browser, Links.GivePlace(referral.Id, group));
        Assert.Null(await people.Get<GroupService>().Close(Caseload.Priya, group, "GC-TOOFEW", "Too few."));

        var late = await form.Send(browser);

        Assert.Contains("BBR-SHUT takes nobody new any more.", late.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Equal("Find a place: Building Better Relationships", late.QuerySelector("h1")!.Words());
        Assert.Null(late.QuerySelector(".govuk-notification-banner--success"));
    }

    [Fact]
    public async Task A_practitioner_sees_where_their_people_stand_and_why_and_no_name_of_anybody_else()
    {
        var mine = await people.WaitingAsync("X310020", "Yan", "Mine");
        await people.WaitingAsync("X310021", "Zed", "Ahead");
        Assert.Null(await people.Get<WaitingListService>().PutAt(Caseload.Priya, (await people.ReferralAsync("X310021")).Id, 1, people.Get<Application.CatalogueSource>().Current.Reasons(ReasonUses.WaitingOverride, people.Today)[0].Code, "Court asked."));
        var personId = await people.IdOf("X310020");
        using var amara = await people.App.SignedInAsync("amara.osei");

        var page = await amara.PageAsync(Links.Person(personId));
        Assert.Matches("^[2-9][0-9]* of [0-9]+ in the region, [0-9]+ of [0-9]+ in the PDU", page.Fact("Place in the queue"));
        Assert.Contains("1 person: put there by hand, with a reason that is recorded.", page.Fact("Who is ahead"), StringComparison.Ordinal);
        Assert.DoesNotContain("Zed", page.Body(), StringComparison.Ordinal);
        Assert.DoesNotContain("X310021", page.Body(), StringComparison.Ordinal);
        Assert.Contains("Why they stand there", page.Body(), StringComparison.Ordinal);

        var list = await amara.PageAsync(Links.OwnWaiting);
        Assert.Equal("My people waiting – Referrals", list.Title);
        Assert.Matches("of [0-9]+ in the region", list.Row("Yan Mine")[1]);
        Assert.NotNull((await amara.PageAsync("/to-do")).QuerySelector($"a[href='{Links.OwnWaiting}']"));
        foreach (var username in new[] { "priya.nair", "david.lowe", "nadia.rahman", "grace.adeyemi" })
        {
            using var other = await people.App.SignedInAsync(username);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync(new Uri(Links.OwnWaiting, UriKind.Relative), Cancel)).StatusCode);
        }

        // Once they have a place there is no queue to stand in.
        await people.PlaceAsync(mine.Id, await people.GroupAsync("BBR-MINE"));
        Assert.Null((await amara.PageAsync(Links.Person(personId))).QuerySelector("#waiting"));
        Assert.DoesNotContain("Yan Mine", (await amara.PageAsync(Links.OwnWaiting)).Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_write_one_report_are_told_of_each_other_and_neither_loses_a_word()
    {
        var referral = await people.WaitingAsync("X310030", "Ada", "Reported");
        using var priya = await people.App.SignedInAsync("priya.nair");
        var first = await Form.Open(priya, Links.Report(referral.Id));
        var second = await Form.Open(priya, Links.Report(referral.Id));
        var field = $"Answers[{ReportQuestions.All[0].Key}]";
        await first.With(field, "The words of the first.").Send(priya);

        var refused = await second.With(field, "The words of the second.").Send(priya);
        Assert.Contains("after you opened it", refused.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Equal("The words of the second.", refused.QuerySelector($"textarea[name='{field}']")!.TextContent.Trim());
        Assert.Contains("The words of the first.", (await people.Read(db => db.Reports.SingleAsync(r => r.ReferralId == referral.Id, Cancel))).Answers![0].Words, StringComparison.Ordinal);

        var saved = await Form.On(Links.Report(referral.Id), refused).Send(priya);
        Assert.Contains("Draft saved", saved.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Equal("The words of the second.", (await people.Read(db => db.Reports.SingleAsync(r => r.ReferralId == referral.Id, Cancel))).Answers![0].Words);
    }
}
