using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Tasks;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Stuck;

/// <summary>Where needs in reach stand still, counted by what they wait for.</summary>
public sealed class IndexModel(ToDoService toDo) : PageModel
{
    public IReadOnlyList<StuckReason> Reasons { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation) => Reasons = await toDo.StuckReasons(User.Actor(), cancellation);
}
