using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Quartz;
using Referrals.Application.Data;
using Referrals.Application.Jobs;

namespace Referrals.Web.Tests.Startup;

public sealed class StartupTests
{
    [Fact]
    public async Task A_new_service_has_its_database_and_its_messages_in_the_data_folder_and_is_ready()
    {
        await using var app = new ReferralsWebApp { BeginsMigrated = false };
        using var browser = app.Browser();

        Assert.Equal("Healthy", await browser.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancel));
        Assert.True(File.Exists(Path.Combine(app.DataFolder, "referrals.db")));
        await using var db = app.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancel));
    }

    [Fact]
    public async Task Every_job_is_on_the_timetable_when_it_says_it_is_due_in_London_time()
    {
        await using var app = new ReferralsWebApp { Settings = { ["Referrals:Jobs:Enabled"] = "true" } };
        using var browser = app.Browser();
        var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Cancel);

        var jobs = app.Services.GetRequiredService<JobRunner>().Jobs;
        Assert.NotEmpty(jobs);
        foreach (var job in jobs)
        {
            var trigger = Assert.IsType<ICronTrigger>(await scheduler.GetTrigger(new TriggerKey(job.Name, "referrals"), Cancel), exactMatch: false);
            Assert.Equal(job.Schedule, trigger.CronExpressionString);
            Assert.Equal("Europe/London", trigger.TimeZone.Id);
        }
    }

    [Fact]
    public async Task A_job_that_Quartz_fires_leaves_what_it_did()
    {
        await using var app = new ReferralsWebApp { Settings = { ["Referrals:Jobs:Enabled"] = "true" } };
        using var browser = app.Browser();
        var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Cancel);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scheduler.ListenerManager.AddJobListener(new Listener(done), []);

        await scheduler.TriggerJob(new JobKey("chase", "referrals"), cancellationToken: Cancel);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        await using var db = app.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        Assert.Equal("0 rungs climbed.", (await db.JobRuns.SingleAsync(run => run.Job == "chase", Cancel)).Summary);
    }

    [Fact]
    public void A_shared_timetable_is_refused_where_the_database_is_a_file()
    {
        using var app = new ReferralsWebApp { Settings = { ["Referrals:Jobs:Enabled"] = "true", ["Referrals:Jobs:Persistent"] = "true" } };

        var refusal = Assert.Throws<OptionsValidationException>(() => app.CreateClient());
        Assert.Contains("needs SQL Server", refusal.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed class Listener(TaskCompletionSource done) : IJobListener
    {
        public string Name => "test";

        public ValueTask JobToBeExecuted(IJobExecutionContext context, CancellationToken cancellationToken = default) => default;

        public ValueTask JobExecutionVetoed(IJobExecutionContext context, CancellationToken cancellationToken = default) => default;

        public ValueTask JobWasExecuted(IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken = default)
        {
            done.TrySetResult();
            return default;
        }
    }
}
