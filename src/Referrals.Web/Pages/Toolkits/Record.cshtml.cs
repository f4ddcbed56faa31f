using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Toolkits;

/// <summary>Records one exercise of a toolkit: which, when, and how it went. Everything that can be is filled in.</summary>
public sealed class RecordModel(ToolkitService toolkits, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    public ToolkitView Shown { get; private set; } = null!;

    [BindProperty(SupportsGet = true)]
    [Required(ErrorMessage = "Choose the exercise")]
    public string? Exercise { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "The date of the exercise")]
    [Required(ErrorMessage = "Enter the date of the exercise")]
    public DateOnly? On { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose how it went")]
    public AttendanceOutcome? Outcome { get; set; }

    /// <summary>Ticked where they came late.</summary>
    [BindProperty]
    public List<string> Late { get; set; } = [];

    [BindProperty]
    public string? ReasonCode { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    /// <summary>Something is recorded for that exercise and day already.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Correcting { get; set; }

    [BindProperty]
    public string? CorrectionReason { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? CorrectionWords { get; set; }

    [TempData]
    public string? Done { get; set; }

    public IEnumerable<Option> Exercises => Shown.Progress!.Sessions.Where(s => !s.IsDone || s.Template.Key == Exercise).Select(s => new Option(s.Template.Key, s.Template.Name));

    public IReadOnlyList<Option> AbsenceReasons => Options(ReasonUses.AcceptableAbsence);

    public IReadOnlyList<Option> CorrectionReasons => Options(ReasonUses.AttendanceCorrection);

    /// <summary>What is recorded and is being corrected.</summary>
    public AttendanceRecord? Before => Shown.Attendance.LastOrDefault(a => a.TemplateKey == Exercise && a.On == On && a.SessionId is not null);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        ModelState.Clear();
        Exercise ??= Shown.Progress!.Next?.Key ?? Shown.Progress.Missing.FirstOrDefault()?.Template.Key;
        On ??= LondonTime.Today(time);
        if (Correcting && Before is { } before)
        {
            Outcome = before.Outcome;
            Late = before.Late ? ["late"] : [];
            ReasonCode = before.ReasonCode;
            Words = before.Words;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        if (Outcome == AttendanceOutcome.AcceptableAbsence && !AbsenceReasons.Any(r => r.Value == ReasonCode))
        {
            ModelState.AddModelError(nameof(ReasonCode), "Choose why the absence is accepted");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var name = Shown.Plan!.FindSession(Exercise!)?.Name;
        switch (await toolkits.Record(User.Actor(), new RecordExercise
        {
            ToolkitId = id,
            TemplateKey = Exercise!,
            On = On!.Value,
            Outcome = Outcome!.Value,
            Late = Late.Count > 0 && Attendance.Attended(Outcome.Value),
            ReasonCode = Outcome == AttendanceOutcome.AcceptableAbsence ? ReasonCode : null,
            Words = string.IsNullOrWhiteSpace(Words) ? null : Words.Trim(),
            CorrectionReason = CorrectionReason,
            CorrectionWords = string.IsNullOrWhiteSpace(CorrectionWords) ? null : CorrectionWords.Trim(),
        }, cancellation))
        {
            case null:
                Done = $"Recorded: {name}";
                return Redirect(Links.Toolkit(id));
            case NotYourToolkit or NotYourRegister:
                return NotFound();
            case NotInThePlan refusal:
                ModelState.AddModelError(nameof(Exercise), refusal.Words);
                return Page();
            case ReasonMissing:
                ModelState.AddModelError(nameof(Words), "Say more: the reason for the absence asks for it");
                return Page();
            case CorrectionReasonMissing refusal:
                Correcting = true;
                ModelState.SetModelValue(nameof(Correcting), "true", "true");
                ModelState.AddModelError(CorrectionReasons.Any(r => r.Value == CorrectionReason) ? nameof(CorrectionWords) : nameof(CorrectionReason),
                    CorrectionReasons.Any(r => r.Value == CorrectionReason) ? "Say more: the reason for the correction asks for it" : refusal.Words);
                return Page();
            case var refusal:
                ModelState.AddModelError(refusal is InTheFuture or BeforeItWasPlanned or NotHeldYet ? nameof(On) : "", refusal.Words);
                return Page();
        }
    }

    private IReadOnlyList<Option> Options(string use) => [.. catalogue.Current.Reasons(use, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words))];

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        if (await toolkits.Find(User.Actor(), id, cancellation) is not { MayRecord: true, Progress: not null } found)
        {
            return false;
        }

        Shown = found;
        return true;
    }
}
