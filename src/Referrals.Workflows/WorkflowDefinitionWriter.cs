using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Referrals.Workflows;

/// <summary>Writes a definition as Elsa 3 reads it. What was in the file and is not modelled here is kept: fields we do not know, designer metadata.</summary>
public static class WorkflowDefinitionWriter
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <returns>Indented JSON; an unchanged definition means what its file means, field for field.</returns>
    public static string Write(WorkflowDefinition definition)
    {
        var top = JsonNode.Parse(definition.Json)!.AsObject();
        var root = top["root"]!.AsObject();
        Set(top, "definitionId", definition.DefinitionId);
        if (top.ContainsKey("name") || definition.Name != definition.DefinitionId)
            Set(top, "name", definition.Name);
        if (top.ContainsKey("description") || definition.Description.Length > 0)
            Set(top, "description", definition.Description);
        if (top["version"]!.GetValue<int>() != definition.Version)
            top["version"] = definition.Version;
        WriteActivities(root, definition);
        WriteConnections(root, definition);
        return top.ToJsonString(Layout) + "\n";
    }

    private static void WriteActivities(JsonObject root, WorkflowDefinition definition)
    {
        var written = root["activities"]!.AsArray();
        var byId = written.Select(a => a!.AsObject()).ToDictionary(a => a["id"]!.GetValue<string>(), StringComparer.Ordinal);
        written.Clear();
        foreach (var activity in definition.Activities.Values)
        {
            var json = byId.GetValueOrDefault(activity.Id) ?? new JsonObject { ["id"] = activity.Id };
            if (json.ContainsKey("name") || activity.Name != activity.Id)
                Set(json, "name", activity.Name);
            Set(json, "type", activity.Type);
            WriteInputs(json, activity);
            WritePosition(json, activity);
            written.Add(json);
        }
    }

    private static void WriteInputs(JsonObject json, ActivityNode activity)
    {
        var gone = json.Where(p => p.Value is JsonObject input && input.ContainsKey("expression")
            && !activity.Inputs.ContainsKey(p.Key) && !activity.Lists.ContainsKey(p.Key)).Select(p => p.Key).ToList();
        foreach (var name in gone)
            json.Remove(name);
        foreach (var (name, value) in activity.Inputs)
        {
            if (json[name] is not JsonObject input)
                json[name] = Input("String", "Literal", value);
            else if (TextOf(input["expression"]!["value"]) != value)
                input["expression"]!["value"] = value;
        }

        foreach (var (name, items) in activity.Lists)
        {
            var text = new JsonArray([.. items.Select(i => (JsonNode)i)]).ToJsonString();
            if (json[name] is not JsonObject input)
                json[name] = Input("String[]", "Object", text);
            else if (!ItemsOf(input["expression"]!["value"]!).SequenceEqual(items, StringComparer.Ordinal))
                input["expression"]!["value"] = text;
        }
    }

    private static void WritePosition(JsonObject json, ActivityNode activity)
    {
        var position = json["metadata"] is JsonObject metadata && metadata["designer"] is JsonObject designer ? designer["position"] as JsonObject : null;
        var (x, y) = (NumberOf(position?["x"]), NumberOf(position?["y"]));
        if (x == activity.X && y == activity.Y)
            return;
        var at = new JsonObject { ["x"] = activity.X, ["y"] = activity.Y };
        Child(Child(json, "metadata"), "designer")["position"] = at;
    }

    private static void WriteConnections(JsonObject root, WorkflowDefinition definition)
    {
        var list = root["connections"]!.AsArray();
        var known = list.OfType<JsonObject>().ToList();
        list.Clear();
        foreach (var connection in definition.Connections)
        {
            var same = known.Find(k => Matches(k, connection));
            known.Remove(same!);
            list.Add(same ?? new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = connection.Source, ["port"] = connection.Port },
                ["target"] = new JsonObject { ["activity"] = connection.Target, ["port"] = "In" },
            });
        }
    }

    private static bool Matches(JsonObject json, Connection connection) =>
        TextOf(json["source"]!["activity"]) == connection.Source
        && (TextOf(json["source"]!["port"]) ?? Ports.Done) == connection.Port
        && TextOf(json["target"]!["activity"]) == connection.Target;

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
            return child;
        child = [];
        parent[name] = child;
        return child;
    }

    private static JsonObject Input(string typeName, string kind, string value) =>
        new() { ["typeName"] = typeName, ["expression"] = new JsonObject { ["type"] = kind, ["value"] = value } };

    private static void Set(JsonObject json, string name, string value)
    {
        if (TextOf(json[name]) != value && !(value.Length == 0 && json[name] is null))
            json[name] = value;
    }

    private static string? TextOf(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    private static double NumberOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? number : 0;

    private static IEnumerable<string> ItemsOf(JsonNode value) =>
        (value is JsonValue ? JsonNode.Parse(value.GetValue<string>())! : value).AsArray().Select(i => i!.GetValue<string>());
}
