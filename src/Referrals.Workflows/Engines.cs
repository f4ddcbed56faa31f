namespace Referrals.Workflows;

/// <summary>
/// The engines there are. A new instance starts on the one that is chosen; one under way goes on with the engine it stands on, until it is moved by
/// <see cref="MoveTo"/>.
/// </summary>
public sealed class Engines : IWorkflowEngine, IDisposable
{
    public const string Embedded = "Embedded";
    public const string Elsa = "Elsa";

    private readonly IWorkflowEngine _chosen;
    private readonly Dictionary<string, Lazy<IWorkflowEngine?>> _known;

    /// <param name="chosen">The name of the engine that new instances start on.</param>
    /// <exception cref="WorkflowException">There is no such engine here.</exception>
    public Engines(string chosen, ActivityTypes types)
    {
        _known = new Dictionary<string, Lazy<IWorkflowEngine?>>(StringComparer.Ordinal)
        {
            [Embedded] = new(() => new EmbeddedEngine()),
            [Elsa] = new(() => FindElsa(types)),
        };
        _chosen = Find(chosen);
    }

    /// <summary>Of the engine that new instances start on.</summary>
    public string Name => _chosen.Name;

    /// <summary>The engines that this was built with.</summary>
    public static IReadOnlyList<string> Known => ElsaType is null ? [Embedded] : [Embedded, Elsa];

    /// <summary>Elsa is met by its name alone, so that nothing of it is loaded where it is not asked for.</summary>
    private static Type? ElsaType => Type.GetType("Referrals.Elsa.ElsaEngine, Referrals.Elsa");

    /// <summary>The engine on Elsa; null where this was built without it.</summary>
    public static IWorkflowEngine? FindElsa(ActivityTypes types) => ElsaType is { } type ? (IWorkflowEngine)Activator.CreateInstance(type, types)! : null;

    public Advance Start(WorkflowDefinition definition, StepRunner run) => _chosen.Start(definition, run);

    public Advance Apply(WorkflowDefinition definition, WorkflowState state, WorkflowSignal signal, StepRunner run) =>
        Find(state.Engine ?? Embedded).Apply(definition, state, signal, run);

    public WorkflowState TakeOver(WorkflowDefinition definition, WorkflowState state) => _chosen.TakeOver(definition, state);

    /// <summary>The state on another engine, and the entry to journal. Its waits keep their ids, so that the host's tasks stay theirs.</summary>
    /// <exception cref="WorkflowException">There is no such engine here, or the instance is over.</exception>
    public Advance MoveTo(string engine, WorkflowDefinition definition, WorkflowState state)
    {
        if (state.Status != InstanceStatus.Running)
            throw new WorkflowException($"The instance is {state.Status}: there is nothing to move.");
        var now = Find(engine).TakeOver(definition, state with { Sequence = state.Sequence + 1 });
        return new Advance(now, Taken: true, WhyNot: null, [], [], new JournalEntry(now.Sequence, new MovedTo(engine), Taken: true, WhyNot: null, []));
    }

    /// <exception cref="WorkflowException">There is no such engine here.</exception>
    public IWorkflowEngine Find(string name) => (_known.TryGetValue(name, out var engine) ? engine.Value : null) ?? throw new WorkflowException(name == Elsa
        ? "There is no engine Elsa here, which this was built without: build it with -p:Elsa=true where Elsa's packages are to be had."
        : $"'{name}' is no workflow engine. Known: {Words.List(Known)}.");

    public void Dispose()
    {
        foreach (var engine in _known.Values.Where(e => e.IsValueCreated))
            (engine.Value as IDisposable)?.Dispose();
    }
}
