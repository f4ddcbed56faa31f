using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Import.Sources;
using Referrals.Application.People;
using Referrals.Domain;

namespace Referrals.Web.Tests.Work;

/// <summary>Enquiries that are drafted, reviews that are asked for, cases that change hands.</summary>
public sealed class HandoverTests : IAsyncLifetime
{
    private static readonly SourcePractitioner s_tom = new() { Code = "N52A002", Name = new PersonName { Forename = "Tom", Surname = "Hartley" }, Email = "tom.hartley@example.org" };

    private readonly ReferralsWebApp _app = Caseload.App();

    public async ValueTask InitializeAsync()
    {
        using var browser = _app.Browser();
        await _app.BringInAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task An_enquiry_is_drafted_to_the_right_office_with_what_is_known_of_this_case_and_records_what_was_really_asked()
    {
        await _app.BringInAsync(Caseload.ReadyToDecide("X400001") with
        {
            Enquiries = [],
            Registrations = [new Registration("RCPR", "Child protection", new DateOnly(2026, 1, 10), null)],
            Offences = new Dictionary<int, SentenceOffences> { [1] = new() { Main = new SourceOffence { Date = new DateOnly(2025, 9, 14), MainCategoryCode = "105", MainCategoryDescription = "Common assault" }, Additional = [] } },
        });
        using var browser = await _app.SignedInAsync("amara.osei");
        var task = await TaskAsync("Referrals.AskEnquiry", "police");
        var address = $"/tasks/{task}";
        var page = await browser.PageAsync(address);
        var draft = page.QuerySelector("#enquiry-text")!.TextContent;

        Assert.Contains("Police, domestic abuse information unit", Words(page.QuerySelector("main")!), StringComparison.Ordinal);
        Assert.Contains("Common assault (14 September 2025)", draft, StringComparison.Ordinal);
        Assert.Contains("from 14 September 2024 to today", draft, StringComparison.Ordinal);
        Assert.Contains("Which incidents children saw", draft, StringComparison.Ordinal);
        Assert.Contains("abuse of a current or former partner, and any of a family member", draft, StringComparison.Ordinal);
        Assert.Contains("We need the answer by 16 March 2026", draft, StringComparison.Ordinal);
        var mail = page.QuerySelector("a[href^='mailto:']")!.GetAttribute("href")!;
        Assert.DoesNotContain("Tester", mail.Split("&body=")[0], StringComparison.Ordinal);
        Assert.DoesNotContain("X400001", mail.Split("&body=")[0], StringComparison.Ordinal);
        Assert.Contains("Common assault", Words((await browser.PageAsync($"{address}/enquiry")).QuerySelector("main")!), StringComparison.Ordinal);

        var form = Form(page.QuerySelector("form[data-draft]")!);
        form["Outcome"] = "Asked";
        form["Answers[Asked].Words"] = page.QuerySelectorAll("textarea").Single(t => t.GetAttribute("name") == "Answers[Asked].Words").TextContent.Trim() + " And by phone.";
        await PostAsync(browser, form, address);

        var asked = await _app.ReadAsync(db => db.Enquiries.SingleAsync(Cancel));
        Assert.Equal("Police, domestic abuse information unit (demonstration)", asked.AskedOf);
        Assert.EndsWith("And by phone.", asked.Question, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_enquiry_asked_again_asks_from_the_last_answer_and_one_without_an_office_says_whom_to_look_for()
    {
        await _app.BringInAsync(Caseload.ReadyToDecide("X400001") with { Enquiries = [], Answers = new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = true } });
        var person = await _app.ReadAsync(db => db.People.Include(p => p.Supervisions).Include(p => p.Assessments).Include(p => p.Enquiries).SingleAsync(Cancel));
        person.PduId = null;
        person.RegionCode = "A";
        person.Enquiries.Add(new Enquiry { Kind = EnquiryKind.ChildrensServices, AskedOn = new DateOnly(2025, 6, 1), AnsweredOn = new DateOnly(2025, 7, 1) });
        var drafts = _app.Services.GetRequiredService<Referrals.Application.Enquiries.EnquiryDrafts>();
        var catalogue = _app.Services.GetRequiredService<Referrals.Application.CatalogueSource>().Current;
        var draft = drafts.For(Referrals.Web.Tests.Caseload.Amara, person, EnquiryKind.ChildrensServices, catalogue, new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 16));

        Assert.Contains("from 1 July 2025 to today", draft.Question, StringComparison.Ordinal);
        Assert.Contains("only what has come since is needed", draft.Question, StringComparison.Ordinal);
        Assert.Null(draft.Email);
        Assert.Contains("North East", draft.To, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MilestoneKinds.Arrested, "Review the plan after an arrest and a breach")]
    [InlineData(MilestoneKinds.AddressChanged, "Review the plan after a change of address and a breach")]
    [InlineData(MilestoneKinds.RelationshipChanged, "Review the plan after a change of relationship and a breach")]
    [InlineData(MilestoneKinds.ChildOrPregnancy, "Review the plan after news of a child or a pregnancy and a breach")]
    public async Task A_change_that_the_practitioner_tells_of_asks_for_a_review_which_shows_it_and_records_that_no_change_is_needed_because(string kind, string title)
    {
        await _app.BringInAsync(Caseload.ReadyToDecide("X400001"));
        using var browser = await _app.SignedInAsync("amara.osei");
        var person = await _app.ReadAsync(db => db.People.Select(p => p.Id).SingleAsync(Cancel));
        var form = Form((await browser.PageAsync($"/people/{person}/event")).QuerySelector("main form")!);
        form["Kind"] = kind;
        (form["On.Day"], form["On.Month"], form["On.Year"]) = ("1", "3", "2026");
        form["Words"] = "Told at the appointment";
        await PostAsync(browser, form, $"/people/{person}/event");
        Assert.Null(await _app.Services.GetRequiredService<PersonService>().RecordEvent(Actor.Service("test"), person, new CaseEvent { Kind = MilestoneKinds.Breached, On = new DateOnly(2026, 3, 2) }, Cancel));

        var address = $"/tasks/{(await _app.TaskAsync("Referrals.ReviewChange")).Id}";
        var page = await browser.PageAsync(address);
        Assert.Equal(title, page.QuerySelector("h1")!.TextContent.Trim());
        var told = page.QuerySelectorAll(".govuk-inset-text").Select(Words).ToList();
        Assert.Contains(told, t => t.Contains("Told at the appointment", StringComparison.Ordinal));
        Assert.Contains(told, t => t.StartsWith("Breach action begun", StringComparison.Ordinal));

        var answer = Form(page.QuerySelector("form[data-draft]")!);
        answer["Outcome"] = "NoChangeNeeded";
        Assert.StartsWith("Error", (await PostAsync(browser, answer, address)).Title, StringComparison.Ordinal);
        answer["Answers[NoChangeNeeded].Words"] = "The plan already takes it into account";
        await PostAsync(browser, answer, address);
        Assert.Equal("The plan already takes it into account", await _app.ReadAsync(db => db.Milestones.Where(m => m.Kind == MilestoneKinds.Reviewed).Select(m => m.Words).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task What_a_newer_assessment_says_of_a_relationship_and_of_children_is_noticed()
    {
        var before = Caseload.ReadyToDecide("X400001");
        await _app.BringInAsync(before with { Section6 = before.Section6! with { CurrentRelationshipStatus = "Not in a relationship", ParentalResponsibilities = false } });
        var header = before.Section6!.Header with { AssessmentPk = 5002, DateCompleted = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Unspecified) };
        await _app.BringInAsync(before with
        {
            Section6 = before.Section6 with { Header = header, CurrentRelationshipStatus = "In a relationship, living together", ParentalResponsibilities = true },
            RoshSummary = before.RoshSummary! with { Header = header },
        });

        var kinds = await _app.ReadAsync(db => db.Milestones.Where(m => m.Source == MilestoneSources.Oasys).Select(m => m.Kind).ToListAsync(Cancel));
        Assert.Contains(MilestoneKinds.RelationshipChanged, kinds);
        Assert.Contains(MilestoneKinds.ChildOrPregnancy, kinds);
        Assert.Single(await _app.ReadAsync(db => db.Tasks.Where(t => t.ClosedAt == null && t.Kind == "Referrals.ReviewChange").ToListAsync(Cancel)));
    }

    [Fact]
    public async Task Whoever_leaves_writes_what_was_drafted_and_whoever_comes_reads_it_with_the_open_tasks_and_acknowledges()
    {
        var person = Caseload.ReadyToDecide("X400001");
        await _app.BringInAsync(person);
        var id = await _app.ReadAsync(db => db.People.Select(p => p.Id).SingleAsync(Cancel));
        using (var amara = await _app.SignedInAsync("amara.osei"))
        {
            var page = await amara.PageAsync($"/handover/{id}");
            var draft = page.QuerySelector("textarea")!.TextContent;
            Assert.Contains("Decide on an intervention, due", draft, StringComparison.Ordinal);
            Assert.Contains("SARA towards a partner high", draft, StringComparison.Ordinal);
            var form = Form(page.QuerySelector("main form")!);
            form["Words"] = draft.Trim() + "\nBest met in the morning.";
            Assert.Contains("Saved the summary", Words((await PostAsync(amara, form, $"/handover/{id}")).QuerySelector(".govuk-notification-banner")!), StringComparison.Ordinal);
        }

        await _app.BringInAsync(person with { PersonalDetails = person.PersonalDetails! with { Practitioner = s_tom } });
        using var tom = await _app.SignedInAsync("tom.hartley");
        var task = $"/tasks/{(await _app.TaskAsync("Referrals.AcknowledgeHandover")).Id}";
        var arriving = Words((await tom.PageAsync(task)).QuerySelector("main")!);
        Assert.Contains("Best met in the morning.", arriving, StringComparison.Ordinal);
        Assert.Contains("Open tasks that came with the case Decide on an intervention", arriving, StringComparison.Ordinal);
        var acknowledge = Form((await tom.PageAsync(task)).QuerySelector("form[data-draft]")!);
        await PostAsync(tom, acknowledge, task);

        var history = await tom.PageAsync($"/people/{id}");
        Assert.Equal(["With Tom Hartley, from 2 March 2026", "With Amara Osei until 2 March 2026"], history.QuerySelectorAll("h3").Select(Words).Where(h => h.StartsWith("With ", StringComparison.Ordinal)));
        // The next handover begins with a draft of its own, not with what an earlier practitioner wrote.
        Assert.DoesNotContain("Best met", (await tom.PageAsync($"/handover/{id}")).QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_wrote_a_summary_whoever_comes_reads_a_draft_from_the_record()
    {
        var person = Caseload.ReadyToDecide("X400001");
        await _app.BringInAsync(person);
        await _app.BringInAsync(person with { PersonalDetails = person.PersonalDetails! with { Practitioner = s_tom } });
        using var tom = await _app.SignedInAsync("tom.hartley");

        var page = Words((await tom.PageAsync($"/tasks/{(await _app.TaskAsync("Referrals.AcknowledgeHandover")).Id}")).QuerySelector("main")!);
        Assert.Contains("Nobody wrote a summary before the case moved.", page, StringComparison.Ordinal);
        Assert.Contains("Waiting for a decision", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_summaries_are_saved_at_once_and_only_for_those_ticked_and_held()
    {
        var elsewhere = Caseload.ReadyToDecide("X400009");
        await _app.BringInAsync(Caseload.ReadyToDecide("X400001"), Caseload.ReadyToDecide("X400002"), Caseload.ReadyToDecide("X400003"), elsewhere with { PersonalDetails = elsewhere.PersonalDetails! with { Practitioner = s_tom } });
        var ids = await _app.ReadAsync(db => db.People.ToDictionaryAsync(p => p.Crn, p => p.Id, Cancel));
        using var amara = await _app.SignedInAsync("amara.osei");
        var page = await amara.PageAsync("/handover");
        Assert.Equal(3, page.QuerySelectorAll("input[name=People][checked]").Length);

        var fields = Form(page.QuerySelector("main form[method=post]")!).ToList();
        fields.AddRange(new[] { "X400001", "X400002", "X400009" }.Select(crn => KeyValuePair.Create("People", ids[crn].ToString())));
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await amara.PostAsync(new Uri("/handover", UriKind.Relative), content, Cancel);
        Assert.Contains("Saved the summary of 2 people", Words((await answer.PageAsync()).QuerySelector(".govuk-notification-banner")!), StringComparison.Ordinal);

        var written = await _app.ReadAsync(db => db.Milestones.Where(m => m.Kind == MilestoneKinds.HandoverWritten).Select(m => m.PersonId).ToListAsync(Cancel));
        Assert.Equal(new[] { ids["X400001"], ids["X400002"] }.Order(), written.Order());
        using var tom = await _app.SignedInAsync("tom.hartley");
        using var not = await tom.GetAsync(new Uri($"/handover/{ids["X400001"]}", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, not.StatusCode);
    }

    private async Task<Guid> TaskAsync(string kind, string subject) => await _app.ReadAsync(db =>
        db.Tasks.Where(t => t.Kind == kind && t.ClosedAt == null && db.Instances.Any(i => i.Id == t.InstanceId && i.Subject == subject)).Select(t => t.Id).SingleAsync(Cancel));

    private static Dictionary<string, string> Form(IElement form) =>
        form.QuerySelectorAll("input[type=hidden][name]").ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "", StringComparer.Ordinal);

    private static async Task<IDocument> PostAsync(HttpClient browser, Dictionary<string, string> form, string address)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(new Uri(address, UriKind.Relative), content, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.PageAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
