using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Referring;

/// <summary>Where a referral stands, read off its dates, so that its workflow can be taken up at any point.</summary>
public sealed class TakeUpReferral : IStep
{
    public string Type => "Referrals.TakeUpReferral";
    public string Description => "Reads off the milestones how far the referral got.";
    public IReadOnlyList<string> Outcomes => ["Submitted", "Accepted", "Started"];

    public string Run(ActivityContext context) => context.RequiredNeed.LiveReferral switch
    {
        { StartedOn: not null } => "Started",
        { AcceptedOn: not null } => "Accepted",
        _ => "Submitted",
    };
}

/// <summary>What the waits of a referral share: the referral that is live, and how it ends.</summary>
public abstract class ReferralWait : TaskWait
{
    protected static Referral Live(ActivityContext context) => context.RequiredNeed.LiveReferral!;

    protected static void End(ActivityContext context, string endedAs, string milestone, TaskAnswer answer)
    {
        var referral = Live(context);
        referral.EndedOn = answer.On ?? context.Case.Today;
        referral.EndedAs = endedAs;
        context.Case.Record(milestone, context.RequiredNeed, on: referral.EndedOn, programme: referral.ProgrammeKey, reason: answer.ReasonCode, words: answer.Words);
    }

    protected static TaskChoice Withdrawn { get; } = new("Withdrawn", "Withdraw the referral")
    {
        Reasons = ReasonUses.Withdrawal,
        WordsLabel = "Anything to add",
        Hint = "The need stays open and comes back to the practitioner for a new decision.",
    };
}

/// <summary>The programme team's suitability decision.</summary>
public sealed class AssessSuitability : ReferralWait
{
    public override string Type => "Referrals.AssessSuitability";
    public override string Title => "Decide whether the programme is suitable";
    public override string Help => "Look at the referral and the facts behind it. Accept it, ask the practitioner for what is missing, or say with a reason why it is not suitable.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Suitable", "Suitable: accept the referral") { WordsLabel = "Anything the group's facilitators should know" },
        new("NotSuitable", "Not suitable") { Reasons = ReasonUses.NotSuitable, WordsLabel = "What should the practitioner know?", WordsRequired = true },
        new("MoreInformation", "More information is needed") { WordsLabel = "What do you need to know?", WordsRequired = true },
        Withdrawn,
    ];

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        switch (answer.Outcome)
        {
            case "Suitable":
                Live(context).AcceptedOn = answer.On ?? context.Case.Today;
                context.Case.Record(MilestoneKinds.Accepted, context.RequiredNeed, programme: Live(context).ProgrammeKey, words: answer.Words);
                break;
            case "NotSuitable":
                End(context, EndedAs.NotSuitable, MilestoneKinds.NotSuitable, answer);
                break;
            case "Withdrawn":
                End(context, EndedAs.Withdrawn, MilestoneKinds.Withdrawn, answer);
                break;
            default:
                context.Case.Record(MilestoneKinds.InformationAsked, context.RequiredNeed, programme: Live(context).ProgrammeKey, words: answer.Words);
                break;
        }
    }
}

public sealed class GiveInformation : ReferralWait
{
    public override string Type => "Referrals.GiveInformation";
    public override string Title => "Answer the programme team's question";
    public override string Help => "The programme team cannot decide without it. What they asked is in the history of this need.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Given", "Send my answer") { WordsLabel = "Your answer", WordsRequired = true }, Withdrawn];

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome == "Withdrawn")
            End(context, EndedAs.Withdrawn, MilestoneKinds.Withdrawn, answer);
        else
            context.Case.Record(MilestoneKinds.InformationGiven, context.RequiredNeed, programme: Live(context).ProgrammeKey, words: answer.Words);
    }
}

/// <summary>Accepted, waiting for a place.</summary>
public sealed class WaitForPlace : ReferralWait
{
    public override string Type => "Referrals.WaitForPlace";
    public override string Title => "Find a place";
    public override string Help => "Accepted, waiting for a place. Record the first session they attended: that is what counts as a start.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Started", "They attended their first session") { DateLabel = "Date of the first session" },
        Withdrawn,
    ];

    public override Refusal? Check(ActivityContext context, TaskAnswer answer) =>
        answer is { Outcome: "Started", On: { } on } && on < Live(context).AcceptedOn ? new StartedBeforeAccepted(Live(context).AcceptedOn!.Value) : null;

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome == "Withdrawn")
        {
            End(context, EndedAs.Withdrawn, MilestoneKinds.Withdrawn, answer);
            return;
        }

        Live(context).StartedOn = answer.On ?? context.Case.Today;
        context.Case.Record(MilestoneKinds.FirstSession, context.RequiredNeed, on: Live(context).StartedOn, programme: Live(context).ProgrammeKey);
    }
}

public sealed class DeliverProgramme : ReferralWait
{
    public override string Type => "Referrals.DeliverProgramme";
    public override string Title => "Deliver the programme";
    public override string Help => "They are on the programme. Record its completion, or that they left early, with why.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Completed", "Completed") { DateLabel = "Completed on", Hint = "Every session held or caught up, the post-programme review done and the report sent (Probation Circular 09/2007)." },
        new("LeftEarly", "Left early") { Reasons = ReasonUses.DropOut, DateLabel = "Last session attended on", WordsLabel = "What happened?", WordsRequired = true },
    ];

    public override Refusal? Check(ActivityContext context, TaskAnswer answer) =>
        answer.On is { } on && on < Live(context).StartedOn ? new EndedBeforeStarted(Live(context).StartedOn!.Value) : null;

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome == "Completed")
            End(context, EndedAs.Completed, MilestoneKinds.Completed, answer);
        else
            End(context, EndedAs.LeftEarly, MilestoneKinds.LeftEarly, answer);
    }
}

public sealed record StartedBeforeAccepted(DateOnly Accepted) : Refusal($"The referral was accepted on {Accepted:d MMMM yyyy}. The first session cannot be earlier.");

public sealed record EndedBeforeStarted(DateOnly Started) : Refusal($"The first session was on {Started:d MMMM yyyy}. The end cannot be earlier.");
