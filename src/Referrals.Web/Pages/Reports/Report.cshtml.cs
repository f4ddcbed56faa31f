using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Reports;

/// <summary>The post-programme report: written, saved as a draft, completed, opened again.</summary>
public sealed class ReportModel(ReportService reports) : PageModel
{
    /// <summary>More than a careful answer takes, less than a document pasted by mistake.</summary>
    public const int LongestAnswer = 8000;

    public ReportView Shown { get; private set; } = null!;

    /// <summary>By the question's key.</summary>
    [BindProperty]
    public Dictionary<string, string?> Answers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The version of the draft that the form was drawn from, so that nobody's words are written over unseen.</summary>
    [BindProperty]
    public int Draft { get; set; }

    [TempData]
    public string? Done { get; set; }

    public bool MayEdit => Shown is { MayWrite: true, Report: not { CompletedOn: not null } };

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await reports.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return NotFound();
        }

        Show(found);
        foreach (var question in ReportQuestions.All)
        {
            Answers[question.Key] = found.Answer(question.Key);
        }

        return Page();
    }

    public Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation) => SaveAsync(id, complete: false, cancellation);

    public Task<IActionResult> OnPostCompleteAsync(Guid id, CancellationToken cancellation) => SaveAsync(id, complete: true, cancellation);

    public async Task<IActionResult> OnPostReopenAsync(Guid id, CancellationToken cancellation)
    {
        switch (await reports.Reopen(User.Actor(), id, cancellation))
        {
            case null:
                Done = "The report is open again";
                return Redirect(Links.Report(id));
            case NotYourReport:
                return NotFound();
            case var refusal:
                Done = refusal.Words;
                return Redirect(Links.Report(id));
        }
    }

    private async Task<IActionResult> SaveAsync(Guid id, bool complete, CancellationToken cancellation)
    {
        if (await reports.Find(User.Actor(), id, cancellation) is not { MayWrite: true } found)
        {
            return NotFound();
        }

        var drawnFrom = Draft;
        Show(found);
        foreach (var question in ReportQuestions.All)
        {
            var typed = Answers.GetValueOrDefault(question.Key);
            Answers[question.Key] = typed;
            if (typed?.Length > LongestAnswer)
            {
                ModelState.AddModelError(Field(question), $"“{question.Label}”: use 8,000 characters or fewer");
            }
            else if (complete && string.IsNullOrWhiteSpace(typed))
            {
                ModelState.AddModelError(Field(question), $"“{question.Label}” is not answered yet");
            }
        }

        if (!ModelState.IsValid)
        {
            // What somebody else saved meanwhile is told when the rest is right: the form stays with the draft it was drawn from.
            Draft = drawnFrom;
            return Page();
        }

        switch (await reports.Save(User.Actor(), id, [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, Answers[q.Key] ?? ""))], complete, drawnFrom, cancellation))
        {
            case ReportSavedMeanwhile meanwhile when await reports.Find(User.Actor(), id, cancellation) is { } newest:
                Show(newest);
                // The form is drawn from the newest draft now, whatever was sent along.
                ModelState.SetModelValue(nameof(Draft), Draft, Draft.ToString(System.Globalization.CultureInfo.InvariantCulture));
                ModelState.AddModelError("", $"{meanwhile.By} saved this report on {meanwhile.At.Words()}, after you opened it. What you typed is kept below: compare it with the document, and save again to put yours in its place.");
                return Page();
            case null:
                Done = complete ? "The report is complete. Send it to the practitioner, and record that it was sent." : "Draft saved";
                return Redirect(Links.Report(id));
            case NotYourReport:
                return NotFound();
            case var refusal:
                ModelState.AddModelError("", refusal.Words);
                return Page();
        }
    }

    public static string Field(ReportQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return $"{nameof(Answers)}[{question.Key}]";
    }

    private void Show(ReportView found)
    {
        Shown = found;
        Draft = found.Report?.Version ?? 0;
    }
}
