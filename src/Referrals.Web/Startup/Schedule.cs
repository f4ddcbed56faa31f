using Microsoft.Extensions.Options;
using Quartz;
using Referrals.Application.Data;
using Referrals.Application.Jobs;

namespace Referrals.Web.Startup;

/// <summary>How the service's own jobs are run: section <c>Referrals:Jobs</c>.</summary>
public sealed record JobSettings
{
    public const string Section = "Referrals:Jobs";

    /// <summary>Off on a node that only answers pages; <c>referrals jobs run</c> works all the same.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Keeps the schedule in SQL Server, shared by every node, so that each firing happens on one of them.</summary>
    public bool Persistent { get; init; }
}

/// <summary>Runs every <see cref="Application.Jobs.IJob"/> when it says it is due, in London time, by Quartz.</summary>
public static class Schedule
{
    private const string Group = "referrals";
    private static readonly TimeZoneInfo s_london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static void AddReferralsSchedule(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = builder.Configuration.GetSection(JobSettings.Section).Get<JobSettings>() ?? new JobSettings();
        if (!settings.Enabled)
        {
            return;
        }

        var database = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (settings.Persistent && database.Provider != DatabaseProvider.SqlServer)
        {
            throw new OptionsValidationException(JobSettings.Section, typeof(JobSettings), [$"{JobSettings.Section}:{nameof(JobSettings.Persistent)} needs SQL Server: a SQLite database has one node, whose schedule is in its memory."]);
        }

        builder.Services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler => scheduler.InstanceName = Group);
            if (!settings.Persistent)
            {
                quartz.UseInMemoryStore(_ => { });
                return;
            }

            quartz.UsePersistentStore(store =>
            {
                store.UseSqlServer(Microsoft.Data.SqlClient.SqlClientFactory.Instance, database.ConnectionString);
                store.UseClustering(_ => { });
                store.ProvisionSchema();
            });
        });
        // A job that is stopped half way goes on at its next firing, so stopping need not wait for a long one.
        builder.Services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = false);
        builder.Services.AddHostedService<Timetable>();
    }

    /// <summary>Whether a job should have run again by now, with a quarter of an hour's grace.</summary>
    public static bool IsOverdue(Application.Jobs.IJob job, DateTimeOffset lastRun, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new CronExpression(job.Schedule, s_london).GetNextValidTimeAfter(lastRun) is { } due && now - due > TimeSpan.FromMinutes(15);
    }

    /// <summary>
    /// Writes the timetable into the store. A trigger that stands there already as it should is left alone: its next firing belongs to the whole cluster,
    /// and must not be put off because one node starts.
    /// </summary>
    private sealed class Timetable(ISchedulerFactory schedulers, JobRunner runner) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            foreach (var job in runner.Jobs)
            {
                var trigger = new TriggerKey(job.Name, Group);
                if (await scheduler.GetTrigger(trigger, cancellationToken) is ICronTrigger standing
                    && standing.CronExpressionString == job.Schedule && standing.TimeZone.Id == s_london.Id)
                {
                    continue;
                }

                await scheduler.ScheduleJob(
                    JobBuilder.Create<ScheduledJob>().WithIdentity(job.Name, Group).WithDescription(job.Description).Build(),
                    [TriggerBuilder.Create().WithIdentity(trigger).WithSchedule(CronScheduleBuilder.Create(job.Schedule).InTimeZone(s_london)).Build()],
                    new ScheduleJobOptions { Replace = true },
                    cancellationToken);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Quartz's side of a job of ours, found by its name. The job's own errors are kept by <see cref="JobRunner"/>, and it fires again when next due.</summary>
    [DisallowConcurrentExecution]
    private sealed class ScheduledJob(JobRunner runner) : Quartz.IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
            await runner.Run(context.JobDetail.Key.Name, cancellationToken);
    }
}
