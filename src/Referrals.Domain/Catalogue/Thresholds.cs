namespace Referrals.Domain;

/// <summary>The limits in force on one date, from <c>thresholds.vN.json</c>.</summary>
public sealed record Thresholds
{
    /// <summary>How long a completed SARA can be relied on, in days.</summary>
    public required int SaraLifeDays { get; init; }

    /// <summary>From this SARA level on, towards a partner or towards others, an intervention is wanted.</summary>
    public required RiskLevel SaraWanted { get; init; }

    /// <summary>With fewer weeks of deliverable supervision left than this, a need is urgent.</summary>
    public required int LittleTimeWeeks { get; init; }

    /// <summary>The first day of the two-thirds rule.</summary>
    public required DateOnly ResetFrom { get; init; }

    public required IReadOnlyList<string> ResetExemptFlags { get; init; }

    public required IReadOnlyList<string> PerpetratorFlags { get; init; }

    /// <summary>A history of domestic abuse: shown with the reasons, does not decide.</summary>
    public required IReadOnlyList<string> HistoryFlags { get; init; }

    public required IReadOnlyList<string> ChildrenConcernedFlags { get; init; }

    /// <summary>A new registration of one of these starts a review after change.</summary>
    public required IReadOnlyList<string> ReviewFlags { get; init; }

    /// <summary>A count of people below this is not published.</summary>
    public required int SmallNumber { get; init; }

    /// <summary>How many weeks after leaving a group a person may rejoin it.</summary>
    public required int RejoinWeeks { get; init; }

    /// <summary>How a waiting list is ordered.</summary>
    public required WaitingPoints WaitingPoints { get; init; }
}

/// <summary>Points that order a waiting list. All are local configuration.</summary>
public sealed record WaitingPoints
{
    /// <summary>By the higher of the two SARA levels; low gives none.</summary>
    public required IReadOnlyDictionary<RiskLevel, int> Sara { get; init; }

    /// <summary>By the risk of serious harm; low gives none.</summary>
    public required IReadOnlyDictionary<RiskLevel, int> Rosh { get; init; }

    /// <summary>With so few weeks to spare, or fewer, <see cref="Tight"/> points.</summary>
    public required int TightWeeks { get; init; }

    public required int Tight { get; init; }

    /// <summary>With so few weeks to spare, or fewer, <see cref="Soon"/> points.</summary>
    public required int SoonWeeks { get; init; }

    public required int Soon { get; init; }

    public required int PerWeekWaited { get; init; }

    public required int WaitedAtMost { get; init; }

    /// <summary>For a requirement or licence condition that orders the programme.</summary>
    public required int Ordered { get; init; }

    public required int PerMissedPlace { get; init; }

    public required int MissedPlacesAtMost { get; init; }
}
