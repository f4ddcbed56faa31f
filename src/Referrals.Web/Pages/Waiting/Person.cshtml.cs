using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Waiting;

/// <summary>One waiting person against each group they could go to.</summary>
public sealed class PersonModel(WaitingListService waiting, CatalogueSource catalogue) : PageModel
{
    public AllocationView Shown { get; private set; } = null!;

    [TempData]
    public string? Done { get; set; }

    /// <summary>What could not be done, told once.</summary>
    [TempData]
    public string? Failed { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await waiting.Find(User.Actor(), id, cancellation: cancellation) is not { } found)
        {
            return NotFound();
        }

        if (Failed is { } failed)
        {
            ModelState.AddModelError("", failed);
        }

        Shown = found;
        return Page();
    }

    public string PduName(int id) => catalogue.Current.Areas.Pdu(id).Name;
}
