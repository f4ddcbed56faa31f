using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.People;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.People;

/// <summary>Records something that happened to a person and that workflows have to answer.</summary>
public sealed class EventModel(PersonService people, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    public PersonView Shown { get; private set; } = null!;

    public static IReadOnlyList<Option> Kinds { get; } = [.. CaseEvents.Kinds.Select(kind => new Option(kind, CaseWords.Event(kind), Hint(kind)))];

    [BindProperty]
    [Required(ErrorMessage = "Select what happened")]
    public string? Kind { get; set; }

    [BindProperty]
    [Display(Name = "The date it happened")]
    [Required(ErrorMessage = "Enter the date it happened")]
    public DateOnly? On { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "What should be known about it must be 2,000 characters or fewer")]
    public string? Words { get; set; }

    /// <summary>What was recorded by mistake.</summary>
    [BindProperty]
    public Guid? MistakeId { get; set; }

    [BindProperty]
    public string? MistakeReason { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? MistakeWords { get; set; }

    /// <summary>What can be taken back, the newest first.</summary>
    public IReadOnlyList<Option> Mistakes => [.. Shown.Person.Milestones.Where(m => m is { NeedId: null, Counts: true } && m.Kind != MilestoneKinds.Released && CaseEvents.Kinds.Contains(m.Kind)).OrderByDescending(m => m.On)
        .Select(m => new Option(m.Id.ToString(), $"{CaseWords.Event(m.Kind)}, {m.On.Words()}", $"Recorded by {m.By}"))];

    public IReadOnlyList<Option> MistakeReasons => [.. catalogue.Current.Reasons(ReasonUses.StatusCorrection, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words))];

    public bool TakingBack { get; private set; }

    [TempData]
    public string? Recorded { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await Load(id, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await Load(id, cancellation))
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var happened = new CaseEvent { Kind = Kind!, On = On!.Value, Words = string.IsNullOrWhiteSpace(Words) ? null : Words.Trim() };
        switch (await people.RecordEvent(User.Actor(), id, happened, cancellation))
        {
            case null:
                Recorded = $"Recorded: {CaseWords.Event(happened.Kind).ToLowerInvariant()} on {happened.On.Words()}";
                return Redirect(Links.Person(id));
            case NoSuchPerson:
                return NotFound();
            case InTheFuture refusal:
                ModelState.AddModelError(nameof(On), refusal.Words);
                return Page();
            case var refusal:
                ModelState.AddModelError(nameof(Kind), refusal.Words);
                return Page();
        }
    }

    public async Task<IActionResult> OnPostMistakeAsync(Guid id, CancellationToken cancellation)
    {
        TakingBack = true;
        if (!await Load(id, cancellation))
        {
            return NotFound();
        }

        foreach (var other in new[] { nameof(Kind), nameof(On), nameof(Words) })
        {
            ModelState.ClearValidationState(other);
            ModelState.MarkFieldSkipped(other);
        }

        if (Mistakes.All(m => m.Value != MistakeId?.ToString()))
        {
            ModelState.AddModelError(nameof(MistakeId), "Select what was recorded by mistake");
        }

        if (MistakeReasons.All(r => r.Value != MistakeReason))
        {
            ModelState.AddModelError(nameof(MistakeReason), "Choose a reason");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await people.TakeEventBack(User.Actor(), id, MistakeId!.Value, MistakeReason!, MistakeWords, cancellation))
        {
            case null:
                Recorded = "Taken back. What was recorded and the correction are both in the history.";
                return Redirect(Links.Person(id));
            case NoSuchPerson:
                return NotFound();
            case Referrals.Application.Tasks.ReasonMissing:
                ModelState.AddModelError(nameof(MistakeWords), "Say more: this reason asks for it");
                return Page();
            case var refusal:
                ModelState.AddModelError(nameof(MistakeId), refusal.Words);
                return Page();
        }
    }

    private async Task<bool> Load(Guid id, CancellationToken cancellation)
    {
        if (await people.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return false;
        }

        Shown = found;
        return true;
    }

    private static string? Hint(string kind) => kind switch
    {
        MilestoneKinds.Arrested or MilestoneKinds.RelationshipChanged or MilestoneKinds.ChildOrPregnancy => "The practitioner is asked whether the plan still holds.",
        MilestoneKinds.AddressChanged => "A move, or somebody who moved in or out. The practitioner is asked whether the plan still holds.",
        MilestoneKinds.Recalled => "Open needs are held until they are released or a manager closes them.",
        MilestoneKinds.Released => "Held needs go on from where they stood, and the practitioner is asked whether the plan still holds.",
        MilestoneKinds.Breached => "The practitioner is asked to review what is under way.",
        MilestoneKinds.SupervisionEnded => "A manager is asked to close open needs.",
        MilestoneKinds.Died => "Everything under way stops, and a manager is asked to close open needs.",
        _ => null,
    };
}
