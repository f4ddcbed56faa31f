using Microsoft.Extensions.Diagnostics.HealthChecks;
using Referrals.Application;
using Referrals.Application.Data;
using Referrals.Application.Demonstration;
using Referrals.Application.Messages;
using Referrals.Workflows;

namespace Referrals.Web.Startup;

/// <summary>The service behind the pages: its database, its workflows, its messages.</summary>
public static partial class Work
{
    private const string ConnectionString = $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.ConnectionString)}";
    private const string Provider = $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)}";
    private const string MessageFolder = $"{MessageOptions.Section}:{nameof(MessageOptions.Folder)}";

    /// <summary>Where nothing is configured, the database and outgoing messages are files in the data folder.</summary>
    public static void AddReferralsWork(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var configuration = builder.Configuration;
        if (string.IsNullOrEmpty(configuration[ConnectionString]) && configuration.GetValue(Provider, DatabaseProvider.Sqlite) == DatabaseProvider.Sqlite)
        {
            configuration[ConnectionString] = $"Data Source={Path.Combine(builder.DataFolder(), "referrals.db")}";
        }

        configuration[MessageFolder] = Path.GetFullPath(configuration[MessageFolder] ?? "messages", builder.DataFolder());
        builder.Services.AddReferrals(configuration);
        builder.Services.AddHostedService<Preparation>();
        builder.Services.AddHostedService<TakesUpReleases>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseAnswers>("database", tags: ["ready"]);
    }

    /// <summary>Before anything else starts: no page and no job meets a database that is not up to date.</summary>
    private sealed partial class Preparation(Migrator migrator, CatalogueSource catalogue, Engines engines, DemonstrationSeeder demonstration, IConfiguration configuration, ILogger<Preparation> log) : IHostedLifecycleService
    {
        public async Task StartingAsync(CancellationToken cancellationToken)
        {
            foreach (var migration in await migrator.Run(cancellationToken))
            {
                Applied(log, migration);
            }

            await catalogue.Refresh(cancellationToken);
            RunsOn(log, engines.Name);

            if (configuration.GetValue<bool>("Referrals:Demonstration"))
            {
                var request = new DemonstrationRequest { OnDay = (day, of) => Told(log, day, of) };
                Demonstrated(log, (await demonstration.Run(request, cancellationToken)).Words);
            }
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Migration}")]
        private static partial void Applied(ILogger log, string migration);

        [LoggerMessage(Level = LogLevel.Information, Message = "Workflows run on the engine {Engine}")]
        private static partial void RunsOn(ILogger log, string engine);

        [LoggerMessage(Level = LogLevel.Information, Message = "Demonstration: day {Day} of {Days}")]
        private static partial void Told(ILogger log, int day, int days);

        [LoggerMessage(Level = LogLevel.Information, Message = "Demonstration: {Words}")]
        private static partial void Demonstrated(ILogger log, string words);
    }

    /// <summary>A version of the catalogue that another node released is in force here within a minute.</summary>
    private sealed partial class TakesUpReleases(CatalogueSource catalogue, TimeProvider time, ILogger<TakesUpReleases> log) : BackgroundService
    {
        private static readonly TimeSpan s_every = TimeSpan.FromSeconds(30);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(s_every, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await catalogue.Refresh(stoppingToken);
                }
#pragma warning disable CA1031 // Whatever stands in the way now, the catalogue that was in force stays, and it is tried again.
                catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    NotTakenUp(log, e);
                }
            }
        }

        [LoggerMessage(Level = LogLevel.Error, Message = "The released catalogue could not be read; the one that was in force stays")]
        private static partial void NotTakenUp(ILogger log, Exception exception);
    }

    private sealed class DatabaseAnswers(DatabaseFactory factory) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = factory.CreateDbContext();
            return await db.Database.CanConnectAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus, "The database does not answer.");
        }
    }
}
