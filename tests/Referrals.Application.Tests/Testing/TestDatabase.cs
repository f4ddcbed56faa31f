using System.Globalization;
using Microsoft.Data.SqlClient;
using Referrals.Application.Data;

namespace Referrals.Application.Tests.Testing;

/// <summary>A database of its own for one test, migrated, on the provider asked for, and gone afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>A migrated file, made once: a test's own database begins as a copy of it.</summary>
    private static readonly Lazy<Task<byte[]>> s_migrated = new(async () =>
    {
        await using var first = Sqlite();
        await new Migrator(new DatabaseFactory(first.Options)).Run();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return await File.ReadAllBytesAsync(Path.Combine(first._folder!, "test.db"));
    });

    private readonly string? _folder;

    private TestDatabase(DatabaseOptions options, string? folder)
    {
        Options = options;
        _folder = folder;
    }

    public DatabaseOptions Options { get; }

    /// <summary>The providers a data test runs on: a theory's data. SQL Server is skipped, visibly, where no connection string is given.</summary>
    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.SqlServer];

    public static async Task<TestDatabase> Create(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.Sqlite)
        {
            var copy = Sqlite();
            await File.WriteAllBytesAsync(Path.Combine(copy._folder!, "test.db"), await s_migrated.Value);
            return copy;
        }

        var database = SqlServer();
        await new Migrator(new DatabaseFactory(database.Options)).Run(TestContext.Current.CancellationToken);
        return database;
    }

    public static TestDatabase Sqlite()
    {
        var folder = Directory.CreateTempSubdirectory("referrals-test-").FullName;
        return new TestDatabase(new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(folder, "test.db")}" }, folder);
    }

    public static TestDatabase SqlServer()
    {
        var server = Environment.GetEnvironmentVariable("REFERRALS_TEST_SQLSERVER");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "SQL Server is not configured: set REFERRALS_TEST_SQLSERVER to a connection string to run this test on it.");
        var batch = Environment.GetEnvironmentVariable("REFERRALS_TEST_SQLSERVER_MAXBATCH");
        var connection = new SqlConnectionStringBuilder(server) { InitialCatalog = $"referrals_test_{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}" };
        return new TestDatabase(
            new DatabaseOptions
            {
                Provider = DatabaseProvider.SqlServer,
                ConnectionString = connection.ConnectionString,
                MaxBatchSize = string.IsNullOrEmpty(batch) ? null : int.Parse(batch, CultureInfo.InvariantCulture),
            },
            null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            using (var connection = new Microsoft.Data.Sqlite.SqliteConnection(Options.ConnectionString))
                Microsoft.Data.Sqlite.SqliteConnection.ClearPool(connection);
            Directory.Delete(_folder, recursive: true);
            return;
        }

        await using var db = new DatabaseFactory(Options).CreateDbContext();
        await db.Database.EnsureDeletedAsync();
    }
}
