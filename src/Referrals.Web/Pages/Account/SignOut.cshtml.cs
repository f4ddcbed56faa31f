using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Audit;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Account;

/// <summary>A plain visit asks first, so that a link or an image on another site cannot sign anybody out.</summary>
public sealed class SignOutModel : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        if (User.ToActor() is { } actor)
        {
            Occasion.Current?.Say(actor, AuditActs.SignedOut);
        }

        await HttpContext.SignOutAsync();
        return RedirectToPage("/Account/SignedOut");
    }
}
