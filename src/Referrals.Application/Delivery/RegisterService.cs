using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>What one person did about one session, as the register says it.</summary>
public sealed record RegisterEntry
{
    /// <summary>The referral or toolkit delivery.</summary>
    public required Guid DeliveryId { get; init; }

    public required AttendanceOutcome Outcome { get; init; }
    public bool Late { get; init; }
    public string? ReasonCode { get; init; }
    public string? Words { get; init; }

    /// <summary>Why an answer that is there already is replaced; needed only then.</summary>
    public string? CorrectionReason { get; init; }

    public string? CorrectionWords { get; init; }

    /// <summary>The answer that the caller saw on this line; where another one counts meanwhile, nothing is saved. Null asks nothing.</summary>
    public SeenAnswer? Seen { get; init; }
}

/// <param name="RecordId">Null where there was no answer yet.</param>
public sealed record SeenAnswer(Guid? RecordId);

/// <summary>One line of a register.</summary>
public sealed record RegisterLine
{
    public required Guid DeliveryId { get; init; }
    public required Guid PersonId { get; init; }
    public required string PersonName { get; init; }
    public required string Crn { get; init; }

    /// <summary>The answer that counts; null before there is one.</summary>
    public required AttendanceRecord? Record { get; init; }

    /// <summary>Answers that were replaced, oldest first.</summary>
    public required IReadOnlyList<AttendanceRecord> Replaced { get; init; }

    /// <summary>Comes from another group to make up for a session.</summary>
    public required bool IsGuest { get; init; }

    public required SessionNote? Note { get; init; }

    /// <summary>Every note, the newest first.</summary>
    public required IReadOnlyList<SessionNote> Notes { get; init; }

    /// <summary>Interpreter and access needs, for those who run the session; null where none are known.</summary>
    public required string? Needs { get; init; }
}

public sealed record Register
{
    public required Session Session { get; init; }

    /// <summary>Null for the one-to-one work of a toolkit.</summary>
    public required ProgrammeGroup? Group { get; init; }

    public required string ProgrammeName { get; init; }
    public required IReadOnlyList<RegisterLine> Lines { get; init; }
    public required bool MayRecord { get; init; }
}

/// <summary>Registers: who came to a session, and what follows from it.</summary>
public sealed class RegisterService(Changes changes, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    /// <summary>The register of a session; null where there is none within the actor's reach.</summary>
    public async Task<Register?> Find(Actor actor, Guid sessionId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Sessions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == sessionId, cancellation) is not { } session)
            return null;
        var group = session.GroupId is { } groupId ? await db.Groups.AsNoTracking().FirstAsync(g => g.Id == groupId, cancellation) : null;
        if (group is not null && !GroupReach.Covers(actor, group))
            return null;

        var today = LondonTime.Today(time);
        var guests = group is null || session.DeliveryId is not null ? [] : await db.Sessions.AsNoTracking()
            .Where(s => s.GroupId == session.GroupId && s.Kind == SessionKind.CatchUp && s.DeliveryId != null && s.On == session.On && s.Start == session.Start && s.CancelledOn == null)
            .ToListAsync(cancellation);
        var members = session.DeliveryId is { } one
            ? [one]
            : await db.Places.Where(p => p.GroupId == group!.Id && p.GivenOn <= session.On && (p.EndedOn == null || p.EndedOn >= session.On)).Select(p => p.ReferralId).ToListAsync(cancellation);
        if (group is not null && session.DeliveryId is null)
        {
            // Who has done it already is not expected, nor in a rolling group who joins at a later module.
            var plan = group.Rolling ? catalogue.Current.SessionPlan(group.ProgrammeKey, group.PlanVersion) : null;
            var done = await OnTheRegister.Done(db, members, cancellation);
            var here = await db.Attendance.Where(a => a.SessionId == sessionId && a.ReplacedById == null).Select(a => a.DeliveryId).ToListAsync(cancellation);
            var from = (await db.Places.Where(p => p.GroupId == group.Id).Select(p => new { p.ReferralId, p.FromRound, p.FromModule }).ToListAsync(cancellation)).ToLookup(p => p.ReferralId);
            members = [.. members.Where(m => here.Contains(m) || (OnTheRegister.Needs(done, m, session) && from[m].Any(p => OnTheRegister.FromTheirModule(plan, session, p.FromRound, p.FromModule))))];
        }

        var deliveryIds = members.Concat(guests.Select(g => g.DeliveryId!.Value)).Distinct().ToArray();
        var sessionIds = guests.Select(g => (Guid?)g.Id).Append(sessionId).ToArray();
        await access.Among(await db.PeopleOfReferrals(deliveryIds).Concat(db.PeopleOfToolkits(deliveryIds)).ToListAsync(cancellation), cancellation);
        var deliveries = await (from referral in db.Referrals
                                where deliveryIds.Contains(referral.Id)
                                join need in db.Needs on referral.NeedId equals need.Id
                                join person in db.People on need.PersonId equals person.Id
                                select new { referral.Id, Key = referral.ProgrammeKey, PersonId = person.Id, person.Forename, person.Surname, person.Crn }).ToListAsync(cancellation);
        if (deliveries.Count < deliveryIds.Length)
        {
            deliveries.AddRange(await (from toolkit in db.Toolkits
                                       where deliveryIds.Contains(toolkit.Id)
                                       join need in db.Needs on toolkit.NeedId equals need.Id
                                       join person in db.People on need.PersonId equals person.Id
                                       select new { toolkit.Id, Key = toolkit.ToolkitKey, PersonId = person.Id, person.Forename, person.Surname, person.Crn }).ToListAsync(cancellation));
        }

        // Replaced ones too: found by the delivery, for which there is an index over all of them.
        var records = (await db.Attendance.AsNoTracking().Where(a => deliveryIds.Contains(a.DeliveryId) && sessionIds.Contains(a.SessionId)).ToListAsync(cancellation)).ToLookup(a => a.DeliveryId);
        var notes = (await db.SessionNotes.AsNoTracking().Where(n => sessionIds.Contains(n.SessionId)).ToListAsync(cancellation)).ToLookup(n => n.DeliveryId);
        if (session.DeliveryId is not null && group is null && (deliveries.Count == 0 || !await access.Reaches(actor, deliveries[0].PersonId, cancellation)))
            return null;

        var needs = group is not null && MayRecord(actor, group) ? await ProfileService.Needs(db, [.. deliveries.Select(d => d.PersonId)], cancellation) : [];
        return new Register
        {
            Session = session,
            Group = group,
            ProgrammeName = catalogue.Current.FindProgramme(group?.ProgrammeKey ?? deliveries[0].Key, today)?.Name ?? group?.ProgrammeKey ?? deliveries[0].Key,
            MayRecord = MayRecord(actor, group) && session.On <= today && session.CancelledOn is null,
            Lines =
            [
                .. deliveries.OrderBy(d => d.Surname, StringComparer.CurrentCulture).ThenBy(d => d.Forename, StringComparer.CurrentCulture).Select(d => new RegisterLine
                {
                    DeliveryId = d.Id,
                    PersonId = d.PersonId,
                    PersonName = $"{d.Forename} {d.Surname}".Trim(),
                    Crn = d.Crn,
                    Record = records[d.Id].SingleOrDefault(r => r.ReplacedById is null),
                    Replaced = [.. records[d.Id].Where(r => r.ReplacedById is not null).OrderBy(r => r.RecordedAt)],
                    IsGuest = guests.Exists(g => g.DeliveryId == d.Id),
                    Note = notes[d.Id].OrderByDescending(n => n.At).FirstOrDefault(),
                    Notes = [.. notes[d.Id].OrderByDescending(n => n.At)],
                    Needs = needs.GetValueOrDefault(d.PersonId),
                }),
            ],
        };
    }

    /// <summary>One line of a register looked at by itself, with what was written of the person: a view of them. Null where they are not on it.</summary>
    public static RegisterLine? Look(Actor actor, Register register, Guid deliveryId)
    {
        ArgumentNullException.ThrowIfNull(register);
        var line = register.Lines.FirstOrDefault(l => l.DeliveryId == deliveryId);
        if (line is not null)
            Occasion.Current?.Saw(actor, line.PersonId, line.Crn);
        return line;
    }

    /// <summary>Saves answers of a register, each in a commit of its own, so that one that is refused loses none of the others.</summary>
    /// <returns>The refusals, by delivery; none where all were saved. An answer that is there already is left as it is.</returns>
    public async Task<IReadOnlyDictionary<Guid, Refusal>> Record(Actor actor, Guid sessionId, IReadOnlyList<RegisterEntry> entries, CancellationToken cancellation = default)
    {
        var refusals = new Dictionary<Guid, Refusal>();
        foreach (var entry in entries)
        {
            if (await Record(actor, sessionId, entry, cancellation) is { } refusal)
                refusals.Add(entry.DeliveryId, refusal);
        }

        return refusals;
    }

    private async Task<Refusal?> Record(Actor actor, Guid sessionId, RegisterEntry entry, CancellationToken cancellation)
    {
        if (await PersonOf(entry.DeliveryId, cancellation) is not { } personId)
            return new NotOnThisRegister();
        return await changes.Run(actor, personId, file => Record(file, sessionId, entry), cancellation);
    }

    private Refusal? Record(CaseFile file, Guid sessionId, RegisterEntry entry) =>
        SessionFor(file, sessionId, entry.DeliveryId) is { } session ? RecordIn(file, session, entry) : new NotOnThisRegister();

    /// <summary>Why an answer cannot be written, with nothing changed; null where it can.</summary>
    internal Refusal? WhyNot(CaseFile file, Session session, RegisterEntry entry)
    {
        var group = session.GroupId is { } groupId ? file.Db.Groups.Find(groupId) : null;
        if (!MayRecord(file.Actor, group) || (group is not null && !GroupReach.Covers(file.Actor, group)) || (group is null && !Reach.Covers(file.Actor, file.Person)))
            return new NotYourRegister();
        if (group is null && file.Person.Needs.SelectMany(n => n.Toolkits).FirstOrDefault(t => t.Id == entry.DeliveryId) is { } toolkit
            && !Deliverers.May(file.Actor, DeliveryFacts.PlanOf(file.Catalogue, toolkit.ToolkitKey, toolkit.PlanVersion, file.Today)))
            return new NotYourRegister();
        if (session.On > file.Today)
            return new NotHeldYet(session.On);
        if (session.CancelledOn is not null || session.NotHeldReason is not null)
            return new SessionDidNotTakePlace();
        if (entry.Outcome == AttendanceOutcome.NotHeld)
            return new NotHeldIsForAll();
        if (entry.Outcome == AttendanceOutcome.AcceptableAbsence
            && !file.Catalogue.Reasons(ReasonUses.AcceptableAbsence, file.Today).Any(r => r.Code == entry.ReasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(entry.Words))))
            return new Tasks.ReasonMissing();

        if (Before(file, session, entry.DeliveryId) is { } before && !IsSame(before, entry))
        {
            if (entry.Seen is { } line && line.RecordId != before.Id)
                return new RegisterHasChanged(before.RecordedBy);
            if (!file.Catalogue.Reasons(ReasonUses.AttendanceCorrection, file.Today).Any(r => r.Code == entry.CorrectionReason && (!r.NeedsWords || !string.IsNullOrWhiteSpace(entry.CorrectionWords))))
                return new CorrectionReasonMissing(before.RecordedBy);
            return Completed(file, entry.DeliveryId);
        }

        return null;
    }

    private static AttendanceRecord? Before(CaseFile file, Session session, Guid deliveryId) =>
        file.Person.Attendance.Find(a => a.SessionId == session.Id && a.DeliveryId == deliveryId && a.ReplacedById is null);

    private static bool IsSame(AttendanceRecord before, RegisterEntry entry) =>
        before.Outcome == entry.Outcome && before.Late == entry.Late && (entry.ReasonCode ?? before.ReasonCode) == before.ReasonCode && (entry.Words ?? before.Words) == before.Words;

    /// <summary>What a completion rests on is not changed under it.</summary>
    private static AlreadyCompleted? Completed(CaseFile file, Guid deliveryId)
    {
        var referral = file.Person.Needs.SelectMany(n => n.Referrals).FirstOrDefault(r => r.Id == deliveryId);
        var toolkit = file.Person.Needs.SelectMany(n => n.Toolkits).FirstOrDefault(t => t.Id == deliveryId);
        return (referral?.EndedAs ?? toolkit?.EndedAs) == EndedAs.Completed ? new AlreadyCompleted((referral?.EndedOn ?? toolkit?.EndedOn)!.Value) : null;
    }

    /// <summary>Writes one answer into a case that is being changed, with all that follows from it.</summary>
    internal Refusal? RecordIn(CaseFile file, Session session, RegisterEntry entry)
    {
        if (WhyNot(file, session, entry) is { } refusal)
            return refusal;
        var group = session.GroupId is { } groupId ? file.Db.Groups.Find(groupId) : null;
        var before = Before(file, session, entry.DeliveryId);
        if (before is not null && IsSame(before, entry))
            return null;
        var need = file.Person.Needs.Single(n => n.Referrals.Exists(r => r.Id == entry.DeliveryId) || n.Toolkits.Exists(t => t.Id == entry.DeliveryId));
        var record = file.Add(new AttendanceRecord
        {
            Id = file.NewId(),
            PersonId = file.Person.Id,
            NeedId = need.Id,
            DeliveryId = entry.DeliveryId,
            SessionId = session.Id,
            TemplateKey = session.TemplateKey,
            On = session.On,
            Outcome = entry.Outcome,
            Late = entry.Late,
            IsCatchUp = session.Kind == SessionKind.CatchUp,
            ReasonCode = entry.Outcome is AttendanceOutcome.AcceptableAbsence or AttendanceOutcome.UnacceptableAbsence ? entry.ReasonCode : null,
            Words = entry.Words,
            RecordedAt = file.Now,
            RecordedBy = file.Actor.Signature,
            CorrectionReason = before is null ? null : entry.CorrectionReason,
            CorrectionWords = before is null ? null : entry.CorrectionWords,
        });
        if (before is not null)
            before.ReplacedById = record.Id;
        if (session.HeldOn is null)
        {
            session.HeldOn = file.Today;
            // Whoever moves the group's sessions at the same moment meets this at the group's version: what was held is not moved.
            if (group is not null)
                group.Version++;
        }

        Consequences.Of(file, changes.Host, need, entry.DeliveryId, record, $"attendance/{record.Id:N}");
        if (group is not null)
            RegisterChase.Settle(file, changes.Host, group, RegisterOf(file, session), $"attendance/{record.Id:N}");
        return null;
    }

    /// <summary>
    /// Takes an answer or a credit back that should never have been recorded, such as one on the register of a session that was not held: the line is blank again. What
    /// was recorded stays in the history, replaced by a record that says who took it back and why, and that counts for nothing itself.
    /// </summary>
    public async Task<Refusal?> TakeBack(Actor actor, Guid deliveryId, Guid recordId, string reasonCode, string? words, CancellationToken cancellation = default)
    {
        if (await PersonOf(deliveryId, cancellation) is not { } personId)
            return new NotOnThisRegister();
        return await changes.Run(actor, personId, file =>
        {
            if (file.Person.Attendance.Find(a => a.Id == recordId && a.DeliveryId == deliveryId) is not { } record)
                return new NotOnThisRegister();
            var groupId = record.SessionId is { } sessionId ? file.Db.Sessions.Where(s => s.Id == sessionId).Select(s => s.GroupId).FirstOrDefault() : null;
            var group = groupId is { } id ? file.Db.Groups.Find(id) : null;
            var session = record.SessionId is { } of ? file.Db.Sessions.Find(of) : null;
            var need = file.Person.Needs.Single(n => n.Id == record.NeedId);
            var toolkit = need.Toolkits.Find(t => t.Id == deliveryId);
            var may = group is not null ? MayRecord(actor, group) && GroupReach.Covers(actor, group)
                : (actor.Role is Roles.ProgrammeTeam or Roles.System || (toolkit is not null && MayRecord(actor, null))) && Reach.Covers(actor, file.Person);
            if (!may)
                return new NotYourRegister();
            if (record.ReplacedById is not null)
                return null;
            if (!file.Catalogue.Reasons(ReasonUses.AttendanceCorrection, file.Today).Any(r => r.Code == reasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(words))))
                return new CorrectionReasonMissing(record.RecordedBy);
            var completes = toolkit is { EndedAs: EndedAs.Completed };
            if (completes && actor.Role is not (Roles.Spo or Roles.System))
                return new ToolkitIsCompleted(toolkit!.EndedOn!.Value);
            if ((completes ? CorrectionService.WhyNotReopen(need, toolkit!) : Completed(file, deliveryId)) is { } refusal)
                return refusal;

            var taken = file.NewId();
            file.Add(new AttendanceRecord
            {
                Id = taken,
                PersonId = file.Person.Id,
                NeedId = need.Id,
                DeliveryId = deliveryId,
                SessionId = record.SessionId,
                TemplateKey = record.TemplateKey,
                On = record.On,
                Outcome = AttendanceOutcome.NotHeld,
                RecordedAt = file.Now,
                RecordedBy = actor.Signature,
                // Its own: it answers nothing, and is there to be read.
                ReplacedById = taken,
                CorrectionReason = reasonCode,
                CorrectionWords = string.IsNullOrWhiteSpace(words) ? null : words.Trim(),
            });
            record.ReplacedById = taken;
            if (session is not null && !file.Db.Attendance.Any(a => a.SessionId == session.Id && a.ReplacedById == null && a.Id != record.Id))
            {
                // Nothing says any more that it was held, so that it can be recorded as not held, or moved.
                session.HeldOn = null;
                // Made by the recording itself, it is nothing to come to either.
                if (group is null && session.Start == default)
                    session.CancelledOn = file.Today;
            }

            if (group is not null)
                group.Version++;
            if (need.Referrals.Find(r => r.Id == deliveryId) is { } referral)
            {
                DeliveryFacts.Refresh(file, referral);
                CatchUp.Chase(file, changes.Host, need, referral, record.TemplateKey);
            }

            if (completes)
                CorrectionService.Reopen(file, changes.Host, need, toolkit!, reasonCode, words, $"taken-back/{taken:N}");
            else if (toolkit is { EndedOn: null } && Toolkits.ToolkitFacts.Refresh(file, need, toolkit))
                changes.Host.Raise(file, Signals.HistoryImported, $"taken-back/{taken:N}", need.Id);
            changes.Host.SettleByFacts(file, $"taken-back/{taken:N}");
            return null;
        }, cancellation);
    }

    /// <summary>The session on whose register an answer stands: for a guest, the one that they join.</summary>
    private static Session RegisterOf(CaseFile file, Session session) => session is { Kind: SessionKind.CatchUp, DeliveryId: not null }
        ? file.Db.Sessions.Where(s => s.GroupId == session.GroupId && s.DeliveryId == null && s.On == session.On && s.Start == session.Start && s.CancelledOn == null).FirstOrDefault() ?? session
        : session;

    /// <summary>The session the answer is for: the one named, or the catch-up that brings a guest to it.</summary>
    internal static Session? SessionFor(CaseFile file, Guid sessionId, Guid deliveryId)
    {
        // The group first, so that a session moved meanwhile is not taken for what it was.
        if (file.Db.Sessions.Where(s => s.Id == sessionId).Select(s => s.GroupId).FirstOrDefault() is { } groupId)
            file.Db.Groups.Find(groupId);
        if (file.Db.Sessions.Find(sessionId) is not { } session)
            return null;
        if (session.DeliveryId is { } one)
            return one == deliveryId ? session : null;
        if (file.Person.Places.Exists(p => p.ReferralId == deliveryId && p.GroupId == session.GroupId && p.GivenOn <= session.On && (p.EndedOn is null || p.EndedOn >= session.On)))
            return session;
        return file.Db.Sessions.FirstOrDefault(s => s.GroupId == session.GroupId && s.DeliveryId == deliveryId && s.Kind == SessionKind.CatchUp && s.On == session.On && s.Start == session.Start && s.CancelledOn == null);
    }

    /// <summary>Writes a note on one person in one session; an earlier one stays.</summary>
    /// <param name="requestId">Of the form: a note of this id is written once.</param>
    public async Task<Refusal?> WriteNote(Actor actor, Guid sessionId, Guid deliveryId, string? covered, string? engagement, string? homework, Guid? requestId = null, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(covered) && string.IsNullOrWhiteSpace(engagement) && string.IsNullOrWhiteSpace(homework))
            return new NoteEmpty();
        if (await PersonOf(deliveryId, cancellation) is not { } personId)
            return new NotOnThisRegister();
        return await changes.Run(actor, personId, file =>
        {
            if (SessionFor(file, sessionId, deliveryId) is not { } session)
                return new NotOnThisRegister();
            var group = session.GroupId is { } groupId ? file.Db.Groups.Find(groupId) : null;
            if (!MayRecord(actor, group) || (group is not null ? !GroupReach.Covers(actor, group) : !Reach.Covers(actor, file.Person)))
                return new NotYourRegister();
            if (requestId is { } sent && file.Db.SessionNotes.Find(sent) is not null)
                return null;
            file.Add(new SessionNote
            {
                Id = requestId ?? file.NewId(),
                PersonId = personId,
                DeliveryId = deliveryId,
                SessionId = session.Id,
                Covered = covered,
                Engagement = engagement,
                Homework = homework,
                At = file.Now,
                By = actor.Signature,
            });
            return null;
        }, cancellation);
    }

    /// <summary>Credits a session that was done elsewhere or in an earlier referral.</summary>
    public async Task<Refusal?> Credit(Actor actor, Guid deliveryId, IReadOnlyList<string> templateKeys, DateOnly on, string from, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(from))
            return new CreditNeedsSource();
        if (await PersonOf(deliveryId, cancellation) is not { } personId)
            return new NotOnThisRegister();
        return await changes.Run(actor, personId, file =>
        {
            var need = file.Person.Needs.Single(n => n.Referrals.Exists(r => r.Id == deliveryId) || n.Toolkits.Exists(t => t.Id == deliveryId));
            var referral = need.Referrals.Find(r => r.Id == deliveryId);
            var toolkit = need.Toolkits.Find(t => t.Id == deliveryId);
            if (!(actor.Role == Roles.ProgrammeTeam || (toolkit is not null && actor.Role is Roles.Practitioner or Roles.Spo)) || !Reach.Covers(actor, file.Person))
                return new NotYourRegister();
            if (Completed(file, deliveryId) is { } completed)
                return completed;
            if (on > file.Today)
                return new People.InTheFuture(on);
            var key = referral?.ProgrammeKey ?? toolkit!.ToolkitKey;
            if (DeliveryFacts.PlanOf(file.Catalogue, key, referral?.PlanVersion ?? toolkit?.PlanVersion, file.Today) is not { } plan)
                return new NoPlan(key);
            foreach (var template in templateKeys)
            {
                if (plan.FindSession(template) is null)
                    return new NotInThePlan(template);
            }

            foreach (var template in templateKeys.Where(t => !DeliveryFacts.Current(file.Person, deliveryId).Any(a => a.TemplateKey == t && a.CreditedFrom is not null)))
            {
                file.Add(new AttendanceRecord
                {
                    Id = file.NewId(),
                    PersonId = personId,
                    NeedId = need.Id,
                    DeliveryId = deliveryId,
                    TemplateKey = template,
                    On = on,
                    Outcome = AttendanceOutcome.AttendedComplied,
                    CreditedFrom = from,
                    RecordedAt = file.Now,
                    RecordedBy = actor.Signature,
                });
            }

            file.Record(MilestoneKinds.SessionCredited, need, programme: key, words: $"{templateKeys.Count} {(templateKeys.Count == 1 ? "session" : "sessions")}: {from}");
            if (referral is not null)
                DeliveryFacts.Refresh(file, referral);
            changes.Host.SettleByFacts(file, $"credit/{deliveryId:N}/{string.Join('+', templateKeys)}");
            return null;
        }, cancellation);
    }

    private static bool MayRecord(Actor actor, ProgrammeGroup? group) => group is null
        ? actor.Role is Roles.Practitioner or Roles.Spo or Roles.System
        : actor.Role is Roles.ProgrammeTeam or Roles.System;

    private async Task<Guid?> PersonOf(Guid deliveryId, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        return await db.PeopleOfReferrals([deliveryId]).Concat(db.PeopleOfToolkits([deliveryId])).Select(person => (Guid?)person).FirstOrDefaultAsync(cancellation);
    }
}

public sealed record NotOnThisRegister() : Refusal("This person is not on the register of this session.");

public sealed record NotYourRegister() : Refusal("This register is kept by somebody else.");

public sealed record NotHeldYet(DateOnly On) : Refusal($"The session is on {On:d MMMM yyyy}. Save its register on the day or after.");

public sealed record SessionDidNotTakePlace() : Refusal("This session did not take place, so it has no register.");

public sealed record AlreadyCompleted(DateOnly On) : Refusal($"The programme was completed on {On:d MMMM yyyy}, and this answer is part of it. Correct the completion first, on the referral's page, then the answer.");

public sealed record ToolkitIsCompleted(DateOnly On) : Refusal($"The toolkit was completed on {On:d MMMM yyyy}, and this exercise is part of it. A senior probation officer of the person's area can take it back, and the completion with it.");

public sealed record NotHeldIsForAll() : Refusal("A session that was not held is recorded once for everybody, on the session's page.");

public sealed record CorrectionReasonMissing(string By) : Refusal($"{By} recorded something else. Choose why it is corrected; what was recorded stays in the history.");

public sealed record RegisterHasChanged(string By) : Refusal($"{By} has recorded something else on this line since you read the register. Nothing of yours was saved here.");

public sealed record NoteEmpty() : Refusal("Write at least one of what was covered, how they engaged, and homework.");

public sealed record CreditNeedsSource() : Refusal("Say where the sessions were done and how that is known.");

public sealed record NoPlan(string Programme) : Refusal($"The catalogue has no session plan for {Programme}, so its sessions cannot be recorded. An administrator can add one.");

public sealed record NotInThePlan(string Session) : Refusal($"The plan has no session '{Session}'.");
