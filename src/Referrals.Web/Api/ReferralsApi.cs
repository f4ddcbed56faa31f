using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Referrals.Application.Audit;
using Referrals.Application.Events;
using Referrals.Web.Access;
using Referrals.Web.Startup;

namespace Referrals.Web.Api;

/// <summary>The services over JSON, for programs that act for somebody: what a token's role and area reach on pages it reaches here, and nothing else.</summary>
public static class ReferralsApi
{
    public const string Root = SignIn.Api + "/v1";

    /// <summary>The most that one page of a list holds.</summary>
    public const int LongestPage = 100;

    public const int UsualPage = 50;

    public static void AddReferralsApi(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.ConfigureHttpJsonOptions(options => ApiJson.Set(options.SerializerOptions));
        // A request that was not understood is answered by the filter below, in Development too.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = described => $"/{described.RelativePath}".StartsWith(Root + "/", StringComparison.Ordinal);
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Referrals",
                    Version = "v1",
                    Description = "Domestic abuse interventions: needs, decisions, referrals, groups, registers, statistics. See docs/api.md. Events that are sent out: " + string.Join(", ", EventTypes.All.Keys) + ".",
                };
                document.Servers = [];
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
                document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "An access token of the identity provider, made out to this service." };
                document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                var metadata = context.Description.ActionDescriptor.EndpointMetadata;
                operation.Parameters ??= [];
                if (metadata.OfType<Writing>().Any())
                {
                    operation.Parameters.Add(Header(Writing.KeyHeader, "The same key with the same request is answered in the same way; made by the caller, once for each change."));
                }

                if (metadata.OfType<Writing>().Any(w => w.Conditional))
                {
                    operation.Parameters.Add(Header("If-Match", "The ETag of what was read before."));
                }

                return Task.CompletedTask;
            });
        });
    }

    public static void MapReferralsApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        app.MapGet(SignIn.Api + "/me", (HttpContext http) => Me(http)).RequireAuthorization().ExcludeFromDescription();
        var api = app.MapGroup(Root).AddEndpointFilter(Answer).RequireAuthorization();
        api.MapGet("/me", (HttpContext http) => Me(http)).WithTags("Who").WithSummary("Who the token says one is.").Produces<WhoAmI>().RequireAuthorization("/Index");
        api.MapCases();
        api.MapNeeds();
        api.MapTasks();
        api.MapReferrals();
        api.MapWaitingList();
        api.MapGroups();
        api.MapGroupChanges();
        api.MapRegisters();
        api.MapReports();
        api.MapStatistics();
        api.MapCatalogue();
    }

    private static IResult Me(HttpContext http)
    {
        var actor = http.User.Actor();
        return Results.Ok(new WhoAmI(actor.Username, actor.Name, actor.Role, actor.StaffCode, actor.RegionCode, actor.PduId));
    }

    /// <summary>Refuses what an address does not know, and writes the lines of the audit log before anything of the answer is written.</summary>
    private static async ValueTask<object?> Answer(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (NotUnderstood(http) is { Count: > 0 } errors)
        {
            http.Response.StatusCode = StatusCodes.Status200OK;
            return Problems.Of(http, "invalid", errors);
        }

        var answer = await next(context);
        if (http.Response.StatusCode == StatusCodes.Status400BadRequest)
        {
            http.Response.StatusCode = StatusCodes.Status200OK;
            answer = Problems.Of(http, "invalid");
        }

        await http.RequestServices.GetRequiredService<AuditWriter>().Write(Occasion.Current?.Take() ?? []);
        return answer;
    }

    private static Dictionary<string, string[]> NotUnderstood(HttpContext http)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var known = (http.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
            .Where(p => !http.Request.RouteValues.ContainsKey(p.Name!) && IsValue(p.ParameterType)).ToDictionary(p => p.Name!, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, values) in http.Request.Query)
        {
            if (!known.TryGetValue(key, out var parameter))
            {
                errors[key] = ["There is no such parameter here."];
            }
            else if (values is not [{ } value] || !Reads(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType, value))
            {
                errors[key] = [$"Give {Kind(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType)}, once."];
            }
            else if (parameter.Name == "limit" && int.Parse(value, CultureInfo.InvariantCulture) is < 1 or > LongestPage)
            {
                errors[key] = [$"Give a number from 1 to {LongestPage}."];
            }
        }

        return errors;
    }

    private static bool IsValue(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(string) || plain == typeof(int) || plain == typeof(long) || plain == typeof(bool) || plain == typeof(Guid) || plain == typeof(DateOnly));

    private static bool Reads(Type type, string value) => type == typeof(string)
        || (type == typeof(int) && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        || (type == typeof(long) && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        || (type == typeof(bool) && bool.TryParse(value, out _))
        || (type == typeof(Guid) && Guid.TryParse(value, CultureInfo.InvariantCulture, out _))
        || (type == typeof(DateOnly) && DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    private static string Kind(Type type) => type == typeof(int) || type == typeof(long) ? "a whole number" : type == typeof(bool) ? "true or false" : type == typeof(DateOnly) ? "a date like 2026-03-02" : type == typeof(Guid) ? "an id" : "a value";

    private static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Required = true, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    /// <summary>The page of a list at this address.</summary>
    internal static IResult Page<TItem, TPlace>(HttpContext http, string list, IReadOnlyList<TItem> items, TPlace? next)
        where TPlace : class
    {
        string? address = null;
        if (Cursor.Of(list, next) is { } cursor)
        {
            var query = http.Request.Query.Where(q => q.Key != "cursor").SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value)).Append(KeyValuePair.Create<string, string?>("cursor", cursor));
            address = QueryHelpers.AddQueryString(http.Request.Path.ToString(), query);
            http.Response.Headers.Link = $"<{address}>; rel=\"next\"";
        }

        return TypedResults.Ok(new Page<TItem>(items, address));
    }

    /// <summary>An answer with the version that a change of it has to name.</summary>
    internal static IResult Versioned<T>(HttpContext http, T answer, string tag)
    {
        http.Response.Headers.ETag = $"\"{tag}\"";
        return TypedResults.Ok(answer);
    }

    /// <summary>The tag of everything that belongs to a person's case, which changes as a whole.</summary>
    internal static string CaseTag(int version) => string.Create(CultureInfo.InvariantCulture, $"case-{version}");

    /// <summary>One of the choices, by its name in small letters with hyphens.</summary>
    internal static IResult? Choice<T>(HttpContext http, string field, string? said, T otherwise, out T chosen)
        where T : struct, Enum
    {
        chosen = otherwise;
        if (said is null)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()) == said)
            {
                chosen = value;
                return null;
            }
        }

        return Invalid(http, field, $"Choose one of: {string.Join(", ", Enum.GetValues<T>().Select(v => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString())))}.");
    }

    internal static IResult Invalid(HttpContext http, string field, string words) => Problems.Of(http, "invalid", new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [words] });
}

/// <summary>Who the token says one is.</summary>
public sealed record WhoAmI(string Username, string Name, string Role, string? StaffCode, string? RegionCode, int? PduId);
