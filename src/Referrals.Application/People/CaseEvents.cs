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
        if (ends.Length == 0 && person.Milestones.Exists(m => m.Kind == happened.Kind && m.On == happened.On))
            return null;

        file.Record(happened.Kind, on: happened.On, source: happened.Source, words: happened.Words);
        var signalId = string.Join('/', [happened.Kind, happened.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), .. ends.Select(s => s.EventNumber.ToString(CultureInfo.InvariantCulture))]);
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

public sealed record InTheFuture(DateOnly On) : Refusal($"{On:d MMMM yyyy} is in the future. Give the day it happened.");
