using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Referrals.Application.Import.Sources;

/// <summary>JSON paths as problems show them, and the line of a document a path points at.</summary>
internal static class JsonPaths
{
    public static string Index(int index) => "[" + index.ToString(CultureInfo.InvariantCulture) + "]";

    public static string Key(string key) => "['" + key + "']";

    /// <summary>A name that needs no quoting in a path.</summary>
    public static bool IsPlain(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    public static string Join(IReadOnlyList<string> steps)
    {
        var path = new StringBuilder();
        foreach (var step in steps)
            Append(path, step);
        return path.ToString();
    }

    /// <summary>The line (from 1) of the value at <paramref name="path"/>, or of the innermost thing around it that is there.</summary>
    public static int LineOf(ReadOnlySpan<byte> document, string path)
    {
        var steps = new List<string>();
        var indexes = new Stack<int>();
        long best = 0;
        var bestLength = 0;
        var reader = new Utf8JsonReader(document);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        steps.Add(reader.GetString()!);
                        Consider(reader.TokenStartIndex);
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        indexes.Pop();
                        Leave();
                        continue;
                }

                if (indexes.TryPeek(out var index) && index >= 0)
                    steps.Add(Index(index));
                Consider(reader.TokenStartIndex);
                if (reader.TokenType == JsonTokenType.StartArray)
                    indexes.Push(0);
                else if (reader.TokenType == JsonTokenType.StartObject)
                    indexes.Push(-1);
                else
                    Leave();
            }
        }
        catch (JsonException)
        {
            // Only documents that were parsed come here; what was found before is still the best answer.
        }

        return document[..(int)best].Count((byte)'\n') + 1;

        // A value has ended: its name or index goes, and the next index of the list around it comes.
        void Leave()
        {
            if (steps.Count > 0)
                steps.RemoveAt(steps.Count - 1);
            if (indexes.TryPop(out var at))
                indexes.Push(at >= 0 ? at + 1 : at);
        }

        void Consider(long start)
        {
            var here = new StringBuilder("$");
            foreach (var step in steps)
                Append(here, step);
            if (here.Length > bestLength && Covers(here.ToString(), path))
            {
                best = start;
                bestLength = here.Length;
            }
        }
    }

    private static bool Covers(string around, string path) =>
        path.StartsWith(around, StringComparison.Ordinal) && (path.Length == around.Length || path[around.Length] is '.' or '[');

    private static void Append(StringBuilder path, string step)
    {
        if (path.Length > 0 && !step.StartsWith('['))
            path.Append('.');
        path.Append(step);
    }
}
