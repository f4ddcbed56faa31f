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

    public static string Write(StatisticsTable table) => JsonSerializer.Serialize(
        new
        {
            table.Title,
            Period = new { From = Iso(table.Period.From), To = Iso(table.Period.To) },
            By = table.By.Key,
            AsAt = Iso(table.AsAt),
            SuppressedBelow = table.Threshold,
            table.Notes,
            Measures = table.Measures.Select(m => new { m.Key, m.Name, m.Version, m.Counts, m.Definition, Denominator = m.DenominatorKey, m.Source }),
            Rows = table.Rows.Select(r => Row(table, r)),
            Total = Row(table, table.Total),
        },
        Options) + "\n";

    private static object Row(StatisticsTable table, StatisticsRow row) => new
    {
        row.Key,
        row.Label,
        Counts = table.Measures.ToDictionary(m => m.Key, m => row.Cells[m.Key].Count),
        Percentages = table.Measures.Where(m => m.DenominatorKey is not null).ToDictionary(m => m.Key, m => row.Percentage(m)!.Value.Value),
        Suppressed = table.Measures.Where(m => row.Cells[m.Key].IsSuppressed).Select(m => m.Key),
    };

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
