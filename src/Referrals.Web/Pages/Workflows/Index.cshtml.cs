using Referrals.Application;
using Referrals.Application.Workflows;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Workflows;

/// <summary>Every workflow with how many run and wait, and where most time is lost.</summary>
public sealed class IndexModel(ProcessMap map, CatalogueSource catalogue, TimeProvider time) : MapPage(catalogue, time)
{
    public IReadOnlyList<WorkflowMap> Maps { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Understand();
        Maps = await map.All(User.Actor(), Shown, cancellation);
    }
}
