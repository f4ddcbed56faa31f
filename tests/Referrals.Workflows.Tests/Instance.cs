namespace Referrals.Workflows.Tests;

/// <summary>One instance with its journal, as a host would keep it.</summary>
public sealed class Instance
{
    private readonly IWorkflowEngine engine;
    private readonly StepRunner run;

    private Instance(IWorkflowEngine engine, WorkflowDefinition definition, StepRunner run, Advance start)
    {
        (this.engine, this.run, Definition, Last) = (engine, run, definition, start);
        Journal.Add(start.Entry);
    }

    public WorkflowDefinition Definition { get; }

    public Advance Last { get; private set; }

    public WorkflowState State => Last.State;

    public List<JournalEntry> Journal { get; } = [];

    public IEnumerable<string> Open => State.Waits.Select(w => w.WaitId);

    public static Instance Begin(IWorkflowEngine engine, WorkflowDefinition definition, StepRunner run) =>
        new(engine, definition, run, engine.Start(definition, run));

    public Instance Ended(string waitId, string outcome) => Send(new WaitEnded(waitId, outcome));

    public Instance Raise(string name) => Send(new Raised(name));

    public Instance Send(WorkflowSignal signal)
    {
        // Between two calls a host has only the stored text.
        Last = engine.Apply(Definition, WorkflowState.Parse(State.ToJson()), signal, run);
        Journal.Add(Last.Entry);
        return this;
    }
}
