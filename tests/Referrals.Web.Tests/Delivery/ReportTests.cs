using System.Net;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Pages;

namespace Referrals.Web.Tests.Delivery;

/// <summary>From the last session to completed: report, document, sending; and a completion taken back.</summary>
public sealed class ReportTests(WaitingPeople people) : IClassFixture<WaitingPeople>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_is_drafted_completed_opened_again_sent_and_corrected()
    {
        var referral = await people.WaitingAsync("X320001", "Ned", "Reported");
        var group = await people.GroupAsync("BBR-REP");
        await people.PlaceAsync(referral.Id, group);
        await people.RunThroughAsync(group, referral.Id);
        using var browser = await people.App.SignedInAsync("priya.nair");
        var address = Links.Report(referral.Id);
        var task = await people.OpenTask("X320001", "Referrals.WriteReport");
        Assert.Equal(address, (await browser.PageAsync(Links.Task(task.Id))).QuerySelector("main a.govuk-button")!.GetAttribute("href"));
        var stands = (await browser.PageAsync(Links.Person(await people.IdOf("X320001")))).Fact("Where it stands");
        Assert.Equal("Building Better Relationships: report to write", stands);

        using var draft = await browser.SubmitAsync(address, new() { ["Answers[engagement]"] = "Spoke up from the third session on." });
        Assert.Contains("Draft saved", (await draft.PageAsync()).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);

        // Somebody else's form is older than this draft.
        var old = await browser.PageAsync(address);
        people.Clock.Now = people.Clock.Now.AddMinutes(5);
        using (var other = await browser.SubmitAsync(address, new() { ["Answers[engagement]"] = "Spoke up from the second session on." }))
        {
            other.EnsureSuccessStatusCode();
        }

        var fields = old.QuerySelectorAll("main form input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value") ?? "", StringComparer.Ordinal);
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>(fields, StringComparer.Ordinal) { ["Answers[engagement]"] = "Quiet throughout." });
        using var late = await browser.PostAsync(new Uri(address, UriKind.Relative), content, Cancel);
        var told = await late.PageAsync();
        Assert.Contains("saved this report", told.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Equal("Quiet throughout.", told.QuerySelector("textarea[name='Answers[engagement]']")!.TextContent.Trim());

        using var incomplete = await browser.SubmitAsync(address, []);
        incomplete.EnsureSuccessStatusCode();
        using var refused = await Complete(browser, address, new() { ["Answers[engagement]"] = "Quiet throughout." });
        Assert.Equal(ReportQuestions.All.Count - 1, (await refused.PageAsync()).QuerySelectorAll(".govuk-error-summary a").Length);

        var answers = ReportQuestions.All.ToDictionary(q => $"Answers[{q.Key}]", q => $"Answer to {q.Key}.", StringComparer.Ordinal);
        using var complete = await Complete(browser, address, answers);
        Assert.Contains("The report is complete", (await complete.PageAsync()).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        var document = await browser.PageAsync(Links.ReportDocument(referral.Id));
        Assert.Contains("Answer to risk.", document.Body(), StringComparison.Ordinal);
        Assert.Contains("Attended and complied", document.Body(), StringComparison.Ordinal);
        Assert.DoesNotContain("This is a draft", document.Body(), StringComparison.Ordinal);

        using var tooEarly = await browser.SubmitAsync(Links.SendReport(referral.Id), new() { ["On.Day"] = "2", ["On.Month"] = "3", ["On.Year"] = "2026", ["To"] = "Amara Osei" });
        Assert.Contains("It cannot have been sent earlier.", (await tooEarly.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words(), StringComparison.Ordinal);
        var today = people.Today;
        using var sent = await browser.SubmitAsync(Links.SendReport(referral.Id), new() { ["On.Day"] = $"{today.Day}", ["On.Month"] = $"{today.Month}", ["On.Year"] = $"{today.Year}", ["To"] = "Amara Osei" });
        Assert.Contains("The programme is complete.", (await sent.PageAsync()).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Equal(ClosedAs.Met, await people.Read(db => db.Needs.Where(n => n.Id == referral.NeedId).Select(n => n.ClosedAs).SingleAsync(Cancel)));

        using var spo = await people.App.SignedInAsync("david.lowe");
        using var unsaid = await spo.SubmitAsync(Links.Correct(referral.Id), new() { ["Status"] = "Ended" });
        Assert.Equal("Choose a reason", (await unsaid.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());
        using var corrected = await spo.SubmitAsync(Links.Correct(referral.Id), new() { ["Status"] = "Ended", ["ReasonCode"] = "SC-EARLY" });
        var person = await corrected.PageAsync();
        Assert.Equal("Building Better Relationships: report to write", person.Fact("Where it stands"));
        var struck = person.QuerySelectorAll(".moj-timeline__item").Single(i => i.QuerySelector("del")?.Words() == "Completed: Building Better Relationships");
        Assert.Contains("by David Lowe", struck.Words(), StringComparison.Ordinal);
        Assert.Contains("Recorded before it had happened", struck.Words(), StringComparison.Ordinal);
        Assert.Contains("Corrected: Building Better Relationships", person.Body(), StringComparison.Ordinal);

        // Nothing is left to correct, and it says so.
        Assert.Contains("Nothing about where this referral stands can be corrected here now", (await spo.PageAsync(Links.Correct(referral.Id))).Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_read_by_those_who_reach_the_person_and_written_by_the_programme_team()
    {
        var referral = await people.ReferralAsync(Caseload.Accepted);
        using var amara = await people.App.SignedInAsync("amara.osei");
        Assert.Null((await amara.PageAsync(Links.Report(referral.Id))).QuerySelector("main form"));
        Assert.Equal("Not yet", (await amara.PageAsync(Links.ReportDocument(referral.Id))).Fact("First session attended"));
        Assert.Equal(HttpStatusCode.NotFound, (await amara.GetAsync(new Uri(Links.SendReport(referral.Id), UriKind.Relative), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await amara.GetAsync(new Uri(Links.Correct(referral.Id), UriKind.Relative), Cancel)).StatusCode);
        foreach (var username in new[] { "ruth.calder", "nadia.rahman", "grace.adeyemi" })
        {
            using var other = await people.App.SignedInAsync(username);
            foreach (var address in new[] { Links.Report(referral.Id), Links.ReportDocument(referral.Id), Links.Correct(referral.Id), Links.Commencement(referral.Id) })
            {
                Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync(new Uri(address, UriKind.Relative), Cancel)).StatusCode);
            }
        }
    }

    private static async Task<HttpResponseMessage> Complete(HttpClient browser, string address, Dictionary<string, string> answers)
    {
        var page = await browser.PageAsync(address);
        var fields = page.QuerySelectorAll("main form input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value") ?? "", StringComparer.Ordinal);
        using var content = new FormUrlEncodedContent(fields.Concat(answers));
        return await browser.PostAsync(new Uri($"{address}?handler=Complete", UriKind.Relative), content, Cancel);
    }
}
