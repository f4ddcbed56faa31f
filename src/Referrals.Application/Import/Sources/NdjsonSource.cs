using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Referrals.Application.Import.Sources;

/// <summary>
/// A bulk file, one case a line, plain or gzipped whatever it is called. Read and parsed ahead of the consumer on a
/// thread of its own, holding a few hundred cases however long the file is.
/// </summary>
public sealed class NdjsonSource(string path) : ICaseSource
{
    /// <summary>A case takes some four thousand bytes; a line of this many is not a case.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    private const int CasesAhead = 256;

    public long? Length => File.Exists(path) ? new FileInfo(path).Length : null;

    public async IAsyncEnumerable<SourceRead> Read([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var channel = Channel.CreateBounded<SourceRead>(new BoundedChannelOptions(CasesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var producer = Task.Run(() => Produce(channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var read in channel.Reader.ReadAllAsync(cancellation))
                yield return read;
        }
        finally
        {
            await stop.CancelAsync();
            await producer;
        }
    }

    private async Task Produce(ChannelWriter<SourceRead> cases, CancellationToken cancellation)
    {
        Exception? bug = null;
        try
        {
            if (await ReadLines(cases, cancellation) is { } ending)
                await cases.WriteAsync(ending, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The consumer has enough.
        }
        catch (Exception e)
        {
            bug = e;
        }
        finally
        {
            cases.TryComplete(bug);
        }
    }

    /// <summary>Reads to the end, or to where the file cannot be read further: then the answer says why.</summary>
    private async Task<SourceRead?> ReadLines(ChannelWriter<SourceRead> cases, CancellationToken cancellation)
    {
        var line = 0;
        long position = 0;
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            var magic = new byte[2];
            var got = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
            if (got == 2 && (magic is [0xFF, 0xFE] or [0xFE, 0xFF]))
                return Failed(null, "a file in UTF-8", "a file in UTF-16", file.Length) with { CutShort = true };
            file.Position = 0;
            await using Stream content = magic is [0x1F, 0x8B] ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            var lines = new LineSplitter(content, LongestLine);
            while (lines.Next(out var bytes, out var tooLong))
            {
                cancellation.ThrowIfCancellationRequested();
                line++;
                position = file.Position;
                var read = tooLong
                    ? Failed(line, $"a line of at most {LongestLine / 1024 / 1024} MB", "a longer one, which the rejects file leaves out", position)
                    : ReadLine(path, line, line == 1 ? CaseBuilder.WithoutMark(bytes) : bytes, position);
                // A packed file that was cut short may end without a word: its last line then has no end and is no JSON.
                if (read is { Case: null } && lines.IsCut)
                    read = read with { CutShort = true };
                if (read is not null && !cases.TryWrite(read))
                    await cases.WriteAsync(read, cancellation);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Failed(line == 0 ? null : line + 1, "a bulk file, one case a line", WhyNot(e), position) with { CutShort = true };
        }
    }

    private string WhyNot(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException when Directory.Exists(path) => "a folder",
        UnauthorizedAccessException => "a file that may not be read",
        InvalidDataException => "gzip that is damaged or cut short; the lines before were read",
        _ => $"a file that cannot be read: {e.Message}",
    };

    /// <summary>Reads one line by itself. <paramref name="bytes"/> come without the line end and are not kept; the answer is null where they are blank.</summary>
    public static SourceRead? ReadLine(string file, int line, ReadOnlyMemory<byte> bytes, long position)
    {
        if (bytes.Span.IndexOfAnyExcept(" \t\r"u8) < 0)
            return null;
        if (JsonReading.Malformed(bytes.Span) is { } malformed)
            return Whole("$", "JSON in UTF-8", malformed.Found);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, CaseBuilder.Strict);
        }
        catch (JsonException e)
        {
            return Whole("$", "one well-formed JSON object a line", JsonReading.Explain(e));
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return Whole("$", "an object with crn", JsonReading.Describe(root));
            if (!JsonReading.Field(root, "crn", out var own))
                return Whole("$.crn", "the CRN of the case", "nothing");
            if (own.ValueKind != JsonValueKind.String)
                return Whole("$.crn", "the CRN of the case", JsonReading.Describe(own));
            if (CaseBuilder.ValidCrn(own.GetString()) is not { } crn)
                return Whole("$.crn", "a CRN of letters and digits", JsonReading.Quote(own.GetString()!));
            return ReadCase(root, crn, file, line, position);
        }

        SourceRead Whole(string at, string expected, string found) =>
            new(null, [new SourceProblem(file, line, at, expected, found)], new RejectedInput { Line = bytes.ToArray() }, position);
    }

    private static SourceRead ReadCase(JsonElement root, string crn, string file, int line, long position)
    {
        var builder = new CaseBuilder(crn, new ImportOrigin(file, line));
        var reading = new JsonReading(file, line);
        foreach (var field in root.EnumerateObject())
        {
            var name = field.Name;
            if (name == "crn" || field.Value.ValueKind == JsonValueKind.Null)
                continue;
            using var step = JsonPaths.IsPlain(name) ? reading.In(name) : reading.AtKey(name);
            if (name is SourceParts.Sentences or SourceParts.Offences)
                builder.AddByEvent(reading, name, field.Value);
            else if (FolderSource.FileOf(name) is { } document)
                builder.Add(reading, name, null, document, field.Value);
            else
                reading.Warn("a part of a case: " + string.Join(", ", FolderSource.Parts), "a field that is not read");
        }

        builder.Problems.AddRange(reading.Problems);
        return builder.Build(position);
    }

    private SourceRead Failed(int? line, string expected, string found, long position) =>
        new(null, [new SourceProblem(path, line, "$", expected, found)], null, position);

    /// <summary>Cuts a stream at line ends into a buffer of its own that grows to the longest line allowed and no further.</summary>
    private sealed class LineSplitter(Stream stream, int longest)
    {
        private byte[] buffer = new byte[128 * 1024];
        private int start;
        private int end;
        private bool ended;

        /// <summary>The stream ended within the line that was last given.</summary>
        public bool IsCut { get; private set; }

        /// <summary>The next line without its end, good until the next call; false at the end of the stream.</summary>
        public bool Next(out ReadOnlyMemory<byte> line, out bool tooLong)
        {
            tooLong = false;
            var looked = 0;
            while (true)
            {
                var at = buffer.AsSpan(start + looked, end - start - looked).IndexOf((byte)'\n');
                if (at >= 0)
                {
                    var length = looked + at;
                    tooLong |= length > longest;
                    line = tooLong ? default : buffer.AsMemory(start, length > 0 && buffer[start + length - 1] == '\r' ? length - 1 : length);
                    start += length + 1;
                    return true;
                }

                looked = end - start;
                if (ended)
                {
                    tooLong |= looked > longest;
                    line = tooLong ? default : buffer.AsMemory(start, looked);
                    start = end;
                    IsCut = true;
                    return looked > 0 || tooLong;
                }

                if (looked > longest)
                {
                    tooLong = true;
                    start = end = looked = 0;
                }

                Fill();
            }
        }

        private void Fill()
        {
            if (end == buffer.Length)
            {
                var held = end - start;
                var room = held * 2 > buffer.Length ? new byte[buffer.Length * 2] : buffer;
                buffer.AsSpan(start, held).CopyTo(room);
                (buffer, start, end) = (room, 0, held);
            }

            var got = stream.Read(buffer, end, buffer.Length - end);
            ended = got == 0;
            end += got;
        }
    }
}
