using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.People;
using Referrals.Application.Referring;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>One person waiting for a place, with why they stand where they stand.</summary>
public sealed record WaitingLine
{
    public required Referral Referral { get; init; }
    public required Guid PersonId { get; init; }
    public required string PersonName { get; init; }
    public required string Crn { get; init; }
    public required string Reference { get; init; }
    public required string ProgrammeName { get; init; }
    public required string? RegionCode { get; init; }
    public required int? PduId { get; init; }
    public required WaitingPlace Place { get; init; }

    /// <summary>When the next group that still takes people would end, its review included; null where none is planned.</summary>
    public required DateOnly? NextGroupEnds { get; init; }

    public required DeliverableTime Deliverable { get; init; }

    /// <summary>The open task that this waiting is, if the reader may see it.</summary>
    public required Guid? TaskId { get; init; }

    /// <summary>The place in the whole queue of what was filtered by area and programme, from 1; 0 for somebody who is put off.</summary>
    public required int Number { get; init; }

    /// <summary>Sessions done already: somebody who comes back.</summary>
    public required int SessionsDone { get; init; }
}

/// <summary>Where one person stands in the queue, for those who work with them: nobody else in it is named.</summary>
public sealed record WaitingStanding
{
    public required WaitingLine Line { get; init; }

    /// <summary>Among those of the region who wait for the same programme, 1 being next; null where they are put off.</summary>
    public required int? InRegion { get; init; }

    public required int OfRegion { get; init; }

    /// <summary>The same in their PDU.</summary>
    public required int? InPdu { get; init; }

    public required int OfPdu { get; init; }

    /// <summary>Why those ahead in the region are ahead, in general terms, the commonest first.</summary>
    public required IReadOnlyList<string> Ahead { get; init; }
}

public sealed record WaitingList
{
    public required IReadOnlyList<WaitingLine> Lines { get; init; }
    public required int Total { get; init; }

    /// <summary>How many of all of them would run out of supervision before the next group can finish.</summary>
    public required int CannotFinish { get; init; }

    /// <summary>Suitable but put off, with the day on which that is looked at again, the soonest first: a page of them where they are what was asked for, else the first few.</summary>
    public required IReadOnlyList<WaitingLine> Held { get; init; }

    public required int HeldTotal { get; init; }

    /// <summary>On a programme since before this service was there, and in no group here: a place is looked for by hand. Whose time runs out first comes first; a page of them where they are what was asked for, else the first few.</summary>
    public required IReadOnlyList<WaitingLine> Begun { get; init; }

    public required int BegunTotal { get; init; }

    /// <summary>Where this page of what was asked for ended; null on the last.</summary>
    public WaitingAfter? Next { get; init; }
}

/// <summary>A place in the waiting list: the referral that was last shown and how many had been shown by then. The order moves with every day and every change.</summary>
public sealed record WaitingAfter(Guid ReferralId, int Shown);

/// <summary>Which of those who wait are wanted.</summary>
public enum WaitingStatus
{
    /// <summary>In the queue.</summary>
    Queued,

    /// <summary>In the queue, with too little supervision left for the next group.</summary>
    CannotFinish,

    /// <summary>In the queue, and not certain to finish the next group.</summary>
    MayNotFinish,

    /// <summary>Put off, or left with time to rejoin.</summary>
    Held,

    /// <summary>On a programme since before this service was there, and in no group here.</summary>
    Begun,
}

/// <summary>Which waiting people are wanted; null is all.</summary>
public sealed record WaitingFilter
{
    public WaitingStatus Status { get; init; }
    public int? PduId { get; init; }
    public string? ProgrammeKey { get; init; }

    /// <summary>One of the places they said they can get to.</summary>
    public string? Office { get; init; }

    /// <summary>Those for whom this group may be: of its region, sex, cohort and learning need, as far as these are known, who did not say that they cannot get there.</summary>
    public ProgrammeGroup? For { get; init; }

    public int Page { get; init; } = 1;

    /// <summary>The page begins after this place; <see cref="Page"/> is not looked at.</summary>
    public WaitingAfter? After { get; init; }

    /// <summary>How many are on a page.</summary>
    public int Take { get; init; } = WaitingListService.PageSize;
}

/// <summary>One group beside one waiting person, each check named.</summary>
public sealed record GroupFit
{
    public required ProgrammeGroup Group { get; init; }
    public required DateOnly? FirstOn { get; init; }
    public required DateOnly? LastOn { get; init; }

    /// <summary>The review included.</summary>
    public required DateOnly? EndsOn { get; init; }

    public required IReadOnlyList<AllocationCheck> Checks { get; init; }

    /// <summary>The module the person would join at; null where they cannot join.</summary>
    public required int? FromModule { get; init; }

    /// <summary>The time round of a rolling group at which they would join.</summary>
    public required int FromRound { get; init; }

    /// <summary>Sessions that a rolling group is laid further by when they join, so that the modules before come round again; none elsewhere.</summary>
    public required IReadOnlyList<LaidSession> ToLay { get; init; }

    /// <summary>Sessions that would have no day for them, each with why.</summary>
    public required IReadOnlyList<UnplacedSession> Unplaced { get; init; }

    public bool Fits => Checks.All(c => c.Answer == CheckAnswer.Holds);
    public bool CanBeGiven => Checks.All(c => c.Answer == CheckAnswer.Holds || c.MayBeOverridden);
}

/// <summary>The groups somebody could go to.</summary>
public sealed record AllocationView
{
    public required WaitingLine Waiting { get; init; }
    /// <summary>Of the person's case.</summary>
    public required int CaseVersion { get; init; }

    public required DeliveryProfile? Profile { get; init; }
    public required IReadOnlyList<GroupFit> Groups { get; init; }
    public required bool MayAllocate { get; init; }
}

public sealed record GivePlace
{
    public required Guid ReferralId { get; init; }
    public required Guid GroupId { get; init; }

    /// <summary>For each check that does not hold: its key, with a coded reason and words.</summary>
    public IReadOnlyList<OverrideAnswer> Overrides { get; init; } = [];

    /// <summary>The version of the person's case that the caller looked at; on another one nothing is given. Null asks nothing.</summary>
    public int? CaseVersion { get; init; }
}

/// <summary>Takes a place away again.</summary>
public sealed record TakePlaceAway
{
    public required Guid ReferralId { get; init; }
    public required string ReasonCode { get; init; }
    public string? Words { get; init; }

    /// <inheritdoc cref="GivePlace.CaseVersion"/>
    public int? CaseVersion { get; init; }
}

public sealed record OverrideAnswer(string Check, string ReasonCode, string Why);

/// <summary>The waiting list, and the places given from it.</summary>
public sealed class WaitingListService(Changes changes, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, GroupService groups, TimeProvider time)
{
    public const int PageSize = 25;

    /// <summary>What a group's pace is taken to be before it has one.</summary>
    private const int UsualSessionsAWeek = 2;

    private const int LongQueue = 200;

    private readonly WaitingBoard board = new(time);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Region, string Programme), Kept> queues = new();

    /// <summary>How many of those put off are shown below the queue.</summary>
    public const int HeldBeside = 10;

    /// <summary>Everybody within the actor's reach who waits for a place, in order.</summary>
    public async Task<WaitingList> List(Actor actor, WaitingFilter filter, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        // A place by hand is one of the whole region's queue: what is asked for is cut out of that.
        var whole = await Waiters(db, actor, filter with { PduId = null, Office = null }, null, cancellation);
        var reach = filter.Office is { } office ? await WhoReach(db, [.. whole.Select(w => w.Person.Id)], office, cancellation) : null;
        bool IsAsked(Waiter w) => (filter.PduId is not { } pdu || w.Person.PduId == pdu) && (reach is null || reach.Contains(w.Person.Id)) && (filter.For is not { } group || IsFor(group, w.Known.Wants));
        var all = whole.Where(IsAsked).ToList();
        var queue = InOrder(whole.Where(w => w.IsQueued)).Where(IsAsked).Select((w, i) => w with { Number = i + 1 }).ToList();
        var held = all.Where(w => w.IsHeld).OrderBy(w => w.Referral.HoldReviewOn ?? w.Referral.MayRejoinUntil).ThenBy(w => w.Referral.Id).ToList();
        var begun = all.Where(w => w is { HasBegun: true, IsHeld: false }).OrderBy(w => w.Place.MustStartBy ?? DateOnly.MaxValue).ThenBy(w => w.Referral.StartedOn).ThenBy(w => w.Referral.Id).ToList();
        var asked = filter.Status switch
        {
            WaitingStatus.CannotFinish => queue.Where(w => w.Place.CannotFinish).ToList(),
            WaitingStatus.MayNotFinish => [.. queue.Where(w => w.Place.MayNotFinish)],
            WaitingStatus.Held or WaitingStatus.Begun => [],
            _ => queue,
        };
        var paged = filter.Status switch { WaitingStatus.Held => held, WaitingStatus.Begun => begun, _ => asked };
        var from = From(paged, filter);
        var shown = asked.Skip(from).Take(filter.Take).ToList();
        var shownHeld = filter.Status switch
        {
            WaitingStatus.Held => held.Skip(from).Take(filter.Take).ToList(),
            WaitingStatus.Queued => [.. held.Take(HeldBeside)],
            _ => [],
        };
        var shownBegun = filter.Status switch
        {
            WaitingStatus.Begun => begun.Skip(from).Take(filter.Take).ToList(),
            WaitingStatus.Queued => [.. begun.Take(HeldBeside)],
            _ => [],
        };
        var lines = (await Lines(db, [.. shown, .. shownHeld, .. shownBegun], cancellation)).ToDictionary(l => l.Referral.Id);
        return new WaitingList
        {
            Lines = [.. shown.Where(w => lines.ContainsKey(w.Referral.Id)).Select(w => lines[w.Referral.Id])],
            Total = asked.Count,
            CannotFinish = queue.Count(w => w.Place.CannotFinish),
            Held = [.. shownHeld.Where(w => lines.ContainsKey(w.Referral.Id)).Select(w => lines[w.Referral.Id])],
            HeldTotal = held.Count,
            Begun = [.. shownBegun.Where(w => lines.ContainsKey(w.Referral.Id)).Select(w => lines[w.Referral.Id])],
            BegunTotal = begun.Count,
            Next = from + filter.Take < paged.Count ? new WaitingAfter(paged[from + filter.Take - 1].Referral.Id, from + filter.Take) : null,
        };
    }

    /// <summary>After the one that was last shown, wherever they stand now; where they wait no longer, after as many as were shown, themselves left out.</summary>
    private static int From(List<Waiter> paged, WaitingFilter filter)
    {
        if (filter.After is not { } after)
            return (filter.Page - 1) * filter.Take;
        var at = paged.FindIndex(w => w.Referral.Id == after.ReferralId);
        return at < 0 ? Math.Max(0, after.Shown - 1) : at + 1;
    }

    /// <summary>Where people stand in the queue and why, for their practitioner and those of the same area.</summary>
    /// <param name="personId">One person; null is everybody whose practitioner the actor is.</param>
    public async Task<IReadOnlyList<WaitingStanding>> Standings(Actor actor, Guid? personId = null, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var mine = (await Waiters(db, actor, new WaitingFilter(), null, cancellation, personId, personId is null ? actor.StaffCode ?? "" : null)).Where(w => !w.HasBegun).ToList();
        var lines = (await Lines(db, mine, cancellation)).ToDictionary(l => l.Referral.Id);
        var standings = new List<WaitingStanding>();
        foreach (var own in mine.GroupBy(w => (w.Person.RegionCode, w.Referral.ProgrammeKey)))
        {
            // The queue is the region's; of the others in it only how many and why leaves this method.
            var queue = await Queue(db, own.Key.RegionCode, own.Key.ProgrammeKey, own, cancellation);
            // Whom nDelius excludes the reader from, or says nothing about, is counted and not shown.
            foreach (var waiter in own.Where(w => lines.ContainsKey(w.Referral.Id)))
            {
                var at = waiter.IsQueued ? queue.FindIndex(w => w.Referral.Id == waiter.Referral.Id) : -1;
                var pdu = queue.Where(w => w.Person.PduId == waiter.Person.PduId).ToList();
                standings.Add(new WaitingStanding
                {
                    Line = lines[waiter.Referral.Id],
                    InRegion = at < 0 ? null : at + 1,
                    OfRegion = queue.Count,
                    InPdu = at < 0 ? null : pdu.FindIndex(w => w.Referral.Id == waiter.Referral.Id) + 1,
                    OfPdu = pdu.Count,
                    Ahead = at <= 0 ? [] : WaitingPriority.WhyAhead(queue[at].Entry, [.. queue.Take(at).Select(w => w.Entry)]),
                });
            }
        }

        return [.. standings.OrderByDescending(s => s.Line.Place.CannotFinish).ThenBy(s => s.InRegion ?? int.MaxValue).ThenBy(s => s.Line.PersonName, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Who waits for one programme in one region, in order. A queue of a few is put in order anew every time; one of hundreds, which moves with every day and every change of any of them, at
    /// most once a minute: it tells where somebody stands, and nothing is given by it.
    /// </summary>
    private async Task<List<Waiter>> Queue(ReferralsDbContext db, string? regionCode, string programmeKey, IEnumerable<Waiter> among, CancellationToken cancellation)
    {
        var key = (regionCode ?? "", programmeKey);
        if (queues.TryGetValue(key, out var kept) && kept.Queue.Count >= LongQueue && kept.Catalogue == catalogue.Current && time.GetElapsedTime(kept.At) < TimeSpan.FromMinutes(1)
            && among.All(own => !own.IsQueued || kept.Queue.Exists(w => w.Referral.Id == own.Referral.Id)))
        {
            return kept.Queue;
        }

        var region = new Actor("waiting-list", "Waiting list", Roles.ProgrammeTeam, null, regionCode, null);
        var queue = InOrder((await Waiters(db, region, new WaitingFilter { ProgrammeKey = programmeKey }, null, cancellation)).Where(w => w.IsQueued && w.Person.RegionCode == regionCode)).ToList();
        queues[key] = new Kept(time.GetTimestamp(), catalogue.Current, queue);
        return queue;
    }

    private sealed record Kept(long At, Catalogue Catalogue, List<Waiter> Queue);

    /// <summary>Waiting people for each PDU and programme beside the free places of groups that are forming or can be joined.</summary>
    public async Task<IReadOnlyList<CapacityLine>> Capacity(Actor actor, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var waiting = (await Waiters(db, actor, new WaitingFilter(), null, cancellation)).Where(w => w.IsQueued)
            .GroupBy(w => (w.Person.PduId, w.Referral.ProgrammeKey)).ToDictionary(g => g.Key, g => (Count: g.Count(), CannotFinish: g.Count(w => w.Place.CannotFinish)));
        var open = (await db.Groups.Where(GroupReach.Groups(actor)).Where(g => g.ClosedOn == null && (g.Rolling || !g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null)))
            .GroupBy(g => new { g.PduId, g.ProgrammeKey })
            .Select(g => new { g.Key.PduId, g.Key.ProgrammeKey, Free = g.Sum(x => x.Capacity > x.Taken ? x.Capacity - x.Taken : 0), Count = g.Count() }).ToListAsync(cancellation))
            .ToDictionary(g => ((int?)g.PduId, g.ProgrammeKey));
        var areas = catalogue.Current.Areas;
        return
        [
            .. waiting.Keys.Union(open.Keys).Select(k => new CapacityLine
                {
                    PduId = k.Item1,
                    PduName = k.Item1 is { } id ? areas.Pdu(id).Name : "PDU not known",
                    ProgrammeName = groups.NameOf(k.ProgrammeKey),
                    Waiting = waiting.GetValueOrDefault(k).Count,
                    CannotFinish = waiting.GetValueOrDefault(k).CannotFinish,
                    FreePlaces = open.GetValueOrDefault(k)?.Free ?? 0,
                    Groups = open.GetValueOrDefault(k)?.Count ?? 0,
                })
                .OrderBy(c => c.PduName, StringComparer.Ordinal).ThenBy(c => c.ProgrammeName, StringComparer.Ordinal),
        ];
    }

    /// <summary>Where groups within the actor's reach meet that are not closed.</summary>
    public async Task<IReadOnlyList<string>> MeetingPlaces(Actor actor, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.Groups.Where(GroupReach.Groups(actor)).Where(g => g.ClosedOn == null).Select(g => g.Office).Distinct().OrderBy(o => o).ToListAsync(cancellation);
    }

    /// <summary>One waiting person without any group; null where they do not wait within the actor's reach.</summary>
    public async Task<WaitingLine?> Line(Actor actor, Guid referralId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return (await Lines(db, await Waiters(db, actor, new WaitingFilter(), referralId, cancellation), cancellation)).FirstOrDefault();
    }

    /// <summary>Whether this actor gives places and puts people at a place in the queue.</summary>
    public static bool MayAllocate(Actor actor) => actor.Role is Roles.ProgrammeTeam or Roles.System;

    /// <summary>Which groups one waiting person could go to, each check named; null where they do not wait within the actor's reach.</summary>
    /// <param name="groupId">The one group that is asked about; null is all that take somebody new.</param>
    public async Task<AllocationView?> Find(Actor actor, Guid referralId, Guid? groupId = null, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if ((await Lines(db, await Waiters(db, actor, new WaitingFilter(), referralId, cancellation), cancellation)).FirstOrDefault() is not { } waiting
            || !(await changes.Load(db, actor, [waiting.PersonId], cancellation)).TryGetValue(waiting.PersonId, out var file))
            return null;
        // One that has begun and takes nobody new any more is no choice.
        var candidates = await db.Groups.AsNoTracking().Where(GroupReach.Groups(actor))
            .Where(g => g.ClosedOn == null && g.ProgrammeKey == waiting.Referral.ProgrammeKey && (groupId == null || g.Id == groupId))
            .Where(g => g.Rolling || !g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null))
            .ToListAsync(cancellation);
        var fits = (await Fits(db, [(file.Person, waiting.Referral)], candidates, cancellation))[0];
        return new AllocationView
        {
            Waiting = waiting,
            CaseVersion = file.Person.Version,
            Profile = await db.Profiles.AsNoTracking().FirstOrDefaultAsync(p => p.PersonId == waiting.PersonId, cancellation),
            Groups = [.. fits.Where(f => f.FromModule is not null).OrderByDescending(f => f.Fits).ThenByDescending(f => f.CanBeGiven).ThenBy(f => f.FirstOn ?? DateOnly.MaxValue).ThenBy(f => f.Group.Code, StringComparer.Ordinal)],
            MayAllocate = MayAllocate(actor),
        };
    }

    /// <summary>Gives a place: the place, the group's count, the milestone and the workflow in one commit, so that the last place is given once.</summary>
    public async Task<Refusal?> Give(Actor actor, GivePlace request, CancellationToken cancellation = default)
    {
        if (actor.Role is not (Roles.ProgrammeTeam or Roles.System) || await PersonOf(actor, request.ReferralId, cancellation) is not { } personId)
            return new NotYourWaitingList();
        Refusal? refusal = null;
        await changes.Repeat(actor, async db =>
        {
            refusal = null;
            var file = await changes.Load(db, actor, personId, cancellation);
            var need = file?.Person.Needs.Find(n => n.Referrals.Exists(r => r.Id == request.ReferralId));
            var group = await db.Groups.FirstOrDefaultAsync(g => g.Id == request.GroupId, cancellation);
            if (file is null || need is null || group is null || !GroupReach.MayManage(actor, group))
            {
                refusal = new NotYourGroup();
                return;
            }

            var referral = need.Referrals.Single(r => r.Id == request.ReferralId);
            if (file.Person.Places.Find(p => p.ReferralId == referral.Id && p.EndedOn is null) is { } has)
            {
                refusal = has.GroupId == group.Id ? null : new HasAnotherPlace();
                return;
            }

            if (request.CaseVersion is { } seen && seen != file.Person.Version)
            {
                refusal = new CaseHasChanged();
                return;
            }

            if (referral.EndedOn is not null || !need.IsOpen || (referral.AcceptedOn is null && referral.StartedOn is null) || referral.Hold is not null || referral.MayRejoinUntil is not null || need.Interruption is not null)
            {
                refusal = new NotWaiting();
                return;
            }

            // What is laid further for them is asked of the region's diary as everything else that is booked.
            if (group.Rolling)
                DoubleBooking.OpenDiary(db, group.RegionCode);
            var fit = await Fit(db, file, referral, group, cancellation);
            if (group.ClosedOn is not null || fit.FromModule is not { } fromModule)
            {
                refusal = new TakesNobodyNew(group.Code);
                return;
            }

            var overrides = new List<CheckOverride>();
            foreach (var check in fit.Checks.Where(c => c.Answer != CheckAnswer.Holds))
            {
                var answer = request.Overrides.FirstOrDefault(o => o.Check == check.Key);
                if (!check.MayBeOverridden)
                    refusal = new CannotBeOverridden(check.Words);
                else if (answer is null || !file.Catalogue.Reasons(ReasonUses.AllocationOverride, file.Today).Any(r => r.Code == answer.ReasonCode) || string.IsNullOrWhiteSpace(answer.Why))
                    refusal = new OverrideNeedsReason(check.Words);
                else
                    overrides.Add(new CheckOverride(check.Key, check.Words, answer.ReasonCode, answer.Why.Trim()));
                if (refusal is not null)
                    return;
            }

            file.Add(new Place
            {
                Id = file.NewId(),
                PersonId = personId,
                NeedId = need.Id,
                ReferralId = referral.Id,
                GroupId = group.Id,
                GivenOn = file.Today,
                GivenBy = actor.Signature,
                FromModule = fromModule,
                FromRound = fit.FromRound,
                ExpectedOn = fit.FirstOn,
                Overrides = overrides.Count > 0 ? overrides : null,
            });
            group.Taken++;
            group.Version++;
            groups.LayFurther(db, actor, group, fit.ToLay);
            referral.PlanVersion = group.PlanVersion;
            ClearQueuePlace(referral);
            file.Record(MilestoneKinds.Allocated, need, programme: referral.ProgrammeKey);
            PartnerLinks.Open(file, changes.Host, need, referral, fit.FirstOn);
            CatchUp.ChaseAll(file, changes.Host, need, referral);
            changes.Host.SettleByFacts(file, $"place/{file.Person.Places[^1].Id:N}");
            Changes.Project(file);
        }, cancellation);
        return refusal;
    }

    /// <summary>A place by hand was for this wait, in this region: neither a lost place nor a move to another region brings it back.</summary>
    internal static void ClearQueuePlace(Referral referral) => (referral.QueuePosition, referral.QueueReason, referral.QueueWords, referral.QueueBy) = (null, null, null, null);

    /// <summary>Takes a place away again: the person goes back into the queue with the time they have waited.</summary>
    public Task<Refusal?> TakeAway(Actor actor, Guid referralId, string reasonCode, string? words, CancellationToken cancellation = default) =>
        TakeAway(actor, new TakePlaceAway { ReferralId = referralId, ReasonCode = reasonCode, Words = words }, cancellation);

    /// <inheritdoc cref="TakeAway(Actor, Guid, string, string?, CancellationToken)"/>
    public async Task<Refusal?> TakeAway(Actor actor, TakePlaceAway request, CancellationToken cancellation = default)
    {
        var (referralId, reasonCode, words) = (request.ReferralId, request.ReasonCode, request.Words);
        if (actor.Role is not (Roles.ProgrammeTeam or Roles.System) || await PersonOf(actor, referralId, cancellation) is not { } personId)
            return new NotYourWaitingList();
        return await changes.Run(actor, personId, file =>
        {
            var need = file.Person.Needs.Single(n => n.Referrals.Exists(r => r.Id == referralId));
            if (file.Person.Places.Find(p => p.ReferralId == referralId && p.EndedOn is null) is not { } place)
                return null;
            if (request.CaseVersion is { } seen && seen != file.Person.Version)
                return new CaseHasChanged();
            if (file.Catalogue.Reasons(ReasonUses.PlaceLost, file.Today).FirstOrDefault(r => r.Code == reasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(words))) is not { } reason)
                return new Tasks.ReasonMissing();
            var referral = need.Referrals.Single(r => r.Id == referralId);
            Places.EndLive(file, referral, PlaceEnds.TakenAwayFor(reason), file.Today, reasonCode);
            changes.Host.SettleByFacts(file, $"place-lost/{place.Id:N}");
            return null;
        }, cancellation);
    }

    /// <summary>Puts somebody at a place in the queue by hand, with a reason that is shown beside the order.</summary>
    /// <param name="position">In the queue of their region and programme, 1 being first; null lets the points decide again.</param>
    /// <param name="seen">What the caller saw, by <see cref="SeenOf"/>; where somebody else put them somewhere since, nothing is done. Null asks nothing.</param>
    public async Task<Refusal?> PutAt(Actor actor, Guid referralId, int? position, string? reasonCode, string? words, string? seen = null, CancellationToken cancellation = default)
    {
        if (actor.Role is not (Roles.ProgrammeTeam or Roles.System) || await PersonOf(actor, referralId, cancellation) is not { } personId)
            return new NotYourWaitingList();
        return await changes.Run(actor, personId, file =>
        {
            var referral = file.Person.Needs.SelectMany(n => n.Referrals).Single(r => r.Id == referralId);
            if (position < 1)
                return new NoSuchPosition();
            if (position is not null && (!file.Catalogue.Reasons(ReasonUses.WaitingOverride, file.Today).Any(r => r.Code == reasonCode) || string.IsNullOrWhiteSpace(words)))
                return new Tasks.ReasonMissing();
            var given = position is null ? null : words?.Trim();
            if ((referral.QueuePosition, referral.QueueReason, referral.QueueWords) == (position, position is null ? null : reasonCode, given))
                return null;
            if (seen is not null && seen != SeenOf(referral))
                return new QueueHasChanged(referral.QueueBy ?? "Somebody else");
            referral.QueuePosition = position;
            referral.QueueReason = position is null ? null : reasonCode;
            referral.QueueWords = given;
            referral.QueueBy = position is null ? null : actor.Signature;
            var said = position is null ? "By the order again" : $"Place {position}";
            file.Record(MilestoneKinds.QueuePlaceSet, file.Person.Needs.Single(n => n.Id == referral.NeedId), programme: referral.ProgrammeKey, reason: referral.QueueReason, words: given is null ? said : $"{said}: {given}");
            return null;
        }, cancellation);
    }

    /// <summary>Changes whenever somebody is put at another place by hand.</summary>
    public static string SeenOf(Referral referral)
    {
        ArgumentNullException.ThrowIfNull(referral);
        return $"{referral.QueuePosition}/{referral.QueueReason}/{referral.QueueWords}";
    }

    /// <summary>
    /// Records when the programme was entered as commenced in nDelius: a date of its own, that never counts as a start. What was recorded before is put right with a
    /// coded reason (<see cref="ReasonUses.StatusCorrection"/>), and both stay in the history.
    /// </summary>
    /// <param name="on">Null where nDelius has none: what was recorded is taken back.</param>
    public async Task<Refusal?> RecordCommencement(Actor actor, Guid referralId, DateOnly? on, string? reasonCode = null, string? words = null, CancellationToken cancellation = default)
    {
        if (actor.Role is not (Roles.ProgrammeTeam or Roles.Practitioner or Roles.System) || await PersonOf(actor, referralId, cancellation) is not { } personId)
            return new NotYourWaitingList();
        return await changes.Run(actor, personId, file =>
        {
            if (on > file.Today)
                return new People.InTheFuture(on.Value);
            var need = file.Person.Needs.Single(n => n.Referrals.Exists(r => r.Id == referralId));
            var referral = need.Referrals.Single(r => r.Id == referralId);
            var before = referral.CommencementRecordedOn;
            if (before == on)
                return null;
            if (before is not null)
            {
                if (!file.Catalogue.Reasons(ReasonUses.StatusCorrection, file.Today).Any(r => r.Code == reasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(words))))
                    return new Tasks.ReasonMissing();
                var correction = file.Record(MilestoneKinds.StatusCorrected, need, programme: referral.ProgrammeKey, reason: reasonCode, words: string.IsNullOrWhiteSpace(words) ? null : words.Trim());
                foreach (var old in file.Person.Milestones.Where(m => m.NeedId == need.Id && m.Kind == MilestoneKinds.CommencementRecorded && m.Counts && m.ProgrammeKey == referral.ProgrammeKey && m.On == before))
                    old.CorrectedById = correction.Id;
            }

            referral.CommencementRecordedOn = on;
            if (on is not null)
                file.Record(MilestoneKinds.CommencementRecorded, need, on: on, programme: referral.ProgrammeKey);
            return null;
        }, cancellation);
    }

    /// <summary>Somebody who waits, with no more than what decides the order.</summary>
    private sealed record Waiter(WaitingKnown Known, WaitingEntry Entry, DateOnly? NextGroupEnds)
    {
        public Referral Referral => Known.Referral;
        public Person Person => Known.Person;
        public Guid NeedId => Known.NeedId;
        public string Reference => Known.Reference;
        public DeliverableTime Deliverable => Known.Facts.Deliverable!;
        public WaitingPlace Place => Entry.Place;
        public int Number { get; init; }

        /// <inheritdoc cref="WaitingKnown.HasBegun"/>
        public bool HasBegun => Known.HasBegun;

        public bool IsQueued => !IsHeld && !HasBegun;
        public bool IsHeld => Referral.Hold is not null || Referral.MayRejoinUntil is not null;
    }

    private static IReadOnlyList<Waiter> InOrder(IEnumerable<Waiter> waiting) => WaitingPriority.Queue(waiting, w => w.Entry, w => (w.Person.RegionCode, w.Referral.ProgrammeKey));

    /// <summary>Live referrals that were accepted and whose sessions are not all done.</summary>
    private static IQueryable<Referral> Accepted(IQueryable<Referral> referrals) => referrals.AsNoTracking().Where(r => r.EndedOn == null && r.SessionsDoneOn == null && (r.AcceptedOn != null || r.StartedOn != null));

    /// <summary>Of these those that have no place.</summary>
    internal static IQueryable<Referral> WithoutPlace(ReferralsDbContext db) => Accepted(db.Referrals).Where(r => !db.Places.Any(p => p.ReferralId == r.Id && p.EndedOn == null));

    /// <summary>Everybody who waits within reach: the order is by points that only code can count, so that all are asked about, but only whose case has changed since is read again.</summary>
    private async Task<List<Waiter>> Waiters(ReferralsDbContext db, Actor actor, WaitingFilter filter, Guid? referralId, CancellationToken cancellation, Guid? personId = null, string? practitioner = null)
    {
        var (today, current) = (LondonTime.Today(time), catalogue.Current);
        var accepted = Accepted(db.Referrals);
        if (referralId is { } one)
            accepted = accepted.Where(r => r.Id == one);
        if (filter.ProgrammeKey is { } programme)
            accepted = accepted.Where(r => r.ProgrammeKey == programme);
        // The order counts everybody; whom the user at the door may see is decided for those who are shown.
        var referrals = personId is null && practitioner is null
            ? Reach.Of(accepted, actor, db)
            : from person in db.Everybody().Where(Reach.People(actor)).Where(p => personId == null || p.Id == personId).Where(p => practitioner == null || p.PractitionerCode == practitioner)
              join need in db.Needs on person.Id equals need.PersonId
              join referral in accepted on need.Id equals referral.NeedId
              select referral;
        var live = from referral in referrals join person in db.Everybody() on referral.PersonId equals person.Id select new { referral.Id, person.Version };
        var seen = (await live.ToListAsync(cancellation)).ConvertAll(r => new WaitingSeen(r.Id, r.Version));
        var all = board.Find(seen, today, current);
        var unknown = seen.Where(s => !all.ContainsKey(s.ReferralId)).ToList();
        if (unknown.Count > 0)
        {
            var read = await Read(db, [.. unknown.Select(s => s.ReferralId)], today, current, cancellation);
            board.Keep(unknown, read, today, current);
            foreach (var (id, _) in unknown)
                all[id] = read.GetValueOrDefault(id);
        }

        // In the order in which the database told of them.
        var waiting = seen.Select(s => all[s.ReferralId]).OfType<WaitingKnown>().Where(k => Reach.Covers(actor, k.Person)).ToList();
        var open = await OpenGroups(db, actor, filter.ProgrammeKey ?? (referralId is null ? null : waiting.FirstOrDefault()?.Referral.ProgrammeKey), cancellation);
        var points = current.ThresholdsOn(today).WaitingPoints;
        return [.. waiting.Select(known =>
        {
            var next = NextEnds(open[known.Referral.ProgrammeKey], known.Wants, known.SessionsDone);
            return new Waiter(known, known.EntryFor(next, points), next);
        })];
    }

    /// <summary>What is to be known of each of these referrals that waits; who has a place or is interrupted is not among them.</summary>
    private async Task<Dictionary<Guid, WaitingKnown>> Read(ReferralsDbContext db, Guid[] referralIds, DateOnly today, Catalogue current, CancellationToken cancellation)
    {
        var found = await (from referral in WithoutPlace(db).Where(r => referralIds.Contains(r.Id))
                           join need in db.Needs on referral.NeedId equals need.Id
                           where need.ClosedOn == null && need.Interruption == null
                           select new { Referral = referral, NeedId = need.Id, need.Reference, need.PersonId }).ToListAsync(cancellation);
        // What belongs to them is read by their keys: as parts of the query above it would be found out three times more who they are.
        var personIds = found.Select(f => f.PersonId).Distinct().ToArray();
        var people = await PeopleInLists.Load(db, db.Everybody(), personIds, cancellation);
        var ends = (await db.Places.Where(p => personIds.Contains(p.PersonId)).Select(p => new { p.ReferralId, p.EndedAs }).ToListAsync(cancellation)).ToLookup(p => p.ReferralId, p => p.EndedAs);
        // Only of the few who began without a place here.
        var began = found.Where(f => f.Referral.StartedOn is not null && !ends.Contains(f.Referral.Id)).Select(f => f.PersonId).Distinct().ToArray();
        var back = (began.Length == 0 ? [] : await db.Milestones.Where(m => began.Contains(m.PersonId) && m.CorrectedById == null && (m.Kind == MilestoneKinds.Rejoined || m.Kind == MilestoneKinds.WaitingAgain))
            .Select(m => new { m.NeedId, m.ProgrammeKey, m.On }).ToListAsync(cancellation)).ToLookup(m => (m.NeedId ?? default, m.ProgrammeKey ?? ""), m => m.On);
        var done = (await db.Attendance.AsNoTracking()
            .Where(a => personIds.Contains(a.PersonId) && a.ReplacedById == null && a.TemplateKey != null && (a.Outcome == AttendanceOutcome.AttendedComplied || a.CreditedFrom != null))
            .Select(a => new { a.DeliveryId, a.TemplateKey }).ToListAsync(cancellation)).ToLookup(a => a.DeliveryId, a => a.TemplateKey!);
        var profiles = (await db.Profiles.AsNoTracking().Where(p => personIds.Contains(p.PersonId)).Select(p => new { p.PersonId, p.LearningNeed, p.CannotReach }).ToListAsync(cancellation)).ToDictionary(p => p.PersonId);
        return found.ToDictionary(f => f.Referral.Id, f =>
        {
            var person = people[f.PersonId];
            var assessed = person.LatestAssessment;
            var sessionsDone = done[f.Referral.Id].ToHashSet(StringComparer.Ordinal);
            var profile = profiles.GetValueOrDefault(person.Id);
            Cohort? cohort = assessed?.PerpetratorAgainstPartner == true ? Cohort.Partner : assessed?.PerpetratorAgainstFamily == true ? Cohort.Family : null;
            return new WaitingKnown
            {
                Referral = f.Referral,
                Person = person,
                NeedId = f.NeedId,
                Reference = f.Reference,
                SessionsDone = sessionsDone,
                Wants = new GroupNeeds(person.RegionCode, person.Sex, cohort, profile?.LearningNeed, profile?.CannotReach),
                HasBegun = f.Referral.StartedOn is not null && !ends.Contains(f.Referral.Id) && !TakeUpReferral.HasComeBack(f.Referral, back[(f.NeedId, f.Referral.ProgrammeKey)]),
                Facts = new WaitingFacts
                {
                    Today = today,
                    SaraPartner = assessed?.SaraPartner,
                    SaraOthers = assessed?.SaraOthers,
                    Rosh = assessed?.Rosh,
                    Deliverable = CaseFactsOf.Deliverable(person, current, today),
                    WaitingSince = f.Referral.AcceptedOn ?? f.Referral.ReferredOn,
                    Ordered = OrderedBy(person, f.Referral.ProgrammeKey, today),
                    MissedPlaces = ends[f.Referral.Id].Count(PlaceEnds.ThroughNoChoice),
                    WeeksNeeded = DeliveryFacts.PlanOf(current, f.Referral.ProgrammeKey, f.Referral.PlanVersion, today)?.WeeksNeeded(UsualSessionsAWeek, sessionsDone),
                },
            };
        });
    }

    private static async Task<HashSet<Guid>> WhoReach(ReferralsDbContext db, Guid[] personIds, string office, CancellationToken cancellation) =>
        [.. (await db.Profiles.Where(p => personIds.Contains(p.PersonId)).Select(p => new { p.PersonId, p.CanReach }).ToListAsync(cancellation))
            .Where(p => p.CanReach?.Contains(office, StringComparer.OrdinalIgnoreCase) == true).Select(p => p.PersonId)];

    /// <summary>What a page shows of the people on it.</summary>
    private async Task<List<WaitingLine>> Lines(ReferralsDbContext db, IReadOnlyList<Waiter> found, CancellationToken cancellation)
    {
        var cleared = await access.Among(found.Select(w => w.Person.Id), cancellation);
        var waiters = found.Where(w => cleared.Contains(w.Person.Id)).ToList();
        var personIds = waiters.Select(w => w.Person.Id).Distinct().ToArray();
        var referralIds = waiters.Select(w => w.Referral.Id).ToArray();
        // Found by the person, for whom there is an index.
        var done = (await db.Attendance.Where(a => personIds.Contains(a.PersonId) && referralIds.Contains(a.DeliveryId) && a.ReplacedById == null && (a.Outcome == AttendanceOutcome.AttendedComplied || a.Outcome == AttendanceOutcome.AttendedDidNotComply))
            .GroupBy(a => a.DeliveryId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellation)).ToDictionary(g => g.Key, g => g.Count);
        var tasks = (await db.Tasks.Where(t => personIds.Contains(t.PersonId!.Value) && t.ClosedAt == null && (t.Kind == "Referrals.WaitForPlace" || t.Kind == "Referrals.ReviewWaiting" || t.Kind == "Referrals.WaitToRejoin"))
            .Select(t => new { t.Id, t.NeedId }).ToListAsync(cancellation)).ToLookup(t => t.NeedId, t => t.Id);
        return [.. waiters.Select(w => new WaitingLine
        {
            Referral = w.Referral,
            PersonId = w.Person.Id,
            PersonName = w.Person.DisplayName,
            Crn = w.Person.Crn,
            Reference = w.Reference,
            ProgrammeName = groups.NameOf(w.Referral.ProgrammeKey),
            RegionCode = w.Person.RegionCode,
            PduId = w.Person.PduId,
            NextGroupEnds = w.NextGroupEnds,
            Deliverable = w.Deliverable,
            SessionsDone = done.GetValueOrDefault(w.Referral.Id),
            TaskId = tasks[w.NeedId].Cast<Guid?>().FirstOrDefault(),
            Number = w.Number,
            Place = w.Place,
        })];
    }

    /// <summary>A group that still takes people.</summary>
    private sealed record OpenGroup(ProgrammeGroup Group, SessionPlan Plan, IReadOnlyList<Session> Sessions)
    {
        /// <summary>When somebody who has done nothing yet would finish it; asked for most of those who wait, and the same for all of them.</summary>
        public DateOnly? Ends { get; init; }
    }

    /// <summary>Groups that still take people, by programme, each with when somebody new would finish it.</summary>
    private async Task<ILookup<string, OpenGroup>> OpenGroups(ReferralsDbContext db, Actor actor, string? programmeKey, CancellationToken cancellation)
    {
        var found = await db.Groups.AsNoTracking().Where(GroupReach.Groups(actor))
            .Where(g => g.ClosedOn == null && g.Taken < g.Capacity && (programmeKey == null || g.ProgrammeKey == programmeKey) && (g.Rolling || !g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null)))
            .ToListAsync(cancellation);
        var sessions = await OfGroups(db, [.. found.Select(g => g.Id)], cancellation);
        return found.Where(g => catalogue.Current.SessionPlan(g.ProgrammeKey, g.PlanVersion) is not null)
            .Select(g => new OpenGroup(g, groups.PlanOf(g), [.. sessions[g.Id]]))
            .Select(g => g with { Ends = EndsFor(g, new HashSet<string>()) })
            .ToLookup(g => g.Group.ProgrammeKey, StringComparer.Ordinal);
    }

    /// <summary>When somebody who has done so much would finish the group, the review included; null where they cannot join it or it is over.</summary>
    private DateOnly? EndsFor(OpenGroup open, IReadOnlySet<string> done)
    {
        var today = LondonTime.Today(time);
        var ready = open.Plan.Sessions.All(s => s.Stage != SessionStage.PreGroup || done.Contains(s.Key)) ? today : catalogue.Current.WorkingDays.OnOrAfter(today).AddDays(7 * open.Plan.WeeksAfterPreGroup);
        var (joins, _, _, _, ends) = ComingTo(open.Plan, open.Group, open.Sessions, ready, done);
        return joins is not null && ends >= today ? ends : null;
    }

    /// <summary>When the first group that is for this person would be finished; null where none is planned.</summary>
    private DateOnly? NextEnds(IEnumerable<OpenGroup> open, GroupNeeds needs, IReadOnlySet<string> done) => open.Where(o => IsFor(o.Group, needs)).Min(o => done.Count == 0 ? o.Ends : EndsFor(o, done));

    private static bool IsFor(ProgrammeGroup group, GroupNeeds needs) =>
        (needs.RegionCode is null || group.RegionCode == needs.RegionCode)
        && (needs.Sex is null || group.Sex == needs.Sex)
        && (needs.Cohort is null || group.Cohort == Cohort.PartnerAndFamily || group.Cohort == needs.Cohort)
        && (needs.LearningNeed is null || group.ForLearningNeeds == needs.LearningNeed)
        && needs.CannotReach?.Contains(group.Office, StringComparer.OrdinalIgnoreCase) != true;

    /// <summary>What stands in the plans of these groups for everybody in them, in order of time.</summary>
    private static async Task<ILookup<Guid, Session>> OfGroups(ReferralsDbContext db, Guid[] groupIds, CancellationToken cancellation) =>
        (await db.Sessions.AsNoTracking().Where(s => groupIds.Contains(s.GroupId!.Value) && s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null && s.TemplateKey != null)
            .OrderBy(s => s.On).ThenBy(s => s.Start).ToListAsync(cancellation)).ToLookup(s => s.GroupId!.Value);

    /// <summary>What somebody would come to in a group.</summary>
    /// <param name="Joins">Null where they cannot join any more.</param>
    /// <param name="ToLay">What would have to be laid for them.</param>
    /// <param name="Unplaced">What of that finds no day.</param>
    /// <param name="Ends">When they finish, their review included; null where that cannot be told.</param>
    private sealed record Coming((int Round, int Module)? Joins, IReadOnlyList<LaidSession> ToLay, IReadOnlyList<UnplacedSession> Unplaced, IReadOnlyList<LaidSession> Ahead, DateOnly? Ends);

    /// <summary>What somebody who can come from this day on would come to in a group.</summary>
    /// <param name="done">Keys of what they have done already: they are not expected at it, and nothing is laid for it.</param>
    private Coming ComingTo(SessionPlan plan, ProgrammeGroup group, IReadOnlyList<Session> sessions, DateOnly readyFrom, IReadOnlySet<string> done)
    {
        var joins = JoinsAt(plan, group, sessions, readyFrom);
        var (toLay, unplaced) = joins is { } at && group.Rolling && sessions.Any(s => s.HeldOn is not null) ? groups.Further(group, sessions, at.Round, at.Module, done) : ([], []);
        var ahead = DeliveryFacts.Laid(plan, sessions.Where(s => s.HeldOn is null)).Concat(toLay).Where(s => !done.Contains(s.TemplateKey) && (joins is null || IsAhead(plan, s, joins.Value))).OrderBy(s => s.On).ThenBy(s => s.Start).ToList();
        DateOnly? ends = ahead.Count > 0 && unplaced.Count == 0 ? ahead[^1].On.AddDays(plan.Sessions.Any(s => s.Stage == SessionStage.Review) ? 7 * plan.WeeksBeforeReview : 0) : null;
        return new Coming(joins, toLay, unplaced, ahead, ends);
    }

    /// <summary>Whether a court or a licence orders this programme; null where the requirements were never read.</summary>
    private bool? OrderedBy(Person person, string programmeKey, DateOnly today)
    {
        if (catalogue.Current.FindProgramme(programmeKey, today) is not { RequirementCodes: { Count: > 0 } codes })
            return false;
        var read = person.Supervisions.Where(s => s.EndedOn is null && s.Requirements is not null).ToList();
        return read.Count == 0 ? null : read.Exists(s => s.Requirements!.Exists(r => codes.Contains(r.Code)));
    }

    private async Task<GroupFit> Fit(ReferralsDbContext db, CaseFile file, Referral referral, ProgrammeGroup group, CancellationToken cancellation) =>
        (await Fits(db, [(file.Person, referral)], [group], cancellation))[0][0];

    /// <summary>How one group fits each of those who wait, in their order; empty where the group takes nobody new or is not the actor's.</summary>
    /// <param name="lines">Of <see cref="List"/>, for this group's programme.</param>
    public async Task<IReadOnlyList<WaitingBeside>> Beside(Actor actor, Guid groupId, IReadOnlyList<WaitingLine> lines, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var group = await db.Groups.AsNoTracking().Where(GroupReach.Groups(actor))
            .FirstOrDefaultAsync(g => g.Id == groupId && g.ClosedOn == null && (g.Rolling || !g.Sessions.Any(s => s.HeldOn != null && s.DeliveryId == null)), cancellation);
        if (group is null)
            return [];
        var personIds = lines.Select(l => l.PersonId).Distinct().ToArray();
        // Whoever made the list was cleared for those on it; of anybody else nothing is read.
        var people = await PeopleInLists.Load(db, db.People, personIds, cancellation);
        // What stands beside the group is of the person: it is told who looked.
        foreach (var person in people.Values)
            Occasion.Current?.Saw(actor, person.Id, person.Crn);
        foreach (var attended in await db.Attendance.AsNoTracking().Where(a => personIds.Contains(a.PersonId)).ToListAsync(cancellation))
            people.GetValueOrDefault(attended.PersonId)?.Attendance.Add(attended);
        var there = lines.Where(l => people.ContainsKey(l.PersonId)).ToList();
        var fits = await Fits(db, there.ConvertAll(l => (people[l.PersonId], l.Referral)), [group], cancellation);
        return [.. there.Zip(fits, (line, fit) => new WaitingBeside(line, fit[0])).Where(b => b.Fit.FromModule is not null)];
    }

    /// <summary>Several people beside several groups, in their order: what is asked of the people and what is asked of the groups is asked once for all of them.</summary>
    /// <param name="people">With their supervisions, assessments and attendance.</param>
    private async Task<IReadOnlyList<IReadOnlyList<GroupFit>>> Fits(ReferralsDbContext db, IReadOnlyList<(Person Person, Referral Referral)> people, IReadOnlyList<ProgrammeGroup> offered, CancellationToken cancellation)
    {
        var today = LondonTime.Today(time);
        var personIds = people.Select(p => p.Person.Id).Distinct().ToArray();
        var groupIds = offered.Select(g => g.Id).ToArray();
        var sessions = await OfGroups(db, groupIds, cancellation);
        // Who comes as a guest meets the members all the same.
        var guests = (await (from s in db.Sessions.AsNoTracking()
                             join r in db.Referrals on s.DeliveryId equals r.Id
                             join n in db.Needs on r.NeedId equals n.Id
                             where groupIds.Contains(s.GroupId!.Value) && s.Kind == SessionKind.CatchUp && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null && s.On >= today
                             select new { s.GroupId, n.PersonId }).ToListAsync(cancellation)).ToLookup(s => s.GroupId!.Value, s => s.PersonId);
        var members = (await db.Places.Where(p => groupIds.Contains(p.GroupId) && p.EndedOn == null).Select(p => new { p.GroupId, p.PersonId }).ToListAsync(cancellation)).ToLookup(p => p.GroupId, p => p.PersonId);
        var apart = (await db.NonAssociations.Where(n => n.EndedOn == null && (personIds.Contains(n.PersonId) || personIds.Contains(n.OtherPersonId))).Select(n => new { n.PersonId, n.OtherPersonId }).ToListAsync(cancellation))
            .SelectMany(n => new[] { (One: n.PersonId, Other: n.OtherPersonId), (One: n.OtherPersonId, Other: n.PersonId) }).ToLookup(n => n.One, n => n.Other.ToString("N"));
        var booked = (await (from n in db.Needs
                             join r in db.Referrals on n.Id equals r.NeedId
                             join s in db.Sessions.AsNoTracking() on r.Id equals s.DeliveryId
                             where personIds.Contains(n.PersonId) && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null && s.On >= today
                             select new { n.PersonId, Session = s }).ToListAsync(cancellation)).ToLookup(s => s.PersonId, s => s.Session);
        var profiles = await db.Profiles.AsNoTracking().Where(p => personIds.Contains(p.PersonId)).ToDictionaryAsync(p => p.PersonId, cancellation);
        // Most of those who wait have done nothing yet and would come to the same.
        var laid = new Dictionary<(Guid Group, DateOnly Ready, string Done), Coming>();
        var coming = people.Select(p => Comes(p.Person, p.Referral)).ToList();
        // What would be booked twice by laying a group further is asked once for all beside whom the same would be laid.
        var twice = new Dictionary<(Guid Group, string Laid), IReadOnlyList<Clash>>();
        foreach (var toAsk in coming.SelectMany(c => c).DistinctBy(c => Laid(c.Group, c.Comes.ToLay)).GroupBy(c => c.Group.Id).SelectMany(group => group.Select((c, i) => (Comes: c, Round: i))).GroupBy(c => c.Round, c => c.Comes))
        {
            var found = await DoubleBooking.Of(db, [.. toAsk.Select(c => (c.Group, c.Comes.ToLay))], cancellation);
            foreach (var asked in toAsk)
                twice[Laid(asked.Group, asked.Comes.ToLay)] = found[asked.Group.Id];
        }

        return [.. people.Zip(coming, (p, beside) => Beside(p.Person, p.Referral, beside))];

        static (Guid Group, string Laid) Laid(ProgrammeGroup group, IReadOnlyList<LaidSession> toLay) => (group.Id, string.Join(' ', toLay.Select(l => $"{l.Round}/{l.TemplateKey}/{l.On:O}/{l.Start:O}")));

        List<(ProgrammeGroup Group, DateOnly Ready, Coming Comes)> Comes(Person person, Referral referral)
        {
            var done = DeliveryFacts.DoneOn(DeliveryFacts.Current(person, referral.Id)).Keys.ToHashSet(StringComparer.Ordinal);
            var key = string.Join(' ', done.Order(StringComparer.Ordinal));
            return [.. offered.Select(group => (group, Ready: ReadyFrom(groups.PlanOf(group), person, referral))).Select(o =>
            {
                if (!laid.TryGetValue((o.group.Id, o.Ready, key), out var comes))
                    laid.Add((o.group.Id, o.Ready, key), comes = ComingTo(groups.PlanOf(o.group), o.group, [.. sessions[o.group.Id]], o.Ready, done));
                return (o.group, o.Ready, comes);
            })];
        }

        IReadOnlyList<GroupFit> Beside(Person person, Referral referral, List<(ProgrammeGroup Group, DateOnly Ready, Coming Comes)> beside)
        {
            var facts = CaseFactsOf.Person(person, catalogue.Current, today);
            var left = DeliveryFacts.LastAttended(DeliveryFacts.Current(person, referral.Id)) is { } last && DeliveryFacts.PlanOf(catalogue.Current, referral.ProgrammeKey, referral.PlanVersion, today) is { } own
                ? new LeftOff(last, own.RejoinUntil(last), today)
                : null;
            var keptApart = apart[person.Id].ToHashSet(StringComparer.Ordinal);
            var bookings = booked[person.Id].ToList();
            return [.. beside.Select(c => Fit(person, referral, facts, left, keptApart, bookings, profiles.GetValueOrDefault(person.Id), c.Group, c.Ready, c.Comes, [.. members[c.Group.Id]], twice[Laid(c.Group, c.Comes.ToLay)]))];
        }

        GroupFit Fit(Person person, Referral referral, CaseFacts facts, LeftOff? left, HashSet<string> apart, List<Session> booked, DeliveryProfile? profile, ProgrammeGroup group, DateOnly ready, Coming comes, IReadOnlyList<Guid> members, IReadOnlyList<Clash> clashes)
        {
            var plan = groups.PlanOf(group);
            var (joins, toLay, unplaced, ahead, ends) = comes;
            return new GroupFit
            {
                Group = group,
                FirstOn = ahead.Count > 0 ? ahead[0].On : null,
                LastOn = ahead.Count > 0 ? ahead[^1].On : null,
                EndsOn = ends,
                FromModule = joins?.Module,
                FromRound = joins?.Round ?? 1,
                ToLay = toLay,
                Unplaced = unplaced,
                Checks = AllocationChecks.For(
                    new Candidate
                    {
                        Key = person.Id.ToString("N"),
                        ProgrammeKey = referral.ProgrammeKey,
                        Sex = person.Sex,
                        Cohort = CohortOf(facts),
                        LearningNeed = profile?.LearningNeed,
                        NonAssociations = apart,
                        Available = profile?.Availability,
                        CanReach = Offices(profile?.CanReach),
                        CannotReach = Offices(profile?.CannotReach),
                        Deliverable = facts.Deliverable,
                        ReadyFrom = ready > today ? ready : null,
                        LeftOff = left,
                        Bookings = [.. booked.Select(s => new Booking { Who = new Booked(BookedKind.Person, person.Id.ToString("N"), "The person"), On = s.On, Start = s.Start, Minutes = s.Minutes, What = s.Name })],
                    },
                    new GroupOffer
                    {
                        ProgrammeKey = group.ProgrammeKey,
                        Sex = group.Sex,
                        Cohort = group.Cohort == Cohort.PartnerAndFamily ? null : InWords(group.Cohort),
                        AdaptedForLearningNeed = group.ForLearningNeeds,
                        Capacity = group.Capacity,
                        Members = [.. members.Select(m => new GroupMember(m.ToString("N"), new HashSet<string>()))],
                        Guests = [.. guests[group.Id].Distinct().Select(g => new GroupMember(g.ToString("N"), new HashSet<string>()))],
                        Slots = group.Slots ?? [],
                        Minutes = plan.Sessions.Where(s => s.Format == SessionFormat.Group).Max(s => s.Minutes),
                        OfficeCode = group.Office.ToUpperInvariant(),
                        OfficeName = group.Office,
                        Sessions = ahead,
                        BookedTwice = clashes,
                        Ends = ends,
                    }),
            };
        }
    }

    /// <summary>Which abuse the person's latest assessment names: of a partner where both, because the work on it comes first; null where neither is known.</summary>
    private static string? CohortOf(CaseFacts facts) =>
        facts.PerpetratorAgainstPartner == true ? InWords(Cohort.Partner) : facts.PerpetratorAgainstFamily == true ? InWords(Cohort.Family) : null;

    private static string InWords(Cohort cohort) => cohort == Cohort.Partner ? "abuse of a partner" : "abuse of family";

    private static HashSet<string>? Offices(List<string>? names) => names?.Select(n => n.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);

    /// <summary>The round and module at which somebody new joins: the first of a group that has not begun, the next module boundary of a rolling one; null where it takes nobody new.</summary>
    private static (int Round, int Module)? JoinsAt(SessionPlan plan, ProgrammeGroup group, IReadOnlyList<Session> sessions, DateOnly readyFrom)
    {
        if (!sessions.Any(s => s.HeldOn is not null))
            return (1, 1);
        if (!group.Rolling)
            return null;
        var modules = plan.Modules.Where(m => m.Stage == SessionStage.Programme && m.Sessions.Any(t => t.Format == SessionFormat.Group)).OrderBy(m => m.Number).ToList();
        var byModule = sessions.ToLookup(s => (s.Round, plan.Session(s.TemplateKey!).ModuleKey));
        // The last round is laid as far as somebody needs it; whoever comes after that has it laid further.
        for (var round = 1; round <= sessions.Max(s => s.Round) + 1; round++)
        {
            foreach (var module in modules.Where(m => m.MayJoinHere))
            {
                var laid = byModule[(round, module.Key)].ToList();
                if (laid.TrueForAll(s => s.HeldOn is null && s.On >= readyFrom) && (laid.Count > 0 || round > sessions.Max(s => s.Round) || modules.TrueForAll(m => m.Number < module.Number || !byModule[(round, m.Key)].Any())))
                    return (round, module.Number);
            }
        }

        return null;
    }

    /// <summary>The first day on which they could come to a group that runs: after the gap that the plan leaves for pre-group one-to-ones, unless those are done.</summary>
    private DateOnly ReadyFrom(SessionPlan plan, Person person, Referral referral)
    {
        var today = LondonTime.Today(time);
        var done = DeliveryFacts.DoneOn(DeliveryFacts.Current(person, referral.Id));
        return plan.Sessions.All(s => s.Stage != SessionStage.PreGroup || done.ContainsKey(s.Key)) ? today : catalogue.Current.WorkingDays.OnOrAfter(today).AddDays(7 * plan.WeeksAfterPreGroup);
    }

    /// <summary>Whether a session comes at or after the module at which somebody joins, and before it comes round to it again.</summary>
    private static bool IsAhead(SessionPlan plan, LaidSession session, (int Round, int Module) joins)
    {
        var module = plan.Module(plan.Session(session.TemplateKey).ModuleKey).Number;
        return session.Round == joins.Round ? module >= joins.Module || joins.Module == 1 : session.Round == joins.Round + 1 && module < joins.Module;
    }

    private Task<Guid?> PersonOf(Actor actor, Guid referralId, CancellationToken cancellation) => access.OfReferral(actor, referralId, cancellation);
}

/// <summary>Waiting people beside free places, for one PDU and programme.</summary>
public sealed record CapacityLine
{
    public required int? PduId { get; init; }
    public required string PduName { get; init; }
    public required string ProgrammeName { get; init; }
    public required int Waiting { get; init; }

    /// <summary>Of those, how many would run out of supervision before the next group finishes.</summary>
    public required int CannotFinish { get; init; }

    public required int FreePlaces { get; init; }
    public required int Groups { get; init; }
}

public sealed record NotYourWaitingList() : Refusal("This is done by the programme team of the person's region.");

public sealed record HasAnotherPlace() : Refusal("They have a place in another group. Take that away first.");

public sealed record NotWaiting() : Refusal("They are not waiting for a place now. Look at where the referral stands.");

public sealed record TakesNobodyNew(string Code) : Refusal($"{Code} takes nobody new any more.");

public sealed record CannotBeOverridden(string Check) : Refusal($"{Check} This cannot be overridden.");

public sealed record OverrideNeedsReason(string Check) : Refusal($"{Check} Give a reason and say why the place is given all the same, or choose another group.");

public sealed record QueueHasChanged(string By) : Refusal($"{By} has changed their place in the queue since you looked. Look where they stand now, then decide.");

public sealed record NoSuchPosition() : Refusal("Give a place in the queue from 1, or none to let the order decide.");

/// <summary>One who waits, beside a group.</summary>
public sealed record WaitingBeside(WaitingLine Waiting, GroupFit Fit);
