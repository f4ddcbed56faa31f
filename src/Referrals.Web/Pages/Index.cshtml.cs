using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages;

/// <summary>The first page: what the person's role begins with.</summary>
public sealed class IndexModel : PageModel
{
    public IActionResult OnGet() => User.Actor().Role switch
    {
        var role when Doors.MayEnter("/ToDo", role) => Redirect(Links.ToDo),
        Roles.PartnerLinkWorker => Redirect(Links.PartnerLink),
        Roles.NationalLead => Redirect(Links.Dashboard),
        Roles.Inspector => Redirect(Links.Inspections),
        Roles.Administrator => Redirect(Links.Administration),
        _ => Page(),
    };
}
