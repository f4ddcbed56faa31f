using Referrals.Application.Access;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;

namespace Referrals.Web.Pages;

/// <summary>The links of the header: what the person's role begins with, in the order of their day.</summary>
public static class MainMenu
{
    private sealed record Entry(string Text, string Path, IReadOnlyList<string>? Roles);

    private static readonly Entry[] s_entries =
    [
        new("To do", Links.ToDo, [Roles.Practitioner, Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.RegionalLead]),
        new("Find a person", Links.People, Doors.ByFolder["/People"]),
        new("Referrals", Links.Referrals, Doors.ByFolder["/Referring"]),
        new("Statistics", Links.Statistics, null),
        new("Workflows", Links.Workflows, Doors.ByFolder["/Workflows"]),
        new("Administration", Links.Administration, Doors.ByFolder["/Administration"]),
    ];

    /// <summary>The links for this person; the one they are under is marked.</summary>
    public static IReadOnlyList<Link> For(Actor actor, PathString at)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return [.. s_entries.Where(entry => entry.Roles is null || entry.Roles.Contains(actor.Role)).Select(entry => new Link(entry.Text, entry.Path)
        {
            IsCurrent = at == entry.Path,
            IsActive = entry.Path != "/" && at.StartsWithSegments(entry.Path, StringComparison.OrdinalIgnoreCase),
        })];
    }
}
