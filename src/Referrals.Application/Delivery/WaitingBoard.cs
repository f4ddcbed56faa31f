using System.Collections.Concurrent;
using System.Runtime.InteropServices;
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
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WaitingSeen(Guid ReferralId, int Version);

/// <summary>
/// What was read of those who wait, kept while the version of their case is the one that was read: every change of a case changes it, on whichever node it is made.
/// Nothing is decided by it. Who is live, and at which version, is asked of the database every time.
/// </summary>
internal sealed class WaitingBoard(TimeProvider time)
{
    private const long KeptFor = TimeSpan.TicksPerHour;

    private readonly ConcurrentDictionary<Guid, Kept> kept = new();
    private long swept = time.GetUtcNow().UtcTicks;

    /// <summary>What was read of these at their versions, on this day and with this catalogue: null of who has a place or is interrupted. Who is not in the answer is to be read.</summary>
    public Dictionary<Guid, WaitingKnown?> Find(IReadOnlyCollection<WaitingSeen> seen, DateOnly today, Catalogue catalogue)
    {
        var now = time.GetUtcNow().UtcTicks;
        var found = new Dictionary<Guid, WaitingKnown?>(seen.Count);
        foreach (var one in seen)
        {
            if (!kept.TryGetValue(one.ReferralId, out var known) || known.Version != one.Version || known.Today != today || !ReferenceEquals(known.Catalogue, catalogue))
                continue;
            known.Asked = now;
            found.Add(one.ReferralId, known.Known);
        }

        return found;
    }

    /// <summary>Keeps what was read after these versions had been seen: where one has changed in between, it is read once more the next time. What nobody has asked about for an hour is forgotten.</summary>
    /// <param name="seen">Those that were read, and no others: of whom nothing was found, that is kept too.</param>
    public void Keep(IEnumerable<WaitingSeen> seen, IReadOnlyDictionary<Guid, WaitingKnown> read, DateOnly today, Catalogue catalogue)
    {
        var now = time.GetUtcNow().UtcTicks;
        foreach (var one in seen)
        {
            var mine = new Kept(one.Version, today, catalogue, read.GetValueOrDefault(one.ReferralId)) { Asked = now };
            // Somebody slower does not put an older reading in the place of a newer one.
            kept.AddOrUpdate(one.ReferralId, mine, (_, there) => (there.Version, there.Today).CompareTo((mine.Version, mine.Today)) > 0 ? there : mine);
        }

        if (now - swept < KeptFor)
            return;
        swept = now;
        foreach (var (id, there) in kept)
        {
            if (now - there.Asked > KeptFor)
                kept.TryRemove(id, out _);
        }
    }

    /// <param name="Known">Null where they do not wait: they have a place or are interrupted.</param>
    private sealed record Kept(int Version, DateOnly Today, Catalogue Catalogue, WaitingKnown? Known)
    {
        public long Asked { get; set; }
    }
}
