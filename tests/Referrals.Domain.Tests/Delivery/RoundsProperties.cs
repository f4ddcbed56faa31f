using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

/// <summary>Whoever joins a rolling group, at whatever module, comes to every session, in one order, with a day for each or a clear reason.</summary>
public sealed class RoundsProperties
{
    private static readonly WorkingDays s_calendar = Shipped.Catalogue.WorkingDays;
    private static readonly SessionPlan s_plan = Shipped.Catalogue.SessionPlan("building-better-relationships", 1)!;
    private static readonly PlanModule[] s_modules = [.. s_plan.Modules.Where(module => module.Stage == SessionStage.Programme)];

    private sealed record Case(ScheduleRequest Request, int Round, int Module)
    {
        public LaidRounds Lay() => Rounds.Lay(Request, Rounds.NeededBy(s_plan, Round, Module), [], s_calendar);
    }

    private static readonly Arbitrary<Case> s_cases = (
        from day in Gen.Choose(new DateOnly(2024, 1, 1).DayNumber, new DateOnly(2028, 9, 1).DayNumber)
        from slots in Gen.Elements<IReadOnlyList<WeeklySlot>>([new(DayOfWeek.Monday, new TimeOnly(18, 0))], [new(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new(DayOfWeek.Friday, new TimeOnly(9, 30))])
        from closed in (from after in Gen.Choose(0, 500) from days in Gen.Choose(0, 30) select (after, days)).ArrayOf(3)
        from round in Gen.Choose(1, 3)
        from module in Gen.Elements(s_modules)
        let start = DateOnly.FromDayNumber(day)
        select new Case(
            new ScheduleRequest { Plan = s_plan, Slots = slots, EarliestStart = start, Closures = [.. closed.Select(one => new Closure(start.AddDays(one.after), start.AddDays(one.after + one.days), "Closed"))], Fixed = [] },
            round,
            module.Number)).ToArbitrary();

    [Fact]
    public void Every_group_session_of_the_programme_comes_once_from_the_module_joined_at_on_or_says_why_not() => Check(one =>
    {
        var laid = one.Lay();
        var wanted = s_modules.SelectMany(module => module.Sessions).Where(session => session.Format == SessionFormat.Group).Select(session => session.Key).Order(StringComparer.Ordinal);
        var own = laid.Sessions.Select(session => (session.Round, session.TemplateKey)).Concat(laid.Unplaced.Select(unplaced => (unplaced.Round, unplaced.TemplateKey)))
            .Where(session => Comes(one, session.Round, session.TemplateKey)).Select(session => session.TemplateKey);
        Assert.Equal(wanted, own.Order(StringComparer.Ordinal));
        Assert.All(laid.Unplaced, unplaced => Assert.EndsWith(".", unplaced.Why, StringComparison.Ordinal));
    });

    [Fact]
    public void No_round_begins_before_the_one_before_it_has_ended_and_nothing_is_on_a_closed_day() => Check(one =>
    {
        var sessions = one.Lay().Sessions;
        Assert.All(sessions, session => Assert.True(!s_calendar.IsBankHoliday(session.On) && !one.Request.Closures.Any(closure => closure.Covers(session.On))));
        var inOrder = sessions.OrderBy(session => session.Round).ThenBy(session => session.Number).Select(session => session.On.ToDateTime(session.Start)).ToList();
        Assert.Equal(inOrder.Order(), inOrder);
        Assert.Equal(inOrder.Count, inOrder.Distinct().Count());
    });

    [Fact]
    public void Laying_further_moves_nothing_that_stands() => Check(one =>
    {
        var before = Rounds.Lay(one.Request, new LaidUpTo(1, Rounds.End(s_plan)), [], s_calendar).Sessions;
        var after = Rounds.Lay(one.Request, Rounds.NeededBy(s_plan, one.Round, one.Module), [new RoundSessions { Round = 1, Fixed = [.. before.Select(Fix)] }], s_calendar).Sessions;
        Assert.DoesNotContain(Schedule.Compare(before, after), move => move.From is not null);
    });

    [Fact]
    public void Each_remaining_session_of_a_member_has_a_day_a_window_or_a_reason_and_the_finish_is_known_exactly_where_none_lacks_a_day() => Check(one =>
    {
        var laid = one.Lay();
        var mine = laid.Sessions.Where(session => Comes(one, session.Round, session.TemplateKey)).ToList();
        if (mine.Count == 0)
            return;
        var schedule = Of(mine, mine.Min(session => session.On).AddDays(-28), one.Request.Closures, []);
        Assert.Equal(s_plan.Sessions.Select(session => session.Key).Order(StringComparer.Ordinal), schedule.Remaining.Select(left => left.Template.Key).Order(StringComparer.Ordinal));
        Assert.All(schedule.Remaining, left => Assert.Equal(1, (left.At is null ? 0 : 1) + (left.Window is null ? 0 : 1) + (left.Why is null ? 0 : 1)));
        Assert.Equal(schedule.Remaining.All(left => left.Why is null), schedule.Finishes is not null);
        if (schedule.Finishes is { } finishes)
        {
            var review = schedule.Remaining.Single(left => left.Template.Stage == SessionStage.Review);
            Assert.True(finishes >= mine.Max(session => session.On).AddDays(7 * s_plan.WeeksBeforeReview));
            Assert.Equal(review.Window!.From, finishes);
        }
    });

    [Fact]
    public void Who_joins_at_the_third_module_comes_to_the_first_two_the_second_time_round()
    {
        var one = new Case(new ScheduleRequest { Plan = s_plan, Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0))], EarliestStart = new DateOnly(2026, 1, 5), Closures = [], Fixed = [] }, 1, s_modules[2].Number);
        var laid = one.Lay();

        Assert.Empty(laid.Unplaced);
        Assert.Equal(s_modules.Take(2).SelectMany(module => module.Sessions).Count(session => session.Format == SessionFormat.Group), laid.Sessions.Count(session => session.Round == 2));
        var mine = laid.Sessions.Where(session => Comes(one, session.Round, session.TemplateKey)).ToList();
        Assert.Equal(s_modules[2].Sessions[0].Key, mine[0].TemplateKey);
        Assert.Equal(s_modules[1].Key, s_plan.Session(mine[^1].TemplateKey).ModuleKey);

        var schedule = Of(mine, mine[0].On.AddDays(-28), [], []);
        Assert.All(schedule.Remaining, left => Assert.Null(left.Why));
        Assert.True(schedule.Finishes >= mine[^1].On.AddDays(42));
    }

    [Fact]
    public void A_session_missed_that_does_not_come_again_says_that_a_catch_up_is_to_be_booked()
    {
        var mine = Rounds.Lay(new ScheduleRequest { Plan = s_plan, Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0))], EarliestStart = new DateOnly(2026, 1, 5), Closures = [], Fixed = [] }, new LaidUpTo(1, Rounds.End(s_plan)), [], s_calendar).Sessions;
        AttendanceFact[] facts = [new AttendanceFact(mine[0].TemplateKey, mine[0].On, AttendanceOutcome.AcceptableAbsence, false)];

        var schedule = Of([.. mine.Skip(1)], mine[0].On.AddDays(1), [], facts);
        var caughtUp = Of([.. mine.Skip(1), mine[0] with { On = mine[0].On.AddDays(2) }], mine[0].On.AddDays(1), [], facts);

        var missed = Assert.Single(schedule.Remaining, left => left.Missed);
        Assert.Contains("A catch-up is to be booked.", missed.Why, StringComparison.Ordinal);
        Assert.Null(schedule.Finishes);
        Assert.Equal(mine[0].On.AddDays(2), Assert.Single(caughtUp.Remaining, left => left.Missed).At!.On);
    }

    private static MemberSchedule Of(IReadOnlyList<LaidSession> mine, DateOnly from, IReadOnlyList<Closure> closures, AttendanceFact[] facts) => MemberSchedule.Of(
        new MemberRequest { Plan = s_plan, Progress = Progress.Of(s_plan, 1, facts, []), DoneOn = new Dictionary<string, DateOnly>(), ToCome = mine, From = from, Closures = closures },
        s_calendar);

    private static bool Comes(Case one, int round, string templateKey)
    {
        var template = s_plan.Session(templateKey);
        var module = s_plan.Module(template.ModuleKey).Number;
        var first = one.Module == s_modules[0].Number;
        return template is { Stage: SessionStage.Programme, Format: SessionFormat.Group } && (round == one.Round ? module >= one.Module : !first && round == one.Round + 1 && module < one.Module);
    }

    private static FixedSession Fix(LaidSession session) => new() { TemplateKey = session.TemplateKey, On = session.On, Start = session.Start, Minutes = session.Minutes, Held = false };

    private static void Check(Action<Case> property) => Prop.ForAll(s_cases, property).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
