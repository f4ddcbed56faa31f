using System.Text.Json.Serialization;
using static Referrals.Domain.Wording;

namespace Referrals.Domain;

/// <summary>A time of the week at which a person can come.</summary>
public sealed record AvailableTime(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>A person who might be given a place. Null is "not known".</summary>
public sealed record Candidate
{
    /// <summary>As <see cref="GroupMember.Key"/> names people.</summary>
    public required string Key { get; init; }

    /// <summary>What the referral is for.</summary>
    public required string ProgrammeKey { get; init; }

    public Sex? Sex { get; init; }

    public string? Cohort { get; init; }

    /// <summary>A learning disability or challenge, with every override taken into account.</summary>
    public bool? LearningNeed { get; init; }

    /// <summary>Keys of the people with whom this person may not be.</summary>
    public required IReadOnlySet<string> NonAssociations { get; init; }

    public IReadOnlyList<AvailableTime>? Available { get; init; }

    /// <summary>Offices that the person can get to.</summary>
    public IReadOnlySet<string>? CanReach { get; init; }

    /// <summary>Offices that the person cannot or may not go to.</summary>
    public IReadOnlySet<string>? CannotReach { get; init; }

    public DeliverableTime? Deliverable { get; init; }

    /// <summary>The first day on which they could come to the programme, with its pre-group sessions held before and the gap after them kept; null where none is to be held.</summary>
    public DateOnly? ReadyFrom { get; init; }

    /// <summary>Where they left off; null where they have not attended anything yet.</summary>
    public LeftOff? LeftOff { get; init; }

    /// <summary>What this person is booked for already, from this day on.</summary>
    public required IReadOnlyList<Booking> Bookings { get; init; }
}

/// <summary>Where somebody who began before left off.</summary>
/// <param name="LastSession">The last that they attended.</param>
/// <param name="Until">By the plan, the last day on which they may come back with credit for what they did.</param>
public sealed record LeftOff(DateOnly LastSession, DateOnly Until, DateOnly Today);

public sealed record GroupMember(string Key, IReadOnlySet<string> NonAssociations);

/// <summary>A group as it offers a place.</summary>
public sealed record GroupOffer
{
    public required string ProgrammeKey { get; init; }

    /// <summary>Null is a group for everybody.</summary>
    public Sex? Sex { get; init; }

    /// <summary>Null is a group for every cohort.</summary>
    public string? Cohort { get; init; }

    /// <summary>Adapted for people with a learning disability or challenge.</summary>
    public required bool AdaptedForLearningNeed { get; init; }

    public required int Capacity { get; init; }

    /// <summary>Those who hold a place now.</summary>
    public required IReadOnlyList<GroupMember> Members { get; init; }

    /// <summary>Members of other groups who are booked to catch up with this one: they take no place, and are met all the same.</summary>
    public IReadOnlyList<GroupMember> Guests { get; init; } = [];

    public required IReadOnlyList<WeeklySlot> Slots { get; init; }

    /// <summary>Of a session on a slot; the longest where they differ.</summary>
    public required int Minutes { get; init; }

    public required string OfficeCode { get; init; }

    public required string OfficeName { get; init; }

    /// <summary>Sessions to come.</summary>
    public required IReadOnlyList<LaidSession> Sessions { get; init; }

    /// <summary>Facilitators, rooms and members who would be booked twice by what has to be laid for somebody who joins now.</summary>
    public IReadOnlyList<Clash> BookedTwice { get; init; } = [];

    /// <summary>The day on which a person who joins now ends, the review included where the plan has one; null where not all of it has a date.</summary>
    public DateOnly? Ends { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<CheckAnswer>))]
public enum CheckAnswer
{
    NotKnown,
    Fails,
    Holds,
}

/// <summary>The keys of <see cref="AllocationCheck"/>, kept in the database with an override.</summary>
public static class AllocationCheckKeys
{
    public const string Programme = "programme";
    public const string Sex = "sex";
    public const string Cohort = "cohort";
    public const string LearningNeed = "learning-need";
    public const string Capacity = "capacity";
    public const string NonAssociation = "non-association";
    public const string Availability = "availability";
    public const string Location = "location";
    public const string DeliverableTime = "deliverable-time";
    public const string Clash = "clash";
    public const string PreGroup = "pre-group";
    public const string Rejoining = "rejoining";
}

/// <param name="Key">One of <see cref="AllocationCheckKeys"/>.</param>
/// <param name="Words">A sentence that names nobody else.</param>
/// <param name="MayBeOverridden">With a coded reason of <see cref="ReasonUses.AllocationOverride"/>; what is not known needs one as a failure does.</param>
public sealed record AllocationCheck(string Key, CheckAnswer Answer, string Words, bool MayBeOverridden)
{
    public bool NeedsOverride => Answer != CheckAnswer.Holds && MayBeOverridden;

    /// <summary>No place can be given.</summary>
    public bool Stops => Answer != CheckAnswer.Holds && !MayBeOverridden;
}

/// <summary>Whether a person fits a group. Capacity, non-associations and the programme may not be overridden.</summary>
public static class AllocationChecks
{
    /// <summary>Always all checks, in one order.</summary>
    public static IReadOnlyList<AllocationCheck> For(Candidate candidate, GroupOffer group)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(group);
        return
        [
            Programme(candidate, group), Capacity(group), NonAssociation(candidate, group), SexFits(candidate, group), Cohort(candidate, group),
            LearningNeed(candidate, group), Availability(candidate, group), Location(candidate, group), EnoughTime(candidate, group), PreGroup(candidate, group),
            Rejoining(candidate), Clash(candidate, group),
        ];
    }

    private static AllocationCheck Programme(Candidate candidate, GroupOffer group) => candidate.ProgrammeKey == group.ProgrammeKey
        ? Firm(AllocationCheckKeys.Programme, CheckAnswer.Holds, "The referral is for this programme.")
        : Firm(AllocationCheckKeys.Programme, CheckAnswer.Fails, "The referral is for another programme: refer to this one first.");

    private static AllocationCheck Capacity(GroupOffer group)
    {
        var taken = group.Members.Count;
        return taken < group.Capacity
            ? Firm(AllocationCheckKeys.Capacity, CheckAnswer.Holds, $"{Count(group.Capacity - taken, "place")} of {group.Capacity} left.")
            : Firm(AllocationCheckKeys.Capacity, CheckAnswer.Fails, $"All {Count(group.Capacity, "place")} are taken.");
    }

    /// <summary>Said by either of two people, it keeps them apart.</summary>
    private static AllocationCheck NonAssociation(Candidate candidate, GroupOffer group)
    {
        var apart = group.Members.Concat(group.Guests).DistinctBy(member => member.Key).Count(member => member.Key != candidate.Key && (candidate.NonAssociations.Contains(member.Key) || member.NonAssociations.Contains(candidate.Key)));
        return apart == 0
            ? Firm(AllocationCheckKeys.NonAssociation, CheckAnswer.Holds, "No non-association with anybody in the group.")
            : Firm(AllocationCheckKeys.NonAssociation, CheckAnswer.Fails, $"May not be with {Count(apart, "member")} of the group.");
    }

    private static AllocationCheck SexFits(Candidate candidate, GroupOffer group) => (group.Sex, candidate.Sex) switch
    {
        (null, _) => Soft(AllocationCheckKeys.Sex, CheckAnswer.Holds, "The group is for men and women."),
        (Sex wanted, null) => Soft(AllocationCheckKeys.Sex, CheckAnswer.NotKnown, $"The group is for {People(wanted)}; the person’s sex is not known."),
        (Sex wanted, Sex sex) when wanted == sex => Soft(AllocationCheckKeys.Sex, CheckAnswer.Holds, $"The group is for {People(wanted)}."),
        (Sex wanted, _) => Soft(AllocationCheckKeys.Sex, CheckAnswer.Fails, $"The group is for {People(wanted)}."),
    };

    private static AllocationCheck Cohort(Candidate candidate, GroupOffer group) => (group.Cohort, candidate.Cohort) switch
    {
        (null, _) => Soft(AllocationCheckKeys.Cohort, CheckAnswer.Holds, "The group is for every cohort."),
        (_, null) => Soft(AllocationCheckKeys.Cohort, CheckAnswer.NotKnown, $"The group is for the cohort {group.Cohort}; the person’s is not known."),
        (string wanted, string cohort) when wanted == cohort => Soft(AllocationCheckKeys.Cohort, CheckAnswer.Holds, $"The cohort is {cohort}."),
        _ => Soft(AllocationCheckKeys.Cohort, CheckAnswer.Fails, $"The group is for the cohort {group.Cohort}; the person’s is {candidate.Cohort}."),
    };

    private static AllocationCheck LearningNeed(Candidate candidate, GroupOffer group) => (candidate.LearningNeed, group.AdaptedForLearningNeed) switch
    {
        (null, _) => Soft(AllocationCheckKeys.LearningNeed, CheckAnswer.NotKnown, "Whether the person has a learning disability or challenge is not known."),
        (true, true) => Soft(AllocationCheckKeys.LearningNeed, CheckAnswer.Holds, "The group is adapted for a learning disability or challenge."),
        (true, false) => Soft(AllocationCheckKeys.LearningNeed, CheckAnswer.Fails, "The person has a learning disability or challenge, and the group is not adapted for it."),
        (false, true) => Soft(AllocationCheckKeys.LearningNeed, CheckAnswer.Fails, "The group is adapted for a learning disability or challenge, which the person does not have."),
        (false, false) => Soft(AllocationCheckKeys.LearningNeed, CheckAnswer.Holds, "No learning disability or challenge."),
    };

    private static AllocationCheck Availability(Candidate candidate, GroupOffer group)
    {
        if (group.Slots.Count == 0)
            return Soft(AllocationCheckKeys.Availability, CheckAnswer.NotKnown, "The group has no weekly slot yet.");
        if (candidate.Available is not { } available)
            return Soft(AllocationCheckKeys.Availability, CheckAnswer.NotKnown, "When the person can come is not known.");
        var missed = group.Slots.Where(slot => !Covers(available, slot, group.Minutes)).Select(slot => $"{slot.Day} at {Time(slot.Start)}").ToList();
        return missed.Count == 0
            ? Soft(AllocationCheckKeys.Availability, CheckAnswer.Holds, "Can come at the times of the group.")
            : Soft(AllocationCheckKeys.Availability, CheckAnswer.Fails, $"Cannot come on {Listed(missed)} for {group.Minutes} minutes.");
    }

    /// <summary>Times that meet or overlap count as one.</summary>
    private static bool Covers(IReadOnlyList<AvailableTime> available, WeeklySlot slot, int minutes)
    {
        var (from, to) = (slot.Start.ToTimeSpan(), slot.Start.ToTimeSpan() + TimeSpan.FromMinutes(minutes));
        foreach (var time in available.Where(time => time.Day == slot.Day).OrderBy(time => time.From))
        {
            if (time.From.ToTimeSpan() <= from && time.To.ToTimeSpan() > from)
                from = time.To.ToTimeSpan();
        }

        return from >= to;
    }

    private static AllocationCheck Location(Candidate candidate, GroupOffer group)
    {
        if (candidate.CannotReach?.Contains(group.OfficeCode) == true)
            return Soft(AllocationCheckKeys.Location, CheckAnswer.Fails, $"Cannot get to {group.OfficeName}.");
        if (candidate.CanReach is not { } reach)
            return Soft(AllocationCheckKeys.Location, CheckAnswer.NotKnown, "Which places the person can get to is not known.");
        return reach.Contains(group.OfficeCode)
            ? Soft(AllocationCheckKeys.Location, CheckAnswer.Holds, $"Can get to {group.OfficeName}.")
            : Soft(AllocationCheckKeys.Location, CheckAnswer.NotKnown, $"{group.OfficeName} is not among the places the person was asked about.");
    }

    private static AllocationCheck EnoughTime(Candidate candidate, GroupOffer group)
    {
        if (group.Ends is not { } ends)
            return Soft(AllocationCheckKeys.DeliverableTime, CheckAnswer.NotKnown, "When the group ends is not known: its schedule is not complete.");
        var time = candidate.Deliverable;
        if (time?.EarliestEnd >= ends)
            return Soft(AllocationCheckKeys.DeliverableTime, CheckAnswer.Holds, $"The group ends on {Day(ends)}, before deliverable supervision does.");
        if (time?.LatestEnd < ends)
            return Soft(AllocationCheckKeys.DeliverableTime, CheckAnswer.Fails, $"The group ends on {Day(ends)}; deliverable supervision ends on {Day(time.LatestEnd.Value)} at the latest.");
        return Soft(
            AllocationCheckKeys.DeliverableTime,
            CheckAnswer.NotKnown,
            (time?.EarliestEnd, time?.LatestEnd) switch
            {
                (DateOnly earliest, DateOnly latest) => $"The group ends on {Day(ends)}; deliverable supervision ends between {Day(earliest)} and {Day(latest)}.",
                (DateOnly earliest, null) => $"The group ends on {Day(ends)}; deliverable supervision ends on {Day(earliest)} at the earliest.",
                (null, DateOnly latest) => $"The group ends on {Day(ends)}; deliverable supervision ends on {Day(latest)} at the latest, and may end sooner.",
                _ => $"The group ends on {Day(ends)}; when deliverable supervision ends is not known.",
            });
    }

    private static AllocationCheck PreGroup(Candidate candidate, GroupOffer group)
    {
        if (candidate.ReadyFrom is not { } ready)
            return Soft(AllocationCheckKeys.PreGroup, CheckAnswer.Holds, "No pre-group session is to be held first.");
        if (group.Sessions.Count == 0)
            return Soft(AllocationCheckKeys.PreGroup, CheckAnswer.NotKnown, "When the group begins for them is not known: it has no session to come.");
        var first = group.Sessions.Min(session => session.On);
        return first >= ready
            ? Soft(AllocationCheckKeys.PreGroup, CheckAnswer.Holds, $"Begins for them on {Day(first)}, with time for the pre-group sessions.")
            : Soft(AllocationCheckKeys.PreGroup, CheckAnswer.Fails, $"Begins for them on {Day(first)}; with the pre-group sessions and the gap after them they could begin on {Day(ready)}.");
    }

    private static AllocationCheck Rejoining(Candidate candidate) => candidate.LeftOff switch
    {
        null => Soft(AllocationCheckKeys.Rejoining, CheckAnswer.Holds, "Nothing was attended before."),
        { } left when left.Today <= left.Until => Soft(AllocationCheckKeys.Rejoining, CheckAnswer.Holds, $"The last session was on {Day(left.LastSession)}; they may come back with credit for what they did until {Day(left.Until)}."),
        { } left => Soft(AllocationCheckKeys.Rejoining, CheckAnswer.Fails, $"The last session was on {Day(left.LastSession)}, and they could come back with credit for what they did until {Day(left.Until)}. To begin anew, withdraw this referral and refer again."),
    };

    private static AllocationCheck Clash(Candidate candidate, GroupOffer group)
    {
        var who = new Booked(BookedKind.Person, candidate.Key, "The person");
        var sessions = group.Sessions.Select(session => new Booking { Who = who, On = session.On, Start = session.Start, Minutes = session.Minutes, What = "this group" }).ToHashSet(ReferenceEqualityComparer.Instance);
        var clashes = Clashes.Among([.. candidate.Bookings.Select(booking => booking with { Who = who }), .. sessions.Cast<Booking>()])
            .Where(clash => sessions.Contains(clash.First) != sessions.Contains(clash.Second))
            .Concat(group.BookedTwice)
            .ToList();
        if (clashes.Count == 0)
            return Soft(AllocationCheckKeys.Clash, CheckAnswer.Holds, "No other booking at the times of the group.");
        var more = clashes.Count > 1 ? $" There are {clashes.Count - 1} more." : "";
        return Soft(AllocationCheckKeys.Clash, CheckAnswer.Fails, clashes[0].Words + more);
    }

    private static AllocationCheck Soft(string key, CheckAnswer answer, string words) => new(key, answer, words, MayBeOverridden: true);

    private static AllocationCheck Firm(string key, CheckAnswer answer, string words) => new(key, answer, words, MayBeOverridden: false);

    private static string People(Sex sex) => sex == Sex.Male ? "men" : "women";
}
