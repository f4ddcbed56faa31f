using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Referrals.Domain;

namespace Referrals.Web.Access;

/// <summary>
/// Who may enter which folder of pages. Every page is under one of these doors; one that is not keeps the service from starting. What is found inside is decided
/// by the queries, by area and person.
/// </summary>
public static class Doors
{
    private static readonly string[] s_public = ["/Account/SignIn", "/Account/SignedOut", "/Account/NotSignedIn", "/About", "/Error"];

    // A national lead sees figures and no case; an auditor looks at the log; a partner link worker works on partners.
    private static readonly string[] s_cases = [Roles.Practitioner, Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.RegionalLead, Roles.Administrator];

    // Whom some wait of a definition gives tasks to, and who is told of others' tasks.
    private static readonly string[] s_work = [Roles.Practitioner, Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.RegionalLead];
    private static readonly string[] s_leading = [Roles.Spo, Roles.PduHead, Roles.RegionalLead];
    private static readonly string[] s_everyone = [.. s_work, Roles.PartnerLinkWorker, Roles.NationalLead, Roles.Administrator, Roles.Auditor, Roles.Inspector];

    /// <summary>Folder of pages, or page, and the roles that may enter it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByFolder { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["/Index"] = s_everyone,
        ["/Account/SignOut"] = s_everyone,
        ["/Development"] = s_everyone,
        ["/Guide"] = s_everyone,
        ["/ToDo"] = s_work,
        ["/Tasks"] = s_work,
        ["/Approvals"] = [Roles.Spo],
        ["/Handovers"] = [Roles.Practitioner, Roles.Spo],
        ["/Climbed"] = s_leading,
        ["/Stuck"] = s_leading,
        ["/Team"] = [Roles.Spo, Roles.PduHead],
        ["/People"] = s_cases,
        ["/Referring"] = [Roles.ProgrammeTeam, Roles.RegionalLead],
        ["/Groups"] = s_work,
        ["/Groups/New"] = [Roles.ProgrammeTeam],
        ["/Groups/Book"] = [Roles.ProgrammeTeam],
        ["/Groups/Fill"] = [Roles.ProgrammeTeam],
        ["/Groups/Edit"] = [Roles.ProgrammeTeam],
        ["/Groups/Times"] = [Roles.ProgrammeTeam],
        ["/Groups/Close"] = [Roles.ProgrammeTeam],
        ["/Groups/Sessions/Move"] = [Roles.ProgrammeTeam],
        ["/Groups/Sessions/NotHeld"] = [Roles.ProgrammeTeam],
        ["/Groups/Sessions/Staff"] = [Roles.ProgrammeTeam],
        ["/Groups/Sessions/Note"] = [Roles.ProgrammeTeam],
        ["/Groups/Sessions/Concern"] = [Roles.ProgrammeTeam],
        ["/MyDay"] = [Roles.ProgrammeTeam],
        ["/OwnWaiting"] = [Roles.Practitioner],
        ["/Waiting"] = [Roles.ProgrammeTeam, Roles.Spo, Roles.PduHead, Roles.RegionalLead],
        ["/Reports"] = s_work,
        ["/Toolkits"] = s_work,
        ["/Toolkits/Correct"] = [Roles.Practitioner, Roles.Spo],
        ["/Corrections"] = [Roles.Practitioner, Roles.Spo, Roles.ProgrammeTeam],
        ["/Statistics"] = s_everyone,
        ["/Statistics/Needs"] = s_cases,
        ["/Publications"] = s_everyone,
        ["/Publications/New"] = [Roles.NationalLead, Roles.Administrator],
        ["/Publications/Access"] = [Roles.NationalLead, Roles.Administrator],
        ["/Inspections"] = [Roles.Inspector, Roles.NationalLead, Roles.Administrator],
        ["/Inspections/New"] = [Roles.Inspector],
        ["/Inspections/Finish"] = [Roles.Inspector],
        ["/Inspections/File"] = [Roles.Inspector],
        ["/Inspections/Judge"] = [Roles.Inspector],
        ["/Workflows"] = [Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.RegionalLead, Roles.NationalLead, Roles.Administrator],
        ["/Workflows/Waiting"] = [Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.RegionalLead, Roles.Administrator],
        ["/CatalogueFiles"] = [Roles.NationalLead, Roles.Administrator],
        ["/CatalogueFiles/Draft"] = [Roles.Administrator],
        ["/CatalogueFiles/Entry"] = [Roles.Administrator],
        ["/TryVersion"] = [Roles.NationalLead, Roles.Administrator],
        ["/Administration"] = [Roles.Administrator],
        ["/PartnerLink"] = [Roles.PartnerLinkWorker],
        // Whoever is named in one reads it, whatever their role.
        ["/PassedConcerns"] = s_everyone,
        ["/Audit"] = [Roles.Auditor],
    };

    /// <summary>Whether the role may enter the folder or page.</summary>
    public static bool MayEnter(string folder, string role) => Of(folder) is { } door && ByFolder[door].Contains(role);

    /// <summary>Whether a page is open to whoever comes, signed in or not.</summary>
    public static bool IsPublic(string page) => s_public.Any(open => IsUnder(page, open));

    /// <summary>The innermost door a page is behind; null where there is none.</summary>
    public static string? Of(string page) => ByFolder.Keys.Where(folder => IsUnder(page, folder)).MaxBy(folder => folder.Length);

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
            conventions.AuthorizePage(folder, folder);
        }

        conventions.AddFolderRouteModelConvention("/", page =>
        {
            if (!IsPublic(page.ViewEnginePath) && Of(page.ViewEnginePath) is null)
            {
                throw new InvalidOperationException($"{page.ViewEnginePath} is behind no door: say in {nameof(Doors)} who may enter it.");
            }
        });
    }

    /// <summary>Finds every page now, so that one behind no door stops the service at its start and not at its first visitor.</summary>
    public static void CheckReferralsDoors(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        _ = app.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors;
    }

    internal static void Hang(AuthorizationOptions options)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        foreach (var (folder, roles) in ByFolder)
        {
            options.AddPolicy(folder, policy => policy.RequireClaim(ActorClaims.Role, roles));
        }
    }

    private static bool IsUnder(string page, string folder) => page == folder || page.StartsWith(folder + "/", StringComparison.Ordinal);
}
