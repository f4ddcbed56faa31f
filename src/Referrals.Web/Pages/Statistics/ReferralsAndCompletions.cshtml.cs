using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Statistics;

/// <summary>The national table under disclosure control, as a page and as files.</summary>
public sealed class ReferralsAndCompletionsModel(StatisticsService statistics, TimeProvider time) : TablePage(time)
{
    /// <summary>Null where what was asked for cannot be counted; the errors say why.</summary>
    public StatisticsTable? Counted { get; private set; }

    /// <summary>Whether the reader's role opens a figure to the needs behind it.</summary>
    public bool MayOpen => Doors.MayEnter("/Statistics/Needs", User.Actor().Role);

    public async Task<IActionResult> OnGetAsync(string? format, CancellationToken cancellation)
    {
        if (!Understand())
        {
            return format is null ? Page() : BadRequest();
        }

        var table = await statistics.ReferralsAndCompletionsTable(Shown, cancellation);
        switch (format)
        {
            case null:
                Counted = table;
                return Page();
            case "csv":
                return Download(CsvWriter.Write(table), "text/csv", Name("csv"));
            case "json":
                return Download(JsonWriter.Write(table), "application/json", Name("json"));
            case "definitions":
                return Download(CsvWriter.Definitions(table), "text/csv", "referrals-and-completions-definitions.csv");
            default:
                return NotFound();
        }

        string Name(string ending) => string.Create(CultureInfo.InvariantCulture, $"referrals-and-completions-{Shown.Period.From:yyyy-MM-dd}-to-{Shown.Period.To:yyyy-MM-dd}-by-{Shown.By.Key}.{ending}");
    }

    /// <summary>The words of a figure's percentage, with what it is a percentage of; null where it has none.</summary>
    public static string? Share(StatisticsRow row, MeasureDefinition measure) => row.Percentage(measure) switch
    {
        null => null,
        { Value: { } value } => value.ToString("0.0", CultureInfo.InvariantCulture) + "%",
        var hidden => hidden.ToString(),
    };

    public static string Figure(Cell cell) => cell.Count?.ToString("N0", CultureInfo.InvariantCulture) ?? StatisticsTable.Confidential;

    public string? Behind(StatisticsRow row, MeasureDefinition measure) =>
        MayOpen && row.Cells[measure.Key].Count != 0
            ? Links.Behind(Shown.Question, measure.Key, row.Key == Counted!.Total.Key ? null : row.Key)
            : null;

    private FileContentResult Download(string text, string type, string name) => File(Encoding.UTF8.GetBytes(text), $"{type}; charset=utf-8", name);
}
