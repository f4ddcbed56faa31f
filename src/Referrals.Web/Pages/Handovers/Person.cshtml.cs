using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Handovers;
using Referrals.Application.People;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Handovers;

/// <summary>The summary of one person for whoever takes the case on: drafted from the record, written by whoever holds it.</summary>
public sealed class PersonModel(HandoverService handovers, PersonService people, CatalogueSource catalogue) : PageModel
{
    public PersonView Shown { get; private set; } = null!;

    /// <summary>What was written already.</summary>
    public Milestone? Before { get; private set; }

    [BindProperty]
    [Required(ErrorMessage = "Write a summary")]
    [StringLength(HandoverService.LongestSummary, ErrorMessage = "The summary must be 8,000 characters or fewer")]
    public string? Words { get; set; }

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (!await Load(id, cancellation))
        {
            return NotFound();
        }

        Words = Before?.Words ?? HandoverDraft.Of(Shown, catalogue.Current);
        return Page();
    }

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

        switch (await handovers.Write(User.Actor(), id, Words!.ReplaceLineEndings("\n").Trim(), cancellation))
        {
            case null:
                Done = $"Saved the summary of {Shown.Person.DisplayName}";
                return Redirect(Links.Handover);
            case NoSuchPerson or NotYoursToHandOver:
                return NotFound();
            case var refusal:
                ModelState.AddModelError(nameof(Words), refusal.Words);
                return Page();
        }
    }

    private async Task<bool> Load(Guid id, CancellationToken cancellation)
    {
        if (await people.Find(User.Actor(), id, cancellation) is not { } found || !HandoverService.MayWrite(User.Actor(), found.Person))
        {
            return false;
        }

        Shown = found;
        Before = Handover.SummaryOf(found.Person);
        return true;
    }
}
