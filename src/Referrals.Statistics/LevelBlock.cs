namespace Referrals.Statistics;

/// <summary>
/// Another world in which all that is shown is the same: so many rows have one person more, or one fewer, by one change of the measures.
/// </summary>
/// <param name="Signs">The rows that differ.</param>
/// <param name="Of">The worlds of coarser tables that it goes on in a way of its own, the nearest first; none where it goes on under its own name, or leaves the margins alone.</param>
internal sealed record World(int Move, IReadOnlyDictionary<RowKey, int> Signs, IReadOnlyList<string> Of);

/// <summary>A world of the margins: by how much each of them differs in it.</summary>
internal sealed record MarginWorld(string Name, IReadOnlyList<string> Of, int Move, int[] Supply);

/// <summary>A margin of a block: a row of a coarser table, shown or withheld there already, and what is known around it.</summary>
/// <param name="Around">The rows that hold it, with itself.</param>
internal sealed record Margin(long[] Counts, IReadOnlyList<long[]> Around);

/// <summary>
/// The rows that lie between margins which are shown elsewhere: units of one region, or the regions of one sex beside the sexes of one region. The margins are taken as they
/// are, to the last figure, and so nothing that is shown here takes away from what protects them: for each other world they leave open there is one of these rows that agrees
/// with it, and for each figure withheld here there is one that leaves the margins alone. Blocks protected one by one are therefore protected together (docs/adr/0029).
/// With one change of the measures rows are arcs between their two margins, and another world is a flow.
/// </summary>
internal sealed class LevelBlock
{
    private const long Never = long.MaxValue / 4;
    private const int LeafCost = 100;

    private readonly DisclosureRules rules;
    private readonly MeasureTree tree;
    private readonly IReadOnlyList<RowKey> keys;
    private readonly long[][] counts;
    private readonly (int From, int To)[] ends;
    private readonly int nodes;
    private readonly List<int>[] rowsAt;
    private readonly IReadOnlyList<Margin> margins;
    private readonly bool[][] isSuppressed;
    private readonly bool[][] isProtected;
    private readonly bool[][] isRaised;
    private readonly bool[][] isLeftOut;
    private readonly bool[][] zeroMayRise;
    private readonly List<(int Row, int Measure, Aim Aim)> targets = [];
    private bool nothingIsShown;

    /// <param name="ends">For each row the places, in <paramref name="margins"/>, of the margins it lies in; the second is -1 where there is one.</param>
    public LevelBlock(MeasureTree tree, DisclosureRules rules, IReadOnlyList<RowKey> keys, long[][] counts, IReadOnlyList<(int First, int Second)> ends, IReadOnlyList<Margin> margins)
    {
        if (rules.RoundTo is not null) throw new ArgumentException("What is shown at once is not rounded.", nameof(rules));
        (this.tree, this.rules, this.keys, this.counts, this.margins) = (tree, rules, keys, counts, margins);
        // Rows with one margin all lead from it to the outside.
        this.ends = [.. ends.Select(e => (e.First, e.Second < 0 ? margins.Count : e.Second))];
        nodes = margins.Count + 1;
        rowsAt = [.. Enumerable.Range(0, nodes).Select(n => Enumerable.Range(0, keys.Count).Where(r => this.ends[r].From == n || this.ends[r].To == n).ToList())];
        var width = counts.Length == 0 ? 0 : counts[0].Length;
        (isSuppressed, isProtected, isRaised, isLeftOut, zeroMayRise) = (Flags(), Flags(), Flags(), Flags(), Flags());
        FindGroups();
        for (var row = 0; row < counts.Length; row++)
        {
            for (var m = 0; m < width; m++)
            {
                if (counts[row][m] == 0 || counts[row][m] >= rules.Threshold) continue;
                isSuppressed[row][m] = true;
                targets.Add((row, m, Aim.Another));
            }
        }

        bool[][] Flags() => [.. counts.Select(_ => new bool[width])];
    }

    public bool IsSuppressed(int row, int measure) => isSuppressed[row][measure];

    /// <summary>
    /// Withholds what it takes. False where it cannot be done and the rows cannot be shown at all: five rows of one person each between margins that say five.
    /// </summary>
    /// <param name="given">The other worlds of the margins: the change of the measures, and by how much each margin differs.</param>
    /// <param name="worlds">Those worlds with the rows that change in them, and after them one for each figure that needed its own.</param>
    public bool Protect(IReadOnlyList<MarginWorld> given, string name, out IReadOnlyList<(string Name, World World)> worlds)
    {
        if (Run(given, name, out worlds)) return true;
        // Nothing of any row is left to be known; that there is the row is, and that somebody is in it.
        nothingIsShown = true;
        foreach (var row in Enumerable.Range(0, counts.Length))
        {
            Array.Fill(isSuppressed[row], true);
            Array.Fill(zeroMayRise[row], true);
            foreach (var flags in (bool[][])[isProtected[row], isRaised[row], isLeftOut[row]]) Array.Clear(flags);
        }

        return Run(given, name, out worlds);
    }

    private bool Run(IReadOnlyList<MarginWorld> given, string name, out IReadOnlyList<(string Name, World World)> worlds)
    {
        var found = new List<(string, World)>();
        worlds = found;
        if (!rules.Secondary) return true;
        foreach (var world in given)
        {
            var move = tree.Moves[world.Move];
            if ((Carry(move, world.Supply, Limits.SmallStaySmall) ?? Carry(move, world.Supply, Limits.ZerosStayZero) ?? Carry(move, world.Supply, Limits.None)) is not { } signs) return false;
            Take(move, signs);
            found.Add((world.Name, WorldOf(move, signs, world.Of)));
        }

        if (margins.Count == 0)
        {
            // Somebody more, wherever the total withholds all that it would show of them: the world that goes on anywhere.
            foreach (var more in tree.Moves.Where(m => m.Measures.All(c => c >= 0) && Cost(0, 1, m, Limits.None) == 0))
            {
                Take(more, [1]);
                found.Add(($"{name}#{found.Count}", WorldOf(more, [1], [])));
            }
        }

        foreach (var (row, measure, aim) in targets.OrderByDescending(t => t.Aim))
        {
            if (aim switch { Aim.Another => isProtected, Aim.NotNobody => isRaised, _ => isLeftOut } is var done && done[row][measure]) continue;
            if ((Cheapest(row, measure, aim) ?? WithMargins(given, row, measure, aim)) is not { } other) return false;
            Take(other.Move, other.Signs);
            found.Add(($"{name}#{found.Count}", WorldOf(other.Move, other.Signs, other.Of)));
        }

        return true;
    }

    private World WorldOf(Move move, int[] signs, IReadOnlyList<string> of) => new(move.Number, signs.Index().Where(s => s.Item != 0).ToDictionary(s => keys[s.Index], s => s.Item), of);

    private void Take(Move move, int[] signs)
    {
        foreach (var (row, sign) in signs.Index())
        {
            if (sign == 0) continue;
            foreach (var m in move.Changed)
            {
                isProtected[row][m] = isSuppressed[row][m] = true;
                isRaised[row][m] |= sign * move.Measures[m] > 0;
            }

            for (var m = 0; m < move.Measures.Length; m++) isLeftOut[row][m] |= tree.WholeOf(m) is { } group && sign * move.Measures[group] > sign * move.Measures[m];
        }
    }

    private void FindGroups()
    {
        if (rules.WholeGroupsBelow <= 0) return;
        for (var row = 0; row < counts.Length; row++)
        {
            var around = margins.Index().Where(m => m.Index == ends[row].From || m.Index == ends[row].To).SelectMany(m => m.Item.Around).ToList();
            for (var m = 0; m < counts[row].Length; m++)
            {
                if (tree.WholeOf(m) is not { } group) continue;
                var (some, all) = (counts[row][m], counts[row][group]);
                if (all == 0 || all >= rules.WholeGroupsBelow || (some != 0 && some != all)) continue;
                if (around.Exists(r => r[group] >= rules.WholeGroupsBelow && r[m] == (some == 0 ? 0 : r[group]))) continue;
                targets.Add((row, m, some == 0 ? Aim.NotNobody : Aim.NotEverybody));
                isSuppressed[row][m] = true;
                if (some == 0) MayRise(row, m);
            }
        }

        void MayRise(int row, int measure)
        {
            zeroMayRise[row][measure] = true;
            foreach (var part in tree.Inside[measure]) MayRise(row, part);
        }
    }

    private (Move Move, int[] Signs, IReadOnlyList<string> Of)? Cheapest(int row, int measure, Aim aim)
    {
        foreach (var limits in (Limits[])[Limits.SmallStaySmall, Limits.ZerosStayZero, Limits.None])
        {
            (Move Move, int[] Signs, long Cost)? best = null;
            foreach (var move in tree.Moves)
            {
                if (!tree.Serves(move, measure, aim)) continue;
                var own = Cost(row, 1, move, limits);
                if (own >= (best?.Cost ?? Never)) continue;
                var signs = new int[counts.Length];
                signs[row] = 1;
                if (Back(row, move, limits, signs, (best?.Cost ?? Never) - own) is not { } cost) continue;
                best = (move, signs, own + cost);
                if (best.Value.Cost == 0) break;
            }

            if (best is { } found) return (found.Move, found.Signs, []);
        }

        return null;
    }

    /// <summary>A world of the margins that may as well go on in this row; null where there is none.</summary>
    private (Move Move, int[] Signs, IReadOnlyList<string> Of)? WithMargins(IReadOnlyList<MarginWorld> given, int row, int measure, Aim aim)
    {
        foreach (var limits in (Limits[])[Limits.SmallStaySmall, Limits.ZerosStayZero, Limits.None])
        {
            foreach (var world in given)
            {
                var move = tree.Moves[world.Move];
                foreach (var sign in (int[])[1, -1])
                {
                    if (tree.Serves(move, measure, aim, sign) && Cost(row, sign, move, limits) < Never && Carry(move, world.Supply, limits, row, sign) is { } signs) return (move, signs, [world.Name, .. world.Of]);
                }
            }
        }

        return null;
    }

    /// <summary>A flow that gives each margin what it has more or fewer; null where there is none.</summary>
    /// <param name="first">A row that is to be part of it, by <paramref name="sign"/>; -1 for none.</param>
    private int[]? Carry(Move move, int[] supply, Limits limits, int first = -1, int sign = 0)
    {
        var signs = new int[counts.Length];
        var left = new int[nodes];
        for (var m = 0; m < margins.Count; m++) left[m] = Sign(m) * supply[m];
        left[^1] = -left.Sum();
        if (first >= 0)
        {
            signs[first] = sign;
            left[ends[first].From] -= sign;
            left[ends[first].To] += sign;
        }

        while (Array.FindIndex(left, n => n > 0) is var source and >= 0)
        {
            if (!Forward(source, move, limits, signs, left, first)) return null;
        }

        return signs;

        // A margin that rows lead away from has as much more as they have; one that they lead to takes it in.
        int Sign(int margin) => Array.Exists(ends, e => e.From == margin) ? 1 : -1;
    }

    /// <summary>The row rises: the cheapest way from the margin it leads to back to the one it comes from, over other rows that rise along their arc or fall against it. Its cost, or null where there is none that costs less.</summary>
    private long? Back(int row, Move move, Limits limits, int[] signs, long below)
    {
        var (start, end) = (ends[row].To, ends[row].From);
        var best = new long[nodes];
        var by = new (int Row, int Sign, int Before)[nodes];
        var done = new bool[nodes];
        Array.Fill(best, Never);
        best[start] = 0;
        while (true)
        {
            var node = -1;
            for (var n = 0; n < nodes; n++)
            {
                if (!done[n] && best[n] < below && (node < 0 || best[n] < best[node])) node = n;
            }

            if (node < 0) return null;
            if (node == end) break;
            done[node] = true;
            foreach (var next in rowsAt[node])
            {
                if (next == row) continue;
                var sign = ends[next].From == node ? 1 : -1;
                var to = sign > 0 ? ends[next].To : ends[next].From;
                if (done[to] || Cost(next, sign, move, limits) is not (< Never and var cost) || best[node] + cost >= best[to]) continue;
                (best[to], by[to]) = (best[node] + cost, (next, sign, node));
            }
        }

        for (var node = end; node != start; node = by[node].Before) signs[by[node].Row] += by[node].Sign;
        return best[end];
    }

    /// <summary>One step of a flow: from a margin that has one too many to the nearest that lacks one. What was changed before may be undone, which gives its cost back.</summary>
    private bool Forward(int start, Move move, Limits limits, int[] signs, int[] left, int without)
    {
        var best = new long[nodes];
        var by = new (int Row, int Sign, int Before)[nodes];
        Array.Fill(best, Never);
        best[start] = 0;
        for (var (round, changed) = (0, true); changed && round < nodes; round++)
        {
            changed = false;
            for (var row = 0; row < ends.Length; row++) changed |= Try(row, ends[row].From, ends[row].To, 1) | Try(row, ends[row].To, ends[row].From, -1);
        }

        var end = -1;
        for (var node = 0; node < nodes; node++)
        {
            if (left[node] < 0 && best[node] < Never && (end < 0 || best[node] < best[end])) end = node;
        }

        if (end < 0) return false;
        left[start]--;
        left[end]++;
        for (var node = end; node != start; node = by[node].Before) signs[by[node].Row] += by[node].Sign;
        return true;

        bool Try(int row, int from, int to, int sign)
        {
            if (row == without || best[from] >= Never || signs[row] == sign || to == start) return false;
            var cost = signs[row] == -sign ? -Cost(row, -sign, move, limits) : Cost(row, sign, move, limits);
            if (cost >= Never || best[from] + cost >= best[to] || Leads(from, to)) return false;
            (best[to], by[to]) = (best[from] + cost, (row, sign, from));
            return true;
        }

        // No way leads through a margin twice.
        bool Leads(int from, int to)
        {
            for (var node = from; node != start; node = by[node].Before)
            {
                if (node == to) return true;
            }

            return from == to;
        }
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
            // What is withheld is known not to be nothing, but where zeros are withheld too. That the row is there says that somebody is in it.
            if (change < 0 ? count < (nothingIsShown && !tree.IsOutermost(m) ? 1 : 2) : count == 0 && limits != Limits.None && !zeroMayRise[row][m]) return Never;
            if (change > 0 && count == rules.Threshold - 1 && limits == Limits.SmallStaySmall) return Never;
            if (!isSuppressed[row][m]) cost += LeafCost + long.Log2(Math.Max(count, 1));
        }

        return cost;
    }
}
