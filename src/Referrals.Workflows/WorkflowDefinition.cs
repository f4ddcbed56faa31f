namespace Referrals.Workflows;

/// <summary>One version of a workflow definition, as read from its file by <see cref="WorkflowDefinitionReader"/>. Read once, use for many instances.</summary>
public sealed record WorkflowDefinition
{
    private Dictionary<(string Source, string Port), string>? next;
    private ILookup<string, Connection>? from;
    private Structure? structure;

    private WorkflowDefinition(WorkflowDefinition other)
    {
        // The look-ups belong to the connections they were made from, so a changed copy makes its own.
        (DefinitionId, Name, Version, Description) = (other.DefinitionId, other.Name, other.Version, other.Description);
        (Start, Activities, Connections, Json) = (other.Start, other.Activities, other.Connections, other.Json);
    }

    public WorkflowDefinition()
    {
    }

    public required string DefinitionId { get; init; }

    public required string Name { get; init; }

    public required int Version { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The id of the Elsa.Start activity.</summary>
    public required string Start { get; init; }

    /// <summary>Activities by id, in file order.</summary>
    public required IReadOnlyDictionary<string, ActivityNode> Activities { get; init; }

    public required IReadOnlyList<Connection> Connections { get; init; }

    /// <summary>The file's text, which keeps what this type does not model.</summary>
    public required string Json { get; init; }

    /// <summary>The outcomes an instance can finish with: the names of its End activities.</summary>
    public IReadOnlyList<string> Outcomes =>
        [.. Activities.Values.Where(a => a.Kind == ActivityKind.End).Select(a => a.Name).Distinct(StringComparer.Ordinal)];

    /// <exception cref="WorkflowException">There is no such activity in this version.</exception>
    public ActivityNode Activity(string id) =>
        Activities.TryGetValue(id, out var activity)
            ? activity
            : throw new WorkflowException($"{DefinitionId} v{Version} has no activity {id}.");

    /// <summary>The connections leaving an activity, in file order.</summary>
    public IEnumerable<Connection> From(string activityId) =>
        (from ??= Connections.ToLookup(c => c.Source, StringComparer.Ordinal))[activityId];

    internal Structure Structure => structure ??= new Structure(this);

    internal ActivityNode Next(ActivityNode activity, string port)
    {
        next ??= IndexConnections();
        return next.TryGetValue((activity.Id, port), out var target)
            ? Activity(target)
            : throw new WorkflowException(
                $"{DefinitionId} v{Version}: {activity.Id} left by {port}, which is connected to nothing. "
                + $"Connected are {Words.List(From(activity.Id).Select(c => c.Port).Distinct(StringComparer.Ordinal))}.");
    }

    private Dictionary<(string Source, string Port), string> IndexConnections()
    {
        var index = new Dictionary<(string, string), string>();
        foreach (var connection in Connections)
        {
            if (!index.TryAdd((connection.Source, connection.Port), connection.Target))
                throw new WorkflowException(
                    $"{DefinitionId} v{Version}: {connection.Source} goes two ways by {connection.Port}; use an Elsa.FlowFork.");
        }

        return index;
    }
}
