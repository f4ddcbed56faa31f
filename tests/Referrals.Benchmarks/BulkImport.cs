using System.Diagnostics;
using System.Globalization;
using Referrals.Application;
using Referrals.Application.Demonstration;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Workflows;

namespace Referrals.Benchmarks;

/// <summary>A bulk file of synthetic cases into an empty database, in a process of its own so that its peak memory is the import's.</summary>
internal sealed class BulkImport : IBenchmark
{
    /// <summary>The verb by which the program runs one import for itself: bulk file, database file, engine.</summary>
    public const string Once = "import-once";

    private const int WarmUp = 500;

    public async Task<Figures> Run(Options options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"referrals-benchmark-{Environment.ProcessId}-bulk")).FullName;
        try
        {
            var quarter = await RunOnce(folder, options.Engine, Math.Max(1, options.Cases / 4));
            var whole = await RunOnce(folder, options.Engine, options.Cases);
            var recorded = Math.Min(options.Cases, 2_000);
            var file = Write(folder, recorded);
            var floor = await new Measurement(options)
            {
                Name = "bulk import floor",
                Unit = "cases",
                Before = _ => Task.CompletedTask,
                Work = (product, _, committed) => Import(product, file, committed),
            }.FloorRate(recorded);
            return new Figures
            {
                Name = options.Engine == Engines.Embedded ? "bulk import" : $"bulk import, {options.Engine}",
                Unit = "cases",
                Count = options.Cases,
                Took = whole.Took,
                FloorRate = floor,
                Aim = 1_500,
                Note = string.Create(CultureInfo.InvariantCulture, $"{whole.Processor.TotalMilliseconds / options.Cases:F2} ms of processor a case, peak memory {whole.PeakBytes >> 20} MB, with {options.Cases / 4:N0} cases {quarter.PeakBytes >> 20} MB"),
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs in the child: prints seconds, the most bytes the process ever held, and seconds of processor, which say more than the first on a machine that is busy.</summary>
    public static async Task<int> RunChild(string file, string database, string engine)
    {
        await using (var warm = await Product.Open(database + ".warm", engine))
            await Import(warm, file + ".warm", () => { });
        await using var product = await Product.Open(database, engine);
        var watch = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        await Import(product, file, () => { });
        var seconds = watch.Elapsed.TotalSeconds;
        var processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F3} {self.PeakWorkingSet64} {processor:F3}"));
        return 0;
    }

    private static async Task<(TimeSpan Took, long PeakBytes, TimeSpan Processor)> RunOnce(string folder, string engine, int cases)
    {
        var file = Write(folder, cases);
        File.Move(Write(folder, WarmUp), file + ".warm", overwrite: true);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(BulkImport).Assembly.Location);
        start.ArgumentList.Add(Once);
        start.ArgumentList.Add(file);
        start.ArgumentList.Add(Path.Combine(folder, $"{cases}.db"));
        start.ArgumentList.Add(engine);
        using var child = Process.Start(start)!;
        var said = (await child.StandardOutput.ReadToEndAsync()).Split(' ');
        await child.WaitForExitAsync();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"The import ended with {child.ExitCode}.");
        return (Seconds(said[0]), long.Parse(said[1], CultureInfo.InvariantCulture), Seconds(said[2]));

        static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
    }

    private static async Task Import(Product product, string file, Action committed)
    {
        // The gaps and slips of the field are in the file, so a case in a thousand is taken in with a part of it rejected, as it would be.
        var summary = await product.Get<CaseImporter>().Run(new ImportRequest { Source = new NdjsonSource(file), OnProgress = (_, _) => committed() });
        if (summary.Rejected * 100 > summary.Cases)
            throw new InvalidOperationException($"{summary.Rejected} of {summary.Cases} synthetic cases were rejected.");
    }

    private static string Write(string folder, int cases)
    {
        var path = Path.Combine(folder, $"{cases}.ndjson");
        using var stream = File.Create(path);
        SyntheticCases.Write(stream, new SyntheticOptions
        {
            Count = cases,
            Seed = 20_260_302,
            From = new DateOnly(2025, 3, 1),
            To = new DateOnly(2026, 3, 1),
            Catalogue = Domain.CatalogueReader.Read(Path.Combine(new ReferralsOptions().WorkflowsFolder, "catalogue")).Require(),
        });
        return path;
    }
}
