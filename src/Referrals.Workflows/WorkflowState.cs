using System.Text;
using System.Text.Json;

namespace Referrals.Workflows;

/// <summary>One fork whose branches have not yet come together.</summary>
/// <param name="Id">1 or more, unique among the scopes open at once.</param>
/// <param name="Parent">The scope the fork itself stands in, 0 outside any fork.</param>
public sealed record ForkScope(int Id, string ForkId, int Parent);

/// <summary>How many branches of a fork stand at a join that has not yet gone on.</summary>
public sealed record JoinArrival(string JoinId, int Scope, int Count);

/// <summary>What an engine other than the embedded one has written down of an instance for itself.</summary>
/// <param name="Version">The version of the engine that wrote it; another one makes it anew from the state.</param>
/// <param name="Json">One JSON value, kept as it is.</param>
public sealed record EngineNotes(string Version, string Json);

/// <summary>
/// Where an instance stands: all the engine knows of it between two signals. Two states are equal when the instance stands alike in them, on whichever engine.
/// </summary>
public sealed record WorkflowState
{
    public required string DefinitionId { get; init; }

    public required int Version { get; init; }

    public InstanceStatus Status { get; init; }

    /// <summary>The name of the End activity the instance finished at; null until then, and when it was cancelled.</summary>
    public string? Outcome { get; init; }

    /// <summary>The sequence of the last journal entry.</summary>
    public required long Sequence { get; init; }

    /// <summary>How many waits the instance has ever opened; the next takes the number after.</summary>
    public int WaitsOpened { get; init; }

    /// <summary>Open waits, in the order they opened.</summary>
    public IReadOnlyList<OpenWait> Waits { get; init; } = [];

    public IReadOnlyList<ForkScope> Scopes { get; init; } = [];

    public IReadOnlyList<JoinArrival> Arrivals { get; init; } = [];

    /// <summary>The <see cref="IWorkflowEngine.Name"/> of the engine it stands on; null for the embedded one.</summary>
    public string? Engine { get; init; }

    /// <summary>What that engine keeps beside this; null where it has yet to make it from what is here, and for the embedded one, which needs no more.</summary>
    public EngineNotes? Notes { get; init; }

    public OpenWait? Wait(string waitId) => Waits.FirstOrDefault(w => w.WaitId == waitId);

    public bool Equals(WorkflowState? other) =>
        other is not null && DefinitionId == other.DefinitionId && Version == other.Version && Status == other.Status
        && Outcome == other.Outcome && Sequence == other.Sequence && WaitsOpened == other.WaitsOpened
        && Waits.SequenceEqual(other.Waits) && Scopes.SequenceEqual(other.Scopes) && Arrivals.SequenceEqual(other.Arrivals);

    public override int GetHashCode() => HashCode.Combine(DefinitionId, Version, Status, Outcome, Sequence, WaitsOpened, Waits.Count);

    /// <summary>Compact JSON, for a column; <see cref="Parse"/> reads it back to an equal state.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JournalJson.Compact))
        {
            json.WriteStartObject();
            json.WriteString("d", DefinitionId);
            json.WriteNumber("v", Version);
            json.WriteNumber("q", Sequence);
            json.WriteNumber("n", WaitsOpened);
            if (Status != InstanceStatus.Running)
                json.WriteString("s", Status.ToString());
            if (Outcome is not null)
                json.WriteString("o", Outcome);
            WriteRows(json, "w", Waits, w =>
            {
                json.WriteStringValue(w.WaitId);
                json.WriteStringValue(w.ActivityId);
                json.WriteStringValue(w.Kind.ToString());
                json.WriteNumberValue(w.Scope);
            });
            WriteRows(json, "f", Scopes, f =>
            {
                json.WriteNumberValue(f.Id);
                json.WriteStringValue(f.ForkId);
                json.WriteNumberValue(f.Parent);
            });
            WriteRows(json, "j", Arrivals, j =>
            {
                json.WriteStringValue(j.JoinId);
                json.WriteNumberValue(j.Scope);
                json.WriteNumberValue(j.Count);
            });
            if (Engine is not null)
                json.WriteString("e", Engine);
            if (Notes is not null)
            {
                json.WriteString("ev", Notes.Version);
                json.WritePropertyName("es");
                json.WriteRawValue(Notes.Json);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <exception cref="WorkflowException">The text is not a state.</exception>
    public static WorkflowState Parse(string json) => JournalJson.Reading("a workflow state", json, root => new WorkflowState
    {
        DefinitionId = root.GetProperty("d").GetString()!,
        Version = root.GetProperty("v").GetInt32(),
        Sequence = root.GetProperty("q").GetInt64(),
        WaitsOpened = root.GetProperty("n").GetInt32(),
        Status = root.TryGetProperty("s", out var s) ? Enum.Parse<InstanceStatus>(s.GetString()!) : InstanceStatus.Running,
        Outcome = root.TryGetProperty("o", out var o) ? o.GetString() : null,
        Waits = ReadRows(root, "w", w => new OpenWait(w[0].GetString()!, w[1].GetString()!, Enum.Parse<WaitKind>(w[2].GetString()!)) { Scope = w[3].GetInt32() }),
        Scopes = ReadRows(root, "f", f => new ForkScope(f[0].GetInt32(), f[1].GetString()!, f[2].GetInt32())),
        Arrivals = ReadRows(root, "j", j => new JoinArrival(j[0].GetString()!, j[1].GetInt32(), j[2].GetInt32())),
        Engine = root.TryGetProperty("e", out var engine) ? engine.GetString() : null,
        Notes = root.TryGetProperty("es", out var notes) ? new EngineNotes(root.GetProperty("ev").GetString()!, notes.GetRawText()) : null,
    });

    private static void WriteRows<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> rows, Action<T> cells)
    {
        if (rows.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartArray();
            cells(row);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static IReadOnlyList<T> ReadRows<T>(JsonElement root, string name, Func<JsonElement, T> row) =>
        root.TryGetProperty(name, out var rows) ? [.. rows.EnumerateArray().Select(row)] : [];
}
