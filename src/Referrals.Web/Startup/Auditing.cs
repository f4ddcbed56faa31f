using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;
using Referrals.Application.Audit;
using Referrals.Web.Access;

namespace Referrals.Web.Startup;

public static class Auditing
{
    /// <summary>
    /// Begins the occasion of every request, and answers none before what it shows is in the audit log: the lines are written when the first byte is about to
    /// leave, whatever kind of endpoint it comes from. Where they cannot be written the request fails and shows nothing.
    /// </summary>
    public static void UseReferralsAudit(this WebApplication app)
    {
        var writer = app.Services.GetRequiredService<AuditWriter>();
        app.Use(async (http, next) =>
        {
            // An error page is shown inside the occasion of the request that went wrong.
            if (http.Items[typeof(Occasion)] is Occasion left)
            {
                using var again = Occasion.Resume(left);
                await next(http);
                return;
            }

            var actor = http.User.ToActor();
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/') ?? "";
            using var ended = Occasion.Begin(actor, $"{http.Request.Method} /{route}", Reference.Of(http));
            var occasion = Occasion.Current!;
            http.Items[typeof(Occasion)] = occasion;
            http.Response.OnStarting(() =>
            {
                if (actor is not null && IsFile(http.Response))
                {
                    occasion.Say(actor, AuditActs.Exported, detail: http.Response.ContentType?.Split(';')[0]);
                }

                return writer.Write(occasion.Take());
            });
            await next(http);
            if (actor is not null && occasion.Refused is null && http.Response.StatusCode is StatusCodes.Status403Forbidden)
            {
                occasion.Say(actor, AuditActs.Refused, detail: "role");
            }

            await writer.Write(occasion.Take());
        });
    }

    /// <summary>Pages write their lines before they begin to be drawn, so that a failure is an error page like any other.</summary>
    internal sealed class BeforeShowing(AuditWriter writer) : IAsyncAlwaysRunResultFilter
    {
        public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
        {
            await writer.Write(Occasion.Current?.Take() ?? []);
            await next();
        }
    }

    /// <summary>Something to keep, rather than to look at.</summary>
    private static bool IsFile(HttpResponse response) =>
        response.StatusCode == StatusCodes.Status200OK
        && (response.Headers.ContainsKey(HeaderNames.ContentDisposition) || response.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true);
}
