using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Inspections;
using Referrals.Domain;
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

    /// <summary>Where those it was drawn from are.</summary>
    public string Where => WhereOf(Shown.Sample, catalogue.Current.Areas);

    internal static string WhereOf(InspectionSample sample, Areas areas) =>
        sample.Regions is { } regions ? string.Join(", ", regions.Split(' ').Select(code => areas.Regions.FirstOrDefault(r => r.Code == code)?.Name ?? code)) : "England and Wales";

    public string Region(string code) => catalogue.Current.Areas.Regions.FirstOrDefault(r => r.Code == code)?.Name ?? "Region not known";
}
