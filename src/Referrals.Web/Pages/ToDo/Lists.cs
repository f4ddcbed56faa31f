using Referrals.Application.Access;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Pages.Tasks;

namespace Referrals.Web.Pages.ToDo;

/// <summary>The lists of work a role has: one's own, and for those who lead others what climbed to them and where needs are stuck.</summary>
public static class Lists
{
    private sealed record Entry(string Text, string Path, string Door);

    private static readonly Entry[] s_entries =
    [
        new("To do", TaskLinks.ToDo, "/ToDo"),
        new("My people waiting", Links.OwnWaiting, "/OwnWaiting"),
        new("Hand people over", Links.Handover, "/Handovers"),
        new("Approvals", TaskLinks.Approvals, "/Approvals"),
        new("Climbed to me", TaskLinks.Climbed, "/Climbed"),
        new("My team", TaskLinks.Team, "/Team"),
        new("Where needs are stuck", TaskLinks.Stuck, "/Stuck"),
    ];

    /// <summary>A list is there exactly when its door opens.</summary>
    public static IReadOnlyList<Link> For(Actor actor, string current)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return [.. s_entries.Where(entry => Doors.MayEnter(entry.Door, actor.Role)).Select(entry => new Link(entry.Text, entry.Path) { IsCurrent = entry.Path == current })];
    }
}
