using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Staff;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>First contacts that are due where nobody is known who could make them. Counts of duties, and nothing of anybody.</summary>
/// <param name="RegionCode">Null where neither the person's region nor a group's is known: no partner link worker reaches those.</param>
public sealed record UnownedRegion(string? RegionCode, int Due, int Late);

/// <summary>Keeps an eye on partner link work that has no owner: a duty lies with the partner link workers of its region, and a region may have none.</summary>
public sealed class UnownedDuties(DatabaseFactory factory, TimeProvider time)
{
    /// <summary>Regions within the actor's charge where first contact is due and the staff list has no partner link worker; the most late first.</summary>
    /// <returns>Every region for an administrator, their own for a regional lead, none for every other role.</returns>
    public async Task<IReadOnlyList<UnownedRegion>> Regions(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Role is not (Roles.Administrator or Roles.RegionalLead))
            return [];
        var today = LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        var staffed = await Staffed(db).ToListAsync(cancellation);
        var open = db.PartnerLinkDuties.Where(d => d.EndedOn == null && d.MetOn == null);
        var counted = await open.Where(d => d.RegionCode != null && !staffed.Contains(d.RegionCode)).GroupBy(d => d.RegionCode)
            .Select(g => new UnownedRegion(g.Key, g.Count(), g.Count(d => d.DueOn < today))).ToListAsync(cancellation);
        // Where the person's region is not known, the group's is what counts; where no group's is either, no worker anywhere finds the duty.
        var regionless = await open.Where(d => d.RegionCode == null)
            .Select(d => new { d.DueOn, Region = db.Places.Where(p => p.ReferralId == d.ReferralId).OrderBy(p => p.EndedOn == null ? 0 : 1).ThenByDescending(p => p.GivenOn).Join(db.Groups, p => p.GroupId, g => g.Id, (p, g) => g.RegionCode).FirstOrDefault() })
            .ToListAsync(cancellation);
        counted.AddRange(regionless.Where(d => d.Region is null || !staffed.Contains(d.Region)).GroupBy(d => d.Region).Select(g => new UnownedRegion(g.Key, g.Count(), g.Count(d => d.DueOn < today))));
        return
        [
            .. counted.GroupBy(c => c.RegionCode).Select(g => new UnownedRegion(g.Key, g.Sum(c => c.Due), g.Sum(c => c.Late)))
                .Where(c => actor.Role == Roles.Administrator || c.RegionCode == actor.RegionCode)
                .OrderByDescending(c => c.Late).ThenByDescending(c => c.Due).ThenBy(c => c.RegionCode, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether the staff list has a partner link worker for a region.</summary>
    public async Task<bool> HasWorker(string regionCode, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await Staffed(db).AnyAsync(region => region == regionCode, cancellation);
    }

    private IQueryable<string> Staffed(ReferralsDbContext db) =>
        db.Staff.Here(LondonTime.Today(time)).Where(s => s.Role == Roles.PartnerLinkWorker && s.RegionCode != null).Select(s => s.RegionCode!).Distinct();
}
