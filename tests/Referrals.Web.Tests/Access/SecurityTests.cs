using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Referrals.Web.Tests.PartnerWall;

namespace Referrals.Web.Tests.Access;

/// <summary>What every answer and every form has, whichever route it comes from.</summary>
public sealed class SecurityTests(TwoAreas areas) : IClassFixture<TwoAreas>
{
    private WalledCase Case => areas.Case;

    [Theory]
    [InlineData("amara.osei")]
    [InlineData("priya.nair")]
    [InlineData("grace.adeyemi")]
    [InlineData("owen.blake")]
    [InlineData("nadia.rahman")]
    [InlineData(null)]
    public async Task Every_answer_has_the_headers_and_no_page_has_a_script_or_style_of_its_own_or_a_form_without_a_token(string? username)
    {
        using var browser = username is null ? Case.App.Browser() : await Case.App.SignedInAsync(username);
        var pages = 0;
        foreach (var rule in WhoMayDoWhat.Rules(Case.App.Services).Where(rule => !rule.IsProgram && rule.Methods.Contains("GET")))
        {
            foreach (var address in new[] { rule.Route }.Concat(Case.Ids.Values.Select(id => rule.Route.Replace("{id:guid}", id.ToString(), StringComparison.Ordinal))).Where(a => !a.Contains('{', StringComparison.Ordinal)).Distinct())
            {
                using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
                var headers = answer.Headers;
                Assert.Contains("default-src 'none'", Assert.Single(headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
                Assert.DoesNotContain("unsafe", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
                Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
                Assert.Equal("DENY", Assert.Single(headers.GetValues("X-Frame-Options")));
                Assert.Equal("same-origin", Assert.Single(headers.GetValues("Referrer-Policy")));
                Assert.False(headers.Contains("Server"));
                Assert.True(headers.CacheControl is { NoStore: true } or { NoCache: true }, $"{address} may be kept: {headers.CacheControl}.");
                foreach (var cookie in headers.TryGetValues("Set-Cookie", out var set) ? set : [])
                    Assert.True(cookie.Contains("httponly", StringComparison.Ordinal) && cookie.Contains("samesite", StringComparison.Ordinal), $"{address} sets {cookie}");
                if (answer.Content.Headers.ContentType?.MediaType != "text/html")
                    continue;
                pages++;
                var page = await answer.PageAsync();
                Assert.DoesNotContain(page.Scripts, script => script.Source is null || script.TextContent.Trim().Length > 0);
                Assert.Empty(page.QuerySelectorAll("style, [style]"));
                Assert.DoesNotContain(page.All, element => element.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)));
                foreach (var form in page.Forms.Where(form => form.Method.Equals("post", StringComparison.OrdinalIgnoreCase)))
                    Assert.True(form.QuerySelector("input[name=__RequestVerificationToken]") is IHtmlInputElement { Value.Length: > 20 }, $"{address} has a form without a token.");
            }
        }

        Assert.True(pages > (username is null ? 4 : 10), $"{pages} pages.");
    }

    [Fact]
    public async Task A_form_sent_from_somewhere_else_is_taken_nowhere()
    {
        using var browser = await Case.App.SignedInAsync("priya.nair");
        foreach (var rule in WhoMayDoWhat.Rules(Case.App.Services).Where(rule => !rule.IsProgram && rule.Methods.Contains("POST") && rule.Roles?.Contains("programme-team") == true))
        {
            var address = System.Text.RegularExpressions.Regex.Replace(rule.Route, @"\{[^}]+\}", Case.Ids["referral"].ToString(), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Why"] = "Words" });
            using var answer = await browser.PostAsync(new Uri(address, UriKind.Relative), form, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{address}: {(int)answer.StatusCode}.");
        }
    }

    [Fact]
    public async Task Whoever_asks_too_often_is_told_to_wait_and_others_are_not()
    {
        await using var app = new ReferralsWebApp { Settings = { ["Referrals:Limits:RequestsAMinute"] = "30" } };
        using var amara = await app.SignedInAsync("amara.osei");
        using var tom = await app.SignedInAsync("tom.hartley");
        HttpResponseMessage? last = null;
        for (var i = 0; i < 40; i++)
        {
            last?.Dispose();
            last = await amara.GetAsync(new Uri("/statistics/referrals-and-completions", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        using (last)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, last!.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(60), last.Headers.RetryAfter!.Delta);
            Assert.Equal("Too many requests", (await last.PageAsync()).QuerySelector("h1")!.Words());
        }

        using var other = await tom.GetAsync(new Uri("/statistics/referrals-and-completions", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal("Healthy", await amara.GetStringAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Signing_in_again_and_again_is_stopped()
    {
        await using var app = new ReferralsWebApp { Settings = { ["Referrals:Limits:SignInsAMinute"] = "10" } };
        using var browser = app.Browser();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 15; i++)
        {
            using var answer = await browser.GetAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(10, answers.Count(a => a == HttpStatusCode.OK));
        Assert.Equal(5, answers.Count(a => a == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_limited_before_being_sent_to_sign_in_and_on_coming_back_from_the_provider()
    {
        await using var app = new ReferralsWebApp { Settings = { ["Referrals:Limits:RequestsAMinute"] = "20", ["Referrals:Limits:SignInsAMinute"] = "10" } };
        using var browser = app.Browser();
        Assert.Equal((10, 5), await Asked("/sign-in/callback?code=x&state=y", 15));
        Assert.Equal((20, 5), await Asked("/people", 25));

        async Task<(int Answered, int Refused)> Asked(string address, int times)
        {
            var answers = new List<HttpStatusCode>();
            for (var i = 0; i < times; i++)
            {
                using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
                answers.Add(answer.StatusCode);
            }

            return (answers.Count(a => a == HttpStatusCode.Redirect), answers.Count(a => a == HttpStatusCode.TooManyRequests));
        }
    }

    [Fact]
    public async Task Where_a_request_comes_from_is_believed_of_the_configured_proxies_and_of_nobody_else()
    {
        await using var app = new ReferralsWebApp
        {
            Settings = { ["Referrals:Limits:SignInsAMinute"] = "3", ["Referrals:Proxies:Addresses:0"] = "10.0.0.1", ["Referrals:Proxies:Networks:0"] = "10.9.0.0/16" },
            Replace = services => services.AddSingleton<IStartupFilter, ConnectedFrom>(),
        };
        using var browser = app.Browser();
        // Each caller behind a proxy counts for themselves, and what a caller puts before the proxy's own word is not believed.
        Assert.Equal(3, await Let("10.0.0.1", _ => "198.51.100.1"));
        Assert.Equal(3, await Let("10.9.3.4", _ => "198.51.100.2"));
        Assert.Equal(3, await Let("10.0.0.1", i => $"192.0.2.{i}, 198.51.100.3"));
        // From anywhere else, this machine too, the connection alone counts.
        Assert.Equal(3, await Let("203.0.113.9", i => $"192.0.2.{i}"));
        Assert.Equal(3, await Let("127.0.0.1", i => $"192.0.2.{i}"));

        async Task<int> Let(string connection, Func<int, string> said)
        {
            var let = 0;
            for (var i = 0; i < 5; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/sign-in", UriKind.Relative));
                request.Headers.Add(ConnectedFrom.Header, connection);
                request.Headers.Add("X-Forwarded-For", said(i));
                using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
                let += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            }

            return let;
        }
    }

    [Theory]
    [InlineData("Referrals:Proxies:Addresses:0", "the proxy", "not an address")]
    [InlineData("Referrals:Proxies:Networks:0", "10.0.0.1/99", "not a network")]
    [InlineData("ForwardedHeaders_Enabled", "true", "Referrals:Proxies")]
    public void The_service_does_not_start_where_it_is_told_to_believe_what_it_cannot_check(string setting, string value, string says)
    {
        using var app = new ReferralsWebApp { Settings = { [setting] = value } };
        Assert.Contains(says, Assert.ThrowsAny<Exception>(() => app.CreateClient()).ToString(), StringComparison.Ordinal);
    }

    /// <summary>Says whom the connection is from, which a server in this process does not know.</summary>
    private sealed class ConnectedFrom : IStartupFilter
    {
        public const string Header = "Test-Connected-From";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(http.Request.Headers[Header].ToString());
                return rest(http);
            });
            next(app);
        };
    }

    [Fact]
    public async Task What_is_too_long_is_not_read()
    {
        Assert.Equal(1024 * 1024, Case.Get<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize);
        using var browser = await Case.App.SignedInAsync("amara.osei");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Words"] = new('x', 2 * 1024 * 1024) });
        using var answer = await browser.PostAsync(new Uri("/sign-out", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 400, 413);
    }

    [Fact]
    public void Outside_Development_cookies_go_over_https_only_and_to_this_host_only()
    {
        using var app = new ReferralsWebApp
        {
            EnvironmentName = "Production",
            Settings =
            {
                ["Referrals:SignIn:Mode"] = "openid", ["Referrals:SignIn:OpenId:Authority"] = "https://example.org", ["Referrals:SignIn:OpenId:ClientId"] = "referrals", ["Referrals:SignIn:OpenId:ClientSecret"] = "secret",
                ["Referrals:SignIn:OpenId:Roles:0:Value"] = "SPO", ["Referrals:SignIn:OpenId:Roles:0:Role"] = "spo", ["Referrals:Exclusions:Source"] = "ndelius", ["Referrals:Sources:Delius"] = "https://example.org", ["Referrals:Sources:Oasys"] = "https://example.org",
            },
        };
        var cookie = app.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme).Cookie;
        Assert.Equal(("__Host-referrals-session", CookieSecurePolicy.Always, SameSiteMode.Lax, true), (cookie.Name, cookie.SecurePolicy, cookie.SameSite, cookie.HttpOnly));
    }

    [Theory]
    [InlineData(null, "Exclusions:Source")]
    [InlineData("listed", "Exclusions:Source")]
    public void Outside_Development_the_service_does_not_start_without_asking_nDelius_whom_users_may_see(string? source, string says)
    {
        using var app = new ReferralsWebApp
        {
            EnvironmentName = "Production",
            Settings =
            {
                ["Referrals:SignIn:Mode"] = "openid", ["Referrals:SignIn:OpenId:Authority"] = "https://example.org", ["Referrals:SignIn:OpenId:ClientId"] = "referrals", ["Referrals:SignIn:OpenId:ClientSecret"] = "secret",
                ["Referrals:SignIn:OpenId:Roles:0:Value"] = "SPO", ["Referrals:SignIn:OpenId:Roles:0:Role"] = "spo", ["Referrals:Exclusions:Source"] = source,
            },
        };
        Assert.Contains(says, Assert.Throws<OptionsValidationException>(() => app.CreateClient()).Message, StringComparison.Ordinal);
    }
}
