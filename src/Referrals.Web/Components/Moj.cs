using Microsoft.AspNetCore.Html;

namespace Referrals.Web.Components;

/// <summary>One event of a timeline. <paramref name="Machine"/> is the date or time as machines read it; <paramref name="When"/> as people do.</summary>
public sealed record TimelineItem(string Title, string Machine, string When, IHtmlContent Content)
{
    public string? By { get; init; }

    /// <summary>It was put right since and counts no more: its title is struck out, and said to be so for those who do not see that.</summary>
    public bool Corrected { get; init; }
}

/// <summary>Parts of the Ministry of Justice design system that GOV.UK's lacks.</summary>
public static class Moj
{
    public static IHtmlContent Timeline(IEnumerable<TimelineItem> items, int headingLevel = 2) =>
        Element.Of("div", "moj-timeline").Add(items.Select(item => Element.Of("div", "moj-timeline__item").Add(
            Element.Of("div", "moj-timeline__header").Add(
                item.Corrected
                    ? Element.Of(Govuk.Heading(headingLevel), "moj-timeline__title").Add(Element.Of("del").Add(item.Title)).Add(Element.Of("span", "govuk-visually-hidden").Add(" (corrected)"))
                    : Element.Of(Govuk.Heading(headingLevel), "moj-timeline__title").Add(item.Title),
                item.By is null ? null : Element.Text(" "),
                item.By is null ? null : Element.Of("p", "moj-timeline__byline").Add($"by {item.By}")),
            Element.Of("p", "moj-timeline__date").Add(Element.Of("time").With("datetime", item.Machine).Add(item.When)),
            Element.Of("div", "moj-timeline__description").Add(item.Content))));

    public static IHtmlContent Badge(IHtmlContent content, string? classes = null) => Element.Of("span", "moj-badge", classes).Add(content);

    public static IHtmlContent SideNavigation(IEnumerable<Link> items, string label) =>
        Element.Of("nav", "moj-side-navigation").With("aria-label", label).Add(
            Element.Of("ul", "moj-side-navigation__list").Add(items.Select(item =>
                Element.Of("li", "moj-side-navigation__item", item.IsCurrent ? "moj-side-navigation__item--active" : null).Add(
                    Element.Of("a").With("href", item.Href).With("aria-current", item.IsCurrent ? "location" : null).Add(item.Text)))));

    public static IHtmlContent SubNavigation(IEnumerable<Link> items, string label) =>
        Element.Of("nav", "moj-sub-navigation").With("aria-label", label).Add(
            Element.Of("ul", "moj-sub-navigation__list").Add(items.Select(item =>
                Element.Of("li", "moj-sub-navigation__item").Add(
                    Element.Of("a", "moj-sub-navigation__link").With("aria-current", item.IsCurrent ? "page" : null).With("href", item.Href).Add(item.Text)))));
}
