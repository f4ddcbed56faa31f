using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Components.TagHelpers;

/// <summary>The size of a heading, label, legend or caption.</summary>
public enum Size
{
    /// <summary>As the component has it by itself.</summary>
    Normal,
    S,
    M,
    L,
    XL,
}

/// <summary>An answer to choose: what is stored, what is read, and optionally what explains it.</summary>
public sealed record Option(string Value, string Text, string? Hint = null);

/// <summary>A control bound to a property of the page: name, id, value and error come from <c>for</c>, words from the other attributes.</summary>
public abstract class FieldTagHelper : TagHelper
{
    [HtmlAttributeName("for")]
    public required ModelExpression For { get; set; }

    public string? Hint { get; set; }

    /// <summary>Makes the label or legend the h1 of the page.</summary>
    public bool PageHeading { get; set; }

    [HtmlAttributeNotBound]
    [ViewContext]
    public required ViewContext ViewContext { get; set; }

    protected string Name => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    protected string Id => TagBuilder.CreateSanitizedId(Name, "-");

    protected string? Typed(string key) => ViewContext.ModelState.TryGetValue(key, out var entry) ? entry.AttemptedValue : null;

    protected string? Value => Typed(Name) ?? Written(For.Model);

    protected IHtmlContent? ClaimError(string inputId) =>
        PageErrors.Of(ViewContext).Claim(ViewContext.ModelState, Name, inputId) is { } words ? Element.Text(words) : null;

    protected IHtmlContent? HintContent => Hint is null ? null : Element.Text(Hint);

    protected Caption? CaptionOf(string? words, Size size, string block) => words is null ? null : new Caption
    {
        Content = Element.Text(words),
        Classes = (size, PageHeading) switch
        {
            (Size.Normal, false) => null,
            (Size.Normal, true) => $"{block}--l",
            _ => $"{block}--{size.ToString().ToLowerInvariant()}",
        },
        IsPageHeading = PageHeading,
    };

    protected static string? Written(object? value) => value switch
    {
        null => null,
        bool yes => yes ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    protected static void Write(TagHelperOutput output, IHtmlContent content)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(content);
    }
}

public abstract class LabelledTagHelper : FieldTagHelper
{
    public required string Label { get; set; }

    public Size LabelSize { get; set; }

    protected Caption? Caption => CaptionOf(Label, LabelSize, "govuk-label");
}

/// <summary>A line of text.</summary>
[HtmlTargetElement("govuk-input", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class InputTagHelper : LabelledTagHelper
{
    /// <summary>In characters: 2, 3, 4, 5, 10, 20 or 30.</summary>
    public int? Width { get; set; }

    public string Type { get; set; } = "text";

    public string? InputMode { get; set; }

    public string? Autocomplete { get; set; }

    public bool? Spellcheck { get; set; }

    public string? Prefix { get; set; }

    public string? Suffix { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var passed = Passed.From(output);
        Write(output, Govuk.Input(new TextInput
        {
            Id = Id,
            Name = Name,
            Caption = Caption,
            Hint = HintContent,
            Error = ClaimError(Id),
            Value = Value,
            Classes = Element.Join(Width is null ? null : $"govuk-input--width-{Width.Value.ToString(CultureInfo.InvariantCulture)}", passed.Classes),
            Type = Type,
            InputMode = InputMode,
            Autocomplete = Autocomplete,
            Spellcheck = Spellcheck,
            Prefix = Prefix is null ? null : Element.Text(Prefix),
            Suffix = Suffix is null ? null : Element.Text(Suffix),
            Attributes = passed.Attributes,
        }));
    }
}

/// <summary>Several lines of text.</summary>
[HtmlTargetElement("govuk-textarea", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TextareaTagHelper : LabelledTagHelper
{
    public int Rows { get; set; } = 5;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var passed = Passed.From(output);
        Write(output, Govuk.Textarea(new TextArea
        {
            Id = Id,
            Name = Name,
            Caption = Caption,
            Hint = HintContent,
            Error = ClaimError(Id),
            Value = Value,
            Rows = Rows,
            Classes = passed.Classes,
            Attributes = passed.Attributes,
        }));
    }
}

/// <summary>Several lines of text with a limit. The limit is shown without JavaScript and counted with it; the page must still check it.</summary>
[HtmlTargetElement("govuk-character-count", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CharacterCountTagHelper : LabelledTagHelper
{
    public int Rows { get; set; } = 5;

    public int? MaxLength { get; set; }

    public int? MaxWords { get; set; }

    public int? Threshold { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var passed = Passed.From(output);
        Write(output, Govuk.CharacterCount(new CharacterCount
        {
            Id = Id,
            Name = Name,
            Caption = Caption,
            Hint = HintContent,
            Error = ClaimError(Id),
            Value = Value,
            Rows = Rows,
            MaxLength = MaxLength,
            MaxWords = MaxWords,
            Threshold = Threshold,
            Classes = passed.Classes,
            Attributes = passed.Attributes,
        }));
    }
}

/// <summary>A drop-down list. Radios are easier to use where there are few answers.</summary>
[HtmlTargetElement("govuk-select", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SelectTagHelper : LabelledTagHelper
{
    public IEnumerable<Option> Items { get; set; } = [];

    /// <summary>The words of the empty first option; without it the first answer is chosen from the start.</summary>
    public string? Prompt { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var passed = Passed.From(output);
        var options = Items.Select(item => new SelectOption(item.Value, item.Text));
        Write(output, Govuk.Select(new Select
        {
            Id = Id,
            Name = Name,
            Caption = Caption,
            Hint = HintContent,
            Error = ClaimError(Id),
            Value = Value,
            Options = Prompt is null ? [.. options] : [new SelectOption("", Prompt), .. options],
            Classes = passed.Classes,
            Attributes = passed.Attributes,
        }));
    }
}

/// <summary>Day, month and year of a <see cref="DateOnly"/> property; see <see cref="DateOnlyBinder"/> for what is understood.</summary>
[HtmlTargetElement("govuk-date-input", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class DateInputTagHelper : FieldTagHelper
{
    public required string Legend { get; set; }

    public Size LegendSize { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var passed = Passed.From(output);
        var wrong = DateOnlyBinder.WrongParts(ViewContext.HttpContext, Name);
        var first = wrong switch
        {
            _ when wrong == DateParts.None || wrong.HasFlag(DateParts.Day) => "day",
            _ when wrong.HasFlag(DateParts.Month) => "month",
            _ => "year",
        };
        var date = For.Model as DateOnly?;
        Write(output, Govuk.DateInput(new DateField
        {
            Id = Id,
            Name = Name,
            Caption = CaptionOf(Legend, LegendSize, "govuk-fieldset__legend"),
            Hint = HintContent,
            Error = ClaimError($"{Id}-{first}"),
            Wrong = wrong,
            Day = Typed($"{Name}.Day") ?? Written(date?.Day),
            Month = Typed($"{Name}.Month") ?? Written(date?.Month),
            Year = Typed($"{Name}.Year") ?? Written(date?.Year),
            Classes = passed.Classes,
            Attributes = passed.Attributes,
        }));
    }
}

public abstract class ChoicesTagHelper : FieldTagHelper
{
    public required string Legend { get; set; }

    public Size LegendSize { get; set; }

    /// <summary>Answers known only at run time; those written as elements follow them.</summary>
    public IEnumerable<Option> Items { get; set; } = [];

    public bool Inline { get; set; }

    public bool Small { get; set; }

    protected async Task<ChoiceGroup> GroupAsync(TagHelperContext context, TagHelperOutput output, string block)
    {
        var passed = Passed.From(output);
        // Claimed before the answers are rendered, so that the summary lists this error before those of revealed questions.
        var error = ClaimError(Id);
        var values = Chosen();
        var items = new ChoiceItems(values);
        context.Items[typeof(ChoiceItems)] = items;
        await output.GetChildContentAsync();
        return new ChoiceGroup
        {
            Id = Id,
            Name = Name,
            Caption = CaptionOf(Legend, LegendSize, "govuk-fieldset__legend"),
            Hint = HintContent,
            Error = error,
            Values = values,
            Items =
            [
                .. Items.Select(item => new ChoiceItem
                {
                    Value = item.Value,
                    Content = Element.Text(item.Text),
                    Hint = item.Hint is null ? null : Element.Text(item.Hint),
                }),
                .. items.All,
            ],
            Classes = Element.Join(Inline ? $"{block}--inline" : null, Small ? $"{block}--small" : null, passed.Classes),
            Attributes = passed.Attributes,
        };
    }

    private string[] Chosen()
    {
        if (ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.RawValue is not null)
        {
            return entry.RawValue as string[] ?? [.. new[] { entry.AttemptedValue }.OfType<string>()];
        }

        return For.Model is IEnumerable many and not string
            ? [.. many.Cast<object?>().Select(Written).OfType<string>()]
            : [.. new[] { Written(For.Model) }.OfType<string>()];
    }
}

/// <summary>The answers of the group that is being rendered.</summary>
internal sealed class ChoiceItems(IReadOnlyCollection<string> values)
{
    public List<ChoiceItem> All { get; } = [];

    public IReadOnlyCollection<string> Values => values;
}

/// <summary>One answer of several.</summary>
[HtmlTargetElement("govuk-radios")]
public sealed class RadiosTagHelper : ChoicesTagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        Write(output, Govuk.Radios(await GroupAsync(context, output, "govuk-radios")));
}

/// <summary>Any number of answers.</summary>
[HtmlTargetElement("govuk-checkboxes")]
public sealed class CheckboxesTagHelper : ChoicesTagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        Write(output, Govuk.Checkboxes(await GroupAsync(context, output, "govuk-checkboxes")));
}

/// <summary>An answer; its content is what is read. A <c>govuk-conditional</c> inside it is asked besides when the answer is chosen.</summary>
[HtmlTargetElement("govuk-radio", ParentTag = "govuk-radios")]
[HtmlTargetElement("govuk-checkbox", ParentTag = "govuk-checkboxes")]
public sealed class ChoiceTagHelper : TagHelper
{
    public required string Value { get; set; }

    public string? Hint { get; set; }

    public bool Disabled { get; set; }

    /// <summary>For "none of these": choosing it unticks the others.</summary>
    public bool Exclusive { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var conditional = new Conditional();
        context.Items[typeof(Conditional)] = conditional;
        var content = await output.GetChildContentAsync();
        ((ChoiceItems)context.Items[typeof(ChoiceItems)]).All.Add(new ChoiceItem
        {
            Value = Value,
            Content = new HtmlString(content.GetContent().Trim()),
            Hint = Hint is null ? null : Element.Text(Hint),
            Conditional = conditional.Content,
            IsDisabled = Disabled,
            IsExclusive = Exclusive,
            Attributes = Passed.From(output).Attributes,
        });
        output.SuppressOutput();
    }
}

internal sealed class Conditional
{
    public IHtmlContent? Content { get; set; }
}

/// <summary>What is asked besides when the answer around it is chosen.</summary>
[HtmlTargetElement("govuk-conditional", ParentTag = "govuk-radio")]
[HtmlTargetElement("govuk-conditional", ParentTag = "govuk-checkbox")]
public sealed class ConditionalTagHelper : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ((Conditional)context.Items[typeof(Conditional)]).Content = await output.GetChildContentAsync();
        output.SuppressOutput();
    }
}

/// <summary>The word between two groups of answers, as a rule "or".</summary>
[HtmlTargetElement("govuk-divider", ParentTag = "govuk-radios")]
[HtmlTargetElement("govuk-divider", ParentTag = "govuk-checkboxes")]
public sealed class DividerTagHelper : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var word = (await output.GetChildContentAsync()).GetContent().Trim();
        ((ChoiceItems)context.Items[typeof(ChoiceItems)]).All.Add(new ChoiceItem { Divider = word });
        output.SuppressOutput();
    }
}
