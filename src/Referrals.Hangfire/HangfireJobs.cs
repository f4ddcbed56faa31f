using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.Logging;
using Hangfire.SqlServer;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Referrals.Application.Data;
using Referrals.Application.Jobs;

namespace Referrals.Hangfire;

/// <summary>The job port on Hangfire. Nothing of it but the logs is kept in Hangfire's statics, so that several services can live in one process.</summary>
public static class HangfireJobs
{
    /// <summary>Of Hangfire's own tables, beside those of the service in the same database.</summary>
    public const string Schema = "hangfire";

    /// <summary>Runs the jobs that are registered; where <see cref="JobSettings.IsPersistent"/>, with the timetable in SQL Server.</summary>
    public static IServiceCollection AddHangfireJobs(this IServiceCollection services, JobSettings settings, DatabaseOptions database)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(database);
        // Made when it is first asked for, by the server as it starts: after the migrations, and it makes its schema then.
        services.AddSingleton<JobStorage>(s =>
        {
            // Hangfire asks one provider of logs in a process; the server takes it away again before the logs end.
            LogProvider.SetCurrentLogProvider(new AspNetCoreLogProvider(s.GetRequiredService<ILoggerFactory>()));
            return settings.IsPersistent(database) ? OnSqlServer(database.ConnectionString) : new InMemoryStorage();
        });
        services.AddSingleton<IJobFilterProvider, Filters>();
        services.AddSingleton<IRecurringJobManager>(s => new RecurringJobManager(s.GetRequiredService<JobStorage>(), s.GetRequiredService<IJobFilterProvider>()));
        services.AddSingleton<IBackgroundJobClient>(s => new BackgroundJobClient(s.GetRequiredService<JobStorage>(), s.GetRequiredService<IJobFilterProvider>()));
        services.AddSingleton<ScheduledJob>();
        services.AddSingleton<IJobScheduler, HangfireScheduler>();
        // In memory looking is cheap; in a database that many nodes share it is not.
        services.AddSingleton(new Polling(settings.IsPersistent(database) ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(1)));
        services.AddHostedService<Server>();
        return services;
    }

    private static SqlServerStorage OnSqlServer(string connection) => new(connection, new SqlServerStorageOptions
    {
        SchemaName = Schema,
        SqlClientFactory = SqlClientFactory.Instance,
        PrepareSchemaIfNecessary = true,
        UseRecommendedIsolationLevel = true,
        DisableGlobalLocks = true,
        QueuePollInterval = TimeSpan.FromSeconds(1),
        SlidingInvisibilityTimeout = TimeSpan.FromMinutes(5),
        CommandBatchMaxTimeout = TimeSpan.FromMinutes(5),
    });
}

internal sealed record Polling(TimeSpan Every);

/// <summary>Hangfire's side of a job of ours, found by its name. The job's own errors are kept by <see cref="JobRunner"/>.</summary>
public sealed class ScheduledJob(JobRunner runner)
{
    [JobDisplayName("{0}")]
    public Task Run(string name, CancellationToken cancellation) => runner.Run(name, cancellation);
}
