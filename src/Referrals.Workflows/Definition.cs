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

public sealed record Connection(string Source, string Port, string Target);
