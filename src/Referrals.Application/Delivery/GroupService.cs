using System.Globalization;
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

    /// <summary>Where it meets unless a session says another room; null is not known yet.</summary>
    public string? Room { get; init; }

    /// <inheritdoc cref="RescheduleGroup.ClashesSeen"/>
    public string? ClashesSeen { get; init; }

    /// <inheritdoc cref="RescheduleGroup.Anyway"/>
    public GivenReason? Anyway { get; init; }

    /// <summary>Of the form, and then the group's id: the same form sent twice makes one group.</summary>
    public Guid? RequestId { get; init; }
}

/// <summary>Who runs a group, where, and for how many. All of it is said anew; sessions that name their own room or people keep them.</summary>
public sealed record EditGroup
{
    public required Guid GroupId { get; init; }
    public required int PduId { get; init; }
    public required string Office { get; init; }
    public string? Room { get; init; }

    /// <summary>Staff code.</summary>
    public required string TreatmentManager { get; init; }

    /// <summary>Staff codes.</summary>
    public required IReadOnlyList<string> Facilitators { get; init; }

    public IReadOnlyList<string> Cover { get; init; } = [];
    public required int Capacity { get; init; }

    /// <inheritdoc cref="RescheduleGroup.ClashesSeen"/>
    public string? ClashesSeen { get; init; }

    /// <inheritdoc cref="RescheduleGroup.Anyway"/>
    public GivenReason? Anyway { get; init; }
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

    /// <summary>The clashes that the caller saw, by <see cref="DoubleBooking.SeenOf"/>; where there are others by now, nothing is changed. <see cref="DoubleBooking.None"/> refuses every clash, null asks nothing.</summary>
    public string? ClashesSeen { get; init; }

    /// <summary>Why somebody or something is booked twice all the same; it stays in the group's history.</summary>
    public GivenReason? Anyway { get; init; }
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

    /// <summary>Changes with <see cref="Clashes"/>, for <see cref="RescheduleGroup.ClashesSeen"/>.</summary>
    public string ClashesSeen => DoubleBooking.SeenOf(Clashes);
}

/// <summary>A meeting that is to be booked for one person.</summary>
public sealed record BookMeeting
{
    public required Guid GroupId { get; init; }
    public required Guid ReferralId { get; init; }

    /// <summary>The session of the plan; null for one that the plan does not name.</summary>
    public required string? TemplateKey { get; init; }

    public required SessionKind Kind { get; init; }

    /// <summary>Not looked at where the person joins another group's session.</summary>
    public required DateOnly On { get; init; }

    public required TimeOnly Start { get; init; }

    /// <summary>A session of another group of the region that the person joins to catch up; its day and time count.</summary>
    public Guid? WithSession { get; init; }

    /// <summary>Staff code.</summary>
    public string? Facilitator { get; init; }

    /// <summary>Of the form, where sending it twice would book twice: a meeting of this id is left as it is.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Why it is held outside the gaps that the plan leaves; asked for only then, and kept in the group's history.</summary>
    public GivenReason? Outside { get; init; }

    /// <inheritdoc cref="RescheduleGroup.ClashesSeen"/>
    public string? ClashesSeen { get; init; }

    /// <inheritdoc cref="RescheduleGroup.Anyway"/>
    public GivenReason? Anyway { get; init; }
}

/// <summary>Who runs one session and in which room.</summary>
public sealed record StaffSession
{
    public required Guid SessionId { get; init; }

    /// <summary>Staff codes; none is the group's own.</summary>
    public IReadOnlyList<string>? Facilitators { get; init; }

    /// <summary>Null is the group's own.</summary>
    public string? Room { get; init; }

    /// <inheritdoc cref="RescheduleGroup.ClashesSeen"/>
    public string? ClashesSeen { get; init; }

    /// <inheritdoc cref="RescheduleGroup.Anyway"/>
    public GivenReason? Anyway { get; init; }
}

/// <param name="ReasonCode">Of <see cref="ReasonUses.AllocationOverride"/> where a rule is set aside, of <see cref="ReasonUses.DoubleBooking"/> where somebody or something is booked twice.</param>
public sealed record GivenReason(string ReasonCode, string Words);

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

    /// <summary>Interpreter and access needs, for those who manage the group; null where none are known.</summary>
    public required string? Needs { get; init; }

    /// <summary>Their place has ended since their last session, and the review is still to be booked.</summary>
    public required bool ReviewOpen { get; init; }

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

    /// <summary>Other sessions that do not stand in its way: they are called off when it is booked.</summary>
    public IReadOnlyList<Guid> Besides { get; init; } = [];

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
            DoubleBooking.OpenDiary(db, region);
            var clashes = Asks(request.ClashesSeen, request.Anyway) ? await DoubleBooking.Of(db, group, checkedNew.Laid.Sessions, cancellation) : [];
            refusal = NotTakenOn(clashes, request.ClashesSeen, request.Anyway, today);
            if (refusal is not null)
            {
                db.ChangeTracker.Clear();
                return;
            }

            db.Add(group);
            foreach (var laid in checkedNew.Laid.Sessions)
                db.Add(SessionOf(group, plan, laid, now));
            Note(db, group, actor, GroupEvents.Created);
            NoteTakenOn(db, group, actor, clashes, request.Anyway);
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
            : (shown with { Clashes = await DoubleBooking.Of(db, New(request, region, shown.Plan, actor, time.GetUtcNow()), shown.Laid.Sessions, cancellation) }, null);
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
        if (await Deliverers.WhyNot(db, plan, [.. request.Facilitators, .. request.Cover], cancellation) is { } other)
            return (null, other);
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
        Room = Given(request.Room),
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

    private static string? Given(string? words) => string.IsNullOrWhiteSpace(words) ? null : words.Trim();

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Groups within the actor's reach: forming before their first session, running until their last and until every review is held, finished after that or once closed.</summary>
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
            // Finished is told by the work, closed or not: nothing is left to hold, and nobody's review.
            GroupStage.Running => groups.Where(g => g.ClosedOn == null && g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null)
                && (g.Sessions.Any(s => s.DeliveryId == null && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null) || db.Places.Any(p => p.GroupId == g.Id && p.EndedOn == null && db.Referrals.Any(r => r.Id == p.ReferralId && r.ReviewHeldOn == null)))),
            _ => groups.Where(g => g.ClosedOn != null || (g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null)
                && !g.Sessions.Any(s => s.DeliveryId == null && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null) && !db.Places.Any(p => p.GroupId == g.Id && p.EndedOn == null && db.Referrals.Any(r => r.Id == p.ReferralId && r.ReviewHeldOn == null)))),
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
        // Catch-ups with another group are held there, and are theirs all the same.
        sessions.AddRange(await (from place in db.Places
                                 join session in db.Sessions.AsNoTracking() on place.ReferralId equals session.DeliveryId
                                 where place.GroupId == groupId && place.EndedOn == null && session.Kind == SessionKind.CatchUp && session.GroupId != groupId
                                 select session).ToListAsync(cancellation));
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
        var needs = GroupReach.MayManage(actor, group) ? await ProfileService.Needs(db, personIds, cancellation) : [];
        var awaitingReview = (await db.Referrals.AsNoTracking()
            .Where(r => referralIds.Contains(r.Id) && r.EndedOn == null && r.SessionsDoneOn != null && r.ReviewHeldOn == null && db.Needs.Any(n => n.Id == r.NeedId && n.ClosedOn == null && n.Interruption == null))
            .Select(r => r.Id).ToListAsync(cancellation)).ToHashSet();
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
                    Needs = needs.GetValueOrDefault(m.Place.PersonId),
                    ReviewOpen = m.Place.EndedOn is not null && awaitingReview.Contains(m.Place.ReferralId),
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
        Clashes = await DoubleBooking.Of(db, group, Moving(before, laid.Sessions), cancellation),
        Version = group.Version,
    };

    /// <summary>What would move if this session did not take place, with nothing saved.</summary>
    public async Task<(ScheduleChange? Change, Refusal? Refusal)> PreviewNotHeld(Actor actor, Guid sessionId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var group = await OfSession(db.Groups.AsNoTracking(), db, sessionId, cancellation);
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
            refusal = group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup() : group.Version != version ? new GroupHasChanged() : Closed(group);
            if (refusal is not null)
                return;
            var before = Laid(group!);
            (var laid, refusal) = LayAnew(group!, request);
            if (laid is null)
                return;
            // Other groups are booked meanwhile too, which this group's version does not tell.
            DoubleBooking.OpenDiary(db, group!.RegionCode);
            var clashes = Asks(request.ClashesSeen, request.Anyway) ? await DoubleBooking.Of(db, group, Moving(before, laid.Sessions), cancellation) : [];
            refusal = NotTakenOn(clashes, request.ClashesSeen, request.Anyway, LondonTime.Today(time));
            if (refusal is not null)
            {
                db.ChangeTracker.Clear();
                return;
            }

            group.Slots = request.Slots?.ToList() ?? group.Slots;
            group.Closures = request.Closures?.ToList() ?? group.Closures;
            group.EarliestStart = request.EarliestStart ?? group.EarliestStart;
            group.Version++;
            var moved = Schedule.Compare(before, laid.Sessions).Count;
            var one = group.Sessions.Find(s => s.Id == request.SessionId);
            if (one is not null)
                one.PlacedByHand = true;
            Take(db, actor, group, laid);
            MembersFollow(db, group, LondonTime.Today(time));
            var what = one is null ? $"{Moved(moved)}." : $"{one.Name} to {one.On:d MMMM yyyy} at {one.Start:HH:mm}, by hand. {Moved(moved)} in all.";
            Note(db, group, actor, one is null ? GroupEvents.TimesChanged : GroupEvents.SessionMoved, one?.Id, what + LetGo(laid));
            NoteTakenOn(db, group, actor, clashes, request.Anyway);
            await SettleRegisters(db, actor, group, cancellation);
        }, cancellation);
        return refusal;
    }

    /// <summary>Why a change is not made by which somebody or something would be booked twice; null where nothing would be, or where it was seen and taken on with a reason.</summary>
    private Refusal? NotTakenOn(IReadOnlyList<Clash> clashes, string? seen, GivenReason? anyway, DateOnly today) =>
        clashes.Count == 0 || !Asks(seen, anyway) ? null
        : seen is not null && seen != DoubleBooking.SeenOf(clashes) ? new BookedMeanwhile(clashes[0].Words)
        : anyway is not null && catalogue.Current.Reasons(ReasonUses.DoubleBooking, today).Any(r => r.Code == anyway.ReasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(anyway.Words))) ? null
        : new BookedTwiceWhy(clashes[0].Words);

    /// <summary>What comes, or stands elsewhere than before: only this is asked about, as what stays was asked about when it came there.</summary>
    private static IReadOnlyList<LaidSession> Moving(IReadOnlyList<LaidSession> before, IReadOnlyList<LaidSession> after)
    {
        var stood = before.Select(s => (s.Round, s.TemplateKey, s.On, s.Start)).ToHashSet();
        return [.. after.Where(s => !stood.Contains((s.Round, s.TemplateKey, s.On, s.Start)))];
    }

    private static GroupIsClosed? Closed(ProgrammeGroup group) => group.ClosedOn is { } on ? new GroupIsClosed(on) : null;

    /// <summary>Whether anybody asks that nothing is booked twice.</summary>
    private static bool Asks(string? seen, GivenReason? anyway) => seen is not null || anyway is not null;

    private void NoteTakenOn(ReferralsDbContext db, ProgrammeGroup group, Actor actor, IReadOnlyList<Clash> clashes, GivenReason? anyway, Guid? sessionId = null)
    {
        if (clashes.Count > 0 && anyway is not null)
            Note(db, group, actor, GroupEvents.BookedTwice, sessionId, DoubleBooking.InWords(clashes), anyway.ReasonCode, Given(anyway.Words));
    }

    /// <summary>What is due by the day on which a member begins moves with that day, in the commit that moves it.</summary>
    private void MembersFollow(ReferralsDbContext db, ProgrammeGroup group, DateOnly today)
    {
        PartnerLinks.Follow(db, catalogue.Current, group, PlanOf(group), today);
        Places.Follow(db, catalogue.Current, group, PlanOf(group));
    }

    /// <summary>Records that a session did not take place, and lays its work and what follows anew.</summary>
    public async Task<Refusal?> NotHeld(Actor actor, Guid sessionId, string reasonCode, string? words, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            var today = LondonTime.Today(time);
            // In one query: a register saved meanwhile is met at the version of the group that its session was read with.
            var group = await OfSession(db.Groups, db, sessionId, cancellation);
            var session = group?.Sessions.Find(s => s.Id == sessionId);
            refusal = session is null || group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup()
                : session.HeldOn is { } held ? new AlreadyHeld(held)
                : !catalogue.Current.Reasons(ReasonUses.SessionNotHeld, today).Any(r => r.Code == reasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(words))) ? new Tasks.ReasonMissing()
                : Closed(group);
            if (refusal is not null || session!.NotHeldReason is not null)
                return;
            var before = session.DeliveryId is null ? Laid(group!) : [];
            session.NotHeldReason = reasonCode;
            session.NotHeldWords = words;
            LaidRounds? laid = null;
            IReadOnlyList<Clash> clashes = [];
            if (session.DeliveryId is null)
            {
                (laid, refusal) = LayWithout(group!, session);
                if (laid is null)
                {
                    (session.NotHeldReason, session.NotHeldWords) = (null, null);
                    return;
                }

                // That it was not held is so whoever is booked twice by what follows: it is said, and not refused.
                DoubleBooking.OpenDiary(db, group!.RegionCode);
                clashes = await DoubleBooking.Of(db, group, Moving(before, laid.Sessions), cancellation);
                Take(db, actor, group, laid);
            }

            MembersFollow(db, group!, today);
            group!.Version++;
            Note(db, group, actor, GroupEvents.SessionNotHeld, session.Id, $"{session.Name}, {session.On:d MMMM yyyy}.{(laid is null ? "" : LetGo(laid))}{(clashes.Count == 0 ? "" : $" {DoubleBooking.InWords(clashes)}")}", reasonCode, words);
            await SettleRegisters(db, actor, group, cancellation);
            if (session is { DeliveryId: { } whose, Kind: SessionKind.CatchUp })
                await SettleCatchUp(db, actor, await db.PeopleOfReferrals([whose]).FirstOrDefaultAsync(cancellation), session, cancellation);
        }, cancellation);
        return refusal;
    }

    /// <summary>Takes back that a session was not held, where that was recorded by mistake: it stands again on its day, and what was laid in its stead is taken off. Sessions that moved meanwhile stay where they are.</summary>
    public async Task<Refusal?> HeldAfterAll(Actor actor, Guid sessionId, string words, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(words))
            return new HeldAfterAllWhy();
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            var today = LondonTime.Today(time);
            var group = await OfSession(db.Groups, db, sessionId, cancellation);
            var session = group?.Sessions.Find(s => s.Id == sessionId);
            refusal = session is null || group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup() : Closed(group);
            if (refusal is not null || session!.NotHeldReason is null)
                return;
            var instead = session.DeliveryId is null ? Live(group!.Sessions).Where(s => s.Round == session.Round && s.TemplateKey == session.TemplateKey).ToList() : [];
            if (instead.Find(s => s.HeldOn is not null) is { } held)
            {
                refusal = new HeldInstead(held.On);
                return;
            }

            DoubleBooking.OpenDiary(db, group!.RegionCode);
            var guests = session.DeliveryId is not null ? [] : await db.Sessions.Where(s => s.GroupId == group.Id && s.DeliveryId != null && s.Kind == SessionKind.CatchUp && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null).ToListAsync(cancellation);
            foreach (var other in instead)
            {
                other.CancelledOn = today;
                // Who was to join it as a guest joins the one that stands again.
                foreach (var guest in guests.Where(g => OnTheRegister.Joins(g, other)).ToList())
                    (guest.On, guest.Start) = (session.On, session.Start);
            }

            (session.NotHeldReason, session.NotHeldWords, session.CancelledOn) = (null, null, null);
            var clashes = await DoubleBooking.At(db, group, QuestionOf(group, session, session.Facilitators, session.Room), cancellation);
            MembersFollow(db, group, today);
            group.Version++;
            Note(db, group, actor, GroupEvents.HeldAfterAll, session.Id, $"{session.Name}, {session.On:d MMMM yyyy}.{(clashes.Count == 0 ? "" : $" {DoubleBooking.InWords(clashes)}")}", words: words.Trim());
            await SettleRegisters(db, actor, group, cancellation);
        }, cancellation);
        return refusal;
    }

    /// <inheritdoc cref="Book(Actor, BookMeeting, CancellationToken)"/>
    public Task<Refusal?> Book(Actor actor, Guid groupId, Guid referralId, string? templateKey, SessionKind kind, DateOnly on, TimeOnly start, Guid? withSession = null, string? facilitator = null, Guid? requestId = null, CancellationToken cancellation = default) =>
        Book(actor, new BookMeeting { GroupId = groupId, ReferralId = referralId, TemplateKey = templateKey, Kind = kind, On = on, Start = start, WithSession = withSession, Facilitator = facilitator, RequestId = requestId }, cancellation);

    /// <summary>Books a one-to-one, a catch-up or a three-way meeting for one member; booked again, it moves. The review may be booked for somebody whose place has ended since their last session.</summary>
    public async Task<Refusal?> Book(Actor actor, BookMeeting request, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            refusal = null;
            var (now, today) = (time.GetUtcNow(), LondonTime.Today(time));
            var (referralId, templateKey, kind) = (request.ReferralId, request.TemplateKey, request.Kind);
            var group = await db.Groups.Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == request.GroupId, cancellation);
            if (group is null || !GroupReach.MayManage(actor, group))
            {
                refusal = new NotYourGroup();
                return;
            }

            if (request.RequestId is { } sent && await db.Sessions.AnyAsync(s => s.Id == sent, cancellation))
                return;
            var plan = PlanOf(group);
            var template = templateKey is null ? null : plan.FindSession(templateKey);
            // The group first: whoever moves or closes it meanwhile is met at its version.
            var hostGroup = request.WithSession is { } joins ? await OfSession(db.Groups, db, joins, cancellation) : null;
            var host = hostGroup?.Sessions.Find(s => s.Id == request.WithSession);
            var on = host?.On ?? request.On;
            var place = await db.Places.Where(p => p.GroupId == group.Id && p.ReferralId == referralId).OrderBy(p => p.EndedOn != null).ThenByDescending(p => p.GivenOn).FirstOrDefaultAsync(cancellation);
            if (place is null || (place.EndedOn is not null && !(template?.Stage == SessionStage.Review && await ReviewIsOpen(db, referralId, cancellation))))
                refusal = new NotAMember();
            else if (template?.Stage != SessionStage.Review && Closed(group) is { } closed)
                refusal = closed;
            else if (templateKey is not null && template is null)
                refusal = new NotInThePlan(templateKey);
            else if (kind == SessionKind.CatchUp && template is { CatchUpAllowed: false })
                refusal = new NoCatchUp(template.Name);
            else if (request.WithSession is not null && (host is not { DeliveryId: null, IsToCome: true } || host.TemplateKey != templateKey || !await HostsOf(db, group).AnyAsync(g => g.Id == host.GroupId, cancellation)))
                refusal = new NotTheSameSession();
            else if (host is null && !catalogue.Current.WorkingDays.IsWorkingDay(on))
                refusal = new ClosedDay(on);
            else if (host is null && (group.Closures ?? []).Find(c => c.Covers(on)) is { } closure)
                refusal = new ClosedForGroup(on, closure.Why);
            else if (host is not null)
                refusal = await WhyNotJoin(db, hostGroup!, host, place, cancellation);
            if (refusal is not null)
                return;

            var outside = template is null ? null : await GapBroken(db, plan, group, place!, template, on, cancellation);
            if (outside is not null && !(request.Outside is { } given && catalogue.Current.Reasons(ReasonUses.AllocationOverride, today).Any(r => r.Code == given.ReasonCode) && !string.IsNullOrWhiteSpace(given.Words)))
            {
                refusal = new OutsideTheGaps(outside);
                return;
            }

            if (request.Facilitator is { } holds && await Deliverers.WhyNot(db, plan, [holds], cancellation) is { } other)
            {
                refusal = other;
                return;
            }

            DoubleBooking.OpenDiary(db, group.RegionCode);
            // Their groups first: a register saved meanwhile is met at the version of the group whose session it is.
            var at = kind == SessionKind.ThreeWay ? [] : await db.Sessions.Where(s => s.DeliveryId == referralId && s.TemplateKey == templateKey && s.Kind == kind && s.GroupId != group.Id).Select(s => s.GroupId).Distinct().ToListAsync(cancellation);
            var elsewhere = await db.Groups.Where(g => at.Contains(g.Id)).ToListAsync(cancellation);
            var theirs = kind == SessionKind.ThreeWay ? [] : (await db.Sessions.Where(s => s.DeliveryId == referralId && s.TemplateKey == templateKey && s.Kind == kind).ToListAsync(cancellation)).Where(s => s.IsToCome).ToList();
            var session = theirs.Find(s => s.GroupId == (host?.GroupId ?? group.Id));
            var clashes = !Asks(request.ClashesSeen, request.Anyway) ? [] : await DoubleBooking.At(db, group, new ClashQuestion
            {
                SessionId = host?.Id ?? session?.Id,
                On = on,
                Start = host?.Start ?? request.Start,
                Minutes = host?.Minutes ?? template?.Minutes ?? 60,
                // Moved, it keeps whoever holds it and where.
                Facilitators = host is not null ? [] : request.Facilitator is { } named ? [named] : session?.Facilitators ?? [],
                Room = host is null ? session?.Room : null,
                ReferralId = referralId,
                // Booked with another group, or back at home, it is no longer where it was.
                Besides = [.. theirs.Select(s => s.Id)],
                What = "this meeting",
            }, cancellation);
            refusal = NotTakenOn(clashes, request.ClashesSeen, request.Anyway, today);
            if (refusal is not null)
            {
                db.ChangeTracker.Clear();
                return;
            }

            // Booked with another group, or back at home, it moves there: nobody is expected twice.
            foreach (var left in theirs.Where(s => s != session))
            {
                left.CancelledOn = today;
                if (elsewhere.Find(g => g.Id == left.GroupId) is { } there && there != hostGroup)
                    there.Version++;
            }

            if (session is null)
            {
                session = new Session
                {
                    Id = request.RequestId ?? Ids.New(now),
                    GroupId = host?.GroupId ?? group.Id,
                    DeliveryId = referralId,
                    TemplateKey = templateKey,
                    Name = template?.Name ?? "Three-way meeting",
                    Kind = kind,
                    Minutes = host?.Minutes ?? template?.Minutes ?? 60,
                };
                db.Add(session);
            }

            session.On = on;
            session.Start = host?.Start ?? request.Start;
            session.Facilitators = request.Facilitator is null ? session.Facilitators : [request.Facilitator];
            group.Version++;
            if (hostGroup is not null)
                hostGroup.Version++;
            if (outside is not null)
                Note(db, group, actor, GroupEvents.OutsideTheGaps, session.Id, $"{session.Name}, {on:d MMMM yyyy}. {outside}", request.Outside!.ReasonCode, request.Outside.Words.Trim());
            NoteTakenOn(db, group, actor, clashes, request.Anyway, session.Id);
            MembersFollow(db, group, today);
            if (kind == SessionKind.CatchUp)
                await SettleCatchUp(db, actor, place!.PersonId, session, cancellation);
        }, cancellation);
        return refusal;
    }

    /// <summary>What the team has to do about a session that was missed follows the catch-up that is booked or called off, in the same commit.</summary>
    private async Task SettleCatchUp(ReferralsDbContext db, Actor actor, Guid personId, Session session, CancellationToken cancellation)
    {
        if (!await db.Tasks.AnyAsync(t => t.PersonId == personId && t.ClosedAt == null && (t.Kind == PlanCatchUp.Kind || t.Kind == HoldCatchUp.Kind), cancellation)
            || await changes.Load(db, actor, personId, cancellation) is not { } file)
            return;
        changes.Host.SettleByFacts(file, $"catch-up/{session.Id:N}/{file.Person.Version}");
        if (file.Touched)
            Changes.Project(file);
    }

    /// <summary>Whether the review is what is left of a referral that is live.</summary>
    private static Task<bool> ReviewIsOpen(ReferralsDbContext db, Guid referralId, CancellationToken cancellation) => db.Referrals.AnyAsync(r =>
        r.Id == referralId && r.EndedOn == null && r.SessionsDoneOn != null && r.ReviewHeldOn == null && db.Needs.Any(n => n.Id == r.NeedId && n.ClosedOn == null && n.Interruption == null), cancellation);

    /// <summary>Why a member of another group may not join a session: somebody there whom they must not meet, or no place left for the evening.</summary>
    private static async Task<Refusal?> WhyNotJoin(ReferralsDbContext db, ProgrammeGroup hostGroup, Session host, Place place, CancellationToken cancellation)
    {
        var guests = hostGroup.Sessions.Where(s => OnTheRegister.Joins(s, host) && s.DeliveryId != place.ReferralId).Select(s => s.DeliveryId!.Value).ToList();
        if (hostGroup.Taken + guests.Count >= hostGroup.Capacity)
            return new HostIsFull(hostGroup.Code, hostGroup.Capacity);
        var there = await db.Places.Where(p => p.GroupId == hostGroup.Id && p.EndedOn == null).Select(p => p.PersonId)
            .Union(db.PeopleOfReferrals(guests)).ToListAsync(cancellation);
        return await db.NonAssociations.AnyAsync(n => n.EndedOn == null && ((n.PersonId == place.PersonId && there.Contains(n.OtherPersonId)) || (n.OtherPersonId == place.PersonId && there.Contains(n.PersonId))), cancellation)
            ? new KeptApartThere(hostGroup.Code)
            : null;
    }

    /// <summary>The gap of the plan that a one-to-one on this day would break for this person; null where it breaks none.</summary>
    private static async Task<string?> GapBroken(ReferralsDbContext db, SessionPlan plan, ProgrammeGroup group, Place place, SessionTemplate template, DateOnly on, CancellationToken cancellation)
    {
        if (template.Format != SessionFormat.OneToOne)
            return null;
        var records = await db.Attendance.AsNoTracking().Where(a => a.PersonId == place.PersonId && a.DeliveryId == place.ReferralId && a.ReplacedById == null).ToListAsync(cancellation);
        var progress = DeliveryFacts.Progress(records, plan, place.FromModule);
        var done = progress.Sessions.Where(s => s.IsDone).Select(s => s.Template.Key).ToHashSet(StringComparer.Ordinal);
        var own = await db.Sessions.AsNoTracking().Where(s => s.DeliveryId == place.ReferralId && s.TemplateKey != template.Key).ToListAsync(cancellation);
        var toCome = group.Sessions.Where(s => place.EndedOn is null && s.DeliveryId is null && s.IsToCome && OnTheRegister.FromTheirModule(group.Rolling ? plan : null, s, place.FromRound, place.FromModule))
            .Concat(own.Where(s => s.IsToCome)).Where(s => s.TemplateKey is { } key && !done.Contains(key));
        return OneToOneGaps.Broken(template, on, plan, progress.Sessions, DeliveryFacts.Laid(plan, toCome));
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
        return await db.Groups.AsNoTracking().FirstOrDefaultAsync(g => g.Id == groupId, cancellation) is { } group && GroupReach.MayManage(actor, group) ? await DoubleBooking.At(db, group, asked, cancellation) : [];
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

    /// <inheritdoc cref="Staff(Actor, StaffSession, CancellationToken)"/>
    public Task<Refusal?> Staff(Actor actor, Guid sessionId, IReadOnlyList<string>? facilitators, string? room, CancellationToken cancellation = default) =>
        Staff(actor, new StaffSession { SessionId = sessionId, Facilitators = facilitators, Room = room }, cancellation);

    /// <summary>Sets who runs a session and in which room.</summary>
    public async Task<Refusal?> Staff(Actor actor, StaffSession request, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            // In one query: where the session is moved meanwhile, that is met at the version it was read with.
            var group = await OfSession(db.Groups, db, request.SessionId, cancellation);
            refusal = group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup() : Closed(group);
            if (refusal is not null)
                return;
            var session = group!.Sessions.Single(s => s.Id == request.SessionId);
            IReadOnlyList<string>? named = request.Facilitators is { Count: > 0 } some ? some : null;
            refusal = await Deliverers.WhyNot(db, PlanOf(group), named ?? [], cancellation);
            if (refusal is not null)
                return;
            DoubleBooking.OpenDiary(db, group.RegionCode);
            var clashes = Asks(request.ClashesSeen, request.Anyway) ? await DoubleBooking.At(db, group, QuestionOf(group, session, named, request.Room), cancellation) : [];
            refusal = NotTakenOn(clashes, request.ClashesSeen, request.Anyway, LondonTime.Today(time));
            if (refusal is not null)
            {
                db.ChangeTracker.Clear();
                return;
            }

            session.Facilitators = named?.ToList();
            session.Room = Given(request.Room);
            group.Version++;
            NoteTakenOn(db, group, actor, clashes, request.Anyway, session.Id);
        }, cancellation);
        return refusal;
    }

    /// <summary>What stands in the way of who would run a session and where; nothing where the actor does not manage its group.</summary>
    public async Task<IReadOnlyList<Clash>> ClashesOf(Actor actor, StaffSession request, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await OfSession(db.Groups.AsNoTracking(), db, request.SessionId, cancellation) is { } group && GroupReach.MayManage(actor, group)
            ? await DoubleBooking.At(db, group, QuestionOf(group, group.Sessions.Single(s => s.Id == request.SessionId), request.Facilitators is { Count: > 0 } some ? some : null, request.Room), cancellation)
            : [];
    }

    private static ClashQuestion QuestionOf(ProgrammeGroup group, Session session, IReadOnlyList<string>? facilitators, string? room) => new()
    {
        SessionId = session.Id,
        On = session.On,
        Start = session.Start,
        Minutes = session.Minutes,
        Facilitators = facilitators ?? group.Facilitators ?? [],
        Room = Given(room) ?? (session.DeliveryId is null ? group.Room : null),
        What = "this session",
    };

    /// <summary>Who would be booked twice if the group were run so; nothing where the actor does not manage it.</summary>
    public async Task<IReadOnlyList<Clash>> ClashesOf(Actor actor, EditGroup request, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Groups.AsNoTracking().Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == request.GroupId, cancellation) is not { } group || !GroupReach.MayManage(actor, group))
            return [];
        Write(group, request);
        return await DoubleBooking.Of(db, group, Ahead(group), cancellation);
    }

    /// <summary>Changes who runs a group, where it meets and for how many it has places. What it was stays in its history.</summary>
    /// <param name="version">The version that the caller looked at.</param>
    public async Task<Refusal?> Edit(Actor actor, EditGroup request, int version, CancellationToken cancellation = default)
    {
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            var group = await db.Groups.Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == request.GroupId, cancellation);
            refusal = group is null || !GroupReach.MayManage(actor, group) ? new NotYourGroup()
                : group.ClosedOn is { } closed ? new GroupIsClosed(closed)
                : await WhyNotRunSo(db, group, request, cancellation);
            if (refusal is not null)
                return;
            var names = await DoubleBooking.Names(db, [group!.TreatmentManager, request.TreatmentManager, .. group.Facilitators ?? [], .. request.Facilitators, .. group.Cover ?? [], .. request.Cover], cancellation);
            var changed = Changed(group, request, names);
            // The same form sent twice.
            if (changed.Count == 0)
                return;
            refusal = group.Version != version ? new GroupHasChanged() : null;
            if (refusal is not null)
                return;
            DoubleBooking.OpenDiary(db, group.RegionCode);
            Write(group, request);
            var clashes = Asks(request.ClashesSeen, request.Anyway) ? await DoubleBooking.Of(db, group, Ahead(group), cancellation) : [];
            refusal = NotTakenOn(clashes, request.ClashesSeen, request.Anyway, LondonTime.Today(time));
            if (refusal is not null)
            {
                db.ChangeTracker.Clear();
                return;
            }

            group.Version++;
            Note(db, group, actor, GroupEvents.Edited, what: string.Join(' ', changed));
            NoteTakenOn(db, group, actor, clashes, request.Anyway);
        }, cancellation);
        return refusal;
    }

    private async Task<Refusal?> WhyNotRunSo(ReferralsDbContext db, ProgrammeGroup group, EditGroup request, CancellationToken cancellation)
    {
        var plan = PlanOf(group);
        if (string.IsNullOrWhiteSpace(request.Office))
            return new GroupNeedsOffice();
        if (request.Facilitators.Count == 0 || string.IsNullOrWhiteSpace(request.TreatmentManager))
            return new GroupNeedsStaff();
        if (!catalogue.Current.Areas.Pdus.Any(p => p.Id == request.PduId && p.RegionCode == group.RegionCode))
            return new PduOfAnotherRegion();
        if (request.Capacity < 1 || request.Capacity > plan.MaximumGroup)
            return new CapacityOutOfRange(plan.MaximumGroup);
        if (request.Capacity < group.Taken)
            return new MoreThanTheCapacity(group.Taken);
        return await Deliverers.WhyNot(db, plan, [.. request.Facilitators, .. request.Cover], cancellation);
    }

    private static void Write(ProgrammeGroup group, EditGroup request)
    {
        (group.PduId, group.Office, group.Room, group.Capacity) = (request.PduId, request.Office.Trim(), Given(request.Room), request.Capacity);
        (group.TreatmentManager, group.Facilitators, group.Cover) = (request.TreatmentManager, [.. request.Facilitators], [.. request.Cover]);
    }

    /// <summary>What would be other than it is, each as a sentence with what it was.</summary>
    private List<string> Changed(ProgrammeGroup group, EditGroup request, IReadOnlyDictionary<string, string> names)
    {
        var areas = catalogue.Current.Areas;
        var said = new List<string>();
        Say("Treatment manager", Named([group.TreatmentManager]), Named([request.TreatmentManager]));
        Say("Facilitators", Named(group.Facilitators), Named(request.Facilitators));
        Say("Cover", Named(group.Cover), Named(request.Cover));
        Say("Where", group.Office, request.Office.Trim());
        Say("Room", group.Room ?? "none", Given(request.Room) ?? "none");
        Say("Probation delivery unit", areas.Pdu(group.PduId).Name, areas.Pdu(request.PduId).Name);
        Say("Places", group.Capacity.ToString(CultureInfo.InvariantCulture), request.Capacity.ToString(CultureInfo.InvariantCulture));
        return said;

        string Named(IEnumerable<string>? codes) => codes?.Select(c => names.GetValueOrDefault(c, c)).ToList() is { Count: > 0 } some ? string.Join(", ", some) : "nobody";

        void Say(string what, string before, string after)
        {
            if (before != after)
                said.Add($"{what}: {after}, before {before}.");
        }
    }

    /// <summary>Sessions of the whole group from today on.</summary>
    private IReadOnlyList<LaidSession> Ahead(ProgrammeGroup group) => [.. Laid(group).Where(l => !l.Held && l.On >= LondonTime.Today(time))];

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
            var guests = group.Sessions.Where(s => s is { Kind: SessionKind.CatchUp, DeliveryId: not null, IsToCome: true }).ToList();
            foreach (var session in group.Sessions.Where(s => s.IsToCome))
                session.CancelledOn = today;
            if (guests.Count > 0)
                TellHomes(db, actor, group, guests, "was called off, as that group closed");
            Note(db, group, actor, GroupEvents.Closed, reasonCode: reasonCode, words: string.IsNullOrWhiteSpace(words) ? null : words.Trim());
            await SettleRegisters(db, actor, group, cancellation);
        }, cancellation);
        return refusal;
    }

    /// <summary>The group a session belongs to, with all its sessions: asked by the key it has, not of every group there is.</summary>
    private static async Task<ProgrammeGroup?> OfSession(IQueryable<ProgrammeGroup> groups, ReferralsDbContext db, Guid sessionId, CancellationToken cancellation) =>
        await db.Sessions.Where(s => s.Id == sessionId).Select(s => s.GroupId).FirstOrDefaultAsync(cancellation) is { } group ? await groups.Include(g => g.Sessions).FirstOrDefaultAsync(g => g.Id == group, cancellation) : null;

    /// <summary>Where a session is held: the room named for it, else for the whole group the group's own; null where neither is known.</summary>
    public static string? RoomOf(Session session, ProgrammeGroup group) => session.Room ?? (session.DeliveryId is null ? group.Room : null);

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
    /// <param name="done">What whoever joins has done already.</param>
    internal (IReadOnlyList<LaidSession> Sessions, IReadOnlyList<UnplacedSession> Unplaced) Further(ProgrammeGroup group, IReadOnlyList<Session> live, int round, int module, IReadOnlySet<string> done)
    {
        var plan = PlanOf(group);
        var laid = Rounds.Lay(
            new ScheduleRequest { Plan = plan, Slots = group.Slots ?? [], EarliestStart = group.EarliestStart, Closures = group.Closures ?? [], Fixed = [], NotBefore = LondonTime.Today(time) },
            Rounds.Further(LaidNow(plan, live), Rounds.NeededBy(plan, round, module, done)),
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
        DoubleBooking.OpenDiary(db, group.RegionCode);
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

    private void Take(ReferralsDbContext db, Actor actor, ProgrammeGroup group, LaidRounds laid)
    {
        var plan = PlanOf(group);
        var guests = new List<(Session Guest, DateOnly On, TimeOnly Start)>();
        foreach (var session in laid.Sessions.Where(l => !l.Held))
        {
            if (Live(group.Sessions).FirstOrDefault(s => s.Round == session.Round && s.TemplateKey == session.TemplateKey) is { } there)
            {
                if ((there.On, there.Start) != (session.On, session.Start))
                    guests.AddRange(group.Sessions.Where(s => OnTheRegister.Joins(s, there) && s.IsToCome).Select(guest => (guest, session.On, session.Start)));
                (there.On, there.Start, there.Minutes) = (session.On, session.Start, session.Minutes);
                if (laid.Released.Any(r => r.Round == there.Round && r.TemplateKey == there.TemplateKey))
                    there.PlacedByHand = false;
            }
            else
            {
                db.Add(SessionOf(group, plan, session, time.GetUtcNow()));
                // Of a session that was not held the guests come to the one in its stead.
                foreach (var before in group.Sessions.Where(s => s is { DeliveryId: null, NotHeldReason: not null } && s.Round == session.Round && s.TemplateKey == session.TemplateKey))
                    guests.AddRange(group.Sessions.Where(s => OnTheRegister.Joins(s, before) && s.IsToCome).Select(guest => (guest, session.On, session.Start)));
            }
        }

        // All at once: while they move one by one, a guest could be taken for that of another session.
        foreach (var (guest, on, start) in guests)
            (guest.On, guest.Start) = (on, start);
        if (guests.Count > 0)
            TellHomes(db, actor, group, guests.ConvertAll(g => g.Guest), "moved with the session it joins");
    }

    /// <summary>Members of other groups come to a session as guests: what is done to it is written into the history of their own group, where their facilitators look.</summary>
    private void TellHomes(ReferralsDbContext db, Actor actor, ProgrammeGroup host, IReadOnlyCollection<Session> guests, string what)
    {
        var deliveries = guests.Select(g => g.DeliveryId!.Value).ToArray();
        foreach (var place in db.Places.AsNoTracking().Where(p => deliveries.Contains(p.ReferralId) && p.EndedOn == null).ToList())
        {
            var guest = guests.First(g => g.DeliveryId == place.ReferralId);
            var home = db.Groups.First(g => g.Id == place.GroupId);
            home.Version++;
            Note(db, home, actor, GroupEvents.CatchUpChanged, guest.Id, $"A catch-up with {host.Code}, {guest.Name}, {what}{(guest.CancelledOn is null ? $": {guest.On:d MMMM yyyy} at {guest.Start:HH:mm}" : "")}.");
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

public sealed record HeldAfterAllWhy() : Refusal("Say why it is taken back that the session was not held.");

public sealed record HeldInstead(DateOnly On) : Refusal($"Its work was held on {On:d MMMM yyyy} instead. Take the answers of that register back first, if they are wrong.");

public sealed record BookedTwiceWhy(string Clash) : Refusal($"{Clash} Choose otherwise, or say why it is so all the same.");

public sealed record GroupIsClosed(DateOnly On) : Refusal($"The group closed on {On:d MMMM yyyy}. Nothing about it is changed any more.");

public sealed record MoreThanTheCapacity(int Taken) : Refusal($"{Taken} {(Taken == 1 ? "person has" : "people have")} a place. Give at least as many places, or settle theirs first.");

public sealed record BookedMeanwhile(string Clash) : Refusal($"{Clash} Choose otherwise, or say why it is so all the same.");

public sealed record HostIsFull(string Code, int Capacity) : Refusal($"All {Capacity} places of {Code} are taken on that day. Choose another session, or a time of its own.");

public sealed record KeptApartThere(string Code) : Refusal($"They may not be with somebody who comes to {Code}. Choose another session, or a time of its own.");

public sealed record OutsideTheGaps(string Why) : Refusal($"{Why} Choose another day, or say why it is held on this one all the same.");

public sealed record ClosedDay(DateOnly On) : Refusal($"{On:d MMMM yyyy} is a weekend or a bank holiday.");

public sealed record ClosedForGroup(DateOnly On, string Why) : Refusal($"The group does not meet on {On:d MMMM yyyy}: {Why}.");

public sealed record GroupHasMembers(int Count) : Refusal($"{Count} {(Count == 1 ? "person has" : "people have")} a place in this group. Settle their places first.");
