using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.People;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.People;

/// <summary>Finds a person by CRN or name, among those the reader may see.</summary>
public sealed class IndexModel(PersonService people) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Who has just gone out of the reader's reach, told once.</summary>
    [TempData]
    public string? Moved { get; set; }

    /// <summary>Null until something was asked for.</summary>
    public IReadOnlyList<PersonFound>? Found { get; private set; }

    /// <summary>Somebody whose CRN was typed and who may not be shown.</summary>
    public Refused? Refused { get; private set; }

    /// <summary>Whether giving a reason would open them.</summary>
    public bool MayBeOpened => Refused is { Why: not NotSeen.Excluded } && EmergencyAccessService.MayTake(User.Actor().Role);

    /// <summary>Why the list stands in this order.</summary>
    public string Order => Found!.Any(p => p.By is FoundBy.NearCrn)
        ? "Nobody has that CRN. These differ from it in one place: check the name before you open one."
        : "Exact matches come first, then names that begin with what you typed, then names spelt one letter differently, then names that sound alike.";

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (!string.IsNullOrWhiteSpace(Q))
        {
            Found = await people.Search(User.Actor(), Q, cancellation);
            // A CRN one slip away is no answer to the CRN of somebody who may not be shown.
            if (!Found.Any(p => p.By is not FoundBy.NearCrn) && await people.NotShown(User.Actor(), Q, cancellation) is not null)
            {
                Refused = Occasion.Current?.Refused;
            }
        }
    }
}
