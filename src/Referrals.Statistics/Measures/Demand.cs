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
    public const string Waiting = "waiting";
    public const string EndingSoon = "ending-soon";

    /// <summary>Less supervision than this left is too little for a programme that has yet to begin.</summary>
    public const int Weeks = 26;

    private const int MonthsBack = 24, MonthsOfStarts = 6;

    public static IReadOnlyList<MeasureDefinition> Measures { get; } =
    [
        new(Waiting, "Waiting for a place", 1, "people", "People with a need whose referral is accepted and who have no place now.", null, "Written answer to Parliament, 26 April 2024: waiting lists are not recorded centrally") { Population = "People with an open need", Dates = "As at the day of counting", Sentence = "Accepted, and waiting for a place." },
        new(EndingSoon, "Supervision ends within 26 weeks", 1, "people", "Of those waiting, people whose last supervision ends within 26 weeks: they will run out of time first.", Waiting, "Defined here") { Within = Waiting, Sentence = "Those who will run out of supervision first." },
    ];

    /// <param name="places">Free places on groups with sessions to come, by area.</param>
    public static CountedDemand Count(IReadOnlyList<PersonFacts> people, Breakdown by, string? region, IReadOnlyDictionary<GroupKey, long> places, DateOnly asAt, Func<Breakdown, string, string> label)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(places);
        var areas = new Dictionary<GroupKey, Area>();
        var thisMonth = (asAt.Year * 12) + asAt.Month - 1;
        foreach (var person in people)
        {
            if (region is not null && person.Region != region) continue;
            Area? area = null;
            var waiting = false;
            foreach (var need in person.Needs)
            {
                area ??= Of(by == Breakdown.Region ? GroupKey.Of(person.Region) : GroupKey.Of(person.Pdu));
                waiting |= need is { ClosedOn: null, Stands: Stands.WaitingForPlace };
                if (need.AcceptedOn is { } accepted && MonthsAgo(accepted) is >= 1 and <= MonthsBack and var a) area.Accepted[a - 1]++;
                if (need.FirstSessionOn is { } started && MonthsAgo(started) is >= 1 and <= MonthsOfStarts) area.Started++;
            }

            if (!waiting) continue;
            area!.Waiting++;
            DateOnly? ends = null;
            foreach (var order in person.Orders)
            {
                if (order.EndedOn is null && order.EndsOn is { } end && (ends is null || end > ends)) ends = end;
            }

            if (ends is { } last && last <= asAt.AddDays(7 * Weeks)) area.EndingSoon++;
        }

        foreach (var key in places.Keys) Of(key);
        var rows = areas.Select(a => (Key: Breakdowns.Key(by, a.Key), Label: Breakdowns.Label(by, a.Key) ?? label(by, Breakdowns.Key(by, a.Key)), a.Value, Places: places.GetValueOrDefault(a.Key), a.Key.IsUnknown))
            .OrderBy(a => a.IsUnknown).ThenBy(a => by == Breakdown.Region ? a.Key : a.Label, StringComparer.Ordinal).ToList();
        var table = new CountedTable
        {
            Title = "Demand against capacity",
            Period = new StatisticsPeriod(asAt, asAt),
            By = by,
            AsAt = asAt,
            Measures = Measures,
            Rows = [.. rows.Select(r => new CohortRow(r.Key, r.Label, new Dictionary<string, long> { [Waiting] = r.Value.Waiting, [EndingSoon] = r.Value.EndingSoon }))],
            Notes =
            [
                "Expected in a month is the mean of the last two years' acceptances; nine months in ten fall into the range if the coming ones are as the past ones were.",
                "Months to clear takes today's queue, and people starting and coming as they have; where as many come as start, the queue does not clear.",
            ],
        };
        var all = rows.Aggregate(new Area(), (sum, r) => sum.With(r.Value));
        return new(table, rows.Select(r => (r.Key, Outlook: Look(r.Value, r.Places))).Append((table.Total.Key, Look(all, rows.Sum(r => r.Places)))).ToDictionary(r => r.Item1, r => r.Item2));

        Area Of(GroupKey key)
        {
            if (!areas.TryGetValue(key, out var area)) areas.Add(key, area = new Area());
            return area;
        }

        int MonthsAgo(DateOnly on) => thisMonth - ((on.Year * 12) + on.Month - 1);
    }

    private static Outlook Look(Area area, long places)
    {
        // Months before anybody was accepted say nothing of what is to come.
        var first = Array.FindLastIndex(area.Accepted, n => n > 0);
        var inflow = Expected.From(area.Accepted[..(first + 1)]);
        var starts = area.Started / (double)MonthsOfStarts;
        var shrinks = starts - (inflow?.Mean ?? 0);
        return new(inflow, starts, area.Waiting == 0 ? 0 : inflow is not null && shrinks > 0 ? area.Waiting / shrinks : null, places);
    }

    private sealed class Area
    {
        public long Waiting { get; set; }
        public long EndingSoon { get; set; }
        public long Started { get; set; }
        public long[] Accepted { get; } = new long[MonthsBack];

        public Area With(Area other)
        {
            (Waiting, EndingSoon, Started) = (Waiting + other.Waiting, EndingSoon + other.EndingSoon, Started + other.Started);
            for (var i = 0; i < Accepted.Length; i++) Accepted[i] += other.Accepted[i];
            return this;
        }
    }
}

/// <summary>Demand after disclosure control: an outlook only beside a queue that is shown.</summary>
public sealed class CapacityTable
{
    private readonly IReadOnlyDictionary<string, Outlook> outlooks;

    private CapacityTable(StatisticsTable counts, IReadOnlyDictionary<string, Outlook> outlooks) => (Counts, this.outlooks) = (counts, outlooks);

    public StatisticsTable Counts { get; }

    /// <summary>Null where the queue is withheld: what is expected is drawn from the same people.</summary>
    public Outlook? Of(StatisticsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Cells[Demand.Waiting].IsSuppressed ? null : outlooks[row.Key];
    }

    /// <summary>Free places are of groups and of nobody.</summary>
    public long PlacesOf(StatisticsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return outlooks[row.Key].Places;
    }

    public static CapacityTable Protect(CountedDemand counted, int threshold)
    {
        ArgumentNullException.ThrowIfNull(counted);
        return new(DisclosureControl.Apply(counted.Table, threshold), counted.Outlooks);
    }
}
