using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Toolkits;

/// <summary>One toolkit: the plan, what is done, what is left, and the supervision time that is left for it.</summary>
public sealed class ToolkitModel(ToolkitService toolkits, CatalogueSource catalogue) : PageModel
{
    public ToolkitView Shown { get; private set; } = null!;

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await toolkits.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        return Page();
    }

    /// <summary>The newest record of an exercise.</summary>
    public AttendanceRecord? Last(SessionProgress exercise)
    {
        ArgumentNullException.ThrowIfNull(exercise);
        return Shown.Attendance.LastOrDefault(a => a.TemplateKey == exercise.Template.Key);
    }

    public Session? Booked(SessionProgress exercise)
    {
        ArgumentNullException.ThrowIfNull(exercise);
        return Shown.Booked.FirstOrDefault(b => b.TemplateKey == exercise.Template.Key);
    }

    public string? ReasonWords(string? code) => code is null ? null : catalogue.Current.FindReason(code)?.Words ?? code;
}
