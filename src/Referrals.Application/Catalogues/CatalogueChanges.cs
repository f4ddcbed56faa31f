using System.Globalization;
using System.Text.Json;

namespace Referrals.Application.Catalogues;

/// <summary>One field of an entry that differs between two versions; null where a version does not have it.</summary>
public sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>One entry that differs: added where nothing was before, removed where nothing is after.</summary>
public sealed record EntryChange(string Key, EntryChangeKind Kind, IReadOnlyList<FieldChange> Fields);

public enum EntryChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>One entry of a catalogue file, flattened: each field with its path, for reading and for comparing.</summary>
public sealed record CatalogueEntry(string Key, IReadOnlyList<(string Field, string Value)> Fields);

/// <summary>Reads catalogue files for people: what is in a version, and what differs between two.</summary>
public static class CatalogueChanges
{
    /// <summary>The entries in the order of the file. One whose key is there twice has its first day or its place behind it.</summary>
    public static IReadOnlyList<CatalogueEntry> Entries(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("entries", out var entries) || entries.ValueKind != JsonValueKind.Array)
            return [];
        var found = new List<CatalogueEntry>();
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in entries.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object))
        {
            var fields = new List<(string, string)>();
            Flatten(entry, "", fields);
            var key = KeyOf(entry);
            var times = taken[key] = taken.GetValueOrDefault(key) + 1;
            found.Add(new CatalogueEntry(times == 1 ? key : $"{key} ({times})", fields));
        }

        return found;
    }

    public static IReadOnlyList<EntryChange> Between(string before, string after)
    {
        var (old, now) = (Entries(before), Entries(after));
        var oldByKey = old.ToDictionary(e => e.Key, StringComparer.Ordinal);
        var nowByKey = now.ToDictionary(e => e.Key, StringComparer.Ordinal);
        return
        [
            .. now.Where(e => !oldByKey.ContainsKey(e.Key)).Select(e => new EntryChange(e.Key, EntryChangeKind.Added, [.. e.Fields.Select(f => new FieldChange(f.Field, null, f.Value))])),
            .. now.Where(e => oldByKey.ContainsKey(e.Key)).Select(e => new EntryChange(e.Key, EntryChangeKind.Changed, Fields(oldByKey[e.Key], e))).Where(c => c.Fields.Count > 0),
            .. old.Where(e => !nowByKey.ContainsKey(e.Key)).Select(e => new EntryChange(e.Key, EntryChangeKind.Removed, [.. e.Fields.Select(f => new FieldChange(f.Field, f.Value, null))])),
        ];
    }

    private static IReadOnlyList<FieldChange> Fields(CatalogueEntry before, CatalogueEntry after)
    {
        var (old, now) = (before.Fields.ToDictionary(f => f.Field, f => f.Value), after.Fields.ToDictionary(f => f.Field, f => f.Value));
        return [.. old.Keys.Union(now.Keys).Where(f => old.GetValueOrDefault(f) != now.GetValueOrDefault(f)).Select(f => new FieldChange(f, old.GetValueOrDefault(f), now.GetValueOrDefault(f)))];
    }

    private static string KeyOf(JsonElement entry)
    {
        foreach (var field in (string[])["code", "key", "date"])
        {
            if (entry.TryGetProperty(field, out var key) && key.ValueKind == JsonValueKind.String)
                return entry.TryGetProperty("version", out var version) ? $"{key.GetString()} version {version.GetRawText()}" : key.GetString()!;
        }

        return "entry";
    }

    private static void Flatten(JsonElement value, string path, List<(string, string)> fields)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}, {property.Name}", fields);
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(i => i.ValueKind is JsonValueKind.String or JsonValueKind.Number):
                fields.Add((path, string.Join(", ", value.EnumerateArray().Select(i => i.ToString()))));
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    Flatten(item, string.Create(CultureInfo.InvariantCulture, $"{path} {index + 1}"), fields);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                fields.Add((path, value.GetBoolean() ? "yes" : "no"));
                break;
            case JsonValueKind.Null:
                break;
            default:
                fields.Add((path, value.ToString()));
                break;
        }
    }
}
