using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Referrals.Web.Access;

namespace Referrals.Web.Startup;

/// <summary>How much of anything one person or one address may send: section <c>Referrals:Limits</c>.</summary>
public sealed record LimitSettings
{
    public const string Section = "Referrals:Limits";

    /// <summary>Of one user, or of one address where nobody is signed in.</summary>
    public int RequestsAMinute { get; init; } = 300;

    /// <summary>Begun or finished, of one address.</summary>
    public int SignInsAMinute { get; init; } = 30;

    /// <summary>The longest request. Nothing is uploaded here: the longest form is a register or a report.</summary>
    public int BodyBytes { get; init; } = 1024 * 1024;
}

public static class Limits
{
    public const string SignIns = "sign-ins";

    public static void AddReferralsLimits(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = builder.Configuration.GetSection(LimitSettings.Section).Get<LimitSettings>() ?? new LimitSettings();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = settings.BodyBytes;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.Configure<FormOptions>(options =>
        {
            options.BufferBodyLengthLimit = settings.BodyBytes;
            options.MultipartBodyLengthLimit = settings.BodyBytes;
            options.ValueCountLimit = 4096;
            options.ValueLengthLimit = settings.BodyBytes;
        });
        builder.Services.AddRateLimiter(options =>
        {
            Refuses(options);
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
                // The page that says so is not counted again.
                http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) || http.Features.Get<IStatusCodeReExecuteFeature>() is not null
                    ? RateLimitPartition.GetNoLimiter("")
                    : RateLimitPartition.GetSlidingWindowLimiter(http.User.ToActor()?.Username ?? AddressOf(http), _ => A(settings.RequestsAMinute)));
            options.AddPolicy(SignIns, http => RateLimitPartition.GetSlidingWindowLimiter(AddressOf(http), _ => A(settings.SignInsAMinute)));
        });
    }

    /// <summary>Whoever comes back from the provider is answered before there is an endpoint that a policy could stand on.</summary>
    public static void UseReferralsSignInLimit(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var settings = app.Configuration.GetSection(LimitSettings.Section).Get<LimitSettings>() ?? new LimitSettings();
        var options = new RateLimiterOptions
        {
            GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => RateLimitPartition.GetSlidingWindowLimiter(AddressOf(http), _ => A(settings.SignInsAMinute))),
        };
        Refuses(options);
        app.UseWhen(http => http.Request.Path.StartsWithSegments(SignIn.Callback, StringComparison.OrdinalIgnoreCase), callback => callback.UseRateLimiter(options));
    }

    private static void Refuses(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            return ValueTask.CompletedTask;
        };
    }

    private static SlidingWindowRateLimiterOptions A(int most) => new() { PermitLimit = most, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 };

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
