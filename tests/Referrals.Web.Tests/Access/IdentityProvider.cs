using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Referrals.Web.Tests.Access;

/// <summary>An OpenID Connect provider on a real port: discovery, keys, codes with PKCE, tokens it signs, and ways of doing each of it wrongly.</summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "referrals";
    public const string Secret = "a secret of the tests";
    public const string ApiAudience = "referrals-api";

    private readonly WebApplication _app;
    private readonly Dictionary<string, Dictionary<string, string>> _codes = [];
    /// <summary>Made once for all tests: making one takes longer than most of them.</summary>
    private static readonly RsaSecurityKey s_usual = NewKey();

    private RsaSecurityKey _key = s_usual;

    private IdentityProvider(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.Single();

    /// <summary>Who signs in next.</summary>
    public Dictionary<string, object> Claims { get; set; } = [];

    /// <summary>Changes the next token of identity before it is signed.</summary>
    public Action<SecurityTokenDescriptor>? Spoil { get; set; }

    /// <summary>Changes the next token of identity after it was signed.</summary>
    public Func<string, string>? Forge { get; set; }

    /// <summary>What came to the token endpoint.</summary>
    public int Exchanges { get; private set; }

    public static async Task<IdentityProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new IdentityProvider(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = provider.Issuer,
            authorization_endpoint = provider.Issuer + "/authorize",
            token_endpoint = provider.Issuer + "/token",
            jwks_uri = provider.Issuer + "/keys",
            end_session_endpoint = provider.Issuer + "/end",
        }));
        app.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(provider._key.Rsa.ExportParameters(includePrivateParameters: false)) { KeyId = provider._key.KeyId });
            return Results.Json(new { keys = new[] { new { kty = key.Kty, use = "sig", kid = key.Kid, n = key.N, e = key.E, alg = "RS256" } } });
        });
        app.MapGet("/authorize", (HttpRequest request) => provider.Authorize(request));
        app.MapPost("/token", (HttpRequest request) => provider.Token(request));
        await app.StartAsync();
        return provider;
    }

    /// <summary>Signs with another key from now on, and publishes it.</summary>
    public void ChangeKey() => _key = NewKey();

    public string Sign(Dictionary<string, object> claims, string audience, Action<SecurityTokenDescriptor>? spoil = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            Claims = claims,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        };
        spoil?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Convert.ToHexString(RandomNumberGenerator.GetBytes(8)) };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The person agrees at once.</summary>
    private IResult Authorize(HttpRequest request)
    {
        var asked = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
        if (asked["client_id"] != ClientId || asked["response_type"] != "code" || asked["code_challenge_method"] != "S256" || !asked["scope"].Split(' ').Contains("openid"))
            return Results.BadRequest();
        var code = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24));
        _codes[code] = asked;
        return Results.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"], new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"], ["iss"] = Issuer }));
    }

    private async Task<IResult> Token(HttpRequest request)
    {
        Exchanges++;
        var form = await request.ReadFormAsync();
        var credentials = Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Authorization.ToString()["Basic ".Length..])).Split(':').Select(HttpUtility.UrlDecode).ToArray();
        // A code counts once.
        if (!_codes.Remove(form["code"].ToString(), out var asked)
            || credentials is not [ClientId, Secret]
            || form["grant_type"] != "authorization_code"
            || form["redirect_uri"] != asked["redirect_uri"]
            || WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked["code_challenge"])
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: (int)HttpStatusCode.BadRequest);
        }

        var token = Sign(new Dictionary<string, object>(Claims) { ["nonce"] = asked["nonce"] }, ClientId, Spoil);
        return Results.Json(new { access_token = "not used", token_type = "Bearer", id_token = Forge?.Invoke(token) ?? token });
    }
}
