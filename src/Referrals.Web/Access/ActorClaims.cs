using System.Globalization;
using System.Security.Claims;
using Referrals.Application.Access;

namespace Referrals.Web.Access;

/// <summary>How a signed-in person is written down in the cookie, and read back.</summary>
public static class ActorClaims
{
    public const string Username = "username";
    public const string Name = "name";
    public const string Role = "role";
    public const string Staff = "staff";
    public const string Region = "region";
    public const string Pdu = "pdu";

    /// <summary>The identity provider's name for the person and for their session there.</summary>
    public const string Subject = "sub";
    public const string ProviderSession = "sid";

    public static ClaimsPrincipal ToPrincipal(this Actor actor, string scheme)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var identity = new ClaimsIdentity(scheme, Name, Role);
        Put(Username, actor.Username);
        Put(Name, actor.Name);
        Put(Role, actor.Role);
        Put(Staff, actor.StaffCode);
        Put(Region, actor.RegionCode);
        Put(Pdu, actor.PduId?.ToString(CultureInfo.InvariantCulture));
        return new ClaimsPrincipal(identity);

        void Put(string type, string? value)
        {
            if (value is not null)
            {
                identity.AddClaim(new Claim(type, value));
            }
        }
    }

    /// <summary>The person signed in, or null.</summary>
    public static Actor? ToActor(this ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return Value(Username) is { } username && Value(Name) is { } name && Value(Role) is { } role
            ? new Actor(username, name, role, Value(Staff), Value(Region), int.TryParse(Value(Pdu), NumberStyles.None, CultureInfo.InvariantCulture, out var pdu) ? pdu : null)
            : null;

        string? Value(string type) => principal.FindFirst(type)?.Value;
    }

    /// <summary>The person signed in. A page that nobody may enter unsigned calls this; anything else is a bug and throws.</summary>
    public static Actor Actor(this ClaimsPrincipal principal) =>
        principal.ToActor() ?? throw new InvalidOperationException("Nobody is signed in, or the cookie lacks a claim.");
}
