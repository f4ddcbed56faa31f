using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Statistics;

/// <summary>How long one step takes, those who still wait included.</summary>
public sealed class TimesModel(MeasureService measures, CatalogueSource catalogue) : QuestionPage(measures, catalogue)
{
    [BindProperty(SupportsGet = true)]
    public string? Step { get; set; }

    /// <summary>Null where what was asked for cannot be counted; the errors say why.</summary>
    public TimesTable? Table { get; private set; }

    public IReadOnlyList<Option> StepOptions => [.. Referrals.Statistics.Step.All.Select(s => new Option(s.Key, s.Name))];

    public IReadOnlyList<Option> WayOptions => Ways(Families.Unmet);

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var step = string.IsNullOrEmpty(Step) ? Referrals.Statistics.Step.Find("assessed-to-started") : Referrals.Statistics.Step.Find(Step);
        if (step is null)
        {
            ModelState.AddModelError(nameof(Step), "Select a step");
        }

        if (Understand(Timing.Family(step ?? Referrals.Statistics.Step.All[0], Counted.Today)) && step is not null)
        {
            Step = step.Key;
            Table = await Counted.Times(step, Asked, cancellation);
        }
    }
}
