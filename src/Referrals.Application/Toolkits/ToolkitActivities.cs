using Referrals.Application.Needs;
using Referrals.Application.Referring;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Toolkits;

public sealed class TakeUpToolkit : IStep
{
    public string Type => "Referrals.TakeUpToolkit";
    public string Description => "Reads off the milestones how far the toolkit got.";
    public IReadOnlyList<string> Outcomes => ["Planned", "Started"];

    public string Run(ActivityContext context) => context.RequiredNeed.LiveToolkit is { StartedOn: not null } ? "Started" : "Planned";
}

/// <summary>What the waits of a toolkit share: the delivery that is live, and how it ends.</summary>
public abstract class ToolkitWait : TaskWait
{
    protected static ToolkitDelivery Live(ActivityContext context) => context.RequiredNeed.LiveToolkit!;

    protected static TaskChoice Stopped { get; } = new("Stopped", "It cannot be delivered or completed")
    {
        Reasons = ReasonUses.DropOut,
        WordsLabel = "What happened?",
        WordsRequired = true,
        Hint = "The need stays open and comes back for a new decision.",
    };

    protected static void End(ActivityContext context, TaskAnswer answer)
    {
        var toolkit = Live(context);
        var completed = answer.Outcome == "Completed";
        toolkit.EndedOn = answer.On ?? context.Case.Today;
        toolkit.EndedAs = completed ? EndedAs.Completed : EndedAs.Stopped;
        context.Case.Record(completed ? MilestoneKinds.Completed : MilestoneKinds.LeftEarly, context.RequiredNeed, on: toolkit.EndedOn, programme: toolkit.ToolkitKey, reason: answer.ReasonCode, words: answer.Words);
    }
}

public sealed class StartToolkit : ToolkitWait
{
    public override string Type => "Referrals.StartToolkit";
    public override string Title => "Start the one-to-one toolkit";
    public override string Help => "Plan the exercises and hold the first one. Record when that was.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Started", "The first exercise was held") { DateLabel = "Held on" }, Stopped];

    public override Refusal? Check(ActivityContext context, TaskAnswer answer) =>
        answer is { Outcome: "Started", On: { } on } && on < Live(context).PlannedOn ? new StartedBeforePlanned(Live(context).PlannedOn) : null;

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome != "Started")
        {
            End(context, answer);
            return;
        }

        Live(context).StartedOn = answer.On ?? context.Case.Today;
        context.Case.Record(MilestoneKinds.ToolkitStarted, context.RequiredNeed, on: Live(context).StartedOn, programme: Live(context).ToolkitKey);
    }
}

public sealed class DeliverToolkit : ToolkitWait
{
    public override string Type => "Referrals.DeliverToolkit";
    public override string Title => "Deliver the one-to-one toolkit";
    public override string Help => "Record when the last exercise was held and the toolkit is complete, or why it stopped.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Completed", "The toolkit is complete") { DateLabel = "Last exercise held on" }, Stopped];

    public override Refusal? Check(ActivityContext context, TaskAnswer answer) =>
        answer.On is { } on && on < Live(context).StartedOn ? new EndedBeforeStarted(Live(context).StartedOn!.Value) : null;

    public override void Apply(ActivityContext context, TaskAnswer answer) => End(context, answer);
}

public sealed record StartedBeforePlanned(DateOnly Planned) : Refusal($"The toolkit was planned on {Planned:d MMMM yyyy}. It cannot have started earlier.");
