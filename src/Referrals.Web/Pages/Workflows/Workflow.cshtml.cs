using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Workflows;
using Referrals.Web.Access;
using Referrals.Workflows;

namespace Referrals.Web.Pages.Workflows;

/// <summary>One version of a workflow, drawn with how many wait where, and the same as a table.</summary>
public sealed class WorkflowModel(ProcessMap maps) : PageModel
{
    public WorkflowMap Map { get; private set; } = null!;

    public string Picture { get; private set; } = "";

    /// <summary>The activities where something can wait, in file order.</summary>
    public IReadOnlyList<ActivityNode> Waits =>
        [.. Map.Definition.Activities.Values.Where(a => a.Kind is ActivityKind.Wait or ActivityKind.Timer or ActivityKind.Child)];

    public async Task<IActionResult> OnGetAsync(string id, int? version, CancellationToken cancellation)
    {
        var found = (await maps.All(User.Actor(), cancellation)).FirstOrDefault(m => m.Definition.DefinitionId == id && (version is null || m.Definition.Version == version));
        if (found is null)
        {
            return NotFound();
        }

        Map = found;
        Picture = Diagram.Svg(found.Definition, new DiagramOptions
        {
            Badges = found.Waiting.ToDictionary(w => w.Key, w => $"{w.Value:N0} waiting"),
            Places = DiagramPlaces.Ours,
        });
        return Page();
    }
}
