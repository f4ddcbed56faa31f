using System.Globalization;
using Microsoft.AspNetCore.Html;

namespace Referrals.Web.Components;

public sealed record Button
{
    public required IHtmlContent Content { get; init; }

    /// <summary>Given for a link that looks like a button.</summary>
    public string? Href { get; init; }

    public string? Name { get; init; }

    public string? Value { get; init; }

    public string Type { get; init; } = "submit";

    public string? Classes { get; init; }

    public bool IsDisabled { get; init; }

    /// <summary>Says whether a second click within a second is ignored. A form that is sent twice must be harmless all the same.</summary>
    public bool? PreventDoubleClick { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

/// <summary>A link in breadcrumbs, navigation or an error summary; without <see cref="Href"/> it is only text.</summary>
public sealed record Link(string Text, string? Href)
{
    /// <summary>True for the page the person is on.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>True for the part of the service the person is in.</summary>
    public bool IsActive { get; init; }
}

public sealed record Row
{
    public required IHtmlContent Key { get; init; }

    public required IHtmlContent Value { get; init; }

    public string? Classes { get; init; }

    public IReadOnlyList<RowAction> Actions { get; init; } = [];
}

/// <summary>What may be done about a row; <paramref name="About"/> completes the link for those who hear it out of context ("Change" + "name").</summary>
public sealed record RowAction(string Href, IHtmlContent Content, string? About)
{
    public string? Classes { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

public sealed record SummaryList
{
    public IReadOnlyList<Row> Rows { get; init; } = [];

    public string? Classes { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }

    /// <summary>Given to stand the list in a card of this title.</summary>
    public IHtmlContent? CardTitle { get; init; }

    public int CardHeadingLevel { get; init; } = 2;

    public string? CardClasses { get; init; }

    public IReadOnlyList<RowAction> CardActions { get; init; } = [];
}

public sealed record Cell(IHtmlContent Content)
{
    public bool IsNumeric { get; init; }

    public string? Classes { get; init; }

    public int? ColSpan { get; init; }

    public int? RowSpan { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

public sealed record Table
{
    public string? Caption { get; init; }

    public string? CaptionClasses { get; init; }

    public string? Classes { get; init; }

    public IReadOnlyList<Cell>? Head { get; init; }

    public bool FirstCellIsHeader { get; init; }

    public IReadOnlyList<IReadOnlyList<Cell>> Rows { get; init; } = [];

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

public sealed record Banner
{
    public required IHtmlContent Content { get; init; }

    public IHtmlContent? Title { get; init; }

    public bool IsSuccess { get; init; }

    public string? TitleId { get; init; }

    public int HeadingLevel { get; init; } = 2;

    public string? Role { get; init; }

    public string? Classes { get; init; }

    public bool? DisableAutoFocus { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

public sealed record PageLinks
{
    public string? Previous { get; init; }

    public string? Next { get; init; }

    /// <summary>The pages to name; null stands for those left out.</summary>
    public IReadOnlyList<(string Number, string Href, bool IsCurrent)?> Items { get; init; } = [];

    public string Label { get; init; } = "Pagination";

    public string? Classes { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

public sealed record Navigation
{
    public IReadOnlyList<Link> Items { get; init; } = [];

    public string? ServiceName { get; init; }

    public string? ServiceUrl { get; init; }

    public string Label { get; init; } = "Menu";

    public string? Classes { get; init; }

    /// <summary>Stands at the end of the bar: who is signed in.</summary>
    public IHtmlContent? End { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

/// <summary>The header of a service that is not GOV.UK: its own name where the crown would be.</summary>
public sealed record Header
{
    public required IHtmlContent Logo { get; init; }

    public string Url { get; init; } = "/";

    public string ContainerClasses { get; init; } = "govuk-width-container";

    public string? Classes { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }

    /// <summary>Stands at the end of the bar: who is signed in.</summary>
    public IHtmlContent? End { get; init; }
}

/// <summary>The footer without the crown, the licence and the copyright, which belong to gov.uk domains.</summary>
public sealed record Footer
{
    /// <summary>Null leaves out the heading too.</summary>
    public IReadOnlyList<Link>? Links { get; init; }

    /// <summary>What the links are, for those who do not see them.</summary>
    public string Title { get; init; } = "Support links";

    public string? ContainerClasses { get; init; }

    public string? Classes { get; init; }

    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }
}

/// <summary>The parts of a page: HTML as govuk-frontend 6.6 renders it, held to its fixtures by a test.</summary>
public static partial class Govuk
{
    public static IHtmlContent SkipLink(IHtmlContent content, string href = "#content", string? classes = null, IReadOnlyDictionary<string, string?>? attributes = null) =>
        Element.Of("a", "govuk-skip-link", classes).With("href", href).With(attributes).With("data-module", "govuk-skip-link").Add(content);

    public static IHtmlContent Header(Header header) =>
        Element.Of("div", "govuk-generic-header", header.Classes).With(header.Attributes).Add(
            Element.Of("div", "govuk-generic-header__container", header.ContainerClasses).Add(
                Element.Of("div", "govuk-generic-header__logo").Add(Element.Of("a", "govuk-generic-header__homepage-link").With("href", header.Url).Add(header.Logo)),
                header.End));

    public static IHtmlContent Footer(Footer footer) =>
        Element.Of("div", "govuk-footer", footer.Classes).With(footer.Attributes).Add(
            Element.Of("div", "govuk-width-container", footer.ContainerClasses).Add(
                Element.Of("div", "govuk-footer__meta").Add(
                    Element.Of("div", "govuk-footer__meta-item", "govuk-footer__meta-item--grow").Add(
                        footer.Links is null ? null : Element.Of("h2", "govuk-visually-hidden").Add(footer.Title),
                        footer.Links is not { Count: > 0 } links ? null : Element.Of("ul", "govuk-footer__inline-list").Add(links.Select(link =>
                            Element.Of("li", "govuk-footer__inline-list-item").Add(Element.Of("a", "govuk-footer__link").With("href", link.Href).Add(link.Text))))))));

    public static IHtmlContent Button(Button button)
    {
        var element = button.Href is { } href
            ? Element.Of("a", "govuk-button", button.Classes).With("href", href).With("role", "button").With("draggable", "false")
            : Element.Of("button", "govuk-button", button.Classes).With("type", button.Type).With("value", button.Value).With("name", button.Name)
                .WithFlag("disabled", button.IsDisabled).With("aria-disabled", button.IsDisabled ? "true" : null)
                .With("data-prevent-double-click", Spelling(button.PreventDoubleClick));
        return element.With("data-module", "govuk-button").With(button.Attributes).Add(button.Content);
    }

    public static IHtmlContent BackLink(string href, IHtmlContent? content = null, string? classes = null, IReadOnlyDictionary<string, string?>? attributes = null) =>
        Element.Of("a", "govuk-back-link", classes).With("href", href).With(attributes).Add(content ?? Element.Text("Back"));

    public static IHtmlContent Breadcrumbs(IEnumerable<Link> items, string label = "Breadcrumb", string? classes = null) =>
        Element.Of("nav", "govuk-breadcrumbs", classes).With("aria-label", label).Add(
            Element.Of("ol", "govuk-breadcrumbs__list").Add(items.Select(item => item.Href is null
                ? Element.Of("li", "govuk-breadcrumbs__list-item").With("aria-current", "page").Add(item.Text)
                : Element.Of("li", "govuk-breadcrumbs__list-item").Add(Element.Of("a", "govuk-breadcrumbs__link").With("href", item.Href).Add(item.Text)))));

    public static IHtmlContent ErrorSummary(IReadOnlyList<Link> errors, string title = "There is a problem", string? description = null) =>
        Element.Of("div", "govuk-error-summary").With("data-module", "govuk-error-summary").Add(
            Element.Of("div").With("role", "alert").Add(
                Element.Of("h2", "govuk-error-summary__title").Add(title),
                Element.Of("div", "govuk-error-summary__body").Add(
                    description is null ? null : Element.Of("p").Add(description),
                    errors.Count == 0 ? null : Element.Of("ul", "govuk-list", "govuk-error-summary__list").Add(errors.Select(error =>
                        Element.Of("li").Add(error.Href is null ? Element.Text(error.Text) : Element.Of("a").With("href", error.Href).Add(error.Text)))))));

    public static IHtmlContent InsetText(IHtmlContent content, string? classes = null, IReadOnlyDictionary<string, string?>? attributes = null) =>
        Element.Of("div", "govuk-inset-text", classes).With(attributes).Add(content);

    public static IHtmlContent WarningText(IHtmlContent content, string iconText = "Warning", string? classes = null, IReadOnlyDictionary<string, string?>? attributes = null) =>
        Element.Of("div", "govuk-warning-text", classes).With(attributes).Add(
            Element.Of("span", "govuk-warning-text__icon").With("aria-hidden", "true").Add("!"),
            Element.Of("strong", "govuk-warning-text__text").Add(Element.Of("span", "govuk-visually-hidden").Add(iconText)).Add(" ").Add(content));

    public static IHtmlContent Tag(IHtmlContent content, string? classes = null, IReadOnlyDictionary<string, string?>? attributes = null) =>
        Element.Of("strong", "govuk-tag", classes).With(attributes).Add(content);

    public static IHtmlContent Details(IHtmlContent summary, IHtmlContent content, bool isOpen = false, string? classes = null, IReadOnlyDictionary<string, string?>? attributes = null) =>
        Element.Of("details", "govuk-details", classes).With(attributes).WithFlag("open", isOpen).Add(
            Element.Of("summary", "govuk-details__summary").Add(Element.Of("span", "govuk-details__summary-text").Add(summary)),
            Element.Of("div", "govuk-details__text").Add(content));

    public static IHtmlContent Panel(IHtmlContent title, IHtmlContent? content, int headingLevel = 1, string? classes = null, IReadOnlyDictionary<string, string?>? attributes = null) =>
        Element.Of("div", "govuk-panel", "govuk-panel--confirmation", classes).With(attributes).Add(
            Element.Of(Heading(headingLevel), "govuk-panel__title").Add(title),
            content is null ? null : Element.Of("div", "govuk-panel__body").Add(content));

    public static IHtmlContent NotificationBanner(Banner banner)
    {
        var titleId = banner.TitleId ?? "govuk-notification-banner-title";
        return Element.Of("div", "govuk-notification-banner", banner.IsSuccess ? "govuk-notification-banner--success" : null, banner.Classes)
            .With("role", banner.Role ?? (banner.IsSuccess ? "alert" : "region"))
            .With("aria-labelledby", titleId)
            .With("data-module", "govuk-notification-banner")
            .With("data-disable-auto-focus", Spelling(banner.DisableAutoFocus))
            .With(banner.Attributes)
            .Add(
                Element.Of("div", "govuk-notification-banner__header").Add(
                    Element.Of(Heading(banner.HeadingLevel), "govuk-notification-banner__title").With("id", titleId)
                        .Add(banner.Title ?? Element.Text(banner.IsSuccess ? "Success" : "Important"))),
                Element.Of("div", "govuk-notification-banner__content").Add(banner.Content));
    }

    /// <summary>The words of a banner that says one thing only.</summary>
    public static IHtmlContent BannerHeading(string text) => Element.Of("p", "govuk-notification-banner__heading").Add(text);

    public static IHtmlContent SummaryList(SummaryList list)
    {
        var anyActions = list.Rows.Any(row => row.Actions.Count > 0);
        var rows = Element.Of("dl", "govuk-summary-list", list.Classes).With(list.Attributes).Add(list.Rows.Select(row =>
            Element.Of("div", "govuk-summary-list__row", anyActions && row.Actions.Count == 0 ? "govuk-summary-list__row--no-actions" : null, row.Classes).Add(
                Element.Of("dt", "govuk-summary-list__key").Add(row.Key),
                Element.Of("dd", "govuk-summary-list__value").Add(row.Value),
                row.Actions.Count == 0 ? null : Actions(row.Actions, "dd", "govuk-summary-list__actions", "govuk-summary-list__actions-list"))));
        return list.CardTitle is null && list.CardClasses is null
            ? rows
            : Element.Of("div", "govuk-summary-card", list.CardClasses).Add(
                Element.Of("div", "govuk-summary-card__title-wrapper").Add(
                    list.CardTitle is null ? null : Element.Of(Heading(list.CardHeadingLevel), "govuk-summary-card__title").Add(list.CardTitle),
                    CardActions()),
                Element.Of("div", "govuk-summary-card__content").Add(rows));

        IHtmlContent? CardActions() => list.CardActions.Count switch
        {
            0 => null,
            1 => Element.Of("div", "govuk-summary-card__actions").Add(ActionLink(list.CardActions[0])),
            _ => Element.Of("ul", "govuk-summary-card__actions").Add(list.CardActions.Select(action =>
                Element.Of("li", "govuk-summary-card__action").Add(ActionLink(action)))),
        };

        IHtmlContent Actions(IReadOnlyList<RowAction> actions, string name, string classes, string listClasses) => Element.Of(name, classes).Add(actions.Count == 1
            ? ActionLink(actions[0])
            : Element.Of("ul", listClasses).Add(actions.Select(action => Element.Of("li", "govuk-summary-list__actions-list-item").Add(ActionLink(action)))));

        IHtmlContent ActionLink(RowAction action)
        {
            var link = Element.Of("a", "govuk-link", action.Classes).With("href", action.Href).With(action.Attributes).Add(action.Content);
            var about = string.IsNullOrEmpty(action.About) ? null : $" {action.About}";
            if (about is null && list.CardTitle is null)
            {
                return link;
            }

            var unseen = Element.Of("span", "govuk-visually-hidden").Add(about);
            return link.Add(list.CardTitle is null ? unseen : unseen.Add(" (").Add(list.CardTitle).Add(")"));
        }
    }

    public static IHtmlContent Table(Table table)
    {
        var element = Element.Of("table", "govuk-table", table.Classes).With(table.Attributes);
        if (table.Caption is not null)
        {
            element.Add(Element.Of("caption", "govuk-table__caption", table.CaptionClasses).Add(table.Caption));
        }

        if (table.Head is not null)
        {
            element.Add(Element.Of("thead", "govuk-table__head").Add(Element.Of("tr", "govuk-table__row").Add(table.Head.Select(ColumnHeader))));
        }

        return element.Add(Element.Of("tbody", "govuk-table__body").Add(table.Rows.Select(row =>
            Element.Of("tr", "govuk-table__row").Add(row.Select((cell, index) => index == 0 && table.FirstCellIsHeader ? RowHeader(cell) : DataCell(cell))))));
    }

    public static IHtmlContent ColumnHeader(Cell cell) =>
        Spans(Element.Of("th", "govuk-table__header", cell.IsNumeric ? "govuk-table__header--numeric" : null, cell.Classes).With("scope", "col"), cell);

    public static IHtmlContent RowHeader(Cell cell) => Spans(Element.Of("th", "govuk-table__header", cell.Classes).With("scope", "row"), cell);

    public static IHtmlContent DataCell(Cell cell) =>
        Spans(Element.Of("td", "govuk-table__cell", cell.IsNumeric ? "govuk-table__cell--numeric" : null, cell.Classes), cell);

    public static IHtmlContent Pagination(PageLinks pages)
    {
        var isBlock = pages.Items.Count == 0;
        return Element.Of("nav", "govuk-pagination", isBlock ? "govuk-pagination--block" : null, pages.Classes).With("aria-label", pages.Label).With(pages.Attributes).Add(
            pages.Previous is null ? null : Arrow(pages.Previous, "prev", "Previous"),
            isBlock ? null : Element.Of("ul", "govuk-pagination__list").Add(pages.Items.Select(Page)),
            pages.Next is null ? null : Arrow(pages.Next, "next", "Next"));

        static IHtmlContent Page((string Number, string Href, bool IsCurrent)? page) => page is not { } shown
            ? Element.Of("li", "govuk-pagination__item", "govuk-pagination__item--ellipsis").Add("⋯")
            : Element.Of("li", "govuk-pagination__item", shown.IsCurrent ? "govuk-pagination__item--current" : null).Add(
                Element.Of("a", "govuk-link", "govuk-pagination__link").With("href", shown.Href).With("aria-label", $"Page {shown.Number}")
                    .With("aria-current", shown.IsCurrent ? "page" : null).Add(shown.Number));

        IHtmlContent Arrow(string href, string rel, string word)
        {
            var title = Element.Of("span", "govuk-pagination__link-title", isBlock ? "govuk-pagination__link-title--decorated" : null)
                .Add(word).Add(Element.Of("span", "govuk-visually-hidden").Add(" page"));
            var icon = Icon(rel);
            var link = Element.Of("a", "govuk-link", "govuk-pagination__link").With("href", href).With("rel", rel);
            return Element.Of("div", $"govuk-pagination__{rel}").Add(isBlock || rel == "prev" ? link.Add(icon, title) : link.Add(title, icon));
        }

        static IHtmlContent Icon(string rel) =>
            Element.Of("svg", "govuk-pagination__icon", $"govuk-pagination__icon--{rel}").With("xmlns", "http://www.w3.org/2000/svg").With("height", "13").With("width", "15")
                .With("aria-hidden", "true").With("focusable", "false").With("viewBox", "0 0 15 13").Add(Element.Of("path").With("d", rel == "prev"
                    ? "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"
                    : "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"));
    }

    public static IHtmlContent ServiceNavigation(Navigation navigation)
    {
        var bar = Element.Of("div", "govuk-width-container").Add(
            Element.Of("div", "govuk-service-navigation__container").Add(ServiceName(), Links()),
            navigation.End);
        var outer = navigation.ServiceName is null && navigation.End is null
            ? Element.Of("div", "govuk-service-navigation", navigation.Classes)
            : Element.Of("section", "govuk-service-navigation", navigation.Classes).With("aria-label", "Service information");
        return outer.With("data-module", "govuk-service-navigation").With(navigation.Attributes).Add(bar);

        IHtmlContent? ServiceName() => navigation.ServiceName is null ? null : Element.Of("span", "govuk-service-navigation__service-name").Add(navigation.ServiceUrl is null
            ? Element.Of("span", "govuk-service-navigation__text").Add(navigation.ServiceName)
            : Element.Of("a", "govuk-service-navigation__link").With("href", navigation.ServiceUrl).Add(navigation.ServiceName));

        IHtmlContent? Links() => navigation.Items.Count == 0 ? null : Element.Of("nav", "govuk-service-navigation__wrapper").With("aria-label", navigation.Label).Add(
            navigation.Items.Count == 1 ? null : Element.Of("button", "govuk-service-navigation__toggle", "govuk-js-service-navigation-toggle")
                .With("type", "button").With("aria-controls", "navigation").WithFlag("hidden", on: true).With("aria-hidden", "true").Add("Menu"),
            Element.Of("ul", "govuk-service-navigation__list").With("id", "navigation").Add(navigation.Items.Select(NavigationItem)));

        static IHtmlContent NavigationItem(Link item)
        {
            var here = item.IsCurrent || item.IsActive;
            IHtmlContent words = here ? Element.Of("strong", "govuk-service-navigation__active-fallback").Add(item.Text) : Element.Text(item.Text);
            var link = item.Href is null
                ? Element.Of("span", "govuk-service-navigation__text")
                : Element.Of("a", "govuk-service-navigation__link").With("href", item.Href);
            return Element.Of("li", "govuk-service-navigation__item", here ? "govuk-service-navigation__item--active" : null)
                .Add(link.With("aria-current", item.IsCurrent ? "page" : item.IsActive ? "true" : null).Add(words));
        }
    }

    public static IHtmlContent Tabs(IReadOnlyList<(string Id, string Label, IHtmlContent Content)> tabs, string title = "Contents", string? id = null, string? classes = null) =>
        Element.Of("div", "govuk-tabs", classes).With("id", id).With("data-module", "govuk-tabs")
            .Add(Element.Of("h2", "govuk-tabs__title").Add(title))
            .Add(tabs.Count == 0 ? null : Element.Of("ul", "govuk-tabs__list").Add(tabs.Select((tab, index) =>
                Element.Of("li", "govuk-tabs__list-item", index == 0 ? "govuk-tabs__list-item--selected" : null).Add(
                    Element.Of("a", "govuk-tabs__tab").With("href", $"#{tab.Id}").Add(tab.Label)))))
            .Add(tabs.Select((tab, index) => Element.Of("div", "govuk-tabs__panel", index == 0 ? null : "govuk-tabs__panel--hidden").With("id", tab.Id).Add(tab.Content)));

    internal static string Heading(int level) => $"h{level.ToString(CultureInfo.InvariantCulture)}";

    private static Element Spans(Element element, Cell cell) =>
        element.With("colspan", cell.ColSpan?.ToString(CultureInfo.InvariantCulture)).With("rowspan", cell.RowSpan?.ToString(CultureInfo.InvariantCulture))
            .With(cell.Attributes).Add(cell.Content);
}
