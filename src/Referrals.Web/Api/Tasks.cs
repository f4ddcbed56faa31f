using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Pages.Tasks;

namespace Referrals.Web.Api;

/// <summary>An open task, as a list gives it.</summary>
public sealed record TaskItem
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string Title { get; init; }

    /// <summary>Null where the task is about a session of a group.</summary>
    public required Guid? CaseId { get; init; }

    public required string? Crn { get; init; }
    public required string? PersonName { get; init; }
    public required string? Reference { get; init; }

    /// <summary>The session whose register is to be saved; null for a person's task.</summary>
    public required Guid? SessionId { get; init; }

    public required DateOnly DueOn { get; init; }

    /// <summary>In working days.</summary>
    public required int DaysLate { get; init; }

    public required string OwnerRole { get; init; }

    /// <summary>How many reminders and escalations it has had.</summary>
    public required int Chases { get; init; }
}

/// <summary>An open task with what may be chosen for it by the caller.</summary>
public sealed record TaskDetail
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string Title { get; init; }
    public required string Help { get; init; }
    public required Guid CaseId { get; init; }
    public required string Crn { get; init; }
    public required Guid? NeedId { get; init; }
    public required string? Reference { get; init; }
    public required DateOnly DueOn { get; init; }
    public required IReadOnlyList<OfferedChoice> Choices { get; init; }
}

/// <summary>One way in which a task can end, with what has to be said for it.</summary>
public sealed record OfferedChoice
{
    public required string Outcome { get; init; }
    public required string Label { get; init; }
    public required string? Hint { get; init; }

    /// <summary>One of these codes has to be given.</summary>
    public required IReadOnlyList<ReasonShape>? Reasons { get; init; }

    /// <summary>What the words are to say; null where none are asked.</summary>
    public required string? Words { get; init; }

    public required bool WordsRequired { get; init; }

    /// <summary>What the day is of; null where none is asked.</summary>
    public required string? On { get; init; }

    public required bool AsksProgramme { get; init; }

    /// <summary>Asks for intimatePartnerConviction, heterosexualRelationship, canDiscussOneAct and childrenConcerned.</summary>
    public required bool AsksQuestions { get; init; }
}

/// <summary>How a task ends.</summary>
public sealed record DecisionBody
{
    /// <summary>One of the outcomes of the task's choices.</summary>
    public required string Outcome { get; init; }

    public string? ReasonCode { get; init; }
    public string? Words { get; init; }
    public DateOnly? On { get; init; }
    public string? ProgrammeKey { get; init; }
    public bool? IntimatePartnerConviction { get; init; }
    public bool? HeterosexualRelationship { get; init; }
    public bool? CanDiscussOneAct { get; init; }
    public bool? ChildrenConcerned { get; init; }
}

/// <summary>A task that is done.</summary>
public sealed record TaskDone(Guid TaskId, string Outcome);

internal static class Tasks
{
    private const string List = "tasks";
    private static readonly Writing s_decision = new(Conditional: true);

    public static void MapTasks(this RouteGroupBuilder api)
    {
        api.MapGet("/tasks", async (HttpContext http, ToDoService toDo, string? scope, string? cursor, int? limit, CancellationToken cancellation) =>
        {
            if (ReferralsApi.Choice(http, "scope", scope, ToDoScope.Mine, out var asked) is { } wrong)
            {
                return wrong;
            }

            if (!Cursor.TryRead<ToDoPlace>($"{List}/{asked}", cursor, out var place))
            {
                return Problems.Of(http, "invalid-cursor");
            }

            var page = await toDo.After(http.User.Actor(), asked, place, limit ?? ReferralsApi.UsualPage, cancellation);
            return ReferralsApi.Page(http, $"{List}/{asked}", [.. page.Items.Select(Item)], page.Next);
        }).WithTags("Tasks").WithSummary("Open tasks of the caller, late first, then by risk and due day; with scope=climbed-to-me those that others owe and the caller was told of.")
            .Produces<Page<TaskItem>>().Problem(400).RequireAuthorization("/ToDo");

        api.MapGet("/tasks/{id:guid}", async (HttpContext http, Guid id, TaskService tasks, TimeProvider time, CancellationToken cancellation) => await tasks.Find(http.User.Actor(), id, cancellation) is { } view
            ? ReferralsApi.Versioned(http, Detail(view, tasks.Catalogue.Current, LondonTime.Today(time)), ReferralsApi.CaseTag(view.Person.Version))
            : Problems.Of(http, "not-found")).WithTags("Tasks").WithSummary("One open task and what the caller may choose for it.")
            .Produces<TaskDetail>().Problem(404).RequireAuthorization("/Tasks");

        api.MapPost("/tasks/{id:guid}/decision", (HttpContext http, Guid id, TaskService tasks, CancellationToken cancellation) => s_decision.Run<DecisionBody>(http, async asked =>
        {
            if (asked.Body.Words?.Length > ChoiceForm.LongestWords)
            {
                return ReferralsApi.Invalid(http, "$.words", $"Use {ChoiceForm.LongestWords} characters or fewer.");
            }

            var refusal = await tasks.Complete(asked.Actor, new CompleteTask { TaskId = id, RequestId = asked.RequestId.ToString("N"), Answer = Answer(asked.Body), CaseVersion = asked.CaseVersion }, cancellation);
            // Done by this very request, whose answer was lost.
            return refusal is null or AlreadyDone { ByThisAnswer: true } ? TypedResults.Ok(new TaskDone(id, asked.Body.Outcome)) : Problems.Of(http, refusal);
        })).WithTags("Tasks").WithSummary("Decides a task by one of its choices.")
            .Changes<DecisionBody>(s_decision).Produces<TaskDone>().RequireAuthorization("/Tasks");
    }

    private static TaskItem Item(ToDoItem item) => new()
    {
        Id = item.TaskId,
        Kind = item.Kind,
        Title = item.Title,
        CaseId = item.PersonId,
        Crn = item.PersonId is null ? null : item.Crn,
        PersonName = item.PersonId is null ? null : item.PersonName,
        Reference = item.Reference,
        SessionId = item.SessionId,
        DueOn = item.DueOn,
        DaysLate = item.DaysLate,
        OwnerRole = item.OwnerRole,
        Chases = item.Chases,
    };

    private static TaskDetail Detail(TaskView view, Catalogue catalogue, DateOnly today) => new()
    {
        Id = view.Task.Id,
        Kind = view.Task.Kind,
        Title = view.Title,
        Help = view.Wait.Help,
        CaseId = view.Person.Id,
        Crn = view.Person.Crn,
        NeedId = view.Need?.Id,
        Reference = view.Need?.Reference,
        DueOn = view.Task.DueOn,
        Choices = [.. view.Choices.Select(c => new OfferedChoice
        {
            Outcome = c.Outcome,
            Label = c.Label,
            Hint = c.Hint,
            Reasons = c.Reasons is { } use ? [.. catalogue.Reasons(use, today).Select(ReasonShape.Of)] : null,
            Words = c.WordsLabel,
            WordsRequired = c.WordsRequired,
            On = c.DateLabel,
            AsksProgramme = c.AsksProgramme,
            AsksQuestions = c.AsksQuestions,
        })],
    };

    private static TaskAnswer Answer(DecisionBody body) => new()
    {
        Outcome = body.Outcome,
        ReasonCode = body.ReasonCode,
        Words = string.IsNullOrWhiteSpace(body.Words) ? null : body.Words.Trim(),
        On = body.On,
        ProgrammeKey = body.ProgrammeKey,
        IntimatePartnerConviction = body.IntimatePartnerConviction,
        HeterosexualRelationship = body.HeterosexualRelationship,
        CanDiscussOneAct = body.CanDiscussOneAct,
        ChildrenConcerned = body.ChildrenConcerned,
    };
}
