using System.Net;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Delivery;
using Referrals.Application.Workflows;
using Referrals.Web.Pages;

namespace Referrals.Web.Tests.Delivery;

/// <summary>The waiting list, and giving and taking away places.</summary>
public sealed class WaitingTests(WaitingPeople people) : IClassFixture<WaitingPeople>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_says_who_waits_in_which_order_and_why_and_who_was_put_off_until_when()
    {
        await people.WaitingAsync("X300001", "Ana", "First");
        await people.WaitingAsync("X300002", "Ben", "Held");
        await people.Answer(Caseload.Priya, "X300002", "Referrals.WaitForPlace", new TaskAnswer { Outcome = "NotReady", ReasonCode = await Reason("not-ready"), On = people.Today.AddDays(40), Words = "Detox first." });
        using var browser = await people.App.SignedInAsync("priya.nair");
        var page = await browser.PageAsync("/waiting");

        Assert.Equal("Waiting list – Referrals", page.Title);
        var row = page.Row("Ana First");
        Assert.Contains("Building Better Relationships", row[1], StringComparison.Ordinal);
        Assert.Contains("61 weeks", row[3], StringComparison.Ordinal);
        Assert.Contains("SARA towards a partner: high.", row[4], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("points", row[4], StringComparison.Ordinal);
        Assert.Contains("local configuration, not policy", page.Body(), StringComparison.Ordinal);
        var held = page.Row("Ben Held");
        Assert.Contains("Not ready", held[1], StringComparison.Ordinal);
        Assert.Contains("11 April 2026", held[2], StringComparison.Ordinal);
        Assert.Equal("Building Better Relationships: put off until 11 April 2026", (await browser.PageAsync(Links.Person(await people.IdOf("X300002")))).Fact("Where it stands").Split(" (")[0]);
    }

    [Fact]
    public async Task The_list_is_narrowed_by_status_programme_and_place_and_keeps_what_was_chosen()
    {
        await people.WaitingAsync("X300005", "Ida", "Queued");
        await people.WaitingAsync("X300006", "Jo", "Putoff");
        await people.Answer(Caseload.Priya, "X300006", "Referrals.WaitForPlace", new TaskAnswer { Outcome = "NotReady", ReasonCode = await Reason("not-ready"), On = people.Today.AddDays(40), Words = "Detox first." });
        await people.GroupAsync("BBR-ELSEWHERE", g => g with { Office = "Perry Barr" });
        await people.GroupAsync("BBR-HERE");
        using var browser = await people.App.SignedInAsync("priya.nair");

        var page = await browser.PageAsync("/waiting?status=put-off&office=Victoria%20House&programme=building-better-relationships&pdu=71");
        Assert.NotEmpty(page.Row("Jo Putoff"));
        Assert.DoesNotContain("Ida Queued", page.Body(), StringComparison.Ordinal);
        Assert.Equal(["put-off", "71", "building-better-relationships", "Victoria House"], page.QuerySelectorAll("form select option[selected]").Select(option => option.GetAttribute("value")));
        page = await browser.PageAsync("/waiting?status=waiting&office=Victoria%20House");
        Assert.NotEmpty(page.Row("Ida Queued"));
        foreach (var none in new[] { "office=Perry%20Barr", "programme=stepwise-relationships", "status=cannot-finish", "pdu=70" })
        {
            Assert.DoesNotContain("Ida Queued", (await browser.PageAsync($"/waiting?{none}")).Body(), StringComparison.Ordinal);
        }

        foreach (var nonsense in new[] { "status=nonsense", "number=0" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(new Uri($"/waiting?{nonsense}", UriKind.Relative), Cancel)).StatusCode);
        }
    }

    [Theory]
    [InlineData("amara.osei")]
    [InlineData("ruth.calder")]
    [InlineData("nadia.rahman")]
    [InlineData("owen.blake")]
    [InlineData("grace.adeyemi")]
    public async Task The_waiting_list_is_closed_to_those_who_have_no_work_in_it(string username)
    {
        var referral = await people.ReferralAsync(Caseload.Accepted);
        using var browser = await people.App.SignedInAsync(username);
        foreach (var address in new[] { Links.Waiting, Links.Capacity, Links.WaitingFor(referral.Id), Links.QueuePosition(referral.Id), Links.TakeAway(referral.Id) })
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_senior_probation_officer_looks_and_allocates_nothing()
    {
        var referral = await people.ReferralAsync(Caseload.Accepted);
        var group = await people.GroupAsync("BBR-LOOK");
        using var browser = await people.App.SignedInAsync("david.lowe");

        Assert.NotEmpty((await browser.PageAsync(Links.Waiting)).Row("Efe Invented"));
        var page = await browser.PageAsync(Links.WaitingFor(referral.Id));
        Assert.Contains("BBR-LOOK", page.Body(), StringComparison.Ordinal);
        Assert.Null(page.QuerySelector($"a[href='{Links.GivePlace(referral.Id, group)}']"));
        foreach (var address in new[] { Links.GivePlace(referral.Id, group), Links.QueuePosition(referral.Id), Links.TakeAway(referral.Id) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel)).StatusCode);
        }
    }

    [Fact]
    public async Task A_group_that_fits_is_given_with_one_button_and_a_second_press_counts_once()
    {
        var referral = await people.WaitingAsync("X300010", "Cal", "Placed");
        var group = await people.GroupAsync("BBR-FIT");
        using var browser = await people.App.SignedInAsync("priya.nair");
        var fits = await browser.PageAsync(Links.WaitingFor(referral.Id));
        Assert.Equal("Give a place in BBR-FIT", fits.QuerySelector($"a[href='{Links.GivePlace(referral.Id, group)}']")!.Words());

        using var given = await browser.SubmitAsync(Links.GivePlace(referral.Id, group), []);
        Assert.Contains("Cal Placed has a place in BBR-FIT, starting 28 April 2026", (await given.PageAsync()).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        using var again = await browser.GetAsync(new Uri(Links.GivePlace(referral.Id, group), UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal(1, (await people.Read(db => db.Groups.SingleAsync(g => g.Id == group, Cancel))).Taken);
        var page = await browser.PageAsync(Links.Referral(referral.Id));
        Assert.Equal("Building Better Relationships: has a place in BBR-FIT, starting 28 April 2026", page.Fact("Where it stands"));
        Assert.Equal("28 April 2026", page.Fact("Start expected"));
        Assert.Equal("Not yet", page.Fact("First session attended"));
    }

    [Fact]
    public async Task Each_check_that_does_not_hold_asks_its_own_reason_and_words()
    {
        var referral = await people.WaitingAsync("X300020", "Dot", "Unknown", known: false);
        var group = await people.GroupAsync("BBR-ASK");
        using var browser = await people.App.SignedInAsync("priya.nair");
        var address = Links.GivePlace(referral.Id, group);
        using var refused = await browser.SubmitAsync(address, new() { ["Overrides[availability].Why"] = "Works early shifts" });
        var page = await refused.PageAsync();

        Assert.StartsWith("Error: ", page.Title, StringComparison.Ordinal);
        var errors = page.QuerySelectorAll(".govuk-error-summary a").Select(a => a.Words()).ToArray();
        Assert.Contains("Availability: choose why the place is given all the same", errors);
        Assert.DoesNotContain("Availability: say why in your own words", errors);
        Assert.Contains("Location: say why in your own words", errors);
        Assert.Equal("Works early shifts", page.QuerySelector("textarea[name='Overrides[availability].Why']")!.TextContent.Trim());
        Assert.Equal(0, (await people.Read(db => db.Groups.SingleAsync(g => g.Id == group, Cancel))).Taken);

        var answers = page.QuerySelectorAll("select[name^=Overrides]").ToDictionary(s => s.GetAttribute("name")!, _ => "AO-CHECKED", StringComparer.Ordinal);
        foreach (var why in page.QuerySelectorAll("textarea[name^=Overrides]"))
        {
            answers[why.GetAttribute("name")!] = "Asked on the phone today.";
        }

        using var given = await browser.SubmitAsync(address, answers);
        Assert.Contains("Dot Unknown has a place in BBR-ASK", (await given.PageAsync()).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.All((await people.Read(db => db.Places.SingleAsync(p => p.ReferralId == referral.Id, Cancel))).Overrides!, o => Assert.Equal("Asked on the phone today.", o.Why));
    }

    [Fact]
    public async Task Somebody_to_keep_apart_and_a_full_group_cannot_be_overridden()
    {
        var member = await people.WaitingAsync("X300030", "Eli", "Member");
        var other = await people.WaitingAsync("X300031", "Fay", "Apart");
        var group = await people.GroupAsync("BBR-FULL", g => g with { Capacity = 1 });
        await people.PlaceAsync(member.Id, group);
        Assert.Null(await people.Get<ProfileService>().KeepApart(Caseload.Amara, await people.IdOf("X300031"), "X300030", "Threats in 2025."));
        using var browser = await people.App.SignedInAsync("priya.nair");
        var page = await browser.PageAsync(Links.WaitingFor(other.Id));

        Assert.Contains("No place can be given here.", page.Body(), StringComparison.Ordinal);
        Assert.Null(page.QuerySelector($"a[href='{Links.GivePlace(other.Id, group)}']"));
        Assert.DoesNotContain("Eli", page.Body(), StringComparison.Ordinal);
        var stopped = await browser.PageAsync(Links.GivePlace(other.Id, group));
        Assert.Contains("This cannot be overridden.", stopped.Body(), StringComparison.Ordinal);
        Assert.Null(stopped.QuerySelector("main form"));
    }

    [Fact]
    public async Task A_place_in_the_queue_by_hand_needs_a_reason_that_is_shown_beside_the_order()
    {
        var referral = await people.WaitingAsync("X300040", "Gus", "Jumped");
        using var browser = await people.App.SignedInAsync("priya.nair");
        using var refused = await browser.SubmitAsync(Links.QueuePosition(referral.Id), new() { ["How"] = "hand", ["Position"] = "first" });
        Assert.Equal(["The place in the queue was not understood", "Choose a reason", "Say why in your own words"], (await refused.PageAsync()).QuerySelectorAll(".govuk-error-summary a").Select(a => a.Words()));

        using var done = await browser.SubmitAsync(Links.QueuePosition(referral.Id), new() { ["How"] = "hand", ["Position"] = "1", ["ReasonCode"] = "WO-COURT", ["Words"] = "The judge asked for a start in April." });
        var page = await done.PageAsync();
        Assert.Contains("Put at place 1 by Priya Nair (N52P001): The court or Parole Board expects a start. The judge asked for a start in April.", page.Row("Gus Jumped")[4], StringComparison.Ordinal);
        Assert.Equal("1", page.Row("Gus Jumped")[0]);

        using var back = await browser.SubmitAsync(Links.QueuePosition(referral.Id), new() { ["How"] = "order" });
        Assert.DoesNotContain("put here by hand", (await back.PageAsync()).Row("Gus Jumped")[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_taken_away_needs_a_reason_and_puts_the_person_back_into_the_queue()
    {
        var referral = await people.WaitingAsync("X300050", "Hal", "Moved");
        var group = await people.GroupAsync("BBR-AWAY");
        await people.PlaceAsync(referral.Id, group);
        using var browser = await people.App.SignedInAsync("priya.nair");
        using var refused = await browser.SubmitAsync(Links.TakeAway(referral.Id), []);
        Assert.Equal("Choose why the place is taken away", (await refused.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());
        using var more = await browser.SubmitAsync(Links.TakeAway(referral.Id), new() { ["ReasonCode"] = "PL-RISK" });
        Assert.Equal("Say more: this reason asks for it", (await more.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());

        using var done = await browser.SubmitAsync(Links.TakeAway(referral.Id), new() { ["ReasonCode"] = "PL-AVAILABILITY" });
        Assert.NotEmpty((await done.PageAsync()).Row("Hal Moved"));
        Assert.Equal(0, (await people.Read(db => db.Groups.SingleAsync(g => g.Id == group, Cancel))).Taken);
        var page = await browser.PageAsync(Links.Person(await people.IdOf("X300050")));
        Assert.Equal("Building Better Relationships: accepted, waiting for a place", page.Fact("Where it stands"));
        Assert.Contains("Place in a group given up: Building Better Relationships", page.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capacity_sets_waiting_people_beside_free_places_by_PDU_and_programme()
    {
        await people.WaitingAsync("X300060", "Ida", "Counted");
        await people.GroupAsync("BBR-CAP");
        using var browser = await people.App.SignedInAsync("helen.farrow");
        var page = await browser.PageAsync(Links.Capacity);

        var row = page.Row("Birmingham Central and South");
        Assert.True(int.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture) >= 1);
        Assert.NotEmpty(page.QuerySelectorAll("svg.app-bar rect"));
    }

    [Fact]
    public async Task The_task_of_finding_a_place_leads_there_and_asks_for_a_day_ahead_where_it_is_put_off()
    {
        var referral = await people.WaitingAsync("X300070", "Jon", "Task");
        var task = await people.OpenTask("X300070", "Referrals.WaitForPlace");
        using var browser = await people.App.SignedInAsync("priya.nair");
        var page = await browser.PageAsync(Links.Task(task.Id));
        Assert.Equal("Find a place", page.QuerySelector($"main a.govuk-button[href='{Links.WaitingFor(referral.Id)}']")!.Words());

        using var refused = await browser.SubmitAsync(Links.Task(task.Id), new()
        {
            ["Outcome"] = "Deferred",
            ["Answers[Deferred].ReasonCode"] = await Reason("deferred"),
            ["Answers[Deferred].Words"] = "Until the trial.",
            ["Answers[Deferred].On.Day"] = "2",
            ["Answers[Deferred].On.Month"] = "3",
            ["Answers[Deferred].On.Year"] = "2026",
        });
        Assert.Equal("\"Look at it again on\" must be a day after today.", (await refused.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());
        using var done = await browser.SubmitAsync(Links.Task(task.Id), new()
        {
            ["Outcome"] = "Deferred",
            ["Answers[Deferred].ReasonCode"] = await Reason("deferred"),
            ["Answers[Deferred].Words"] = "Until the trial.",
            ["Answers[Deferred].On.Day"] = "1",
            ["Answers[Deferred].On.Month"] = "6",
            ["Answers[Deferred].On.Year"] = "2026",
        });
        Assert.Contains("put off until 1 June 2026", (await done.PageAsync()).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
    }

    private Task<string> Reason(string use) => Task.FromResult(people.Get<Referrals.Application.CatalogueSource>().Current.Reasons(use, people.Today)[0].Code);
}
