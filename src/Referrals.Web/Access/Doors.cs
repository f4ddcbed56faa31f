using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Referrals.Domain;

namespace Referrals.Web.Access;

/// <summary>
/// Who may enter which folder of pages. What is not named here is open to everyone who is signed in and to nobody else; what they find inside is decided by
/// the queries, by area and person.
/// </summary>
public static class Doors
{
    private static readonly string[] s_public = ["/Account/SignIn", "/Account/SignedOut", "/About", "/Error"];

    // A national lead sees figures and no case; an auditor looks at the log; a partner link worker works on partners.
    private static readonly string[] s_cases = [Roles.Practitioner, Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.RegionalLead, Roles.Administrator];

    // Whom some wait of a definition gives tasks to, and who is told of others' tasks.
    private static readonly string[] s_work = [Roles.Practitioner, Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.RegionalLead];
    private static readonly string[] s_leading = [Roles.Spo, Roles.PduHead, Roles.RegionalLead];

    /// <summary>Folder of pages and the roles that may enter it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByFolder { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["/ToDo"] = s_work,
        ["/Tasks"] = s_work,
        ["/Approvals"] = [Roles.Spo],
        ["/Climbed"] = s_leading,
        ["/Stuck"] = s_leading,
        ["/People"] = s_cases,
        ["/Referring"] = [Roles.ProgrammeTeam, Roles.RegionalLead],
        ["/Groups"] = s_work,
        ["/MyDay"] = [Roles.ProgrammeTeam],
        ["/OwnWaiting"] = [Roles.Practitioner],
        ["/Waiting"] = [Roles.ProgrammeTeam, Roles.Spo, Roles.PduHead, Roles.RegionalLead],
        ["/Reports"] = s_work,
        ["/Toolkits"] = s_work,
        ["/Corrections"] = [Roles.Practitioner, Roles.Spo, Roles.ProgrammeTeam],
        ["/Statistics/Needs"] = s_cases,
        ["/Workflows"] = [Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.RegionalLead, Roles.NationalLead, Roles.Administrator],
        ["/Administration"] = [Roles.Administrator],
        ["/PartnerLink"] = [Roles.PartnerLinkWorker],
        ["/Audit"] = [Roles.Auditor],
    };

    /// <summary>Whether the role may enter the folder; what is not named is open to everyone who is signed in.</summary>
    public static bool MayEnter(string folder, string role) => !ByFolder.TryGetValue(folder, out var roles) || roles.Contains(role);

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
