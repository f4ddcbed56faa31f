using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Inspections;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Inspections;

/// <summary>One question about one person of a sample; from it to the next that is not answered.</summary>
public sealed class JudgeModel(InspectionService inspections, TimeProvider time) : PageModel
{
    public static IReadOnlyList<Option> Answers { get; } = [.. JudgementAnswers.All.Select(a => new Option(a, FileModel.Words(a)))];

    [BindProperty]
    public Guid RequestId { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    [MaxLength(4000, ErrorMessage = "What you found must be 4,000 characters or less")]
    public string? Why { get; set; }

    public InspectionFile Read { get; private set; } = null!;

    public InspectionMeasure Measure { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, int number, string measure, CancellationToken cancellation)
    {
        if (!await ReadAsync(id, number, measure, cancellation))
        {
            return NotFound();
        }

        RequestId = Ids.New(time.GetUtcNow());
        if (Read.Judgements.GetValueOrDefault(Measure.Key) is { } before)
        {
            (Answer, Why) = (before.Answer, before.Words);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, int number, string measure, CancellationToken cancellation)
    {
        if (!await ReadAsync(id, number, measure, cancellation))
        {
            return NotFound();
        }

        if (Answer is null || !JudgementAnswers.All.Contains(Answer))
        {
            ModelState.AddModelError(nameof(Answer), "Select what you found");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (await inspections.Judge(User.Actor(), id, number, Measure, Answer, Why, RequestId, cancellation) is { } refusal)
        {
            ModelState.AddModelError("", refusal.Words);
            return Page();
        }

        if (InspectionMeasure.All.FirstOrDefault(m => m != Measure && !Read.Judgements.ContainsKey(m.Key)) is { } next)
        {
            return Redirect(Links.Judge(id, number, next.Key));
        }

        TempData["Done"] = "Saved. Every question about this person is answered";
        return Redirect(Links.InspectionFile(id, number));
    }

    private async Task<bool> ReadAsync(Guid id, int number, string measure, CancellationToken cancellation)
    {
        if (InspectionMeasure.Find(measure) is not { } asked || await inspections.File(User.Actor(), id, number, cancellation) is not { } found)
        {
            return false;
        }

        (Read, Measure) = (found, asked);
        return true;
    }
}
