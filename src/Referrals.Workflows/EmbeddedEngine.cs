namespace Referrals.Workflows;

/// <summary>
/// The engine that needs nothing else. Branches take turns, one activity each, in the order their connections stand in the file,
/// as Elsa's own scheduler does.
/// </summary>
public sealed class EmbeddedEngine : IWorkflowEngine
{
    public Advance Start(WorkflowDefinition definition, StepRunner run)
    {
        var before = new WorkflowState { DefinitionId = definition.DefinitionId, Version = definition.Version, Sequence = 0 };
        var turn = new Turn(definition, before, run);
        turn.Enter(definition.Activity(definition.Start), scope: 0);
        return turn.Finish(signal: null);
    }

    public Advance Apply(WorkflowDefinition definition, WorkflowState state, WorkflowSignal signal, StepRunner run)
    {
        if (state.DefinitionId != definition.DefinitionId || state.Version != definition.Version)
            throw new WorkflowException(
                $"The instance runs on {state.DefinitionId} v{state.Version}, not on {definition.DefinitionId} v{definition.Version}.");
        if (signal is Migrated)
            throw new WorkflowException("An instance is moved to another version by Migration.Plan, not by a signal to an engine.");

        if (WhyNot(definition, state, signal) is { } why)
        {
            var entry = new JournalEntry(state.Sequence + 1, signal, Taken: false, why, []);
            return new Advance(state with { Sequence = entry.Sequence }, Taken: false, why, [], [], entry);
        }

        var turn = new Turn(definition, state, run);
        switch (signal)
        {
            case WaitEnded ended:
                turn.Leave(state.Wait(ended.WaitId)!, ended.Outcome);
                break;
            case Raised raised:
                foreach (var listener in Listening(definition, state, raised.Name))
                    turn.Leave(listener, raised.Name);
                break;
            case Cancel:
                turn.End(InstanceStatus.Cancelled, how: null);
                break;
        }

        return turn.Finish(signal);
    }

    private static string? WhyNot(WorkflowDefinition definition, WorkflowState state, WorkflowSignal signal)
    {
        if (state.Status == InstanceStatus.Finished)
            return "the instance has finished";
        if (state.Status == InstanceStatus.Cancelled)
            return "the instance was cancelled";
        switch (signal)
        {
            case WaitEnded ended:
                var wait = state.Wait(ended.WaitId);
                if (wait is null)
                    return $"wait {ended.WaitId} is not open";
                if (wait.Kind == WaitKind.Listener)
                    return $"wait {ended.WaitId} is a listener, which only a raised signal ends";
                var ports = definition.Activity(wait.ActivityId).OwnPorts();
                return ports.Contains(ended.Outcome, StringComparer.Ordinal)
                    ? null
                    : $"outcome {ended.Outcome} is not one of the choices of {ended.WaitId}, which are {Words.List(ports)}";
            case Raised raised:
                return Listening(definition, state, raised.Name).Any() ? null : $"no open listener for {raised.Name}";
            case Cancel:
                return null;
            default:
                throw new WorkflowException($"The engine does not know signals of type {signal.GetType().Name}.");
        }
    }

    private static IEnumerable<OpenWait> Listening(WorkflowDefinition definition, WorkflowState state, string name) =>
        state.Waits.Where(w => w.Kind == WaitKind.Listener
            && definition.Activity(w.ActivityId).OwnPorts().Contains(name, StringComparer.Ordinal));

    /// <summary>One call of the engine: the tokens on the move, and the state as it becomes.</summary>
    private sealed class Turn(WorkflowDefinition definition, WorkflowState before, StepRunner run)
    {
        private const int MostActivities = 10_000;

        private readonly List<OpenWait> waits = [.. before.Waits];
        private readonly List<ForkScope> scopes = [.. before.Scopes];
        private readonly List<JoinArrival> arrivals = [.. before.Arrivals];
        private readonly List<StepRun> steps = [];
        private LinkedList<Token> moving = [];
        private int waitsOpened = before.WaitsOpened;
        private InstanceStatus status = before.Status;
        private string? outcome;

        private readonly record struct Token(ActivityNode At, int Scope);

        public void Enter(ActivityNode activity, int scope) => moving.AddLast(new Token(activity, scope));

        public void Leave(OpenWait wait, string port)
        {
            waits.Remove(wait);
            Enter(definition.Next(definition.Activity(wait.ActivityId), port), wait.Scope);
        }

        public void End(InstanceStatus ended, string? how)
        {
            (status, outcome) = (ended, how);
            waits.Clear();
            scopes.Clear();
            arrivals.Clear();
            moving.Clear();
        }

        public Advance Finish(WorkflowSignal? signal)
        {
            var activities = 0;
            do
            {
                while (moving.First is { } first)
                {
                    if (++activities > MostActivities)
                        throw new WorkflowException(
                            $"{Name} went through {MostActivities} activities without coming to a wait, last {first.Value.At.Id}: it goes round for ever.");
                    moving.RemoveFirst();
                    Visit(first.Value.At, first.Value.Scope);
                }
            }
            while (status == InstanceStatus.Running && PassOneActiveJoin());

            if (status == InstanceStatus.Running && waits.Count == 0)
                throw new WorkflowException(
                    $"{Name} stands still with no wait open: {Words.List(arrivals.Select(a => a.JoinId))} waits for branches that never come.");
            return Answer(signal);
        }

        private string Name => $"{definition.DefinitionId} v{definition.Version}";

        private Advance Answer(WorkflowSignal? signal)
        {
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
            var were = before.Waits.Select(w => w.WaitId).ToHashSet(StringComparer.Ordinal);
            var are = waits.Select(w => w.WaitId).ToHashSet(StringComparer.Ordinal);
            return new Advance(
                state,
                Taken: true,
                WhyNot: null,
                [.. waits.Where(w => !were.Contains(w.WaitId))],
                [.. before.Waits.Where(w => !are.Contains(w.WaitId))],
                new JournalEntry(state.Sequence, signal, Taken: true, WhyNot: null, steps));
        }

        private void Visit(ActivityNode activity, int scope)
        {
            switch (activity.Kind)
            {
                case ActivityKind.Start:
                    Enter(definition.Next(activity, Ports.Done), scope);
                    break;
                case ActivityKind.Step:
                    var answer = run(activity);
                    steps.Add(new StepRun(activity.Id, answer));
                    Enter(definition.Next(activity, answer), scope);
                    break;
                case ActivityKind.Fork:
                    Split(activity, scope);
                    break;
                case ActivityKind.Join:
                    Arrive(activity, scope);
                    break;
                case ActivityKind.End:
                    End(InstanceStatus.Finished, activity.Name);
                    break;
                default:
                    waits.Add(new OpenWait($"{activity.Id}#{++waitsOpened}", activity.Id, WaitKindOf(activity)) { Scope = scope });
                    break;
            }
        }

        private void Split(ActivityNode fork, int parent)
        {
            var scope = new ForkScope(scopes.Count == 0 ? 1 : scopes.Max(s => s.Id) + 1, fork.Id, parent);
            scopes.Add(scope);
            var branches = fork.OwnPorts();
            foreach (var branch in definition.From(fork.Id).Select(c => c.Port).Where(p => branches.Contains(p, StringComparer.Ordinal)))
                Enter(definition.Next(fork, branch), scope.Id);
        }

        private void Arrive(ActivityNode join, int scope)
        {
            if (scope == 0)
                throw new WorkflowException($"{Name}: the join {join.Id} was reached outside any fork.");
            if (join.Mode() == JoinMode.WaitAny)
            {
                Pass(join, scope);
                return;
            }

            var here = arrivals.FindIndex(a => a.JoinId == join.Id && a.Scope == scope);
            var count = here < 0 ? 1 : arrivals[here].Count + 1;
            if (here < 0)
                arrivals.Add(new JoinArrival(join.Id, scope, count));
            else
                arrivals[here] = arrivals[here] with { Count = count };

            var fork = definition.Activity(scopes.Single(s => s.Id == scope).ForkId);
            if (count == fork.OwnPorts().Count)
                Pass(join, scope);
        }

        /// <summary>A WaitAllActive join goes on once none of the branches still alive can come to it.</summary>
        private bool PassOneActiveJoin()
        {
            foreach (var arrival in arrivals.OrderByDescending(a => a.Scope))
            {
                var join = definition.Activity(arrival.JoinId);
                if (join.Mode() != JoinMode.WaitAllActive)
                    continue;
                var inside = Within(arrival.Scope);
                var alive = waits.Where(w => inside.Contains(w.Scope)).Select(w => w.ActivityId)
                    .Concat(arrivals.Where(a => a != arrival && inside.Contains(a.Scope)).Select(a => a.JoinId));
                if (alive.Any(a => definition.Structure.ComesTo(join.Id, a)))
                    continue;
                Pass(join, arrival.Scope);
                return true;
            }

            return false;
        }

        /// <summary>Goes on from a join in the scope around its fork; whatever else lives in the fork's scope ends here.</summary>
        private void Pass(ActivityNode join, int scope)
        {
            var inside = Within(scope);
            var parent = scopes.Single(s => s.Id == scope).Parent;
            waits.RemoveAll(w => inside.Contains(w.Scope));
            arrivals.RemoveAll(a => inside.Contains(a.Scope));
            scopes.RemoveAll(s => inside.Contains(s.Id));
            moving = new LinkedList<Token>(moving.Where(t => !inside.Contains(t.Scope)));
            Enter(definition.Next(join, Ports.Done), parent);
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

        private static WaitKind WaitKindOf(ActivityNode activity) => activity.Kind switch
        {
            ActivityKind.Wait => WaitKind.Task,
            ActivityKind.Timer => WaitKind.Timer,
            ActivityKind.Child => WaitKind.Child,
            ActivityKind.Listener => WaitKind.Listener,
            _ => throw new WorkflowException($"{activity.Id} is not a wait."),
        };
    }
}
