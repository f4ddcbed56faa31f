using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>One meeting in somebody's diary.</summary>
public sealed record DiaryLine
{
    public required Session Session { get; init; }
    public required ProgrammeGroup Group { get; init; }
    public required string ProgrammeName { get; init; }

    /// <summary>Whom a one-to-one is with; null for the whole group.</summary>
    public required string? PersonName { get; init; }

    /// <summary>How many people are on its register, guests included.</summary>
    public required int Expected { get; init; }

    /// <summary>For how many of them it has an answer.</summary>
    public required int Recorded { get; init; }

    /// <summary>It has begun and somebody on its register has no answer yet.</summary>
    public required bool RegisterDue { get; init; }

    /// <summary>The working day after it has passed as well: whoever runs it is chased.</summary>
    public required bool RegisterLate { get; init; }
}

/// <summary>What is booked, for the people who run it.</summary>
public sealed class DiaryService(GroupService groups, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    /// <summary>Meetings between two days, both included, in order; a guest of a session stands on its register and has no line of their own.</summary>
    /// <param name="facilitator">Staff code; null is everybody's within the actor's reach.</param>
    public async Task<IReadOnlyList<DiaryLine>> Between(Actor actor, DateOnly from, DateOnly to, string? facilitator, CancellationToken cancellation = default)
    {
        var found = await groups.Between(actor, from, to, facilitator, cancellation);
        var now = time.GetUtcNow();
        // By where and when they are: a region's week has thousands, and each is held against none but those it meets.
        var hosts = found.Where(f => f.Session.DeliveryId is null).Select(f => Meets(f.Session)).ToHashSet();
        var guests = found.Where(f => IsGuest(f.Session)).ToLookup(f => Meets(f.Session), f => f.Session);
        var shown = found.Where(f => !IsGuest(f.Session)).ToList();
        var plans = found.Select(f => f.Group).Where(g => g.Rolling).DistinctBy(g => g.Id).ToDictionary(g => g.Id, groups.PlanOf);
        var programmes = found.Select(f => f.Group.ProgrammeKey).Distinct(StringComparer.Ordinal).ToDictionary(key => key, groups.NameOf, StringComparer.Ordinal);
        var groupIds = shown.Select(f => f.Group.Id).Distinct().ToArray();
        var sessionIds = found.Select(f => (Guid?)f.Session.Id).ToArray();
        var deliveryIds = shown.Select(f => f.Session.DeliveryId).OfType<Guid>().Distinct().ToArray();
        await using var db = factory.CreateDbContext();
        var places = (await db.Places.AsNoTracking().Where(p => groupIds.Contains(p.GroupId)).Select(p => new { p.GroupId, p.ReferralId, p.GivenOn, p.EndedOn, p.FromRound, p.FromModule }).ToListAsync(cancellation)).ToLookup(p => p.GroupId);
        var done = await OnTheRegister.Done(db, [.. places.SelectMany(g => g).Select(p => p.ReferralId).Distinct()], cancellation);
        var last = RegisterChase.LastOverdue(catalogue.Current, LondonTime.DateOf(now));
        var recorded = (await db.Attendance.Where(a => sessionIds.Contains(a.SessionId) && a.ReplacedById == null).Select(a => new { a.SessionId, a.DeliveryId }).ToListAsync(cancellation)).ToLookup(a => a.SessionId, a => a.DeliveryId);
        await access.Among(await db.PeopleOfReferrals(deliveryIds).ToListAsync(cancellation), cancellation);
        var names = (await (from person in db.People
                            join need in db.Needs on person.Id equals need.PersonId
                            join referral in db.Referrals on need.Id equals referral.NeedId
                            where deliveryIds.Contains(referral.Id)
                            select new { referral.Id, person.Forename, person.Surname }).ToListAsync(cancellation)).ToDictionary(p => p.Id, p => $"{p.Forename} {p.Surname}".Trim());
        return [.. shown.Select(f =>
        {
            var (session, group) = f;
            var visitors = session.DeliveryId is null ? guests[Meets(session)].ToList() : [];
            HashSet<Guid> expected = session.DeliveryId is { } one ? [one]
                : [.. places[group.Id].Where(p => p.GivenOn <= session.On && (p.EndedOn is null || p.EndedOn >= session.On))
                    .Where(p => recorded[session.Id].Contains(p.ReferralId) || (OnTheRegister.FromTheirModule(plans.GetValueOrDefault(group.Id), session, p.FromRound, p.FromModule) && OnTheRegister.Needs(done, p.ReferralId, session)))
                    .Select(p => p.ReferralId), .. visitors.Select(v => v.DeliveryId!.Value)];
            var answered = recorded[session.Id].Concat(visitors.SelectMany(v => recorded[v.Id])).Where(expected.Contains).Distinct().Count();
            var due = session.NotHeldReason is null && answered < expected.Count && LondonTime.At(session.On, session.Start) <= now;
            return new DiaryLine
            {
                Session = session,
                Group = group,
                ProgrammeName = programmes[group.ProgrammeKey],
                PersonName = session.DeliveryId is { } who ? names.GetValueOrDefault(who) : null,
                Expected = expected.Count,
                Recorded = answered,
                RegisterDue = due,
                RegisterLate = due && session.On <= last,
            };
        })];

        bool IsGuest(Session session) => session is { Kind: SessionKind.CatchUp, DeliveryId: not null } && hosts.Contains(Meets(session));
    }

    /// <summary>A guest joins the session of the group at the same place and time.</summary>
    private static (Guid? Group, DateOnly On, TimeOnly Start) Meets(Session session) => (session.GroupId, session.On, session.Start);
}
