using Microsoft.EntityFrameworkCore;

namespace Referrals.Web.Tests.People;

public sealed class EventTests(Caseload caseload)
{
    [Fact]
    public async Task A_recall_that_is_recorded_holds_the_need_and_stands_in_the_history_with_who_and_why()
    {
        await caseload.Bring(Caseload.Person("X201001", "Fay", "Recall"));
        var id = await caseload.IdOf("X201001");
        using var browser = await caseload.App.SignedInAsync("amara.osei");

        using var answer = await browser.SubmitAsync($"/people/{id}/event", new()
        {
            ["Kind"] = "recalled",
            ["On.Day"] = "1st",
            ["On.Month"] = "March",
            ["On.Year"] = "2026",
            ["Words"] = "Moved without telling us",
        });
        var page = await answer.PageAsync();

        Assert.Equal($"/people/{id}", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("Recorded: recalled to custody on 1 March 2026", page.QuerySelector(".govuk-notification-banner--success")!.Words(), StringComparison.Ordinal);
        Assert.Contains("Recalled to custody", page.Fact("Where it stands"), StringComparison.OrdinalIgnoreCase);
        var happened = page.QuerySelectorAll(".moj-timeline__item").First(item => item.QuerySelector(".moj-timeline__title")!.Words() == "Recalled to custody").Words();
        Assert.Contains("by Amara Osei", happened, StringComparison.Ordinal);
        Assert.Contains("1 March 2026", happened, StringComparison.Ordinal);
        Assert.Contains("Moved without telling us", happened, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_in_the_future_is_refused_at_the_date_and_what_was_typed_stays()
    {
        await caseload.Bring(Caseload.Person("X201002", "Gil", "Future"));
        var id = await caseload.IdOf("X201002");
        using var browser = await caseload.App.SignedInAsync("amara.osei");

        using var answer = await browser.SubmitAsync($"/people/{id}/event", new()
        {
            ["Kind"] = "breached",
            ["On.Day"] = "3",
            ["On.Month"] = "3",
            ["On.Year"] = "2026",
            ["Words"] = "Missed two appointments",
        });
        var page = await answer.PageAsync();

        Assert.Equal("3 March 2026 is in the future. Give the day it happened.", page.QuerySelector(".govuk-error-summary a[href='#On-day']")!.Words());
        Assert.NotNull(page.QuerySelector("input[value=breached][checked]"));
        Assert.Equal("Missed two appointments", page.QuerySelector("#Words")!.Words());
        Assert.False(await caseload.Read(db => db.Milestones.AnyAsync(m => m.PersonId == id && m.Kind == "breached")));
    }

    [Fact]
    public async Task Nothing_filled_in_asks_for_what_and_when()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        using var answer = await browser.SubmitAsync($"/people/{await caseload.IdOf(Caseload.Gathering)}/event", []);
        var page = await answer.PageAsync();

        Assert.Equal(["Select what happened", "Enter the date it happened"], page.QuerySelectorAll(".govuk-error-summary li").Select(Reading.Words));
    }
}
