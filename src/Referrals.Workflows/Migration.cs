namespace Referrals.Workflows;

/// <summary>Moves an instance from one version of its definition to another.</summary>
public static class Migration
{
    /// <summary>Says where each open wait would go, and why the instance cannot be moved where it cannot. Changes nothing.</summary>
    /// <param name="activityMap">Old activity id to new, for activities that were renamed; the others keep their id.</param>
    public static MigrationPlan Plan(
        WorkflowState state, WorkflowDefinition from, WorkflowDefinition to, IReadOnlyDictionary<string, string>? activityMap = null) =>
        new Mover(state, from, to, activityMap ?? new Dictionary<string, string>(StringComparer.Ordinal)).Plan();

    /// <summary>What differs between an activity of one version and the same one of another, in plain words.</summary>
    internal static IEnumerable<string> Changes(ActivityNode old, ActivityNode now)
    {
        if (old.Type != now.Type)
            yield return $"type {old.Type} becomes {now.Type}";
        foreach (var input in old.Inputs.Keys.Union(now.Inputs.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (old.Input(input) != now.Input(input))
                yield return $"{input} {old.Input(input) ?? "(none)"} becomes {now.Input(input) ?? "(none)"}";
        }

        foreach (var list in old.Lists.Keys.Union(now.Lists.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            foreach (var item in now.List(list).Except(old.List(list), StringComparer.Ordinal))
                yield return $"{list} gains {item}";
            foreach (var item in old.List(list).Except(now.List(list), StringComparer.Ordinal))
                yield return $"{list} loses {item}";
        }
    }

    private sealed class Mover(WorkflowState state, WorkflowDefinition from, WorkflowDefinition to, IReadOnlyDictionary<string, string> map)
    {
        private readonly List<string> problems = [];

        public MigrationPlan Plan()
        {
            if (state.DefinitionId != from.DefinitionId || state.Version != from.Version)
                problems.Add($"the instance runs on {state.DefinitionId} v{state.Version}, not on {from.DefinitionId} v{from.Version}");
            else if (from.DefinitionId != to.DefinitionId)
                problems.Add($"{to.DefinitionId} is another definition, not another version of {from.DefinitionId}");
            else if (from.Version == to.Version)
                problems.Add($"the instance already runs on version {to.Version}");
            else if (state.Status != InstanceStatus.Running)
                problems.Add($"the instance is {state.Status}: there is nothing to move");
            if (problems.Count > 0)
                return new MigrationPlan(state, from, to, map, [], problems);

            foreach (var (old, now) in map)
            {
                if (!from.Activities.ContainsKey(old))
                    problems.Add($"the map names {old}, which version {from.Version} does not have");
                if (!to.Activities.ContainsKey(now))
                    problems.Add($"the map sends {old} to {now}, which version {to.Version} does not have");
            }

            foreach (var scope in state.Scopes)
                CheckFork(scope);
            foreach (var arrival in state.Arrivals)
                CheckJoin(arrival);
            return new MigrationPlan(state, from, to, map, [.. state.Waits.Select(Move)], problems);
        }

        private string Mapped(string activityId) => map.GetValueOrDefault(activityId, activityId);

        private WaitMove Move(OpenWait wait)
        {
            var old = from.Activity(wait.ActivityId);
            if (Find(wait.WaitId, wait.ActivityId) is not { } now)
                return new WaitMove(wait, To: null, []);

            if (now.Kind != old.Kind)
                problems.Add($"{wait.WaitId}: {old.Id} is a {old.Kind}, {now.Id} is a {now.Kind}");
            else if (old.OwnPorts().Except(now.OwnPorts(), StringComparer.Ordinal).ToList() is { Count: > 0 } lost)
                problems.Add($"{wait.WaitId}: {now.Id} no longer has {Words.List(lost)}, which may be chosen now");
            if (now.Kind == ActivityKind.Child && old.Input(InputNames.Definition) != now.Input(InputNames.Definition))
                problems.Add($"{wait.WaitId}: {now.Id} runs {now.Input(InputNames.Definition)}, but an instance of {old.Input(InputNames.Definition)} is under way");
            CheckScope(wait.WaitId, now, wait.Scope);
            return new WaitMove(wait, now.Id, [.. Changes(old, now)]);
        }

        private void CheckFork(ForkScope scope)
        {
            var what = $"the open fork {scope.ForkId}";
            if (Find(what, scope.ForkId) is not { } now)
                return;
            if (now.Kind != ActivityKind.Fork)
                problems.Add($"{what}: {now.Id} is a {now.Kind}");
            else if (!now.OwnPorts().ToHashSet(StringComparer.Ordinal).SetEquals(from.Activity(scope.ForkId).OwnPorts()))
                problems.Add($"{what}: its branches were {Words.List(from.Activity(scope.ForkId).OwnPorts())} and become {Words.List(now.OwnPorts())}; a branch under way cannot be added or dropped");
            CheckScope(what, now, scope.Parent);
        }

        private void CheckJoin(JoinArrival arrival)
        {
            var what = $"the join {arrival.JoinId}, where {arrival.Count} stand";
            if (Find(what, arrival.JoinId) is not { } now)
                return;
            if (now.Kind != ActivityKind.Join)
                problems.Add($"{what}: {now.Id} is a {now.Kind}");
            else if (now.Mode() != from.Activity(arrival.JoinId).Mode())
                problems.Add($"{what}: its mode becomes {now.Mode()}");
            CheckScope(what, now, arrival.Scope);
        }

        private ActivityNode? Find(string what, string activityId)
        {
            if (to.Activities.TryGetValue(Mapped(activityId), out var now))
                return now;
            if (!map.ContainsKey(activityId))
                problems.Add($"{what}: version {to.Version} has no {activityId}; say in the map where it goes");
            return null;
        }

        private void CheckScope(string what, ActivityNode now, int scope)
        {
            var around = new List<string>();
            for (var id = scope; id != 0; id = state.Scopes.Single(s => s.Id == id).Parent)
                around.Insert(0, Mapped(state.Scopes.Single(s => s.Id == id).ForkId));
            if (!to.Structure.Forks.TryGetValue(now.Id, out var forks))
                problems.Add($"{what}: nothing leads to {now.Id} in version {to.Version}");
            else if (!forks.SequenceEqual(around, StringComparer.Ordinal))
                problems.Add($"{what}: it stands inside {Inside(around)}, but {now.Id} stands inside {Inside(forks)} in version {to.Version}");
        }

        private static string Inside(IReadOnlyList<string> forks) => forks.Count == 0 ? "no fork" : string.Join(" > ", forks);
    }
}

/// <summary>Where one open wait would go.</summary>
/// <param name="To">The activity it would stand at, null where there is none.</param>
/// <param name="Changes">What would differ for it, in plain words.</param>
public sealed record WaitMove(OpenWait Wait, string? To, IReadOnlyList<string> Changes);

/// <summary>What moving an instance would do: a dry run until <see cref="Apply"/>.</summary>
public sealed class MigrationPlan
{
    private readonly WorkflowState state;
    private readonly IReadOnlyDictionary<string, string> map;

    internal MigrationPlan(
        WorkflowState state,
        WorkflowDefinition from,
        WorkflowDefinition to,
        IReadOnlyDictionary<string, string> map,
        IReadOnlyList<WaitMove> moves,
        IReadOnlyList<string> problems)
    {
        (this.state, this.map) = (state, map);
        (FromVersion, ToVersion, Moves, Problems) = (from.Version, to.Version, moves, problems);
    }

    public int FromVersion { get; }

    public int ToVersion { get; }

    /// <summary>One for each open wait, in the order they opened.</summary>
    public IReadOnlyList<WaitMove> Moves { get; }

    /// <summary>Why the instance cannot be moved, in plain words; none when it can.</summary>
    public IReadOnlyList<string> Problems { get; }

    public bool CanApply => Problems.Count == 0;

    /// <summary>The state on the new version and the entry to journal. Waits keep their ids, so nothing opens or closes: the host's tasks stay theirs.</summary>
    /// <exception cref="WorkflowException">The plan has problems.</exception>
    public Advance Apply()
    {
        if (!CanApply)
            throw new WorkflowException($"The instance cannot be moved to version {ToVersion}: {string.Join("; ", Problems)}.");
        string Mapped(string id) => map.GetValueOrDefault(id, id);
        var now = state with
        {
            Version = ToVersion,
            Sequence = state.Sequence + 1,
            Waits = [.. state.Waits.Select(w => w with { ActivityId = Mapped(w.ActivityId) })],
            Scopes = [.. state.Scopes.Select(f => f with { ForkId = Mapped(f.ForkId) })],
            Arrivals = [.. state.Arrivals.Select(a => a with { JoinId = Mapped(a.JoinId) })],
            // What an engine noted is about the old version; it makes it anew.
            Notes = null,
        };
        var entry = new JournalEntry(now.Sequence, new Migrated(ToVersion, map), Taken: true, WhyNot: null, []);
        return new Advance(now, Taken: true, WhyNot: null, [], [], entry);
    }
}
