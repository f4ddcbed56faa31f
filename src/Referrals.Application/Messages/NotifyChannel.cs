using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace Referrals.Application.Messages;

/// <summary>
/// GOV.UK Notify's REST API. The message's key is sent as the reference; Notify does not refuse a reference it has seen,
/// so a message whose answer was lost may arrive twice.
/// </summary>
public sealed class NotifyChannel(IHttpClientFactory clients, IOptions<MessageOptions> options, TimeProvider time) : IMessageChannel
{
    private readonly MessageOptions options = options.Value;
    private readonly NotifyKey key = NotifyKey.Parse(options.Value.Notify.ApiKey) ?? throw new ArgumentException("The API key of GOV.UK Notify is malformed.", nameof(options));

    public async Task<SendResult> Send(OutgoingMessage message, CancellationToken cancellation)
    {
        if (Email.Recipient(message.To) is null) return new Rejected("The address is not an e-mail address.");
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var client = clients.CreateClient(nameof(NotifyChannel));
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Notify.BaseAddress, "/v2/notifications/email"))
            {
                Content = JsonContent.Create(Request(message)),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Token(time.GetUtcNow()));
            using var response = await client.SendAsync(request, either.Token);
            return await Answer(message, response, either.Token);
        }
        catch (HttpRequestException e)
        {
            return new Retry($"GOV.UK Notify could not be reached: {e.HttpRequestError}.");
        }
        catch (IOException)
        {
            return new Retry("GOV.UK Notify broke off its answer.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Retry($"GOV.UK Notify did not answer within {options.Timeout.TotalSeconds:0.#} seconds.");
        }
    }

    private JsonObject Request(OutgoingMessage message)
    {
        var request = new JsonObject
        {
            ["email_address"] = message.To,
            ["template_id"] = options.Notify.TemplateId.ToString(),
            ["reference"] = message.Key,
            ["personalisation"] = new JsonObject { ["subject"] = Email.Subject(message.Subject), ["body"] = message.Body },
        };
        if (options.Notify.ReplyToId is { } replyTo) request["email_reply_to_id"] = replyTo.ToString();
        return request;
    }

    private static async Task<SendResult> Answer(OutgoingMessage message, HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsStringAsync(cancellation);
        if (response.IsSuccessStatusCode) return new Sent(ReadId(body));

        var why = $"GOV.UK Notify answered {(int)response.StatusCode}{ReadErrors(body, message)}.";
        return response.StatusCode switch
        {
            // A wrong key or clock, a limit, a timeout: mended by somebody or by waiting, the message itself is well.
            HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => new Retry(why),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => new Rejected(why),
            _ => new Retry(why),
        };
    }

    private static string? ReadId(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject answer ? (string?)answer["id"] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Notify's own words, unless they repeat some of ours, which must not reach a log.</summary>
    private static string ReadErrors(string body, OutgoingMessage message)
    {
        try
        {
            var errors = (JsonNode.Parse(body) as JsonObject)?["errors"] as JsonArray;
            var words = string.Join("; ", (errors ?? []).Select(e => $"{(string?)e?["error"]}: {(string?)e?["message"]}"));
            string[] ours = [message.To, message.Subject, .. message.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
            if (words.Length == 0 || ours.Any(o => o.Length > 0 && words.Contains(o, StringComparison.OrdinalIgnoreCase))) return "";
            return $", {words[..Math.Min(words.Length, 500)].TrimEnd('.')}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}

/// <summary>An API key of GOV.UK Notify, taken apart.</summary>
internal sealed record NotifyKey(string ServiceId, string Secret)
{
    private const int IdLength = 36;

    /// <summary>From <c>name-serviceId-secret</c>, where the name may hold hyphens; null when it is not one.</summary>
    public static NotifyKey? Parse(string? apiKey)
    {
        if (apiKey is not { Length: > 2 * IdLength + 2 } || apiKey[^(IdLength + 1)] != '-' || apiKey[^(2 * IdLength + 2)] != '-') return null;
        var (service, secret) = (apiKey[^(2 * IdLength + 1)..^(IdLength + 1)], apiKey[^IdLength..]);
        return Guid.TryParseExact(service, "D", out _) && Guid.TryParseExact(secret, "D", out _) ? new(service, secret) : null;
    }

    /// <summary>A signed token, which Notify takes for 30 seconds either side of <paramref name="now"/>.</summary>
    public string Token(DateTimeOffset now)
    {
        var signed = $"{Part(new JsonObject { ["typ"] = "JWT", ["alg"] = "HS256" })}.{Part(new JsonObject { ["iss"] = ServiceId, ["iat"] = now.ToUnixTimeSeconds() })}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(signed)))}";

        static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    // A record would print the secret.
    public override string ToString() => $"{nameof(NotifyKey)} of {ServiceId}";
}
