using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;

namespace Referrals.Application.Import;

/// <summary>Configuration section <c>Referrals:Import</c>.</summary>
public sealed class ImportOptions
{
    public const string Section = "Referrals:Import";

    /// <summary>The folder whose bulk files are imported as they come. Empty: there is none. Whoever delivers a file writes it under another name and renames it when it is whole.</summary>
    public string Inbox { get; set; } = "";
}

/// <summary>
/// Asks the sources again about everybody who has an open need, and everybody supervised of whom it is not known whether they need one: a changed
/// order, flag or assessment is noticed though nobody looked, and a source that was down is asked again.
/// </summary>
public sealed class RefreshCases(CaseFetching fetching, CaseImporter importer, DatabaseFactory factory, ILogger<RefreshCases> log) : IJob
{
    /// <summary>So many cases in a row of which nothing could be fetched, and the sources are taken to be down until the next run.</summary>
    private const int GiveUpAfter = 10;

    public string Name => "refresh-cases";
    public string Description => "Fetches everybody with an open need, or of whom it is not known whether they need one, from nDelius and OASys again.";
    public string Schedule => "0 15 3 * * ?";
    public IReadOnlyList<TimeSpan> RetryAfter => JobRules.OnceADay;

    public async Task<string> Run(CancellationToken cancellation)
    {
        if (!fetching.IsConfigured)
            return $"Nothing fetched: {SourceAddresses.Section} gives no addresses.";
        var source = new OpenCases(fetching, await Wanted(cancellation));
        var summary = await importer.Run(
            new ImportRequest { Source = source, Actor = Actor.Service(Name), OnProblem = problem => Log(log, Name, problem) },
            cancellation);
        var words = $"{summary.Cases} of {source.Length} cases fetched: {summary.Changed} changed, {summary.Unchanged} unchanged, {summary.NeedsOpened} needs opened.";
        if (summary.NotFetched.Count > 0)
            words += $" Not fetched: {string.Join(", ", summary.NotFetched.Select(p => $"{p.Key} ({p.Value})"))}.";
        return source.GaveUp ? words + $" Stopped early: nothing could be fetched of {GiveUpAfter} cases in a row." : words;
    }

    /// <summary>Path and codes only: what a source answered is never logged, nor whom it was about.</summary>
    internal static void Log(ILogger log, string where, SourceProblem problem)
    {
        if (problem.Severity == ProblemSeverity.Error)
            log.LogWarning("Import: {File}{Line} {JsonPath}: expected {Expected}, found {Found}", where, problem.Line is { } line ? $", line {line}" : "", problem.JsonPath, problem.Expected, problem.Found);
    }

    private async Task<IReadOnlyList<(string Crn, int[] Events)>> Wanted(CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        var people = await db.People
            .Where(p => p.Needs.Any(n => n.ClosedOn == null)
                || (p.DiedOn == null && (!p.Supervisions.Any() || p.Supervisions.Any(s => s.EndedOn == null)) && (!p.Assessments.Any(a => a.SourceNumber != null) || p.Assessments.All(a => a.Wanted == WantedAnswers.CannotSay))))
            .OrderBy(p => p.Id)
            .Select(p => new { p.Crn, Events = p.Supervisions.Where(s => s.EndedOn == null).Select(s => s.EventNumber).ToList() })
            .ToListAsync(cancellation);
        return [.. people.Select(p => (p.Crn, CaseRefresh.EventsOf(p.Events)))];
    }

    private sealed class OpenCases(CaseFetching fetching, IReadOnlyList<(string Crn, int[] Events)> wanted) : ICaseSource
    {
        public long? Length => wanted.Count;

        public bool GaveUp { get; private set; }

        public async IAsyncEnumerable<SourceRead> Read([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            var inVain = 0;
            foreach (var (index, (crn, events)) in wanted.Index())
            {
                var read = await fetching.Source(crn, events)!.Fetch(cancellation);
                yield return read with { Position = index + 1 };
                inVain = read.Case is { IsEmpty: false } ? 0 : inVain + 1;
                if (inVain < GiveUpAfter)
                    continue;
                GaveUp = true;
                yield break;
            }
        }
    }
}

/// <summary>
/// Imports the bulk files left in a folder. A file is renamed once all of it is stored: killed before that, the same file is imported again,
/// which changes nothing twice.
/// </summary>
public sealed class ImportInbox(CaseImporter importer, IOptions<ImportOptions> options, ILogger<ImportInbox> log) : IJob
{
    public string Name => "import-inbox";
    public string Description => "Imports the bulk files in the folder Referrals:Import:Inbox and renames them to .done, or .failed where one could not be read to its end.";
    public string Schedule => "0 0/5 * * * ?";

    public async Task<string> Run(CancellationToken cancellation)
    {
        var inbox = options.Value.Inbox;
        if (inbox.Length == 0)
            return $"Nothing imported: {ImportOptions.Section}:{nameof(ImportOptions.Inbox)} names no folder.";
        if (!Directory.Exists(inbox))
            return $"Nothing imported: the folder {inbox} is not there.";
        string[] files = [.. Directory.EnumerateFiles(inbox)
            .Where(f => f.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".ndjson.gz", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            return "Nothing to import.";
        var said = new List<string>();
        foreach (var file in files)
            said.Add(await Import(inbox, file, cancellation));
        return string.Join(' ', said);
    }

    private async Task<string> Import(string inbox, string file, CancellationToken cancellation)
    {
        // Not beside the file, where the next run would take them for a delivery.
        var folder = Path.Combine(inbox, "rejects");
        Directory.CreateDirectory(folder);
        using var rejects = new RejectsWriter(RejectsWriter.FreePathFor(Path.Combine(folder, Path.GetFileName(file))));
        var summary = await importer.Run(
            new ImportRequest
            {
                Source = new NdjsonSource(file),
                Actor = Actor.Service(Name),
                OnProblem = problem => RefreshCases.Log(log, Path.GetFileName(file), problem),
                OnRejected = rejects.Write,
            },
            cancellation);
        try
        {
            File.Move(file, Free(file, summary.CutShort ? ".failed" : ".done"));
        }
        catch (FileNotFoundException)
        {
            // Another node imported the same file and was first to rename it; both stored the same.
        }

        return $"{Path.GetFileName(file)}: {summary.Cases} cases, {summary.New} new, {summary.Changed} changed, {summary.Rejected} rejected.{(summary.CutShort ? " It could not be read to its end and is kept as .failed: deliver it again." : "")}";
    }

    private static string Free(string file, string ending)
    {
        var free = file + ending;
        for (var number = 2; File.Exists(free); number++)
            free = $"{file}{ending}-{number}";
        return free;
    }
}
