using System.Net;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Delivery;
using Referrals.Domain;

namespace Referrals.Web.Tests.Delivery;

public sealed class GroupTests(Hall hall) : IClassFixture<Hall>
{
    [Fact]
    public async Task The_list_shows_groups_by_how_far_they_got_and_by_PDU()
    {
        var group = await hall.Group();
        using var browser = await hall.App.SignedInAsync("priya.nair");

        var forming = await browser.PageAsync("/groups?stage=forming");
        Assert.Contains("Victoria HouseBirmingham Central and South", forming.Row(group.Code)[0], StringComparison.Ordinal);
        Assert.Equal("Tuesday 6pm and Thursday 6pm", forming.Row(group.Code)[1]);
        Assert.Equal("Make a group", forming.Link("Make a group").Words());
        Assert.DoesNotContain(group.Code, (await browser.PageAsync("/groups?stage=running")).Body(), StringComparison.Ordinal);
        Assert.DoesNotContain(group.Code, (await browser.PageAsync("/groups?stage=forming&pdu=70")).Body(), StringComparison.Ordinal);
        Assert.Contains(group.Code, (await browser.PageAsync("/groups?stage=forming&pdu=71")).Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_made_after_its_schedule_was_shown_and_the_same_form_sent_twice_makes_one()
    {
        await hall.Group(new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0)));
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var check = await (await Filled(browser, "NEW-1")).Send(browser);

        Assert.Equal("Check the group and its schedule – Referrals", check.Title);
        Assert.Contains("local configuration, not policy", check.Body(), StringComparison.Ordinal);
        Assert.Equal("Tuesday 6:30pm", check.Fact("When"));
        Assert.Equal("Priya Nair and Joel Bright", check.Fact("Facilitators"));
        Assert.Contains("6:30pm", check.QuerySelector("table")!.Words(), StringComparison.Ordinal);
        Assert.False(await hall.Read(db => db.Groups.AnyAsync(g => g.Code == "NEW-1")));

        // Priya Nair runs another group at that time, which takes a reason.
        var asked = await Form.On("/groups/new", check).With("Step", "create").Send(browser);
        Assert.NotNull(asked.QuerySelector(".govuk-error-summary a[href='#Anyway-ReasonCode']"));
        Assert.False(await hall.Read(db => db.Groups.AnyAsync(g => g.Code == "NEW-1")));
        var form = Form.On("/groups/new", asked).With("Step", "create").With("Anyway.ReasonCode", "DB-JOINED");
        var made = await form.Send(browser);
        Assert.Equal("NEW-1", made.QuerySelector("h1")!.Words());
        Assert.Contains("NEW-1 is made", made.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Equal("NEW-1", (await form.Send(browser)).QuerySelector("h1")!.Words());
        var group = await hall.Read(db => db.Groups.SingleAsync(g => g.Code == "NEW-1"));
        Assert.Equal((71, 9, Cohort.Partner, false), (group.PduId, group.Capacity, group.Cohort, group.ForLearningNeeds));

        var again = await (await Filled(browser, "NEW-1")).Send(browser);
        Assert.Equal("Another group of this region is called NEW-1. Choose another code.", again.QuerySelector(".govuk-error-summary a[href='#Code']")!.Words());
    }

    [Fact]
    public async Task Going_back_from_the_schedule_keeps_what_was_typed()
    {
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var check = await (await Filled(browser, "NEW-2")).Send(browser);
        var form = await Form.On("/groups/new", check).With("Step", "change").Send(browser);

        Assert.Equal("NEW-2", form.QuerySelector("#Code")!.GetAttribute("value"));
        Assert.Equal("6:30pm", form.QuerySelector("input[name='Slots.Times[Tuesday]']")!.GetAttribute("value"));
        Assert.NotNull(form.QuerySelector("input[name=Facilitators][value=N52P002][checked]"));
        Assert.Null(form.QuerySelector(".govuk-error-summary"));
    }

    [Fact]
    public async Task A_form_for_a_group_says_everything_that_is_missing_each_at_its_field()
    {
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var page = await (await Form.Open(browser, "/groups/new")).With("Slots.Days", "Monday").With("Capacity", "many").Date("EarliestStart", hall.Today.AddDays(-1)).Send(browser);

        Assert.StartsWith("Error: ", page.Title, StringComparison.Ordinal);
        var links = page.QuerySelectorAll(".govuk-error-summary a");
        Assert.Equal(
            ["Enter a code", "Choose a programme", "Choose a probation delivery unit", "Enter where it meets", "Choose what the group works on", "Choose who it is for", "Choose yes or no",
                "Enter the time at which Monday begins", "The earliest day must be today or later", "Choose the treatment manager", "Choose at least one facilitator", "Places must be a number, for example 10"],
            links.Select(l => l.Words()));
        Assert.All(links, link => Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..])));
    }

    [Fact]
    public async Task A_group_shows_its_members_what_they_have_to_catch_up_and_of_the_partner_only_the_duty()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Shown");
        var first = await hall.After(group);
        Assert.Empty(await hall.Get<RegisterService>().Record(Hall.Priya, first.Id, [new RegisterEntry { DeliveryId = referral.Id, Outcome = AttendanceOutcome.UnacceptableAbsence }]));
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var page = await browser.PageAsync($"/groups/{group.Id}");

        var row = page.Row("Mem Shown");
        Assert.StartsWith("0 of ", row[0], StringComparison.Ordinal);
        Assert.Equal(first.Name, row[1]);
        Assert.Equal("Late", row[3]);
        Assert.Contains("Held", page.Row(first.Name), StringComparer.Ordinal);
        Assert.Contains("To come", page.Row((await hall.Sessions(group))[1].Name), StringComparer.Ordinal);
        Assert.DoesNotContain("Shown", page.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calendar_is_read_by_whoever_has_its_address_names_nobody_and_a_new_address_ends_the_old()
    {
        var group = await hall.Group();
        await hall.Member(group, "Unnamed");
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var address = new Uri((await browser.PageAsync($"/groups/{group.Id}")).QuerySelector("code")!.Words()).AbsolutePath;
        using var anyone = hall.App.Browser();

        using var answer = await anyone.GetAsync(new Uri(address, UriKind.Relative));
        Assert.Equal("text/calendar", answer.Content.Headers.ContentType!.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith("BEGIN:VCALENDAR", text, StringComparison.Ordinal);
        Assert.Contains(group.Code, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Unnamed", text, StringComparison.Ordinal);

        Assert.Contains("new address", (await (await Form.Open(browser, $"/groups/{group.Id}")).Send(browser)).Body(), StringComparison.OrdinalIgnoreCase);
        foreach (var gone in new[] { address, "/calendars/none.ics" })
        {
            using var none = await anyone.GetAsync(new Uri(gone, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }
    }

    [Fact]
    public async Task A_change_of_times_shows_what_would_move_and_is_refused_in_words_where_somebody_was_first()
    {
        await hall.Group();
        var group = await hall.Group();
        var before = await hall.Sessions(group);
        var address = $"/groups/{group.Id}/times";
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var form = await Form.Open(browser, address);
        Assert.Equal("Say why the group does not meet", (await form.Date("From", before[2].On).Send(browser)).QuerySelector(".govuk-error-summary a[href='#Why']")!.Words());

        var preview = await form.With("Why", "Fire drill").Send(browser);
        Assert.Equal("What would move – Referrals", preview.Title);
        Assert.Equal(before.Count - 2, preview.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(before.Select(s => s.On), (await hall.Sessions(group)).Select(s => s.On));

        // Priya Nair runs other groups on these evenings: that is asked about as well.
        Assert.Contains("say why it is so all the same", (await Form.On(address, preview).With("Step", "save").Send(browser)).QuerySelector(".govuk-error-summary a[href='#Anyway-ReasonCode']")!.Words(), StringComparison.Ordinal);
        Assert.Null(await hall.Get<GroupService>().Staff(Hall.Priya, before[0].Id, null, "Room 2"));
        var save = Form.On(address, preview).With("Step", "save").With("Anyway.ReasonCode", "DB-JOINED");
        var refused = await save.Send(browser);
        Assert.Contains("Somebody else has changed this group", refused.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Equal(before.Select(s => s.On), (await hall.Sessions(group)).Select(s => s.On));

        var saved = await Form.On(address, refused).With("Step", "save").With("Anyway.ReasonCode", "DB-JOINED").Send(browser);
        Assert.Contains("Fire drill", saved.Fact("Does not meet"), StringComparison.Ordinal);
        Assert.DoesNotContain(await hall.Sessions(group), s => s.On == before[2].On);

        var back = await browser.PageAsync(address);
        var remove = back.QuerySelector("input[name=Remove]")!.GetAttribute("value")!;
        var undone = await Form.On(address, back).With("Remove", remove).Send(browser);
        await Form.On(address, undone).With("Step", "save").With("Anyway.ReasonCode", "DB-JOINED").Send(browser);
        Assert.Equal(before.Select(s => s.On), (await hall.Sessions(group)).Select(s => s.On));
    }

    [Fact]
    public async Task A_group_with_members_cannot_be_closed_and_one_without_closes_with_a_reason()
    {
        var full = await hall.Group();
        await hall.Member(full, "Staying");
        var empty = await hall.Group();
        using var browser = await hall.App.SignedInAsync("priya.nair");

        var refused = await browser.PageAsync($"/groups/{full.Id}/close");
        Assert.Contains("1 person has a place in this group", refused.Body(), StringComparison.Ordinal);
        Assert.Null(refused.QuerySelector("main form"));

        var address = $"/groups/{empty.Id}/close";
        Assert.Equal("Choose why", (await (await Form.Open(browser, address)).Send(browser)).QuerySelector(".govuk-error-summary a")!.Words());
        Assert.Contains("needs words", (await (await Form.Open(browser, address)).With("ReasonCode", "GC-SAFETY").Send(browser)).QuerySelector(".govuk-error-summary a[href='#Words']")!.Words(), StringComparison.Ordinal);
        var closed = await (await Form.Open(browser, address)).With("ReasonCode", "GC-TOOFEW").Send(browser);
        Assert.Contains("Too few people", closed.Fact("Closed"), StringComparison.Ordinal);
        Assert.Contains(empty.Code, (await browser.PageAsync("/groups?stage=finished")).Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_is_booked_for_a_member_on_a_working_day_and_a_three_way_meeting_sent_twice_once()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Booked");
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var address = $"/groups/{group.Id}/book/{referral.Id}";
        var choice = await browser.PageAsync(address);
        var oneToOne = choice.QuerySelector("main li a[href*='one-to-one']")!.GetAttribute("href")!;

        var form = await Form.Open(browser, oneToOne);
        Assert.Equal(["Enter the day", "Enter the time"], (await form.Send(browser)).QuerySelectorAll(".govuk-error-summary a").Select(a => a.Words()));
        var saturday = hall.Today.AddDays(6 - (int)hall.Today.DayOfWeek + 7);
        var closed = await form.Date("On", saturday).With("Start", "2pm").Send(browser);
        Assert.Contains("is a weekend or a bank holiday", closed.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Equal("2pm", closed.QuerySelector("#Start")!.GetAttribute("value"));
        var monday = hall.Get<Referrals.Application.CatalogueSource>().Current.WorkingDays.OnOrAfter(saturday.AddDays(2));
        // The plan leaves three weeks before the programme: to hold it in them needs a reason.
        var gap = await form.Date("On", monday).With("Facilitator", "N52P002").Send(browser);
        Assert.Contains("The plan leaves 3 weeks", gap.Body(), StringComparison.Ordinal);
        Assert.NotNull(gap.QuerySelector(".govuk-error-summary a[href='#OutsideReason']"));
        Assert.NotNull(gap.QuerySelector(".govuk-error-summary a[href='#OutsideWhy']"));
        var booked = await Form.On(oneToOne, gap).With("OutsideReason", "AO-ADJUSTED").With("OutsideWhy", "He works away until then.").Send(browser);
        Assert.Contains("Booked: ", booked.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Contains("2pm", booked.Row("Mem Booked")[2], StringComparison.Ordinal);

        var threeWay = await Form.Open(browser, $"{address}?what=three-way");
        var clash = await threeWay.Date("On", monday).With("Start", "14:30").Send(browser);
        Assert.Contains("This person is booked for", clash.Body(), StringComparison.Ordinal);
        var anyway = Form.On($"{address}?what=three-way", clash).With("Anyway.ReasonCode", "DB-JOINED");
        Assert.Contains("Booked: ", (await anyway.Send(browser)).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Contains("Booked: ", (await anyway.Send(browser)).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Contains("The two are held together", (await browser.PageAsync($"/groups/{group.Id}")).Body(), StringComparison.Ordinal);
        Assert.Equal(1, await hall.Read(db => db.Sessions.CountAsync(s => s.DeliveryId == referral.Id && s.Kind == SessionKind.ThreeWay)));
    }

    [Fact]
    public async Task Who_missed_a_session_may_catch_up_with_another_group_and_stands_on_its_register()
    {
        var own = await hall.Group(new WeeklySlot(DayOfWeek.Monday, new TimeOnly(10, 0)));
        var referral = await hall.Member(own, "Guest");
        var missed = await hall.After(own);
        Assert.Empty(await hall.Get<RegisterService>().Record(Hall.Priya, missed.Id, [new RegisterEntry { DeliveryId = referral.Id, Outcome = AttendanceOutcome.AcceptableAbsence, ReasonCode = "AA-ILL" }]));
        var host = await hall.Group(new WeeklySlot(DayOfWeek.Friday, new TimeOnly(9, 0)));
        var same = (await hall.Sessions(host)).Single(s => s.TemplateKey == missed.TemplateKey);
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var address = $"/groups/{own.Id}/book/{referral.Id}?what=catch-up%3A{missed.TemplateKey}";

        Assert.Contains("Choose a session of another group", (await (await Form.Open(browser, address)).Send(browser)).QuerySelector(".govuk-error-summary a[href='#With']")!.Words(), StringComparison.Ordinal);
        await (await Form.Open(browser, address)).With("With", same.Id.ToString()).Send(browser);

        Assert.Contains("Mem Guest", (await browser.PageAsync($"/sessions/{same.Id}")).Body(), StringComparison.Ordinal);
        await hall.After(host);
        // Weeks later nobody is signed in any more.
        using var later = await hall.App.SignedInAsync("priya.nair");
        var register = await later.PageAsync($"/sessions/{same.Id}");
        Assert.Contains("From another group, to catch up", register.Body(), StringComparison.Ordinal);
        var saved = await Form.On($"/sessions/{same.Id}", register).With($"Lines[{referral.Id:N}].Outcome", "AttendedComplied").Send(later);
        Assert.Contains("The register is complete", saved.Body(), StringComparison.Ordinal);
        Assert.Equal("Nothing", (await later.PageAsync($"/groups/{own.Id}")).Row("Mem Guest")[1]);
    }

    [Fact]
    public async Task Those_who_may_look_see_groups_and_change_nothing()
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Looked");
        var session = (await hall.Sessions(group))[0];
        foreach (var username in new[] { "amara.osei", "david.lowe", "helen.farrow", "martin.cole" })
        {
            using var browser = await hall.App.SignedInAsync(username);
            var page = await browser.PageAsync($"/groups/{group.Id}");
            Assert.Contains("Mem Looked", page.Body(), StringComparison.Ordinal);
            Assert.Null(page.QuerySelector("main form, main a[href$='/times'], main a[href$='/close'], main a[href*='/book/'], main code"));
            Assert.Null((await browser.PageAsync($"/sessions/{session.Id}")).QuerySelector("main form"));
            foreach (var address in Managing(group, session, referral))
            {
                using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
                Assert.Equal((address, HttpStatusCode.Forbidden), (address, answer.StatusCode));
            }
        }
    }

    [Fact]
    public async Task Who_runs_a_group_where_and_for_how_many_is_changed_on_a_page_that_names_what_clashes()
    {
        var slot = new WeeklySlot(DayOfWeek.Saturday, new TimeOnly(14, 0));
        var group = await hall.Group(slot);
        var other = await hall.Group(slot);
        await hall.Member(group, "Seated");
        await hall.Member(group, "Placed");
        Assert.Null(await hall.Get<GroupService>().Staff(Hall.Priya, (await hall.Sessions(other))[0].Id, ["N52P002"], "Room 7"));
        var address = $"/groups/{group.Id}/edit";
        using var browser = await hall.App.SignedInAsync("priya.nair");
        var form = await Form.Open(browser, address);
        var wrong = await form.With("Facilitators").With("Capacity", "1").With("Office", "").Send(browser);
        Assert.Equal(["Choose at least one facilitator", "Enter where it meets"], wrong.QuerySelectorAll(".govuk-error-summary a").Select(a => a.Words()));
        var few = await Form.On(address, wrong).With("Facilitators", "N52P002").With("Office", "Victoria House").Send(browser);
        Assert.Contains("2 people have a place", (await Form.On(address, few).With("Anyway.ReasonCode", "DB-JOINED").Send(browser)).QuerySelector(".govuk-error-summary a[href='#Capacity']")!.Words(), StringComparison.Ordinal);

        var clash = await Form.On(address, few).With("Capacity", "6").With("Room", "room 7").Send(browser);
        Assert.Contains("Joel Bright is booked for", clash.Body(), StringComparison.Ordinal);
        Assert.Contains("room 7 is booked for", clash.Body(), StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(clash.QuerySelector(".govuk-error-summary a[href='#Anyway-ReasonCode']"));
        Assert.Equal(["N52P001"], (await hall.Read(db => db.Groups.SingleAsync(g => g.Id == group.Id))).Facilitators);

        var save = Form.On(address, clash).With("Anyway.ReasonCode", "DB-COVER").With("Anyway.Words", "Two of them that week.");
        var saved = await save.Send(browser);
        Assert.Contains("The changes are saved", saved.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Equal("Joel Bright", saved.Fact("Facilitators"));
        Assert.StartsWith("Victoria House, room 7", saved.Fact("Where"), StringComparison.Ordinal);
        Assert.Contains("Facilitators: Joel Bright, before Priya Nair.", saved.Body(), StringComparison.Ordinal);
        Assert.Contains("Two of them that week.", saved.Body(), StringComparison.Ordinal);
        // The same form sent twice changes nothing more.
        Assert.Contains("The changes are saved", (await save.Send(browser)).Body(), StringComparison.Ordinal);
        Assert.Equal(1, await hall.Read(db => db.GroupEvents.CountAsync(e => e.GroupId == group.Id && e.Kind == GroupEvents.Edited)));

        // Somebody else was first.
        var mine = Form.On(address, await (await Form.Open(browser, address)).With("Capacity", "7").With("Facilitators", "N52P001").Send(browser)).With("Anyway.ReasonCode", "DB-JOINED");
        Assert.Null(await hall.Get<GroupService>().RenewCalendar(Hall.Priya, group.Id));
        Assert.Null(await hall.Get<GroupService>().Staff(Hall.Priya, (await hall.Sessions(group))[3].Id, null, "Room 9"));
        var stale = await mine.Send(browser);
        Assert.Contains("has changed this group since you looked", stale.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Equal("7", stale.QuerySelector("#Capacity")!.GetAttribute("value"));
        Assert.Contains("The changes are saved", (await Form.On(address, stale).Send(browser)).Body(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ruth.calder", HttpStatusCode.Forbidden)]
    [InlineData("nadia.rahman", HttpStatusCode.Forbidden)]
    [InlineData("grace.adeyemi", HttpStatusCode.Forbidden)]
    [InlineData("owen.blake", HttpStatusCode.Forbidden)]
    [InlineData("sioned.price", HttpStatusCode.NotFound)]
    public async Task A_role_without_the_door_and_another_region_see_no_group(string username, HttpStatusCode looking)
    {
        var group = await hall.Group();
        var referral = await hall.Member(group, "Hidden");
        var session = (await hall.Sessions(group))[0];
        using var browser = await hall.App.SignedInAsync(username);
        foreach (var (address, status) in Managing(group, session, referral).Select(a => (a, HttpStatusCode.Forbidden)).Concat([($"/groups/{group.Id}", looking), ($"/sessions/{session.Id}", looking)]))
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
            Assert.Equal((address, status), (address, answer.StatusCode));
            Assert.DoesNotContain("Hidden", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Managing(ProgrammeGroup group, Session session, Referral referral) =>
    [
        "/groups/new", $"/groups/{group.Id}/times", $"/groups/{group.Id}/edit", $"/groups/{group.Id}/close", $"/groups/{group.Id}/book/{referral.Id}",
        $"/sessions/{session.Id}/not-held", $"/sessions/{session.Id}/move", $"/sessions/{session.Id}/staff", $"/sessions/{session.Id}/note/{referral.Id}", $"/sessions/{session.Id}/concern/{referral.Id}",
    ];

    private async Task<Form> Filled(HttpClient browser, string code) => (await Form.Open(browser, "/groups/new"))
        .With("Code", code).With("ProgrammeKey", Hall.Bbr).With("PduId", "71").With("Office", "Victoria House").With("Cohort", "Partner").With("Sex", "Male").With("ForLearningNeeds", "no")
        .With("Slots.Days", "Tuesday").With("Slots.Times[Tuesday]", "6:30pm").Date("EarliestStart", hall.Today.AddDays(7))
        .With("TreatmentManager", "N52P001").With("Facilitators", "N52P001", "N52P002").With("Capacity", "9");
}
