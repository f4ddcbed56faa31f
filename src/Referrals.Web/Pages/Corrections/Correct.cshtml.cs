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

namespace Referrals.Web.Pages.Corrections;

/// <summary>Puts a wrong status of a referral right, with a reason.</summary>
public sealed class CorrectModel(CorrectionService corrections, RegisterService registers, ReferralService referrals, PersonService people, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    public Person Person { get; private set; } = null!;

    public DeliveryView Delivery { get; private set; } = null!;

    public IReadOnlyList<CorrectableStatus> Open { get; private set; } = [];

    [BindProperty]
    [Required(ErrorMessage = "Choose what is wrong")]
    public CorrectableStatus? Status { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose a reason")]
    public string? ReasonCode { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    /// <summary>An answer of a register or a credit that is to be taken back, instead of a status.</summary>
    [BindProperty(SupportsGet = true, Name = "record")]
    public Guid? RecordId { get; set; }

    /// <summary>That answer or credit; null where a status is corrected.</summary>
    public AttendanceRecord? Taken { get; private set; }

    public string TakenName => Taken?.TemplateKey is { } key ? Delivery.Plan?.FindSession(key)?.Name ?? key : "A meeting besides the plan";

    public IReadOnlyList<Option> TakenReasons => [.. catalogue.Current.Reasons(ReasonUses.AttendanceCorrection, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words))];

    [TempData]
    public string? Recorded { get; set; }

    public IReadOnlyList<Option> Reasons => [.. catalogue.Current.Reasons(ReasonUses.StatusCorrection, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words))];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await LoadAsync(id, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        if (Taken is not null)
        {
            return await TakeBackAsync(id, cancellation);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await corrections.Correct(User.Actor(), id, Status!.Value, ReasonCode!, string.IsNullOrWhiteSpace(Words) ? null : Words.Trim(), cancellation))
        {
            case null:
                Recorded = "Corrected. The mistake and the correction are both in the history.";
                return Redirect(Links.Person(Person.Id));
            case NotYoursToCorrect:
                return NotFound();
            case ReasonMissing when Reasons.Any(r => r.Value == ReasonCode):
                ModelState.AddModelError(nameof(Words), "Say more: this reason asks for it");
                return Page();
            case ReasonMissing:
                ModelState.AddModelError(nameof(ReasonCode), "Choose a reason");
                return Page();
            case var refusal:
                ModelState.AddModelError(nameof(Status), refusal.Words);
                return Page();
        }
    }

    private async Task<IActionResult> TakeBackAsync(Guid id, CancellationToken cancellation)
    {
        ModelState.ClearValidationState(nameof(Status));
        ModelState.MarkFieldSkipped(nameof(Status));
        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await registers.TakeBack(User.Actor(), id, Taken!.Id, ReasonCode!, Words, cancellation))
        {
            case null:
                Recorded = "Taken back. What was recorded and the correction are both in the history.";
                return Redirect(Links.Person(Person.Id));
            case NotYourRegister or NotOnThisRegister:
                return NotFound();
            case CorrectionReasonMissing when TakenReasons.Any(r => r.Value == ReasonCode):
                ModelState.AddModelError(nameof(Words), "Say more: this reason asks for it");
                return Page();
            case var refusal:
                ModelState.AddModelError(nameof(ReasonCode), refusal is CorrectionReasonMissing ? "Choose a reason" : refusal.Words);
                return Page();
        }
    }

    /// <summary>What a correction says of the status it takes back.</summary>
    public string Label(CorrectableStatus status) => status == CorrectableStatus.Accepted ? "It was accepted, and should not have been"
        : status == CorrectableStatus.PlaceEnded ? $"The place in {Delivery.Group?.Code} ended, and should not have: give it back"
        : $"It was ended ({Delivery.Referral?.EndedAs?.Replace('-', ' ')}), and should not have been";

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        var actor = User.Actor();
        if (actor.Role is not (Roles.ProgrammeTeam or Roles.Spo) || await referrals.PersonOf(actor, id, cancellation) is not { } personId || await people.Find(actor, personId, cancellation) is not { } found
            || found.Needs.SelectMany(n => n.Deliveries).FirstOrDefault(d => d.Id == id) is not { } delivery)
        {
            return false;
        }

        Person = found.Person;
        Delivery = delivery;
        Open = await corrections.Open(actor, id, cancellation);
        Taken = RecordId is { } record ? found.Person.Attendance.Find(a => a.Id == record && a.DeliveryId == id && a.ReplacedById is null) : null;
        return RecordId is null || (Taken is not null && actor.Role == Roles.ProgrammeTeam);
    }
}
