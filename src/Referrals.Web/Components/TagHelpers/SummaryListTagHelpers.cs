using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Referrals.Web.Components.TagHelpers;

/// <summary>Facts, one a row; with <c>card</c> in a card of that title.</summary>
[HtmlTargetElement("govuk-summary-list")]
public sealed class SummaryListTagHelper : TagHelper
{
    public string? Card { get; set; }

    public int CardHeadingLevel { get; set; } = 2;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var rows = new SummaryRows();
        context.Items[typeof(SummaryRows)] = rows;
        await output.GetChildContentAsync();
        var passed = Passed.From(output);
        output.TagName = null;
        output.Content.SetHtmlContent(Govuk.SummaryList(new SummaryList
        {
            Rows = rows.All,
            CardTitle = Card is null ? null : Element.Text(Card),
            CardHeadingLevel = CardHeadingLevel,
            CardActions = rows.CardActions,
            Classes = passed.Classes,
            Attributes = passed.Attributes,
        }));
    }
}

internal sealed class SummaryRows
{
    public List<Row> All { get; } = [];

    public List<RowAction> CardActions { get; } = [];
}

internal sealed class SummaryRowActions
{
    public List<RowAction> All { get; } = [];
}

/// <summary>One fact: its name in <c>key</c>, its value between the tags, what may be done about it in <c>govuk-summary-action</c>.</summary>
[HtmlTargetElement("govuk-summary-row", ParentTag = "govuk-summary-list")]
public sealed class SummaryRowTagHelper : TagHelper
{
    public required string Key { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var actions = new SummaryRowActions();
        context.Items[typeof(SummaryRowActions)] = actions;
        var content = await output.GetChildContentAsync();
        ((SummaryRows)context.Items[typeof(SummaryRows)]).All.Add(new Row
        {
            Key = Element.Text(Key),
            Value = new HtmlString(content.GetContent().Trim()),
            Classes = Passed.From(output).Classes,
            Actions = actions.All,
        });
        output.SuppressOutput();
    }
}

/// <summary>A link at the end of a row or of a card; <c>about</c> completes it for those who hear it alone ("Change" + "date of birth").</summary>
[HtmlTargetElement("govuk-summary-action")]
public sealed class SummaryActionTagHelper : TagHelper
{
    public required string Href { get; set; }

    public string? About { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var passed = Passed.From(output);
        var content = new HtmlString((await output.GetChildContentAsync()).GetContent().Trim());
        var action = new RowAction(Href, content, About) { Classes = passed.Classes, Attributes = passed.Attributes };
        if (context.Items.TryGetValue(typeof(SummaryRowActions), out var row))
        {
            ((SummaryRowActions)row).All.Add(action);
        }
        else
        {
            ((SummaryRows)context.Items[typeof(SummaryRows)]).CardActions.Add(action);
        }

        output.SuppressOutput();
    }
}

/// <summary>Views of one thing; without JavaScript they stand one below the other.</summary>
[HtmlTargetElement("govuk-tabs")]
public sealed class TabsTagHelper : TagHelper
{
    public string Title { get; set; } = "Contents";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var tabs = new TabList();
        context.Items[typeof(TabList)] = tabs;
        await output.GetChildContentAsync();
        output.TagName = null;
        output.Content.SetHtmlContent(Govuk.Tabs(tabs.All, Title));
    }
}

internal sealed class TabList
{
    public List<(string Id, string Label, IHtmlContent Content)> All { get; } = [];
}

/// <summary>One view; its content begins with a heading of its own.</summary>
[HtmlTargetElement("govuk-tab", ParentTag = "govuk-tabs")]
public sealed class TabTagHelper : TagHelper
{
    public required string Id { get; set; }

    public required string Label { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ((TabList)context.Items[typeof(TabList)]).All.Add((Id, Label, await output.GetChildContentAsync()));
        output.SuppressOutput();
    }
}
