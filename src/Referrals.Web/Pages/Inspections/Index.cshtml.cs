using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Inspections;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Inspections;

/// <summary>Every sample that was drawn, with how far it is judged.</summary>
public sealed class IndexModel(InspectionService inspections) : PageModel
{
    public IReadOnlyList<InspectionView> Samples { get; private set; } = [];

    public bool MayInspect => InspectionService.MayInspect(User.Actor());

    public async Task OnGetAsync(CancellationToken cancellation) => Samples = await inspections.List(User.Actor(), cancellation);
}
