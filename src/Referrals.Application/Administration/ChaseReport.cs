using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
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
public sealed class ChaseReport(DatabaseFactory factory, CatalogueSource catalogue)
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
        var counted = await db.Chases.Where(c => c.On >= from && c.On <= to)
            .Join(db.Tasks, c => c.TaskId, t => t.Id, (c, t) => new { t.LadderKey, c.Rung, c.On, Days = t.ClosedAt == null ? -1 : Elapsed.Days(c.At, t.ClosedAt.Value), NotNeeded = t.Outcome == TaskOutcomes.NoLongerNeeded })
            .GroupBy(c => new { c.LadderKey, c.Rung, c.On, c.Days, c.NotNeeded })
            .Select(g => new { g.Key.LadderKey, g.Key.Rung, g.Key.On, g.Key.Days, g.Key.NotNeeded, Count = g.Count() })
            .ToListAsync(cancellation);
        var working = catalogue.Current.WorkingDays;
        return
        [
            .. counted.GroupBy(c => (c.LadderKey, c.Rung)).OrderBy(g => g.Key.LadderKey, StringComparer.Ordinal).ThenBy(g => g.Key.Rung).Select(g => new RungMoved
            {
                LadderKey = g.Key.LadderKey,
                Rung = g.Key.Rung,
                AfterWorkingDays = catalogue.Current.LadderOn(g.Key.LadderKey, to).Rungs.ElementAtOrDefault(g.Key.Rung)?.AfterWorkingDays,
                Sent = g.Sum(c => c.Count),
                Soon = g.Where(c => c is { Days: >= 0, NotNeeded: false } && c.On.AddDays(c.Days) <= working.Add(c.On, WorkingDays)).Sum(c => c.Count),
                Later = g.Where(c => c is { Days: >= 0, NotNeeded: false } && c.On.AddDays(c.Days) > working.Add(c.On, WorkingDays)).Sum(c => c.Count),
                NotNeeded = g.Where(c => c is { Days: >= 0, NotNeeded: true }).Sum(c => c.Count),
                StillOpen = g.Where(c => c.Days < 0).Sum(c => c.Count),
            }),
        ];
    }
}
