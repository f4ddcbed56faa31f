using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Referrals.Statistics;

/// <summary>
/// The table as JSON for programs. A suppressed count is null and its measure is listed under <c>suppressed</c>; a
/// percentage is null when it is suppressed or of nobody.
/// </summary>
public static class JsonWriter
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        // For files and programs, never put inside a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(StatisticsTable table) => JsonSerializer.Serialize(Shape(table), Options) + "\n";

    /// <summary>A whole publication: what it is, and its tables each as <see cref="Write(StatisticsTable)"/> gives it with what it shows.</summary>
    public static string Write(PublicationDocument publication) => JsonSerializer.Serialize(
        new
        {
            publication.Title,
            publication.Summary,
            publication.Number,
            publication.Changed,
            publication.Publisher,
            publication.Contact,
            AsAt = Iso(publication.AsAt),
            ReleasedOn = Iso(publication.ReleasedOn),
            publication.IsProvisional,
            Tables = publication.Tables.Select(t => new { t.Finding, Revised = t.Revised.Order(StringComparer.Ordinal), Table = Shape(t.Table) }),
        },
        Options) + "\n";

    /// <summary>The tables of a publication written by <see cref="Write(PublicationDocument)"/>, to be compared with new ones. They cannot be written again.</summary>
    public static IReadOnlyList<PublishedTable> Read(string json, string publication)
    {
        using var read = JsonDocument.Parse(json);
        return [.. read.RootElement.GetProperty("tables").EnumerateArray().Select(t => Published(t.GetProperty("table"), publication))];
    }

    private static PublishedTable Published(JsonElement table, string publication)
    {
        var by = table.GetProperty("by").GetString()!;
        return new()
        {
            Publication = publication,
            Scope = table.GetProperty("scope").GetString()!,
            Period = new(Day(table.GetProperty("period").GetProperty("from")), Day(table.GetProperty("period").GetProperty("to"))),
            AsAt = Day(table.GetProperty("asAt")),
            By = by,
            Threshold = table.GetProperty("suppressedBelow").GetInt32(),
            RoundTo = table.GetProperty("roundedTo") is { ValueKind: JsonValueKind.Number } to ? to.GetInt32() : null,
            Figures = table.GetProperty("rows").EnumerateArray().Select(r => (By: by, Row: r)).Append((By: SisterTables.Total, Row: table.GetProperty("total")))
                .SelectMany(r => r.Row.GetProperty("counts").EnumerateObject().Select(c => (
                    Key: new FigureKey(r.By, r.Row.GetProperty("key").GetString()!, c.Name),
                    Count: c.Value.ValueKind == JsonValueKind.Null ? (long?)null : c.Value.GetInt64())))
                .ToDictionary(f => f.Key, f => f.Count),
        };

        static DateOnly Day(JsonElement text) => DateOnly.ParseExact(text.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static object Shape(StatisticsTable table) => new
    {
        table.Title,
        table.Scope,
        Period = new { From = Iso(table.Period.From), To = Iso(table.Period.To) },
        By = table.By.Key,
        AsAt = Iso(table.AsAt),
        SuppressedBelow = table.Threshold,
        RoundedTo = table.Rules.RoundTo,
        table.Notes,
        Measures = table.Measures.Select(m => new { m.Key, m.Name, m.Version, m.Counts, m.Definition, Denominator = m.DenominatorKey, m.Source }),
        Estimates = table.Estimates.Select(e => new { e.Key, e.Name, e.Unit, e.Definition }),
        Rows = table.Rows.Select(r => Row(table, r)),
        Total = Row(table, table.Total),
    };

    private static object Row(StatisticsTable table, StatisticsRow row) => new
    {
        row.Key,
        row.Label,
        Counts = table.Measures.ToDictionary(m => m.Key, m => row.Cells[m.Key].Count),
        Percentages = table.Measures.Where(m => m.DenominatorKey is not null).ToDictionary(m => m.Key, m => row.Percentage(m)!.Value.Value),
        Suppressed = table.Measures.Where(m => row.Cells[m.Key].IsSuppressed).Select(m => m.Key),
        Estimates = table.Estimates.ToDictionary(e => e.Key, e => Figure(table.EstimateOf(row, e))),
    };

    private static object Figure(EstimatedFigure figure) => new { figure.Value, figure.Mark };

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
