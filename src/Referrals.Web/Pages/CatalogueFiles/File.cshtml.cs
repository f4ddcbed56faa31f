using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Catalogues;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.CatalogueFiles;

/// <summary>One version of a catalogue file: its entries, or what differs from another version; or the file itself.</summary>
public sealed class FileModel(CatalogueService catalogue) : PageModel
{
    public IReadOnlyList<CatalogueVersion> Versions { get; private set; } = [];

    public CatalogueVersion Shown { get; private set; } = null!;

    public CatalogueVersion? Other { get; private set; }

    public IReadOnlyList<EntryChange> Changes { get; private set; } = [];

    public IReadOnlyList<CatalogueEntry> Entries { get; private set; } = [];

    public bool MayChange => CatalogueService.Editable.Contains(Shown.Name) && Doors.MayEnter("/CatalogueFiles/Draft", User.Actor().Role);

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(string name, int? version, int? against, string? format, CancellationToken cancellation)
    {
        Versions = [.. (await catalogue.Versions(cancellation)).Where(v => v.Name == name)];
        if (Versions.FirstOrDefault(v => version is null || v.Version == version) is not { } shown)
        {
            return NotFound();
        }

        Shown = shown;
        if (format == "json")
        {
            return File(Encoding.UTF8.GetBytes(shown.Json), "application/json; charset=utf-8", $"{shown.Name}.v{shown.Version}.json");
        }

        if (against is { } other)
        {
            if (Versions.FirstOrDefault(v => v.Version == other) is not { } found)
            {
                return NotFound();
            }

            var (older, newer) = found.Version < shown.Version ? (found, shown) : (shown, found);
            (Shown, Other, Changes) = (newer, older, CatalogueChanges.Between(older.Json, newer.Json));
        }
        else
        {
            Entries = CatalogueChanges.Entries(shown.Json);
        }

        return Page();
    }
}
