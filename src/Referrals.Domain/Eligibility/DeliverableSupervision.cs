using static Referrals.Domain.Wording;

namespace Referrals.Domain;

/// <summary>What the end of deliverable supervision depends on; null is not known.</summary>
public sealed record SupervisionFacts
{
    public DateOnly? Start { get; init; }

    public DateOnly? End { get; init; }

    /// <summary>The day it did end; null while it runs.</summary>
    public DateOnly? EndedOn { get; init; }

    /// <summary>nDelius registration codes in force.</summary>
    public IReadOnlySet<string>? Flags { get; init; }

    /// <summary>The highest risk of serious harm in the community.</summary>
    public RiskLevel? Rosh { get; init; }
}

/// <summary>
/// How long something can still be delivered, seen from <paramref name="Today"/>. The two ends differ while it is not known whether the
/// reset applies; a null end is not known.
/// </summary>
/// <param name="Why">In a sentence, for the page beside the number.</param>
public sealed record DeliverableTime(DateOnly Today, DateOnly? EarliestEnd, DateOnly? LatestEnd, string Why)
{
    /// <summary>The day supervision ended; null while there is one.</summary>
    public DateOnly? EndedOn { get; init; }

    /// <summary>Certain: 0 on the last day and after it. Null while the earliest end is not known.</summary>
    public int? AtLeastDaysLeft => DaysTo(EarliestEnd);

    /// <summary>Possible at most. Null while the latest end is not known.</summary>
    public int? AtMostDaysLeft => DaysTo(LatestEnd);

    /// <summary>The end where both agree, else null.</summary>
    public DateOnly? End => EarliestEnd == LatestEnd ? EarliestEnd : null;

    /// <summary>As a reader is told it: "31 weeks", "between 20 and 31 weeks", "at most 12 weeks", "not known", "none: supervision ended on 2 March 2026". Whole weeks, rounded down.</summary>
    public string InWords() => EndedOn is { } ended ? $"none: supervision ended on {Day(ended)}" : (AtLeastDaysLeft / 7, AtMostDaysLeft / 7) switch
    {
        (null, null) => "not known",
        (null, int most) => $"at most {Weeks(most)}",
        (int least, null) => $"at least {Weeks(least)}",
        (int least, int most) when least == most => Weeks(least),
        (int least, int most) => $"between {least} and {Weeks(most)}",
    };

    /// <summary>The same to the day, for a page where days count: "219 days", "between 140 and 219 days"; null where it is not known or over.</summary>
    public string? DaysInWords() => EndedOn is not null ? null : (AtLeastDaysLeft, AtMostDaysLeft) switch
    {
        (null, null) => null,
        (null, int most) => $"at most {Days(most)}",
        (int least, null) => $"at least {Days(least)}",
        (int least, int most) when least == most => Days(least),
        (int least, int most) => $"between {least} and {Days(most)}",
    };

    private static string Days(int days) => days == 1 ? "1 day" : $"{days} days";

    private int? DaysTo(DateOnly? end) => end is { } known ? Math.Max(0, known.DayNumber - Today.DayNumber) : null;
}

/// <summary>
/// The end of deliverable supervision. Probation Reset (June 2024) ends appointments after two thirds of the supervision, except for people under
/// MAPPA, of very high risk of serious harm, or with active child protection.
/// </summary>
public static class DeliverableSupervision
{
    public static DeliverableTime Of(SupervisionFacts supervision, Thresholds thresholds, DateOnly today)
    {
        if (supervision.EndedOn is { } ended)
            return new DeliverableTime(today, ended, ended, "Nothing can be delivered once supervision has ended.") { EndedOn = ended };
        if (supervision.End is not { } end)
            return new DeliverableTime(today, null, null, "The end of supervision is not known.");
        if (today < thresholds.ResetFrom || end <= thresholds.ResetFrom)
            return new DeliverableTime(today, end, end, $"Supervision ends on {Day(end)}; the two-thirds rule did not yet apply.");
        if (Exemption(supervision, thresholds) is { } exemption)
            return new DeliverableTime(today, end, end, $"Supervision ends on {Day(end)}; the two-thirds rule does not apply because of {exemption}.");

        var reset = supervision.Start is { } start ? ResetDate(start, end, thresholds.ResetFrom) : (DateOnly?)null;
        var mayBeExempt = supervision.Flags is null || supervision.Rosh is null;
        if (reset is { } certain && !mayBeExempt)
            return new DeliverableTime(today, certain, certain, $"Two thirds of supervision pass on {Day(certain)}; nothing exempts from that rule.");
        return new DeliverableTime(today, reset, mayBeExempt || reset is null ? end : reset, NotDecided(supervision, reset, end));
    }

    /// <summary>The last day of the first two thirds of a supervision, both ends included: not before the rule began, nor after the end.</summary>
    private static DateOnly ResetDate(DateOnly start, DateOnly end, DateOnly ruleFrom)
    {
        var days = Math.Max(1, end.DayNumber - start.DayNumber + 1);
        var twoThirds = start.AddDays((((days * 2) + 2) / 3) - 1);
        return twoThirds < ruleFrom ? ruleFrom : twoThirds > end ? end : twoThirds;
    }

    private static string? Exemption(SupervisionFacts supervision, Thresholds thresholds)
    {
        var flags = thresholds.ResetExemptFlags.Where(flag => supervision.Flags?.Contains(flag) == true).ToList();
        return flags.Count > 0 ? "registration " + string.Join(", ", flags)
            : supervision.Rosh == RiskLevel.VeryHigh ? "very high risk of serious harm"
            : null;
    }

    private static string NotDecided(SupervisionFacts supervision, DateOnly? reset, DateOnly end)
    {
        string?[] unknown =
        [
            supervision.Start is null ? "the start of supervision" : null,
            supervision.Flags is null ? "the registrations" : null,
            supervision.Rosh is null ? "the risk of serious harm" : null,
        ];
        var range = reset is { } earliest ? $"On {Day(earliest)}, two thirds of supervision, or as late as {Day(end)}, its end" : $"No later than {Day(end)}, the end of supervision";
        return $"{range}: not known yet is {string.Join(", ", unknown.OfType<string>())}.";
    }
}
