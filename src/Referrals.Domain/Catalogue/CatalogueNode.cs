using System.Globalization;
using System.Text.Json;

namespace Referrals.Domain;

/// <param name="JsonPath">From the root, <c>$</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record CatalogueProblem(string File, string JsonPath, string Message)
{
    public override string ToString() => $"{File}: {JsonPath}: {Message}";
}

/// <summary>One place in a catalogue file. Reading something that is not as asked for adds a problem and gives a value that nobody will use.</summary>
internal sealed class CatalogueNode(JsonElement json, string path, string file, List<CatalogueProblem> problems)
{
    public JsonElement Json => json;

    public void Problem(string message) => problems.Add(new CatalogueProblem(file, path, message));

    public void Problem(string field, string message) => problems.Add(new CatalogueProblem(file, $"{path}.{field}", message));

    /// <summary>False where this is not an object; a field that is not named here is a problem.</summary>
    public bool IsObjectOf(params ReadOnlySpan<string> fields)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Problem($"is {Said(json)}; write an object with {string.Join(", ", fields)}");
            return false;
        }

        foreach (var property in json.EnumerateObject())
        {
            if (!fields.Contains(property.Name))
                Problem(property.Name, $"is not a field here; take it out, or use one of {string.Join(", ", fields)}");
        }

        return true;
    }

    public bool Has(string field) => json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    public string Text(string field) => Required(field, "a text", AsText) ?? "";

    public IReadOnlyList<string> TextsOrNone(string field) => Has(field) ? Texts(field) : [];

    public IReadOnlyList<string> Texts(string field) => Required(field, "a list of texts", value =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => AsText(item) is not null)
            ? value.EnumerateArray().Select(item => item.GetString()!).ToList()
            : null) ?? [];

    public int Whole(string field, int least, int most) =>
        Required(field, $"a whole number from {least} to {most}", value =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number : (int?)null) ?? least;

    public DateOnly Date(string field) => Required(field, "a date written YYYY-MM-DD", AsDate) ?? default;

    public bool YesOrNo(string field) => Required(field, "true or false", AsYesOrNo) ?? false;

    public bool YesOrAbsent(string field) => Has(field) && YesOrNo(field);

    /// <summary><c>validFrom</c> and <c>validUntil</c>, both optional.</summary>
    public Period Period()
    {
        var period = new Period(Has("validFrom") ? Date("validFrom") : null, Has("validUntil") ? Date("validUntil") : null);
        if (period.From > period.Until)
            Problem("validUntil", "is before validFrom; an entry is valid for a day at least");
        return period;
    }

    public string OneOf(string field, IEnumerable<string> known)
    {
        var said = Text(field);
        var all = known.ToList();
        if (said.Length > 0 && !all.Contains(said))
            Problem(field, $"is '{said}', which is not known; use one of {string.Join(", ", all)}");
        return said;
    }

    public CatalogueNode? Object(string field) =>
        Required(field, "an object", value => value.ValueKind == JsonValueKind.Object ? value : (JsonElement?)null) is { } value
            ? new CatalogueNode(value, $"{path}.{field}", file, problems)
            : null;

    public IReadOnlyList<CatalogueNode> Items(string field)
    {
        _ = Required(field, "a list of at least one", value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? value : (JsonElement?)null);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select((item, i) => new CatalogueNode(item, $"{path}.{field}[{i}]", file, problems)).ToList()
            : [];
    }

    public static DateOnly? AsDate(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static bool? AsYesOrNo(JsonElement value) =>
        value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    private static string? AsText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()) ? value.GetString() : null;

    private static string Said(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => value.GetRawText() is { Length: > 40 } longText ? longText[..40] + "…" : value.GetRawText(),
    };

    private T? Required<T>(string field, string expected, Func<JsonElement, T?> read)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(field, out var value))
        {
            Problem($"has no {field}; add {expected}");
            return default;
        }

        var found = read(value);
        if (found is null)
            Problem(field, $"is {Said(value)}; write {expected}");
        return found;
    }
}
