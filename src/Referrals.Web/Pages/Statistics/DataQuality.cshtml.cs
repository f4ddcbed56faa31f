using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Statistics;

/// <summary>Every check of what is known, with how many people it holds of.</summary>
public sealed class DataQualityModel(MeasureService measures) : PageModel
{
    public IReadOnlyList<(QualityCheck Check, StatisticsTable Table)> Checks { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var today = measures.Today;
        var found = new List<(QualityCheck, StatisticsTable)>();
        foreach (var check in Quality.Checks)
        {
            found.Add((check, await measures.Table(Asked(check, today), cancellation)));
        }

        Checks = found;
    }

    /// <summary>The address of those a check holds of; null where there are none, or not for this reader.</summary>
    public string? Behind(StatisticsTable table, QualityCheck check)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(check);
        return Doors.MayEnter("/Statistics/Needs", User.Actor().Role) && table.Total.Cells[Quality.Found].Count != 0 ? Links.Behind(Asked(check, table.AsAt), Quality.Found, null) : null;
    }

    private static Question Asked(QualityCheck check, DateOnly today)
    {
        var family = Quality.Family(check, today);
        return new Question { Family = family, Period = new StatisticsPeriod(today, today), By = family.Breakdowns[0] };
    }
}
