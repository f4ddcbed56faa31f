using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Catalogues;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Tests.PartnerWall;
using Referrals.Workflows;

namespace Referrals.Web.Tests.Access;

/// <summary>Every address of a route that a key of the case could open.</summary>
internal static class CaseAddresses
{
    /// <summary>The route with each key of the case in the places where a key may stand.</summary>
    public static IEnumerable<string> Of(WalledCase of, string route)
    {
        var addresses = new List<string> { "" };
        foreach (var segment in RoutePatternFactory.Parse(route).PathSegments)
        {
            var values = segment.Parts.Any(part => part is RoutePatternParameterPart)
                ? Values(of, segment.Parts, addresses.Count > 1).ToArray()
                : [string.Concat(segment.Parts.Cast<RoutePatternLiteralPart>().Select(part => part.Content))];
            addresses = [.. addresses.SelectMany(before => values.Select(value => $"{before}/{value}"))];
        }

        return addresses.Select(address => address.Length == 0 ? "/" : address);
    }

    private static IEnumerable<string> Values(WalledCase of, IReadOnlyList<RoutePatternPart> parts, bool second)
    {
        var parameter = parts.OfType<RoutePatternParameterPart>().First();
        var rest = string.Concat(parts.Select(part => part switch { RoutePatternLiteralPart literal => literal.Content, RoutePatternSeparatorPart separator => separator.Content, _ => "" }));
        string[] values = parameter switch
        {
            { Name: "status" } => ["404"],
            { Name: "number" } => ["1"],
            { Name: "measure" } => ["sufficient-assessment"],
            { Name: "kind" } => [.. of.App.Services.GetServices<TaskWait>().Take(2).Select(wait => wait.Type["Referrals.".Length..])],
            { Name: "name" } => [.. CatalogueService.Editable],
            { Name: "activity" } => [.. Need(of).Activities.Values.Where(activity => activity.Kind == ActivityKind.Wait).Select(activity => activity.Id)],
            { Name: "code" } => ["N52A001"],
            { Name: "role" } => [Roles.Practitioner, Roles.Auditor],
            { Name: "id" } when !parameter.ParameterPolicies.Any(policy => policy.Content == "guid") => [Need(of).DefinitionId],
            { Name: "table" } => ["where-now"],
            { Name: "question" } => ["waiting-list"],
            { Name: "key" } => [of.CalendarKey],
            { IsCatchAll: true } => ["app.css"],
            _ when second => [.. of.Ids.Where(id => parameter.Name.StartsWith(id.Key, StringComparison.OrdinalIgnoreCase)).Select(id => id.Value.ToString())],
            _ => [.. of.Ids.Values.Concat(of.Tasks).Distinct().Select(id => id.ToString())],
        };
        return (values.Length == 0 ? [of.Ids["person"].ToString()] : values).Select(value => value + rest);
    }

    private static WorkflowDefinition Need(WalledCase of) => of.Get<Definitions>().Latest("domestic-abuse-need");
}
