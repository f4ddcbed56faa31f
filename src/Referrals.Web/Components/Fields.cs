using System.Globalization;
using Microsoft.AspNetCore.Html;

namespace Referrals.Web.Components;

/// <summary>The label of a field or the legend of a group of fields.</summary>
public sealed record Caption
{
    public required IHtmlContent Content { get; init; }

    public string? Classes { get; init; }

    /// <summary>True where the question is the only thing on its page: the caption is then the page's h1.</summary>
    public bool IsPageHeading { get; init; }
}

/// <summary>What every form control has: ids follow from <see cref="Id"/> as govuk-frontend builds them.</summary>
public abstract record Field
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public Caption? Caption { get; init; }

    public IHtmlContent? Hint { get; init; }

    public IHtmlContent? Error { get; init; }

    public string? Classes { get; init; }

    public string? GroupClasses { get; init; }

    /// <summary>Ids of elements elsewhere that describe the field too.</summary>
    public string? DescribedBy { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }

    public IReadOnlyDictionary<string, string?>? GroupAttributes { get; init; }
}

public record TextInput : Field
{
    public string? Value { get; init; }

    public string Type { get; init; } = "text";

    public string? InputMode { get; init; }

    public string? Autocomplete { get; init; }

    public bool? Spellcheck { get; init; }

    public bool IsDisabled { get; init; }

    public IHtmlContent? Prefix { get; init; }

    public IHtmlContent? Suffix { get; init; }
}

public sealed record TextArea : Field
{
    public string? Value { get; init; }

    public int Rows { get; init; } = 5;

    public string? Autocomplete { get; init; }

    public bool? Spellcheck { get; init; }

    public bool IsDisabled { get; init; }
}

public sealed record CharacterCount : Field
{
    public string? Value { get; init; }

    public int Rows { get; init; } = 5;

    public bool? Spellcheck { get; init; }

    public int? MaxLength { get; init; }

    public int? MaxWords { get; init; }

    /// <summary>Per cent of the limit at which the count appears.</summary>
    public int? Threshold { get; init; }
}

public sealed record Select : Field
{
    public string? Value { get; init; }

    public bool IsDisabled { get; init; }

    public IReadOnlyList<SelectOption> Options { get; init; } = [];
}

public sealed record SelectOption(string? Value, string Text)
{
    /// <summary>Overrides the comparison with the select's value.</summary>
    public bool? IsSelected { get; init; }

    public bool IsDisabled { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

/// <summary>The inputs of a form: HTML as govuk-frontend 6.6 renders it, held to its fixtures by a test.</summary>
public static partial class Govuk
{
    public static IHtmlContent Label(Caption caption, string? @for)
    {
        var label = Element.Of("label", "govuk-label", caption.Classes).With("for", @for).Add(caption.Content);
        return caption.IsPageHeading ? Element.Of("h1", "govuk-label-wrapper").Add(label) : label;
    }

    public static IHtmlContent Hint(IHtmlContent content, string? id, string? classes = null) =>
        Element.Of("div", "govuk-hint", classes).With("id", id).Add(content);

    public static IHtmlContent ErrorMessage(IHtmlContent content, string? id) =>
        Element.Of("p", "govuk-error-message").With("id", id)
            .Add(Element.Of("span", "govuk-visually-hidden").Add("Error:")).Add(" ").Add(content);

    public static Element Fieldset(Caption? legend, string? describedBy = null, string? role = null)
    {
        var fieldset = Element.Of("fieldset", "govuk-fieldset").With("role", role).With("aria-describedby", describedBy);
        return legend is null
            ? fieldset
            : fieldset.Add(Element.Of("legend", "govuk-fieldset__legend", legend.Classes).Add(
                legend.IsPageHeading ? Element.Of("h1", "govuk-fieldset__heading").Add(legend.Content) : legend.Content));
    }

    public static IHtmlContent Input(TextInput field)
    {
        var input = Element.Of("input", "govuk-input", field.Classes, field.Error is null ? null : "govuk-input--error")
            .With("id", field.Id).With("name", field.Name).With("type", field.Type)
            .With("spellcheck", Spelling(field.Spellcheck))
            .With("value", field.Value)
            .WithFlag("disabled", field.IsDisabled)
            .With("aria-describedby", DescribedBy(field))
            .With("autocomplete", field.Autocomplete)
            .With("inputmode", field.InputMode)
            .With(field.Attributes);
        var affixed = field.Prefix is null && field.Suffix is null
            ? input
            : Element.Of("div", "govuk-input__wrapper").Add(Affix(field.Prefix, "prefix"), input, Affix(field.Suffix, "suffix"));
        return Group(field).Add(field.Caption is null ? null : Label(field.Caption, field.Id)).Add(HintAndError(field)).Add(affixed);
    }

    public static IHtmlContent Textarea(TextArea field) =>
        Group(field)
            .Add(field.Caption is null ? null : Label(field.Caption, field.Id))
            .Add(HintAndError(field))
            .Add(Element.Of("textarea", "govuk-textarea", field.Error is null ? null : "govuk-textarea--error", field.Classes)
                .With("id", field.Id).With("name", field.Name).With("rows", field.Rows.ToString(CultureInfo.InvariantCulture))
                .With("spellcheck", Spelling(field.Spellcheck))
                .WithFlag("disabled", field.IsDisabled)
                .With("aria-describedby", DescribedBy(field))
                .With("autocomplete", field.Autocomplete)
                .With(field.Attributes)
                // A parser drops one line break after the tag: without this one, text that begins with a line break would lose it.
                .Add("\n" + field.Value));

    public static IHtmlContent CharacterCount(CharacterCount field)
    {
        var info = $"{field.Id}-info";
        var text = new TextArea
        {
            Id = field.Id,
            Name = field.Name,
            Rows = field.Rows,
            Spellcheck = field.Spellcheck,
            Value = field.Value,
            Classes = Element.Join("govuk-js-character-count", field.Classes),
            Attributes = field.Attributes,
            Caption = field.Caption,
            Hint = field.Hint,
            Error = field.Error,
            DescribedBy = info,
            GroupClasses = Element.Join("govuk-character-count", field.GroupClasses),
            GroupAttributes = CountAttributes(field),
        };
        var limit = field.MaxWords ?? field.MaxLength;
        var unit = field.MaxWords is null ? "characters" : "words";
        return ((Element)Textarea(text)).Add(
            Hint(Element.Text(limit is null ? "" : $"You can enter up to {limit} {unit}"), info, "govuk-character-count__message"));
    }

    public static IHtmlContent Select(Select field) =>
        Group(field)
            .Add(field.Caption is null ? null : Label(field.Caption, field.Id))
            .Add(HintAndError(field))
            .Add(Element.Of("select", "govuk-select", field.Classes, field.Error is null ? null : "govuk-select--error")
                .With("id", field.Id).With("name", field.Name)
                .WithFlag("disabled", field.IsDisabled)
                .With("aria-describedby", DescribedBy(field))
                .With(field.Attributes)
                .Add(field.Options.Select(option => Element.Of("option")
                    .With("value", option.Value)
                    .WithFlag("selected", option.IsSelected ?? (field.Value is { Length: > 0 } && string.Equals(option.Value ?? option.Text, field.Value, StringComparison.Ordinal)))
                    .WithFlag("disabled", option.IsDisabled)
                    .With(option.Attributes)
                    .Add(option.Text))));

    private static Element Group(Field field) =>
        Element.Of("div", "govuk-form-group", field.Error is null ? null : "govuk-form-group--error", field.GroupClasses)
            .With(field.GroupAttributes);

    private static IEnumerable<IHtmlContent> HintAndError(Field field)
    {
        if (field.Hint is not null)
        {
            yield return Hint(field.Hint, $"{field.Id}-hint");
        }

        if (field.Error is not null)
        {
            yield return ErrorMessage(field.Error, $"{field.Id}-error");
        }
    }

    private static string? DescribedBy(Field field) => Element.Join(
        field.DescribedBy,
        field.Hint is null ? null : $"{field.Id}-hint",
        field.Error is null ? null : $"{field.Id}-error");

    private static string? Spelling(bool? check) => check switch { true => "true", false => "false", null => null };

    private static IHtmlContent? Affix(IHtmlContent? content, string side) =>
        content is null ? null : Element.Of("div", $"govuk-input__{side}").With("aria-hidden", "true").Add(content);

    private static Dictionary<string, string?> CountAttributes(CharacterCount field)
    {
        var attributes = new Dictionary<string, string?>(StringComparer.Ordinal) { ["data-module"] = "govuk-character-count" };
        Put("data-maxlength", field.MaxLength);
        Put("data-maxwords", field.MaxWords);
        Put("data-threshold", field.Threshold);
        if (field.MaxWords is not null)
        {
            attributes["data-count-type"] = "words";
        }

        foreach (var (name, value) in field.GroupAttributes ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            attributes[name] = value;
        }

        return attributes;

        void Put(string name, int? value)
        {
            if (value is not null)
            {
                attributes[name] = value.Value.ToString(CultureInfo.InvariantCulture);
            }
        }
    }
}
