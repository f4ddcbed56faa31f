using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Referrals.Cli;

/// <summary>What goes to standard output.</summary>
internal static class Print
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static void Json(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, s_json));

    /// <summary>Writes to a file, or to standard output where none is named.</summary>
    /// <exception cref="StopException">The file cannot be written.</exception>
    public static async Task To(string? file, string text, CancellationToken cancellation)
    {
        if (file is null)
        {
            Console.Out.Write(text);
            return;
        }

        try
        {
            await File.WriteAllTextAsync(file, text, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException($"{file} cannot be written: {e.Message}");
        }
    }

    public static string Count(int number, string one, string many) => $"{number:N0} {(number == 1 ? one : many)}";

    /// <summary>Columns as wide as their widest text, for people and for grep.</summary>
    public static void Columns(IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
            return;
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows)
            Console.Out.WriteLine(string.Join("  ", row.Select((text, c) => text.PadRight(widths[c]))).TrimEnd());
    }
}
