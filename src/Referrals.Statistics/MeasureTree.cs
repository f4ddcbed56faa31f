namespace Referrals.Statistics;

/// <summary>What a figure withheld must leave open.</summary>
internal enum Aim
{
    /// <summary>The count could be another.</summary>
    Another,
    /// <summary>Somebody of the group could be counted, though nobody is.</summary>
    NotNobody,
    /// <summary>Somebody of the group could be uncounted, though everybody is.</summary>
    NotEverybody,
}

/// <summary>What may change elsewhere for it, tried in turn. The first holds off even a reader who is told which figures are the small ones.</summary>
internal enum Limits
{
    SmallStaySmall,
    /// <summary>A zero is shown, but where it is itself withheld.</summary>
    ZerosStayZero,
    /// <summary>A zero elsewhere may have to be withheld too: none of the twelve of this quarter, and so none of the three of this region.</summary>
    None,
}

/// <summary>A change of one in each of these measures of a row, and of how many are in an outer measure but not in the one within it.</summary>
internal sealed record Move(int Number, sbyte[] Measures, sbyte[] Remainders)
{
    public int[] Changed { get; } = [.. Enumerable.Range(0, Measures.Length).Where(m => Measures[m] != 0)];
    public int[] ChangedRemainders { get; } = [.. Enumerable.Range(0, Remainders.Length).Where(m => Remainders[m] != 0)];
}

/// <summary>How the measures of a table lie in each other, and every change of one person that leaves them in order: somebody more, somebody fewer, or somebody in another place.</summary>
internal sealed class MeasureTree
{
    private readonly IReadOnlyList<MeasureDefinition> measures;
    private readonly int[] outer;
    private readonly bool[] isSum;
    private readonly List<Move> moves = [];

    public MeasureTree(IReadOnlyList<MeasureDefinition> measures)
    {
        this.measures = measures;
        var outerOf = Measuring.OuterOf(measures);
        outer = [.. measures.Select(m => outerOf.TryGetValue(m.Key, out var key) ? Index(key) : -1)];
        isSum = [.. measures.Select(m => m.SumOf.Count > 0)];
        Inside = [.. Enumerable.Range(0, measures.Count).Select(m => Enumerable.Range(0, measures.Count).Where(i => outer[i] == m).ToList())];
        MakeMoves();
    }

    /// <summary>The measures right inside each one.</summary>
    public List<int>[] Inside { get; }

    public IReadOnlyList<Move> Moves => moves;

    public int Index(string measure) => measures.Index().First(m => m.Item.Key == measure).Index;

    /// <summary>Whether the move leaves the measure as open as it must be.</summary>
    /// <param name="sign">-1 for the move's reverse.</param>
    public bool Serves(Move move, int measure, Aim aim, int sign = 1) => aim switch
    {
        Aim.Another => move.Measures[measure] != 0,
        Aim.NotNobody => sign * move.Measures[measure] > 0,
        _ => WholeOf(measure) is { } group && sign * move.Measures[group] > sign * move.Measures[measure],
    };

    /// <summary>Whether the measure lies in no other.</summary>
    public bool IsOutermost(int measure) => outer[measure] < 0;

    /// <summary>The group of which none or all may be in the measure: what it is a share of, else what it lies in; null where that is not around it.</summary>
    public int? WholeOf(int measure)
    {
        var group = measures[measure].DenominatorKey is { } key ? Index(key) : outer[measure];
        for (var at = outer[measure]; at >= 0; at = outer[at])
        {
            if (at == group) return group;
        }

        return null;
    }

    private void MakeMoves()
    {
        // Where a person can be: in a measure and all around it, and in nothing inside it.
        var places = new List<(sbyte[] Measures, sbyte[] Remainders, int Root)>();
        for (var m = 0; m < measures.Count; m++)
        {
            if (isSum[m]) continue;
            var (path, remainder, root) = (new sbyte[measures.Count], new sbyte[measures.Count], m);
            for (var at = m; at >= 0; at = outer[at]) (path[at], root) = (1, at);
            if (Inside[m].Count > 0) remainder[m] = 1;
            places.Add((path, remainder, root));
        }

        foreach (var (path, remainder, root) in places)
        {
            Add(path, remainder);
            Add(Negative(path), Negative(remainder));
            foreach (var other in places.Where(p => p.Root == root && p.Measures != path))
                Add(Difference(path, other.Measures), Difference(remainder, other.Remainders));
        }

        void Add(sbyte[] of, sbyte[] remainders) => moves.Add(new(moves.Count, of, remainders));
        static sbyte[] Negative(sbyte[] a) => [.. a.Select(x => (sbyte)-x)];
        static sbyte[] Difference(sbyte[] a, sbyte[] b) => [.. a.Zip(b, (x, y) => (sbyte)(x - y))];
    }
}
