using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace Referrals.Statistics;

/// <summary>
/// A publication as one tidy CSV: a line a figure, its value in one column and, where there is none, the mark that says why in another; and the
/// metadata that goes beside it in the form of CSV on the Web (W3C), which says what each column is and defines each measure.
/// </summary>
public static class TidyCsvWriter
{
    private static readonly (string Name, string Title, string Type, string About)[] s_columns =
    [
        ("table", "Table", "integer", "The number of the table in the publication."),
        ("scope", "Scope", "string", "Among whom people are counted."),
        ("period_start", "Period start", "date", "The first day counted."),
        ("period_end", "Period end", "date", "The last day counted."),
        ("breakdown", "Breakdown", "string", "What the rows of the table are; total for everybody."),
        ("group_code", "Group code", "string", "The row's stable key."),
        ("group", "Group", "string", "The row's name."),
        ("measure", "Measure", "string", "The key of the measure; its definition is in this file's metadata."),
        ("unit", "Unit", "string", "What is counted, or percentage."),
        ("denominator", "Denominator", "string", "What a percentage is of."),
        ("value", "Value", "decimal", "The figure; empty where there is none."),
        ("mark", "Mark", "string", "Why there is no figure, or what is to be known of it."),
    ];

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The figures.</summary>
    public static string Write(PublicationDocument publication)
    {
        using var text = new StringWriter();
        using (var csv = CsvHelper.CsvWriter.Create(text, CsvWriterOptions.Default with { NewLine = "\n", Injection = CsvInjection.Escape }))
        {
            csv.WriteRecord(s_columns.Select(c => c.Name).ToArray());
            foreach (var (i, of) in publication.Tables.Index())
            {
                foreach (var row in of.Table.Rows.Append(of.Table.Total))
                {
                    foreach (var line in Lines(publication, of, i + 1, row)) csv.WriteRecord(line);
                }
            }
        }

        return text.ToString();
    }

    /// <summary>The metadata of the file of this name.</summary>
    public static string Metadata(PublicationDocument publication, string fileName) => JsonSerializer.Serialize(
        new Dictionary<string, object?>
        {
            ["@context"] = new object[] { "http://www.w3.org/ns/csvw", new Dictionary<string, string> { ["@language"] = "en-GB" } },
            ["url"] = fileName,
            ["dc:title"] = publication.Title,
            ["dc:description"] = publication.Summary,
            ["dc:publisher"] = publication.Publisher,
            ["dc:issued"] = Iso(publication.ReleasedOn),
            ["dc:hasVersion"] = publication.Number,
            ["dc:provenance"] = publication.Changed,
            ["asAt"] = Iso(publication.AsAt),
            ["tables"] = publication.Tables.Select((t, i) => new { number = i + 1, title = publication.Headed(t), finding = t.Finding, suppressedBelow = t.Table.Threshold, roundedTo = t.Table.Rules.RoundTo }),
            ["measures"] = publication.Measures.Select(m => new { key = m.Key, name = m.Name, version = m.Version, counts = m.Counts, definition = m.Definition, denominator = m.DenominatorKey, source = m.Source }),
            ["estimates"] = publication.Estimates.Select(e => new { key = e.Key, name = e.Name, unit = e.Unit, definition = e.Definition }),
            ["marks"] = publication.Shorthand.ToDictionary(s => s.Mark, s => s.Meaning),
            ["notes"] = publication.Notes.Where(n => n.About.Length == 0).Select(n => n.Text),
            ["tableSchema"] = new
            {
                columns = s_columns.Select(c => new Dictionary<string, object> { ["name"] = c.Name, ["titles"] = c.Title, ["datatype"] = c.Type, ["dc:description"] = c.About, ["required"] = c.Name is not ("value" or "mark" or "denominator") }),
            },
        },
        s_json) + "\n";

    private static IEnumerable<string[]> Lines(PublicationDocument publication, PublicationTable of, int number, StatisticsRow row)
    {
        var table = of.Table;
        var isTotal = ReferenceEquals(row, table.Total);
        string[] start = [number.ToString(CultureInfo.InvariantCulture), table.Scope, Iso(table.Period.From), Iso(table.Period.To), isTotal ? SisterTables.Total : table.By.Key, row.Key, row.Label];
        string[] known = [.. new[] { of.Revised.Contains(row.Key) ? PublicationDocument.RevisedMark : "", publication.IsProvisional ? PublicationDocument.ProvisionalMark : "" }.Where(m => m.Length > 0)];
        foreach (var measure in table.Measures)
        {
            var count = row.Cells[measure.Key];
            yield return [.. start, measure.Key, measure.Counts, "", count.IsSuppressed ? "" : count.ToString(), Marks(count.IsSuppressed ? count.ToString() : null)];
            if (row.Percentage(measure) is { } percentage)
                yield return [.. start, measure.Key, "percentage", measure.DenominatorKey!, percentage.Value is null ? "" : percentage.ToString(), Marks(percentage.Value is null ? percentage.ToString() : null)];
        }

        foreach (var estimate in table.Estimates)
        {
            var figure = table.EstimateOf(row, estimate);
            yield return [.. start, estimate.Key, estimate.Unit, "", figure.Value?.ToString(CultureInfo.InvariantCulture) ?? "", Marks(figure.Mark)];
        }

        string Marks(string? why) => string.Join(' ', why is null ? known : [why, .. known]);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
