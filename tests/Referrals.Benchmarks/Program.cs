using Referrals.Benchmarks;
using Referrals.Workflows;

if (args is [BulkImport.Once, var file, var database, var engine])
    return await BulkImport.RunChild(file, database, engine);

var options = Options.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(Options.Usage);
    return 2;
}

if (args[0] == Options.Delivery)
    return await DeliveryPages.Run(options);

if (args[0] == Options.Statistics)
    return await StatisticsTables.Run(options);

if (args[0] == Options.Pages)
    return await EveryPage.Run(options);

var results = new List<Figures>();
foreach (var benchmark in options.Benchmarks)
{
    foreach (var on in benchmark.IsOfTheEngine ? Engines.Known : [Engines.Embedded])
    {
        var figures = await benchmark.Run(options with { Engine = on });
        Console.WriteLine(figures.InWords());
        results.Add(figures);
    }
}

Console.WriteLine();
Console.WriteLine(Figures.Table(results));
return 0;
