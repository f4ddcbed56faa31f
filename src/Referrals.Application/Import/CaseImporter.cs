using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
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

    /// <summary>The input could not be read to its end.</summary>
    public bool CutShort { get; set; }

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
public sealed class CaseImporter(Changes changes, ILogger<CaseImporter> log)
{
    public async Task<ImportSummary> Run(ImportRequest request, CancellationToken cancellation = default)
    {
        var summary = new ImportSummary();
        var batch = new Batch();
        var before = new Batch();
        try
        {
            await foreach (var read in request.Source.Read(cancellation))
            {
                foreach (var problem in read.Problems)
                    request.OnProblem?.Invoke(problem);
                if (read.Rejected is { } rejected)
                    request.OnRejected?.Invoke(rejected);
                summary.Warnings += read.Problems.Count(p => p.Severity == ProblemSeverity.Warning);
                summary.CutShort |= read.CutShort;
                if (read.HasErrors)
                    summary.Rejected++;
                if (read.Case is not { } found)
                    continue;

                if (batch.Reads.Count == request.CasesACommit || batch.Crns.Contains(found.Crn))
                    (before, batch) = (await Store(request, summary, batch, before, cancellation), new Batch());
                batch.Reads.Add(read);
                batch.Crns.Add(found.Crn);
            }

            if (batch.Reads.Count > 0)
                before = await Store(request, summary, batch, before, cancellation);
        }
        finally
        {
            await Stored(request, summary, before);
        }

        return summary;
    }

    /// <summary>Merges a batch while the one before it is being written, and then begins to write it.</summary>
    /// <returns>The batch, being written.</returns>
    private async Task<Batch> Store(ImportRequest request, ImportSummary summary, Batch batch, Batch before, CancellationToken cancellation)
    {
        // Whoever is in both is read again once they are stored.
        if (batch.Crns.Overlaps(before.Crns))
            await before.Saving;
        var unsaved = await Prepare(request, batch, cancellation);
        try
        {
            await Stored(request, summary, before);
        }
        catch
        {
            await unsaved.GiveUp();
            throw;
        }

        // SQLite writes on the thread that asks it to.
        batch.Saving = Task.Run(() => Save(request, batch, unsaved, cancellation), CancellationToken.None);
        return batch;
    }

    /// <summary>Writes a batch. Where it meets somebody else's change it is merged again, and what fails then is left out as it would have been before.</summary>
    private async Task Save(ImportRequest request, Batch batch, Changes.Unsaved unsaved, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await unsaved.Save(cancellation);
                return;
            }
            catch (CannotBeMerged e)
            {
                LeaveOut(batch, e);
                unsaved = await Prepare(request, batch, cancellation);
            }
        }
    }

    /// <summary>Merges a batch; a case on which that fails is left out and told of, and the cases beside it are stored.</summary>
    private async Task<Changes.Unsaved> Prepare(ImportRequest request, Batch batch, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await changes.Prepare(request.Actor, async db => batch.Result = await Merge(db, request.Actor, batch.Reads, cancellation), cancellation);
            }
            catch (CannotBeMerged e)
            {
                LeaveOut(batch, e);
            }
        }
    }

    private void LeaveOut(Batch batch, CannotBeMerged failed)
    {
        var origin = failed.Read.Case!.Origin;
        log.LogError(failed.InnerException, "A case could not be merged: {File}, line {Line}", Path.GetFileName(origin.File), origin.Line);
        batch.Reads.Remove(failed.Read);
        batch.LeftOut.Add(failed);
    }

    /// <summary>Waits until a batch is written, and tells of it once.</summary>
    private static async Task Stored(ImportRequest request, ImportSummary summary, Batch batch)
    {
        if (batch.Told)
            return;
        batch.Told = true;
        await batch.Saving;
        foreach (var failed in batch.LeftOut)
            Tell(request, summary, failed);
        if (batch.Reads.Count > 0)
            Tell(request, summary, batch);
    }

    private static void Tell(ImportRequest request, ImportSummary summary, CannotBeMerged failed)
    {
        if (!failed.Read.HasErrors)
            summary.Rejected++;
        var origin = failed.Read.Case!.Origin;
        request.OnProblem?.Invoke(new SourceProblem(origin.File, origin.Line, "$", "a case that fits what is stored of the person",
            $"one on which the service failed ({failed.InnerException!.GetType().Name}); nothing of it was stored. Whoever runs the service finds the rest in its log"));
        if (failed.Read.Taken is { } taken)
            request.OnRejected?.Invoke(taken);
    }

    private static void Tell(ImportRequest request, ImportSummary summary, Batch batch)
    {
        foreach (var (read, problems) in batch.Result.Problems)
        {
            foreach (var problem in problems)
                request.OnProblem?.Invoke(problem);
            summary.Warnings += problems.Count(p => p.Severity == ProblemSeverity.Warning);
            if (problems.Any(p => p.Severity == ProblemSeverity.Error) && !read.HasErrors)
                summary.Rejected++;
            if (problems.Any(p => p.Severity == ProblemSeverity.Error) && RejectedHistory.Of(read, problems) is { } rejected)
                request.OnRejected?.Invoke(rejected);
        }

        summary.Cases += batch.Reads.Count;
        summary.New += batch.Result.New;
        summary.Changed += batch.Result.Changed;
        summary.Unchanged += batch.Reads.Count - batch.Result.New - batch.Result.Changed - batch.Result.NotStored;
        summary.NeedsOpened += batch.Result.NeedsOpened;
        summary.UnknownAreas += batch.Result.UnknownAreas;
        foreach (var part in batch.Reads.SelectMany(b => b.Case!.Unknown))
            summary.NotFetched[part] = summary.NotFetched.GetValueOrDefault(part) + 1;
        request.OnProgress?.Invoke(batch.Reads[^1].Position, summary);
    }

    private async Task<BatchResult> Merge(ReferralsDbContext db, Actor actor, List<SourceRead> batch, CancellationToken cancellation)
    {
        var crns = batch.Select(b => b.Case!.Crn).ToArray();
        var known = await db.Everybody().Where(p => crns.Contains(p.Crn)).Select(p => p.Id).ToListAsync(cancellation);
        var files = known.Count == 0 ? [] : (await changes.Load(db, actor, known, cancellation)).Values.ToDictionary(f => f.Person.Crn);
        var result = new BatchResult();
        // Every row below is added or changed through the case; looking for changes once, at the commit, is enough.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var read in batch)
        {
            var source = read.Case!;
            var isNew = !files.TryGetValue(source.Crn, out var file);
            // Of whom nothing could be fetched nothing is known, not even that they are there.
            if (isNew && source is { IsEmpty: true, Unknown.Count: > 0 })
            {
                result.NotStored++;
                continue;
            }

            file ??= changes.New(db, actor, source.Crn);
            var merge = new CaseMerge(file, source, changes.Host);
            if (Merge(merge, file, read))
            {
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

        // Only of rows that were read must be found out what changed.
        if (files.Count > 0)
            db.ChangeTracker.DetectChanges();
        return result;
    }

    private static bool Merge(CaseMerge merge, CaseFile file, SourceRead read)
    {
        try
        {
            if (!merge.Run())
                return false;
            Changes.Project(file);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new CannotBeMerged(read, e);
        }
    }

    private sealed class CannotBeMerged(SourceRead read, Exception why) : Exception(why.Message, why)
    {
        public SourceRead Read { get; } = read;
    }

    /// <summary>The cases of one commit.</summary>
    private sealed class Batch
    {
        public List<SourceRead> Reads { get; } = [];
        public HashSet<string> Crns { get; } = new(StringComparer.Ordinal);
        public BatchResult Result { get; set; } = new();
        public List<CannotBeMerged> LeftOut { get; } = [];
        public Task Saving { get; set; } = Task.CompletedTask;
        public bool Told { get; set; }
    }

    private sealed class BatchResult
    {
        public int New { get; set; }
        public int Changed { get; set; }
        public int NeedsOpened { get; set; }
        public int NotStored { get; set; }
        public int UnknownAreas { get; set; }
        public List<(SourceRead Read, IReadOnlyList<SourceProblem> Problems)> Problems { get; } = [];
    }
}
