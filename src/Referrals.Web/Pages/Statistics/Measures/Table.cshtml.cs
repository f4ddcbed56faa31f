using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Statistics.Measures;

/// <summary>One table, as its address asks for it.</summary>
public sealed class TableModel(MeasureService measures, CatalogueSource catalogue) : QuestionPage(measures, catalogue)
{
    public MeasureFamily Family { get; private set; } = null!;

    /// <summary>Null where what was asked for cannot be counted; the errors say why.</summary>
    public StatisticsTable? Table { get; private set; }

    /// <summary>No period is asked for.</summary>
    public bool AsItIsNow => Family.Cohorts[0].AsItIsNow;

    public MeasureDefinition Part => Family.Measures.Single(m => m.Key == Family.Answer.Part);

    public MeasureDefinition Whole => Family.Measures.Single(m => m.Key == Family.Answer.Whole);

    public IReadOnlyList<Option> CohortOptions => [.. Family.Cohorts.Select(c => new Option(c.Key, c.Name))];

    public IReadOnlyList<Option> WayOptions => Ways(Family);

    public IReadOnlyList<Option> SecondOptions => [new Option("", "Nothing else"), .. Ways(Family)];

    public async Task<IActionResult> OnGetAsync(string table, CancellationToken cancellation)
    {
        if ((Families.Find(table) ?? Quality.Find(table, Counted.Today)) is not { } family)
        {
            return NotFound();
        }

        Family = family;
        if (Understand(family))
        {
            Table = await Counted.Table(Asked, cancellation);
        }

        return Page();
    }
}
