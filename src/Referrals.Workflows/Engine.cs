namespace Referrals.Workflows;

/// <summary>
/// The engine port: a function from (definition, state, signal) to (state, steps run, waits). It owns no store, clock,
/// thread or network; the host loads the state, calls it and saves what it returns in the same transaction as what the
/// steps changed. Every implementation passes the same compliance suite.
/// </summary>
public interface IWorkflowEngine
{
    /// <summary>What the configuration and a state call it.</summary>
    string Name { get; }

    /// <summary>Begins an instance of <paramref name="definition"/> and runs it up to its first waits or its end.</summary>
    Advance Start(WorkflowDefinition definition, StepRunner run);

    /// <summary>
    /// Applies one signal. A signal that nothing waits for (late, repeated, unexpected) changes nothing: the answer has
    /// <see cref="Advance.Taken"/> false, the reason in <see cref="Advance.WhyNot"/>, and still an entry to journal.
    /// </summary>
    /// <exception cref="WorkflowException">The state stands on another engine.</exception>
    Advance Apply(WorkflowDefinition definition, WorkflowState state, WorkflowSignal signal, StepRunner run);

    /// <summary>The same state on this engine, from whichever it stood on. Its waits keep their ids.</summary>
    WorkflowState TakeOver(WorkflowDefinition definition, WorkflowState state);
}

/// <summary>Runs one step and answers with the outcome it leaves by. The host decides what a step does; the engine only follows the outcome.</summary>
/// <exception cref="WorkflowException">Raised by the engine when the outcome is not one the definition connects.</exception>
public delegate string StepRunner(ActivityNode step);

/// <summary>Something that happened, as the engine sees it.</summary>
public abstract record WorkflowSignal
{
    /// <summary>Compact JSON that <see cref="Parse"/> reads back.</summary>
    public string ToJson() => JournalJson.Write(this);

    /// <exception cref="WorkflowException">The text is not a signal.</exception>
    public static WorkflowSignal Parse(string json) => JournalJson.ReadSignal(json);
}

/// <summary>An open wait was ended by <paramref name="Outcome"/>: a task was done, a timer elapsed, a child instance finished.</summary>
public sealed record WaitEnded(string WaitId, string Outcome) : WorkflowSignal;

/// <summary>Something that may happen at any moment; every open listener that names it takes it.</summary>
public sealed record Raised(string Name) : WorkflowSignal;

/// <summary>The instance is to stop where it is: every wait closes and the instance is <see cref="InstanceStatus.Cancelled"/>.</summary>
public sealed record Cancel : WorkflowSignal;

/// <summary>
/// The instance was moved to <paramref name="ToVersion"/> of its definition. Only <see cref="MigrationPlan.Apply"/> makes one and only
/// <see cref="Replay"/> takes it: an engine has one definition in hand and cannot move an instance to another.
/// </summary>
/// <param name="ActivityMap">Old activity id to new, for those that were renamed.</param>
public sealed record Migrated(int ToVersion, IReadOnlyDictionary<string, string> ActivityMap) : WorkflowSignal
{
    public bool Equals(Migrated? other) =>
        other is not null && ToVersion == other.ToVersion && ActivityMap.Count == other.ActivityMap.Count
        && ActivityMap.All(pair => other.ActivityMap.TryGetValue(pair.Key, out var to) && to == pair.Value);

    public override int GetHashCode() => HashCode.Combine(ToVersion, ActivityMap.Count);
}

/// <summary>The instance was moved to another engine, where it stands as it stood. Only <see cref="Replay"/> takes it, and stays on its own engine.</summary>
public sealed record MovedTo(string Engine) : WorkflowSignal;

public enum InstanceStatus
{
    Running,
    Finished,
    Cancelled,
}

/// <summary>What a wait is for. The host opens a task for <see cref="Task"/>, a clock for <see cref="Timer"/>, an instance for <see cref="Child"/>, and nothing for <see cref="Listener"/>.</summary>
public enum WaitKind
{
    Task,
    Timer,
    Child,
    Listener,
}

/// <summary>A place where an instance stands. <paramref name="WaitId"/> is unique in the instance for all time and the same on every replay.</summary>
public sealed record OpenWait(string WaitId, string ActivityId, WaitKind Kind)
{
    /// <summary>The <see cref="ForkScope"/> it stands in, 0 outside any fork.</summary>
    public int Scope { get; init; }
}

/// <summary>One step that ran, in order, with the outcome it left by.</summary>
public sealed record StepRun(string ActivityId, string Outcome);

/// <summary>One line of an instance's journal: what came, whether it was taken, and what the steps answered. Replaying the lines gives the state.</summary>
/// <param name="Sequence">1 for the start, then one more each signal, taken or not.</param>
/// <param name="Signal">Null for the start.</param>
public sealed record JournalEntry(long Sequence, WorkflowSignal? Signal, bool Taken, string? WhyNot, IReadOnlyList<StepRun> Steps)
{
    /// <summary>One line of compact JSON that <see cref="Parse"/> reads back.</summary>
    public string ToJson() => JournalJson.Write(this);

    /// <exception cref="WorkflowException">The text is not a journal entry.</exception>
    public static JournalEntry Parse(string json) => JournalJson.ReadEntry(json);

    public bool Equals(JournalEntry? other) =>
        other is not null && Sequence == other.Sequence && Equals(Signal, other.Signal) && Taken == other.Taken
        && WhyNot == other.WhyNot && Steps.SequenceEqual(other.Steps);

    public override int GetHashCode() => HashCode.Combine(Sequence, Signal, Taken, Steps.Count);
}

/// <summary>What one call of the engine did.</summary>
/// <param name="Opened">Waits that this call opened and left open.</param>
/// <param name="Closed">Waits that this call closed, whether by the signal, by a join that needs no more, or by the end.</param>
public sealed record Advance(
    WorkflowState State,
    bool Taken,
    string? WhyNot,
    IReadOnlyList<OpenWait> Opened,
    IReadOnlyList<OpenWait> Closed,
    JournalEntry Entry);

/// <summary>A definition, state or step answer that cannot be followed: a bug in a definition or a host, never a refusal.</summary>
public sealed class WorkflowException(string message) : Exception(message);
