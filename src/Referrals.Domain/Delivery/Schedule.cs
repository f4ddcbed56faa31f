using static Referrals.Domain.Wording;

namespace Referrals.Domain;

/// <summary>A time of the week at which a group meets, by the clocks of London.</summary>
public sealed record WeeklySlot(DayOfWeek Day, TimeOnly Start);

/// <summary>Days on which nothing is held, both included.</summary>
public sealed record Closure(DateOnly From, DateOnly To, string Why)
{
    public bool Covers(DateOnly date) => From <= date && date <= To;
}

public sealed record ScheduleRequest
{
    public required SessionPlan Plan { get; init; }

    public required IReadOnlyList<WeeklySlot> Slots { get; init; }

    /// <summary>
    /// The first day of any work with the group, its pre-group one-to-ones included: with those in the plan, the first session of the programme
    /// comes after the gap that the plan leaves from the first day on which one could be held.
    /// </summary>
    public required DateOnly EarliestStart { get; init; }

    public required IReadOnlyList<Closure> Closures { get; init; }

    /// <summary>At most one for each template of the plan.</summary>
    public required IReadOnlyList<FixedSession> Fixed { get; init; }

    /// <summary>When a schedule is laid anew: what is not fixed comes no earlier than this day.</summary>
    public DateOnly? NotBefore { get; init; }
}

/// <summary>A session that laying does not move.</summary>
public sealed record FixedSession
{
    public required string TemplateKey { get; init; }

    public required DateOnly On { get; init; }

    public required TimeOnly Start { get; init; }

    public required int Minutes { get; init; }

    /// <summary>It took place; otherwise somebody placed it by hand.</summary>
    public required bool Held { get; init; }
}

public sealed record LaidSession
{
    public required string TemplateKey { get; init; }

    /// <inheritdoc cref="SessionTemplate.Number"/>
    public required int Number { get; init; }

    public required DateOnly On { get; init; }

    public required TimeOnly Start { get; init; }

    public required int Minutes { get; init; }

    /// <summary>Which time round of a rolling group; 1 is the first.</summary>
    public int Round { get; init; } = 1;

    /// <summary>Held, or placed by hand: as it was in <see cref="ScheduleRequest.Fixed"/>.</summary>
    public bool Fixed { get; init; }

    public bool Held { get; init; }

    internal DateTime Begins => On.ToDateTime(Start);

    internal DateTime Ends => Begins.AddMinutes(Minutes);
}

/// <summary>The days, both included, between which each member's one-to-one is to be held.</summary>
public sealed record OneToOneWindow(string TemplateKey, int Number, DateOnly From, DateOnly To);

/// <param name="Why">A sentence: what stood in the way.</param>
public sealed record UnplacedSession(string TemplateKey, int Number, string Why)
{
    /// <inheritdoc cref="LaidSession.Round"/>
    public int Round { get; init; } = 1;
}

/// <summary>A session that somebody placed by hand and that cannot stay where it is.</summary>
/// <param name="Why">A sentence: what stood in the way.</param>
public sealed record ReleasedSession(string TemplateKey, int Number, string Why)
{
    /// <inheritdoc cref="LaidSession.Round"/>
    public int Round { get; init; } = 1;
}

/// <summary>A schedule laid around what was placed by hand, and what of that had to be let go.</summary>
public sealed record KeptSchedule(ScheduleResult Laid, IReadOnlyList<ReleasedSession> Released);

/// <summary>A session placed by hand stays where it is though it breaks a rule.</summary>
/// <param name="Words">A sentence: which rule.</param>
public sealed record ScheduleProblem(string TemplateKey, int Number, string Words);

/// <summary>Every session of the plan is in exactly one of <see cref="Sessions"/>, <see cref="Windows"/> and <see cref="Unplaced"/>.</summary>
public sealed record ScheduleResult
{
    /// <summary>Group sessions, and what was fixed, in order of time.</summary>
    public required IReadOnlyList<LaidSession> Sessions { get; init; }

    public required IReadOnlyList<OneToOneWindow> Windows { get; init; }

    public required IReadOnlyList<UnplacedSession> Unplaced { get; init; }

    public required IReadOnlyList<ScheduleProblem> Problems { get; init; }
}

public sealed record SessionTime(DateOnly On, TimeOnly Start);

/// <param name="From">Null where it was not placed before.</param>
/// <param name="To">Null where it would no longer be placed.</param>
public sealed record ScheduleMove(string TemplateKey, int Number, SessionTime? From, SessionTime? To)
{
    /// <inheritdoc cref="LaidSession.Round"/>
    public int Round { get; init; } = 1;
}

/// <summary>
/// Lays the sessions of a plan on the weekly slots of a group: in order, not on bank holidays of England and Wales, closures or days before the
/// earliest start, with the gaps that the plan leaves. One-to-ones belong to members: they get windows.
/// </summary>
public static class Schedule
{
    /// <summary>How far the search for a slot goes from the first day on which one may be, in years.</summary>
    public const int SearchedYears = 2;

    /// <exception cref="ArgumentException">Something fixed is of another plan, or a template is fixed twice.</exception>
    public static ScheduleResult Lay(ScheduleRequest request, WorkingDays calendar)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(calendar);
        return new Laying(request, calendar).Lay();
    }

    /// <summary>
    /// Lays the schedule around what was placed by hand. What cannot stay is let go and laid like the rest, each with why; nothing is let go that could have stayed.
    /// </summary>
    /// <param name="request">With what was held, and what is wanted in any case, in <see cref="ScheduleRequest.Fixed"/>.</param>
    /// <param name="byHand">What stays where it is as long as it can.</param>
    public static KeptSchedule LayKeeping(ScheduleRequest request, IReadOnlyList<FixedSession> byHand, WorkingDays calendar)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(byHand);
        var numbers = request.Plan.Sessions.ToDictionary(template => template.Key, template => template.Number, StringComparer.Ordinal);
        var kept = byHand.OrderBy(session => numbers[session.TemplateKey]).ToList();
        var released = new List<(FixedSession Session, string Why)>();
        var laid = With(kept);
        while (Obstacle(laid) is { } obstacle)
        {
            kept.Remove(obstacle.Session);
            released.Add(obstacle);
            laid = With(kept);
        }

        // What stood in the way only together with another that is let go may stay after all.
        foreach (var one in released.ToList())
        {
            var attempt = With([.. kept, one.Session]);
            if (attempt.Problems.Count > laid.Problems.Count || Missing(attempt).Count > Missing(laid).Count || attempt.Problems.Any(problem => kept.Append(one.Session).Any(session => session.TemplateKey == problem.TemplateKey)))
                continue;
            kept.Add(one.Session);
            released.Remove(one);
            laid = attempt;
        }

        return new KeptSchedule(laid, [.. released.OrderBy(one => numbers[one.Session.TemplateKey]).Select(one => new ReleasedSession(one.Session.TemplateKey, numbers[one.Session.TemplateKey], one.Why))]);

        ScheduleResult With(IReadOnlyList<FixedSession> hand) => Lay(request with { Fixed = [.. request.Fixed, .. hand] }, calendar);

        List<UnplacedSession> Missing(ScheduleResult of) => [.. of.Unplaced.Where(unplaced => request.Plan.Sessions[unplaced.Number - 1].Format == SessionFormat.Group)];

        (FixedSession Session, string Why)? Obstacle(ScheduleResult now)
        {
            foreach (var problem in now.Problems)
            {
                if (kept.Find(session => session.TemplateKey == problem.TemplateKey) is { } own)
                    return (own, problem.Words);
            }

            foreach (var missing in Missing(now))
            {
                if (kept.Find(session => numbers[session.TemplateKey] > missing.Number) is { } later)
                    return (later, $"'{request.Plan.Sessions[missing.Number - 1].Name}' has to come before it. {missing.Why}");
                if (kept.Find(session => Missing(Without(session)).Count < Missing(now).Count) is { } earlier)
                    return (earlier, $"'{request.Plan.Sessions[missing.Number - 1].Name}' has to come after it. {missing.Why}");
            }

            // What is wanted in any case goes before what was placed earlier.
            return now.Problems is [var wanted, ..] && kept.Find(session => Without(session).Problems.Count < now.Problems.Count) is { } before
                ? (before, $"'{request.Plan.Sessions[wanted.Number - 1].Name}' is to stand elsewhere. {wanted.Words}")
                : null;

            ScheduleResult Without(FixedSession session) => With([.. kept.Where(other => other != session)]);
        }
    }

    /// <summary>What would move, come or go, in the order of the plan.</summary>
    public static IReadOnlyList<ScheduleMove> Compare(IReadOnlyList<LaidSession> before, IReadOnlyList<LaidSession> after)
    {
        var was = before.ToDictionary(session => (session.Round, session.TemplateKey));
        var willBe = after.ToDictionary(session => (session.Round, session.TemplateKey));
        return was.Values.Concat(willBe.Values)
            .DistinctBy(session => (session.Round, session.TemplateKey))
            .OrderBy(session => session.Round).ThenBy(session => session.Number)
            .Select(session => new ScheduleMove(session.TemplateKey, session.Number, Time(was, session), Time(willBe, session)) { Round = session.Round })
            .Where(move => move.From != move.To)
            .ToList();

        static SessionTime? Time(Dictionary<(int, string), LaidSession> sessions, LaidSession of) =>
            sessions.TryGetValue((of.Round, of.TemplateKey), out var found) ? new SessionTime(found.On, found.Start) : null;
    }

    private sealed class Laying
    {
        private readonly ScheduleRequest _request;
        private readonly SessionPlan _plan;
        private readonly WorkingDays _calendar;
        private readonly ILookup<DayOfWeek, TimeOnly> _slots;
        private readonly List<LaidSession> _placed;
        private readonly List<UnplacedSession> _unplaced = [];
        private readonly LaidSession? _lastHeld;
        private readonly DateOnly _horizon;
        private readonly DateOnly? _afterPreGroup;

        public Laying(ScheduleRequest request, WorkingDays calendar)
        {
            _request = request;
            _plan = request.Plan;
            _calendar = calendar;
            _slots = request.Slots.Distinct().OrderBy(slot => slot.Start).ToLookup(slot => slot.Day, slot => slot.Start);
            _placed = request.Fixed.Select(Placed).ToList();
            if (_placed.GroupBy(session => session.TemplateKey, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new ArgumentException($"Session '{twice.Key}' is fixed twice.", nameof(request));
            _lastHeld = _placed.Where(session => session.Held).MaxBy(session => session.Ends);
            _horizon = new[] { request.EarliestStart, request.NotBefore ?? request.EarliestStart, _lastHeld?.On ?? request.EarliestStart }.Max().AddYears(SearchedYears);
            _afterPreGroup = AfterPreGroup();
        }

        public ScheduleResult Lay()
        {
            foreach (var template in _plan.Sessions.Where(template => template.Format == SessionFormat.Group && !_placed.Exists(session => session.TemplateKey == template.Key)))
            {
                if (Place(template, out var on, out var start) is { } why)
                    _unplaced.Add(new UnplacedSession(template.Key, template.Number, why));
                else
                    _placed.Add(new LaidSession { TemplateKey = template.Key, Number = template.Number, On = on, Start = start, Minutes = template.Minutes });
            }

            var windows = OneToOneWindows.Of(
                new WindowRequest
                {
                    Plan = _plan,
                    Sessions = _placed,
                    From = _request.EarliestStart,
                    NotBefore = _request.NotBefore,
                    Closures = _request.Closures,
                },
                _calendar);
            return new ScheduleResult
            {
                Sessions = _placed.OrderBy(session => session.Begins).ThenBy(session => session.Number).ToList(),
                Windows = windows.Windows,
                Unplaced = _unplaced.Concat(windows.Unplaced).OrderBy(unplaced => unplaced.Number).ToList(),
                Problems = _placed.Where(session => session is { Fixed: true, Held: false }).OrderBy(session => session.Number).SelectMany(Problems).ToList(),
            };
        }

        private LaidSession Placed(FixedSession fixedSession)
        {
            var template = _plan.FindSession(fixedSession.TemplateKey)
                ?? throw new ArgumentException($"Session '{fixedSession.TemplateKey}' is fixed and not in the plan of '{_plan.ProgrammeKey}'.", nameof(fixedSession));
            return new LaidSession
            {
                TemplateKey = template.Key,
                Number = template.Number,
                On = fixedSession.On,
                Start = fixedSession.Start,
                Minutes = fixedSession.Minutes,
                Fixed = true,
                Held = fixedSession.Held,
            };
        }

        /// <summary>The first day for a session of the programme stage, as far as pre-group one-to-ones decide it.</summary>
        private DateOnly? AfterPreGroup()
        {
            var preGroup = _plan.Sessions.Where(template => template is { Stage: SessionStage.PreGroup, Format: SessionFormat.OneToOne }).ToList();
            if (preGroup.Count == 0 || _plan.IsOneToOne)
                return null;
            return preGroup
                .Select(template => _placed.Find(session => session.TemplateKey == template.Key)?.On
                    ?? OneToOneWindows.FirstOpen(_request.EarliestStart, _horizon, _request.Closures, _calendar) ?? _request.EarliestStart)
                .Max().AddDays(7 * _plan.WeeksAfterPreGroup);
        }

        /// <returns>Null where it was placed, else why not.</returns>
        private string? Place(SessionTemplate template, out DateOnly on, out TimeOnly start)
        {
            (on, start) = (default, default);
            if (_placed.Where(session => session.Held && session.Number > template.Number && IsGroup(session)).MinBy(session => session.Number) is { } later)
                return $"'{Name(later)}', which comes after it, was held on {Day(later.On)}: it can be caught up or placed by hand, not laid in order.";
            if (template.Stage == SessionStage.Review && _unplaced.Find(unplaced => _plan.Sessions[unplaced.Number - 1].Stage == SessionStage.Programme) is { } missing)
                return $"It comes {Weeks(_plan.WeeksBeforeReview)} after the last session, and '{_plan.Sessions[missing.Number - 1].Name}' is not placed.";
            if (_slots.Count == 0)
                return "The group has no weekly slot.";
            if (!_slots.Any(day => day.Any(slot => FitsTheDay(slot, template.Minutes))))
                return $"No weekly slot leaves {template.Minutes} minutes before midnight.";

            var from = Lower(template);
            var next = Next(template);
            var lastDay = next is null ? (DateOnly?)null : LastDayBefore(template, next);
            for (var date = DateOnly.FromDateTime(from); ; date = date.AddDays(1))
            {
                if (next is not null && date > lastDay)
                    return $"No slot is free from {Day(DateOnly.FromDateTime(from))} until '{Name(next)}', which is placed by hand on {Day(next.On)}{GapWords(template, next)}.";
                if (date > _horizon)
                    return $"No slot is free within {SearchedYears} years, until {Day(_horizon)}: the search goes no further.";
                if (!_calendar.Knows(date))
                    return $"The bank holidays of {date.Year} are not in the catalogue, so nothing is laid on {Day(date)} or later.";
                if (Closed(date) is not null)
                    continue;
                foreach (var slot in _slots[date.DayOfWeek].Where(slot => FitsTheDay(slot, template.Minutes)))
                {
                    var begins = date.ToDateTime(slot);
                    if (begins < from || (next is not null && begins.AddMinutes(template.Minutes) > next.Begins))
                        continue;
                    (on, start) = (date, slot);
                    return null;
                }
            }
        }

        /// <summary>The first moment at which it may begin: after everything held, after what comes before it, after the gaps.</summary>
        private DateTime Lower(SessionTemplate template)
        {
            var from = (_request.NotBefore is { } notBefore && notBefore > _request.EarliestStart ? notBefore : _request.EarliestStart).ToDateTime(TimeOnly.MinValue);
            Later(_lastHeld?.Ends);
            foreach (var earlier in _placed.Where(session => session.Number < template.Number && IsGroup(session)))
            {
                Later(earlier.Ends);
                Later(earlier.On.AddDays(GapDays(Stage(earlier), template.Stage)).ToDateTime(TimeOnly.MinValue));
            }

            if (template.Stage != SessionStage.PreGroup)
                Later(_afterPreGroup?.ToDateTime(TimeOnly.MinValue));
            return from;

            void Later(DateTime? moment) => from = moment > from ? moment.Value : from;
        }

        /// <summary>What is placed by hand, comes after the template and leaves it the least time.</summary>
        private LaidSession? Next(SessionTemplate template) =>
            _placed.Where(session => session is { Fixed: true, Held: false } && session.Number > template.Number && IsGroup(session))
                .MinBy(session => (LastDayBefore(template, session), session.Begins));

        private DateOnly LastDayBefore(SessionTemplate template, LaidSession next) => next.On.AddDays(-GapDays(template.Stage, Stage(next)));

        private string GapWords(SessionTemplate template, LaidSession next) =>
            GapDays(template.Stage, Stage(next)) is var days and > 0 ? $" and must come {Weeks(days / 7)} after it" : "";

        private int GapDays(SessionStage earlier, SessionStage later) => 7 * ((earlier, later) switch
        {
            (SessionStage.PreGroup, SessionStage.Programme) => _plan.WeeksAfterPreGroup,
            (SessionStage.Programme, SessionStage.Review) => _plan.WeeksBeforeReview,
            _ => 0,
        });

        private IEnumerable<ScheduleProblem> Problems(LaidSession session)
        {
            var words = new List<string>();
            if (Closed(session.On) is { } closed)
                words.Add($"It is placed on {Day(session.On)}: {closed}.");
            else if (!_calendar.Knows(session.On))
                words.Add($"It is placed on {Day(session.On)}, and the bank holidays of {session.On.Year} are not in the catalogue.");
            if (session.On < _request.EarliestStart)
                words.Add($"It is placed before {Day(_request.EarliestStart)}, the earliest start.");
            if (IsGroup(session))
                words.AddRange(OrderProblems(session));
            else
                words.AddRange(OneToOneProblems(session));
            return words.Select(sentence => new ScheduleProblem(session.TemplateKey, session.Number, sentence));
        }

        private IEnumerable<string> OrderProblems(LaidSession session)
        {
            if (_lastHeld is { } held && session.Begins < held.Ends)
                yield return $"It is placed before '{Name(held)}', held on {Day(held.On)}.";
            foreach (var earlier in _placed.Where(other => other.Number < session.Number && IsGroup(other)))
            {
                if (earlier.Ends > session.Begins && earlier != _lastHeld)
                    yield return $"It is placed before '{Name(earlier)}' ends, which comes first, on {Day(earlier.On)}.";
                else if (session.On < earlier.On.AddDays(GapDays(Stage(earlier), Stage(session))))
                    yield return $"It is placed less than {Weeks(GapDays(Stage(earlier), Stage(session)) / 7)} after '{Name(earlier)}' on {Day(earlier.On)}.";
            }

            if (Stage(session) != SessionStage.PreGroup && session.On < _afterPreGroup)
                yield return $"It is placed before {Day(_afterPreGroup.Value)}, the first day that leaves {Weeks(_plan.WeeksAfterPreGroup)} after the pre-group sessions.";
        }

        private IEnumerable<string> OneToOneProblems(LaidSession session)
        {
            var without = OneToOneWindows.Of(
                new WindowRequest
                {
                    Plan = _plan,
                    Sessions = _placed.Where(other => other != session).ToList(),
                    From = _request.EarliestStart,
                    Closures = _request.Closures,
                },
                _calendar);
            if (without.Windows.FirstOrDefault(window => window.TemplateKey == session.TemplateKey) is not { } window)
                yield break;
            if (session.On < window.From)
                yield return $"It is placed before {Day(window.From)}, the first day on which it may be held.";
            if (Stage(session) == SessionStage.PreGroup && session.On > window.To)
                yield return $"It is placed after {Day(window.To)}, the last day that leaves {Weeks(_plan.WeeksAfterPreGroup)} before the programme.";
        }

        private string? Closed(DateOnly date) =>
            _calendar.IsBankHoliday(date) ? "a bank holiday" : _request.Closures.FirstOrDefault(closure => closure.Covers(date))?.Why;

        private bool IsGroup(LaidSession session) => _plan.Sessions[session.Number - 1].Format == SessionFormat.Group;

        private SessionStage Stage(LaidSession session) => _plan.Sessions[session.Number - 1].Stage;

        private string Name(LaidSession session) => _plan.Sessions[session.Number - 1].Name;

        private static bool FitsTheDay(TimeOnly start, int minutes) => start.ToTimeSpan() + TimeSpan.FromMinutes(minutes) <= TimeSpan.FromDays(1);
    }
}
