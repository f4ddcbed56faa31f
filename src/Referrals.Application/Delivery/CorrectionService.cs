using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Toolkits;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>What can be put right about a referral's status.</summary>
public enum CorrectableStatus
{
    /// <summary>It was ended (completed, left early, withdrawn, not suitable) and should not have been.</summary>
    Ended,

    /// <summary>It was accepted and should not have been.</summary>
    Accepted,

    /// <summary>The place was taken away, or given up by leaving, and should not have been: they have it again as long as there is one.</summary>
    PlaceEnded,
}

/// <summary>Puts a wrong status right, with a reason: the mistake and the correction both stay in the history, and the workflow takes the referral up where its milestones then stand.</summary>
public sealed class CorrectionService(Changes changes, CaseAccess access, DatabaseFactory factory)
{
    private static readonly string[] s_endings = [MilestoneKinds.Completed, MilestoneKinds.LeftEarly, MilestoneKinds.Withdrawn, MilestoneKinds.NotSuitable, MilestoneKinds.ReportSent, MilestoneKinds.ReportWritten];

    /// <summary>Which corrections this actor may make to a referral now.</summary>
    public async Task<IReadOnlyList<CorrectableStatus>> Open(Actor actor, Guid referralId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (!MayCorrect(actor) || await access.OfReferral(actor, referralId, cancellation) is not { } personId)
            return [];
        if (!(await changes.Load(db, actor, [personId], cancellation)).TryGetValue(personId, out var file))
            return [];
        var need = file.Person.Needs.Single(n => n.Referrals.Exists(r => r.Id == referralId));
        var referral = need.Referrals.Single(r => r.Id == referralId);
        return [.. Enum.GetValues<CorrectableStatus>().Where(s => WhyNot(file, need, referral, s) is null)];
    }

    public async Task<Refusal?> Correct(Actor actor, Guid referralId, CorrectableStatus status, string reasonCode, string? words, CancellationToken cancellation = default)
    {
        var personId = await access.OfReferral(actor, referralId, cancellation);
        if (personId is not { } id || !MayCorrect(actor))
            return new NotYoursToCorrect();
        return await changes.Run(actor, id, file =>
        {
            var need = file.Person.Needs.Single(n => n.Referrals.Exists(r => r.Id == referralId));
            var referral = need.Referrals.Single(r => r.Id == referralId);
            if (!file.Catalogue.Reasons(ReasonUses.StatusCorrection, file.Today).Any(r => r.Code == reasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(words))))
                return new Tasks.ReasonMissing();
            if (WhyNot(file, need, referral, status) is { } refusal)
                return refusal;

            var signalId = $"corrected/{referralId:N}/{file.Person.Version}";
            if (status == CorrectableStatus.PlaceEnded)
                return Reinstate(file, need, referral, reasonCode, words, signalId);
            var correction = file.Record(MilestoneKinds.StatusCorrected, need, programme: referral.ProgrammeKey, reason: reasonCode, words: words);
            if (status == CorrectableStatus.Accepted)
            {
                Retract(file, need, referral, correction, [MilestoneKinds.Accepted, MilestoneKinds.NotReady, MilestoneKinds.Deprioritised, MilestoneKinds.Deferred]);
                referral.AcceptedOn = null;
                referral.Hold = null;
                referral.HoldReviewOn = null;
                referral.HoldReason = null;
            }
            else
            {
                Retract(file, need, referral, correction, s_endings);
                if (referral.EndedAs == EndedAs.Completed && file.Person.Reports.Find(r => r.ReferralId == referralId) is { } report)
                    (report.SentOn, report.SentBy, report.SentTo, report.CompletedOn, report.CompletedBy, report.Version) = (null, null, null, null, null, report.Version + 1);
                if (!need.IsOpen)
                {
                    foreach (var closed in file.Person.Milestones.Where(m => m.NeedId == need.Id && m.Kind == MilestoneKinds.Met && m.Counts))
                        closed.CorrectedById = correction.Id;
                    (need.ClosedOn, need.ClosedAs, need.ReasonCode) = (null, null, null);
                }

                referral.EndedOn = null;
                referral.EndedAs = null;
            }

            // Its workflow reads anew where the need and the referral stand.
            if (file.Instances.Exists(i => i.DefinitionId == DefinitionIds.DomesticAbuseNeed && i.NeedId == need.Id))
                changes.Host.Raise(file, Signals.HistoryImported, signalId, need.Id);
            else
                changes.Host.Start(file, DefinitionIds.DomesticAbuseNeed, need.Id);
            changes.Host.SettleByFacts(file, signalId);
            return null;
        }, cancellation);
    }

    /// <summary>Takes back that a toolkit was stopped: it goes on where its exercises stand.</summary>
    public async Task<Refusal?> ReopenToolkit(Actor actor, Guid toolkitId, string reasonCode, string? words, CancellationToken cancellation = default)
    {
        if (actor.Role is not (Roles.Spo or Roles.System) || await access.OfToolkit(actor, toolkitId, cancellation) is not { } id)
            return new NotYoursToCorrect();
        return await changes.Run(actor, id, file =>
        {
            var need = file.Person.Needs.Single(n => n.Toolkits.Exists(t => t.Id == toolkitId));
            var toolkit = need.Toolkits.Single(t => t.Id == toolkitId);
            if (!file.Catalogue.Reasons(ReasonUses.StatusCorrection, file.Today).Any(r => r.Code == reasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(words))))
                return new Tasks.ReasonMissing();
            if (toolkit.EndedAs != EndedAs.Stopped)
                return new NothingToCorrect();
            if (WhyNotReopen(need, toolkit) is { } refusal)
                return refusal;
            var signalId = $"corrected/{toolkitId:N}/{file.Person.Version}";
            Reopen(file, changes.Host, need, toolkit, reasonCode, words, signalId);
            changes.Host.SettleByFacts(file, signalId);
            return null;
        }, cancellation);
    }

    /// <summary>Why a toolkit that has ended cannot go on; null where it can.</summary>
    internal static Refusal? WhyNotReopen(Need need, ToolkitDelivery toolkit)
    {
        if (toolkit.EndedOn is null || toolkit.EndedAs == EndedAs.Superseded)
            return new NothingToCorrect();
        if (need is { IsOpen: false, ClosedAs: not ClosedAs.Met } || (need.ClosedAs == ClosedAs.Met && toolkit.EndedAs != EndedAs.Completed))
            return new NeedIsClosed();
        return need.LiveReferral is not null || need.LiveToolkit is not null || need.Decisions.Exists(d => d.DecidedOn > toolkit.EndedOn) ? new DecidedAnew() : null;
    }

    /// <summary>Takes back that a toolkit has ended, and that the need was met by it; its workflow is taken up where the exercises then stand.</summary>
    internal static void Reopen(CaseFile file, WorkflowHost host, Need need, ToolkitDelivery toolkit, string reasonCode, string? words, string signalId)
    {
        var correction = file.Record(MilestoneKinds.StatusCorrected, need, programme: toolkit.ToolkitKey, reason: reasonCode, words: string.IsNullOrWhiteSpace(words) ? null : words.Trim());
        foreach (var ended in file.Person.Milestones.Where(m => m.NeedId == need.Id && m.Counts && m.Id != correction.Id && m.On >= toolkit.PlannedOn
            && ((m.Kind is MilestoneKinds.Completed or MilestoneKinds.LeftEarly && m.ProgrammeKey == toolkit.ToolkitKey) || (!need.IsOpen && m.Kind == MilestoneKinds.Met))))
            ended.CorrectedById = correction.Id;
        (need.ClosedOn, need.ClosedAs, need.ReasonCode) = (null, null, null);
        (toolkit.EndedOn, toolkit.EndedAs) = (null, null);
        ToolkitFacts.Refresh(file, need, toolkit);
        if (file.Instances.Exists(i => i.DefinitionId == DefinitionIds.DomesticAbuseNeed && i.NeedId == need.Id))
            host.Raise(file, Signals.HistoryImported, signalId, need.Id);
        else
            host.Start(file, DefinitionIds.DomesticAbuseNeed, need.Id);
    }

    private static Refusal? WhyNot(CaseFile file, Need need, Referral referral, CorrectableStatus status)
    {
        if (status == CorrectableStatus.PlaceEnded)
        {
            return referral.EndedOn is not null || !need.IsOpen || need.Interruption is not null || LastPlace(file, referral) is not { EndedOn: not null, EndedAs: not PlaceEnds.Completed } place || file.Db.Groups.Find(place.GroupId) is not { ClosedOn: null } group
                ? new NothingToCorrect()
                : group.Taken >= group.Capacity ? new PlaceIsTaken(group.Code)
                : SeparateInGroup.WouldMeet(file, group.Id) ? new KeptApartThere(group.Code)
                : null;
        }

        if (status == CorrectableStatus.Accepted)
        {
            return referral.AcceptedOn is null || referral.EndedOn is not null || !need.IsOpen ? new NothingToCorrect()
                : referral.StartedOn is not null || file.Person.Places.Exists(p => p.ReferralId == referral.Id && p.EndedOn is null) ? new HasAPlace()
                : null;
        }

        if (referral.EndedOn is null || referral.EndedAs is EndedAs.Superseded or EndedAs.NeedClosed)
            return new NothingToCorrect();
        if (need is { IsOpen: false, ClosedAs: not ClosedAs.Met } || (need.ClosedAs == ClosedAs.Met && referral.EndedAs != EndedAs.Completed))
            return new NeedIsClosed();
        return need.LiveReferral is not null || need.LiveToolkit is not null || need.Referrals.Exists(r => r.ReferredOn > referral.ReferredOn) || need.Decisions.Exists(d => d.DecidedOn > referral.EndedOn)
            ? new DecidedAnew()
            : null;
    }

    private static Place? LastPlace(CaseFile file, Referral referral) =>
        file.Person.Places.Where(p => p.ReferralId == referral.Id).OrderBy(p => p.EndedOn is null).ThenBy(p => p.EndedOn).ThenBy(p => p.GivenOn).LastOrDefault();

    /// <summary>The same place again, under the group's count: of two who want the last one at once, one gets it.</summary>
    private Refusal? Reinstate(CaseFile file, Need need, Referral referral, string reasonCode, string? words, string signalId)
    {
        var place = LastPlace(file, referral)!;
        var correction = file.Record(MilestoneKinds.StatusCorrected, need, programme: referral.ProgrammeKey, reason: reasonCode, words: words);
        foreach (var lost in file.Person.Milestones.Where(m => m.NeedId == need.Id && m.Counts && m.Kind == MilestoneKinds.PlaceLost && m.On == place.EndedOn && m.ProgrammeKey == referral.ProgrammeKey))
            lost.CorrectedById = correction.Id;
        (place.EndedOn, place.EndedAs, place.ReasonCode, place.EndedAfter) = (null, null, null, null);
        (referral.Hold, referral.HoldReviewOn, referral.HoldReason, referral.MayRejoinUntil) = (null, null, null, null);
        referral.PlanVersion ??= file.Db.Groups.Find(place.GroupId)!.PlanVersion;
        WaitingListService.ClearQueuePlace(referral);
        var group = file.Db.Groups.Find(place.GroupId)!;
        group.Taken++;
        group.Version++;
        var first = file.Db.Sessions.Where(s => s.GroupId == group.Id && s.DeliveryId == null && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null && s.On >= file.Today).Min(s => (DateOnly?)s.On);
        if (!file.Person.PartnerLinkDuties.Exists(d => d.ReferralId == referral.Id && d.MetOn is not null))
            PartnerLinks.Open(file, changes.Host, need, referral, first);
        // Its workflow reads anew where the referral stands, and what they missed is to be made up again.
        changes.Host.Raise(file, Signals.HistoryImported, signalId, need.Id);
        CatchUp.ChaseAll(file, changes.Host, need, referral);
        changes.Host.SettleByFacts(file, signalId);
        return null;
    }

    private static void Retract(CaseFile file, Need need, Referral referral, Milestone correction, IReadOnlyCollection<string> kinds)
    {
        foreach (var milestone in file.Person.Milestones.Where(m => m.NeedId == need.Id && m.Counts && m.Id != correction.Id && kinds.Contains(m.Kind) && m.ProgrammeKey == referral.ProgrammeKey && m.On >= referral.ReferredOn))
            milestone.CorrectedById = correction.Id;
    }

    private static bool MayCorrect(Actor actor) => actor.Role is Roles.ProgrammeTeam or Roles.Spo or Roles.System;
}

public sealed record NotYoursToCorrect() : Refusal("Only the programme team or a senior probation officer of the person's area can correct this.");

public sealed record NothingToCorrect() : Refusal("The referral does not stand where you want to correct it.");

public sealed record PlaceIsTaken(string Code) : Refusal($"Every place in {Code} has been given to others since. Give them a place in another group.");

public sealed record HasAPlace() : Refusal("They have a place or have started. End that first.");

public sealed record NeedIsClosed() : Refusal("The need was closed by something else. It cannot be opened again from this referral.");

public sealed record DecidedAnew() : Refusal("The practitioner has decided anew since. This referral stays as it ended.");
