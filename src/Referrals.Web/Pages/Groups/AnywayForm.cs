using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups;

/// <summary>Why somebody or something is booked twice all the same: asked for only where it would be.</summary>
public sealed class AnywayForm
{
    /// <summary>The clashes that were shown, by <see cref="DoubleBooking.SeenOf"/>.</summary>
    public string? Seen { get; set; }

    public string? ReasonCode { get; set; }

    [StringLength(GroupWords.LongestWords, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    [BindNever]
    [ValidateNever]
    public IReadOnlyList<Clash> Clashes { get; private set; } = [];

    [BindNever]
    [ValidateNever]
    public IReadOnlyList<Option> Reasons { get; private set; } = [];

    /// <summary>Null where nobody gave one.</summary>
    public GivenReason? Given => string.IsNullOrEmpty(ReasonCode) ? null : new GivenReason(ReasonCode, Words?.Trim() ?? "");

    /// <summary>What the service is to hold against the clashes it finds in the commit: those that were seen, or none.</summary>
    public string SeenOrNone => string.IsNullOrEmpty(Seen) ? DoubleBooking.None : Seen;

    /// <summary>Shows what clashes, with the question why it is so all the same.</summary>
    public void Show(IReadOnlyList<Clash> clashes, CatalogueSource catalogue, DateOnly today, ModelStateDictionary state, string prefix)
    {
        ArgumentNullException.ThrowIfNull(clashes);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(state);
        Clashes = clashes;
        Reasons = [.. catalogue.Current.Reasons(ReasonUses.DoubleBooking, today).Select(r => new Option(r.Code, r.Words))];
        Seen = clashes.Count == 0 ? null : DoubleBooking.SeenOf(clashes);
        state.Remove($"{prefix}.{nameof(Seen)}");
    }

    /// <summary>Shows what a change of times would do twice, and what is missing once it was to be saved.</summary>
    public void ShowChange(ScheduleChange change, bool isSaving, CatalogueSource catalogue, DateOnly today, ModelStateDictionary state, string prefix)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (isSaving)
        {
            Check(change.Clashes, catalogue, today, state, prefix);
        }
        else
        {
            Show(change.Clashes, catalogue, today, state, prefix);
        }
    }

    /// <summary>Shows the clashes and says what is missing, where they were not seen before or nobody said why they are taken on.</summary>
    /// <returns>Whether what was asked for can go on.</returns>
    public bool Check(IReadOnlyList<Clash> clashes, CatalogueSource catalogue, DateOnly today, ModelStateDictionary state, string prefix)
    {
        ArgumentNullException.ThrowIfNull(clashes);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(state);
        var seen = clashes.Count == 0 || Seen == DoubleBooking.SeenOf(clashes);
        Show(clashes, catalogue, today, state, prefix);
        if (clashes.Count == 0)
        {
            return true;
        }

        var reason = catalogue.Current.Reasons(ReasonUses.DoubleBooking, today).FirstOrDefault(r => r.Code == ReasonCode);
        if (reason is null)
        {
            state.AddModelError($"{prefix}.{nameof(ReasonCode)}", "Choose otherwise, or say why it is so all the same");
        }
        else if (reason.NeedsWords && string.IsNullOrWhiteSpace(Words))
        {
            state.AddModelError($"{prefix}.{nameof(Words)}", "Say why in your own words");
        }
        else if (!seen)
        {
            state.AddModelError($"{prefix}.{nameof(ReasonCode)}", "Somebody was booked since you looked. Look again at what clashes");
        }

        return state.IsValid;
    }
}
