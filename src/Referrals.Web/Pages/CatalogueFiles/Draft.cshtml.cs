using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Catalogues;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.CatalogueFiles;

/// <summary>The next version of a file while it is prepared: what it changes, every entry to change, and its release.</summary>
public sealed class DraftModel(CatalogueService catalogue) : PageModel
{
    [Display(Name = "The first day")]
    [BindProperty]
    public DateOnly? From { get; set; }

    [BindProperty]
    public string? Why { get; set; }

    /// <summary>Of the draft as it was shown: what is released is what was read.</summary>
    [BindProperty]
    public int Shown { get; set; }

    public CatalogueVersion Newest { get; private set; } = null!;

    public CatalogueDraft? Draft { get; private set; }

    public IReadOnlyList<EntryChange> Changes { get; private set; } = [];

    public IReadOnlyList<CatalogueEntry> Entries { get; private set; } = [];

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(string name, CancellationToken cancellation) => await Load(name, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostReleaseAsync(string name, CancellationToken cancellation)
    {
        if (!await Load(name, cancellation))
        {
            return NotFound();
        }

        if (From is null && ModelState.IsValid)
        {
            ModelState.AddModelError(nameof(From), "Enter the first day of the new version");
        }

        if (string.IsNullOrWhiteSpace(Why))
        {
            ModelState.AddModelError(nameof(Why), "Say why the new version is released");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var refusal = await catalogue.Release(User.Actor(), name, From!.Value, Why!, Shown, cancellation);
        if (refusal is not null)
        {
            ModelState.AddModelError(refusal is DayTooEarly ? nameof(From) : "", refusal.Words);
            return Page();
        }

        Done = $"Version {Newest.Version + 1} is released. It counts from {From.Value.Words()}.";
        return Redirect(CatalogueWords.File(name));
    }

    public async Task<IActionResult> OnPostGiveUpAsync(string name, CancellationToken cancellation)
    {
        if (!await Load(name, cancellation))
        {
            return NotFound();
        }

        ModelState.Clear();
        if (await catalogue.GiveUp(User.Actor(), name, Shown, cancellation) is { } refusal)
        {
            ModelState.AddModelError("", refusal.Words);
            return Page();
        }

        Done = "The draft is given up. Nothing has changed.";
        return Redirect(CatalogueWords.File(name));
    }

    private async Task<bool> Load(string name, CancellationToken cancellation)
    {
        if (!CatalogueService.Editable.Contains(name))
        {
            return false;
        }

        Newest = (await catalogue.Versions(cancellation)).First(v => v.Name == name);
        Draft = await catalogue.Draft(name, cancellation);
        Changes = Draft is null ? [] : CatalogueChanges.Between(Newest.Json, Draft.Json);
        Entries = CatalogueChanges.Entries(Draft?.Json ?? Newest.Json);
        From ??= Request.Method == "GET" ? catalogue.Earliest(Newest) : null;
        return true;
    }
}
