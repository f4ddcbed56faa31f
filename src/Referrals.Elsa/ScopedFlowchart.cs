using System.ComponentModel;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Options;
using Referrals.Workflows;
using ActivityKind = Referrals.Workflows.ActivityKind;
using ActivityNode = Referrals.Workflows.ActivityNode;

namespace Referrals.Elsa;

/// <summary>
/// Elsa's flowchart, as Elsa's serializer read it, with the rule of the port for what comes after an activity: every branch of a fork stands in the fork's scope,
/// and a join ends that scope. Elsa's own two rules count connections or tokens of the whole chart; with them a join cancels whatever leads to it, and a branch
/// that leads elsewhere lives on.
/// </summary>
[Browsable(false)]
public sealed class ScopedFlowchart : Flowchart, ISignalHandler
{
    internal const string ChildDone = nameof(OnChildDoneAsync);
    private const string Scope = "scope";

    private readonly Dictionary<string, IActivity> _byId;
    private readonly Dictionary<(string Source, string Port), string> _next = [];
    private readonly ILookup<string, string> _ports;

    internal ScopedFlowchart(Flowchart read)
    {
        (Id, NodeId, Name, Type, Version) = (read.Id, read.NodeId, read.Name, read.Type, read.Version);
        (Activities, Variables, Connections, CustomProperties, Metadata) = (read.Activities, read.Variables, read.Connections, read.CustomProperties, read.Metadata);
        _byId = Activities.ToDictionary(a => a.Id, StringComparer.Ordinal);
        foreach (var connection in Connections)
            _next.TryAdd((connection.Source.Activity.Id, PortOf(connection)), connection.Target.Activity.Id);
        _ports = Connections.ToLookup(c => c.Source.Activity.Id, PortOf, StringComparer.Ordinal);
    }

    /// <summary>The scope that an activity of this run stands in: as it was scheduled, or as its wait was opened before.</summary>
    internal static int ScopeOf(ActivityExecutionContext context) =>
        context.ActivityInput.TryGetValue(Scope, out var scope) ? (int)scope : context.GetRequiredService<Turn>().Standing.Waits.First(w => context.Bookmarks.Any(b => b.Id == w.WaitId)).Scope;

    /// <summary>Elsa's flowchart hears of what is cancelled and counts on; here only what has completed is heard.</summary>
    async ValueTask ISignalHandler.ReceiveSignalAsync(object signal, SignalContext context)
    {
        foreach (var behavior in Behaviors)
            await behavior.ReceiveSignalAsync(signal, context);
    }

    protected override ValueTask ScheduleChildrenAsync(ActivityExecutionContext context) =>
        EnterAsync(context, Activities.First(a => a is Start).Id, scope: 0);

    /// <summary>Goes on from a join: what else lives in the scope of its fork, waiting or about to run, is cancelled.</summary>
    internal async ValueTask PassAsync(ActivityExecutionContext flow, Turn turn, ActivityNode join, int scope)
    {
        var run = flow.WorkflowExecutionContext;
        var waiting = turn.Standing.Waits.ToDictionary(w => w.WaitId, w => w.Scope, StringComparer.Ordinal);
        var (inside, parent) = turn.Standing.Leave(scope);

        var scheduled = run.Scheduler.List().ToList();
        run.Scheduler.Clear();
        foreach (var item in scheduled)
        {
            if (item.Input is not null && item.Input.TryGetValue(Scope, out var at) && inside.Contains((int)at))
                Forget(flow, item.Activity);
            else
                run.Scheduler.Schedule(item);
        }

        foreach (var child in flow.Children.Where(c => c.Status == ActivityStatus.Running).ToList())
        {
            if (child.Bookmarks.FirstOrDefault() is not { } bookmark || !waiting.TryGetValue(bookmark.Id, out var at) || !inside.Contains(at))
                continue;
            await child.CancelActivityAsync();
            Forget(flow, child.Activity);
        }

        await EnterAsync(flow, Next(turn, join, Ports.Done), parent);
    }

    private static string PortOf(global::Elsa.Workflows.Activities.Flowchart.Models.Connection connection) => connection.Source.Port ?? Ports.Done;

    /// <summary>Elsa keeps the callback of what it cancels.</summary>
    private static void Forget(ActivityExecutionContext flow, IActivity activity) =>
        flow.WorkflowExecutionContext.PopCompletionCallback(flow, flow.WorkflowExecutionContext.FindNodeByActivity(activity)!);

    private ValueTask EnterAsync(ActivityExecutionContext flow, string activityId, int scope) => flow.ScheduleActivityAsync(_byId[activityId], new ScheduleWorkOptions
    {
        CompletionCallback = OnChildDoneAsync,
        Input = new Dictionary<string, object>(StringComparer.Ordinal) { [Scope] = scope },
    });

    private string Next(Turn turn, ActivityNode activity, string port) =>
        // What leads nowhere is said in the words of the definition.
        _next.TryGetValue((activity.Id, port), out var target) ? target : turn.Definition.Next(activity, port).Id;

    private async ValueTask OnChildDoneAsync(ActivityCompletedContext context)
    {
        var (flow, turn) = (context.TargetContext, context.GetRequiredService<Turn>());
        var activity = turn.Definition.Activity(context.ChildContext.Activity.Id);
        // An activity that names no outcome is done.
        var outcomes = context.Result is Outcomes named ? named.Names : [Ports.Done];
        var scope = ScopeOf(context.ChildContext);
        if (!activity.IsWaiting())
            turn.Standing.Visit(activity);
        switch (activity.Kind)
        {
            case ActivityKind.End:
                turn.Standing.End(InstanceStatus.Finished, activity.Name);
                flow.WorkflowExecutionContext.Scheduler.Clear();
                await flow.CompleteActivityAsync();
                break;
            case ActivityKind.Fork:
                var inner = turn.Standing.Split(activity, scope);
                foreach (var port in _ports[activity.Id].Where(outcomes.Contains))
                    await EnterAsync(flow, Next(turn, activity, port), inner);
                break;
            case ActivityKind.Join:
                if (turn.Standing.Arrive(activity, scope))
                    await PassAsync(flow, turn, activity, scope);
                break;
            default:
                if (activity.IsWaiting())
                    turn.Standing.Close(turn.Standing.Waits.First(w => context.ChildContext.Bookmarks.Any(b => b.Id == w.WaitId)));
                await EnterAsync(flow, Next(turn, activity, outcomes.Single()), scope);
                break;
        }
    }
}
