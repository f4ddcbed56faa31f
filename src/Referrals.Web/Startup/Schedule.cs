using System.Globalization;
using Microsoft.Extensions.Options;
using Quartz;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
#if HANGFIRE
using Referrals.Hangfire;
using Referrals.Web.Access;
#endif

namespace Referrals.Web.Startup;

/// <summary>Runs every <see cref="Application.Jobs.IJob"/> when it says it is due, in London time, by the scheduler that is configured.</summary>
public static class Schedule
{
    private const string Group = "referrals";

    /// <summary>The schedulers that this service was built with.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        JobSettings.Quartz,
#if HANGFIRE
        JobSettings.Hangfire,
#endif
    ];

    public static void AddReferralsSchedule(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = builder.Configuration.GetSection(JobSettings.Section).Get<JobSettings>() ?? new JobSettings();
        if (!Known.Contains(settings.Scheduler))
        {
            throw Wrong(settings.Scheduler == JobSettings.Hangfire
                ? $"{JobSettings.Section}:{nameof(JobSettings.Scheduler)} is Hangfire, which this service was built without: build it with -p:Hangfire=true where Hangfire's packages are to be had."
                : $"{JobSettings.Section}:{nameof(JobSettings.Scheduler)} is '{settings.Scheduler}', which is no scheduler. Known: {string.Join(", ", Known)}.");
        }

        if (!settings.Enabled)
        {
            return;
        }

        var database = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (settings.Persistent == true && database.Provider != DatabaseProvider.SqlServer)
        {
            throw Wrong($"{JobSettings.Section}:{nameof(JobSettings.Persistent)} needs SQL Server: a SQLite database has one node, whose schedule is in its memory.");
        }

#if HANGFIRE
        if (settings.Scheduler == JobSettings.Hangfire)
        {
            builder.Services.AddHangfireJobs(settings, database);
            return;
        }
#endif
        builder.Services.AddQuartzJobs(settings, database);
    }

    /// <summary>What the scheduler shows of itself, where it shows anything: behind the administrators' door.</summary>
    public static void MapReferralsSchedule(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
#if HANGFIRE
        // By the settings: the scheduler itself wants its storage, which is made after the migrations.
        if (app.Configuration.GetSection(JobSettings.Section).Get<JobSettings>() is { Enabled: true, Scheduler: JobSettings.Hangfire })
        {
            app.MapHangfireDashboard("/Administration", http => http.User.ToActor());
        }
#endif
    }

    /// <summary>Whether a job should have run again by now, with a quarter of an hour's grace.</summary>
    public static bool IsOverdue(Application.Jobs.IJob job, DateTimeOffset lastRun, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new CronExpression(job.Schedule, JobRules.London).GetNextValidTimeAfter(lastRun) is { } due && now - due > TimeSpan.FromMinutes(15);
    }

    private static OptionsValidationException Wrong(string message) => new(JobSettings.Section, typeof(JobSettings), [message]);

    private static void AddQuartzJobs(this IServiceCollection services, JobSettings settings, DatabaseOptions database)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = Group;
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            if (!settings.IsPersistent(database))
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
        // A job that is told to stop goes on at its next firing, so that waiting for it is short.
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        services.AddSingleton<IJobScheduler, QuartzScheduler>();
        services.AddHostedService<Timetable>();
    }

    private sealed class QuartzScheduler(ISchedulerFactory schedulers, JobRunner runner) : IJobScheduler
    {
        public string Name => JobSettings.Quartz;

        public async Task<IReadOnlyList<TimetableLine>> Timetable(CancellationToken cancellation = default)
        {
            var scheduler = await schedulers.GetScheduler(cancellation);
            var lines = new List<TimetableLine>();
            foreach (var job in runner.Jobs)
            {
                if (await scheduler.GetTrigger(new TriggerKey(job.Name, Group), cancellation) is ICronTrigger trigger)
                {
                    lines.Add(new TimetableLine(job.Name, trigger.CronExpressionString!, trigger.TimeZone.Id, (trigger as Quartz.Extensibility.IMutableTrigger)?.NextFireTimeUtc));
                }
            }

            return lines;
        }

        public async Task Fire(string job, CancellationToken cancellation = default) =>
            await (await schedulers.GetScheduler(cancellation)).TriggerJob(new JobKey(job, Group), cancellationToken: cancellation);
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
                    && standing.CronExpressionString == job.Schedule && standing.TimeZone.Id == JobRules.London.Id)
                {
                    continue;
                }

                await scheduler.ScheduleJob(
                    JobBuilder.Create<ScheduledJob>().WithIdentity(job.Name, Group).WithDescription(job.Description).Build(),
                    [TriggerBuilder.Create().WithIdentity(trigger).WithSchedule(CronScheduleBuilder.Create(job.Schedule).InTimeZone(JobRules.London)).Build()],
                    new ScheduleJobOptions { Replace = true },
                    cancellationToken);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Quartz's side of a job of ours, found by its name. The job's own errors are kept by <see cref="JobRunner"/>; it fires again by its own rules, or when next due.</summary>
    [DisallowConcurrentExecution]
    private sealed class ScheduledJob(JobRunner runner, TimeProvider time) : Quartz.IJob
    {
        private const string Tried = "tried";

        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            var key = context.JobDetail.Key;
            try
            {
                await runner.Run(key.Name, cancellationToken);
            }
            // A time-out is a failure like any other; only a stop is none.
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                var tried = context.MergedJobDataMap.TryGetValue(Tried, out var before) ? int.Parse((string)before!, CultureInfo.InvariantCulture) : 0;
                var after = runner.Jobs.First(j => j.Name == key.Name).RetryAfter;
                if (tried < after.Count)
                {
                    await context.Scheduler.ScheduleJob(
                        TriggerBuilder.Create().ForJob(key).UsingJobData(Tried, (tried + 1).ToString(CultureInfo.InvariantCulture)).StartAt(time.GetUtcNow() + after[tried]).Build(),
                        cancellationToken: cancellationToken);
                }

                throw;
            }
        }
    }
}
