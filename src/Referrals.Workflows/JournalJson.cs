using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Referrals.Workflows;

internal static class JournalJson
{
    // Written to columns and files, never into a page, so letters may stand as they are.
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(WorkflowSignal signal) => Text(json => WriteSignal(json, signal));

    public static string Write(JournalEntry entry) => Text(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("q", entry.Sequence);
        if (entry.Signal is not null)
        {
            json.WritePropertyName("signal");
            WriteSignal(json, entry.Signal);
        }

        if (!entry.Taken)
            json.WriteString("why", entry.WhyNot);
        if (entry.Steps.Count > 0)
        {
            json.WriteStartArray("steps");
            foreach (var step in entry.Steps)
            {
                json.WriteStartArray();
                json.WriteStringValue(step.ActivityId);
                json.WriteStringValue(step.Outcome);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    public static WorkflowSignal ReadSignal(string json) => Reading("a signal", json, Signal);

    public static JournalEntry ReadEntry(string json) => Reading("a journal entry", json, root => new JournalEntry(
        root.GetProperty("q").GetInt64(),
        root.TryGetProperty("signal", out var signal) ? Signal(signal) : null,
        !root.TryGetProperty("why", out var why),
        why.ValueKind == JsonValueKind.String ? why.GetString() : null,
        root.TryGetProperty("steps", out var steps)
            ? [.. steps.EnumerateArray().Select(s => new StepRun(s[0].GetString()!, s[1].GetString()!))]
            : []));

    public static T Reading<T>(string what, string json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new WorkflowException($"This is not {what}: {json} ({e.Message})");
        }
    }

    private static void WriteSignal(Utf8JsonWriter json, WorkflowSignal signal)
    {
        json.WriteStartObject();
        switch (signal)
        {
            case WaitEnded ended:
                json.WriteString("wait", ended.WaitId);
                json.WriteString("outcome", ended.Outcome);
                break;
            case Raised raised:
                json.WriteString("raised", raised.Name);
                break;
            case Cancel:
                json.WriteBoolean("cancel", value: true);
                break;
            case MovedTo moved:
                json.WriteString("engine", moved.Engine);
                break;
            case Migrated migrated:
                json.WriteNumber("migrated", migrated.ToVersion);
                json.WriteStartObject("map");
                foreach (var (old, now) in migrated.ActivityMap.OrderBy(p => p.Key, StringComparer.Ordinal))
                    json.WriteString(old, now);
                json.WriteEndObject();
                break;
            default:
                throw new WorkflowException($"A signal of type {signal.GetType().Name} cannot be journaled.");
        }

        json.WriteEndObject();
    }

    private static WorkflowSignal Signal(JsonElement json)
    {
        if (json.TryGetProperty("wait", out var wait))
            return new WaitEnded(wait.GetString()!, json.GetProperty("outcome").GetString()!);
        if (json.TryGetProperty("raised", out var name))
            return new Raised(name.GetString()!);
        if (json.TryGetProperty("cancel", out _))
            return new Cancel();
        if (json.TryGetProperty("migrated", out var version))
            return new Migrated(version.GetInt32(), json.GetProperty("map").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal));
        if (json.TryGetProperty("engine", out var engine))
            return new MovedTo(engine.GetString()!);
        throw new FormatException("it is neither wait, raised, cancel, migrated nor engine");
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Compact))
            write(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
