using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Tasks;

/// <summary>One answer that can be given from a list, with the name its fields have there.</summary>
/// <param name="Open">It was sent and refused: shown without being unfolded again.</param>
public sealed record AnswerHere(ToDoItem Item, TaskChoice Choice, ChoiceForm Form, string Name, string RequestId, bool Open);

/// <summary>A list of tasks in which an answer can be given without leaving it. The answer is checked as on the task's own page.</summary>
public abstract class AnsweringPage(TaskService tasks, DraftService drafts, PersonService people, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    [BindProperty]
    public Guid TaskId { get; set; }

    [BindProperty]
    public string? Outcome { get; set; }

    /// <summary>Made when the form is drawn, so that the same answer sent twice counts once.</summary>
    [BindProperty]
    public string? RequestId { get; set; }

    /// <summary>By task and outcome.</summary>
    [BindProperty]
    public Dictionary<string, ChoiceForm> Here { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What was just done, told once.</summary>
    [TempData]
    public string? Done { get; set; }

    [TempData]
    public string? Next { get; set; }

    [TempData]
    public Guid? NextTask { get; set; }

    /// <summary>What was typed for a task that somebody else had done meanwhile: shown, so that it can be copied.</summary>
    public string? Unsaved { get; private set; }

    public Catalogue Catalogue => catalogue.Current;

    public DateOnly Today => LondonTime.Today(time);

    protected Actor Actor => User.Actor();

    /// <summary>The list the reader comes back to.</summary>
    protected abstract string Address { get; }

    /// <summary>Reads the list.</summary>
    protected abstract Task Show(CancellationToken cancellation);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        await Show(cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (Outcome is not { } outcome || RequestId is not { Length: > 0 and <= 64 } request || await tasks.Find(Actor, TaskId, cancellation) is not { } view)
        {
            return await Late(cancellation);
        }

        var key = Key(TaskId, outcome);
        var typed = Here.GetValueOrDefault(key) ?? new ChoiceForm();
        if (!ModelState.IsValid)
        {
            await Show(cancellation);
            return Page();
        }

        switch (await tasks.Complete(Actor, new CompleteTask { TaskId = TaskId, RequestId = request, Answer = typed.Answer(outcome) }, cancellation))
        {
            case null:
                await drafts.Forget(Actor, TaskId, cancellation);
                (Done, Next, NextTask) = await AnswerTold.Of(people, Actor, view, outcome, cancellation);
                return Redirect(Address);
            case AlreadyDone or NoSuchTask or NoSuchPerson:
                return await Late(cancellation);
            case var refusal:
                foreach (var (field, words) in AnswerFaults.Of(refusal, view.Choices.FirstOrDefault(c => c.Outcome == outcome), typed, ($"{nameof(Here)}[{key}]", $"{nameof(Here)}[{key}].{nameof(ChoiceForm.Words)}"), Catalogue, Today))
                {
                    ModelState.AddModelError(field, words);
                }

                await Show(cancellation);
                return Page();
        }
    }

    /// <summary>What can be answered of one line of the list, each with the form that asks it.</summary>
    public IReadOnlyList<AnswerHere> AnswersTo(ToDoItem item, IEnumerable<TaskChoice> choices)
    {
        ArgumentNullException.ThrowIfNull(item);
        return [.. choices.Select(choice =>
        {
            var key = Key(item.TaskId, choice.Outcome);
            var sent = !ModelState.IsValid && TaskId == item.TaskId && Outcome == choice.Outcome;
            var form = Here.GetValueOrDefault(key) ?? new ChoiceForm();
            form.Questions = new Questions(choice)
            {
                Reasons = choice.Reasons is { } use ? [.. Catalogue.Reasons(use, Today).Select(reason => new Option(reason.Code, reason.Words))] : [],
            };
            return new AnswerHere(item, choice, form, $"{nameof(Here)}[{key}]", Ids.New(time.GetUtcNow()).ToString("N"), sent);
        })];
    }

    private static string Key(Guid taskId, string outcome) => $"{taskId:N}_{outcome}";

    /// <summary>The same answer sent again says that it was counted once; another finds what somebody else has done, and keeps what was typed.</summary>
    private async Task<IActionResult> Late(CancellationToken cancellation)
    {
        var typed = Outcome is { } outcome ? Here.GetValueOrDefault(Key(TaskId, outcome)) : null;
        var late = typed is null || RequestId is null ? null
            : await tasks.Complete(Actor, new CompleteTask { TaskId = TaskId, RequestId = RequestId, Answer = typed.Answer(Outcome!) }, cancellation) as AlreadyDone;
        if (late is { ByThisAnswer: true })
        {
            Done = "Your answer was received";
            Next = "It was sent twice and counted once.";
            return Redirect(Address);
        }

        ModelState.Clear();
        ModelState.AddModelError("", late?.Words ?? new NoSuchTask().Words);
        Unsaved = typed?.Words;
        Here.Clear();
        await Show(cancellation);
        return Page();
    }
}
