using System.Collections.Frozen;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Referrals.Application.Delivery;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Startup;

namespace Referrals.Web.Api;

/// <summary>
/// Problem details (RFC 9457). Every refusal of the services has one address of its own, which stays: a program goes by it and never by the words. All are listed in
/// docs/api.md.
/// </summary>
public static partial class Problems
{
    public const string Namespace = "urn:referrals:problem:";

    // What stands in the way, where it is not the request that has to be put right.
    private static readonly FrozenDictionary<Type, int> s_statuses = new Dictionary<Type, int>
    {
        [typeof(NoSuchPerson)] = 404,
        [typeof(NoSuchTask)] = 404,
        // Of a task that is not the caller's not even that it is there is said.
        [typeof(NotYours)] = 404,
        [typeof(NotYourGroup)] = 404,
        [typeof(NotOffered)] = 403,
        [typeof(NotYourRegister)] = 403,
        [typeof(NotYourReport)] = 403,
        [typeof(NotYourToolkit)] = 403,
        [typeof(NotYourWaitingList)] = 403,
        [typeof(CaseHasChanged)] = 412,
        [typeof(GroupHasChanged)] = 412,
        [typeof(RegisterHasChanged)] = 412,
        [typeof(ReportSavedMeanwhile)] = 412,
        [typeof(AlreadyDone)] = 409,
        [typeof(HasAnotherPlace)] = 409,
        [typeof(NotWaiting)] = 409,
        [typeof(TakesNobodyNew)] = 409,
        [typeof(SessionDidNotTakePlace)] = 409,
        [typeof(NotHeldYet)] = 409,
    }.ToFrozenDictionary();

    /// <summary>What the API itself says no to, each with its status and what it means.</summary>
    public static IReadOnlyDictionary<string, (int Status, string Meaning)> Own { get; } = new SortedDictionary<string, (int, string)>(StringComparer.Ordinal)
    {
        ["not-signed-in"] = (401, "There is no access token, or it is not one for this service."),
        ["not-your-role"] = (403, "The role of the token does not open this address."),
        ["not-found"] = (404, "There is nothing here, or the caller may not see it."),
        ["method-not-allowed"] = (405, "This address does not take that method."),
        ["invalid"] = (400, "The request was not understood; errors says which fields."),
        ["invalid-cursor"] = (400, "The cursor is not one that this list gave."),
        ["not-json"] = (415, "The body is not JSON."),
        ["too-large"] = (413, "The body is too long."),
        ["too-many-requests"] = (429, "Too many requests in a minute; Retry-After says how long to wait."),
        ["key-missing"] = (400, "A change needs an Idempotency-Key of 1 to 100 letters, digits, hyphens or underscores."),
        ["key-of-another-request"] = (422, "The Idempotency-Key was used for another request."),
        ["key-in-use"] = (409, "A request with this Idempotency-Key is being done; ask again in a moment."),
        ["condition-missing"] = (428, "A change needs an If-Match with the ETag that was read."),
        ["condition-failed"] = (412, "It has changed since it was read. Read it again, then decide."),
        ["register-partly-saved"] = (422, "Some lines of the register were refused; refused says which and why. The others are saved."),
        ["failed"] = (500, "Something went wrong here. The reference finds it in the log."),
    };

    /// <summary>The refusals that the API can answer with: every one of the services but those of partner link work, which the API does not do.</summary>
    public static IReadOnlyList<Type> Refusals { get; } =
    [
        .. typeof(NoSuchTask).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(Refusal)) && t.Namespace != "Referrals.Application.PartnerLink")
            .OrderBy(t => t.Name, StringComparer.Ordinal),
    ];

    public static string NameOf(Type refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return Inner().Replace(refusal.Name, "-").ToLowerInvariant();
    }

    public static int StatusOf(Type refusal) => s_statuses.GetValueOrDefault(refusal, StatusCodes.Status422UnprocessableEntity);

    /// <summary>A refusal of a service.</summary>
    public static ProblemAnswer Of(HttpContext http, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var type = refusal.GetType();
        return Answer(http, NameOf(type), StatusOf(type), refusal.Words);
    }

    /// <summary>One of <see cref="Own"/>.</summary>
    public static ProblemAnswer Of(HttpContext http, string name, IReadOnlyDictionary<string, string[]>? errors = null) => Answer(http, name, Own[name].Status, Own[name].Meaning) with { Errors = errors };

    /// <summary>What a status says that came without words.</summary>
    public static ProblemAnswer Of(HttpContext http, int status) => status switch
    {
        401 => Of(http, "not-signed-in"),
        403 => Of(http, "not-your-role"),
        404 => Of(http, "not-found"),
        405 => Of(http, "method-not-allowed"),
        413 => Of(http, "too-large"),
        415 => Of(http, "not-json"),
        429 => Of(http, "too-many-requests"),
        >= 500 => Of(http, "failed"),
        _ => Of(http, "invalid"),
    };

    private static ProblemAnswer Answer(HttpContext http, string name, int status, string detail) => new()
    {
        Type = Namespace + name,
        Title = char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' '),
        Status = status,
        Detail = detail,
        Reference = Reference.Of(http),
    };

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Inner();
}

/// <summary>Why something was not done.</summary>
public sealed record ProblemAnswer : IResult
{
    /// <summary>What it is, as docs/api.md lists them: go by this.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>In words for a person.</summary>
    public required string Detail { get; init; }

    /// <summary>Finds the request in the service's log.</summary>
    public required string Reference { get; init; }

    /// <summary>What is wrong with each field.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>The lines of a register that were not saved.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RefusedLine>? Refused { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return TypedResults.Text(ApiJson.Write(this), "application/problem+json", statusCode: Status).ExecuteAsync(httpContext);
    }
}

/// <summary>A line of a register that was not saved.</summary>
public sealed record RefusedLine(Guid DeliveryId, string Type, string Detail);
