using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Workflows;

namespace Referrals.Application.Import;

/// <summary>What an import did, for people and for programs.</summary>
public sealed record ImportSummary
{
    public int Cases { get; set; }
    public int New { get; set; }
    public int Changed { get; set; }
    public int Unchanged { get; set; }
    public int NeedsOpened { get; set; }

    /// <summary>Cases of which something was not taken in.</summary>
    public int Rejected { get; set; }

    public int Warnings { get; set; }

    /// <summary>Cases whose PDU or region matched none we know.</summary>
    public int UnknownAreas { get; set; }

    /// <summary>Parts a source should have answered and did not, by part.</summary>
    public SortedDictionary<string, int> NotFetched { get; } = new(StringComparer.Ordinal);
}

/// <summary>How an import is run.</summary>
public sealed record ImportRequest
{
    public required ICaseSource Source { get; init; }

    /// <summary>Told every problem as it is found.</summary>
    public Action<SourceProblem>? OnProblem { get; init; }

    /// <summary>Told what was not taken in, so that it can be written to a rejects file.</summary>
    public Action<RejectedInput>? OnRejected { get; init; }

    /// <summary>Told how far reading has come and what was done, after every commit.</summary>
    public Action<long, ImportSummary>? OnProgress { get; init; }

    public Actor Actor { get; init; } = Actor.Service("import");

    /// <summary>Cases a commit: by default enough that the disk is not the bound, few enough that memory and locks stay small.</summary>
    public int CasesACommit { get; init; } = 200;
}

/// <summary>
/// Stores cases from any source, many to a commit. Stopped at any instant, what was committed is there whole and the rest not at all; importing
/// the same again carries on.
/// </summary>
public sealed class CaseImporter(Changes changes)
{
    public async Task<ImportSummary> Run(ImportRequest request, CancellationToken cancellation = default)
    {
        var summary = new ImportSummary();
        var batch = new List<SourceRead>(request.CasesACommit);
        var crns = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var read in request.Source.Read(cancellation))
        {
            foreach (var problem in read.Problems)
                request.OnProblem?.Invoke(problem);
            if (read.Rejected is { } rejected)
                request.OnRejected?.Invoke(rejected);
            summary.Warnings += read.Problems.Count(p => p.Severity == ProblemSeverity.Warning);
            if (read.HasErrors)
                summary.Rejected++;
            if (read.Case is not { } found)
                continue;

            if (batch.Count == request.CasesACommit || crns.Contains(found.Crn))
                await Store(request, summary, batch, crns, cancellation);
            batch.Add(read);
            crns.Add(found.Crn);
        }

        await Store(request, summary, batch, crns, cancellation);
        return summary;
    }

    private async Task Store(ImportRequest request, ImportSummary summary, List<SourceRead> batch, HashSet<string> crns, CancellationToken cancellation)
    {
        if (batch.Count == 0)
            return;
        var done = new BatchResult();
        await changes.Repeat(async db => done = await Merge(db, request.Actor, batch, cancellation), cancellation);

        foreach (var (read, problems) in done.Problems)
        {
            foreach (var problem in problems)
                request.OnProblem?.Invoke(problem);
            summary.Warnings += problems.Count(p => p.Severity == ProblemSeverity.Warning);
            if (problems.Any(p => p.Severity == ProblemSeverity.Error) && !read.HasErrors)
                summary.Rejected++;
            if (problems.Any(p => p.Severity == ProblemSeverity.Error) && RejectedHistory.Of(read, problems) is { } rejected)
                request.OnRejected?.Invoke(rejected);
        }

        summary.Cases += batch.Count;
        summary.New += done.New;
        summary.Changed += done.Changed;
        summary.Unchanged += batch.Count - done.New - done.Changed;
        summary.NeedsOpened += done.NeedsOpened;
        summary.UnknownAreas += done.UnknownAreas;
        foreach (var part in batch.SelectMany(b => b.Case!.Unknown))
            summary.NotFetched[part] = summary.NotFetched.GetValueOrDefault(part) + 1;
        request.OnProgress?.Invoke(batch[^1].Position, summary);
        batch.Clear();
        crns.Clear();
    }

    private async Task<BatchResult> Merge(ReferralsDbContext db, Actor actor, List<SourceRead> batch, CancellationToken cancellation)
    {
        var crns = batch.Select(b => b.Case!.Crn).ToArray();
        var known = await db.People.Where(p => crns.Contains(p.Crn)).Select(p => p.Id).ToListAsync(cancellation);
        var files = known.Count == 0 ? [] : (await changes.Load(db, actor, known, cancellation)).Values.ToDictionary(f => f.Person.Crn);
        var result = new BatchResult();
        // Every row below is added or changed through the case; looking for changes once, at the commit, is enough.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var read in batch)
        {
            var source = read.Case!;
            var isNew = !files.TryGetValue(source.Crn, out var file);
            file ??= changes.New(db, actor, source.Crn);
            var merge = new CaseMerge(file, source, changes.Host);
            if (merge.Run())
            {
                Changes.Project(file);
                if (isNew)
                    result.New++;
                else
                    result.Changed++;
            }

            result.NeedsOpened += merge.NeedsOpened;
            if (source.PersonalDetails is not null && (file.Person.PduId is null || file.Person.RegionCode is null))
                result.UnknownAreas++;
            if (merge.Problems.Count > 0)
                result.Problems.Add((read, merge.Problems));
        }

        db.ChangeTracker.DetectChanges();
        return result;
    }

    private sealed class BatchResult
    {
        public int New { get; set; }
        public int Changed { get; set; }
        public int NeedsOpened { get; set; }
        public int UnknownAreas { get; set; }
        public List<(SourceRead Read, IReadOnlyList<SourceProblem> Problems)> Problems { get; } = [];
    }
}
