using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.OwnWaiting;

/// <summary>A practitioner's own people who wait for a place: those who cannot finish first.</summary>
public sealed class IndexModel(WaitingListService waiting, TimeProvider time) : PageModel
{
    public IReadOnlyList<WaitingStanding> Standings { get; private set; } = [];

    public DateOnly Today => LondonTime.Today(time);

    public int CannotFinish => Standings.Count(s => s.Line.Place.CannotFinish);

    public async Task OnGetAsync(CancellationToken cancellation) => Standings = await waiting.Standings(User.Actor(), cancellation: cancellation);
}
