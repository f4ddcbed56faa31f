using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Audit;

namespace Referrals.Hangfire;

public static class HangfireDashboard
{
    public const string Address = "/administration/jobs";

    /// <summary>Hangfire's own pages about jobs, their runs and the nodes.</summary>
    /// <param name="policy">Who comes in.</param>
    /// <param name="actor">Who is asking; what they do here is in the audit log.</param>
    public static void MapHangfireDashboard(this IEndpointRouteBuilder endpoints, string policy, Func<HttpContext, Actor?> actor)
    {
        var options = new DashboardOptions
        {
            AppPath = "/administration",
            DashboardTitle = "Jobs",
            DisplayStorageConnectionString = false,
            // The policy of the address says who comes in; Hangfire's own rule would let in whoever sits at the machine.
            Authorization = [],
            AsyncAuthorization = [new Audited(actor)],
        };
        // Not Hangfire's own mapping, which needs its storage before the database is there.
        var pages = endpoints.CreateApplicationBuilder().UsePathBase(Address);
        pages.Run(http => new AspNetCoreDashboardMiddleware(
            _ => Task.CompletedTask, http.RequestServices.GetRequiredService<JobStorage>(), options, DashboardRoutes.Routes, finalizeWhenNotFound: true).Invoke(http));
        endpoints.Map(Address + "/{**path}", pages.Build()).RequireAuthorization(policy);
    }

    /// <summary>Lets nobody in or out, and writes down what is done: a job that is begun or taken away by hand.</summary>
    private sealed class Audited(Func<HttpContext, Actor?> actor) : IDashboardAsyncAuthorizationFilter
    {
        public async Task<bool> AuthorizeAsync(DashboardContext context)
        {
            var http = context.GetHttpContext();
            if (actor(http) is not { } by)
                return false;
            // What the pages ask for again and again to show themselves changes nothing.
            if (!HttpMethods.IsPost(http.Request.Method) || http.Request.Path.StartsWithSegments("/stats", StringComparison.OrdinalIgnoreCase))
                return true;
            var named = http.Request.HasFormContentType ? string.Join(", ", (await http.Request.ReadFormAsync())["jobs[]"].ToArray()) : "";
            var said = $"jobs {http.Request.Path.Value?.Trim('/')} {named}".TrimEnd();
            Occasion.Current?.Say(by, AuditActs.Ran, detail: said[..Math.Min(said.Length, AuditEntry.LongestDetail)]);
            return true;
        }
    }
}
