namespace Referrals.Statistics;

/// <summary>Adds what one unit contributes to each measure of its family, in the order of the definitions.</summary>
public delegate void Tally(in Unit unit, Span<long> counts);

/// <summary>Finds what of one person falls into a period.</summary>
public delegate void UnitsOf(PersonFacts person, StatisticsPeriod period, List<Unit> units);

/// <summary>By which date somebody belongs to a period.</summary>
/// <param name="Sentence">Which people are counted, as the heading of a table says it.</param>
public sealed record Cohort(string Key, string Name, string Sentence, UnitsOf Units)
{
    /// <summary>Everything as it is now is counted, whatever the period.</summary>
    public bool AsItIsNow { get; init; }

    /// <summary>The dates without which nothing of a person is in the period.</summary>
    public DatedBy DatedBy { get; init; }
}

/// <summary>
/// Measures that are counted over the same units and make one table. What counts a unit is what finds it again: <see cref="Counting"/> makes a figure and the list
/// behind it by the same call.
/// </summary>
public sealed class MeasureFamily
{
    public required string Key { get; init; }
    public required string Name { get; init; }

    /// <summary>What one unit is, in the plural: people, needs, orders, deliveries.</summary>
    public required string UnitName { get; init; }

    /// <summary>One plain sentence for whoever has never seen the table.</summary>
    public required string Sentence { get; init; }

    public required IReadOnlyList<MeasureDefinition> Measures { get; init; }

    /// <summary>The first is meant where nobody says which.</summary>
    public required IReadOnlyList<Cohort> Cohorts { get; init; }

    public required IReadOnlyList<Breakdown> Breakdowns { get; init; }
    public required Tally Tally { get; init; }
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The bars of its chart.</summary>
    public required IReadOnlyList<ChartBar> Chart { get; init; }

    /// <summary>The figure of its answer: a measure and what it is a share of.</summary>
    public required (string Part, string Whole) Answer { get; init; }

    public Cohort? FindCohort(string? key) => string.IsNullOrEmpty(key) ? Cohorts[0] : Cohorts.FirstOrDefault(c => c.Key == key);

    public int IndexOf(string measure) => Measures.Index().First(m => m.Item.Key == measure).Index;
}

/// <summary>What is asked of the rows.</summary>
public sealed record Question
{
    public required MeasureFamily Family { get; init; }

    /// <summary>Null for the family's first.</summary>
    public Cohort? Cohort { get; init; }

    public required StatisticsPeriod Period { get; init; }
    public required Breakdown By { get; init; }
    public Breakdown? And { get; init; }

    /// <summary>Only units in these groups.</summary>
    public IReadOnlyList<Narrowing> Only { get; init; } = [];

    public Cohort Counted => Cohort ?? Family.Cohorts[0];
}

/// <summary>One group of a breakdown that a question keeps to.</summary>
public sealed record Narrowing(Breakdown By, GroupKey Group);

/// <summary>A group of rows: the key of each breakdown, the second being nothing where there is one.</summary>
public readonly record struct RowKey(GroupKey First, GroupKey Second);

/// <summary>Exact counts before disclosure control: never shown as they are.</summary>
public sealed record Counts(Question Question, IReadOnlyDictionary<RowKey, long[]> Rows);

/// <summary>The one way a measure is computed and opened.</summary>
public static class Counting
{
    /// <summary>Counts the rows of the whole caseload; on several threads where there are many.</summary>
    public static Counts Count(IReadOnlyList<PersonFacts> people, Question question)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(question);
        var parts = people.Count < 20_000 ? 1 : Environment.ProcessorCount;
        if (parts == 1) return new(question, Part(people, 0, people.Count, question));
        var found = new Dictionary<RowKey, long[]>[parts];
        Parallel.For(0, parts, part => found[part] = Part(people, (int)((long)people.Count * part / parts), (int)((long)people.Count * (part + 1) / parts), question));
        var all = found[0];
        foreach (var (key, counts) in found.Skip(1).SelectMany(f => f))
        {
            if (!all.TryGetValue(key, out var sum)) all.Add(key, counts);
            else for (var i = 0; i < sum.Length; i++) sum[i] += counts[i];
        }

        return new(question, all);
    }

    /// <summary>The units that a figure counts, each with how much it adds to it.</summary>
    /// <param name="row">Null for the total.</param>
    public static IEnumerable<(Unit Unit, long Adds)> Behind(IReadOnlyList<PersonFacts> people, Question question, string measure, RowKey? row)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(question);
        var index = question.Family.IndexOf(measure);
        var reader = new Reader(question, people);
        var counts = new long[question.Family.Measures.Count];
        var units = new List<Unit>();
        for (var i = 0; i < people.Count; i++)
        {
            if (!reader.Find(i, units)) continue;
            foreach (var unit in units)
            {
                if (row is { } key && reader.KeyOf(unit) != key) continue;
                Array.Clear(counts);
                question.Family.Tally(unit, counts);
                if (counts[index] > 0) yield return (unit, counts[index]);
            }
        }
    }

    private static Dictionary<RowKey, long[]> Part(IReadOnlyList<PersonFacts> people, int from, int to, Question question)
    {
        var rows = new Dictionary<RowKey, long[]>();
        var reader = new Reader(question, people);
        var units = new List<Unit>();
        var width = question.Family.Measures.Count;
        for (var i = from; i < to; i++)
        {
            if (!reader.Find(i, units)) continue;
            foreach (var unit in units)
            {
                var key = reader.KeyOf(unit);
                if (!rows.TryGetValue(key, out var counts)) rows.Add(key, counts = new long[width]);
                question.Family.Tally(unit, counts);
            }
        }

        return rows;
    }

    /// <summary>Which units a question is about, and in which row each is. Most people have no date in the period, and are passed over without being looked at.</summary>
    private sealed class Reader(Question question, IReadOnlyList<PersonFacts> people)
    {
        private readonly UnitsOf units = question.Counted.Units;
        private readonly StatisticsPeriod period = question.Period;
        private readonly Caseload.Dated? dated = (people as Caseload)?.By(question.Counted.DatedBy, question.Period);
        private readonly Func<Unit, GroupKey> first = Breakdowns.Of(question.By);
        private readonly Func<Unit, GroupKey>? second = question.And is { } and ? Breakdowns.Of(and) : null;
        private readonly (Func<Unit, GroupKey> Of, GroupKey Group)[] only = [.. question.Only.Select(n => (Breakdowns.Of(n.By), n.Group))];

        /// <returns>Whether there are any.</returns>
        public bool Find(int index, List<Unit> found)
        {
            if (dated is { } dates && !dates.MayHold(index)) return false;
            found.Clear();
            units(people[index], period, found);
            for (var i = found.Count - 1; i >= 0 && only.Length > 0; i--)
            {
                foreach (var (of, group) in only)
                {
                    if (of(found[i]) == group) continue;
                    found.RemoveAt(i);
                    break;
                }
            }

            return found.Count > 0;
        }

        public RowKey KeyOf(in Unit unit) => new(first(unit), second?.Invoke(unit) ?? default);
    }
}

/// <summary>From exact counts to a table that disclosure control takes.</summary>
public static class Tabling
{
    /// <summary>What the rows of a table of two breakdowns are. It lies in the tables of either, and in those of both where one is coarser.</summary>
    public static Breakdown Both(Breakdown by, Breakdown and)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(and);
        string[] first = [by.Key, .. by.NestsIn], second = [and.Key, .. and.NestsIn];
        return new Breakdown($"{by.Key}+{and.Key}", $"{by.Name} and {and.Name.InSentence()}") { NestsIn = [.. first, .. second, .. first.SelectMany(_ => second, (one, two) => $"{one}+{two}").Skip(1)] };
    }

    /// <param name="label">What a reader sees for a region, a unit, a programme or a reason: what only the catalogue knows.</param>
    /// <param name="regionOf">The region a probation delivery unit lies in.</param>
    public static CountedTable Table(Counts counts, DateOnly asAt, Func<Breakdown, string, string> label, Func<int, string?>? regionOf = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var question = counts.Question;
        var (by, and) = (question.By, question.And);
        return new CountedTable
        {
            Title = question.Family.Name,
            Period = question.Period,
            By = and is null ? by : Both(by, and),
            And = and,
            AsAt = asAt,
            Scope = string.Join(", ", (string[])
            [
                .. question.Only.Count == 0 ? ["England and Wales"] : question.Only.Select(n => Part(n.By, n.Group).Label),
                .. question.Family.Cohorts.Count > 1 ? [question.Counted.Name.InSentence()] : (string[])[],
            ]),
            Measures = question.Family.Measures,
            Notes = [question.Counted.Sentence, .. question.Family.Notes],
            Rows =
            [
                .. counts.Rows.Select(r => (Row: r, First: Part(by, r.Key.First), Second: and is null ? null : Part(and, r.Key.Second)))
                    .OrderBy(r => Order(by, r.Row.Key.First, r.First.Label)).ThenBy(r => r.Second is null ? default : Order(and!, r.Row.Key.Second, r.Second.Label))
                    .Select(r => new CohortRow(
                        r.Second is null ? r.First.Key : $"{r.First.Key}|{r.Second.Key}",
                        r.Second is null ? r.First.Label : $"{r.First.Label}, {r.Second.Label}",
                        question.Family.Measures.Index().ToDictionary(m => m.Item.Key, m => r.Row.Value[m.Index]))
                    {
                        Parts = r.Second is null ? [] : [r.First, r.Second],
                        Within = r.Second is null ? [.. Around(by, r.Row.Key.First)] : Pairs([new(by.Key, r.First.Key), .. Around(by, r.Row.Key.First)], [new(and!.Key, r.Second.Key), .. Around(and, r.Row.Key.Second)]),
                    }),
            ],
        };

        // In the rows of either breakdown, and in those of both where one is coarser.
        static IReadOnlyList<RowReference> Pairs(RowReference[] first, RowReference[] second) =>
            [.. first, .. second, .. first.SelectMany(one => second, (one, two) => new RowReference($"{one.By}+{two.By}", $"{one.Key}|{two.Key}")).Skip(1)];

        IEnumerable<RowReference> Around(Breakdown of, GroupKey group)
        {
            if (group.IsUnknown) yield break;
            if (of == Breakdown.Pdu && regionOf?.Invoke(group.Number) is { } region) yield return new(Breakdown.Region.Key, region);
            if (of == Breakdown.Month)
            {
                var first = new Unit(null!, new DateOnly(group.Number / 100, group.Number % 100, 1), default, default);
                yield return new(Breakdown.Quarter.Key, Breakdowns.Key(Breakdown.Quarter, Breakdowns.Of(Breakdown.Quarter)(first)));
                yield return new(Breakdown.FinancialYear.Key, Breakdowns.Key(Breakdown.FinancialYear, Breakdowns.Of(Breakdown.FinancialYear)(first)));
            }

            if (of == Breakdown.Quarter) yield return new(Breakdown.FinancialYear.Key, Breakdowns.Key(Breakdown.FinancialYear, new(null, group.Number / 10)));
        }

        RowPart Part(Breakdown of, GroupKey group)
        {
            var key = Breakdowns.Key(of, group);
            return new(of, key, Breakdowns.Label(of, group) ?? label(of, key));
        }
    }

    /// <summary>The row that a key of a table stands for; null where it is no key.</summary>
    public static RowKey? RowOf(Question question, string key)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(key);
        if (question.And is null) return Breakdowns.Parse(question.By, key) is { } only ? new(only, default) : null;
        return key.Split('|') is [var one, var two] && Breakdowns.Parse(question.By, one) is { } first && Breakdowns.Parse(question.And, two) is { } second ? new(first, second) : null;
    }

    /// <summary>The key of a row as a table has it.</summary>
    internal static string KeyOf(Question question, RowKey row) => question.And is { } and ? $"{Breakdowns.Key(question.By, row.First)}|{Breakdowns.Key(and, row.Second)}" : Breakdowns.Key(question.By, row.First);

    // What is not known comes last; levels and bands in their own order, time and regions by their keys, all else by name.
    private static (bool, int, string) Order(Breakdown by, GroupKey group, string label)
    {
        if (group.IsUnknown) return (true, 0, "");
        if (by.IsOfTime) return (false, group.Number, "");
        if (by == Breakdown.Sara) return (false, Array.IndexOf(s_levels, group.Text), "");
        return by == Breakdown.Region || by == Breakdown.AgeBand ? (false, group.Text == "under 18" ? -1 : 0, group.Text ?? "") : (false, 0, label);
    }

    private static readonly string[] s_levels = ["low", "medium", "high", "very-high"];
}
