using System.Net;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Delivery;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Pages;

namespace Referrals.Web.Tests.Delivery;

/// <summary>A programme team's day: who waits on them, who may be about to drop out.</summary>
public sealed class TeamTests(Hall hall) : IClassFixture<Hall>
{
    [Fact]
    public async Task Somebody_absent_from_two_of_three_sessions_is_listed_with_the_rule_that_holds_and_somebody_who_came_is_not()
    {
        var group = await hall.Group();
        var away = await hall.Member(group, "Away");
        var there = await hall.Member(group, "There");
        foreach (var number in new[] { 0, 1 })
        {
            var session = await hall.After(group, number);
            Assert.Empty(await hall.Get<RegisterService>().Record(Hall.Priya, session.Id,
            [
                new RegisterEntry { DeliveryId = away.Id, Outcome = AttendanceOutcome.UnacceptableAbsence },
                new RegisterEntry { DeliveryId = there.Id, Outcome = AttendanceOutcome.AttendedComplied },
            ], TestContext.Current.CancellationToken));
        }

        using var browser = await hall.App.SignedInAsync("priya.nair");
        var page = await browser.PageAsync("/my-day");
        var row = Assert.Single(page.QuerySelectorAll("tbody tr"), r => r.Words().Contains("Mem Away", StringComparison.Ordinal));
        Assert.Contains("Absent from 2 of the last 2 sessions.", row.Words(), StringComparison.Ordinal);
        Assert.NotNull(row.QuerySelector($"a[href='{Links.Book(group.Id, away.Id)}']"));
        Assert.DoesNotContain("Mem There", page.Body(), StringComparison.Ordinal);
        Assert.Contains("absent from 2 or more of the last 3 sessions", page.Body(), StringComparison.Ordinal);
    }
}

/// <summary>Places for many at once.</summary>
public sealed class FillTests(WaitingPeople people) : IClassFixture<WaitingPeople>
{
    [Fact]
    public async Task Whoever_fits_is_ticked_and_given_a_place_and_whoever_does_not_is_shown_with_why_and_is_not()
    {
        var group = await people.GroupAsync("FILL-1");
        var first = await people.WaitingAsync("X710001", "Fits", "One");
        var second = await people.WaitingAsync("X710002", "Fits", "Two");
        var unknown = await people.WaitingAsync("X710003", "Nothing", "Known", known: false);
        using var browser = await people.App.SignedInAsync("priya.nair");
        var address = Links.Fill(group);
        var page = await browser.PageAsync(address);

        Assert.NotNull(page.QuerySelector($"input[value='{first.Id}']"));
        Assert.Null(page.QuerySelector($"input[value='{unknown.Id}']"));
        var row = Assert.Single(page.QuerySelectorAll("tbody tr"), r => r.Words().Contains("Nothing Known", StringComparison.Ordinal));
        Assert.Contains("Not known", row.Words(), StringComparison.Ordinal);
        Assert.NotNull(row.QuerySelector($"a[href='{Links.GivePlace(unknown.Id, group)}']"));

        // One that is not on the page is not given because its key was sent.
        var form = Form.On(address, page).With("Chosen", $"{first.Id}", $"{second.Id}", $"{unknown.Id}");
        var told = await form.Send(browser);
        Assert.Contains("2 places given, 1 not", told.Body(), StringComparison.Ordinal);
        Assert.Equal(2, await people.Read(db => db.Places.CountAsync(p => p.GroupId == group && p.EndedOn == null, TestContext.Current.CancellationToken)));
        Assert.Equal(0, await people.Read(db => db.Places.CountAsync(p => p.ReferralId == unknown.Id, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Whoever_was_put_off_after_they_were_ticked_is_named_and_not_passed_over()
    {
        var group = await people.GroupAsync("FILL-3");
        await people.WaitingAsync("X710005", "Still", "There");
        var off = await people.WaitingAsync("X710006", "Put", "Off");
        using var browser = await people.App.SignedInAsync("priya.nair");
        var address = Links.Fill(group);
        var form = Form.On(address, await browser.PageAsync(address)).With("Chosen", $"{off.Id}");
        await people.Answer(Caseload.Priya, "X710006", "Referrals.WaitForPlace", new TaskAnswer { Outcome = "NotReady", ReasonCode = people.Get<Referrals.Application.CatalogueSource>().Current.Reasons("not-ready", people.Today)[0].Code, On = people.Today.AddDays(40), Words = "Detox first." });

        var told = await form.Send(browser);
        Assert.Contains("0 places given, 1 not", told.Body(), StringComparison.Ordinal);
        Assert.Contains("Put Off: No longer at the head of the queue", told.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_ticked_is_said_and_only_the_programme_team_comes_in()
    {
        var group = await people.GroupAsync("FILL-2");
        await people.WaitingAsync("X710004", "Fits", "Three");
        using var browser = await people.App.SignedInAsync("priya.nair");
        Assert.StartsWith("Error", (await (await Form.Open(browser, Links.Fill(group))).Send(browser)).Title, StringComparison.Ordinal);
        using var spo = await people.App.SignedInAsync("david.lowe");
        using var answer = await spo.GetAsync(new Uri(Links.Fill(group), UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
