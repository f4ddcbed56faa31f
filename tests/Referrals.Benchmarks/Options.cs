using System.Globalization;
using Referrals.Workflows;

namespace Referrals.Benchmarks;

/// <summary>What to measure, and how much of it.</summary>
internal sealed record Options
{
    public const string Usage = """
        minimal|need|import|sweep|all [--instances N] [--cases N] [--tasks N] [--due N] [--folder FOLDER]
        delivery [--groups N] [--members N] [--rounds N] [--folder FOLDER]
        statistics [--needs N] [--rounds N] [--folder FOLDER]
        pages [--open N] [--rounds N] [--folder FOLDER]
        Databases are made in FOLDER, by default the temporary one: figures hold for the disk it is on.
        """;

    /// <summary>Pages, which are measured in a way of their own.</summary>
    public const string Delivery = "delivery";

    /// <summary>Tables over a nation, beside SQL written by hand.</summary>
    public const string Statistics = "statistics";

    /// <summary>Every page beside an empty one, with sixteen people at once.</summary>
    public const string Pages = "pages";

    private static readonly Dictionary<string, IBenchmark[]> All = new(StringComparer.Ordinal)
    {
        ["minimal"] = [new MinimalInstances()],
        ["need"] = [new NeedsToAcceptance()],
        ["import"] = [new BulkImport()],
        ["sweep"] = [new ChaseSweeps()],
        [Delivery] = [],
        [Statistics] = [],
        [Pages] = [],
        ["all"] = [new MinimalInstances(), new NeedsToAcceptance(), new BulkImport(), new ChaseSweeps()],
    };

    public required IReadOnlyList<IBenchmark> Benchmarks { get; init; }
    /// <summary>The engine that workflows run on.</summary>
    public string Engine { get; init; } = Engines.Embedded;

    public int? Instances { get; init; }
    public int Cases { get; init; } = 20_000;
    public int Tasks { get; init; } = 75_000;
    public int Due { get; init; } = 15_000;
    public int Groups { get; init; } = 500;
    public int Members { get; init; } = 10_000;
    public int Rounds { get; init; } = 40;

    /// <summary>Needs that are open in the large size of the pages.</summary>
    public int Open { get; init; } = 75_000;
    public int Needs { get; init; } = 1_000_000;
    public string Folder { get; init; } = Path.GetTempPath();

    /// <returns>Null where the arguments make no sense.</returns>
    public static Options? Parse(string[] args)
    {
        if (args.Length % 2 == 0 || !All.TryGetValue(args[0], out var benchmarks))
            return null;
        var options = new Options { Benchmarks = benchmarks };
        foreach (var pair in args[1..].Chunk(2))
        {
            var number = int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (int?)null;
            switch (pair[0])
            {
                case "--instances" when number is { } instances: options = options with { Instances = instances }; break;
                case "--cases" when number is { } cases: options = options with { Cases = cases }; break;
                case "--tasks" when number is { } tasks: options = options with { Tasks = tasks }; break;
                case "--due" when number is { } due: options = options with { Due = due }; break;
                case "--groups" when number is > 2: options = options with { Groups = number.Value }; break;
                case "--members" when number is { } members: options = options with { Members = members }; break;
                case "--needs" when number is > 0: options = options with { Needs = number.Value }; break;
                case "--open" when number is { } open: options = options with { Open = open }; break;
                case "--rounds" when number is > 0: options = options with { Rounds = number.Value }; break;
                case "--folder": options = options with { Folder = pair[1] }; break;
                default: return null;
            }
        }

        return options;
    }
}

internal interface IBenchmark
{
    /// <summary>What it measures is an engine's work, so that it is run on each engine there is.</summary>
    bool IsOfTheEngine => true;

    Task<Figures> Run(Options options);
}
