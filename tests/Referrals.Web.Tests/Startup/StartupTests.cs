using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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
    public void A_shared_timetable_is_refused_where_the_database_is_a_file()
    {
        using var app = new ReferralsWebApp { Settings = { ["Referrals:Jobs:Enabled"] = "true", ["Referrals:Jobs:Persistent"] = "true" } };

        var refusal = Assert.Throws<OptionsValidationException>(() => app.CreateClient());
        Assert.Contains("needs SQL Server", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_comes_once_a_day_is_tried_again_well_before_the_next()
    {
        await using var app = new ReferralsWebApp();
        var at = new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero);
        var daily = app.Services.GetRequiredService<JobRunner>().Jobs.Where(job =>
        {
            var schedule = new Quartz.CronExpression(job.Schedule, JobRules.London);
            var first = schedule.GetNextValidTimeAfter(at)!.Value;
            return schedule.GetNextValidTimeAfter(first)!.Value - first > TimeSpan.FromHours(12);
        }).ToList();

        Assert.True(daily.Count > 4, $"{daily.Count} jobs.");
        Assert.All(daily, job => Assert.True(job.RetryAfter.Count > 0 && job.RetryAfter.Aggregate(TimeSpan.Zero, (sum, next) => sum + next) < TimeSpan.FromHours(12), job.Name));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
