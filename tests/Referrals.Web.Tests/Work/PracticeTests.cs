using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Import.Sources;
using Referrals.Application.Jobs;
using Referrals.Application.Tasks;
using Referrals.Domain;

namespace Referrals.Web.Tests.Work;

/// <summary>What makes the list and the task pages quick to work from.</summary>
public sealed class PracticeTests : IAsyncLifetime
{
    private readonly ReferralsWebApp _app = Caseload.App();

    public async ValueTask InitializeAsync()
    {
        foreach (var (key, value) in new[] { ("Username", "joel.bright"), ("Name", "Joel Bright"), ("Role", "programme-team"), ("Area", "West Midlands"), ("StaffCode", "N52P002"), ("RegionCode", "E") })
        {
            _app.Settings[$"Referrals:DevelopmentUsers:60:{key}"] = value;
        }

        using var browser = _app.Browser();
        await _app.BringInAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task Of_two_with_the_same_risk_the_one_with_less_time_left_comes_first_and_each_line_says_why_it_is_there()
    {
        await _app.BringInAsync(
            Named("X300001", "Long", "Order"),
            Named("X300002", "Short", "Order") with
            {
                Sentences = new Dictionary<int, Sentence> { [1] = new() { Description = "Community order", StartDate = new DateOnly(2025, 3, 5), ExpectedEndDate = new DateOnly(2026, 9, 4), Custodial = false, Requirements = [] } },
            });
        using var browser = await _app.SignedInAsync("amara.osei");
        var rows = (await browser.PageAsync("/to-do")).QuerySelectorAll("table.app-to-do tbody tr").Select(Words).ToList();

        Assert.Equal(2, rows.Count);
        Assert.Contains("Short Order", rows[0], StringComparison.Ordinal);
        Assert.All(rows, row => Assert.Contains("Everything that is needed is there, and nothing has been decided.", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_assessment_moves_the_tasks_that_are_open_already()
    {
        await _app.BringInAsync(Named("X300001", "Low", "Then") with { RoshSummary = null, Section6 = Section(5001, "2026-02-02", RiskLevel.Medium) });
        var before = await _app.TaskAsync("Referrals.Decide");
        await _app.BringInAsync(Named("X300001", "Low", "Then") with { RoshSummary = null, Section6 = Section(5002, "2026-03-01", RiskLevel.VeryHigh), SaraAnalysis = new SaraAnalysis("Written anew after the new assessment.", null, new DateOnly(2026, 3, 1)) });

        Assert.Equal(2, before.Risk);
        Assert.All(await _app.ReadAsync(db => db.Tasks.Where(t => t.ClosedAt == null).ToListAsync(Cancel)), task => Assert.Equal(4, task.Risk));
    }

    [Fact]
    public async Task An_answer_is_given_in_the_list_the_count_goes_down_and_the_same_answer_again_counts_once()
    {
        await _app.BringInAsync(Asked("X300001"));
        using var browser = await _app.SignedInAsync("amara.osei");
        var page = await browser.PageAsync("/to-do");
        Assert.Equal("To do (1) – Referrals", page.Title);
        var form = Form(page.QuerySelector("details form")!);
        var words = Assert.Single(page.QuerySelectorAll("details form textarea")).GetAttribute("name")!;
        form[words] = "No call-outs since 2024";

        var after = await PostAsync(browser, form);
        Assert.Contains("Done: Get the answer from the police", Words(after.QuerySelector(".govuk-notification-banner")!), StringComparison.Ordinal);
        Assert.Contains("You have done 1 today.", Words(after.QuerySelector("main")!), StringComparison.Ordinal);
        Assert.DoesNotContain("Get the answer from the police", Words(after.QuerySelector("table.app-to-do tbody")!), StringComparison.Ordinal);

        Assert.Contains("counted once", Words((await PostAsync(browser, form)).QuerySelector(".govuk-notification-banner")!), StringComparison.Ordinal);
        Assert.Equal("No call-outs since 2024", await _app.ReadAsync(db => db.Enquiries.Select(e => e.Answer).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task An_answer_refused_in_the_list_is_open_there_with_what_was_typed_and_one_that_came_too_late_keeps_its_words()
    {
        await _app.BringInAsync(Asked("X300001"));
        using var browser = await _app.SignedInAsync("amara.osei");
        var page = await browser.PageAsync("/to-do");
        var form = Form(page.QuerySelector("details form")!);
        var name = page.QuerySelector("details form textarea")!.GetAttribute("name")!;

        var refused = await PostAsync(browser, form);
        var link = Assert.Single(refused.QuerySelectorAll(".govuk-error-summary a"));
        Assert.Equal(name, refused.GetElementById(link.GetAttribute("href")![1..])!.GetAttribute("name"));
        Assert.NotNull(refused.QuerySelector("details[open] textarea"));

        using (var other = await _app.SignedInAsync("amara.osei"))
        {
            var first = Form((await other.PageAsync("/to-do")).QuerySelector("details form")!);
            first[name] = "One call-out";
            await PostAsync(other, first);
        }

        form[name] = "Typed a minute later";
        var late = await PostAsync(browser, form);
        Assert.Contains("already done", Words(late.QuerySelector(".govuk-error-summary")!), StringComparison.Ordinal);
        Assert.Contains("Typed a minute later", Words(late.QuerySelector(".app-written")!), StringComparison.Ordinal);
        Assert.Equal("One call-out", await _app.ReadAsync(db => db.Enquiries.Select(e => e.Answer).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task The_week_ahead_counts_what_falls_due_and_repeats_no_task()
    {
        await _app.BringInAsync(Asked("X300001"), Named("X300002", "Second", "Person"));
        using var browser = await _app.SignedInAsync("amara.osei");
        var page = await browser.PageAsync("/to-do");
        var due = await _app.ReadAsync(db => db.Tasks.CountAsync(t => t.ClosedAt == null && t.DueOn >= new DateOnly(2026, 3, 2) && t.DueOn <= new DateOnly(2026, 3, 9), Cancel));

        Assert.NotEqual(0, due);
        var week = page.QuerySelectorAll("table").Single(t => Words(t.QuerySelector("caption")!) == "The week ahead");
        Assert.Equal(due, week.QuerySelectorAll("tbody tr").Sum(row => int.TryParse(Words(row.QuerySelectorAll("td")[0]).Split(' ')[0], out var count) ? count : 0));
        var links = page.QuerySelectorAll("main a[href^='/tasks/']").Select(a => a.GetAttribute("href")).ToList();
        Assert.Equal(links.Distinct(), links);
    }

    [Fact]
    public async Task A_draft_is_kept_for_the_one_who_wrote_it_says_what_it_has_not_touched_and_goes_when_the_analysis_is_saved()
    {
        await _app.BringInAsync(Caseload.ReadyToDecide("X300001") with { SaraAnalysis = null });
        var task = await _app.TaskAsync("Referrals.WriteAnalysis");
        using var browser = await _app.SignedInAsync("amara.osei");
        var address = $"/tasks/{task.Id}";
        var form = Form((await browser.PageAsync(address)).QuerySelector("form[data-draft]")!);
        form["Answers[Written].Words"] = "A pattern of assaults since 2023, escalating. He monitors her phone.";

        var kept = await PostAsync(browser, form, $"{address}?handler=Draft");
        Assert.Contains("going on with the draft", Words(kept.QuerySelector("main")!), StringComparison.Ordinal);
        Assert.Equal("A pattern of assaults since 2023, escalating. He monitors her phone.", kept.QuerySelector("textarea")!.TextContent.Trim());
        Assert.Equal(["Children", "Family members", "Separation", "Breaches"], kept.QuerySelectorAll("[data-untouched] li").Where(li => !li.HasAttribute("hidden")).Select(Words));
        Assert.Null(await _app.ReadAsync(db => db.Assessments.Select(a => a.Analysis).SingleAsync(Cancel)));

        using (var spo = await _app.SignedInAsync("david.lowe"))
        using (var theirs = await spo.GetAsync(new Uri(address, UriKind.Relative), Cancel))
        {
            Assert.DoesNotContain("monitors her phone", await theirs.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        // It never keeps anybody from saving.
        var saved = await PostAsync(browser, Form(kept.QuerySelector("form[data-draft]")!, withText: true), address);
        Assert.Contains("Done: Write your analysis", Words(saved.QuerySelector(".govuk-notification-banner")!), StringComparison.Ordinal);
        Assert.Equal(0, await _app.ReadAsync(db => db.Drafts.CountAsync(Cancel)));
    }

    [Fact]
    public async Task What_a_colleague_had_written_stays_theirs_when_somebody_else_is_first_and_they_are_told_what_happened()
    {
        var address = await SuitabilityAsync();
        using var priya = await _app.SignedInAsync("priya.nair");
        using var joel = await _app.SignedInAsync("joel.bright");
        var first = Form((await priya.PageAsync(address)).QuerySelector("form[data-draft]")!);
        var second = Form((await joel.PageAsync(address)).QuerySelector("form[data-draft]")!);
        second["Outcome"] = "MoreInformation";
        second["Answers[MoreInformation].Words"] = "What Joel asks.";
        await PostAsync(joel, second, $"{address}?handler=Draft");
        first["Outcome"] = "Suitable";
        await PostAsync(priya, first, address);

        // Kept while the page was still open, without script and with it.
        second["Answers[MoreInformation].Words"] = "What Joel asks, and more.";
        Says(await PostAsync(joel, second, $"{address}?handler=Draft"), "What Joel asks, and more.");
        using (var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{address}?handler=Draft", UriKind.Relative)) { Content = new FormUrlEncodedContent(second) })
        {
            request.Headers.Accept.ParseAdd("application/json");
            using var answer = await joel.SendAsync(request, Cancel);
            Assert.Contains("already done by Priya Nair", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        // Sent, sent without a choice, and looked at again: never a page that is not there.
        second["Answers[MoreInformation].Words"] = "What Joel sends.";
        Says(await PostAsync(joel, second, address), "What Joel sends.");
        Says(await PostAsync(joel, new Dictionary<string, string>(second, StringComparer.Ordinal) { ["Outcome"] = "" }, address), "What Joel sends.");
        var again = await joel.PageAsync(address);
        Says(again, "What Joel asks, and more.");
        Assert.DoesNotContain("What Joel", Words((await priya.PageAsync(address)).QuerySelector("main")!), StringComparison.Ordinal);
        Assert.Equal(0, await _app.ReadAsync(db => db.Milestones.CountAsync(m => m.Kind == MilestoneKinds.InformationAsked, Cancel)));

        Assert.Equal(0, await _app.Services.GetRequiredService<DraftService>().Forget(Cancel));
        var gone = await PostAsync(joel, Form(again.QuerySelector("main form[action*=Forget]")!), $"{address}?handler=Forget");
        Assert.Contains("What you wrote is deleted", Words(gone.QuerySelector(".govuk-notification-banner")!), StringComparison.Ordinal);
        Assert.Equal(0, await _app.ReadAsync(db => db.Drafts.CountAsync(Cancel)));

        static void Says(IDocument page, string written)
        {
            var main = Words(page.QuerySelector("main")!);
            Assert.Contains("This task is already done", main, StringComparison.Ordinal);
            Assert.Contains("Suitable: accept the referral", main, StringComparison.Ordinal);
            Assert.Matches("^Priya Nair.*, 2 March 2026$", ((IHtmlDocument)page).Fact("By"));
            Assert.Contains(written, page.QuerySelectorAll(".app-written").Select(Words));
        }
    }

    [Fact]
    public async Task What_was_kept_of_a_task_that_somebody_else_did_is_forgotten_a_month_later_and_one_that_is_no_longer_theirs_loses_nobody_their_words()
    {
        var address = await SuitabilityAsync();
        using var priya = await _app.SignedInAsync("priya.nair");
        using var joel = await _app.SignedInAsync("joel.bright");
        var form = Form((await joel.PageAsync(address)).QuerySelector("form[data-draft]")!);
        form["Outcome"] = "MoreInformation";
        form["Answers[MoreInformation].Words"] = "What Joel asks.";
        await PostAsync(joel, form, $"{address}?handler=Draft");
        var first = Form((await priya.PageAsync(address)).QuerySelector("form[data-draft]")!);
        first["Outcome"] = "Suitable";
        await PostAsync(priya, first, address);
        var (drafts, clock) = (_app.Services.GetRequiredService<DraftService>(), (StandingClock)_app.Services.GetRequiredService<TimeProvider>());
        clock.Now += DraftService.KeptAfter - TimeSpan.FromMinutes(1);
        Assert.Equal(0, await drafts.Forget(Cancel));
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(1, await drafts.Forget(Cancel));

        // Of somebody out of reach nothing is said but what they wrote themselves.
        using var sioned = await _app.SignedInAsync("sioned.price");
        form["__RequestVerificationToken"] = (await sioned.PageAsync("/to-do")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var content = new FormUrlEncodedContent(form);
        using var answer = await sioned.PostAsync(new Uri(address, UriKind.Relative), content, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var main = Words((await answer.PageAsync()).QuerySelector("main")!);
        Assert.Contains("What Joel asks.", main, StringComparison.Ordinal);
        Assert.DoesNotMatch("Priya|Aron|Tester|X300001|suitable", main);
    }

    /// <summary>A referral that either of two colleagues may take on.</summary>
    private async Task<string> SuitabilityAsync()
    {
        await _app.BringInAsync(Caseload.ReadyToDecide("X300001"));
        var task = await _app.TaskAsync("Referrals.Decide");
        Assert.Null(await _app.Services.GetRequiredService<TaskService>().Complete(Referrals.Web.Tests.Caseload.Amara, new CompleteTask { TaskId = task.Id, RequestId = "decided", Answer = new() { Outcome = "AcceptRecommendation" } }, Cancel));
        return $"/tasks/{(await _app.TaskAsync("Referrals.AssessSuitability")).Id}";
    }

    [Fact]
    public async Task Somebody_who_may_not_open_the_task_keeps_no_draft_of_it()
    {
        await _app.BringInAsync(Caseload.ReadyToDecide("X300001") with { SaraAnalysis = null });
        var task = await _app.TaskAsync("Referrals.WriteAnalysis");
        using var own = await _app.SignedInAsync("amara.osei");
        var form = Form((await own.PageAsync($"/tasks/{task.Id}")).QuerySelector("form[data-draft]")!);
        using var stranger = await _app.SignedInAsync("sioned.price");
        form["__RequestVerificationToken"] = (await stranger.PageAsync("/to-do")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        form["Answers[Written].Words"] = "Not mine";

        using var content = new FormUrlEncodedContent(form);
        using var answer = await stranger.PostAsync(new Uri($"/tasks/{task.Id}?handler=Draft", UriKind.Relative), content, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(0, await _app.ReadAsync(db => db.Drafts.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Only_what_the_sources_leave_open_is_asked_and_the_rest_can_be_put_right()
    {
        await _app.BringInAsync(Caseload.ReadyToDecide("X300001") with { Answers = new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, ChildrenConcerned = false } });
        using var browser = await _app.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/tasks/{(await _app.TaskAsync("Referrals.AnswerQuestions")).Id}");

        Assert.Equal(["Can this person discuss at least one act of abuse?"], page.QuerySelectorAll("main form fieldset").Where(f => f.Closest("details") is null).Select(f => Words(f.QuerySelector("legend")!)));
        Assert.Equal(3, page.QuerySelectorAll("main form details fieldset").Length);
        Assert.NotNull(page.QuerySelector("input[name='Answers[Answered].IntimatePartnerConviction'][value=yes][checked]"));
    }

    [Fact]
    public async Task An_approval_is_given_beside_the_facts()
    {
        await _app.BringInAsync(Caseload.ReadyToDecide("X300001"));
        using var practitioner = await _app.SignedInAsync("amara.osei");
        var address = $"/tasks/{(await _app.TaskAsync("Referrals.Decide")).Id}";
        var form = Form((await practitioner.PageAsync(address)).QuerySelector("form[data-draft]")!);
        form["Outcome"] = "DoNotRefer";
        form["Answers[DoNotRefer].ReasonCode"] = "UN-HEALTH";
        form["Answers[DoNotRefer].Words"] = "Awaiting surgery";
        await PostAsync(practitioner, form, address);

        using var spo = await _app.SignedInAsync("david.lowe");
        var page = await spo.PageAsync("/approvals");
        Assert.Contains("SARA towards a partner: High", Words(page.QuerySelector("main")!), StringComparison.Ordinal);
        var approve = page.QuerySelectorAll("details.app-answer").Single(d => Words(d.QuerySelector("summary")!) == "Approve the decision");
        var after = await PostAsync(spo, Form(approve.QuerySelector("form")!), "/approvals");

        Assert.Contains("No decision waits for your approval.", Words(after.QuerySelector("main")!), StringComparison.Ordinal);
        Assert.Equal(ClosedAs.Unmet, await _app.ReadAsync(db => db.Needs.Select(n => n.ClosedAs).SingleAsync(Cancel)));
    }

    private static SourceCase Named(string crn, string forename, string surname)
    {
        var ready = Caseload.ReadyToDecide(crn);
        return ready with { PersonalDetails = ready.PersonalDetails! with { Name = new PersonName { Forename = forename, Surname = surname } } };
    }

    private static SourceCase Asked(string crn) => Caseload.ReadyToDecide(crn) with { Enquiries = [new EnquiryRecord(EnquiryKind.Police, new DateOnly(2026, 2, 27), null, null)] };

    private static Section6 Section(long number, string on, RiskLevel partner) => new()
    {
        Header = new OasysHeader { AssessmentPk = number, DateCompleted = DateTime.Parse(on, System.Globalization.CultureInfo.InvariantCulture), AssessorSignedDate = DateTime.Parse(on, System.Globalization.CultureInfo.InvariantCulture), Status = "COMPLETE" },
        PerpetratorAgainstPartner = true,
        PerpetratorAgainstFamily = false,
        SaraPartner = partner,
        SaraOthers = RiskLevel.Low,
    };

    private static Dictionary<string, string> Form(IElement form, bool withText = false)
    {
        var fields = form.QuerySelectorAll("input[type=hidden][name]").ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "", StringComparer.Ordinal);
        if (withText)
        {
            foreach (var text in form.QuerySelectorAll("textarea[name]"))
            {
                fields[text.GetAttribute("name")!] = text.TextContent.Trim();
            }
        }

        return fields;
    }

    private static async Task<IDocument> PostAsync(HttpClient browser, Dictionary<string, string> form, string address = "/to-do")
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(new Uri(address, UriKind.Relative), content, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.PageAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
