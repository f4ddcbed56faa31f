using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Reports;

/// <summary>Records that the complete report was sent, which completes the programme.</summary>
public sealed class SendModel(ReportService reports, TimeProvider time) : PageModel
{
    public ReportView Shown { get; private set; } = null!;

    [BindProperty]
    [Display(Name = "The date it was sent")]
    [Required(ErrorMessage = "Enter the date it was sent")]
    public DateOnly? On { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Say to whom it was sent")]
    [StringLength(200, ErrorMessage = "Use 200 characters or fewer")]
    public string? To { get; set; }

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        On = LondonTime.Today(time);
        To = Shown.Person.PractitionerName;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await reports.Send(User.Actor(), id, On!.Value, To!, cancellation))
        {
            case null:
                Done = $"Sent on {On.Value.Words()} to {To}. The programme is complete.";
                return Redirect(Links.Report(id));
            case NotYourReport:
                return NotFound();
            case var refusal:
                ModelState.AddModelError(refusal is InTheFuture or SentBeforeComplete ? nameof(On) : refusal is SentToNobody ? nameof(To) : "", refusal.Words);
                return Page();
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        if (await reports.Find(User.Actor(), id, cancellation) is not { MayWrite: true, Report.CompletedOn: not null } found)
        {
            return false;
        }

        Shown = found;
        return true;
    }
}
