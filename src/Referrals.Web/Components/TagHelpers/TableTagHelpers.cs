using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Referrals.Web.Components.TagHelpers;

/// <summary>A table: <c>govuk-columns</c> for its head, then rows.</summary>
[HtmlTargetElement("govuk-table")]
public sealed class TableTagHelper : TagHelper
{
    public required string Caption { get; set; }

    public Size CaptionSize { get; set; } = Size.M;

    /// <summary>Hides the caption from sight, not from screen readers, where a heading right above says the same.</summary>
    public bool CaptionHidden { get; set; }

    public bool SmallText { get; set; }

    /// <summary>For a table that most screens cannot hold: its scrolling region is reached by the keyboard also before <c>app.js</c> has measured it.</summary>
    public bool Wide { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var parts = new TableParts();
        context.Items[typeof(TableParts)] = parts;
        var rows = await output.GetChildContentAsync();
        var passed = Passed.From(output);
        var table = Element.Of("table", "govuk-table", SmallText ? "govuk-table--small-text-until-tablet" : null, passed.Classes).With(passed.Attributes).Add(
            Element.Of("caption", "govuk-table__caption", CaptionHidden ? "govuk-visually-hidden" : CaptionSize == Size.Normal ? null : $"govuk-table__caption--{CaptionSize.ToString().ToLowerInvariant()}").Add(Caption),
            parts.Columns is null ? null : Element.Of("thead", "govuk-table__head").Add(Element.Of("tr", "govuk-table__row").Add(parts.Columns)),
            Element.Of("tbody", "govuk-table__body").Add(rows),
            parts.Total is null ? null : Element.Of("tfoot", "app-table__foot").Add(parts.Total));
        output.TagName = null;
        // The table scrolls on a small screen, the page does not.
        var scroll = Element.Of("div", "app-table-scroll").With("data-label", Caption);
        output.Content.SetHtmlContent((Wide ? scroll.With("role", "region").With("aria-label", Caption).With("tabindex", "0") : scroll).Add(table));
    }
}

internal sealed class TableParts
{
    public IHtmlContent? Columns { get; set; }

    public IHtmlContent? Total { get; set; }
}

[HtmlTargetElement("govuk-columns", ParentTag = "govuk-table")]
public sealed class ColumnsTagHelper : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ((TableParts)context.Items[typeof(TableParts)]).Columns = await output.GetChildContentAsync();
        output.SuppressOutput();
    }
}

/// <summary>A row; with <c>total</c> it stands in the foot of the table.</summary>
[HtmlTargetElement("govuk-row")]
public sealed class RowTagHelper : TagHelper
{
    public bool Total { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var passed = Passed.From(output);
        var row = Element.Of("tr", "govuk-table__row", passed.Classes).With(passed.Attributes).Add(await output.GetChildContentAsync());
        if (Total)
        {
            ((TableParts)context.Items[typeof(TableParts)]).Total = row;
            output.SuppressOutput();
            return;
        }

        output.TagName = null;
        output.Content.SetHtmlContent(row);
    }
}

public abstract class CellTagHelper : ContentTagHelper
{
    /// <summary>Aligns figures to the right, in digits of one width.</summary>
    public bool Numeric { get; set; }

    public int? ColSpan { get; set; }

    public int? RowSpan { get; set; }

    private protected Cell CellOf(IHtmlContent content, Passed passed) => new(content)
    {
        IsNumeric = Numeric,
        ColSpan = ColSpan,
        RowSpan = RowSpan,
        Classes = passed.Classes,
        Attributes = passed.Attributes,
    };
}

[HtmlTargetElement("govuk-column", ParentTag = "govuk-columns")]
public sealed class ColumnTagHelper : CellTagHelper
{
    internal override IHtmlContent Render(IHtmlContent content, Passed passed) => Govuk.ColumnHeader(CellOf(content, passed));
}

[HtmlTargetElement("govuk-row-header", ParentTag = "govuk-row")]
public sealed class RowHeaderTagHelper : CellTagHelper
{
    internal override IHtmlContent Render(IHtmlContent content, Passed passed) => Govuk.RowHeader(CellOf(content, passed));
}

[HtmlTargetElement("govuk-cell", ParentTag = "govuk-row")]
public sealed class DataCellTagHelper : CellTagHelper
{
    internal override IHtmlContent Render(IHtmlContent content, Passed passed) => Govuk.DataCell(CellOf(content, passed));
}
