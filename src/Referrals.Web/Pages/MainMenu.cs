using Referrals.Application.Access;
using Referrals.Web.Access;
using Referrals.Web.Components;

namespace Referrals.Web.Pages;

/// <summary>The links of the header, in the order of a day. A link is there exactly when its door opens.</summary>
public static class MainMenu
{
    /// <param name="Besides">Other addresses of the same part of the service.</param>
    private sealed record Entry(string Text, string Path, string Door, params string[] Besides);

    private static readonly Entry[] s_entries =
    [
        new("To do", Links.ToDo, "/ToDo", "/tasks", "/approvals", "/climbed", "/stuck", "/team", Links.Handover, Links.OwnWaiting, Links.PassedConcerns),
        new("My day", Links.MyDay, "/MyDay"),
        new("Partner link work", Links.PartnerLink, "/PartnerLink"),
        new("Find a person", Links.People, "/People"),
        new("Referrals", Links.Referrals, "/Referring"),
        new("Waiting list", Links.Waiting, "/Waiting"),
        new("Groups", Links.Groups, "/Groups", "/sessions"),
        new("Inspections", Links.Inspections, "/Inspections"),
        new("Statistics", Links.Dashboard, "/Statistics"),
        new("Publications", Links.Publications, "/Publications"),
        new("Workflows", Links.Workflows, "/Workflows"),
        new("Catalogue", Links.Catalogue, "/CatalogueFiles", Links.TryVersion),
        new("Administration", Links.Administration, "/Administration"),
        new("Audit log", Links.Audit, "/Audit"),
    ];

    /// <summary>The links for this person; the one they are under is marked.</summary>
    public static IReadOnlyList<Link> For(Actor actor, PathString at)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return [.. s_entries.Where(entry => Doors.MayEnter(entry.Door, actor.Role)).Select(entry => new Link(entry.Text, entry.Path)
        {
            IsCurrent = at == entry.Path,
            IsActive = entry.Besides.Append(entry.Path).Any(path => at.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)),
        })];
    }
}
