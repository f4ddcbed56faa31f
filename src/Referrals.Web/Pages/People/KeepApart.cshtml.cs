using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Application.Workflows;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.People;

/// <summary>Who must not be in one group with this person.</summary>
public sealed class KeepApartModel(ProfileService profiles) : PageModel
{
    public ProfileView Shown { get; private set; } = null!;

    [BindProperty]
    [Required(ErrorMessage = "Enter the other person's CRN")]
    public string? Crn { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Say why they must be kept apart")]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Why { get; set; }

    [TempData]
    public string? Recorded { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await LoadAsync(id, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation) || !Shown.MayChange)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await profiles.KeepApart(User.Actor(), id, Crn!, Why!, cancellation))
        {
            case null:
                Recorded = "Recorded: they will not be given a place in one group";
                return Redirect(Links.KeepApart(id));
            case NoSuchPerson:
                return NotFound();
            case var refusal:
                ModelState.AddModelError(refusal is WhyApart ? nameof(Why) : nameof(Crn), refusal.Words);
                return Page();
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        if (await profiles.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return false;
        }

        Shown = found;
        return true;
    }
}
