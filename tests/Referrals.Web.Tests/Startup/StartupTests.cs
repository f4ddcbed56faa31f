using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Referrals.Application.Data;

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

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
