using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Waiting;

/// <summary>Puts somebody at a place in the queue by hand, or lets the order decide again.</summary>
public sealed class PositionModel(WaitingListService waiting, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    public const string ByHand = "hand";
    public const string ByOrder = "order";

    [BindProperty]
    [Required(ErrorMessage = "Choose who decides the place in the queue")]
    public string? How { get; set; }

    [BindProperty]
    [Display(Name = "The place in the queue")]
    public int? Position { get; set; }

    [BindProperty]
    public string? ReasonCode { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    /// <summary>Where they had been put when the page was opened.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    public WaitingLine Line { get; private set; } = null!;

    public IEnumerable<Option> Reasons => catalogue.Current.Reasons(ReasonUses.WaitingOverride, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words));

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        Seen = WaitingListService.SeenOf(Line.Referral);
        How = Line.Referral.QueuePosition is null ? null : ByHand;
        Position = Line.Referral.QueuePosition;
        ReasonCode = Line.Referral.QueueReason;
        Words = Line.Referral.QueueWords;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        var byHand = How == ByHand;
        if (!byHand)
        {
            // What is hidden with the answer that was not chosen is not looked at.
            foreach (var hidden in new[] { nameof(Position), nameof(ReasonCode), nameof(Words) })
            {
                ModelState.ClearValidationState(hidden);
                ModelState.MarkFieldSkipped(hidden);
            }
        }
        else
        {
            if (Position is not >= 1 && ModelState[nameof(Position)] is not { Errors.Count: > 0 })
            {
                ModelState.AddModelError(nameof(Position), "Enter a place in the queue, 1 being first");
            }

            if (!Reasons.Any(r => r.Value == ReasonCode))
            {
                ModelState.AddModelError(nameof(ReasonCode), "Choose a reason");
            }

            if (string.IsNullOrWhiteSpace(Words))
            {
                ModelState.AddModelError(nameof(Words), "Say why in your own words");
            }
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await waiting.PutAt(User.Actor(), id, byHand ? Position : null, ReasonCode, Words?.Trim(), string.IsNullOrEmpty(Seen) ? null : Seen, cancellation))
        {
            case null:
                Done = byHand ? $"{Line.PersonName} is put at place {Position} of the queue" : $"{Line.PersonName} stands where the order puts them";
                return Redirect(Links.Waiting);
            case NotYourWaitingList:
                return NotFound();
            case var refusal:
                ModelState.AddModelError(refusal is ReasonMissing ? nameof(ReasonCode) : nameof(Position), refusal.Words);
                return Page();
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        if (!WaitingListService.MayAllocate(User.Actor()) || await waiting.Line(User.Actor(), id, cancellation) is not { } line)
        {
            return false;
        }

        Line = line;
        return true;
    }
}
