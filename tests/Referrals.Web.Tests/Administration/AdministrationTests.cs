using System.Globalization;
using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Web.Tests.Administration;

public sealed class AdministrationTests(Caseload caseload)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("amara.osei")]
    [InlineData("martin.cole")]
    [InlineData("ruth.calder")]
    public async Task Only_an_administrator_enters(string username)
    {
        using var browser = await caseload.App.SignedInAsync(username);
        using var answer = await browser.GetAsync(new Uri("/administration", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_message_that_reached_nobody_is_tried_again_at_a_corrected_address()
    {
        var id = await Undeliverable("pat@example.invalid");
        using var browser = await caseload.App.SignedInAsync("owen.blake");
        var page = await browser.PageAsync("/administration");
        var row = page.QuerySelector($"input[name=message][value='{id}']")!.Closest("tr")!;
        Assert.Contains("No such mailbox", row.Words(), StringComparison.Ordinal);

        using var answer = await Submit(browser, row, new() { ["address"] = " pat@example.org " });

        Assert.Contains("will be tried again", (await answer.PageAsync()).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        var message = await caseload.Read(db => db.Outbox.SingleAsync(m => m.Id == id));
        Assert.Equal(("pat@example.org", 0, null), (message.Address, message.Attempts, message.UndeliverableAt));
    }

    [Fact]
    public async Task A_message_without_an_address_asks_for_one_and_a_wrong_one_is_refused_at_its_field()
    {
        var id = await Undeliverable(null);
        using var browser = await caseload.App.SignedInAsync("owen.blake");
        foreach (var (typed, words) in new[] { ("", "Enter an address: this message has none."), ("nobody", "Enter an e-mail address in the right form, like name@example.org") })
        {
            var row = (await browser.PageAsync("/administration")).QuerySelector($"input[name=message][value='{id}']")!.Closest("tr")!;
            using var answer = await Submit(browser, row, new() { ["address"] = typed });

            Assert.StartsWith(words, (await answer.PageAsync()).QuerySelector($".govuk-error-summary a[href='#address-{id}']")!.Words(), StringComparison.Ordinal);
        }

        Assert.NotNull((await caseload.Read(db => db.Outbox.SingleAsync(m => m.Id == id))).UndeliverableAt);
    }

    [Fact]
    public async Task A_job_that_is_run_now_says_what_it_did_and_its_row_says_when()
    {
        using var browser = await caseload.App.SignedInAsync("owen.blake");
        var row = (await browser.PageAsync("/administration")).QuerySelector("input[name=job][value=timers]")!.Closest("tr")!;
        using var answer = await Submit(browser, row, []);
        var page = await answer.PageAsync();

        Assert.Contains("Job timers: 0 timers elapsed.", page.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Equal("2 March 2026 at 9:00am", page.Row("timers")[0]);
    }

    [Fact]
    public async Task What_is_not_known_is_counted_and_an_area_nobody_knows_is_shown_as_the_source_wrote_it()
    {
        using var browser = await caseload.App.SignedInAsync("owen.blake");
        var page = await browser.PageAsync("/administration");

        Assert.True(int.Parse(page.Row("Region")[0], CultureInfo.InvariantCulture) >= 1);
        Assert.True(int.Parse(page.Row("Any assessment")[0], CultureInfo.InvariantCulture) >= 1);
        Assert.True(int.Parse(page.Row("Registrations")[0], CultureInfo.InvariantCulture) >= 1);
        Assert.Contains("Nowhere", page.Body(), StringComparison.Ordinal);
    }

    private async Task<Guid> Undeliverable(string? address)
    {
        var now = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var id = Ids.New(now);
        await caseload.Read(async db =>
        {
            db.Add(new OutboxMessage
            {
                Id = id,
                Key = id.ToString("N"),
                Kind = "digest",
                Addressee = "Pat Practitioner",
                Address = address,
                Subject = "3 tasks are late",
                Body = "",
                CreatedAt = now,
                NextAttemptAt = now,
                Attempts = 8,
                UndeliverableAt = now,
                LastError = "No such mailbox",
            });
            return await db.SaveChangesAsync(Cancel);
        });
        return id;
    }

    private static async Task<HttpResponseMessage> Submit(HttpClient browser, AngleSharp.Dom.IElement row, Dictionary<string, string> answers)
    {
        var form = (IHtmlFormElement)row.QuerySelector("form")!;
        var hidden = form.QuerySelectorAll("input[type=hidden][name]").OfType<IHtmlInputElement>().Select(input => KeyValuePair.Create(input.Name!, input.Value));
        using var content = new FormUrlEncodedContent(hidden.Concat(answers));
        return await browser.PostAsync(new Uri(form.GetAttribute("action")!, UriKind.Relative), content);
    }
}
