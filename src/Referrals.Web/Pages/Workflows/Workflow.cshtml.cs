using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.Workflows;
using Referrals.Web.Access;
using Referrals.Workflows;

namespace Referrals.Web.Pages.Workflows;

/// <summary>One version of a workflow, drawn with how many wait where and how long, and the same as a table.</summary>
public sealed class WorkflowModel(ProcessMap maps, ActivityLibrary library, CatalogueSource catalogue, TimeProvider time) : MapPage(catalogue, time)
{
    public WorkflowMap Map { get; private set; } = null!;

    public string Picture { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(string id, int? version, CancellationToken cancellation)
    {
        Understand();
        var found = (await maps.All(User.Actor(), Shown, cancellation)).FirstOrDefault(m => m.Definition.DefinitionId == id && (version is null || m.Definition.Version == version));
        if (found is null)
        {
            return NotFound();
        }

        Map = found;
        Picture = Diagram.Svg(found.Definition, new DiagramOptions
        {
            Badges = found.Steps.Where(s => MapWords.Badge(s) is not null).ToDictionary(s => s.Activity.Id, s => MapWords.Badge(s)!),
            Shades = found.Steps.ToDictionary(s => s.Activity.Id, MapWords.Shade),
            Places = DiagramPlaces.Ours,
        });
        return Page();
    }

    public string Outcomes(StepFigures step) => MapWords.Outcomes(step, library);

    /// <summary>The needs that wait at a step, where the reader may open them.</summary>
    public string? Behind(StepFigures step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return MayOpen && step.Activity.Kind == ActivityKind.Wait && step.Waiting.Count > 0
            ? Links.WaitingAt(Map.Definition.DefinitionId, Map.Definition.Version, step.Activity.Id, Filter)
            : null;
    }
}
