using System.Diagnostics;

namespace Referrals.Web.Startup;

/// <summary>The number a person quotes when something went wrong: it finds the request in the logs and says nothing else.</summary>
public static class Reference
{
    /// <summary>Eight characters in two groups, the same for the whole request.</summary>
    public static string Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Items[typeof(Reference)] is string known)
        {
            return known;
        }

        var id = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString().ToUpperInvariant();
        var reference = $"{id[..4]}-{id[4..8]}";
        http.Items[typeof(Reference)] = reference;
        return reference;
    }
}
