using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Statistics;

namespace Referrals.Application.Statistics;

/// <summary>
/// The rows of all people, held in memory and never older than the last commit: the audit log says, in the order of commits, whose case was changed, and only those rows are
/// read again (docs/adr/0019).
/// </summary>
public sealed class StatisticsRows(DatabaseFactory factory, CatalogueSource catalogue) : IDisposable
{
    internal const string Feature = "statistics";

    /// <summary>More changed people than these are read together with all the others.</summary>
    private const int Many = 20_000;

    private const int Chunk = 500;

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Held held = new(-1, Caseload.Empty, []);

    /// <summary>As of now.</summary>
    public async Task<IReadOnlyList<PersonFacts>> Read(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.AuditHeads.Select(h => h.Count).SingleAsync(cancellation) == held.Head)
            return held.People;
        await gate.WaitAsync(cancellation);
        try
        {
            // What is read below is never older than this.
            var head = await db.AuditHeads.Select(h => h.Count).SingleAsync(cancellation);
            if (head != held.Head)
                held = await Newer(db, held, head, cancellation);
            return held.People;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Makes every row anew from the cases. Gives how many there are, and how many were not as they should have been.</summary>
    public async Task<(int Rows, int Changed)> Rebuild(CancellationToken cancellation = default)
    {
        await using var reading = factory.CreateDbContext();
        var ids = await reading.Everybody().OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(cancellation);
        var changed = 0;
        foreach (var chunk in ids.Chunk(Chunk))
        {
            await using var db = factory.CreateDbContext();
            db.Trail.Responsible = Actor.Service(Feature);
            db.ChangeTracker.AutoDetectChangesEnabled = true;
            var rows = await db.PersonRows.Where(r => chunk.Contains(r.PersonId)).ToDictionaryAsync(r => r.PersonId, cancellation);
            foreach (var (id, facts) in await Fresh(db, chunk, cancellation))
            {
                if (rows.TryGetValue(id, out var row) && row.Facts == facts)
                    continue;
                changed++;
                if (row is not null)
                    row.Facts = facts;
                else
                    db.Add(new PersonRow { PersonId = id, Facts = facts });
            }

            if (!db.ChangeTracker.HasChanges())
                continue;
            db.Trail.Say(new AuditLine(Actor.Service(Feature), AuditActs.Changed, null, null, Feature, null, "rows made anew"));
            await db.SaveChangesAsync(cancellation);
        }

        return (ids.Count, changed);
    }

    /// <summary>The rows of these people as their cases have them now.</summary>
    internal async Task<IReadOnlyDictionary<Guid, string>> Fresh(ReferralsDbContext db, IReadOnlyCollection<Guid> personIds, CancellationToken cancellation)
    {
        var people = await db.Everybody().AsNoTracking().AsSplitQuery().Where(p => personIds.Contains(p.Id))
            .Include(p => p.Supervisions).Include(p => p.Assessments).Include(p => p.Enquiries).Include(p => p.Milestones)
            .Include(p => p.Places).Include(p => p.Attendance).Include(p => p.Reports)
            .Include(p => p.Needs).ThenInclude(n => n.Decisions)
            .Include(p => p.Needs).ThenInclude(n => n.Referrals)
            .Include(p => p.Needs).ThenInclude(n => n.Toolkits)
            .ToListAsync(cancellation);
        var learning = await db.Profiles.Where(p => personIds.Contains(p.PersonId)).Select(p => new { p.PersonId, p.LearningNeed }).ToDictionaryAsync(p => p.PersonId, p => p.LearningNeed, cancellation);
        return people.ToDictionary(p => p.Id, p => RowText.Write(FactsOf.Person(p, learning.GetValueOrDefault(p.Id), catalogue.Current, need =>
        {
            var row = new NeedSnapshot { NeedId = need.Id, PersonId = p.Id, Reference = need.Reference };
            Projection.Write(row, need, p, catalogue.Current);
            return row;
        })));
    }

    public void Dispose() => gate.Dispose();

    private static async Task<Held> Newer(ReferralsDbContext db, Held before, long head, CancellationToken cancellation)
    {
        if (before.Head < 0 || head < before.Head)
            return await Everybody(db, head, cancellation);
        var lines = db.AuditEntries.Where(e => e.Id > before.Head && e.Id <= head && e.What == AuditActs.Changed);
        // Work that names no person: the demonstration cleared away, or rows made anew.
        if (await lines.AnyAsync(e => e.PersonId == null && (e.Feature == Feature || e.Feature == "demonstration"), cancellation))
            return await Everybody(db, head, cancellation);
        var ids = await lines.Where(e => e.PersonId != null).Select(e => e.PersonId!.Value).Distinct().Take(Many + 1).ToListAsync(cancellation);
        if (ids.Count > Many)
            return await Everybody(db, head, cancellation);
        if (ids.Count == 0)
            return before with { Head = head };
        var added = new List<PersonFacts>();
        var changed = new List<(int, PersonFacts)>();
        var places = before.Places;
        foreach (var chunk in ids.Chunk(Chunk))
        {
            foreach (var row in await db.PersonRows.AsNoTracking().Where(r => chunk.Contains(r.PersonId)).Select(r => r.Facts).ToListAsync(cancellation))
            {
                var facts = RowText.Read(row);
                if (places.TryGetValue(facts.Id, out var place))
                    changed.Add((place, facts));
                else
                    added.Add(facts);
            }
        }

        // The places of the people before stay true, so that a reader of the older rows is not disturbed.
        for (var i = 0; i < added.Count; i++)
            places[added[i].Id] = before.People.Count + i;
        return new Held(head, before.People.With(changed, added), places);
    }

    private static async Task<Held> Everybody(ReferralsDbContext db, long head, CancellationToken cancellation)
    {
        var people = new List<PersonFacts>();
        await foreach (var row in db.PersonRows.AsNoTracking().Select(r => r.Facts).AsAsyncEnumerable().WithCancellation(cancellation))
            people.Add(RowText.Read(row));
        return new Held(head, Caseload.Of([.. people]), people.Index().ToDictionary(p => p.Item.Id, p => p.Index));
    }

    private sealed record Held(long Head, Caseload People, Dictionary<Guid, int> Places);
}
