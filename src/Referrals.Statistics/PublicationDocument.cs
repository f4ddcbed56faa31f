using System.Globalization;

namespace Referrals.Statistics;

/// <summary>One table of a publication, with the one thing to be learnt from it and the chart that shows it.</summary>
/// <param name="Finding">A sentence made from the protected table (<see cref="Findings"/>).</param>
/// <param name="Chart">Bars of each row; none for no chart.</param>
public sealed record PublicationTable(StatisticsTable Table, string Finding, IReadOnlyList<ChartBar> Chart)
{
    /// <summary>Keys of rows that differ from the publication this one revises: marked <c>[r]</c>.</summary>
    public IReadOnlySet<string> Revised { get; init; } = new HashSet<string>();

    internal string Label(StatisticsRow row) => Revised.Contains(row.Key) ? $"{row.Label} {PublicationDocument.RevisedMark}" : row.Label;
}

/// <summary>A publication as its writers take it: nothing in it has not been through disclosure control.</summary>
public sealed record PublicationDocument
{
    public const string RevisedMark = "[r]", ProvisionalMark = "[p]", NotAvailableMark = "[x]";

    public required string Title { get; init; }
    /// <summary>What it is about, for somebody who has never seen it.</summary>
    public required string Summary { get; init; }
    /// <summary>1, or one more than the one it revises.</summary>
    public required int Number { get; init; }
    /// <summary>What changed and why; null for a first publication.</summary>
    public string? Changed { get; init; }
    public required string Publisher { get; init; }
    /// <summary>An address for questions.</summary>
    public required string Contact { get; init; }
    /// <summary>The day the figures were counted.</summary>
    public required DateOnly AsAt { get; init; }
    public required DateOnly ReleasedOn { get; init; }
    /// <summary>Whether later figures of the same people are expected: said on the cover and of every table.</summary>
    public bool IsProvisional { get; init; }
    public required IReadOnlyList<PublicationTable> Tables { get; init; }

    internal IReadOnlyList<Estimate> Estimates => [.. Tables.SelectMany(t => t.Table.Estimates).DistinctBy(e => e.Key)];

    internal IReadOnlyList<MeasureDefinition> Measures => [.. Tables.SelectMany(t => t.Table.Measures).DistinctBy(m => m.Key)];

    /// <summary>The numbered notes: the definition of each measure, then what is to be known of the tables.</summary>
    internal IReadOnlyList<(string Text, string About)> Notes =>
    [
        .. Measures.Select(m => ($"{m.Name} (definition {m.Version}, counts {m.Counts}). {m.Definition} Source: {m.Source}.", m.Key)),
        .. Estimates.Select(e => ($"{e.Name} ({e.Unit}). {e.Definition}", e.Key)),
        .. Tables.SelectMany(t => t.Table.Notes).Distinct().Select(n => (n, "")),
    ];

    internal int NoteOf(MeasureDefinition measure) => Measures.Index().First(m => m.Item.Key == measure.Key).Index + 1;

    internal int NoteOf(Estimate estimate) => Measures.Count + Estimates.Index().First(e => e.Item.Key == estimate.Key).Index + 1;

    internal string Headed(PublicationTable table) =>
        $"{table.Table.Title}, by {table.Table.By.Name.InSentence()}, {table.Table.Scope}, {table.Table.Period}{(IsProvisional ? $" {ProvisionalMark}" : "")}";

    internal IReadOnlyList<(string Mark, string Meaning)> Shorthand =>
    [
        (StatisticsTable.Confidential, "confidential: withheld to protect people"),
        (NotAvailableMark, "not available"),
        (StatisticsTable.NotApplicable, "not applicable: a percentage of nobody"),
        (ProvisionalMark, "provisional: later figures of the same people are expected"),
        (RevisedMark, "revised since the publication before"),
    ];

    internal static string Words(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"));
}

/// <summary>Sentences that say what a table shows, from protected figures alone: a figure withheld makes another sentence, not a guess.</summary>
public static class Findings
{
    /// <summary>How far the people of the table got.</summary>
    public static string Of(StatisticsTable table)
    {
        var total = table.Total;
        if (!table.Measures.Any(m => m.Key == ReferralsAndCompletions.Completed) || !table.Measures.Any(m => m.Key == ReferralsAndCompletions.Needing))
        {
            var first = table.Measures[0];
            return total.Cells[first.Key].Count is { } number ? $"{first.Name}: {Number(number)} {first.Counts} in {table.Period}." : $"{first.Name}: the number is withheld to protect people.";
        }

        return (total.Cells[ReferralsAndCompletions.Needing].Count, total.Cells[ReferralsAndCompletions.Referred].Count, total.Cells[ReferralsAndCompletions.Completed].Count) switch
        {
            (null, _, _) => "How many people needed an intervention is withheld to protect people.",
            (0, _, _) => "Nobody assessed in the period needed an intervention.",
            ({ } needing, null, _) => $"{Number(needing)} people needed an intervention; how many were referred is withheld to protect people.",
            ({ } needing, { } referred, null) => $"Of {Number(needing)} people who needed an intervention, {Number(referred)} ({Share(referred, needing)}) were referred; how many completed one is withheld to protect people.",
            ({ } needing, { } referred, { } completed) =>
                $"Of {Number(needing)} people who needed an intervention, {Number(referred)} ({Share(referred, needing)}) were referred and {Number(completed)} ({Share(completed, needing)}) completed one.",
        };
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(long part, long whole) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100m * part / whole, 0, MidpointRounding.AwayFromZero):0}%");
}
