using static Referrals.Domain.Wording;

namespace Referrals.Domain;

/// <summary>How far a rolling group is laid: through every round before <see cref="Round"/>, and in that one up to but without a module.</summary>
/// <param name="BeforeModule">A <see cref="PlanModule.Number"/>; one after the programme's last module is the whole round.</param>
public sealed record LaidUpTo(int Round, int BeforeModule);

/// <summary>One time round with what of it does not move.</summary>
public sealed record RoundSessions
{
    public required int Round { get; init; }

    /// <summary>Held, or wanted in any case.</summary>
    public IReadOnlyList<FixedSession> Fixed { get; init; } = [];

    /// <summary>Placed by hand: stays as long as it can.</summary>
    public IReadOnlyList<FixedSession> ByHand { get; init; } = [];
}

/// <summary>The whole schedule of a group, all its rounds.</summary>
public sealed record LaidRounds
{
    /// <summary>In order of time.</summary>
    public required IReadOnlyList<LaidSession> Sessions { get; init; }

    /// <summary>Of the first round.</summary>
    public required IReadOnlyList<OneToOneWindow> Windows { get; init; }

    public required IReadOnlyList<UnplacedSession> Unplaced { get; init; }
    public required IReadOnlyList<ScheduleProblem> Problems { get; init; }
    public required IReadOnlyList<ReleasedSession> Released { get; init; }
}

/// <summary>
/// A rolling group goes through its modules again, so that whoever joined at a later one comes to those before it. Each round is laid by the rules of
/// <see cref="Schedule"/> on the group's own slots, after the last session of the round before it.
/// </summary>
public static class Rounds
{
    /// <summary>How far a group must be laid so that whoever joins there comes to every module that they have not done.</summary>
    /// <param name="done">Keys of sessions that are done or credited; null is none.</param>
    public static LaidUpTo NeededBy(SessionPlan plan, int round, int module, IReadOnlySet<string>? done = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var open = plan.Modules.Where(one => one.Stage == SessionStage.Programme && one.Sessions.Any(session => session.Format == SessionFormat.Group && done?.Contains(session.Key) != true)).Select(one => one.Number).ToList();
        var before = open.Where(number => number < module).ToList();
        if (before.Count > 0)
            return new LaidUpTo(round + 1, before.Max() + 1);
        // The first round is the whole plan in any case.
        return new LaidUpTo(round, round == 1 || open.Count == 0 ? End(plan) : open.Max() + 1);
    }

    /// <summary>The further of the two.</summary>
    public static LaidUpTo Further(LaidUpTo one, LaidUpTo other) => (one.Round, one.BeforeModule).CompareTo((other.Round, other.BeforeModule)) >= 0 ? one : other;

    /// <summary>One after the number of the programme's last module.</summary>
    public static int End(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Modules.Where(module => module.Stage == SessionStage.Programme).Max(module => module.Number) + 1;
    }

    /// <param name="request">As for one round; its <see cref="ScheduleRequest.Fixed"/> is not read.</param>
    /// <param name="rounds">What does not move, by round.</param>
    public static LaidRounds Lay(ScheduleRequest request, LaidUpTo upTo, IReadOnlyList<RoundSessions> rounds, WorkingDays calendar)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rounds);
        var sessions = new List<LaidSession>();
        var unplaced = new List<UnplacedSession>();
        var problems = new List<ScheduleProblem>();
        var released = new List<ReleasedSession>();
        IReadOnlyList<OneToOneWindow> windows = [];
        var from = request.EarliestStart;
        for (var round = 1; round <= upTo.Round; round++)
        {
            var own = rounds.FirstOrDefault(one => one.Round == round) ?? new RoundSessions { Round = round };
            var plan = round == 1 ? request.Plan : request.Plan.Again(round == upTo.Round ? upTo.BeforeModule : End(request.Plan));
            var kept = Schedule.LayKeeping(request with { Plan = plan, EarliestStart = from, Fixed = own.Fixed }, own.ByHand, calendar);
            sessions.AddRange(kept.Laid.Sessions.Select(session => session with { Round = round, Number = request.Plan.Session(session.TemplateKey).Number }));
            unplaced.AddRange(kept.Laid.Unplaced.Select(one => one with { Round = round, Number = request.Plan.Session(one.TemplateKey).Number }));
            problems.AddRange(kept.Laid.Problems.Select(one => one with { Number = request.Plan.Session(one.TemplateKey).Number }));
            released.AddRange(kept.Released.Select(one => one with { Round = round, Number = request.Plan.Session(one.TemplateKey).Number }));
            if (round == 1)
                windows = kept.Laid.Windows;

            var programme = kept.Laid.Sessions.Where(session => request.Plan.Session(session.TemplateKey) is { Stage: SessionStage.Programme, Format: SessionFormat.Group }).ToList();
            if (programme.Count > 0)
                from = programme.Max(session => session.On).AddDays(1);
        }

        return new LaidRounds
        {
            Sessions = [.. sessions.OrderBy(session => session.Begins).ThenBy(session => session.Round).ThenBy(session => session.Number)],
            Windows = windows,
            Unplaced = unplaced,
            Problems = problems,
            Released = released,
        };
    }
}

/// <summary>One session that a person has still to do, with its day, the days between which it may be held, or why it has none.</summary>
public sealed record MemberSession
{
    public required SessionTemplate Template { get; init; }

    /// <summary>Held without them, so that it has to be caught up.</summary>
    public required bool Missed { get; init; }

    public SessionTime? At { get; init; }
    public OneToOneWindow? Window { get; init; }

    /// <summary>A sentence; null exactly where there is a day or a window.</summary>
    public string? Why { get; init; }
}

public sealed record MemberRequest
{
    public required SessionPlan Plan { get; init; }
    public required DeliveryProgress Progress { get; init; }

    /// <summary>The day on which each session that is done was done, by its key.</summary>
    public required IReadOnlyDictionary<string, DateOnly> DoneOn { get; init; }

    /// <summary>Sessions to come at which this person is expected, of the group and their own; of two for one template the first counts.</summary>
    public required IReadOnlyList<LaidSession> ToCome { get; init; }

    /// <summary>The first day on which anything may be booked.</summary>
    public required DateOnly From { get; init; }

    public required IReadOnlyList<Closure> Closures { get; init; }
}

/// <summary>What one person has still to do, and when they are expected to finish.</summary>
public sealed record MemberSchedule
{
    /// <summary>In the order in which they come; those without a day last.</summary>
    public required IReadOnlyList<MemberSession> Remaining { get; init; }

    /// <summary>The first day on which everything that is required, the review included, can be done; null where something required has no day.</summary>
    public required DateOnly? Finishes { get; init; }

    public static MemberSchedule Of(MemberRequest request, WorkingDays calendar)
    {
        ArgumentNullException.ThrowIfNull(request);
        var toCome = request.ToCome.GroupBy(session => session.TemplateKey, StringComparer.Ordinal).ToDictionary(own => own.Key, own => own.OrderBy(session => session.Begins).First(), StringComparer.Ordinal);
        var placed = new List<LaidSession>();
        foreach (var session in request.Progress.Sessions)
        {
            var (key, number) = (session.Template.Key, session.Template.Number);
            if (session.IsDone)
                placed.Add(new LaidSession { TemplateKey = key, Number = number, On = request.DoneOn.TryGetValue(key, out var on) ? on : request.From.AddDays(-1), Start = TimeOnly.MinValue, Minutes = session.Template.Minutes, Held = true });
            else if (toCome.TryGetValue(key, out var next))
                placed.Add(next);
        }

        var windows = OneToOneWindows.Of(new WindowRequest { Plan = request.Plan, Sessions = placed, From = request.From, NotBefore = request.From, Closures = request.Closures }, calendar);
        var remaining = request.Progress.Sessions.Where(session => !session.IsDone).Select(session =>
        {
            var template = session.Template;
            var one = new MemberSession { Template = template, Missed = session.Standing == SessionStanding.Missed };
            return toCome.TryGetValue(template.Key, out var at) ? one with { At = new SessionTime(at.On, at.Start) }
                : one.Missed ? one with { Why = template.CatchUpAllowed ? $"Missed on {Day(session.On!.Value)}. A catch-up is to be booked." : $"Missed on {Day(session.On!.Value)}, and the plan allows no catch-up." }
                : windows.Windows.FirstOrDefault(window => window.TemplateKey == template.Key) is { } window ? window.To < request.From ? one with { Why = $"It was to be held by {Day(window.To)}. Book it." } : one with { Window = window }
                : one with { Why = windows.Unplaced.FirstOrDefault(unplaced => unplaced.TemplateKey == template.Key)?.Why ?? "Their group has no session of it to come. Book a catch-up, or a place in another group." };
        }).OrderBy(one => one.At?.On ?? one.Window?.From ?? DateOnly.MaxValue).ThenBy(one => one.Template.Number).ToList();
        var needed = remaining.Where(one => one.Template.Required || one.Template.Stage == SessionStage.Review).ToList();
        return new MemberSchedule
        {
            Remaining = remaining,
            Finishes = needed.Count == 0 || needed.Exists(one => one.Why is not null) ? null : needed.Max(one => one.At?.On ?? one.Window!.From),
        };
    }
}
