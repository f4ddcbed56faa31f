using System.Globalization;
using Referrals.Domain;

namespace Referrals.Application.Tests.Statistics;

/// <summary>The right answers, counted the slow and plain way from what truly happened. It knows nothing of rows, families or units.</summary>
internal static class Reference
{
    /// <summary>Who is counted, by which date, and for which measures: one line each.</summary>
    public sealed record Line(Life Life, DateOnly On, Episode? Episode, Course? Course, Stretch? Order, IReadOnlyList<Episode> Episodes, Dictionary<string, long> Counts);

    public static IEnumerable<Line> Lines(string family, string cohort, IReadOnlyList<Life> people, DateOnly from, DateOnly to) => family switch
    {
        "referrals-and-completions" => Assessed(people, from, to).Select(p => Person(p, Funnel(true, p.Episodes))),
        "cohort-funnel" => Supervised(people, cohort, from, to).Select(p => Person(p, With(Funnel(AssessedBy(p.Life, End(p.Order!)) || p.Episodes.Any(), p.Episodes), "flagged"))),
        "where-now" => (cohort == "assessment" ? Assessed(people, from, to) : Supervised(people, cohort, from, to)).Select(p => Person(p, WhereNow(p.Episodes))),
        "needing-without" => Supervised(people, cohort, from, to).Select(p => Person(p, Of("flagged", p.Episodes.Any() && !p.Episodes.Any(e => e.Courses.Any(c => c.Started is not null || c.As == "completed")) ? "needing-without" : null))),
        "police-enquiry" => Supervised(people, cohort, from, to).Select(p => Person(p, Of("flagged", p.Life.PoliceAsked && Life.Epoch <= End(p.Order!) ? "police-asked" : null))),
        "sufficient-assessment" => Supervised(people, cohort, from, to).Select(p => Person(p, Of("flagged", p.Life.Episodes.Any(e => e.Informed is { } on && on <= End(p.Order!)) ? "sufficiently-assessed" : null))),
        "childrens-services-enquiry" => Supervised(people, cohort, from, to).Select(p => Person(p, !Children(p.Life) ? [] : Of("flagged", p.Life.ChildrensServicesAsked <= End(p.Order!) ? "childrens-services-asked" : null))),
        "reviewed-after-change" => Supervised(people, cohort, from, to).Select(p => Person(p, Reviewed(p.Life, p.Order!) is not { } reviewed ? [] : Of("flagged", reviewed ? "reviewed" : null))),
        "unmet-need" => people.SelectMany(l => l.Episodes.Where(e => e.Assessed >= from && e.Assessed <= to).Select(e => Need(l, e, Of("needs", e.Courses.Count > 0 ? "referred" : e is { Closed: not null, Met: false } ? "never-approved" : "never-no-reason")))),
        "eligible" => people.SelectMany(l => l.Episodes.Where(e => e.Assessed >= from && e.Assessed <= to).Select(e => Need(l, e, e.Informed is null ? [] : e.Courses.Any(c => c.Programme == Life.Bbr && (c.Started is not null || c.As == "completed")) ? Of("eligible", "on-it")
            : e.Courses.Any(c => c.Programme == Life.Bbr) ? Of("eligible", "not-on-it") : Of("eligible", "not-on-it", "not-referred")))),
        "programmes-sentenced" => people.SelectMany(l => l.Orders.Where(o => o.Imposes is not null && o.From >= from && o.From <= to).Select(o => new Line(l, o.From, null, null, o, [], Order(l, o)))),
        "programmes-ended" => people.SelectMany(l => l.Orders.Where(o => o.Imposes is not null && o.Ended && o.To >= from && o.To <= to).Select(o => new Line(l, o.To, null, null, o, [], Order(l, o)))),
        "completion" => people.SelectMany(l => l.Episodes.SelectMany(e => e.Courses.Where(c => c.Started >= from && c.Started <= to).Select(c => new Line(l, c.Started!.Value, e, c, null, [e], Of("started", c.As == "completed" ? "completed" : c.Ended is not null ? "left" : "going-on"))))),
        "attendance" => people.SelectMany(l => l.Episodes.SelectMany(e => e.Courses.Where(c => c.Started >= from && c.Started <= to).Select(c => new Line(l, c.Started!.Value, e, c, null, [e], Attendance(c))))),
        "workload" => people.SelectMany(l => l.Episodes.Where(e => e.Closed is null).Select(e => new Line(l, e.Assessed, e, null, null, [e], Of("open", Place(e) switch
        {
            "information" or "decision" or "toolkit" => "with-practitioner",
            "suitability" or "waiting-for-place" or "on-programme" => "with-programme-team",
            _ => "with-spo",
        })))),
        "demand" => people.Where(l => l.Episodes.Count > 0).Select(l => new Line(l, to, null, null, null, l.Episodes, Demanded(l, to))),
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, null),
    };

    /// <summary>Where a line falls in a breakdown.</summary>
    public static string Group(string by, Line line) => by switch
    {
        "region" => line.Life.Region ?? "unknown",
        "sex" => line.Life.Sex switch { Sex.Male => "male", Sex.Female => "female", _ => "unknown" },
        "pdu" => line.Life.Pdu?.ToString(CultureInfo.InvariantCulture) ?? "unknown",
        "team" => line.Life.Team ?? "unknown",
        "practitioner" => line.Life.Practitioner ?? "unknown",
        "disability" => Said(line.Life.Disability),
        "learning-need" => Said(line.Life.LearningNeed),
        "religion" => line.Life.Religion ?? "unknown",
        "language" => line.Life.Language ?? "unknown",
        "sara" => Latest(line.Life)?.Sara switch
        {
            RiskLevel.Low => "low", RiskLevel.Medium => "medium", RiskLevel.High => "high", RiskLevel.VeryHigh => "very-high", _ => "unknown",
        },
        "version" => line is { Order: { } ordered, Episodes: [] } && line.Counts.ContainsKey("orders") ? ordered.Imposes == true ? Version(Life.Bbr, During(line.Life, ordered)) : "unknown"
            : (line.Course ?? Furthest(line.Episodes)?.Courses.LastOrDefault()) is { } course ? Version(course.Programme, course) : "unknown",
        "reason" => (line.Course is { } left ? left.Reason : Furthest(line.Episodes) is { Closed: not null, Met: false } ? "not-enough-time" : null) ?? "unknown",
        "recommended" => Furthest(line.Episodes)?.Informed is null ? "unknown" : Life.Bbr,
        "session" => line.Course!.Meetings.Where(m => m.Outcome is AttendanceOutcome.AttendedComplied or AttendanceOutcome.AttendedDidNotComply).LastOrDefault()?.Session ?? "unknown",
        "ethnicity" => line.Life.Ethnicity ?? "unknown",
        "month" => line.On.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        "quarter" => line.On.Month <= 3 ? $"{line.On.Year - 1}-Q4" : $"{line.On.Year}-Q{(line.On.Month - 1) / 3}",
        "financial-year" => line.On.Month <= 3 ? $"{line.On.Year - 1}-{line.On.Year % 100:00}" : $"{line.On.Year}-{(line.On.Year + 1) % 100:00}",
        "age" => line.Life.Born is not { } born ? "unknown" : Enumerable.Range(0, 120).Last(years => born.AddYears(years) <= line.On || years == 0) switch
        {
            >= 55 => "55 and over", >= 45 => "45 to 54", >= 35 => "35 to 44", >= 25 => "25 to 34", >= 18 => "18 to 24", _ => "under 18",
        },
        "ordered" => (line.Order ?? line.Life.Orders.OrderBy(o => o.From).ThenBy(o => o.Number).LastOrDefault())?.Imposes switch { true => "requirement", false => "nothing", null => "unknown" },
        "programme" => (line.Course?.Programme ?? (line is { Order: { } order, Episodes: [] } && line.Counts.ContainsKey("orders") ? order.Imposes == true ? Life.Bbr : null : Furthest(line.Episodes)?.Courses.LastOrDefault()?.Programme)) ?? "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, null),
    };

    private static IEnumerable<Line> Assessed(IReadOnlyList<Life> people, DateOnly from, DateOnly to) => people
        .Select(l => (Life: l, On: l.Others.Concat(l.Episodes.Select(e => e.Assessed)).Where(d => d >= from && d <= to).OrderBy(d => d).Select(d => (DateOnly?)d).FirstOrDefault()))
        .Where(p => p.On is not null)
        .Select(p => new Line(p.Life, p.On!.Value, null, null, null, [.. p.Life.Episodes.Where(e => e.Assessed >= from && e.Assessed <= to)], []));

    private static IEnumerable<Line> Supervised(IReadOnlyList<Life> people, string cohort, DateOnly from, DateOnly to)
    {
        foreach (var life in people)
        {
            var start = cohort == "supervision-start";
            var order = life.Orders.Where(o => start || o.Ended).Where(o => (start ? o.From : o.To) >= from && (start ? o.From : o.To) <= to).OrderBy(o => start ? o.From : o.To).ThenBy(o => o.Number).FirstOrDefault();
            if (order is null || !((life.HasFlag == true && (life.FlaggedOn is null || life.FlaggedOn <= End(order))) || life.Episodes.Any(e => e.Assessed <= End(order))))
                continue;
            yield return new Line(life, start ? order.From : order.To, null, null, order, [.. life.Episodes.Where(e => e.Assessed <= End(order) && (e.Closed is null || e.Closed >= order.From))], []);
        }
    }

    private static string Version(string programme, Course? course) => $"{programme}/{course?.Version?.ToString(CultureInfo.InvariantCulture) ?? "?"}";

    /// <summary>The latest course of the programme that was referred while the order ran and of which the version is known.</summary>
    private static Course? During(Life life, Stretch order) => life.Episodes.SelectMany(e => e.Courses).Where(c => c is { Programme: Life.Bbr, Version: not null } && c.Referred >= order.From && c.Referred <= End(order)).OrderBy(c => c.Referred).LastOrDefault();

    private static bool Children(Life life) => life.Children == true || (life.ChildrenRegistered && life.HasFlag is not null);

    /// <summary>Whether every change of the order's time, while a need was open, was followed by a review; null where there was no change.</summary>
    private static bool? Reviewed(Life life, Stretch order)
    {
        var changes = life.Changes.Where(c => c >= order.From && c <= End(order) && life.Episodes.Any(e => e.Assessed <= c && (e.Closed is null || e.Closed >= c))).ToList();
        return changes.Count == 0 ? null : changes.All(c => life.Reviews.Any(r => r >= c));
    }

    private static string Said(bool? said) => said switch { true => "yes", false => "no", null => "unknown" };

    private static Dictionary<string, long> Attendance(Course course)
    {
        var counts = new Dictionary<string, long>();
        foreach (var meeting in course.Meetings)
        {
            if (meeting.Outcome switch
            {
                AttendanceOutcome.AttendedComplied => "attended",
                AttendanceOutcome.AttendedDidNotComply => "did-not-comply",
                AttendanceOutcome.AcceptableAbsence => "acceptable-absence",
                AttendanceOutcome.UnacceptableAbsence => "unacceptable-absence",
                _ => null,
            } is not { } kind)
                continue;
            counts["sessions"] = counts.GetValueOrDefault("sessions") + 1;
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        return counts;
    }

    private static Dictionary<string, long> Demanded(Life life, DateOnly today)
    {
        var counts = new Dictionary<string, long>();
        if (life.Episodes.Any(e => e.Closed is null && Place(e) == "waiting-for-place"))
        {
            counts["waiting"] = 1;
            var running = life.Orders.Where(o => !o.Ended).ToList();
            if (running.Count > 0 && running.Max(o => o.To) <= today.AddDays(182))
                counts["ending-soon"] = 1;
        }

        var thisMonth = new DateOnly(today.Year, today.Month, 1);
        Count("accepted", life.Episodes.Select(e => e.Courses.Select(c => c.Programme == Life.Toolkit ? c.Referred : c.Accepted).Min()), thisMonth.AddMonths(-24));
        Count("started", life.Episodes.Select(e => e.Courses.Select(c => c.Started).Min()), thisMonth.AddMonths(-6));
        return counts;

        void Count(string key, IEnumerable<DateOnly?> dates, DateOnly first)
        {
            if (dates.Count(d => d >= first && d < thisMonth) is > 0 and var count)
                counts[key] = count;
        }
    }

    private static DateOnly End(Stretch order) => order.Ended ? order.To : DateOnly.MaxValue;

    private static bool AssessedBy(Life life, DateOnly day) => life.Others.Any(d => d <= day) || life.Episodes.Any(e => e.Assessed <= day);

    private static Dictionary<string, long> Funnel(bool assessed, IReadOnlyList<Episode> episodes)
    {
        if (!assessed)
            return [];
        var keys = new List<string> { "assessed" };
        if (episodes.Count > 0)
        {
            keys.Add("needing");
            var courses = episodes.SelectMany(e => e.Courses).ToList();
            if (courses.Count > 0)
            {
                keys.Add("referred");
                if (courses.Any(c => c.Programme == Life.Toolkit || c.Accepted is not null || c.Started is not null || c.As == "completed"))
                    keys.Add("accepted");
                if (courses.Any(c => c.Started is not null || c.As == "completed"))
                    keys.Add("started");
                if (courses.Any(c => c.As == "completed"))
                    keys.Add("completed");
            }
            else
            {
                keys.Add(episodes.All(e => e is { Closed: not null, Met: false }) ? "not-referred-approved" : "not-referred-no-reason");
            }
        }

        return Of([.. keys]);
    }

    private static Dictionary<string, long> WhereNow(IReadOnlyList<Episode> episodes) => Furthest(episodes) is { } furthest ? Of("needing", Place(furthest)) : [];

    private static readonly List<string> s_order =
        ["met", "after-sessions", "on-programme", "toolkit", "may-rejoin", "placed", "held", "waiting-for-place", "suitability", "approval", "decision", "information", "recalled", "closure-to-confirm", "unmet"];

    private static Episode? Furthest(IReadOnlyList<Episode> episodes) => episodes.Index().OrderBy(e => s_order.IndexOf(Place(e.Item))).ThenByDescending(e => e.Item.Assessed).ThenByDescending(e => e.Index).Select(e => e.Item).FirstOrDefault();

    private static string Place(Episode episode)
    {
        if (episode.Closed is not null)
            return episode.Met ? "met" : "unmet";
        if (episode.Courses is [.., { Ended: null } live])
            return live.Programme == Life.Toolkit ? "toolkit" : live.Started is not null ? "on-programme" : live.Accepted is not null ? "waiting-for-place" : "suitability";
        return episode.Informed is null ? "information" : "decision";
    }

    private static Dictionary<string, long> Order(Life life, Stretch order)
    {
        if (order.Imposes != true)
            return Of("orders", "not-imposed");
        var own = Delivered(life, order);
        var done = own.Any(c => c.As == "completed");
        return own.Any(c => c.Commenced is not null) ? Of("orders", "imposed", "commenced", done ? "completed" : null)
            : Of("orders", "imposed", "not-commenced", done || own.Any(c => c.Started is not null) ? "attended-not-commenced" : null);
    }

    /// <summary>What was referred while several orders that impose it run belongs to the one that began last.</summary>
    public static List<Course> Delivered(Life life, Stretch order) => [.. life.Episodes.SelectMany(e => e.Courses).Where(c => c.Programme == Life.Bbr
        && life.Orders.Where(o => o.Imposes == true && o.From <= c.Referred && End(o) >= c.Referred).OrderBy(o => o.From).ThenBy(o => o.Number).LastOrDefault() == order)];

    /// <summary>The latest outcome. Of two of one day the one written later: a life tells those that opened nothing first, and its episodes from the last to the first.</summary>
    public static (DateOnly On, RiskLevel? Sara)? Latest(Life life)
    {
        (DateOnly On, RiskLevel? Sara)? latest = null;
        foreach (var next in life.Others.Select(d => (On: d, Sara: (RiskLevel?)null)).Concat(life.Episodes.Reverse().Select(e => (On: e.Assessed, e.Sara))))
        {
            if (latest is null || next.On >= latest.Value.On)
                latest = next;
        }

        return latest;
    }

    private static Line Person(Line line, Dictionary<string, long> counts) => line with { Counts = counts };

    private static Line Need(Life life, Episode episode, Dictionary<string, long> counts) => new(life, episode.Assessed, episode, null, null, [episode], counts);

    private static Dictionary<string, long> With(Dictionary<string, long> counts, string key) => new(counts) { [key] = 1 };

    private static Dictionary<string, long> Of(params string?[] keys) => keys.OfType<string>().ToDictionary(k => k, _ => 1L);
}
