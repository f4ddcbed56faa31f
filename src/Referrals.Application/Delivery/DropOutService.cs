using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>A member who may be about to drop out, with why.</summary>
public sealed record MemberAtRisk
{
    public required Guid PersonId { get; init; }
    public required string PersonName { get; init; }
    public required string Crn { get; init; }
    public required Guid ReferralId { get; init; }
    public required Guid GroupId { get; init; }
    public required string GroupCode { get; init; }
    public required IReadOnlyList<string> Reasons { get; init; }
}

/// <summary>Finds, in the groups somebody runs, the members who may be about to drop out.</summary>
public sealed class DropOutService(GroupService groups, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    /// <param name="facilitator">Staff code of one who runs or answers for the groups; null is all of the actor's reach.</param>
    /// <returns>Those with most reasons first.</returns>
    public async Task<IReadOnlyList<MemberAtRisk>> AtRisk(Actor actor, string? facilitator, CancellationToken cancellation = default)
    {
        var today = LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        var running = (await db.Groups.AsNoTracking().Where(GroupReach.Groups(actor)).Where(g => g.ClosedOn == null).ToListAsync(cancellation))
            .Where(g => facilitator is null || g.TreatmentManager == facilitator || g.Facilitators?.Contains(facilitator) == true || g.Cover?.Contains(facilitator) == true)
            .ToDictionary(g => g.Id);
        var groupIds = running.Keys.ToArray();
        var places = await db.Places.AsNoTracking().Where(p => groupIds.Contains(p.GroupId) && p.EndedOn == null).ToListAsync(cancellation);
        if (places.Count == 0)
            return [];
        var personIds = places.Select(p => p.PersonId).Distinct().ToArray();
        await access.Among(personIds, cancellation);
        var people = await db.People.AsNoTracking().Where(p => personIds.Contains(p.Id)).Include(p => p.Supervisions).Include(p => p.Assessments).AsSplitQuery().ToDictionaryAsync(p => p.Id, cancellation);
        var records = (await db.Attendance.AsNoTracking().Where(a => personIds.Contains(a.PersonId) && a.ReplacedById == null && a.TemplateKey != null).ToListAsync(cancellation)).ToLookup(a => a.DeliveryId);
        var ids = groupIds.Select(id => (Guid?)id).ToArray();
        var sessions = (await db.Sessions.AsNoTracking().Where(s => ids.Contains(s.GroupId) && s.CancelledOn == null && s.On >= today)
            .Select(s => new { s.GroupId, s.DeliveryId, s.TemplateKey, s.On, s.HeldOn, s.NotHeldReason }).ToListAsync(cancellation)).ToLookup(s => s.GroupId!.Value);
        return [.. places.Where(p => people.ContainsKey(p.PersonId)).Select(place =>
        {
            var (person, group) = (people[place.PersonId], running[place.GroupId]);
            var progress = DeliveryFacts.Progress(records[place.ReferralId], groups.PlanOf(group), place.FromModule);
            var booked = sessions[group.Id].Where(s => s.DeliveryId == place.ReferralId && s.NotHeldReason is null).Select(s => s.TemplateKey).ToHashSet();
            var deliverable = CaseFactsOf.Deliverable(person, catalogue.Current, today);
            return new MemberAtRisk
            {
                PersonId = person.Id,
                PersonName = person.DisplayName,
                Crn = person.Crn,
                ReferralId = place.ReferralId,
                GroupId = group.Id,
                GroupCode = group.Code,
                Reasons = DropOut.Reasons(
                    new MemberFacts
                    {
                        Records = [.. records[place.ReferralId].Where(r => r.CreditedFrom is null).Select(r => (r.On, r.Outcome))],
                        ToCatchUp = progress.Sessions.Count(s => s.Standing == SessionStanding.Missed && !booked.Contains(s.Template.Key)),
                        LastSession = sessions[group.Id].Where(s => s.DeliveryId is null).Max(s => (DateOnly?)s.On),
                        DeliverableUntil = deliverable.EarliestEnd,
                    },
                    today),
            };
        }).Where(m => m.Reasons.Count > 0).OrderByDescending(m => m.Reasons.Count).ThenBy(m => m.GroupCode, StringComparer.Ordinal).ThenBy(m => m.PersonName, StringComparer.Ordinal)];
    }
}
