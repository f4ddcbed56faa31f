using System.Globalization;
using Microsoft.AspNetCore.Html;

namespace Referrals.Web.Components;

/// <summary>Radios or checkboxes: one question with listed answers.</summary>
public sealed record ChoiceGroup : Field
{
    public IReadOnlyList<ChoiceItem> Items { get; init; } = [];

    /// <summary>The values chosen; at most one for radios.</summary>
    public IReadOnlyCollection<string> Values { get; init; } = [];

    public bool HasFieldset { get; init; } = true;
}

/// <summary>One answer, or (with <see cref="Divider"/>) the word between two groups of answers.</summary>
public sealed record ChoiceItem
{
    public string? Id { get; init; }

    public string? Value { get; init; }

    public IHtmlContent? Content { get; init; }

    public IHtmlContent? Hint { get; init; }

    /// <summary>What is asked besides when this answer is chosen. Without JavaScript it is always shown.</summary>
    public IHtmlContent? Conditional { get; init; }

    public string? Divider { get; init; }

    /// <summary>Overrides the comparison with the group's values.</summary>
    public bool? IsChecked { get; init; }

    public bool IsDisabled { get; init; }

    /// <summary>True for "none of these": choosing it unticks the others.</summary>
    public bool IsExclusive { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

public sealed record DateField : Field
{
    public string? Day { get; init; }

    public string? Month { get; init; }

    public string? Year { get; init; }

    /// <summary>The parts that are wrong; when there is an error and none is named, all are marked.</summary>
    public DateParts Wrong { get; init; }

    public bool HasFieldset { get; init; } = true;
}

[Flags]
public enum DateParts
{
    None = 0,
    Day = 1,
    Month = 2,
    Year = 4,
}

public static partial class Govuk
{
    public static IHtmlContent Radios(ChoiceGroup group) => Choices(group, "radio", "govuk-radios");

    public static IHtmlContent Checkboxes(ChoiceGroup group) => Choices(group, "checkbox", "govuk-checkboxes");

    /// <summary>Day, month and year. The inputs are named NAME.Day, NAME.Month and NAME.Year, or plainly day, month and year where the field's name is empty.</summary>
    public static IHtmlContent DateInput(DateField field)
    {
        var prefix = field.Name.Length == 0 ? "" : $"{field.Name}.";
        var marked = field.Wrong == DateParts.None && field.Error is not null ? DateParts.Day | DateParts.Month | DateParts.Year : field.Wrong;
        var inputs = Element.Of("div", "govuk-date-input", field.Classes).With(field.Attributes).With("id", field.Id)
            .Add(Part(DateParts.Day, "2", field.Day), Part(DateParts.Month, "2", field.Month), Part(DateParts.Year, "4", field.Year));
        return field.HasFieldset
            ? Group(field).Add(Fieldset(field.Caption, DescribedBy(field), "group").Add(HintAndError(field)).Add(inputs))
            : Group(field).Add(HintAndError(field)).Add(inputs);

        IHtmlContent Part(DateParts part, string width, string? value)
        {
            var label = part.ToString();
            var word = label.ToLowerInvariant();
            return Element.Of("div", "govuk-date-input__item").Add(Input(new TextInput
            {
                Id = $"{field.Id}-{word}",
                Name = prefix.Length == 0 ? word : prefix + label,
                Caption = new Caption { Content = Element.Text(label), Classes = "govuk-date-input__label" },
                Classes = Element.Join("govuk-date-input__input", marked.HasFlag(part) ? "govuk-input--error" : null, $"govuk-input--width-{width}"),
                Value = value,
                InputMode = "numeric",
            }));
        }
    }

    private static IHtmlContent Choices(ChoiceGroup group, string type, string block)
    {
        var list = Element.Of("div", block, group.Classes).With(group.Attributes).With("data-module", block);
        var index = 0;
        foreach (var item in group.Items)
        {
            index++;
            if (item.Divider is not null)
            {
                list.Add(Element.Of("div", $"{block}__divider").Add(item.Divider));
                continue;
            }

            var id = item.Id ?? (index == 1 ? group.Id : $"{group.Id}-{index.ToString(CultureInfo.InvariantCulture)}");
            var isChecked = item.IsChecked ?? (item.Value is not null && group.Values.Contains(item.Value));
            var conditional = $"conditional-{id}";
            var hint = $"{id}-item-hint";
            var inherited = type == "checkbox" && !group.HasFieldset ? DescribedBy(group) : null;
            list.Add(Element.Of("div", $"{block}__item").Add(
                Element.Of("input", $"{block}__input").With("id", id).With("name", group.Name).With("type", type).With("value", item.Value)
                    .WithFlag("checked", isChecked)
                    .WithFlag("disabled", item.IsDisabled)
                    .With("data-aria-controls", item.Conditional is null ? null : conditional)
                    .With("data-behaviour", item.IsExclusive ? "exclusive" : null)
                    .With("aria-describedby", Element.Join(inherited, item.Hint is null ? null : hint))
                    .With(item.Attributes),
                item.Content is null ? null : Label(new Caption { Content = item.Content, Classes = $"{block}__label" }, id),
                item.Hint is null ? null : Hint(item.Hint, hint, $"{block}__hint")));
            if (item.Conditional is not null)
            {
                list.Add(Element.Of("div", $"{block}__conditional", isChecked ? null : $"{block}__conditional--hidden").With("id", conditional).Add(item.Conditional));
            }
        }

        return group.HasFieldset
            ? Group(group).Add(Fieldset(group.Caption, DescribedBy(group)).Add(HintAndError(group)).Add(list))
            : Group(group).Add(HintAndError(group)).Add(list);
    }
}
