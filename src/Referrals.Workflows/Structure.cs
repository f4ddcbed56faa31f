using System.Collections.Concurrent;

namespace Referrals.Workflows;

/// <summary>What the shape of a definition says: what reaches what, and inside which forks each activity stands.</summary>
internal sealed class Structure
{
    private readonly WorkflowDefinition definition;
    private readonly ConcurrentDictionary<string, HashSet<string>> reach = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Join, string Activity), bool> comesTo = new();
    private readonly Dictionary<string, IReadOnlyList<string>> forks = new(StringComparer.Ordinal);

    public Structure(WorkflowDefinition definition)
    {
        this.definition = definition;
        if (definition.Activities.ContainsKey(definition.Start))
            Walk();
    }

    /// <summary>Activities reached from the start with the forks around them, outermost first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Forks => forks;

    /// <summary>Places reached with one set of forks and then with another.</summary>
    public List<(string Activity, IReadOnlyList<string> First, IReadOnlyList<string> Then, Connection By)> Clashes { get; } = [];

    /// <summary>Joins reached with no fork around them.</summary>
    public HashSet<string> StrayJoins { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether an activity ends the branches of <paramref name="fork"/>: a join of it, or any end.</summary>
    public bool Closes(string activity, string fork)
    {
        var kind = definition.Activities[activity].Kind;
        return kind == ActivityKind.End || (kind == ActivityKind.Join && ForkOf(activity) == fork);
    }

    /// <summary>Whether a branch that stands at <paramref name="activity"/> can still come to <paramref name="join"/>, without closing the fork elsewhere first.</summary>
    public bool ComesTo(string join, string activity) => comesTo.GetOrAdd((join, activity), key => Search(key.Join, key.Activity));

    /// <summary>Activities that following connections from <paramref name="activity"/> comes to, itself included.</summary>
    public HashSet<string> ReachOf(string activity)
    {
        if (reach.TryGetValue(activity, out var seen))
            return seen;
        seen = new HashSet<string>(StringComparer.Ordinal) { activity };
        var queue = new Queue<string>([activity]);
        while (queue.TryDequeue(out var at))
        {
            foreach (var connection in definition.From(at))
            {
                if (definition.Activities.ContainsKey(connection.Target) && seen.Add(connection.Target))
                    queue.Enqueue(connection.Target);
            }
        }

        reach[activity] = seen;
        return seen;
    }

    private string? ForkOf(string activity) => forks.TryGetValue(activity, out var around) && around is [.., var inner] ? inner : null;

    private bool Search(string join, string activity)
    {
        // Leaving the fork by another of its joins and coming round again would be another opening of it.
        var fork = ForkOf(join);
        var seen = new HashSet<string>(StringComparer.Ordinal) { activity };
        var queue = new Queue<string>([activity]);
        while (queue.TryDequeue(out var at))
        {
            if (at == join)
                return true;
            if (fork is null || at == fork || Closes(at, fork))
                continue;
            foreach (var connection in definition.From(at))
            {
                if (definition.Activities.ContainsKey(connection.Target) && seen.Add(connection.Target))
                    queue.Enqueue(connection.Target);
            }
        }

        return false;
    }

    private void Walk()
    {
        forks[definition.Start] = [];
        var queue = new Queue<string>([definition.Start]);
        while (queue.TryDequeue(out var at))
        {
            var activity = definition.Activities[at];
            var inside = Leaving(activity, forks[at]);
            foreach (var connection in definition.From(at))
            {
                if (!definition.Activities.TryGetValue(connection.Target, out var target))
                    continue;
                if (forks.TryGetValue(target.Id, out var known))
                {
                    // An end closes everything, so it may be reached from inside any fork.
                    if (target.Kind != ActivityKind.End && !known.SequenceEqual(inside, StringComparer.Ordinal))
                        Clashes.Add((target.Id, known, inside, connection));
                    continue;
                }

                forks[target.Id] = inside;
                queue.Enqueue(target.Id);
            }
        }
    }

    private IReadOnlyList<string> Leaving(ActivityNode activity, IReadOnlyList<string> around)
    {
        if (activity.Kind == ActivityKind.Fork)
            return [.. around, activity.Id];
        if (activity.Kind != ActivityKind.Join)
            return around;
        if (around.Count == 0)
        {
            StrayJoins.Add(activity.Id);
            return around;
        }

        return [.. around.Take(around.Count - 1)];
    }
}
