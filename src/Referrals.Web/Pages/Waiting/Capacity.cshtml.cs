using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Waiting;

/// <summary>Waiting people beside free places, by PDU and programme.</summary>
public sealed class CapacityModel(WaitingListService waiting) : PageModel
{
    public IReadOnlyList<CapacityLine> Lines { get; private set; } = [];

    /// <summary>What a full bar stands for.</summary>
    public int Longest => Lines.SelectMany(l => new[] { l.Waiting, l.FreePlaces }).Append(1).Max();

    public async Task OnGetAsync(CancellationToken cancellation) => Lines = await waiting.Capacity(User.Actor(), cancellation);
}
