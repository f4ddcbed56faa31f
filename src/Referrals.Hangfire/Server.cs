using Hangfire;
using Hangfire.Common;
using Hangfire.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Referrals.Application.Jobs;

namespace Referrals.Hangfire;

/// <summary>Hangfire's workers, from the service's start to its stop.</summary>
internal sealed class Server(IServiceProvider services) : IHostedService, IAsyncDisposable
{
    private BackgroundJobServer? _server;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not before: hosted services are all made first and started in turn, and the database is made by one of them.
        ((HangfireScheduler)services.GetRequiredService<IJobScheduler>()).WriteTimetable();
        _server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                WorkerCount = 10,
                SchedulePollingInterval = services.GetRequiredService<Polling>().Every,
                Activator = new FromServices(services),
                FilterProvider = services.GetRequiredService<IJobFilterProvider>(),
                // What runs is told at once, and may put itself down for as long as the host waits.
                StopTimeout = TimeSpan.Zero,
                ShutdownTimeout = TimeSpan.FromSeconds(15),
            },
            services.GetRequiredService<JobStorage>());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not { } server)
            return;
        server.SendStop();
        await server.WaitForShutdownAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _server, null)?.Dispose();
        LogProvider.SetCurrentLogProvider(null);
        return ValueTask.CompletedTask;
    }

    private sealed class FromServices(IServiceProvider services) : JobActivator
    {
        public override object ActivateJob(Type jobType) => services.GetRequiredService(jobType);
    }
}
