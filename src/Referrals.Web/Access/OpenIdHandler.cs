using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Referrals.Web.Access;

/// <summary>Settings of the handler; what the provider is like is in <see cref="OpenIdSettings"/>.</summary>
public sealed class OpenIdOptions : RemoteAuthenticationOptions
{
    /// <summary>Encrypts what must come back unchanged from the provider.</summary>
    public ISecureDataFormat<AuthenticationProperties> State { get; set; } = null!;
}

/// <summary>
/// OpenID Connect by the authorisation code flow with PKCE. State, nonce and verifier travel encrypted in the state; the cookie set at the beginning must be
/// there at the end; the code is exchanged from server to server, and nobody comes in without a valid token of identity and a role the configuration knows.
/// </summary>
public sealed class OpenIdHandler(IOptionsMonitor<OpenIdOptions> options, ILoggerFactory logger, UrlEncoder encoder, IOptions<OpenIdSettings> settings, Tokens tokens, ClaimsMap claims)
    : RemoteAuthenticationHandler<OpenIdOptions>(options, logger, encoder)
{
    public const string SchemeName = "openid";
    internal const string ClientName = "openid";
    internal const string IdentityToken = "id_token";

    private const string NonceKey = "nonce";
    private const string VerifierKey = "verifier";
    private const string RedirectKey = "redirect";

    private CancellationToken Aborted => Context.RequestAborted;

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties.RedirectUri ??= OriginalPathBase + OriginalPath + Request.QueryString;
        GenerateCorrelationId(properties);
        var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var nonce = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var redirect = BuildRedirectUri(Options.CallbackPath);
        properties.Items[VerifierKey] = verifier;
        properties.Items[NonceKey] = nonce;
        properties.Items[RedirectKey] = redirect;
        var provider = await tokens.Configuration.GetConfigurationAsync(Aborted);
        Response.Redirect(QueryHelpers.AddQueryString(provider.AuthorizationEndpoint, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = settings.Value.ClientId,
            ["redirect_uri"] = redirect,
            ["scope"] = string.Join(' ', settings.Value.Scopes.Prepend("openid").Distinct(StringComparer.Ordinal)),
            ["nonce"] = nonce,
            ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
            ["state"] = Options.State.Protect(properties),
        }));
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        if (!HttpMethods.IsGet(Request.Method) || Options.State.Unprotect(Request.Query["state"]) is not { } properties)
        {
            return HandleRequestResult.Fail("The provider did not send the state back.");
        }

        if (!ValidateCorrelationId(properties))
        {
            return HandleRequestResult.Fail("The sign-in was begun in another browser, or has been finished already.");
        }

        if (Request.Query["error"] is [{ Length: > 0 }])
        {
            return HandleRequestResult.Fail("The provider refused.");
        }

        if (Request.Query["code"] is not [{ Length: > 0 } code]
            || !properties.Items.Remove(NonceKey, out var nonce) || !properties.Items.Remove(VerifierKey, out var verifier) || !properties.Items.Remove(RedirectKey, out var redirect))
        {
            return HandleRequestResult.Fail("The provider sent no code.");
        }

        try
        {
            var provider = await tokens.Configuration.GetConfigurationAsync(Aborted);
            // The issuer that answers must be the one that was asked, where it says who it is (RFC 9207).
            if (Request.Query["iss"] is [{ Length: > 0 } issuer] && issuer != provider.Issuer)
            {
                return HandleRequestResult.Fail("Another provider answered than was asked.");
            }

            var written = await Exchange(provider, code, verifier!, redirect!);
            var identity = await tokens.Identity(written, nonce!, Aborted);
            var (actor, why) = claims.Read(identity.Claims.Select(c => KeyValuePair.Create(c.Type, c.Value)));
            if (actor is null)
            {
                return HandleRequestResult.Fail(new NotLetInException(why!.Value));
            }

            var principal = actor.ToPrincipal(SchemeName);
            Note(ActorClaims.Subject, identity.Subject);
            Note(ActorClaims.ProviderSession, identity.TryGetPayloadValue<string>("sid", out var session) ? session : null);
            // For the provider when the person signs out; the ticket stays on the server.
            properties.StoreTokens([new AuthenticationToken { Name = IdentityToken, Value = written }]);
            return HandleRequestResult.Success(new AuthenticationTicket(principal, properties, SchemeName));

            void Note(string type, string? value)
            {
                if (!string.IsNullOrEmpty(value))
                {
                    ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(type, value));
                }
            }
        }
        catch (Exception e) when (e is TokenException or HttpRequestException or JsonException or InvalidOperationException)
        {
            return HandleRequestResult.Fail(e);
        }
    }

    /// <summary>Gives the code back from server to server and gets the token of identity for it.</summary>
    private async Task<string> Exchange(OpenIdConnectConfiguration provider, string code, string verifier, string redirect)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, provider.TokenEndpoint)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = redirect,
                ["code_verifier"] = verifier,
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $"{Uri.EscapeDataString(settings.Value.ClientId!)}:{Uri.EscapeDataString(settings.Value.ClientSecret!)}")));
        using var response = await Backchannel.SendAsync(request, Aborted);
        if (!response.IsSuccessStatusCode)
        {
            throw new TokenException($"The provider answered the code with {(int)response.StatusCode}.");
        }

        using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(Aborted), default, Aborted);
        return answer.RootElement.TryGetProperty(IdentityToken, out var token) && token.GetString() is { } written ? written : throw new TokenException("The provider sent no token of identity.");
    }

    private HttpClient Backchannel => Options.Backchannel;
}

/// <summary>The provider knows the person, and the service has nothing for them.</summary>
public sealed class NotLetInException(NotLetIn why) : Exception($"Not let in: {why}.")
{
    public NotLetIn Why => why;
}
