namespace Referrals.Statistics.Tests;

/// <summary>A fraction of whole numbers, exact; it throws rather than overflow.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Fraction
{
    private readonly long below;

    public Fraction(long above, long below = 1)
    {
        var common = Divisor(Math.Abs(above), Math.Abs(below)) * Math.Sign(below);
        (Above, this.below) = (above / common, below / common - 1);
    }

    public long Above { get; }
    private long Below => below + 1;
    public int Sign => Math.Sign(Above);

    public static implicit operator Fraction(long whole) => new(whole);
    public static Fraction operator -(Fraction a) => new(-a.Above, a.Below);
    public static Fraction operator +(Fraction a, Fraction b) => a.below == 0 && b.below == 0 ? new(checked(a.Above + b.Above)) : new(checked((a.Above * b.Below) + (b.Above * a.Below)), checked(a.Below * b.Below));
    public static Fraction operator -(Fraction a, Fraction b) => a + -b;
    public static Fraction operator *(Fraction a, Fraction b) => new(checked(a.Above * b.Above), checked(a.Below * b.Below));
    public static Fraction operator /(Fraction a, Fraction b) => new(checked(a.Above * b.Below), checked(a.Below * b.Above));
    public static bool operator <(Fraction a, Fraction b) => checked(a.Above * b.Below) < checked(b.Above * a.Below);
    public static bool operator >(Fraction a, Fraction b) => b < a;

    private static long Divisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a == 0 ? 1 : a;
    }
}

/// <summary>
/// Every equation and bound a reader has, solved exactly: which unknowns can have one value only? Sums with unknowns between a least and a most
/// value, by the simplex method in fractions. It knows nothing of tables, and shares nothing with disclosure control.
/// </summary>
internal sealed class LinearAttack
{
    private readonly List<long> truth = [];
    private readonly List<long> least = [];
    private readonly List<(List<(int Unknown, long Times)> Terms, long Sum)> equations = [];
    private Fraction[][] rows = [];
    private Fraction[] right = [];
    private int[] basis = [];
    private bool[] movable = [];

    /// <param name="true">What it is: it tells whether a value found is another, and is not given to the reader.</param>
    public int Unknown(long @true, long from = 0, long? to = null)
    {
        truth.Add(@true);
        least.Add(from);
        var unknown = truth.Count - 1;
        if (to is { } most)
        {
            var rest = Unknown(most - @true);
            Equation([(unknown, 1), (rest, 1)], most);
        }

        return unknown;
    }

    /// <summary>These, each so many times, add up to the sum.</summary>
    public void Equation(IEnumerable<(int Unknown, long Times)> terms, long sum)
    {
        var all = terms.GroupBy(t => t.Unknown).Select(g => (g.Key, g.Sum(t => t.Times))).Where(t => t.Item2 != 0).ToList();
        if (all.Count > 0) equations.Add((all, sum));
        else if (sum != 0) throw new InvalidOperationException("What is published contradicts itself.");
    }

    /// <summary>The unknowns among these that can only be what they are.</summary>
    public IReadOnlyList<int> Recovered(IEnumerable<int> wanted)
    {
        Begin();
        Mark();
        return [.. wanted.Where(w => !CanBeAnother(w))];
    }

    private void Begin()
    {
        var n = truth.Count;
        rows = [.. equations.Select(_ => new Fraction[n])];
        right = new Fraction[equations.Count];
        basis = new int[equations.Count];
        movable = new bool[n];
        foreach (var (i, (terms, sum)) in equations.Index())
        {
            var rest = sum - terms.Sum(t => t.Times * least[t.Unknown]);
            var sign = rest < 0 ? -1 : 1;
            foreach (var (unknown, times) in terms) rows[i][unknown] = sign * times;
            right[i] = sign * rest;
            basis[i] = -1;
        }

        // First away with what is made up: each row's excess, which the equations do not have.
        var excess = new Fraction[n];
        foreach (var row in rows)
        {
            for (var j = 0; j < n; j++) excess[j] += row[j];
        }

        while (Array.FindIndex(excess, e => e.Sign > 0) is var entering and >= 0)
        {
            if (!Enter(entering)) throw new InvalidOperationException("What is made up has no end.");
            var row = Array.IndexOf(basis, entering);
            var times = excess[entering];
            // A row that is no longer made up counts no more towards the excess.
            for (var j = 0; j < n; j++) excess[j] -= times * rows[row][j];
        }

        if (basis.Index().Any(b => b.Item < 0 && right[b.Index].Sign != 0)) throw new InvalidOperationException("What is published contradicts itself.");
        foreach (var (i, _) in basis.Index().Where(b => b.Item < 0).ToList())
        {
            var any = Array.FindIndex(rows[i], f => f.Sign != 0);
            if (any >= 0) Pivot(i, any);
        }

        var kept = basis.Index().Where(b => b.Item >= 0).Select(b => b.Index).ToList();
        (rows, right, basis) = ([.. kept.Select(i => rows[i])], [.. kept.Select(i => right[i])], [.. kept.Select(i => basis[i])]);
    }

    private bool CanBeAnother(int unknown)
    {
        foreach (var direction in new[] { 1, -1 })
        {
            while (!movable[unknown])
            {
                var at = Array.IndexOf(basis, unknown);
                if (at < 0)
                {
                    if (direction < 0) break;
                    // Without end, it can be anything.
                    if (!Enter(unknown)) movable[unknown] = true;
                    else Mark();
                    continue;
                }

                // Bland's rule: the first that helps, so that it ends.
                var helps = Enumerable.Range(0, truth.Count).FirstOrDefault(j => j != unknown && (rows[at][j].Sign * direction) < 0, -1);
                if (helps < 0) break;
                if (!Enter(helps)) movable[unknown] = true;
                else Mark();
            }
        }

        return movable[unknown];
    }

    /// <summary>Whatever differs from the truth in any solution can differ.</summary>
    private void Mark()
    {
        for (var j = 0; j < truth.Count; j++)
        {
            if (movable[j]) continue;
            var at = Array.IndexOf(basis, j);
            movable[j] = at < 0 ? truth[j] != least[j] : right[at] != new Fraction(truth[j] - least[j]);
        }
    }

    private bool Enter(int unknown)
    {
        var leaving = -1;
        Fraction smallest = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i][unknown].Sign <= 0) continue;
            var ratio = right[i] / rows[i][unknown];
            if (leaving < 0 || ratio < smallest || (ratio == smallest && basis[i] < basis[leaving])) (leaving, smallest) = (i, ratio);
        }

        if (leaving < 0) return false;
        Pivot(leaving, unknown);
        return true;
    }

    private void Pivot(int row, int column)
    {
        var by = rows[row][column];
        for (var j = 0; j < rows[row].Length; j++)
        {
            if (rows[row][j].Sign != 0) rows[row][j] /= by;
        }

        right[row] /= by;
        for (var i = 0; i < rows.Length; i++)
        {
            var times = rows[i][column];
            if (i == row || times.Sign == 0) continue;
            for (var j = 0; j < rows[i].Length; j++)
            {
                if (rows[row][j].Sign != 0) rows[i][j] -= times * rows[row][j];
            }

            right[i] -= times * right[row];
        }

        basis[row] = column;
    }
}
