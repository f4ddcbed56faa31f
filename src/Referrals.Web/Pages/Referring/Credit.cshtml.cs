using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Referring;

/// <summary>Credits sessions that were done elsewhere or before the service was there.</summary>
public sealed class CreditModel(ReportService reports, RegisterService registers, CatalogueSource catalogue) : PageModel
{
    [BindProperty]
    [Display(Name = "Sessions")]
    public List<string> Sessions { get; set; } = [];

    [BindProperty]
    [Display(Name = "The date")]
    [Required(ErrorMessage = "Enter when the last of them was done")]
    public DateOnly? On { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Say where they were done and how that is known")]
    [StringLength(200, ErrorMessage = "Use 200 characters or fewer")]
    public string? From { get; set; }

    public ReportView View { get; private set; } = null!;

    /// <summary>Sessions that are not done yet, in the order of the plan.</summary>
    public IEnumerable<Option> Open => View.Progress!.Sessions.Where(s => !s.IsDone).Select(s => new Option(s.Template.Key, s.Template.Name));

    /// <summary>What they did in other referrals, which may stand for sessions of this one.</summary>
    public IEnumerable<string> Before => View.Person.Needs.SelectMany(n => n.Referrals).Where(r => r.Id != View.Referral.Id).OrderByDescending(r => r.ReferredOn).Select(r =>
    {
        var done = View.Person.Attendance.Where(a => a.DeliveryId == r.Id && a is { ReplacedById: null, CreditedFrom: null, TemplateKey: not null } && Attendance.Counts(a.Outcome)).ToList();
        return done.Count == 0 ? null : $"{catalogue.Current.FindProgramme(r.ProgrammeKey, r.ReferredOn)?.Name ?? r.ProgrammeKey}: {DeliveryWords.Count(done.Count, "session")} done, the last on {done.Max(a => a.On).Words()}";
    }).OfType<string>();

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await Load(id, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await Load(id, cancellation))
        {
            return NotFound();
        }

        if (Sessions.Count == 0)
        {
            ModelState.AddModelError(nameof(Sessions), "Choose at least one session");
        }

        if (ModelState.IsValid && await registers.Credit(User.Actor(), id, Sessions, On!.Value, From!, cancellation) is { } refusal)
        {
            ModelState.AddModelError(refusal is Application.People.InTheFuture ? nameof(On) : "", refusal.Words);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        Done = $"{Sessions.Count} {(Sessions.Count == 1 ? "session" : "sessions")} credited";
        return Redirect($"/referrals/{id}");
    }

    private async Task<bool> Load(Guid id, CancellationToken cancellation)
    {
        if (await reports.Find(User.Actor(), id, cancellation) is not { Plan: not null, MayWrite: true, Referral.EndedOn: null } found)
        {
            return false;
        }

        View = found;
        return true;
    }
}
