using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Demonstration;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;

namespace Referrals.Application.Tests.Attacks;

/// <summary>
/// What the attacks share: a bulk file, databases, and the service in this process to look at them with. A database is told to other processes as the file it is
/// on SQLite, and as its connection string on SQL Server.
/// </summary>
internal sealed class Attack : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("referrals-attack-").FullName;
    private readonly Service _service;
    private readonly DatabaseProvider _provider;
    private readonly List<IAsyncDisposable> _more = [];
    private readonly List<Func<Service, Task>> _prepared = [];
    private int _databases;

    private Attack(Service service, DatabaseProvider provider) => (_service, _provider) = (service, provider);

    public string CasesFile => Path.Combine(_folder, "cases.ndjson");

    public static async Task<Attack> Begin(DatabaseProvider provider, int cases)
    {
        var attack = new Attack(await Service.Start(provider), provider);
        await using var file = File.Create(attack.CasesFile);
        SyntheticCases.Write(file, new SyntheticOptions
        {
            Count = cases,
            Seed = 1,
            From = new DateOnly(2025, 6, 1),
            To = new DateOnly(2026, 3, 1),
            Catalogue = attack._service.Get<CatalogueSource>().Current,
        });
        return attack;
    }

    /// <summary>The service on the database every other starts as a copy of.</summary>
    public Service Service => _service;

    public Task Import() => Prepare(service => service.Get<CaseImporter>().Run(new ImportRequest { Source = new NdjsonSource(CasesFile) }));

    /// <summary>Does something to the database that every other starts as a copy of.</summary>
    public async Task Prepare(Func<Service, Task> work)
    {
        _prepared.Add(work);
        await work(_service);
    }

    /// <summary>A database of its own with what the service's has now: a copy of the file, or, on SQL Server, one on which the same was done.</summary>
    public async Task<string> Copy()
    {
        if (_provider == DatabaseProvider.SqlServer)
        {
            var another = await Service.Start(_provider);
            _more.Add(another);
            foreach (var work in _prepared)
                await work(another);
            return another.Database.ConnectionString;
        }

        var file = Path.Combine(_folder, $"{++_databases}.db");
        await using var db = _service.Db();
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {file}");
        return file;
    }

    /// <summary>A database that is not there yet.</summary>
    public string NewDatabase()
    {
        if (_provider == DatabaseProvider.Sqlite)
            return Path.Combine(_folder, $"{++_databases}.db");
        var empty = TestDatabase.SqlServer();
        _more.Add(empty);
        return empty.Options.ConnectionString;
    }

    public async Task Holds(string file)
    {
        await using var db = Open(file);
        await Invariants.Hold(db, _service.Get<Definitions>(), _service.Get<CatalogueSource>().Current);
    }

    public static async Task<IReadOnlyList<string>> Content(string file)
    {
        await using var db = Open(file);
        return await Invariants.Content(db);
    }

    public static ReferralsDbContext Open(string database) => new DatabaseFactory(database.Contains('=', StringComparison.Ordinal)
        ? new DatabaseOptions { Provider = DatabaseProvider.SqlServer, ConnectionString = database }
        : new DatabaseOptions { ConnectionString = $"Data Source={database}" }).CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        foreach (var more in _more)
            await more.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
