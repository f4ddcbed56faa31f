using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Statistics.Questions;

/// <summary>The answer to one question, for any time and area.</summary>
public sealed class AnswerModel(MeasureService measures, CatalogueSource catalogue) : QuestionPage(measures, catalogue)
{
    private const string Bbr = "building-better-relationships";

    private readonly CatalogueSource catalogue = catalogue;

    [BindProperty(SupportsGet = true)]
    public string? Recommended { get; set; }

    public AskedQuestion Question { get; private set; } = null!;

    public StatisticsTable? Table { get; private set; }

    public TimesTable? Times { get; private set; }

    public CapacityTable? Capacity { get; private set; }

    public IReadOnlyList<Option> RecommendedOptions => [.. catalogue.Current.Programmes(Counted.Today, null).DistinctBy(p => p.Key).Select(p => new Option(p.Key, p.Name))];

    public async Task<IActionResult> OnGetAsync(string question, CancellationToken cancellation)
    {
        if (AskedQuestions.Find(question) is not { } known || (!string.IsNullOrEmpty(Region) && Region != GroupKey.Unknown && catalogue.Current.Areas.Regions.All(r => r.Code != Region)))
        {
            return NotFound();
        }

        Question = known;
        if (known is { Family: null, Step: null })
        {
            Capacity = await Counted.Capacity(string.IsNullOrEmpty(Region) ? null : Region, cancellation);
            return Page();
        }

        To ??= ModelState.IsValid ? Counted.Today : null;
        From ??= ModelState.IsValid ? known.Start(To!.Value) : null;
        if (!Understand(known.Family ?? Timing.Family(known.Step!, Counted.Today)))
        {
            return Page();
        }

        // By region; by unit once a region is chosen.
        var asked = Asked with { By = string.IsNullOrEmpty(Region) ? Breakdown.Region : Breakdown.Pdu };
        if (known.Family == Families.Eligible)
        {
            Recommended = string.IsNullOrEmpty(Recommended) ? Bbr : Recommended;
            asked = asked with { Only = [.. asked.Only.Where(n => n.By != Breakdown.Recommended), new Narrowing(Breakdown.Recommended, GroupKey.Of(Recommended))] };
        }

        Ask(asked);
        if (known.Step is { } step)
        {
            Times = await Counted.Times(step, asked, cancellation);
        }
        else
        {
            Table = await Counted.Table(asked, cancellation);
        }

        return Page();
    }
}
