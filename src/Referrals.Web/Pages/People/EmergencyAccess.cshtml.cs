using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Workflows;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.People;

/// <summary>A reason, for a limited time with one person whom the reader may not see otherwise.</summary>
public sealed class EmergencyAccessModel(CaseAccess access, EmergencyAccessService emergencies) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Say why you need to see this person now")]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Reason { get; set; }

    public string Lasts => emergencies.Lasts.TotalHours >= 1 ? Count((int)emergencies.Lasts.TotalHours, "hour") : Count((int)emergencies.Lasts.TotalMinutes, "minute");

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await access.Reaches(User.Actor(), id, cancellation))
        {
            return Redirect(Links.Person(id));
        }

        return MayOpen() ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        // Sent twice it has been given already, and once is enough.
        if (await access.Reaches(User.Actor(), id, cancellation))
        {
            return Redirect(Links.Person(id));
        }

        if (!MayOpen())
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch ((await emergencies.Take(User.Actor(), id, Reason, cancellation)).Refusal)
        {
            case null:
                return Redirect(Links.Person(id));
            case NoSuchPerson:
                return NotFound();
            case var refusal:
                ModelState.AddModelError(nameof(Reason), refusal.Words);
                return Page();
        }
    }

    private bool MayOpen() => Occasion.Current?.Refused is { Why: not NotSeen.Excluded } && EmergencyAccessService.MayTake(User.Actor().Role);

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
