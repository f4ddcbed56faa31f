using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Access;
using Referrals.Application.PartnerLink;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.PartnerLink;

/// <summary>A page about one duty; not there for who may not see it.</summary>
public abstract class DutyPage(PartnerLinkService work) : PageModel
{
    public const int LongestWords = 4000;

    public DutyView View { get; private set; } = null!;

    /// <summary>What was just done, told once and without a name.</summary>
    [TempData]
    public string? Done { get; set; }

    protected PartnerLinkService Work => work;

    protected Actor Actor => User.Actor();

    /// <summary>Finds the duty and does the rest, or answers that there is no such page.</summary>
    protected async Task<IActionResult> With(Guid id, Func<Task<IActionResult>> rest, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rest);
        if (await work.Find(Actor, id, cancellation) is not { } view)
        {
            return NotFound();
        }

        View = view;
        return await rest();
    }

    protected Task<IActionResult> Show(Guid id, CancellationToken cancellation) => With(id, () => Task.FromResult<IActionResult>(Page()), cancellation);

    /// <summary>Back to the duty with what was done, or the form again with the refusal at its field.</summary>
    protected IActionResult Answer(Refusal? refusal, string done, string field)
    {
        switch (refusal)
        {
            case null:
                Done = done;
                return Redirect(Links.PartnerLinkDuty(View.Line.DutyId));
            case NoSuchDuty:
                return NotFound();
            default:
                ModelState.AddModelError(field, refusal.Words);
                return Page();
        }
    }
}
