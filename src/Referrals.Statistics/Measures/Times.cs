namespace Referrals.Statistics;

/// <summary>A wait between two milestones of a need.</summary>
public sealed record Step(string Key, string Name, Func<NeedFacts, DateOnly?> From, Func<NeedFacts, DateOnly?> To)
{
    public static IReadOnlyList<Step> All { get; } =
    [
        new("assessed-to-informed", "Assessed to information complete", n => n.AssessedOn, n => n.InformedOn),
        new("informed-to-decided", "Information complete to decision", n => n.InformedOn, n => n.DecidedOn),
        new("decided-to-referred", "Decision to referral", n => n.DecidedOn, n => n.ReferredOn),
        new("referred-to-accepted", "Referral to acceptance", n => n.ReferredOn, n => n.AcceptedOn),
        new("accepted-to-allocated", "Acceptance to a place", n => n.AcceptedOn, n => n.AllocatedOn),
        new("allocated-to-started", "A place to the first session", n => n.AllocatedOn, n => n.FirstSessionOn),
        new("started-to-completed", "First session to completion", n => n.FirstSessionOn, n => n.CompletedOn),
        new("completed-to-report", "Completion to the report sent", n => n.CompletedOn, n => n.ReportSentOn),
        new("assessed-to-started", "Assessed to the first session", n => n.AssessedOn, n => n.FirstSessionOn),
        new("referred-to-started", "Referral to the first session", n => n.ReferredOn, n => n.FirstSessionOn),
        new("assessed-to-completed", "Assessed to completion", n => n.AssessedOn, n => n.CompletedOn),
    ];

    public static Step? Find(string? key) => All.FirstOrDefault(s => s.Key == key);

    internal int? Reached(NeedFacts need) => From(need) is { } from && To(need) is { } to ? Math.Max(0, to.DayNumber - from.DayNumber) : null;
}

/// <summary>One wait, over or not.</summary>
/// <param name="Days">Until it was over, or until it was last looked at.</param>
/// <param name="Over">The next milestone came; where not, the person still waits or left.</param>
public readonly record struct Wait(int Days, bool Over);

/// <summary>
/// The Kaplan–Meier estimate: what share still waits after so many days. Those who still wait count up to today, so that a queue that only the quick have left does not look
/// short.
/// </summary>
public sealed class Survival
{
    private readonly List<(int Days, double Waiting)> curve = [];

    public Survival(IEnumerable<Wait> waits)
    {
        ArgumentNullException.ThrowIfNull(waits);
        var inOrder = waits.OrderBy(w => w.Days).ToArray();
        Count = inOrder.Length;
        var waiting = 1.0;
        for (var i = 0; i < inOrder.Length;)
        {
            var (days, atRisk, over) = (inOrder[i].Days, inOrder.Length - i, 0);
            for (; i < inOrder.Length && inOrder[i].Days == days; i++) over += inOrder[i].Over ? 1 : 0;
            if (over == 0) continue;
            waiting *= 1 - ((double)over / atRisk);
            curve.Add((days, waiting));
        }
    }

    public int Count { get; }

    /// <summary>After each day on which somebody's wait was over, the share that still waits.</summary>
    public IReadOnlyList<(int Days, double Waiting)> Curve => curve;

    /// <summary>The days after which at most so small a share still waits; null where so many have not got there yet that it cannot be said.</summary>
    public int? UntilStillWaiting(double share)
    {
        // Products of fractions miss by a hair what they stand for.
        foreach (var (days, waiting) in curve)
        {
            if (waiting <= share + 1e-9) return days;
        }

        return null;
    }

    public int? Median => UntilStillWaiting(0.5);

    public int? NinetiethPercentile => UntilStillWaiting(0.1);
}

/// <summary>Exact times before disclosure control.</summary>
public sealed record CountedTimes(Step Step, CountedTable Table, IReadOnlyDictionary<string, Survival> Waits, IReadOnlyDictionary<string, int?> WaitingSoFar);

/// <summary>One row's times; null where too few are counted to say, or too many still wait.</summary>
public sealed record Times(int? Median, int? NinetiethPercentile, int? MedianWaitSoFar, bool Withheld)
{
    /// <summary>Too few are counted for the ninetieth percentile, where they are enough for the median.</summary>
    public bool NinetiethIsWithheld { get; init; }

    internal static Times None { get; } = new(null, null, null, true) { NinetiethIsWithheld = true };
}

/// <summary>Times after disclosure control: the counts as any table, and the days only for rows that are not withheld and not few.</summary>
public sealed class TimesTable
{
    /// <summary>From so many needs on a median says something of a group and nothing of one of them.</summary>
    public const int Fewest = 10;

    private readonly IReadOnlyDictionary<string, Times> times;

    private TimesTable(Step step, StatisticsTable counts, IReadOnlyDictionary<string, Times> times) => (Step, Counts, this.times) = (step, counts, times);

    public Step Step { get; }
    public StatisticsTable Counts { get; }

    public Times Of(StatisticsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return times[row.Key];
    }

    /// <summary>The times of counts that are protected already, with others.</summary>
    /// <param name="table">The counts, or those of their rows that may be shown.</param>
    public static TimesTable Protect(CountedTimes counted, StatisticsTable table)
    {
        ArgumentNullException.ThrowIfNull(counted);
        ArgumentNullException.ThrowIfNull(table);
        return new(counted.Step, table, table.Rows.Append(table.Total).ToDictionary(r => r.Key, r =>
        {
            if (r.Cells.Values.Any(c => c.IsSuppressed) || !counted.Waits.TryGetValue(r.Key, out var waits) || waits.Count < FewestFor(0.5, table.Threshold)) return Times.None;
            return new Times(
                waits.Median,
                waits.Count < FewestFor(0.1, table.Threshold) ? null : waits.NinetiethPercentile,
                r.Cells[Timing.StillWaiting].Count >= FewestFor(0.5, table.Threshold) ? counted.WaitingSoFar[r.Key] : null,
                Withheld: false)
            { NinetiethIsWithheld = waits.Count < FewestFor(0.1, table.Threshold) };
        }));
    }

    /// <summary>The counts with the days as columns, as they may be published.</summary>
    public StatisticsTable Published() => Counts.With(s_estimates, row =>
    {
        var of = times[row.Key];
        return
        [
            of.Withheld ? default : of.Median is { } median ? EstimatedFigure.Of(median) : EstimatedFigure.NotAvailable,
            of.NinetiethIsWithheld ? default : of.NinetiethPercentile is { } most ? EstimatedFigure.Of(most) : EstimatedFigure.NotAvailable,
        ];
    });

    private static readonly Estimate[] s_estimates =
    [
        new("median-days", "Half wait at most", "days", 0, "Kaplan–Meier estimate of the calendar days after which half no longer wait; who still waits counts up to the day of counting. Withheld where it would rest on few."),
        new("ninetieth-days", "Nine in ten wait at most", "days", 0, "The same of nine in ten. Withheld where fewer than the smallest number shown would lie beyond it."),
    ];

    /// <summary>
    /// From how many needs on a percentile may be shown: so many that as many as the threshold lie beyond it on the shorter side. The ninth of ten waits would be somebody's own.
    /// </summary>
    public static int FewestFor(double share, int threshold) => Math.Max(Fewest, (int)Math.Ceiling((threshold / Math.Min(share, 1 - share)) - 1e-9));
}

/// <summary>How long each step takes, those who still wait included.</summary>
public static class Timing
{
    public const string Began = "began";
    public const string Over = "over";
    public const string StillWaiting = "still-waiting";
    public const string Stopped = "stopped";

    private const string KeyStart = "times-";

    /// <summary>The key of the family of a step.</summary>
    public static string KeyOf(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return KeyStart + step.Key;
    }

    /// <summary>The step of the family with this key; null of others.</summary>
    public static Step? StepOf(string? key) => key?.StartsWith(KeyStart, StringComparison.Ordinal) == true ? Step.Find(key[KeyStart.Length..]) : null;

    /// <summary>The table of one step; its units are the needs that reached the first milestone in the period.</summary>
    public static MeasureFamily Family(Step step, DateOnly asAt)
    {
        ArgumentNullException.ThrowIfNull(step);
        return new MeasureFamily
        {
            Key = KeyOf(step),
            Name = step.Name,
            UnitName = "needs",
            Sentence = "How many days half and nine in ten take. Those who still wait count with the time they have waited so far.",
            Measures =
            [
                new(Began, "Reached the first", 1, "needs", "Needs that reached the first of the two milestones in the period.", null, "Defined here") { SumOf = [Over, StillWaiting, Stopped], Population = "Every need", Dates = step.Name, Sentence = "Everybody whose wait began in the period." },
                new(Over, "Reached the second", 1, "needs", "Of these, those that reached the second by the day of counting. A second date before the first counts as no wait.", Began, "Defined here"),
                new(StillWaiting, "Still waiting", 1, "needs", "Of these, those open that have not.", Began, "Defined here"),
                new(Stopped, "Closed before", 1, "needs", "Of these, those whose need was closed before.", Began, "Defined here"),
            ],
            Cohorts = [new("began", $"Needs whose wait began in the period, {char.ToLowerInvariant(step.Name[0])}{step.Name[1..]}", "Median and ninetieth percentile are Kaplan–Meier estimates in calendar days: who still waits counts up to the day of counting, and who left up to that day.", Units)],
            Breakdowns = Families.Unmet.Breakdowns,
            Chart = [new("Needs", [Over, StillWaiting, Stopped]) { TotalKey = Began }],
            Answer = (Over, Began),
            Tally = (in Unit unit, Span<long> counts) =>
            {
                counts[0]++;
                counts[Stands(step, unit.Need!)]++;
            },
        };

        void Units(PersonFacts person, StatisticsPeriod period, List<Unit> units)
        {
            foreach (var need in person.Needs)
            {
                if (step.From(need) is { } on && on >= period.From && on <= period.To && on <= asAt) units.Add(new Unit(person, on, period.From, period.To) { Need = need });
            }
        }
    }

    public static CountedTimes Count(IReadOnlyList<PersonFacts> people, Step step, Question question, DateOnly asAt, Func<Breakdown, string, string> label)
    {
        ArgumentNullException.ThrowIfNull(question);
        var table = Tabling.Table(Counting.Count(people, question), asAt, label);
        var waits = new Dictionary<string, List<Wait>>(StringComparer.Ordinal);
        var first = Breakdowns.Of(question.By);
        var second = question.And is { } and ? Breakdowns.Of(and) : null;
        foreach (var (unit, _) in Counting.Behind(people, question, Began, row: null))
        {
            var wait = WaitOf(step, unit.Need!, asAt);
            var key = Breakdowns.Key(question.By, first(unit));
            if (second is not null) key += "|" + Breakdowns.Key(question.And!, second(unit));
            Add(key, wait);
            Add(table.Total.Key, wait);
        }

        return new(step, table, waits.ToDictionary(w => w.Key, w => new Survival(w.Value)), SoFar());

        void Add(string key, Wait wait)
        {
            if (!waits.TryGetValue(key, out var own)) waits.Add(key, own = []);
            own.Add(wait);
        }

        Dictionary<string, int?> SoFar()
        {
            var still = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            foreach (var (unit, _) in Counting.Behind(people, question, StillWaiting, row: null))
            {
                var days = WaitOf(step, unit.Need!, asAt).Days;
                var key = Breakdowns.Key(question.By, first(unit));
                if (second is not null) key += "|" + Breakdowns.Key(question.And!, second(unit));
                foreach (var row in (string[])[key, table.Total.Key])
                {
                    if (!still.TryGetValue(row, out var own)) still.Add(row, own = []);
                    own.Add(days);
                }
            }

            return table.Rows.Append(table.Total).ToDictionary(r => r.Key, r => still.TryGetValue(r.Key, out var own) ? own.Order().ElementAt((own.Count - 1) / 2) : (int?)null);
        }
    }

    private static int Stands(Step step, NeedFacts need) => step.To(need) is not null ? 1 : need.ClosedOn is null ? 2 : 3;

    private static Wait WaitOf(Step step, NeedFacts need, DateOnly asAt)
    {
        if (step.Reached(need) is { } days) return new(days, true);
        var until = need.ClosedOn is { } closed && closed < asAt ? closed : asAt;
        return new(Math.Max(0, until.DayNumber - step.From(need)!.Value.DayNumber), false);
    }
}
