using System.Net;
using Microsoft.EntityFrameworkCore;
using Referrals.Web.Pages;

namespace Referrals.Web.Tests.Delivery;

/// <summary>Availability and needs, and who is kept apart.</summary>
public sealed class ProfileTests(WaitingPeople people) : IClassFixture<WaitingPeople>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Times_are_typed_as_people_say_them_and_what_is_not_understood_is_said_at_its_day()
    {
        var id = await people.IdOf(Caseload.Accepted);
        using var browser = await people.App.SignedInAsync("amara.osei");
        using var refused = await browser.SubmitAsync(Links.Availability(id), new() { ["When"] = "times", ["Times[Tuesday]"] = "evenings", ["Times[Thursday]"] = "6pm to 9pm" });
        var page = await refused.PageAsync();
        Assert.Equal("Write the times on Tuesday like 6pm to 9pm", page.QuerySelector(".govuk-error-summary a")!.Words());
        Assert.Equal("evenings", page.QuerySelector("input[name='Times[Tuesday]']")!.GetAttribute("value"));
        using var backwards = await browser.SubmitAsync(Links.Availability(id), new() { ["When"] = "times", ["Times[Tuesday]"] = "9pm to 6pm" });
        Assert.Contains("On Tuesday the time until which they can come must be later than 21:00", (await backwards.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words(), StringComparison.Ordinal);

        using var saved = await browser.SubmitAsync(Links.Availability(id), new()
        {
            ["When"] = "times",
            ["Times[Tuesday]"] = "9am to 12:30, 6pm to 9.30pm",
            ["OtherOffice"] = "Selly Oak",
            ["LearningNeed"] = "yes",
            ["LearningNeedSource"] = "Assessment of June 2025",
            ["Interpreter"] = "Polish",
        });
        Assert.Contains("Availability and needs saved", (await saved.PageAsync()).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        var profile = await people.Read(db => db.Profiles.SingleAsync(p => p.PersonId == id, Cancel));
        Assert.Equal([(new TimeOnly(9, 0), new TimeOnly(12, 30)), (new TimeOnly(18, 0), new TimeOnly(21, 30))], profile.Availability!.Select(a => (a.From, a.To)));
        Assert.Equal(["Selly Oak"], profile.CanReach!);
        Assert.Equal("9am to 12:30pm, 6pm to 9:30pm", (await browser.PageAsync(Links.Availability(id))).QuerySelector("input[name='Times[Tuesday]']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_learning_need_is_changed_with_a_source_and_a_reason_and_the_history_stays()
    {
        await people.WaitingAsync("X310001", "Kim", "Learner");
        var id = await people.IdOf("X310001");
        using var browser = await people.App.SignedInAsync("priya.nair");
        using var refused = await browser.SubmitAsync(Links.Availability(id), new() { ["When"] = "not-asked", ["LearningNeed"] = "yes", ["LearningNeedSource"] = "Seen in the pre-group" });
        Assert.Contains("Something else was recorded before", (await refused.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words(), StringComparison.Ordinal);
        using var saved = await browser.SubmitAsync(Links.Availability(id), new() { ["When"] = "not-asked", ["LearningNeed"] = "yes", ["LearningNeedSource"] = "Seen in the pre-group", ["LearningNeedWhy"] = "Could not read the handout." });
        saved.EnsureSuccessStatusCode();

        Assert.Contains("no, by Amara Osei (N52A001). Source: Asked at induction.", (await browser.PageAsync(Links.Availability(id))).Body(), StringComparison.Ordinal);
        Assert.Equal(2, (await people.Read(db => db.Profiles.SingleAsync(p => p.PersonId == id, Cancel))).LearningNeedHistory!.Count);
    }

    [Fact]
    public async Task Two_people_are_kept_apart_by_CRN_and_that_is_ended_with_a_reason()
    {
        await people.WaitingAsync("X310010", "Lou", "One");
        await people.WaitingAsync("X310011", "Max", "Two");
        var id = await people.IdOf("X310010");
        using var browser = await people.App.SignedInAsync("amara.osei");
        using var unknown = await browser.SubmitAsync(Links.KeepApart(id), new() { ["Crn"] = "X999999", ["Why"] = "Threats." });
        Assert.Equal("Nobody here has the CRN X999999.", (await unknown.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());
        using var self = await browser.SubmitAsync(Links.KeepApart(id), new() { ["Crn"] = "X310010", ["Why"] = "Threats." });
        Assert.Equal("That is the person's own CRN.", (await self.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());

        using var done = await browser.SubmitAsync(Links.KeepApart(id), new() { ["Crn"] = "x310011", ["Why"] = "Threats." });
        Assert.Equal("Threats.", (await done.PageAsync()).Row("Max Two")[0]);
        Assert.Equal("Threats.", (await browser.PageAsync(Links.KeepApart(await people.IdOf("X310011")))).Row("Lou One")[0]);

        var end = (await browser.PageAsync(Links.KeepApart(id))).Link("End this").GetAttribute("href")!;
        using var why = await browser.SubmitAsync(end, []);
        Assert.Equal("Say why they may now be in one group", (await why.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());
        using var ended = await browser.SubmitAsync(end, new() { ["Why"] = "Settled in mediation." });
        Assert.Equal("2 Mar 2026", (await ended.PageAsync()).Row("Max Two")[2]);
    }

    [Fact]
    public async Task A_head_of_PDU_reads_availability_and_changes_nothing_and_other_regions_find_nothing()
    {
        var id = await people.IdOf(Caseload.Accepted);
        using var head = await people.App.SignedInAsync("helen.farrow");
        Assert.Null((await head.PageAsync(Links.Availability(id))).QuerySelector("main form"));
        using var amara = await people.App.SignedInAsync("amara.osei");
        var elsewhere = await people.IdOf(Caseload.Elsewhere);
        foreach (var address in new[] { Links.Availability(elsewhere), Links.KeepApart(elsewhere) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await amara.GetAsync(new Uri(address, UriKind.Relative), Cancel)).StatusCode);
        }
    }
}
