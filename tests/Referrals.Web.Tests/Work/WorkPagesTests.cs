using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Import.Sources;

namespace Referrals.Web.Tests.Work;

public sealed class WorkPagesTests : IAsyncLifetime
{
    private readonly ReferralsWebApp _app = Caseload.App();

    public async ValueTask InitializeAsync()
    {
        using var browser = _app.Browser();
        await _app.BringInAsync(Caseload.ReadyToDecide());
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task To_do_says_what_for_whom_by_when_and_how_long_is_left_and_leads_to_the_task()
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        var page = await browser.PageAsync("/to-do");

        Assert.Equal("To do (1) – Referrals", page.Title);
        var row = Assert.Single(page.QuerySelectorAll("table.app-to-do tbody tr"));
        Assert.Contains("Decide on an intervention", Words(row), StringComparison.Ordinal);
        Assert.Contains("Aron Tester, X100001", Words(row), StringComparison.Ordinal);
        Assert.Contains("High risk", Words(row), StringComparison.Ordinal);
        Assert.Contains("weeks", Words(row), StringComparison.Ordinal);
        var task = await _app.TaskAsync("Referrals.Decide");
        Assert.Equal($"/tasks/{task.Id}", row.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task The_decision_shows_every_criterion_of_the_recommendation_with_what_was_known()
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/tasks/{(await _app.TaskAsync("Referrals.Decide")).Id}");

        Assert.Equal("Decide on an intervention – Referrals", page.Title);
        var recommended = page.QuerySelectorAll("table.app-criteria")[0];
        Assert.Contains("Convicted of violence against an intimate partner", Words(recommended), StringComparison.Ordinal);
        Assert.All(recommended.QuerySelectorAll("tbody tr"), row => Assert.Contains("Holds", Words(row), StringComparison.Ordinal));
        Assert.Contains("Accept the recommendation: Building Better Relationships", Words(page.QuerySelector("main form")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepting_opens_the_referral_and_says_what_comes_next_and_the_same_form_sent_again_counts_once()
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        var address = $"/tasks/{(await _app.TaskAsync("Referrals.Decide")).Id}";
        var form = Fields(await browser.PageAsync(address));
        form["Outcome"] = "AcceptRecommendation";

        var first = await PostAsync(browser, address, form);
        Assert.Contains("Done: Decide on an intervention", Words(first.QuerySelector(".govuk-notification-banner")!), StringComparison.Ordinal);
        Assert.Contains("suitability", Words(first.QuerySelector(".govuk-notification-banner")!), StringComparison.OrdinalIgnoreCase);
        var second = await PostAsync(browser, address, form);
        Assert.Contains("counted once", Words(second.QuerySelector(".govuk-notification-banner")!), StringComparison.Ordinal);

        Assert.Equal(1, await _app.ReadAsync(db => db.Set<Referrals.Domain.Referral>().CountAsync(Cancel)));
        Assert.Equal(1, await _app.ReadAsync(db => db.Set<Referrals.Domain.Decision>().CountAsync(Cancel)));
    }

    [Fact]
    public async Task A_choice_without_its_reason_is_refused_at_the_question_and_keeps_what_was_typed()
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        var address = $"/tasks/{(await _app.TaskAsync("Referrals.Decide")).Id}";
        var form = Fields(await browser.PageAsync(address));
        form["Outcome"] = "DoNotRefer";
        form["Answers[DoNotRefer].Words"] = "He works nights & weekends";

        var page = await PostAsync(browser, address, form);

        Assert.StartsWith("Error: ", page.Title, StringComparison.Ordinal);
        var link = page.QuerySelector(".govuk-error-summary a")!;
        Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..]));
        Assert.Equal("He works nights & weekends", page.QuerySelector("textarea[name='Answers[DoNotRefer].Words']")!.TextContent.Trim());
        Assert.NotNull(page.QuerySelector("input[name=Outcome][value=DoNotRefer][checked]"));
    }

    [Fact]
    public async Task Nothing_chosen_is_refused_in_words()
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        var address = $"/tasks/{(await _app.TaskAsync("Referrals.Decide")).Id}";

        var page = await PostAsync(browser, address, Fields(await browser.PageAsync(address)));

        Assert.Equal("Choose one of the answers", Words(page.QuerySelector(".govuk-error-summary a")!));
    }

    [Fact]
    public async Task Everything_that_is_missing_is_said_at_once_each_at_its_field()
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        var address = $"/tasks/{(await _app.TaskAsync("Referrals.Decide")).Id}";
        var form = Fields(await browser.PageAsync(address));
        form["Outcome"] = "ChooseAnother";

        var page = await PostAsync(browser, address, form);

        var links = page.QuerySelectorAll(".govuk-error-summary a");
        Assert.Equal(["Choose an intervention", "Choose a reason", "Fill in \"Why is it the better choice for this person?\""], links.Select(Words));
        Assert.Equal(["Answers[ChooseAnother].ProgrammeKey", "Answers[ChooseAnother].ReasonCode", "Answers[ChooseAnother].Words"], links.Select(link => page.GetElementById(link.GetAttribute("href")![1..])!.GetAttribute("name")));
    }

    [Fact]
    public async Task A_question_left_open_is_refused_at_that_question()
    {
        await _app.BringInAsync(Caseload.ReadyToDecide("X100002") with { Answers = new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, ChildrenConcerned = false } });
        using var browser = await _app.SignedInAsync("amara.osei");
        var address = $"/tasks/{(await _app.TaskAsync("Referrals.AnswerQuestions")).Id}";

        var page = await PostAsync(browser, address, Fields(await browser.PageAsync(address)));

        var link = Assert.Single(page.QuerySelectorAll(".govuk-error-summary a"));
        Assert.StartsWith("Can this person discuss at least one act of abuse?", Words(link), StringComparison.Ordinal);
        Assert.Equal("Answers[Answered].CanDiscussOneAct", page.GetElementById(link.GetAttribute("href")![1..])!.GetAttribute("name"));
    }

    [Theory]
    [InlineData("tom.hartley")]
    [InlineData("sioned.price")]
    public async Task Somebody_elses_task_is_not_there(string username)
    {
        using var browser = await _app.SignedInAsync(username);
        var task = await _app.TaskAsync("Referrals.Decide");
        foreach (var address in new[] { $"/tasks/{task.Id}", $"/tasks/{task.Id}/snooze" })
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_override_waits_for_the_senior_probation_officer_who_sees_both_sides_and_can_send_it_back()
    {
        using var practitioner = await _app.SignedInAsync("amara.osei");
        var address = $"/tasks/{(await _app.TaskAsync("Referrals.Decide")).Id}";
        var form = Fields(await practitioner.PageAsync(address));
        form["Outcome"] = "DoNotRefer";
        form["Answers[DoNotRefer].ReasonCode"] = "UN-HEALTH";
        form["Answers[DoNotRefer].Words"] = "Awaiting surgery";
        await PostAsync(practitioner, address, form);

        using var spo = await _app.SignedInAsync("david.lowe");
        var list = Words((await spo.PageAsync("/approvals")).QuerySelector("main")!);
        Assert.Contains("Building Better Relationships", list, StringComparison.Ordinal);
        Assert.Contains("Not to refer", list, StringComparison.Ordinal);
        Assert.Contains("Awaiting surgery", list, StringComparison.Ordinal);

        var approval = $"/tasks/{(await _app.TaskAsync("Referrals.ApproveDecision")).Id}";
        var answer = Fields(await spo.PageAsync(approval));
        answer["Outcome"] = "Rejected";
        answer["Answers[Rejected].ReasonCode"] = await _app.ReadAsync(_ => Task.FromResult(RejectionReason()));
        answer["Answers[Rejected].Words"] = "Ask the surgeon for dates";
        await PostAsync(spo, approval, answer);

        Assert.Matches("Sent back: \\w", Words((await practitioner.PageAsync("/to-do")).QuerySelector("tbody tr")!));
        var again = await practitioner.PageAsync($"/tasks/{(await _app.TaskAsync("Referrals.Decide")).Id}");
        Assert.Contains("Your decision was sent back", Words(again.QuerySelector("main")!), StringComparison.Ordinal);
        Assert.Contains("Ask the surgeon for dates", Words(again.QuerySelector("main")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_put_off_says_until_when_and_a_day_too_far_is_refused()
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        var address = $"/tasks/{(await _app.TaskAsync("Referrals.Decide")).Id}/snooze";
        var page = await browser.PageAsync(address);
        var form = Fields(page);
        form["ReasonCode"] = page.QuerySelector("input[name=ReasonCode]")!.GetAttribute("value")!;
        form["Words"] = "On leave";
        (form["Until.Day"], form["Until.Month"], form["Until.Year"]) = ("1", "9", "2026");
        Assert.Contains("20 working days", Words((await PostAsync(browser, address, form)).QuerySelector(".govuk-error-summary")!), StringComparison.Ordinal);

        (form["Until.Day"], form["Until.Month"]) = ("9", "March");
        Assert.Contains("Snoozed until 9 Mar 2026", Words((await PostAsync(browser, address, form)).QuerySelector("main")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_team_is_listed_with_what_each_carries_and_opens_to_a_practitioners_tasks()
    {
        using var browser = await _app.SignedInAsync("david.lowe");
        var page = await browser.PageAsync("/team");
        Assert.Contains("Amara Osei 1 1", Words(page.QuerySelector("tbody tr")!), StringComparison.Ordinal);

        var list = await browser.PageAsync(page.QuerySelector("tbody a")!.GetAttribute("href")!);
        Assert.Equal("Amara Osei", Words(list.QuerySelector("h1")!));
        Assert.Contains("Decide on an intervention", Words(list.QuerySelector("tbody tr")!), StringComparison.Ordinal);
        using var nobody = await browser.GetAsync(new Uri("/team/N00XXX", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task A_regional_lead_sees_units_side_by_side_and_opens_one_to_its_tasks()
    {
        using var browser = await _app.SignedInAsync("martin.cole");
        var page = await browser.PageAsync("/stuck");
        var unit = page.QuerySelectorAll("tbody th a").First(a => Words(a) == "Birmingham Central and South");
        Assert.NotNull(page.QuerySelector("main svg[role=img] desc"));

        var stuck = await browser.PageAsync(unit.GetAttribute("href")!);
        Assert.Contains("Decide on an intervention", Words(stuck.QuerySelector("tbody tr")!), StringComparison.Ordinal);
        var list = await browser.PageAsync(stuck.QuerySelector("tbody a")!.GetAttribute("href")!);
        Assert.Equal(1, list.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("Birmingham Central and South", Words(list.QuerySelector(".govuk-caption-xl")!), StringComparison.Ordinal);
        Assert.Contains("Nothing is waiting here", Words((await browser.PageAsync("/stuck?pdu=74")).QuerySelector("main")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_needs_are_stuck_counts_what_is_waited_for_and_opens_to_the_list()
    {
        using var browser = await _app.SignedInAsync("david.lowe");
        var page = await browser.PageAsync("/stuck");
        Assert.Contains("Decide on an intervention 1 0 1 0", Words(page.QuerySelector("tbody tr")!), StringComparison.Ordinal);

        var list = await browser.PageAsync(page.QuerySelector("tbody a")!.GetAttribute("href")!);
        Assert.Contains("Amara Osei, probation practitioner", Words(list.QuerySelector("tbody tr")!), StringComparison.Ordinal);
        Assert.Contains("Nothing has climbed to you", Words((await browser.PageAsync("/climbed")).QuerySelector("main")!), StringComparison.Ordinal);
    }

    private string RejectionReason() =>
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Referrals.Application.CatalogueSource>(_app.Services)
            .Current.Reasons(Referrals.Domain.ReasonUses.ApprovalRejection, new DateOnly(2026, 3, 2))[0].Code;

    private static Dictionary<string, string> Fields(IDocument page) => page.QuerySelectorAll("main form input[type=hidden][name]")
        .ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "", StringComparer.Ordinal);

    private static async Task<IDocument> PostAsync(HttpClient browser, string address, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(new Uri(address, UriKind.Relative), content, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.PageAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
