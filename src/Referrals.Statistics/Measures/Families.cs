namespace Referrals.Statistics;

/// <summary>Every table there is, each measure defined once.</summary>
public static class Families
{
    private const string Own = "Defined here; no official figure follows people from assessment to programmes, structured interventions and toolkits";
    private const string Inspection = "HM Inspectorate of Probation, domestic abuse inspection, 2023";
    private const string Official = "Ministry of Justice, accredited programme commencements and sentences, 2021 to 2025";

    public static Cohort ByAssessment { get; } = new("assessment", "People assessed in the period", "People are counted by the date of their first assessment outcome in the period; every column counts some of the same people, and people assessed late in it have had less time to be referred, start and complete.", Cohorts.ByAssessment) { DatedBy = DatedBy.Assessment };
    public static Cohort BySupervisionStart { get; } = new("supervision-start", "People whose supervision started in the period", "People are counted by the start of their first supervision in the period: whoever has a domestic abuse flag or an assessment that found abuse. Their needs open at any time in that supervision count.", Cohorts.BySupervisionStart) { DatedBy = DatedBy.SupervisionStarted };
    public static Cohort BySupervisionEnd { get; } = new("supervision-end", "People whose supervision ended in the period", "People are counted by the end of the first supervision that ended in the period: whoever has a domestic abuse flag or an assessment that found abuse. Their needs open at any time in that supervision count.", Cohorts.BySupervisionEnd) { DatedBy = DatedBy.SupervisionEnded };
    private static Cohort NeedsByAssessment { get; } = new("assessment", "Needs assessed in the period", "Needs are counted by the date of the assessment outcome that opened them.", Cohorts.NeedsByAssessment) { DatedBy = DatedBy.NeedAssessed };
    private static Cohort OrdersBySentence { get; } = new("sentence", "Orders and licences that started in the period", "Orders and licences are counted by the date on which supervision started. This cohort must not be compared with the one by the date supervision ended.", Cohorts.OrdersBySentence) { DatedBy = DatedBy.SupervisionStarted };
    private static Cohort OrdersByEnd { get; } = new("ended", "Orders and licences that ended in the period", "Orders and licences are counted by the date on which supervision ended. This cohort must not be compared with the one by date of sentence.", Cohorts.OrdersByEnd) { DatedBy = DatedBy.SupervisionEnded };
    private static Cohort DeliveriesByStart { get; } = new("started", "Deliveries whose first session was in the period", "Deliveries are counted by the date of the first session attended.", Cohorts.DeliveriesByStart) { DatedBy = DatedBy.DeliveryStarted };

    private static IReadOnlyList<Breakdown> OfPeople { get; } =
    [
        Breakdown.Region, Breakdown.Pdu, Breakdown.Programme, Breakdown.ProgrammeVersion, Breakdown.Month, Breakdown.Quarter, Breakdown.FinancialYear, Breakdown.Sara, Breakdown.Ordered, .. Breakdown.Characteristics,
    ];

    /// <summary>The national table: people assessed, and how far they got.</summary>
    public static MeasureFamily ReferralsAndCompletions { get; } = new()
    {
        Key = "referrals-and-completions",
        Name = "Domestic abuse interventions: referrals and completions",
        UnitName = "people",
        Sentence = "Of the people assessed, how many need an intervention, and how far each of them has got.",
        Measures = Statistics.ReferralsAndCompletions.Measures,
        Cohorts = [ByAssessment],
        Breakdowns = OfPeople,
        Chart = Statistics.ReferralsAndCompletions.Chart,
        Answer = (Statistics.ReferralsAndCompletions.Completed, Statistics.ReferralsAndCompletions.Needing),
        Tally = Tallies.Funnel,
    };

    /// <summary>The same people from the flag on, by when their supervision started or ended.</summary>
    public static MeasureFamily Funnel { get; } = new()
    {
        Key = "cohort-funnel",
        Name = "From flag to completion",
        UnitName = "people",
        Sentence = "Of the people with a domestic abuse flag or finding, how many were assessed, need an intervention, were referred, started and completed.",
        Measures =
        [
            Flagged("People with a domestic abuse registration, or an assessment outcome that found abuse of a partner or family member, by the end of the supervision."),
            Statistics.ReferralsAndCompletions.Measures[0] with
            {
                Definition = "Of the people flagged, those with an assessment outcome dated by the end of the supervision.",
                Sentence = "Assessed for domestic abuse before supervision ended.",
                DenominatorKey = "flagged",
                Within = "flagged",
            },
            .. Statistics.ReferralsAndCompletions.Measures.Skip(1),
        ],
        Cohorts = [BySupervisionStart, BySupervisionEnd],
        Breakdowns = OfPeople,
        Chart = [new("Flagged", ["flagged"]), .. Statistics.ReferralsAndCompletions.Chart],
        Answer = (Statistics.ReferralsAndCompletions.Completed, Statistics.ReferralsAndCompletions.Needing),
        Tally = static (in Unit unit, Span<long> counts) =>
        {
            counts[0]++;
            Tallies.Funnel(unit, counts[1..]);
        },
    };

    /// <summary>Where each of those who need an intervention is now.</summary>
    public static MeasureFamily WhereNow { get; } = new()
    {
        Key = "where-now",
        Name = "Where the people who need an intervention are now",
        UnitName = "people",
        Sentence = "Each person who needs an intervention stands at one place now, or it has ended.",
        Measures =
        [
            new("needing", "Needing an intervention", 1, "people", "People with a need in the cohort. Each is counted once, at the furthest place one of their needs has got to.", null, Own)
            {
                SumOf = [.. Stands.Furthest], Population = "People with a need in the cohort", Dates = "Those of the cohort; where each stands is as at the day of counting.", Sentence = "Everybody who needs an intervention.",
            },
            .. Stands.Furthest.Select(s => new MeasureDefinition(s, Stands.Name(s), 1, "people", $"Of the people needing an intervention, those whose furthest need stands at: {Stands.Name(s).ToLowerInvariant()}.", "needing", Own)),
        ],
        Cohorts = [ByAssessment, BySupervisionStart, BySupervisionEnd],
        Breakdowns = OfPeople,
        Chart = [.. Stands.Furthest.Select(s => new ChartBar(Stands.Name(s), [s]))],
        Answer = (Stands.Met, "needing"),
        Tally = static (in Unit unit, Span<long> counts) =>
        {
            if (unit.Furthest is not { } need) return;
            counts[0]++;
            counts[1 + Unit.Stages.IndexOf(need.Stands)]++;
        },
    };

    public static MeasureFamily SufficientAssessment { get; } = Proportion(
        "sufficient-assessment", "Sufficient assessment", "Of the people flagged, how many had a sufficient assessment: a signed SARA with a written analysis, the police asked and answered, and children's services where children are concerned.",
        "sufficiently-assessed", "Sufficiently assessed",
        "Of the people flagged, those for whom everything an assessment needs was there by the end of the supervision: a signed SARA with the practitioner's analysis, a police enquiry answered, a children's services enquiry answered where children are concerned.",
        Inspection + ": 17 of 60 (28%) had a sufficient assessment",
        static u => u.Person.SufficientOn is { } on && on <= u.To);

    public static MeasureFamily NeedingWithout { get; } = Proportion(
        "needing-without", "Needing an intervention and without it", "Of the people flagged, how many should have had an intervention and have not started one.",
        "needing-without", "Needing and not started",
        "Of the people flagged, those with a need in the supervision of whom no need led to a first session.",
        Inspection + ": 45% of those sampled should have had an intervention and had not",
        static u => u.Furthest is not null && !Any(u, static n => n.FirstSessionOn is not null || n.CompletedOn is not null));

    public static MeasureFamily PoliceEnquiry { get; } = Proportion(
        "police-enquiry", "Police enquiries made", "Of the people flagged, for how many the police were asked about domestic abuse.",
        "police-asked", "Police asked",
        "Of the people flagged, those for whom a domestic abuse enquiry went to the police by the end of the supervision.",
        Inspection + ": enquiries were not done", static u => (u.Person.PoliceAskedOn ?? u.Person.PoliceAnsweredOn) is { } on && on <= u.To);

    public static MeasureFamily ChildrensServicesEnquiry { get; } = Proportion(
        "childrens-services-enquiry", "Children's services enquiries made", "Of the people flagged with whom children are concerned, for how many children's services were asked.",
        "childrens-services-asked", "Children's services asked",
        "Of the people flagged with whom children are concerned, those for whom an enquiry went to children's services by the end of the supervision.",
        Inspection + ": checks were not done", static u => (u.Person.ChildrensServicesAskedOn ?? u.Person.ChildrensServicesAnsweredOn) is { } on && on <= u.To,
        static u => u.Person.Children == true, "People flagged with whom children are concerned");

    public static MeasureFamily ReviewedAfterChange { get; } = Proportion(
        "reviewed-after-change", "Reviewed after a significant change", "Of the people flagged for whom something significant changed, for how many every change was followed by a review.",
        "reviewed", "Reviewed after every change",
        "Of the people flagged with a significant change in the supervision (an arrest, a new flag, a changed address or relationship, a child or pregnancy, a recall, a new assessment), those for whom a review followed each.",
        Inspection + ": a lack of reviewing activity", static u => Changes(u).All(static c => c.ReviewedOn is not null),
        static u => Changes(u).Any(), "People flagged for whom something significant changed in the supervision");

    /// <summary>What became of each need: referred, or not, with a reason or without.</summary>
    public static MeasureFamily Unmet { get; } = new()
    {
        Key = "unmet-need",
        Name = "Needs that were never referred, and why",
        UnitName = "needs",
        Sentence = "Of the needs assessed, how many were referred, how many were not with a reason that a manager approved, and for how many nobody wrote down why.",
        Measures =
        [
            new("needs", "Needs", 1, "needs", "Needs opened by an assessment outcome dated in the period.", null, Own)
            {
                SumOf = ["referred", "never-approved", "never-no-reason"], Population = "Every need", Dates = "The date of the assessment outcome that opened it", Sentence = "All needs assessed in the period.",
            },
            new("referred", "Referred", 1, "needs", "Of the needs, those for which a referral was submitted or a toolkit opened.", "needs", Own) { Sentence = "Needs that led to a referral or a toolkit." },
            new("never-approved", "Never referred, approved reason", 1, "needs", "Of the needs, those with no referral and no toolkit that are closed unmet, with a coded reason that a manager approved.", "needs", Inspection) { Sentence = "Needs closed without a referral, with an approved reason." },
            new("never-no-reason", "Never referred, no reason recorded", 1, "needs", "Of the needs, all others: no referral, no toolkit, and no approved reason. Needs still being worked on are here until they are referred or closed.", "needs", Inspection) { Sentence = "Needs without a referral and without a reason." },
        ],
        Cohorts = [NeedsByAssessment],
        Breakdowns = [.. OfPeople, Breakdown.Reason],
        Chart = [new("Needs", ["referred", "never-approved", "never-no-reason"]) { TotalKey = "needs" }],
        Answer = ("never-no-reason", "needs"),
        Tally = static (in Unit unit, Span<long> counts) =>
        {
            var need = unit.Need!;
            counts[0]++;
            counts[need.ReferredOn is not null ? 1 : need is { ClosedAs: "unmet", Reason: not null } ? 2 : 3]++;
        },
    };

    /// <summary>Those for whom the rules recommended a programme, and whether they got it.</summary>
    public static MeasureFamily Eligible { get; } = new()
    {
        Key = "eligible",
        Name = "Eligible for a programme, and whether they are on it",
        UnitName = "needs",
        Sentence = "Of the needs for which the eligibility rules recommended a programme, how many people started it, and how many are not on it.",
        Measures =
        [
            new("eligible", "Eligible", 1, "needs", "Needs assessed in the period for which the eligibility rules last recommended an intervention.", null, "Written answer to Parliament, 26 April 2024: eligibility is not recorded centrally") { SumOf = ["on-it", "not-on-it"], Population = "Every need", Dates = "The date of the assessment outcome that opened it", Exclusions = "needs for which the rules have not answered, or recommended nothing", Sentence = "Needs for which the rules recommend the programme." },
            new("on-it", "Started it", 1, "needs", "Of the eligible, those that started the intervention recommended.", "eligible", Own),
            new("not-on-it", "Not on it", 1, "needs", "Of the eligible, all others: not referred, waiting, referred to something else, or closed.", "eligible", Own),
            new("not-referred", "Not referred to it", 1, "needs", "Of those not on it, those never referred to it.", "eligible", Own) { Within = "not-on-it" },
        ],
        Cohorts = [NeedsByAssessment],
        Breakdowns = [Breakdown.Recommended, .. OfPeople],
        Chart = [new("Eligible", ["on-it", "not-on-it"]) { TotalKey = "eligible" }],
        Answer = ("not-on-it", "eligible"),
        Tally = static (in Unit unit, Span<long> counts) =>
        {
            if (unit.Need is not { Recommended: { } recommended } need) return;
            counts[0]++;
            bool started = false, referred = false;
            foreach (var delivery in need.Deliveries)
            {
                if (delivery.Programme != recommended) continue;
                referred = true;
                started |= delivery.StartedOn is not null || delivery.EndedAs == "completed";
            }

            counts[started ? 1 : 2]++;
            if (!started && !referred) counts[3]++;
        },
    };

    public static MeasureFamily Sentenced { get; } = Orders("programmes-sentenced", "Accredited programmes imposed, by date of sentence", OrdersBySentence);

    public static MeasureFamily Ended { get; } = Orders("programmes-ended", "Accredited programmes imposed, by date supervision ended", OrdersByEnd);

    /// <summary>What became of those who started.</summary>
    public static MeasureFamily Completion { get; } = new()
    {
        Key = "completion",
        Name = "Completion and drop-out",
        UnitName = "deliveries",
        Sentence = "Of the programmes and toolkits started, how many were completed, how many people left early, and how many go on.",
        Measures =
        [
            new("started", "Started", 1, "deliveries", "Referrals and toolkits whose first session was attended in the period.", null, Own) { SumOf = ["completed", "left", "going-on"], Population = "Referrals to programmes and structured interventions, and toolkits", Dates = "The first session attended", Sentence = "Everything that was started." },
            new("completed", "Completed", 1, "deliveries", "Of those started, those completed by the day of counting.", "started", "Probation Circular 09/2007") { Sentence = "Finished, with the report where there is one." },
            new("left", "Left early", 1, "deliveries", "Of those started, those that ended without completion, by the day of counting.", "started", Own) { Sentence = "Ended before completion." },
            new("going-on", "Still going on", 1, "deliveries", "Of those started, all others.", "started", Own) { Sentence = "Not ended yet." },
        ],
        Cohorts = [DeliveriesByStart],
        Breakdowns = [.. OfPeople, Breakdown.Reason, Breakdown.LastSession],
        Chart = [new("Started", ["completed", "left", "going-on"]) { TotalKey = "started" }],
        Answer = ("completed", "started"),
        Tally = static (in Unit unit, Span<long> counts) =>
        {
            counts[0]++;
            counts[unit.Delivery!.EndedAs == "completed" ? 1 : unit.Delivery.EndedOn is not null ? 2 : 3]++;
        },
    };

    /// <summary>Sessions attended and missed of those who started.</summary>
    public static MeasureFamily AttendanceAndDose { get; } = new()
    {
        Key = "attendance",
        Name = "Attendance and dose",
        UnitName = "sessions",
        Sentence = "Of the sessions on the registers of people who started, how many were attended, and how many missed with and without leave.",
        Measures =
        [
            new("sessions", "Sessions on a register", 1, "sessions", "Sessions recorded for deliveries started in the period, as corrected; sessions that were not held are left out.", null, Own) { SumOf = ["attended", "did-not-comply", "acceptable-absence", "unacceptable-absence"], Population = "Sessions recorded", Dates = "The first session of the delivery", Exclusions = "sessions not held, and work credited from elsewhere", Sentence = "Every session somebody was expected at." },
            new("attended", "Attended and complied", 1, "sessions", "Of the sessions, those attended and complied with: the dose received.", "sessions", Own) { Sentence = "Sessions that count." },
            new("did-not-comply", "Attended, did not comply", 1, "sessions", "Of the sessions, those attended without complying.", "sessions", Own),
            new("acceptable-absence", "Acceptable absence", 1, "sessions", "Of the sessions, those missed for an acceptable reason.", "sessions", Own),
            new("unacceptable-absence", "Unacceptable absence", 1, "sessions", "Of the sessions, those missed without an acceptable reason.", "sessions", Own),
        ],
        Cohorts = [DeliveriesByStart],
        Breakdowns = [.. OfPeople, Breakdown.Reason, Breakdown.LastSession],
        Chart = [new("Sessions", ["attended", "did-not-comply", "acceptable-absence", "unacceptable-absence"]) { TotalKey = "sessions" }],
        Answer = ("attended", "sessions"),
        Tally = static (in Unit unit, Span<long> counts) =>
        {
            var d = unit.Delivery!;
            counts[0] += d.Attended + d.DidNotComply + d.AcceptableAbsences + d.UnacceptableAbsences;
            counts[1] += d.Attended;
            counts[2] += d.DidNotComply;
            counts[3] += d.AcceptableAbsences;
            counts[4] += d.UnacceptableAbsences;
        },
    };

    /// <summary>What is open now, and with whom.</summary>
    public static MeasureFamily Workload { get; } = new()
    {
        Key = "workload",
        Name = "Open needs, and whose turn it is",
        UnitName = "needs",
        Sentence = "Of the needs open now, with whom the next step lies.",
        Measures =
        [
            new("open", "Open needs", 1, "needs", "Needs that are not closed, as at the day of counting.", null, Own) { SumOf = ["with-practitioner", "with-spo", "with-programme-team"], Population = "Every need", Dates = "As at the day of counting", Exclusions = "closed needs", Sentence = "All needs open now." },
            new("with-practitioner", "With the practitioner", 1, "needs", "Of the open needs, those whose next step is the practitioner's: information, a decision, a toolkit, a recall.", "open", Own),
            new("with-spo", "With the senior probation officer", 1, "needs", "Of the open needs, those that wait for an approval, or whose closure is to be confirmed.", "open", Own),
            new("with-programme-team", "With the programme team", 1, "needs", "Of the open needs, those at a referral: suitability, a place, the programme, its review and report.", "open", Own),
        ],
        Cohorts =
        [
            new("open", "Needs open now", "Needs open as at the day of counting.", static (person, _, units) =>
            {
                foreach (var need in person.Needs)
                {
                    if (need.ClosedOn is null) units.Add(new Unit(person, need.OpenedOn, need.OpenedOn, need.OpenedOn) { Need = need });
                }
            })
            { AsItIsNow = true },
        ],
        Breakdowns = [Breakdown.Region, Breakdown.Pdu, Breakdown.Team, Breakdown.Practitioner, Breakdown.Sara, Breakdown.Programme, .. Breakdown.Characteristics],
        Chart = [new("Open", ["with-practitioner", "with-spo", "with-programme-team"]) { TotalKey = "open" }],
        Answer = ("with-practitioner", "open"),
        Tally = static (in Unit unit, Span<long> counts) =>
        {
            counts[0]++;
            switch (Stands.Turn(unit.Need!.Stands))
            {
                case "practitioner":
                    counts[1]++;
                    break;
                case "spo":
                    counts[2]++;
                    break;
                case "programme-team":
                    counts[3]++;
                    break;
                // Met or refused, and its closing not yet written down.
                default:
                    counts[2]++;
                    break;
            }
        },
    };

    /// <summary>In the order in which a reader is offered them.</summary>
    public static IReadOnlyList<MeasureFamily> All { get; } =
    [
        ReferralsAndCompletions, Funnel, WhereNow, SufficientAssessment, NeedingWithout, PoliceEnquiry, ChildrensServicesEnquiry, ReviewedAfterChange,
        Unmet, Eligible, Sentenced, Ended, Completion, AttendanceAndDose, Workload,
    ];

    public static MeasureFamily? Find(string? key) => All.FirstOrDefault(f => f.Key == key);

    /// <summary>The same among all there are: also the times of a step, demand and the checks of quality, which go by the day of counting.</summary>
    public static MeasureFamily? Find(string? key, DateOnly asAt) =>
        Find(key) ?? (Timing.StepOf(key) is { } step ? Timing.Family(step, asAt) : key == Demand.Key ? Demand.Family(asAt) : Quality.Find(key, asAt));

    private static MeasureDefinition Flagged(string definition, string name = "Flagged") => new("flagged", name, 1, "people", definition, null, Inspection)
    {
        Population = "Everybody under supervision", Dates = "The start, or the end, of the first supervision in the period", Sentence = "People with a domestic abuse flag or finding.",
    };

    /// <summary>One measure and those it is a share of.</summary>
    private static MeasureFamily Proportion(string key, string name, string sentence, string part, string partName, string definition, string source, Func<Unit, bool> holds, Func<Unit, bool>? of = null, string? whole = null) => new()
    {
        Key = key,
        Name = name,
        UnitName = "people",
        Sentence = sentence,
        Measures =
        [
            Flagged(whole is null ? "People with a domestic abuse registration, or an assessment outcome that found abuse, by the end of the supervision." : whole + ".", whole is null ? "Flagged" : "Flagged, and concerned"),
            new(part, partName, 1, "people", definition, "flagged", source) { Within = "flagged", Sentence = partName + "." },
        ],
        Cohorts = [BySupervisionStart, BySupervisionEnd],
        Breakdowns = OfPeople,
        Chart = [new("Flagged", ["flagged"]), new(partName, [part])],
        Answer = (part, "flagged"),
        Tally = (in Unit unit, Span<long> counts) =>
        {
            if (of is not null && !of(unit)) return;
            counts[0]++;
            if (holds(unit)) counts[1]++;
        },
    };

    /// <summary>The official cohorts: the same columns, by another date.</summary>
    private static MeasureFamily Orders(string key, string name, Cohort cohort) => new()
    {
        Key = key,
        Name = name,
        UnitName = "orders",
        Sentence = "Of the orders and licences that impose an accredited programme for domestic abuse, on how many a commencement was recorded and the programme completed.",
        Measures =
        [
            new("orders", "Orders and licences", 1, "orders", "Every order or licence whose requirements and conditions are known.", null, Official) { SumOf = ["imposed", "not-imposed"], Population = "Orders and licences", Dates = cohort.Name, Exclusions = "orders whose requirements were never read", Sentence = "All orders and licences." },
            new("imposed", "Programme imposed", 1, "orders", "Of the orders and licences, those with a requirement or condition that names an accredited programme for domestic abuse.", "orders", Official) { SumOf = ["commenced", "not-commenced"], Sentence = "A court or a licence asked for the programme." },
            new("not-imposed", "None imposed", 1, "orders", "Of the orders and licences, all others.", "orders", Official),
            new("commenced", "Commenced", 1, "orders", "Of the programmes imposed, those for which a commencement was recorded in nDelius. That a date was typed is all it means; the first session attended is another measure.", "imposed", Official) { Sentence = "A commencement date was recorded." },
            new("completed", "Completed", 1, "orders", "Of the programmes commenced, those completed.", "imposed", Official) { Within = "commenced", Sentence = "Commenced and completed." },
            new("not-commenced", "Not commenced", 1, "orders", "Of the programmes imposed, those with no commencement recorded.", "imposed", Official) { Sentence = "No commencement date was recorded." },
            new("attended-not-commenced", "Attended, not recorded as commenced", 1, "orders", "Of the programmes not commenced, those of which a first session was attended or which were completed all the same.", "imposed", Official) { Within = "not-commenced", Sentence = "Counted as not commenced, though somebody came." },
        ],
        Cohorts = [cohort],
        Breakdowns = OfPeople,
        Chart = [new("Imposed", ["commenced", "not-commenced"]) { TotalKey = "imposed" }, new("Completed", ["completed"])],
        Answer = ("not-commenced", "imposed"),
        Tally = static (in Unit unit, Span<long> counts) =>
        {
            var order = unit.Order!;
            counts[0]++;
            if (order.Programme is null)
            {
                counts[2]++;
                return;
            }

            counts[1]++;
            if (order.CommencedOn is not null)
            {
                counts[3]++;
                if (order.CompletedOn is not null) counts[4]++;
                return;
            }

            counts[5]++;
            if (order.FirstSessionOn is not null || order.CompletedOn is not null) counts[6]++;
        },
    };

    private static IEnumerable<ChangeFacts> Changes(Unit unit) => unit.Person.Changes.Where(c => c.On >= unit.From && c.On <= unit.To);

    private static bool Any(in Unit unit, Func<NeedFacts, bool> holds)
    {
        foreach (var need in unit.Person.Needs)
        {
            if (unit.Has(need) && holds(need)) return true;
        }

        return false;
    }
}

/// <summary>What each unit adds to the measures of people.</summary>
internal static class Tallies
{
    /// <summary>
    /// Assessed, needing, referred, accepted, started, completed, not referred with an approved reason, not referred with none. Over several needs the furthest counts; a later
    /// step counts as its earlier ones, since some completions come without a recorded start.
    /// </summary>
    public static void Funnel(in Unit unit, Span<long> counts)
    {
        var assessed = false;
        foreach (var assessment in unit.Person.Assessments)
        {
            if (unit.ByOpen ? assessment.On <= unit.To : assessment.On >= unit.From && assessment.On <= unit.To)
            {
                assessed = true;
                break;
            }
        }

        bool needing = false, referred = false, accepted = false, started = false, completed = false, approved = true;
        foreach (var need in unit.Person.Needs)
        {
            if (!unit.Has(need)) continue;
            needing = true;
            approved &= need is { ClosedAs: "unmet", Reason: not null };
            if (need.ReferredOn is null) continue;
            referred = true;
            var thisCompleted = need.CompletedOn is not null;
            var thisStarted = thisCompleted || need.FirstSessionOn is not null;
            completed |= thisCompleted;
            started |= thisStarted;
            accepted |= thisStarted || need.AcceptedOn is not null;
        }

        if (!assessed && !needing) return;
        counts[0]++;
        if (!needing) return;
        counts[1]++;
        if (!referred)
        {
            counts[approved ? 6 : 7]++;
            return;
        }

        counts[2]++;
        if (accepted) counts[3]++;
        if (started) counts[4]++;
        if (completed) counts[5]++;
    }
}

/// <summary>How each cohort finds its units.</summary>
internal static class Cohorts
{
    public static void ByAssessment(PersonFacts person, StatisticsPeriod period, List<Unit> units)
    {
        DateOnly? first = null;
        foreach (var assessment in person.Assessments)
        {
            if (assessment.On >= period.From && assessment.On <= period.To && (first is null || assessment.On < first)) first = assessment.On;
        }

        if (first is { } on) units.Add(new Unit(person, on, period.From, period.To));
    }

    public static void BySupervisionStart(PersonFacts person, StatisticsPeriod period, List<Unit> units) => BySupervision(person, period, static o => o.StartsOn, units);

    public static void BySupervisionEnd(PersonFacts person, StatisticsPeriod period, List<Unit> units) => BySupervision(person, period, static o => o.EndedOn, units);

    private static void BySupervision(PersonFacts person, StatisticsPeriod period, Func<OrderFacts, DateOnly?> dated, List<Unit> units)
    {
        OrderFacts? first = null;
        foreach (var order in person.Orders)
        {
            if (dated(order) is { } date && date >= period.From && date <= period.To && (first is null || date < dated(first))) first = order;
        }

        if (first is null) return;
        var unit = new Unit(person, dated(first)!.Value, first.StartsOn ?? DateOnly.MinValue, first.EndedOn ?? DateOnly.MaxValue) { Order = first, ByOpen = true };
        if (IsFlagged(unit)) units.Add(unit);
    }

    private static bool IsFlagged(in Unit unit)
    {
        if (unit.Person.Flagged == true && (unit.Person.FlaggedOn is not { } on || on <= unit.To)) return true;
        foreach (var assessment in unit.Person.Assessments)
        {
            if (assessment.Wanted == "wanted" && assessment.On <= unit.To) return true;
        }

        return false;
    }

    public static void NeedsByAssessment(PersonFacts person, StatisticsPeriod period, List<Unit> units)
    {
        foreach (var need in person.Needs)
        {
            if (need.AssessedOn >= period.From && need.AssessedOn <= period.To) units.Add(new Unit(person, need.AssessedOn, period.From, period.To) { Need = need });
        }
    }

    public static void OrdersBySentence(PersonFacts person, StatisticsPeriod period, List<Unit> units) => Orders(person, period, static o => o.StartsOn, units);

    public static void OrdersByEnd(PersonFacts person, StatisticsPeriod period, List<Unit> units) => Orders(person, period, static o => o.EndedOn, units);

    private static void Orders(PersonFacts person, StatisticsPeriod period, Func<OrderFacts, DateOnly?> dated, List<Unit> units)
    {
        foreach (var order in person.Orders)
        {
            if (order.Imposed is not null && dated(order) is { } date && date >= period.From && date <= period.To)
                units.Add(new Unit(person, date, order.StartsOn ?? DateOnly.MinValue, order.EndedOn ?? DateOnly.MaxValue) { Order = order });
        }
    }

    public static void DeliveriesByStart(PersonFacts person, StatisticsPeriod period, List<Unit> units)
    {
        foreach (var need in person.Needs)
        {
            foreach (var delivery in need.Deliveries)
            {
                if (delivery.StartedOn is { } date && date >= period.From && date <= period.To) units.Add(new Unit(person, date, period.From, period.To) { Need = need, Delivery = delivery });
            }
        }
    }
}
