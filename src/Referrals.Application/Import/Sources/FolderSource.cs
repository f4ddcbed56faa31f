using System.Runtime.CompilerServices;

namespace Referrals.Application.Import.Sources;

/// <summary>
/// A folder with a folder for each case, named by its CRN, holding one file a document: <c>personal-details.json</c>,
/// <c>sentence-1.json</c> and <c>offences-1.json</c> (the number is the event), <c>registrations.json</c>,
/// <c>section6.json</c>, <c>roshsummary.json</c>, <c>pni.json</c>, <c>risk-predictors.json</c>, and what no source system
/// holds: <c>sara-analysis.json</c>, <c>enquiries.json</c>, <c>answers.json</c>, <c>history.json</c>. Any may be absent.
/// </summary>
public sealed class FolderSource(string path) : ICaseSource
{
    private static readonly Dictionary<string, string> s_files = new(StringComparer.Ordinal)
    {
        [SourceParts.PersonalDetails] = "personal-details.json",
        [SourceParts.Registrations] = "registrations.json",
        [SourceParts.Section6] = "section6.json",
        [SourceParts.RoshSummary] = "roshsummary.json",
        [SourceParts.Pni] = "pni.json",
        [SourceParts.RiskPredictors] = "risk-predictors.json",
        [SourceParts.SaraAnalysis] = "sara-analysis.json",
        [SourceParts.Enquiries] = "enquiries.json",
        [SourceParts.Answers] = "answers.json",
        [SourceParts.History] = "history.json",
    };

    private static readonly Dictionary<string, string> s_parts =
        s_files.ToDictionary(f => f.Value, f => f.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every part by the name it has in a bulk line.</summary>
    internal static IReadOnlyList<string> Parts { get; } = [.. s_files.Keys, SourceParts.Sentences, SourceParts.Offences];

    /// <summary>The number of case folders.</summary>
    public long? Length => Directory.Exists(path) ? Directory.EnumerateDirectories(path).LongCount() : null;

    public async IAsyncEnumerable<SourceRead> Read([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (folders, problems) = Look();
        if (problems.Count > 0)
            yield return new SourceRead(null, problems, null, 0);
        var position = 0;
        foreach (var folder in folders)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return await ReadCase(folder, ++position, cancellation);
        }
    }

    /// <summary>The file a part is in, or null where the part is no part, or has a file an event.</summary>
    internal static string? FileOf(string part) => s_files.GetValueOrDefault(part);

    private (IReadOnlyList<string> Folders, IReadOnlyList<SourceProblem> Problems) Look()
    {
        const string expected = "a folder with a folder for each CRN";
        if (!Directory.Exists(path))
            return ([], [Problem(path, expected, File.Exists(path) ? "a file" : "no such folder")]);
        try
        {
            var folders = Directory.GetDirectories(path).Where(d => !Hidden(d)).Order(StringComparer.Ordinal).ToList();
            var files = Directory.GetFiles(path).Where(f => !Hidden(f)).Order(StringComparer.Ordinal).ToList();
            if (files.FirstOrDefault(f => PartOf(Path.GetFileName(f)) is not null) is { } document)
                return (folders, [Problem(document, "documents in a folder named by their CRN", "a document beside the case folders, which says not whose it is")]);
            if (folders.Count == 0)
                return ([], [Problem(path, expected, "an empty folder")]);
            return (folders, [.. files.Select(f => Problem(f, "nothing but case folders", "a file that is not read", ProblemSeverity.Warning))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], [Problem(path, expected, $"a folder that cannot be read: {e.Message}")]);
        }
    }

    private static async Task<SourceRead> ReadCase(string folder, long position, CancellationToken cancellation)
    {
        if (CaseBuilder.ValidCrn(Path.GetFileName(folder)) is not { } crn)
            return new SourceRead(null, [Problem(folder, "a folder named by a CRN of letters and digits", JsonReading.Quote(Path.GetFileName(folder)))], null, position);
        var builder = new CaseBuilder(crn, new ImportOrigin(folder, IsFolder: true));
        var documents = 0;
        try
        {
            foreach (var file in Directory.GetFiles(folder).Where(f => !Hidden(f)).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(file);
                if (PartOf(name) is not { } document)
                {
                    builder.Problems.Add(Problem(file, "a document of a case: " + string.Join(", ", s_parts.Keys) + ", sentence-N.json or offences-N.json", "a file that is not read", ProblemSeverity.Warning));
                    continue;
                }

                documents++;
                await ReadDocument(builder, document.Part, document.Event, name, file, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            builder.Problems.Add(Problem(folder, "a folder that can be read", e.Message));
        }

        if (documents > 0)
            return builder.Build(position);
        builder.Problems.Add(Problem(folder, "at least one document", "none", ProblemSeverity.Warning));
        return new SourceRead(null, builder.Problems, null, position);
    }

    private static async Task ReadDocument(CaseBuilder builder, string part, int? eventNumber, string name, string file, CancellationToken cancellation)
    {
        try
        {
            if (new FileInfo(file).Length > NdjsonSource.LongestLine)
            {
                builder.Problems.Add(Problem(file, $"a document of at most {NdjsonSource.LongestLine / 1024 / 1024} MB", "a longer one"));
                return;
            }

            var raw = await File.ReadAllBytesAsync(file, cancellation);
            builder.AddDocument(part, eventNumber, name, file, raw, isFile: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            builder.Problems.Add(Problem(file, "a file that can be read", e.Message));
        }
    }

    private static (string Part, int? Event)? PartOf(string file)
    {
        if (s_parts.TryGetValue(file, out var part))
            return (part, null);
        var stem = Path.GetFileNameWithoutExtension(file);
        if (!file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || stem.IndexOf('-') is not (> 0 and var dash))
            return null;
        return (stem[..dash].ToLowerInvariant(), CaseBuilder.EventNumber(stem[(dash + 1)..])) switch
        {
            ("sentence", { } number) => (SourceParts.Sentences, number),
            ("offences", { } number) => (SourceParts.Offences, number),
            _ => null,
        };
    }

    private static bool Hidden(string file) => Path.GetFileName(file).StartsWith('.');

    private static SourceProblem Problem(string file, string expected, string found, ProblemSeverity severity = ProblemSeverity.Error) =>
        new(file, null, "$", expected, found, severity);
}
