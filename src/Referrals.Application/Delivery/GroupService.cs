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

    /// <summary>Of the form, and then the group's id: the same form sent twice makes one group.</summary>
    public Guid? RequestId { get; init; }
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

    /// <summary>Sessions that somebody placed by hand and that cannot stay where they are, each with why.</summary>
    public required IReadOnlyList<ReleasedSession> Released { get; init; }

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

/// <summary>A place in a list of groups in the order of their regions and codes: the one that was last shown.</summary>
public sealed record GroupPlace(string RegionCode, string Code);

/// <summary>Which groups are wanted; null is all.</summary>
public sealed record GroupFilter
{
    public GroupStage Stage { get; init; }
    public int? PduId { get; init; }
    public string? ProgrammeKey { get; init; }
    public string? Office { get; init; }
    public int Page { get; init; } = 1;
}

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

    /// <summary>Whether the reader may open the person's own page.</summary>
    public required bool InReach { get; init; }

    /// <summary>What they have still to do, each with its day or why it has none; null once the place has ended.</summary>
    public required MemberSchedule? Schedule { get; init; }
}

/// <summary>What a new group would be: the plan it would run on and the schedule that would be laid.</summary>
public sealed record NewGroup
{
    public required SessionPlan Plan { get; init; }
    public required ScheduleResult Laid { get; init; }
    public required IReadOnlyList<Clash> Clashes { get; init; }
}

/// <summary>A meeting that is about to be booked or changed.</summary>
public sealed record ClashQuestion
{
    /// <summary>The session itself, where it is there already.</summary>
    public Guid? SessionId { get; init; }

    public required DateOnly On { get; init; }
    public required TimeOnly Start { get; init; }
    public required int Minutes { get; init; }

    /// <summary>Staff codes.</summary>
    public IReadOnlyList<string> Facilitators { get; init; } = [];

    public string? Room { get; init; }

    /// <summary>The member it is for; null for the whole group.</summary>
    public Guid? ReferralId { get; init; }

    /// <summary>As it is shown.</summary>
    public required string What { get; init; }
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

    /// <summary>What was done to the group, newest first.</summary>
    public required IReadOnlyList<GroupEvent> History { get; init; }
}

/// <summary>Programme groups: made, scheduled, moved, closed.</summary>
public sealed class GroupService(Changes changes, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int PageSize = 50;

    /// <returns>The new group's id, or why it was not made.</returns>
    public async Task<(Guid? Id, Refusal? Refusal)> Create(Actor actor, CreateGroup request, CancellationToken cancellation = default)
    {
        Guid? id = null;
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            (id, refusal) = (null, null);
            var today = LondonTime.Today(time);
            if (actor is not { Role: Roles.ProgrammeTeam or Roles.System, RegionCode: { } region })
            {
                refusal = new NotYourGroup();
                return;
            }

            if (request.RequestId is { } sent && await db.Groups.AnyAsync(g => g.Id == sent && g.RegionCode == region, cancellation))
            {
                id = sent;
                return;
            }

            (var checkedNew, refusal) = await CheckNew(db, actor, request, today, cancellation);
            if (checkedNew is null)
                return;
            var plan = checkedNew.Plan;
            var now = time.GetUtcNow();
            var group = New(request, region, plan, actor, now);
            db.Add(group);
            foreach (var laid in checkedNew.Laid.Sessions)
                db.Add(SessionOf(group, plan, laid, now));
            Note(db, group, actor, GroupEvents.Created);
            id = group.Id;
        }, cancellation);
        return (id, refusal);
    }

    /// <summary>The schedule that would be laid for a new group, with nothing saved.</summary>
    /// <returns>What would be made, or why it cannot be.</returns>
    public async Task<(NewGroup? Shown, Refusal? Refusal)> PreviewNew(Actor actor, CreateGroup request, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (actor is not { Role: Roles.ProgrammeTeam or Roles.System, RegionCode: { } region })
            return (null, new NotYourGroup());
        var (shown, refusal) = await CheckNew(db, actor, request, LondonTime.Today(time), cancellation);
        return shown is null
            ? (null, refusal)
            : (shown with { Clashes = await Clashes(db, New(request, region, shown.Plan, actor, time.GetUtcNow()), shown.Laid.Sessions, cancellation) }, null);
    }

    private async Task<(NewGroup? New, Refusal? Refusal)> CheckNew(ReferralsDbContext db, Actor actor, CreateGroup request, DateOnly today, CancellationToken cancellation)
    {
        var code = request.Code.Trim();
        if (code.Length == 0)
            return (null, new GroupNeedsCode());
        if (await db.Groups.AnyAsync(g => g.RegionCode == actor.RegionCode && g.Code == code, cancellation))
            return (null, new CodeTaken(code));
        if (request.Slots.Count == 0)
            return (null, new GroupNeedsSlots());
        if (string.IsNullOrWhiteSpace(request.Office))
            return (null, new GroupNeedsOffice());
        if (request.Facilitators.Count == 0 || string.IsNullOrWhiteSpace(request.TreatmentManager))
            return (null, new GroupNeedsStaff());
        if (!catalogue.Current.Areas.Pdus.Any(p => p.Id == request.PduId && p.RegionCode == actor.RegionCode))
            return (null, new PduOfAnotherRegion());
        if (!catalogue.Current.Programmes(request.EarliestStart > today ? request.EarliestStart : today, actor.RegionCode).Any(p => p.Key == request.ProgrammeKey))
            return (null, new NotRunHere(NameOf(request.ProgrammeKey)));
        if (catalogue.Current.SessionPlanOn(request.ProgrammeKey, today) is not { IsOneToOne: false } plan)
            return (null, new NoPlan(request.ProgrammeKey));
        if (request.Capacity is { } capacity && (capacity < 1 || capacity > plan.MaximumGroup))
            return (null, new CapacityOutOfRange(plan.MaximumGroup));
        var laid = Lay(plan, request.Slots, request.Closures, request.EarliestStart, [], null);
        return laid.Unplaced is [var first, ..] ? (null, new CannotBeLaid(first.Why)) : (new NewGroup { Plan = plan, Laid = laid, Clashes = [] }, null);
    }

    private static ProgrammeGroup New(CreateGroup request, string region, SessionPlan plan, Actor actor, DateTimeOffset now) => new()
    {
        Id = request.RequestId ?? Ids.New(now),
        Code = request.Code.Trim(),
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
        CalendarKey = NewKey(),
        CreatedAt = now,
        CreatedBy = actor.Signature,
    };

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Groups within the actor's reach: forming before their first session, running until their last, finished after or once closed.</summary>
    public async Task<GroupList> List(Actor actor, GroupFilter filter, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var groups = Of(db, actor, filter);
        var total = await groups.CountAsync(cancellation);
        var shown = filter.Stage == GroupStage.Finished ? groups.OrderByDescending(g => g.ClosedOn).ThenBy(g => g.Code) : groups.OrderBy(g => g.EarliestStart).ThenBy(g => g.Code);
        return new GroupList(await Lines(shown.Skip((filter.Page - 1) * PageSize).Take(PageSize), cancellation), total);
    }

    /// <summary>The same groups from a place on, in the order of their regions and codes.</summary>
    public async Task<(IReadOnlyList<GroupLine> Lines, GroupPlace? Next)> After(Actor actor, GroupFilter filter, GroupPlace? place, int take, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var groups = Of(db, actor, filter);
        if (place is { RegionCode: var region, Code: var code })
            groups = groups.Where(g => string.Compare(g.RegionCode, region) > 0 || (g.RegionCode == region && string.Compare(g.Code, code) > 0));
        var lines = await Lines(groups.OrderBy(g => g.RegionCode).ThenBy(g => g.Code).Take(take + 1), cancellation);
        return lines.Count > take ? ([.. lines.Take(take)], new GroupPlace(lines[take - 1].Group.RegionCode, lines[take - 1].Group.Code)) : (lines, null);
    }

    private async Task<IReadOnlyList<GroupLine>> Lines(IQueryable<ProgrammeGroup> groups, CancellationToken cancellation)
    {
        var shown = await groups.Select(g => new
        {
            Group = g,
            First = g.Sessions.Where(s => s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null).Min(s => (DateOnly?)s.On),
            Last = g.Sessions.Where(s => s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null).Max(s => (DateOnly?)s.On),
            Held = g.Sessions.Count(s => s.DeliveryId == null && s.HeldOn != null),
            ToHold = g.Sessions.Count(s => s.DeliveryId == null && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null),
        }).ToListAsync(cancellation);
        return [.. shown.Select(s => new GroupLine { Group = s.Group, ProgrammeName = NameOf(s.Group.ProgrammeKey), FirstOn = s.First, LastOn = s.Last, Held = s.Held, ToHold = s.ToHold })];
    }

    internal static IQueryable<ProgrammeGroup> Of(ReferralsDbContext db, Actor actor, GroupFilter filter)
    {
        var groups = db.Groups.AsNoTracking().Where(GroupReach.Groups(actor));
        if (filter.PduId is { } pdu)
            groups = groups.Where(g => g.PduId == pdu);
        if (filter.ProgrammeKey is { } programme)
            groups = groups.Where(g => g.ProgrammeKey == programme);
        if (filter.Office is { } office)
            groups = groups.Where(g => g.Office == office);
        return filter.Stage switch
        {
            GroupStage.Forming => groups.Where(g => g.ClosedOn == null && !g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null)),
            GroupStage.Running => groups.Where(g => g.ClosedOn == null && g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null)),
            _ => groups.Where(g => g.ClosedOn != null),
        };
    }

    /// <summary>The programmes and the places of the groups within the actor's reach, closed ones included.</summary>
    public async Task<(IReadOnlyList<string> Programmes, IReadOnlyList<string> Offices)> Kinds(Actor actor, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var found = await db.Groups.Where(GroupReach.Groups(actor)).Select(g => new { g.ProgrammeKey, g.Office }).Distinct().ToListAsync(cancellation);
        return ([.. found.Select(f => f.ProgrammeKey).Distinct().Order(StringComparer.Ordinal)], [.. found.Select(f => f.Office).Distinct().Order(StringComparer.CurrentCulture)]);
    }

    /// <summary>One group with its sessions and members; null where there is none within the actor's reach.</summary>
    public async Task<GroupView?> Find(Actor actor, Guid groupId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Groups.AsNoTracking().Where(GroupReach.Groups(actor)).FirstOrDefaultAsync(g => g.Id == groupId, cancellation) is not { } group)
            return null;
        var plan = PlanOf(group);
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.GroupId == groupId).ToListAsync(cancellation);
        await access.Among(await db.Places.Where(p => p.GroupId == groupId).Select(p => p.PersonId).ToListAsync(cancellation), cancellation);
        var members = await (from place in db.Places.AsNoTracking()
                             join person in db.People on place.PersonId equals person.Id
                             where place.GroupId == groupId
                             orderby person.Surname, person.Forename
                             select new { Place = place, person.Forename, person.Surname, person.Crn }).ToListAsync(cancellation);
        var referralIds = members.Select(m => m.Place.ReferralId).Distinct().ToArray();
        // Found by the person, for whom there is an index.
        var personIds = members.Select(m => m.Place.PersonId).Distinct().ToArray();
        var records = (await db.Attendance.AsNoTracking().Where(a => personIds.Contains(a.PersonId) && referralIds.Contains(a.DeliveryId) && a.ReplacedById == null && a.TemplateKey != null).ToListAsync(cancellation)).ToLookup(a => a.DeliveryId);
        var inReach = (await db.People.Where(Reach.People(actor)).Where(p => personIds.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancellation)).ToHashSet();
        var duties = (await db.PartnerLinkDuties.AsNoTracking().Where(d => personIds.Contains(d.PersonId) && referralIds.Contains(d.ReferralId)).ToListAsync(cancellation)).ToLookup(d => d.ReferralId);
        var laid = Lay(plan, group.Slots ?? [], group.Closures ?? [], group.EarliestStart, [.. Live(sessions).Where(s => s.Round == 1).Select(FixedAt)], null);
        var today = LondonTime.Today(time);
        return new GroupView
        {
            Group = group,
            Plan = plan,
            ProgrammeName = NameOf(group.ProgrammeKey),
            Sessions = [.. sessions.Where(s => s.DeliveryId is null && s.CancelledOn is null).OrderBy(s => s.On).ThenBy(s => s.Start)],
            Windows = laid.Windows,
            Unplaced = laid.Unplaced,
            MayManage = GroupReach.MayManage(actor, group),
            History = [.. (await db.GroupEvents.AsNoTracking().Where(v => v.GroupId == groupId).ToListAsync(cancellation)).OrderByDescending(v => v.GroupVersion).ThenByDescending(v => v.At)],
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
                    InReach = inReach.Contains(m.Place.PersonId),
                    Schedule = m.Place.EndedOn is not null ? null : MemberSchedule.Of(
                        new MemberRequest
                        {
                            Plan = plan,
                            Progress = progress,
                            DoneOn = DeliveryFacts.DoneOn(records[m.Place.ReferralId]),
                            ToCome = DeliveryFacts.Laid(plan, sessions.Where(s => s.IsToCome && s.On >= today && (s.DeliveryId == m.Place.ReferralId || (s.DeliveryId is null && OnTheRegister.FromTheirModule(group.Rolling ? plan : null, s, m.Place.FromRound, m.Place.FromModule))))),
                            From = today,
                            Closures = group.Closures ?? [],
                        },
                        catalogue.Current.WorkingDays),
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
        var before = Laid(group);
        var (laid, refusal) = LayAnew(group, request);
        return laid is null ? (null, refusal) : (await ChangeOf(db, group, before, laid, cancellation), null);
    }

    private async Task<ScheduleChange> ChangeOf(ReferralsDbContext db, ProgrammeGroup group, IReadOnlyList<LaidSession> before, LaidRounds laid, CancellationToken cancellation) => new()
    {
        Moves = Schedule.Compare(before, laid.Sessions),
        Unplaced = laid.Unplaced,
        Problems = laid.Problems,
        Released = laid.Released,
        Clashes = await Clashes(db, group, laid.Sessions, cancellation),
        Version = group.Version,
    };

    /// <summary>What would move if this session did not take place, with nothing saved.</summary>
    public async Task<(ScheduleChange? Change, Refusal? Refusal)> PreviewNotHeld(Actor actor, Guid sessionId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var group = await db.Groups.AsNoTracking().Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Sessions.Any(s => s.Id == sessionId), cancellation);
        if (group is null || !GroupReach.MayManage(actor, group))
            return (null, new NotYourGroup());
        var session = group.Sessions.Single(s => s.Id == sessionId);
        if (session.HeldOn is { } held)
            return (null, new AlreadyHeld(held));
        if (session.DeliveryId is not null)
            return (new ScheduleChange { Moves = [], Unplaced = [], Problems = [], Released = [], Clashes = [], Version = group.Version }, null);
        var before = Laid(group);
        session.NotHeldReason = "";
        var (laid, refusal) = LayWithout(group, session);
        return laid is null ? (null, refusal) : (await ChangeOf(db, group, before, laid, cancellation), null);
    }

    /// <summary>Makes a change of times: moves sessions that were not held, and no other.</summary>
    /// <param name="version">The version that <see cref="Preview"/> was worked out on.</param>
    public async Task<Refusal?> Reschedule(Actor actor, RescheduleGroup request, int version, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            var group = await db.Groups.Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == request.GroupId, cancellation);
            refusal = group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup() : group.Version != version ? new GroupHasChanged() : null;
            if (refusal is not null)
                return;
            var before = Laid(group!);
            (var laid, refusal) = LayAnew(group!, request);
            if (laid is null)
                return;
            group!.Slots = request.Slots?.ToList() ?? group.Slots;
            group.Closures = request.Closures?.ToList() ?? group.Closures;
            group.EarliestStart = request.EarliestStart ?? group.EarliestStart;
            group.Version++;
            var moved = Schedule.Compare(before, laid.Sessions).Count;
            var one = group.Sessions.Find(s => s.Id == request.SessionId);
            if (one is not null)
                one.PlacedByHand = true;
            Take(db, group, laid);
            var what = one is null ? $"{Moved(moved)}." : $"{one.Name} to {one.On:d MMMM yyyy} at {one.Start:HH:mm}, by hand. {Moved(moved)} in all.";
            Note(db, group, actor, one is null ? GroupEvents.TimesChanged : GroupEvents.SessionMoved, one?.Id, what + LetGo(laid));
            await SettleRegisters(db, actor, group, cancellation);
        }, cancellation);
        return refusal;
    }

    /// <summary>Records that a session did not take place, and lays its work and what follows anew.</summary>
    public async Task<Refusal?> NotHeld(Actor actor, Guid sessionId, string reasonCode, string? words, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
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
            LaidRounds? laid = null;
            if (session.DeliveryId is null)
            {
                (laid, refusal) = LayWithout(group!, session);
                if (laid is null)
                {
                    (session.NotHeldReason, session.NotHeldWords) = (null, null);
                    return;
                }

                Take(db, group!, laid);
            }

            group!.Version++;
            Note(db, group, actor, GroupEvents.SessionNotHeld, session.Id, $"{session.Name}, {session.On:d MMMM yyyy}.{(laid is null ? "" : LetGo(laid))}", reasonCode, words);
            await SettleRegisters(db, actor, group, cancellation);
        }, cancellation);
        return refusal;
    }

    /// <summary>Books a one-to-one, a catch-up or a three-way meeting for one member; booked again, it moves.</summary>
    /// <param name="withSession">A session of another group of the region that the person joins to catch up; its day and time count.</param>
    /// <param name="requestId">Of the form, where sending it twice would book twice: a meeting of this id is left as it is.</param>
    public async Task<Refusal?> Book(Actor actor, Guid groupId, Guid referralId, string? templateKey, SessionKind kind, DateOnly on, TimeOnly start, Guid? withSession = null, string? facilitator = null, Guid? requestId = null, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            refusal = null;
            var now = time.GetUtcNow();
            var group = await db.Groups.Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == groupId, cancellation);
            if (group is null || !GroupReach.MayManage(actor, group))
            {
                refusal = new NotYourGroup();
                return;
            }

            if (requestId is { } sent && await db.Sessions.AnyAsync(s => s.Id == sent, cancellation))
                return;
            var plan = PlanOf(group);
            var template = templateKey is null ? null : plan.FindSession(templateKey);
            var host = withSession is { } hostId ? await db.Sessions.FirstOrDefaultAsync(s => s.Id == hostId, cancellation) : null;
            if (!await db.Places.AnyAsync(p => p.GroupId == groupId && p.ReferralId == referralId && p.EndedOn == null, cancellation))
                refusal = new NotAMember();
            else if (templateKey is not null && template is null)
                refusal = new NotInThePlan(templateKey);
            else if (kind == SessionKind.CatchUp && template is { CatchUpAllowed: false })
                refusal = new NoCatchUp(template.Name);
            else if (withSession is not null && (host is not { DeliveryId: null, IsToCome: true } || host.TemplateKey != templateKey || !await HostsOf(db, group).AnyAsync(g => g.Id == host.GroupId, cancellation)))
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
                    Id = requestId ?? Ids.New(now),
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

    /// <summary>Sessions to come of other groups that cover the same work, which a member may join to catch up; the soonest first.</summary>
    public async Task<IReadOnlyList<(Session Session, ProgrammeGroup Group)>> Hosts(Actor actor, Guid groupId, string templateKey, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Groups.AsNoTracking().FirstOrDefaultAsync(g => g.Id == groupId, cancellation) is not { } group || !GroupReach.MayManage(actor, group))
            return [];
        var today = LondonTime.Today(time);
        var hosts = HostsOf(db, group).AsNoTracking();
        var found = await (from s in db.Sessions.AsNoTracking()
                           join g in hosts on s.GroupId equals g.Id
                           where s.TemplateKey == templateKey && s.DeliveryId == null && s.On >= today && s.HeldOn == null && s.NotHeldReason == null && s.CancelledOn == null
                           orderby s.On, s.Start
                           select new { Session = s, Group = g }).Take(20).ToListAsync(cancellation);
        return [.. found.Select(f => (f.Session, f.Group))];
    }

    /// <summary>Groups whose sessions may stand for those of this one: of the same plan, for the same people, in the same region.</summary>
    private static IQueryable<ProgrammeGroup> HostsOf(ReferralsDbContext db, ProgrammeGroup group) => db.Groups.Where(g =>
        g.Id != group.Id && g.RegionCode == group.RegionCode && g.ProgrammeKey == group.ProgrammeKey && g.PlanVersion == group.PlanVersion && g.Sex == group.Sex && g.ClosedOn == null);

    /// <summary>What else a member, a facilitator or a room is booked for at this time; a session of its own id does not stand in its own way.</summary>
    public async Task<IReadOnlyList<Clash>> ClashesAt(Actor actor, Guid groupId, ClashQuestion asked, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Groups.AsNoTracking().FirstOrDefaultAsync(g => g.Id == groupId, cancellation) is not { } group || !GroupReach.MayManage(actor, group))
            return [];
        var (region, day, own) = (group.RegionCode, asked.On, asked.SessionId);
        var others = await (from s in db.Sessions.AsNoTracking()
                            join g in db.Groups.AsNoTracking() on s.GroupId equals g.Id
                            where g.RegionCode == region && s.On == day && s.Id != own && s.CancelledOn == null && s.NotHeldReason == null
                            select new { Session = s, Group = g }).ToListAsync(cancellation);
        var names = await Names(db, asked.Facilitators, cancellation);
        var memberOf = asked.ReferralId is { } one ? await db.Places.Where(p => p.ReferralId == one && p.EndedOn == null).Select(p => p.GroupId).ToListAsync(cancellation) : [];
        var bookings = new List<Booking>();
        Add(asked.What, asked.Start, asked.Minutes, asked.Facilitators, group.Office, asked.Room, asked.ReferralId is not null);
        foreach (var other in others)
        {
            Add($"{other.Group.Code}, {other.Session.Name}", other.Session.Start, other.Session.Minutes, RunBy(other.Session, other.Group), other.Group.Office, other.Session.Room,
                asked.ReferralId is { } who && (other.Session.DeliveryId == who || (other.Session.DeliveryId is null && memberOf.Contains(other.Group.Id))));
        }

        return [.. Domain.Clashes.Among(bookings).Where(c => c.First.What == asked.What || c.Second.What == asked.What)];

        void Add(string what, TimeOnly start, int minutes, IReadOnlyList<string> staff, string office, string? room, bool person)
        {
            bookings.AddRange(staff.Where(asked.Facilitators.Contains).Select(code => new Booking { Who = new Booked(BookedKind.Facilitator, code, names.GetValueOrDefault(code, code)), On = day, Start = start, Minutes = minutes, What = what }));
            if (room is not null)
                bookings.Add(new Booking { Who = new Booked(BookedKind.Room, $"{office}/{room}", room), On = day, Start = start, Minutes = minutes, What = what });
            if (person)
                bookings.Add(new Booking { Who = new Booked(BookedKind.Person, "member", "This person"), On = day, Start = start, Minutes = minutes, What = what });
        }
    }

    private static Task<Dictionary<string, string>> Names(ReferralsDbContext db, IEnumerable<string> codes, CancellationToken cancellation)
    {
        var wanted = codes.Distinct(StringComparer.Ordinal).ToArray();
        return db.Staff.Where(s => wanted.Contains(s.Code)).ToDictionaryAsync(s => s.Code, s => s.Name, cancellation);
    }

    /// <summary>Gives a group's calendar a new address; who subscribed to the old one sees nothing more.</summary>
    public async Task<Refusal?> RenewCalendar(Actor actor, Guid groupId, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            var group = await db.Groups.FirstOrDefaultAsync(g => g.Id == groupId, cancellation);
            refusal = group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup() : null;
            if (refusal is null)
                group!.CalendarKey = NewKey();
        }, cancellation);
        return refusal;
    }

    /// <summary>Sets who runs a session and in which room.</summary>
    public async Task<Refusal?> Staff(Actor actor, Guid sessionId, IReadOnlyList<string>? facilitators, string? room, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
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
        await changes.Repeat(actor, async db =>
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
            Note(db, group, actor, GroupEvents.Closed, reasonCode: reasonCode, words: string.IsNullOrWhiteSpace(words) ? null : words.Trim());
            await SettleRegisters(db, actor, group, cancellation);
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

    /// <summary>The schedule after a session did not take place: its work and what follows, from the next day on which it can be.</summary>
    private (LaidRounds? Laid, Refusal? Refusal) LayWithout(ProgrammeGroup group, Session session)
    {
        var today = LondonTime.Today(time);
        return LayAnew(group, new RescheduleGroup { GroupId = group.Id }, after: session.On > today ? null : session.On.AddDays(1), leaving: session);
    }

    private (LaidRounds? Laid, Refusal? Refusal) LayAnew(ProgrammeGroup group, RescheduleGroup request, DateOnly? after = null, Session? leaving = null)
    {
        var today = LondonTime.Today(time);
        var plan = PlanOf(group);
        Session? wanted = null;
        if (request.SessionId is { } moved)
        {
            if (group.Sessions.Find(s => s.Id == moved) is not { DeliveryId: null, TemplateKey: not null } session)
                return (null, new NotYourGroup());
            if (session.HeldOn is { } held)
                return (null, new AlreadyHeld(held));
            wanted = session;
        }

        var live = Live(group.Sessions).ToList();
        // A session that should have taken place and whose register is not saved is not moved on: it is saved, or recorded as not held.
        bool Stays(Session s) => s.HeldOn is not null || (s != wanted && s.On < today && (leaving is null || (s.On, s.Start).CompareTo((leaving.On, leaving.Start)) < 0));
        var rounds = live.GroupBy(s => s.Round).Select(own => new RoundSessions
        {
            Round = own.Key,
            Fixed =
            [
                .. own.Where(Stays).Select(s => FixedAt(s) with { Held = true }),
                .. own.Where(s => s == wanted).Select(s => FixedAt(s) with { On = request.On ?? s.On, Start = request.Start ?? s.Start }),
            ],
            ByHand = [.. own.Where(s => s.PlacedByHand && s != wanted && !Stays(s)).Select(FixedAt)],
        }).ToList();
        var started = live.Exists(s => s.HeldOn is not null);
        var laid = Rounds.Lay(
            new ScheduleRequest
            {
                Plan = plan,
                Slots = request.Slots ?? group.Slots ?? [],
                EarliestStart = request.EarliestStart ?? group.EarliestStart,
                Closures = [.. request.Closures ?? group.Closures ?? [], .. CalledOff(group, today)],
                Fixed = [],
                NotBefore = after ?? (started ? today : null),
            },
            LaidNow(plan, group.Sessions),
            rounds,
            catalogue.Current.WorkingDays);
        if (laid.Unplaced.FirstOrDefault(u => plan.Session(u.TemplateKey).Format == SessionFormat.Group) is { } unplaced)
            return (null, new CannotBeLaid(unplaced.Why));
        return laid.Problems is [var problem, ..] ? (null, new CannotBeLaid(problem.Words)) : (laid, null);
    }

    /// <summary>Days to come for which a session was called off: nothing else is laid on them.</summary>
    private static IEnumerable<Closure> CalledOff(ProgrammeGroup group, DateOnly today) =>
        group.Sessions.Where(s => s is { DeliveryId: null, NotHeldReason: not null } && s.On > today).Select(s => new Closure(s.On, s.On, $"{s.Name} was called off for that day"));

    /// <summary>What of a rolling group would have to be laid so that whoever joins there comes to every module; nothing that stands is moved.</summary>
    /// <returns>The sessions that are not there yet, and those that cannot be laid with why.</returns>
    /// <param name="live">Sessions of the group that stand in its plan.</param>
    internal (IReadOnlyList<LaidSession> Sessions, IReadOnlyList<UnplacedSession> Unplaced) Further(ProgrammeGroup group, IReadOnlyList<Session> live, int round, int module)
    {
        var plan = PlanOf(group);
        var laid = Rounds.Lay(
            new ScheduleRequest { Plan = plan, Slots = group.Slots ?? [], EarliestStart = group.EarliestStart, Closures = group.Closures ?? [], Fixed = [], NotBefore = LondonTime.Today(time) },
            Rounds.Further(LaidNow(plan, live), Rounds.NeededBy(plan, round, module)),
            [.. live.GroupBy(s => s.Round).Select(own => new RoundSessions { Round = own.Key, Fixed = [.. own.Select(FixedAt)] })],
            catalogue.Current.WorkingDays);
        return ([.. laid.Sessions.Where(l => !live.Any(s => s.Round == l.Round && s.TemplateKey == l.TemplateKey))], [.. laid.Unplaced.Where(u => plan.Session(u.TemplateKey).Format == SessionFormat.Group)]);
    }

    /// <summary>Lays a rolling group further, in the commit of the place for which it is needed.</summary>
    internal void LayFurther(ReferralsDbContext db, Actor actor, ProgrammeGroup group, IReadOnlyList<LaidSession> sessions)
    {
        if (sessions.Count == 0)
            return;
        var plan = PlanOf(group);
        foreach (var laid in sessions)
            db.Add(SessionOf(group, plan, laid, time.GetUtcNow()));
        Note(db, group, actor, GroupEvents.LaidFurther, what: $"{sessions.Count} {(sessions.Count == 1 ? "session" : "sessions")}, until {sessions.Max(l => l.On):d MMMM yyyy}, for somebody who joins later.");
    }

    /// <summary>How far a group is laid: the whole of the first round, and of the last what stands.</summary>
    private static LaidUpTo LaidNow(SessionPlan plan, IEnumerable<Session> sessions)
    {
        var live = Live(sessions).ToList();
        var last = live.Count == 0 ? 1 : live.Max(s => s.Round);
        return last == 1 ? new LaidUpTo(1, Rounds.End(plan)) : new LaidUpTo(last, live.Where(s => s.Round == last).Max(s => plan.Module(plan.Session(s.TemplateKey!).ModuleKey).Number) + 1);
    }

    /// <summary>Sessions of the whole group that stand in its plan.</summary>
    internal static IEnumerable<Session> Live(IEnumerable<Session> sessions) => sessions.Where(s => s is { DeliveryId: null, TemplateKey: not null, CancelledOn: null, NotHeldReason: null });

    private static FixedSession FixedAt(Session session) => new() { TemplateKey = session.TemplateKey!, On = session.On, Start = session.Start, Minutes = session.Minutes, Held = session.HeldOn is not null };

    private IReadOnlyList<LaidSession> Laid(ProgrammeGroup group) => DeliveryFacts.Laid(PlanOf(group), Live(group.Sessions));

    private void Take(ReferralsDbContext db, ProgrammeGroup group, LaidRounds laid)
    {
        var plan = PlanOf(group);
        foreach (var session in laid.Sessions.Where(l => !l.Held))
        {
            if (Live(group.Sessions).FirstOrDefault(s => s.Round == session.Round && s.TemplateKey == session.TemplateKey) is { } there)
            {
                (there.On, there.Start, there.Minutes) = (session.On, session.Start, session.Minutes);
                if (laid.Released.Any(r => r.Round == there.Round && r.TemplateKey == there.TemplateKey))
                    there.PlacedByHand = false;
            }
            else
            {
                db.Add(SessionOf(group, plan, session, time.GetUtcNow()));
            }
        }
    }

    private void Note(ReferralsDbContext db, ProgrammeGroup group, Actor actor, string kind, Guid? sessionId = null, string? what = null, string? reasonCode = null, string? words = null)
    {
        var now = time.GetUtcNow();
        db.Add(new GroupEvent { Id = Ids.New(now), GroupId = group.Id, Kind = kind, SessionId = sessionId, What = what, ReasonCode = reasonCode, Words = words, At = now, By = actor.Signature, GroupVersion = group.Version });
    }

    private static string Moved(int sessions) => sessions == 1 ? "1 session moved" : $"{sessions} sessions moved";

    private static string LetGo(LaidRounds laid) => laid.Released.Count == 0 ? "" : $" {laid.Released.Count} placed by hand could not stay.";

    /// <summary>Closes the chase of registers that a change of the group has settled.</summary>
    private async Task SettleRegisters(ReferralsDbContext db, Actor actor, ProgrammeGroup group, CancellationToken cancellation) =>
        changes.Host.SettleByFacts(await changes.Group(db, actor, group, cancellation), $"group/{group.Version}");

    private static Session SessionOf(ProgrammeGroup group, SessionPlan plan, LaidSession laid, DateTimeOffset now) => new()
    {
        Id = Ids.New(now),
        GroupId = group.Id,
        TemplateKey = laid.TemplateKey,
        Round = laid.Round,
        Name = plan.Session(laid.TemplateKey).Name,
        On = laid.On,
        Start = laid.Start,
        Minutes = laid.Minutes,
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
        var names = await Names(db, (group.Facilitators ?? []).Concat(others.SelectMany(o => RunBy(o.Session, o.Group))), cancellation);
        var bookings = new List<Booking>();
        foreach (var session in laid.Where(l => !l.Held))
        {
            var there = Live(group.Sessions).FirstOrDefault(s => s.Round == session.Round && s.TemplateKey == session.TemplateKey);
            Book(group, session.On, session.Start, session.Minutes, there is null ? group.Facilitators ?? [] : RunBy(there, group), there?.Room);
        }

        foreach (var other in others)
            Book(other.Group, other.Session.On, other.Session.Start, other.Session.Minutes, RunBy(other.Session, other.Group), other.Session.Room);
        return [.. Domain.Clashes.Among(bookings).Where(c => c.First.What == group.Code || c.Second.What == group.Code)];

        void Book(ProgrammeGroup of, DateOnly on, TimeOnly start, int minutes, IReadOnlyList<string> staff, string? room)
        {
            bookings.AddRange(staff.Select(code => new Booking { Who = new Booked(BookedKind.Facilitator, code, names.GetValueOrDefault(code, code)), On = on, Start = start, Minutes = minutes, What = of.Code }));
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
