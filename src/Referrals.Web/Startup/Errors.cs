using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Referrals.Web.Startup;

public static class Errors
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
        // Programs are answered with problem details (RFC 9457), people with a page.
        app.Use(async (http, next) =>
        {
            if (!http.Request.Path.StartsWithSegments(SignIn.Api, StringComparison.OrdinalIgnoreCase))
            {
                await next(http);
                return;
            }

            http.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled = false;
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await Results.Problem(statusCode: http.Response.StatusCode, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["reference"] = Reference.Of(http) }).ExecuteAsync(http);
            }
        });
    }
}
