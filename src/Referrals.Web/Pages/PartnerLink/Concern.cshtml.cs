using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application.PartnerLink;
using Referrals.Domain;

namespace Referrals.Web.Pages.PartnerLink;

/// <summary>A concern written down behind the wall.</summary>
public sealed class ConcernModel(PartnerLinkService work, TimeProvider time) : DutyPage(work)
{
    /// <summary>Made when the form is drawn, so that the same form sent twice counts once.</summary>
    [BindProperty]
    public Guid RequestId { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write down what the concern is")]
    [StringLength(LongestWords, ErrorMessage = "Use 4,000 characters or fewer")]
    public string? Words { get; set; }

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => With(id, () =>
    {
        RequestId = Ids.New(time.GetUtcNow());
        return Task.FromResult<IActionResult>(View.Partner is null ? NotFound() : Page());
    }, cancellation);

    public Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation) => With(id, async () =>
        RequestId == Guid.Empty ? BadRequest()
        : !ModelState.IsValid ? Page()
        : Answer(await Work.Raise(Actor, id, RequestId, Words, cancellation), "Concern written down", nameof(Words)), cancellation);
}
