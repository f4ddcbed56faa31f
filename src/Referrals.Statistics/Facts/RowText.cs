using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Referrals.Statistics;

/// <summary>A row as it is stored: JSON with what is not known left out. The same facts always give the same bytes.</summary>
public static class RowText
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new PooledText() },
    };

    public static string Write(PersonFacts facts) => JsonSerializer.Serialize(facts, s_options);

    public static PersonFacts Read(string row) => JsonSerializer.Deserialize<PersonFacts>(row, s_options) ?? throw new FormatException("A row of the statistics is empty.");
}

/// <summary>Codes occur a million times and are few: every row shares one copy.</summary>
internal sealed class PooledText : JsonConverter<string>
{
    private static readonly ConcurrentDictionary<string, string> s_pool = new(StringComparer.Ordinal);

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text ? s_pool.GetOrAdd(text, text) : null;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>For text that is nearly always another.</summary>
internal sealed class PlainText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
