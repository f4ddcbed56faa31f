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

/// <summary>A page of meetings, of how many.</summary>
public sealed record DiaryPage(IReadOnlyList<DiaryLine> Lines, int Total);

/// <summary>What is booked, for the people who run it. A region's week has thousands of meetings: which there are is asked with the least that tells, and only what is shown is read whole.</summary>
public sealed class DiaryService(GroupService groups, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int PageSize = 50;

    /// <summary>Meetings between two days, both included, in order; a guest of a session stands on its register and has no line of their own.</summary>
    /// <param name="facilitator">Staff code; null is everybody's within the actor's reach.</param>
    /// <param name="page">From 1.</param>
    public async Task<DiaryPage> Between(Actor actor, DateOnly from, DateOnly to, string? facilitator, int page = 1, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var run = await RunBy(db, actor, facilitator, cancellation);
        var meetings = await Keys(db, actor, Meetings(db, run).Where(s => s.On >= from && s.On <= to), facilitator, run, cancellation);
        return new DiaryPage(await Lines(db, [.. meetings.Skip((page - 1) * PageSize).Take(PageSize)], cancellation), meetings.Count);
    }

    /// <summary>Meetings that have begun since a day and on whose register somebody has no answer yet, the oldest first.</summary>
    /// <param name="facilitator">Staff code; null is everybody's within the actor's reach.</param>
    /// <param name="most">How many are wanted.</param>
    public async Task<IReadOnlyList<DiaryLine>> Due(Actor actor, DateOnly since, string? facilitator, int most = PageSize, CancellationToken cancellation = default)
    {
        var today = LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        // Who is not expected although they have a place, only the plan tells: here are at least those that are due.
        var run = await RunBy(db, actor, facilitator, cancellation);
        var lacking = Meetings(db, run).Where(s => s.On >= since && s.On <= today && s.NotHeldReason == null
            && (s.DeliveryId != null
                ? !db.Attendance.Any(a => a.SessionId == s.Id && a.DeliveryId == s.DeliveryId && a.ReplacedById == null)
                : db.Places.Any(p => p.GroupId == s.GroupId && p.GivenOn <= s.On && (p.EndedOn == null || p.EndedOn >= s.On) && !db.Attendance.Any(a => a.SessionId == s.Id && a.DeliveryId == p.ReferralId && a.ReplacedById == null))
                    || db.Sessions.Any(g => g.GroupId == s.GroupId && g.On == s.On && g.Start == s.Start && g.Kind == SessionKind.CatchUp && g.DeliveryId != null && g.CancelledOn == null
                        && !db.Attendance.Any(a => a.SessionId == g.Id && a.DeliveryId == g.DeliveryId && a.ReplacedById == null))));
        var due = new List<DiaryLine>();
        foreach (var some in (await Keys(db, actor, lacking, facilitator, run, cancellation)).Chunk(PageSize))
        {
            due.AddRange((await Lines(db, some, cancellation)).Where(line => line.RegisterDue));
            if (due.Count >= most)
                break;
        }

        return [.. due.Take(most)];
    }

    /// <summary>Groups within reach whose own facilitators include somebody; null where anybody's are wanted.</summary>
    private static async Task<IReadOnlyList<Guid>?> RunBy(ReferralsDbContext db, Actor actor, string? facilitator, CancellationToken cancellation) => facilitator is null ? null
        : [.. (await db.Groups.Where(GroupReach.Groups(actor)).Select(g => new { g.Id, g.Facilitators }).ToListAsync(cancellation)).Where(g => g.Facilitators?.Contains(facilitator) == true).Select(g => g.Id)];

    /// <summary>What stands in the plans, without the guests of a session.</summary>
    /// <param name="run">Only those of these groups, and those for which somebody is named; null is all.</param>
    private static IQueryable<Session> Meetings(ReferralsDbContext db, IReadOnlyList<Guid>? run) => (run is null ? db.Sessions : db.Sessions.Where(s => run.Contains(s.GroupId!.Value) || s.Facilitators != null)).AsNoTracking().Where(s => s.CancelledOn == null
        && !(s.Kind == SessionKind.CatchUp && s.DeliveryId != null && db.Sessions.Any(h => h.GroupId == s.GroupId && h.DeliveryId == null && h.On == s.On && h.Start == s.Start && h.CancelledOn == null)));

    /// <summary>Which of these are within reach, in order.</summary>
    private static async Task<IReadOnlyList<Guid>> Keys(ReferralsDbContext db, Actor actor, IQueryable<Session> sessions, string? facilitator, IReadOnlyList<Guid>? run, CancellationToken cancellation)
    {
        var found = await (from s in sessions
                           join g in db.Groups.Where(GroupReach.Groups(actor)) on s.GroupId equals g.Id
                           orderby s.On, s.Start, g.Code
                           select new { s.Id, GroupId = g.Id, s.Facilitators }).ToListAsync(cancellation);
        return [.. found.Where(f => facilitator is null || (f.Facilitators?.Contains(facilitator) ?? run!.Contains(f.GroupId))).Select(f => f.Id)];
    }

    private async Task<IReadOnlyList<DiaryLine>> Lines(ReferralsDbContext db, IReadOnlyList<Guid> wanted, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var found = (await (from s in db.Sessions.AsNoTracking()
                            join g in db.Groups.AsNoTracking() on s.GroupId equals g.Id
                            where wanted.Contains(s.Id)
                            orderby s.On, s.Start, g.Code
                            select new { Session = s, Group = g }).ToListAsync(cancellation)).ConvertAll(f => (f.Session, f.Group));
        var groupIds = found.Select(f => f.Group.Id).Distinct().ToArray();
        var days = found.Select(f => f.Session.On).Distinct().ToArray();
        var guests = (await db.Sessions.AsNoTracking().Where(s => groupIds.Contains(s.GroupId!.Value) && days.Contains(s.On) && s.Kind == SessionKind.CatchUp && s.DeliveryId != null && s.CancelledOn == null).ToListAsync(cancellation)).ToLookup(Meets);
        var plans = found.Select(f => f.Group).Where(g => g.Rolling).DistinctBy(g => g.Id).ToDictionary(g => g.Id, groups.PlanOf);
        var programmes = found.Select(f => f.Group.ProgrammeKey).Distinct(StringComparer.Ordinal).ToDictionary(key => key, groups.NameOf, StringComparer.Ordinal);
        var sessionIds = wanted.Concat(guests.SelectMany(g => g).Select(g => g.Id)).Select(id => (Guid?)id).ToArray();
        var deliveryIds = found.Select(f => f.Session.DeliveryId).OfType<Guid>().Distinct().ToArray();
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
        return [.. found.Select(f =>
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
    }

    /// <summary>A guest joins the session of the group at the same place and time.</summary>
    private static (Guid? Group, DateOnly On, TimeOnly Start) Meets(Session session) => (session.GroupId, session.On, session.Start);
}
