using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Workflows;

/// <summary>One version of a definition with how many instances wait at each activity now. Activities where nothing waits are left out.</summary>
public sealed record WorkflowMap(WorkflowDefinition Definition, int Running, IReadOnlyDictionary<string, int> Waiting);

/// <summary>Where running instances stand: nationally for those who see figures and no cases, within their reach for everyone else.</summary>
public sealed class ProcessMap(DatabaseFactory factory, Definitions definitions)
{
    private sealed record Group(string DefinitionId, int Version, string Activity, int Count);

    /// <summary>Every definition in its latest version, and older versions that instances still run on; by name, newest first.</summary>
    public async Task<IReadOnlyList<WorkflowMap>> All(Actor actor, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var instances = Running(db, actor);
        var running = (await instances.GroupBy(i => new { i.DefinitionId, i.DefinitionVersion })
            .Select(g => new { g.Key.DefinitionId, g.Key.DefinitionVersion, Count = g.Count() }).ToListAsync(cancellation))
            .ToDictionary(g => (g.DefinitionId, g.DefinitionVersion), g => g.Count);

        // A wait's id is its activity's id, a # and a number.
        var tasks = instances.Join(db.Tasks.Where(t => t.ClosedAt == null), i => i.Id, t => t.InstanceId, (i, t) => new { i.DefinitionId, i.DefinitionVersion, t.WaitId });
        var timers = instances.Join(db.Timers.Where(t => t.EndedAt == null), i => i.Id, t => t.InstanceId, (i, t) => new { i.DefinitionId, i.DefinitionVersion, t.WaitId });
        var children = instances.Join(db.Instances.Where(c => c.Status == InstanceStatuses.Running && c.ParentWaitId != null), i => i.Id, c => c.ParentId!.Value, (i, c) => new { i.DefinitionId, i.DefinitionVersion, WaitId = c.ParentWaitId! });
        var waiting = new List<Group>();
        foreach (var waits in new[] { tasks, timers, children })
        {
            waiting.AddRange(await waits
                .GroupBy(w => new { w.DefinitionId, w.DefinitionVersion, Activity = w.WaitId.Substring(0, w.WaitId.IndexOf("#")) })
                .Select(g => new Group(g.Key.DefinitionId, g.Key.DefinitionVersion, g.Key.Activity, g.Count()))
                .ToListAsync(cancellation));
        }

        return
        [
            .. definitions.All
                .Where(d => definitions.Latest(d.DefinitionId) == d || running.ContainsKey((d.DefinitionId, d.Version)))
                .OrderBy(d => d.DefinitionId, StringComparer.Ordinal).ThenByDescending(d => d.Version)
                .Select(d => new WorkflowMap(
                    d,
                    running.GetValueOrDefault((d.DefinitionId, d.Version)),
                    waiting.Where(w => w.DefinitionId == d.DefinitionId && w.Version == d.Version).ToDictionary(w => w.Activity, w => w.Count))),
        ];
    }

    private static IQueryable<WorkflowInstance> Running(ReferralsDbContext db, Actor actor)
    {
        var running = db.Instances.Where(i => i.Status == InstanceStatuses.Running);
        return actor.Role is Roles.NationalLead or Roles.Administrator
            ? running
            : running.Join(db.Everybody().Where(Reach.People(actor)), i => i.PersonId, p => p.Id, (i, p) => i);
    }
}
