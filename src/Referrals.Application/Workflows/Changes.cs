using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Audit;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Workflows;

/// <summary>
/// The one way a case changes: load it, let the rule and the workflow do their work, save everything in one commit. Where somebody else saved
/// the same person meanwhile, the whole work is done again on what they left.
/// </summary>
public sealed class Changes(DatabaseFactory factory, CatalogueSource catalogue, WorkflowHost host, CaseAccess access, TimeProvider time)
{
    /// <summary>Attempts before a conflict is given up as an error: each means that another change to the same case was saved.</summary>
    private const int Attempts = 50;

    private readonly CaseQueries queries = new();

    public WorkflowHost Host => host;

    /// <summary>Changes one person's case. The work may run more than once, each time on a fresh case, and only the last one is saved.</summary>
    /// <param name="work">Answers with a refusal, whereupon only what was journaled is saved, or null.</param>
    public async Task<Refusal?> Run(Actor actor, Guid personId, Func<CaseFile, Refusal?> work, CancellationToken cancellation = default)
    {
        if (!await access.May(personId, cancellation))
            return new NoSuchPerson();
        Refusal? refusal = null;
        await Repeat(actor, async db =>
        {
            var file = await queries.Load(db, personId, cancellation) is { } loaded ? File(db, actor, loaded) : null;
            refusal = file is null ? new NoSuchPerson() : work(file);
            // A case that was only looked at writes nothing: what it read may be older than what another node has saved.
            if (file is { Touched: true })
                Project(file);
        }, cancellation);
        return refusal;
    }

    /// <summary>Changes one group with the workflows that run for it. The work may run more than once, each time on a fresh group, and only the last one is saved.</summary>
    public Task RunGroup(Actor actor, Guid groupId, Action<GroupFile> work, CancellationToken cancellation = default) => Repeat(actor, async db =>
    {
        if (await db.Groups.FirstOrDefaultAsync(g => g.Id == groupId, cancellation) is { } group)
            work(await Group(db, actor, group, cancellation));
    }, cancellation);

    /// <summary>A group that was loaded, with its running workflows and open tasks.</summary>
    public async Task<GroupFile> Group(ReferralsDbContext db, Actor actor, ProgrammeGroup group, CancellationToken cancellation = default) => Group(
        db, actor, group, time.GetUtcNow(), catalogue.Current,
        await db.Instances.Where(i => i.GroupId == group.Id && i.Status == InstanceStatuses.Running).ToListAsync(cancellation),
        await db.Tasks.Where(t => t.GroupId == group.Id && t.ClosedAt == null).ToListAsync(cancellation));

    internal static GroupFile Group(ReferralsDbContext db, Actor actor, ProgrammeGroup group, DateTimeOffset now, Catalogue catalogue, List<WorkflowInstance> instances, List<CaseTask> tasks) => new()
    {
        Db = db,
        Group = group,
        Actor = actor,
        Now = now,
        Catalogue = catalogue,
        Instances = instances,
        Tasks = tasks,
    };

    /// <summary>Does work in one commit, for which the actor answers, and again on a fresh context where it met another's.</summary>
    public Task Repeat(Actor actor, Func<ReferralsDbContext, Task> work, CancellationToken cancellation = default) => Repeat(actor, work, 1, cancellation);

    /// <summary>Does work whose commit is to come, so that the caller can begin something else while it is written.</summary>
    internal async Task<Unsaved> Prepare(Actor actor, Func<ReferralsDbContext, Task> work, CancellationToken cancellation)
    {
        var db = await Open(actor, cancellation);
        try
        {
            await work(db);
            return new Unsaved(this, actor, db, work);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    private async Task Repeat(Actor actor, Func<ReferralsDbContext, Task> work, int attempt, CancellationToken cancellation)
    {
        for (; ; attempt++)
        {
            await using var db = await Open(actor, cancellation);
            try
            {
                await work(db);
                await Save(db, cancellation);
                return;
            }
            catch (DbUpdateException e) when (attempt < Attempts && IsConflict(e))
            {
                // Somebody else was first; what they saved is read on the next attempt.
            }
        }
    }

    private async Task<ReferralsDbContext> Open(Actor actor, CancellationToken cancellation)
    {
        var db = factory.CreateDbContext();
        db.Trail.Responsible = actor;
        db.ChangeTracker.AutoDetectChangesEnabled = true;
        // Otherwise every query opens and closes it again; on SQL Server that is left to the retrying strategy.
        if (db.Database.IsSqlite())
            await db.Database.OpenConnectionAsync(cancellation);
        return db;
    }

    // The context is not used again, so that what it tracks need not be brought up to what was saved.
    private static Task Save(ReferralsDbContext db, CancellationToken cancellation) => db.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellation);

    /// <summary>Work that was done and is not saved yet: it is either saved or given up.</summary>
    internal sealed class Unsaved(Changes changes, Actor actor, ReferralsDbContext db, Func<ReferralsDbContext, Task> work)
    {
        /// <summary>Saves it in one commit; where it met another's, does it again first.</summary>
        public async Task Save(CancellationToken cancellation)
        {
            try
            {
                await using (db)
                    await Changes.Save(db, cancellation);
                return;
            }
            catch (DbUpdateException e) when (IsConflict(e))
            {
                // Done again below.
            }

            await changes.Repeat(actor, work, 2, cancellation);
        }

        public ValueTask GiveUp() => db.DisposeAsync();
    }

    /// <summary>Loads one person's case with all that a change may touch; null where there is no such person, or the user at the door may not see them.</summary>
    public async Task<CaseFile?> Load(ReferralsDbContext db, Actor actor, Guid personId, CancellationToken cancellation = default) =>
        await access.May(personId, cancellation) && await queries.Load(db, personId, cancellation) is { } loaded ? Seen(File(db, actor, loaded)) : null;

    /// <summary>Loads the cases of several people, each with all that a change may touch; whom the user at the door may not see is left out.</summary>
    public async Task<Dictionary<Guid, CaseFile>> Load(ReferralsDbContext db, Actor actor, IReadOnlyCollection<Guid> personIds, CancellationToken cancellation = default)
    {
        foreach (var personId in personIds)
            await access.May(personId, cancellation);
        while (true)
        {
            var files = await LoadOnce(db, actor, personIds, cancellation);
            var now = await db.People.Where(p => personIds.Contains(p.Id)).Select(p => new { p.Id, p.Version }).ToListAsync(cancellation);
            if (now.TrueForAll(p => files.TryGetValue(p.Id, out var file) && file.Person.Version == p.Version))
            {
                foreach (var file in files.Values)
                    Seen(file);
                return files;
            }

            // Somebody saved one of them between the queries.
            db.ChangeTracker.Clear();
        }
    }

    private async Task<Dictionary<Guid, CaseFile>> LoadOnce(ReferralsDbContext db, Actor actor, IReadOnlyCollection<Guid> personIds, CancellationToken cancellation)
    {
        var people = await db.People
            .Where(p => personIds.Contains(p.Id))
            .Include(p => p.Supervisions)
            .Include(p => p.Assessments)
            .Include(p => p.Enquiries)
            .Include(p => p.Milestones)
            .Include(p => p.Places)
            .Include(p => p.Attendance)
            .Include(p => p.Reports)
            .Include(p => p.PartnerLinkDuties)
            .Include(p => p.Needs).ThenInclude(n => n.Decisions)
            .Include(p => p.Needs).ThenInclude(n => n.Referrals)
            .Include(p => p.Needs).ThenInclude(n => n.Toolkits)
            .ToListAsync(cancellation);
        if (people.Count == 0)
            return [];
        var instances = (await db.Instances.Where(i => personIds.Contains(i.PersonId!.Value) && i.Status == InstanceStatuses.Running).ToListAsync(cancellation)).ToLookup(i => i.PersonId!.Value);
        var tasks = (await db.Tasks.Where(t => personIds.Contains(t.PersonId!.Value) && t.ClosedAt == null).ToListAsync(cancellation)).ToLookup(t => t.PersonId!.Value);
        var snapshots = (await db.Snapshots.Where(s => personIds.Contains(s.PersonId)).ToListAsync(cancellation)).ToLookup(s => s.PersonId);
        var rows = await db.PersonRows.Where(r => personIds.Contains(r.PersonId)).ToDictionaryAsync(r => r.PersonId, cancellation);
        return people.ToDictionary(p => p.Id, p => File(db, actor, new LoadedCase(p, [.. instances[p.Id]], [.. tasks[p.Id]], [.. snapshots[p.Id]], rows.GetValueOrDefault(p.Id))));
    }

    /// <summary>Whoever has a whole case loaded is shown it, whatever the page then makes of it.</summary>
    private static CaseFile Seen(CaseFile file)
    {
        Occasion.Current?.Saw(file.Actor, file.Person.Id, file.Person.Crn);
        return file;
    }

    private CaseFile File(ReferralsDbContext db, Actor actor, LoadedCase loaded) => new()
    {
        Db = db,
        Person = loaded.Person,
        Actor = actor,
        Now = time.GetUtcNow(),
        Catalogue = catalogue.Current,
        Instances = loaded.Instances,
        Tasks = loaded.Tasks,
        Snapshots = loaded.Snapshots.ToDictionary(s => s.NeedId),
        Row = loaded.Row,
    };

    /// <summary>A case that does not exist yet; it does once its context is saved.</summary>
    public CaseFile New(ReferralsDbContext db, Actor actor, string crn)
    {
        var now = time.GetUtcNow();
        var person = new Person { Id = Ids.New(now), Crn = crn };
        db.NewRows.Add(person);
        return new CaseFile
        {
            Db = db,
            IsNew = true,
            Person = person,
            Actor = actor,
            Now = now,
            Catalogue = catalogue.Current,
            Instances = [],
            Tasks = [],
            Snapshots = [],
        };
    }

    /// <summary>Writes each need's row of the statistics anew from its milestones, and what finds referrals and orders open tasks from the facts. Part of every change, before it is saved.</summary>
    public static void Project(CaseFile file)
    {
        if (file.Tasks.Count > 0)
        {
            var (risk, until) = (file.Risk, file.DeliverableUntil);
            foreach (var task in file.Tasks)
                (task.Risk, task.DeliverableUntil) = (risk, until);
        }

        foreach (var duty in file.Person.PartnerLinkDuties)
            duty.RegionCode = file.Person.RegionCode;
        foreach (var need in file.Person.Needs)
        {
            if (!file.Snapshots.TryGetValue(need.Id, out var row))
            {
                row = new NeedSnapshot { NeedId = need.Id, PersonId = file.Person.Id, Reference = need.Reference };
                file.Snapshots.Add(need.Id, row);
                file.Add(row);
            }

            Statistics.Projection.Write(row, need, file.Person, file.Catalogue);
            foreach (var referral in need.Referrals)
                (referral.PersonId, referral.RegionCode) = (file.Person.Id, file.Person.RegionCode);
        }

        var learning = file.Profile is { } profile ? profile.LearningNeed : file.Row is { } before ? RowText.Read(before.Facts).LearningNeed : null;
        var facts = RowText.Write(Statistics.FactsOf.Person(file.Person, learning, file.Catalogue, need => file.Snapshots[need.Id]));
        if (file.Row is { } held)
            held.Facts = facts;
        else
            file.Row = file.Add(new PersonRow { PersonId = file.Person.Id, Facts = facts });
    }

    internal static bool IsConflict(DbUpdateException e) =>
        e is DbUpdateConcurrencyException || e.InnerException is SqliteException { SqliteErrorCode: 19 or 5 } or SqlException { Number: 2601 or 2627 or 1205 };
}

public sealed record CaseHasChanged() : Refusal("Somebody else has changed this case since you read it. Nothing was changed: read it again, then decide.");

public sealed record NoSuchPerson() : Refusal("There is no such person here, or you may not see them.");
