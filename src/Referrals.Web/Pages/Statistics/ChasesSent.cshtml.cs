using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Administration;
using Referrals.Domain;
using Referrals.Statistics;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Statistics;

/// <summary>Chases by rung, and what was settled soon after, beside the time of the same length before.</summary>
public sealed class ChasesSentModel(ChaseReport report, TimeProvider time) : PageModel
{
    private const int Weeks = 13;

    [Display(Name = "The first day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [Display(Name = "The last day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public bool Understood { get; private set; }

    /// <summary>The ladders and rungs as they are called, by the row of either table.</summary>
    public IReadOnlyList<(string Row, RungMoved Rung)> Rungs { get; private set; } = [];

    public StatisticsTable Now { get; private set; } = null!;

    public StatisticsTable Before { get; private set; } = null!;

    public string Answer { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (!ModelState.IsValid)
        {
            return;
        }

        To ??= LondonTime.Today(time);
        From ??= To.Value.AddDays(1 - (7 * Weeks));
        if (From > To)
        {
            ModelState.AddModelError(nameof(To), $"The last day must be the same as or after {From.Value.Words()}");
            return;
        }

        var days = To.Value.DayNumber - From.Value.DayNumber + 1;
        var today = LondonTime.Today(time);
        Now = await report.Table(From.Value, To.Value, today, cancellation);
        Before = await report.Table(From.Value.AddDays(-days), From.Value.AddDays(-1), today, cancellation);
        // Of the exact report only what a rung is called is shown; one that was first chased a moment ago is in the next.
        Rungs = [.. (await report.Sent(From.Value, To.Value, cancellation)).Select(r => (Row: ChaseReport.RowOf(r), Rung: r)).Where(r => Now.Rows.Any(row => row.Key == r.Row))];
        Answer = Rungs.Count == 0 ? "Nothing was chased in this time." : $"{Said(Now)}; in the {days} days before, {Said(Before)}.";
        Understood = true;

        static string Said(StatisticsTable table) => table.Total.Cells["sent"].Count switch
        {
            null => "few chases were sent",
            var sent => $"{sent:N0} {(sent == 1 ? "chase was" : "chases were")} sent{(Share(table.Total) is { } share ? $" and {share} of 100 tasks were settled within {ChaseReport.WorkingDays} working days" : "")}",
        };
    }

    /// <summary>Of 100 tasks asked for; null where nobody was asked or it is withheld.</summary>
    public static string? Share(StatisticsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Cells["asked"].Count is > 0 and { } asked && row.Cells["soon"].Count is { } soon ? (100 * soon / asked).ToString(CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The address of the chases behind a figure; null where it opens to nothing, or not for this reader. The share opens to those that were settled.</summary>
    public string? Behind(StatisticsTable table, StatisticsRow row, string measure)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(row);
        return Doors.MayEnter("/Statistics/Needs", User.Actor().Role) && row.Cells[measure].Count != 0 ? Links.ChasesBehind(table.Period, measure, row.Key == table.Total.Key ? null : row.Key) : null;
    }

    /// <summary>The row of the time before; null where there was none.</summary>
    public StatisticsRow? Earlier(string row) => Before.Rows.FirstOrDefault(r => r.Key == row);
}
