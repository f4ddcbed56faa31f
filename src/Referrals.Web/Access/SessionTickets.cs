using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;

namespace Referrals.Web.Access;

/// <summary>Keeps who is signed in on the server; the cookie holds no more than a key. So a session can be ended by anybody who may, and ends everywhere at once.</summary>
public sealed class SessionTickets(SignInSessions sessions, IOptions<SignInSettings> settings, IDataProtectionProvider protection, TimeProvider time) : ITicketStore
{
    private readonly IDataProtector protector = protection.CreateProtector("Referrals.SignIn.Ticket");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var key = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        await sessions.Begin(Session(key, ticket), settings.Value.Sessions);
        return key;
    }

    /// <summary>Somebody signs in where somebody was: what was there ends.</summary>
    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        await sessions.End(Hash(key));
        await sessions.Begin(Session(key, ticket), settings.Value.Sessions);
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        await sessions.Find(Hash(key), settings.Value.Sessions) is { } written ? Read(written) : null;

    public Task RemoveAsync(string key) => sessions.End(Hash(key));

    private SignInSession Session(string key, AuthenticationTicket ticket)
    {
        var now = time.GetUtcNow();
        return new SignInSession
        {
            KeyHash = Hash(key),
            Username = ticket.Principal.Actor().Username,
            Subject = ticket.Principal.FindFirst(ActorClaims.Subject)?.Value,
            ProviderSession = ticket.Principal.FindFirst(ActorClaims.ProviderSession)?.Value,
            StartedAt = now,
            SeenAt = now,
            Ticket = Write(ticket),
        };
    }

    private string Write(AuthenticationTicket ticket) => Convert.ToBase64String(protector.Protect(TicketSerializer.Default.Serialize(ticket)));

    private AuthenticationTicket? Read(string written)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(protector.Unprotect(Convert.FromBase64String(written)));
        }
        catch (CryptographicException)
        {
            // The keys it was written with are gone: signed out.
            return null;
        }
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
