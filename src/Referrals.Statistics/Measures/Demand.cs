namespace Referrals.Statistics;

/// <summary>Demand against capacity before disclosure control.</summary>
public sealed record CountedDemand(CountedTable Table, IReadOnlyDictionary<string, Outlook> Outlooks);

/// <summary>What is to be expected of one area.</summary>
/// <param name="Inflow">People accepted a month, from the last two years; null where those are too few months.</param>
/// <param name="StartsAMonth">First sessions a month, over the last six.</param>
/// <param name="MonthsToClear">Until the queue of today is gone if people keep coming and starting as they do; null where it does not shrink.</param>
public sealed record Outlook(Expected? Inflow, double StartsAMonth, double? MonthsToClear, long Places);

/// <summary>Who waits, who will run out of time, and what there is for them.</summary>
public static class Demand
{
    public const string Key = "demand";
    public const string Waiting = "waiting";
    public const string EndingSoon = "ending-soon";
    public const string Accepted = "accepted";
    public const string Started = "started";

    /// <summary>Less supervision than this left is too little for a programme that has yet to begin.</summary>
    public const int Weeks = 26;

    private const int MonthsBack = 24, MonthsOfStarts = 6;

    /// <summary>What is counted of each area, as at one day; a figure opens by the rule that counted it, like any other.</summary>
    public static MeasureFamily Family(DateOnly asAt) => new()
    {
        Key = Key,
        Name = "Demand against capacity",
        UnitName = "people",
        Sentence = "How many wait for a place, who of them will run out of supervision, and how many were accepted and started lately.",
        Measures =
        [
            new(Waiting, "Waiting for a place", 1, "people", "People with a need whose referral is accepted and who have no place now.", null, "Written answer to Parliament, 26 April 2024: waiting lists are not recorded centrally") { Population = "People with a need", Dates = "As at the day of counting", Sentence = "Accepted, and waiting for a place." },
            new(EndingSoon, "Supervision ends within 26 weeks", 1, "people", "Of those waiting, people whose last supervision ends within 26 weeks: they will run out of time first.", Waiting, "Defined here") { Within = Waiting, Sentence = "Those who will run out of supervision first." },
            new(Accepted, "Accepted in the last two years", 1, "needs", "Needs whose first referral was accepted in the 24 full months before this one.", null, "Defined here") { Population = "Every need", Dates = "The first acceptance", Sentence = "What is expected is drawn from these." },
            new(Started, "Started in the last six months", 1, "needs", "Needs whose first session was attended in the six full months before this one.", null, "Defined here") { Population = "Every need", Dates = "The first session attended", Sentence = "How fast the queue moves is drawn from these." },
        ],
        Cohorts = [new("now", "Everybody with a need", "People with a need are counted where their case is held, as at the day of counting.", (person, _, units) =>
        {
            if (!person.Needs.IsEmpty) units.Add(new Unit(person, asAt, DateOnly.MinValue, DateOnly.MaxValue));
        }) { AsItIsNow = true }],
        Breakdowns = [Breakdown.Region, Breakdown.Pdu],
        Chart = [new("Waiting", [Waiting]), new("Supervision ends within 26 weeks", [EndingSoon])],
        Answer = (EndingSoon, Waiting),
        Notes =
        [
            "Expected in a month is the mean of the last two years' acceptances; nine months in ten fall into the range if the coming ones are as the past ones were.",
            "Months to clear takes today's queue, and people starting and coming as they have; where as many come as start, the queue does not clear.",
        ],
        Tally = (in Unit unit, Span<long> counts) =>
        {
            if (IsWaiting(unit.Person))
            {
                counts[0]++;
                if (EndsSoon(unit.Person, asAt)) counts[1]++;
            }

            foreach (var need in unit.Person.Needs)
            {
                if (need.AcceptedOn is { } accepted && MonthsBefore(asAt, accepted) is >= 1 and <= MonthsBack) counts[2]++;
                if (need.FirstSessionOn is { } started && MonthsBefore(asAt, started) is >= 1 and <= MonthsOfStarts) counts[3]++;
            }
        },
    };

    /// <summary>The question of the table by region, or by unit of one region.</summary>
    public static Question Question(string? region, DateOnly asAt) => new()
    {
        Family = Family(asAt),
        Period = new StatisticsPeriod(asAt, asAt),
        By = region is null ? Breakdown.Region : Breakdown.Pdu,
        Only = region is null ? [] : [new Narrowing(Breakdown.Region, GroupKey.Of(region))],
    };

    /// <param name="places">Free places on groups with sessions to come, by area.</param>
    public static CountedDemand Count(IReadOnlyList<PersonFacts> people, string? region, IReadOnlyDictionary<GroupKey, long> places, DateOnly asAt, Func<Breakdown, string, string> label) =>
        Count(people, Question(region, asAt), region, places, asAt, label);

    /// <summary>The same of the whole country by either breakdown.</summary>
    public static CountedDemand CountBy(IReadOnlyList<PersonFacts> people, Breakdown by, IReadOnlyDictionary<GroupKey, long> places, DateOnly asAt, Func<Breakdown, string, string> label) =>
        Count(people, Question(null, asAt) with { By = by }, null, places, asAt, label);

    private static CountedDemand Count(IReadOnlyList<PersonFacts> people, Question question, string? region, IReadOnlyDictionary<GroupKey, long> places, DateOnly asAt, Func<Breakdown, string, string> label)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(places);
        var of = Breakdowns.Of(question.By);
        var months = new Dictionary<GroupKey, long[]>();
        foreach (var person in people)
        {
            if (region is not null && person.Region != region) continue;
            foreach (var need in person.Needs)
            {
                if (need.AcceptedOn is not { } accepted || MonthsBefore(asAt, accepted) is not (>= 1 and <= MonthsBack and var ago)) continue;
                var key = of(new Unit(person, asAt, default, default));
                if (!months.TryGetValue(key, out var own)) months.Add(key, own = new long[MonthsBack]);
                own[ago - 1]++;
            }
        }

        var counts = Counting.Count(people, question);
        // An area of which nobody has a need, and which has places all the same.
        var rows = new Dictionary<RowKey, long[]>(counts.Rows);
        foreach (var key in places.Keys) rows.TryAdd(new RowKey(key, default), new long[question.Family.Measures.Count]);
        var table = Tabling.Table(counts with { Rows = rows }, asAt, label);
        var sum = Enumerable.Range(0, MonthsBack).Select(m => months.Values.Sum(own => own[m])).ToArray();
        return new(table, table.Rows.Select(r => (r.Key, Look(r, Breakdowns.Parse(question.By, r.Key) is { } key ? months.GetValueOrDefault(key) : null, Breakdowns.Parse(question.By, r.Key) is { } area ? places.GetValueOrDefault(area) : 0)))
            .Append((table.Total.Key, Look(table.Total, sum, places.Values.Sum()))).ToDictionary(r => r.Item1, r => r.Item2));
    }

    /// <summary>The counts of a question about demand, with a row for each of these areas though nobody there has a need.</summary>
    public static Counts Counted(IReadOnlyList<PersonFacts> people, Question question, IReadOnlyList<(string Region, int Pdu)> areas)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(areas);
        var counts = Counting.Count(people, question);
        var rows = new Dictionary<RowKey, long[]>(counts.Rows);
        foreach (var (region, pdu) in areas) rows.TryAdd(new(question.By == Breakdown.PduOfRegion ? new(region, pdu) : GroupKey.Of(region), default), new long[question.Family.Measures.Count]);
        return counts with { Rows = rows };
    }

    private static bool IsWaiting(PersonFacts person)
    {
        foreach (var need in person.Needs)
        {
            if (need is { ClosedOn: null, Stands: Stands.WaitingForPlace }) return true;
        }

        return false;
    }

    private static bool EndsSoon(PersonFacts person, DateOnly asAt)
    {
        DateOnly? ends = null;
        foreach (var order in person.Orders)
        {
            if (order.EndedOn is null && order.EndsOn is { } end && (ends is null || end > ends)) ends = end;
        }

        return ends is { } last && last <= asAt.AddDays(7 * Weeks);
    }

    private static int MonthsBefore(DateOnly asAt, DateOnly on) => ((asAt.Year - on.Year) * 12) + asAt.Month - on.Month;

    private static Outlook Look(CohortRow row, long[]? accepted, long places)
    {
        accepted ??= [];
        // Months before anybody was accepted say nothing of what is to come.
        var first = Array.FindLastIndex(accepted, n => n > 0);
        var inflow = Expected.From(accepted[..(first + 1)]);
        var starts = row.Counts[Started] / (double)MonthsOfStarts;
        var shrinks = starts - (inflow?.Mean ?? 0);
        return new(inflow, starts, row.Counts[Waiting] == 0 ? 0 : inflow is not null && shrinks > 0 ? row.Counts[Waiting] / shrinks : null, places);
    }
}

/// <summary>Demand after disclosure control: an outlook only beside a queue that is shown.</summary>
public sealed class CapacityTable
{
    private readonly IReadOnlyDictionary<string, Outlook> outlooks;

    private CapacityTable(StatisticsTable counts, IReadOnlyDictionary<string, Outlook> outlooks) => (Counts, this.outlooks) = (counts, outlooks);

    public StatisticsTable Counts { get; }

    /// <summary>Null where a count it is drawn from is withheld: a mean of few gives them away.</summary>
    public Outlook? Of(StatisticsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Cells[Demand.Waiting].IsSuppressed || row.Cells[Demand.Accepted].IsSuppressed || row.Cells[Demand.Started].IsSuppressed ? null : outlooks[row.Key];
    }

    /// <summary>Free places are of groups and of nobody.</summary>
    public long PlacesOf(StatisticsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return outlooks[row.Key].Places;
    }

    /// <summary>
    /// The counts with places and outlook as columns, as they may be published: rounded as the counts are, and drawn from the rounded ones. A mean of exact counts would say what rounding hides.
    /// </summary>
    public StatisticsTable Published() => Counts.With(s_estimates, row =>
    {
        var (waiting, accepted, started) = (row.Cells[Demand.Waiting].Count, row.Cells[Demand.Accepted].Count, row.Cells[Demand.Started].Count);
        var (inflow, pace) = (accepted / 24m, started / 6m);
        return
        [
            EstimatedFigure.Of(Counts.Rules.Shown(PlacesOf(row))),
            inflow is { } expected ? EstimatedFigure.Of(Math.Round(expected, 1)) : default,
            pace is { } starts ? EstimatedFigure.Of(Math.Round(starts, 1)) : default,
            waiting is null || inflow is null || pace is null ? default : waiting == 0 ? EstimatedFigure.Of(0) : pace > inflow ? EstimatedFigure.Of(Math.Round(waiting.Value / (pace.Value - inflow.Value), 1)) : EstimatedFigure.NotApplicable,
        ];
    });

    private static readonly Estimate[] s_estimates =
    [
        new("places", "Free places", "places", 0, "Places not taken in groups that have sessions to come, rounded as the counts are."),
        new("expected", "Expected a month", "needs a month", 1, "Accepted in the last two years, rounded, in a month of them."),
        new("starts", "Starts a month", "needs a month", 1, "Started in the last six months, rounded, in a month of them."),
        new("months-to-clear", "Months to clear", "months", 1, "Those waiting, rounded, over starts less what is expected; not applicable where the queue does not shrink."),
    ];

    /// <param name="table">The counts, protected with what else is asked of the same people.</param>
    public static CapacityTable Protect(CountedDemand counted, StatisticsTable table)
    {
        ArgumentNullException.ThrowIfNull(counted);
        return new(table, counted.Outlooks);
    }
}
