namespace Referrals.Domain;

/// <summary>What a coded reason is given for; the <c>use</c> of an entry in <c>reasons.vN.json</c>.</summary>
public static class ReasonUses
{
    /// <summary>Why a need is closed without an intervention.</summary>
    public const string UnmetNeed = "unmet-need";

    /// <summary>Why the practitioner chose other than the recommendation.</summary>
    public const string Override = "override";

    /// <summary>Why the programme team found a person not suitable.</summary>
    public const string NotSuitable = "not-suitable";

    /// <summary>Why a referral ended before the first session.</summary>
    public const string Withdrawal = "withdrawal";

    /// <summary>Why a person left after the first session.</summary>
    public const string DropOut = "drop-out";

    public const string Snooze = "snooze";

    public const string Handover = "handover";

    public const string ApprovalRejection = "approval-rejection";

    /// <summary>What a review after change came to.</summary>
    public const string Review = "review";

    /// <summary>Why an absence is accepted; its evidence is kept beside it.</summary>
    public const string AcceptableAbsence = "acceptable-absence";

    /// <summary>Why a planned session was not held.</summary>
    public const string SessionNotHeld = "session-not-held";

    /// <summary>Why a register was changed afterwards.</summary>
    public const string AttendanceCorrection = "attendance-correction";

    /// <summary>Why a place was given although a check failed or could not be made.</summary>
    public const string AllocationOverride = "allocation-override";

    /// <summary>Why a person, a facilitator or a room is booked twice at one time all the same.</summary>
    public const string DoubleBooking = "double-booking";

    /// <summary>Why a person stands elsewhere on the waiting list than the points say.</summary>
    public const string WaitingOverride = "waiting-override";

    /// <summary>Why a suitable person is not ready to start; carries a review date.</summary>
    public const string NotReady = "not-ready";

    /// <summary>Why a person is not to be given a place for now; carries a review date.</summary>
    public const string Deprioritised = "deprioritised";

    /// <summary>Why a start is put off until something outside is settled; carries a review date.</summary>
    public const string Deferred = "deferred";

    /// <summary>What the practitioner decided on breach; the category says whether it is <c>breach</c> or <c>no breach</c>.</summary>
    public const string BreachDecision = "breach-decision";

    /// <summary>Why a group was closed.</summary>
    public const string GroupClosure = "group-closure";

    /// <summary>Why a place in a group was given up before the start.</summary>
    public const string PlaceLost = "place-lost";

    /// <summary>Why a milestone is corrected.</summary>
    public const string StatusCorrection = "status-correction";

    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        UnmetNeed, Override, NotSuitable, Withdrawal, DropOut, Snooze, Handover, ApprovalRejection, Review,
        AcceptableAbsence, SessionNotHeld, AttendanceCorrection, AllocationOverride, DoubleBooking, WaitingOverride, NotReady, Deprioritised, Deferred,
        BreachDecision, GroupClosure, PlaceLost, StatusCorrection,
    };
}

public sealed record CodedReason
{
    /// <summary>Short, unique over all uses, never given a new meaning.</summary>
    public required string Code { get; init; }

    /// <summary>One of <see cref="ReasonUses"/>.</summary>
    public required string Use { get; init; }

    public required string Category { get; init; }

    public required string Words { get; init; }

    /// <summary>The person who gives this reason must also write why.</summary>
    public required bool NeedsWords { get; init; }

    /// <summary>Nobody chose it (death, end of supervision): a need may be closed with it without a manager's approval.</summary>
    public required bool ClosesOnItsOwn { get; init; }

    public required Period Valid { get; init; }
}
