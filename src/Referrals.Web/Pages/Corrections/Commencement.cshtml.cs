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
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Corrections;

/// <summary>Records the date that nDelius has as the programme's commencement: beside the first session attended, never in its place.</summary>
public sealed class CommencementModel(WaitingListService waiting, ReferralService referrals, PersonService people, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    public Person Person { get; private set; } = null!;

    public DeliveryView Delivery { get; private set; } = null!;

    [BindProperty]
    [Display(Name = "The date of commencement")]
    public DateOnly? On { get; set; }

    /// <summary>nDelius has none: what was recorded is taken back.</summary>
    [BindProperty]
    public bool None { get; set; }

    [BindProperty]
    public string? ReasonCode { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    /// <summary>What was recorded before; null where nothing was.</summary>
    public DateOnly? Before => Delivery.Referral!.CommencementRecordedOn;

    public IReadOnlyList<Option> Reasons => [.. catalogue.Current.Reasons(ReasonUses.StatusCorrection, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words))];

    [TempData]
    public string? Recorded { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        On = Before;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        if (None)
        {
            // Whatever stands in the date is not what is said.
            foreach (var key in ModelState.Keys.Where(k => k == nameof(On) || k.StartsWith($"{nameof(On)}.", StringComparison.Ordinal)).ToList())
            {
                ModelState.Remove(key);
            }
        }
        else if (On is null && ModelState.IsValid)
        {
            ModelState.AddModelError(nameof(On), "Enter the date of commencement");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var on = None ? null : On;
        switch (await waiting.RecordCommencement(User.Actor(), id, on, ReasonCode, Words, cancellation))
        {
            case null:
                Recorded = on is { } day ? $"Recorded: commencement in nDelius on {day.Words()}" : "Taken back: nDelius has no commencement. What was recorded stays in the history.";
                return Redirect(Links.Person(Person.Id));
            case NotYourWaitingList:
                return NotFound();
            case ReasonMissing when Reasons.Any(r => r.Value == ReasonCode):
                ModelState.AddModelError(nameof(Words), "Say more: this reason asks for it");
                return Page();
            case ReasonMissing:
                ModelState.AddModelError(nameof(ReasonCode), "Choose why it is changed");
                return Page();
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
