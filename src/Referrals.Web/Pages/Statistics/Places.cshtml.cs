using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Statistics;

/// <summary>Who waits, the places there are and what is to be expected, by region or by unit of one region.</summary>
public sealed class PlacesModel(MeasureService measures, CatalogueSource catalogue) : QuestionPage(measures, catalogue)
{
    private readonly CatalogueSource catalogue = catalogue;

    public CapacityTable Table { get; private set; } = null!;

    /// <summary>What has no known region has no places to set it against.</summary>
    public IReadOnlyList<Option> Regions => [.. RegionOptions.SkipLast(1)];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (!string.IsNullOrEmpty(Region) && catalogue.Current.Areas.Regions.All(r => r.Code != Region))
        {
            return NotFound();
        }

        Table = await Counted.Capacity(string.IsNullOrEmpty(Region) ? null : Region, cancellation);
        return Page();
    }
}
