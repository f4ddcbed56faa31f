namespace Referrals.Workflows;

/// <summary>Runs a journal again, with the outcomes its steps had then, to the state it leads to.</summary>
public static class Replay
{
    /// <summary>Replays an instance that was never moved to another version.</summary>
    /// <exception cref="WorkflowException">The journal does not fit the definition; the message names the first entry that differs.</exception>
    public static WorkflowState Run(IWorkflowEngine engine, WorkflowDefinition definition, IEnumerable<JournalEntry> entries) =>
        Run(engine, definition, version => version == definition.Version ? definition : null, entries);

    /// <summary>Replays an instance that began on <paramref name="startedOn"/>.</summary>
    /// <param name="byVersion">Other versions of the same definition, for instances that were moved; null for one that is not there.</param>
    /// <exception cref="WorkflowException">The journal does not fit the definitions; the message names the first entry that differs.</exception>
    public static WorkflowState Run(
        IWorkflowEngine engine, WorkflowDefinition startedOn, Func<int, WorkflowDefinition?> byVersion, IEnumerable<JournalEntry> entries)
    {
        var definition = startedOn;
        WorkflowState? state = null;
        foreach (var entry in entries)
        {
            try
            {
                if ((state is null) != (entry.Signal is null))
                    throw new WorkflowException(state is null ? "the first entry is not a start" : "the instance had already started");

                if (entry.Signal is Migrated migrated)
                {
                    var to = byVersion(migrated.ToVersion) ?? throw new WorkflowException($"there is no version {migrated.ToVersion}");
                    state = Same(entry, Migration.Plan(state!, definition, to, migrated.ActivityMap).Apply());
                    definition = to;
                    continue;
                }

                if (entry.Signal is MovedTo)
                {
                    state = state! with { Sequence = state.Sequence + 1 };
                    continue;
                }

                var steps = new Queue<StepRun>(entry.Steps);
                string FromJournal(ActivityNode step) =>
                    steps.TryDequeue(out var ran) && ran.ActivityId == step.Id
                        ? ran.Outcome
                        : throw new WorkflowException($"the step {step.Id} runs now, where the journal has {ran?.ActivityId ?? "no step"}");

                state = Same(entry, entry.Signal is null
                    ? engine.Start(definition, FromJournal)
                    : engine.Apply(definition, state!, entry.Signal, FromJournal));
            }
            catch (WorkflowException e)
            {
                throw new WorkflowException($"Replay differs at {entry.ToJson()}: {e.Message}");
            }
        }

        return state ?? throw new WorkflowException("The journal is empty, so there is nothing to replay.");
    }

    private static WorkflowState Same(JournalEntry entry, Advance now)
    {
        if (now.State.Sequence != entry.Sequence)
            throw new WorkflowException($"it would be entry {now.State.Sequence}");

        // The words of a refusal may improve from one release to the next; whether it was one may not change.
        if (now.Taken != entry.Taken)
            throw new WorkflowException(now.Taken ? "it is taken now" : $"it is not taken now: {now.WhyNot}");
        if (!now.Entry.Steps.SequenceEqual(entry.Steps))
            throw new WorkflowException($"the steps are now {Words.List(now.Entry.Steps.Select(s => $"{s.ActivityId} → {s.Outcome}"))}");
        return now.State;
    }
}
