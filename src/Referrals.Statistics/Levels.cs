namespace Referrals.Statistics;

/// <summary>
/// Tables that are asked for one at a time, of one family, cohort and time: by any breakdown, by any two, and by any one of those in one group of another. However many of
/// them somebody sets against each other, they are left with a second world for every figure withheld. It begins with the total, which is shown or withheld by itself; each
/// finer table is made between those right above it (<see cref="LevelBlock"/>): units in their region, regions in the total, the sexes of each region between both.
/// </summary>
public static class Levels
{
    /// <summary>What is rounded is rounded at least to this.</summary>
    private const int Coarsest = 5;

    private const string TooFew = "Rows are left out that cannot be shown without giving away somebody in them.";

    /// <param name="count">Counts the question with another breakdown or two, of which one may be the unit as its region has it.</param>
    public static StatisticsTable Protect(Question question, Func<Question, Counts> count, DateOnly asAt, Func<Breakdown, string, string> label, Func<int, string?>? regionOf, DisclosureRules rules)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(count);
        if (Asked.Of(Plainly(question, regionOf)) is not { } asked)
        {
            // Narrowed in several ways it would have to be protected beside every table by three or more: it is rounded instead, and what is withheld elsewhere cannot be taken from it.
            var to = Math.Max(Coarsest, rules.Threshold);
            var narrowed = Tabling.Table(count(question), asAt, label, regionOf);
            return DisclosureControl.Apply([narrowed with { Notes = [.. narrowed.Notes, $"Narrowed in several ways, every count is rounded to the nearest {to}."] }], rules with { RoundTo = to })[0];
        }

        var finest = count(asked.Finest);
        var lattice = new Lattice(asked, finest.Rows, question.Family.Measures, rules);
        var whole = lattice[asked.Whole.First, asked.Whole.Second];
        var shown = lattice.Last.Counts.Keys.Where(asked.Keeps).GroupBy(asked.Shown).ToDictionary(g => g.Key, g => g.ToList());
        var rows = shown.Where(r => !r.Value.Exists(lattice.Last.Hidden.Contains)).ToDictionary();
        var counted = Tabling.Table(new Counts(question, shown.ToDictionary(r => r.Key, r => Sum(r.Value.Select(k => lattice.Last.Counts[k])))), asAt, label, regionOf);
        counted.Check();
        var cells = rows.ToDictionary(r => Tabling.KeyOf(question, r.Key), r => Cells(lattice.Last, r.Value));
        return new(
            cells.Count == counted.Rows.Count ? counted : counted with { Notes = [.. counted.Notes, TooFew] },
            [.. counted.Rows.Where(r => cells.ContainsKey(r.Key)).Select(r => new StatisticsRow(r.Key, r.Label, cells[r.Key]))],
            new(SisterTables.Total, "Total", Cells(whole, [.. whole.Counts.Keys.Where(asked.Whole.Is)])), rules);

        // A row of several is shown where each of them is.
        IReadOnlyDictionary<string, Cell> Cells(Level level, IReadOnlyList<RowKey> parts) => question.Family.Measures.Index().ToDictionary(m => m.Item.Key, m =>
            parts.Any(k => level.Hidden.Contains(k) || level.Suppressed[k][m.Index]) ? Cell.Suppressed : Cell.Of(parts.Sum(k => level.Counts[k][m.Index])));
    }

    /// <summary>Without the narrowings that another implies: a unit's region, a month's quarter.</summary>
    private static Question Plainly(Question question, Func<int, string?>? regionOf) => question with
    {
        Only =
        [
            .. question.Only.Distinct().Where(coarse => !question.Only.Any(fine => fine.By != coarse.By && (fine.By == Breakdown.Pdu
                ? coarse.By == Breakdown.Region && regionOf?.Invoke(fine.Group.Number) is { } region && GroupKey.Of(region) == coarse.Group
                : Asked.Position(coarse, fine.By) is { } at && Asked.Ancestor(Chain(fine.By), fine.Group, at + 1) == coarse.Group))),
        ],
    };

    private static long[] Sum(IEnumerable<long[]> counts)
    {
        long[]? sum = null;
        foreach (var one in counts)
        {
            sum ??= new long[one.Length];
            for (var i = 0; i < sum.Length; i++) sum[i] += one[i];
        }

        return sum!;
    }

    /// <summary>Breakdowns each row of which lies in one row of the next coarser, the coarsest first.</summary>
    private static IReadOnlyList<Breakdown> Chain(Breakdown? by) => by switch
    {
        null => [],
        _ when by == Breakdown.Pdu => [Breakdown.Region, Breakdown.PduOfRegion],
        _ when by == Breakdown.Month => [Breakdown.FinancialYear, Breakdown.Quarter, Breakdown.Month],
        _ when by == Breakdown.Quarter => [Breakdown.FinancialYear, Breakdown.Quarter],
        _ => [by],
    };

    /// <summary>The row of the next coarser breakdown that holds this one.</summary>
    private static GroupKey Up(Breakdown by, GroupKey key) => by.Key switch
    {
        "pdu-of-region" => GroupKey.Of(key.Text),
        "month" => Breakdowns.Of(Breakdown.Quarter)(new Unit(null!, new DateOnly(key.Number / 100, key.Number % 100, 1), default, default)),
        _ => new(null, key.Number / 10),
    };

    /// <summary>A question as a place in the lattice: two chains, and which rows of the finest are shown as what.</summary>
    private sealed record Asked
    {
        public required Question Finest { get; init; }
        public required IReadOnlyList<Breakdown> First { get; init; }
        public required IReadOnlyList<Breakdown> Second { get; init; }

        /// <summary>Whether a row of the finest level is asked for.</summary>
        public required Func<RowKey, bool> Keeps { get; init; }

        /// <summary>The row that it is shown in.</summary>
        public required Func<RowKey, RowKey> Shown { get; init; }

        /// <summary>What stands as the total: how deep in each chain, and which rows there.</summary>
        public (int First, int Second, Func<RowKey, bool> Is) Whole { get; init; } = (0, 0, _ => true);

        /// <returns>Null where the question has no place in a lattice of two chains.</returns>
        public static Asked? Of(Question question)
        {
            var (by, and, all) = (question.By, question.And, question with { Only = [] });
            if (and is null && question.Only is [var only] && Position(only, by) is { } position)
            {
                // The units of one region; the rest of a chain is beside the group as it is.
                var chain = Chain(by);
                return new Asked
                {
                    Finest = all with { By = chain[^1] }, First = chain, Second = [],
                    Keeps = key => Ancestor(chain, key.First, position + 1) == only.Group, Shown = key => new(Plain(key.First, by), default), Whole = (position + 1, 0, key => key.First == only.Group),
                };
            }

            if (and is null && question.Only is [var fine] && Chain(fine.By)[0] == Chain(by)[0])
            {
                // One unit, shown as itself or as its region: it stands as it does among the units.
                var chain = Chain(fine.By);
                return new Asked
                {
                    Finest = all with { By = chain[^1] }, First = chain, Second = [],
                    Keeps = key => Plain(key.First, fine.By) == fine.Group, Shown = key => new(Seen(chain, key.First, by), default), Whole = (chain.Count, 0, key => Plain(key.First, fine.By) == fine.Group),
                };
            }

            if (and is null && question.Only is [var one]) return Crossed(all, one.By, by, by, one);
            if (and is not null && question.Only.Count == 0 && Chain(by)[0] == Chain(and)[0])
            {
                var chain = Chain(by).Count > Chain(and).Count ? Chain(by) : Chain(and);
                return new Asked
                {
                    Finest = all with { By = chain[^1], And = null }, First = chain, Second = [],
                    Keeps = _ => true, Shown = key => new(Seen(chain, key.First, by), Seen(chain, key.First, and)),
                };
            }

            return question.Only.Count > 0 ? null
                : and is not null ? Crossed(all, by, and, null, null)
                : new Asked { Finest = all with { By = Chain(by)[^1] }, First = Chain(by), Second = [], Keeps = _ => true, Shown = key => new(Seen(Chain(by), key.First, by), default) };
        }

        /// <summary>Two breakdowns, in the same order whichever is named first; the rows of one group of the first, shown by the second alone, where there is one.</summary>
        private static Asked Crossed(Question question, Breakdown by, Breakdown and, Breakdown? shownBy, Narrowing? only)
        {
            var turned = Breakdown.All.Index().First(b => b.Item == by).Index > Breakdown.All.Index().First(b => b.Item == and).Index;
            var (first, second) = turned ? (Chain(and), Chain(by)) : (Chain(by), Chain(and));
            return new Asked
            {
                Finest = question with { By = first[^1], And = second[^1] }, First = first, Second = second,
                Keeps = key => only is null || Plain(turned ? key.Second : key.First, by) == only.Group,
                Shown = key =>
                {
                    var (one, two) = turned ? (key.Second, key.First) : (key.First, key.Second);
                    return shownBy is null ? new(Plain(one, by), Plain(two, and)) : new(Plain(two, and), default);
                },
                Whole = only is null ? (0, 0, _ => true) : turned ? (0, second.Count, key => Plain(key.Second, by) == only.Group) : (first.Count, 0, key => Plain(key.First, by) == only.Group),
            };
        }

        /// <summary>Where in the chain of what is asked for a narrowing stands; null where it is of another.</summary>
        public static int? Position(Narrowing only, Breakdown by) => Chain(by).Index().Where(b => b.Item == only.By).Select(b => (int?)b.Index).FirstOrDefault();

        public static GroupKey Ancestor(IReadOnlyList<Breakdown> chain, GroupKey key, int depth)
        {
            for (var at = chain.Count; at > depth; at--) key = Up(chain[at - 1], key);
            return key;
        }

        private static GroupKey Seen(IReadOnlyList<Breakdown> chain, GroupKey key, Breakdown by) =>
            Plain(Ancestor(chain, key, chain.Index().First(b => b.Item == by || (by == Breakdown.Pdu && b.Item == Breakdown.PduOfRegion)).Index + 1), by);

        private static GroupKey Plain(GroupKey key, Breakdown by) => by == Breakdown.Pdu ? new(null, key.Number) : key;
    }

    private sealed class Level
    {
        public Dictionary<RowKey, long[]> Counts { get; init; } = [];
        public Dictionary<RowKey, bool[]> Suppressed { get; } = [];

        /// <summary>What is not shown at all.</summary>
        public HashSet<RowKey> Hidden { get; } = [];

        public Dictionary<string, (int Move, Dictionary<RowKey, int> Signs, IReadOnlyList<string> Of)> Worlds { get; } = [];

        /// <summary>How the rows differ in a world: of this level, or of one that this level goes on in one way only.</summary>
        public Dictionary<RowKey, int>? SignsOf(string name, IReadOnlyList<string> of) => of.Prepend(name).Where(Worlds.ContainsKey).Select(n => Worlds[n].Signs).FirstOrDefault();

        public void Add(string name, World world)
        {
            if (!Worlds.TryGetValue(name, out var known)) Worlds.Add(name, known = (world.Move, [], world.Of));
            foreach (var (key, sign) in world.Signs) known.Signs.Add(key, sign);
        }
    }

    /// <summary>Every table from the total down to what is asked for.</summary>
    private sealed class Lattice
    {
        private readonly Asked asked;
        private readonly MeasureTree tree;
        private readonly DisclosureRules rules;
        private readonly Level[,] levels;
        private readonly Dictionary<(int, int, RowKey), IReadOnlyList<long[]>> around = [];

        public Lattice(Asked asked, IReadOnlyDictionary<RowKey, long[]> finest, IReadOnlyList<MeasureDefinition> measures, DisclosureRules rules)
        {
            (this.asked, this.rules, tree) = (asked, rules, new MeasureTree(measures));
            levels = new Level[asked.First.Count + 1, asked.Second.Count + 1];
            for (var first = asked.First.Count; first >= 0; first--)
            {
                for (var second = asked.Second.Count; second >= 0; second--)
                {
                    levels[first, second] = new Level
                    {
                        Counts = first == asked.First.Count && second == asked.Second.Count ? new(finest)
                            : second < asked.Second.Count ? levels[first, second + 1].Counts.GroupBy(r => new RowKey(r.Key.First, Above(asked.Second, second + 1, r.Key.Second))).ToDictionary(g => g.Key, g => Sum(g.Select(r => r.Value)))
                            : levels[first + 1, second].Counts.GroupBy(r => new RowKey(Above(asked.First, first + 1, r.Key.First), r.Key.Second)).ToDictionary(g => g.Key, g => Sum(g.Select(r => r.Value))),
                    };
                }
            }

            // Nobody at all is a total too.
            if (levels[0, 0].Counts.Count == 0) levels[0, 0].Counts.Add(default, new long[measures.Count]);
            for (var first = 0; first <= asked.First.Count; first++)
            {
                for (var second = 0; second <= asked.Second.Count; second++) Protect(first, second);
            }
        }

        public Level Last => levels[asked.First.Count, asked.Second.Count];

        public Level this[int first, int second] => levels[first, second];

        private static GroupKey Above(IReadOnlyList<Breakdown> chain, int depth, GroupKey key) => depth <= 1 ? default : Up(chain[depth - 1], key);

        private RowKey Parent(int first, int second, RowKey key) =>
            new(first == 0 ? key.First : Above(asked.First, first, key.First), second == 0 ? key.Second : Above(asked.Second, second, key.Second));

        private void Protect(int first, int second)
        {
            var level = levels[first, second];
            foreach (var block in level.Counts.Keys.GroupBy(k => Parent(first, second, k)).OrderBy(g => Order(g.Key)))
            {
                var keys = block.OrderBy(Order).ToList();
                // Between the rows of the same first key in the table coarser by the second, and the other way round.
                var bySecond = second == 0 ? [] : keys.Select(k => new RowKey(k.First, Above(asked.Second, second, k.Second))).Distinct().ToList();
                var byFirst = first == 0 ? [] : keys.Select(k => new RowKey(Above(asked.First, first, k.First), k.Second)).Distinct().ToList();
                List<(int First, int Second, RowKey Key)> margins = [.. bySecond.Select(k => (first, second - 1, k)), .. byFirst.Select(k => (first - 1, second, k))];
                if (margins.Exists(m => levels[m.First, m.Second].Hidden.Contains(m.Key)))
                {
                    Hide(level, keys);
                    continue;
                }

                var ends = keys.Select(k =>
                {
                    var one = second == 0 ? -1 : bySecond.IndexOf(new RowKey(k.First, Above(asked.Second, second, k.Second)));
                    var two = first == 0 ? -1 : bySecond.Count + byFirst.IndexOf(new RowKey(Above(asked.First, first, k.First), k.Second));
                    return one < 0 ? (Math.Max(two, 0), -1) : (one, two);
                }).ToList();
                var made = new LevelBlock(tree, rules, keys, [.. keys.Select(k => level.Counts[k])], ends, [.. margins.Select(m => new Margin(levels[m.First, m.Second].Counts[m.Key], Around(m.First, m.Second, m.Key)))]);
                if (!made.Protect(Given(margins), $"{first},{second} {Order(block.Key)}", out var worlds))
                {
                    Hide(level, keys);
                    continue;
                }

                foreach (var (row, key) in keys.Index()) level.Suppressed[key] = [.. Enumerable.Range(0, level.Counts[key].Length).Select(m => made.IsSuppressed(row, m))];
                foreach (var (name, world) in worlds) level.Add(name, world);
            }

            static void Hide(Level level, List<RowKey> keys)
            {
                foreach (var key in keys)
                {
                    level.Hidden.Add(key);
                    level.Suppressed[key] = [.. level.Counts[key].Select(_ => true)];
                }
            }
        }

        /// <summary>The other worlds in which one of these margins differs.</summary>
        private List<MarginWorld> Given(List<(int First, int Second, RowKey Key)> margins)
        {
            var given = new Dictionary<string, MarginWorld>(StringComparer.Ordinal);
            List<Level> coarser = [.. margins.Select(m => levels[m.First, m.Second]).Distinct()];
            foreach (var (name, (move, _, of)) in coarser.SelectMany(l => l.Worlds))
            {
                if (given.ContainsKey(name)) continue;
                // Where one level goes on the same world in another way, the other level does in its own.
                var signs = coarser.ConvertAll(l => l.SignsOf(name, of));
                int[] supply = [.. margins.Select(m => signs[coarser.IndexOf(levels[m.First, m.Second])]?.GetValueOrDefault(m.Key) ?? 0)];
                if (supply.Any(s => s != 0)) given.Add(name, new(name, of, move, supply));
            }

            return [.. given.Values.OrderBy(g => g.Name, StringComparer.Ordinal)];
        }

        /// <summary>The counts of a row and of every one that holds it.</summary>
        private IReadOnlyList<long[]> Around(int first, int second, RowKey key)
        {
            if (around.TryGetValue((first, second, key), out var known)) return known;
            var all = new List<long[]> { levels[first, second].Counts[key] };
            if (first > 0) all.AddRange(Around(first - 1, second, new(Above(asked.First, first, key.First), key.Second)));
            if (second > 0) all.AddRange(Around(first, second - 1, new(key.First, Above(asked.Second, second, key.Second))));
            return around[(first, second, key)] = all;
        }

        private static string Order(RowKey key) => FormattableString.Invariant($"{key.First.Text}/{key.First.Number:000000000}|{key.Second.Text}/{key.Second.Number:000000000}");
    }
}
