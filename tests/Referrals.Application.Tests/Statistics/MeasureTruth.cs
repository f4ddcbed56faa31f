using FsCheck;
using FsCheck.Fluent;
using Referrals.Application.Data;
using Referrals.Application.Statistics;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Tests.Statistics;

/// <summary>Every measure against the truth: two supervisions, referrals again, transfers, merged CRNs, corrections and late data.</summary>
public sealed class MeasureTruth
{
    private static readonly Catalogue s_catalogue = CatalogueReader.Read(Path.Combine(AppContext.BaseDirectory, "workflows", "catalogue")).Require();
    private static readonly DateOnly s_today = new(2026, 3, 2);

    /// <summary>Every one that the truth of a life says something of; each family is tried by those it has.</summary>
    private static readonly string[] s_breakdowns =
    [
        "region", "pdu", "sex", "ethnicity", "month", "quarter", "financial-year", "age", "ordered", "programme", "version", "sara", "disability", "learning-need", "religion", "language", "team", "practitioner", "reason", "session", "recommended",
    ];

    public static TheoryData<string, string> Tables => new()
    {
        { "referrals-and-completions", "assessment" },
        { "cohort-funnel", "supervision-start" },
        { "cohort-funnel", "supervision-end" },
        { "where-now", "assessment" },
        { "where-now", "supervision-start" },
        { "where-now", "supervision-end" },
        { "needing-without", "supervision-start" },
        { "needing-without", "supervision-end" },
        { "police-enquiry", "supervision-start" },
        { "sufficient-assessment", "supervision-end" },
        { "childrens-services-enquiry", "supervision-start" },
        { "childrens-services-enquiry", "supervision-end" },
        { "reviewed-after-change", "supervision-start" },
        { "reviewed-after-change", "supervision-end" },
        { "unmet-need", "assessment" },
        { "eligible", "assessment" },
        { "programmes-sentenced", "sentence" },
        { "programmes-ended", "ended" },
        { "completion", "started" },
        { "attendance", "started" },
        { "workload", "open" },
        { "demand", "now" },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_is_the_truth_by_every_breakdown_and_opens_to_what_it_counts(string family, string cohort) =>
        Prop.ForAll(Life.Caseload(60).ToArbitrary(), Gen.Choose(0, 900).ToArbitrary(), Gen.Choose(1, 500).ToArbitrary(), (people, start, days) =>
        {
            var period = new StatisticsPeriod(Life.Epoch.AddDays(start), Life.Epoch.AddDays(start + days));
            var rows = Rows(people);
            var measures = family == "demand" ? Demand.Family(period.To) : Families.Find(family)!;
            var breakdowns = s_breakdowns.Where(b => measures.Breakdowns.Contains(Breakdown.Find(b)!)).ToArray();
            foreach (var by in breakdowns)
            {
                foreach (var and in (string?[])[null, breakdowns[(start + days) % breakdowns.Length]])
                {
                    if (and == by)
                        continue;
                    var question = new Question { Family = measures, Cohort = measures.FindCohort(cohort), Period = period, By = Breakdown.Find(by)!, And = Breakdown.Find(and) };
                    var table = Tabling.Table(Counting.Count(rows, question), s_today, (_, key) => key);
                    var truth = Reference.Lines(family, cohort, people, period.From, period.To).ToList();

                    var counted = table.Rows.SelectMany(r => r.Counts.Where(c => c.Value > 0).Select(c => $"{r.Key} {c.Key} {c.Value}")).Order(StringComparer.Ordinal);
                    var right = truth.SelectMany(t => t.Counts.Select(c => (Row: Reference.Group(by, t) + (and is null ? "" : "|" + Reference.Group(and, t)), c.Key, c.Value)))
                        .GroupBy(t => (t.Row, t.Key)).Select(g => $"{g.Key.Row} {g.Key.Key} {g.Sum(t => t.Value)}").Order(StringComparer.Ordinal);
                    Assert.Equal(right, counted);

                    foreach (var row in table.Rows.Append(table.Total))
                    {
                        foreach (var (measure, count) in row.Counts)
                            Assert.Equal(count, Counting.Behind(rows, question, measure, row.Key == "total" ? null : Tabling.RowOf(question, row.Key)).Sum(u => u.Adds));
                    }
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    /// <summary>Every two breakdowns at once, whichever is named first.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_by_any_two_is_the_truth(string family, string cohort)
    {
        foreach (var seed in (int[])[11, 12, 13, 14])
        {
            var people = Life.People(40, seed);
            var rows = Rows(people);
            var period = new StatisticsPeriod(Life.Epoch.AddDays(100 * (seed - 10)), Life.Epoch.AddDays((100 * (seed - 10)) + 600));
            var measures = family == "demand" ? Demand.Family(period.To) : Families.Find(family)!;
            var truth = Reference.Lines(family, cohort, people, period.From, period.To).ToList();
            var breakdowns = s_breakdowns.Where(b => measures.Breakdowns.Contains(Breakdown.Find(b)!)).ToArray();
            Assert.Equal(measures.Breakdowns.Select(b => b.Key).Order(StringComparer.Ordinal), breakdowns.Order(StringComparer.Ordinal));
            foreach (var by in breakdowns)
            {
                foreach (var and in breakdowns.Where(b => b != by))
                {
                    var question = new Question { Family = measures, Cohort = measures.FindCohort(cohort), Period = period, By = Breakdown.Find(by)!, And = Breakdown.Find(and) };
                    var counted = Tabling.Table(Counting.Count(rows, question), s_today, (_, key) => key).Rows.SelectMany(r => r.Counts.Where(c => c.Value > 0).Select(c => $"{r.Key} {c.Key} {c.Value}")).Order(StringComparer.Ordinal);
                    var right = truth.SelectMany(t => t.Counts.Select(c => (Row: $"{Reference.Group(by, t)}|{Reference.Group(and, t)}", c.Key, c.Value))).GroupBy(t => (t.Row, t.Key)).Select(g => $"{g.Key.Row} {g.Key.Key} {g.Sum(t => t.Value)}").Order(StringComparer.Ordinal);
                    Assert.Equal(right, counted);
                }
            }
        }
    }

    /// <summary>Of every life, by hand, what is unknown, late or contradictory in its records.</summary>
    [Fact]
    public void What_is_unknown_late_or_contradictory_is_the_truth_by_region_and_unit() =>
        Prop.ForAll(Life.Caseload(60).ToArbitrary(), Gen.Choose(0, 1400).ToArbitrary(), (people, day) =>
        {
            var today = Life.Epoch.AddDays(day);
            var rows = Rows(people);
            var truth = new Dictionary<string, Func<Life, bool>>(StringComparer.Ordinal)
            {
                ["region-unknown"] = l => l.Region is null,
                ["pdu-unknown"] = l => l.Pdu is null,
                ["practitioner-unknown"] = l => l.Practitioner is null,
                ["sex-unknown"] = l => l.Sex is null,
                ["born-unknown"] = l => l.Born is null,
                ["ethnicity-unknown"] = l => l.Ethnicity is null,
                ["flags-unread"] = l => l.HasFlag is null,
                ["no-supervision"] = l => l.Orders.Count == 0,
                ["requirements-unread"] = l => l.Orders.Any(o => o.Imposes is null),
                ["supervision-backwards"] = _ => false,
                ["born-impossible"] = l => l.Born > today || l.Born < today.AddYears(-110),
                ["commenced-not-attended"] = l => l.Orders.Any(o => Reference.Delivered(l, o) is { Count: > 0 } own && own.Any(c => c.Commenced is not null) && own.All(c => c.Started is null && c.As != "completed")),
                ["attended-not-commenced"] = l => l.Orders.Any(o => Reference.Delivered(l, o) is { Count: > 0 } own && own.All(c => c.Commenced is null) && own.Any(c => c.Started is not null)),
                ["sara-unknown"] = l => l.Others.Count + l.Episodes.Count > 0 && Reference.Latest(l) is not { Sara: not null },
                ["outcome-cannot-be-said"] = _ => false,
                ["assessed-in-future"] = l => l.Others.Any(d => d > today) || l.Episodes.Any(e => e.Assessed > today),
                ["flagged-not-assessed"] = l => l is { HasFlag: true, Others.Count: 0, Episodes.Count: 0 } && l.FlaggedOn < today.AddDays(-90),
                ["police-late"] = l => l.PoliceAsked && Life.Epoch < today.AddDays(-30),
                ["children-late"] = l => l.ChildrensServicesAsked < today.AddDays(-30),
                ["dates-backwards-imported"] = _ => false,
                ["dates-backwards"] = _ => false,
                ["start-unrecorded"] = l => l.Episodes.Any(e => e.Courses.Any(c => c.As == "completed") && e.Courses.All(c => c.Started is null)),
            };
            Assert.Equal(Quality.Checks.Select(c => c.Key).Order(StringComparer.Ordinal), truth.Keys.Order(StringComparer.Ordinal));
            foreach (var check in Quality.Checks)
            {
                var family = Quality.Family(check, today);
                foreach (var (by, and) in ((Breakdown, Breakdown?)[])[(Breakdown.Region, null), (Breakdown.Pdu, Breakdown.Region)])
                {
                    var question = new Question { Family = family, Period = new StatisticsPeriod(today, today), By = by, And = and };
                    var table = Tabling.Table(Counting.Count(rows, question), today, (_, key) => key);
                    var right = people.GroupBy(l => and is null ? l.Region ?? "unknown" : $"{l.Pdu?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}|{l.Region ?? "unknown"}")
                        .Select(g => $"{g.Key} {g.Count()} {g.Count(truth[check.Key])}").Order(StringComparer.Ordinal);
                    Assert.Equal(right, table.Rows.Select(r => $"{r.Key} {r.Counts[Quality.People]} {r.Counts[Quality.Found]}").Order(StringComparer.Ordinal));
                    Assert.Equal(table.Total.Counts[Quality.Found], Counting.Behind(rows, question, Quality.Found, null).Count());
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Narrowed_to_a_group_a_table_is_that_group_of_the_whole() =>
        Prop.ForAll(Life.Caseload(60).ToArbitrary(), people =>
        {
            var rows = Rows(people);
            var period = new StatisticsPeriod(Life.Epoch, Life.Epoch.AddDays(1200));
            foreach (var family in Families.All)
            {
                var whole = Tabling.Table(Counting.Count(rows, new Question { Family = family, Period = period, By = Breakdown.Region, And = Breakdown.Sex }), s_today, (_, key) => key);
                var part = Tabling.Table(Counting.Count(rows, new Question { Family = family, Period = period, By = Breakdown.Sex, Only = [new Narrowing(Breakdown.Region, GroupKey.Of("E"))] }), s_today, (_, key) => key);
                Assert.Equal(whole.Rows.Where(r => r.Key.StartsWith("E|", StringComparison.Ordinal)).Select(r => string.Join(' ', r.Counts)), part.Rows.Select(r => string.Join(' ', r.Counts)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void A_row_does_not_depend_on_the_order_in_which_a_case_was_read() =>
        Prop.ForAll(Life.Caseload(20).ToArbitrary(), people =>
        {
            foreach (var life in people)
            {
                var person = life.Case();
                var again = life.Case();
                again.Milestones.Reverse();
                again.Assessments.Reverse();
                again.Supervisions.Reverse();
                again.Needs.Reverse();
                Assert.Equal(RowText.Write(Facts(person)), RowText.Write(Facts(again)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void A_caseload_large_enough_for_several_threads_counts_the_same()
    {
        var people = Life.People(50, 3).Select(Row).ToList();
        var many = Enumerable.Repeat(people, 25_000 / people.Count + 1).SelectMany(p => p).ToList();
        var question = new Question { Family = Families.WhereNow, Period = new StatisticsPeriod(Life.Epoch, Life.Epoch.AddDays(1200)), By = Breakdown.Quarter };
        var times = many.Count / people.Count;

        var one = Counting.Count(people, question);
        var all = Counting.Count(many, question);

        Assert.Equal(one.Rows.Count, all.Rows.Count);
        Assert.All(one.Rows, row => Assert.Equal(row.Value.Select(c => c * times), all.Rows[row.Key]));
    }

    /// <summary>How long each wait was, and who still waits, by hand.</summary>
    [Fact]
    public void Times_are_the_truth_and_the_waiting_are_counted() =>
        Prop.ForAll(Life.Caseload(80).ToArbitrary(), people =>
        {
            var rows = Rows(people);
            var step = Step.Find("assessed-to-started")!;
            var period = new StatisticsPeriod(Life.Epoch, s_today);
            var question = new Question { Family = Timing.Family(step, s_today), Period = period, By = Breakdown.Sex };
            var counted = Timing.Count(rows, step, question, s_today, (_, key) => key);
            var waits = people.SelectMany(l => l.Episodes.Select(e => (Started: e.Courses.Where(c => c.Started is not null).Select(c => c.Started).Min(), e))).ToList();

            Assert.Equal(waits.Count, counted.Table.Total.Counts[Timing.Began]);
            Assert.Equal(waits.Count(w => w.Started is not null), counted.Table.Total.Counts[Timing.Over]);
            Assert.Equal(waits.Count(w => w.Started is null && w.e.Closed is null), counted.Table.Total.Counts[Timing.StillWaiting]);
            if (waits.Count == 0)
                return;
            // The slow way: the product of those left over, day by day.
            double left = 1;
            int? median = null;
            for (var day = 0; day < 4000 && median is null; day++)
            {
                var atRisk = waits.Count(w => Until(w.Started, w.e) >= day);
                var over = waits.Count(w => w.Started is not null && Until(w.Started, w.e) == day);
                if (over == 0)
                    continue;
                left *= (atRisk - over) / (double)atRisk;
                if (left <= 0.5 + 1e-9)
                    median = day;
            }

            Assert.Equal(median, counted.Waits["total"].Median);

            int Until(DateOnly? started, Episode episode) => Math.Max(0, (started ?? (episode.Closed is { } closed && closed < s_today ? closed : s_today)).DayNumber - episode.Assessed.DayNumber);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    /// <summary>As the service holds them, so that whom it passes over is tried too.</summary>
    private static Caseload Rows(IReadOnlyList<Life> people) => Caseload.Of([.. people.Select(Row)]);

    private static PersonFacts Row(Life life) => RowText.Read(RowText.Write(Facts(life.Case(), life.LearningNeed)));

    private static PersonFacts Facts(Person person, bool? learningNeed = null) => FactsOf.Person(person, learningNeed, s_catalogue, need =>
    {
        var row = new NeedSnapshot { NeedId = need.Id, PersonId = person.Id, Reference = need.Reference };
        Projection.Write(row, need, person, s_catalogue);
        return row;
    });
}
