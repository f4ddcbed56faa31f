namespace Referrals.Domain.Tests;

public sealed class ScheduleTests
{
    private static readonly WorkingDays s_calendar = Shipped.Catalogue.WorkingDays;
    private static readonly SessionPlan s_moderate = Shipped.Catalogue.SessionPlan("building-choices-moderate", 1)!;
    private static readonly SessionPlan s_toolkit = Shipped.Catalogue.SessionPlan("first-steps-to-change", 1)!;

    private static readonly WeeklySlot[] s_mondaysAndThursdays = [new(DayOfWeek.Monday, new TimeOnly(18, 0)), new(DayOfWeek.Thursday, new TimeOnly(18, 0))];

    [Fact]
    public void The_first_group_session_leaves_three_weeks_after_the_first_day_on_which_a_pre_group_session_could_be_held()
    {
        // 3 January 2026 is a Saturday: the first pre-group session can be held on the 5th.
        var result = Lay(new DateOnly(2026, 1, 3));

        Assert.Equal(("getting-started-1", new DateOnly(2026, 1, 26), new TimeOnly(18, 0)), (result.Sessions[0].TemplateKey, result.Sessions[0].On, result.Sessions[0].Start));
        Assert.Equal(new OneToOneWindow("pre-group-one-to-one", 1, new DateOnly(2026, 1, 5), new DateOnly(2026, 1, 5)), result.Windows[0]);
    }

    [Fact]
    public void Twenty_one_sessions_go_on_the_slots_in_order_and_pass_over_Good_Friday_week_and_Easter_Monday()
    {
        var result = Lay(new DateOnly(2026, 1, 5));

        Assert.Equal(21, result.Sessions.Count);
        Assert.Empty(result.Unplaced);
        Assert.DoesNotContain(result.Sessions, session => session.On == new DateOnly(2026, 4, 6));
        Assert.Equal(new DateOnly(2026, 4, 9), result.Sessions[^1].On);
        Assert.Equal(result.Sessions.OrderBy(session => session.On).Select(session => session.TemplateKey), result.Sessions.OrderBy(session => session.Number).Select(session => session.TemplateKey));
    }

    [Fact]
    public void A_one_to_one_of_a_module_may_be_held_from_the_day_after_the_modules_last_group_session_for_four_weeks()
    {
        var result = Lay(new DateOnly(2026, 1, 5));
        var last = result.Sessions.Single(session => session.TemplateKey == "getting-started-2");

        Assert.Equal(new DateOnly(2026, 1, 29), last.On);
        Assert.Equal(new OneToOneWindow("getting-started-one-to-one", 4, new DateOnly(2026, 1, 30), new DateOnly(2026, 2, 26)), Window(result, "getting-started-one-to-one"));
    }

    [Fact]
    public void The_review_leaves_six_weeks_after_the_last_session()
    {
        var result = Lay(new DateOnly(2026, 1, 5));

        Assert.Equal(new DateOnly(2026, 4, 9).AddDays(42), Window(result, "post-programme-review-one-to-one")!.From);
    }

    [Fact]
    public void A_closure_is_passed_over()
    {
        var open = Lay(new DateOnly(2026, 1, 5));
        var closed = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Closures = [new Closure(new DateOnly(2026, 2, 2), new DateOnly(2026, 2, 5), "Heating repaired")] }, s_calendar);

        Assert.DoesNotContain(closed.Sessions, session => session.On >= new DateOnly(2026, 2, 2) && session.On <= new DateOnly(2026, 2, 5));
        Assert.Equal(open.Sessions[2].On.AddDays(7), closed.Sessions[2].On);
    }

    [Fact]
    public void Two_slots_of_one_day_are_both_used_where_they_do_not_overlap()
    {
        var apart = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Slots = [new(DayOfWeek.Monday, new TimeOnly(10, 0)), new(DayOfWeek.Monday, new TimeOnly(12, 30))] }, s_calendar);
        var overlapping = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Slots = [new(DayOfWeek.Monday, new TimeOnly(10, 0)), new(DayOfWeek.Monday, new TimeOnly(12, 29))] }, s_calendar);

        Assert.Equal(apart.Sessions[0].On, apart.Sessions[1].On);
        Assert.Equal(overlapping.Sessions[0].On.AddDays(7), overlapping.Sessions[1].On);
    }

    [Fact]
    public void Laying_anew_moves_only_what_is_not_held_and_says_what_would_move()
    {
        var before = Lay(new DateOnly(2026, 1, 5));
        var after = Schedule.Lay(
            Request(new DateOnly(2026, 1, 5)) with
            {
                Slots = [new(DayOfWeek.Tuesday, new TimeOnly(10, 0))],
                Fixed = before.Sessions.Take(3).Select(session => Fix(session, held: true)).ToList(),
                NotBefore = new DateOnly(2026, 2, 9),
            },
            s_calendar);
        var moves = Schedule.Compare(before.Sessions, after.Sessions);

        Assert.Equal(before.Sessions.Take(3).Select(session => session.On), after.Sessions.Take(3).Select(session => session.On));
        Assert.Equal(18, moves.Count);
        Assert.Equal(new ScheduleMove("managing-myself-2", 6, new SessionTime(new DateOnly(2026, 2, 5), new TimeOnly(18, 0)), new SessionTime(new DateOnly(2026, 2, 10), new TimeOnly(10, 0))), moves[0]);
    }

    [Fact]
    public void What_comes_or_goes_is_a_move_too()
    {
        var before = Lay(new DateOnly(2026, 1, 5)).Sessions;

        var move = Assert.Single(Schedule.Compare(before, before.Skip(1).ToList()));
        Assert.Equal((new SessionTime(before[0].On, before[0].Start), null), (move.From, move.To));
        Assert.Null(Assert.Single(Schedule.Compare(before.Skip(1).ToList(), before)).From);
        Assert.Empty(Schedule.Compare(before, before));
    }

    [Fact]
    public void A_session_placed_by_hand_stays_and_the_others_go_round_it()
    {
        var byHand = new FixedSession { TemplateKey = "managing-myself-1", On = new DateOnly(2026, 2, 10), Start = new TimeOnly(9, 0), Minutes = 150, Held = false };
        var result = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Fixed = [byHand] }, s_calendar);

        Assert.Empty(result.Problems);
        Assert.Equal(
            [("getting-started-1", new DateOnly(2026, 1, 26)), ("getting-started-2", new DateOnly(2026, 1, 29)), ("managing-myself-1", new DateOnly(2026, 2, 10)), ("managing-myself-2", new DateOnly(2026, 2, 12))],
            result.Sessions.Take(4).Select(session => (session.TemplateKey, session.On)));
    }

    [Fact]
    public void A_session_that_has_no_room_before_one_placed_by_hand_is_not_placed_and_says_why()
    {
        var byHand = new FixedSession { TemplateKey = "managing-myself-1", On = new DateOnly(2026, 1, 28), Start = new TimeOnly(9, 0), Minutes = 150, Held = false };
        var result = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Fixed = [byHand] }, s_calendar);

        var unplaced = Assert.Single(result.Unplaced, unplaced => unplaced.TemplateKey == "getting-started-2");
        Assert.Contains("until 'Managing myself 1', which is placed by hand on 28 January 2026", unplaced.Why);
        Assert.Equal(new DateOnly(2026, 1, 29), result.Sessions.Single(session => session.TemplateKey == "managing-myself-2").On);
    }

    [Theory]
    [InlineData("20:30", "2026-01-29")]
    [InlineData("20:29", "2026-01-26")]
    public void A_session_is_not_laid_so_that_it_runs_into_one_placed_by_hand(string byHandStarts, string lastBefore)
    {
        var byHand = new FixedSession { TemplateKey = "managing-myself-1", On = new DateOnly(2026, 1, 29), Start = TimeOnly.Parse(byHandStarts), Minutes = 150, Held = false };
        var result = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Fixed = [byHand] }, s_calendar);

        Assert.Equal(DateOnly.Parse(lastBefore), result.Sessions.Last(session => session.Number < 5).On);
    }

    [Theory]
    [InlineData("2026-01-25", "before 26 January 2026, the first day that leaves 3 weeks")]
    [InlineData("2026-01-01", "a bank holiday")]
    [InlineData("2026-01-04", "before 5 January 2026, the earliest start")]
    [InlineData("2026-01-21", "Staff training")]
    [InlineData("2029-02-01", "the bank holidays of 2029 are not in the catalogue")]
    public void A_session_placed_by_hand_where_it_breaks_a_rule_stays_and_the_rule_is_named(string on, string says)
    {
        var byHand = new FixedSession { TemplateKey = "getting-started-1", On = DateOnly.Parse(on), Start = new TimeOnly(9, 0), Minutes = 150, Held = false };
        var result = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Fixed = [byHand], Closures = [new Closure(new DateOnly(2026, 1, 21), new DateOnly(2026, 1, 21), "Staff training")] }, s_calendar);

        Assert.Contains(result.Sessions, session => session.TemplateKey == "getting-started-1" && session.On == DateOnly.Parse(on));
        Assert.Contains(result.Problems, problem => problem.TemplateKey == "getting-started-1" && problem.Words.Contains(says));
    }

    [Fact]
    public void A_session_before_one_already_held_is_not_laid()
    {
        var laid = Lay(new DateOnly(2026, 1, 5)).Sessions;
        var result = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Fixed = [Fix(laid[0], held: true), Fix(laid[2], held: true)] }, s_calendar);

        Assert.Contains("'Managing myself 1', which comes after it, was held on 2 February 2026", result.Unplaced[0].Why);
        Assert.All(result.Sessions.Skip(2), session => Assert.True(session.On > laid[2].On));
    }

    [Fact]
    public void Without_a_slot_nothing_is_laid_and_each_session_says_why()
    {
        var result = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Slots = [] }, s_calendar);

        Assert.Empty(result.Sessions);
        Assert.Empty(result.Windows);
        Assert.Equal(27, result.Unplaced.Count);
        Assert.Equal(21, result.Unplaced.Count(unplaced => unplaced.Why == "The group has no weekly slot."));
    }

    [Fact]
    public void A_slot_that_would_run_past_midnight_is_not_used()
    {
        var result = Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Slots = [new(DayOfWeek.Monday, new TimeOnly(22, 0))] }, s_calendar);

        Assert.Contains(result.Unplaced, unplaced => unplaced.Why == "No weekly slot leaves 150 minutes before midnight.");
    }

    [Fact]
    public void Nothing_is_laid_in_a_year_whose_bank_holidays_are_not_known()
    {
        var result = Lay(new DateOnly(2028, 10, 2));

        Assert.All(result.Sessions, session => Assert.Equal(2028, session.On.Year));
        Assert.NotEmpty(result.Sessions);
        Assert.Contains(result.Unplaced, unplaced => unplaced.Why.StartsWith("The bank holidays of 2029 are not in the catalogue", StringComparison.Ordinal));
        Assert.Contains(result.Unplaced, unplaced => unplaced.TemplateKey == "post-programme-review-one-to-one" && unplaced.Why.Contains("is not placed"));
    }

    [Fact]
    public void The_search_ends_after_two_years_and_says_so()
    {
        var result = Schedule.Lay(Request(new DateOnly(2024, 1, 2)) with { Closures = [new Closure(new DateOnly(2024, 3, 1), new DateOnly(2027, 1, 1), "Rebuilding")] }, s_calendar);

        Assert.Contains(result.Unplaced, unplaced => unplaced.Why == "No slot is free within 2 years, until 2 January 2026: the search goes no further.");
    }

    [Fact]
    public void What_is_fixed_must_be_of_the_plan_and_once()
    {
        var session = new FixedSession { TemplateKey = "my-thinking-1", On = new DateOnly(2026, 2, 3), Start = new TimeOnly(9, 0), Minutes = 60, Held = true };
        var mine = session with { TemplateKey = "getting-started-1" };

        Assert.Throws<ArgumentException>(() => Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Fixed = [session] }, s_calendar));
        Assert.Throws<ArgumentException>(() => Schedule.Lay(Request(new DateOnly(2026, 1, 5)) with { Fixed = [mine, mine] }, s_calendar));
    }

    [Fact]
    public void A_toolkit_gets_a_window_a_week_after_what_was_held()
    {
        var held = new FixedSession { TemplateKey = s_toolkit.Sessions[0].Key, On = new DateOnly(2026, 1, 7), Start = new TimeOnly(9, 0), Minutes = 45, Held = true };
        var result = Schedule.Lay(new ScheduleRequest { Plan = s_toolkit, Slots = [], EarliestStart = new DateOnly(2026, 1, 5), Closures = [], Fixed = [held] }, s_calendar);

        Assert.Equal(
            [new(s_toolkit.Sessions[1].Key, 2, new DateOnly(2026, 1, 14), new DateOnly(2026, 1, 20)), new(s_toolkit.Sessions[2].Key, 3, new DateOnly(2026, 1, 21), new DateOnly(2026, 1, 27)), new(s_toolkit.Sessions[3].Key, 4, new DateOnly(2026, 1, 28), new DateOnly(2026, 2, 3))],
            result.Windows);
    }

    [Fact]
    public void A_member_who_joins_a_rolling_group_later_has_the_pre_group_session_three_weeks_before_the_module_joined_at()
    {
        var plan = Shipped.Catalogue.SessionPlan("building-better-relationships", 1)!;
        var group = Schedule.Lay(new ScheduleRequest { Plan = plan, Slots = s_mondaysAndThursdays, EarliestStart = new DateOnly(2026, 1, 5), Closures = [], Fixed = [] }, s_calendar);
        var joinsAt = plan.Module("my-relationships");
        var result = OneToOneWindows.Of(new WindowRequest { Plan = plan, Sessions = group.Sessions, From = new DateOnly(2026, 1, 5), Closures = [], FromModule = joinsAt.Number }, s_calendar);

        var first = group.Sessions.Single(session => session.TemplateKey == "my-relationships-1").On;
        Assert.Equal(first.AddDays(-21), result.Windows.Single(window => window.TemplateKey == "pre-group-one-to-one-1").To);
        Assert.Contains("before the one joined at", result.Unplaced.Single(unplaced => unplaced.TemplateKey == "my-thinking-one-to-one").Why);
        Assert.Contains("must be done first", result.Unplaced.Single(unplaced => unplaced.TemplateKey == "post-programme-review-one-to-one").Why);
    }

    [Fact]
    public void A_one_to_one_held_late_moves_the_members_review()
    {
        var group = Lay(new DateOnly(2026, 1, 5)).Sessions;
        var late = new LaidSession { TemplateKey = "managing-people-around-me-one-to-one", Number = 23, On = new DateOnly(2026, 4, 16), Start = new TimeOnly(9, 0), Minutes = 60, Held = true };
        var result = OneToOneWindows.Of(new WindowRequest { Plan = s_moderate, Sessions = [.. group, late], From = new DateOnly(2026, 1, 5), Closures = [] }, s_calendar);

        Assert.Equal(late.On.AddDays(42), result.Windows.Single(window => window.TemplateKey == "post-programme-review-one-to-one").From);
        Assert.DoesNotContain(result.Windows, window => window.TemplateKey == late.TemplateKey);
    }

    private static ScheduleResult Lay(DateOnly earliest) => Schedule.Lay(Request(earliest), s_calendar);

    private static ScheduleRequest Request(DateOnly earliest) => new() { Plan = s_moderate, Slots = s_mondaysAndThursdays, EarliestStart = earliest, Closures = [], Fixed = [] };

    private static FixedSession Fix(LaidSession session, bool held) =>
        new() { TemplateKey = session.TemplateKey, On = session.On, Start = session.Start, Minutes = session.Minutes, Held = held };

    private static OneToOneWindow? Window(ScheduleResult result, string key) => result.Windows.SingleOrDefault(window => window.TemplateKey == key);
}
