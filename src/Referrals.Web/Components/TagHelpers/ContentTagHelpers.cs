using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Referrals.Web.Components.TagHelpers;

/// <summary>A component whose content is what stands between its tags.</summary>
public abstract class ContentTagHelper : TagHelper
{
    internal abstract IHtmlContent Render(IHtmlContent content, Passed passed);

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var content = new HtmlString((await output.GetChildContentAsync()).GetContent().Trim());
        var rendered = Render(content, Passed.From(output));
        output.TagName = null;
        output.Content.SetHtmlContent(rendered);
    }
}

public enum ButtonKind
{
    Primary,
    Secondary,
    Warning,
    Inverse,
}

/// <summary>A button that sends the form around it, or with <c>href</c> a link that looks like one.</summary>
[HtmlTargetElement("govuk-button")]
public sealed class ButtonTagHelper : ContentTagHelper
{
    public ButtonKind Kind { get; set; }

    public string? Href { get; set; }

    public string? Name { get; set; }

    public string? Value { get; set; }

    public string Type { get; set; } = "submit";

    public bool Disabled { get; set; }

    /// <summary>On unless said otherwise: a second click within a second does nothing.</summary>
    public bool PreventDoubleClick { get; set; } = true;

    internal override IHtmlContent Render(IHtmlContent content, Passed passed) => Govuk.Button(new Button
    {
        Content = content,
        Href = Href,
        Name = Name,
        Value = Value,
        Type = Type,
        IsDisabled = Disabled,
        PreventDoubleClick = PreventDoubleClick && Href is null ? true : null,
        Classes = Element.Join(Kind == ButtonKind.Primary ? null : $"govuk-button--{Kind.ToString().ToLowerInvariant()}", passed.Classes),
        Attributes = passed.Attributes,
    });
}

[HtmlTargetElement("govuk-back-link")]
public sealed class BackLinkTagHelper : ContentTagHelper
{
    public required string Href { get; set; }

    internal override IHtmlContent Render(IHtmlContent content, Passed passed) =>
        Govuk.BackLink(Href, content.ToString() is "" ? null : content, passed.Classes, passed.Attributes);
}

[HtmlTargetElement("govuk-inset-text")]
public sealed class InsetTextTagHelper : ContentTagHelper
{
    internal override IHtmlContent Render(IHtmlContent content, Passed passed) => Govuk.InsetText(content, passed.Classes, passed.Attributes);
}

[HtmlTargetElement("govuk-warning-text")]
public sealed class WarningTextTagHelper : ContentTagHelper
{
    public string IconText { get; set; } = "Warning";

    internal override IHtmlContent Render(IHtmlContent content, Passed passed) => Govuk.WarningText(content, IconText, passed.Classes, passed.Attributes);
}

public enum TagColour
{
    Plain,
    Blue,
    Grey,
    Green,
    Teal,
    Purple,
    Magenta,
    Red,
    Orange,
    Yellow,
}

/// <summary>A short state. Its words must be enough without the colour.</summary>
[HtmlTargetElement("govuk-tag")]
public sealed class TagTagHelper : ContentTagHelper
{
    public TagColour Colour { get; set; }

    internal override IHtmlContent Render(IHtmlContent content, Passed passed) =>
        Govuk.Tag(content, Element.Join(Colour == TagColour.Plain ? null : $"govuk-tag--{Colour.ToString().ToLowerInvariant()}", passed.Classes), passed.Attributes);
}

[HtmlTargetElement("govuk-details")]
public sealed class DetailsTagHelper : ContentTagHelper
{
    public required string Summary { get; set; }

    public bool Open { get; set; }

    internal override IHtmlContent Render(IHtmlContent content, Passed passed) => Govuk.Details(Element.Text(Summary), content, Open, passed.Classes, passed.Attributes);
}

/// <summary>The green panel that ends a journey.</summary>
[HtmlTargetElement("govuk-panel")]
public sealed class PanelTagHelper : ContentTagHelper
{
    public required string Title { get; set; }

    public int HeadingLevel { get; set; } = 1;

    internal override IHtmlContent Render(IHtmlContent content, Passed passed) =>
        Govuk.Panel(Element.Text(Title), content.ToString() is "" ? null : content, HeadingLevel, passed.Classes, passed.Attributes);
}

/// <summary>News about the page. <c>heading</c> is the usual single sentence; other content follows it.</summary>
[HtmlTargetElement("govuk-notification-banner")]
public sealed class NotificationBannerTagHelper : ContentTagHelper
{
    public bool Success { get; set; }

    public string? Title { get; set; }

    public string? Heading { get; set; }

    internal override IHtmlContent Render(IHtmlContent content, Passed passed) => Govuk.NotificationBanner(new Banner
    {
        IsSuccess = Success,
        Title = Title is null ? null : Element.Text(Title),
        Content = Heading is null ? content : new HtmlContentBuilder().AppendHtml(Govuk.BannerHeading(Heading)).AppendHtml(content),
        Classes = passed.Classes,
        Attributes = passed.Attributes,
    });
}

[HtmlTargetElement("moj-badge")]
public sealed class BadgeTagHelper : ContentTagHelper
{
    /// <summary>blue, purple, black, grey, green, red or bright-purple.</summary>
    public string? Colour { get; set; }

    internal override IHtmlContent Render(IHtmlContent content, Passed passed) => Moj.Badge(content, Element.Join(Colour is null ? null : $"moj-badge--{Colour}", passed.Classes));
}

[HtmlTargetElement("govuk-breadcrumbs", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class BreadcrumbsTagHelper : TagHelper
{
    public IEnumerable<Link> Items { get; set; } = [];

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Govuk.Breadcrumbs(Items, classes: "govuk-breadcrumbs--collapse-on-mobile"));
    }
}

[HtmlTargetElement("moj-side-navigation", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SideNavigationTagHelper : TagHelper
{
    public required string Label { get; set; }

    public IEnumerable<Link> Items { get; set; } = [];

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Moj.SideNavigation(Items, Label));
    }
}

[HtmlTargetElement("moj-sub-navigation", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SubNavigationTagHelper : TagHelper
{
    public required string Label { get; set; }

    public IEnumerable<Link> Items { get; set; } = [];

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Moj.SubNavigation(Items, Label));
    }
}

[HtmlTargetElement("moj-timeline", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TimelineTagHelper : TagHelper
{
    public IEnumerable<TimelineItem> Items { get; set; } = [];

    public int HeadingLevel { get; set; } = 2;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Moj.Timeline(Items, HeadingLevel));
    }
}

/// <summary>Previous, next and the pages around the current one. Renders nothing where all fits on one page.</summary>
[HtmlTargetElement("govuk-pagination", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PaginationTagHelper : TagHelper
{
    /// <summary>The current page, from 1.</summary>
    public int Page { get; set; }

    /// <summary>How many pages there are.</summary>
    public int Of { get; set; }

    /// <summary>The address of a page by its number.</summary>
    public required Func<int, string> Link { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        if (Of <= 1)
        {
            return;
        }

        output.Content.SetHtmlContent(Govuk.Pagination(new PageLinks
        {
            Previous = Page > 1 ? Link(Page - 1) : null,
            Next = Page < Of ? Link(Page + 1) : null,
            Items = [.. Shown(Page, Of).Select(page => page is { } number
                ? (number.ToString(System.Globalization.CultureInfo.InvariantCulture), Link(number), number == Page)
                : ((string, string, bool)?)null)],
        }));
    }

    /// <summary>First, last, current and its neighbours; null where pages are left out.</summary>
    internal static IEnumerable<int?> Shown(int current, int count)
    {
        var last = 0;
        foreach (var page in Enumerable.Range(1, count).Where(page => page == 1 || page == count || Math.Abs(page - current) <= 1))
        {
            if (page > last + 1)
            {
                yield return page == last + 2 ? last + 1 : null;
            }

            yield return page;
            last = page;
        }
    }
}

/// <summary>The errors of the page; the layout places it, pages need not.</summary>
[HtmlTargetElement("govuk-error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        var errors = PageErrors.Of(ViewContext).All(ViewContext.ModelState);
        if (errors.Count > 0)
        {
            output.Content.SetHtmlContent(Govuk.ErrorSummary(errors));
        }
    }
}
