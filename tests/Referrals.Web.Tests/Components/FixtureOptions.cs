using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Html;
using Referrals.Web.Components;

namespace Referrals.Web.Tests.Components;

/// <summary>The options of one of govuk-frontend's fixtures. Notes what is read, so that a fixture that needs an option our component lacks is known by what is left.</summary>
internal sealed class FixtureOptions
{
    private readonly JsonElement _json;
    private readonly HashSet<string> _read;
    private readonly string _path;

    public FixtureOptions(JsonElement json)
        : this(json, new HashSet<string>(StringComparer.Ordinal), "")
    {
    }

    private FixtureOptions(JsonElement json, HashSet<string> read, string path)
    {
        _json = json;
        _read = read;
        _path = path;
    }

    public bool IsEmpty => _json.ValueKind == JsonValueKind.Object && !_json.EnumerateObject().Any();

    public string? Text(string name) => Property(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => Unread<string>(name),
    };

    /// <summary>The text without noting it as read.</summary>
    public string? Peek(string name) => _json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public int? Number(string name) => Text(name) is { } text && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Flag(string name) => Tri(name) ?? false;

    public bool? Tri(string name) => Property(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        null => null,
        _ => Unread<bool?>(name),
    };

    public FixtureOptions? Part(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Object } value ? new FixtureOptions(value, _read, $"{_path}{name}.") : null;

    /// <summary>The parts of a list; null parts are left out, as govuk-frontend does.</summary>
    public IReadOnlyList<FixtureOptions> Parts(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Array } list ? Children(list, $"{_path}{name}") : [];

    /// <summary>The parts of a list where a null part would change what follows; such a list counts as not read.</summary>
    public IReadOnlyList<FixtureOptions> PartsWithoutGaps(string name)
    {
        var parts = Parts(name);
        _read.RemoveWhere(path => path.StartsWith($"{_path}{name}.", StringComparison.Ordinal) && path.LastIndexOf('.') == _path.Length + name.Length);
        return parts;
    }

    /// <summary>Rows of cells.</summary>
    public IReadOnlyList<IReadOnlyList<FixtureOptions>> Rows(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select((row, index) => (row, index)).Where(pair => pair.row.ValueKind == JsonValueKind.Array)
                .Select(pair => Children(pair.row, $"{_path}{name}.{pair.index}"))]
            : [];

    public IReadOnlyList<string> Texts(string name)
    {
        var list = Parts(name);
        return [.. list.Select(item => item._json.ValueKind == JsonValueKind.String ? item.Self() : null).OfType<string>()];
    }

    /// <summary>The <c>html</c> option, else the <c>text</c> option.</summary>
    public IHtmlContent? Content(string html = "html", string text = "text")
    {
        var plain = Text(text);
        return Text(html) is { Length: > 0 } raw ? new HtmlString(raw) : plain is null ? null : Element.Text(plain);
    }

    public Dictionary<string, string?>? Attributes(string name = "attributes")
    {
        if (Property(name) is not { ValueKind: JsonValueKind.Object } json)
        {
            return null;
        }

        var attributes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var attribute in json.EnumerateObject())
        {
            if (attribute.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                _read.Add($"{_path}{name}.{attribute.Name}");
                attributes[attribute.Name] = attribute.Value.ToString();
            }
        }

        return attributes;
    }

    /// <summary>The options nobody read, by path.</summary>
    public IEnumerable<string> Left() => Leaves(_json, "").Where(leaf => !_read.Contains(leaf));

    private string? Self()
    {
        _read.Add(_path.TrimEnd('.'));
        return _json.GetString();
    }

    private List<FixtureOptions> Children(JsonElement list, string path)
    {
        var children = new List<FixtureOptions>();
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var at = $"{path}.{index.ToString(CultureInfo.InvariantCulture)}";
            if (item.ValueKind == JsonValueKind.Object || (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 }))
            {
                children.Add(new FixtureOptions(item, _read, $"{at}."));
            }
            else
            {
                _read.Add(at);
            }

            index++;
        }

        return children;
    }

    private JsonElement? Property(string name)
    {
        if (_json.ValueKind != JsonValueKind.Object || !_json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            _read.Add($"{_path}{name}");
            return null;
        }

        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            _read.Add($"{_path}{name}");
        }

        return value;
    }

    private T? Unread<T>(string name)
    {
        _read.Remove($"{_path}{name}");
        return default;
    }

    private static IEnumerable<string> Leaves(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
        JsonValueKind.Array => json.EnumerateArray().SelectMany((item, index) => Leaves(item, $"{path}.{index.ToString(CultureInfo.InvariantCulture)}")),
        _ => [path],
    };
}
