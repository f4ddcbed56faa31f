using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Jobs;
using Referrals.Application.Messages;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests.Testing;

/// <summary>The whole service without its pages: real database, real workflows, real catalogue, and a clock the test sets.</summary>
public sealed class Service : IAsyncDisposable
{
    private static readonly Lazy<CatalogueSource> s_catalogue =
        new(() => new CatalogueSource(CatalogueReader.Read(Path.Combine(AppContext.BaseDirectory, "workflows", "catalogue")).Require()));

    private readonly TestDatabase _database;
    private readonly ServiceProvider _provider;

    private Service(TestDatabase database, ServiceProvider provider, StandingClock clock)
    {
        _database = database;
        _provider = provider;
        Clock = clock;
    }

    public StandingClock Clock { get; }

    public DatabaseOptions Database => _database.Options;

    public static Actor Practitioner { get; } = new("pat", "Pat Practitioner", Roles.Practitioner, "N01PRA1", "E", 70);

    public static Actor Spo { get; } = new("sam", "Sam Senior", Roles.Spo, "N01SPO1", "E", 70);

    public static Actor ProgrammeTeam { get; } = new("toni", "Toni Team", Roles.ProgrammeTeam, "N01PRG1", "E", null);

    /// <summary>The programme team that acts in this test; of the West Midlands unless it is set.</summary>
    public Actor Team { get; set; } = ProgrammeTeam;

    /// <summary>The practitioner who holds the people of this test.</summary>
    public Actor Holder { get; set; } = Practitioner;

    public static Actor RegionalLead { get; } = new("rae", "Rae Region", Roles.RegionalLead, "N01REG1", "E", null);

    /// <param name="catalogue">By default the shipped one.</param>
    /// <param name="channel">Where messages go; by default nowhere is configured and none are sent.</param>
    /// <param name="settings">Configuration besides the database's.</param>
    public static async Task<Service> Start(DatabaseProvider provider, string at = "2026-03-02T09:00Z", IMessageChannel? channel = null, CatalogueSource? catalogue = null, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var database = await TestDatabase.Create(provider);
        var clock = new StandingClock(At(at));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddReferrals(new ConfigurationBuilder().AddInMemoryCollection([TestEngine.Setting]).AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Referrals:Database:Provider"] = database.Options.Provider.ToString(),
            ["Referrals:Database:ConnectionString"] = database.Options.ConnectionString,
            ["Referrals:Database:MaxBatchSize"] = database.Options.MaxBatchSize?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }).Build());
        // Read once for all tests: neither changes.
        services.AddSingleton(catalogue ?? s_catalogue.Value);
        services.AddSingleton(channel ?? new Nowhere());
        return new Service(database, services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true }), clock);
    }

    /// <summary>The shipped catalogue with one of its files changed.</summary>
    public static CatalogueSource Catalogue(string file, Func<string, string> change)
    {
        var files = CatalogueReader.Files(Path.Combine(AppContext.BaseDirectory, "workflows", "catalogue"));
        return new CatalogueSource(CatalogueReader.Read(files.Select(f => f.File.StartsWith(file, StringComparison.Ordinal) ? f with { Json = change(f.Json) } : f)).Require());
    }

    public static DateTimeOffset At(string text) =>
        StandingClock.TryParse(text, out var at) ? at : throw new ArgumentException($"'{text}' is not an instant.", nameof(text));

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    public ReferralsDbContext Db() => Get<DatabaseFactory>().CreateDbContext();

    public Task<string> Job(string name) => Get<JobRunner>().Run(name);

    public Task<ImportSummary> Import(params SourceCase[] cases) =>
        Get<CaseImporter>().Run(new ImportRequest { Source = new ListSource(cases) });

    public Task<Person> Person(string crn) => Read(async db => await db.People
        .Include(p => p.Supervisions).Include(p => p.Assessments).Include(p => p.Enquiries).Include(p => p.Milestones)
        .Include(p => p.Needs).ThenInclude(n => n.Decisions)
        .Include(p => p.Needs).ThenInclude(n => n.Referrals)
        .Include(p => p.Needs).ThenInclude(n => n.Toolkits)
        .SingleAsync(p => p.Crn == crn));

    public Task<List<CaseTask>> OpenTasks(string crn) => Read(db => db.Tasks
        .Where(t => t.ClosedAt == null && db.People.Any(p => p.Id == t.PersonId && p.Crn == crn))
        .OrderBy(t => t.Kind).ThenBy(t => t.Id).ToListAsync());

    public async Task<T> Read<T>(Func<ReferralsDbContext, Task<T>> query)
    {
        await using var db = Db();
        return await query(db);
    }

    /// <summary>Ends the one open task of this kind, and expects it to be allowed.</summary>
    public async Task Answer(Actor actor, string crn, string kind, TaskAnswer answer) =>
        Assert.Null(await TryAnswer(actor, crn, kind, answer));

    public async Task<Refusal?> TryAnswer(Actor actor, string crn, string kind, TaskAnswer answer)
    {
        var task = Assert.Single(await OpenTasks(crn), t => t.Kind == kind);
        return await Get<TaskService>().Complete(actor, new CompleteTask { TaskId = task.Id, RequestId = Ids.New(Clock.Now).ToString("N"), Answer = answer });
    }

    /// <summary>The kinds of the open tasks of a person, sorted, without the common prefix.</summary>
    public async Task<string[]> Waits(string crn) =>
        [.. (await OpenTasks(crn)).Select(t => t.Kind["Referrals.".Length..]).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _database.DisposeAsync();
    }

    private sealed class Nowhere : IMessageChannel
    {
        public Task<SendResult> Send(OutgoingMessage message, CancellationToken cancellation) =>
            throw new InvalidOperationException("This test sends no messages; give Service.Start a channel.");
    }

    private sealed class ListSource(IReadOnlyList<SourceCase> cases) : ICaseSource
    {
        public long? Length => cases.Count;

        public async IAsyncEnumerable<SourceRead> Read([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            foreach (var (index, found) in cases.Index())
            {
                cancellation.ThrowIfCancellationRequested();
                yield return new SourceRead(found, [], null, index + 1);
            }

            await Task.CompletedTask;
        }
    }
}
