namespace Referrals.Workflows;

/// <summary>What an activity type is to the engine.</summary>
public enum ActivityKind
{
    Start,
    End,
    Fork,
    Join,
    Step,
    Wait,
    Timer,
    Child,
    Listener,
}

/// <summary>One activity of a definition, as its author wrote it.</summary>
/// <param name="Line">1-based line in the file, for messages.</param>
public sealed record ActivityNode(
    string Id,
    string Name,
    string Type,
    ActivityKind Kind,
    IReadOnlyDictionary<string, string> Inputs,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Lists,
    double X,
    double Y,
    int Line)
{
    /// <summary>The literal value of an input, or null where the definition gives none.</summary>
    public string? Input(string name) => Inputs.GetValueOrDefault(name);

    /// <summary>The items of a list input, or none.</summary>
    public IReadOnlyList<string> List(string name) => Lists.GetValueOrDefault(name) ?? [];
}

/// <summary>One way on: <paramref name="Source"/> leaves by <paramref name="Port"/> to <paramref name="Target"/>.</summary>
public sealed record Connection(string Source, string Port, string Target)
{
    /// <summary>1-based line in the file, for messages; 0 where it was not read from a file.</summary>
    public int Line { get; init; }
}

/// <summary>One way a wait may end, and the roles that may choose it.</summary>
public sealed record Choice(string Outcome, IReadOnlyList<string> Roles);

public static class ActivityNodes
{
    /// <summary>The choices of a wait, in the order its author wrote them ("Outcome: role, role"); none for other activities.</summary>
    /// <exception cref="WorkflowException">A choice is not written that way.</exception>
    public static IReadOnlyList<Choice> Choices(this ActivityNode activity) =>
        activity.Kind != ActivityKind.Wait
            ? []
            : [.. activity.List(InputNames.Choices).Select(text => ParseChoice(text)
                ?? throw new WorkflowException($"{activity.Id}: the choice '{text}' is not written 'Outcome: role, role'."))];

    internal static Choice? ParseChoice(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1)
            return null;
        var outcome = text[..colon].Trim();
        var roles = text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries);
        return outcome.Length == 0 || roles.Any(r => r.Length == 0) ? null : new Choice(outcome, roles);
    }

    /// <summary>The ports an activity's own inputs and kind give it. A step's are those of its type, so it has none here.</summary>
    internal static IReadOnlyList<string> OwnPorts(this ActivityNode activity) => activity.Kind switch
    {
        ActivityKind.Start or ActivityKind.Join => [Ports.Done],
        ActivityKind.Fork => activity.List(InputNames.Branches),
        ActivityKind.Wait => [.. activity.List(InputNames.Choices).Select(ParseChoice).OfType<Choice>().Select(c => c.Outcome)],
        ActivityKind.Child => activity.List(InputNames.Outcomes),
        ActivityKind.Timer => [Ports.Elapsed],
        ActivityKind.Listener => activity.List(InputNames.Signals),
        _ => [],
    };

    internal static JoinMode? Mode(this ActivityNode join) => join.Input(InputNames.Mode) switch
    {
        null => JoinMode.WaitAny,
        nameof(JoinMode.WaitAny) => JoinMode.WaitAny,
        nameof(JoinMode.WaitAll) => JoinMode.WaitAll,
        nameof(JoinMode.WaitAllActive) => JoinMode.WaitAllActive,
        _ => null,
    };

    internal static WaitKind WaitKind(this ActivityNode activity) => activity.Kind switch
    {
        ActivityKind.Wait => Workflows.WaitKind.Task,
        ActivityKind.Timer => Workflows.WaitKind.Timer,
        ActivityKind.Child => Workflows.WaitKind.Child,
        ActivityKind.Listener => Workflows.WaitKind.Listener,
        _ => throw new WorkflowException($"{activity.Id} is not a wait."),
    };

    internal static bool IsWaiting(this ActivityNode activity) =>
        activity.Kind is ActivityKind.Wait or ActivityKind.Timer or ActivityKind.Child or ActivityKind.Listener;
}

/// <summary>How a join goes on, as Elsa's FlowJoinMode names it.</summary>
internal enum JoinMode
{
    WaitAny,
    WaitAll,
    WaitAllActive,
}

/// <summary>The inputs that the engine and the checker read.</summary>
public static class InputNames
{
    public const string Branches = "branches";
    public const string Mode = "mode";
    public const string Role = "role";
    public const string ServiceLevel = "serviceLevel";
    public const string Ladder = "ladder";
    public const string Choices = "choices";
    public const string Definition = "definition";
    public const string Outcomes = "outcomes";
    public const string Signals = "signals";
}

/// <summary>Ports that are not the author's to name.</summary>
public static class Ports
{
    public const string Done = "Done";
    public const string Elapsed = "Elapsed";
}
