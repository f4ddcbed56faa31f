using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Application.Tasks;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Stuck;

/// <summary>Where needs in reach stand still, counted by what they wait for.</summary>
public sealed class IndexModel(ToDoService toDo, UnownedDuties duties) : PageModel
{
    public IReadOnlyList<StuckReason> Reasons { get; private set; } = [];

    /// <summary>First contacts of a regional lead's region that nobody there can make; null for everybody else.</summary>
    public UnownedRegion? Unowned { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Reasons = await toDo.StuckReasons(User.Actor(), cancellation);
        Unowned = (await duties.Regions(User.Actor(), cancellation)).FirstOrDefault();
    }
}
