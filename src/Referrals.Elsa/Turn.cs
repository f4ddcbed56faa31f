using Elsa.Workflows;
using Elsa.Workflows.Options;
using Elsa.Workflows.Pipelines.WorkflowExecution;
using Referrals.Workflows;

namespace Referrals.Elsa;

/// <summary>One call of the engine, as the activities that run in it see it.</summary>
internal sealed class Turn
{
    private StepRunner? _run;

    public WorkflowDefinition Definition { get; private set; } = null!;

    public Standing Standing { get; private set; } = null!;

    public WorkflowSignal? Signal { get; private set; }

    /// <summary>The listeners that take the signal besides the one that is resumed.</summary>
    public IReadOnlyList<OpenWait> AlsoListening { get; private set; } = [];

    public void Begin(WorkflowDefinition definition, WorkflowState before, WorkflowSignal? signal, StepRunner run)
    {
        (Definition, Standing, Signal, _run) = (definition, new Standing(definition, before), signal, run);
        AlsoListening = signal is Raised raised ? [.. Signals.Listening(definition, before, raised.Name).Skip(1)] : [];
    }

    public string Run(string stepId)
    {
        var step = Definition.Activity(stepId);
        return Standing.Ran(step, _run!(step));
    }
}

/// <summary>Once nothing else moves, lets the joins for active branches go on that wait for no branch any more.</summary>
internal sealed class PassActiveJoins(WorkflowMiddlewareDelegate next, IActivityInvoker invoker) : WorkflowExecutionMiddleware(next)
{
    public override async ValueTask InvokeAsync(WorkflowExecutionContext context)
    {
        var turn = context.GetRequiredService<Turn>();
        while (turn.Standing.ActiveJoinToPass() is var (join, scope))
        {
            var flow = context.ActivityExecutionContexts.First(c => c.Activity is ScopedFlowchart);
            await ((ScopedFlowchart)flow.Activity).PassAsync(flow, turn, join, scope);
            while (context.Scheduler.HasAny)
            {
                var item = context.Scheduler.Take();
                await invoker.InvokeAsync(context, item.Activity, new ActivityInvocationOptions
                {
                    Owner = item.Owner,
                    ExistingActivityExecutionContext = item.ExistingActivityExecutionContext,
                    Tag = item.Tag,
                    Variables = item.Variables,
                    Input = item.Input,
                });
            }
        }

        await Next(context);
    }
}
