using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Inspections;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Inspections;

/// <summary>How a sample was drawn, and its files by number.</summary>
public sealed class SampleModel(InspectionService inspections, CatalogueSource catalogue) : PageModel
{
    public InspectionView Shown { get; private set; } = null!;

    public bool MayInspect => InspectionService.MayInspect(User.Actor());

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await inspections.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        return Page();
    }

    public string Region(string code) => catalogue.Current.Areas.Regions.FirstOrDefault(r => r.Code == code)?.Name ?? "Region not known";
}
