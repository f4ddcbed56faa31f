namespace Referrals.Statistics;

/// <summary>One thing that may be wrong with what is known of a person.</summary>
public sealed record QualityCheck(string Key, string Source, string Kind, string Name, Func<PersonFacts, DateOnly, bool> Holds);

/// <summary>What is unknown, late or contradictory, by the source it comes from.</summary>
public static class Quality
{
    public const string Unknown = "Unknown";
    public const string Late = "Late";
    public const string Contradictory = "Contradictory";
    public const string People = "people";
    public const string Found = "found";

    public static IReadOnlyList<QualityCheck> Checks { get; } =
    [
        new("region-unknown", "nDelius", Unknown, "Region not known", static (p, _) => p.Region is null),
        new("pdu-unknown", "nDelius", Unknown, "Probation delivery unit not known", static (p, _) => p.Pdu is null),
        new("practitioner-unknown", "nDelius", Unknown, "Practitioner not known", static (p, _) => p.Practitioner is null),
        new("sex-unknown", "nDelius", Unknown, "Sex not known", static (p, _) => p.Sex is null),
        new("born-unknown", "nDelius", Unknown, "Date of birth not known", static (p, _) => p.Born is null),
        new("ethnicity-unknown", "nDelius", Unknown, "Ethnicity not known", static (p, _) => p.Ethnicity is null),
        new("flags-unread", "nDelius", Unknown, "Registrations never read", static (p, _) => p.Flagged is null),
        new("no-supervision", "nDelius", Unknown, "No order or licence known", static (p, _) => p.Orders.IsEmpty),
        new("requirements-unread", "nDelius", Unknown, "Requirements of an order never read", static (p, _) => p.Orders.Any(o => o.Imposed is null)),
        new("supervision-backwards", "nDelius", Contradictory, "Supervision that ends before it starts", static (p, _) => p.Orders.Any(o => o.EndsOn < o.StartsOn || o.EndedOn < o.StartsOn)),
        new("born-impossible", "nDelius", Contradictory, "Born after today, or more than 110 years ago", static (p, today) => p.Born > today || p.Born < today.AddYears(-110)),
        new("commenced-not-attended", "nDelius", Contradictory, "Commencement recorded, no first session attended", static (p, _) => p.Orders.Any(o => o.CommencedOn is not null && o.FirstSessionOn is null && o.CompletedOn is null)),
        new("attended-not-commenced", "nDelius", Contradictory, "First session attended, no commencement recorded", static (p, _) => p.Orders.Any(o => o.CommencedOn is null && o.FirstSessionOn is not null)),
        new("sara-unknown", "OASys", Unknown, "Assessed, SARA level not known", static (p, _) => p.Latest is { Sara: null }),
        new("outcome-cannot-be-said", "OASys", Unknown, "Assessed, and it cannot be said whether an intervention is wanted", static (p, _) => p.Latest is { Wanted: "cannot-say" }),
        new("assessed-in-future", "OASys", Contradictory, "Assessed after today", static (p, today) => p.Assessments.Any(a => a.On > today)),
        new("flagged-not-assessed", "OASys", Late, "Flagged for more than 90 days and never assessed", static (p, today) => p.Flagged == true && p.Assessments.IsEmpty && p.FlaggedOn < today.AddDays(-90)),
        new("police-late", "Enquiries", Late, "The police asked more than 30 days ago and have not answered", static (p, today) => p.PoliceAnsweredOn is null && p.PoliceAskedOn < today.AddDays(-30)),
        new("children-late", "Enquiries", Late, "Children's services asked more than 30 days ago and have not answered", static (p, today) => p.ChildrensServicesAnsweredOn is null && p.ChildrensServicesAskedOn < today.AddDays(-30)),
        new("dates-backwards-imported", "Imported history", Contradictory, "Referred, started or completed in the wrong order", static (p, _) => p.Needs.Any(n => n.Imported && Backwards(n))),
        new("dates-backwards", "Written here", Contradictory, "Referred, started or completed in the wrong order", static (p, _) => p.Needs.Any(n => !n.Imported && Backwards(n))),
        new("start-unrecorded", "Written here", Unknown, "Completed with no first session recorded", static (p, _) => p.Needs.Any(n => n.CompletedOn is not null && n.FirstSessionOn is null)),
    ];

    /// <summary>Every person, and those of whom a check holds.</summary>
    public static MeasureFamily Family(QualityCheck check, DateOnly asAt)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new MeasureFamily
        {
            Key = "quality-" + check.Key,
            Name = check.Name,
            UnitName = People,
            Sentence = $"Of everybody known here, people of whom this holds: {check.Name.InSentence()}.",
            Measures =
            [
                new(People, "People", 1, People, "Everybody known here.", null, "Defined here") { Population = "Everybody known here", Dates = "As at the day of counting", Sentence = "Everybody known here." },
                new(Found, check.Name, 1, People, $"Of these, people of whom this holds: {check.Name.InSentence()}. Source: {check.Source}.", People, "Defined here") { Within = People },
            ],
            Cohorts = [new("everybody", $"Everybody known here, {check.Name.InSentence()}", "Everybody known here is counted, as at the day of counting.", (person, _, units) => units.Add(new Unit(person, asAt, DateOnly.MinValue, DateOnly.MaxValue))) { AsItIsNow = true }],
            Breakdowns = [Breakdown.Region, Breakdown.Pdu],
            Chart = [new("People", [Found])],
            Answer = (Found, People),
            Tally = (in Unit unit, Span<long> counts) =>
            {
                counts[0]++;
                if (check.Holds(unit.Person, asAt)) counts[1]++;
            },
        };
    }

    /// <summary>The family of a key that one of the checks has; null of others.</summary>
    public static MeasureFamily? Find(string? key, DateOnly asAt) => Checks.FirstOrDefault(c => "quality-" + c.Key == key) is { } check ? Family(check, asAt) : null;

    private static bool Backwards(NeedFacts need) => need.ReferredOn < need.AssessedOn || need.FirstSessionOn < need.ReferredOn || need.CompletedOn < need.FirstSessionOn;
}
