using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Reports;

/// <summary>The report as people read and print it.</summary>
public sealed class DocumentModel(ReportService reports, CatalogueSource catalogue) : PageModel
{
    public ReportView Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await reports.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        return Page();
    }

    public string SessionName(AttendanceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.TemplateKey is { } key ? Shown.Plan?.FindSession(key)?.Name ?? key : "Meeting besides the plan";
    }

    public string? ReasonWords(string? code) => code is null ? null : catalogue.Current.FindReason(code)?.Words ?? code;
}
