using System.Text;
using System.Text.Encodings.Web;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Html;

namespace Referrals.Web.Tests.Components;

/// <summary>HTML written so that what means the same reads the same: attributes and classes sorted, an element a line, space collapsed.</summary>
internal static class Markup
{
    public static string Of(IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return Of(writer.ToString());
    }

    /// <param name="without">What is left out, as a selector.</param>
    public static string Of(string html, string? without = null)
    {
        var context = new HtmlParser().ParseDocument("<!doctype html><body></body>");
        var text = new StringBuilder();
        var nodes = new HtmlParser().ParseFragment(html, context.Body!);
        foreach (var unwanted in without is null ? [] : nodes.OfType<IElement>().SelectMany(root => root.QuerySelectorAll(without)).ToArray())
        {
            unwanted.Remove();
        }

        foreach (var node in nodes)
        {
            // ParseFragment gives the fragment's nodes inside an html element where the context is a body.
            foreach (var child in node is IElement { LocalName: "html" } root ? root.ChildNodes : (IEnumerable<INode>)[node])
            {
                Write(text, child, 0);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, INode node, int depth)
    {
        switch (node)
        {
            case IText { Data: var data } when !string.IsNullOrWhiteSpace(data):
                text.Append(' ', depth).AppendJoin(' ', data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Append('\n');
                break;
            case IElement element:
                text.Append(' ', depth).Append(element.LocalName);
                foreach (var attribute in element.Attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
                {
                    var value = attribute.Name == "class"
                        ? string.Join(' ', attribute.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))
                        : attribute.Value;
                    text.Append(' ').Append(attribute.Name).Append('=').Append(value);
                }

                text.Append('\n');
                foreach (var child in element.ChildNodes)
                {
                    Write(text, child, depth + 1);
                }

                break;
        }
    }
}
