using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Catalogues;
using Referrals.Domain;

namespace Referrals.Web.Pages.CatalogueFiles;

/// <summary>Every file of the catalogue with the version in force, who released it, and what is to come.</summary>
public sealed class IndexModel(CatalogueService catalogue, TimeProvider time) : PageModel
{
    public IReadOnlyList<IGrouping<string, CatalogueVersion>> Files { get; private set; } = [];

    public DateOnly Today => LondonTime.Today(time);

    public async Task OnGetAsync(CancellationToken cancellation) => Files = [.. (await catalogue.Versions(cancellation)).GroupBy(v => v.Name)];

    /// <summary>The version that answers for today.</summary>
    public CatalogueVersion InForce(IEnumerable<CatalogueVersion> versions) => versions.FirstOrDefault(v => v.ValidFrom <= Today) ?? versions.Last();
}
