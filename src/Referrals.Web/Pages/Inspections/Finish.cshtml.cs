using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Inspections;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Inspections;

/// <summary>Closes the files of a sample.</summary>
public sealed class FinishModel(InspectionService inspections) : PageModel
{
    public InspectionView Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await inspections.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        return found.Sample.FinishedAt is null ? Page() : Redirect(Links.Inspection(id));
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (await inspections.Finish(User.Actor(), id, cancellation) is not null)
        {
            return NotFound();
        }

        TempData["Done"] = "The inspection is finished";
        return Redirect(Links.Inspection(id));
    }
}
