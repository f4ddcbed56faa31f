using System.Globalization;
using CsvHelper;

namespace Referrals.Statistics;

/// <summary>
/// The table as CSV: a heading row, one row a group, the total last. Each percentage has a column that names its
/// denominator. Suppressed figures are <c>c</c>, percentages of nobody <c>z</c>.
/// </summary>
public static class CsvWriter
{
    /// <summary>The figures.</summary>
    public static string Write(StatisticsTable table) => Csv(
    [
        [table.By.Key + "_code", table.By.Key, .. table.Measures.SelectMany(m => m.DenominatorKey is null ? [Column(m)] : new[] { Column(m), PercentageColumn(m) })],
        .. table.Rows.Append(table.Total).Select(row => (string[])
        [
            row.Key,
            row.Label,
            .. table.Measures.SelectMany(m => row.Percentage(m) is { } percentage
                ? [row.Cells[m.Key].ToString(), percentage.ToString()]
                : new[] { row.Cells[m.Key].ToString() }),
        ]),
    ]);

    /// <summary>The companion file: what the table is, its notes, and the definition of each column of figures.</summary>
    public static string Definitions(StatisticsTable table) => Csv(
    [
        ["item", "name", "version", "counts", "definition", "denominator", "source"],
        About("title", table.Title),
        About("period", table.Period.ToString()),
        About("as at", table.AsAt.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)),
        About("rows", table.By.Name),
        .. table.Notes.Select((note, i) => About($"note {i + 1}", note)),
        .. table.Measures.SelectMany(m => m.DenominatorKey is { } denominator
            ? [OfMeasure(m), [PercentageColumn(m), m.Name, $"{m.Version}", "percentage", $"{Column(m)} as a percentage of {Column(table.Measures.Single(d => d.Key == denominator))}, to one decimal place.", Column(denominator), m.Source]]
            : new[] { OfMeasure(m) }),
    ]);

    private static string[] About(string item, string text) => [item, "", "", "", text, "", ""];

    private static string[] OfMeasure(MeasureDefinition m) => [Column(m), m.Name, $"{m.Version}", m.Counts, m.Definition, "", m.Source];

    private static string PercentageColumn(MeasureDefinition m) => $"{Column(m)}_percent_of_{Column(m.DenominatorKey!)}";

    private static string Column(MeasureDefinition m) => Column(m.Key);

    private static string Column(string key) => key.Replace('-', '_');

    private static string Csv(IEnumerable<string[]> lines)
    {
        using var text = new StringWriter();
        // A label that begins like a formula is made harmless to spreadsheets.
        var options = CsvWriterOptions.Default with { NewLine = "\n", Injection = CsvInjection.Escape };
        using (var csv = CsvHelper.CsvWriter.Create(text, options))
        {
            foreach (var line in lines) csv.WriteRecord(line);
        }

        return text.ToString();
    }
}
