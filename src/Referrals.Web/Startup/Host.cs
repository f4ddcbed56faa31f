using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Referrals.Web.Startup;

public static class Host
{
    public static void AddReferralsHost(this WebApplicationBuilder builder)
    {
        builder.Host.UseDefaultServiceProvider(options =>
        {
            options.ValidateScopes = true;
            options.ValidateOnBuild = true;
        });
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();
        // Cookies stay good over a restart, and over several nodes that share the folder.
        builder.Services.AddDataProtection()
            .SetApplicationName("referrals")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(builder.DataFolder(), "keys")));
    }

    /// <summary>Where the service keeps files: <c>Referrals:DataFolder</c>, relative to the content root unless rooted; <c>data</c> when not set.</summary>
    public static string DataFolder(this WebApplicationBuilder builder) =>
        Path.GetFullPath(builder.Configuration["Referrals:DataFolder"] ?? "data", builder.Environment.ContentRootPath);

    /// <summary>Every thread speaks British English, whatever the machine speaks.</summary>
    public static void UseReferralsCulture(this WebApplication app)
    {
        var english = CultureInfo.GetCultureInfo("en-GB");
        CultureInfo.DefaultThreadCurrentCulture = english;
        CultureInfo.DefaultThreadCurrentUICulture = english;
        var localization = new RequestLocalizationOptions()
            .SetDefaultCulture(english.Name).AddSupportedCultures(english.Name).AddSupportedUICultures(english.Name);
        localization.RequestCultureProviders.Clear();
        app.UseRequestLocalization(localization);
    }

    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: so does everything it needs (the checks tagged <c>ready</c>).</summary>
    public static void MapReferralsHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
    }
}
