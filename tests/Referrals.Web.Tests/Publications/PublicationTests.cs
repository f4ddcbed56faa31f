using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Jobs;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Publications;

/// <summary>A service of its own, as what is published stays.</summary>
public sealed class PublicationTests : IAsyncDisposable
{
    private readonly StandingClock _clock = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
    private readonly ReferralsWebApp _app;

    public PublicationTests() => _app = new() { Replace = services => services.AddSingleton<TimeProvider>(_clock) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_national_lead_checks_what_it_would_be_freezes_it_lets_somebody_read_it_and_it_is_released_at_its_time()
    {
        await _app.BringInAsync([.. Enumerable.Range(10, 12).Select(n => Work.Caseload.ReadyToDecide($"X6000{n}"))]);
        using var ruth = await _app.SignedInAsync("ruth.calder");
        using var amara = await _app.SignedInAsync("amara.osei");
        Assert.Contains("Nothing has been released yet.", (await ruth.PageAsync("/publications")).Body(), StringComparison.Ordinal);
        Assert.Empty((await amara.PageAsync("/publications")).QuerySelectorAll("a[href='/publications/new']"));
        using (var refused = await amara.GetAsync(new Uri("/publications/new", UriKind.Relative), Cancel)) Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        var empty = await (await ruth.SubmitAsync("/publications/new", new() { ["Summary"] = "Kept", ["Threshold"] = "2" })).PageAsync();
        Assert.Equal("Kept", empty.QuerySelector("#Summary")!.TextContent.Trim());
        foreach (var field in new[] { "Heading", "Contact", "Measures", "From-day", "To-day", "By", "Protection", "Threshold" })
            Assert.NotNull(empty.QuerySelector($".govuk-error-summary a[href='#{field}']"));

        var answers = new Dictionary<string, string>
        {
            ["Heading"] = "Domestic abuse interventions", ["Measures"] = "referrals-and-completions/assessment", ["Summary"] = "How far people got.", ["Contact"] = "statistics@example.org", ["By"] = "region", ["Protection"] = "withhold", ["Threshold"] = "5",
            ["From.Day"] = "1", ["From.Month"] = "4", ["From.Year"] = "2025", ["To.Day"] = "1", ["To.Month"] = "3", ["To.Year"] = "2026",
            ["ReleaseOn.Day"] = "10", ["ReleaseOn.Month"] = "3", ["ReleaseOn.Year"] = "2026",
        };
        var check = await (await ruth.SubmitAsync("/publications/new", answers)).PageAsync();
        Assert.Contains("It can be published. Nothing is kept yet.", check.Body(), StringComparison.Ordinal);
        Assert.Contains("Nothing has been released yet.", (await ruth.PageAsync("/publications")).Body(), StringComparison.Ordinal);

        var frozen = await Send(ruth, check, check.QuerySelector("button[formaction]")!.GetAttribute("formaction")!, answers);
        Assert.Contains("It is frozen, and released on 10 March 2026 at 9:30am", frozen.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Contains("Not to be passed on before 10 March 2026 at 9:30am", frozen.Body(), StringComparison.Ordinal);
        Assert.Single(frozen.QuerySelectorAll("h1"));
        var address = (await ruth.PageAsync("/publications")).QuerySelector("main tbody a")!.GetAttribute("href")!;

        using (var nothing = await amara.GetAsync(new Uri(address, UriKind.Relative), Cancel)) Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        Assert.DoesNotContain("Domestic abuse interventions", (await amara.PageAsync("/publications")).QuerySelector("main")!.Words(), StringComparison.Ordinal);
        var list = await ruth.PageAsync(address + "/access");
        Assert.Contains("Enter a user name", (await Send(ruth, list, address + "/access?handler=Give", new() { ["Username"] = "" })).QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        await Send(ruth, list, address + "/access?handler=Give", new() { ["Username"] = "amara.osei" });
        Assert.Contains("Each look at it is written down.", (await amara.PageAsync(address)).Body(), StringComparison.Ordinal);
        Assert.Contains("2 March 2026", (await ruth.PageAsync(address + "/access")).Row("amara.osei")[0], StringComparison.Ordinal);

        _clock.Now = new DateTimeOffset(2026, 3, 10, 9, 30, 0, TimeSpan.Zero);
        using var martin = await _app.SignedInAsync("martin.cole");
        var released = await martin.PageAsync((await martin.PageAsync("/publications")).QuerySelector("main tbody a")!.GetAttribute("href")!);
        Assert.NotNull(released.QuerySelector("figure figcaption"));
        Assert.Equal("img", released.QuerySelector("figure svg")!.GetAttribute("role"));
        foreach (var (name, type) in new[] { ("ODS", "application/vnd.oasis.opendocument.spreadsheet"), ("figures (CSV)", "text/csv"), ("JSON", "application/json"), ("bulletin", "text/html") })
        {
            using var file = await martin.GetAsync(new Uri(released.QuerySelectorAll("main a").First(a => a.Words().Contains(name, StringComparison.Ordinal)).GetAttribute("href")!, UriKind.Relative), Cancel);
            Assert.Equal(type, file.Content.Headers.ContentType!.MediaType);
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
            Assert.NotEmpty(await file.Content.ReadAsByteArrayAsync(Cancel));
        }

        // A week later she has to sign in again.
        using var later = await _app.SignedInAsync("ruth.calder");
        using var gone = await later.GetAsync(new Uri(address + "/access", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("Revise it", (await later.PageAsync(address)).Body(), StringComparison.Ordinal);
        var again = await (await later.SubmitAsync($"/publications/new?revises={address[^36..]}", answers.Where(a => !a.Key.StartsWith("ReleaseOn", StringComparison.Ordinal)).Append(new("Changed", "")).ToDictionary())).PageAsync();
        Assert.Contains("Say what changed and why", again.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
    }

    private static async Task<IHtmlDocument> Send(HttpClient browser, IHtmlDocument page, string address, Dictionary<string, string> answers)
    {
        var hidden = page.QuerySelectorAll("main form").First().QuerySelectorAll("input[type=hidden][name]").OfType<IHtmlInputElement>().Select(i => KeyValuePair.Create(i.Name!, i.Value));
        var token = page.QuerySelector("input[name=__RequestVerificationToken]") as IHtmlInputElement;
        using var content = new FormUrlEncodedContent(hidden.Where(h => h.Key != token!.Name && !answers.ContainsKey(h.Key)).Append(new(token!.Name!, token.Value)).Concat(answers));
        using var answer = await browser.PostAsync(new Uri(address, UriKind.Relative), content, Cancel);
        return await answer.PageAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
