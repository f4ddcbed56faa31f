namespace Referrals.Statistics;

/// <summary>
/// One table by itself. Rows that add up to a total, crossed with measures that form a tree, are a flow in a network: a cell can be
/// worked out exactly when no cycle of cells that can all move by one passes through it. So each cell in danger gets the cheapest such
/// cycle, and the cells on it are suppressed as well. A reader who is also told which cells are the small ones is held off too, except
/// where showing zero rules it out: four rows of one person each that make a total of four.
/// </summary>
internal sealed class CellNetwork
{
    private sealed class Edge
    {
        public required int From { get; init; }
        public required int To { get; init; }
        public required long Count { get; init; }
        public required bool IsTotal { get; init; }
        /// <summary>The people of a measure who are not in the measure within it: never shown, so always free to move.</summary>
        public required bool IsRemainder { get; init; }
        public required bool IsSmall { get; init; }
        public bool IsSuppressed { get; set; }
        public bool IsOnCycle { get; set; }

        public bool MayFall => Count > (IsRemainder ? 0 : 1);

        public bool MayRise(long limitOfSmall) => IsRemainder || (Count > 0 && (!IsSmall || Count < limitOfSmall));

        /// <summary>What is lost by suppressing this cell as well: one cell, a little more if large, very much if a total.</summary>
        public long Cost => IsSuppressed || IsRemainder ? 0 : (IsTotal ? 1_000_000 : 100) + long.Log2(Count);
    }

    private const int Outermost = -1, Innermost = -2, Remainder = -3;

    private readonly int threshold;
    private readonly Dictionary<(int Row, string Measure), int> nodes = [];
    private readonly List<List<Edge>> edgesAt = [];
    private readonly List<Dictionary<string, Edge>> cells = [];

    /// <param name="withheld">Figures withheld besides the small ones, by row (the total last) and measure. Cycles use them; they get none of their own.</param>
    public CellNetwork(CountedTable table, int threshold, IReadOnlySet<(int Row, string Measure)> withheld)
    {
        this.threshold = threshold;
        var outerOf = Measuring.OuterOf(table.Measures);
        for (var row = 0; row < table.Rows.Count; row++) Add(row, table.Rows[row].Counts, isTotal: false);
        Add(table.Rows.Count, table.Total.Counts, isTotal: true);

        void Add(int row, IReadOnlyDictionary<string, long> counts, bool isTotal)
        {
            var ofRow = new Dictionary<string, Edge>();
            foreach (var measure in table.Measures)
            {
                var outer = outerOf.TryGetValue(measure.Key, out var key) ? Node(row, key) : Node(Outermost, measure.Key);
                var inside = table.Measures.Where(m => outerOf.GetValueOrDefault(m.Key) == measure.Key).ToList();
                var inner = inside.Count > 0 ? Node(row, measure.Key) : Node(Innermost, measure.Key);
                ofRow.Add(measure.Key, Connect(outer, inner, measure.Key, counts[measure.Key], isRemainder: false));
                if (inside.Count > 0 && measure.SumOf.Count == 0)
                    Connect(inner, Node(Remainder, measure.Key), measure.Key, counts[measure.Key] - inside.Sum(m => counts[m.Key]), isRemainder: true);
            }

            cells.Add(ofRow);

            // What flows down through the rows comes back up through the total row.
            Edge Connect(int outer, int inner, string measure, long count, bool isRemainder)
            {
                var small = !isRemainder && count > 0 && count < threshold;
                var edge = new Edge
                {
                    From = isTotal ? inner : outer,
                    To = isTotal ? outer : inner,
                    Count = count,
                    IsTotal = isTotal,
                    IsRemainder = isRemainder,
                    IsSmall = small,
                    IsSuppressed = small || (!isRemainder && withheld.Contains((row, measure))),
                };
                edgesAt[edge.From].Add(edge);
                edgesAt[edge.To].Add(edge);
                return edge;
            }
        }
    }

    /// <summary>What is withheld because of a cycle, by row (the total last) and measure.</summary>
    public IEnumerable<(int Row, string Measure)> OnCycles => cells.SelectMany((row, i) => row.Where(c => c.Value.IsOnCycle).Select(c => (i, c.Key)));

    /// <summary>A cycle protects every cell on it, and suppressing more takes no cycle away, so each cell is looked at once.</summary>
    public void Protect()
    {
        foreach (var cell in cells.SelectMany(r => r.Values).Where(c => c.IsSmall))
        {
            if (cell.IsOnCycle) continue;
            // Every cell above zero can rise by one together with its whole row, its column's total and theirs, so the second always finds one.
            var cycle = CheapestCycle(cell, threshold - 1) ?? CheapestCycle(cell, long.MaxValue)
                ?? throw new InvalidOperationException("A count above zero has no cycle.");
            foreach (var edge in cycle.Append(cell).Where(e => !e.IsRemainder)) edge.IsSuppressed = edge.IsOnCycle = true;
        }
    }

    private IReadOnlyList<Edge>? CheapestCycle(Edge cell, long limitOfSmall)
    {
        var rising = cell.MayRise(limitOfSmall) ? CheapestPath(cell.To, cell.From, cell, limitOfSmall) : null;
        var falling = cell.MayFall ? CheapestPath(cell.From, cell.To, cell, limitOfSmall) : null;
        return (rising, falling) switch
        {
            (null, _) => falling,
            (_, null) => rising,
            _ => rising.Sum(e => e.Cost) <= falling.Sum(e => e.Cost) ? rising : falling,
        };
    }

    private List<Edge>? CheapestPath(int start, int end, Edge without, long limitOfSmall)
    {
        var best = new Dictionary<int, (long Cost, Edge? By, int Before)> { [start] = (0, null, start) };
        var queue = new PriorityQueue<int, long>([(start, 0)]);
        var done = new HashSet<int>();
        while (queue.TryDequeue(out var node, out var cost))
        {
            if (node == end) break;
            if (!done.Add(node)) continue;
            foreach (var edge in edgesAt[node])
            {
                if (edge == without) continue;
                var isRise = edge.From == node;
                if (isRise ? !edge.MayRise(limitOfSmall) : !edge.MayFall) continue;
                var next = isRise ? edge.To : edge.From;
                var nextCost = cost + edge.Cost;
                if (best.TryGetValue(next, out var known) && known.Cost <= nextCost) continue;
                best[next] = (nextCost, edge, node);
                queue.Enqueue(next, nextCost);
            }
        }

        if (!best.ContainsKey(end)) return null;
        List<Edge> path = [];
        for (var node = end; best[node] is { By: { } by, Before: var before }; node = before) path.Add(by);
        return path;
    }

    private int Node(int row, string measure)
    {
        if (nodes.TryGetValue((row, measure), out var node)) return node;
        edgesAt.Add([]);
        return nodes[(row, measure)] = edgesAt.Count - 1;
    }
}
