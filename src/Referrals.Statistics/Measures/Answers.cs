using System.Globalization;
using static Referrals.Statistics.ReferralsAndCompletions;

namespace Referrals.Statistics;

/// <summary>What a table says, in a sentence above its chart. Made of protected tables alone: what is withheld is in no sentence.</summary>
public static class Answers
{
    private static readonly (string Key, string Words)[] s_steps = [(Referred, "were referred"), (Started, "started one"), (Completed, "completed one")];

    private const string TooFew = "Too few people are counted here to say.";

    /// <summary>How many need an intervention, and how many got one.</summary>
    public static string HowMany(StatisticsTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var total = table.Total;
        if (total.Cells[Assessed].Count is 0) return "Nobody was assessed in this time.";
        if (total.Cells[Needing].Count is not { } needing || total.Cells[Assessed].Count is not { } assessed) return TooFew;
        if (needing == 0) return $"Of {Said(assessed)} people assessed, nobody needs an intervention.";
        string[] parts = [.. s_steps.Where(m => !total.Cells[m.Key].IsSuppressed).Select(m => $"{Said(total.Cells[m.Key].Count!.Value)} {m.Words}")];
        return $"Of {Said(assessed)} people assessed, {Said(needing)} need an intervention{(parts.Length == 0 ? "" : ": " + List(parts))}.";
    }

    /// <summary>Where those stand who have not completed one.</summary>
    public static string WhereNow(StatisticsTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var needing = table.Total.Cells["needing"].Count;
        if (needing == 0) return "Nobody needs an intervention.";
        var most = Stands.Furthest.Where(s => s != Stands.Met && table.Total.Cells[s].Count > 0).OrderByDescending(s => table.Total.Cells[s].Count).Take(3).ToList();
        return most.Count == 0 ? TooFew : $"{(needing is { } all ? $"Of {Said(all)} people" : "Of the people")} who need an intervention, most of those not yet done stand here: {List([.. most.Select(s => $"{Lower(Stands.Name(s))} ({Said(table.Total.Cells[s].Count!.Value)})")])}.";
    }

    /// <summary>
    /// Whether a share rises: the last quarter of which everybody has had three months, against the same quarter a year before, or the first shown.
    /// </summary>
    public static string Better(StatisticsTable table, string measure, string verb)
    {
        ArgumentNullException.ThrowIfNull(table);
        var definition = table.Measures.Single(m => m.Key == measure);
        var shown = table.Rows.Where(r => r.Percentage(definition)?.Value is not null && Ended(r) is { } ended && ended.AddDays(91) <= table.AsAt).ToList();
        if (shown.Count < 2) return "There are not two quarters with enough people, of whom all have had three months, to compare.";
        var latest = shown[^1];
        var before = shown.Find(r => Ended(r)!.Value.AddYears(1).Month == Ended(latest)!.Value.Month && Ended(r)!.Value.Year == Ended(latest)!.Value.Year - 1) ?? shown[0];
        var (first, last) = (before.Percentage(definition)!.Value.Value!.Value, latest.Percentage(definition)!.Value.Value!.Value);
        var change = last - first;
        var said = Math.Abs(change) < 2 ? "It is much as it was" : change > 0 ? "It is getting better" : "It is getting worse";
        return string.Create(CultureInfo.InvariantCulture, $"{said}: {last:0.0}% {verb} of those assessed in {latest.Label}, {first:0.0}% of those assessed in {before.Label}. Later quarters have had too little time to compare.");

        // A quarter is numbered by its financial year: the first ends with June.
        static DateOnly? Ended(StatisticsRow row) => Breakdowns.Parse(Breakdown.Quarter, row.Key) is { Number: > 0 and var n }
            ? new DateOnly(n / 10, 4, 1).AddMonths(3 * (n % 10)).AddDays(-1) : null;
    }

    /// <summary>The row with the highest share of a measure, among those with enough people.</summary>
    public static string Highest(StatisticsTable table, string measure, string what)
    {
        ArgumentNullException.ThrowIfNull(table);
        var definition = table.Measures.Single(m => m.Key == measure);
        var rows = table.Rows.Where(r => r.Key != GroupKey.Unknown && r.Percentage(definition)?.Value is > 0 && r.Cells[definition.DenominatorKey!].Count >= 2 * table.Threshold)
            .OrderByDescending(r => r.Percentage(definition)!.Value.Value).ToList();
        if (rows.Count == 0) return TooFew;
        var most = rows[0];
        return string.Create(CultureInfo.InvariantCulture, $"{most.Label} stands out: {most.Percentage(definition)!.Value.Value:0.0}% {what} ({Said(most.Cells[measure].Count!.Value)} of {Said(most.Cells[definition.DenominatorKey!].Count!.Value)}).");
    }

    /// <summary>One measure of the total as a share of another.</summary>
    public static string Share(StatisticsTable table, MeasureFamily family)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(family);
        var (part, whole) = (table.Measures.Single(m => m.Key == family.Answer.Part), table.Measures.Single(m => m.Key == family.Answer.Whole));
        if (table.Total.Cells[whole.Key].Count is 0) return $"Nothing is counted here: {Lower(whole.Name)}, 0.";
        if (table.Total.Cells[part.Key].Count is not { } count || table.Total.Cells[whole.Key].Count is not { } of) return TooFew;
        return string.Create(CultureInfo.InvariantCulture, $"{Said(count)} of {Said(of)} ({100m * count / of:0.0}%): {Lower(part.Name)}, of {Lower(whole.Name)}.");
    }

    public static string Time(TimesTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var times = table.Of(table.Counts.Total);
        var waiting = table.Counts.Total.Cells[Timing.StillWaiting].Count;
        var still = waiting switch { null => "", 0 => " Nobody still waits.", 1 => " 1 still waits.", { } n => $" {Said(n)} still wait{(times.MedianWaitSoFar is { } days ? $", half of them for {Days(days)} or longer" : "")}." };
        if (times.Withheld) return "Too few are counted here to say how long it takes." + still;
        return (times.Median is { } median ? $"Half wait {Days(median)} or less" : "Fewer than half have got there yet")
            + (times.NinetiethIsWithheld ? "." : times.NinetiethPercentile is { } most ? $", nine in ten {Days(most)} or less." : ", and nine in ten have not.") + still;
    }

    public static string Capacity(CapacityTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var total = table.Counts.Total;
        var places = table.PlacesOf(total);
        var free = places == 1 ? "there is 1 free place" : $"there are {Said(places)} free places";
        if (total.Cells[Demand.Waiting].Count is not { } waiting) return $"In groups with sessions to come {free}. Too few people wait to say how many.";
        var outlook = table.Of(total)!;
        var clear = waiting == 0 ? "" : outlook.MonthsToClear is { } months ? string.Create(CultureInfo.InvariantCulture, $" At the present pace the queue is gone in {months:0.#} months.") : " At the present pace the queue does not shrink.";
        return $"{(waiting == 1 ? "1 person waits" : $"{Said(waiting)} people wait")} for a place, and {free}.{clear}";
    }

    public static string Days(int days) => days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days:N0} days");

    private static string Said(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Lower(string name) => name.Length > 1 && char.IsUpper(name[1]) ? name : char.ToLowerInvariant(name[0]) + name[1..];

    private static string List(IReadOnlyList<string> parts) => parts.Count == 1 ? parts[0] : string.Join(", ", parts.Take(parts.Count - 1)) + " and " + parts[^1];
}
