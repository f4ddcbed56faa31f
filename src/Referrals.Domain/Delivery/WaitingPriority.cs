using static Referrals.Domain.Wording;

namespace Referrals.Domain;

/// <summary>What is known of one person who waits for a place. Null is "not known".</summary>
public sealed record WaitingFacts
{
    public required DateOnly Today { get; init; }

    /// <summary>The day from which the wait counts: a transfer to another region or a lost place does not begin it anew.</summary>
    public required DateOnly WaitingSince { get; init; }

    public RiskLevel? SaraPartner { get; init; }

    public RiskLevel? SaraOthers { get; init; }

    public RiskLevel? Rosh { get; init; }

    public DeliverableTime? Deliverable { get; init; }

    /// <summary>From the first pre-group session to the review: <see cref="SessionPlan.WeeksNeeded"/>. Null where the programme has no plan.</summary>
    public int? WeeksNeeded { get; init; }

    /// <summary>The day on which the next group in reach ends with its review; null where no group is planned, and then one that begins today is reckoned with.</summary>
    public DateOnly? NextGroupEnds { get; init; }

    /// <summary>A requirement or licence condition orders the programme.</summary>
    public bool? Ordered { get; init; }

    /// <summary>Places lost through no choice of the person.</summary>
    public required int MissedPlaces { get; init; }
}

/// <param name="Words">A sentence.</param>
/// <param name="Points">0 where it is not known or gives none.</param>
/// <param name="Known">False where it is not known.</param>
public sealed record PriorityReason(string Words, int Points, bool Known = true);

public sealed record WaitingPlace
{
    /// <summary>Of all reasons together.</summary>
    public int Points { get; private init; }

    /// <summary>Everything that is looked at, in one order for everybody, also what gives no points and what is not known.</summary>
    public required IReadOnlyList<PriorityReason> Reasons
    {
        get;
        init
        {
            field = value;
            Points = value.Sum(reason => reason.Points);
        }
    }

    /// <summary>The last day on which a programme may begin and still end in deliverable supervision; before the earliest possible end where that is not certain. Null is not known.</summary>
    public required DateOnly? MustStartBy { get; init; }

    /// <summary>Certain: deliverable supervision ends before the next group can.</summary>
    public required bool CannotFinish { get; init; }

    /// <summary>Not certain that it can finish: it cannot, it depends on what is not known, or nothing is known.</summary>
    public required bool MayNotFinish { get; init; }
}

/// <param name="OverridePosition">Given by somebody with a reason: 1 is first.</param>
/// <param name="Key">Decides between equals, so that the list has one order.</param>
public sealed record WaitingEntry(string Key, WaitingPlace Place, DateOnly WaitingSince, int? OverridePosition);

/// <summary>Orders a waiting list and says why. The points are local configuration; what is not known adds none.</summary>
public static class WaitingPriority
{
    /// <summary>By points, most first; then by the day from which the wait counts. Whom somebody put at a place by hand is put there by <see cref="Queue{T}"/>.</summary>
    public static IComparer<WaitingEntry> Order { get; } = Comparer<WaitingEntry>.Create((one, other) =>
    {
        var order = other.Place.Points.CompareTo(one.Place.Points);
        if (order == 0)
            order = one.WaitingSince.CompareTo(other.WaitingSince);
        return order == 0 ? string.CompareOrdinal(one.Key, other.Key) : order;
    });

    /// <summary>
    /// Everybody in order: by points, and whoever was put at a place by hand at that place of their own queue, with the others moving up or down by one. Where several
    /// queues are shown as one, they stand directly before the one they go before in their own.
    /// </summary>
    /// <param name="queueOf">The region and programme in which a place by hand is counted.</param>
    public static IReadOnlyList<T> Queue<T>(IEnumerable<T> waiting, Func<T, WaitingEntry> entryOf, Func<T, object> queueOf)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        ArgumentNullException.ThrowIfNull(entryOf);
        ArgumentNullException.ThrowIfNull(queueOf);
        var placed = new List<(T One, WaitingEntry Anchor, int Side, int Index)>();
        foreach (var queue in waiting.GroupBy(queueOf))
        {
            var order = queue.Where(one => entryOf(one).OverridePosition is null).OrderBy(entryOf, Order).ToList();
            // Of two put at one place the one with more points stands there, and the other behind.
            foreach (var put in queue.Where(one => entryOf(one).OverridePosition is not null).OrderBy(one => entryOf(one).OverridePosition).ThenByDescending(entryOf, Order))
                order.Insert(Math.Min(Math.Max(entryOf(put).OverridePosition!.Value - 1, 0), order.Count), put);
            var entries = order.ConvertAll(one => entryOf(one));
            var last = entries.FindLast(entry => entry.OverridePosition is null);
            WaitingEntry? next = null;
            for (var i = order.Count - 1; i >= 0; i--)
            {
                var byHand = entries[i].OverridePosition is not null;
                if (!byHand)
                    next = entries[i];
                placed.Add((order[i], next ?? last ?? entries[i], !byHand ? 1 : next is not null ? 0 : 2, i));
            }
        }

        return [.. placed.OrderBy(one => one.Anchor, Order).ThenBy(one => one.Side).ThenBy(one => one.Index).Select(one => one.One)];
    }

    // In the order in which Of looks at them, the two levels of SARA being one ground.
    private static readonly string[] s_grounds = ["higher risk in SARA", "a higher risk of serious harm", "less time left to finish", "a longer wait", "a requirement or licence condition", "more places lost through no choice of theirs"];

    /// <summary>Why others are ahead of one person, in general terms: each is counted under what puts them ahead most, the commonest first.</summary>
    public static IReadOnlyList<string> WhyAhead(WaitingEntry one, IReadOnlyList<WaitingEntry> ahead)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(ahead);
        return [.. ahead.Select(Ground).GroupBy(ground => ground).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal)
            .Select(same => $"{(same.Count() == 1 ? "1 person" : $"{same.Count()} people")}: {same.Key}.")];

        string Ground(WaitingEntry other)
        {
            // By points and time they would not stand ahead: somebody moved one of the two.
            if ((other.OverridePosition is not null || one.OverridePosition is not null) && (other.Place.Points, one.WaitingSince).CompareTo((one.Place.Points, other.WaitingSince)) <= 0)
                return other.OverridePosition is not null ? "put there by hand, with a reason that is recorded" : "ahead of a place that was given by hand, with a reason that is recorded";
            var (theirs, own) = (other.Place.Reasons, one.Place.Reasons);
            var (ground, most) = (-1, 0);
            for (var i = 0; i < s_grounds.Length; i++)
            {
                var more = theirs[i + 1].Points - own[i + 1].Points + (i == 0 ? theirs[0].Points - own[0].Points : 0);
                if (more > most)
                    (ground, most) = (i, more);
            }

            return ground < 0 ? "waiting since an earlier day" : s_grounds[ground];
        }
    }

    public static WaitingPlace Of(WaitingFacts facts, WaitingPoints points)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(points);
        var ends = facts.NextGroupEnds ?? (facts.WeeksNeeded is { } needed ? facts.Today.AddDays(7 * needed) : null);
        var cannot = ends is { } end && facts.Deliverable?.LatestEnd < end;
        var surely = ends is { } known && facts.Deliverable?.EarliestEnd >= known;
        return new WaitingPlace
        {
            Reasons = [.. Sara(facts, points), Rosh(facts, points), TimeLeft(facts, points), Waited(facts, points), Ordered(facts, points), Missed(facts, points)],
            MustStartBy = facts.WeeksNeeded is { } weeks ? (facts.Deliverable?.EarliestEnd ?? facts.Deliverable?.LatestEnd)?.AddDays(-7 * weeks) : null,
            CannotFinish = cannot,
            MayNotFinish = !surely,
        };
    }

    /// <summary>The higher of the two levels gives the points; of two that are equal the first.</summary>
    private static IEnumerable<PriorityReason> Sara(WaitingFacts facts, WaitingPoints points)
    {
        var byOthers = facts.SaraOthers is { } others && (facts.SaraPartner is not { } partner || others > partner);
        yield return Level("SARA towards a partner", facts.SaraPartner, byOthers ? null : points.Sara);
        yield return Level("SARA towards others", facts.SaraOthers, byOthers ? points.Sara : null);
    }

    private static PriorityReason Rosh(WaitingFacts facts, WaitingPoints points) => Level("Risk of serious harm", facts.Rosh, points.Rosh);

    private static PriorityReason Level(string what, RiskLevel? level, IReadOnlyDictionary<RiskLevel, int>? points) =>
        level is not { } known ? NotKnown(what) : new PriorityReason($"{what}: {InWords(known)}.", points?.GetValueOrDefault(known) ?? 0);

    private static PriorityReason TimeLeft(WaitingFacts facts, WaitingPoints points)
    {
        if (facts.WeeksNeeded is not { } needed)
            return new PriorityReason("The weeks that the programme takes: not known.", 0, Known: false);
        if (facts.Deliverable is not { } time || time.AtLeastDaysLeft is not { } days)
            return new PriorityReason($"Deliverable supervision left: {facts.Deliverable?.InWords() ?? "not known"}; how much for certain is not known.", 0, Known: false);
        var said = $"Deliverable supervision left: {time.InWords()}; the programme takes {Weeks(needed)}";
        if (time.AtMostDaysLeft is { } most && most < 7 * needed)
            return new PriorityReason($"{said}: too little to finish, so it gives no points.", 0);

        // Days, not whole weeks: with the weeks rounded down somebody would be urgent six days early.
        var spare = days - (7 * needed);
        return spare <= 7 * points.TightWeeks ? new PriorityReason($"{said}: no more than {Weeks(points.TightWeeks)} to spare.", points.Tight)
            : spare <= 7 * points.SoonWeeks ? new PriorityReason($"{said}: no more than {Weeks(points.SoonWeeks)} to spare.", points.Soon)
            : new PriorityReason($"{said}.", 0);
    }

    private static PriorityReason Waited(WaitingFacts facts, WaitingPoints points)
    {
        var weeks = Math.Max(0, facts.Today.DayNumber - facts.WaitingSince.DayNumber) / 7;
        return new PriorityReason($"Waiting since {Day(facts.WaitingSince)}: {Weeks(weeks)}.", Math.Min(weeks * points.PerWeekWaited, points.WaitedAtMost));
    }

    private static PriorityReason Ordered(WaitingFacts facts, WaitingPoints points) => facts.Ordered switch
    {
        true => new PriorityReason("A requirement or licence condition orders the programme.", points.Ordered),
        false => new PriorityReason("No requirement or licence condition orders the programme.", 0),
        null => NotKnown("A requirement or licence condition that orders the programme"),
    };

    private static PriorityReason Missed(WaitingFacts facts, WaitingPoints points) => facts.MissedPlaces == 0
        ? new PriorityReason("No place was lost.", 0)
        : new PriorityReason($"{Count(facts.MissedPlaces, "place")} lost through no choice of the person.", Math.Min(facts.MissedPlaces * points.PerMissedPlace, points.MissedPlacesAtMost));

    private static PriorityReason NotKnown(string what) => new($"{what}: not known.", 0, Known: false);
}
