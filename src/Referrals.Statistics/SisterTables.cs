namespace Referrals.Statistics;

/// <summary>
/// Tables of the same people. What may be known of them is a set of sums: down the rows (regions make the total, PDUs their region, months
/// the quarter) and across the measures. A figure withheld is safe where another set of whole counts, none below zero, gives everything that
/// is shown and differs in it. Such a set is looked for as a move of people: a change of rows (this PDU up, another of its region down) times
/// a change of measures (one completed more, one started but not completed less), since what balances down the rows times what balances
/// across the measures balances everywhere. The cheapest is taken, and what it changes is withheld as well.
/// </summary>
internal sealed class SisterTables
{
    public const string Total = "total";

    private const int TotalCost = 1_000_000, ParentCost = 10_000, LeafCost = 100, Branches = 8, MostSteps = 4_000;
    private const long Never = long.MaxValue / 4;

    private sealed record Target(int Row, int Measure, Aim Aim);

    private sealed record Equation(int Parent, int[] Children);

    private sealed record Step(int Row, int Sign, Step? Before, long Cost);

    private readonly DisclosureRules rules;
    private readonly IReadOnlyList<MeasureDefinition> measures;
    private readonly MeasureTree tree;

    private readonly Dictionary<(string By, string Key), int> rows = [];
    private readonly List<long[]> counts = [];
    private readonly List<bool> isHidden = [];
    private readonly List<Equation> equations = [];
    private readonly List<List<int>> equationsOf = [];
    private readonly List<bool[]> isSuppressed = [];
    private readonly List<bool[]> isProtected = [];
    private readonly List<bool[]> zeroMayRise = [];
    private readonly List<bool[]> isKnown = [];
    private readonly List<Target> targets = [];
    private readonly HashSet<int> parents;

    public SisterTables(IReadOnlyList<CountedTable> tables, DisclosureRules rules, IReadOnlyDictionary<FigureKey, long?>? shownBefore)
    {
        this.rules = rules;
        measures = tables[0].Measures;
        if (tables.Any(t => t.AsAt != tables[0].AsAt)) throw new InvalidOperationException("Tables of the same people were counted on different days.");
        tree = new MeasureTree(measures);

        foreach (var table in tables) Take(table);
        foreach (var table in tables.DistinctBy(t => t.By.Key)) Relate(table, tables);
        parents = [.. equations.Select(e => e.Parent)];

        FindGroups();
        for (var row = 0; row < counts.Count; row++)
        {
            for (var m = 0; m < measures.Count; m++)
            {
                if (isHidden[row] || counts[row][m] is var count && (count == 0 || count >= rules.Threshold)) continue;
                if (rules.RoundTo is null) isSuppressed[row][m] = true;
                targets.Add(new(row, m, Aim.Another));
            }
        }

        foreach (var (figure, shown) in shownBefore ?? new Dictionary<FigureKey, long?>())
        {
            if (!rows.TryGetValue((figure.By, figure.Row), out var row) || measures.All(m => m.Key != figure.Measure)) continue;
            var m = tree.Index(figure.Measure);
            if (shown is null && rules.RoundTo is null) isSuppressed[row][m] |= counts[row][m] > 0;
            isKnown[row][m] = shown == counts[row][m];
            if (isKnown[row][m] && isSuppressed[row][m])
                throw new DisclosureException($"{measures[m].Name} of {figure.By} {figure.Row} is to be withheld, and was shown in an earlier publication about the same people.");
        }

        if (!rules.Secondary || rules.RoundTo is not null) return;
        // Each table by itself first: what it needs is found exactly, and mostly serves for the sisters too.
        foreach (var table in tables)
        {
            List<int> rowsOf = [.. table.Rows.Select(r => rows[(table.By.Key, r.Key)]), rows[(Total, Total)]];
            var withheld = rowsOf.Index().SelectMany(r => measures.Index().Where(m => isSuppressed[r.Item][m.Index]).Select(m => (r.Index, m.Item.Key))).ToHashSet();
            var network = new CellNetwork(table, rules.Threshold, withheld);
            network.Protect();
            foreach (var (row, measure) in network.OnCycles)
            {
                if (isKnown[rowsOf[row]][tree.Index(measure)]) continue;
                isSuppressed[rowsOf[row]][tree.Index(measure)] = true;
                // A network's cycle is exact for one table alone; sisters are looked at together below.
                isProtected[rowsOf[row]][tree.Index(measure)] |= tables.Count == 1 && shownBefore is null;
            }
        }
    }

    /// <summary>By measure key.</summary>
    public IReadOnlyDictionary<string, Cell> CellsOf(string by, string key)
    {
        var row = rows[(by, key)];
        return measures.Index().ToDictionary(m => m.Item.Key, m => isSuppressed[row][m.Index] ? Cell.Suppressed : Cell.Of(rules.Shown(counts[row][m.Index])));
    }

    /// <summary>A set of counts found for one figure serves for all that it changes, and withholding more takes none away: each is looked at once.</summary>
    public void Protect()
    {
        if (!rules.Secondary) return;
        var open = new Queue<Target>(targets.OrderByDescending(t => t.Aim));
        for (var row = 0; row < counts.Count; row++)
        {
            for (var m = 0; m < measures.Count; m++)
            {
                if (isSuppressed[row][m] && !(counts[row][m] > 0 && counts[row][m] < rules.Threshold)) open.Enqueue(new(row, m, Aim.Another));
            }
        }

        while (open.TryDequeue(out var target))
        {
            if (target.Aim == Aim.Another && isProtected[target.Row][target.Measure]) continue;
            var (step, move) = Cheapest(target, Limits.SmallStaySmall) ?? Cheapest(target, Limits.ZerosStayZero) ?? Cheapest(target, Limits.None)
                ?? throw new DisclosureException($"{measures[target.Measure].Name} could be worked out for one row from what was shown in an earlier publication about the same people. Publish after a longer time, or rounded.");
            for (Step? at = step; at is not null; at = at.Before)
            {
                foreach (var m in move.Changed)
                {
                    isProtected[at.Row][m] = true;
                    if (!isHidden[at.Row] && !StaysAsShown(at.Row, m, at.Sign * move.Measures[m])) isSuppressed[at.Row][m] = true;
                }
            }
        }
    }

    private void Take(CountedTable table)
    {
        Same(Total, table.Total);
        foreach (var row in table.Rows) Same(table.By.Key, row);

        void Same(string by, CohortRow row)
        {
            var counted = measures.Select(m => row.Counts[m.Key]).ToArray();
            if (!rows.TryGetValue((by, row.Key), out var known)) rows[(by, row.Key)] = AddRow(counted, hidden: false);
            else if (!counts[known].SequenceEqual(counted)) throw new InvalidOperationException($"Two tables of the same people differ in {by} {row.Key} ({row.Label}).");
        }
    }

    private int AddRow(long[] counted, bool hidden)
    {
        counts.Add(counted);
        isHidden.Add(hidden);
        equationsOf.Add([]);
        isSuppressed.Add(new bool[measures.Count]);
        isProtected.Add(new bool[measures.Count]);
        zeroMayRise.Add(new bool[measures.Count]);
        isKnown.Add(new bool[measures.Count]);
        return counts.Count - 1;
    }

    private void Equate(int parent, IEnumerable<int> children)
    {
        var equation = new Equation(parent, [.. children]);
        foreach (var row in equation.Children.Prepend(parent)) equationsOf[row].Add(equations.Count);
        equations.Add(equation);
    }

    private void Relate(CountedTable table, IReadOnlyList<CountedTable> tables)
    {
        var coarser = tables.Where(t => table.By.NestsIn.Contains(t.By.Key)).DistinctBy(t => t.By.Key).ToList();
        // What a coarser table nests in itself is said by that one.
        var nearest = coarser.Where(c => !coarser.Any(n => n.By.NestsIn.Contains(c.By.Key))).ToList();
        if (nearest.Count == 0) Equate(rows[(Total, Total)], table.Rows.Select(r => rows[(table.By.Key, r.Key)]));
        foreach (var around in nearest)
        {
            var lies = table.Rows.ToLookup(r => r.Within.SingleOrDefault(w => w.By == around.By.Key)?.Key);
            if (lies.FirstOrDefault(g => g.Key is not null && around.Rows.All(r => r.Key != g.Key)) is { } unknown)
                throw new InvalidOperationException($"{unknown.First().Label} lies in {around.By.Name.InSentence()} {unknown.Key}, of which there is no row.");
            // What lies across the parents is parted among those it may lie in: a unit that is not known among the regions, a man whose unit is not known among the men of each.
            var parts = lies[null].ToDictionary(r => r, _ => new List<int>());
            foreach (var parent in around.Rows)
            {
                var children = lies[parent.Key].Select(r => rows[(table.By.Key, r.Key)]).ToList();
                List<CohortRow> across = [.. parts.Keys.Where(a => MayLieIn(a, parent))];
                if (across.Count > 1)
                    throw new InvalidOperationException($"{across[0].Label} and {across[1].Label} do not say in which {around.By.Name.InSentence()} they lie; at most one row may lie across them.");
                var rest = measures.Select((m, i) => parent.Counts[m.Key] - children.Sum(c => counts[c][i])).ToArray();
                if (rest.Any(n => n < 0) || (across.Count == 0 && rest.Any(n => n > 0)))
                    throw new InvalidOperationException($"The rows by {table.By.Name.InSentence()} that lie in {parent.Label} do not add up to it.");
                if (across.Count > 0)
                {
                    children.Add(AddRow(rest, hidden: true));
                    parts[across[0]].Add(children[^1]);
                }

                Equate(rows[(around.By.Key, parent.Key)], children);
            }

            foreach (var (row, of) in parts) Equate(rows[(table.By.Key, row.Key)], of);
        }

        static bool MayLieIn(CohortRow across, CohortRow parent) => across.Within.All(w => parent.Within.All(p => p.By != w.By || p.Key == w.Key));
    }

    /// <summary>Where none or all of a small group are counted it is known of each of them, unless the same is known of a larger group around it.</summary>
    private void FindGroups()
    {
        if (rules.WholeGroupsBelow <= 0) return;
        for (var row = 0; row < counts.Count; row++)
        {
            if (isHidden[row]) continue;
            var around = Around(row).Append(rows[(Total, Total)]).Where(r => r != row).Distinct().ToList();
            for (var m = 0; m < measures.Count; m++)
            {
                if (tree.WholeOf(m) is not { } group) continue;
                var (some, all) = (counts[row][m], counts[row][group]);
                if (all == 0 || all >= rules.WholeGroupsBelow || (some != 0 && some != all)) continue;
                if (around.Any(r => counts[r][group] >= rules.WholeGroupsBelow && counts[r][m] == (some == 0 ? 0 : counts[r][group]))) continue;
                targets.Add(new(row, m, some == 0 ? Aim.NotNobody : Aim.NotEverybody));
                if (rules.RoundTo is null) isSuppressed[row][m] = true;
                if (some == 0) MayRise(row, m);
            }
        }

        IEnumerable<int> Around(int row) => equations.Where(e => e.Children.Contains(row)).SelectMany(e => Around(e.Parent).Prepend(e.Parent));

        void MayRise(int row, int measure)
        {
            zeroMayRise[row][measure] = true;
            foreach (var part in tree.Inside[measure]) MayRise(row, part);
        }
    }

    private (Step Last, Move Move)? Cheapest(Target target, Limits limits)
    {
        (Step Last, Move Move)? best = null;
        foreach (var move in tree.Moves)
        {
            if (tree.Serves(move, target.Measure, target.Aim) && Search(target.Row, move, limits, best?.Last.Cost ?? Never) is { } found) best = (found, move);
            if (best is { Last.Cost: 0 }) break;
        }

        return best;
    }

    /// <summary>The cheapest change of rows that has this row with the move itself, costing less than what is known already; null for none.</summary>
    private Step? Search(int start, Move move, Limits limits, long below)
    {
        var (rise, fall) = (new long?[counts.Count], new long?[counts.Count]);
        var first = CostOf(start, 1);
        if (first >= below) return null;
        var open = new PriorityQueue<Step, (long Cost, long Order)>();
        var order = 0L;
        open.Enqueue(new(start, 1, null, first), (first, order));
        for (var steps = 0; steps < MostSteps && open.TryDequeue(out var step, out _); steps++)
        {
            if (step.Cost >= below) return null;
            var (balance, changed) = Balance(step);
            if (balance.Count == 0) return step;
            var (equation, off) = balance.MinBy(b => b.Key);
            // What the parent has more than its rows is put in one of them, or the parent is changed too.
            var rowsToChange = equations[equation].Children.Where(r => !changed.Contains(r)).Select(r => (Row: r, Sign: Math.Sign(off)))
                .Select(r => (r.Row, r.Sign, Cost: CostOf(r.Row, r.Sign))).Where(r => r.Cost < below).OrderBy(r => r.Cost).Take(Branches).ToList();
            var parent = equations[equation].Parent;
            if (!changed.Contains(parent) && CostOf(parent, -Math.Sign(off)) is var cost && cost < below) rowsToChange.Add((parent, -Math.Sign(off), cost));
            foreach (var change in rowsToChange)
            {
                var total = step.Cost + change.Cost;
                // Of those that cost the same the latest is followed first: it is nearest to the end.
                if (total < below) open.Enqueue(new(change.Row, change.Sign, step, total), (total, --order));
            }
        }

        return null;

        long CostOf(int row, int sign)
        {
            ref var known = ref sign > 0 ? ref rise[row] : ref fall[row];
            return known ??= Cost(row, sign, move, limits);
        }
    }

    private (Dictionary<int, int> Off, HashSet<int> Changed) Balance(Step last)
    {
        var (off, changed) = (new Dictionary<int, int>(), new HashSet<int>());
        for (Step? at = last; at is not null; at = at.Before)
        {
            changed.Add(at.Row);
            foreach (var equation in equationsOf[at.Row])
            {
                var now = off.GetValueOrDefault(equation) + (equations[equation].Parent == at.Row ? at.Sign : -at.Sign);
                if (now == 0) off.Remove(equation);
                else off[equation] = now;
            }
        }

        return (off, changed);
    }

    /// <summary>What is lost by this row's making the move or its reverse; <see cref="Never"/> where it cannot.</summary>
    private long Cost(int row, int sign, Move move, Limits limits)
    {
        foreach (var m in move.ChangedRemainders)
        {
            if (sign * move.Remainders[m] < 0 && counts[row][m] - tree.Inside[m].Sum(i => counts[row][i]) < 1) return Never;
        }

        var cost = 0L;
        foreach (var m in move.Changed)
        {
            var (change, count) = (sign * move.Measures[m], counts[row][m]);
            if (isHidden[row])
            {
                if (count + change < 0) return Never;
                continue;
            }

            if (StaysAsShown(row, m, change)) continue;
            if (count + change < 0 || isKnown[row][m]) return Never;
            if (rules.RoundTo is null)
            {
                // A zero is shown, and so nothing else becomes one or was one, but where zero itself is withheld.
                if (change < 0 ? count < 2 : count == 0 && limits != Limits.None && !zeroMayRise[row][m]) return Never;
                if (change > 0 && count == rules.Threshold - 1 && limits == Limits.SmallStaySmall) return Never;
            }

            if (!isSuppressed[row][m]) cost += (row == rows[(Total, Total)] ? TotalCost : parents.Contains(row) ? ParentCost : LeafCost) + long.Log2(Math.Max(count, 1));
        }

        return cost;
    }

    /// <summary>Rounded, a count may change without a reader's seeing it.</summary>
    private bool StaysAsShown(int row, int measure, int change) =>
        rules.RoundTo is not null && !isSuppressed[row][measure] && counts[row][measure] + change is var count && count >= 0 && rules.Shown(count) == rules.Shown(counts[row][measure]);
}
