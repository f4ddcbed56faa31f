using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Referrals.EndToEnd.Tests.Harness;

/// <summary>A page as it was sent to somebody, before any script has run.</summary>
/// <param name="Parts">What it is built of, without its words: two pages of the same parts have the same barriers.</param>
/// <param name="Links">Addresses on it that stay in the service, with their queries.</param>
/// <param name="HasForm">Whether there is something to fill in and send.</param>
/// <param name="NeedsScript">What could not be used without JavaScript, in words.</param>
public sealed record SentPage(string Username, string Address, HttpStatusCode Status, string Title, IReadOnlySet<string> Parts, IReadOnlyList<string> Links, bool HasForm, IReadOnlyList<string> NeedsScript);

/// <summary>Somebody who reads pages without a browser, which takes a twentieth of what it takes with one: enough to find out which pages are worth opening there.</summary>
public sealed class Reader : IDisposable
{
    private readonly HttpClient _client;
    private readonly string _username;

    private Reader(ReferralsService service, string username)
    {
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = service.Address };
        _username = username;
    }

    public static async Task<Reader> SignInAsync(ReferralsService service, string username)
    {
        var reader = new Reader(service, username);
        var form = new HtmlParser().ParseDocument(await reader._client.GetStringAsync(new Uri("/sign-in", UriKind.Relative)));
        using var answers = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Username"] = username,
            ["__RequestVerificationToken"] = form.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!,
        });
        using var answer = await reader._client.PostAsync(new Uri("/sign-in", UriKind.Relative), answers);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return reader;
    }

    /// <returns>Null where it is no page, or leads on to another.</returns>
    public async Task<SentPage?> ReadAsync(string address)
    {
        using var answer = await _client.GetAsync(new Uri(address, UriKind.Relative));
        Assert.True((int)answer.StatusCode < 500 || address.StartsWith("/error/", StringComparison.Ordinal), $"{_username} at {address}: {(int)answer.StatusCode}.");
        if (answer.Headers.Location is not null || answer.Content.Headers.ContentType?.MediaType != "text/html" || answer.Content.Headers.ContentDisposition is not null)
        {
            return null;
        }

        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        return new SentPage(_username, address, answer.StatusCode, page.Title ?? "", page.Body!.Descendants<IElement>().Select(Part).ToHashSet(StringComparer.Ordinal),
            [.. page.QuerySelectorAll("main a[href^='/'], main form[action^='/']").Select(link => link.GetAttribute("href") ?? link.GetAttribute("action")!).Select(link => link.Split('#')[0]).Distinct(StringComparer.Ordinal)],
            page.QuerySelectorAll("main form[method=post]").Any(HasFields),
            [.. page.QuerySelectorAll("main [hidden], main button[type=button], main a:not([href]), main a[href='#'], main a[href^=javascript]")
                .Concat(page.QuerySelectorAll("main form").Where(form => HasFields(form) && form.QuerySelector("button:not([type=button]), input[type=submit]") is null))
                .Select(element => Short(element.OuterHtml))]);
    }

    public void Dispose() => _client.Dispose();

    private static bool HasFields(IElement form) => form.QuerySelectorAll("input, select, textarea").Any(field => field.GetAttribute("type") != "hidden");

    private static string Part(IElement element) =>
        $"{element.ParentElement?.LocalName}>{element.LocalName}.{element.ClassName}[{string.Join(',', element.Attributes.Select(attribute => attribute.Name is "type" or "role" or "scope" ? $"{attribute.Name}={attribute.Value}" : attribute.Name).Order(StringComparer.Ordinal))}]";

    private static string Short(string html) => html.Length <= 150 ? html : html[..150];
}
