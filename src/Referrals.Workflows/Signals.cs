namespace Referrals.Workflows;

/// <summary>What every engine says of a signal before it takes it, in the same words.</summary>
internal static class Signals
{
    /// <exception cref="WorkflowException">The state is not of this definition, or stands on another engine; or no engine takes the signal.</exception>
    public static void Expect(string engine, WorkflowDefinition definition, WorkflowState state, WorkflowSignal signal)
    {
        if (state.DefinitionId != definition.DefinitionId || state.Version != definition.Version)
            throw new WorkflowException(
                $"The instance runs on {state.DefinitionId} v{state.Version}, not on {definition.DefinitionId} v{definition.Version}.");
        if ((state.Engine ?? Engines.Embedded) != engine)
            throw new WorkflowException($"The instance stands on the engine {state.Engine ?? Engines.Embedded}, not on {engine}; 'referrals workflows move' moves it.");
        if (signal is Migrated or MovedTo)
            throw new WorkflowException("An instance is moved to another version by Migration.Plan and to another engine by TakeOver, not by a signal to an engine.");
    }

    /// <returns>Why nothing waits for the signal; null where something does.</returns>
    public static string? WhyNot(WorkflowDefinition definition, WorkflowState state, WorkflowSignal signal)
    {
        if (state.Status == InstanceStatus.Finished)
            return "the instance has finished";
        if (state.Status == InstanceStatus.Cancelled)
            return "the instance was cancelled";
        switch (signal)
        {
            case WaitEnded ended:
                var wait = state.Wait(ended.WaitId);
                if (wait is null)
                    return $"wait {ended.WaitId} is not open";
                if (wait.Kind == WaitKind.Listener)
                    return $"wait {ended.WaitId} is a listener, which only a raised signal ends";
                var ports = definition.Activity(wait.ActivityId).OwnPorts();
                return ports.Contains(ended.Outcome, StringComparer.Ordinal)
                    ? null
                    : $"outcome {ended.Outcome} is not one of the choices of {ended.WaitId}, which are {Words.List(ports)}";
            case Raised raised:
                return Listening(definition, state, raised.Name).Any() ? null : $"no open listener for {raised.Name}";
            case Cancel:
                return null;
            default:
                throw new WorkflowException($"The engine does not know signals of type {signal.GetType().Name}.");
        }
    }

    public static Advance NotTaken(WorkflowState state, WorkflowSignal signal, string why)
    {
        var entry = new JournalEntry(state.Sequence + 1, signal, Taken: false, why, []);
        return new Advance(state with { Sequence = entry.Sequence }, Taken: false, why, [], [], entry);
    }

    public static Advance Taken(WorkflowState before, WorkflowState after, WorkflowSignal? signal, IReadOnlyList<StepRun> steps)
    {
        var were = before.Waits.Select(w => w.WaitId).ToHashSet(StringComparer.Ordinal);
        var are = after.Waits.Select(w => w.WaitId).ToHashSet(StringComparer.Ordinal);
        return new Advance(
            after,
            Taken: true,
            WhyNot: null,
            [.. after.Waits.Where(w => !were.Contains(w.WaitId))],
            [.. before.Waits.Where(w => !are.Contains(w.WaitId))],
            new JournalEntry(after.Sequence, signal, Taken: true, WhyNot: null, steps));
    }

    public static IEnumerable<OpenWait> Listening(WorkflowDefinition definition, WorkflowState state, string name) =>
        state.Waits.Where(w => w.Kind == WaitKind.Listener
            && definition.Activity(w.ActivityId).OwnPorts().Contains(name, StringComparer.Ordinal));
}
