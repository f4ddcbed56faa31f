using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

/// <summary>For any plan, slots, closures and changes.</summary>
public sealed class ScheduleProperties
{
    private static readonly WorkingDays s_calendar = Shipped.Catalogue.WorkingDays;

    // The shipped ones, and one whose pre-group sessions and review are group sessions too.
    private static readonly SessionPlan[] s_plans =
    [
        .. Shipped.Catalogue.Programmes(Cases.Today, null).Select(programme => Shipped.Catalogue.SessionPlanOn(programme.Key, Cases.Today)!),
        AllInTheGroup(Shipped.Catalogue.SessionPlan("building-choices-moderate", 1)!),
    ];

    private static readonly Gen<DateOnly> s_starts = Gen.Frequency(
        (8, Gen.Choose(new DateOnly(2023, 1, 1).DayNumber, new DateOnly(2027, 6, 30).DayNumber)),
        (2, Gen.Choose(new DateOnly(2028, 6, 1).DayNumber, new DateOnly(2029, 2, 1).DayNumber))).Select(DateOnly.FromDayNumber);

    private static readonly Gen<TimeOnly> s_times = Gen.Choose(16, 94).Select(quarter => TimeOnly.MinValue.AddMinutes(15 * quarter));

    private static readonly Gen<WeeklySlot> s_slots = from day in Gen.Choose(0, 6) from start in s_times select new WeeklySlot((DayOfWeek)day, start);

    private static readonly Arbitrary<(ScheduleRequest First, ScheduleRequest Changed)> s_requests = (
        from plan in Gen.Elements(s_plans)
        from slots in Many(s_slots, 3)
        from start in s_starts
        from closures in Many(Closures(start), 4)
        let first = new ScheduleRequest { Plan = plan, Slots = slots, EarliestStart = start, Closures = closures, Fixed = [] }
        from changed in Changed(first)
        select (first, changed)).ToArbitrary();

    [Fact]
    public void Every_session_is_placed_has_a_window_or_says_why_not() => Holds((request, result) =>
    {
        Assert.Equal(
            request.Plan.Sessions.Select(session => session.Key).Order(StringComparer.Ordinal),
            result.Sessions.Select(session => session.TemplateKey).Concat(result.Windows.Select(window => window.TemplateKey)).Concat(result.Unplaced.Select(unplaced => unplaced.TemplateKey)).Order(StringComparer.Ordinal));
        Assert.All(result.Unplaced, unplaced => Assert.EndsWith(".", unplaced.Why, StringComparison.Ordinal));
    });

    [Fact]
    public void Nothing_is_laid_on_a_closed_day_an_unknown_year_before_the_start_or_off_the_slots() => Holds((request, result) =>
        Assert.All(result.Sessions.Where(session => !session.Fixed), session =>
        {
            Assert.True(IsOpen(request, session.On));
            Assert.True(session.On >= request.EarliestStart && session.On >= (request.NotBefore ?? DateOnly.MinValue));
            Assert.Contains(new WeeklySlot(session.On.DayOfWeek, session.Start), request.Slots);
            Assert.Equal(request.Plan.Session(session.TemplateKey).Minutes, session.Minutes);
            Assert.Equal(session.On, DateOnly.FromDateTime(Ends(session).AddTicks(-1)));
        }));

    [Fact]
    public void What_is_held_or_placed_by_hand_does_not_move() => Holds((request, result) =>
        Assert.Equal(
            request.Fixed.OrderBy(one => one.TemplateKey, StringComparer.Ordinal),
            result.Sessions.Where(session => session.Fixed).OrderBy(session => session.TemplateKey, StringComparer.Ordinal)
                .Select(session => new FixedSession { TemplateKey = session.TemplateKey, On = session.On, Start = session.Start, Minutes = session.Minutes, Held = session.Held })));

    [Fact]
    public void Nothing_laid_is_out_of_order_or_before_what_was_held_last() => Holds((request, result) =>
    {
        var groups = Groups(request, result);
        Assert.All(Pairs(groups), pair => Assert.True(Ends(pair.Earlier) <= Begins(pair.Later)));
        if (result.Sessions.Where(session => session.Held).MaxBy(Ends) is { } held)
            Assert.All(result.Sessions.Where(session => !session.Fixed), session => Assert.True(Begins(session) >= Ends(held)));
    });

    [Fact]
    public void The_gaps_are_kept() => Holds((request, result) =>
    {
        var plan = request.Plan;
        Assert.All(Pairs(Groups(request, result)), pair => Assert.True(pair.Later.On >= pair.Earlier.On.AddDays(Gap(plan, pair.Earlier, pair.Later))));
        var programme = Groups(request, result).Where(session => plan.Session(session.TemplateKey).Stage == SessionStage.Programme).OrderBy(session => session.On).ToList();
        foreach (var window in result.Windows.Where(_ => programme.Count > 0))
        {
            var template = plan.Session(window.TemplateKey);
            Assert.True(template.Stage != SessionStage.PreGroup || window.To.AddDays(7 * plan.WeeksAfterPreGroup) <= programme[0].On);
            Assert.True(template.Stage != SessionStage.Review || window.From >= programme[^1].On.AddDays(7 * plan.WeeksBeforeReview));
            Assert.True(template.Stage != SessionStage.Programme || programme.TrueForAll(session => plan.Session(session.TemplateKey).ModuleKey != template.ModuleKey || session.On < window.From));
        }
    });

    [Fact]
    public void A_window_begins_and_ends_on_an_open_working_day() => Holds((request, result) =>
        Assert.All(result.Windows, window =>
        {
            Assert.True(window.From <= window.To && window.From >= request.EarliestStart);
            Assert.All([window.From, window.To], date => Assert.True(IsOpen(request, date) && s_calendar.IsWorkingDay(date)));
        }));

    [Fact]
    public void What_breaks_a_rule_by_hand_is_pointed_out() => Holds((request, result) =>
    {
        var fine = result.Sessions.Where(session => !session.Fixed || session.Held || !result.Problems.Any(problem => problem.TemplateKey == session.TemplateKey)).ToList();
        Assert.All(fine.Where(session => !session.Held), session => Assert.True(IsOpen(request, session.On) && session.On >= request.EarliestStart));
        foreach (var (earlier, later) in AllPairs(fine.Where(session => request.Plan.Session(session.TemplateKey).Format == SessionFormat.Group)).Where(pair => !pair.Later.Held))
            Assert.True(Ends(earlier) <= Begins(later) && later.On >= earlier.On.AddDays(Gap(request.Plan, earlier, later)));
    });

    [Fact]
    public void With_a_slot_and_nothing_in_the_way_all_is_placed() =>
        Check((first, _) =>
        {
            var request = first with { Closures = [], Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(10, 0)), .. first.Slots] };
            if (request.EarliestStart.Year < 2028)
                Assert.Empty(Schedule.Lay(request, s_calendar).Unplaced);
        });

    [Fact]
    public void Laying_anew_without_a_change_moves_nothing_however_much_was_held() =>
        Check((first, changed) =>
        {
            var laid = Schedule.Lay(first, s_calendar);
            var held = laid.Sessions.Take(changed.Fixed.Count).Select(session => Fix(session, held: true)).ToList();
            // What had no place may find one: the search begins at what was held last.
            Assert.DoesNotContain(Schedule.Compare(laid.Sessions, Schedule.Lay(first with { Fixed = held }, s_calendar).Sessions), move => move.From is not null);
        });

    [Fact]
    public void A_comparison_leads_from_one_schedule_to_the_other() =>
        Check((first, changed) =>
        {
            var (before, after) = (Schedule.Lay(first, s_calendar).Sessions, Schedule.Lay(changed, s_calendar).Sessions);
            var times = before.ToDictionary(session => session.TemplateKey, session => new SessionTime(session.On, session.Start));
            foreach (var move in Schedule.Compare(before, after))
            {
                Assert.Equal(times.TryGetValue(move.TemplateKey, out var was) ? was : null, move.From);
                if (move.To is { } to)
                    times[move.TemplateKey] = to;
                else
                    times.Remove(move.TemplateKey);
            }

            Assert.Equal(after.ToDictionary(session => session.TemplateKey, session => new SessionTime(session.On, session.Start)), times);
        });

    private static void Holds(Action<ScheduleRequest, ScheduleResult> property) => Check((first, changed) =>
    {
        property(first, Schedule.Lay(first, s_calendar));
        property(changed, Schedule.Lay(changed, s_calendar));
    });

    private static void Check(Action<ScheduleRequest, ScheduleRequest> property) =>
        Prop.ForAll(s_requests, pair => property(pair.First, pair.Changed)).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    /// <summary>The first sessions were held, some late; some of the others were placed by hand anywhere; slots and closures may be others.</summary>
    private static Gen<ScheduleRequest> Changed(ScheduleRequest first)
    {
        var laid = Schedule.Lay(first, s_calendar).Sessions;
        return
            from held in Gen.Choose(0, laid.Count)
            from late in Gen.Choose(0, 3)
            from byHand in Many(Gen.OneOf(Anywhere(first.Plan), NearASession(first, laid)), 3)
            from slots in Gen.OneOf(Gen.Constant(first.Slots), Many(s_slots, 3))
            from more in Many(Closures(first.EarliestStart), 2)
            from notBefore in Gen.Choose(-20, 200)
            let heldOnes = laid.Take(held).Select(session => Fix(session, held: true)).Select(one => one with { On = one.On.AddDays(late) }).ToList()
            let others = byHand
                .Where(one => heldOnes.TrueForAll(already => already.TemplateKey != one.session.Key))
                .DistinctBy(one => one.session.Key)
                .Select(one => new FixedSession { TemplateKey = one.session.Key, On = first.EarliestStart.AddDays(one.days), Start = one.start, Minutes = one.session.Minutes, Held = false })
            select first with
            {
                Slots = slots,
                Closures = [.. first.Closures, .. more],
                Fixed = [.. heldOnes, .. others],
                NotBefore = notBefore < 0 ? null : first.EarliestStart.AddDays(notBefore),
            };
    }

    private static Gen<(SessionTemplate session, int days, TimeOnly start)> Anywhere(SessionPlan plan) =>
        from session in Gen.Elements(plan.Sessions.ToArray()) from days in Gen.Choose(-10, 200) from start in s_times select (session, days, start);

    /// <summary>So close to where a session was laid that one just before or after it may overlap.</summary>
    private static Gen<(SessionTemplate session, int days, TimeOnly start)> NearASession(ScheduleRequest request, IReadOnlyList<LaidSession> laid) => laid.Count == 0
        ? Anywhere(request.Plan)
        : from at in Gen.Choose(0, laid.Count - 1)
          from later in Gen.Choose(0, 2)
          from minutes in Gen.Choose(-120, 120)
          let template = request.Plan.Session(laid[Math.Min(at + later, laid.Count - 1)].TemplateKey)
          select (template, laid[at].On.DayNumber - request.EarliestStart.DayNumber, laid[at].Start.AddMinutes(minutes));

    private static SessionPlan AllInTheGroup(SessionPlan plan) => plan with
    {
        Modules = plan.Modules.Select(module => module with { Sessions = module.Sessions.Select(session => session with { Format = SessionFormat.Group }).ToList() }).ToList(),
    };

    private static Gen<Closure> Closures(DateOnly start) =>
        from after in Gen.Choose(-20, 300)
        from days in Gen.Frequency((9, Gen.Choose(0, 30)), (1, Gen.Choose(100, 900)))
        select new Closure(start.AddDays(after), start.AddDays(after + days), "Closed");

    private static Gen<IReadOnlyList<T>> Many<T>(Gen<T> one, int most) =>
        from count in Gen.Choose(0, most) from many in one.ArrayOf(count) select (IReadOnlyList<T>)many;

    private static bool IsOpen(ScheduleRequest request, DateOnly date) =>
        s_calendar.Knows(date) && !s_calendar.IsBankHoliday(date) && !request.Closures.Any(closure => closure.From <= date && date <= closure.To);

    private static List<LaidSession> Groups(ScheduleRequest request, ScheduleResult result) =>
        result.Sessions.Where(session => request.Plan.Session(session.TemplateKey).Format == SessionFormat.Group).OrderBy(session => session.Number).ToList();

    /// <summary>In the order of the plan, those of which one at least was laid.</summary>
    private static IEnumerable<(LaidSession Earlier, LaidSession Later)> Pairs(IEnumerable<LaidSession> sessions) =>
        AllPairs(sessions).Where(pair => !(pair.Earlier.Fixed && pair.Later.Fixed));

    private static IEnumerable<(LaidSession Earlier, LaidSession Later)> AllPairs(IEnumerable<LaidSession> sessions)
    {
        var inOrder = sessions.OrderBy(session => session.Number).ToList();
        return inOrder.SelectMany((earlier, i) => inOrder.Skip(i + 1).Select(later => (earlier, later)));
    }

    private static int Gap(SessionPlan plan, LaidSession earlier, LaidSession later) =>
        (plan.Session(earlier.TemplateKey).Stage, plan.Session(later.TemplateKey).Stage) switch
        {
            (SessionStage.PreGroup, SessionStage.Programme) => 7 * plan.WeeksAfterPreGroup,
            (SessionStage.Programme, SessionStage.Review) => 7 * plan.WeeksBeforeReview,
            _ => 0,
        };

    private static FixedSession Fix(LaidSession session, bool held) =>
        new() { TemplateKey = session.TemplateKey, On = session.On, Start = session.Start, Minutes = session.Minutes, Held = held };

    private static DateTime Begins(LaidSession session) => session.On.ToDateTime(session.Start);

    private static DateTime Ends(LaidSession session) => Begins(session).AddMinutes(session.Minutes);
}
