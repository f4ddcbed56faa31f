using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Workflows;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Workflows;

/// <summary>Every workflow with how many run and wait.</summary>
public sealed class IndexModel(ProcessMap map) : PageModel
{
    public IReadOnlyList<WorkflowMap> Maps { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation) => Maps = await map.All(User.Actor(), cancellation);
}
