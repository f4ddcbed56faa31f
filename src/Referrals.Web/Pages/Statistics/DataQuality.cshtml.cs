using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Statistics;
using Referrals.Statistics;

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
            var family = Quality.Family(check, today);
            found.Add((check, await measures.Table(new Question { Family = family, Period = new StatisticsPeriod(today, today), By = family.Breakdowns[0] }, cancellation)));
        }

        Checks = found;
    }
}
