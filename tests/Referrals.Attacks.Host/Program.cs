using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Chasing;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Jobs;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;

// One node of the service, to be killed. It warms up, says "ready", reads one line that says what to do, and then says a line after every commit.
//   migrate|import|sweep|answer|events|look, the database (the file it is on SQLite, the connection string on SQL Server), the time, and for an import its file, for a sweep how many days, for events their kinds in order:
//   separated by tabs.
var clock = new StandingClock(default);
await using (var warm = Node(clock, ":memory:"))
{
    _ = warm.GetRequiredService<Definitions>();
    await using var db = warm.GetRequiredService<DatabaseFactory>().CreateDbContext();
    _ = db.Model;
}

Console.WriteLine("ready");
if ((await Console.In.ReadLineAsync())?.Split('\t') is not [var verb, var database, var at, .. var rest])
    return 2;

await using var node = Node(clock, database);
clock.Now = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
switch (verb)
{
    case "migrate":
        await node.GetRequiredService<Migrator>().Run();
        break;
    case "import":
        var source = new NdjsonSource(rest[0]);
        await node.GetRequiredService<CaseImporter>().Run(new ImportRequest { Source = source, CasesACommit = 3, OnProgress = (_, summary) => Console.WriteLine(summary.Cases) });
        break;
    case "sweep":
        var sweep = new ChaseSweep(node.GetRequiredService<DatabaseFactory>(), node.GetRequiredService<CatalogueSource>(), clock)
        {
            BatchSize = 5,
            OnClimbed = rungs => Console.WriteLine(rungs),
        };
        for (var days = int.Parse(rest[0], CultureInfo.InvariantCulture); days > 0; days--)
        {
            await sweep.Run();
            clock.Now += TimeSpan.FromDays(1);
        }

        break;
    case "events":
        await Happen(node, clock, rest[0].Split(','));
        break;
    case "answer":
        await Answer(node);
        break;
    case "look":
        await Look(node, int.Parse(rest[0], CultureInfo.InvariantCulture));
        break;
    default:
        return 2;
}

Console.WriteLine("done");
return 0;

static ServiceProvider Node(TimeProvider clock, string database)
{
    var services = new ServiceCollection();
    services.AddLogging();
    services.AddSingleton(clock);
    services.AddReferrals(new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(database.Contains('=', StringComparison.Ordinal)
        ? new Dictionary<string, string?> { ["Referrals:Database:Provider"] = nameof(DatabaseProvider.SqlServer), ["Referrals:Database:ConnectionString"] = database }
        : new Dictionary<string, string?> { ["Referrals:Database:ConnectionString"] = $"Data Source={database}" }).Build());
    return services.BuildServiceProvider();
}

// Answers every task there is, one after another, until none is left that it has an answer for: half of the needs are closed unmet, half come to wait for a place.
// Another node does the same at the same time.
static async Task Answer(ServiceProvider node)
{
    var answers = new Dictionary<string, TaskAnswer>(StringComparer.Ordinal)
    {
        ["Referrals.WriteAnalysis"] = new() { Outcome = "Written", Words = "Escalating control." },
        ["Referrals.AskEnquiry"] = new() { Outcome = "Asked" },
        ["Referrals.AwaitAnswer"] = new() { Outcome = "Answered", Words = "Two call-outs." },
        ["Referrals.AnswerQuestions"] = new() { Outcome = "Answered", IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = false },
        ["Referrals.Decide"] = new() { Outcome = "AcceptRecommendation" },
        ["Referrals.ApproveDecision"] = new() { Outcome = "Approved" },
        ["Referrals.AssessSuitability"] = new() { Outcome = "Suitable" },
    };
    var kinds = answers.Keys.ToArray();
    var tasks = node.GetRequiredService<TaskService>();
    while (true)
    {
        List<CaseTask> open;
        await using (var db = node.GetRequiredService<DatabaseFactory>().CreateDbContext())
            open = await db.Tasks.AsNoTracking().Where(t => t.ClosedAt == null && kinds.Contains(t.Kind)).OrderBy(t => t.Id).ToListAsync();
        if (open.Count == 0)
            return;
        foreach (var task in open)
        {
            var answer = task.Kind == "Referrals.Decide" && task.PersonId!.Value.ToByteArray()[^1] % 2 == 0
                ? new TaskAnswer { Outcome = "DoNotRefer", ReasonCode = "UN-REFUSED", Words = "Refuses every intervention." }
                : answers[task.Kind];
            var refusal = await tasks.Complete(Actor.Service("attack"), new CompleteTask { TaskId = task.Id, RequestId = task.Id.ToString("N"), Answer = answer });
            if (refusal is not (null or AlreadyDone))
                throw new InvalidOperationException($"{task.Kind} was refused: {refusal.Words}");
            Console.WriteLine(refusal is null ? "took" : "late");
        }
    }
}

// Many look at once, and each is told only when the log holds it.
static async Task Look(ServiceProvider node, int times)
{
    var writer = node.GetRequiredService<AuditWriter>();
    await Parallel.ForEachAsync(Enumerable.Range(0, times), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
    {
        await writer.Write([new AuditLine(Actor.Service($"node-{Environment.ProcessId}"), AuditActs.Viewed, null, null, "attack", null, i.ToString(CultureInfo.InvariantCulture))]);
        Console.WriteLine($"{Environment.ProcessId}/{i}");
    });
}

// Everything of these kinds happens to everybody, each on the day it is told, in this order.
static async Task Happen(ServiceProvider node, StandingClock clock, string[] kinds)
{
    List<Guid> people;
    await using (var db = node.GetRequiredService<DatabaseFactory>().CreateDbContext())
        people = await db.People.OrderBy(p => p.Crn).Select(p => p.Id).ToListAsync();
    foreach (var person in people)
    {
        foreach (var kind in kinds)
        {
            var refusal = await node.GetRequiredService<PersonService>().RecordEvent(Actor.Service("attack"), person, new CaseEvent { Kind = kind, On = LondonTime.Today(clock) });
            if (refusal is not null)
                throw new InvalidOperationException($"{kind} was refused: {refusal.Words}");
            Console.WriteLine(kind);
        }
    }
}
