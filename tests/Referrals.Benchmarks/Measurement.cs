using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Referrals.Workflows;

namespace Referrals.Benchmarks;

/// <summary>
/// Measures one piece of work three times over from the same starting database: through the product against the clock; through the product with
/// triggers that write down every row it inserts and updates; and then those same rows, in the same number of transactions, through prepared
/// commands of Microsoft.Data.Sqlite against the clock. The last is the floor: what the disk and SQLite take by themselves.
/// </summary>
internal sealed class Measurement(Options options)
{
    public required string Name { get; init; }
    public required string Unit { get; init; }
    public double? Aim { get; init; }

    /// <summary>Puts in place what is there before the work begins.</summary>
    public required Func<Product, Task> Before { get; init; }

    /// <summary>Does so much of the work, and calls the action after every commit.</summary>
    public required Func<Product, int, Action, Task> Work { get; init; }

    /// <summary>How many units a commit takes, where the work itself cannot tell when it commits.</summary>
    public int? UnitsACommit { get; init; }

    /// <returns>Units a second of the floor alone, from so many recorded ones.</returns>
    public async Task<double> FloorRate(int recorded) => (await Run(recorded, recorded)).FloorRate;

    public async Task<Figures> Run(int count, int recorded, Func<string>? note = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"referrals-benchmark-{Environment.ProcessId}-{Name}")).FullName;
        try
        {
            var start = Path.Combine(folder, "start.db");
            await using (var product = await Product.Open(start, options.Engine))
                await Before(product);
            Product.Checkpoint(start);

            // Code is compiled, statements are cached and the file is warm before anything is measured.
            await Once(Copy(start, "warm.db"), Math.Min(count, recorded), () => { });
            var took = await Once(Copy(start, "timed.db"), count, () => { });
            var floor = await Floor(start, recorded);
            return new Figures { Name = options.Engine == Engines.Embedded ? Name : $"{Name}, {options.Engine}", Unit = Unit, Count = count, Took = took, FloorRate = recorded / floor.TotalSeconds, Aim = Aim, Note = note?.Invoke() ?? "" };
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<TimeSpan> Once(string file, int count, Action committed)
    {
        await using var product = await Product.Open(file, options.Engine);
        GC.Collect();
        var watch = Stopwatch.StartNew();
        await Work(product, count, committed);
        return watch.Elapsed;
    }

    private async Task<TimeSpan> Floor(string start, int count)
    {
        var file = Copy(start, "recorded.db");
        using var recording = new Recording(file);
        await Once(file, count, recording.Mark);
        return recording.Replay(Copy(start, "floor.db"), UnitsACommit is { } units ? (count + units - 1) / units : null);
    }

    private static string Copy(string from, string name)
    {
        var to = Path.Combine(Path.GetDirectoryName(from)!, name);
        File.Copy(from, to, overwrite: true);
        return to;
    }
}
