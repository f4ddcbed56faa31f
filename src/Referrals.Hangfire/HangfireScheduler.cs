using Hangfire;
using Hangfire.Common;
using Hangfire.Storage;
using Referrals.Application.Jobs;

namespace Referrals.Hangfire;

internal sealed class HangfireScheduler(JobStorage storage, IRecurringJobManager manager, JobRunner runner) : IJobScheduler
{
    public string Name => JobSettings.Hangfire;

    public string Dashboard => HangfireDashboard.Address;

    public Task<IReadOnlyList<TimetableLine>> Timetable(CancellationToken cancellation = default)
    {
        using var connection = storage.GetConnection();
        return Task.FromResult<IReadOnlyList<TimetableLine>>([.. connection.GetRecurringJobs().OrderBy(j => j.Id, StringComparer.Ordinal)
            .Select(j => new TimetableLine(j.Id, j.Cron, j.TimeZoneId, j.NextExecution is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null))]);
    }

    public Task Fire(string job, CancellationToken cancellation = default)
    {
        manager.Trigger(job);
        return Task.CompletedTask;
    }

    /// <summary>Writes the timetable into the storage. What stands there as it should is left alone: its next firing belongs to every node, and must not be put off because one starts.</summary>
    public void WriteTimetable()
    {
        foreach (var job in runner.Jobs)
        {
            // A firing that was missed while nobody ran is made up for once, however many there were.
            manager.AddOrUpdate(job.Name, Job.FromExpression<ScheduledJob>(scheduled => scheduled.Run(job.Name, CancellationToken.None)), job.Schedule,
                new RecurringJobOptions { TimeZone = JobRules.London, MisfireHandling = MisfireHandlingMode.Relaxed });
        }

        using var connection = storage.GetConnection();
        foreach (var gone in connection.GetRecurringJobs().Select(j => j.Id).Except(runner.Jobs.Select(j => j.Name), StringComparer.Ordinal))
            manager.RemoveIfExists(gone);
    }
}
