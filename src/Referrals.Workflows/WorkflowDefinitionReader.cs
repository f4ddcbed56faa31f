using System.Text;
using System.Text.Json;

namespace Referrals.Workflows;

/// <summary>Something wrong in a definition, and what to do about it.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Activity">The id of the activity it is about, where it is about one.</param>
public sealed record DefinitionProblem(string File, int Line, string? Activity, string Message)
{
    public override string ToString() => Activity is null ? $"{File}:{Line}: {Message}" : $"{File}:{Line}: {Activity}: {Message}";
}

/// <summary>What reading a file gave: a definition, or the problems that stand in the way of one.</summary>
public sealed record DefinitionReading(WorkflowDefinition? Definition, IReadOnlyList<DefinitionProblem> Problems);

/// <summary>Reads Elsa 3 workflow definitions: a root of type Elsa.Flowchart, with literal inputs.</summary>
public static class WorkflowDefinitionReader
{
    private const int MaxDepth = 64;

    /// <summary>
    /// Reads the shape; what the definition means is for <see cref="DefinitionChecker"/>, which also reports activity types that
    /// <paramref name="types"/> does not have (they are read as steps).
    /// </summary>
    /// <param name="file">The name to put in problems.</param>
    public static DefinitionReading Read(string json, string file, ActivityTypes types)
    {
        JsonElement root;
        LineIndex lines;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            root = document.RootElement.Clone();
            lines = new LineIndex(json);
        }
        catch (JsonException e)
        {
            return new DefinitionReading(null, [new(file, (int)(e.LineNumber ?? 0) + 1, null, $"This is not JSON: correct it here ({e.Message.Split(" LineNumber", 2)[0]})")]);
        }

        var reading = new Reading(json, file, types, lines);
        var definition = reading.Definition(root);
        return new DefinitionReading(reading.Problems.Count == 0 ? definition : null, reading.Problems);
    }

    private sealed class Reading(string json, string file, ActivityTypes types, LineIndex lines)
    {
        public List<DefinitionProblem> Problems { get; } = [];

        public WorkflowDefinition? Definition(JsonElement top)
        {
            if (top.ValueKind != JsonValueKind.Object)
            {
                Say("", null, "A definition is a JSON object: wrap it in { }.");
                return null;
            }

            var id = Text(top, "", "definitionId", required: true);
            var name = Text(top, "", "name", required: false);
            var version = Version(top);
            if (!top.TryGetProperty("root", out var root) || root.ValueKind != JsonValueKind.Object)
            {
                Say("", null, "There is no root: give one of type Elsa.Flowchart with activities and connections.");
                return null;
            }

            if (Text(root, "root", "type", required: true) is { } type && type != "Elsa.Flowchart")
                Say("root.type", null, $"The root is of type {type}: only Elsa.Flowchart is read.");

            var activities = Activities(root);
            var connections = Connections(root);
            var start = Start(root, activities.Values);
            return start is null || id is null ? null : new WorkflowDefinition
            {
                DefinitionId = id,
                Name = name ?? id,
                Version = version,
                Description = Text(top, "", "description", required: false) ?? "",
                Start = start,
                Activities = activities,
                Connections = connections,
                Json = json,
            };
        }

        private int Version(JsonElement top)
        {
            if (top.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out var number) && number > 0)
                return number;
            Say("version", null, "There is no version: give a whole number, 1 or more.");
            return 0;
        }

        private string? Start(JsonElement root, IEnumerable<ActivityNode> activities)
        {
            var starts = activities.Where(a => a.Kind == ActivityKind.Start).ToList();
            if (starts.Count == 0)
            {
                Say("root", null, "There is no Elsa.Start: add one and connect it to the first activity.");
                return null;
            }

            foreach (var other in starts.Skip(1))
                Problems.Add(new(file, other.Line, other.Id, $"There is already a start, {starts[0].Id}: keep one Elsa.Start."));
            if (Text(root, "root", "start", required: false) is { } named && named != starts[0].Id)
                Say("root.start", null, $"The flowchart starts at {named}, but its Elsa.Start is {starts[0].Id}: name that one.");
            return starts[0].Id;
        }

        private OrderedDictionary<string, ActivityNode> Activities(JsonElement root)
        {
            var byId = new OrderedDictionary<string, ActivityNode>(StringComparer.Ordinal);
            foreach (var (element, path) in Items(root, "activities"))
            {
                if (Text(element, path, "id", required: true) is not { } id)
                    continue;
                if (Text(element, path, "type", required: true, id) is not { } type)
                    continue;
                var (inputs, listed) = Inputs(element, path, id);
                var (x, y) = Position(element);
                var node = new ActivityNode(
                    id,
                    Text(element, path, "name", required: false) ?? id,
                    type,
                    types.Find(type)?.Kind ?? ActivityKind.Step,
                    inputs,
                    listed,
                    x,
                    y,
                    lines.Of(path));
                if (!byId.TryAdd(id, node))
                    Problems.Add(new(file, node.Line, id, $"Line {byId[id].Line} already has an activity with this id: give this one another."));
            }

            return byId;
        }

        private (Dictionary<string, string> Inputs, Dictionary<string, IReadOnlyList<string>> Lists) Inputs(JsonElement activity, string path, string id)
        {
            var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
            var listed = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            foreach (var property in activity.EnumerateObject())
            {
                // An input is what has an expression; everything else on an activity belongs to Elsa or its designer.
                if (property.Value.ValueKind != JsonValueKind.Object
                    || !property.Value.TryGetProperty("expression", out var expression))
                    continue;
                var at = $"{path}.{property.Name}";
                if (expression.ValueKind != JsonValueKind.Object || !expression.TryGetProperty("value", out var value))
                {
                    Say(at, id, $"The input {property.Name} has no value: write \"expression\": {{ \"type\": \"Literal\", \"value\": … }}.");
                    continue;
                }

                var isList = property.Value.TryGetProperty("typeName", out var typeName)
                    && typeName.ValueKind == JsonValueKind.String && typeName.GetString()!.EndsWith("[]", StringComparison.Ordinal);
                var kind = expression.TryGetProperty("type", out var kindElement) && kindElement.ValueKind == JsonValueKind.String
                    ? kindElement.GetString() : null;
                if (isList ? kind is not ("Object" or "Literal") : kind != "Literal")
                    Say(at, id, $"The input {property.Name} is an expression of type {kind ?? "(none)"}: only {(isList ? "Object" : "Literal")} is read, since a decision is a step with outcomes.");
                else if (isList && Items(value) is { } items)
                    listed[property.Name] = items;
                else if (isList)
                    Say(at, id, $"The list {property.Name} cannot be read: write its value as the text of a JSON list, such as \"[\\\"A\\\",\\\"B\\\"]\".");
                else
                    inputs[property.Name] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            }

            return (inputs, listed);
        }

        private static List<string>? Items(JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                try
                {
                    using var inner = JsonDocument.Parse(value.GetString()!);
                    return Items(inner.RootElement.Clone());
                }
                catch (JsonException)
                {
                    return null;
                }
            }

            return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String)
                ? [.. value.EnumerateArray().Select(i => i.GetString()!)]
                : null;
        }

        private static (double X, double Y) Position(JsonElement activity) =>
            Object(activity, "metadata") is { } metadata && Object(metadata, "designer") is { } designer && Object(designer, "position") is { } position
                ? (Number(position, "x"), Number(position, "y"))
                : (0, 0);

        private List<Connection> Connections(JsonElement root)
        {
            var connections = new List<Connection>();
            foreach (var (element, path) in Items(root, "connections"))
            {
                if (Object(element, "source") is not { } source || Object(element, "target") is not { } target)
                {
                    Say(path, null, "A connection needs a source and a target, each with an activity.");
                    continue;
                }

                var from = Text(source, path, "activity", required: true);
                var to = Text(target, path, "activity", required: true);
                if (from is not null && to is not null)
                    connections.Add(new Connection(from, Text(source, path, "port", required: false) ?? Ports.Done, to) { Line = lines.Of(path) });
            }

            return connections;
        }

        private IEnumerable<(JsonElement Element, string Path)> Items(JsonElement root, string name)
        {
            if (!root.TryGetProperty(name, out var items) || items.ValueKind != JsonValueKind.Array)
            {
                Say("root", null, $"The root has no list of {name}: give one.");
                yield break;
            }

            var i = 0;
            foreach (var item in items.EnumerateArray())
            {
                var path = $"root.{name}[{i++}]";
                if (item.ValueKind == JsonValueKind.Object)
                    yield return (item, path);
                else
                    Say(path, null, $"One of the {name} is not a JSON object: take it out or write it as {{ }}.");
            }
        }

        private string? Text(JsonElement element, string path, string name, bool required, string? activity = null)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
                return text;
            var given = value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String);
            if (required || given)
                Say(path.Length == 0 ? name : path, activity, given ? $"{name} is not text: write it in quotation marks." : $"{name} is missing: give one.");
            return null;
        }

        private static JsonElement? Object(JsonElement element, string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

        private static double Number(JsonElement element, string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;

        private void Say(string path, string? activity, string message) => Problems.Add(new(file, lines.Of(path), activity, message));
    }

    /// <summary>The line on which each value of the file begins, by its path (root.activities[3].role).</summary>
    private sealed class LineIndex
    {
        private readonly Dictionary<string, int> byPath = new(StringComparer.Ordinal);

        public LineIndex(string json)
        {
            var utf8 = Encoding.UTF8.GetBytes(json);
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            var path = new Stack<(string Prefix, int Next, bool IsList)>();
            string? name = null;
            var (line, counted) = (1, 0);
            while (reader.Read())
            {
                for (; counted < reader.TokenStartIndex; counted++)
                    line += utf8[counted] == (byte)'\n' ? 1 : 0;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.GetString();
                        byPath[Join(path.Peek().Prefix, name!)] = line;
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        path.Pop();
                        break;
                    default:
                        var here = "";
                        if (path.TryPop(out var parent))
                        {
                            here = parent.IsList ? $"{parent.Prefix}[{parent.Next}]" : Join(parent.Prefix, name!);
                            path.Push(parent with { Next = parent.Next + 1 });
                        }

                        byPath[here] = line;
                        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                            path.Push((here, 0, reader.TokenType == JsonTokenType.StartArray));
                        break;
                }
            }
        }

        public int Of(string path) => byPath.GetValueOrDefault(path, 1);

        private static string Join(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}.{name}";
    }
}
