namespace Referrals.Statistics;

/// <summary>How the measures of a table lie inside each other: a tree, or it cannot be protected.</summary>
internal static class Measuring
{
    /// <summary>The measure each one is some or a part of; the outermost are left out.</summary>
    public static Dictionary<string, string> OuterOf(IReadOnlyList<MeasureDefinition> measures)
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
