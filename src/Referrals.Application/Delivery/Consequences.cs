using Referrals.Application.Needs;
using Referrals.Application.Toolkits;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Delivery;

/// <summary>What follows from a record of attendance: dates of the referral, the next wait, a warning or breach to consider. All in the commit of the record.</summary>
internal static class Consequences
{
    public static void Of(CaseFile file, WorkflowHost host, Need need, Guid deliveryId, AttendanceRecord record, string signalId)
    {
        if (need.Referrals.Find(r => r.Id == deliveryId) is { } referral)
        {
            DeliveryFacts.Refresh(file, referral);
            AbsenceOf(file, host, need, referral.ProgrammeKey, referral.PlanVersion, record);
            CatchUp.Chase(file, host, need, referral, record.TemplateKey);
        }
        else if (need.Toolkits.Find(t => t.Id == deliveryId) is { } toolkit)
        {
            Exercise(file, host, need, toolkit, signalId);
            AbsenceOf(file, host, need, toolkit.ToolkitKey, toolkit.PlanVersion, record);
        }

        host.SettleByFacts(file, signalId);
    }

    /// <summary>The rule of what the need was last delivered by, and how many absences count today; null where nothing is known of it.</summary>
    private static (AbsenceRule Rule, int Counting)? Counting(ActivityContext context)
    {
        var (file, need) = (context.Case, context.RequiredNeed);
        var referral = need.LiveReferral ?? need.Referrals.OrderBy(r => r.ReferredOn).ThenBy(r => r.Id).LastOrDefault();
        var toolkit = need.LiveToolkit ?? (referral is null ? need.Toolkits.OrderBy(t => t.PlannedOn).ThenBy(t => t.Id).LastOrDefault() : null);
        return DeliveryFacts.PlanOf(file.Catalogue, toolkit?.ToolkitKey ?? referral?.ProgrammeKey ?? "", toolkit is not null ? toolkit.PlanVersion : referral?.PlanVersion, file.Today) is { } plan
            ? (plan.Absence, Absences.After(DeliveryFacts.InSupervision(file.Person), plan.Absence, file.Today).Counting.Count)
            : null;
    }

    /// <summary>The same, where the definition the instance runs on knows what to do when none is left: its first version does not.</summary>
    public static (AbsenceRule Rule, int Counting)? CountingHere(ActivityContext context) =>
        context.Node.Choices().Any(c => c.Outcome == "NoLongerDue") ? Counting(context) : null;

    private static void Exercise(CaseFile file, WorkflowHost host, Need need, ToolkitDelivery toolkit, string signalId)
    {
        var first = ToolkitFacts.FirstAttendedOn(file, toolkit);
        if (toolkit.StartedOn is null && first is not null)
        {
            toolkit.StartedOn = first;
            file.Record(MilestoneKinds.ToolkitStarted, need, on: first, programme: toolkit.ToolkitKey);
            return;
        }

        if (ToolkitFacts.Refresh(file, need, toolkit))
        {
            host.Raise(file, Signals.HistoryImported, signalId, need.Id);
            return;
        }

        // The clock of the next exercise starts anew.
        if (toolkit.EndedOn is null && ToolkitFacts.DoneOn(file, toolkit) is null
            && file.Tasks.Find(t => t.NeedId == need.Id && t.Kind == "Referrals.DeliverToolkit") is { } waiting)
            host.End(file, file.InstanceOf(waiting), waiting.WaitId, DeliverToolkit.Continued, signalId);
    }

    private static void AbsenceOf(CaseFile file, WorkflowHost host, Need need, string programmeKey, int? planVersion, AttendanceRecord record)
    {
        if (record.Outcome is not (AttendanceOutcome.UnacceptableAbsence or AttendanceOutcome.AttendedDidNotComply) || !need.IsOpen)
            return;
        if (DeliveryFacts.PlanOf(file.Catalogue, programmeKey, planVersion, file.Today) is not { } plan)
            return;
        var definition = Absences.After(DeliveryFacts.InSupervision(file.Person), plan.Absence, file.Today, DeliveryFacts.Fact(record)).Step switch
        {
            AbsenceStep.ConsiderBreach => DefinitionIds.BreachConsideration,
            AbsenceStep.Warning => DefinitionIds.AbsenceFollowUp,
            _ => null,
        };
        if (definition is not null && !file.Instances.Exists(i => i.DefinitionId == definition && i.NeedId == need.Id))
            host.Start(file, definition, need.Id, record.On.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }
}

/// <summary>The practitioner follows up an unacceptable absence.</summary>
public sealed class FollowUpAbsence : TaskWait
{
    public override string Type => "Referrals.FollowUpAbsence";
    public override string Title => "Follow up an absence";
    public override string Because => "They missed a session without an acceptable reason, or did not comply.";
    public override string Help => "They missed a session without an acceptable reason, or came and did not comply. Give a warning, or say why there is none. The attendance is on their page.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Warned", "A warning was given") { DateLabel = "Given on", WordsLabel = "What was said or written?", WordsRequired = true },
        new("NotWarned", "No warning") { WordsLabel = "Because", WordsRequired = true },
        new("NoLongerDue", "The absence was corrected"),
    ];

    public override string? SettledBy(ActivityContext context) => Consequences.CountingHere(context) is (var rule, var counting) && counting < rule.WarningAt ? "NoLongerDue" : null;

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome == "Warned")
            context.Case.Record(MilestoneKinds.WarningGiven, context.Need, on: answer.On, words: answer.Words);
        else
            context.Case.Record(MilestoneKinds.Reviewed, context.Need, words: answer.Words);
    }
}

/// <summary>The practitioner decides whether to begin breach.</summary>
public sealed class ConsiderBreach : TaskWait
{
    public override string Type => "Referrals.ConsiderBreach";
    public override string Title => "Consider breach";
    public override string Because => "Absences have reached the number at which breach is considered.";
    public override string Help => "Unacceptable absences have reached the number at which breach is to be considered. Decide, with a reason.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Breach", "Begin breach") { Reasons = ReasonUses.BreachDecision, DateLabel = "Begun on", WordsLabel = "Anything to add" },
        new("NoBreach", "Do not breach") { Reasons = ReasonUses.BreachDecision, WordsLabel = "Why not?", WordsRequired = true },
        new("NoLongerDue", "An absence was corrected"),
    ];

    public override string? SettledBy(ActivityContext context) => Consequences.CountingHere(context) is (var rule, var counting) && counting < rule.UnacceptableToConsiderBreach ? "NoLongerDue" : null;

    public override Refusal? Check(ActivityContext context, TaskAnswer answer) =>
        context.Case.Catalogue.FindReason(answer.ReasonCode!)?.Category == (answer.Outcome == "Breach" ? "breach" : "no breach") ? null : new ReasonOfTheOther();

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var file = context.Case;
        file.Record(MilestoneKinds.BreachConsidered, context.Need, reason: answer.ReasonCode, words: answer.Words);
        if (answer.Outcome == "Breach")
        {
            var on = answer.On ?? file.Today;
            file.Afterwards.Enqueue(host => People.CaseEvents.Record(file, host, new People.CaseEvent { Kind = MilestoneKinds.Breached, On = on }));
        }
    }
}

/// <summary>The practitioner has read a concern that was raised in a session.</summary>
public sealed class AcknowledgeConcern : TaskWait
{
    public override string Type => "Referrals.AcknowledgeConcern";
    public override string Title => "Read a risk concern raised in a session";
    public override string Because => "Something was said or seen in a session that bears on safety.";
    public override string Help => "Something was said or seen in a session that bears on somebody's safety. Read it today, and say what you will do.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Acknowledged", "I have read it") { WordsLabel = "What will you do?", WordsRequired = true }];

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var concern = context.Case.Db.RiskConcerns.Find(Guid.Parse(context.Instance.Subject!))!;
        concern.AcknowledgedAt = context.Case.Now;
        concern.AcknowledgedBy = context.Case.Actor.Signature;
        concern.Response = answer.Words;
        context.Case.Record(MilestoneKinds.ConcernAcknowledged, context.Need);
    }
}

public sealed record ReasonOfTheOther() : Refusal("The reason says the opposite of what you chose. Choose a reason that fits.");
