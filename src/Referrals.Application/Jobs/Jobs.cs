using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Chasing;
using Referrals.Application.Data;
using Referrals.Application.Messages;
using Referrals.Application.People;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Jobs;

/// <summary>Something done again and again. Knows no scheduler; may run on several nodes at once, and again after it died half way.</summary>
public interface IJob
{
    /// <summary>What schedules and <c>referrals jobs run</c> call it.</summary>
    string Name { get; }

    string Description { get; }

    /// <summary>When it runs by itself: a cron expression with seconds, in Europe/London, in words that every scheduler reads alike: ? for any day, names for days of the week.</summary>
    string Schedule { get; }

    /// <summary>After it failed, how long until it is tried again, once for each; none where its next firing is soon enough.</summary>
    IReadOnlyList<TimeSpan> RetryAfter => [];

    /// <returns>What it did, in one sentence.</returns>
    Task<string> Run(CancellationToken cancellation);
}

public sealed class ChaseTasks(ChaseSweep sweep) : IJob
{
    public string Name => "chase";
    public string Description => "Climbs the rungs that are due: reminders and escalations about late tasks.";
    public string Schedule => "0 0/15 * * * ?";

    public async Task<string> Run(CancellationToken cancellation)
    {
        var climbed = await sweep.Run(cancellation);
        return $"{climbed} {(climbed == 1 ? "rung" : "rungs")} climbed.";
    }
}

public sealed class WriteDigests(DigestJob digest) : IJob
{
    public string Name => "digest";
    public string Description => "Makes one message a person out of what they are to be told today.";
    public string Schedule => "0 30 7 ? * MON-FRI";
    public IReadOnlyList<TimeSpan> RetryAfter => JobRules.OnceADay;

    public async Task<string> Run(CancellationToken cancellation)
    {
        var made = await digest.Run(cancellation);
        return $"{made} {(made == 1 ? "digest" : "digests")} made.";
    }
}

public sealed class DeliverMessages(Dispatch dispatch) : IJob
{
    public string Name => "deliver";
    public string Description => "Delivers the outbox.";
    public string Schedule => "0 * * * * ?";

    public async Task<string> Run(CancellationToken cancellation)
    {
        var delivered = await dispatch.Run(cancellation);
        return $"{delivered} {(delivered == 1 ? "message" : "messages")} delivered.";
    }
}

/// <summary>Supervision whose end has passed has ended: the needs under it are held for a manager to close.</summary>
public sealed class EndSupervisions(Changes changes, DatabaseFactory factory, TimeProvider time) : IJob
{
    public string Name => "supervision-ends";
    public string Description => "Records the end of supervision for people whose end date has passed and who have an open need.";
    public string Schedule => "0 10 5 * * ?";
    public IReadOnlyList<TimeSpan> RetryAfter => JobRules.OnceADay;

    public async Task<string> Run(CancellationToken cancellation)
    {
        var today = LondonTime.Today(time);
        List<Guid> ended;
        await using (var db = factory.CreateDbContext())
        {
            ended = await db.Supervisions
                .Where(s => s.EndedOn == null && s.EndsOn < today && db.Needs.Any(n => n.PersonId == s.PersonId && n.ClosedOn == null))
                .Select(s => s.PersonId).Distinct().OrderBy(id => id).ToListAsync(cancellation);
        }

        var count = 0;
        await Each.Of(ended, async personId =>
        {
            var over = 0;
            await changes.Run(Actor.Service(Name), personId, file =>
            {
                // Others that run go on: only what is over ends. Where somebody said that it has not ended, that holds until nDelius gives another day.
                var ends = file.Person.Supervisions
                    .Where(s => s.EndedOn is null && s.EndsOn < today && !file.Person.Milestones.Exists(m => m is { Kind: MilestoneKinds.SupervisionEnded, Counts: false } && m.On == s.EndsOn))
                    .ToLookup(s => s.EndsOn!.Value, s => s.EventNumber);
                over = ends.Sum(e => e.Count());
                return ends.OrderBy(e => e.Key).Select(e => CaseEvents.Record(file, changes.Host, new CaseEvent
                {
                    Kind = MilestoneKinds.SupervisionEnded,
                    On = e.Key,
                    Source = MilestoneSources.Delius,
                    Ends = [.. e],
                })).FirstOrDefault(refusal => refusal is not null);
            }, cancellation);
            count += over;
        }, cancellation);
        return $"{count} {(count == 1 ? "supervision" : "supervisions")} ended.";
    }
}

/// <summary>Timers that have run down end their waits.</summary>
public sealed class ElapseTimers(Changes changes, DatabaseFactory factory, TimeProvider time) : IJob
{
    public string Name => "timers";
    public string Description => "Ends the waits whose time has run down.";
    public string Schedule => "0 5 * * * ?";

    public async Task<string> Run(CancellationToken cancellation)
    {
        var today = LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        var due = await db.Timers.Where(t => t.EndedAt == null && t.DueOn <= today)
            .Join(db.Instances, t => t.InstanceId, i => i.Id, (t, i) => new { t.InstanceId, t.WaitId, i.PersonId, i.GroupId }).ToListAsync(cancellation);
        await Each.Of(due, async timer =>
        {
            if (timer.PersonId is { } personId)
                await changes.Run(Actor.Service(Name), personId, file => Elapse(file, file.Instances.Find(i => i.Id == timer.InstanceId), timer.WaitId), cancellation);
            else
                await changes.RunGroup(Actor.Service(Name), timer.GroupId!.Value, file => Elapse(file, file.Instances.Find(i => i.Id == timer.InstanceId), timer.WaitId), cancellation);
        }, cancellation);
        return $"{due.Count} {(due.Count == 1 ? "timer" : "timers")} elapsed.";
    }

    private Refusal? Elapse(WorkFile file, WorkflowInstance? instance, string waitId)
    {
        if (instance?.Standing.Wait(waitId) is not null)
            changes.Host.End(file, instance, waitId, Ports.Elapsed, $"timer/{waitId}");
        return null;
    }
}

/// <summary>Work on one case after the other, where what is wrong with one must not keep the rest waiting.</summary>
internal static class Each
{
    /// <exception cref="AggregateException">Some failed: all of them, after the rest was done.</exception>
    public static async Task Of<T>(IEnumerable<T> items, Func<T, Task> work, CancellationToken cancellation)
    {
        var failed = new List<Exception>();
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                await work(item);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed.Add(e);
            }
        }

        if (failed.Count > 0)
            throw new AggregateException($"{failed.Count} could not be done; the rest was.", failed);
    }
}

/// <summary>Says where the audit log stands into the service's own log, which is outside the database: whoever rewrites one would have to rewrite the other.</summary>
public sealed class AnchorAudit(AuditLog log) : IJob
{
    public string Name => "audit-anchor";
    public string Description => "Writes the state of the audit log down outside the database, for referrals audit verify --anchor.";
    public string Schedule => "0 0 * * * ?";

    public async Task<string> Run(CancellationToken cancellation) => $"The audit log stands at {await log.Head(cancellation)}";
}

/// <summary>Sessions that ran out are rows nobody asks for again.</summary>
public sealed class ForgetSessions(SignInSessions sessions) : IJob
{
    public string Name => "sessions";
    public string Description => "Forgets sign-in sessions that have run out.";
    public string Schedule => "0 20 3 * * ?";
    public IReadOnlyList<TimeSpan> RetryAfter => JobRules.OnceADay;

    public async Task<string> Run(CancellationToken cancellation)
    {
        var forgotten = await sessions.Forget(cancellation);
        return $"{forgotten} {(forgotten == 1 ? "session" : "sessions")} forgotten.";
    }
}

/// <summary>Runs a job by name and keeps what its last run said. An error is kept and thrown on: nothing is swallowed.</summary>
public sealed class JobRunner(IEnumerable<IJob> jobs, DatabaseFactory factory, TimeProvider time, ILogger<JobRunner> log)
{
    public IReadOnlyList<IJob> Jobs { get; } = [.. jobs.OrderBy(j => j.Name, StringComparer.Ordinal)];

    /// <exception cref="ArgumentException">There is no such job; the message lists those there are.</exception>
    public async Task<string> Run(string name, CancellationToken cancellation = default)
    {
        var job = Jobs.FirstOrDefault(j => j.Name == name)
            ?? throw new ArgumentException($"There is no job '{name}'. There are: {string.Join(", ", Jobs.Select(j => j.Name))}.", nameof(name));
        var started = time.GetUtcNow();
        // Whoever began it by hand answers for that; what it does is the job's own.
        if (Occasion.Current is { Actor: { Role: not Roles.System } by } asked)
            asked.Say(by, AuditActs.Ran, detail: $"job {name}");
        using var occasion = Occasion.Begin(Actor.Service(name), $"job {name}");
        try
        {
            var summary = await job.Run(cancellation);
            await Keep(name, started, summary, null, cancellation);
            log.LogInformation("Job {Job}: {Summary}", name, summary);
            return summary;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            log.LogError(e, "Job {Job} failed", name);
            await Keep(name, started, null, e.GetType().Name + ": " + e.Message, cancellation);
            throw;
        }
    }

    private async Task Keep(string name, DateTimeOffset started, string? summary, string? error, CancellationToken cancellation)
    {
        var ended = time.GetUtcNow();
        await using var db = factory.CreateDbContext();
        var updated = await db.JobRuns.Where(r => r.Job == name).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.StartedAt, started).SetProperty(r => r.EndedAt, ended).SetProperty(r => r.Summary, summary).SetProperty(r => r.Error, error), cancellation);
        if (updated > 0)
            return;
        db.Add(new JobRun { Job = name, StartedAt = started, EndedAt = ended, Summary = summary, Error = error });
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            // Another node kept the first run of this job a moment ago; its line stands until the next run.
        }
    }
}

/// <summary>A clock that stands still: for running a job, or telling a story, at a stated time.</summary>
public sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary><c>2026-03-02T09:00Z</c> or another instant with its offset.</summary>
    public static bool TryParse(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at);
}
