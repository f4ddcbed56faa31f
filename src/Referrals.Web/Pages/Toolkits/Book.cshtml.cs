using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Toolkits;

/// <summary>Books an exercise; booked again, it moves.</summary>
public sealed class BookModel(ToolkitService toolkits) : PageModel
{
    public ToolkitView Shown { get; private set; } = null!;

    [BindProperty]
    [Required(ErrorMessage = "Choose the exercise")]
    public string? Exercise { get; set; }

    [BindProperty]
    [Display(Name = "The day")]
    [Required(ErrorMessage = "Enter the day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Start { get; set; }

    [TempData]
    public string? Done { get; set; }

    public IEnumerable<Option> Exercises => Shown.Progress!.Sessions.Where(s => !s.IsDone).Select(s => new Option(s.Template.Key, s.Template.Name));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        Exercise = Shown.Progress!.Next?.Key;
        if (Shown.Booked.FirstOrDefault(b => b.TemplateKey == Exercise) is { } booked)
        {
            On = booked.On;
            Start = booked.Start.Typed();
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        var start = TimeWords.Parse(Start);
        if (start is null)
        {
            ModelState.AddModelError(nameof(Start), string.IsNullOrWhiteSpace(Start) ? "Enter the time" : "Write the time like 10am or 14:30");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await toolkits.Book(User.Actor(), id, Exercise!, On!.Value, start!.Value, cancellation))
        {
            case null:
                Done = $"Booked for {On.Value.Words()} at {start.Value.Words()}: {Shown.Plan!.FindSession(Exercise!)?.Name}";
                return Redirect(Links.Toolkit(id));
            case NotYourToolkit:
                return NotFound();
            case BookedElsewhere refusal:
                ModelState.AddModelError(nameof(Start), refusal.Words);
                return Page();
            case BookedInThePast refusal:
                ModelState.AddModelError(nameof(On), refusal.Words);
                return Page();
            case var refusal:
                ModelState.AddModelError(nameof(Exercise), refusal.Words);
                return Page();
        }
    }

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
