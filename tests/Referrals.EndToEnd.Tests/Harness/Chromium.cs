using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Referrals.EndToEnd.Tests.Harness.Chromium))]

namespace Referrals.EndToEnd.Tests.Harness;

/// <summary>One Chromium for all browser tests: the one that <c>REFERRALS_TEST_CHROMIUM</c> names, else one in its usual place. Where there is none, tests that open it are skipped and say so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] s_usualPlaces = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var named = Environment.GetEnvironmentVariable("REFERRALS_TEST_CHROMIUM");
        var path = string.IsNullOrEmpty(named) ? Array.Find(s_usualPlaces, File.Exists) : named;
        if (path is null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            // Offline and without a sandbox, as containers and build machines have it.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options)
    {
        Assert.SkipWhen(_browser is null, "Browser tests need Chromium: install the package 'chromium', or set REFERRALS_TEST_CHROMIUM to the path of a Chromium or Chrome.");
        return await _browser!.NewContextAsync(options);
    }
}
