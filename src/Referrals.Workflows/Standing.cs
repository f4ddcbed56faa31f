namespace Referrals.Workflows;

/// <summary>Where an instance stands while one call of an engine moves it: its waits, the forks around them, and what has come to their joins.</summary>
internal sealed class Standing(WorkflowDefinition definition, WorkflowState before)
{
    private const int MostActivities = 10_000;

    private readonly List<OpenWait> waits = [.. before.Waits];
    private readonly List<ForkScope> scopes = [.. before.Scopes];
    private readonly List<JoinArrival> arrivals = [.. before.Arrivals];
    private readonly List<StepRun> steps = [];
    private int waitsOpened = before.WaitsOpened;
    private InstanceStatus status = before.Status;
    private string? outcome;
    private int activities;

    public IReadOnlyList<OpenWait> Waits => waits;

    public bool IsRunning => status == InstanceStatus.Running;

    private string Name => $"{definition.DefinitionId} v{definition.Version}";

    /// <exception cref="WorkflowException">This call goes round for ever.</exception>
    public void Visit(ActivityNode activity)
    {
        if (++activities > MostActivities)
            throw new WorkflowException(
                $"{Name} went through {MostActivities} activities without coming to a wait, last {activity.Id}: it goes round for ever.");
    }

    /// <returns>The outcome.</returns>
    public string Ran(ActivityNode step, string answer)
    {
        steps.Add(new StepRun(step.Id, answer));
        return answer;
    }

    public OpenWait Open(ActivityNode activity, int scope)
    {
        var wait = new OpenWait($"{activity.Id}#{++waitsOpened}", activity.Id, activity.WaitKind()) { Scope = scope };
        waits.Add(wait);
        return wait;
    }

    public void Close(OpenWait wait) => waits.Remove(wait);

    public void End(InstanceStatus ended, string? how)
    {
        (status, outcome) = (ended, how);
        waits.Clear();
        scopes.Clear();
        arrivals.Clear();
    }

    /// <returns>The scope that the branches of the fork stand in.</returns>
    public int Split(ActivityNode fork, int parent)
    {
        var scope = new ForkScope(scopes.Count == 0 ? 1 : scopes.Max(s => s.Id) + 1, fork.Id, parent);
        scopes.Add(scope);
        return scope.Id;
    }

    /// <returns>Whether the join goes on with this branch.</returns>
    public bool Arrive(ActivityNode join, int scope)
    {
        if (scope == 0)
            throw new WorkflowException($"{Name}: the join {join.Id} was reached outside any fork.");
        if (join.Mode() == JoinMode.WaitAny)
            return true;

        var here = arrivals.FindIndex(a => a.JoinId == join.Id && a.Scope == scope);
        var count = here < 0 ? 1 : arrivals[here].Count + 1;
        if (here < 0)
            arrivals.Add(new JoinArrival(join.Id, scope, count));
        else
            arrivals[here] = arrivals[here] with { Count = count };

        var fork = definition.Activity(scopes.Single(s => s.Id == scope).ForkId);
        return count == fork.OwnPorts().Count;
    }

    /// <summary>A WaitAllActive join that can go on, because none of the branches still alive can come to it. To be asked when nothing else moves.</summary>
    public (ActivityNode Join, int Scope)? ActiveJoinToPass()
    {
        if (!IsRunning)
            return null;
        foreach (var arrival in arrivals.OrderByDescending(a => a.Scope))
        {
            var join = definition.Activity(arrival.JoinId);
            if (join.Mode() != JoinMode.WaitAllActive)
                continue;
            var inside = Within(arrival.Scope);
            var alive = waits.Where(w => inside.Contains(w.Scope)).Select(w => w.ActivityId)
                .Concat(arrivals.Where(a => a != arrival && inside.Contains(a.Scope)).Select(a => a.JoinId));
            if (!alive.Any(a => definition.Structure.ComesTo(join.Id, a)))
                return (join, arrival.Scope);
        }

        return null;
    }

    /// <summary>Goes on from a join into the scope around its fork; whatever else lives in the fork's scope ends here.</summary>
    public (HashSet<int> Inside, int Parent) Leave(int scope)
    {
        var inside = Within(scope);
        var parent = scopes.Single(s => s.Id == scope).Parent;
        waits.RemoveAll(w => inside.Contains(w.Scope));
        arrivals.RemoveAll(a => inside.Contains(a.Scope));
        scopes.RemoveAll(s => inside.Contains(s.Id));
        return (inside, parent);
    }

    /// <exception cref="WorkflowException">The instance stands still with nothing to wait for.</exception>
    public Advance Answer(WorkflowSignal? signal)
    {
        if (IsRunning && waits.Count == 0)
            throw new WorkflowException(
                $"{Name} stands still with no wait open: {Words.List(arrivals.Select(a => a.JoinId))} waits for branches that never come.");
        var state = before with
        {
            Status = status,
            Outcome = outcome,
            Sequence = before.Sequence + 1,
            WaitsOpened = waitsOpened,
            Waits = waits,
            Scopes = scopes,
            Arrivals = arrivals,
        };
        return Signals.Taken(before, state, signal, steps);
    }

    private HashSet<int> Within(int scope)
    {
        // A scope is numbered after its parent, so one pass in order finds them all.
        var inside = new HashSet<int> { scope };
        foreach (var child in scopes.OrderBy(s => s.Id))
        {
            if (inside.Contains(child.Parent))
                inside.Add(child.Id);
        }

        return inside;
    }
}
