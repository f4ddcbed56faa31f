using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

public sealed record CreateGroup
{
    public required string Code { get; init; }
    public required int PduId { get; init; }
    public required string Office { get; init; }
    public required string ProgrammeKey { get; init; }
    public required Cohort Cohort { get; init; }
    public required Sex Sex { get; init; }
    public bool ForLearningNeeds { get; init; }
    public required IReadOnlyList<WeeklySlot> Slots { get; init; }
    public required DateOnly EarliestStart { get; init; }

    /// <summary>Staff code.</summary>
    public required string TreatmentManager { get; init; }

    /// <summary>Staff codes.</summary>
    public required IReadOnlyList<string> Facilitators { get; init; }

    public IReadOnlyList<string> Cover { get; init; } = [];
    public IReadOnlyList<Closure> Closures { get; init; } = [];

    /// <summary>Null is the most the plan allows.</summary>
    public int? Capacity { get; init; }
}

/// <summary>What of a group's times may change; null leaves it as it is.</summary>
public sealed record RescheduleGroup
{
    public required Guid GroupId { get; init; }
    public IReadOnlyList<WeeklySlot>? Slots { get; init; }
    public IReadOnlyList<Closure>? Closures { get; init; }
    public DateOnly? EarliestStart { get; init; }

    /// <summary>One session put on another day or time by hand; the others are laid around it.</summary>
    public Guid? SessionId { get; init; }

    public DateOnly? On { get; init; }
    public TimeOnly? Start { get; init; }
}

/// <summary>What a change of times would do, before it is made.</summary>
public sealed record ScheduleChange
{
    public required IReadOnlyList<ScheduleMove> Moves { get; init; }
    public required IReadOnlyList<UnplacedSession> Unplaced { get; init; }
    public required IReadOnlyList<ScheduleProblem> Problems { get; init; }
    public required IReadOnlyList<Clash> Clashes { get; init; }

    /// <summary>The version of the group it was worked out on; saving on another one is refused.</summary>
    public required int Version { get; init; }
}

public sealed record GroupLine
{
    public required ProgrammeGroup Group { get; init; }
    public required string ProgrammeName { get; init; }
    public required DateOnly? FirstOn { get; init; }
    public required DateOnly? LastOn { get; init; }
    public required int Held { get; init; }
    public required int ToHold { get; init; }
}

public enum GroupStage
{
    Forming,
    Running,
    Finished,
}

public sealed record GroupList(IReadOnlyList<GroupLine> Lines, int Total);

/// <summary>One member of a group with how far they got.</summary>
public sealed record MemberLine
{
    public required Place Place { get; init; }
    public required string PersonName { get; init; }
    public required string Crn { get; init; }
    public required Guid PersonId { get; init; }
    public required DeliveryProgress Progress { get; init; }

    /// <summary>Sessions missed and not caught up yet.</summary>
    public required IReadOnlyList<SessionTemplate> ToCatchUp { get; init; }

    /// <summary>One-to-ones of theirs that are booked.</summary>
    public required IReadOnlyList<Session> Booked { get; init; }

    /// <summary>The duty to the partner: due, late or met, and nothing more.</summary>
    public required PartnerLinkDuty? PartnerLink { get; init; }
}

public sealed record GroupView
{
    public required ProgrammeGroup Group { get; init; }
    public required SessionPlan Plan { get; init; }
    public required string ProgrammeName { get; init; }

    /// <summary>Sessions of the whole group, in order of time.</summary>
    public required IReadOnlyList<Session> Sessions { get; init; }

    public required IReadOnlyList<MemberLine> Members { get; init; }
    public required IReadOnlyList<OneToOneWindow> Windows { get; init; }
    public required IReadOnlyList<UnplacedSession> Unplaced { get; init; }
    public required bool MayManage { get; init; }
}

/// <summary>Programme groups: made, scheduled, moved, closed.</summary>
public sealed class GroupService(Changes changes, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int PageSize = 50;

    /// <returns>The new group's id, or why it was not made.</returns>
    public async Task<(Guid? Id, Refusal? Refusal)> Create(Actor actor, CreateGroup request, CancellationToken cancellation = default)
    {
        Guid? id = null;
        Refusal? refusal = null;
        await changes.Repeat(async db =>
        {
            (id, refusal) = (null, null);
            var today = LondonTime.Today(time);
            if (actor is not { Role: Roles.ProgrammeTeam or Roles.System, RegionCode: { } region })
            {
                refusal = new NotYourGroup();
                return;
            }

            var code = request.Code.Trim();
            if (code.Length == 0)
                refusal = new GroupNeedsCode();
            else if (await db.Groups.AnyAsync(g => g.RegionCode == region && g.Code == code, cancellation))
                refusal = new CodeTaken(code);
            else if (request.Slots.Count == 0)
                refusal = new GroupNeedsSlots();
            else if (string.IsNullOrWhiteSpace(request.Office))
                refusal = new GroupNeedsOffice();
            else if (request.Facilitators.Count == 0 || string.IsNullOrWhiteSpace(request.TreatmentManager))
                refusal = new GroupNeedsStaff();
            else if (!catalogue.Current.Areas.Pdus.Any(p => p.Id == request.PduId && p.RegionCode == region))
                refusal = new PduOfAnotherRegion();
            else if (!catalogue.Current.Programmes(request.EarliestStart > today ? request.EarliestStart : today, region).Any(p => p.Key == request.ProgrammeKey))
                refusal = new NotRunHere(request.ProgrammeKey);
            else if (catalogue.Current.SessionPlanOn(request.ProgrammeKey, today) is not { IsOneToOne: false } plan)
                refusal = new NoPlan(request.ProgrammeKey);
            else if (request.Capacity is { } capacity && (capacity < 1 || capacity > plan.MaximumGroup))
                refusal = new CapacityOutOfRange(plan.MaximumGroup);
            else if (Lay(plan, request.Slots, request.Closures, request.EarliestStart, [], null) is { Unplaced: [var first, ..] })
                refusal = new CannotBeLaid(first.Why);
            else
            {
                var now = time.GetUtcNow();
                var group = new ProgrammeGroup
                {
                    Id = Ids.New(now),
                    Code = code,
                    RegionCode = region,
                    PduId = request.PduId,
                    Office = request.Office.Trim(),
                    ProgrammeKey = request.ProgrammeKey,
                    PlanVersion = plan.Version,
                    Cohort = request.Cohort,
                    Sex = request.Sex,
                    ForLearningNeeds = request.ForLearningNeeds,
                    Rolling = plan.Rolling,
                    Capacity = request.Capacity ?? plan.MaximumGroup,
                    EarliestStart = request.EarliestStart,
                    Slots = [.. request.Slots],
                    Closures = [.. request.Closures],
                    TreatmentManager = request.TreatmentManager,
                    Facilitators = [.. request.Facilitators],
                    Cover = [.. request.Cover],
                    CalendarKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                    CreatedAt = now,
                    CreatedBy = actor.Signature,
                };
                db.Add(group);
                foreach (var laid in Lay(plan, request.Slots, request.Closures, request.EarliestStart, [], null).Sessions)
                    db.Add(SessionOf(group, plan, laid, now));
                id = group.Id;
            }
        }, cancellation);
        return (id, refusal);
    }

    /// <summary>Groups within the actor's reach: forming before their first session, running until their last, finished after or once closed.</summary>
    public async Task<GroupList> List(Actor actor, GroupStage stage, int? pduId = null, int page = 1, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var groups = db.Groups.AsNoTracking().Where(GroupReach.Groups(actor)).Where(g => pduId == null || g.PduId == pduId);
        groups = stage switch
        {
            GroupStage.Forming => groups.Where(g => g.ClosedOn == null && !g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null)),
            GroupStage.Running => groups.Where(g => g.ClosedOn == null && g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null)),
            _ => groups.Where(g => g.ClosedOn != null),
        };
        var total = await groups.CountAsync(cancellation);
        var shown = await (stage == GroupStage.Finished ? groups.OrderByDescending(g => g.ClosedOn).ThenBy(g => g.Code) : groups.OrderBy(g => g.EarliestStart).ThenBy(g => g.Code))
            .Skip((page - 1) * PageSize).Take(PageSize)
            .Select(g => new
            {
                Group = g,
                First = g.Sessions.Where(s => s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null).Min(s => (DateOnly?)s.On),
                Last = g.Sessions.Where(s => s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null).Max(s => (DateOnly?)s.On),
                Held = g.Sessions.Count(s => s.DeliveryId == null && s.HeldOn != null),
                ToHold = g.Sessions.Count(s => s.DeliveryId == null && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null),
            }).ToListAsync(cancellation);
        return new GroupList([.. shown.Select(s => new GroupLine { Group = s.Group, ProgrammeName = NameOf(s.Group.ProgrammeKey), FirstOn = s.First, LastOn = s.Last, Held = s.Held, ToHold = s.ToHold })], total);
    }

    /// <summary>One group with its sessions and members; null where there is none within the actor's reach.</summary>
    public async Task<GroupView?> Find(Actor actor, Guid groupId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Groups.AsNoTracking().Where(GroupReach.Groups(actor)).FirstOrDefaultAsync(g => g.Id == groupId, cancellation) is not { } group)
            return null;
        var plan = PlanOf(group);
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.GroupId == groupId).ToListAsync(cancellation);
        var members = await (from place in db.Places.AsNoTracking()
                             join person in db.People on place.PersonId equals person.Id
                             where place.GroupId == groupId
                             orderby person.Surname, person.Forename
                             select new { Place = place, person.Forename, person.Surname, person.Crn }).ToListAsync(cancellation);
        var referralIds = members.Select(m => m.Place.ReferralId).Distinct().ToArray();
        var records = (await db.Attendance.AsNoTracking().Where(a => referralIds.Contains(a.DeliveryId) && a.ReplacedById == null && a.TemplateKey != null).ToListAsync(cancellation)).ToLookup(a => a.DeliveryId);
        var duties = (await db.PartnerLinkDuties.AsNoTracking().Where(d => referralIds.Contains(d.ReferralId)).ToListAsync(cancellation)).ToLookup(d => d.ReferralId);
        var laid = Lay(plan, group.Slots ?? [], group.Closures ?? [], group.EarliestStart, Fixed(sessions, all: true), null);
        return new GroupView
        {
            Group = group,
            Plan = plan,
            ProgrammeName = NameOf(group.ProgrammeKey),
            Sessions = [.. sessions.Where(s => s.DeliveryId is null && s.CancelledOn is null).OrderBy(s => s.On).ThenBy(s => s.Start)],
            Windows = laid.Windows,
            Unplaced = laid.Unplaced,
            MayManage = GroupReach.MayManage(actor, group),
            Members = [.. members.Select(m =>
            {
                var progress = DeliveryFacts.Progress(records[m.Place.ReferralId], plan, m.Place.FromModule);
                return new MemberLine
                {
                    Place = m.Place,
                    PersonId = m.Place.PersonId,
                    PersonName = $"{m.Forename} {m.Surname}".Trim(),
                    Crn = m.Crn,
                    Progress = progress,
                    ToCatchUp = [.. progress.Sessions.Where(s => s.Standing == SessionStanding.Missed).Select(s => s.Template)],
                    Booked = [.. sessions.Where(s => s.DeliveryId == m.Place.ReferralId && s.IsToCome).OrderBy(s => s.On)],
                    PartnerLink = duties[m.Place.ReferralId].OrderByDescending(d => d.OpenedOn).FirstOrDefault(),
                };
            })],
        };
    }

    /// <summary>What a change of times would move, with nothing saved.</summary>
    /// <returns>The change, or why it cannot be made.</returns>
    public async Task<(ScheduleChange? Change, Refusal? Refusal)> Preview(Actor actor, RescheduleGroup request, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var group = await db.Groups.AsNoTracking().Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == request.GroupId, cancellation);
        if (group is null || !GroupReach.MayManage(actor, group))
            return (null, new NotYourGroup());
        var (laid, refusal) = LayAnew(group, request);
        if (laid is null)
            return (null, refusal);
        var plan = PlanOf(group);
        var before = group.Sessions.Where(s => s is { DeliveryId: null, CancelledOn: null, NotHeldReason: null, TemplateKey: not null }).Select(s => LaidOf(plan, s)).ToList();
        return (new ScheduleChange
        {
            Moves = Schedule.Compare(before, laid.Sessions),
            Unplaced = laid.Unplaced,
            Problems = laid.Problems,
            Clashes = await Clashes(db, group, laid.Sessions, cancellation),
            Version = group.Version,
        }, null);
    }

    /// <summary>Makes a change of times: moves sessions that were not held, and no other.</summary>
    /// <param name="version">The version that <see cref="Preview"/> was worked out on.</param>
    public async Task<Refusal?> Reschedule(Actor actor, RescheduleGroup request, int version, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(async db =>
        {
            var group = await db.Groups.Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == request.GroupId, cancellation);
            refusal = group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup() : group.Version != version ? new GroupHasChanged() : null;
            if (refusal is not null)
                return;
            (var laid, refusal) = LayAnew(group!, request);
            if (laid is null)
                return;
            group!.Slots = request.Slots?.ToList() ?? group.Slots;
            group.Closures = request.Closures?.ToList() ?? group.Closures;
            group.EarliestStart = request.EarliestStart ?? group.EarliestStart;
            group.Version++;
            Take(db, group, laid);
        }, cancellation);
        return refusal;
    }

    /// <summary>Records that a session did not take place, and lays its work and what follows anew.</summary>
    public async Task<Refusal?> NotHeld(Actor actor, Guid sessionId, string reasonCode, string? words, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(async db =>
        {
            var today = LondonTime.Today(time);
            var session = await db.Sessions.FirstOrDefaultAsync(s => s.Id == sessionId, cancellation);
            var group = session?.GroupId is { } groupId ? await db.Groups.Include(g => g.Sessions).FirstAsync(g => g.Id == groupId, cancellation) : null;
            refusal = session is null || group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup()
                : session.HeldOn is { } held ? new AlreadyHeld(held)
                : !catalogue.Current.Reasons(ReasonUses.SessionNotHeld, today).Any(r => r.Code == reasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(words))) ? new Tasks.ReasonMissing()
                : null;
            if (refusal is not null || session!.NotHeldReason is not null)
                return;
            session.NotHeldReason = reasonCode;
            session.NotHeldWords = words;
            group!.Version++;
            if (session.DeliveryId is null)
                Take(db, group, LayAnew(group, new RescheduleGroup { GroupId = group.Id }, after: session.On > today ? today : session.On.AddDays(1)).Laid!);
        }, cancellation);
        return refusal;
    }

    /// <summary>Books a one-to-one, a catch-up or a three-way meeting for one member; booked again, it moves.</summary>
    /// <param name="withSession">A session of another group that the person joins to catch up; its day and time count.</param>
    public async Task<Refusal?> Book(Actor actor, Guid groupId, Guid referralId, string? templateKey, SessionKind kind, DateOnly on, TimeOnly start, Guid? withSession = null, string? facilitator = null, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(async db =>
        {
            refusal = null;
            var now = time.GetUtcNow();
            var group = await db.Groups.Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == groupId, cancellation);
            if (group is null || !GroupReach.MayManage(actor, group))
            {
                refusal = new NotYourGroup();
                return;
            }

            var plan = PlanOf(group);
            var template = templateKey is null ? null : plan.FindSession(templateKey);
            var host = withSession is { } hostId ? await db.Sessions.FirstOrDefaultAsync(s => s.Id == hostId, cancellation) : null;
            if (!await db.Places.AnyAsync(p => p.GroupId == groupId && p.ReferralId == referralId && p.EndedOn == null, cancellation))
                refusal = new NotAMember();
            else if (templateKey is not null && template is null)
                refusal = new NotInThePlan(templateKey);
            else if (kind == SessionKind.CatchUp && template is { CatchUpAllowed: false })
                refusal = new NoCatchUp(template.Name);
            else if (withSession is not null && (host is null || host.TemplateKey != templateKey || host.GroupId is null))
                refusal = new NotTheSameSession();
            else if (host is null && !catalogue.Current.WorkingDays.IsWorkingDay(on))
                refusal = new ClosedDay(on);
            else if (host is null && (group.Closures ?? []).Find(c => c.Covers(on)) is { } closure)
                refusal = new ClosedForGroup(on, closure.Why);
            if (refusal is not null)
                return;

            var session = group.Sessions.Find(s => s.DeliveryId == referralId && s.TemplateKey == templateKey && s.Kind == kind && s.IsToCome && kind != SessionKind.ThreeWay);
            if (session is null || (host is not null && session.GroupId != host.GroupId))
            {
                session = new Session
                {
                    Id = Ids.New(now),
                    GroupId = host?.GroupId ?? groupId,
                    DeliveryId = referralId,
                    TemplateKey = templateKey,
                    Name = template?.Name ?? "Three-way meeting",
                    Kind = kind,
                    Minutes = host?.Minutes ?? template?.Minutes ?? 60,
                };
                db.Add(session);
            }

            session.On = host?.On ?? on;
            session.Start = host?.Start ?? start;
            session.Facilitators = facilitator is null ? session.Facilitators : [facilitator];
            group.Version++;
        }, cancellation);
        return refusal;
    }

    /// <summary>Sets who runs a session and in which room.</summary>
    public async Task<Refusal?> Staff(Actor actor, Guid sessionId, IReadOnlyList<string>? facilitators, string? room, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(async db =>
        {
            var session = await db.Sessions.FirstOrDefaultAsync(s => s.Id == sessionId, cancellation);
            var group = session?.GroupId is { } groupId ? await db.Groups.FirstAsync(g => g.Id == groupId, cancellation) : null;
            refusal = session is null || group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup() : null;
            if (refusal is not null)
                return;
            session!.Facilitators = facilitators is { Count: > 0 } ? [.. facilitators] : null;
            session.Room = string.IsNullOrWhiteSpace(room) ? null : room.Trim();
            group!.Version++;
        }, cancellation);
        return refusal;
    }

    /// <summary>Closes a group that has no members any more, or has finished.</summary>
    public async Task<Refusal?> Close(Actor actor, Guid groupId, string reasonCode, string? words, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(async db =>
        {
            var today = LondonTime.Today(time);
            var group = await db.Groups.Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == groupId, cancellation);
            refusal = group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup()
                : group.Taken > 0 ? new GroupHasMembers(group.Taken)
                : !catalogue.Current.Reasons(ReasonUses.GroupClosure, today).Any(r => r.Code == reasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(words))) ? new Tasks.ReasonMissing()
                : null;
            if (refusal is not null || group!.ClosedOn is not null)
                return;
            group.ClosedOn = today;
            group.ClosedReason = reasonCode;
            group.Version++;
            foreach (var session in group.Sessions.Where(s => s.IsToCome))
                session.CancelledOn = today;
        }, cancellation);
        return refusal;
    }

    /// <summary>Sessions of the actor's reach between two days, both included, in order; for one member of staff where a code is given.</summary>
    public async Task<IReadOnlyList<(Session Session, ProgrammeGroup Group)>> Between(Actor actor, DateOnly from, DateOnly to, string? facilitator = null, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var found = await (from s in db.Sessions.AsNoTracking()
                           join g in db.Groups.AsNoTracking().Where(GroupReach.Groups(actor)) on s.GroupId equals g.Id
                           where s.On >= @from && s.On <= to && s.CancelledOn == null
                           orderby s.On, s.Start, g.Code
                           select new { Session = s, Group = g }).ToListAsync(cancellation);
        return [.. found.Where(f => facilitator is null || RunBy(f.Session, f.Group).Contains(facilitator)).Select(f => (f.Session, f.Group))];
    }

    /// <summary>Who runs a session: those named for it, else the group's own facilitators.</summary>
    public static IReadOnlyList<string> RunBy(Session session, ProgrammeGroup group) => session.Facilitators ?? group.Facilitators ?? [];

    public SessionPlan PlanOf(ProgrammeGroup group) => catalogue.Current.SessionPlan(group.ProgrammeKey, group.PlanVersion)
        ?? throw new InvalidOperationException($"Group {group.Code} runs on version {group.PlanVersion} of the plan of {group.ProgrammeKey}, which the catalogue no longer has.");

    public string NameOf(string programmeKey) => catalogue.Current.FindProgramme(programmeKey, LondonTime.Today(time))?.Name ?? programmeKey;

    private ScheduleResult Lay(SessionPlan plan, IReadOnlyList<WeeklySlot> slots, IReadOnlyList<Closure> closures, DateOnly earliest, IReadOnlyList<FixedSession> @fixed, DateOnly? notBefore) =>
        Schedule.Lay(new ScheduleRequest { Plan = plan, Slots = slots, EarliestStart = earliest, Closures = closures, Fixed = @fixed, NotBefore = notBefore }, catalogue.Current.WorkingDays);

    private (ScheduleResult? Laid, Refusal? Refusal) LayAnew(ProgrammeGroup group, RescheduleGroup request, DateOnly? after = null)
    {
        var today = LondonTime.Today(time);
        var plan = PlanOf(group);
        var @fixed = Fixed(group.Sessions, all: false).ToList();
        if (request.SessionId is { } moved)
        {
            if (group.Sessions.Find(s => s.Id == moved) is not { DeliveryId: null, TemplateKey: { } key } session)
                return (null, new NotYourGroup());
            if (session.HeldOn is { } held)
                return (null, new AlreadyHeld(held));
            @fixed.RemoveAll(f => f.TemplateKey == key);
            @fixed.Add(new FixedSession { TemplateKey = key, On = request.On ?? session.On, Start = request.Start ?? session.Start, Minutes = session.Minutes, Held = false });
        }

        var started = @fixed.Exists(f => f.Held);
        var notBefore = after ?? (started ? today : null);
        var laid = Lay(plan, request.Slots ?? group.Slots ?? [], request.Closures ?? group.Closures ?? [], request.EarliestStart ?? group.EarliestStart, @fixed, notBefore);
        if (laid.Unplaced.FirstOrDefault(u => plan.Session(u.TemplateKey).Format == SessionFormat.Group) is { } unplaced)
            return (null, new CannotBeLaid(unplaced.Why));
        return laid.Problems is [var problem, ..] ? (null, new CannotBeLaid(problem.Words)) : (laid, null);
    }

    /// <summary>Sessions that laying must leave where they are: held ones, or with <paramref name="all"/> every one there is.</summary>
    private static IReadOnlyList<FixedSession> Fixed(IEnumerable<Session> sessions, bool all) =>
        [.. sessions.Where(s => s is { DeliveryId: null, TemplateKey: not null, CancelledOn: null, NotHeldReason: null } && (all || s.HeldOn is not null))
            .Select(s => new FixedSession { TemplateKey = s.TemplateKey!, On = s.On, Start = s.Start, Minutes = s.Minutes, Held = s.HeldOn is not null })];

    private void Take(ReferralsDbContext db, ProgrammeGroup group, ScheduleResult laid)
    {
        var plan = PlanOf(group);
        foreach (var session in laid.Sessions.Where(l => !l.Held))
        {
            if (group.Sessions.Find(s => s is { DeliveryId: null, CancelledOn: null, NotHeldReason: null } && s.TemplateKey == session.TemplateKey) is { } there)
                (there.On, there.Start, there.Minutes) = (session.On, session.Start, session.Minutes);
            else
                db.Add(SessionOf(group, plan, session, time.GetUtcNow()));
        }
    }

    private static Session SessionOf(ProgrammeGroup group, SessionPlan plan, LaidSession laid, DateTimeOffset now) => new()
    {
        Id = Ids.New(now),
        GroupId = group.Id,
        TemplateKey = laid.TemplateKey,
        Name = plan.Session(laid.TemplateKey).Name,
        On = laid.On,
        Start = laid.Start,
        Minutes = laid.Minutes,
    };

    private static LaidSession LaidOf(SessionPlan plan, Session session) => new()
    {
        TemplateKey = session.TemplateKey!,
        Number = plan.Session(session.TemplateKey!).Number,
        On = session.On,
        Start = session.Start,
        Minutes = session.Minutes,
        Held = session.HeldOn is not null,
    };

    /// <summary>Facilitators, rooms and people who would have to be in two places at once.</summary>
    private static async Task<IReadOnlyList<Clash>> Clashes(ReferralsDbContext db, ProgrammeGroup group, IReadOnlyList<LaidSession> laid, CancellationToken cancellation)
    {
        if (laid.Count == 0)
            return [];
        var (region, ours) = (group.RegionCode, group.Id);
        var (first, last) = (laid.Min(l => l.On), laid.Max(l => l.On));
        var others = await (from s in db.Sessions.AsNoTracking()
                            join g in db.Groups.AsNoTracking() on s.GroupId equals g.Id
                            where g.RegionCode == region && g.Id != ours && s.On >= first && s.On <= last && s.CancelledOn == null && s.NotHeldReason == null
                            select new { Session = s, Group = g }).ToListAsync(cancellation);
        var bookings = new List<Booking>();
        foreach (var session in laid.Where(l => !l.Held))
            Book(group, session.On, session.Start, session.Minutes, group.Facilitators ?? [], group.Sessions.Find(s => s.TemplateKey == session.TemplateKey && s.DeliveryId is null)?.Room);
        foreach (var other in others)
            Book(other.Group, other.Session.On, other.Session.Start, other.Session.Minutes, RunBy(other.Session, other.Group), other.Session.Room);
        return Domain.Clashes.Among(bookings);

        void Book(ProgrammeGroup of, DateOnly on, TimeOnly start, int minutes, IReadOnlyList<string> staff, string? room)
        {
            bookings.AddRange(staff.Select(code => new Booking { Who = new Booked(BookedKind.Facilitator, code, code), On = on, Start = start, Minutes = minutes, What = of.Code }));
            if (room is not null)
                bookings.Add(new Booking { Who = new Booked(BookedKind.Room, $"{of.Office}/{room}", room), On = on, Start = start, Minutes = minutes, What = of.Code });
        }
    }
}

public sealed record NotYourGroup() : Refusal("There is no such group here, or it is managed by another region's programme team.");

public sealed record GroupNeedsCode() : Refusal("Give the group a code.");

public sealed record CodeTaken(string Code) : Refusal($"Another group of this region is called {Code}. Choose another code.");

public sealed record GroupNeedsSlots() : Refusal("Choose at least one day and time at which the group meets.");

public sealed record GroupNeedsOffice() : Refusal("Say where the group meets.");

public sealed record GroupNeedsStaff() : Refusal("Name the treatment manager and at least one facilitator.");

public sealed record PduOfAnotherRegion() : Refusal("Choose a PDU of your region.");

public sealed record NotRunHere(string Programme) : Refusal($"{Programme} does not run in your region on that date.");

public sealed record CapacityOutOfRange(int Most) : Refusal($"A group of this programme has between 1 and {Most} places.");

public sealed record CannotBeLaid(string Why) : Refusal(Why);

public sealed record GroupHasChanged() : Refusal("Somebody else has changed this group since you looked. Look at what would move now, and save again.");

public sealed record AlreadyHeld(DateOnly On) : Refusal($"This session was held on {On:d MMMM yyyy}. It cannot be moved or taken back; correct its register instead.");

public sealed record NotAMember() : Refusal("This person has no place in the group.");

public sealed record NoCatchUp(string Name) : Refusal($"{Name} cannot be caught up: the plan does not allow it.");

public sealed record NotTheSameSession() : Refusal("The other group's session does not cover the same work.");

public sealed record ClosedDay(DateOnly On) : Refusal($"{On:d MMMM yyyy} is a weekend or a bank holiday.");

public sealed record ClosedForGroup(DateOnly On, string Why) : Refusal($"The group does not meet on {On:d MMMM yyyy}: {Why}.");

public sealed record GroupHasMembers(int Count) : Refusal($"{Count} {(Count == 1 ? "person has" : "people have")} a place in this group. Settle their places first.");
