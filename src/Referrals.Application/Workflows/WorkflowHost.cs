using Referrals.Application.Data;
using Referrals.Workflows;

namespace Referrals.Application.Workflows;

/// <summary>
/// Between the engine and the case: gives it the stored state, runs its steps, and turns what it answers into instances, tasks, timers and
/// journal lines of the same unit of work. Saves nothing itself.
/// </summary>
public sealed class WorkflowHost(Engines engines, Definitions definitions, ActivityLibrary library)
{
    private const string Started = "start";

    /// <summary>Starts the newest version of a definition for a case.</summary>
    public WorkflowInstance Start(WorkFile file, string definitionId, Guid? needId = null, string? subject = null)
    {
        var instance = Begin(file, definitionId, needId, subject, null, null);
        Settle(file);
        return instance;
    }

    /// <summary>Raises something that may happen at any moment in every running instance of the case, or of one of its needs. Given the same <paramref name="signalId"/> again it does nothing.</summary>
    /// <returns>How many instances took it.</returns>
    public int Raise(WorkFile file, string name, string signalId, Guid? needId = null)
    {
        var taken = 0;
        foreach (var instance in file.Instances.Where(i => needId is null || i.NeedId == needId).ToArray())
        {
            // One that listens for nothing journals that it was not meant.
            if (instance.Status == InstanceStatuses.Running
                && !IsJournaled(file, instance, signalId)
                && Apply(file, instance, new Raised(name), signalId))
            {
                taken++;
            }
        }

        Settle(file);
        return taken;
    }

    /// <summary>Ends an open wait by one of its outcomes.</summary>
    /// <returns>False where the wait was open no longer: nothing changed but the journal.</returns>
    public bool End(WorkFile file, WorkflowInstance instance, string waitId, string outcome, string signalId)
    {
        var taken = Apply(file, instance, new WaitEnded(waitId, outcome), signalId);
        Settle(file);
        return taken;
    }

    public void Cancel(WorkFile file, WorkflowInstance instance, string signalId)
    {
        Apply(file, instance, new Cancel(), signalId);
        Settle(file);
    }

    /// <summary>Moves an instance to another version of its definition where it can be moved. Its open tasks and their clocks stay as they are.</summary>
    /// <returns>Why it cannot be moved; none where it was.</returns>
    public IReadOnlyList<string> Move(WorkFile file, WorkflowInstance instance, int toVersion, IReadOnlyDictionary<string, string> activityMap)
    {
        var to = definitions.Version(instance.DefinitionId, toVersion);
        var plan = Migration.Plan(instance.Standing, definitions.Of(instance), to, activityMap);
        if (!plan.CanApply)
            return plan.Problems;
        var advance = plan.Apply();
        instance.DefinitionVersion = toVersion;
        Take(file, to, instance, advance, $"moved/{advance.Entry.Sequence}");
        return [];
    }

    /// <summary>Moves an instance to another engine, where it stands as it stood.</summary>
    /// <exception cref="WorkflowException">There is no such engine here.</exception>
    public void MoveTo(WorkFile file, WorkflowInstance instance, string engine)
    {
        var definition = definitions.Of(instance);
        var advance = engines.MoveTo(engine, definition, instance.Standing);
        Take(file, definition, instance, advance, $"engine/{advance.Entry.Sequence}");
    }

    /// <summary>Ends every open wait that the facts have already settled; repeated until none is left.</summary>
    public void SettleByFacts(WorkFile file, string signalId)
    {
        bool again;
        var round = 0;
        do
        {
            again = false;
            foreach (var task in file.Tasks.Where(t => t.ClosedAt is null).ToArray())
            {
                var instance = file.InstanceOf(task);
                var node = NodeOf(instance, task.WaitId);
                if (library.Wait(node.Type).SettledBy(new ActivityContext(file, instance, node)) is not { } outcome)
                    continue;
                if (End(file, instance, task.WaitId, outcome, $"{signalId}/{round}/{task.WaitId}"))
                {
                    again = true;
                    break;
                }
            }

            if (++round > 100)
                throw new WorkflowException($"The facts of {file.Reference} settle the same waits again and again: what they settle must lead somewhere else.");
        }
        while (again);
    }

    /// <summary>The activity at which an open task's instance stands.</summary>
    public ActivityNode NodeOf(WorkflowInstance instance, string waitId) =>
        definitions.Of(instance).Activities[instance.Standing.Waits.Single(w => w.WaitId == waitId).ActivityId];

    private WorkflowInstance Begin(WorkFile file, string definitionId, Guid? needId, string? subject, WorkflowInstance? parent, string? parentWait)
    {
        var definition = definitions.Latest(definitionId);
        var instance = new WorkflowInstance
        {
            Id = file.NewId(),
            DefinitionId = definition.DefinitionId,
            DefinitionVersion = definition.Version,
            PersonId = file.PersonId,
            GroupId = file.GroupId,
            NeedId = needId,
            Subject = subject,
            ParentId = parent?.Id,
            ParentWaitId = parentWait,
            Status = InstanceStatuses.Running,
            StartedAt = file.Now,
        };
        file.Add(instance);
        file.Instances.Add(instance);
        var advance = engines.Start(definition, node => RunStep(file, instance, node));
        Take(file, definition, instance, advance, Started);
        return instance;
    }

    private bool Apply(WorkFile file, WorkflowInstance instance, WorkflowSignal signal, string signalId)
    {
        var definition = definitions.Of(instance);
        var advance = engines.Apply(definition, instance.Standing, signal, node => RunStep(file, instance, node));
        Take(file, definition, instance, advance, signalId);
        return advance.Taken;
    }

    /// <summary>Whether the instance was sent the signal before. What began in this change has nothing in the database yet.</summary>
    private static bool IsJournaled(WorkFile file, WorkflowInstance instance, string signalId) =>
        file.Journaled.Contains((instance.Id, signalId))
        || (!file.Journaled.Contains((instance.Id, Started)) && file.Db.Journal.Any(j => j.InstanceId == instance.Id && j.SignalId == signalId));

    private static TimerRow? TimerOf(WorkFile file, WorkflowInstance instance, OpenWait wait) =>
        file.TimersOpened.Find(t => t.InstanceId == instance.Id && t.WaitId == wait.WaitId)
        ?? (file.IsNew ? null : file.Db.Timers.Find(instance.Id, wait.WaitId));

    private string RunStep(WorkFile file, WorkflowInstance instance, ActivityNode node) =>
        library.Step(node.Type).Run(new ActivityContext(file, instance, node));

    private void Take(WorkFile file, WorkflowDefinition definition, WorkflowInstance instance, Advance advance, string signalId)
    {
        file.Journaled.Add((instance.Id, signalId));
        file.Add(new JournalRow
        {
            InstanceId = instance.Id,
            Sequence = advance.Entry.Sequence,
            SignalId = signalId,
            At = file.Now,
            By = file.Actor.Signature,
            Taken = advance.Taken,
            Entry = advance.Entry.ToJson(),
        });
        instance.Standing = advance.State;
        instance.Version++;

        foreach (var wait in advance.Closed)
            Close(file, instance, wait, advance.Entry.Signal);
        if (advance.Taken && advance.State.Status != InstanceStatus.Running)
        {
            instance.Status = advance.State.Status == InstanceStatus.Finished ? InstanceStatuses.Finished : InstanceStatuses.Cancelled;
            instance.Outcome = advance.State.Outcome;
            instance.EndedAt = file.Now;
            file.Instances.Remove(instance);
            if (instance is { ParentId: { } parentId, ParentWaitId: { } parentWait, Status: InstanceStatuses.Finished })
            {
                file.Afterwards.Enqueue(host =>
                {
                    if (file.Instances.Find(i => i.Id == parentId) is { } parent)
                        host.Apply(file, parent, new WaitEnded(parentWait, instance.Outcome!), $"child/{instance.Id:N}");
                });
            }
        }

        foreach (var wait in advance.Opened)
            Open(file, definition, instance, wait);
    }

    private void Open(WorkFile file, WorkflowDefinition definition, WorkflowInstance instance, OpenWait wait)
    {
        var node = definition.Activities[wait.ActivityId];
        switch (wait.Kind)
        {
            case WaitKind.Task:
                file.Tasks.Add(file.Add(TaskOpening.Of(file, instance, wait, node, library.Wait(node.Type))));
                break;
            case WaitKind.Timer:
                file.TimersOpened.Add(file.Add(new TimerRow { InstanceId = instance.Id, WaitId = wait.WaitId, DueOn = TaskOpening.DueOn(file, node) }));
                break;
            case WaitKind.Child:
                file.Afterwards.Enqueue(host => host.Begin(file, node.Input("definition")!, instance.NeedId, node.Input("subject"), instance, wait.WaitId));
                break;
            default:
                break;
        }
    }

    private static void Close(WorkFile file, WorkflowInstance instance, OpenWait wait, WorkflowSignal? signal)
    {
        switch (wait.Kind)
        {
            case WaitKind.Task when file.Tasks.Find(t => t.InstanceId == instance.Id && t.WaitId == wait.WaitId) is { } task:
                task.ClosedAt = file.Now;
                task.ClosedBy = file.Actor.Signature;
                task.Outcome = signal is WaitEnded ended && ended.WaitId == wait.WaitId ? ended.Outcome : TaskOutcomes.NoLongerNeeded;
                task.NextRungOn = null;
                task.Version++;
                file.Tasks.Remove(task);
                break;
            case WaitKind.Timer when TimerOf(file, instance, wait) is { } timer:
                timer.EndedAt = file.Now;
                break;
            case WaitKind.Child:
                foreach (var child in file.Instances.Where(i => i.ParentId == instance.Id && i.ParentWaitId == wait.WaitId).ToArray())
                    file.Afterwards.Enqueue(host => host.Apply(file, child, new Cancel(), $"parent/{instance.Id:N}/{wait.WaitId}"));
                break;
            default:
                break;
        }
    }

    /// <summary>Does what the last advance left to do: children to begin, parents to tell, signals that steps raised.</summary>
    private void Settle(WorkFile file)
    {
        for (var turns = 0; file.Afterwards.TryDequeue(out var next); turns++)
        {
            if (turns > 1000)
                throw new WorkflowException($"The workflows of {file.Reference} keep signalling each other.");
            next(this);
        }
    }
}

public static class InstanceStatuses
{
    public const string Running = "running";
    public const string Finished = "finished";
    public const string Cancelled = "cancelled";
}

public static class TaskOutcomes
{
    /// <summary>The workflow went on without this task: something else settled it.</summary>
    public const string NoLongerNeeded = "no-longer-needed";
}
