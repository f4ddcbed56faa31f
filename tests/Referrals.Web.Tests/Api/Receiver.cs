using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Referrals.Application.Events;

namespace Referrals.Web.Tests.Api;

/// <summary>What a receiver was sent once.</summary>
internal sealed record Received(Guid Id, long Sequence, string Type, string Detail, string Body, bool Signed, int Answered);

/// <summary>A service outside on a real port that is told events, and answers as a test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const string Secret = "a secret of the tests, long enough to sign with";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private Receiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single() + "/events");

    /// <summary>The status for an event; may take its time.</summary>
    public Func<Received, HttpContext, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(204);

    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>What it took, in the order in which it did.</summary>
    public IReadOnlyList<Received> Taken => [.. _received.Where(r => r.Answered is >= 200 and < 300)];

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/events", (RequestDelegate)receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        var bytes = buffer.ToArray();
        using var json = JsonDocument.Parse(bytes);
        var signature = http.Request.Headers[EventDispatch.SignatureHeader].ToString().Split(',');
        var at = long.Parse(signature[0]["t=".Length..], CultureInfo.InvariantCulture);
        var received = new Received(
            json.RootElement.GetProperty("id").GetGuid(), json.RootElement.GetProperty("sequence").GetInt64(), json.RootElement.GetProperty("eventType").GetString()!,
            json.RootElement.GetProperty("detailUrl").GetString()!, System.Text.Encoding.UTF8.GetString(bytes),
            signature[1] == "v1=" + EventDispatch.Signature(Secret, at, bytes) && http.Request.Headers[EventDispatch.IdHeader] == json.RootElement.GetProperty("id").GetString(), 0);
        var status = await Answer(received, http);
        _received.Enqueue(received with { Answered = status });
        http.Response.StatusCode = status;
        if (status is >= 300 and < 400)
            http.Response.Headers.Location = Url.ToString();
    }
}
