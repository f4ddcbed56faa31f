using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Administration;
using Referrals.Domain;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Administration;

/// <summary>Reminders and escalations that were sent, rung by rung, and what they moved.</summary>
public sealed class ChasesModel(ChaseReport report, TimeProvider time) : PageModel
{
    private const int Weeks = 13;

    [Display(Name = "The first day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [Display(Name = "The last day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public IReadOnlyList<RungMoved> Rungs { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (!ModelState.IsValid)
        {
            return;
        }

        To ??= LondonTime.Today(time);
        From ??= To.Value.AddDays(-7 * Weeks);
        if (From > To)
        {
            ModelState.AddModelError(nameof(To), $"The last day must be the same as or after {From.Value.Words()}");
            return;
        }

        Rungs = await report.Sent(From.Value, To.Value, cancellation);
    }

    /// <summary>"5 working days late", "On the day it is due".</summary>
    public static string When(RungMoved rung)
    {
        ArgumentNullException.ThrowIfNull(rung);
        return rung.AfterWorkingDays switch
        {
            null => $"Step {rung.Rung + 1}, no longer there",
            0 => "On the day it is due",
            < 0 and var before => before == -1 ? "1 working day before" : $"{-before} working days before",
            1 => "1 working day late",
            { } late => $"{late} working days late",
        };
    }

    /// <summary>Of those that were settled or are open still, how many in a hundred were settled soon; null of none.</summary>
    public static int? Share(RungMoved rung)
    {
        ArgumentNullException.ThrowIfNull(rung);
        var asked = rung.Sent - rung.NotNeeded;
        return asked == 0 ? null : 100 * rung.Soon / asked;
    }

    public static string Ladder(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return char.ToUpperInvariant(key[0]) + key[1..].Replace('-', ' ');
    }
}
