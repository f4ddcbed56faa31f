using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
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

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (!string.IsNullOrWhiteSpace(Q))
        {
            Found = await people.Search(User.Actor(), Q, cancellation);
        }
    }
}
