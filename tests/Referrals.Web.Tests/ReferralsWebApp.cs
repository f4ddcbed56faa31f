using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Referrals.Application.Data;

namespace Referrals.Web.Tests;

/// <summary>The service in this process, with a data folder of its own that goes when the test does.</summary>
public class ReferralsWebApp : WebApplicationFactory<Program>
{
    /// <summary>A migrated file, made once: every service's own database begins as a copy of it.</summary>
    private static readonly Lazy<byte[]> s_migrated = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("referrals-web-");
        var file = Path.Combine(folder.FullName, "migrated.db");
        new Migrator(new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={file};Pooling=False" })).Run().GetAwaiter().GetResult();
        var migrated = File.ReadAllBytes(file);
        folder.Delete(recursive: true);
        return migrated;
    });

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("referrals-web-");

    public string DataFolder => _data.FullName;

    /// <summary>Settings laid over those of the Development environment.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal)
    {
        // A test says what is there and when something runs.
        ["Referrals:Demonstration"] = "false",
        ["Referrals:Jobs:Enabled"] = "false",
    };

    public string EnvironmentName { get; init; } = "Development";

    /// <summary>Whether its database is there before it starts; otherwise it makes it.</summary>
    public bool BeginsMigrated { get; init; } = true;

    /// <summary>Replaces services, for a test that needs one to behave in a certain way.</summary>
    public Action<IServiceCollection>? Replace { get; init; }

    /// <summary>A browser without JavaScript that shows redirects instead of following them.</summary>
    public HttpClient Browser() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    /// <summary>A browser in which this person of the demonstration is signed in.</summary>
    public async Task<HttpClient> SignedInAsync(string username)
    {
        var browser = CreateClient();
        using var answer = await browser.SubmitAsync("/sign-in", new() { ["Username"] = username });
        answer.EnsureSuccessStatusCode();
        return browser;
    }

    /// <summary>Stops the service and keeps its folder, to look at what it wrote.</summary>
    public async Task StopAsync()
    {
        // Once it has stopped, the program disposes of it at the same time.
        var host = Services.GetRequiredService<IHost>();
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    /// <summary>Everything the service logged; whole once it has stopped.</summary>
    public Task<string> LogAsync() => File.ReadAllTextAsync(Directory.EnumerateFiles(Path.Combine(DataFolder, "logs")).Single());

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        var database = Path.Combine(DataFolder, "referrals.db");
        if (BeginsMigrated && !File.Exists(database))
        {
            File.WriteAllBytes(database, s_migrated.Value);
        }

        builder.UseEnvironment(EnvironmentName);
        // As host settings, because start-up reads configuration while it builds.
        builder.UseSetting("Referrals:DataFolder", DataFolder);
        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        if (Replace is not null)
        {
            builder.ConfigureTestServices(Replace);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _data.Exists)
        {
            _data.Delete(recursive: true);
        }
    }
}

public static class Browsing
{
    public static async Task<IHtmlDocument> PageAsync(this HttpClient browser, string address)
    {
        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
        return await answer.PageAsync();
    }

    public static async Task<IHtmlDocument> PageAsync(this HttpResponseMessage answer) =>
        new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());

    /// <summary>Opens the page, fills its first form in <c>main</c> and sends it, as a person would: hidden fields and the antiforgery token go along.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(this HttpClient browser, string address, Dictionary<string, string> answers)
    {
        var page = await browser.PageAsync(address);
        var form = page.QuerySelector("main form") as IHtmlFormElement ?? throw new InvalidOperationException($"{address} has no form.");
        var fields = form.QuerySelectorAll("input[type=hidden][name]").OfType<IHtmlInputElement>().Select(input => KeyValuePair.Create(input.Name!, input.Value));
        var action = form.GetAttribute("action") is { Length: > 0 } target ? target : address;
        using var content = new FormUrlEncodedContent(fields.Concat(answers));
        return await browser.PostAsync(new Uri(action, UriKind.Relative), content);
    }
}
