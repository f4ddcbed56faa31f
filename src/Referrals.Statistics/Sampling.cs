using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Referrals.Statistics;

/// <summary>One stratum of a sample: how many there are to draw from, and how many were drawn.</summary>
public sealed record Stratum(string Key, int Frame, int Drawn);

/// <summary>A sample and what it was drawn from.</summary>
/// <param name="Drawn">In the order in which they are looked at, which is by chance too.</param>
/// <param name="FrameChecksum">SHA-256 of everybody it was drawn from, with their strata: the same frame has the same.</param>
public sealed record DrawnSample(IReadOnlyList<(Guid Id, string Stratum)> Drawn, IReadOnlyList<Stratum> Strata, string FrameChecksum);

/// <summary>A stratified random sample that anybody can draw again: the same frame, size and seed give the same people.</summary>
public static class Sampling
{
    /// <param name="frame">Each once, with the stratum they are in.</param>
    /// <param name="size">At most as many as there are.</param>
    public static DrawnSample Draw(IReadOnlyCollection<(Guid Id, string Stratum)> frame, int size, int seed)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, frame.Count);
        var strata = frame.GroupBy(f => f.Stratum, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var share = Allocate([.. strata.Select(s => s.Count())], size);
        var chosen = strata.Index().SelectMany(s => InChance(s.Item, seed).Take(share[s.Index]));
        return new([.. InChance(chosen, seed)], [.. strata.Select((s, i) => new Stratum(s.Key, s.Count(), share[i]))], ChecksumOf(frame));
    }

    /// <summary>
    /// In proportion to what each holds; what is left over after whole numbers goes where most is missing, and of two with as much missing to the first (largest remainder).
    /// </summary>
    public static IReadOnlyList<int> Allocate(IReadOnlyList<int> holds, int size)
    {
        ArgumentNullException.ThrowIfNull(holds);
        var all = holds.Sum(h => (long)h);
        if (all == 0) return [.. holds.Select(_ => 0)];
        var share = holds.Select(h => (int)((long)h * size / all)).ToArray();
        foreach (var (_, index) in holds.Select((h, i) => (Remainder: (long)h * size % all, Index: i)).OrderByDescending(r => r.Remainder).ThenBy(r => r.Index).Take(size - share.Sum())) share[index]++;
        return share;
    }

    // A person's place depends on the seed and on them alone, so that a larger sample of the same stratum holds the smaller one.
    private static IEnumerable<(Guid Id, string Stratum)> InChance(IEnumerable<(Guid Id, string Stratum)> people, int seed) =>
        people.Select(p => (Person: p, Place: Place(p.Id, seed))).OrderBy(p => p.Place, StringComparer.Ordinal).Select(p => p.Person);

    private static string Place(Guid id, int seed)
    {
        Span<byte> from = stackalloc byte[20];
        BinaryPrimitives.WriteInt32BigEndian(from, seed);
        id.TryWriteBytes(from[4..], bigEndian: true, out _);
        return Convert.ToHexStringLower(SHA256.HashData(from));
    }

    private static string ChecksumOf(IEnumerable<(Guid Id, string Stratum)> frame) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', frame.Select(f => $"{f.Id:N} {f.Stratum}").Order(StringComparer.Ordinal)))));
}

/// <summary>How far a share found in a sample may lie from that of all it was drawn from: the Wilson score interval at 95%.</summary>
/// <param name="Low">From 0 to 1, like <paramref name="High"/>.</param>
public sealed record ShareInterval(double Share, double Low, double High)
{
    private const double Z = 1.959963984540054;

    /// <returns>Null where nobody was judged.</returns>
    public static ShareInterval? Of(long part, long whole)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, whole);
        if (whole == 0) return null;
        var (p, n) = ((double)part / whole, (double)whole);
        var centre = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        return new(p, part == 0 ? 0 : Math.Max(0, centre - half), part == whole ? 1 : Math.Min(1, centre + half));
    }
}
