namespace Referrals.Statistics;

/// <summary>
/// Cell suppression. A reader who knows every shown figure, every total, what the measures say of each other, the
/// threshold, and that zero is never suppressed, is left with at least two possible values for every suppressed cell.
/// </summary>
/// <remarks>
/// Rows that add up to a total, crossed with measures that form a tree, are a flow in a network: a cell can be worked out
/// exactly when no cycle of cells that can all move by one passes through it. So each cell in danger gets the cheapest
/// such cycle, and the cells on it are suppressed as well. A reader who is also told which cells are the small ones is
/// held off too, except where showing zero rules it out: four rows of one person each that make a total of four.
/// One table is protected at a time; two tables of the same people whose rows nest, such as regions and PDUs, are not
/// protected from being set against each other.
/// </remarks>
public static class DisclosureControl
{
    /// <summary>
    /// Suppresses counts of 1 to <paramref name="threshold"/> - 1, and what would give them away; totals only when nothing
    /// else will do. Throws <see cref="InvalidOperationException"/> when the counts contradict the definitions.
    /// </summary>
    public static StatisticsTable Apply(CountedTable table, int threshold = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 2);
        table.Check();
        var network = new Network(table, threshold);
        network.Protect();
        var rows = table.Rows.Select((row, i) => new StatisticsRow(row.Key, row.Label, network.CellsOf(i))).ToList();
        var total = table.Total;
        return new(table, rows, new(total.Key, total.Label, network.CellsOf(table.Rows.Count)), threshold);
    }

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

        public bool MayFall => Count > (IsRemainder ? 0 : 1);

        public bool MayRise(long limitOfSmall) => IsRemainder || (Count > 0 && (!IsSmall || Count < limitOfSmall));

        /// <summary>What is lost by suppressing this cell as well: one cell, a little more if large, very much if a total.</summary>
        public long Cost => IsSuppressed || IsRemainder ? 0 : (IsTotal ? 1_000_000 : 100) + long.Log2(Count);
    }

    private sealed class Network
    {
        private const int Outermost = -1, Innermost = -2, Remainder = -3;

        private readonly int threshold;
        private readonly Dictionary<(int Row, string Measure), int> nodes = [];
        private readonly List<List<Edge>> edgesAt = [];
        private readonly List<Dictionary<string, Edge>> cells = [];

        public Network(CountedTable table, int threshold)
        {
            this.threshold = threshold;
            var outerOf = OuterMeasures(table.Measures);
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
                    ofRow.Add(measure.Key, Connect(outer, inner, counts[measure.Key], isRemainder: false));
                    if (inside.Count > 0 && measure.SumOf.Count == 0)
                        Connect(inner, Node(Remainder, measure.Key), counts[measure.Key] - inside.Sum(m => counts[m.Key]), isRemainder: true);
                }

                cells.Add(ofRow);

                // What flows down through the rows comes back up through the total row.
                Edge Connect(int outer, int inner, long count, bool isRemainder)
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
                        IsSuppressed = small,
                    };
                    edgesAt[edge.From].Add(edge);
                    edgesAt[edge.To].Add(edge);
                    return edge;
                }
            }
        }

        public IReadOnlyDictionary<string, Cell> CellsOf(int row) =>
            cells[row].ToDictionary(c => c.Key, c => c.Value.IsSuppressed ? Cell.Suppressed : Cell.Of(c.Value.Count));

        /// <summary>A cycle protects every cell on it, and suppressing more takes no cycle away, so each cell is looked at once.</summary>
        public void Protect()
        {
            var open = new Queue<Edge>(cells.SelectMany(r => r.Values).Where(c => c.IsSmall));
            while (open.TryDequeue(out var cell))
            {
                // Every cell above zero can rise by one together with its whole row, its column's total and theirs, so the second always finds one.
                var cycle = CheapestCycle(cell, threshold - 1) ?? CheapestCycle(cell, long.MaxValue)
                    ?? throw new InvalidOperationException("A count above zero has no cycle.");
                foreach (var edge in cycle.Where(e => !e.IsRemainder && !e.IsSuppressed))
                {
                    edge.IsSuppressed = true;
                    open.Enqueue(edge);
                }
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

        private static Dictionary<string, string> OuterMeasures(IReadOnlyList<MeasureDefinition> measures)
        {
            var outerOf = new Dictionary<string, string>();
            foreach (var measure in measures)
            {
                if (measure.Within is { } outer) AddInside(measure.Key, outer);
                foreach (var part in measure.SumOf) AddInside(part, measure.Key);
            }

            foreach (var (outer, inside) in outerOf.GroupBy(p => p.Value, p => p.Key).Select(g => (g.Key, g.ToList())))
            {
                if (measures.Single(m => m.Key == outer).SumOf.Count is var parts && parts != inside.Count && (parts > 0 || inside.Count > 1))
                    throw new ArgumentException($"The measures inside {outer} overlap ({string.Join(", ", inside)}); disclosure control needs parts of a sum, or one within it.", nameof(measures));
            }

            return outerOf;

            void AddInside(string inner, string outer)
            {
                if (!outerOf.TryAdd(inner, outer))
                    throw new ArgumentException($"{inner} is inside both {outerOf[inner]} and {outer}; disclosure control needs a tree.", nameof(measures));
            }
        }
    }
}
