using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Web.Access;
using Referrals.Web.Components;

namespace Referrals.Web.Pages.Guide;

/// <summary>What a role does in this service, with pictures of its pages: one's own unless another is asked for.</summary>
public sealed class IndexModel : PageModel
{
    public RoleGuide Guide { get; private set; } = RoleGuide.All[0];

    /// <summary>The guides of all roles, so that a manager knows what others see.</summary>
    public IReadOnlyList<Link> Others => [.. RoleGuide.All.Select(guide => new Link(RoleWords.Of(guide.Role), Links.Guide(guide.Role)) { IsCurrent = guide == Guide })];

    /// <summary>Whether the reader may enter the pages it leads to.</summary>
    public bool IsOwn => Guide.Role == User.Actor().Role;

    public IActionResult OnGet(string? role)
    {
        if (RoleGuide.For(role ?? User.Actor().Role) is not { } guide)
        {
            return NotFound();
        }

        Guide = guide;
        return Page();
    }
}
