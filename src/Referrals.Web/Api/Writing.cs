using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using Referrals.Application.Access;
using Referrals.Application.Requests;
using Referrals.Web.Access;

namespace Referrals.Web.Api;

/// <summary>What a change is asked with.</summary>
/// <param name="RequestId">The same for the same key of the same caller: what the services know a repeated request by.</param>
/// <param name="Tag">Of If-Match, without its quotation marks; empty where the address has no version.</param>
public sealed record Asked<T>(Actor Actor, T Body, Guid RequestId, string Tag)
{
    /// <summary>The version of the case that the caller looked at; one that cannot be where the tag is of something else.</summary>
    public int CaseVersion => Tag.StartsWith("case-", StringComparison.Ordinal) && int.TryParse(Tag.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
}

/// <summary>
/// A change by the API: JSON that is understood to the last field, a key that makes it harmless to send twice, and the version that was read. Marks the address too,
/// for its description.
/// </summary>
public sealed partial record Writing(bool Conditional)
{
    public const string KeyHeader = "Idempotency-Key";

    /// <param name="work">Answers with a result of <see cref="Results"/> or of <see cref="Problems"/>.</param>
    public async Task<IResult> Run<T>(HttpContext http, Func<Asked<T>, Task<IResult>> work)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(work);
        var request = http.Request;
        if (request.Headers[KeyHeader] is not [{ } key] || !Key().IsMatch(key))
        {
            return Problems.Of(http, "key-missing");
        }

        var tag = "";
        if (Conditional)
        {
            if (request.Headers.IfMatch is not [{ } said] || !EntityTagHeaderValue.TryParse(said, out var read) || read.IsWeak || read.Tag == "*")
            {
                return Problems.Of(http, "condition-missing");
            }

            tag = read.Tag.ToString().Trim('"');
        }

        if (!request.HasJsonContentType())
        {
            return Problems.Of(http, "not-json");
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, http.RequestAborted);
        var bytes = buffer.ToArray();
        if (Read<T>(http, bytes, out var body) is { } wrong)
        {
            return wrong;
        }

        var actor = http.User.Actor();
        var keys = http.RequestServices.GetRequiredService<RequestKeys>();
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{request.Method}\n{request.Path}\n{tag}\n"), .. bytes]));
        switch (await keys.Begin(actor.Username, key, fingerprint, http.RequestAborted))
        {
            case RequestStanding.Answered before:
                return new Kept(before.Status, before.ContentType, before.Body);
            case RequestStanding.Busy:
                http.Response.Headers.RetryAfter = "1";
                return Problems.Of(http, "key-in-use");
            case RequestStanding.OfAnother:
                return Problems.Of(http, "key-of-another-request");
            default:
                break;
        }

        try
        {
            var answer = Kept.Of(await work(new Asked<T>(actor, body!, RequestId(actor.Username, key), tag)));
            // What was not understood was not begun: it may be put right under the same key.
            if (answer.Status == StatusCodes.Status400BadRequest)
            {
                await keys.GiveUp(actor.Username, key);
            }
            else
            {
                await keys.Answer(actor.Username, key, answer.Status, answer.ContentType, answer.Body);
            }

            return answer;
        }
        catch
        {
            await keys.GiveUp(actor.Username, key);
            throw;
        }
    }

    private static IResult? Read<T>(HttpContext http, byte[] bytes, out T? body)
        where T : class
    {
        body = null;
        try
        {
            body = JsonSerializer.Deserialize<T>(bytes, ApiJson.Options);
            return body is null ? ReferralsApi.Invalid(http, "$", "The body is empty.") : null;
        }
        catch (JsonException e)
        {
            return ReferralsApi.Invalid(http, e.Path ?? "$", Words(e));
        }
    }

    /// <summary>What is wrong, without the framework's names of our classes.</summary>
    private static string Words(JsonException e) => e.Message switch
    {
        var m when m.Contains("could not be mapped", StringComparison.Ordinal) => Named().Match(m) is { Success: true } name ? $"There is no field '{name.Groups["name"].Value}' here." : "There is a field here that is not known.",
        var m when m.Contains("missing required", StringComparison.Ordinal) => $"Missing: {m[(m.LastIndexOf(':') + 1)..].Trim().TrimEnd('.')}.",
        var m when m.Contains("uplicate", StringComparison.Ordinal) => "A field is there twice.",
        var m when m.Contains("could not be converted", StringComparison.Ordinal) => "The value is of another kind than this field, or none of those it can have.",
        _ => "This is not JSON as it is expected here.",
    };

    // The first 16 bytes of a hash, marked as a key of our own making (version 8).
    private static Guid RequestId(string caller, string key)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{key}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,100}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("JSON property '(?<name>[^']{1,60})'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    /// <summary>An answer as it is kept: no header but its kind, no detail of a person.</summary>
    private sealed record Kept(int Status, string? ContentType, string? Body) : IResult
    {
        public static Kept Of(IResult result) => result switch
        {
            ProblemAnswer problem => new(problem.Status, "application/problem+json", ApiJson.Write(problem)),
            IStatusCodeHttpResult { StatusCode: { } status } and IValueHttpResult { Value: { } value } => new(status, "application/json", JsonSerializer.Serialize(value, ApiJson.Options)),
            IStatusCodeHttpResult { StatusCode: { } status } => new(status, null, null),
            _ => throw new InvalidOperationException($"{result.GetType().Name} is no answer to a change."),
        };

        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (Body is not null)
            {
                return TypedResults.Text(Body, ContentType, statusCode: Status).ExecuteAsync(httpContext);
            }

            httpContext.Response.StatusCode = Status;
            return Task.CompletedTask;
        }
    }
}

internal static class WritingRoutes
{
    /// <summary>Says of an address that it is a change, with what it takes.</summary>
    public static RouteHandlerBuilder Changes<T>(this RouteHandlerBuilder route, Writing writing)
        where T : class => route.WithMetadata(writing).Accepts<T>("application/json").Problem(400, 404, 409, 412, 422, 428);

    /// <summary>Says which problems an address can answer with besides the usual ones.</summary>
    public static RouteHandlerBuilder Problem(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemAnswer>(status, "application/problem+json");
        }

        return route;
    }
}
