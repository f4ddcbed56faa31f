using Microsoft.AspNetCore.Mvc;
using Referrals.Application.PartnerLink;

namespace Referrals.Web.Pages.PartnerLink;

/// <summary>One duty with all that partner link workers know.</summary>
public sealed class DutyModel(PartnerLinkService work) : DutyPage(work)
{
    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => Show(id, cancellation);

    public Task<IActionResult> OnPostTakeOnAsync(Guid id, string? from, CancellationToken cancellation) => With(id, async () =>
        Answer(await Work.TakeOn(Actor, new TakeOn(id, from), cancellation), "This work is now with you", ""), cancellation);
}
