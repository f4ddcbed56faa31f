using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Statistics;
using Referrals.Application.Workflows;
using Referrals.Statistics;

namespace Referrals.Application.Administration;

/// <summary>What became of the tasks that one rung of a ladder chased. <see cref="Sent"/> is the sum of the others.</summary>
public sealed record RungMoved
{
    public required string LadderKey { get; init; }

    /// <summary>Counted from 0.</summary>
    public required int Rung { get; init; }

    /// <summary>From the due day, as the ladder has it today; null where it no longer has so many rungs.</summary>
    public required int? AfterWorkingDays { get; init; }

    public required int Sent { get; init; }

    /// <summary>Somebody settled the task within <see cref="ChaseReport.WorkingDays"/> working days.</summary>
    public required int Soon { get; init; }

    /// <summary>Somebody settled it after that.</summary>
    public required int Later { get; init; }

    /// <summary>The workflow went on without the task.</summary>
    public required int NotNeeded { get; init; }

    public required int StillOpen { get; init; }
}

/// <summary>The reminders and escalations that were sent, and whether anybody did anything.</summary>
public sealed class ChaseReport(DatabaseFactory factory, CatalogueSource catalogue, CaseAccess access)
{
    /// <summary>A task settled within so many is said to have been moved by the chase before.</summary>
    public const int WorkingDays = 5;

    /// <summary>The same as anybody may see it: each chase is about somebody, so that small numbers of them are withheld like those of people. A row a rung, <c>ladder/rung</c>.</summary>
    public async Task<StatisticsTable> Table(DateOnly from, DateOnly to, DateOnly today, CancellationToken cancellation = default)
    {
        var rungs = await Sent(from, to, cancellation);
        return DisclosureControl.Apply(
            new CountedTable
            {
                Title = "Chases, and what they moved",
                Period = new StatisticsPeriod(from, to),
                By = new Breakdown("rung", "Ladder and step"),
                AsAt = today,
                Measures = s_measures,
                Rows =
                [
                    .. rungs.Select(r => new CohortRow(RowOf(r), r.LadderKey, new Dictionary<string, long>
                    {
                        ["sent"] = r.Sent, ["asked"] = r.Sent - r.NotNeeded, ["soon"] = r.Soon, ["not-soon"] = r.Later + r.StillOpen,
                    })),
                ],
            },
            catalogue.Current.ThresholdsOn(today).SmallNumber);
    }

    public static string RowOf(RungMoved rung)
    {
        ArgumentNullException.ThrowIfNull(rung);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rung.LadderKey}/{rung.Rung}");
    }

    private static readonly MeasureDefinition[] s_measures =
    [
        new("sent", "Sent", 1, "chases", "Reminders and escalations sent in the period, each about one task.", null, "This service"),
        new("asked", "Asked", 1, "chases", "Those of which the workflow did not go on without the task. How many is shown nowhere, only which share of them was settled.", null, "This service") { SumOf = ["soon", "not-soon"] },
        new("soon", "Settled soon", 1, "chases", "Of those asked, those whose task somebody settled within five working days.", "asked", "This service"),
        new("not-soon", "Not settled soon", 1, "chases", "Of those asked, all others.", "asked", "This service"),
    ];

    /// <summary>By ladder and rung. Counts, nationally.</summary>
    public async Task<IReadOnlyList<RungMoved>> Sent(DateOnly from, DateOnly to, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return
        [
            .. (await Counted(Chased(db, from, to), cancellation))
                .GroupBy(c => (c.LadderKey, c.Rung)).OrderBy(g => g.Key.LadderKey, StringComparer.Ordinal).ThenBy(g => g.Key.Rung).Select(g => new RungMoved
            {
                LadderKey = g.Key.LadderKey,
                Rung = g.Key.Rung,
                AfterWorkingDays = catalogue.Current.LadderOn(g.Key.LadderKey, to).Rungs.ElementAtOrDefault(g.Key.Rung)?.AfterWorkingDays,
                Sent = g.Sum(c => c.Count),
                Soon = g.Where(c => c.Became == Moved.Soon).Sum(c => c.Count),
                Later = g.Where(c => c.Became == Moved.Later).Sum(c => c.Count),
                NotNeeded = g.Where(c => c.Became == Moved.NotNeeded).Sum(c => c.Count),
                StillOpen = g.Where(c => c.Became == Moved.StillOpen).Sum(c => c.Count),
            }),
        ];
    }

    /// <summary>The measures of the table, each of which opens.</summary>
    public static IReadOnlyList<MeasureDefinition> Measures => s_measures;

    /// <summary>The chases that a figure counts, each with the task it was about: told apart by the rule that counted them, narrowed to where the actor's role reaches.</summary>
    /// <param name="row">A row of the table, <c>ladder/rung</c>; null for the total.</param>
    /// <param name="measure">One of <see cref="Measures"/>.</param>
    /// <param name="page">From 1.</param>
    public async Task<OpenedLines> Behind(Actor actor, DateOnly from, DateOnly to, string measure, string? row, int page = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var db = factory.CreateDbContext();
        var chased = Chased(db, from, to);
        if (row is not null)
        {
            if (row.LastIndexOf('/') is not (> 0 and var at) || !int.TryParse(row.AsSpan(at + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var rung))
                return OpenedLines.None;
            var ladder = row[..at];
            chased = chased.Where(c => c.LadderKey == ladder && c.Rung == rung);
        }

        var figure = (await Counted(chased, cancellation)).Where(c => Adds(measure, c.Became)).Sum(c => c.Count);
        // A task that is done keeps the area it was done in: whose it is to read goes by where the person is now.
        var (people, tasks) = (db.Everybody().Where(Reach.People(actor)), db.Tasks.Where(Reach.Tasks(actor)));
        var within = (await chased.Where(c => c.PersonId != null ? people.Any(p => p.Id == c.PersonId) : tasks.Any(t => t.Id == c.TaskId)).ToListAsync(cancellation)).Where(c => Adds(measure, Became(c.On, c.Days, c.NotNeeded)))
            .OrderBy(c => c.On).ThenBy(c => c.TaskId).ThenBy(c => c.Rung).ToList();
        var shown = within.Skip((page - 1) * MeasureService.PageSize).Take(MeasureService.PageSize).ToList();
        var cleared = await access.Among(shown.Where(c => c.PersonId is not null).Select(c => c.PersonId!.Value), cancellation);
        var ids = cleared.ToArray();
        var crns = await db.Everybody().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Crn }).ToDictionaryAsync(p => p.Id, p => p.Crn, cancellation);
        var needs = shown.Where(c => c.NeedId is not null).Select(c => c.NeedId!.Value).Distinct().ToArray();
        var references = await db.Needs.Where(n => needs.Contains(n.Id)).Select(n => new { n.Id, n.Reference }).ToDictionaryAsync(n => n.Id, n => n.Reference, cancellation);
        var groups = shown.Where(c => c.GroupId is not null).Select(c => c.GroupId!.Value).Distinct().ToArray();
        var codes = await db.Groups.Where(g => groups.Contains(g.Id)).Select(g => new { g.Id, g.Code }).ToDictionaryAsync(g => g.Id, g => g.Code, cancellation);
        return new OpenedLines(
            [
                .. shown.Where(c => c.PersonId is not { } person || crns.ContainsKey(person)).Select(c => new OpenedLine
                {
                    PersonId = c.PersonId,
                    GroupId = c.GroupId,
                    Name = c.NeedId is { } need ? references[need] : c.PersonId is { } person ? crns[person] : c.GroupId is { } group ? codes[group] : c.Kind,
                    What = c.Kind,
                    RegionCode = c.RegionCode,
                    PduId = c.PduId,
                    On = c.On,
                    Became = Became(c.On, c.Days, c.NotNeeded),
                    Adds = 1,
                }),
            ],
            within.Count, figure - within.Count, shown.Count(c => c.PersonId is { } person && !crns.ContainsKey(person)), figure);
    }

    private static bool Adds(string measure, Moved became) => measure switch
    {
        "sent" => true,
        "asked" => became != Moved.NotNeeded,
        "soon" => became == Moved.Soon,
        "not-soon" => became is Moved.Later or Moved.StillOpen,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Chases have no such measure."),
    };

    private Moved Became(DateOnly on, int days, bool notNeeded) => days < 0 ? Moved.StillOpen
        : notNeeded ? Moved.NotNeeded
        : on.AddDays(days) <= catalogue.Current.WorkingDays.Add(on, WorkingDays) ? Moved.Soon : Moved.Later;

    private async Task<IReadOnlyList<(string LadderKey, int Rung, Moved Became, int Count)>> Counted(IQueryable<ChasedTask> chased, CancellationToken cancellation) =>
    [
        .. (await chased.GroupBy(c => new { c.LadderKey, c.Rung, c.On, c.Days, c.NotNeeded }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellation))
            .Select(c => (c.Key.LadderKey, c.Key.Rung, Became(c.Key.On, c.Key.Days, c.Key.NotNeeded), c.Count)),
    ];

    /// <summary>What is counted and what is opened.</summary>
    private static IQueryable<ChasedTask> Chased(ReferralsDbContext db, DateOnly from, DateOnly to) => db.Chases.Where(c => c.On >= from && c.On <= to)
        .Join(db.Tasks, c => c.TaskId, t => t.Id, (c, t) => new ChasedTask
        {
            TaskId = t.Id,
            LadderKey = t.LadderKey,
            Rung = c.Rung,
            On = c.On,
            Days = t.ClosedAt == null ? -1 : Elapsed.Days(c.At, t.ClosedAt.Value),
            NotNeeded = t.Outcome == TaskOutcomes.NoLongerNeeded,
            Kind = t.Kind,
            RegionCode = t.RegionCode,
            PduId = t.PduId,
            PersonId = t.PersonId,
            NeedId = t.NeedId,
            GroupId = t.GroupId,
        });

    private sealed class ChasedTask
    {
        public Guid TaskId { get; init; }
        public required string LadderKey { get; init; }
        public int Rung { get; init; }
        public DateOnly On { get; init; }

        /// <summary>From the chase until somebody settled the task; -1 where it is open.</summary>
        public int Days { get; init; }

        public bool NotNeeded { get; init; }
        public required string Kind { get; init; }
        public string? RegionCode { get; init; }
        public int? PduId { get; init; }
        public Guid? PersonId { get; init; }
        public Guid? NeedId { get; init; }
        public Guid? GroupId { get; init; }
    }
}

/// <summary>What became of a task after a chase.</summary>
public enum Moved
{
    Soon,
    Later,
    NotNeeded,
    StillOpen,
}
