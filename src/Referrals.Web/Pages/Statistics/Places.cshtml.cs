using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Statistics;

/// <summary>Who waits, the places there are and what is to be expected, by region or by unit of one region.</summary>
public sealed class PlacesModel(MeasureService measures, CatalogueSource catalogue) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Region { get; set; }

    public CapacityTable Table { get; private set; } = null!;

    public IReadOnlyList<Option> RegionOptions => [new("", "England and Wales"), .. catalogue.Current.Areas.Regions.Select(r => new Option(r.Code, r.Name))];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (!string.IsNullOrEmpty(Region) && catalogue.Current.Areas.Regions.All(r => r.Code != Region))
        {
            return NotFound();
        }

        Table = await measures.Capacity(string.IsNullOrEmpty(Region) ? null : Region, cancellation);
        return Page();
    }
}
