using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.People;
using Referrals.Application.Referring;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Waiting;

/// <summary>Takes a place away: the person goes back into the queue with the time they have waited.</summary>
public sealed class TakeAwayModel(WaitingListService waiting, ReferralService referrals, PersonService people, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Choose why the place is taken away")]
    public string? ReasonCode { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    public Person Person { get; private set; } = null!;

    public DeliveryView Delivery { get; private set; } = null!;

    public IReadOnlyList<Option> Reasons => [.. catalogue.Current.Reasons(ReasonUses.PlaceLost, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words))];

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await LoadAsync(id, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await waiting.TakeAway(User.Actor(), id, ReasonCode!, Words, cancellation))
        {
            case null:
                Done = $"The place of {Person.DisplayName} in {Delivery.Group?.Code} was taken away. They are back in the queue with the time they have waited.";
                return Redirect(Links.Waiting);
            case NotYourWaitingList:
                return NotFound();
            case ReasonMissing when Reasons.Any(r => r.Value == ReasonCode):
                ModelState.AddModelError(nameof(Words), "Say more: this reason asks for it");
                return Page();
            case var refusal:
                ModelState.AddModelError(nameof(ReasonCode), refusal.Words);
                return Page();
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        var actor = User.Actor();
        if (actor.Role != Roles.ProgrammeTeam || await referrals.PersonOf(actor, id, cancellation) is not { } personId || await people.Find(actor, personId, cancellation) is not { } found
            || found.Needs.SelectMany(n => n.Deliveries).FirstOrDefault(d => d.Id == id) is not { HasPlace: true } delivery)
        {
            return false;
        }

        Person = found.Person;
        Delivery = delivery;
        return true;
    }
}
