using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Audit;
using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.People;

/// <summary>Who looked at a person or changed the case, for their practitioner and the senior probation officers of the unit.</summary>
public sealed class WhoLookedModel(PersonService people, AuditLog log, TimeProvider time) : PageModel
{
    /// <summary>How far back it goes, in days.</summary>
    public const int Days = 90;

    public PersonView Shown { get; private set; } = null!;

    public IReadOnlyList<Look> Looks { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await log.WhoLooked(User.Actor(), id, LondonTime.Today(time).AddDays(-Days), cancellation) is not { } looks
            || await people.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return NotFound();
        }

        (Shown, Looks) = (found, looks);
        return Page();
    }
}
