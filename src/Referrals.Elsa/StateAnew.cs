using Elsa.Workflows;
using Elsa.Workflows.Models;
using Elsa.Workflows.State;
using Referrals.Workflows;
using ElsaState = Elsa.Workflows.State.WorkflowState;
using WorkflowState = Referrals.Workflows.WorkflowState;

namespace Referrals.Elsa;

/// <summary>Elsa's state of an instance made from the port's: for one that comes from another engine, from another version of its definition or of Elsa.</summary>
internal static class StateAnew
{
    private const string RootDone = "OnRootCompletedAsync";

    public static ElsaState Of(WorkflowGraph graph, WorkflowDefinition definition, WorkflowState state)
    {
        var flowchart = graph.Nodes.Single(n => n.Activity is ScopedFlowchart);
        var nodes = graph.Nodes.ToDictionary(n => n.Activity.Id, StringComparer.Ordinal);
        // Numbers of an entry that was never made, so that none of them comes again.
        var (workflow, flow) = ($"{state.Sequence}.anew.workflow", $"{state.Sequence}.anew.flow");
        var waits = state.Waits.Select(w => (Wait: w, Node: nodes[w.ActivityId], Context: $"{state.Sequence}.anew.{w.WaitId}")).ToList();
        return new ElsaState
        {
            Id = "instance",
            DefinitionId = definition.DefinitionId,
            DefinitionVersionId = graph.Workflow.Identity.Id,
            DefinitionVersion = definition.Version,
            Status = WorkflowStatus.Running,
            SubStatus = WorkflowSubStatus.Suspended,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
            Bookmarks = [.. waits.Select(w => new Bookmark(
                w.Wait.WaitId, w.Node.Activity.Type, w.Wait.WaitId, null, w.Wait.ActivityId, w.Node.NodeId, w.Context, DateTimeOffset.UnixEpoch, callbackMethodName: Wait.Resumed))],
            ActivityExecutionContexts =
            [
                Context(workflow, graph.Root, null, null),
                Context(flow, flowchart, workflow, graph.Root),
                .. waits.Select(w => Context(w.Context, w.Node, flow, flowchart)),
            ],
            CompletionCallbacks =
            [
                new CompletionCallbackState(workflow, flowchart.NodeId, RootDone),
                .. waits.Select(w => new CompletionCallbackState(flow, w.Node.NodeId, ScopedFlowchart.ChildDone)),
            ],
        };
    }

    private static ActivityExecutionContextState Context(string id, global::Elsa.Workflows.Models.ActivityNode node, string? parent, global::Elsa.Workflows.Models.ActivityNode? owner) => new()
    {
        Id = id,
        ParentContextId = parent,
        ScheduledActivityNodeId = node.NodeId,
        OwnerActivityNodeId = owner?.NodeId,
        Status = ActivityStatus.Running,
        StartedAt = DateTimeOffset.UnixEpoch,
    };
}
