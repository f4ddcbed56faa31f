using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Workflows;

namespace Referrals.Benchmarks;

/// <summary>The service as it is, on a SQLite file, with a clock that stands until it is moved.</summary>
internal sealed class Product : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private Product(string file, string engine)
    {
        File = file;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddReferrals(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Referrals:Database:ConnectionString"] = $"Data Source={file}",
            ["Referrals:Workflows:Engine"] = engine,
        }).Build());
        _provider = services.BuildServiceProvider();
    }

    public string File { get; }

    public StandingClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

    /// <param name="engine">What workflows run on; the embedded engine where nothing is said.</param>
    public static async Task<Product> Open(string file, string engine = Engines.Embedded)
    {
        var product = new Product(file, engine);
        await product.Get<Migrator>().Run();
        return product;
    }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>Keys sort by time, so that time has to pass between one request and the next as it would.</summary>
    public void Tick() => Clock.Now += TimeSpan.FromMilliseconds(1);

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    /// <summary>Everything into the one file, so that it can be copied.</summary>
    public static void Checkpoint(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;";
        command.ExecuteNonQuery();
    }
}
