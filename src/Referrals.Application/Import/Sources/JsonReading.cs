using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Referrals.Domain;

namespace Referrals.Application.Import.Sources;

/// <summary>
/// Reads typed values out of one document, remembering where it is so that a problem can say so. A missing field or JSON
/// null is null; a wrong type, an unknown code or an impossible date is an error and reads as null.
/// </summary>
internal sealed class JsonReading(string file, int? line, ReadOnlyMemory<byte> document = default)
{
    private static readonly TimeZoneInfo s_london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly DateOnly s_earliest = new(1900, 1, 1);
    private static readonly DateOnly s_latest = new(2199, 12, 31);

    // Past this many a document is the wrong document, and finding each line would cost more than it tells.
    private const int MostProblems = 100;

    private readonly List<string> path = ["$"];

    public List<SourceProblem> Problems { get; } = [];

    public int Errors { get; private set; }

    public Step In(string name)
    {
        path.Add(name);
        return new Step(path);
    }

    public Step At(int index)
    {
        path.Add(JsonPaths.Index(index));
        return new Step(path);
    }

    public Step AtKey(string key)
    {
        path.Add(JsonPaths.Key(key));
        return new Step(path);
    }

    public void Problem(ProblemSeverity severity, string expected, string found)
    {
        if (severity == ProblemSeverity.Error)
            Errors++;
        if (Problems.Count > MostProblems)
            return;
        if (Problems.Count == MostProblems)
        {
            Problems.Add(new SourceProblem(file, line, "$", $"no more than {MostProblems} problems", "more, which are left out here", severity));
            return;
        }

        var where = JsonPaths.Join(path);
        Problems.Add(new SourceProblem(file, document.IsEmpty ? line : JsonPaths.LineOf(document.Span, where), where, expected, found, severity));
    }

    public void Error(string expected, string found) => Problem(ProblemSeverity.Error, expected, found);

    public void Error(string expected, JsonElement found) => Error(expected, Describe(found));

    public void Warn(string expected, string found) => Problem(ProblemSeverity.Warning, expected, found);

    /// <summary>The object in a field, or null where there is none.</summary>
    public JsonElement? Object(JsonElement from, string name)
    {
        if (!Field(from, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return value;
        using (In(name))
            Error("an object", value);
        return null;
    }

    public T? Object<T>(JsonElement from, string name, Func<JsonReading, JsonElement, T> read)
        where T : class
    {
        if (Object(from, name) is not { } value)
            return null;
        using (In(name))
            return read(this, value);
    }

    public List<T>? List<T>(JsonElement from, string name, Func<JsonReading, JsonElement, T> read)
    {
        if (!Field(from, name, out var value))
            return null;
        using (In(name))
            return Items(value, read);
    }

    /// <summary>The objects of a list; null where <paramref name="list"/> is none.</summary>
    public List<T>? Items<T>(JsonElement list, Func<JsonReading, JsonElement, T> read)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            Error("a list", list);
            return null;
        }

        var items = new List<T>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            using (At(items.Count))
            {
                if (item.ValueKind != JsonValueKind.Object)
                {
                    Error("an object", item);
                    return null;
                }

                items.Add(read(this, item));
            }
        }

        return items;
    }

    /// <summary>Trimmed; null where empty.</summary>
    public string? Text(JsonElement from, string name, int longest = 200)
    {
        if (!Field(from, name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.String)
        {
            Error(name, "text", Describe(value));
            return null;
        }

        var text = value.GetString()!.Trim();
        if (text.Length <= longest)
            return text.Length == 0 ? null : text;
        Error(name, $"text of at most {longest} characters", $"{text.Length} characters");
        return null;
    }

    /// <summary>Free text of any length.</summary>
    public string? Words(JsonElement from, string name) => Text(from, name, int.MaxValue);

    public string RequiredText(JsonElement from, string name, string expected)
    {
        var before = Errors;
        if (Text(from, name) is { } text)
            return text;
        if (Errors == before)
            Error(name, expected, "nothing");
        return "";
    }

    public DateOnly? Date(JsonElement from, string name)
    {
        const string expected = "a date as YYYY-MM-DD, from 1900 to 2199";
        if (Code(from, name, expected) is not { } text)
            return null;
        // Some OASys answers give midnight with a date.
        var day = text.Length > 10 && text[10] == 'T' && Moment(text) is not null ? text[..10] : text;
        if (DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date >= s_earliest && date <= s_latest)
            return date;
        Error(name, expected, Quote(text));
        return null;
    }

    public DateOnly RequiredDate(JsonElement from, string name)
    {
        var before = Errors;
        if (Date(from, name) is { } date)
            return date;
        if (Errors == before)
            Error(name, "a date as YYYY-MM-DD", "nothing");
        return default;
    }

    /// <summary>A date and time as clocks in London show it. One with an offset is brought to London; one without is there already.</summary>
    public DateTime? Time(JsonElement from, string name)
    {
        const string expected = "a date and time as YYYY-MM-DDTHH:MM:SS, from 1900 to 2199";
        if (Code(from, name, expected) is not { } text)
            return null;
        if (Moment(text) is { } at && DateOnly.FromDateTime(at) >= s_earliest && DateOnly.FromDateTime(at) <= s_latest)
            return at;
        Error(name, expected, Quote(text));
        return null;
    }

    /// <summary>JSON true or false.</summary>
    public bool? Flag(JsonElement from, string name)
    {
        if (!Field(from, name, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Error(name, "true or false", Describe(value));
        return null;
    }

    /// <summary>How OASys answers a yes or no question; every way it has of not knowing is null.</summary>
    public bool? YesNo(JsonElement from, string name)
    {
        const string expected = "\"Yes\", \"No\", \"Don't know\" or null";
        if (Field(from, name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        if (Code(from, name, expected) is not { } text)
            return null;
        switch (Plain(text))
        {
            case "YES" or "Y":
                return true;
            case "NO" or "N":
                return false;
            case "DONTKNOW" or "DK" or "NOTKNOWN" or "UNKNOWN" or "MISSING" or "NOTAPPLICABLE" or "NA" or "NOTANSWERED":
                return null;
            default:
                Error(name, expected, Quote(text));
                return null;
        }
    }

    /// <summary>SARA, RoSH, PNI and predictor levels, in words, in capitals or as one letter.</summary>
    public RiskLevel? Level(JsonElement from, string name)
    {
        const string expected = "Low, Medium, High, Very High or null";
        if (Code(from, name, expected) is not { } text)
            return null;
        switch (Plain(text))
        {
            case "LOW" or "L":
                return RiskLevel.Low;
            case "MEDIUM" or "M":
                return RiskLevel.Medium;
            case "HIGH" or "H":
                return RiskLevel.High;
            case "VERYHIGH" or "V" or "VH":
                return RiskLevel.VeryHigh;
            case "NOTAPPLICABLE" or "NA" or "NOTKNOWN" or "UNKNOWN" or "NOTCOMPLETED" or "NOTASSESSED":
                return null;
            default:
                Error(name, expected, Quote(text));
                return null;
        }
    }

    /// <summary>SARA inside a PNI: 1 low, 2 medium, 3 high, 0 not there.</summary>
    public RiskLevel? NumberedLevel(JsonElement from, string name)
    {
        switch (Number(from, name))
        {
            case null or 0:
                return null;
            case 1:
                return RiskLevel.Low;
            case 2:
                return RiskLevel.Medium;
            case 3:
                return RiskLevel.High;
            case { } other:
                Error(name, "1 (low), 2 (medium), 3 (high) or null", other.ToString(CultureInfo.InvariantCulture));
                return null;
        }
    }

    /// <summary><c>0-No problems</c>, <c>1-Some problems</c>, <c>2-Significant problems</c>: the digit counts, the words vary.</summary>
    public ProblemScale? Scale(JsonElement from, string name)
    {
        const string expected = "\"0-No problems\", \"1-Some problems\", \"2-Significant problems\" or null";
        if (Code(from, name, expected) is not { } text)
            return null;
        if (text is ['0' or '1' or '2'] or ['0' or '1' or '2', '-' or ' ', ..])
            return (ProblemScale)(text[0] - '0');
        if (Plain(text) is "MISSING" or "M" or "NOTKNOWN" or "DONTKNOW" or "NOTAPPLICABLE" or "NA" || text.StartsWith("M-", StringComparison.Ordinal))
            return null;
        Error(name, expected, Quote(text));
        return null;
    }

    public long? Number(JsonElement from, string name)
    {
        if (!Field(from, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number))
            return number;
        Error(name, "a whole number", Describe(value));
        return null;
    }

    public int? SmallNumber(JsonElement from, string name)
    {
        if (!Field(from, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
            return number;
        Error(name, "a whole number", Describe(value));
        return null;
    }

    public decimal? Decimal(JsonElement from, string name)
    {
        if (!Field(from, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
            return number;
        Error(name, "a number", Describe(value));
        return null;
    }

    public long RequiredNumber(JsonElement from, string name, string expected)
    {
        var before = Errors;
        if (Number(from, name) is { } number)
            return number;
        if (Errors == before)
            Error(name, expected, "nothing");
        return 0;
    }

    /// <summary>A short text whose value may be quoted back, unlike names and free text.</summary>
    public string? Code(JsonElement from, string name, string expected)
    {
        if (!Field(from, name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.String)
        {
            Error(name, expected, Describe(value));
            return null;
        }

        var text = value.GetString()!.Trim();
        return text.Length == 0 ? null : text;
    }

    public void Error(string name, string expected, string found)
    {
        using (In(name))
            Error(expected, found);
    }

    public static bool Field(JsonElement from, string name, out JsonElement value) =>
        from.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The kind of a value and, where it can hold nothing personal, the value.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "the number " + Quote(value.GetRawText())[1..^1],
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    public static string Quote(string text) => text.Length <= 40 ? $"\"{text}\"" : $"\"{text[..39]}…\"";

    /// <summary>Why these bytes are not JSON that can be read, or null where they are.</summary>
    public static (string Found, int Line)? Malformed(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            var good = ValidLength(json);
            return ($"a byte that is no UTF-8 (byte {good + 1})", LinesBefore(json[..good]) + 1);
        }

        // An escape may name half of a surrogate pair, which is well-formed JSON and no text.
        if (json.IndexOf("\\u"u8) < 0)
            return null;
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            return ($"an escaped character that is half of a pair (byte {reader.TokenStartIndex + 1})", LinesBefore(json[..(int)reader.TokenStartIndex]) + 1);
        }
        catch (JsonException)
        {
            // The parser says it better.
        }

        return null;
    }

    public static string Explain(JsonException problem)
    {
        var words = problem.Message;
        foreach (var tail in (string[])[" LineNumber:", " Path:"])
        {
            var at = words.IndexOf(tail, StringComparison.Ordinal);
            if (at > 0)
                words = words[..at];
        }

        return problem.BytePositionInLine is { } position ? $"{words.TrimEnd('.')} (byte {position + 1})" : words.TrimEnd('.');
    }

    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        var good = 0;
        while (Rune.DecodeFromUtf8(bytes[good..], out _, out var length) == System.Buffers.OperationStatus.Done)
            good += length;
        return good;
    }

    private static int LinesBefore(ReadOnlySpan<byte> bytes) => bytes.Count((byte)'\n');

    private static DateTime? Moment(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day.ToDateTime(TimeOnly.MinValue);
        if (text.Length < 16 || text[10] != 'T' || text[4] != '-')
            return null;
        // Adding an offset at the ends of the calendar would overflow; no such date is accepted anyway.
        if (text.StartsWith("0001", StringComparison.Ordinal) || text.StartsWith("9999", StringComparison.Ordinal))
            return null;
        var zoned = text[^1] == 'Z' || text.AsSpan(16).IndexOfAny('+', '-') >= 0;
        if (!zoned)
            return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? DateTime.SpecifyKind(local, DateTimeKind.Unspecified) : null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? TimeZoneInfo.ConvertTime(at, s_london).DateTime
            : null;
    }

    private static string Plain(string text)
    {
        Span<char> kept = stackalloc char[32];
        var length = 0;
        foreach (var c in text)
        {
            if (c is ' ' or '_' or '-' or '\'' or '’' or '/')
                continue;
            if (length == kept.Length)
                return text;
            kept[length++] = char.ToUpperInvariant(c);
        }

        return new string(kept[..length]);
    }

    public readonly struct Step(List<string> path) : IDisposable
    {
        public void Dispose() => path.RemoveAt(path.Count - 1);
    }
}
