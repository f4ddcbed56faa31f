using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Web.Access;

namespace Referrals.Web.Tests.Access;

/// <summary>The real sign-in, against a provider on a real port, and every way it can be attacked that we know of.</summary>
public sealed class OpenIdTests : IAsyncLifetime
{
    private const string Callback = "/sign-in/callback";

    private readonly StandingClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly HttpClient _outside = new(new HttpClientHandler { AllowAutoRedirect = false });
    private IdentityProvider _provider = null!;
    private ReferralsWebApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await IdentityProvider.Start();
        _provider.Claims = Amara;
        _app = new ReferralsWebApp { Replace = services => services.AddSingleton<TimeProvider>(_clock) };
        foreach (var (key, value) in Settings(_provider.Issuer))
            _app.Settings[key] = value;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
        _outside.Dispose();
    }

    [Fact]
    public async Task Somebody_the_provider_vouches_for_comes_in_with_the_role_and_area_of_the_configuration_and_lands_where_they_wanted_to_go()
    {
        using var browser = _app.Browser();
        using var turned = await browser.GetAsync(Relative("/people?Q=X1"));
        Assert.Equal("/sign-in?return=%2Fpeople%3FQ%3DX1", turned.Headers.Location!.PathAndQuery);

        using var asked = await browser.GetAsync(Relative(turned.Headers.Location.PathAndQuery));
        var query = QueryHelpers.ParseQuery(asked.Headers.Location!.Query);
        Assert.Equal(_provider.Issuer + "/authorize", asked.Headers.Location.GetLeftPart(UriPartial.Path));
        Assert.Equal(("code", "S256", "openid profile"), (query["response_type"].ToString(), query["code_challenge_method"].ToString(), query["scope"].ToString()));
        Assert.Contains("httponly", Assert.Single(asked.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);

        using var answered = await _outside.GetAsync(asked.Headers.Location);
        using var back = await browser.GetAsync(Relative(answered.Headers.Location!.PathAndQuery));
        Assert.Equal("/people?Q=X1", back.Headers.Location!.OriginalString);
        var cookie = back.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("referrals-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("Amara Osei", (await browser.PageAsync("/people?Q=X1")).DocumentElement.TextContent, StringComparison.Ordinal);

        var line = await Read(db => db.AuditEntries.SingleAsync(e => e.What == AuditActs.SignedIn));
        Assert.Equal(("AMARA", "practitioner", "E", 71), (line.Username, line.Role, line.RegionCode, line.PduId));
        // What the browser holds is a key: who somebody is stays here, encrypted.
        var session = await Read(db => db.Set<SignInSession>().SingleAsync());
        Assert.DoesNotContain("Amara", Encoding.UTF8.GetString(Convert.FromBase64String(session.Ticket)), StringComparison.Ordinal);
        Assert.Equal(("sub-amara", "session-1"), (session.Subject, session.ProviderSession));
    }

    public static TheoryData<string> Spoilt =>
        ["nonce", "no-nonce", "issuer", "audience", "expired", "no-expiry", "not-yet", "another-key", "same-kid", "none", "none-capitals", "hmac-secret", "hmac-public-key", "changed-payload", "cut-signature", "several-audiences", "not-a-token"];

    [Theory, MemberData(nameof(Spoilt))]
    public async Task A_token_that_is_not_what_it_should_be_lets_nobody_in(string how)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var stranger = IdentityProvider.NewKey();
        _provider.Spoil = how switch
        {
            "nonce" => token => token.Claims["nonce"] = "another",
            "no-nonce" => token => token.Claims.Remove("nonce"),
            "issuer" => token => token.Issuer = "https://example.org",
            "audience" => token => token.Audience = "another-service",
            "expired" => token => (token.IssuedAt, token.NotBefore, token.Expires) = (now.AddHours(-2), now.AddHours(-2), now.AddHours(-1)),
            "no-expiry" => token => token.Expires = null,
            "not-yet" => token => (token.NotBefore, token.Expires) = (now.AddHours(1), now.AddHours(2)),
            "another-key" => token => token.SigningCredentials = new SigningCredentials(stranger, SecurityAlgorithms.RsaSha256),
            "same-kid" => token =>
            {
                stranger.KeyId = token.SigningCredentials.Kid;
                token.SigningCredentials = new SigningCredentials(stranger, SecurityAlgorithms.RsaSha256);
            },
            "hmac-secret" => token => token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(IdentityProvider.Secret.PadRight(64, '-'))), SecurityAlgorithms.HmacSha256),
            "several-audiences" => token =>
            {
                token.Audience = null;
                token.Claims["aud"] = new[] { IdentityProvider.ClientId, "another-service" };
            },
            _ => null,
        };
        _provider.Forge = how switch
        {
            "none" => token => Unsigned(token, "none"),
            "none-capitals" => token => Unsigned(token, "NONE"),
            "hmac-public-key" => Confused,
            "changed-payload" => token => Change(token, payload => payload.Replace("\"E\"", "\"L\"", StringComparison.Ordinal)),
            "cut-signature" => token => token[..(token.LastIndexOf('.') + 1)],
            "not-a-token" => _ => "x.y.z",
            _ => null,
        };
        using var browser = _app.Browser();

        using var back = await SignIn(browser);

        Assert.Equal("/sign-in/failed", back.Headers.Location!.OriginalString);
        Assert.Equal(1, _provider.Exchanges);
        await NobodyIsIn(browser);
        Assert.Equal("You could not be signed in", (await browser.PageAsync("/sign-in/failed")).QuerySelector("h1")!.Words());
    }

    [Fact]
    public async Task A_code_and_its_state_count_once_and_only_in_the_browser_that_asked()
    {
        using var browser = _app.Browser();
        var address = await Answered(browser);

        // Somebody else's browser: the state is right, the cookie is not there.
        using var other = _app.Browser();
        using var stolen = await other.GetAsync(Relative(address));
        Assert.Equal("/sign-in/failed", stolen.Headers.Location!.OriginalString);
        await NobodyIsIn(other);
        Assert.Equal(0, _provider.Exchanges);

        // The person's own, with another state, and with none.
        foreach (var state in new[] { "state=forged", "nothing=1" })
        {
            using var forged = await browser.GetAsync(Relative(address.Replace("state=", state + "&was=", StringComparison.Ordinal)));
            Assert.Equal("/sign-in/failed", forged.Headers.Location!.OriginalString);
        }

        await NobodyIsIn(browser);
        using var right = await browser.GetAsync(Relative(address));
        Assert.Equal("/", right.Headers.Location!.OriginalString);
        await SomebodyIsIn(browser);

        // Once more: neither in this browser nor, the code being spent, in one that asked by itself.
        using var again = await browser.GetAsync(Relative(address));
        Assert.Equal("/sign-in/failed", again.Headers.Location!.OriginalString);
        using var third = _app.Browser();
        var own = await Answered(third);
        var spent = QueryHelpers.ParseQuery(new Uri("http://x" + address).Query)["code"].ToString();
        var fresh = QueryHelpers.ParseQuery(new Uri("http://x" + own).Query)["code"].ToString();
        using var replayed = await third.GetAsync(Relative(own.Replace(fresh, spent, StringComparison.Ordinal)));
        Assert.Equal("/sign-in/failed", replayed.Headers.Location!.OriginalString);
        await NobodyIsIn(third);
    }

    [Fact]
    public async Task A_code_of_another_sign_in_does_not_pass_for_ones_own()
    {
        // An attacker puts their own code into the victim's sign-in: the verifier and the nonce are the victim's.
        using var attacker = _app.Browser();
        using var victim = _app.Browser();
        var theirs = QueryHelpers.ParseQuery(new Uri("http://x" + await Answered(attacker)).Query)["code"].ToString();
        var own = await Answered(victim);
        var code = QueryHelpers.ParseQuery(new Uri("http://x" + own).Query)["code"].ToString();

        using var mixed = await victim.GetAsync(Relative(own.Replace(code, theirs, StringComparison.Ordinal)));

        Assert.Equal("/sign-in/failed", mixed.Headers.Location!.OriginalString);
        await NobodyIsIn(victim);
    }

    [Fact]
    public async Task Another_provider_answering_is_refused_and_a_provider_that_changes_its_key_is_followed()
    {
        using var browser = _app.Browser();
        var address = await Answered(browser);
        using var mixed = await browser.GetAsync(Relative(address.Replace(Uri.EscapeDataString(_provider.Issuer), "https%3A%2F%2Fexample.org", StringComparison.Ordinal)));
        Assert.Equal("/sign-in/failed", mixed.Headers.Location!.OriginalString);

        using var before = await SignIn(browser);
        Assert.Equal("/", before.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("role", "NoRole", "You cannot use this service yet")]
    [InlineData("system", "NoRole", "You cannot use this service yet")]
    [InlineData("area", "NoArea", "You cannot use this service yet")]
    [InlineData("other-area", "NoArea", "You cannot use this service yet")]
    [InlineData("username", "NoUsername", "You could not be signed in")]
    public async Task Whom_the_configuration_gives_no_role_or_no_area_is_told_so_and_is_not_in(string lacks, string why, string heading)
    {
        _provider.Claims = lacks switch
        {
            "role" => new(Amara) { ["roles"] = new[] { "SOMETHING_ELSE" } },
            "system" => new(Amara) { ["roles"] = new[] { "system", "practitioner" } },
            "area" => Without("region", "pdu"),
            // A PDU of another region than the one claimed.
            "other-area" => new(Amara) { ["region"] = "GREATER_MANCHESTER" },
            _ => Without("preferred_username"),
        };
        using var browser = _app.Browser();

        using var back = await SignIn(browser);

        Assert.Equal($"/sign-in/failed?why={why}", back.Headers.Location!.OriginalString);
        using var page = await browser.GetAsync(back.Headers.Location);
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Equal(heading, (await page.PageAsync()).QuerySelector("h1")!.Words());
        await NobodyIsIn(browser);
    }

    [Fact]
    public async Task Of_several_roles_the_first_in_the_configuration_counts_and_a_national_role_needs_no_area()
    {
        _provider.Claims = new(Amara) { ["roles"] = new[] { "ROLE_REFERRALS_PRACTITIONER", "ROLE_REFERRALS_NATIONAL" }, ["region"] = "" };
        using var browser = _app.Browser();
        using var back = await SignIn(browser);
        Assert.Equal("/", back.Headers.Location!.OriginalString);
        Assert.Equal(("national-lead", null), (await Read(db => db.AuditEntries.SingleAsync(e => e.What == AuditActs.SignedIn))) is var line ? (line.Role, line.RegionCode) : default);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_at_the_provider_and_its_cookie_opens_nothing_any_more()
    {
        using var browser = _app.Browser();
        using var back = await SignIn(browser);
        var cookie = SessionOf(back);

        using var left = await browser.SubmitAsync("/sign-out", []);

        Assert.Equal(_provider.Issuer + "/end", left.Headers.Location!.GetLeftPart(UriPartial.Path));
        var query = QueryHelpers.ParseQuery(left.Headers.Location.Query);
        Assert.StartsWith("ey", query["id_token_hint"].ToString(), StringComparison.Ordinal);
        Assert.Equal("http://localhost/signed-out", query["post_logout_redirect_uri"]);
        await NobodyIsIn(browser);
        // The cookie as it was, put back by whoever kept a copy.
        using var kept = _app.Browser();
        kept.DefaultRequestHeaders.Add("Cookie", cookie);
        await NobodyIsIn(kept);
    }

    [Fact]
    public async Task A_session_that_somebody_left_in_the_browser_does_not_become_the_next_ones()
    {
        // An attacker signs in as themselves, keeps a copy of the key, and leaves the cookie in the victim's browser.
        _provider.Claims = new(Amara) { ["preferred_username"] = "ATTACKER", ["name"] = "Mallory", ["sub"] = "sub-attacker", ["sid"] = "session-8" };
        using var browser = _app.Browser();
        using var planted = await SignIn(browser);
        var key = SessionOf(planted);
        _provider.Claims = Amara;

        using var victims = await SignIn(browser);

        Assert.NotEqual(key, SessionOf(victims));
        using var attacker = _app.Browser();
        attacker.DefaultRequestHeaders.Add("Cookie", key);
        Assert.DoesNotContain("Amara Osei", (await attacker.PageAsync("/people")).DocumentElement.TextContent, StringComparison.Ordinal);
        Assert.Contains("Amara Osei", (await browser.PageAsync("/people")).DocumentElement.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_session_of_the_user_and_of_nobody_else()
    {
        using var here = _app.Browser();
        using var there = _app.Browser();
        using var other = _app.Browser();
        (await SignIn(here)).Dispose();
        (await SignIn(there)).Dispose();
        _provider.Claims = new(Amara) { ["preferred_username"] = "TOM", ["sub"] = "sub-tom", ["sid"] = "session-9" };
        (await SignIn(other)).Dispose();

        using var left = await here.SubmitAsync("/sign-out", new() { ["Also"] = "everywhere" });

        await NobodyIsIn(here);
        await NobodyIsIn(there);
        await SomebodyIsIn(other);
    }

    [Fact]
    public async Task The_provider_ends_sessions_from_behind_by_a_token_and_by_nothing_less()
    {
        using var first = _app.Browser();
        using var second = _app.Browser();
        (await SignIn(first)).Dispose();
        _provider.Claims = new(Amara) { ["sid"] = "session-2" };
        (await SignIn(second)).Dispose();
        var events = new Dictionary<string, object> { [Tokens.BackChannelLogout] = new Dictionary<string, object>() };
        Dictionary<string, object> said = new() { ["sid"] = "session-1", ["sub"] = "sub-amara", ["events"] = events, ["jti"] = "1" };

        foreach (var wrong in new[]
        {
            "", "x.y.z",
            _provider.Sign(new(said) { ["nonce"] = "n" }, IdentityProvider.ClientId),
            _provider.Sign(new() { ["sid"] = "session-1", ["sub"] = "sub-amara" }, IdentityProvider.ClientId),
            _provider.Sign(new() { ["events"] = events }, IdentityProvider.ClientId),
            _provider.Sign(said, "another-service"),
            _provider.Sign(said, IdentityProvider.ClientId, token => token.Issuer = "https://example.org"),
            _provider.Sign(said, IdentityProvider.ClientId, token => token.SigningCredentials = new SigningCredentials(IdentityProvider.NewKey(), SecurityAlgorithms.RsaSha256)),
            Unsigned(_provider.Sign(said, IdentityProvider.ClientId), "none"),
        })
        {
            using var refused = await BackChannel(wrong);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        await SomebodyIsIn(first);
        using var one = await BackChannel(_provider.Sign(said, IdentityProvider.ClientId));
        Assert.Equal(HttpStatusCode.OK, one.StatusCode);
        await NobodyIsIn(first);
        await SomebodyIsIn(second);

        using var all = await BackChannel(_provider.Sign(new() { ["sub"] = "sub-amara", ["events"] = events, ["jti"] = "2" }, IdentityProvider.ClientId));
        Assert.Equal(HttpStatusCode.OK, all.StatusCode);
        await NobodyIsIn(second);
    }

    [Fact]
    public async Task The_provider_ends_a_session_from_a_frame_where_it_says_who_it_is()
    {
        using var browser = _app.Browser();
        (await SignIn(browser)).Dispose();
        using var stranger = _app.Browser();
        foreach (var address in new[] { "/sign-out/front-channel?sid=session-1", "/sign-out/front-channel?iss=https%3A%2F%2Fexample.org&sid=session-1", $"/sign-out/front-channel?iss={Uri.EscapeDataString(_provider.Issuer)}" })
            (await stranger.GetAsync(Relative(address))).Dispose();
        await SomebodyIsIn(browser);

        (await stranger.GetAsync(Relative($"/sign-out/front-channel?iss={Uri.EscapeDataString(_provider.Issuer)}&sid=session-1"))).Dispose();
        await NobodyIsIn(browser);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_idle_and_after_its_longest_whatever_was_done_and_the_oldest_gives_way()
    {
        using var browser = _app.Browser();
        (await SignIn(browser)).Dispose();
        _clock.Now += TimeSpan.FromMinutes(25);
        await SomebodyIsIn(browser);
        _clock.Now += TimeSpan.FromMinutes(25);
        await SomebodyIsIn(browser);
        _clock.Now += TimeSpan.FromMinutes(32);
        await NobodyIsIn(browser);

        (await SignIn(browser)).Dispose();
        for (var i = 0; i < 28; i++)
        {
            await SomebodyIsIn(browser);
            _clock.Now += TimeSpan.FromMinutes(25);
        }

        await SomebodyIsIn(browser);
        _clock.Now += TimeSpan.FromMinutes(25);
        await NobodyIsIn(browser);

        using var one = _app.Browser();
        using var two = _app.Browser();
        using var three = _app.Browser();
        foreach (var each in new[] { one, two, three })
        {
            (await SignIn(each)).Dispose();
            _clock.Now += TimeSpan.FromMinutes(1);
        }

        await NobodyIsIn(one);
        await SomebodyIsIn(two);
        await SomebodyIsIn(three);
    }

    [Fact]
    public async Task The_API_takes_tokens_of_the_provider_made_out_to_it_and_neither_others_nor_a_cookie()
    {
        using var signedIn = _app.Browser();
        (await SignIn(signedIn)).Dispose();
        using var withCookie = await signedIn.GetAsync(Relative("/api/me"));
        Assert.Equal(HttpStatusCode.Unauthorized, withCookie.StatusCode);
        Assert.Equal("application/problem+json", withCookie.Content.Headers.ContentType!.MediaType);

        using var program = _app.Browser();
        foreach (var wrong in new[]
        {
            _provider.Sign(Amara, IdentityProvider.ClientId),
            _provider.Sign(Amara, IdentityProvider.ApiAudience, token => token.Issuer = "https://example.org"),
            _provider.Sign(Amara, IdentityProvider.ApiAudience, token => (token.IssuedAt, token.NotBefore, token.Expires) = (new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2020, 1, 2, 0, 0, 0, DateTimeKind.Utc))),
            _provider.Sign(new(Amara) { ["roles"] = "SOMETHING_ELSE" }, IdentityProvider.ApiAudience),
            Unsigned(_provider.Sign(Amara, IdentityProvider.ApiAudience), "none"),
            "nothing",
        })
        {
            program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", wrong);
            using var refused = await program.GetAsync(Relative("/api/me"));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        }

        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _provider.Sign(Amara, IdentityProvider.ApiAudience));
        using var answer = JsonDocument.Parse(await program.GetStringAsync(Relative("/api/me")));
        Assert.Equal(("AMARA", "practitioner", 71), (answer.RootElement.GetProperty("username").GetString(), answer.RootElement.GetProperty("role").GetString(), answer.RootElement.GetProperty("pduId").GetInt32()));
        // A token opens no page.
        using var page = await program.GetAsync(Relative("/people"));
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Theory]
    [InlineData("Referrals:SignIn:OpenId:Authority", null, "Authority")]
    [InlineData("Referrals:SignIn:OpenId:Authority", "ftp://example.org", "https")]
    [InlineData("Referrals:SignIn:OpenId:ClientSecret", null, "ClientSecret")]
    [InlineData("Referrals:SignIn:OpenId:Roles:0:Role", "system", "nobody can sign in as")]
    [InlineData("Referrals:SignIn:OpenId:Roles:0:Role", "boss", "nobody can sign in as")]
    [InlineData("Referrals:SignIn:Sessions:Idle", "00:00:00", "Sessions")]
    public void A_provider_that_could_not_work_or_would_let_in_too_much_keeps_the_service_from_starting(string setting, string? value, string says)
    {
        using var app = new ReferralsWebApp();
        foreach (var (key, each) in Settings(_provider.Issuer))
            app.Settings[key] = each;
        app.Settings[setting] = value;

        Assert.Contains(says, Assert.Throws<OptionsValidationException>(() => app.CreateClient()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_Development_the_provider_is_reached_by_https_only()
    {
        using var app = new ReferralsWebApp { EnvironmentName = "Production" };
        foreach (var (key, each) in Settings(_provider.Issuer))
            app.Settings[key] = each;

        Assert.Contains("https", Assert.Throws<OptionsValidationException>(() => app.CreateClient()).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, object> Amara => new()
    {
        ["sub"] = "sub-amara",
        ["sid"] = "session-1",
        ["preferred_username"] = "AMARA",
        ["name"] = "Amara Osei",
        ["roles"] = new[] { "SOMETHING_ELSE", "ROLE_REFERRALS_PRACTITIONER" },
        ["staff_code"] = "N52A001",
        ["region"] = "E",
        ["pdu"] = "71",
    };

    private static Dictionary<string, object> Without(params string[] claims) => Amara.Where(c => !claims.Contains(c.Key)).ToDictionary();

    private static Dictionary<string, string?> Settings(string issuer) => new()
    {
        ["Referrals:SignIn:Mode"] = "openid",
        ["Referrals:SignIn:Sessions:Idle"] = "00:30:00",
        ["Referrals:SignIn:Sessions:Longest"] = "12:00:00",
        ["Referrals:SignIn:Sessions:AtOnce"] = "2",
        ["Referrals:SignIn:OpenId:Authority"] = issuer,
        ["Referrals:SignIn:OpenId:ClientId"] = IdentityProvider.ClientId,
        ["Referrals:SignIn:OpenId:ClientSecret"] = IdentityProvider.Secret,
        ["Referrals:SignIn:OpenId:ApiAudience"] = IdentityProvider.ApiAudience,
        ["Referrals:SignIn:OpenId:Scopes:0"] = "profile",
        ["Referrals:SignIn:OpenId:Roles:0:Value"] = "ROLE_REFERRALS_NATIONAL",
        ["Referrals:SignIn:OpenId:Roles:0:Role"] = "national-lead",
        ["Referrals:SignIn:OpenId:Roles:1:Value"] = "ROLE_REFERRALS_PRACTITIONER",
        ["Referrals:SignIn:OpenId:Roles:1:Role"] = "practitioner",
        ["Referrals:SignIn:OpenId:Regions:GREATER_MANCHESTER"] = "L",
    };

    /// <summary>From the first page to the provider and back; what the service answered to the provider's answer.</summary>
    private async Task<HttpResponseMessage> SignIn(HttpClient browser) => await browser.GetAsync(Relative(await Answered(browser)));

    private async Task<string> Answered(HttpClient browser)
    {
        using var asked = await browser.GetAsync(Relative("/sign-in"));
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        using var answered = await _outside.GetAsync(asked.Headers.Location);
        Assert.StartsWith("http://localhost" + Callback, answered.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return answered.Headers.Location.PathAndQuery;
    }

    private static async Task NobodyIsIn(HttpClient browser)
    {
        using var answer = await browser.GetAsync(Relative("/statistics/referrals-and-completions"));
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (answer.StatusCode, answer.Headers.Location!.AbsolutePath));
    }

    private static async Task SomebodyIsIn(HttpClient browser)
    {
        using var answer = await browser.GetAsync(Relative("/statistics/referrals-and-completions"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> BackChannel(string token)
    {
        using var provider = _app.Browser();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = token });
        return await provider.PostAsync(Relative("/sign-out/back-channel"), form);
    }

    private static string SessionOf(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("referrals-session=", StringComparison.Ordinal)).Split(';')[0];

    private static Uri Relative(string address) => new(address, UriKind.Relative);

    private static string Unsigned(string token, string algorithm) =>
        $"{WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""))}.{token.Split('.')[1]}.";

    private static string Change(string token, Func<string, string> change)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(parts[1])))))}.{parts[2]}";
    }

    /// <summary>The provider's public key, which anybody has, taken for a shared secret.</summary>
    private string Confused(string token)
    {
        var key = _outside.GetStringAsync(new Uri(_provider.Issuer + "/keys")).GetAwaiter().GetResult();
        var signed = $"{WebEncoders.Base64UrlEncode("""{"alg":"HS256","typ":"JWT"}"""u8.ToArray())}.{token.Split('.')[1]}";
        return $"{signed}.{WebEncoders.Base64UrlEncode(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(signed)))}";
    }

    private async Task<T> Read<T>(Func<ReferralsDbContext, Task<T>> query)
    {
        await using var db = _app.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await query(db);
    }
}
