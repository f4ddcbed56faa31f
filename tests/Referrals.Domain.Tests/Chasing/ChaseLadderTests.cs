using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

public sealed class ChaseLadderTests
{
    private static readonly WorkingDays s_days = Shipped.Catalogue.WorkingDays;
    private static readonly DateOnly s_due = new(2026, 3, 2);

    private static readonly Arbitrary<LadderPosition> s_positions =
        (from rungs in Gen.Choose(-30, 60).ListOf().Select(days => days.Distinct().Order().ToList())
         from due in Gen.Choose(new DateOnly(2024, 1, 1).DayNumber, new DateOnly(2027, 12, 31).DayNumber).Select(DateOnly.FromDayNumber)
         from snooze in Gen.Choose(-10, 200)
         from isSnoozed in Gen.Elements(true, false)
         select new LadderPosition
         {
             Ladder = new Ladder("any", rungs.Select(day => new Rung(day, ["owner"], "Late.")).ToList(), "made up"),
             Due = due,
             Climbed = 0,
             SnoozedUntil = isSnoozed ? due.AddDays(snooze) : null,
         }).ToArbitrary();

    [Fact]
    public void The_standard_ladder_reminds_on_the_day_then_climbs_to_the_SPO_the_PDU_head_and_the_regional_lead()
    {
        var climbed = Climb(Standing("standard"));

        Assert.Equal(
            [new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 4), new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 16), new DateOnly(2026, 3, 23)],
            climbed.Select(rung => rung.On));
        Assert.Equal(["owner"], climbed[0].Rung.Tell);
        Assert.Contains(Roles.Spo, climbed[2].Rung.Tell);
        Assert.Contains(Roles.PduHead, climbed[3].Rung.Tell);
        Assert.Contains(Roles.RegionalLead, climbed[4].Rung.Tell);
    }

    [Fact]
    public void The_urgent_ladder_begins_on_the_working_day_before_the_due_date() =>
        Assert.Equal(new DateOnly(2026, 2, 27), ChaseLadder.Next(Standing("urgent"), s_days)?.On);

    [Fact]
    public void At_the_top_of_the_ladder_nothing_more_is_due() =>
        Assert.Null(ChaseLadder.Next(Standing("standard") with { Climbed = 5 }, s_days));

    [Fact]
    public void A_snooze_that_ends_on_a_Saturday_lets_the_task_be_chased_on_Monday() =>
        Assert.Equal(new DateOnly(2026, 3, 9), ChaseLadder.Next(Standing("standard") with { SnoozedUntil = new DateOnly(2026, 3, 7) }, s_days)?.On);

    [Fact]
    public void A_snooze_that_ends_before_the_next_rung_changes_nothing() =>
        Assert.Equal(new DateOnly(2026, 3, 23), ChaseLadder.Next(Standing("standard") with { Climbed = 4, SnoozedUntil = new DateOnly(2026, 3, 7) }, s_days)?.On);

    [Theory]
    [InlineData("2026-04-02", "2026-04-02", 0)]
    [InlineData("2026-04-02", "2026-04-06", 0)]
    [InlineData("2026-04-02", "2026-04-07", 1)]
    [InlineData("2026-04-02", "2026-03-01", 0)]
    public void Lateness_counts_working_days_after_the_due_date(string due, string today, int late) =>
        Assert.Equal(late, ChaseLadder.Lateness(DateOnly.Parse(due), DateOnly.Parse(today), s_days));

    [Fact]
    public void Climbing_any_ladder_takes_each_rung_once_and_in_order_of_days() => Prop.ForAll(s_positions, position =>
    {
        var climbed = Climb(position);
        return climbed.Select(rung => rung.Index).SequenceEqual(Enumerable.Range(0, position.Ladder.Rungs.Count))
            && climbed.Zip(climbed.Skip(1)).All(pair => pair.First.On <= pair.Second.On);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_rung_falls_on_a_working_day_and_never_within_a_snooze() => Prop.ForAll(s_positions, position =>
        Climb(position).TrueForAll(rung => s_days.IsWorkingDay(rung.On) && (position.SnoozedUntil is null || rung.On >= position.SnoozedUntil))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_snooze_never_brings_a_rung_forward() => Prop.ForAll(s_positions, position =>
        Climb(position).Zip(Climb(position with { SnoozedUntil = null })).All(pair => pair.First.On >= pair.Second.On)).QuickCheckThrowOnFailure();

    private static LadderPosition Standing(string ladder) => new() { Ladder = Shipped.Catalogue.LadderOn(ladder, s_due), Due = s_due, Climbed = 0 };

    private static List<NextRung> Climb(LadderPosition position)
    {
        var climbed = new List<NextRung>();
        for (var next = ChaseLadder.Next(position, s_days); next is not null; next = ChaseLadder.Next(position with { Climbed = next.Index + 1 }, s_days))
            climbed.Add(next);
        return climbed;
    }
}
