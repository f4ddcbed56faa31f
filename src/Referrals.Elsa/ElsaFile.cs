using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Models;
using Referrals.Workflows;

namespace Referrals.Elsa;

/// <summary>A definition's file, as Elsa's serializer and designer have it.</summary>
internal static class ElsaFile
{
    private static readonly JsonSerializerOptions s_layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
    private static readonly HashSet<string> s_lists = new(StringComparer.Ordinal) { InputNames.Branches, InputNames.Choices, InputNames.Outcomes, InputNames.Signals };

    /// <exception cref="WorkflowException">Elsa reads something in it that it does not know.</exception>
    public static Workflow Read(string json, IActivitySerializer serializer)
    {
        using var file = JsonDocument.Parse(json);
        var (id, version) = (file.RootElement.GetProperty("definitionId").GetString()!, file.RootElement.GetProperty("version").GetInt32());
        IActivity root;
        try
        {
            root = serializer.Deserialize(file.RootElement.GetProperty("root").GetRawText());
        }
        catch (JsonException e)
        {
            throw new WorkflowException($"Elsa cannot read {id} v{version}: {e.Message}");
        }

        if (root is not ScopedFlowchart flowchart)
            throw new WorkflowException($"Elsa reads the root of {id} v{version} as {root.Type}, and not as a flowchart.");
        if (flowchart.Activities.OfType<NotFoundActivity>().FirstOrDefault() is { } unknown)
            throw new WorkflowException($"Elsa knows no activity {unknown.MissingTypeName}, which {id} v{version} uses.");
        return new Workflow(flowchart) { Identity = new WorkflowIdentity(id, version, $"{id}-v{version}") };
    }

    /// <summary>With everything that Elsa writes at the top of a definition.</summary>
    public static string Whole(WorkflowDefinition definition, string elsaVersion)
    {
        var top = JsonNode.Parse(WorkflowDefinitionWriter.Write(definition))!.AsObject();
        foreach (var (name, value) in new (string, JsonNode)[]
        {
            ("id", $"{definition.DefinitionId}-v{definition.Version}"), ("toolVersion", elsaVersion), ("variables", new JsonArray()), ("inputs", new JsonArray()), ("outputs", new JsonArray()),
            ("outcomes", new JsonArray()), ("customProperties", new JsonObject()), ("isReadonly", false), ("isSystem", false), ("isLatest", true), ("isPublished", true), ("options", new JsonObject()),
        })
        {
            top.TryAdd(name, value);
        }

        var root = top["root"]!.AsObject();
        var flow = root["id"]?.GetValue<string>() ?? "flow";
        root.TryAdd("nodeId", $"Workflow1:{flow}");
        foreach (var activity in root["activities"]!.AsArray().OfType<JsonObject>())
        {
            activity.TryAdd("nodeId", $"Workflow1:{flow}:{activity["id"]!.GetValue<string>()}");
            activity.TryAdd("version", 1);
        }

        return top.ToJsonString(s_layout) + "\n";
    }

    /// <summary>As our reader takes it: inputs that were left empty are not there, and lists are the text of a JSON list of text, whatever type the designer gave them.</summary>
    /// <exception cref="WorkflowException">This is no definition.</exception>
    public static JsonObject Ours(string json)
    {
        JsonObject? top;
        try
        {
            top = JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException e)
        {
            throw new WorkflowException($"This is not JSON: {e.Message}");
        }

        if (top?["definitionId"] is not JsonValue || top["root"] is not JsonObject root || root["activities"] is not JsonArray activities)
            throw new WorkflowException("This is no workflow definition of Elsa's: it has no definitionId, or no root with activities.");
        foreach (var activity in activities.OfType<JsonObject>())
        {
            foreach (var (name, value) in activity.ToList())
            {
                if (value is not JsonObject input || input["expression"] is not JsonObject expression)
                {
                    // An input that Elsa knows and nobody filled in.
                    if (value is null && name is not ("id" or "type" or "name"))
                        activity.Remove(name);
                    continue;
                }

                input.Remove("memoryReference");
                if (expression["value"] is not { } said || (said is JsonValue text && text.TryGetValue<string>(out var words) && words.Length == 0))
                {
                    activity.Remove(name);
                }
                else if (s_lists.Contains(name))
                {
                    input["typeName"] = "String[]";
                    expression["type"] = "Object";
                    if (said is JsonArray items)
                        expression["value"] = items.ToJsonString(s_layout).ReplaceLineEndings("");
                }
            }
        }

        return top;
    }

    public static string Text(JsonObject top) => top.ToJsonString(s_layout) + "\n";
}
