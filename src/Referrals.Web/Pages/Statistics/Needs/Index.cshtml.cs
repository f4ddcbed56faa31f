using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.People;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Statistics.Needs;

/// <summary>The needs behind a figure, among those the reader may see. By reference, without names: a list that is left open shows nobody.</summary>
public sealed class IndexModel(StatisticsService statistics, PersonService people, CatalogueSource catalogue, TimeProvider time) : TablePage(time)
{
    public MeasureDefinition Measure { get; private set; } = null!;

    public IReadOnlyList<CountedNeed> Needs { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? measure, string? row, CancellationToken cancellation)
    {
        var known = ReferralsAndCompletions.Measures.FirstOrDefault(m => m.Key == measure && m.Key != ReferralsAndCompletions.Assessed);
        if (known is null || !Understand())
        {
            return NotFound();
        }

        Measure = known;
        if (row is not null && Shown.By == Breakdown.Month && !DateOnly.TryParseExact(row + "-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _))
        {
            return NotFound();
        }

        Needs = await statistics.NeedsBehind(User.Actor(), Shown, known.Key, row, cancellation);
        return Page();
    }

    public string Area(CountedNeed need)
    {
        ArgumentNullException.ThrowIfNull(need);
        return people.AreaName(need.RegionCode, need.PduId);
    }

    public string Programme(CountedNeed need)
    {
        ArgumentNullException.ThrowIfNull(need);
        return need.ProgrammeKey is { } key ? catalogue.Current.FindProgramme(key, need.AssessedOn)?.Name ?? key : "None yet";
    }

    public string Reason(CountedNeed need)
    {
        ArgumentNullException.ThrowIfNull(need);
        return need.ReasonCode is { } code ? catalogue.Current.FindReason(code)?.Words ?? code : "None yet";
    }
}
