using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;

namespace Referrals.Web.Pages.Statistics;

/// <summary>The statistics on one screen: how many need an intervention, how many got one, where the rest are, whether it gets better, and where help is needed.</summary>
public sealed class IndexModel(MeasureService measures, CatalogueSource catalogue) : QuestionPage(measures, catalogue)
{
    /// <summary>Null where what was asked for cannot be counted; the errors say why.</summary>
    public StatisticsTable? Funnel { get; private set; }

    public StatisticsTable? Rest { get; private set; }
    public StatisticsTable? Quarters { get; private set; }
    public StatisticsTable? Help { get; private set; }
    public Question RestAsked { get; private set; } = null!;
    public Question QuartersAsked { get; private set; } = null!;
    public Question HelpAsked { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (!Understand(Families.ReferralsAndCompletions))
        {
            return;
        }

        RestAsked = Asked with { Family = Families.WhereNow };
        QuartersAsked = Asked with { By = Breakdown.Quarter, And = null, Period = new StatisticsPeriod(Asked.Period.To.AddYears(-2).AddDays(1), Asked.Period.To) };
        HelpAsked = Asked with { By = Asked.Only.Any(n => n.By == Breakdown.Region) ? Breakdown.Pdu : Breakdown.Region, And = null };
        Funnel = await Counted.Table(Asked, cancellation);
        Rest = await Counted.Table(RestAsked, cancellation);
        Quarters = await Counted.Table(QuartersAsked, cancellation);
        Help = await Counted.Table(HelpAsked, cancellation);
    }
}
