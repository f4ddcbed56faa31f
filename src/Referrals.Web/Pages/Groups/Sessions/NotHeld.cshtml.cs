using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups.Sessions;

/// <summary>Records, once for everybody, that a session did not take place; what would move is shown with the question.</summary>
public sealed class NotHeldModel(RegisterService registers, GroupService groups, CatalogueSource catalogue, TimeProvider time) : SessionPage(registers)
{
    [BindProperty]
    [Required(ErrorMessage = "Choose why it was not held")]
    public string? ReasonCode { get; set; }

    [BindProperty]
    [StringLength(GroupWords.LongestWords, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    public ChangeShown? Shown { get; private set; }

    /// <summary>Why it cannot be recorded; null where it can.</summary>
    public Refusal? Stands { get; private set; }

    public IEnumerable<Option> Reasons => catalogue.Current.Reasons(ReasonUses.SessionNotHeld, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await Load(id, cancellation) ?? await Ask(id, cancellation);

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        if (!ModelState.IsValid)
        {
            return await Ask(id, cancellation);
        }

        switch (await groups.NotHeld(Actor, id, ReasonCode!, string.IsNullOrWhiteSpace(Words) ? null : Words.Trim(), cancellation))
        {
            case null:
                Done = Session.DeliveryId is null ? $"Not held: {Session.Name}. Its work is in the diary for another day" : $"Not held: {Session.Name}. Book it again from the group";
                return Redirect(Links.Group(Group.Id));
            case NotYourGroup:
                return NotFound();
            case ReasonMissing when Reasons.Any(r => r.Value == ReasonCode):
                ModelState.AddModelError(nameof(Words), "This reason needs words: say what should be known about it");
                break;
            case var refusal:
                ModelState.AddModelError(nameof(ReasonCode), refusal is ReasonMissing ? "Choose why it was not held" : refusal.Words);
                break;
        }

        return await Ask(id, cancellation);
    }

    private async Task<IActionResult> Ask(Guid id, CancellationToken cancellation)
    {
        (var change, Stands) = await groups.PreviewNotHeld(Actor, id, cancellation);
        Shown = change is null || Session.DeliveryId is not null ? null : new ChangeShown(change, groups.PlanOf(Group), "");
        return Page();
    }
}
