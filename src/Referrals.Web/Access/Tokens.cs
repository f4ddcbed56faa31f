using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Referrals.Web.Access;

/// <summary>A token that is not what it should be. The message is for the log and holds nothing of the token.</summary>
public sealed class TokenException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Validates the provider's tokens: issuer, audience, signature by the keys it publishes, lifetime.</summary>
public sealed class Tokens
{
    public const string BackChannelLogout = "http://schemas.openid.net/event/backchannel-logout";

    // Asymmetric ones only: nothing that the client's own secret, or nobody, could have signed.
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly OpenIdSettings settings;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    public Tokens(IOptions<OpenIdSettings> options, IHttpClientFactory clients, IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clients);
        settings = options.Value;
        Configuration = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{settings.Authority?.TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(clients.CreateClient(OpenIdHandler.ClientName)) { RequireHttps = !environment.IsDevelopment() });
    }

    /// <summary>What the provider says of itself, kept and fetched again now and then.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration> Configuration { get; }

    /// <summary>A person's identity, made out to this service and to this one sign-in.</summary>
    /// <exception cref="TokenException">It is not.</exception>
    public async Task<JsonWebToken> Identity(string token, string nonce, CancellationToken cancellation)
    {
        var identity = await Validate(token, settings.ClientId, requireLifetime: true, cancellation);
        if (!identity.TryGetPayloadValue<string>("nonce", out var said) || !string.Equals(said, nonce, StringComparison.Ordinal))
        {
            throw new TokenException("The token was made for another sign-in: its nonce differs.");
        }

        if (identity.Audiences.Skip(1).Any() && (!identity.TryGetPayloadValue<string>("azp", out var party) || party != settings.ClientId))
        {
            throw new TokenException("The token was made out to several services, and not by this one.");
        }

        return identity;
    }

    /// <summary>An access token for the API.</summary>
    /// <exception cref="TokenException">It is not.</exception>
    public Task<JsonWebToken> Access(string token, CancellationToken cancellation) =>
        string.IsNullOrEmpty(settings.ApiAudience) ? throw new TokenException("No API audience is configured.") : Validate(token, settings.ApiAudience, requireLifetime: true, cancellation);

    /// <summary>The provider's word that somebody has signed out.</summary>
    /// <exception cref="TokenException">It is not.</exception>
    public async Task<(string? Subject, string? Session)> Logout(string token, CancellationToken cancellation)
    {
        var logout = await Validate(token, settings.ClientId, requireLifetime: false, cancellation);
        if (logout.TryGetPayloadValue<string>("nonce", out _))
        {
            throw new TokenException("A logout token has no nonce: this is another kind of token.");
        }

        if (!logout.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind != JsonValueKind.Object || !events.TryGetProperty(BackChannelLogout, out _))
        {
            throw new TokenException("The token says nothing about a sign-out.");
        }

        if (!logout.TryGetPayloadValue<long>("iat", out _))
        {
            throw new TokenException("The token does not say when it was made.");
        }

        var subject = string.IsNullOrEmpty(logout.Subject) ? null : logout.Subject;
        logout.TryGetPayloadValue<string>("sid", out var session);
        return subject is null && session is null ? throw new TokenException("The token does not say who signed out.") : (subject, session);
    }

    private async Task<JsonWebToken> Validate(string token, string? audience, bool requireLifetime, CancellationToken cancellation)
    {
        var result = await Once();
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider may have changed its keys since they were fetched.
            Configuration.RequestRefresh();
            result = await Once();
        }

        return result is { IsValid: true, SecurityToken: JsonWebToken valid }
            ? valid
            : throw new TokenException($"The token is not valid: {result.Exception?.GetType().Name ?? "no reason given"}.", result.Exception);

        async Task<TokenValidationResult> Once()
        {
            var provider = await Configuration.GetConfigurationAsync(cancellation);
            return await handler.ValidateTokenAsync(token, new TokenValidationParameters
            {
                ValidIssuer = provider.Issuer,
                ValidAudience = audience,
                IssuerSigningKeys = provider.SigningKeys,
                ValidAlgorithms = s_algorithms,
                ValidateIssuer = true,
                ValidateAudience = true,
                ValidateIssuerSigningKey = true,
                RequireSignedTokens = true,
                RequireAudience = true,
                RequireExpirationTime = requireLifetime,
                ValidateLifetime = true,
                ClockSkew = TimeSpan.FromMinutes(1),
            });
        }
    }
}
