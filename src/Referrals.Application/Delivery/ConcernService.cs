using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Risk concerns raised in sessions. Their words are read by the person's practitioner, the SPO of the same PDU and whoever raised them, and go into no list, message, log or milestone.</summary>
public sealed class ConcernService(Changes changes, CaseAccess access, DatabaseFactory factory)
{
    /// <summary>Raises a concern about one person: a task for the practitioner that is due the same day.</summary>
    /// <param name="requestId">Of the form: a concern of this id is raised once.</param>
    public async Task<Refusal?> Raise(Actor actor, Guid sessionId, Guid deliveryId, string words, Guid? requestId = null, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(words))
            return new ConcernEmpty();
        Guid? personId;
        await using (var db = factory.CreateDbContext())
        {
            var group = await (from s in db.Sessions where s.Id == sessionId join g in db.Groups on s.GroupId equals g.Id select g).AsNoTracking().FirstOrDefaultAsync(cancellation);
            if (group is null || !GroupReach.MayManage(actor, group))
                return new NotYourRegister();
            personId = await (from need in db.Needs join referral in db.Referrals on need.Id equals referral.NeedId where referral.Id == deliveryId select (Guid?)need.PersonId).FirstOrDefaultAsync(cancellation);
        }

        if (personId is not { } id)
            return new NotOnThisRegister();
        return await changes.Run(actor, id, file =>
        {
            if (requestId is { } sent && file.Db.RiskConcerns.Find(sent) is not null)
                return null;
            if (RegisterService.SessionFor(file, sessionId, deliveryId) is null)
                return new NotOnThisRegister();
            var need = file.Person.Needs.Single(n => n.Referrals.Exists(r => r.Id == deliveryId));
            var concern = file.Add(new RiskConcern
            {
                Id = requestId ?? file.NewId(),
                PersonId = id,
                NeedId = need.Id,
                SessionId = sessionId,
                Words = words,
                RaisedAt = file.Now,
                RaisedBy = actor.Signature,
                RaisedByKey = Key(actor),
            });
            file.Record(MilestoneKinds.ConcernRaised, need);
            changes.Host.Start(file, DefinitionIds.RiskConcern, need.Id, concern.Id.ToString("N"));
            return null;
        }, cancellation);
    }

    /// <summary>A concern with its words; null for everybody whom it was not meant for.</summary>
    public async Task<RiskConcern?> Find(Actor actor, Guid concernId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var found = await Readable(db, actor).FirstOrDefaultAsync(c => c.Id == concernId, cancellation);
        return found is not null && await access.May(found.PersonId, cancellation) ? found : null;
    }

    /// <summary>Concerns about one person that the actor may read, newest first.</summary>
    public async Task<IReadOnlyList<RiskConcern>> About(Actor actor, Guid personId, CancellationToken cancellation = default)
    {
        if (!await access.May(personId, cancellation))
            return [];
        await using var db = factory.CreateDbContext();
        return (await Readable(db, actor).Where(c => c.PersonId == personId).ToListAsync(cancellation)).OrderByDescending(c => c.RaisedAt).ToList();
    }

    private static IQueryable<RiskConcern> Readable(ReferralsDbContext db, Actor actor)
    {
        var key = Key(actor);
        return from concern in db.RiskConcerns.AsNoTracking()
               join person in db.Everybody() on concern.PersonId equals person.Id
               where concern.RaisedByKey == key
                   || (actor.Role == Roles.Practitioner && person.PractitionerCode != null && person.PractitionerCode == actor.StaffCode)
                   || (actor.Role == Roles.Spo && person.RegionCode == actor.RegionCode && person.PduId == actor.PduId)
               select concern;
    }

    private static string Key(Actor actor) => actor.StaffCode ?? actor.Username;
}

public sealed record ConcernEmpty() : Refusal("Say what the concern is.");
