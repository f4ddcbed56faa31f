using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Referrals.Web.Tests;

/// <summary>What somebody reads on a page, with runs of white space as one space.</summary>
internal static class Reading
{
    public static string Words(this IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static string Body(this IHtmlDocument page) => page.QuerySelector("main")!.Words();

    /// <summary>The value of a row of a summary list; the first of that key.</summary>
    public static string Fact(this IHtmlDocument page, string key) =>
        page.QuerySelectorAll(".govuk-summary-list__row").First(row => row.QuerySelector("dt")!.Words() == key).QuerySelector("dd")!.Words();

    /// <summary>The cells of a table's row, found by its header.</summary>
    public static IReadOnlyList<string> Row(this IHtmlDocument page, string header) =>
        [.. page.QuerySelectorAll("tr").First(row => row.QuerySelector("th[scope=row]")?.Words().StartsWith(header, StringComparison.Ordinal) == true).QuerySelectorAll("td").Select(Words)];

    public static IElement Link(this IHtmlDocument page, string words) =>
        page.QuerySelectorAll("main a").First(link => link.Words().StartsWith(words, StringComparison.Ordinal));
}
