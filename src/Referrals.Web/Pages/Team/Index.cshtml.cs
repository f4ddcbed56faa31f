using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Tasks;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Team;

/// <summary>What each practitioner of the unit carries, and who carries well more than the others.</summary>
public sealed class IndexModel(WorkloadService workload) : PageModel
{
    public TeamWorkload Team { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellation) => Team = await workload.Team(User.Actor(), cancellation);

    /// <summary>Why somebody is said to be drowning, against the team.</summary>
    public string Why(Workload load)
    {
        ArgumentNullException.ThrowIfNull(load);
        return TeamWorkload.IsDrowning(load with { OpenNeeds = 0 }, Team.MedianNeeds, Team.MedianLate)
            ? $"{load.Late} late, where half of the team have {Team.MedianLate} or fewer"
            : $"{load.OpenNeeds} open needs, where half of the team have {Team.MedianNeeds} or fewer";
    }
}
