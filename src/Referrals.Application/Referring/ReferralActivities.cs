using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Referring;

/// <summary>Where a referral stands, read off its dates, its places and its report, so that its workflow can be taken up at any point.</summary>
public sealed class TakeUpReferral : IStep
{
    public const string Submitted = "Submitted";
    public const string Accepted = "Accepted";
    public const string Held = "Held";
    public const string Placed = "Placed";
    public const string Started = "Started";
    public const string MayRejoin = "MayRejoin";
    public const string SessionsDone = "SessionsDone";
    public const string Reviewed = "Reviewed";
    public const string Reported = "Reported";

    public string Type => "Referrals.TakeUpReferral";
    public string Description => "Reads off the milestones how far the referral got.";
    public IReadOnlyList<string> Outcomes => [Submitted, Accepted, Held, Placed, Started, MayRejoin, SessionsDone, Reviewed, Reported];

    public string Run(ActivityContext context) => Of(context.RequiredNeed.LiveReferral!, context.Case.Person);

    /// <summary>The rule itself.</summary>
    public static string Of(Referral referral, Person person)
    {
        var hasPlace = person.Places.Exists(p => p.ReferralId == referral.Id && p.EndedOn is null);
        if (referral.SessionsDoneOn is not null)
        {
            return referral.ReviewHeldOn is null ? SessionsDone
                : person.Reports.Exists(r => r.ReferralId == referral.Id && r.CompletedOn is not null) ? Reported : Reviewed;
        }

        if (referral.Hold is not null)
            return Held;
        if (referral.MayRejoinUntil is not null)
            return MayRejoin;
        // Someone who started before the service was there has no place here yet and is on the programme all the same.
        if (referral.StartedOn is not null && (hasPlace || (!person.Places.Exists(p => p.ReferralId == referral.Id) && !HasComeBack(referral, Back(person, referral)))))
            return Started;
        if (hasPlace)
            return Placed;
        return referral.AcceptedOn is null && referral.StartedOn is null ? Submitted : Accepted;
    }

    /// <summary>Whether somebody who began without a place here has left since and come back into the queue.</summary>
    /// <param name="back">Days on which the referral was put back into the queue.</param>
    internal static bool HasComeBack(Referral referral, IEnumerable<DateOnly> back) => referral.StartedOn is { } started && back.Any(on => on >= started);

    private static IEnumerable<DateOnly> Back(Person person, Referral referral) => person.Milestones
        .Where(m => m.NeedId == referral.NeedId && m.Counts && m.Kind is MilestoneKinds.Rejoined or MilestoneKinds.WaitingAgain && m.ProgrammeKey == referral.ProgrammeKey)
        .Select(m => m.On);
}

/// <summary>What the waits of a referral share: the referral that is live, and how it ends.</summary>
public abstract class ReferralWait : TaskWait
{
    protected static Referral Live(ActivityContext context) => context.RequiredNeed.LiveReferral!;

    /// <summary>Of <see cref="ReasonUses.Deferred"/>: returned to court, the hearing comes first.</summary>
    private const string ToCourt = "DF-COURT";

    /// <summary>The plan the live referral runs on; null where the catalogue has none.</summary>
    protected static SessionPlan? Plan(ActivityContext context) =>
        DeliveryFacts.PlanOf(context.Case.Catalogue, Live(context).ProgrammeKey, Live(context).PlanVersion, context.Case.Today);

    protected static string Stands(ActivityContext context) => TakeUpReferral.Of(Live(context), context.Case.Person);

    protected static void End(ActivityContext context, string endedAs, string milestone, TaskAnswer answer)
    {
        var referral = Live(context);
        var on = answer.On ?? context.Case.Today;
        // Whoever has attended a session did not withdraw before the start.
        if (endedAs == EndedAs.Withdrawn && referral.StartedOn is not null)
            (endedAs, milestone) = (EndedAs.LeftEarly, MilestoneKinds.LeftEarly);
        Places.EndLive(context.Case, referral, endedAs == EndedAs.LeftEarly ? PlaceEnds.LeftEarly : PlaceEnds.Withdrawn, on, answer.ReasonCode);
        referral.EndedOn = on;
        referral.EndedAs = endedAs;
        referral.Hold = null;
        referral.HoldReviewOn = null;
        referral.MayRejoinUntil = null;
        context.Case.Record(milestone, context.RequiredNeed, on: on, programme: referral.ProgrammeKey, reason: answer.ReasonCode, words: answer.Words);
    }

    /// <summary>Takes a referral off the queue until a day on which that is looked at again; the place it has, if any, is given up.</summary>
    protected static void HoldUntil(ActivityContext context, string hold, string milestone, TaskAnswer answer)
    {
        var referral = Live(context);
        // A return to court is its own reason; put off again, it is for the reason there was.
        var reason = answer.ReasonCode ?? (hold == Holds.ReturnedToCourt ? ToCourt : referral.Hold == hold ? referral.HoldReason : null);
        Places.EndLive(context.Case, referral, PlaceEnds.Paused, context.Case.Today, reason);
        referral.Hold = hold;
        referral.HoldReviewOn = answer.On;
        referral.HoldReason = reason;
        context.Case.Record(milestone, context.RequiredNeed, programme: referral.ProgrammeKey, reason: reason, words: answer.Words);
    }

    protected static TaskChoice Withdrawn { get; } = new("Withdrawn", "Withdraw the referral")
    {
        Reasons = ReasonUses.Withdrawal,
        WordsLabel = "Anything to add",
        Hint = "The need stays open and comes back to the practitioner for a new decision.",
    };

    protected static TaskChoice NotReady { get; } = new("NotReady", "Suitable, but not ready")
    {
        Reasons = ReasonUses.NotReady,
        DateLabel = "Look at it again on",
        DateIsAhead = true,
        WordsLabel = "What has to happen first?",
        WordsRequired = true,
    };

    protected static TaskChoice ReturnedToCourt { get; } = new("ReturnedToCourt", "Returned to court")
    {
        DateLabel = "Look at it again on",
        DateIsAhead = true,
        WordsLabel = "What is the court asked?",
        WordsRequired = true,
        Hint = "A place in a group is given up. The referral stays open until the court has answered.",
    };

    protected static TaskChoice LeftEarly { get; } = new("LeftEarly", "Left early, for good")
    {
        Reasons = ReasonUses.DropOut,
        DateLabel = "Last session attended on",
        WordsLabel = "What happened?",
        WordsRequired = true,
        Hint = "The need stays open and comes back to the practitioner for a new decision.",
    };
}

/// <summary>The programme team's suitability decision.</summary>
public sealed class AssessSuitability : ReferralWait
{
    public override string Type => "Referrals.AssessSuitability";
    public override string Title => "Decide whether the programme is suitable";
    public override string Because => "A referral waits for your yes or no.";
    public override string Help => "Look at the referral and the facts behind it. Accept it, ask the practitioner for what is missing, or say with a reason why it is not suitable.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Suitable", "Suitable: accept the referral") { WordsLabel = "Anything the group's facilitators should know" },
        NotReady,
        new("NotSuitable", "Not suitable") { Reasons = ReasonUses.NotSuitable, WordsLabel = "What should the practitioner know?", WordsRequired = true },
        new("MoreInformation", "More information is needed") { WordsLabel = "What do you need to know?", WordsRequired = true },
        Withdrawn,
    ];

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        switch (answer.Outcome)
        {
            case "Suitable":
                Live(context).AcceptedOn = context.Case.Today;
                context.Case.Record(MilestoneKinds.Accepted, context.RequiredNeed, programme: Live(context).ProgrammeKey, words: answer.Words);
                break;
            case "NotReady":
                Live(context).AcceptedOn = context.Case.Today;
                context.Case.Record(MilestoneKinds.Accepted, context.RequiredNeed, programme: Live(context).ProgrammeKey);
                HoldUntil(context, Holds.NotReady, MilestoneKinds.NotReady, answer);
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
    public override string Because => "The programme team cannot decide without your answer.";
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

/// <summary>Accepted, waiting for a place. A place is given from the waiting list, where the checks are.</summary>
public sealed class WaitForPlace : ReferralWait
{
    public override string Type => "Referrals.WaitForPlace";
    public override string Title => "Find a place";
    public override string Because => "Accepted, and no place has been given.";
    public override string Help => "Accepted, waiting for a place. Give a place from the waiting list; or say, with a day on which to look again, why there should be none now.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Allocated", "A place was given"),
        new("AlreadyStarted", "They have started"),
        NotReady,
        new("Deprioritised", "Deprioritise") { Reasons = ReasonUses.Deprioritised, DateLabel = "Look at it again on", DateIsAhead = true, WordsLabel = "Why can others go first?", WordsRequired = true },
        new("Deferred", "Defer") { Reasons = ReasonUses.Deferred, DateLabel = "Look at it again on", DateIsAhead = true, WordsLabel = "Until what?", WordsRequired = true },
        ReturnedToCourt,
        Withdrawn,
    ];

    public override string? SettledBy(ActivityContext context) => Stands(context) switch
    {
        TakeUpReferral.Placed => "Allocated",
        TakeUpReferral.Started => "AlreadyStarted",
        _ => null,
    };

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        switch (answer.Outcome)
        {
            case "Withdrawn":
                End(context, EndedAs.Withdrawn, MilestoneKinds.Withdrawn, answer);
                break;
            case "NotReady":
                HoldUntil(context, Holds.NotReady, MilestoneKinds.NotReady, answer);
                break;
            case "Deprioritised":
                HoldUntil(context, Holds.Deprioritised, MilestoneKinds.Deprioritised, answer);
                break;
            case "Deferred":
                HoldUntil(context, Holds.Deferred, MilestoneKinds.Deferred, answer);
                break;
            case "ReturnedToCourt":
                HoldUntil(context, Holds.ReturnedToCourt, MilestoneKinds.Deferred, answer);
                break;
        }
    }
}

/// <summary>Off the queue until a day that somebody set; on that day it is due.</summary>
public sealed class ReviewWaiting : ReferralWait
{
    public override string Type => "Referrals.ReviewWaiting";
    public override string Title => "Look again at a referral that was put off";
    public override string Because => "The referral was put off until the day this is due.";
    public override string Help => "It was put off until the day this is due. Put it back into the queue with the time it has waited, put it off again, or withdraw it.";

    public override string TitleFor(string? subject) => Title;

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("WaitingAgain", "Put it back into the queue") { WordsLabel = "What changed?" },
        new("StillHeld", "Put it off again") { DateLabel = "Look at it again on", DateIsAhead = true, WordsLabel = "Why?", WordsRequired = true },
        Withdrawn,
    ];

    public override DateOnly? DueOn(ActivityContext context) => Live(context).HoldReviewOn;

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var referral = Live(context);
        switch (answer.Outcome)
        {
            case "Withdrawn":
                End(context, EndedAs.Withdrawn, MilestoneKinds.Withdrawn, answer);
                break;
            case "StillHeld":
                HoldUntil(context, referral.Hold!, referral.Hold == Holds.NotReady ? MilestoneKinds.NotReady : referral.Hold == Holds.Deprioritised ? MilestoneKinds.Deprioritised : MilestoneKinds.Deferred, answer);
                break;
            default:
                referral.Hold = null;
                referral.HoldReviewOn = null;
                referral.HoldReason = null;
                context.Case.Record(MilestoneKinds.WaitingAgain, context.RequiredNeed, programme: referral.ProgrammeKey, words: answer.Words);
                break;
        }
    }
}

/// <summary>A place was given; the first session attended is what counts as a start.</summary>
public sealed class BeginProgramme : ReferralWait
{
    public const string Kind = "Referrals.BeginProgramme";

    public override string Type => Kind;
    public override string Title => "Bring them to their first session";
    public override string Because => "A place was given, and the first session is still to come.";
    public override string Help => "They have a place. Hold the pre-group one-to-one and save the register of the first session: this task closes by itself when they have attended.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Started", "They attended their first session"),
        new("PlaceLost", "They lost the place"),
        ReturnedToCourt,
        Withdrawn,
    ];

    public override string? SettledBy(ActivityContext context) => Stands(context) switch
    {
        TakeUpReferral.Placed => null,
        TakeUpReferral.Submitted or TakeUpReferral.Accepted or TakeUpReferral.Held or TakeUpReferral.MayRejoin => "PlaceLost",
        _ => "Started",
    };

    public override DateOnly? DueOn(ActivityContext context) =>
        context.Case.Person.Places.Find(p => p.ReferralId == Live(context).Id && p.EndedOn is null)?.ExpectedOn;

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome == "Withdrawn")
            End(context, EndedAs.Withdrawn, MilestoneKinds.Withdrawn, answer);
        else if (answer.Outcome == "ReturnedToCourt")
            HoldUntil(context, Holds.ReturnedToCourt, MilestoneKinds.Deferred, answer);
    }
}

/// <summary>On the programme, until every required session but the review was held or caught up.</summary>
public sealed class DeliverProgramme : ReferralWait
{
    public override string Type => "Referrals.DeliverProgramme";
    public override string Title => "Deliver the programme";
    public override string Because => "On the programme, with sessions still to come.";
    public override string Help => "They are on the programme. Save the registers: this task closes by itself when every required session was attended or caught up. If they leave, say why.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("SessionsDone", "Every required session was attended"),
        new("NotStarted", "The start was recorded in error"),
        new("PlaceLost", "They lost the place"),
        new("Paused", "Left, and may come back")
        {
            Reasons = ReasonUses.DropOut,
            DateLabel = "Last session attended on",
            WordsLabel = "What happened?",
            WordsRequired = true,
            Hint = "What they attended is kept for when they come back within the time the programme allows.",
        },
        ReturnedToCourt,
        LeftEarly,
    ];

    public override string? SettledBy(ActivityContext context) => Stands(context) switch
    {
        TakeUpReferral.Started => null,
        TakeUpReferral.Placed => "NotStarted",
        TakeUpReferral.SessionsDone or TakeUpReferral.Reviewed or TakeUpReferral.Reported => "SessionsDone",
        _ => "PlaceLost",
    };

    public override Refusal? Check(ActivityContext context, TaskAnswer answer) =>
        answer.Outcome is not ("LeftEarly" or "Paused") || answer.On is not { } on ? null
        : on < Live(context).StartedOn ? new EndedBeforeStarted(Live(context).StartedOn!.Value)
        : LastAttended(context) is { } last && on < last ? new AttendedSince(last)
        : null;

    private static DateOnly? LastAttended(ActivityContext context) => DeliveryFacts.LastAttended(DeliveryFacts.Current(context.Case.Person, Live(context).Id));

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var referral = Live(context);
        switch (answer.Outcome)
        {
            case "LeftEarly":
                End(context, EndedAs.LeftEarly, MilestoneKinds.LeftEarly, answer);
                break;
            case "ReturnedToCourt":
                HoldUntil(context, Holds.ReturnedToCourt, MilestoneKinds.Deferred, answer);
                break;
            case "Paused":
                var on = answer.On ?? context.Case.Today;
                Places.EndLive(context.Case, referral, PlaceEnds.Paused, on, answer.ReasonCode);
                var weeks = DeliveryFacts.PlanOf(context.Case.Catalogue, referral.ProgrammeKey, referral.PlanVersion, context.Case.Today)?.RejoinWithinWeeks ?? 0;
                // By the registers where there are any, whatever day was typed.
                referral.MayRejoinUntil = (LastAttended(context) ?? on).AddDays(7 * weeks);
                break;
        }
    }
}

/// <summary>Left and may come back until the plan's time for rejoining is over.</summary>
public sealed class WaitToRejoin : ReferralWait
{
    public override string Type => "Referrals.WaitToRejoin";
    public override string Title => "Settle whether they come back";
    public override string Because => "They left, and the time to come back runs out.";
    public override string Help => "They left and may rejoin until the day this is due, with credit for the sessions they attended. Put them back into the queue, or say that they have left for good.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Rejoins", "They come back: put them into the queue") { WordsLabel = "What was agreed?" },
        LeftEarly,
    ];

    public override DateOnly? DueOn(ActivityContext context) => Live(context).MayRejoinUntil;

    public override Refusal? Check(ActivityContext context, TaskAnswer answer) =>
        answer.Outcome == "Rejoins" && context.Case.Today > Live(context).MayRejoinUntil ? new TooLateToRejoin(Live(context).MayRejoinUntil!.Value) : null;

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome == "LeftEarly")
        {
            End(context, EndedAs.LeftEarly, MilestoneKinds.LeftEarly, answer);
            return;
        }

        Live(context).MayRejoinUntil = null;
        context.Case.Record(MilestoneKinds.Rejoined, context.RequiredNeed, programme: Live(context).ProgrammeKey, words: answer.Words);
    }
}

/// <summary>The post-programme review, three ways with the practitioner.</summary>
public sealed class HoldReview : ReferralWait
{
    public override string Type => "Referrals.HoldReview";
    public override string Title => "Hold the post-programme review";
    public override string Because => "Every session is done, and the review is still to be held.";
    public override string Help => "Every required session is done. Book the review for after the gap the programme asks for and save its register: this task closes by itself.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Held", "The review took place"),
        new("SessionsMissing", "A session turned out to be missing"),
        LeftEarly,
    ];

    /// <summary>From the first day on which the plan lets it be held.</summary>
    public override DateOnly? DueOn(ActivityContext context)
    {
        var file = context.Case;
        if (Plan(context) is not { } plan || Live(context).SessionsDoneOn is not { } done)
            return null;
        var from = Completion.ReviewFrom(plan, done, file.Catalogue.WorkingDays);
        return file.Catalogue.WorkingDays.Add(from > file.Today ? from : file.Today, file.Catalogue.ServiceLevelOn(context.Node.Input("serviceLevel")!, file.Today).WorkingDays);
    }

    public override string? SettledBy(ActivityContext context) => Stands(context) switch
    {
        TakeUpReferral.SessionsDone => null,
        TakeUpReferral.Reviewed or TakeUpReferral.Reported => "Held",
        _ => "SessionsMissing",
    };

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome == "LeftEarly")
            End(context, EndedAs.LeftEarly, MilestoneKinds.LeftEarly, answer);
    }
}

public sealed class WriteReport : ReferralWait
{
    public override string Type => "Referrals.WriteReport";
    public override string Title => "Write the post-programme report";
    public override string Because => "The review was held, and the report is still to be written.";
    public override string Help => "The attendance is filled in for you. This task closes by itself when every question is answered and the report is marked as complete.";

    public override IReadOnlyList<TaskChoice> Choices => [new("Written", "The report is complete"), new("ReviewMissing", "The review turned out to be missing")];

    public override string? SettledBy(ActivityContext context) => Stands(context) switch
    {
        // A plan that asks for no report is not kept waiting for one.
        TakeUpReferral.Reviewed => Plan(context)?.Completion.ReportRequired == false ? "Written" : null,
        TakeUpReferral.Reported => "Written",
        _ => "ReviewMissing",
    };
}

public sealed class SendReport : ReferralWait
{
    public override string Type => "Referrals.SendReport";
    public override string Title => "Send the post-programme report";
    public override string Because => "The report is complete, and completion waits for its sending.";
    public override string Help => "The programme is complete when the report has been sent to the practitioner (Probation Circular 09/2007). Record its sending on the report's page: this task closes by itself.";

    public override IReadOnlyList<TaskChoice> Choices => [new("Sent", "The report was sent"), new("ReviewMissing", "The review turned out to be missing")];

    public override string? SettledBy(ActivityContext context) => Stands(context) switch
    {
        TakeUpReferral.Reviewed or TakeUpReferral.Reported when Plan(context)?.Completion.ReportRequired == false => "Sent",
        TakeUpReferral.Reported => context.Case.Person.Reports.Exists(r => r.ReferralId == Live(context).Id && r.SentOn is not null) ? "Sent" : null,
        _ => "ReviewMissing",
    };
}

/// <summary>Completes the referral when, and only when, everything that completion means is there.</summary>
public sealed class CompleteReferral : IStep
{
    public string Type => "Referrals.CompleteReferral";
    public string Description => "Checks that every session, the review and the report are there, and completes the referral.";
    public IReadOnlyList<string> Outcomes => ["Completed", "Missing"];

    public string Run(ActivityContext context)
    {
        var file = context.Case;
        var referral = context.RequiredNeed.LiveReferral!;
        var report = file.Person.Reports.Find(r => r.ReferralId == referral.Id);
        if (referral is not { SessionsDoneOn: not null, ReviewHeldOn: { } reviewed } || DeliveryFacts.PlanOf(file.Catalogue, referral.ProgrammeKey, referral.PlanVersion, file.Today) is not { } plan)
            return "Missing";
        var progress = DeliveryFacts.Progress(file.Person, referral.Id, plan, DeliveryFacts.FromModule(file.Person, referral.Id));
        if (!Completion.Of(progress, reviewed, report?.CompletedOn is not null, report?.SentOn).IsComplete)
            return "Missing";
        var on = plan.Completion.ReportRequired ? report!.SentOn!.Value : reviewed;
        Places.EndLive(file, referral, PlaceEnds.Completed, on);
        referral.EndedOn = on;
        referral.EndedAs = EndedAs.Completed;
        file.Record(MilestoneKinds.Completed, context.RequiredNeed, on: on, programme: referral.ProgrammeKey);
        return "Completed";
    }
}

public sealed record EndedBeforeStarted(DateOnly Started) : Refusal($"The first session was on {Started:d MMMM yyyy}. The end cannot be earlier.");

public sealed record AttendedSince(DateOnly Last) : Refusal($"The registers say that they attended on {Last:d MMMM yyyy}. Give that day or a later one.");

public sealed record TooLateToRejoin(DateOnly Until) : Refusal($"They could come back until {Until:d MMMM yyyy}. Record that they left early; the practitioner can then refer them again, and what they attended is offered as credit.");
