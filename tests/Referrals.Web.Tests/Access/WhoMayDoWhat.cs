using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Tests.Access;

/// <summary>The rule of one route, read off the code as the service runs it.</summary>
/// <param name="Roles">The roles that come in; null is everybody, signed in or not.</param>
public sealed record RouteRule(string Route, IReadOnlyList<string> Methods, IReadOnlyList<string>? Roles, bool IsProgram);

internal static class WhoMayDoWhat
{
    public static readonly string[] Everyone =
        [Roles.Practitioner, Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.PartnerLinkWorker, Roles.RegionalLead, Roles.NationalLead, Roles.Administrator, Roles.Auditor, Roles.Inspector];

    private static readonly string[] s_programs = ["/api"];

    /// <summary>Every route there is, in order, each once.</summary>
    /// <exception cref="InvalidOperationException">One has no rule.</exception>
    public static IReadOnlyList<RouteRule> Rules(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => (Endpoint: e, Route: "/" + e.RoutePattern.RawText!.TrimStart('/'), Roles: RolesAt(e)))
            // Methods of one address that are open to different roles have lines of their own.
            .GroupBy(e => (e.Route, Roles: e.Roles is null ? null : string.Join(' ', e.Roles)))
            .Select(group => new RouteRule(group.Key.Route, [.. group.SelectMany(e => Methods(services, e.Endpoint)).Distinct().Order(StringComparer.Ordinal)], group.First().Roles, s_programs.Any(p => group.Key.Route.StartsWith(p + "/", StringComparison.Ordinal))))
            .OrderBy(rule => rule.Route, StringComparer.Ordinal).ThenBy(rule => rule.Methods[0], StringComparer.Ordinal),
    ];

    public static string Document(IReadOnlyList<RouteRule> rules)
    {
        var text = new StringBuilder("""
            # Who may do what

            Written from the code by the tests, and approved: a change of a door, a new page or a new address shows here. What may be chosen for a task is in
            `tests/Referrals.Application.Tests/Approved/transitions.md`.

            ## Whom each role reaches

            | role | people, needs and tasks | groups |
            |---|---|---|

            """);
        foreach (var role in Everyone)
            text.Append($"| {RoleWords.Of(role)} | {People(role)} | {Groups(role)} |\n");
        text.Append("""

            What has no known area is reached by every role of the areas it could belong to. From all of these are taken the people nDelius says a user is excluded
            from, and everybody while nDelius does not say. Emergency access adds one person for a limited time. A partner's details are reached by partner link workers
            of the region and by nobody else.

            ## Who may open what

            `x` may come in; what they find there is what they reach.

            """);
        text.Append($"\n| address | methods | {string.Join(" | ", Everyone.Select(RoleWords.Of))} | not signed in |\n|---|---|{string.Concat(Enumerable.Repeat("---|", Everyone.Length + 1))}\n");
        foreach (var rule in rules)
        {
            text.Append($"| `{rule.Route}` | {string.Join(", ", rule.Methods)} | {string.Join(" | ", Everyone.Select(role => rule.Roles?.Contains(role) == false ? "" : "x"))} | {(rule.Roles is null ? "x" : "")} |\n");
        }

        return text.ToString();
    }

    /// <summary>The handlers of a page for one method; empty is the unnamed one.</summary>
    public static IEnumerable<string> Handlers(IServiceProvider services, RouteEndpoint endpoint, string method) =>
        Compiled(services, endpoint)?.HandlerMethods.Where(h => h.HttpMethod.Equals(method, StringComparison.OrdinalIgnoreCase)).Select(h => h.Name ?? "").Distinct() ?? [];

    private static CompiledPageActionDescriptor? Compiled(IServiceProvider services, RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page ? services.GetRequiredService<PageLoader>().LoadAsync(page, endpoint.Metadata).GetAwaiter().GetResult() : null;

    private static IEnumerable<string> Methods(IServiceProvider services, RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: { Count: > 0 } methods })
            return methods;
        // A page answers what it has handlers for, and shows itself when it has none.
        return Compiled(services, endpoint)?.HandlerMethods.Select(h => h.HttpMethod.ToUpperInvariant()).Append("GET").Distinct() ?? ["GET"];
    }

    public static IReadOnlyList<string>? RolesAt(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        var page = endpoint.Metadata.GetMetadata<PageActionDescriptor>();
        if (page is not null && Doors.Of(page.ViewEnginePath) is { } door)
            return [.. Everyone.Where(role => Doors.MayEnter(door, role))];
        // An address of the API is behind the door of the pages that show the same, and behind every door it names.
        var authorized = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        return page is null && authorized.Count > 0 && authorized.All(a => a.Policy is null || Doors.ByFolder.ContainsKey(a.Policy))
            ? [.. Everyone.Where(role => authorized.All(a => a.Policy is null || Doors.MayEnter(a.Policy, role)))]
            : throw new InvalidOperationException($"{endpoint.RoutePattern.RawText} has no rule: say who may open it.");
    }

    private static string People(string role) => role switch
    {
        Roles.Administrator => "everybody",
        Roles.RegionalLead or Roles.ProgrammeTeam => "those of their region",
        Roles.Practitioner => "those they hold, and those of their PDU",
        Roles.Spo => "those of their PDU",
        Roles.PduHead => "those of their PDU; of the region's other PDUs figures that are not small",
        Roles.PartnerLinkWorker => "nobody; their own tasks in their region, with a name, a CRN and when the group starts",
        Roles.Inspector => "those of the samples drawn, to read, until the inspection is finished",
        Roles.Auditor => "nobody; the audit log, which names no person",
        _ => "nobody; figures after disclosure control",
    };

    private static string Groups(string role) => role switch
    {
        Roles.Administrator => "all",
        Roles.ProgrammeTeam => "those of their region, to manage",
        Roles.RegionalLead or Roles.PduHead or Roles.Spo or Roles.Practitioner => "those of their region",
        _ => "none",
    };
}
