using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.People;

/// <summary>Ends that two people are kept apart; that they were stays recorded.</summary>
public sealed class EndKeepingApartModel(ProfileService profiles) : PageModel
{
    public ProfileView Shown { get; private set; } = null!;

    public NonAssociationLine Line { get; private set; } = null!;

    [BindProperty]
    [Required(ErrorMessage = "Say why they may now be in one group")]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Why { get; set; }

    [TempData]
    public string? Recorded { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid lineId, CancellationToken cancellation) => await LoadAsync(id, lineId, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, Guid lineId, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, lineId, cancellation))
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (await profiles.EndKeepingApart(User.Actor(), id, lineId, Why!, cancellation) is { } refusal)
        {
            ModelState.AddModelError(nameof(Why), refusal.Words);
            return Page();
        }

        Recorded = "Ended: they may be given places in one group";
        return Redirect(Links.KeepApart(id));
    }

    private async Task<bool> LoadAsync(Guid id, Guid lineId, CancellationToken cancellation)
    {
        if (await profiles.Find(User.Actor(), id, cancellation) is not { MayChange: true } found || found.NonAssociations.FirstOrDefault(n => n.Id == lineId && n.EndedOn is null) is not { } line)
        {
            return false;
        }

        Shown = found;
        Line = line;
        return true;
    }
}
