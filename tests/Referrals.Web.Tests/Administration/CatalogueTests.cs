using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Application.Workflows;

namespace Referrals.Web.Tests.Administration;

/// <summary>A service of its own, as what is released stays.</summary>
public sealed class CatalogueTests : IAsyncDisposable
{
    private readonly ReferralsWebApp _app = new()
    {
        Replace = services => services.AddSingleton<TimeProvider>(new StandingClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero))),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_changes_a_service_level_reads_what_that_changes_and_releases_it()
    {
        using var owen = await _app.SignedInAsync("owen.blake");
        var page = await owen.PageAsync("/catalogue/service-levels/draft");
        Assert.Contains("Change an entry to begin", page.Body(), StringComparison.Ordinal);
        var entry = page.QuerySelectorAll("tbody a").First(a => a.Words() == "Change decide").GetAttribute("href")!;

        var wrong = await (await owen.SubmitAsync(entry, new() { ["Words"] = "Decide", ["Days"] = "soon" })).PageAsync();
        Assert.Contains("whole number", wrong.QuerySelector(".govuk-error-summary a[href='#Days']")!.Words(), StringComparison.Ordinal);
        Assert.Equal("soon", ((IHtmlInputElement)wrong.QuerySelector("#Days")!).Value);

        var draft = await (await owen.SubmitAsync(entry, new() { ["Words"] = "Decide on the recommendation", ["Days"] = "3" })).PageAsync();
        Assert.Contains("decide Changed workingDays 5 3", draft.Body(), StringComparison.Ordinal);

        var refused = await (await Post(owen, draft, "Release", new() { ["From.Day"] = "1", ["From.Month"] = "3", ["From.Year"] = "2026", ["Why"] = "" })).PageAsync();
        Assert.Contains("Say why", refused.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);

        var released = await (await Post(owen, draft, "Release", new() { ["From.Day"] = "9", ["From.Month"] = "3", ["From.Year"] = "2026", ["Why"] = "Decisions are to be quicker" })).PageAsync();
        Assert.Contains("Version 2 is released. It counts from 9 March 2026.", released.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Contains("Owen Blake", released.Row("Version 2")[1], StringComparison.Ordinal);
        Assert.Equal(3, _app.Services.GetRequiredService<CatalogueSource>().Current.ServiceLevelOn("decide", new DateOnly(2026, 3, 9)).WorkingDays);

        var compared = await owen.PageAsync("/catalogue/service-levels?version=2&against=1");
        Assert.Contains("decide Changed workingDays 5 3", compared.Body(), StringComparison.Ordinal);
        using var file = await owen.GetAsync(new Uri("/catalogue/service-levels?version=2&format=json", UriKind.Relative), Cancel);
        Assert.Equal("service-levels.v2.json", file.Content.Headers.ContentDisposition!.FileName);
        Assert.Contains("\"validFrom\": \"2026-03-09\"", await file.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ladder_keeps_what_was_typed_when_a_step_is_wrong_and_is_put_in_order_when_it_is_right()
    {
        using var owen = await _app.SignedInAsync("owen.blake");
        const string Entry = "/catalogue/ladders/draft/entry?key=handover";
        var step = new Dictionary<string, string> { ["Rungs[0].Days"] = "4", ["Rungs[0].Tell"] = "spo", ["Rungs[0].Wording"] = "It is late.", ["Rungs[1].Days"] = "1", ["Rungs[1].Wording"] = "It is due." };

        var wrong = await (await owen.SubmitAsync(Entry, step)).PageAsync();
        Assert.Contains("Select who is told", wrong.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Contains("It is due.", wrong.QuerySelectorAll("textarea").Select(t => t.TextContent.Trim()));

        step["Rungs[1].Tell"] = "owner";
        var draft = await (await owen.SubmitAsync(Entry, step)).PageAsync();
        Assert.Contains("rungs 1, afterWorkingDays 0 1", draft.Body(), StringComparison.Ordinal);
        var given = await (await Post(owen, draft, "GiveUp", [])).PageAsync();
        Assert.Contains("given up", given.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_is_added_and_one_with_a_known_code_is_refused_at_its_field()
    {
        using var owen = await _app.SignedInAsync("owen.blake");
        var empty = await (await owen.SubmitAsync("/catalogue/reasons/draft/entry", [])).PageAsync();
        Assert.Equal(5, empty.QuerySelectorAll(".govuk-error-summary li").Length);

        var draft = await (await owen.SubmitAsync("/catalogue/reasons/draft/entry", new() { ["Code"] = "un-new", ["Use"] = "unmet-need", ["Words"] = "Something new", ["Category"] = "other", ["NeedsWords"] = "yes" })).PageAsync();
        Assert.Contains("UN-NEW Added words Nothing Something new", draft.Body(), StringComparison.Ordinal);

        var twice = await (await owen.SubmitAsync("/catalogue/reasons/draft/entry", new() { ["Code"] = "UN-HEALTH", ["Use"] = "unmet-need", ["Words"] = "Again", ["Category"] = "other", ["NeedsWords"] = "yes" })).PageAsync();
        Assert.Contains("is there already", twice.QuerySelector(".govuk-error-summary a[href='#Code']")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_national_lead_reads_the_catalogue_and_tries_a_version_but_prepares_none()
    {
        using var ruth = await _app.SignedInAsync("ruth.calder");
        Assert.Equal(8, (await ruth.PageAsync("/catalogue")).QuerySelectorAll("tbody tr").Length);
        Assert.DoesNotContain("Prepare a new version", (await ruth.PageAsync("/catalogue/reasons")).Body(), StringComparison.Ordinal);
        using (var draft = await ruth.GetAsync(new Uri("/catalogue/reasons/draft", UriKind.Relative), Cancel))
            Assert.Equal(HttpStatusCode.Forbidden, draft.StatusCode);

        var file = _app.Services.GetRequiredService<Definitions>().Latest("enquiry").Json.Replace("\"version\": 1,\n  \"toolVersion\"", "\"version\": 2,\n  \"toolVersion\"", StringComparison.Ordinal);
        var tried = await Try(ruth, file);
        Assert.Contains("None of the 0 needs that were tried would go another way", tried.Body(), StringComparison.Ordinal);
        Assert.Contains("neither a workflow definition nor a catalogue file", (await Try(ruth, "{")).QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Contains("Select the file", (await Try(ruth, "")).QuerySelector(".govuk-error-summary a[href='#Version']")!.Words(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/catalogue/no-such-file", HttpStatusCode.NotFound)]
    [InlineData("/catalogue/reasons?version=9", HttpStatusCode.NotFound)]
    [InlineData("/catalogue/reasons?against=9", HttpStatusCode.NotFound)]
    [InlineData("/catalogue/programmes/draft", HttpStatusCode.NotFound)]
    [InlineData("/catalogue/ladders/draft/entry?key=no-such-ladder", HttpStatusCode.NotFound)]
    [InlineData("/workflows/enquiry/versions", HttpStatusCode.OK)]
    [InlineData("/workflows/no-such-workflow/versions", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_not_found(string address, HttpStatusCode status)
    {
        using var owen = await _app.SignedInAsync("owen.blake");
        using var answer = await owen.GetAsync(new Uri(address, UriKind.Relative), Cancel);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_member_of_staff_is_added_found_and_brought_up_to_date()
    {
        using var owen = await _app.SignedInAsync("owen.blake");
        var empty = await (await owen.SubmitAsync("/administration/staff/member", new() { ["Email"] = "nobody" })).PageAsync();
        Assert.Equal(["#Code", "#Name", "#Email", "#Role"], empty.QuerySelectorAll(".govuk-error-summary a").Select(a => a.GetAttribute("href")));

        using (await owen.SubmitAsync("/administration/staff/member", new() { ["Code"] = "n01new1", ["Name"] = "Nell Newcomer", ["Role"] = "spo", ["Area"] = "E/70" }))
            Assert.Equal("Senior probation officer", (await owen.PageAsync("/administration/staff?name=newcomer")).Row("Nell Newcomer")[0]);
        var twice = await (await owen.SubmitAsync("/administration/staff/member", new() { ["Code"] = "N01NEW1", ["Name"] = "Nell Again", ["Role"] = "spo", ["Area"] = "E/70" })).PageAsync();
        Assert.Contains("Nell Newcomer", twice.QuerySelector(".govuk-error-summary a[href='#Code']")!.Words(), StringComparison.Ordinal);

        using (await owen.SubmitAsync("/administration/staff/member?who=N01NEW1", new() { ["Name"] = "Nell Newcomer", ["Role"] = "pdu-head", ["Area"] = "E/70", ["Email"] = "nell@example.org" }))
            Assert.Equal("nell@example.org", (await owen.PageAsync("/administration/staff?role=pdu-head&region=E&name=N01NEW1")).Row("Nell Newcomer")[2]);
        await using var db = _app.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        Assert.Equal(2, await db.AuditEntries.CountAsync(a => a.Username == "owen.blake" && a.Detail == "staff N01NEW1", Cancel));
        Assert.Contains("Nothing was chased", (await owen.PageAsync("/administration/chases")).Body(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<HttpResponseMessage> Post(HttpClient browser, IHtmlDocument page, string handler, Dictionary<string, string> answers)
    {
        var form = page.QuerySelectorAll("main form").OfType<IHtmlFormElement>().First(f => f.GetAttribute("action")!.Contains($"handler={handler}", StringComparison.Ordinal));
        var hidden = form.QuerySelectorAll("input[type=hidden][name]").OfType<IHtmlInputElement>().Select(input => KeyValuePair.Create(input.Name!, input.Value));
        using var content = new FormUrlEncodedContent(hidden.Concat(answers));
        return await browser.PostAsync(new Uri(form.GetAttribute("action")!, UriKind.Relative), content, Cancel);
    }

    private static async Task<IHtmlDocument> Try(HttpClient browser, string json)
    {
        var token = ((IHtmlInputElement)(await browser.PageAsync("/try-version")).QuerySelector("main form input[name=__RequestVerificationToken]")!).Value;
        using var content = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" } };
        if (json.Length > 0)
        {
            var file = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(json));
            file.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            content.Add(file, "Version", "v2.json");
        }

        using var answer = await browser.PostAsync(new Uri("/try-version", UriKind.Relative), content, Cancel);
        return await answer.PageAsync();
    }
}
