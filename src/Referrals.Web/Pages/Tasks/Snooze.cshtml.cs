using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Tasks;

/// <summary>Puts off reminders of a task, with a reason and an end.</summary>
public sealed class SnoozeModel(TaskService tasks, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    [BindProperty]
    [Display(Name = "The day")]
    [Required(ErrorMessage = "Enter the day until which to put it off")]
    public DateOnly? Until { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose why")]
    public string? ReasonCode { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    public TaskView View { get; private set; } = null!;

    public IEnumerable<Option> Reasons => catalogue.Current.Reasons(ReasonUses.Snooze, Today).Select(reason => new Option(reason.Code, reason.Words));

    public string Hint => $"At the latest {catalogue.Current.WorkingDays.Add(Today, TaskService.LongestSnooze).Words()}, for example {Example.Day} {Example.Month} {Example.Year}";

    [TempData]
    public string? Done { get; set; }

    [TempData]
    public string? Next { get; set; }

    private DateOnly Example => catalogue.Current.WorkingDays.Add(Today, 5);

    private DateOnly Today => LondonTime.Today(time);

    private Actor Actor => User.Actor();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await Load(id, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await Load(id, cancellation))
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var refusal = await tasks.Snooze(Actor, new SnoozeTask { TaskId = id, Until = Until!.Value, ReasonCode = ReasonCode!, Words = Words }, cancellation);
        if (refusal is not null)
        {
            ModelState.AddModelError(refusal switch
            {
                SnoozeOutOfRange => nameof(Until),
                ReasonMissing when Reasons.Any(reason => reason.Value == ReasonCode) => nameof(Words),
                ReasonMissing => nameof(ReasonCode),
                _ => "",
            }, refusal is ReasonMissing && Reasons.Any(reason => reason.Value == ReasonCode) ? "Say what you are waiting for" : refusal.Words);
            return Page();
        }

        Done = $"Put off until {Until.Value.Words()}: {View.Title}";
        Next = $"It is still due on {View.Task.DueOn.Words()} and stays on this list.";
        return Redirect(TaskLinks.ToDo);
    }

    private async Task<bool> Load(Guid id, CancellationToken cancellation)
    {
        if (await tasks.Find(Actor, id, cancellation) is not { } view)
        {
            return false;
        }

        View = view;
        return true;
    }
}
