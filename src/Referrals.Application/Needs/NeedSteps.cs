using Referrals.Application.Delivery;
using Referrals.Application.Reviews;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Needs;

/// <summary>Where a need stands, read off its milestones and facts alone: the first thing its workflow does, and does again after everything that interrupts it.</summary>
public sealed class TakeUpNeed : IStep
{
    public const string AtTheGate = "AtTheGate";
    public const string AtApproval = "AtApproval";
    public const string AtDecision = "AtDecision";
    public const string AtReferral = "AtReferral";
    public const string AtToolkit = "AtToolkit";
    public const string ClosureToConfirm = "ClosureToConfirm";
    public const string Recalled = "Recalled";
    public const string Met = "Met";
    public const string Unmet = "Unmet";

    public string Type => "Referrals.TakeUpNeed";
    public string Description => "Reads off the milestones where the need stands, so that the work goes on from there.";
    public IReadOnlyList<string> Outcomes => [AtTheGate, AtApproval, AtDecision, AtReferral, AtToolkit, ClosureToConfirm, Recalled, Met, Unmet];

    public string Run(ActivityContext context) => Of(context.RequiredNeed);

    /// <summary>The rule itself. An interruption comes before everything but a need that is met already, or that it was decided and approved not to meet.</summary>
    public static string Of(Need need)
    {
        if (need.Referrals.Any(r => r.EndedAs == EndedAs.Completed) || need.Toolkits.Any(t => t.EndedAs == EndedAs.Completed))
            return Met;
        if (need.LatestDecision is { Stands: true, ProgrammeKey: null })
            return Unmet;
        if (need.Interruption is Interruptions.Died or Interruptions.SupervisionEnded)
            return ClosureToConfirm;
        if (need.Interruption == Interruptions.Recalled)
            return Recalled;
        if (need.LiveReferral is not null)
            return AtReferral;
        if (need.LiveToolkit is not null)
            return AtToolkit;
        return need.LatestDecision switch
        {
            { Stands: true, FollowedOn: null } => AtDecision,
            { NeedsApproval: true, ApprovedOn: null, RejectedOn: null } => AtApproval,
            _ => AtTheGate,
        };
    }
}

public static class EndedAs
{
    public const string Completed = "completed";
    public const string NotSuitable = "not-suitable";
    public const string Withdrawn = "withdrawn";
    public const string LeftEarly = "left-early";
    public const string Stopped = "stopped";
    public const string Superseded = "superseded";

    /// <summary>The need closed unmet over it.</summary>
    public const string NeedClosed = "need-closed";
}

/// <summary>The first half of the information gate: SARA there, current and signed, and analysed in writing.</summary>
public sealed class CheckAssessment : IStep
{
    public string Type => "Referrals.CheckAssessment";
    public string Description => "Looks whether the SARA is there, within its life and signed, and whether its analysis is written.";
    public IReadOnlyList<string> Outcomes => ["Complete", "SaraMissing", "AnalysisMissing"];

    public string Run(ActivityContext context)
    {
        var missing = Information.MissingFrom(context.Case);
        if (missing.Any(Information.IsSara))
            return "SaraMissing";
        return missing.Any(m => m.Kind == MissingKind.AnalysisMissing) ? "AnalysisMissing" : "Complete";
    }
}

/// <summary>Whether the questions that no source answers are answered, and with them whether children are concerned.</summary>
public sealed class CheckQuestions : IStep
{
    public string Type => "Referrals.CheckQuestions";
    public string Description => "Looks whether the practitioner has answered what no source system holds, and whether children are concerned.";
    public IReadOnlyList<string> Outcomes => ["Unanswered", "ChildrenConcerned", "NoChildrenConcerned"];

    public string Run(ActivityContext context)
    {
        if (Information.MissingFrom(context.Case).Any(m => m.Kind == MissingKind.QuestionUnanswered))
            return "Unanswered";
        return Information.ChildrenConcerned(context.Case) ? "ChildrenConcerned" : "NoChildrenConcerned";
    }
}

/// <summary>Walks the catalogue and keeps the recommendation, every criterion explained, on the need.</summary>
public sealed class RecommendIntervention : IStep
{
    public string Type => "Referrals.Recommend";
    public string Description => "Walks the programmes valid today in the region, criterion by criterion, and recommends the first that fits.";
    public IReadOnlyList<string> Outcomes => ["Recommended", "NothingFits"];

    public string Run(ActivityContext context) => Refresh(context.Case, context.RequiredNeed) is null ? "NothingFits" : "Recommended";

    /// <summary>Makes the recommendation anew from the facts of today.</summary>
    /// <returns>The key of the recommended programme or toolkit, or null where nothing fits.</returns>
    public static string? Refresh(CaseFile file, Need need)
    {
        var key = Recommender.Recommend(file.Catalogue, file.Facts(), file.Today).RecommendedKey;
        if (need.RecommendedOn is not null && key == need.RecommendedKey)
            return key;
        file.Touch();
        need.RecommendedOn = file.Today;
        need.RecommendedKey = key;
        file.Record(MilestoneKinds.Recommended, need, programme: key);
        return key;
    }
}

/// <summary>Follows a standing decision: opens the referral or the toolkit delivery it chose.</summary>
public sealed class FollowDecision : IStep
{
    public string Type => "Referrals.FollowDecision";
    public string Description => "Opens the referral or the toolkit delivery that was decided, or leads to closing the need unmet.";
    public IReadOnlyList<string> Outcomes => ["Referral", "Toolkit", "DoNotRefer"];

    public string Run(ActivityContext context)
    {
        var need = context.RequiredNeed;
        var file = context.Case;
        var decision = need.LatestDecision!;
        decision.FollowedOn = file.Today;
        if (decision.ProgrammeKey is not { } key)
            return "DoNotRefer";

        if (file.Catalogue.FindProgramme(key, file.Today)?.Kind == InterventionKind.Toolkit)
        {
            file.Add(new ToolkitDelivery
            {
                Id = file.NewId(),
                NeedId = need.Id,
                ToolkitKey = key,
                PlannedOn = file.Today,
                PlannedBy = file.Actor.Signature,
            });
            file.Record(MilestoneKinds.Referred, need, programme: key);
            return "Toolkit";
        }

        var referral = file.Add(new Referral
        {
            Id = file.NewId(),
            NeedId = need.Id,
            ProgrammeKey = key,
            ReferredOn = file.Today,
            ReferredBy = file.Actor.Signature,
        });
        file.Record(MilestoneKinds.Referred, need, programme: key);
        CarryingOver.Into(file, need, referral);
        return "Referral";
    }
}

/// <summary>Closes the need, met or unmet. An unmet need has a coded reason a manager approved; without one this is a bug in the definition.</summary>
public sealed class CloseNeed : IStep
{
    public string Type => "Referrals.CloseNeed";
    public string Description => "Closes the need: met, or unmet with the coded reason that was approved.";
    public IReadOnlyList<string> Outcomes => ["Met", "Unmet"];

    public string Run(ActivityContext context)
    {
        var need = context.RequiredNeed;
        var file = context.Case;
        var met = TakeUpNeed.Of(need) == TakeUpNeed.Met;
        need.ClosedAs = met ? ClosedAs.Met : ClosedAs.Unmet;
        need.ClosedOn = met ? CompletedOn(need) : need.LatestDecision is { Stands: true, ProgrammeKey: null } refused ? refused.ApprovedOn : file.Today;
        if (!met)
        {
            need.ReasonCode ??= need.LatestDecision is { Stands: true, ProgrammeKey: null } decision ? decision.ReasonCode : null;
            if (need.ReasonCode is null)
                throw new Referrals.Workflows.WorkflowException($"Need {need.Reference} cannot close unmet: no approved reason.");
        }

        file.Touch();
        // Nothing runs on for a need that is closed.
        foreach (var referral in need.Referrals.Where(r => r.EndedOn is null))
        {
            Places.EndLive(file, referral, PlaceEnds.Withdrawn, need.ClosedOn!.Value);
            (referral.EndedOn, referral.EndedAs) = (need.ClosedOn, met ? EndedAs.Superseded : EndedAs.NeedClosed);
        }

        foreach (var toolkit in need.Toolkits.Where(t => t.EndedOn is null))
        {
            (toolkit.EndedOn, toolkit.EndedAs) = (need.ClosedOn, met ? EndedAs.Superseded : EndedAs.NeedClosed);
            foreach (var session in file.Db.Sessions.Where(s => s.DeliveryId == toolkit.Id && s.On > file.Today && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null).ToList())
                session.CancelledOn = file.Today;
        }

        file.Record(met ? MilestoneKinds.Met : MilestoneKinds.ClosedUnmet, need, on: need.ClosedOn, programme: met ? Completed(need) : null, reason: need.ReasonCode);
        // What bears on somebody's safety is read and answered whatever becomes of the need.
        foreach (var other in file.Instances.Where(i => i.NeedId == need.Id && i.ParentId is null && i.Id != context.Instance.Id && i.DefinitionId != DefinitionIds.RiskConcern).ToArray())
            file.Afterwards.Enqueue(host => host.Cancel(file, other, $"need-closed/{need.Id:N}"));
        return met ? "Met" : "Unmet";
    }

    private static DateOnly? CompletedOn(Need need) =>
        need.Referrals.Where(r => r.EndedAs == EndedAs.Completed).Select(r => r.EndedOn)
            .Concat(need.Toolkits.Where(t => t.EndedAs == EndedAs.Completed).Select(t => t.EndedOn)).Max();

    private static string? Completed(Need need) =>
        need.Referrals.FirstOrDefault(r => r.EndedAs == EndedAs.Completed)?.ProgrammeKey
        ?? need.Toolkits.FirstOrDefault(t => t.EndedAs == EndedAs.Completed)?.ToolkitKey;
}

/// <summary>Something about the person changed: makes the recommendation anew and says what has to follow.</summary>
public sealed class WeighChange : IStep
{
    public string Type => "Referrals.WeighChange";
    public string Description => "After a new assessment or a changed supervision: refreshes the recommendation, goes back to the gate, or asks for a review.";
    public IReadOnlyList<string> Outcomes => ["NothingFollows", "BackToTheGate", "AskForReview"];

    public string Run(ActivityContext context)
    {
        var need = context.RequiredNeed;
        var file = context.Case;
        var stands = TakeUpNeed.Of(need);
        if (stands is not (TakeUpNeed.AtTheGate or TakeUpNeed.AtApproval or TakeUpNeed.AtReferral or TakeUpNeed.AtToolkit))
            return "NothingFollows";

        // Nothing was recommended yet: the gate itself looks at the new facts.
        if (stands == TakeUpNeed.AtTheGate && need.RecommendedOn is null)
            return "NothingFollows";

        if (stands == TakeUpNeed.AtTheGate && Information.MissingFrom(file).Count > 0)
            return "BackToTheGate";

        var before = need.RecommendedKey;
        var now = RecommendIntervention.Refresh(file, need);
        return stands != TakeUpNeed.AtTheGate && now != before ? "AskForReview" : "NothingFollows";
    }
}

/// <summary>Asks the practitioner to review the plan after a significant change, unless such a review is open already.</summary>
public sealed class AskForReview : IStep
{
    public string Type => "Referrals.AskForReview";
    public string Description => "Starts a review after change for this need, unless one is open already.";
    public IReadOnlyList<string> Outcomes => ["Asked", "AlreadyOpen"];
    public IReadOnlyList<string> Inputs => ["because"];

    public string Run(ActivityContext context)
    {
        var file = context.Case;
        var need = context.RequiredNeed;
        var because = context.Node.Input("because");
        if (file.Instances.Find(i => i.DefinitionId == DefinitionIds.ReviewAfterChange && i.NeedId == need.Id) is { } open)
        {
            // One review answers for every change since it was asked for, and says which they are.
            if (because is not null && !ReviewChange.Causes(open.Subject).Contains(because))
            {
                file.Touch();
                open.Subject = $"{open.Subject}{ReviewChange.Between}{because}";
                open.Version++;
            }

            return "AlreadyOpen";
        }

        file.Afterwards.Enqueue(host => host.Start(file, DefinitionIds.ReviewAfterChange, need.Id, because));
        return "Asked";
    }
}

/// <summary>Names of the shipped definitions that code starts.</summary>
public static class DefinitionIds
{
    public const string DomesticAbuseNeed = "domestic-abuse-need";
    public const string ReviewAfterChange = "review-after-change";
    public const string Handover = "handover";
    public const string RiskConcern = "risk-concern";
    public const string BreachConsideration = "breach-consideration";
    public const string AbsenceFollowUp = "absence-follow-up";
    public const string CatchUp = "catch-up";
    public const string KeptApart = "kept-apart";
    public const string PartnerLink = "partner-link";
    public const string UnsavedRegister = "unsaved-register";
    public const string EmergencyAccess = "emergency-access";
}

/// <summary>What may happen to a case at any moment, as definitions listen for it.</summary>
public static class Signals
{
    public const string Died = "Died";
    public const string SupervisionEnded = "SupervisionEnded";
    public const string Recalled = "Recalled";
    public const string HistoryImported = "HistoryImported";
    public const string PlanToChange = "PlanToChange";
    public const string NewAssessment = "NewAssessment";
    public const string SupervisionChanged = "SupervisionChanged";
    public const string FlagAdded = "FlagAdded";
    public const string Breached = "Breached";
    public const string Transferred = "Transferred";
    public const string Arrested = "Arrested";
    public const string AddressChanged = "AddressChanged";
    public const string RelationshipChanged = "RelationshipChanged";
    public const string ChildOrPregnancy = "ChildOrPregnancy";
    public const string Released = "Released";
}
