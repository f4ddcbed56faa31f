using System.Globalization;
using Referrals.Application.Catalogues;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.CatalogueFiles;

/// <summary>Catalogue files as people call them.</summary>
public static class CatalogueWords
{
    public const string Address = "/catalogue";

    public static string File(string name) => $"{Address}/{name}";

    /// <summary>One version, or with <paramref name="against"/> what differs in it from another.</summary>
    public static string Version(string name, int version, int? against = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{Address}/{name}?version={version}{(against is { } older ? $"&against={older}" : "")}");

    public static string Export(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{Address}/{name}?version={version}&format=json");

    public static string Draft(string name) => $"{Address}/{name}/draft";

    /// <summary>An entry of a draft; without a key a new one.</summary>
    public static string Entry(string name, string? key = null) => $"{Address}/{name}/draft/entry{(key is null ? "" : $"?key={Uri.EscapeDataString(key)}")}";

    public static string Of(string name) => name switch
    {
        "programmes" => "Programmes, interventions and toolkits",
        "reasons" => "Coded reasons",
        "service-levels" => "Service levels",
        "ladders" => "Ladders of reminders",
        "thresholds" => "Thresholds",
        "session-plans" => "Session plans",
        "bank-holidays" => "Bank holidays",
        "areas" => "Regions and delivery units",
        _ => name,
    };

    public static string Released(CatalogueVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.Release is { } release ? $"{release.ReleasedBy}, {release.ReleasedAt.Words()}" : "Came with the service";
    }

    public static string Kind(EntryChangeKind kind) => kind switch
    {
        EntryChangeKind.Added => "Added",
        EntryChangeKind.Removed => "Removed",
        _ => "Changed",
    };
}
