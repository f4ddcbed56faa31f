namespace Referrals.Web.Startup;

public static class Errors
{
    /// <summary>Plain words with a reference number for whatever goes wrong. The exception itself goes to the log under the same reference.</summary>
    public static void UseReferralsErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error/500",
            CreateScopeForErrors = true,
        });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.Use(async (http, next) =>
        {
            var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Referrals.Errors");
            using (log.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["Reference"] = Reference.Of(http) }))
            {
                await next(http);
            }
        });
    }
}
