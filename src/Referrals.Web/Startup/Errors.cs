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
    }
}
