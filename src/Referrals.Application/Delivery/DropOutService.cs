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

/// <summary>A page of members at risk, of how many.</summary>
public sealed record MembersAtRisk(IReadOnlyList<MemberAtRisk> Members, int Total);

/// <summary>Finds, in the groups somebody runs, the members who may be about to drop out.</summary>
public sealed class DropOutService(GroupService groups, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int PageSize = 50;

    /// <param name="facilitator">Staff code of one who runs or answers for the groups; null is all of the actor's reach.</param>
    /// <param name="page">From 1.</param>
    /// <returns>Those with most reasons first.</returns>
    public async Task<MembersAtRisk> AtRisk(Actor actor, string? facilitator, int page = 1, CancellationToken cancellation = default)
    {
        var today = LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        var running = (await db.Groups.AsNoTracking().Where(GroupReach.Groups(actor)).Where(g => g.ClosedOn == null).ToListAsync(cancellation))
            .Where(g => facilitator is null || g.TreatmentManager == facilitator || g.Facilitators?.Contains(facilitator) == true || g.Cover?.Contains(facilitator) == true)
            .ToDictionary(g => g.Id);
        var groupIds = running.Keys.ToArray();
        var live = db.Places.AsNoTracking().Where(p => groupIds.Contains(p.GroupId) && p.EndedOn == null);
        var places = await live.Select(p => new { p.PersonId, p.ReferralId, p.GroupId, p.FromModule }).ToListAsync(cancellation);
        if (places.Count == 0)
            return new MembersAtRisk([], 0);
        // The rules ask everybody, with no more of each than they need; whom the user at the door may see is decided for those who are shown.
        // Joined from the places: whoever has two is found twice.
        var people = (await live.Join(db.Everybody(), p => p.PersonId, p => p.Id, (_, p) => new Person { Id = p.Id, Crn = p.Crn, Forename = p.Forename, Surname = p.Surname, Flags = p.Flags }).ToListAsync(cancellation)).DistinctBy(p => p.Id).ToDictionary(p => p.Id);
        foreach (var supervision in (await live.Join(db.Supervisions, p => p.PersonId, s => s.PersonId, (_, s) => new Supervision { Id = s.Id, PersonId = s.PersonId, StartsOn = s.StartsOn, EndsOn = s.EndsOn, EndedOn = s.EndedOn }).ToListAsync(cancellation)).DistinctBy(s => s.Id))
            people[supervision.PersonId].Supervisions.Add(supervision);
        foreach (var assessment in (await live.Join(db.Assessments, p => p.PersonId, a => a.PersonId, (_, a) => new Assessment { Id = a.Id, PersonId = a.PersonId, AssessedOn = a.AssessedOn, RecordedAt = a.RecordedAt, Rosh = a.Rosh, Wanted = a.Wanted }).ToListAsync(cancellation)).DistinctBy(a => a.Id))
            people[assessment.PersonId].Assessments.Add(assessment);
        var records = (await live.Join(db.Attendance.Where(a => a.ReplacedById == null && a.TemplateKey != null), p => p.ReferralId, a => a.DeliveryId, (_, a) => a)
            .Select(a => new AttendanceRecord { DeliveryId = a.DeliveryId, TemplateKey = a.TemplateKey, On = a.On, Outcome = a.Outcome, IsCatchUp = a.IsCatchUp, CreditedFrom = a.CreditedFrom, RecordedAt = a.RecordedAt, RecordedBy = "" }).ToListAsync(cancellation)).ToLookup(a => a.DeliveryId);
        var ahead = db.Sessions.AsNoTracking().Where(s => groupIds.Contains(s.GroupId!.Value) && s.CancelledOn == null && s.On >= today);
        var last = await ahead.Where(s => s.DeliveryId == null).GroupBy(s => s.GroupId!.Value).Select(g => new { g.Key, On = g.Max(s => s.On) }).ToDictionaryAsync(g => g.Key, g => g.On, cancellation);
        var booked = (await ahead.Where(s => s.DeliveryId != null && s.NotHeldReason == null).Select(s => new { s.DeliveryId, s.TemplateKey }).ToListAsync(cancellation)).ToLookup(s => s.DeliveryId!.Value, s => s.TemplateKey);
        var plans = running.Values.Where(g => places.Exists(p => p.GroupId == g.Id)).ToDictionary(g => g.Id, groups.PlanOf);
        var atRisk = places.Select(place =>
        {
            var (person, group) = (people[place.PersonId], running[place.GroupId]);
            var own = records[place.ReferralId];
            var progress = DeliveryFacts.Progress(own, plans[group.Id], place.FromModule);
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
                        Records = [.. own.Where(r => r.CreditedFrom is null).Select(r => (r.On, r.Outcome))],
                        ToCatchUp = progress.Sessions.Count(s => s.Standing == SessionStanding.Missed && !booked[place.ReferralId].Contains(s.Template.Key)),
                        LastSession = last.TryGetValue(group.Id, out var on) ? on : null,
                        DeliverableUntil = deliverable.EarliestEnd,
                    },
                    today),
            };
        }).Where(m => m.Reasons.Count > 0).OrderByDescending(m => m.Reasons.Count).ThenBy(m => m.GroupCode, StringComparer.Ordinal).ThenBy(m => m.PersonName, StringComparer.Ordinal).ToList();
        var shown = atRisk.Skip((page - 1) * PageSize).Take(PageSize).ToList();
        var cleared = await access.Among(shown.Select(m => m.PersonId), cancellation);
        return new MembersAtRisk([.. shown.Where(m => cleared.Contains(m.PersonId))], atRisk.Count);
    }
}
