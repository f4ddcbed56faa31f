using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;
using Referrals.Statistics;
using Referrals.Workflows;

namespace Referrals.Application.Workflows;

/// <summary>What a process map is drawn of: the period in which needs left a step, and what narrows it.</summary>
public sealed record MapRequest
{
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }
    public string? RegionCode { get; init; }
    public int? PduId { get; init; }

    /// <summary>Needs with a referral to this programme or toolkit, or before there is one with this recommendation.</summary>
    public string? ProgrammeKey { get; init; }
}

/// <summary>Days that some waits took: half took <see cref="Median"/> or longer, one in ten <see cref="Ninetieth"/> or longer.</summary>
public sealed record DaysWaited(int Median, int Ninetieth)
{
    /// <returns>Null where nothing waited.</returns>
    internal static DaysWaited? Of(IReadOnlyCollection<(int Days, int Count)> waits)
    {
        var inOrder = waits.OrderBy(w => w.Days).ToArray();
        var all = inOrder.Sum(w => (long)w.Count);
        return all == 0 ? null : new DaysWaited(At(50), At(90));

        int At(int percent)
        {
            // The first that has as many at or below it as the percentage says, counted from 1.
            var rank = ((all * percent) + 99) / 100;
            foreach (var (days, count) in inOrder)
            {
                if ((rank -= count) <= 0)
                    return days;
            }

            return inOrder[^1].Days;
        }
    }
}

/// <summary>One place of a workflow where something waits, with who waits there now and who left it in the period.</summary>
public sealed record StepFigures
{
    public required ActivityNode Activity { get; init; }
    public required Cell Waiting { get; init; }

    /// <summary>Of those waiting, past the day they were due.</summary>
    public required Cell Late { get; init; }

    /// <summary>How long those have waited who wait now; null where nobody does, the figure is withheld, or nobody wrote down since when.</summary>
    public DaysWaited? Waited { get; init; }

    /// <summary>Those who left the step in the period, by whatever outcome.</summary>
    public required Cell Left { get; init; }

    public DaysWaited? LeftAfter { get; init; }

    /// <summary>By what they left it, the most first.</summary>
    public IReadOnlyList<(string Outcome, Cell Count)> Outcomes { get; init; } = [];

    /// <summary>The days of all who wait now, added up: where most time is lost. 0 where figures are withheld.</summary>
    public long DaysLost { get; init; }
}

/// <summary>One version of a definition with where its instances wait.</summary>
/// <param name="Steps">Every place of the definition where something can wait, in file order.</param>
public sealed record WorkflowMap(WorkflowDefinition Definition, Cell Running, IReadOnlyList<StepFigures> Steps);

/// <summary>One task that waits at a step. No name: whoever may see the person finds them by the reference.</summary>
public sealed record WaitingHere(Guid TaskId, Guid? PersonId, string? Reference, string? RegionCode, int? PduId, DateOnly OpenedOn, DateOnly DueOn);

/// <summary>
/// Where running instances stand, how long, and how they went on: nationally under disclosure control for those who see figures and no cases, within their reach
/// for everyone else. Counted in the database, and kept for a minute so that many readers are one count.
/// </summary>
public sealed class ProcessMap(CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, Definitions definitions, TimeProvider time)
{
    public const int PageSize = 50;

    private const int MostKept = 200;

    private readonly ConcurrentDictionary<(string Scope, MapRequest Request), (long At, Lazy<Task<IReadOnlyList<WorkflowMap>>> Maps)> kept = new();

    /// <summary>How long a count is shown again before it is made anew.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromMinutes(1);

    private sealed record Waiting(string DefinitionId, int Version, string Activity, int Days, int Count, int Late);

    private sealed record Left(string DefinitionId, int Version, string Activity, string Outcome, int Days, int Count);

    /// <summary>Every definition in its latest version, and older versions that instances still run on; by name, newest first.</summary>
    public async Task<IReadOnlyList<WorkflowMap>> All(Actor actor, MapRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(request);
        var key = ($"{actor.Role}/{actor.RegionCode}/{actor.PduId}/{(actor.Role == Roles.Practitioner ? actor.StaffCode : "")}", request);
        if (kept.TryGetValue(key, out var found) && time.GetElapsedTime(found.At) < KeptFor && !found.Maps.Value.IsFaulted)
            return await found.Maps.Value.WaitAsync(cancellation);
        if (kept.Count >= MostKept)
            kept.Clear();
        // Whoever asks first counts for all; that they go away meanwhile is no reason to stop.
        var counting = new Lazy<Task<IReadOnlyList<WorkflowMap>>>(() => Count(actor, request));
        kept[key] = (time.GetTimestamp(), counting);
        return await counting.Value.WaitAsync(cancellation);
    }

    /// <summary>The tasks that wait at one step now, longest first, among those the actor reaches.</summary>
    public async Task<(IReadOnlyList<WaitingHere> Tasks, int Total)> WaitingAt(Actor actor, MapRequest request, ActivityNode activity, (string DefinitionId, int Version) of, int page, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(activity);
        await using var db = factory.CreateDbContext();
        var prefix = activity.Id + "#";
        var open = Tasks(db, actor, request).Where(t => t.ClosedAt == null && t.Kind == activity.Type && t.WaitId.StartsWith(prefix)
            && db.Instances.Any(i => i.Id == t.InstanceId && i.DefinitionId == of.DefinitionId && i.DefinitionVersion == of.Version));
        var total = await open.CountAsync(cancellation);
        var tasks = await open.OrderBy(t => t.OpenedOn).ThenBy(t => t.Id).Skip((page - 1) * PageSize).Take(PageSize)
            .Select(t => new WaitingHere(t.Id, t.PersonId, db.Needs.Where(n => n.Id == t.NeedId).Select(n => n.Reference).FirstOrDefault(), t.RegionCode, t.PduId, t.OpenedOn, t.DueOn))
            .ToListAsync(cancellation);
        var cleared = await access.Among(tasks.Select(t => t.PersonId).OfType<Guid>(), cancellation);
        return ([.. tasks.Where(t => t.PersonId is not { } person || cleared.Contains(person))], total);
    }

    private async Task<IReadOnlyList<WorkflowMap>> Count(Actor actor, MapRequest request)
    {
        var now = time.GetUtcNow();
        var today = LondonTime.DateOf(now);
        await using var db = factory.CreateDbContext();
        var running = (await Instances(db, actor, request).Where(i => i.Status == InstanceStatuses.Running)
            .GroupBy(i => new { i.DefinitionId, i.DefinitionVersion })
            .Select(g => new { g.Key.DefinitionId, g.Key.DefinitionVersion, Count = g.Count() }).ToListAsync())
            .ToDictionary(g => (g.DefinitionId, g.DefinitionVersion), g => g.Count);
        var waiting = (await WaitingNow(db, actor, request, now, today)).ToLookup(w => (w.DefinitionId, w.Version, w.Activity));
        var left = (await LeftInPeriod(db, actor, request)).ToLookup(w => (w.DefinitionId, w.Version, w.Activity));

        // A national lead reaches no case, so that a small figure is not theirs to see.
        var threshold = actor.Role == Roles.NationalLead ? catalogue.Current.ThresholdsOn(today).SmallNumber : 0;
        return
        [
            .. definitions.All
                .Where(d => definitions.Latest(d.DefinitionId) == d || running.ContainsKey((d.DefinitionId, d.Version)))
                .OrderBy(d => d.DefinitionId, StringComparer.Ordinal).ThenByDescending(d => d.Version)
                .Select(d => Map(d, running.GetValueOrDefault((d.DefinitionId, d.Version)))),
        ];

        WorkflowMap Map(WorkflowDefinition definition, int instances)
        {
            var exact = definition.Activities.Values.Where(a => a.Kind is ActivityKind.Wait or ActivityKind.Timer or ActivityKind.Child)
                .Select(a => (Activity: a, Waiting: waiting[(definition.DefinitionId, definition.Version, a.Id)].ToArray(), Left: left[(definition.DefinitionId, definition.Version, a.Id)].ToArray())).ToArray();
            var rows = exact.Select(e => new CohortRow(e.Activity.Id, e.Activity.Name, new Dictionary<string, long>
            {
                [WaitingKey] = e.Waiting.Sum(w => (long)w.Count),
                [LateKey] = e.Waiting.Sum(w => (long)w.Late),
                [LeftKey] = e.Left.Sum(l => (long)l.Count),
            })).ToArray();
            var shown = Cells(rows, s_measures, request, today, threshold);
            return new WorkflowMap(
                definition,
                instances > 0 && instances < threshold ? Cell.Suppressed : Cell.Of(instances),
                [.. exact.Select(e => Step(e.Activity, e.Waiting, e.Left, shown[e.Activity.Id]))]);
        }

        StepFigures Step(ActivityNode activity, Waiting[] waits, Left[] gone, IReadOnlyDictionary<string, Cell> cells)
        {
            var byOutcome = gone.GroupBy(l => l.Outcome, StringComparer.Ordinal).Select(g => new CohortRow(g.Key, g.Key, new Dictionary<string, long> { [LeftKey] = g.Sum(l => (long)l.Count) })).ToArray();
            var outcomes = cells[LeftKey].IsSuppressed
                ? byOutcome.ToDictionary(o => o.Key, _ => Cell.Suppressed)
                : Cells(byOutcome, [s_measures[2]], request, today, threshold).ToDictionary(o => o.Key, o => o.Value[LeftKey]);
            var seen = !cells[WaitingKey].IsSuppressed;
            return new StepFigures
            {
                Activity = activity,
                Waiting = cells[WaitingKey],
                Late = cells[LateKey],
                Waited = seen && activity.Kind != ActivityKind.Timer ? DaysWaited.Of([.. waits.Select(w => (w.Days, w.Count))]) : null,
                Left = cells[LeftKey],
                LeftAfter = cells[LeftKey].IsSuppressed ? null : DaysWaited.Of([.. gone.Select(l => (l.Days, l.Count))]),
                Outcomes = [.. byOutcome.OrderByDescending(o => outcomes[o.Key].Count ?? 0).ThenBy(o => o.Key, StringComparer.Ordinal).Select(o => (o.Key, outcomes[o.Key]))],
                DaysLost = seen && activity.Kind == ActivityKind.Wait ? waits.Sum(w => (long)w.Days * w.Count) : 0,
            };
        }
    }

    private const string WaitingKey = "waiting";
    private const string LateKey = "late";
    private const string LeftKey = "left";

    private static readonly MeasureDefinition[] s_measures =
    [
        new(WaitingKey, "Waiting now", 1, "tasks", "Open now.", null, "This service"),
        new(LateKey, "Late", 1, "tasks", "Of those open now, past the day they were due.", WaitingKey, "This service") { Within = WaitingKey },
        new(LeftKey, "Left", 1, "tasks", "Closed in the period.", null, "This service"),
    ];

    /// <summary>Figures as they may be shown: all of them where no threshold is given.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, Cell>> Cells(IReadOnlyList<CohortRow> rows, IReadOnlyList<MeasureDefinition> measures, MapRequest request, DateOnly today, int threshold)
    {
        if (threshold < 2)
            return rows.ToDictionary(r => r.Key, r => (IReadOnlyDictionary<string, Cell>)r.Counts.ToDictionary(c => c.Key, c => Cell.Of(c.Value)));
        var table = new CountedTable
        {
            Title = "Where needs wait",
            Period = new StatisticsPeriod(request.From, request.To),
            By = new Breakdown("step", "Step"),
            AsAt = today,
            Rows = rows,
            Measures = measures,
        };
        return DisclosureControl.Apply(table, threshold).Rows.ToDictionary(r => r.Key, r => r.Cells);
    }

    private static async Task<List<Waiting>> WaitingNow(ReferralsDbContext db, Actor actor, MapRequest request, DateTimeOffset now, DateOnly today)
    {
        // A wait's id is its activity's id, a # and a number.
        var tasks = (await Tasks(db, actor, request).Where(t => t.ClosedAt == null)
            .Join(db.Instances, t => t.InstanceId, i => i.Id, (t, i) => new { i.DefinitionId, i.DefinitionVersion, Activity = t.WaitId.Substring(0, t.WaitId.IndexOf("#")), t.OpenedOn, Late = t.DueOn < today ? 1 : 0 })
            .GroupBy(w => new { w.DefinitionId, w.DefinitionVersion, w.Activity, w.OpenedOn })
            .Select(g => new { g.Key.DefinitionId, g.Key.DefinitionVersion, g.Key.Activity, g.Key.OpenedOn, Count = g.Count(), Late = g.Sum(w => w.Late) })
            .ToListAsync())
            .Select(g => new Waiting(g.DefinitionId, g.DefinitionVersion, g.Activity, today.DayNumber - g.OpenedOn.DayNumber, g.Count, g.Late)).ToList();

        var instances = Instances(db, actor, request).Where(i => i.Status == InstanceStatuses.Running);
        tasks.AddRange(await instances.Join(db.Timers.Where(t => t.EndedAt == null), i => i.Id, t => t.InstanceId, (i, t) => new { i.DefinitionId, i.DefinitionVersion, Activity = t.WaitId.Substring(0, t.WaitId.IndexOf("#")) })
            .GroupBy(w => new { w.DefinitionId, w.DefinitionVersion, w.Activity })
            .Select(g => new Waiting(g.Key.DefinitionId, g.Key.DefinitionVersion, g.Key.Activity, 0, g.Count(), 0)).ToListAsync());
        tasks.AddRange(await instances.Where(c => c.ParentWaitId != null)
            .Join(db.Instances, c => c.ParentId, i => i.Id, (c, i) => new { i.DefinitionId, i.DefinitionVersion, Activity = c.ParentWaitId!.Substring(0, c.ParentWaitId.IndexOf("#")), Days = Elapsed.Days(c.StartedAt, now) })
            .GroupBy(w => new { w.DefinitionId, w.DefinitionVersion, w.Activity, w.Days })
            .Select(g => new Waiting(g.Key.DefinitionId, g.Key.DefinitionVersion, g.Key.Activity, g.Key.Days, g.Count(), 0)).ToListAsync());
        return tasks;
    }

    private static async Task<List<Left>> LeftInPeriod(ReferralsDbContext db, Actor actor, MapRequest request)
    {
        var (from, to) = (LondonTime.At(request.From, TimeOnly.MinValue), LondonTime.At(request.To.AddDays(1), TimeOnly.MinValue));
        var left = await Tasks(db, actor, request).Where(t => t.ClosedAt != null && t.ClosedAt >= from && t.ClosedAt < to)
            .Join(db.Instances, t => t.InstanceId, i => i.Id, (t, i) => new { i.DefinitionId, i.DefinitionVersion, Activity = t.WaitId.Substring(0, t.WaitId.IndexOf("#")), Outcome = t.Outcome ?? "", Days = Elapsed.Days(t.OpenedAt, t.ClosedAt!.Value) })
            .GroupBy(w => new { w.DefinitionId, w.DefinitionVersion, w.Activity, w.Outcome, w.Days })
            .Select(g => new Left(g.Key.DefinitionId, g.Key.DefinitionVersion, g.Key.Activity, g.Key.Outcome, g.Key.Days, g.Count()))
            .ToListAsync();
        left.AddRange(await Instances(db, actor, request).Where(c => c.ParentWaitId != null && c.EndedAt != null && c.EndedAt >= from && c.EndedAt < to)
            .Join(db.Instances, c => c.ParentId, i => i.Id, (c, i) => new { i.DefinitionId, i.DefinitionVersion, Activity = c.ParentWaitId!.Substring(0, c.ParentWaitId.IndexOf("#")), Outcome = c.Outcome ?? TaskOutcomes.NoLongerNeeded, Days = Elapsed.Days(c.StartedAt, c.EndedAt!.Value) })
            .GroupBy(w => new { w.DefinitionId, w.DefinitionVersion, w.Activity, w.Outcome, w.Days })
            .Select(g => new Left(g.Key.DefinitionId, g.Key.DefinitionVersion, g.Key.Activity, g.Key.Outcome, g.Key.Days, g.Count()))
            .ToListAsync());
        return left;
    }

    private static bool SeesAll(Actor actor) => actor.Role is Roles.NationalLead or Roles.Administrator;

    private static IQueryable<CaseTask> Tasks(ReferralsDbContext db, Actor actor, MapRequest request)
    {
        var tasks = db.Tasks.AsNoTracking();
        if (request.RegionCode is { } region)
            tasks = tasks.Where(t => t.RegionCode == region);
        if (request.PduId is { } pdu)
            tasks = tasks.Where(t => t.PduId == pdu);
        if (request.ProgrammeKey is { } programme)
            tasks = tasks.Where(t => db.Snapshots.Any(s => s.NeedId == t.NeedId && (s.ProgrammeKey ?? s.RecommendedKey) == programme));
        return SeesAll(actor) ? tasks : Reach.Of(tasks, actor);
    }

    private static IQueryable<WorkflowInstance> Instances(ReferralsDbContext db, Actor actor, MapRequest request)
    {
        var instances = db.Instances.AsNoTracking();
        if (!SeesAll(actor) || request.RegionCode is not null || request.PduId is not null)
        {
            var people = SeesAll(actor) ? db.Everybody() : db.Everybody().Where(Reach.People(actor));
            if (request.RegionCode is { } region)
                people = people.Where(p => p.RegionCode == region);
            if (request.PduId is { } pdu)
                people = people.Where(p => p.PduId == pdu);
            instances = instances.Join(people, i => i.PersonId, p => p.Id, (i, p) => i);
        }

        if (request.ProgrammeKey is { } programme)
            instances = instances.Where(i => db.Snapshots.Any(s => s.NeedId == i.NeedId && (s.ProgrammeKey ?? s.RecommendedKey) == programme));
        return instances;
    }
}
