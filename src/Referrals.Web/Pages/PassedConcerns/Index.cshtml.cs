using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.PartnerLink;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.PassedConcerns;

/// <summary>Concerns that partner link workers worded for the person signed in.</summary>
public sealed class IndexModel(PassedConcernService passed) : PageModel
{
    public IReadOnlyList<PassedConcernView> Concerns { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation) => Concerns = await passed.Mine(User.Actor(), cancellation);
}
