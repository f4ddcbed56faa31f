using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Referrals.Web.Components.TagHelpers;

/// <summary>The attributes a page wrote on a component that are none of its own: they go to the component's main element, classes beside the component's.</summary>
internal sealed record Passed(string? Classes, IReadOnlyDictionary<string, string?> Attributes)
{
    public static Passed From(TagHelperOutput output)
    {
        string? classes = null;
        var attributes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var attribute in output.Attributes)
        {
            var value = attribute.Value switch
            {
                null => null,
                HtmlString html => html.Value,
                IHtmlContent content => Plain(content),
                var other => other.ToString(),
            };
            if (attribute.Name == "class")
            {
                classes = value;
            }
            else
            {
                attributes[attribute.Name] = attribute.ValueStyle == HtmlAttributeValueStyle.Minimized ? null : value;
            }
        }

        return new(classes, attributes);
    }

    // Element encodes again on writing, so values arrive here as they were meant.
    private static string Plain(IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, NullHtmlEncoder.Default);
        return writer.ToString();
    }
}
