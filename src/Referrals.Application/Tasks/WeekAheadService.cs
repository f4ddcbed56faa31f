using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Domain;

namespace Referrals.Application.Tasks;

/// <summary>A meeting of the week ahead at which one practitioner's people are expected.</summary>
/// <param name="People">By name, those the reader may be shown.</param>
/// <param name="GroupCode">Null for an exercise of a toolkit, which the practitioner holds.</param>
public sealed record MeetingAhead(Session Session, string? GroupCode, IReadOnlyList<string> People)
{
    /// <summary>The toolkit it is an exercise of; null for a session of a group.</summary>
    public Guid? ToolkitId => GroupCode is null ? Session.DeliveryId : null;
}

/// <summary>One day of the week ahead.</summary>
/// <param name="Due">How many tasks of the reader's fall due on it. The tasks themselves are on their list, once.</param>
public sealed record DayAhead(DateOnly On, int Due, IReadOnlyList<MeetingAhead> Meetings);

/// <summary>Today and the seven days after it, of one who owes tasks and holds people.</summary>
public sealed class WeekAheadService(CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int Days = 8;

    /// <returns>The days on which something is due or held, in order.</returns>
    public async Task<IReadOnlyList<DayAhead>> Of(Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var today = LondonTime.Today(time);
        var last = today.AddDays(Days - 1);
        await using var db = factory.CreateDbContext();
        var due = await ToDoService.Owned(db.Tasks.Where(t => t.ClosedAt == null && t.DueOn >= today && t.DueOn <= last), actor)
            .GroupBy(t => t.DueOn).Select(g => new { On = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.On, g => g.Count, cancellation);
        var meetings = (actor is { Role: Roles.Practitioner, StaffCode: { } code } ? await Meetings(db, code, today, last, cancellation) : []).ToLookup(m => m.Session.On);
        return [.. Enumerable.Range(0, Days).Select(today.AddDays)
            .Select(day => new DayAhead(day, due.GetValueOrDefault(day), [.. meetings[day].OrderBy(m => m.Session.Start)]))
            .Where(day => day.Due > 0 || day.Meetings.Count > 0)];
    }

    private async Task<IReadOnlyList<MeetingAhead>> Meetings(ReferralsDbContext db, string practitioner, DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        var held = db.Everybody().Where(p => p.PractitionerCode == practitioner).Select(p => p.Id);
        var single = await (from session in db.Sessions.AsNoTracking()
                            join toolkit in db.Toolkits on session.DeliveryId equals toolkit.Id
                            join need in db.Needs on toolkit.NeedId equals need.Id
                            where session.On >= @from && session.On <= to && session.CancelledOn == null && session.NotHeldReason == null && held.Contains(need.PersonId)
                            select new { Session = session, need.PersonId }).ToListAsync(cancellation);
        var members = await (from session in db.Sessions.AsNoTracking()
                             join @group in db.Groups on session.GroupId equals @group.Id
                             join place in db.Places on @group.Id equals place.GroupId
                             where session.On >= @from && session.On <= to && session.CancelledOn == null && session.NotHeldReason == null
                                 && place.GivenOn <= session.On && (place.EndedOn == null || place.EndedOn >= session.On)
                                 && (session.DeliveryId == null || session.DeliveryId == place.ReferralId)
                                 && held.Contains(place.PersonId)
                             select new { Session = session, @group.Code, @group.Rolling, @group.ProgrammeKey, @group.PlanVersion, place.PersonId, place.ReferralId, place.FromRound, place.FromModule }).ToListAsync(cancellation);
        var done = await OnTheRegister.Done(db, [.. members.Select(m => m.ReferralId).Distinct()], cancellation);
        var expected = members.Where(m => m.Session.DeliveryId is not null
            || (OnTheRegister.FromTheirModule(m.Rolling ? catalogue.Current.SessionPlan(m.ProgrammeKey, m.PlanVersion) : null, m.Session, m.FromRound, m.FromModule) && OnTheRegister.Needs(done, m.ReferralId, m.Session))).ToList();

        var ids = single.Select(s => s.PersonId).Concat(expected.Select(m => m.PersonId)).Distinct().ToArray();
        if (ids.Length == 0)
            return [];
        await access.Among(ids, cancellation);
        var names = await db.People.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Forename, p.Surname, p.Crn }).ToDictionaryAsync(p => p.Id, p => $"{p.Forename} {p.Surname}".Trim() is { Length: > 0 } name ? name : p.Crn, cancellation);
        // Somebody the reader may not be shown is not told of here either.
        return [.. single.Where(s => names.ContainsKey(s.PersonId)).Select(s => new MeetingAhead(s.Session, null, [names[s.PersonId]])),
            .. expected.Where(m => names.ContainsKey(m.PersonId)).GroupBy(m => m.Session.Id).Select(g => new MeetingAhead(g.First().Session, g.First().Code, [.. g.Select(m => names[m.PersonId]).Distinct().Order(StringComparer.Ordinal)]))];
    }
}
