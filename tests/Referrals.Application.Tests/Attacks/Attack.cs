using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Demonstration;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;

namespace Referrals.Application.Tests.Attacks;

/// <summary>What the attacks share: a folder with a bulk file and databases in it, and the service in this process to look at them with.</summary>
internal sealed class Attack : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("referrals-attack-").FullName;
    private readonly Service _service;
    private int _databases;

    private Attack(Service service) => _service = service;

    public string CasesFile => Path.Combine(_folder, "cases.ndjson");

    public static async Task<Attack> Begin(int cases)
    {
        var attack = new Attack(await Service.Start(DatabaseProvider.Sqlite));
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

    public Task Import() => _service.Get<CaseImporter>().Run(new ImportRequest { Source = new NdjsonSource(CasesFile) });

    /// <summary>A database of its own with what the service's has now.</summary>
    public async Task<string> Copy()
    {
        var file = Path.Combine(_folder, $"{++_databases}.db");
        await using var db = _service.Db();
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {file}");
        return file;
    }

    public string NewDatabase() => Path.Combine(_folder, $"{++_databases}.db");

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

    public static ReferralsDbContext Open(string file) =>
        new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={file}" }).CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
