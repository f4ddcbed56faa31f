using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application.PartnerLink;
using Referrals.Application.People;
using Referrals.Domain;

namespace Referrals.Web.Pages.PartnerLink;

/// <summary>One attempt to reach the partner, and what came of it.</summary>
public sealed class ContactModel(PartnerLinkService work, TimeProvider time) : DutyPage(work)
{
    /// <summary>Made when the form is drawn, so that the same form sent twice counts once.</summary>
    [BindProperty]
    public Guid RequestId { get; set; }

    [BindProperty]
    [Display(Name = "The day")]
    [Required(ErrorMessage = "Enter the day of the attempt")]
    public DateOnly? On { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose how you tried to make contact")]
    public string? Means { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose what came of it")]
    public string? Outcome { get; set; }

    [BindProperty]
    [StringLength(LongestWords, ErrorMessage = "Use 4,000 characters or fewer")]
    public string? Words { get; set; }

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => With(id, () =>
    {
        RequestId = Ids.New(time.GetUtcNow());
        On = LondonTime.Today(time);
        return Task.FromResult<IActionResult>(View.Partner is null ? NotFound() : Page());
    }, cancellation);

    public Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation) => With(id, async () =>
    {
        if (RequestId == Guid.Empty)
        {
            return BadRequest();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var refusal = await Work.Record(Actor, new RecordAttempt { DutyId = id, RequestId = RequestId, On = On!.Value, Means = Means!, Outcome = Outcome!, Words = Words }, cancellation);
        return Answer(refusal, "Attempt recorded", refusal switch
        {
            InTheFuture => nameof(On),
            NoSuchMeans => nameof(Means),
            NoSuchOutcome => nameof(Outcome),
            SettledWithoutWhy => nameof(Words),
            _ => "",
        });
    }, cancellation);
}
