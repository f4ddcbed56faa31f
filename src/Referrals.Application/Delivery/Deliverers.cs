using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Who may deliver what, as the plan in the catalogue says.</summary>
internal static class Deliverers
{
    /// <summary>Why one of these may not deliver it; null where they may, or where the staff list does not know them.</summary>
    /// <param name="codes">Staff codes.</param>
    public static async Task<Refusal?> WhyNot(ReferralsDbContext db, SessionPlan plan, IReadOnlyCollection<string> codes, CancellationToken cancellation)
    {
        if (codes.Count == 0)
            return null;
        var known = await db.Staff.AsNoTracking().Where(s => codes.Contains(s.Code)).OrderBy(s => s.Name).Select(s => new { s.Name, s.Role }).ToListAsync(cancellation);
        return known.Find(s => !plan.DeliveredBy.Contains(s.Role)) is { } other ? new MayNotDeliver(other.Name, plan.DeliveredBy) : null;
    }

    /// <summary>Whether somebody records work under this plan that is theirs alone: a senior stands in for the practitioner.</summary>
    public static bool May(Actor actor, SessionPlan? plan) =>
        actor.Role == Roles.System || plan is null || plan.DeliveredBy.Contains(actor.Role) || (actor.Role == Roles.Spo && plan.DeliveredBy.Contains(Roles.Practitioner));
}

public sealed record MayNotDeliver(string Name, IReadOnlyList<string> Roles)
    : Refusal($"{Name} may not deliver this: the catalogue says that it is delivered by {string.Join(" or ", Roles.Select(r => r.Replace('-', ' ')))} staff.");
