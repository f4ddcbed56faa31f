using Referrals.Application.Data;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Workflows;

/// <summary>What a step or a wait is given: the file it works on, the instance it stands in, and the activity as the definition wrote it.</summary>
public sealed record ActivityContext(WorkFile File, WorkflowInstance Instance, ActivityNode Node)
{
    /// <exception cref="WorkflowException">The activity works on a person, and this instance is a group's.</exception>
    public CaseFile Case => File as CaseFile ?? throw new WorkflowException($"Activity '{Node.Id}' of '{Instance.DefinitionId}' works on a person, and this instance is a group's.");

    /// <exception cref="WorkflowException">The activity works on a group, and this instance is a person's.</exception>
    public GroupFile GroupFile => File as GroupFile ?? throw new WorkflowException($"Activity '{Node.Id}' of '{Instance.DefinitionId}' works on a group, and this instance is a person's.");

    public Need? Need => Instance.NeedId is { } id ? Case.Person.Needs.Single(n => n.Id == id) : null;

    /// <exception cref="WorkflowException">The activity was put into a definition that does not work on a need.</exception>
    public Need RequiredNeed => Need ?? throw new WorkflowException($"Activity '{Node.Id}' of '{Instance.DefinitionId}' works on a need, and this instance has none.");
}

/// <summary>Something a workflow does by itself: changes the case and chooses an outcome.</summary>
public interface IStep
{
    string Type { get; }
    string Description { get; }
    IReadOnlyList<string> Outcomes { get; }

    /// <summary>Literal inputs a definition must give.</summary>
    IReadOnlyList<string> Inputs => [];

    string Run(ActivityContext context);
}

/// <summary>
/// Something a workflow waits for: a task of one role. What may be chosen is read off the definition; what each choice asks, whether the facts
/// allow it and what it changes is here.
/// </summary>
public abstract class TaskWait
{
    public abstract string Type { get; }

    /// <summary>What is to be done, as a to-do list says it: "Decide on an intervention".</summary>
    public abstract string Title { get; }

    /// <summary>One or two sentences for the one who has to do it.</summary>
    public abstract string Help { get; }

    /// <summary>Why it is on somebody's list, in a sentence.</summary>
    public abstract string Because { get; }

    public abstract IReadOnlyList<TaskChoice> Choices { get; }

    /// <summary>A title that depends on the instance, for example on which enquiry it is.</summary>
    public virtual string TitleFor(string? subject) => Title;

    /// <summary>The outcome by which the facts of the case have already ended this wait, or null while they have not.</summary>
    public virtual string? SettledBy(ActivityContext context) => null;

    /// <summary>The day by which the facts of the case want it done, where the service level of the definition is not what counts; null where it is.</summary>
    public virtual DateOnly? DueOn(ActivityContext context) => null;

    /// <summary>The rule: null where the facts allow the answer.</summary>
    public virtual Refusal? Check(ActivityContext context, TaskAnswer answer) => null;

    /// <summary>What of a refused answer is worth keeping is stored here, while the task stays open.</summary>
    /// <returns>Whether anything was kept.</returns>
    public virtual bool Keep(ActivityContext context, TaskAnswer answer) => false;

    /// <summary>What the answer changes; called after <see cref="Check"/> allowed it and before the workflow goes on.</summary>
    public virtual void Apply(ActivityContext context, TaskAnswer answer)
    {
    }

    public TaskChoice Choice(string outcome) => Choices.Single(c => c.Outcome == outcome);
}

/// <summary>One way a task can end, with what has to be said for it. A form is drawn from this, and the answer is checked against it.</summary>
public sealed record TaskChoice(string Outcome, string Label)
{
    public string? Hint { get; init; }

    /// <summary>The use of coded reasons to choose one from, as in the catalogue; null asks for none.</summary>
    public string? Reasons { get; init; }

    /// <summary>The label of the free text, or null where none is asked.</summary>
    public string? WordsLabel { get; init; }

    public bool WordsRequired { get; init; }

    /// <summary>The label of the date it happened, or null where none is asked and today counts.</summary>
    public string? DateLabel { get; init; }

    /// <summary>The date is one to come, such as when to look again; otherwise it is one that has been.</summary>
    public bool DateIsAhead { get; init; }

    /// <summary>Asks which programme or toolkit.</summary>
    public bool AsksProgramme { get; init; }

    /// <summary>Asks the questions that no source system answers.</summary>
    public bool AsksQuestions { get; init; }

    /// <summary>It may be chosen from a list of tasks, without the task's page: whoever has it to say has nothing to look at first.</summary>
    public bool InList { get; init; }
}

/// <summary>What somebody answered to end a task. Parts that the choice does not ask for are ignored.</summary>
public sealed record TaskAnswer
{
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

/// <summary>Every step and wait there is, by type; also what the definition checker knows of them.</summary>
public sealed class ActivityLibrary
{
    private readonly Dictionary<string, IStep> _steps;
    private readonly Dictionary<string, TaskWait> _waits;

    public ActivityLibrary(IEnumerable<IStep> steps, IEnumerable<TaskWait> waits)
    {
        _steps = steps.ToDictionary(s => s.Type);
        _waits = waits.ToDictionary(w => w.Type);
        Types = new ActivityTypes();
        foreach (var step in _steps.Values)
            Types.Add(new ActivityType(step.Type, ActivityKind.Step, step.Outcomes, step.Inputs, step.Description));
        foreach (var wait in _waits.Values)
            Types.Add(new ActivityType(wait.Type, ActivityKind.Wait, [.. wait.Choices.Select(c => c.Outcome)], [], wait.Help));
    }

    public ActivityTypes Types { get; }

    public IStep Step(string type) => _steps.TryGetValue(type, out var step)
        ? step
        : throw new WorkflowException($"No step '{type}' is known here.");

    public TaskWait Wait(string type) => _waits.TryGetValue(type, out var wait)
        ? wait
        : throw new WorkflowException($"No wait '{type}' is known here.");
}
