using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Table = Referrals.Statistics.ReferralsAndCompletions;

namespace Referrals.Web.Pages.Statistics;

/// <summary>Referrals and completions by each characteristic, with a plain test of difference.</summary>
public sealed class EqualityModel(MeasureService measures, CatalogueSource catalogue) : QuestionPage(measures, catalogue)
{
    public IReadOnlyList<(Breakdown By, StatisticsTable Table, Question Question, Difference Referred, Difference Completed)> Shown { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        (By, And) = (Breakdown.AgeBand.Key, null);
        if (!Understand(Families.ReferralsAndCompletions))
        {
            return;
        }

        var shown = new List<(Breakdown, StatisticsTable, Question, Difference, Difference)>();
        foreach (var question in Breakdown.Characteristics.Select(by => Asked with { By = by }))
        {
            var table = await Counted.Table(question, cancellation);
            shown.Add((question.By, table, question,
                Difference.Of(table, Table.Referred, Table.Needing), Difference.Of(table, Table.Completed, Table.Referred)));
        }

        Shown = shown;
    }
}
