using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Referrals.Cli.Tests;

/// <summary>nDelius and OASys on a port of this machine, each under a folder of its own, answering what they are given and having no record of anything else.</summary>
internal sealed class StubSources : IAsyncDisposable
{
    private readonly WebApplication server;

    private StubSources(WebApplication server) => this.server = server;

    /// <summary>What was asked for.</summary>
    public ConcurrentBag<string> Asked { get; } = [];

    public Dictionary<string, string> Settings => new()
    {
        ["Referrals__Sources__Delius"] = $"{server.Urls.First()}/delius",
        ["Referrals__Sources__Oasys"] = $"{server.Urls.First()}/oasys/",
    };

    public static async Task<StubSources> Start(IReadOnlyDictionary<string, string> documents)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var sources = new StubSources(app);
        app.Run(async context =>
        {
            var asked = context.Request.Path.Value!;
            sources.Asked.Add(asked);
            if (documents.TryGetValue(asked, out var document))
                await context.Response.WriteAsync(document);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return sources;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
