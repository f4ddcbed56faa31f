using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Workflows;

namespace Referrals.Application.Workflows;

/// <summary>Moves what runs on one version of a definition to another.</summary>
public sealed record MoveInstances
{
    public required string DefinitionId { get; init; }
    public required int From { get; init; }
    public required int To { get; init; }

    /// <summary>Old activity id to new, for activities that were renamed.</summary>
    public IReadOnlyDictionary<string, string> ActivityMap { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>What moving would do, or did.</summary>
public sealed record MoveReport
{
    /// <summary>Instances that would move; once applied, those that moved.</summary>
    public int Movable { get; init; }

    /// <summary>How many instances each problem keeps where they are, most first.</summary>
    public required IReadOnlyList<(string Problem, int Instances)> Problems { get; init; }

    /// <summary>What would differ for waits that are open, and for how many instances.</summary>
    public required IReadOnlyList<(string Change, int Instances)> Changes { get; init; }
}

/// <summary>Explicit migration of running instances: first a dry run over all of them, then each in a change of its own.</summary>
public sealed class InstanceMoves(Changes changes, DatabaseFactory factory, Definitions definitions, Engines engines)
{
    /// <exception cref="WorkflowException">There is no such definition or version.</exception>
    public async Task<MoveReport> DryRun(MoveInstances request, CancellationToken cancellation = default)
    {
        var (from, to) = (definitions.Version(request.DefinitionId, request.From), definitions.Version(request.DefinitionId, request.To));
        var movable = 0;
        var problems = new Dictionary<string, int>(StringComparer.Ordinal);
        var differences = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var db = factory.CreateDbContext();
        await foreach (var instance in Running(db, request).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var plan = Migration.Plan(instance.Standing, from, to, request.ActivityMap);
            movable += plan.CanApply ? 1 : 0;
            Count(problems, plan.Problems);
            Count(differences, plan.Moves.SelectMany(m => m.Changes.Select(c => $"{m.To}: {c}")));
        }

        return new MoveReport { Movable = movable, Problems = Ordered(problems), Changes = Ordered(differences) };
    }

    /// <summary>Moves every instance that can be moved; the others stay on their version. Stopped half way, running it again moves the rest.</summary>
    /// <exception cref="WorkflowException">There is no such definition or version.</exception>
    public async Task<MoveReport> Apply(Actor actor, MoveInstances request, CancellationToken cancellation = default)
    {
        _ = (definitions.Version(request.DefinitionId, request.From), definitions.Version(request.DefinitionId, request.To));
        List<(Guid Id, Guid PersonId)> running;
        await using (var db = factory.CreateDbContext())
            running = [.. (await Running(db, request).Select(i => new { i.Id, i.PersonId }).ToListAsync(cancellation)).Select(i => (i.Id, i.PersonId!.Value))];

        var moved = 0;
        var problems = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, personId) in running)
        {
            IReadOnlyList<string>? why = null;
            await changes.Run(actor, personId, file =>
            {
                // What finished or was moved since the list was made is left alone.
                why = file.Instances.Find(i => i.Id == id && i.DefinitionVersion == request.From) is { } instance
                    ? changes.Host.Move(file, instance, request.To, request.ActivityMap)
                    : null;
                return null;
            }, cancellation);
            moved += why is { Count: 0 } ? 1 : 0;
            Count(problems, why ?? []);
        }

        return new MoveReport { Movable = moved, Problems = Ordered(problems), Changes = [] };
    }

    /// <summary>Counts the running instances that stand on each engine.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ByEngine(CancellationToken cancellation = default)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await using var db = factory.CreateDbContext();
        await foreach (var instance in db.Instances.AsNoTracking().Where(i => i.Status == InstanceStatuses.Running).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var engine = EngineOf(instance);
            counts[engine] = counts.GetValueOrDefault(engine) + 1;
        }

        return counts;
    }

    /// <summary>Moves every running instance to an engine, each in a change of its own. Stopped half way, running it again moves the rest.</summary>
    /// <returns>How many were moved.</returns>
    /// <exception cref="WorkflowException">There is no such engine here.</exception>
    public async Task<int> ToEngine(Actor actor, string engine, CancellationToken cancellation = default)
    {
        _ = engines.Find(engine);
        var found = new List<(Guid Id, Guid? PersonId, Guid? GroupId)>();
        await using (var db = factory.CreateDbContext())
        {
            await foreach (var instance in db.Instances.AsNoTracking().Where(i => i.Status == InstanceStatuses.Running).OrderBy(i => i.Id).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                if (EngineOf(instance) != engine)
                    found.Add((instance.Id, instance.PersonId, instance.GroupId));
            }
        }

        var moved = 0;
        foreach (var (id, personId, groupId) in found)
        {
            var did = false;
            void Move(WorkFile file)
            {
                // What finished or was moved since the list was made is left alone.
                did = file.Instances.Find(i => i.Id == id) is { } instance && EngineOf(instance) != engine;
                if (did)
                    changes.Host.MoveTo(file, file.Instances.Find(i => i.Id == id)!, engine);
            }

            if (personId is { } person)
            {
                await changes.Run(actor, person, file =>
                {
                    Move(file);
                    return null;
                }, cancellation);
            }
            else
            {
                await changes.RunGroup(actor, groupId!.Value, Move, cancellation);
            }

            moved += did ? 1 : 0;
        }

        return moved;
    }

    private static string EngineOf(WorkflowInstance instance) => instance.Standing.Engine ?? Engines.Embedded;

    private static IQueryable<WorkflowInstance> Running(ReferralsDbContext db, MoveInstances request) => db.Instances.AsNoTracking()
        .Where(i => i.DefinitionId == request.DefinitionId && i.DefinitionVersion == request.From && i.Status == InstanceStatuses.Running && i.PersonId != null)
        .OrderBy(i => i.Id);

    private static void Count(Dictionary<string, int> counts, IEnumerable<string> found)
    {
        foreach (var one in found.Distinct(StringComparer.Ordinal))
            counts[one] = counts.GetValueOrDefault(one) + 1;
    }

    private static IReadOnlyList<(string, int)> Ordered(Dictionary<string, int> counts) =>
        [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value))];
}
