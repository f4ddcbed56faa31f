using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.PartnerLink;

/// <summary>
/// Everything behind the wall (ADR 11). Partner link workers of the person's region read and write it; every other role is given nothing, by the query
/// that finds the duty. What is written here is written in the same commit as the duty it changes, and appears in no milestone, task, message or log.
/// </summary>
public sealed class PartnerLinkService(Changes changes, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int PageSize = 50;

    /// <summary>Duties of the worker's region at one stage; open ones by the day they are due, so late ones first.</summary>
    public async Task<DutyList> List(Actor actor, DutyStage stage, int page = 1, CancellationToken cancellation = default)
    {
        var today = LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        var duties = Reachable(db, actor);
        var counts = new Dictionary<DutyStage, int>();
        foreach (var each in Enum.GetValues<DutyStage>())
            counts[each] = await At(duties, each).CountAsync(cancellation);
        var late = await At(duties, DutyStage.Open).CountAsync(d => d.DueOn < today, cancellation);
        var found = await (stage switch
        {
            DutyStage.Open => At(duties, stage).OrderBy(d => d.DueOn),
            DutyStage.Met => At(duties, stage).OrderByDescending(d => d.MetOn),
            _ => At(duties, stage).OrderByDescending(d => d.EndedOn),
        }).ThenBy(d => d.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellation);
        return new DutyList(await Lines(db, actor, found, cancellation), counts, late);
    }

    /// <summary>One duty with all that is known; null for everybody who may not see it.</summary>
    public async Task<DutyView?> Find(Actor actor, Guid dutyId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await Reachable(db, actor).FirstOrDefaultAsync(d => d.Id == dutyId, cancellation) is not { } duty || !await access.May(duty.PersonId, cancellation))
            return null;
        Occasion.Current?.Saw(actor, duty.PersonId, await db.People.Where(p => p.Id == duty.PersonId).Select(p => p.Crn).FirstAsync(cancellation));
        var details = await db.Set<PartnerDetails>().AsNoTracking().FirstOrDefaultAsync(d => d.DutyId == dutyId, cancellation);
        var contacts = await db.Set<PartnerContact>().AsNoTracking().Where(c => c.DutyId == dutyId).ToListAsync(cancellation);
        var concerns = await db.Set<PartnerConcern>().AsNoTracking().Where(c => c.DutyId == dutyId).ToListAsync(cancellation);
        return new DutyView
        {
            Line = (await Lines(db, actor, [duty], cancellation))[0],
            Partner = details is null ? null : new PartnerFacts(details.Name, details.Relationship, details.Contact, details.SafeContact, details.Notes, details.Version),
            Attempts = [.. contacts.OrderByDescending(c => c.On).ThenByDescending(c => c.At).Select(c => new Attempt(c.On, c.Means, c.Outcome, c.Words, c.By))],
            Concerns = [.. concerns.OrderByDescending(c => c.At).Select(c => new ConcernLine(c.Id, c.At, c.Words, c.By, c.PassedOnAt))],
        };
    }

    /// <summary>Whom a concern about this person can be passed to: those who work with them. None for who may not see the duty.</summary>
    public async Task<IReadOnlyList<Recipient>> Recipients(Actor actor, Guid dutyId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await Reachable(db, actor).FirstOrDefaultAsync(d => d.Id == dutyId, cancellation) is { } duty && await access.May(duty.PersonId, cancellation) ? [.. (await Staff(db, actor, duty, cancellation)).Select(s => s.Recipient)] : [];
    }

    /// <summary>The worker takes the duty on, or over: from then on it is theirs, and the wait for an allocation ends.</summary>
    public Task<Refusal?> TakeOn(Actor actor, TakeOn request, CancellationToken cancellation = default) =>
        Change(actor, request.DutyId, (file, duty) =>
        {
            var details = file.Db.Set<PartnerDetails>().FirstOrDefault(d => d.DutyId == duty.Id);
            if (details?.WorkerCode == Key(actor))
                return null;
            if (duty.EndedOn is { } ended)
                return new DutyEnded(ended);
            if (details?.WorkerCode != request.From)
                return new TakenOnByAnother(file.Db.Staff.Where(s => s.Code == details!.WorkerCode).Select(s => s.Name).FirstOrDefault() ?? details?.WorkerCode ?? "Nobody");
            file.Touch();
            duty.AllocatedOn ??= file.Today;
            if (details is null)
                file.Add(Begun(file, duty, Key(actor)));
            else
                (details.WorkerCode, details.Version) = (Key(actor), details.Version + 1);
            Settle(file, duty);
            return null;
        }, cancellation);

    /// <summary>Keeps what is known of the partner; refused where somebody else saved meanwhile.</summary>
    public Task<Refusal?> Save(Actor actor, SaveDetails request, CancellationToken cancellation = default) =>
        Change(actor, request.DutyId, (file, duty) =>
        {
            if (file.Db.Set<PartnerDetails>().FirstOrDefault(d => d.DutyId == duty.Id) is not { } details)
                return new NotTakenOn();
            if (details.Version != request.Version)
                return new DetailsChanged();
            file.Touch();
            details.Name = Said(request.Name);
            details.Relationship = Said(request.Relationship);
            details.Contact = Said(request.Contact);
            details.SafeContact = Said(request.SafeContact);
            details.Notes = Said(request.Notes);
            details.Version++;
            return null;
        }, cancellation);

    /// <summary>Writes an attempt down. The first that reaches the partner, or settles that nobody will, meets the duty on its day.</summary>
    public Task<Refusal?> Record(Actor actor, RecordAttempt request, CancellationToken cancellation = default) =>
        Change(actor, request.DutyId, (file, duty) =>
        {
            if (duty.AllocatedOn is null)
                return new NotTakenOn();
            if (!ContactMeans.All.Contains(request.Means))
                return new NoSuchMeans();
            if (!ContactOutcomes.All.Contains(request.Outcome))
                return new NoSuchOutcome();
            if (request.On > file.Today)
                return new People.InTheFuture(request.On);
            if (ContactOutcomes.Settles(request.Outcome) && Said(request.Words) is null)
                return new SettledWithoutWhy();
            if (file.Db.Set<PartnerContact>().Any(c => c.Id == request.RequestId))
                return null;
            file.Add(new PartnerContact
            {
                Id = request.RequestId,
                DutyId = duty.Id,
                At = file.Now,
                On = request.On,
                By = actor.Signature,
                Means = request.Means,
                Outcome = request.Outcome,
                Words = Said(request.Words),
            });
            if (duty is { MetOn: null, EndedOn: null } && request.Outcome != ContactOutcomes.NoAnswer)
            {
                duty.MetOn = request.On;
                Settle(file, duty);
            }

            return null;
        }, cancellation);

    /// <summary>Writes a concern down, behind the wall: nobody is told of it by this.</summary>
    /// <param name="requestId">Made once by the form; the same concern sent twice is written once, and it is the concern's id.</param>
    public Task<Refusal?> Raise(Actor actor, Guid dutyId, Guid requestId, string? words, CancellationToken cancellation = default) =>
        Change(actor, dutyId, (file, duty) =>
        {
            if (duty.AllocatedOn is null)
                return new NotTakenOn();
            if (Said(words) is not { } said)
                return new NothingSaid();
            if (file.Db.Set<PartnerConcern>().Any(c => c.Id == requestId))
                return null;
            file.Add(new PartnerConcern { Id = requestId, DutyId = duty.Id, At = file.Now, By = actor.Signature, Words = said });
            return null;
        }, cancellation);

    /// <summary>
    /// Lets a concern out, once, in the words given and to the people named. Each of them finds it on a page of their own, and is sent a message that
    /// says only that there is one.
    /// </summary>
    public async Task<Refusal?> Tell(Actor actor, PassOn request, CancellationToken cancellation = default)
    {
        List<(Recipient Recipient, string? Email)> told;
        await using (var db = factory.CreateDbContext())
        {
            if (await Reachable(db, actor).FirstOrDefaultAsync(d => d.Id == request.DutyId, cancellation) is not { } found || !await access.May(found.PersonId, cancellation))
                return new NoSuchDuty();
            told = [.. (await Staff(db, actor, found, cancellation)).Where(s => request.To.Contains(s.Recipient.Code))];
        }

        return await Change(actor, request.DutyId, (file, duty) =>
        {
            if (file.Db.Set<PartnerConcern>().FirstOrDefault(c => c.Id == request.ConcernId && c.DutyId == duty.Id) is not { } concern)
                return new NoSuchDuty();
            if (concern.PassedOnAt is { } at)
                return new PassedOnAlready(LondonTime.DateOf(at));
            if (Said(request.Words) is not { } said)
                return new NothingSaid();
            if (told.Count == 0 || told.Count != request.To.Distinct().Count())
                return new ToldToNobody();
            concern.PassedOnAt = file.Now;
            var passed = file.Add(new PassedConcern { Id = file.NewId(), PersonId = duty.PersonId, Words = said, To = [.. told.Select(t => t.Recipient.Code)], By = actor.Signature, At = file.Now });
            foreach (var (recipient, email) in told)
                file.Add(Notice(file, passed.Id, recipient, email));
            return null;
        }, cancellation);
    }

    /// <summary>The details to begin with: those of the person's last duty, where a place was lost and another given.</summary>
    private static PartnerDetails Begun(CaseFile file, PartnerLinkDuty duty, string worker)
    {
        var earlier = file.Person.PartnerLinkDuties.Where(d => d.Id != duty.Id).OrderByDescending(d => d.OpenedOn).Select(d => d.Id).ToArray();
        var known = file.Db.Set<PartnerDetails>().Where(d => earlier.Contains(d.DutyId)).ToList().MinBy(d => Array.IndexOf(earlier, d.DutyId));
        return new PartnerDetails
        {
            DutyId = duty.Id,
            WorkerCode = worker,
            Name = known?.Name,
            Relationship = known?.Relationship,
            Contact = known?.Contact,
            SafeContact = known?.SafeContact,
            Notes = known?.Notes,
            Version = 1,
        };
    }

    private static OutboxMessage Notice(CaseFile file, Guid passedId, Recipient recipient, string? email) => new()
    {
        Id = file.NewId(),
        Key = $"passed-concern/{passedId:N}/{recipient.Code}",
        Kind = "passed-concern",
        Addressee = recipient.Code,
        Address = email,
        Subject = "A concern was passed on to you",
        Body = "Somebody passed a concern on to you, in words meant for you.\n\nSign in to Referrals to read it: it is on your to-do list.\n",
        CreatedAt = file.Now,
        NextAttemptAt = file.Now,
        // It waits on their page all the same, and an administrator sees that no message could be sent.
        UndeliverableAt = email is null ? file.Now : null,
        LastError = email is null ? $"No e-mail address is known for {recipient.Code}." : null,
    };

    /// <summary>Duties an actor reaches: a partner link worker those of their region, which is the group's where the person's is not known; everybody else none.</summary>
    private static IQueryable<PartnerLinkDuty> Reachable(ReferralsDbContext db, Actor actor)
    {
        var duties = db.PartnerLinkDuties.AsNoTracking();
        if (actor is not { Role: Roles.PartnerLinkWorker, RegionCode: { } region })
            return duties.Where(d => false);
        return duties.Where(d => d.RegionCode == region)
            .Concat(duties.Where(d => d.RegionCode == null && db.Places.Any(p => p.ReferralId == d.ReferralId && db.Groups.Any(g => g.Id == p.GroupId && g.RegionCode == region))));
    }

    private static IQueryable<PartnerLinkDuty> At(IQueryable<PartnerLinkDuty> duties, DutyStage stage) => stage switch
    {
        DutyStage.Open => duties.Where(d => d.EndedOn == null && d.MetOn == null),
        DutyStage.Met => duties.Where(d => d.EndedOn == null && d.MetOn != null),
        _ => duties.Where(d => d.EndedOn != null),
    };

    private async Task<List<DutyLine>> Lines(ReferralsDbContext db, Actor actor, IReadOnlyList<PartnerLinkDuty> duties, CancellationToken cancellation)
    {
        var today = LondonTime.Today(time);
        var days = catalogue.Current.WorkingDays;
        var ids = duties.Select(d => d.Id).ToArray();
        var personIds = duties.Select(d => d.PersonId).ToArray();
        var referralIds = duties.Select(d => d.ReferralId).ToArray();
        await access.Among(personIds, cancellation);
        var people = await db.People.Where(p => personIds.Contains(p.Id)).Select(p => new { p.Id, p.Forename, p.Surname, p.Crn }).ToDictionaryAsync(p => p.Id, cancellation);
        var workers = await (from details in db.Set<PartnerDetails>()
                             where ids.Contains(details.DutyId)
                             join member in db.Staff on details.WorkerCode equals member.Code into members
                             from member in members.DefaultIfEmpty()
                             select new { details.DutyId, details.WorkerCode, member.Name }).ToDictionaryAsync(d => d.DutyId, cancellation);
        var starts = (await (from place in db.Places
                             where referralIds.Contains(place.ReferralId) && place.EndedOn == null
                             select new
                             {
                                 place.ReferralId,
                                 First = db.Sessions.Where(s => s.GroupId == place.GroupId && s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null).Min(s => (DateOnly?)s.On),
                             }).ToListAsync(cancellation)).ToLookup(p => p.ReferralId, p => p.First);
        return [.. duties.Where(d => people.ContainsKey(d.PersonId)).Select(d =>
        {
            var worker = workers.GetValueOrDefault(d.Id);
            return new DutyLine
            {
                DutyId = d.Id,
                PersonName = $"{people[d.PersonId].Forename} {people[d.PersonId].Surname}".Trim(),
                Crn = people[d.PersonId].Crn,
                GroupStartsOn = starts[d.ReferralId].FirstOrDefault(),
                OpenedOn = d.OpenedOn,
                DueOn = d.DueOn,
                DaysLate = d is { MetOn: null, EndedOn: null } ? ChaseLadder.Lateness(d.DueOn, today, days) : 0,
                IsLate = d is { MetOn: null, EndedOn: null } && d.DueOn < today,
                AllocatedOn = d.AllocatedOn,
                MetOn = d.MetOn,
                EndedOn = d.EndedOn,
                WorkerCode = worker?.WorkerCode,
                WorkerName = worker?.Name ?? worker?.WorkerCode,
                Mine = worker?.WorkerCode == Key(actor),
            };
        })];
    }

    /// <summary>The practitioner, the senior and the head of the same PDU, the region's leads, and those who run the group.</summary>
    private async Task<List<(Recipient Recipient, string? Email)>> Staff(ReferralsDbContext db, Actor actor, PartnerLinkDuty duty, CancellationToken cancellation)
    {
        var today = LondonTime.Today(time);
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Id == duty.PersonId, cancellation);
        var groups = await (from place in db.Places.AsNoTracking()
                            join g in db.Groups on place.GroupId equals g.Id
                            where place.ReferralId == duty.ReferralId && place.EndedOn == null
                            select g).ToListAsync(cancellation);
        string[] codes = [.. groups.SelectMany(g => (string[])[g.TreatmentManager, .. g.Facilitators ?? [], .. g.Cover ?? []]).Distinct(StringComparer.Ordinal)];
        var staff = await db.Staff.AsNoTracking()
            .Where(s => s.Code == person.PractitionerCode
                || codes.Contains(s.Code)
                || ((s.Role == Roles.Spo || s.Role == Roles.PduHead) && s.RegionCode == person.RegionCode && s.PduId == person.PduId)
                || (s.Role == Roles.RegionalLead && s.RegionCode == person.RegionCode))
            .ToListAsync(cancellation);
        var found = staff.Where(s => s.Code != Key(actor) && !(s.LeftOn < today))
            .OrderBy(s => s.Code == person.PractitionerCode ? 0 : 1).ThenBy(s => s.Role, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal)
            .Select(s => (new Recipient(s.Code, s.Name, s.Role), s.Email)).ToList();
        // Whom the sources name as the practitioner may stand on no staff list yet.
        if (person.PractitionerCode is { } code && staff.TrueForAll(s => s.Code != code))
            found.Insert(0, (new Recipient(code, person.PractitionerName ?? code, Roles.Practitioner), null));
        return found;
    }

    private async Task<Refusal?> Change(Actor actor, Guid dutyId, Func<CaseFile, PartnerLinkDuty, Refusal?> work, CancellationToken cancellation)
    {
        Guid personId;
        await using (var db = factory.CreateDbContext())
        {
            if (await Reachable(db, actor).FirstOrDefaultAsync(d => d.Id == dutyId, cancellation) is not { } found)
                return new NoSuchDuty();
            personId = found.PersonId;
        }

        return await changes.Run(actor, personId, file => work(file, file.Person.PartnerLinkDuties.Single(d => d.Id == dutyId)), cancellation);
    }

    private void Settle(CaseFile file, PartnerLinkDuty duty) => changes.Host.SettleByFacts(file, $"partner-link/{duty.Id:N}/{file.Person.Version}");

    private static string? Said(string? words) => string.IsNullOrWhiteSpace(words) ? null : words.Trim();

    private static string Key(Actor actor) => actor.StaffCode ?? actor.Username;
}
