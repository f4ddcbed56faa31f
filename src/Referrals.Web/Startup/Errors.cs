using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Referrals.Web.Api;

namespace Referrals.Web.Startup;

public static partial class Errors
{
    /// <summary>Gives every line of the log the reference of its request.</summary>
    public static void UseReferralsReference(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Referrals.Requests");
        app.Use(async (http, next) =>
        {
            using (log.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["Reference"] = Reference.Of(http) }))
            {
                await next(http);
            }
        });
    }

    /// <summary>Plain words with a reference number for whatever goes wrong. The exception itself goes to the log under the same reference.</summary>
    public static void UseReferralsErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error/500",
            CreateScopeForErrors = true,
        });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Referrals.Api");
        // Programs are answered with problem details (RFC 9457), people with a page.
        app.Use(async (http, next) =>
        {
            if (!http.Request.Path.StartsWithSegments(SignIn.Api, StringComparison.OrdinalIgnoreCase))
            {
                await next(http);
                return;
            }

            http.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled = false;
            try
            {
                await next(http);
            }
            catch (Exception e) when (e is not OperationCanceledException && !http.Response.HasStarted)
            {
                // Nothing of the answer was written: it begins once its lines are in the audit log.
                ApiFailed(log, e, http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
                http.Response.Clear();
                http.Response.StatusCode = e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
            }

            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await Problems.Of(http, http.Response.StatusCode).ExecuteAsync(http);
            }
        });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed")]
    private static partial void ApiFailed(ILogger log, Exception exception, string method, string? route);
}
