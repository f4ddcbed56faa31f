using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Referrals.Web.Access;

/// <summary>
/// Who may enter which folder of pages. What is not named here is open to everyone who is signed in and to nobody else; what they find inside is decided by
/// the queries, by area and person.
/// </summary>
public static class Doors
{
    private static readonly string[] s_public = ["/Account/SignIn", "/Account/SignedOut", "/About", "/Error"];

    /// <summary>Folder of pages and the roles that may enter it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByFolder { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    internal static void Open(PageConventionCollection conventions)
    {
        foreach (var path in s_public)
        {
            conventions.AllowAnonymousToFolder(path);
            conventions.AllowAnonymousToPage(path);
        }

        foreach (var folder in ByFolder.Keys)
        {
            conventions.AuthorizeFolder(folder, folder);
        }
    }

    internal static void Hang(AuthorizationOptions options)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        foreach (var (folder, roles) in ByFolder)
        {
            options.AddPolicy(folder, policy => policy.RequireClaim(ActorClaims.Role, roles));
        }
    }
}
