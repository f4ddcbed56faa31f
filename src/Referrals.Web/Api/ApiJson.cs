using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace Referrals.Web.Api;

/// <summary>How the API writes and reads: names in camel case, codes in small letters with hyphens, dates as in ISO 8601. What it does not know it refuses.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = Set(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Set(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        return options;
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);
}

/// <summary>A place in a list, for the caller to hand back and not to look into. It opens nothing: what the caller reaches is asked again for every page.</summary>
internal static class Cursor
{
    public static string? Of<T>(string list, T? place)
        where T : class => place is null ? null : WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(new Place<T>(list, place), ApiJson.Options));

    /// <returns>False where it is not a cursor of this list. No cursor is the beginning.</returns>
    public static bool TryRead<T>(string list, string? cursor, out T? place)
        where T : class
    {
        place = null;
        if (string.IsNullOrEmpty(cursor))
        {
            return true;
        }

        try
        {
            if (JsonSerializer.Deserialize<Place<T>>(WebEncoders.Base64UrlDecode(cursor), ApiJson.Options) is not { } read || read.List != list)
            {
                return false;
            }

            place = read.At;
            return true;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return false;
        }
    }

    private sealed record Place<T>(string List, T At);
}

/// <summary>A page of a list.</summary>
/// <param name="Next">The address of the page after it; nothing on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
