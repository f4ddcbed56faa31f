using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Toolkits;

/// <summary>Takes back what was recorded of an exercise, or that the toolkit was stopped, with a reason.</summary>
public sealed class CorrectModel(ToolkitService toolkits, RegisterService registers, CorrectionService corrections, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    public ToolkitView Shown { get; private set; } = null!;

    /// <summary>The answer that is to be taken back; without one, that the toolkit was stopped.</summary>
    [BindProperty(SupportsGet = true, Name = "record")]
    public Guid? RecordId { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose a reason")]
    public string? ReasonCode { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    public AttendanceRecord? Taken { get; private set; }

    public string TakenName => Taken?.TemplateKey is { } key ? Shown.Plan?.FindSession(key)?.Name ?? key : "A meeting besides the plan";

    public IReadOnlyList<Option> Reasons => [.. catalogue.Current.Reasons(Taken is null ? ReasonUses.StatusCorrection : ReasonUses.AttendanceCorrection, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words))];

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        ModelState.Clear();
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

        var refusal = Taken is { } taken
            ? await registers.TakeBack(User.Actor(), id, taken.Id, ReasonCode!, Words, cancellation)
            : await corrections.ReopenToolkit(User.Actor(), id, ReasonCode!, Words, cancellation);
        switch (refusal)
        {
            case null:
                Done = Taken is null ? "The toolkit goes on. The mistake and the correction are both in the history" : "Taken back. What was recorded and the correction are both in the history";
                return Redirect(Links.Toolkit(id));
            case NotYourRegister or NotOnThisRegister or NotYoursToCorrect:
                return NotFound();
            case CorrectionReasonMissing or ReasonMissing when Reasons.Any(r => r.Value == ReasonCode):
                ModelState.AddModelError(nameof(Words), "Say more: this reason asks for it");
                return Page();
            default:
                ModelState.AddModelError(nameof(ReasonCode), refusal is CorrectionReasonMissing or ReasonMissing ? "Choose a reason" : refusal.Words);
                return Page();
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        if (await toolkits.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return false;
        }

        Shown = found;
        Taken = RecordId is { } record ? found.Attendance.FirstOrDefault(a => a.Id == record) : null;
        return RecordId is null ? found.MayReopen : Taken is not null && found.MayTakeBack;
    }
}
