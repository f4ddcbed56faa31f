namespace Referrals.Workflows;

/// <summary>A kind of activity a definition may use.</summary>
/// <param name="Outcomes">For a step and a wait, the outcomes it can leave by; other kinds take their ports from their inputs.</param>
/// <param name="RequiredInputs">Inputs beyond those its kind already asks for (a wait: role, serviceLevel, ladder, choices).</param>
public sealed record ActivityType(
    string Name,
    ActivityKind Kind,
    IReadOnlyList<string> Outcomes,
    IReadOnlyList<string> RequiredInputs,
    string Description)
{
    /// <summary>Inputs a definition may give or leave out.</summary>
    public IReadOnlyList<string> OptionalInputs { get; init; } = [];

    /// <summary>Every input a definition must give: those of the kind, then those of the type.</summary>
    public IReadOnlyList<string> AllRequiredInputs => [.. KindInputs(Kind).Union(RequiredInputs, StringComparer.Ordinal)];

    internal bool Accepts(string input) =>
        AllRequiredInputs.Contains(input, StringComparer.Ordinal)
        || OptionalInputs.Contains(input, StringComparer.Ordinal)
        || (Kind == ActivityKind.Join && input == InputNames.Mode);

    private static string[] KindInputs(ActivityKind kind) => kind switch
    {
        ActivityKind.Fork => [InputNames.Branches],
        ActivityKind.Wait => [InputNames.Role, InputNames.ServiceLevel, InputNames.Ladder, InputNames.Choices],
        ActivityKind.Child => [InputNames.Definition, InputNames.Outcomes],
        ActivityKind.Timer => [InputNames.ServiceLevel],
        ActivityKind.Listener => [InputNames.Signals],
        _ => [],
    };
}

/// <summary>The activity types a host offers. Elsa's own and ours for children, listeners and timers are there from the start; the host adds its steps and waits.</summary>
public sealed class ActivityTypes
{
    private readonly OrderedDictionary<string, ActivityType> byName = new(StringComparer.Ordinal);

    public ActivityTypes()
    {
        Add(new("Elsa.Start", ActivityKind.Start, [Ports.Done], [], "Where an instance begins."));
        Add(new("Elsa.End", ActivityKind.End, [], [], "Ends the instance with its own name as the outcome, and closes every other wait."));
        Add(new("Elsa.FlowFork", ActivityKind.Fork, [], [], "Goes on by all its branches at once."));
        Add(new("Elsa.FlowJoin", ActivityKind.Join, [Ports.Done], [], "Brings the branches of a fork together."));
        Add(new("Referrals.RunWorkflow", ActivityKind.Child, [], [], "Starts an instance of another definition and waits for its outcome.") { OptionalInputs = ["subject"] });
        Add(new("Referrals.Listen", ActivityKind.Listener, [], [], "Waits for things that may happen at any moment."));
        Add(new("Referrals.Timer", ActivityKind.Timer, [Ports.Elapsed], [], "Waits for the time its service level allows."));
    }

    public IReadOnlyCollection<ActivityType> All => byName.Values;

    /// <returns>This registry, so that a host can list its types in one expression.</returns>
    /// <exception cref="WorkflowException">The name is taken.</exception>
    public ActivityTypes Add(ActivityType type)
    {
        if (!byName.TryAdd(type.Name, type))
            throw new WorkflowException($"The activity type {type.Name} is registered twice.");
        return this;
    }

    public ActivityType? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The ports connections may leave <paramref name="activity"/> by.</summary>
    public IReadOnlyList<string> PortsOf(ActivityNode activity) =>
        activity.Kind == ActivityKind.Step ? Find(activity.Type)?.Outcomes ?? [] : activity.OwnPorts();
}
