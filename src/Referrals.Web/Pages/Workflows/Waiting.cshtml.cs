using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.People;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Workflows;

namespace Referrals.Web.Pages.Workflows;

/// <summary>The needs that wait at one step now, within reach. By reference, without names: a list that is left open shows nobody.</summary>
public sealed class WaitingModel(ProcessMap maps, Definitions definitions, PersonService people, CatalogueSource catalogue, TimeProvider time) : MapPage(catalogue, time)
{
    private readonly TimeProvider clock = time;

    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public WorkflowDefinition Definition { get; private set; } = null!;

    public ActivityNode Activity { get; private set; } = null!;

    public IReadOnlyList<WaitingHere> Tasks { get; private set; } = [];

    public int Total { get; private set; }

    public int Pages => Math.Max(1, (Total + ProcessMap.PageSize - 1) / ProcessMap.PageSize);

    public DateOnly Today => LondonTime.Today(clock);

    public async Task<IActionResult> OnGetAsync(string id, string activity, int? version, CancellationToken cancellation)
    {
        Understand();
        var found = definitions.All.Where(d => d.DefinitionId == id && (version is null || d.Version == version)).MaxBy(d => d.Version);
        if (found is null || !found.Activities.TryGetValue(activity, out var node) || node.Kind != ActivityKind.Wait)
        {
            return NotFound();
        }

        (Definition, Activity, PageNumber) = (found, node, Math.Max(1, PageNumber));
        (Tasks, Total) = await maps.WaitingAt(User.Actor(), Shown, node, (found.DefinitionId, found.Version), PageNumber, cancellation);
        return Page();
    }

    public string AreaOf(WaitingHere task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return people.AreaName(task.RegionCode, task.PduId);
    }

    public string Address(int page) => $"{Links.WaitingAt(Definition.DefinitionId, Definition.Version, Activity.Id, Filter)}&p={page.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
