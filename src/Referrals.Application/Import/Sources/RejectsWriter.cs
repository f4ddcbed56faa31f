using System.Buffers;
using System.Text.Json;

namespace Referrals.Application.Import.Sources;

/// <summary>
/// Writes what was not taken in so that it can be corrected and fed back: lines and well-formed documents as a bulk file,
/// documents that are no JSON as they came, under <c>CRN/</c> in a folder of the bulk file's name without its extension,
/// which is itself a folder that can be imported. Neither exists until something was rejected.
/// </summary>
public sealed class RejectsWriter : IDisposable
{
    private readonly string path;
    private readonly ArrayBufferWriter<byte> line = new(8 * 1024);
    private FileStream? lines;

    /// <param name="path">The bulk file to write. It must not exist: what an earlier import rejected is not lost.</param>
    public RejectsWriter(string path) => this.path = path;

    /// <summary>Where documents that are no JSON go.</summary>
    public string Folder => Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));

    /// <summary>How many lines and files were written.</summary>
    public int Count { get; private set; }

    /// <summary>The first name beside <paramref name="input"/> that is free: <c>INPUT.rejects.ndjson</c>, <c>INPUT.rejects-2.ndjson</c>, ….</summary>
    public static string FreePathFor(string input)
    {
        var stem = Path.TrimEndingDirectorySeparator(input);
        foreach (var ending in (string[])[".gz", ".ndjson", ".jsonl", ".json"])
        {
            if (stem.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                stem = stem[..^ending.Length];
        }

        for (var number = 1; ; number++)
        {
            var free = $"{stem}.rejects{(number == 1 ? "" : $"-{number}")}";
            if (!File.Exists(free + ".ndjson") && !Directory.Exists(free))
                return free + ".ndjson";
        }
    }

    /// <exception cref="IOException">The file exists already, or cannot be written.</exception>
    public void Write(RejectedInput rejected)
    {
        if (rejected.Line is { } whole)
            WriteLine(whole.Span);
        if (rejected.Crn is not { } crn)
            return;
        foreach (var document in rejected.Documents.Where(d => !d.IsJson))
        {
            var folder = Path.Combine(Folder, crn);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, document.FileName), document.Raw.Span);
            Count++;
        }

        if (rejected.Documents.Any(d => d.IsJson))
            WriteLine(Assemble(crn, [.. rejected.Documents.Where(d => d.IsJson)]));
    }

    public void Dispose() => lines?.Dispose();

    private void WriteLine(ReadOnlySpan<byte> bytes)
    {
        lines ??= new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        lines.Write(bytes);
        lines.Write("\n"u8);
        // An import that is killed leaves the rejects of what it committed.
        lines.Flush();
        Count++;
    }

    private ReadOnlySpan<byte> Assemble(string crn, IReadOnlyList<RejectedDocument> documents)
    {
        line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("crn", crn);
            foreach (var part in documents.GroupBy(d => d.Part, StringComparer.Ordinal))
            {
                json.WritePropertyName(part.Key);
                var byEvent = part.First().Event is not null;
                if (byEvent)
                    json.WriteStartObject();
                foreach (var document in part)
                {
                    if (byEvent)
                        json.WritePropertyName(document.Event!);
                    // Through a document, so that one laid out over many lines comes out on one.
                    using var parsed = JsonDocument.Parse(CaseBuilder.WithoutMark(document.Raw));
                    parsed.RootElement.WriteTo(json);
                }

                if (byEvent)
                    json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return line.WrittenSpan;
    }
}
