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
            Table = await Counted.Continuity(Asked.Period, Known, cancellation);
        }
    }

    /// <summary>The address of the sessions behind a figure; null where it opens to nothing, or not for this reader.</summary>
    public Func<StatisticsRow, MeasureDefinition, string?> SessionsBehind(StatisticsTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var opens = MayOpen;
        return (row, measure) => opens && row.Cells[measure.Key].Count != 0 ? Links.SessionsBehind(Asked.Period, Known, measure.Key, row.Key == table.Total.Key ? null : row.Key) : null;
    }

    /// <summary>What has no known region is no session's: a group has one.</summary>
    private string? Known => catalogue.Current.Areas.Regions.FirstOrDefault(r => r.Code == Region)?.Code;
}
