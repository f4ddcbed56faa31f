using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Quartz;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Domain;
using Referrals.Web.Tests.Access;
using IJob = Referrals.Application.Jobs.IJob;
using Schedule = Referrals.Web.Startup.Schedule;

namespace Referrals.Web.Tests.Jobs;

/// <summary>What every implementation of the job port does. Inherit it and name the scheduler.</summary>
public abstract class SchedulerCompliance
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    protected abstract string Scheduler { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_job_is_on_the_timetable_when_it_says_it_is_due_in_London_time()
    {
        await using var app = Service();
        var before = TimeProvider.System.GetUtcNow();
        var timetable = (await Started(app).Timetable(Cancel)).ToDictionary(line => line.Job);
        var after = TimeProvider.System.GetUtcNow();

        var jobs = app.Services.GetRequiredService<JobRunner>().Jobs;
        Assert.NotEmpty(jobs);
        Assert.Equal(jobs.Select(job => job.Name), timetable.Keys.Order(StringComparer.Ordinal));
        foreach (var job in jobs)
        {
            var line = timetable[job.Name];
            Assert.Equal((job.Schedule, "Europe/London"), (line.Schedule, line.TimeZone));
            var schedule = new CronExpression(job.Schedule, JobRules.London);
            Assert.InRange(line.NextDue!.Value, schedule.GetNextValidTimeAfter(before - TimeSpan.FromSeconds(2))!.Value, schedule.GetNextValidTimeAfter(after)!.Value);
        }
    }

    [Fact]
    public async Task A_job_that_is_fired_leaves_what_it_did()
    {
        var probe = new Probe("probe");
        await using var app = Service(probe);
        var scheduler = Started(app);

        await scheduler.Fire("probe", Cancel);
        await probe.Ended(1);

        await Until(async () => (await Run(app, "probe"))?.Summary == "Run 1.");
    }

    [Fact]
    public async Task A_job_runs_by_itself_when_it_is_due()
    {
        var probe = new Probe("probe") { Schedule = "* * * * * ?" };
        await using var app = Service(probe);
        Started(app);

        await probe.Ended(2);
    }

    [Fact]
    public async Task A_job_never_runs_beside_itself()
    {
        var probe = new Probe("probe") { Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        // Each of them is fired once: a firing while the job runs may be left out.
        Probe[] fences = [.. Enumerable.Range(1, 4).Select(i => new Probe($"fence{i}"))];
        await using (var app = Service([probe, .. fences]))
        {
            var scheduler = Started(app);
            await scheduler.Fire("probe", Cancel);
            await probe.Begun(1);
            foreach (var fence in fences[..3])
            {
                await scheduler.Fire("probe", Cancel);
                await scheduler.Fire(fence.Name, Cancel);
                await fence.Ended(1);
            }

            Assert.Equal(1, probe.Runs);
            probe.Held.SetResult();
            await probe.Ended(1);
            // Those that waited, where any did, come now.
            await scheduler.Fire("fence4", Cancel);
            await fences[3].Ended(1);
        }

        Assert.Equal(1, probe.MostAtOnce);
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_by_its_own_rules_and_what_it_said_is_kept()
    {
        var probe = new Probe("probe") { RetryAfter = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100)], Fails = 2 };
        await using var app = Service(probe);
        await Started(app).Fire("probe", Cancel);

        await probe.Ended(3);

        await Until(async () => await Run(app, "probe") is { Error: null, Summary: "Run 3." });
    }

    [Fact]
    public async Task A_job_that_ran_out_of_time_has_failed_like_any_other()
    {
        var probe = new Probe("probe") { RetryAfter = [TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)], Fails = 9, Fault = new TaskCanceledException("The source did not answer in time.") };
        await using var app = Service(probe);
        await Started(app).Fire("probe", Cancel);

        await probe.Ended(2);

        await Until(async () => (await Run(app, "probe"))?.Error?.Contains("did not answer in time", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_job_that_has_no_tries_left_waits_for_its_next_firing()
    {
        var once = new Probe("once") { Fails = 9 };
        var twice = new Probe("twice") { RetryAfter = [TimeSpan.FromMilliseconds(100)], Fails = 9 };
        var longer = new Probe("longer") { RetryAfter = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(700), 3)], Fails = 3 };
        await using var app = Service(once, twice, longer);
        var scheduler = Started(app);
        await scheduler.Fire("once", Cancel);
        await scheduler.Fire("twice", Cancel);
        await twice.Ended(2);
        await scheduler.Fire("longer", Cancel);
        await longer.Ended(4);

        Assert.Equal((1, 2), (once.Runs, twice.Runs));
        Assert.Contains("InvalidOperationException", (await Run(app, "once"))!.Error, StringComparison.Ordinal);

        await scheduler.Fire("once", Cancel);
        await once.Ended(2);
    }

    [Fact]
    public async Task Stopping_tells_what_runs_and_waits_for_it_to_put_itself_down()
    {
        var probe = new Probe("probe") { Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        await using var app = Service(probe);
        await Started(app).Fire("probe", Cancel);
        await probe.Begun(1);

        await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        await probe.Ended(1);
        Assert.True(probe.WasTold);
    }

    [Fact]
    public async Task On_one_database_each_firing_happens_on_one_node_and_a_start_puts_nothing_off()
    {
        var server = Environment.GetEnvironmentVariable("REFERRALS_TEST_SQLSERVER");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "SQL Server is not configured: set REFERRALS_TEST_SQLSERVER to a connection string to run this test on it.");
        var probe = new Probe("probe");
        var yearly = new Probe("yearly") { Schedule = "0 0 12 1 1 ?" };
        var connection = new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(server) { InitialCatalog = "referrals_jobs_" + Scheduler.ToLowerInvariant() }.ConnectionString;
        ReferralsWebApp Node() => Service([("Referrals:Jobs:Persistent", "true"), ("Referrals:Database:Provider", "SqlServer"), ("Referrals:Database:ConnectionString", connection)], probe, yearly);

        await using var first = Node();
        await using (var db = new DatabaseFactory(new DatabaseOptions { Provider = DatabaseProvider.SqlServer, ConnectionString = connection }).CreateDbContext())
            await db.Database.EnsureDeletedAsync(Cancel);
        var one = Started(first);
        var due = (await one.Timetable(Cancel)).Single(line => line.Job == "yearly").NextDue;
        await using var second = Node();
        var other = Started(second);
        Assert.Equal(due, (await other.Timetable(Cancel)).Single(line => line.Job == "yearly").NextDue);

        for (var firing = 1; firing <= 12; firing++)
        {
            await (firing % 2 == 0 ? one : other).Fire("probe", Cancel);
            await Until(async () => (await Run(first, "probe"))?.Summary == $"Run {firing}.");
        }

        Assert.Equal((12, 1), (probe.Runs, probe.MostAtOnce));
    }

    protected ReferralsWebApp Service(params Probe[] jobs) => Service([], jobs);

    private ReferralsWebApp Service((string Key, string Value)[] settings, params Probe[] jobs)
    {
        Assert.SkipUnless(Schedule.Known.Contains(Scheduler), $"This was built without {Scheduler}: build with -p:{Scheduler}=true where its packages are to be had.");
        var app = new ReferralsWebApp
        {
            Settings = { ["Referrals:Jobs:Enabled"] = "true", ["Referrals:Jobs:Scheduler"] = Scheduler },
            Replace = services =>
            {
                foreach (var job in jobs)
                    services.AddSingleton<IJob>(job);
            },
        };
        foreach (var (key, value) in settings)
            app.Settings[key] = value;
        return app;
    }

    private static IJobScheduler Started(ReferralsWebApp app)
    {
        app.CreateClient().Dispose();
        return app.Services.GetRequiredService<IJobScheduler>();
    }

    private static async Task<JobRun?> Run(ReferralsWebApp app, string job)
    {
        await using var db = app.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.JobRuns.SingleOrDefaultAsync(run => run.Job == job, Cancel);
    }

    /// <summary>What a job said is written after the job itself is over.</summary>
    private static async Task Until(Func<Task<bool>> holds)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(s_patience);
        while (!await holds())
            await Task.Delay(50, deadline.Token);
    }

    /// <summary>A job that a test looks into.</summary>
    protected sealed class Probe(string name) : IJob
    {
        private readonly ConcurrentDictionary<int, TaskCompletionSource> _begun = new();
        private readonly ConcurrentDictionary<int, TaskCompletionSource> _ended = new();
        private int _runs;
        private int _ends;
        private int _atOnce;
        private int _most;

        public string Name => name;

        public string Description => "A test looks into it.";

        public string Schedule { get; init; } = "0 0 12 1 1 ?";

        public IReadOnlyList<TimeSpan> RetryAfter { get; init; } = [];

        /// <summary>How many runs fail before the first that does not.</summary>
        public int Fails { get; init; }

        /// <summary>What a run that fails says.</summary>
        public Exception? Fault { get; init; }

        /// <summary>What its runs wait for.</summary>
        public TaskCompletionSource? Held { get; init; }

        public int Runs => _runs;

        public int MostAtOnce => _most;

        public bool WasTold { get; private set; }

        public Task Begun(int runs) => _begun.GetOrAdd(runs, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(s_patience, Cancel);

        public Task Ended(int runs) => _ended.GetOrAdd(runs, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(s_patience, Cancel);

        public async Task<string> Run(CancellationToken cancellation)
        {
            var run = Interlocked.Increment(ref _runs);
            var atOnce = Interlocked.Increment(ref _atOnce);
            for (var most = _most; atOnce > most; most = _most)
                Interlocked.CompareExchange(ref _most, atOnce, most);
            _begun.GetOrAdd(run, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            try
            {
                if (Held is not null)
                    await Held.Task.WaitAsync(cancellation);
                return run > Fails ? $"Run {run}." : throw Fault ?? new InvalidOperationException($"Run {run} fails.");
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                WasTold = true;
                throw;
            }
            finally
            {
                Interlocked.Decrement(ref _atOnce);
                _ended.GetOrAdd(Interlocked.Increment(ref _ends), _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
        }
    }
}

public sealed class QuartzCompliance : SchedulerCompliance
{
    protected override string Scheduler => JobSettings.Quartz;
}

public sealed class HangfireCompliance : SchedulerCompliance
{
    private const string Dashboard = "/administration/jobs";

    protected override string Scheduler => JobSettings.Hangfire;

    [Fact]
    public async Task Its_pages_are_behind_the_administrators_door_and_the_administration_leads_there()
    {
        await using var app = Service();
        using var administrator = await app.SignedInAsync("owen.blake");
        var page = await administrator.PageAsync("/administration");
        Assert.NotNull(page.QuerySelector($"a[href='{Dashboard}']"));
        var pages = await administrator.PageAsync(Dashboard + "/recurring");
        Assert.Contains("chase", pages.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Europe/London", pages.Body.TextContent, StringComparison.Ordinal);

        using var practitioner = await app.SignedInAsync("amara.osei");
        foreach (var address in new[] { Dashboard, Dashboard + "/recurring", Dashboard + "/jobs/succeeded", Dashboard + "/stats" })
        {
            using var refused = await practitioner.GetAsync(new Uri(address, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        var rule = Assert.Single(WhoMayDoWhat.Rules(app.Services), rule => rule.Route.StartsWith(Dashboard, StringComparison.Ordinal));
        Assert.Equal([Roles.Administrator], rule.Roles!);
        using var nobody = app.Browser();
        using var answer = await nobody.GetAsync(new Uri(Dashboard, UriKind.Relative), Cancel);
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (answer.StatusCode, answer.Headers.Location?.AbsolutePath));
    }

    [Fact]
    public async Task What_an_administrator_does_on_its_pages_needs_the_pages_own_token_and_is_in_the_audit_log()
    {
        var probe = new Probe("probe");
        await using var app = Service(probe);
        using var administrator = await app.SignedInAsync("owen.blake");
        var page = await administrator.PageAsync(Dashboard + "/recurring");
        using var form = new FormUrlEncodedContent([new("jobs[]", "probe")]);

        using var forged = await administrator.PostAsync(new Uri(Dashboard + "/recurring/trigger", UriKind.Relative), form, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        Assert.Equal(0, probe.Runs);

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Dashboard + "/recurring/trigger", UriKind.Relative)) { Content = new FormUrlEncodedContent([new("jobs[]", "probe")]) };
        string Said(string name) => page.QuerySelector($"meta[name={name}]")!.GetAttribute("content")!;
        request.Headers.Add(Said("csrf-header"), Said("csrf-token"));
        using var done = await administrator.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        await probe.Ended(1);

        await using var db = app.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        Assert.Contains(await db.AuditEntries.ToListAsync(Cancel), line => line is { Username: "owen.blake", What: "ran" } && line.Detail == "jobs recurring/trigger probe");
    }

    [Fact]
    public void It_reads_every_schedule_as_Quartz_does()
    {
#if HANGFIRE
        using var app = Service();
        // What Hangfire reads schedules with is within it and for itself alone; built from source it is beside it.
        var cron = typeof(global::Hangfire.JobStorage).Assembly.GetType("Cronos.CronExpression") ?? Type.GetType("Cronos.CronExpression, Cronos", throwOnError: true)!;
        var seconds = Enum.Parse(cron.Assembly.GetType("Cronos.CronFormat", throwOnError: true)!, "IncludeSeconds");
        var parse = cron.GetMethod("Parse", [typeof(string), seconds.GetType()])!;
        var following = cron.GetMethod("GetNextOccurrence", [typeof(DateTimeOffset), typeof(TimeZoneInfo), typeof(bool)])!;
        foreach (var job in app.Services.GetRequiredService<JobRunner>().Jobs)
        {
            var (quartz, hangfire) = (new CronExpression(job.Schedule, JobRules.London), parse.Invoke(null, [job.Schedule, seconds]));
            // A year with both its changes of the clock.
            var (at, end) = (new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
            while (at < end)
            {
                var next = quartz.GetNextValidTimeAfter(at)!.Value;
                Assert.Equal(next, ((DateTimeOffset)following.Invoke(hangfire, [at, JobRules.London, false])!).ToUniversalTime());
                at = next > at + TimeSpan.FromHours(2) ? next : next + TimeSpan.FromMinutes(47);
            }
        }
#else
        Service().Dispose();
#endif
    }
}

public sealed class SchedulerChoice
{
    [Fact]
    public void A_scheduler_that_is_not_there_keeps_the_service_from_starting_and_says_what_to_do()
    {
        using var app = new ReferralsWebApp { Settings = { ["Referrals:Jobs:Scheduler"] = "Cron" } };
        var refusal = Assert.Throws<OptionsValidationException>(() => app.CreateClient());
        Assert.Contains("'Cron', which is no scheduler. Known: Quartz", refusal.Message, StringComparison.Ordinal);

        Assert.SkipWhen(Schedule.Known.Contains(JobSettings.Hangfire), "This was built with Hangfire, so that it can be chosen.");
        using var without = new ReferralsWebApp { Settings = { ["Referrals:Jobs:Scheduler"] = "Hangfire" } };
        Assert.Contains("-p:Hangfire=true", Assert.Throws<OptionsValidationException>(() => without.CreateClient()).Message, StringComparison.Ordinal);
    }
}
