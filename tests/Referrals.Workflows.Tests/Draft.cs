using System.Text;
using System.Text.Json;

namespace Referrals.Workflows.Tests;

/// <summary>Writes a definition file, one activity and one connection a line, so that a test can say what it is about.</summary>
public sealed class Draft(string definitionId = "trial", int version = 1)
{
    private readonly List<string> activities = [];
    private readonly List<string> connections = [];

    public static ActivityTypes Types { get; } = new ActivityTypes()
        .Add(new("Test.Note", ActivityKind.Step, ["Done"], [], "Notes something."))
        .Add(new("Test.Ask", ActivityKind.Step, ["Yes", "No"], [], "Finds something out.") { OptionalInputs = ["about"] })
        .Add(new("Test.Decide", ActivityKind.Wait, ["Accepted", "Rejected", "More"], [], "Someone decides."));

    public static DefinitionContext Context { get; } = new()
    {
        Definitions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["enquiry"] = ["Answered", "Withdrawn"] },
        ServiceLevels = new HashSet<string>(StringComparer.Ordinal) { "five-days" },
        Ladders = new HashSet<string>(StringComparer.Ordinal) { "gentle" },
        Roles = new HashSet<string>(StringComparer.Ordinal) { "practitioner", "spo" },
    };

    public Draft Start(string id = "start") => Activity(id, "Elsa.Start");

    public Draft End(string id, string? name = null) => Activity(id, "Elsa.End", name ?? id);

    public Draft Note(string id) => Activity(id, "Test.Note");

    public Draft Ask(string id) => Activity(id, "Test.Ask");

    public Draft Fork(string id, params string[] branches) => Activity(id, "Elsa.FlowFork", id, List("branches", branches));

    public Draft Join(string id, string? mode = null) =>
        Activity(id, "Elsa.FlowJoin", id, mode is null ? [] : [Input("mode", mode)]);

    /// <param name="choices">"Outcome: role, role", or the outcome alone for one the practitioner chooses.</param>
    public Draft Wait(string id, params string[] choices) => Activity(
        id, "Test.Decide", id, Input("role", "practitioner"), Input("serviceLevel", "five-days"), Input("ladder", "gentle"),
        List("choices", [.. choices.Select(c => c.Contains(':', StringComparison.Ordinal) ? c : c + ": practitioner")]));

    public Draft Listen(string id, params string[] signals) => Activity(id, "Referrals.Listen", id, List("signals", signals));

    public Draft Timer(string id) => Activity(id, "Referrals.Timer", id, Input("serviceLevel", "five-days"));

    public Draft Child(string id, string definition, params string[] outcomes) =>
        Activity(id, "Referrals.RunWorkflow", id, Input("definition", definition), List("outcomes", outcomes));

    public Draft Activity(string id, string type, string? name = null, params string[] inputs)
    {
        activities.Add($$"""{ "id": {{Text(id)}}, "name": {{Text(name ?? id)}}, "type": {{Text(type)}}, "version": 1{{string.Concat(inputs.Select(i => ", " + i))}}, "customProperties": {}, "metadata": {} }""");
        return this;
    }

    public static string Input(string name, string value) =>
        $$"""{{Text(name)}}: { "typeName": "String", "expression": { "type": "Literal", "value": {{Text(value)}} } }""";

    public static string List(string name, params string[] items) =>
        $$"""{{Text(name)}}: { "typeName": "String[]", "expression": { "type": "Object", "value": {{Text(JsonSerializer.Serialize(items))}} } }""";

    /// <param name="ways">"source -> target", or "source Port -> target".</param>
    public Draft Go(params string[] ways)
    {
        foreach (var way in ways)
        {
            var ends = way.Split("->", StringSplitOptions.TrimEntries);
            var source = ends[0].Split(' ', 2);
            connections.Add($$"""{ "source": { "activity": {{Text(source[0])}}, "port": {{Text(source.Length > 1 ? source[1] : "Done")}} }, "target": { "activity": {{Text(ends[1])}}, "port": "In" } }""");
        }

        return this;
    }

    public string Json()
    {
        var text = new StringBuilder();
        text.Append("{\n").Append($"  \"id\": {Text($"{definitionId}-v{version}")}, \"definitionId\": {Text(definitionId)}, \"name\": {Text(definitionId)}, \"version\": {version},\n");
        text.Append("  \"root\": { \"id\": \"flow\", \"type\": \"Elsa.Flowchart\", \"version\": 1,\n    \"activities\": [\n      ");
        text.AppendJoin(",\n      ", activities).Append("\n    ],\n    \"connections\": [\n      ");
        text.AppendJoin(",\n      ", connections).Append("\n    ]\n  }\n}\n");
        return text.ToString();
    }

    /// <summary>The definition, which must be one the checker accepts.</summary>
    public WorkflowDefinition Checked()
    {
        var reading = DefinitionChecker.ReadAndCheck(Json(), "trial.json", Types, Context);
        Assert.Empty(reading.Problems);
        return reading.Definition!;
    }

    /// <summary>The definition as read, whatever the checker thinks of it.</summary>
    public WorkflowDefinition Unchecked()
    {
        var reading = WorkflowDefinitionReader.Read(Json(), "trial.json", Types);
        Assert.Empty(reading.Problems);
        return reading.Definition!;
    }

    private static string Text(string value) => JsonSerializer.Serialize(value);
}
