using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Referrals.Web.Components;

/// <summary>One HTML element built in code. Text and attribute values are encoded on writing; <see cref="IHtmlContent"/> is written as it is.</summary>
public sealed class Element : IHtmlContent
{
    private static readonly HashSet<string> s_void = new(StringComparer.Ordinal) { "br", "hr", "input" };

    private readonly string _name;
    private readonly List<KeyValuePair<string, string?>> _attributes = [];
    private readonly List<IHtmlContent> _children = [];

    private Element(string name) => _name = name;

    public static Element Of(string name, params ReadOnlySpan<string?> classes)
    {
        var joined = Join(classes);
        var element = new Element(name);
        return joined is null ? element : element.With("class", joined);
    }

    /// <summary>Adds the attribute unless <paramref name="value"/> is null.</summary>
    public Element With(string attribute, string? value)
    {
        if (value is not null)
        {
            _attributes.Add(new(attribute, value));
        }

        return this;
    }

    /// <summary>Adds attributes as they are; a null value writes the bare name.</summary>
    public Element With(IReadOnlyDictionary<string, string?>? attributes)
    {
        if (attributes is not null)
        {
            _attributes.AddRange(attributes);
        }

        return this;
    }

    public Element WithFlag(string attribute, bool on)
    {
        if (on)
        {
            _attributes.Add(new(attribute, null));
        }

        return this;
    }

    public Element Add(params ReadOnlySpan<IHtmlContent?> children)
    {
        foreach (var child in children)
        {
            if (child is not null)
            {
                _children.Add(child);
            }
        }

        return this;
    }

    public Element Add(IEnumerable<IHtmlContent> children)
    {
        _children.AddRange(children);
        return this;
    }

    public Element Add(string? text) => text is null ? this : Add(Text(text));

    public static IHtmlContent Text(string text) => new HtmlContentBuilder().Append(text);

    public static string? Join(params ReadOnlySpan<string?> classes)
    {
        string? joined = null;
        foreach (var name in classes)
        {
            if (!string.IsNullOrWhiteSpace(name))
            {
                joined = joined is null ? name : $"{joined} {name}";
            }
        }

        return joined;
    }

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        writer.Write('<');
        writer.Write(_name);
        foreach (var (attribute, value) in _attributes)
        {
            writer.Write(' ');
            writer.Write(attribute);
            if (value is not null)
            {
                writer.Write("=\"");
                encoder.Encode(writer, value);
                writer.Write('"');
            }
        }

        writer.Write('>');
        if (s_void.Contains(_name))
        {
            return;
        }

        foreach (var child in _children)
        {
            child.WriteTo(writer, encoder);
        }

        writer.Write("</");
        writer.Write(_name);
        writer.Write('>');
    }
}
