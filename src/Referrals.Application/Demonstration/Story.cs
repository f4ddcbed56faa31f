using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Jobs;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Demonstration;

/// <summary>What can happen in the demonstration: only what pages, jobs and imports can do too, each at the time of the story.</summary>
internal sealed class Story(IServiceProvider services, StandingClock clock)
{
    private static readonly string[] s_jobs = ["supervision-ends", "timers", "chase", "digest", "deliver"];

    private readonly DatabaseFactory factory = services.GetRequiredService<DatabaseFactory>();
    private readonly TaskService tasks = services.GetRequiredService<TaskService>();
    private readonly JobRunner runner = services.GetRequiredService<JobRunner>();
    private readonly HashSet<string> hired = new(StringComparer.Ordinal);

    public DeliveredToNobody Messages { get; } = services.GetRequiredService<DeliveredToNobody>();

    public int Answers { get; private set; }

    public IServiceProvider Services => services;

    public ReferralsDbContext Db() => factory.CreateDbContext();

    public void At(DateTimeOffset now) => clock.Now = now;

    public async Task RunJobs(CancellationToken cancellation)
    {
        foreach (var job in s_jobs)
            await runner.Run(job, cancellation);
    }

    public Task Import(SourceCase found, CancellationToken cancellation) => Import(new One(found), cancellation);

    /// <exception cref="InvalidOperationException">Something was not taken in: the story is wrong.</exception>
    public async Task Import(ICaseSource source, CancellationToken cancellation)
    {
        var problems = new List<SourceProblem>();
        await services.GetRequiredService<CaseImporter>().Run(new ImportRequest { Source = source, OnProblem = problems.Add }, cancellation);
        if (problems.Find(p => p.Severity == ProblemSeverity.Error) is { } problem)
            throw new InvalidOperationException($"The demonstration was not taken in: {problem}");
    }

    /// <summary>Ends the one open task of this kind, as the story has it.</summary>
    /// <exception cref="InvalidOperationException">There is none, or the answer is refused: the story is wrong.</exception>
    public async Task Answer(StaffMember by, string crn, string kind, TaskAnswer answer, CancellationToken cancellation)
    {
        await using var db = Db();
        var open = await db.Tasks.Where(t => t.ClosedAt == null && t.Kind == "Referrals." + kind && db.People.Any(p => p.Id == t.PersonId && p.Crn == crn)).Select(t => t.Id).ToListAsync(cancellation);
        if (open.Count != 1)
            throw new InvalidOperationException($"{crn} has {open.Count} open tasks {kind}, not one.");
        if (await TryAnswer(DemonstrationStaff.ActorOf(by), open[0], answer, cancellation) is { } refusal)
            throw new InvalidOperationException($"{crn} {kind}: {refusal.Words}");
    }

    public async Task<Refusal?> TryAnswer(Actor by, Guid taskId, TaskAnswer answer, CancellationToken cancellation)
    {
        var refusal = await tasks.Complete(by, new CompleteTask { TaskId = taskId, RequestId = $"demonstration/{taskId:N}", Answer = answer }, cancellation);
        if (refusal is null)
            Answers++;
        return refusal;
    }

    public async Task Happen(StaffMember by, string crn, string kind, DateOnly on, CancellationToken cancellation)
    {
        await using var db = Db();
        var person = await db.People.Where(p => p.Crn == crn).Select(p => p.Id).SingleAsync(cancellation);
        if (await services.GetRequiredService<PersonService>().RecordEvent(DemonstrationStaff.ActorOf(by), person, new CaseEvent { Kind = kind, On = on }, cancellation) is { } refusal)
            throw new InvalidOperationException($"{crn} {kind}: {refusal.Words}");
    }

    /// <summary>Puts everybody the cases name, and the posts above them, into the staff directory.</summary>
    public async Task HireEverybody(CancellationToken cancellation)
    {
        await using var db = Db();
        db.Trail.Responsible = Actor.Service("demonstration");
        var practitioners = await db.People.Where(p => p.PractitionerCode != null)
            .GroupBy(p => p.PractitionerCode!)
            .Select(g => new { g.Key, Name = g.Max(p => p.PractitionerName), Email = g.Max(p => p.PractitionerEmail), Region = g.Max(p => p.RegionCode), Pdu = g.Max(p => p.PduId) })
            .OrderBy(g => g.Key).ToListAsync(cancellation);
        var areas = services.GetRequiredService<CatalogueSource>().Current.Areas;
        foreach (var member in DemonstrationStaff.All(areas, practitioners.Select(p => (p.Key, p.Name, p.Email, p.Region, p.Pdu))).Where(m => hired.Add(m.Code)))
            db.Add(member);
        await db.SaveChangesAsync(cancellation);
    }

    private sealed class One(SourceCase found) : ICaseSource
    {
        public long? Length => 1;

        public async IAsyncEnumerable<SourceRead> Read([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await Task.CompletedTask;
            yield return new SourceRead(found, [], null, 1);
        }
    }
}
