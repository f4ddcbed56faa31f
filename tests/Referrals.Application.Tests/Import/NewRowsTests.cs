using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Demonstration;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Tests.Import.Sources;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests.Import;

/// <summary>Cases that are new are written without a change tracker; what is stored is what the change tracker would have stored, to the type of every cell.</summary>
public sealed partial class NewRowsTests
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task New_cases_are_stored_cell_by_cell_as_the_change_tracker_stores_them(DatabaseProvider provider)
    {
        await using var imported = await Service.Start(provider);
        await using var tracked = await Service.Start(provider);
        using var scratch = new Scratch();
        var reads = await Caseload(imported, scratch);

        await imported.Import([.. reads.Select(r => r.Case!)]);
        await Track(tracked, reads);

        var now = await Rows(imported);
        var before = await Rows(tracked);
        Assert.True(now.Count > 10 * reads.Count, $"{now.Count} rows");
        Assert.Superset(Filled, now.Select(r => r[..r.IndexOf(' ', StringComparison.Ordinal)]).ToHashSet());
        Assert.Equal(before, now);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_new_case_that_another_import_stored_meanwhile_is_read_and_taken_up_again(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var changes = service.Get<Changes>();
        var attempts = 0;
        var unsaved = await changes.Prepare(
            s_import,
            db =>
            {
                attempts++;
                if (db.People.Any(p => p.Crn == Cases.Crn))
                    return Task.CompletedTask;
                var file = changes.New(db, s_import, Cases.Crn);
                new CaseMerge(file, Cases.Man(), changes.Host).Run();
                Changes.Project(file);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        await service.Import(Cases.Man());
        var before = await Rows(service);

        await unsaved.Save(TestContext.Current.CancellationToken);

        Assert.Equal(2, attempts);
        Assert.Equal(before, await Rows(service));
    }

    private static readonly Actor s_import = Actor.Service("import");

    private static HashSet<string> Filled { get; } = new(StringComparer.Ordinal)
    {
        "People", "Supervisions", "Assessments", "Enquiries", "Needs", "Decisions", "Referrals", "Toolkits", "Milestones", "Tasks",
        "WorkflowInstances", "WorkflowJournal", "NeedSnapshots", "PersonRows", "AuditEntries",
    };

    /// <summary>Made-up people of every history, and a few whose words are hard to store.</summary>
    private static async Task<List<SourceRead>> Caseload(Service service, Scratch scratch)
    {
        var path = scratch["caseload.ndjson"];
        await using (var file = File.Create(path))
        {
            SyntheticCases.Write(file, new SyntheticOptions { Count = 150, Seed = 5, From = new DateOnly(2024, 11, 1), To = new DateOnly(2026, 3, 1), Catalogue = service.Get<CatalogueSource>().Current });
        }

        var reads = await new NdjsonSource(path).Read(TestContext.Current.CancellationToken).Where(r => r.Case is not null).ToListAsync(TestContext.Current.CancellationToken);
        SourceCase[] hard =
        [
            Cases.ReadyToDecide("X900001") with { SaraAnalysis = new SaraAnalysis("Ŵyn’s \"pattern\" \u0001 of 控制 🙂 ") },
            Cases.ReadyToDecide("X900002") with { SaraAnalysis = new SaraAnalysis(string.Concat(Enumerable.Repeat("lång – ", 2_000))) },
            Cases.Man("X900003") with { PersonalDetails = Cases.Details() with { Name = new PersonName { Forename = "", Surname = "O'Brien; --" } }, Sentences = null },
            new() { Crn = "X900004", Origin = new ImportOrigin("test") },
        ];
        return [.. reads, .. hard.Select(h => new SourceRead(h, [], null, 0))];
    }

    /// <summary>The same merge on a case whose rows the context follows.</summary>
    private static async Task Track(Service service, List<SourceRead> reads)
    {
        var changes = service.Get<Changes>();
        await changes.Repeat(s_import, db =>
        {
            foreach (var read in reads)
            {
                var person = new Person { Id = Ids.New(service.Clock.Now), Crn = read.Case!.Crn };
                db.Add(person);
                var file = new CaseFile
                {
                    Db = db,
                    Person = person,
                    Actor = s_import,
                    Now = service.Clock.Now,
                    Catalogue = service.Get<CatalogueSource>().Current,
                    Instances = [],
                    Tasks = [],
                    Snapshots = [],
                };
                new CaseMerge(file, read.Case!, changes.Host).Run();
                Changes.Project(file);
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Every row of every table with the type of every cell; keys, which are made at random, are told apart by what they stand for.</summary>
    private static async Task<List<string>> Rows(Service service)
    {
        await using var connection = new SqliteConnection(service.Database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var rows = new List<(string Table, string[] Cells)>();
        foreach (var table in Strings(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name <> 'AuditHead' ORDER BY name").Select(r => r[0]))
        {
            // The lines of one commit stand in the log in the order of keys, which are made at random.
            var columns = Strings(connection, $"SELECT name FROM pragma_table_info('{table}') ORDER BY cid").Select(r => r[0]).Where(c => table != "AuditEntries" || c is not ("Id" or "PreviousHash" or "Hash")).ToArray();
            rows.AddRange(Strings(connection, $"SELECT {string.Join(", ", columns.Select(c => $"'{c}=' || quote(\"{c}\")"))} FROM \"{table}\"").Select(r => (table, r)));
        }

        // A key is called by what stands in its row, and that by the rows its keys lead to, round by round.
        var named = rows.Where(r => r.Cells[0].StartsWith("Id='", StringComparison.Ordinal)).ToArray();
        var names = named.ToDictionary(r => r.Cells[0][4..^1], r => r.Table);
        for (var round = 0; round < 4; round++)
            names = named.ToDictionary(r => r.Cells[0][4..^1], r => Hash(Text(r with { Cells = r.Cells[1..] }, names)));
        return [.. rows.Select(r => Text(r, names)).Order(StringComparer.Ordinal)];
    }

    // What looks like a key and is none, such as the version of an engine's state, stays what it is.
    private static string Text((string Table, string[] Cells) row, Dictionary<string, string> names) =>
        $"{row.Table} {string.Join(", ", row.Cells.Select(c => Reference().Replace(Key().Replace(c, m => names.GetValueOrDefault(Dashed(m.Value), m.Value)), "DA-")))}";

    private static string Dashed(string key) => Guid.Parse(key).ToString("D").ToUpperInvariant();

    private static string Hash(string text) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..10];

    private static List<string[]> Strings(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }

    [GeneratedRegex("[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?7[0-9A-Fa-f]{3}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("DA-[0-9A-Z]{5}-[0-9A-Z]{5}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reference();
}
