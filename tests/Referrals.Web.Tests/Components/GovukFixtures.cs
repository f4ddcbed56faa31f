using System.Globalization;
using Microsoft.AspNetCore.Html;
using Referrals.Web.Components;

namespace Referrals.Web.Tests.Components;

/// <summary>Our component for the options of a govuk-frontend fixture.</summary>
internal static class GovukFixtures
{
    public static IReadOnlyDictionary<string, Func<FixtureOptions, IHtmlContent?>> Renderers { get; } = new Dictionary<string, Func<FixtureOptions, IHtmlContent?>>(StringComparer.Ordinal)
    {
        ["back-link"] = o => Govuk.BackLink(o.Text("href") is { Length: > 0 } href ? href : "#", o.Content(), o.Text("classes"), o.Attributes()),
        ["breadcrumbs"] = o => Govuk.Breadcrumbs(
            o.Parts("items").Select(Crumb).ToList(),
            o.Text("labelText") ?? "Breadcrumb",
            Element.Join(o.Text("classes"), o.Flag("collapseOnMobile") ? "govuk-breadcrumbs--collapse-on-mobile" : null)),
        ["button"] = o => Govuk.Button(new Button
        {
            Content = o.Content() ?? Element.Text(""),
            Href = o.Text("href"),
            Name = o.Text("name"),
            Value = o.Text("value"),
            Type = o.Text("type") ?? "submit",
            Classes = o.Text("classes"),
            IsDisabled = o.Flag("disabled"),
            PreventDoubleClick = o.Tri("preventDoubleClick"),
            Attributes = o.Attributes(),
        }),
        ["character-count"] = o => Govuk.CharacterCount(Field(o, new CharacterCount
        {
            Id = "",
            Name = "",
            Value = o.Text("value"),
            Rows = o.Number("rows") ?? 5,
            Spellcheck = o.Tri("spellcheck"),
            MaxLength = o.Number("maxlength"),
            MaxWords = o.Number("maxwords"),
            Threshold = o.Number("threshold"),
        })),
        ["checkboxes"] = o => Govuk.Checkboxes(Choices(o)),
        ["date-input"] = o => Govuk.DateInput(Field(o, new DateField
        {
            Id = "",
            Name = "",
            HasFieldset = o.Part("fieldset") is not null,
            Day = o.Part("day")?.Text("value") ?? o.Part("values")?.Text("day"),
            Month = o.Part("month")?.Text("value") ?? o.Part("values")?.Text("month"),
            Year = o.Part("year")?.Text("value") ?? o.Part("values")?.Text("year"),
            Wrong = Wrong(o),
        }) with
        { Name = "" }),
        ["details"] = o => Govuk.Details(o.Content("summaryHtml", "summaryText")!, o.Content() ?? Element.Text(""), o.Flag("open"), o.Text("classes"), WithId(o)),
        ["error-message"] = o => Govuk.ErrorMessage(o.Content()!, o.Text("id")),
        ["error-summary"] = o => Govuk.ErrorSummary([.. o.Parts("errorList").Select(Crumb)], o.Text("titleText")!, o.Text("descriptionText")),
        ["fieldset"] = o => Govuk.Fieldset(Legend(o), o.Text("describedBy"), o.Text("role")).Add(o.Text("html") is { } html ? new HtmlString(html) : null),
        // Without a licence, as ours is.
        ["footer"] = o => o.Part("contentLicence") is not null ? null : Govuk.Footer(new Footer
        {
            Links = o.Part("meta") is { } meta ? [.. meta.Parts("items").Select(Crumb)] : null,
            Title = o.Part("meta")?.Text("visuallyHiddenTitle") ?? "Support links",
            ContainerClasses = o.Text("containerClasses"),
            Classes = o.Text("classes"),
            Attributes = o.Attributes(),
        }),
        ["generic-header"] = o => Govuk.Header(new Header
        {
            Logo = o.Content("logoHtml", "logoText") ?? Element.Text(""),
            Url = o.Text("url") ?? "/",
            ContainerClasses = o.Text("containerClasses") ?? "govuk-width-container",
            Classes = o.Text("classes"),
            Attributes = o.Attributes(),
        }),
        ["hint"] = o => Govuk.Hint(o.Content()!, o.Text("id"), o.Text("classes")),
        ["input"] = o => Govuk.Input(Field(o, new TextInput
        {
            Id = "",
            Name = "",
            Value = o.Text("value"),
            Type = o.Text("type") ?? "text",
            InputMode = o.Text("inputmode"),
            Autocomplete = o.Text("autocomplete"),
            Spellcheck = o.Tri("spellcheck"),
            IsDisabled = o.Flag("disabled"),
            Prefix = o.Part("prefix")?.Content(),
            Suffix = o.Part("suffix")?.Content(),
        })),
        ["inset-text"] = o => Govuk.InsetText(o.Content()!, o.Text("classes"), WithId(o)),
        ["label"] = o => o.Content() is null ? null : Govuk.Label(new Caption { Content = o.Content()!, Classes = o.Text("classes"), IsPageHeading = o.Flag("isPageHeading") }, o.Text("for")),
        ["notification-banner"] = o => Govuk.NotificationBanner(new Banner
        {
            Content = o.Text("html") is { } html ? new HtmlString(html) : o.Text("text") is { } text ? Govuk.BannerHeading(text) : Element.Text(""),
            Title = o.Content("titleHtml", "titleText"),
            IsSuccess = o.Text("type") == "success",
            TitleId = o.Text("titleId"),
            HeadingLevel = o.Number("titleHeadingLevel") ?? 2,
            Role = o.Text("role"),
            Classes = o.Text("classes"),
            DisableAutoFocus = o.Tri("disableAutoFocus"),
            Attributes = o.Attributes(),
        }),
        ["pagination"] = o => Govuk.Pagination(new PageLinks
        {
            Previous = o.Part("previous")?.Text("href"),
            Next = o.Part("next")?.Text("href"),
            Items = [.. o.Parts("items").Where(item => !item.IsEmpty).Select(item => item.Flag("ellipsis")
                ? ((string, string, bool)?)null
                : (item.Text("number") ?? "", item.Text("href") ?? "", item.Flag("current")))],
            Label = o.Text("landmarkLabel") ?? "Pagination",
            Classes = o.Text("classes"),
            Attributes = o.Attributes(),
        }),
        // The interruption panel is not one of ours: its classes stay unread.
        ["panel"] = o => o.Part("actions") is not null || Interrupts(o) ? null : Govuk.Panel(o.Content("titleHtml", "titleText")!, o.Content(), o.Number("headingLevel") ?? 1, o.Text("classes"), o.Attributes()),
        ["radios"] = o => Govuk.Radios(Choices(o)),
        ["select"] = o => Govuk.Select(Field(o, new Select
        {
            Id = "",
            Name = "",
            Value = o.Text("value"),
            IsDisabled = o.Flag("disabled"),
            Options = [.. o.Parts("items").Select(item => new SelectOption(item.Text("value"), item.Text("text") ?? "")
            {
                IsSelected = item.Tri("selected"),
                IsDisabled = item.Flag("disabled"),
                Attributes = item.Attributes(),
            })],
        })),
        ["service-navigation"] = o => Govuk.ServiceNavigation(new Navigation
        {
            ServiceName = o.Text("serviceName"),
            ServiceUrl = o.Text("serviceUrl"),
            Items = [.. o.Parts("navigation").Select(Crumb)],
            Label = o.Text("navigationLabel") ?? "Menu",
            Classes = o.Text("classes"),
            Attributes = o.Attributes(),
        }),
        ["skip-link"] = o => Govuk.SkipLink(o.Content()!, o.Text("href") ?? "#content", o.Text("classes"), o.Attributes()),
        ["summary-list"] = o => Govuk.SummaryList(new SummaryList
        {
            Rows = [.. o.Parts("rows").Select(row => new Row
            {
                Key = row.Part("key")?.Content() ?? Element.Text(""),
                Value = row.Part("value")?.Content() ?? Element.Text(""),
                Classes = row.Text("classes"),
                Actions = Actions(row),
            })],
            Classes = o.Text("classes"),
            Attributes = o.Attributes(),
            CardTitle = o.Part("card")?.Part("title")?.Content(),
            CardHeadingLevel = o.Part("card")?.Part("title")?.Number("headingLevel") ?? 2,
            CardClasses = o.Part("card")?.Text("classes"),
            CardActions = o.Part("card") is { } card ? Actions(card) : [],
        }),
        ["table"] = o => Govuk.Table(new Table
        {
            Caption = o.Text("caption"),
            CaptionClasses = o.Text("captionClasses"),
            Classes = o.Text("classes"),
            Attributes = o.Attributes(),
            FirstCellIsHeader = o.Flag("firstCellIsHeader"),
            Head = o.Parts("head") is { Count: > 0 } head ? [.. head.Select(Cell)] : null,
            Rows = [.. o.Rows("rows").Select(row => row.Select(Cell).ToList())],
        }),
        ["tabs"] = o => Govuk.Tabs(
            [.. o.Parts("items").Select((item, index) => (
                item.Text("id") ?? $"{o.Text("idPrefix")}-{(index + 1).ToString(CultureInfo.InvariantCulture)}",
                item.Text("label") ?? "",
                item.Part("panel") is not { } panel ? Element.Text("")
                : panel.Text("html") is { } html ? new HtmlString(html)
                : panel.Text("text") is { } text ? Element.Of("p", "govuk-body").Add(text)
                : Element.Text("")))],
            o.Text("title") ?? "Contents", o.Text("id"), o.Text("classes")),
        ["tag"] = o => Govuk.Tag(o.Content()!, o.Text("classes"), o.Attributes()),
        ["textarea"] = o => Govuk.Textarea(Field(o, new TextArea
        {
            Id = "",
            Name = "",
            Value = o.Text("value"),
            Rows = o.Number("rows") ?? 5,
            Autocomplete = o.Text("autocomplete"),
            Spellcheck = o.Tri("spellcheck"),
            IsDisabled = o.Flag("disabled"),
        })),
        ["warning-text"] = o => Govuk.WarningText(o.Content()!, o.Text("iconFallbackText") ?? "Warning", o.Text("classes"), o.Attributes()),
    };

    /// <summary>What of a component belongs to gov.uk domains: ours is compared with the rest.</summary>
    public static IReadOnlyDictionary<string, string> BelongsToTheCrown { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["footer"] = ".govuk-footer__crown, .govuk-footer__licence-logo, .govuk-footer__licence-description, .govuk-footer__meta-item:not(.govuk-footer__meta-item--grow)",
    };

    private static T Field<T>(FixtureOptions options, T field)
        where T : Field
    {
        var name = options.Text("name") ?? "";
        return field with
        {
            Id = (options.Text("id") ?? options.Text("idPrefix")) is { Length: > 0 } id ? id : name,
            Name = name,
            Caption = options.Part("label") is { } label
                ? label.Content() is { } words ? new Caption { Content = words, Classes = label.Text("classes"), IsPageHeading = label.Flag("isPageHeading") } : null
                : options.Part("fieldset") is { } fieldset ? Legend(fieldset) : null,
            Hint = options.Part("hint")?.Content(),
            Error = options.Part("errorMessage")?.Content(),
            Classes = options.Text("classes"),
            DescribedBy = options.Text("describedBy") ?? options.Part("fieldset")?.Text("describedBy"),
            Attributes = options.Attributes(),
            GroupClasses = options.Part("formGroup")?.Text("classes"),
            GroupAttributes = options.Part("formGroup")?.Attributes(),
        };
    }

    private static Caption? Legend(FixtureOptions fieldset) => fieldset.Part("legend") is { } legend && legend.Content() is { } content
        ? new Caption { Content = content, Classes = legend.Text("classes"), IsPageHeading = legend.Flag("isPageHeading") }
        : null;

    private static ChoiceGroup Choices(FixtureOptions options) => Field(options, new ChoiceGroup
    {
        Id = "",
        Name = "",
        HasFieldset = options.Part("fieldset") is not null,
        Values = [.. options.Texts("values"), .. options.Text("value") is { } value ? [value] : Array.Empty<string>()],
        Items = [.. options.PartsWithoutGaps("items").Select(item => new ChoiceItem
        {
            Id = item.Text("id"),
            Value = item.Text("value"),
            Content = item.Content(),
            Hint = item.Part("hint")?.Content(),
            Conditional = item.Part("conditional")?.Text("html") is { Length: > 0 } html ? new HtmlString(html) : null,
            Divider = item.Text("divider"),
            IsChecked = item.Tri("checked"),
            IsDisabled = item.Flag("disabled"),
            IsExclusive = item.Text("behaviour") == "exclusive",
            Attributes = item.Attributes(),
        })],
    });

    private static bool Interrupts(FixtureOptions options) => options.Peek("classes")?.Contains("interruption", StringComparison.Ordinal) == true;

    private static DateParts Wrong(FixtureOptions options)
    {
        var parts = new[] { ("day", DateParts.Day), ("month", DateParts.Month), ("year", DateParts.Year) }
            .Select(part => (Part: part.Item2, HasError: options.Part(part.Item1)?.Tri("error"))).ToList();
        var excepted = parts.Exists(part => part.HasError == false) && !parts.Exists(part => part.HasError == true);
        return parts.Where(part => part.HasError ?? excepted).Aggregate(DateParts.None, (all, part) => all | part.Part);
    }

    private static Link Crumb(FixtureOptions item) => new(item.Text("text") ?? "", item.Text("href"))
    {
        IsCurrent = item.Flag("current"),
        IsActive = item.Flag("active"),
    };

    private static Cell Cell(FixtureOptions cell) => new(cell.Content() ?? Element.Text(""))
    {
        IsNumeric = cell.Text("format") == "numeric",
        Classes = cell.Text("classes"),
        ColSpan = cell.Number("colspan"),
        RowSpan = cell.Number("rowspan"),
        Attributes = cell.Attributes(),
    };

    private static List<RowAction> Actions(FixtureOptions row) =>
        [.. (row.Part("actions")?.Parts("items") ?? []).Select(action => new RowAction(action.Text("href") ?? "", action.Content() ?? Element.Text(""), action.Text("visuallyHiddenText"))
        {
            Classes = action.Text("classes"),
            Attributes = action.Attributes(),
        })];

    private static Dictionary<string, string?>? WithId(FixtureOptions options)
    {
        var attributes = options.Attributes();
        if (options.Text("id") is { } id)
        {
            attributes ??= new Dictionary<string, string?>(StringComparer.Ordinal);
            attributes["id"] = id;
        }

        return attributes;
    }
}
