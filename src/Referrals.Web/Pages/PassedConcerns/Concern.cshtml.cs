using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.PartnerLink;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.PassedConcerns;

/// <summary>One concern, for the people it was worded for; not there for anybody else.</summary>
public sealed class ConcernModel(PassedConcernService passed) : PageModel
{
    public PassedConcernView Shown { get; private set; } = null!;

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await passed.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (await passed.Acknowledge(User.Actor(), id, cancellation) is not null)
        {
            return NotFound();
        }

        Done = "Noted that you have read it";
        return Redirect(Links.PassedConcern(id));
    }
}
