namespace Referrals.Domain;

/// <summary>A place in a group that a referral was given. A referral has at most one that has not ended.</summary>
public sealed class Place
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public Guid NeedId { get; init; }
    public Guid ReferralId { get; init; }
    public Guid GroupId { get; init; }
    public DateOnly GivenOn { get; init; }
    public required string GivenBy { get; init; }

    /// <summary>The module the person joins at, counted from 1: later than the first in a rolling group, or where earlier ones are credited.</summary>
    public int FromModule { get; init; } = 1;

    /// <summary>The time round at which they join; the modules before <see cref="FromModule"/> come the time round after it.</summary>
    public int FromRound { get; init; } = 1;

    /// <summary>When the group's sessions were to begin for this person at the time the place was given: an expectation, never a start.</summary>
    public DateOnly? ExpectedOn { get; set; }

    /// <summary>Checks that failed or were not known and were overridden, each with its reason.</summary>
    public List<CheckOverride>? Overrides { get; init; }

    public DateOnly? EndedOn { get; set; }

    /// <summary>One of <see cref="PlaceEnds"/>, once ended.</summary>
    public string? EndedAs { get; set; }

    public string? ReasonCode { get; set; }

    /// <summary>The last session before the place ended, as the plan calls it; null where none was held.</summary>
    public string? EndedAfter { get; set; }
}

/// <summary>One allocation check that somebody overrode.</summary>
public sealed record CheckOverride(string Check, string Words, string ReasonCode, string Why);

public static class PlaceEnds
{
    public const string Completed = "completed";
    public const string LeftEarly = "left-early";

    /// <summary>Left and may come back within the time the plan allows.</summary>
    public const string Paused = "paused";

    /// <summary>Given up for a place in another group.</summary>
    public const string Moved = "moved";

    /// <summary>Taken away because of the person or of somebody's safety: back into the queue, and no place lost through no choice of theirs.</summary>
    public const string TakenAway = "taken-away";

    public const string Withdrawn = "withdrawn";
    public const string Recalled = "recalled";
    public const string GroupClosed = "group-closed";
    public const string GivenInError = "given-in-error";

    /// <summary>How a place that is taken away ends, by the reason for it.</summary>
    /// <param name="reason">Of <see cref="ReasonUses.PlaceLost"/>.</param>
    public static string TakenAwayFor(CodedReason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return reason.Category switch
        {
            "group" => reason.Code == "PL-SWAPPED" ? Moved : GroupClosed,
            "administrative" => GivenInError,
            _ => TakenAway,
        };
    }

    /// <summary>Whether it was lost through no choice of the person, which counts for them in the queue.</summary>
    public static bool ThroughNoChoice(string? endedAs) => endedAs is Moved or GroupClosed or GivenInError;
}

/// <summary>What one person did about one session. Never edited: a correction is a new record that replaces the old one, which stays.</summary>
public sealed class AttendanceRecord
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public Guid NeedId { get; init; }

    /// <summary>The referral or the toolkit delivery it counts for.</summary>
    public Guid DeliveryId { get; init; }

    /// <summary>The session held here; null where the work was done elsewhere and is credited.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The session of the plan it stands for; null for one that the plan does not name, such as a three-way meeting.</summary>
    public string? TemplateKey { get; init; }

    public DateOnly On { get; init; }
    public AttendanceOutcome Outcome { get; init; }
    public bool Late { get; init; }

    /// <summary>Held to make up for a session that was missed.</summary>
    public bool IsCatchUp { get; init; }

    /// <summary>Why absent, or why the session was not held; coded.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The evidence for an absence, or anything else worth keeping.</summary>
    public string? Words { get; init; }

    /// <summary>Where it was done, for work credited from elsewhere or from an earlier referral.</summary>
    public string? CreditedFrom { get; init; }

    public DateTimeOffset RecordedAt { get; init; }
    public required string RecordedBy { get; init; }

    /// <summary>The record that took this one's place, with why in its own <see cref="CorrectionReason"/>.</summary>
    public Guid? ReplacedById { get; set; }

    /// <summary>Why this record replaced another; coded.</summary>
    public string? CorrectionReason { get; init; }

    public string? CorrectionWords { get; init; }
}

/// <summary>What a facilitator writes of one person in one session.</summary>
public sealed class SessionNote
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public Guid DeliveryId { get; init; }
    public Guid SessionId { get; init; }
    public string? Covered { get; init; }
    public string? Engagement { get; init; }
    public string? Homework { get; init; }
    public DateTimeOffset At { get; init; }
    public required string By { get; init; }
}

/// <summary>Something said or seen in a session that bears on somebody's safety. Its words are read by the person's practitioner, that practitioner's SPO and whoever raised it.</summary>
public sealed class RiskConcern
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public Guid? NeedId { get; init; }
    public Guid? SessionId { get; init; }
    public required string Words { get; init; }
    public DateTimeOffset RaisedAt { get; init; }
    public required string RaisedBy { get; init; }

    /// <summary>Staff code or user name of whoever raised it.</summary>
    public required string RaisedByKey { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; set; }
    public string? AcknowledgedBy { get; set; }
    public string? Response { get; set; }
}

/// <summary>The post-programme report, written in the product.</summary>
public sealed class ProgrammeReport
{
    /// <summary>The referral it reports on.</summary>
    public Guid ReferralId { get; init; }

    public Guid PersonId { get; init; }
    public Guid NeedId { get; init; }

    /// <summary>The answers, by the keys of the report's questions.</summary>
    public List<ReportAnswer>? Answers { get; set; }

    public DateTimeOffset SavedAt { get; set; }
    public required string SavedBy { get; set; }
    public DateOnly? CompletedOn { get; set; }
    public string? CompletedBy { get; set; }
    public DateOnly? SentOn { get; set; }
    public string? SentBy { get; set; }
    public string? SentTo { get; set; }

    /// <summary>Counts the times it was saved, so that nobody's words are written over unseen.</summary>
    public int Version { get; set; }
}

public sealed record ReportAnswer(string Key, string Words);

/// <summary>What has to be known of a person to give them a place that they can take.</summary>
public sealed class DeliveryProfile
{
    public Guid PersonId { get; init; }

    /// <summary>When the person can come; null where nobody asked yet, empty where they cannot come at all.</summary>
    public List<AvailableTime>? Availability { get; set; }

    /// <summary>Offices they can get to, by name; null where nobody asked yet.</summary>
    public List<string>? CanReach { get; set; }

    public List<string>? CannotReach { get; set; }
    public string? Motivation { get; set; }
    public bool? LearningNeed { get; set; }
    public List<LearningNeedEntry>? LearningNeedHistory { get; set; }
    public string? Interpreter { get; set; }
    public string? AccessNeeds { get; set; }
    public string? UpdatedBy { get; set; }
    public DateOnly? UpdatedOn { get; set; }
}

/// <summary>What was said of a learning disability or challenge, by whom and on what ground.</summary>
public sealed record LearningNeedEntry(bool? Has, string Source, string By, DateOnly On, string? Why);

/// <summary>Two people who must not be in one group.</summary>
public sealed class NonAssociation
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public Guid OtherPersonId { get; init; }
    public required string Why { get; init; }
    public required string RecordedBy { get; init; }
    public DateOnly RecordedOn { get; init; }
    public DateOnly? EndedOn { get; set; }
    public string? EndedBy { get; set; }
    public string? EndedWhy { get; set; }
}
