using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Domain;

namespace Referrals.Web.Access;

/// <summary>How people sign in: section <c>Referrals:SignIn</c>.</summary>
public sealed record SignInSettings
{
    public const string Section = "Referrals:SignIn";
    public const string Development = "development";
    public const string OpenId = "openid";

    /// <summary>
    /// <c>openid</c>: an OpenID Connect provider, see <see cref="OpenIdSettings"/>. <c>development</c>: choose a person from a list, without a password; refused at
    /// start-up outside the Development environment.
    /// </summary>
    [Required(ErrorMessage = "Referrals:SignIn:Mode is not set, so nobody could sign in.")]
    public string? Mode { get; init; }

    public SessionLimits Sessions { get; init; } = new();
}

/// <summary>A made-up person of the demonstration: an entry of <c>Referrals:DevelopmentUsers</c>.</summary>
public sealed record DevelopmentUser
{
    public required string Username { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    /// <summary>The area in words, for the list.</summary>
    public required string Area { get; init; }

    public string? StaffCode { get; init; }

    public string? RegionCode { get; init; }

    public int? PduId { get; init; }

    public Actor ToActor() => new(Username, Name, Role, StaffCode, RegionCode, PduId);
}

/// <summary>The people one may be in the demonstration.</summary>
public interface IDevelopmentDirectory
{
    /// <summary>In the order of the configuration; empty outside Development.</summary>
    IReadOnlyList<DevelopmentUser> People { get; }

    DevelopmentUser? Find(string? username);
}

internal sealed class ConfiguredDirectory(IConfiguration configuration) : IDevelopmentDirectory
{
    public IReadOnlyList<DevelopmentUser> People { get; } = configuration.GetSection("Referrals:DevelopmentUsers").Get<List<DevelopmentUser>>() ?? [];

    public DevelopmentUser? Find(string? username) =>
        People.FirstOrDefault(person => string.Equals(person.Username, username, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Stops the service at start-up when people could sign in without proving who they are, or could not sign in at all.</summary>
internal sealed class SignInCheck(IHostEnvironment environment, IDevelopmentDirectory directory) : IValidateOptions<SignInSettings>
{
    public ValidateOptionsResult Validate(string? name, SignInSettings options)
    {
        if (options.Sessions is not { Idle.Ticks: > 0, Longest.Ticks: > 0, AtOnce: >= 0 } || options.Sessions.Idle > SessionLimits.Most || options.Sessions.Longest > SessionLimits.Most)
        {
            return ValidateOptionsResult.Fail("Referrals:SignIn:Sessions must give Idle and Longest more than no time and at most a day, and AtOnce not less than 0.");
        }

        if (options.Mode == SignInSettings.OpenId)
        {
            return ValidateOptionsResult.Success;
        }

        if (options.Mode != SignInSettings.Development)
        {
            return ValidateOptionsResult.Fail($"Referrals:SignIn:Mode is '{options.Mode}', which is not a way to sign in. Known: openid, development.");
        }

        if (!environment.IsDevelopment())
        {
            return ValidateOptionsResult.Fail(
                $"Referrals:SignIn:Mode is 'development', which lets anyone be anyone. It is refused in the environment '{environment.EnvironmentName}'.");
        }

        var unknown = directory.People.FirstOrDefault(person => !Roles.All.Contains(person.Role));
        return unknown is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Referrals:DevelopmentUsers gives '{unknown.Username}' the unknown role '{unknown.Role}'.");
    }
}
