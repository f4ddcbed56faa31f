using Referrals.Application.Tests.Testing;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Events;
using Referrals.Application.Statistics;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Tests.Attacks;

/// <summary>What is true of a database at every instant, however often the processes that wrote it were killed.</summary>
internal static class Invariants
{
    public static async Task Hold(ReferralsDbContext db, Definitions definitions, Catalogue catalogue)
    {
        if (db.Database.IsSqlite())
            Assert.Equal("ok", await db.Database.SqlQuery<string>($"SELECT integrity_check AS Value FROM pragma_integrity_check").SingleAsync());
        var instances = await db.Instances.AsNoTracking().ToListAsync();
        var journal = (await db.Journal.AsNoTracking().ToListAsync()).ToLookup(j => j.InstanceId);
        var tasks = await db.Tasks.AsNoTracking().ToListAsync();
        EveryStateIsTheReplayOfItsJournal(instances, journal, definitions);
        OpenWaitsAndWhatWasOpenedForThemAgree(instances, tasks);
        NoRungIsClimbedTwiceOrSkipped(tasks, await db.Chases.AsNoTracking().ToListAsync(), await db.Notices.AsNoTracking().ToListAsync(), catalogue);
        await EveryNeedHasTheRowOfItsMilestones(db, catalogue);
        await TheAuditLogIsWholeAndLeavesNoMilestoneOut(db);
        await WhatIsCopiedFromThePersonIsTheirs(db);
    }

    /// <summary>Lists of a region are led by what referrals and first contacts carry of their person.</summary>
    public static async Task WhatIsCopiedFromThePersonIsTheirs(ReferralsDbContext db)
    {
        var people = await db.Everybody().Select(p => new { p.Id, p.RegionCode }).ToDictionaryAsync(p => p.Id, p => p.RegionCode);
        var needs = await db.Needs.Select(n => new { n.Id, n.PersonId }).ToDictionaryAsync(n => n.Id, n => n.PersonId);
        foreach (var referral in await db.Referrals.AsNoTracking().ToListAsync())
            Assert.Equal((needs[referral.NeedId], people[needs[referral.NeedId]]), (referral.PersonId, referral.RegionCode));
        foreach (var duty in await db.PartnerLinkDuties.AsNoTracking().ToListAsync())
            Assert.Equal(people[duty.PersonId], duty.RegionCode);
    }

    private static async Task TheAuditLogIsWholeAndLeavesNoMilestoneOut(ReferralsDbContext db)
    {
        Assert.Null((await AuditLog.Walk(db, [], TestContext.Current.CancellationToken)).Problem);
        var lines = await db.AuditEntries.AsNoTracking().Where(e => e.What == AuditActs.Changed && e.PersonId != null).ToListAsync();
        var told = lines.SelectMany(l => l.Detail?.Split(' ') ?? [], (l, kind) => (l.PersonId!.Value, kind)).ToHashSet();
        Assert.DoesNotContain(await db.Milestones.AsNoTracking().Select(m => new { m.PersonId, m.Kind }).Distinct().ToListAsync(), m => !told.Contains((m.PersonId, m.Kind)));
    }

    /// <summary>Every row of every table as text, each beside the CRN it belongs to, without keys: equal for two runs that did the same.</summary>
    public static async Task<IReadOnlyList<string>> Content(ReferralsDbContext db)
    {
        var crns = await db.People.Select(p => new { p.Id, p.Crn }).ToDictionaryAsync(p => p.Id, p => p.Crn);
        foreach (var need in await db.Needs.Select(n => new { n.Id, n.PersonId }).ToListAsync())
            crns[need.Id] = crns[need.PersonId];
        foreach (var instance in await db.Instances.Select(i => new { i.Id, i.PersonId, i.DefinitionId, i.Subject }).ToListAsync())
            crns[instance.Id] = $"{(instance.PersonId is { } person ? crns[person] : "group")}/{instance.DefinitionId}/{instance.Subject}";
        foreach (var task in await db.Tasks.Select(t => new { t.Id, t.InstanceId, t.WaitId }).ToListAsync())
            crns[task.Id] = $"{crns[task.InstanceId]}/{task.WaitId}";

        var lines = new List<string>();
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.ClrType != typeof(OutboxMessage) && t.ClrType != typeof(JobRun) && t.ClrType != typeof(AuditEntry) && t.ClrType != typeof(AuditHead)
            // Compared with the case, which is here, and full of keys.
            && t.ClrType != typeof(PersonRow)))
        {
            var rows = (IEnumerable<object>)typeof(Invariants).GetMethod(nameof(Rows), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                .MakeGenericMethod(type.ClrType).Invoke(null, [db])!;
            lines.AddRange(rows.Select(row => $"{type.ClrType.Name} {string.Join(' ', type.GetProperties().Select(p => Cell(p, row, crns)))}"));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static List<T> Rows<T>(ReferralsDbContext db)
        where T : class => [.. db.Set<T>().AsNoTracking()];

    private static string Cell(IProperty property, object row, Dictionary<Guid, string> crns) => property.PropertyInfo!.GetValue(row) switch
    {
        null => $"{property.Name}=",
        Guid id => $"{property.Name}={crns.GetValueOrDefault(id, "id")}",
        // The order of commits, which is another each time.
        long when property.DeclaringType.ClrType == typeof(DomainEvent) => "",
        // Made from keys.
        string when property.Name is nameof(Need.Reference) or nameof(JournalRow.SignalId) => "",
        var value => $"{property.Name}={JsonSerializer.Serialize(value)}",
    };

    private static void EveryStateIsTheReplayOfItsJournal(List<WorkflowInstance> instances, ILookup<Guid, JournalRow> journal, Definitions definitions)
    {
        var engine = new EmbeddedEngine();
        foreach (var instance in instances)
        {
            var entries = journal[instance.Id].OrderBy(j => j.Sequence).Select(j => JournalEntry.Parse(j.Entry)).ToArray();
            Assert.Equal(Enumerable.Range(1, entries.Length).Select(n => (long)n), entries.Select(e => e.Sequence));
            var replayed = Replay.Run(engine, definitions.Version(instance.DefinitionId, instance.DefinitionVersion), entries);
            var stored = WorkflowState.Parse(instance.State);
            Assert.Equal(replayed, stored);
            // An attack on another engine that ran on ours would have attacked nothing.
            Assert.Equal(TestEngine.Setting.Value ?? Engines.Embedded, stored.Engine ?? Engines.Embedded);
            Assert.Equal(replayed.Status.ToString().ToLowerInvariant(), instance.Status);
        }
    }

    private static void OpenWaitsAndWhatWasOpenedForThemAgree(List<WorkflowInstance> instances, List<CaseTask> tasks)
    {
        var waits = instances.SelectMany(i => WorkflowState.Parse(i.State).Waits, (i, w) => (i.Id, w.WaitId, w.Kind)).ToArray();
        Assert.Equal(
            waits.Where(w => w.Kind == WaitKind.Task).Select(w => (w.Id, w.WaitId)).Order(),
            tasks.Where(t => t.ClosedAt is null).Select(t => (t.InstanceId, t.WaitId)).Order());
        Assert.Equal(
            waits.Where(w => w.Kind == WaitKind.Child).Select(w => (w.Id, w.WaitId)).Order(),
            instances.Where(i => i is { ParentId: not null, Status: InstanceStatuses.Running }).Select(i => (i.ParentId!.Value, i.ParentWaitId!)).Order());
    }

    private static void NoRungIsClimbedTwiceOrSkipped(List<CaseTask> tasks, List<ChaseSent> chases, List<Notice> notices, Catalogue catalogue)
    {
        Assert.All(tasks, task => Assert.Null(task.ClaimedBy));
        var climbed = chases.ToLookup(c => c.TaskId, c => c.Rung);
        Assert.Equal(chases.Count, tasks.Sum(t => climbed[t.Id].Count()));
        foreach (var task in tasks)
            Assert.Equal(Enumerable.Range(0, task.Rung), climbed[task.Id].Order());

        var told = notices.ToLookup(n => (n.TaskId, n.Rung), n => n.Role);
        Assert.Equal(notices.Count, chases.Sum(c => told[(c.TaskId, c.Rung)].Count()));
        var owners = tasks.ToDictionary(t => t.Id);
        foreach (var chase in chases)
        {
            var task = owners[chase.TaskId];
            var rung = catalogue.LadderOn(task.LadderKey, task.OpenedOn).Rungs[chase.Rung];
            Assert.Equal(rung.Tell.Select(t => t is Ladder.Owner or Ladder.TreatmentManager ? task.OwnerRole : t).Distinct().Order(), told[(chase.TaskId, chase.Rung)].Order());
        }
    }

    private static async Task ThePersonsRowIsWhatTheCaseGives(ReferralsDbContext db, Catalogue catalogue)
    {
        var people = await db.People.AsNoTracking().AsSplitQuery()
            .Include(p => p.Supervisions).Include(p => p.Assessments).Include(p => p.Enquiries).Include(p => p.Milestones).Include(p => p.Places).Include(p => p.Attendance).Include(p => p.Reports)
            .Include(p => p.Needs).ThenInclude(n => n.Decisions)
            .Include(p => p.Needs).ThenInclude(n => n.Referrals)
            .Include(p => p.Needs).ThenInclude(n => n.Toolkits).ToListAsync();
        var learning = await db.Profiles.AsNoTracking().ToDictionaryAsync(p => p.PersonId, p => p.LearningNeed);
        var rows = await db.PersonRows.AsNoTracking().ToDictionaryAsync(r => r.PersonId, r => r.Facts);
        Assert.Equal(people.Count, rows.Count);
        foreach (var person in people)
        {
            Assert.Equal(rows[person.Id], Referrals.Statistics.RowText.Write(FactsOf.Person(person, learning.GetValueOrDefault(person.Id), catalogue, need =>
            {
                var row = new NeedSnapshot { NeedId = need.Id, PersonId = person.Id, Reference = need.Reference };
                Projection.Write(row, need, person, catalogue);
                return row;
            })));
        }
    }

    private static async Task EveryNeedHasTheRowOfItsMilestones(ReferralsDbContext db, Catalogue catalogue)
    {
        var people = await db.People.AsNoTracking()
            .Include(p => p.Supervisions).Include(p => p.Assessments).Include(p => p.Milestones)
            .Include(p => p.Needs).ThenInclude(n => n.Referrals)
            .Include(p => p.Needs).ThenInclude(n => n.Toolkits)
            .Where(p => p.Needs.Count > 0).ToListAsync();
        await ThePersonsRowIsWhatTheCaseGives(db, catalogue);
        var rows = await db.Snapshots.AsNoTracking().ToDictionaryAsync(s => s.NeedId);
        Assert.Equal(people.Sum(p => p.Needs.Count), rows.Count);
        foreach (var person in people)
        {
            foreach (var need in person.Needs)
            {
                var fresh = new NeedSnapshot { NeedId = need.Id, PersonId = person.Id, Reference = need.Reference };
                Projection.Write(fresh, need, person, catalogue);
                Assert.Equal(JsonSerializer.Serialize(fresh), JsonSerializer.Serialize(rows[need.Id]));
            }
        }
    }
}
