using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Administration;
using Referrals.Domain;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Statistics;

/// <summary>Chases by rung, and what was settled soon after, beside the time of the same length before.</summary>
public sealed class ChasesSentModel(ChaseReport report, TimeProvider time) : PageModel
{
    private const int Weeks = 13;

    [Display(Name = "The first day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [Display(Name = "The last day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public bool Understood { get; private set; }

    public IReadOnlyList<(RungMoved Now, RungMoved? Before)> Rungs { get; private set; } = [];

    public string Answer { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (!ModelState.IsValid)
        {
            return;
        }

        To ??= LondonTime.Today(time);
        From ??= To.Value.AddDays(1 - (7 * Weeks));
        if (From > To)
        {
            ModelState.AddModelError(nameof(To), $"The last day must be the same as or after {From.Value.Words()}");
            return;
        }

        var days = To.Value.DayNumber - From.Value.DayNumber + 1;
        var now = await report.Sent(From.Value, To.Value, cancellation);
        var before = await report.Sent(From.Value.AddDays(-days), From.Value.AddDays(-1), cancellation);
        Rungs = [.. now.Select(r => (r, before.FirstOrDefault(b => b.LadderKey == r.LadderKey && b.Rung == r.Rung)))];
        Answer = now.Count == 0 ? "Nothing was chased in this time." : $"{Said(now)}; in the {days} days before, {Said(before)}.";
        Understood = true;

        static string Said(IReadOnlyList<RungMoved> rungs)
        {
            var (sent, asked, soon) = (rungs.Sum(r => r.Sent), rungs.Sum(r => r.Sent - r.NotNeeded), rungs.Sum(r => r.Soon));
            return $"{sent:N0} {(sent == 1 ? "chase was" : "chases were")} sent{(asked == 0 ? "" : $" and {100 * soon / asked} of 100 tasks were settled within {ChaseReport.WorkingDays} working days")}";
        }
    }
}
