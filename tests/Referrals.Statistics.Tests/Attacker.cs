namespace Referrals.Statistics.Tests;

/// <summary>
/// What a reader with patience can work out from a published table: every shown figure, the sums of columns, what the
/// measures say of each other. It shares nothing with disclosure control.
/// </summary>
internal sealed class Attacker
{
    private const long Unbounded = long.MaxValue / 1024;

    private readonly List<(int Variable, int Sign)[]> equalities = [];
    private readonly List<(int Inner, int Outer)> inequalities = [];
    private readonly string[] measures = [.. ReferralsAndCompletions.Measures.Select(m => m.Key)];
    private readonly int rows;
    private readonly long[] low;
    private readonly long[] high;

    /// <param name="published">Rows, then the total; by measure; null is suppressed.</param>
    /// <param name="upperBound">The most that a suppressed cell can be, for an attacker told that much about some cells.</param>
    public Attacker(IReadOnlyList<IReadOnlyDictionary<string, long?>> published, Func<int, string, long?> upperBound)
    {
        rows = published.Count;
        (low, high) = (new long[rows * measures.Length], new long[rows * measures.Length]);
        for (var row = 0; row < rows; row++)
        {
            foreach (var measure in measures)
            {
                var cell = Variable(row, measure);
                (low[cell], high[cell]) = published[row][measure] is { } shown ? (shown, shown) : (0, upperBound(row, measure) ?? Unbounded);
            }

            equalities.Add([
                (Variable(row, "needing"), -1), (Variable(row, "referred"), 1),
                (Variable(row, "not-referred-approved"), 1), (Variable(row, "not-referred-no-reason"), 1)]);
            foreach (var (inner, outer) in new[] { ("needing", "assessed"), ("accepted", "referred"), ("started", "accepted"), ("completed", "started") })
                inequalities.Add((Variable(row, inner), Variable(row, outer)));
        }

        foreach (var measure in measures)
            equalities.Add([(Variable(rows - 1, measure), -1), .. Enumerable.Range(0, rows - 1).Select(r => (Variable(r, measure), 1))]);
        Narrow(low, high);
    }

    public bool Pins(int row, string measure) => low[Variable(row, measure)] == high[Variable(row, measure)];

    /// <summary>Whether some table that agrees with all that is published has this count in this cell: a search, for small tables.</summary>
    public bool IsPossible(int row, string measure, long count)
    {
        // Nothing in a small table need be large for a count near the true one to be possible.
        var (l, h) = ((long[])low.Clone(), high.Select(b => Math.Min(b, 200)).ToArray());
        var cell = Variable(row, measure);
        if (count < l[cell] || count > h[cell]) return false;
        l[cell] = h[cell] = count;
        return Search(l, h);
    }

    private bool Search(long[] l, long[] h)
    {
        if (!Narrow(l, h)) return false;
        var open = Enumerable.Range(0, l.Length).Where(v => l[v] < h[v]).OrderBy(v => h[v] - l[v]).FirstOrDefault(-1);
        if (open < 0) return true;
        for (var value = l[open]; value <= h[open]; value++)
        {
            var (l2, h2) = ((long[])l.Clone(), (long[])h.Clone());
            l2[open] = h2[open] = value;
            if (Search(l2, h2)) return true;
        }

        return false;
    }

    private bool Narrow(long[] l, long[] h)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var terms in equalities)
            {
                foreach (var (variable, sign) in terms)
                {
                    // sign * x = -(the others)
                    long least = 0, most = 0;
                    foreach (var (other, otherSign) in terms)
                    {
                        if (other == variable) continue;
                        least -= otherSign > 0 ? h[other] : -l[other];
                        most -= otherSign > 0 ? l[other] : -h[other];
                    }

                    changed |= Tighten(variable, sign > 0 ? least : -most, sign > 0 ? most : -least);
                }
            }

            foreach (var (inner, outer) in inequalities)
            {
                changed |= Tighten(inner, 0, h[outer]);
                changed |= Tighten(outer, l[inner], Unbounded);
            }

            if (l.Zip(h).Any(b => b.First > b.Second)) return false;
        }

        return true;

        bool Tighten(int variable, long least, long most)
        {
            var (before, after) = ((l[variable], h[variable]), (Math.Max(l[variable], least), Math.Min(h[variable], most)));
            if (after == before || before.Item1 > before.Item2) return false;
            (l[variable], h[variable]) = after;
            return true;
        }
    }

    private int Variable(int row, string measure) => row * measures.Length + Array.IndexOf(measures, measure);
}
