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

    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        UnmetNeed, Override, NotSuitable, Withdrawal, DropOut, Snooze, Handover, ApprovalRejection, Review,
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
