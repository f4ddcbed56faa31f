using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;

namespace Referrals.Web.Pages.Statistics;

/// <summary>How often a group meets the facilitators it knows.</summary>
public sealed class FacilitatorsModel(MeasureService measures, CatalogueSource catalogue) : QuestionPage(measures, catalogue)
{
    private readonly CatalogueSource catalogue = catalogue;

    /// <summary>Null where what was asked for cannot be counted; the errors say why.</summary>
    public StatisticsTable? Table { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (Understand(Families.Completion))
        {
            Table = await Counted.Continuity(Asked.Period, catalogue.Current.Areas.Regions.FirstOrDefault(r => r.Code == Region)?.Code, cancellation);
        }
    }
}
