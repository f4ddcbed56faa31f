using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Referrals.Web.Access;

namespace Referrals.Web.Tests.Shell;

public sealed class ShellTests : IAsyncLifetime
{
    private readonly ReferralsWebApp _app = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task A_person_who_is_not_signed_in_is_asked_to_and_then_gets_where_they_were_going()
    {
        using var browser = _app.Browser();
        using var turnedAway = await browser.GetAsync(new Uri("/?from=letter", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.Redirect, turnedAway.StatusCode);

        var signIn = turnedAway.Headers.Location!.PathAndQuery;
        Assert.StartsWith("/sign-in", signIn, StringComparison.Ordinal);
        using var signedIn = await browser.SubmitAsync(signIn, new() { ["Username"] = "amara.osei" });

        Assert.Equal("/?from=letter", signedIn.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Signing_in_never_leads_to_another_site()
    {
        using var browser = _app.Browser();
        using var signedIn = await browser.SubmitAsync("/sign-in?return=https%3A%2F%2Fexample.org%2F", new() { ["Username"] = "amara.osei" });

        Assert.Equal("/", signedIn.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_header_says_who_is_signed_in_and_as_what()
    {
        using var browser = await _app.SignedInAsync("david.lowe");
        var page = await browser.PageAsync("/");

        Assert.Equal("David Lowe, Senior probation officer", Words(page.QuerySelector("header .app-signed-in > span")!));
    }

    [Fact]
    public async Task Signing_in_as_nobody_says_what_to_do_first_in_the_title_the_summary_and_at_the_question()
    {
        using var browser = _app.Browser();
        using var answer = await browser.SubmitAsync("/sign-in", []);
        var page = await answer.PageAsync();

        Assert.Equal("Error: Sign in – Referrals", page.Title);
        var link = page.QuerySelector("main > .govuk-error-summary a")!;
        Assert.Equal("Select who you want to be", Words(link));
        var input = page.QuerySelector(link.GetAttribute("href")!)!;
        Assert.Equal("radio", input.GetAttribute("type"));
        Assert.Contains("Username-error", page.QuerySelector("fieldset")!.GetAttribute("aria-describedby")!, StringComparison.Ordinal);
        Assert.Contains("Select who you want to be", Words(page.QuerySelector("#Username-error")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_a_plain_link_does_not()
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        var asked = await browser.PageAsync("/sign-out");
        Assert.Equal("Sign out", Words(asked.QuerySelector("h1")!));
        Assert.NotNull((await browser.PageAsync("/")).QuerySelector(".app-signed-in"));

        using var answer = await browser.SubmitAsync("/sign-out", []);
        Assert.Equal("You have signed out", Words((await answer.PageAsync()).QuerySelector("h1")!));
        Assert.Equal("Sign in – Referrals", (await browser.PageAsync("/")).Title);
    }

    [Fact]
    public async Task A_form_that_this_service_did_not_give_out_is_refused_in_plain_words()
    {
        using var browser = _app.Browser();
        using var forged = new FormUrlEncodedContent([KeyValuePair.Create("Username", "amara.osei")]);
        using var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), forged, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("The page could not be sent", Words((await answer.PageAsync()).QuerySelector("h1")!));
    }

    [Fact]
    public async Task A_page_that_is_not_there_says_so_and_keeps_its_status()
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        using var answer = await browser.GetAsync(new Uri("/no/such/page", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("Page not found – Referrals", (await answer.PageAsync()).Title);
    }

    [Fact]
    public async Task A_failure_shows_a_reference_and_nothing_of_itself_and_the_log_has_both()
    {
        await using var app = new ReferralsWebApp { Replace = services => services.AddSingleton<IDevelopmentDirectory, BrokenDirectory>() };
        using var browser = app.Browser();
        using var answer = await browser.SubmitAsync("/sign-in", new() { ["Username"] = "amara.osei" });
        var page = await answer.PageAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("Something went wrong", Words(page.QuerySelector("h1")!));
        Assert.DoesNotContain("the disc is on fire", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        var reference = Words(page.QuerySelector(".govuk-inset-text strong")!);
        Assert.Matches("^[0-9A-F]{4}-[0-9A-F]{4}$", reference);

        await app.StopAsync();
        var log = await app.LogAsync();
        Assert.Contains("the disc is on fire", log, StringComparison.Ordinal);
        Assert.Contains($"[ERR] {reference} ", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/no/such/page")]
    [InlineData("/error/500")]
    [InlineData("/app.css")]
    public async Task Every_answer_carries_the_security_headers_with_no_inline_script_allowed(string address)
    {
        using var browser = _app.Browser();
        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/accessibility")]
    [InlineData("/privacy")]
    [InlineData("/signed-out")]
    public async Task A_page_needs_nothing_from_elsewhere_and_has_no_inline_script_or_style(string address)
    {
        using var browser = _app.Browser();
        var page = await browser.PageAsync(address);

        foreach (var element in page.QuerySelectorAll("script, link[rel=stylesheet], link[rel=icon], img"))
        {
            var source = element.GetAttribute("src") ?? element.GetAttribute("href");
            Assert.StartsWith("/", source, StringComparison.Ordinal);
            using var file = await browser.GetAsync(new Uri(source!, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }

        Assert.Empty(page.QuerySelectorAll("style, [style], [onclick], script:not([src])"));
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("#main-content", page.QuerySelector("body a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task The_stylesheets_name_neither_the_font_nor_the_images_that_belong_to_gov_uk()
    {
        using var browser = _app.Browser();
        foreach (var sheet in new[] { "/vendor/govuk-frontend.min.css", "/vendor/moj-frontend.min.css", "/app.css" })
        {
            var css = await browser.GetStringAsync(new Uri(sheet, UriKind.Relative), Cancel);
            Assert.DoesNotContain("GDS Transport", css, StringComparison.OrdinalIgnoreCase);
            foreach (var url in Regex.Matches(css, @"url\((?<url>[^)]*)\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(match => match.Groups["url"].Value).Where(url => !url.StartsWith("data:", StringComparison.Ordinal)))
            {
                Assert.DoesNotMatch("crown|crest|logotype|transport", url);
                using var file = await browser.GetAsync(new Uri(url, UriKind.Relative), Cancel);
                Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            }
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_answers_without_signing_in(string address)
    {
        using var browser = _app.Browser();
        Assert.Equal("Healthy", await browser.GetStringAsync(new Uri(address, UriKind.Relative), Cancel));
    }

    [Fact]
    public async Task The_log_of_requests_holds_routes_and_roles_but_neither_addresses_nor_names()
    {
        using (var browser = await _app.SignedInAsync("amara.osei"))
        {
            using var answer = await browser.GetAsync(new Uri("/sign-in?return=/people/X718255", UriKind.Relative), Cancel);
        }

        await _app.StopAsync();
        var log = await _app.LogAsync();
        Assert.Contains("GET /sign-in answered 200", log, StringComparison.Ordinal);
        Assert.Contains("for practitioner", log, StringComparison.Ordinal);
        Assert.DoesNotContain("X718255", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Amara", log, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class BrokenDirectory : IDevelopmentDirectory
    {
        public IReadOnlyList<DevelopmentUser> People => [];

        public DevelopmentUser? Find(string? username) => throw new IOException("the disc is on fire");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

public sealed class SignInModeTests
{
    [Fact]
    public void The_development_sign_in_is_refused_at_start_up_outside_Development()
    {
        using var app = new ReferralsWebApp { EnvironmentName = "Production", Settings = { ["Referrals:SignIn:Mode"] = "development" } };

        var refusal = Assert.Throws<OptionsValidationException>(() => app.CreateClient());
        Assert.Contains("It is refused in the environment 'Production'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_nobody_could_sign_in_to_does_not_start()
    {
        using var app = new ReferralsWebApp { EnvironmentName = "Production" };

        var refusal = Assert.Throws<OptionsValidationException>(() => app.CreateClient());
        Assert.Contains("Referrals:SignIn:Mode is not set", refusal.Message, StringComparison.Ordinal);
    }
}
