using System.Globalization;

namespace Referrals.Statistics;

/// <summary>One group of a comparison: so many of so many.</summary>
public readonly record struct Share(string Name, long Part, long Whole);

/// <summary>Whether groups differ by more than chance would make them.</summary>
/// <param name="Test">Which test was used; null where the numbers are too small to tell.</param>
/// <param name="P">The probability of a difference at least so large where there is none.</param>
/// <param name="Words">One sentence for the reader.</param>
public sealed record Difference(string? Test, double? P, string Words)
{
    /// <summary>Below this a difference is called one.</summary>
    public const double Level = 0.05;

    /// <summary>
    /// Fisher's exact test of two groups; Pearson's chi-squared of more, where every cell is expected to hold at least five. Groups of nobody are left out, and so should be
    /// those of people of whom it is not known.
    /// </summary>
    public static Difference Of(IReadOnlyList<Share> groups)
    {
        var known = groups.Where(g => g.Whole > 0).ToList();
        if (known.Exists(g => g.Part < 0 || g.Part > g.Whole)) throw new ArgumentException("A part is larger than its whole.", nameof(groups));
        if (known.Count < 2) return new(null, null, "There are no two groups to compare.");
        long part = known.Sum(g => g.Part), whole = known.Sum(g => g.Whole);
        var smallest = known.Min(g => (double)g.Whole * Math.Min(part, whole - part) / whole);
        if (part == 0 || part == whole) return new(null, null, "Every group has the same share.");
        if (known.Count == 2)
        {
            if (whole < 10) return TooSmall;
            var p = Fisher(known[0].Part, known[0].Whole, known[1].Part, known[1].Whole);
            return Say("Fisher's exact test", p);
        }

        if (smallest < 5) return TooSmall;
        var statistic = known.Sum(g =>
        {
            var (yes, no) = ((double)g.Whole * part / whole, (double)g.Whole * (whole - part) / whole);
            return ((g.Part - yes) * (g.Part - yes) / yes) + ((g.Whole - g.Part - no) * (g.Whole - g.Part - no) / no);
        });
        return Say(string.Create(CultureInfo.InvariantCulture, $"chi-squared {statistic:0.0} on {known.Count - 1} degrees of freedom"), UpperGamma((known.Count - 1) / 2.0, statistic / 2));
    }

    /// <summary>The same of a protected table, from what it shows alone: a group of which either figure is withheld is left out, and so is what is not known.</summary>
    public static Difference Of(StatisticsTable table, string part, string whole)
    {
        ArgumentNullException.ThrowIfNull(table);
        var known = table.Rows.Where(r => r.Key != GroupKey.Unknown).ToList();
        var shown = known.Where(r => !r.Cells[part].IsSuppressed && !r.Cells[whole].IsSuppressed).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new Share(r.Key, r.Cells[part].Count!.Value, r.Cells[whole].Count!.Value)).ToList();
        if (shown.Count == known.Count) return Of(shown);
        var difference = shown.Count(g => g.Whole > 0) < 2 ? TooSmall : Of(shown);
        return difference with { Words = $"{difference.Words} Groups whose figures are withheld are left out." };
    }

    private static Difference TooSmall { get; } = new(null, null, "The numbers are too small to tell whether the groups differ.");

    private static Difference Say(string test, double p)
    {
        var shown = p < 0.001 ? "p below 0.001" : "p = " + p.ToString("0.000", CultureInfo.InvariantCulture);
        return new(test, p, p < Level
            ? $"The groups differ by more than chance would make them ({test}, {shown}). It does not say why."
            : $"The difference between the groups is no more than chance may make ({test}, {shown}).");
    }

    /// <summary>Two-sided: the sum over all tables with these margins that are no likelier than the one found.</summary>
    private static double Fisher(long partA, long wholeA, long partB, long wholeB)
    {
        var part = partA + partB;
        var (least, most) = (Math.Max(0, part - wholeB), Math.Min(part, wholeA));
        var all = LogChoose(wholeA + wholeB, part);
        var found = LogLikelihood(partA);
        var p = 0.0;
        for (var k = least; k <= most; k++)
        {
            var likelihood = LogLikelihood(k);
            if (likelihood <= found + 1e-7) p += Math.Exp(likelihood);
        }

        return Math.Min(1, p);

        double LogLikelihood(long k) => LogChoose(wholeA, k) + LogChoose(wholeB, part - k) - all;
    }

    private static double LogChoose(long n, long k) => LogGamma(n + 1) - LogGamma(k + 1) - LogGamma(n - k + 1);

    /// <summary>Lanczos's approximation.</summary>
    private static double LogGamma(double x)
    {
        ReadOnlySpan<double> c = [676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
        x -= 1;
        var sum = 0.99999999999980993;
        for (var i = 0; i < c.Length; i++) sum += c[i] / (x + i + 1);
        var t = x + c.Length - 0.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>The regularised upper incomplete gamma function Q(a, x): by its series below a + 1, by a continued fraction above.</summary>
    private static double UpperGamma(double a, double x)
    {
        if (x <= 0) return 1;
        var scale = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        if (x < a + 1)
        {
            double term = 1 / a, sum = term;
            for (var n = 1; n < 1000 && Math.Abs(term) > Math.Abs(sum) * 1e-14; n++) sum += term *= x / (a + n);
            return Math.Max(0, 1 - (sum * scale));
        }

        const double Tiny = 1e-300;
        double b = x + 1 - a, c = 1 / Tiny, d = 1 / b, h = d;
        for (var i = 1; i < 1000; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = 1 / NotZero((an * d) + b);
            c = NotZero(b + (an / c));
            var delta = d * c;
            h *= delta;
            if (Math.Abs(delta - 1) < 1e-14) break;
        }

        return Math.Min(1, h * scale);

        static double NotZero(double v) => Math.Abs(v) < Tiny ? Tiny : v;
    }
}

/// <summary>A count of a month to come, with how far off it may be.</summary>
/// <param name="Mean">Of the months it is drawn from.</param>
/// <param name="Low">With <paramref name="High"/>: nine months in ten fall between them, if the coming ones are as the past ones were.</param>
public sealed record Expected(double Mean, double Low, double High, int Months)
{
    /// <summary>From the counts of past months; null of fewer than six.</summary>
    public static Expected? From(IReadOnlyList<long> months)
    {
        ArgumentNullException.ThrowIfNull(months);
        if (months.Count < 6) return null;
        var mean = months.Average();
        // Counts vary at least as chance alone would make them; months that vary more are taken as they are.
        var deviation = Math.Sqrt(Math.Max(mean, months.Sum(m => (m - mean) * (m - mean)) / (months.Count - 1)));
        return new(mean, Math.Max(0, mean - (1.645 * deviation)), mean + (1.645 * deviation), months.Count);
    }
}
