using static Referrals.Domain.Wording;

namespace Referrals.Domain;

public sealed record WindowRequest
{
    public required SessionPlan Plan { get; init; }

    /// <summary>The group's sessions as laid; and for one member, that person's own one-to-ones that are placed or held: those get no window.</summary>
    public required IReadOnlyList<LaidSession> Sessions { get; init; }

    /// <summary>The first day on which anything may be held: the group's earliest start, or for one member the day after the place was given.</summary>
    public required DateOnly From { get; init; }

    /// <summary>For work that is all one to one: what is not placed yet comes no earlier.</summary>
    public DateOnly? NotBefore { get; init; }

    public required IReadOnlyList<Closure> Closures { get; init; }

    /// <summary>The <see cref="PlanModule.Number"/> of the module at which a member joined; 1 for the whole group.</summary>
    public int FromModule { get; init; } = 1;
}

/// <summary>Every one-to-one that is not placed is in exactly one of the two.</summary>
public sealed record WindowResult(IReadOnlyList<OneToOneWindow> Windows, IReadOnlyList<UnplacedSession> Unplaced);

/// <summary>
/// When each one-to-one of a plan may be held: before the programme with the gap that the plan leaves; in the programme from the day after the last
/// group session of its module; the review from so many weeks after the last session. A window begins and ends on a working day that is not closed.
/// Work that is all one to one gets a window a week.
/// </summary>
public static class OneToOneWindows
{
    public static WindowResult Of(WindowRequest request, WorkingDays calendar)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(calendar);
        var windows = new List<OneToOneWindow>();
        var unplaced = new List<UnplacedSession>();
        var weekly = request.Plan.IsOneToOne ? WeekByWeek(request) : null;
        foreach (var template in request.Plan.Sessions.Where(template => template.Format == SessionFormat.OneToOne && !IsPlaced(request, template)))
        {
            var (from, to, why) = weekly is not null ? (weekly[template.Key], weekly[template.Key].AddDays(6), null) : Between(request, template);
            if (why is null && !(calendar.Knows(from) && calendar.Knows(to)))
                why = $"The bank holidays of {(calendar.Knows(from) ? to : from).Year} are not in the catalogue.";
            if (why is null && FirstOpen(from, to, request.Closures, calendar) is { } first && LastOpen(from, to, request.Closures, calendar) is { } last)
                windows.Add(new OneToOneWindow(template.Key, template.Number, first, last));
            else
                unplaced.Add(new UnplacedSession(template.Key, template.Number, why ?? NoDay(request, template, from, to)));
        }

        return new WindowResult(windows, unplaced);
    }

    /// <summary>The first working day that is not closed; null where there is none up to <paramref name="until"/>.</summary>
    internal static DateOnly? FirstOpen(DateOnly from, DateOnly until, IReadOnlyList<Closure> closures, WorkingDays calendar)
    {
        for (var date = from; date <= until; date = date.AddDays(1))
        {
            if (IsOpen(date, closures, calendar))
                return date;
        }

        return null;
    }

    private static DateOnly? LastOpen(DateOnly from, DateOnly until, IReadOnlyList<Closure> closures, WorkingDays calendar)
    {
        for (var date = until; date >= from; date = date.AddDays(-1))
        {
            if (IsOpen(date, closures, calendar))
                return date;
        }

        return null;
    }

    private static bool IsOpen(DateOnly date, IReadOnlyList<Closure> closures, WorkingDays calendar) =>
        calendar.IsWorkingDay(date) && !closures.Any(closure => closure.Covers(date));

    private static (DateOnly From, DateOnly To, string? Why) Between(WindowRequest request, SessionTemplate template) => template.Stage switch
    {
        SessionStage.PreGroup => BeforeTheProgramme(request),
        SessionStage.Programme => AfterItsModule(request, template),
        _ => AfterTheProgramme(request),
    };

    private static (DateOnly From, DateOnly To, string? Why) BeforeTheProgramme(WindowRequest request)
    {
        var groups = Groups(request).Where(template => Joined(request, template)).ToList();
        if (groups.Count == 0)
            return (default, default, "The programme has no group session from that module on.");
        return Placed(request, groups[0]) is null
            ? (default, default, $"It comes before '{groups[0].Name}', which is not placed.")
            : (request.From, groups.Select(template => Placed(request, template)?.On).Min()!.Value.AddDays(-7 * request.Plan.WeeksAfterPreGroup), null);
    }

    private static (DateOnly From, DateOnly To, string? Why) AfterItsModule(WindowRequest request, SessionTemplate template)
    {
        if (!Joined(request, template))
            return (default, default, "It belongs to a module before the one joined at, and comes when that module is done.");
        var own = Groups(request).Where(group => group.ModuleKey == template.ModuleKey).ToList();
        var before = own.Count > 0 ? own : Groups(request).Where(group => group.Number < template.Number && Joined(request, group)).TakeLast(1).ToList();
        if (before.Find(group => Placed(request, group) is null) is { } missing)
            return (default, default, $"It comes after '{missing.Name}', which is not placed.");
        return Within(request, before.Select(group => Placed(request, group)?.On).Max() is { } last ? last.AddDays(1) : request.From);
    }

    private static (DateOnly From, DateOnly To, string? Why) AfterTheProgramme(WindowRequest request)
    {
        var plan = request.Plan;
        var programme = plan.Sessions.Where(template => template.Stage == SessionStage.Programme).ToList();
        if (programme.Find(template => !Joined(request, template)) is { } before)
            return (default, default, $"'{plan.Module(before.ModuleKey).Name}' and what else came before joining must be done first.");
        if (programme.Find(template => template.Format == SessionFormat.Group && Placed(request, template) is null) is { } missing)
            return (default, default, $"It comes {Weeks(plan.WeeksBeforeReview)} after the last session, and '{missing.Name}' is not placed.");

        // A one-to-one held late moves the review; one that is only due does not yet.
        return programme.Select(template => Placed(request, template)?.On).Max() is { } last
            ? Within(request, last.AddDays(7 * plan.WeeksBeforeReview))
            : (default, default, $"It comes {Weeks(plan.WeeksBeforeReview)} after the last session, and none is placed.");
    }

    private static (DateOnly From, DateOnly To, string? Why) Within(WindowRequest request, DateOnly from) =>
        (from, from.AddDays((7 * request.Plan.OneToOneWithinWeeks) - 1), null);

    private static Dictionary<string, DateOnly> WeekByWeek(WindowRequest request)
    {
        var earliest = request.NotBefore is { } notBefore && notBefore > request.From ? notBefore : request.From;
        var windows = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        var next = earliest;
        foreach (var template in request.Plan.Sessions)
        {
            if (Placed(request, template) is { } placed)
            {
                next = Later(next, placed.On.AddDays(7));
                continue;
            }

            windows[template.Key] = next;
            next = next.AddDays(7);
        }

        return windows;

        static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
    }

    private static string NoDay(WindowRequest request, SessionTemplate template, DateOnly from, DateOnly to) =>
        template.Stage == SessionStage.PreGroup && to < from
            ? $"{Day(to)} is the last day that leaves {Weeks(request.Plan.WeeksAfterPreGroup)} before the programme, and nothing may be held before {Day(from)}."
            : $"No working day from {Day(from)} to {Day(to)} is open.";

    private static IEnumerable<SessionTemplate> Groups(WindowRequest request) =>
        request.Plan.Sessions.Where(template => template is { Stage: SessionStage.Programme, Format: SessionFormat.Group });

    private static bool Joined(WindowRequest request, SessionTemplate template) => request.Plan.Module(template.ModuleKey).Number >= request.FromModule;

    private static bool IsPlaced(WindowRequest request, SessionTemplate template) => Placed(request, template) is not null;

    private static LaidSession? Placed(WindowRequest request, SessionTemplate template) =>
        request.Sessions.FirstOrDefault(session => session.TemplateKey == template.Key);
}
