namespace Referrals.Workflows;

/// <summary>
/// The engine that needs nothing else. Branches take turns, one activity each, in the order their connections stand in the file,
/// as Elsa's own scheduler does.
/// </summary>
public sealed class EmbeddedEngine : IWorkflowEngine
{
    public string Name => Engines.Embedded;

    public WorkflowState TakeOver(WorkflowDefinition definition, WorkflowState state) => state with { Engine = null, Notes = null };

    public Advance Start(WorkflowDefinition definition, StepRunner run)
    {
        var before = new WorkflowState { DefinitionId = definition.DefinitionId, Version = definition.Version, Sequence = 0 };
        var turn = new Turn(definition, before, run);
        turn.Enter(definition.Activity(definition.Start), scope: 0);
        return turn.Finish(signal: null);
    }

    public Advance Apply(WorkflowDefinition definition, WorkflowState state, WorkflowSignal signal, StepRunner run)
    {
        Signals.Expect(Name, definition, state, signal);
        if (Signals.WhyNot(definition, state, signal) is { } why)
            return Signals.NotTaken(state, signal, why);

        var turn = new Turn(definition, state, run);
        switch (signal)
        {
            case WaitEnded ended:
                turn.Leave(state.Wait(ended.WaitId)!, ended.Outcome);
                break;
            case Raised raised:
                foreach (var listener in Signals.Listening(definition, state, raised.Name))
                    turn.Leave(listener, raised.Name);
                break;
            case Cancel:
                turn.End(InstanceStatus.Cancelled, how: null);
                break;
        }

        return turn.Finish(signal);
    }

    /// <summary>One call of the engine: the tokens on the move, and the instance as it becomes.</summary>
    private sealed class Turn(WorkflowDefinition definition, WorkflowState before, StepRunner run)
    {
        private readonly Standing standing = new(definition, before);
        private LinkedList<Token> moving = [];

        private readonly record struct Token(ActivityNode At, int Scope);

        public void Enter(ActivityNode activity, int scope) => moving.AddLast(new Token(activity, scope));

        public void Leave(OpenWait wait, string port)
        {
            standing.Close(wait);
            Enter(definition.Next(definition.Activity(wait.ActivityId), port), wait.Scope);
        }

        public void End(InstanceStatus ended, string? how)
        {
            standing.End(ended, how);
            moving.Clear();
        }

        public Advance Finish(WorkflowSignal? signal)
        {
            do
            {
                while (moving.First is { } first)
                {
                    moving.RemoveFirst();
                    standing.Visit(first.Value.At);
                    Visit(first.Value.At, first.Value.Scope);
                }
            }
            while (PassOneActiveJoin());

            return standing.Answer(signal);
        }

        private void Visit(ActivityNode activity, int scope)
        {
            switch (activity.Kind)
            {
                case ActivityKind.Start:
                    Enter(definition.Next(activity, Ports.Done), scope);
                    break;
                case ActivityKind.Step:
                    Enter(definition.Next(activity, standing.Ran(activity, run(activity))), scope);
                    break;
                case ActivityKind.Fork:
                    var branches = activity.OwnPorts();
                    var inner = standing.Split(activity, scope);
                    foreach (var branch in definition.From(activity.Id).Select(c => c.Port).Where(p => branches.Contains(p, StringComparer.Ordinal)))
                        Enter(definition.Next(activity, branch), inner);
                    break;
                case ActivityKind.Join:
                    if (standing.Arrive(activity, scope))
                        Pass(activity, scope);
                    break;
                case ActivityKind.End:
                    End(InstanceStatus.Finished, activity.Name);
                    break;
                default:
                    standing.Open(activity, scope);
                    break;
            }
        }

        private bool PassOneActiveJoin()
        {
            if (standing.ActiveJoinToPass() is not var (join, scope))
                return false;
            Pass(join, scope);
            return true;
        }

        private void Pass(ActivityNode join, int scope)
        {
            var (inside, parent) = standing.Leave(scope);
            moving = new LinkedList<Token>(moving.Where(t => !inside.Contains(t.Scope)));
            Enter(definition.Next(join, Ports.Done), parent);
        }
    }
}
