using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Referrals.Web.Components;

/// <summary>
/// The errors of the page in the order of its fields, each linked to the input to mend. Fields claim their errors while the page renders; the layout,
/// which renders last, shows the summary first.
/// </summary>
public sealed class PageErrors
{
    private readonly Dictionary<string, Link> _claimed = new(StringComparer.OrdinalIgnoreCase);

    public static PageErrors Of(ViewContext view)
    {
        if (view.HttpContext.Items[typeof(PageErrors)] is not PageErrors errors)
        {
            view.HttpContext.Items[typeof(PageErrors)] = errors = new PageErrors();
        }

        return errors;
    }

    /// <summary>The first error of the field, noted for the summary; null where the field has none.</summary>
    public string? Claim(ModelStateDictionary state, string key, string inputId)
    {
        if (!state.TryGetValue(key, out var entry) || entry.Errors.Count == 0)
        {
            return null;
        }

        var words = entry.Errors[0].ErrorMessage;
        _claimed[key] = new Link(words, $"#{inputId}");
        return words;
    }

    /// <summary>Claimed errors first, then those that belong to no field of the page.</summary>
    public IReadOnlyList<Link> All(ModelStateDictionary state) =>
    [
        .. _claimed.Values,
        .. state.Where(pair => !_claimed.ContainsKey(pair.Key)).SelectMany(pair => pair.Value?.Errors ?? []).Select(error => new Link(error.ErrorMessage, null)),
    ];
}
