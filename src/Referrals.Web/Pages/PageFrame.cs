using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Referrals.Web.Components;

namespace Referrals.Web.Pages;

/// <summary>What a page tells the layout.</summary>
public static class PageFrame
{
    private const string TitleKey = "Title";
    private const string BreadcrumbsKey = "Breadcrumbs";
    private const string BackKey = "Back";
    private const string WideKey = "Wide";

    /// <summary>Names the page for the browser. Never with a person's name, CRN or any other detail of a case: titles stay in histories and on shared screens.</summary>
    public static void Title(this ViewDataDictionary view, string title) => view[TitleKey] = title;

    /// <summary>The way from the first page to this one; the last link is the parent of this page.</summary>
    public static void Breadcrumbs(this ViewDataDictionary view, params Link[] links) => view[BreadcrumbsKey] = links;

    /// <summary>A link back, for a page that is a step of a form. A page has either this or breadcrumbs.</summary>
    public static void Back(this ViewDataDictionary view, string href) => view[BackKey] = href;

    /// <summary>Lets the page use the whole width of a large screen, for wide tables and diagrams.</summary>
    public static void Wide(this ViewDataDictionary view) => view[WideKey] = true;

    internal static string TitleOf(ViewDataDictionary view) =>
        view[TitleKey] as string ?? throw new InvalidOperationException("The page has no title: call ViewData.Title(…) at its top.");

    internal static IReadOnlyList<Link> BreadcrumbsOf(ViewDataDictionary view) => view[BreadcrumbsKey] as Link[] ?? [];

    internal static string? BackOf(ViewDataDictionary view) => view[BackKey] as string;

    internal static bool IsWide(ViewDataDictionary view) => view[WideKey] is true;
}
