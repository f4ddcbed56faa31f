using System.Globalization;
using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.People;

/// <summary>Something that happened to a person: recorded as a milestone, and raised in every workflow that has to answer it.</summary>
public sealed record CaseEvent
{
    /// <summary>One of <see cref="CaseEvents.Kinds"/>.</summary>
    public required string Kind { get; init; }

    public required DateOnly On { get; init; }
    public string Source { get; init; } = MilestoneSources.Product;
    public string? Words { get; init; }

    /// <summary>Event numbers of the supervisions that end, for <see cref="MilestoneKinds.SupervisionEnded"/>; null where all that run do.</summary>
    public IReadOnlyCollection<int>? Ends { get; init; }
}

public static class CaseEvents
{
    /// <summary>The kinds that can be recorded, in the order a page offers them.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        MilestoneKinds.Arrested, MilestoneKinds.AddressChanged, MilestoneKinds.RelationshipChanged, MilestoneKinds.ChildOrPregnancy,
        MilestoneKinds.Recalled, MilestoneKinds.Released, MilestoneKinds.Breached, MilestoneKinds.SupervisionEnded, MilestoneKinds.Died,
    ];

    /// <returns>A refusal, or null where it was recorded. The same event again is recorded once.</returns>
    public static Refusal? Record(CaseFile file, WorkflowHost host, CaseEvent happened)
    {
        var person = file.Person;
        if (!Kinds.Contains(happened.Kind))
            return new UnknownEvent(happened.Kind);
        if (happened.On > file.Today)
            return new InTheFuture(happened.On);
        var ends = happened.Kind != MilestoneKinds.SupervisionEnded
            ? []
            : person.Supervisions.Where(s => s.EndedOn is null && (happened.Ends?.Contains(s.EventNumber) ?? !(s.StartsOn > happened.On))).ToArray();
        // Two orders may end on one day and be told of one after the other.
        if (ends.Length == 0 && person.Milestones.Exists(m => m.Kind == happened.Kind && m.On == happened.On && m.Counts))
            return null;

        file.Record(happened.Kind, on: happened.On, source: happened.Source, words: happened.Words);
        // Recorded again after it was taken back, it is a new one for the workflows.
        var again = person.Milestones.Count(m => m.Kind == happened.Kind && m.On == happened.On && !m.Counts);
        var signalId = string.Join('/', [happened.Kind, happened.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), .. ends.Select(s => s.EventNumber.ToString(CultureInfo.InvariantCulture))]) + (again == 0 ? "" : $"/again-{again}");
        switch (happened.Kind)
        {
            case MilestoneKinds.Died:
                person.DiedOn = happened.On;
                Interrupt(file, host, Interruptions.Died, happened.On, Signals.Died, signalId);
                break;
            case MilestoneKinds.SupervisionEnded:
                foreach (var supervision in ends)
                    supervision.EndedOn = happened.Ends is null ? happened.On : supervision.EndsOn ?? happened.On;
                if (person.CurrentSupervision is null)
                    Interrupt(file, host, Interruptions.SupervisionEnded, happened.On, Signals.SupervisionEnded, signalId);
                else
                    host.Raise(file, Signals.SupervisionChanged, signalId);
                break;
            case MilestoneKinds.Recalled:
                person.RecalledOn = happened.On;
                Interrupt(file, host, Interruptions.Recalled, happened.On, Signals.Recalled, signalId);
                break;
            case MilestoneKinds.Released:
                person.RecalledOn = null;
                foreach (var need in person.Needs.Where(n => n.Interruption == Interruptions.Recalled))
                {
                    need.Interruption = null;
                    need.InterruptedOn = null;
                }

                host.SettleByFacts(file, signalId);
                // The work has gone on from where it stood: whether that still fits is for the practitioner to say.
                host.Raise(file, Signals.Released, signalId);
                break;
            case MilestoneKinds.Arrested:
                host.Raise(file, Signals.Arrested, signalId);
                break;
            case MilestoneKinds.AddressChanged:
                host.Raise(file, Signals.AddressChanged, signalId);
                break;
            case MilestoneKinds.RelationshipChanged:
                host.Raise(file, Signals.RelationshipChanged, signalId);
                break;
            case MilestoneKinds.ChildOrPregnancy:
                host.Raise(file, Signals.ChildOrPregnancy, signalId);
                break;
            default:
                host.Raise(file, Signals.Breached, signalId);
                break;
        }

        return null;
    }

    /// <summary>
    /// Takes back what was recorded by mistake: it stays in the history with the correction and counts for nothing. What it held goes on from where it stood, and a need that
    /// was closed for it alone is open again; a place that was lost by it is given back by hand, as somebody else may have it.
    /// </summary>
    public static Refusal? TakeBack(CaseFile file, WorkflowHost host, Guid milestoneId, string reasonCode, string? words)
    {
        var person = file.Person;
        if (person.Milestones.Find(m => m.Id == milestoneId) is not { NeedId: null } wrong || !Kinds.Contains(wrong.Kind))
            return new NoSuchEvent();
        if (!wrong.Counts)
            return null;
        if (wrong.Kind == MilestoneKinds.Released)
            return new RecordTheRecall();
        if (!file.Catalogue.Reasons(ReasonUses.StatusCorrection, file.Today).Any(r => r.Code == reasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(words))))
            return new Tasks.ReasonMissing();

        var correction = file.Record(MilestoneKinds.StatusCorrected, reason: reasonCode, words: string.IsNullOrWhiteSpace(words) ? null : words.Trim());
        wrong.CorrectedById = correction.Id;
        switch (wrong.Kind)
        {
            case MilestoneKinds.Died:
                person.DiedOn = person.Milestones.Where(m => m is { Kind: MilestoneKinds.Died, Counts: true }).Min(m => (DateOnly?)m.On);
                break;
            case MilestoneKinds.SupervisionEnded:
                foreach (var supervision in person.Supervisions.Where(s => s.EndedOn == wrong.On))
                    supervision.EndedOn = null;
                break;
            case MilestoneKinds.Recalled:
                var released = person.Milestones.Where(m => m is { Kind: MilestoneKinds.Released, Counts: true }).Max(m => (DateOnly?)m.On);
                person.RecalledOn = person.Milestones.Where(m => m is { Kind: MilestoneKinds.Recalled, Counts: true } && !(released >= m.On)).Max(m => (DateOnly?)m.On);
                break;
            default:
                return null;
        }

        var was = wrong.Kind == MilestoneKinds.Died ? Interruptions.Died : wrong.Kind == MilestoneKinds.Recalled ? Interruptions.Recalled : Interruptions.SupervisionEnded;
        var holds = person.DiedOn is not null ? Interruptions.Died
            : person.Supervisions.Count > 0 && person.CurrentSupervision is null ? Interruptions.SupervisionEnded
            : person.RecalledOn is not null ? Interruptions.Recalled : null;
        var signalId = $"taken-back/{wrong.Id:N}";
        foreach (var need in person.Needs.Where(n => n.Interruption == was && n.Interruption != holds && (n.IsOpen || (n.ClosedAs == ClosedAs.Unmet && !person.Needs.Exists(other => other.IsOpen && other.Id != n.Id)))).ToList())
        {
            need.Interruption = holds;
            need.InterruptedOn = holds is null ? null : need.InterruptedOn;
            if (!need.IsOpen)
            {
                foreach (var closed in person.Milestones.Where(m => m.NeedId == need.Id && m.Counts && m.Kind == MilestoneKinds.ClosedUnmet))
                    closed.CorrectedById = correction.Id;
                (need.ClosedOn, need.ClosedAs, need.ReasonCode) = (null, null, null);
                foreach (var referral in need.Referrals.Where(r => r.EndedAs == EndedAs.NeedClosed))
                    (referral.EndedOn, referral.EndedAs) = (null, null);
                foreach (var toolkit in need.Toolkits.Where(t => t.EndedAs == EndedAs.NeedClosed))
                    (toolkit.EndedOn, toolkit.EndedAs) = (null, null);
            }

            // Its workflow reads anew where the need stands.
            if (file.Instances.Exists(i => i.DefinitionId == DefinitionIds.DomesticAbuseNeed && i.NeedId == need.Id))
                host.Raise(file, Signals.HistoryImported, signalId, need.Id);
            else
                host.Start(file, DefinitionIds.DomesticAbuseNeed, need.Id);
        }

        host.SettleByFacts(file, signalId);
        return null;
    }

    /// <summary>Holds every open need for the reason given, unless a graver one holds it already.</summary>
    private static void Interrupt(CaseFile file, WorkflowHost host, string interruption, DateOnly on, string signal, string signalId)
    {
        foreach (var need in file.Person.Needs.Where(n => n.IsOpen))
        {
            if (Gravity(need.Interruption) >= Gravity(interruption))
                continue;
            need.Interruption = interruption;
            need.InterruptedOn = on;
            // Somebody else can have the place meanwhile; what was attended is kept.
            if (need.LiveReferral is { } referral)
                Places.EndLive(file, referral, interruption == Interruptions.Recalled ? PlaceEnds.Recalled : PlaceEnds.Withdrawn, on);
            host.Raise(file, signal, signalId, need.Id);
        }

        host.SettleByFacts(file, signalId);
    }

    private static int Gravity(string? interruption) => interruption switch
    {
        Interruptions.Died => 3,
        Interruptions.SupervisionEnded => 2,
        Interruptions.Recalled => 1,
        _ => 0,
    };
}

public sealed record UnknownEvent(string Kind) : Refusal($"'{Kind}' is not something that can be recorded here.");

public sealed record NoSuchEvent() : Refusal("This was not recorded here.");

public sealed record RecordTheRecall() : Refusal("If they were not released, record the recall again: that is what the work goes by.");

public sealed record InTheFuture(DateOnly On) : Refusal($"{On:d MMMM yyyy} is in the future. Give the day it happened.");
