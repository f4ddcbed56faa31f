using System.Net;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Needs;
using Referrals.Application.People;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Web.Tests.People;

public sealed class PersonTests(Caseload caseload)
{
    [Fact]
    public async Task A_person_s_page_says_what_is_needed_where_it_stands_who_has_it_and_what_comes_next_by_when()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people/{await caseload.IdOf(Caseload.Gathering)}");

        Assert.Equal("Aron Tester", page.QuerySelector("h1")!.Words());
        Assert.Equal("1 May 1985, 40 years old", page.Fact("Born"));
        Assert.Equal("Amara Osei", page.Fact("Probation practitioner"));
        Assert.Equal("Birmingham Central and South, West Midlands", page.Fact("Area"));
        Assert.StartsWith("61 weeks, 430 days Two thirds of supervision pass on 6 May 2027", page.Fact("Time left to deliver"), StringComparison.Ordinal);
        Assert.Equal("A domestic abuse intervention", page.Fact("What is needed"));
        Assert.Equal("Information being gathered", page.Fact("Where it stands"));
        Assert.Equal("Amara Osei, probation practitioner (you)", page.Fact("Who has it"));
        Assert.Matches(@"By \d+ March 2026", page.Fact("What happens next"));
        Assert.Contains("The police have not been asked about domestic abuse", page.Fact("What is missing"), StringComparison.Ordinal);
        Assert.Equal("High", page.Fact("SARA towards a partner"));
        Assert.Equal("No", page.Fact("Perpetrator of abuse against family"));
        Assert.Equal(["Not asked"], page.Row("Police"));
        Assert.Contains("Need for an intervention opened", page.QuerySelector(".moj-timeline")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_a_decision_the_page_says_what_the_rules_would_recommend_today_criterion_by_criterion_and_what_is_unknown_as_unknown()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people/{await caseload.IdOf(Caseload.Gathering)}");

        Assert.Matches("^Skills for Relationships Toolkit: every criterion holds. Building Better Relationships.* would come first and cannot be ruled out yet.", page.Fact("What the rules would recommend today"));
        var conviction = page.QuerySelectorAll("details .app-criteria tbody tr").First(row => row.Words().StartsWith("Convicted of violence", StringComparison.Ordinal));
        Assert.Equal("Not known", conviction.QuerySelector(".govuk-tag")!.Words());
        var held = page.QuerySelectorAll("details .app-criteria tbody tr").First(row => row.Words().Contains("18", StringComparison.Ordinal));
        Assert.Equal("Holds", held.QuerySelector(".govuk-tag")!.Words());
    }

    [Fact]
    public async Task Once_an_intervention_runs_the_page_says_which_and_recommends_no_other()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people/{await caseload.IdOf(Caseload.Referred)}");

        Assert.Equal("Building Better Relationships (accredited programme)", page.Fact("What is needed"));
        Assert.Equal("Programme team", page.Fact("Who has it"));
        Assert.DoesNotContain("What the rules would recommend", page.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_recorded_in_one_instant_is_told_in_the_order_one_came_of_the_other()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people/{await caseload.IdOf(Caseload.Referred)}");
        var titles = page.QuerySelectorAll(".moj-timeline__title").Select(title => title.Words()).ToList();

        string[] told = ["Referred: Building Better Relationships", "Decided: Building Better Relationships", "Recommendation: Building Better Relationships", "Need for an intervention opened", "Assessed"];
        Assert.Equal(told, titles.Where(told.Contains));
        Assert.Equal("Need for an intervention opened by this service", page.QuerySelectorAll(".moj-timeline__header").First(h => h.Words().StartsWith("Need for", StringComparison.Ordinal)).Words());
    }

    [Fact]
    public async Task Once_supervision_has_ended_every_page_says_so_and_when()
    {
        await caseload.Bring(Caseload.Ready("X200050", "Ned", "Ended"));
        await caseload.Answer(Caseload.Amara, "X200050", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        var id = await caseload.IdOf("X200050");
        Assert.Null(await caseload.Get<PersonService>().RecordEvent(Caseload.Amara, id, new CaseEvent { Kind = MilestoneKinds.SupervisionEnded, On = new DateOnly(2026, 2, 27) }, TestContext.Current.CancellationToken));
        const string Ended = "none: supervision ended on 27 February 2026";

        using var amara = await caseload.App.SignedInAsync("amara.osei");
        Assert.StartsWith("None: supervision ended on 27 February 2026", (await amara.PageAsync($"/people/{id}")).Fact("Time left to deliver"), StringComparison.Ordinal);
        using var david = await caseload.App.SignedInAsync("david.lowe");
        Assert.Contains($"Time left to deliver: {Ended}", (await david.PageAsync("/approvals")).Body(), StringComparison.Ordinal);
        var task = await caseload.OpenTask("X200050", "Referrals.ConfirmClosure");
        Assert.Contains(Ended, (await david.PageAsync($"/tasks/{task.Id}")).QuerySelector(".app-facts")!.Words(), StringComparison.OrdinalIgnoreCase);
        var referral = await caseload.Read(db => db.Referrals.Where(r => db.Needs.Any(n => n.Id == r.NeedId && n.PersonId == id)).Select(r => r.Id).SingleAsync());
        using var priya = await caseload.App.SignedInAsync("priya.nair");
        Assert.Contains(Ended, (await priya.PageAsync($"/referrals/{referral}")).Fact("Time left to deliver"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Ended, (await priya.PageAsync("/referrals")).Row("Ned Ended")[4], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task One_s_own_task_is_a_link_and_another_s_is_not()
    {
        var address = $"/people/{await caseload.IdOf(Caseload.Referred)}";
        var task = await caseload.OpenTask(Caseload.Referred, "Referrals.AssessSuitability");
        using var amara = await caseload.App.SignedInAsync("amara.osei");
        using var priya = await caseload.App.SignedInAsync("priya.nair");

        Assert.Null((await amara.PageAsync(address)).QuerySelector($"a[href='/tasks/{task.Id}']"));
        Assert.Equal("Decide whether the programme is suitable", (await priya.PageAsync(address)).QuerySelector($"a[href='/tasks/{task.Id}']")!.Words());
    }

    [Fact]
    public async Task What_no_source_said_is_not_known_and_never_blank()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people/{await caseload.IdOf(Caseload.Unknown)}");

        Assert.Equal("Not known", page.Fact("Born"));
        Assert.Equal("Area not known", page.Fact("Area"));
        Assert.StartsWith("Not known The end of supervision is not known.", page.Fact("Time left to deliver"), StringComparison.Ordinal);
        Assert.Contains("No assessment outcome has been read from OASys.", page.Body(), StringComparison.Ordinal);
        Assert.Contains("No sentence has been read from nDelius.", page.Body(), StringComparison.Ordinal);
        Assert.Contains("Not known: the registrations could not be read", page.Body(), StringComparison.Ordinal);
        Assert.All(page.QuerySelectorAll("dd"), value => Assert.NotEqual("", value.Words()));
    }

    [Fact]
    public async Task The_title_of_a_person_s_page_names_nobody()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people/{await caseload.IdOf(Caseload.Gathering)}");

        Assert.Equal("Person on probation – Referrals", page.Title);
    }

    [Theory]
    [InlineData("amara.osei", HttpStatusCode.NotFound)]
    [InlineData("martin.cole", HttpStatusCode.NotFound)]
    [InlineData("sioned.price", HttpStatusCode.OK)]
    [InlineData("ruth.calder", HttpStatusCode.Forbidden)]
    [InlineData("nadia.rahman", HttpStatusCode.Forbidden)]
    public async Task A_person_out_of_reach_is_not_found_and_a_role_without_cases_does_not_enter(string username, HttpStatusCode status)
    {
        using var browser = await caseload.App.SignedInAsync(username);
        var id = await caseload.IdOf(Caseload.Elsewhere);
        foreach (var address in new[] { $"/people/{id}", $"/people/{id}/event" })
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);

            Assert.Equal(status, answer.StatusCode);
        }
    }
}
