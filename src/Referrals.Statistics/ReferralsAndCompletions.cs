namespace Referrals.Statistics;

/// <summary>
/// How far people assessed in a period have got: the national table. A cohort, so that every column counts the same
/// people, however long after the period the later milestones fall.
/// </summary>
public static class ReferralsAndCompletions
{
    public const string Assessed = "assessed";
    public const string Needing = "needing";
    public const string Referred = "referred";
    public const string Accepted = "accepted";
    public const string Started = "started";
    public const string Completed = "completed";
    public const string NotReferredApproved = "not-referred-approved";
    public const string NotReferredNoReason = "not-referred-no-reason";

    private const string Own = "Defined here; no official figure follows people from assessment to programmes, structured interventions and toolkits";
    private const string Inspection = "HM Inspectorate of Probation, domestic abuse inspection, 2023: 45% of those sampled should have had an intervention and had not";

    /// <summary>The definitions in force, in the order of the columns.</summary>
    public static IReadOnlyList<MeasureDefinition> Measures { get; } =
    [
        new(Assessed, "Assessed", 1, "people",
            "People with an assessment outcome dated in the period. A person counts once, by the date of the first one in the period.",
            null, Own),
        new(Needing, "Needing an intervention", 1, "people",
            "Of the people assessed, those with a need opened by an assessment outcome in the period. Each is either referred, or not referred with an approved reason, or not referred with no reason yet.",
            Assessed, Inspection)
        { SumOf = [Referred, NotReferredApproved, NotReferredNoReason], Within = Assessed },
        new(Referred, "Referred", 1, "people",
            "Of the people needing an intervention, those for whom a referral to an accredited programme or a structured intervention was submitted, or the delivery of a one-to-one toolkit was opened, by the as-at date. Referred for one of several needs is referred.",
            Needing, Own),
        new(Accepted, "Accepted", 1, "people",
            "Of the people referred, those accepted by the programme team. A one-to-one toolkit has no acceptance and counts when its delivery is opened. A person with a later milestone counts here even where acceptance itself was not recorded.",
            Referred, Own)
        { Within = Referred },
        new(Started, "Started", 1, "people",
            "Of the people accepted, those who attended a first session. A person with a completion counts here even where the first session was not recorded.",
            Referred, "Ministry of Justice, accredited programme commencements 2021 to 2025: some completed programmes have no commencement date")
        { Within = Accepted },
        new(Completed, "Completed", 1, "people",
            "Of the people started, those with a completed intervention. An accredited programme is completed when its sessions, post-programme measures and post-programme report are; a completion brought in from another system is taken as recorded there.",
            Referred, "Probation Circular 09/2007")
        { Within = Started },
        new(NotReferredApproved, "Not referred, approved reason", 1, "people",
            "Of the people needing an intervention, those with no referral and no toolkit delivery, whose needs are all closed unmet with a coded reason that a manager approved.",
            Needing, Inspection),
        new(NotReferredNoReason, "Not referred, no reason yet", 1, "people",
            "Of the people needing an intervention, all others: no referral, no toolkit delivery, and a need for which no reason has been approved.",
            Needing, Inspection),
    ];

    /// <summary>The bars that show the funnel: what became of the need, then how far the referrals got.</summary>
    public static IReadOnlyList<ChartBar> Chart { get; } =
    [
        new("Needing", [Referred, NotReferredApproved, NotReferredNoReason]) { TotalKey = Needing },
        new("Accepted", [Accepted]),
        new("Started", [Started]),
        new("Completed", [Completed]),
    ];

    /// <summary>
    /// The table of these rows, each holding a count of all eight measures. Throws <see cref="InvalidOperationException"/> when a
    /// row breaks a definition: needing = referred + not-referred-approved + not-referred-no-reason, needing ≤ assessed,
    /// completed ≤ started ≤ accepted ≤ referred.
    /// </summary>
    public static CountedTable Table(StatisticsPeriod period, Breakdown by, DateOnly asAt, IReadOnlyList<CohortRow> rows)
    {
        var table = new CountedTable
        {
            Title = "Domestic abuse interventions: referrals and completions",
            Period = period,
            By = by,
            AsAt = asAt,
            Rows = rows,
            Measures = Measures,
            Notes =
            [
                "People are counted by the date of their first assessment outcome in the period; every column counts some of the same people.",
                "People assessed late in the period have had less time to be referred, start and complete.",
            ],
        };
        table.Check();
        return table;
    }
}
