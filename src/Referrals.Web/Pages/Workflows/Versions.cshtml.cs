using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Workflows;
using Referrals.Workflows;

namespace Referrals.Web.Pages.Workflows;

/// <summary>The versions of one workflow with what each changed of the one before.</summary>
public sealed class VersionsModel(Definitions definitions) : PageModel
{
    public IReadOnlyList<WorkflowDefinition> Versions { get; private set; } = [];

    public IActionResult OnGet(string id)
    {
        Versions = [.. definitions.All.Where(d => d.DefinitionId == id).OrderByDescending(d => d.Version)];
        return Versions.Count == 0 ? NotFound() : Page();
    }

    /// <summary>What a version changed; null for the first.</summary>
    public IReadOnlyList<string>? Changes(WorkflowDefinition version) =>
        Versions.FirstOrDefault(v => v.Version < version.Version) is { } before ? DefinitionChanges.Between(before, version) : null;

    /// <summary>The day its author wrote into the file; null where none is there.</summary>
    public static DateOnly? WrittenOn(WorkflowDefinition version)
    {
        ArgumentNullException.ThrowIfNull(version);
        using var document = JsonDocument.Parse(version.Json);
        return document.RootElement.TryGetProperty("createdAt", out var at) && DateTimeOffset.TryParse(at.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when)
            ? Domain.LondonTime.DateOf(when)
            : null;
    }
}
