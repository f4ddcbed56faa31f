using System.Globalization;
using Referrals.Web.Access;
using Serilog;
using Serilog.Events;

namespace Referrals.Web.Startup;

public static partial class Logging
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {Reference} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>
    /// Logs to the console and to <c>logs/</c> in the data folder, a file a day, kept for 31 days. The framework's own request lines are left out: they hold
    /// addresses, and an address can name a person.
    /// </summary>
    public static void AddReferralsLogging(this WebApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Warning)
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture)
            .WriteTo.File(Path.Combine(builder.DataFolder(), "logs", "referrals-.log"), outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day, retainedFileCountLimit: 31, shared: true)
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }

    /// <summary>One line a request: method, route as written in the code (never the address itself), status, time taken and role.</summary>
    public static void UseReferralsRequestLog(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Referrals.Requests");
        var time = app.Services.GetRequiredService<TimeProvider>();
        app.Use(async (http, next) =>
        {
            var started = time.GetTimestamp();
            await next(http);
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            if (route is null || route.StartsWith("/health", StringComparison.Ordinal))
            {
                return;
            }

            Answered(log, http.Request.Method, route, http.Response.StatusCode, time.GetElapsedTime(started).TotalMilliseconds,
                http.User.FindFirst(ActorClaims.Role)?.Value ?? "nobody");
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} /{Route} answered {Status} in {Elapsed:0.0} ms for {Role}")]
    private static partial void Answered(Microsoft.Extensions.Logging.ILogger log, string method, string route, int status, double elapsed, string role);
}
