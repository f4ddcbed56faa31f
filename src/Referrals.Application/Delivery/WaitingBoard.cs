using System.Collections.Concurrent;
using Referrals.Application.People;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>What of somebody decides whether a group is for them; null is not known, and then it may be.</summary>
internal sealed record GroupNeeds(string? RegionCode, Sex? Sex, Cohort? Cohort, bool? LearningNeed, IReadOnlyList<string>? CannotReach);

/// <summary>What is known of one waiting referral while neither the case nor the day nor the catalogue changes. It is shared by everybody who reads it, and changed by nobody.</summary>
internal sealed class WaitingKnown
{
    public required Referral Referral { get; init; }

    /// <summary>As <see cref="PeopleInLists"/> reads people.</summary>
    public required Person Person { get; init; }

    public required Guid NeedId { get; init; }
    public required string Reference { get; init; }
    public required IReadOnlySet<string> SessionsDone { get; init; }
    public required GroupNeeds Wants { get; init; }

    /// <summary>Began before the service was there: in a group of theirs that it does not know, and in no queue until they leave it.</summary>
    public required bool HasBegun { get; init; }

    /// <summary>Without the next group, which changes with the groups and not with the case.</summary>
    public required WaitingFacts Facts { get; init; }

    private Stood? last;

    /// <summary>Where they stand if the next group that is for them would be finished on this day.</summary>
    public WaitingEntry EntryFor(DateOnly? nextGroupEnds, WaitingPoints points)
    {
        if (last is not { } stood || stood.Ends != nextGroupEnds)
        {
            var place = WaitingPriority.Of(Facts with { NextGroupEnds = nextGroupEnds }, points);
            last = stood = new Stood(nextGroupEnds, new WaitingEntry(Referral.Id.ToString("N"), place, Facts.WaitingSince, Referral.QueuePosition));
        }

        return stood.Entry;
    }

    private sealed record Stood(DateOnly? Ends, WaitingEntry Entry);
}

/// <summary>A live referral as it was seen, with the version of its person's case.</summary>
internal readonly record struct WaitingSeen(Guid ReferralId, int Version, string? RegionCode, string ProgrammeKey);

/// <summary>
/// What was read of those who wait, kept while the version of their case is the one that was read: every change of a case changes it, on whichever node it is made.
/// Nothing is decided by it. Who waits, and at which version, is asked of the database every time.
/// </summary>
internal sealed class WaitingBoard
{
    private readonly ConcurrentDictionary<(string Region, string Programme), ConcurrentDictionary<Guid, Kept>> queues = new();

    /// <summary>What was read at this version, on this day and with this catalogue; null where nothing was.</summary>
    public Kept? Find(WaitingSeen seen, DateOnly today, Catalogue catalogue) =>
        queues.TryGetValue(Key(seen), out var queue) && queue.TryGetValue(seen.ReferralId, out var kept) && kept.Version == seen.Version && kept.Today == today && ReferenceEquals(kept.Catalogue, catalogue) ? kept : null;

    /// <summary>Keeps what was read after these versions had been seen: where one has changed in between, it is read once more the next time.</summary>
    public void Keep(IEnumerable<WaitingSeen> seen, Dictionary<Guid, WaitingKnown> read, DateOnly today, Catalogue catalogue)
    {
        foreach (var one in seen)
        {
            if (Find(one, today, catalogue) is null)
                queues.GetOrAdd(Key(one), _ => new())[one.ReferralId] = new Kept(one.Version, today, catalogue, read.GetValueOrDefault(one.ReferralId));
        }
    }

    /// <summary>Forgets who was not among these, which are all of a region or of one programme there.</summary>
    public void Forget(IEnumerable<WaitingSeen> seen, string? regionCode, string? programmeKey)
    {
        var there = seen.ToLookup(Key, one => one.ReferralId);
        foreach (var (key, queue) in queues)
        {
            if (key.Region != (regionCode ?? "") || (programmeKey is not null && key.Programme != programmeKey) || queue.Count == there[key].Count())
                continue;
            foreach (var gone in queue.Keys.Except(there[key]))
                queue.TryRemove(gone, out _);
        }
    }

    private static (string, string) Key(WaitingSeen seen) => (seen.RegionCode ?? "", seen.ProgrammeKey);

    /// <param name="Known">Null where they do not wait: they have a place or are interrupted.</param>
    public sealed record Kept(int Version, DateOnly Today, Catalogue Catalogue, WaitingKnown? Known);
}
