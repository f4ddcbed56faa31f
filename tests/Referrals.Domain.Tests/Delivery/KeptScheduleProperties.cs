using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

/// <summary>What somebody placed by hand stays there through any change that leaves it room, and where it cannot, the schedule says so.</summary>
public sealed class KeptScheduleProperties
{
    private static readonly WorkingDays s_calendar = Shipped.Catalogue.WorkingDays;
    private static readonly SessionPlan[] s_plans = [Shipped.Catalogue.SessionPlan("building-better-relationships", 1)!, Shipped.Catalogue.SessionPlan("building-choices-moderate", 1)!];
    private static readonly DateOnly s_start = new(2026, 1, 5);
    private static readonly WeeklySlot[] s_slots = [new(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new(DayOfWeek.Thursday, new TimeOnly(18, 0)), new(DayOfWeek.Friday, new TimeOnly(10, 0))];

    private sealed record Case(ScheduleRequest Request, IReadOnlyList<FixedSession> ByHand, FixedSession? Wanted);

    private static readonly Arbitrary<Case> s_cases = (
        from plan in Gen.Elements(s_plans)
        from slots in Gen.Elements<IReadOnlyList<WeeklySlot>>([s_slots[0]], [s_slots[0], s_slots[1]], s_slots)
        let first = new ScheduleRequest { Plan = plan, Slots = [s_slots[0], s_slots[1]], EarliestStart = s_start, Closures = [], Fixed = [] }
        let laid = Schedule.Lay(first, s_calendar).Sessions
        from held in Gen.Choose(0, 12)
        from moved in (from at in Gen.Choose(0, laid.Count - 1) from days in Gen.Choose(-9, 20) from hour in Gen.Choose(8, 20) select (at, days, hour)).ArrayOf(4)
        from closed in (from after in Gen.Choose(0, 150) from days in Gen.Choose(0, 21) select new Closure(s_start.AddDays(after), s_start.AddDays(after + days), "Closed")).ArrayOf(2)
        from notBefore in Gen.Choose(0, 120)
        let heldOnes = laid.Take(held).Select(session => Fix(session, true)).ToList()
        let hand = moved.Where(one => one.at >= held).DistinctBy(one => one.at).Select(one => Fix(laid[one.at], false) with { On = laid[one.at].On.AddDays(one.days), Start = new TimeOnly(one.hour, 0) }).ToList()
        from wants in Gen.Choose(0, 2)
        let wanted = wants == 0 && hand.Count > 0 ? hand[0] : null
        select new Case(
            first with { Slots = slots, Closures = closed, Fixed = [.. heldOnes, .. new[] { wanted }.OfType<FixedSession>()], NotBefore = held == 0 ? null : s_start.AddDays(notBefore) },
            [.. hand.Where(one => one != wanted)],
            wanted)).ToArbitrary();

    [Fact]
    public void Everything_placed_by_hand_stays_exactly_there_or_is_let_go_with_a_reason() => Check(one =>
    {
        var kept = Lay(one);
        var released = kept.Released.Select(session => session.TemplateKey).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(one.ByHand.Select(session => session.TemplateKey).ToHashSet(StringComparer.Ordinal), released);
        Assert.Equal(released.Count, kept.Released.Count);
        Assert.All(kept.Released, session => Assert.EndsWith(".", session.Why, StringComparison.Ordinal));
        Assert.All(one.ByHand.Where(session => !released.Contains(session.TemplateKey)), session =>
            Assert.Contains(kept.Laid.Sessions, laid => laid.TemplateKey == session.TemplateKey && laid.On == session.On && laid.Start == session.Start && laid is { Fixed: true, Held: false }));
    });

    [Fact]
    public void What_stays_breaks_no_rule_and_keeps_nothing_else_from_having_a_day() => Check(one =>
    {
        var kept = Lay(one);
        Assert.All(kept.Laid.Problems, problem => Assert.Equal(one.Wanted?.TemplateKey, problem.TemplateKey));
        var bare = Schedule.Lay(one.Request, s_calendar);
        Assert.True(Missing(one, kept.Laid) <= Missing(one, bare) || kept.Released.Count < one.ByHand.Count);
        if (one.Wanted is null)
            Assert.Equal(Missing(one, bare), Missing(one, kept.Laid));
    });

    [Fact]
    public void Nothing_is_let_go_that_could_have_stayed() => Check(one =>
    {
        var kept = Lay(one);
        var stays = one.ByHand.Where(session => kept.Released.All(gone => gone.TemplateKey != session.TemplateKey)).ToList();
        foreach (var gone in kept.Released)
        {
            var back = one.ByHand.Single(session => session.TemplateKey == gone.TemplateKey);
            var tried = Schedule.Lay(one.Request with { Fixed = [.. one.Request.Fixed, .. stays, back] }, s_calendar);
            Assert.True(tried.Problems.Count > kept.Laid.Problems.Count || Missing(one, tried) > Missing(one, kept.Laid), $"{gone.TemplateKey} could have stayed: {gone.Why}");
        }
    });

    [Fact]
    public void What_was_held_and_what_is_wanted_stay_whatever_was_placed_by_hand() => Check(one =>
        Assert.All(one.Request.Fixed, wanted => Assert.Contains(Lay(one).Laid.Sessions, laid => laid.TemplateKey == wanted.TemplateKey && laid.On == wanted.On && laid.Start == wanted.Start)));

    [Fact]
    public void With_nothing_placed_by_hand_it_is_the_plain_schedule() => Check(one =>
    {
        var kept = Schedule.LayKeeping(one.Request, [], s_calendar);
        Assert.Empty(kept.Released);
        Assert.Equal(Schedule.Lay(one.Request, s_calendar).Sessions, kept.Laid.Sessions);
    });

    [Fact]
    public void A_session_moved_by_hand_outlasts_a_new_closure_and_is_let_go_only_where_the_group_is_closed_that_day()
    {
        var plan = s_plans[0];
        var request = new ScheduleRequest { Plan = plan, Slots = [s_slots[0], s_slots[1]], EarliestStart = s_start, Closures = [], Fixed = [] };
        var laid = Schedule.Lay(request, s_calendar).Sessions;
        var byHand = Fix(laid[5], false) with { On = laid[5].On.AddDays(1), Start = new TimeOnly(14, 0) };

        var room = Schedule.LayKeeping(request with { Closures = [new Closure(laid[1].On, laid[1].On, "Fire drill")] }, [byHand], s_calendar);
        var elsewhere = Schedule.LayKeeping(request with { Closures = [new Closure(laid[1].On, laid[2].On, "Fire drill")] }, [byHand], s_calendar);
        var there = Schedule.LayKeeping(request with { Closures = [new Closure(byHand.On, byHand.On, "Fire drill")] }, [byHand], s_calendar);

        // One day lost before it leaves the slot that it left; with two the five sessions before it no longer fit, and that is said.
        Assert.Empty(room.Released);
        var gone = Assert.Single(elsewhere.Released);
        Assert.Contains("has to come before it", gone.Why, StringComparison.Ordinal);
        Assert.Contains("Fire drill", Assert.Single(there.Released).Why, StringComparison.Ordinal);
        Assert.Empty(Schedule.LayKeeping(request with { Closures = [new Closure(laid[9].On, laid[9].On, "Fire drill")] }, [byHand], s_calendar).Released);
    }

    private static KeptSchedule Lay(Case one) => Schedule.LayKeeping(one.Request, one.ByHand, s_calendar);

    private static int Missing(Case one, ScheduleResult of) => of.Unplaced.Count(unplaced => one.Request.Plan.Session(unplaced.TemplateKey).Format == SessionFormat.Group);

    private static FixedSession Fix(LaidSession session, bool held) => new() { TemplateKey = session.TemplateKey, On = session.On, Start = session.Start, Minutes = session.Minutes, Held = held };

    private static void Check(Action<Case> property) => Prop.ForAll(s_cases, property).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
