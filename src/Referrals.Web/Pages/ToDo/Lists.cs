using Referrals.Application.Access;
using Referrals.Domain;
using Referrals.Web.Components;
using Referrals.Web.Pages.Tasks;

namespace Referrals.Web.Pages.ToDo;

/// <summary>The lists of work a role has: one's own, and for those who lead others what climbed to them and where needs are stuck.</summary>
public static class Lists
{
    public static IReadOnlyList<Link> For(Actor actor, string current)
    {
        ArgumentNullException.ThrowIfNull(actor);
        IReadOnlyList<(string Text, string Address)> lists = actor.Role switch
        {
            Roles.Spo => [("To do", TaskLinks.ToDo), ("Approvals", TaskLinks.Approvals), ("Climbed to me", TaskLinks.Climbed), ("Where needs are stuck", TaskLinks.Stuck)],
            Roles.PduHead or Roles.RegionalLead => [("To do", TaskLinks.ToDo), ("Climbed to me", TaskLinks.Climbed), ("Where needs are stuck", TaskLinks.Stuck)],
            _ => [("To do", TaskLinks.ToDo)],
        };
        return [.. lists.Select(list => new Link(list.Text, list.Address) { IsCurrent = list.Address == current })];
    }
}
