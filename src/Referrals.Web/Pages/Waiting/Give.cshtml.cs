using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Waiting;

/// <summary>Why one check is overridden.</summary>
public sealed class OverrideForm
{
    public string? ReasonCode { get; set; }

    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Why { get; set; }
}

/// <summary>Gives somebody a place in one group; each check that does not hold asks for a reason.</summary>
public sealed class GiveModel(WaitingListService waiting, UnownedDuties duties, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    /// <summary>By the key of the check.</summary>
    [BindProperty]
    public Dictionary<string, OverrideForm> Overrides { get; set; } = new(StringComparer.Ordinal);

    public AllocationView Shown { get; private set; } = null!;

    public GroupFit Fit { get; private set; } = null!;

    public IReadOnlyList<AllocationCheck> ToOverride => [.. Fit.Checks.Where(c => c.NeedsOverride)];

    public IEnumerable<Option> Reasons => catalogue.Current.Reasons(ReasonUses.AllocationOverride, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words));

    /// <summary>Whether there is anybody whose the partner link work would be.</summary>
    public bool HasPartnerLinkWorker { get; private set; }

    [TempData]
    public string? Done { get; set; }

    /// <summary>Why no place was given; told on the page that is gone on to.</summary>
    [TempData]
    public string? Failed { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid groupId, CancellationToken cancellation) =>
        await LoadAsync(id, groupId, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, Guid groupId, CancellationToken cancellation)
    {
        if (User.Actor().Role != Roles.ProgrammeTeam)
        {
            return NotFound();
        }

        if (!await LoadAsync(id, groupId, cancellation))
        {
            return await TooLateAsync(id, groupId, cancellation);
        }

        foreach (var check in ToOverride)
        {
            var typed = Overrides[check.Key];
            if (!Reasons.Any(r => r.Value == typed.ReasonCode))
            {
                ModelState.AddModelError($"{nameof(Overrides)}[{check.Key}].{nameof(OverrideForm.ReasonCode)}", $"{DeliveryWords.Check(check.Key)}: choose why the place is given all the same");
            }

            if (string.IsNullOrWhiteSpace(typed.Why))
            {
                ModelState.AddModelError($"{nameof(Overrides)}[{check.Key}].{nameof(OverrideForm.Why)}", $"{DeliveryWords.Check(check.Key)}: say why in your own words");
            }
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var request = new GivePlace
        {
            ReferralId = id,
            GroupId = groupId,
            Overrides = [.. ToOverride.Select(c => new OverrideAnswer(c.Key, Overrides[c.Key].ReasonCode!, Overrides[c.Key].Why!))],
        };
        switch (await waiting.Give(User.Actor(), request, cancellation))
        {
            case null:
                Done = $"{Shown.Waiting.PersonName} has a place in {Fit.Group.Code}{(Fit.FirstOn is { } first ? $", starting {Referrals.Web.Dates.DateWords.Words(first)}" : "")}";
                return Redirect(Links.Waiting);
            case NotYourWaitingList or NotYourGroup:
                return NotFound();
            case var refusal:
                // What did not hold may have changed since the form was drawn: the checks are shown as they are now.
                if (!await LoadAsync(id, groupId, cancellation))
                {
                    return await TooLateAsync(id, groupId, cancellation);
                }

                ModelState.AddModelError("", refusal.Words);
                return Page();
        }
    }

    /// <summary>They wait no longer, or the group takes nobody new: the same form sent twice has its place, and everybody else is told that they have none.</summary>
    private async Task<IActionResult> TooLateAsync(Guid id, Guid groupId, CancellationToken cancellation)
    {
        var refusal = await waiting.Give(User.Actor(), new GivePlace { ReferralId = id, GroupId = groupId }, cancellation);
        switch (refusal)
        {
            case NotYourWaitingList or NotYourGroup:
                return NotFound();
            case null:
                Done = "They have the place";
                return Redirect(Links.Waiting);
            default:
                Failed = $"No place was given. {refusal.Words}";
                return Redirect(await waiting.Line(User.Actor(), id, cancellation) is null ? Links.Waiting : Links.WaitingFor(id));
        }
    }

    private async Task<bool> LoadAsync(Guid id, Guid groupId, CancellationToken cancellation)
    {
        if (await waiting.Find(User.Actor(), id, groupId, cancellation) is not { MayAllocate: true, Groups: [var fit] } found)
        {
            return false;
        }

        Shown = found;
        Fit = fit;
        HasPartnerLinkWorker = await duties.HasWorker(fit.Group.RegionCode, cancellation);
        foreach (var check in ToOverride)
        {
            Overrides.TryAdd(check.Key, new OverrideForm());
        }

        return true;
    }
}
