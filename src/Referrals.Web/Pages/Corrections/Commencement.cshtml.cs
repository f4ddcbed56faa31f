using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Application.People;
using Referrals.Application.Referring;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Corrections;

/// <summary>Records the date that nDelius has as the programme's commencement: beside the first session attended, never in its place.</summary>
public sealed class CommencementModel(WaitingListService waiting, ReferralService referrals, PersonService people) : PageModel
{
    public Person Person { get; private set; } = null!;

    public DeliveryView Delivery { get; private set; } = null!;

    [BindProperty]
    [Display(Name = "The date of commencement")]
    [Required(ErrorMessage = "Enter the date of commencement")]
    public DateOnly? On { get; set; }

    [TempData]
    public string? Recorded { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        On = Delivery.Referral!.CommencementRecordedOn;
        return Page();
    }

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

        switch (await waiting.RecordCommencement(User.Actor(), id, On!.Value, cancellation))
        {
            case null:
                Recorded = $"Recorded: commencement in nDelius on {On.Value.Words()}";
                return Redirect(Links.Person(Person.Id));
            case NotYourWaitingList:
                return NotFound();
            case var refusal:
                ModelState.AddModelError(nameof(On), refusal.Words);
                return Page();
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        var actor = User.Actor();
        if (actor.Role is not (Roles.ProgrammeTeam or Roles.Practitioner) || await referrals.PersonOf(actor, id, cancellation) is not { } personId || await people.Find(actor, personId, cancellation) is not { } found
            || found.Needs.SelectMany(n => n.Deliveries).FirstOrDefault(d => d.Id == id) is not { Referral: not null } delivery)
        {
            return false;
        }

        Person = found.Person;
        Delivery = delivery;
        return true;
    }
}
