using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Application.Import.Sources;
using Referrals.Domain;

namespace Referrals.Web.Access;

/// <summary>An OpenID Connect provider, HMPPS Auth or Entra ID or another: section <c>Referrals:SignIn:OpenId</c>. The secret comes from the environment or a secret store.</summary>
public sealed record OpenIdSettings
{
    public const string Section = "Referrals:SignIn:OpenId";

    /// <summary>Where <c>/.well-known/openid-configuration</c> is found.</summary>
    public string? Authority { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public List<string> Scopes { get; init; } = [];

    /// <summary>What access tokens for <c>/api</c> must be made out to. Not set, no token is taken.</summary>
    public string? ApiAudience { get; init; }

    public ClaimNames Claims { get; init; } = new();

    /// <summary>What the provider calls our roles, the most powerful first: the first that a person has is theirs.</summary>
    public List<MappedRole> Roles { get; init; } = [];

    /// <summary>What the provider calls regions, where it is not their key A to L.</summary>
    public Dictionary<string, string> Regions { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the provider calls PDUs, where it is not their number.</summary>
    public Dictionary<string, int> Pdus { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The claims that say who somebody is.</summary>
public sealed record ClaimNames
{
    public string Username { get; init; } = "preferred_username";

    public string Name { get; init; } = "name";

    public string Role { get; init; } = "roles";

    public string Staff { get; init; } = "staff_code";

    public string Region { get; init; } = "region";

    public string Pdu { get; init; } = "pdu";
}

/// <summary>A value of the role claim and which of <see cref="Roles"/> it is.</summary>
public sealed record MappedRole
{
    public string Value { get; init; } = "";

    public string Role { get; init; } = "";
}

/// <summary>Why somebody whom the provider knows may not come in.</summary>
public enum NotLetIn
{
    NoUsername,
    NoRole,
    NoArea,
}

/// <summary>Reads who somebody is off the claims of a token, by configuration.</summary>
public sealed class ClaimsMap(IOptions<OpenIdSettings> options, Application.CatalogueSource catalogue)
{
    /// <returns>The actor, or why there is none. What is not mapped counts for nothing.</returns>
    public (Actor? Actor, NotLetIn? Why) Read(IEnumerable<KeyValuePair<string, string>> claims)
    {
        var settings = options.Value;
        var all = claims.ToLookup(c => c.Key, c => c.Value, StringComparer.Ordinal);
        if (One(settings.Claims.Username) is not { } username)
            return (null, NotLetIn.NoUsername);
        var held = all[settings.Claims.Role].ToHashSet(StringComparer.Ordinal);
        if (settings.Roles.Find(mapped => held.Contains(mapped.Value))?.Role is not { } role)
            return (null, NotLetIn.NoRole);

        var areas = catalogue.Current.Areas;
        int? pduId = One(settings.Claims.Pdu) is { } saidPdu
            ? settings.Pdus.TryGetValue(saidPdu, out var mappedPdu) ? mappedPdu : int.TryParse(saidPdu, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null
            : null;
        var pdu = pduId is { } id ? areas.Pdus.FirstOrDefault(p => p.Id == id) : null;
        var region = One(settings.Claims.Region) is { } saidRegion ? settings.Regions.GetValueOrDefault(saidRegion, saidRegion) : pdu?.RegionCode;
        if (region is not null && areas.Regions.All(r => r.Code != region))
            region = null;
        if (pdu is not null && pdu.RegionCode != region)
            pdu = null;
        var needsPdu = role is Roles.Practitioner or Roles.Spo or Roles.PduHead;
        var needsRegion = needsPdu || role is Roles.ProgrammeTeam or Roles.PartnerLinkWorker or Roles.RegionalLead;
        if ((needsRegion && region is null) || (needsPdu && pdu is null))
            return (null, NotLetIn.NoArea);
        return (new Actor(username, One(settings.Claims.Name) ?? username, role, One(settings.Claims.Staff), needsRegion ? region : null, needsPdu ? pdu!.Id : null), null);

        string? One(string claim) => all[claim].FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
    }
}

/// <summary>
/// Stops the service at start-up with a provider that nobody could sign in through, or that would let somebody in who should not be; and where whoever signs in
/// would be shown people they are excluded from, or nobody at all.
/// </summary>
internal sealed class OpenIdCheck(IHostEnvironment environment, IConfiguration configuration, IOptions<ExclusionOptions> exclusions, IOptions<SourceAddresses> sources) : IValidateOptions<OpenIdSettings>
{
    public ValidateOptionsResult Validate(string? name, OpenIdSettings options)
    {
        if (configuration[$"{SignInSettings.Section}:{nameof(SignInSettings.Mode)}"] != SignInSettings.OpenId)
        {
            return ValidateOptionsResult.Success;
        }

        var wrong = new List<string>();
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority))
        {
            wrong.Add($"{OpenIdSettings.Section}:Authority is missing or no address.");
        }
        else if (authority.Scheme != Uri.UriSchemeHttps && !(environment.IsDevelopment() && authority.Scheme == Uri.UriSchemeHttp))
        {
            wrong.Add($"{OpenIdSettings.Section}:Authority must begin with https://.");
        }

        foreach (var (setting, value) in new[] { (nameof(options.ClientId), options.ClientId), (nameof(options.ClientSecret), options.ClientSecret) })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                wrong.Add($"{OpenIdSettings.Section}:{setting} is missing.");
            }
        }

        if (options.Roles.Count == 0)
        {
            wrong.Add($"{OpenIdSettings.Section}:Roles is empty, so nobody could come in.");
        }

        wrong.AddRange(options.Roles.Where(mapped => mapped.Value.Length == 0 || mapped.Role == Roles.System || !Roles.All.Contains(mapped.Role))
            .Select(mapped => $"{OpenIdSettings.Section}:Roles gives '{mapped.Value}' the role '{mapped.Role}', which nobody can sign in as."));
        if (Exclusions() is { } unasked)
        {
            wrong.Add(unasked);
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private string? Exclusions()
    {
        const string setting = $"{ExclusionOptions.Section}:{nameof(ExclusionOptions.Source)}";
        return exclusions.Value.Source switch
        {
            ExclusionOptions.Delius when sources.Value.Delius is null => $"{setting} is '{ExclusionOptions.Delius}', and {SourceAddresses.Section}:{nameof(SourceAddresses.Delius)} gives no address to ask.",
            ExclusionOptions.Delius => null,
            ExclusionOptions.Listed when environment.IsDevelopment() => null,
            ExclusionOptions.Listed => $"{setting} is '{ExclusionOptions.Listed}', a list for demonstrations. It is refused in the environment '{environment.EnvironmentName}'.",
            _ => $"{setting} is not set to '{ExclusionOptions.Delius}', so nobody would be shown to anybody.",
        };
    }
}
