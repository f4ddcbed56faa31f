using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Waiting;

/// <summary>One waiting person against each group they could go to.</summary>
public sealed class PersonModel(WaitingListService waiting, CatalogueSource catalogue) : PageModel
{
    private const int PageSize = 20;

    public AllocationView Shown { get; private set; } = null!;

    // Not "page": Razor Pages gives that name to the page itself.
    [BindProperty(SupportsGet = true, Name = "number")]
    public int Number { get; set; } = 1;

    /// <summary>Those of this page, the ones that fit before the others.</summary>
    public IEnumerable<GroupFit> Groups => Shown.Groups.Skip((Number - 1) * PageSize).Take(PageSize);

    public int PageCount => Math.Max(1, (Shown.Groups.Count + PageSize - 1) / PageSize);

    [TempData]
    public string? Done { get; set; }

    /// <summary>What could not be done, told once.</summary>
    [TempData]
    public string? Failed { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (Number < 1 || await waiting.Find(User.Actor(), id, cancellation: cancellation) is not { } found)
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

    public string Address(int page) => $"{Links.WaitingFor(Shown.Waiting.Referral.Id)}{(page == 1 ? "" : $"?number={page}")}";

    public string PduName(int id) => catalogue.Current.Areas.Pdu(id).Name;
}
