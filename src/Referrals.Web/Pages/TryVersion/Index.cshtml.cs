using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Workflows;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.TryVersion;

/// <summary>A file that is no version yet, tried over recent needs. Nothing is kept of it and nothing changes.</summary>
public sealed class IndexModel(DryRun dryRun) : PageModel
{
    [BindProperty]
    public IFormFile? Version { get; set; }

    public Trial? Trial { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (Version is not { Length: > 0 } file)
        {
            ModelState.AddModelError(nameof(Version), "Select the file of a new version");
            return Page();
        }

        using var reader = new StreamReader(file.OpenReadStream());
        Trial = await dryRun.Try(User.Actor(), await reader.ReadToEndAsync(cancellation), cancellation);
        foreach (var problem in Trial.Problems)
        {
            ModelState.AddModelError(nameof(Version), problem);
        }

        return Page();
    }
}
