using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

public sealed class WaitingPriorityTests
{
    private static readonly DateOnly s_today = new(2026, 3, 2);
    private static readonly WaitingPoints s_points = Shipped.Catalogue.ThresholdsOn(s_today).WaitingPoints;

    private static readonly WaitingFacts s_known = new()
    {
        Today = s_today,
        WaitingSince = s_today.AddDays(-70),
        SaraPartner = RiskLevel.High,
        SaraOthers = RiskLevel.Medium,
        Rosh = RiskLevel.High,
        Deliverable = Ends(s_today.AddDays(7 * 40)),
        WeeksNeeded = 20,
        Ordered = true,
        MissedPlaces = 1,
    };

    [Fact]
    public void Every_reason_is_shown_with_its_points_and_they_add_up()
    {
        var place = Of(s_known);

        Assert.Equal(
            [
                ("SARA towards a partner: high.", 30), ("SARA towards others: medium.", 0), ("Risk of serious harm: high.", 20),
                ("Deliverable supervision left: 40 weeks; the programme takes 20 weeks.", 0), ("Waiting since 22 December 2025: 10 weeks.", 10),
                ("A requirement or licence condition orders the programme.", 15), ("1 place lost through no choice of the person.", 5),
            ],
            place.Reasons.Select(reason => (reason.Words, reason.Points)));
        Assert.Equal(80, place.Points);
        Assert.All(place.Reasons, reason => Assert.True(reason.Known));
    }

    [Theory]
    [InlineData(RiskLevel.Low, RiskLevel.VeryHigh, 0, 40)]
    [InlineData(RiskLevel.High, RiskLevel.High, 30, 0)]
    [InlineData(null, RiskLevel.Medium, 0, 10)]
    [InlineData(RiskLevel.Medium, null, 10, 0)]
    public void Of_the_two_SARA_levels_the_higher_gives_points(RiskLevel? partner, RiskLevel? others, int byPartner, int byOthers)
    {
        var place = Of(s_known with { SaraPartner = partner, SaraOthers = others });

        Assert.Equal((byPartner, byOthers), (place.Reasons[0].Points, place.Reasons[1].Points));
    }

    [Fact]
    public void What_is_not_known_says_so_adds_nothing_and_is_still_listed()
    {
        var place = Of(new WaitingFacts { Today = s_today, WaitingSince = s_today, MissedPlaces = 0 });

        Assert.Equal(0, place.Points);
        Assert.Equal(7, place.Reasons.Count);
        Assert.Equal(5, place.Reasons.Count(reason => !reason.Known));
        Assert.All(place.Reasons.Where(reason => !reason.Known), reason => Assert.Contains("not known", reason.Words));
        Assert.Null(place.MustStartBy);
        Assert.False(place.CannotFinish);
        Assert.True(place.MayNotFinish);
    }

    [Theory]
    [InlineData(28, 30)]
    [InlineData(29, 15)]
    [InlineData(84, 15)]
    [InlineData(85, 0)]
    [InlineData(0, 30)]
    [InlineData(-1, 0)]
    public void The_fewer_weeks_to_spare_the_more_points_until_no_start_can_help(int daysToSpare, int points) =>
        Assert.Equal(points, TimeLeft(s_known with { Deliverable = Ends(s_today.AddDays((7 * 20) + daysToSpare)) }).Points);

    [Fact]
    public void An_end_that_is_not_certain_counts_by_its_earliest_day_and_shows_both()
    {
        var place = Of(s_known with { Deliverable = new DeliverableTime(s_today, s_today.AddDays(7 * 18), s_today.AddDays(7 * 30), "x") });

        Assert.Equal("Deliverable supervision left: between 18 and 30 weeks; the programme takes 20 weeks: no more than 4 weeks to spare.", place.Reasons[3].Words);
        Assert.Equal(30, place.Reasons[3].Points);
        Assert.Equal(s_today.AddDays(-14), place.MustStartBy);
        Assert.Equal((false, true), (place.CannotFinish, place.MayNotFinish));
    }

    [Fact]
    public void Only_an_upper_bound_of_time_left_adds_nothing()
    {
        var reason = TimeLeft(s_known with { Deliverable = new DeliverableTime(s_today, null, s_today.AddDays(7 * 21), "x") });

        Assert.Equal((0, false), (reason.Points, reason.Known));
        Assert.Contains("at most 21 weeks", reason.Words);
    }

    [Theory]
    [InlineData(140, 0, false, false)]
    [InlineData(140, 1, true, true)]
    public void Whoever_cannot_finish_with_the_next_group_is_shown_from_the_day_after_supervision_ends(int ends, int after, bool cannot, bool mayNot)
    {
        var place = Of(s_known with { Deliverable = Ends(s_today.AddDays(ends)), NextGroupEnds = s_today.AddDays(ends + after) });

        Assert.Equal((cannot, mayNot), (place.CannotFinish, place.MayNotFinish));
    }

    [Fact]
    public void Without_a_next_group_one_that_begins_today_is_reckoned_with()
    {
        Assert.False(Of(s_known with { Deliverable = Ends(s_today.AddDays(140)) }).CannotFinish);
        Assert.True(Of(s_known with { Deliverable = Ends(s_today.AddDays(139)) }).CannotFinish);
    }

    [Fact]
    public void A_programme_must_begin_by_the_day_from_which_its_weeks_just_fit() =>
        Assert.Equal(s_today.AddDays(140), Of(s_known with { Deliverable = Ends(s_today.AddDays(280)) }).MustStartBy);

    [Fact]
    public void Points_for_waiting_and_for_lost_places_have_a_limit()
    {
        var place = Of(s_known with { WaitingSince = s_today.AddDays(-7 * 200), MissedPlaces = 9 });

        Assert.Equal(s_points.WaitedAtMost, place.Reasons[4].Points);
        Assert.Equal(s_points.MissedPlacesAtMost, place.Reasons[6].Points);
    }

    [Fact]
    public void A_wait_that_begins_in_the_future_gives_no_points() => Assert.Equal(0, Of(s_known with { WaitingSince = s_today.AddDays(10) }).Reasons[4].Points);

    [Fact]
    public void The_list_is_ordered_by_points_then_the_longest_wait_then_the_key_and_by_hand_at_the_place_given()
    {
        var high = Of(s_known);
        var low = Of(s_known with { SaraPartner = RiskLevel.Low, SaraOthers = RiskLevel.Low });
        WaitingEntry[] entries =
        [
            new("d", low, s_today, null), new("c", low, s_today.AddDays(-1), null), new("e", low, s_today, null), new("b", high, s_today, null),
            new("a2", low, s_today, 2), new("a1", low, s_today, 1),
        ];

        Assert.Equal(["a1", "a2", "b", "c", "d", "e"], InOrder(entries));
        Assert.Equal(["b", "a1", "a2", "c", "d", "e"], InOrder([.. entries.Select(entry => entry with { OverridePosition = entry.OverridePosition + 1 })]));
        Assert.Equal(["b", "c", "d", "e", "a1", "a2"], InOrder([.. entries.Select(entry => entry with { OverridePosition = entry.OverridePosition + 40 })]));
    }

    [Fact]
    public void A_place_by_hand_is_counted_in_the_queue_of_its_own_region_and_programme()
    {
        var (high, low) = (Of(s_known), Of(s_known with { SaraPartner = RiskLevel.Low, SaraOthers = RiskLevel.Low }));
        WaitingEntry[] entries = [new("A-1", high, s_today.AddDays(-3), null), new("B-1", high, s_today, null), new("B-2", low, s_today.AddDays(-2), null), new("B-3", low, s_today, 2), new("A-2", low, s_today.AddDays(-1), null)];

        Assert.Equal(["A-1", "B-1", "B-3", "B-2", "A-2"], InOrder(entries));
        Assert.Contains("put there by hand", Assert.Single(WaitingPriority.WhyAhead(entries[2], [entries[3]])), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_is_one_whatever_order_the_list_came_in()
    {
        var places = new[] { Of(s_known), Of(s_known with { Ordered = false }), Of(s_known with { Rosh = null }) };
        var entries = (
            from points in Gen.Choose(0, 2)
            from since in Gen.Choose(0, 3)
            from position in Gen.Choose(-3, 3)
            from key in Gen.Choose(0, 1000)
            select new WaitingEntry(key.ToString(), places[points], s_today.AddDays(-since), position < 1 ? null : position)).ArrayOf(12).ToArbitrary();

        Prop.ForAll(entries, all => InOrder([.. all.DistinctBy(entry => entry.Key)]).SequenceEqual(InOrder([.. all.DistinctBy(entry => entry.Key).Reverse()]))).QuickCheckThrowOnFailure();
        // Somebody alone put at a place stands there, however many points they have.
        Prop.ForAll(entries, all =>
        {
            var list = all.DistinctBy(entry => entry.Key).Select((entry, i) => entry with { OverridePosition = i == 0 ? entry.OverridePosition : null }).ToList();
            return list.Count == 0 || list[0].OverridePosition is not { } place || InOrder(list).ToList().IndexOf(list[0].Key) == Math.Min(place, list.Count) - 1;
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Queues are told apart by the first letter of the key.</summary>
    private static IEnumerable<string> InOrder(IReadOnlyList<WaitingEntry> entries) => WaitingPriority.Queue(entries, entry => entry, entry => char.IsUpper(entry.Key[0]) ? entry.Key[0] : '-').Select(entry => entry.Key);

    [Theory]
    [InlineData("building-choices-moderate", 2, 3 + 11 + 6)]
    [InlineData("building-choices-moderate", 3, 3 + 7 + 6)]
    [InlineData("help", 1, 1 + 6)]
    [InlineData("first-steps-to-change", 1, 4)]
    public void A_plan_takes_its_gaps_and_its_sessions_by_the_week(string programme, int aWeek, int weeks) =>
        Assert.Equal(weeks, Shipped.Catalogue.SessionPlanOn(programme, s_today)!.WeeksNeeded(aWeek));

    [Fact]
    public void Twelve_weeks_after_leaving_to_the_day_one_may_rejoin() =>
        Assert.Equal(new DateOnly(2026, 5, 25), Shipped.Catalogue.SessionPlanOn("building-better-relationships", s_today)!.RejoinUntil(new DateOnly(2026, 3, 2)));

    private static DeliverableTime Ends(DateOnly on) => new(s_today, on, on, "x");

    private static WaitingPlace Of(WaitingFacts facts) => WaitingPriority.Of(facts, s_points);

    private static PriorityReason TimeLeft(WaitingFacts facts) => Of(facts).Reasons[3];
}
