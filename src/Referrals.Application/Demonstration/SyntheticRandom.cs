namespace Referrals.Application.Demonstration;

/// <summary>
/// A stream of numbers that a seed decides for ever (SplitMix64): <see cref="Random"/> promises no such thing, and the
/// same caseload must come out on every machine and in every year.
/// </summary>
internal struct SyntheticRandom(ulong seed)
{
    private ulong state = seed;

    public static SyntheticRandom For(int seed, int index) =>
        new((((ulong)(uint)seed << 32) | (uint)index) * 0xD1342543DE82EF95UL);

    /// <summary>From 0 up to but not including <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(((ulong)(uint)(Next() >> 32) * (ulong)(uint)bound) >> 32);

    /// <summary>Both ends included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True <paramref name="times"/> times in a hundred.</summary>
    public bool Chance(int times) => Below(100) < times;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>One of the choices, each as often as its weight.</summary>
    public T Weighted<T>(ReadOnlySpan<(int Weight, T Choice)> choices)
    {
        var total = 0;
        foreach (var (weight, _) in choices)
            total += weight;
        var at = Below(total);
        foreach (var (weight, choice) in choices)
        {
            if (at < weight)
                return choice;
            at -= weight;
        }

        return choices[^1].Choice;
    }

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
