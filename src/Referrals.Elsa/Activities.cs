using System.ComponentModel;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Models;
using Referrals.Workflows;

namespace Referrals.Elsa;

/// <summary>Any step: asks the host to run it and leaves by the outcome the host answers.</summary>
[Browsable(false)]
public sealed class Step : Activity
{
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.CompleteActivityWithOutcomesAsync(context.GetRequiredService<Turn>().Run(Id));
    }
}

/// <summary>Any wait (a task, a timer, a child, a listener): a bookmark with the id of the wait, which leaves by the outcome that ended it.</summary>
[Browsable(false)]
public sealed class Wait : Activity
{
    protected override void Execute(ActivityExecutionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var turn = context.GetRequiredService<Turn>();
        var activity = turn.Definition.Activity(Id);
        turn.Standing.Visit(activity);
        var wait = turn.Standing.Open(activity, ScopedFlowchart.ScopeOf(context));
        context.CreateBookmark(new CreateBookmarkArgs { BookmarkId = wait.WaitId, BookmarkName = Type, Callback = OnResumedAsync });
    }

    internal const string Resumed = nameof(OnResumedAsync);

    private static string OutcomeOf(Turn turn) => turn.Signal switch
    {
        WaitEnded ended => ended.Outcome,
        Raised raised => raised.Name,
        _ => throw new WorkflowException("A wait is resumed by what ended it, or by what was raised."),
    };

    private async ValueTask OnResumedAsync(ActivityExecutionContext context)
    {
        var turn = context.GetRequiredService<Turn>();
        var outcome = OutcomeOf(turn);
        // Elsa resumes one bookmark a run. All others that listen leave now as well, before any of them goes on.
        var others = turn.AlsoListening.Select(wait => context.ParentActivityExecutionContext!.Children.First(c => c.Bookmarks.Any(b => b.Id == wait.WaitId))).ToList();
        await context.CompleteActivityWithOutcomesAsync(outcome);
        foreach (var other in others)
            await other.CompleteActivityWithOutcomesAsync(outcome);
    }
}

/// <summary>Elsa's join without its own way of cancelling, which goes by who leads to it and not by who came from the same fork.</summary>
[Browsable(false)]
public sealed class ScopedJoin : FlowJoin
{
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.CompleteActivityAsync();
    }
}
