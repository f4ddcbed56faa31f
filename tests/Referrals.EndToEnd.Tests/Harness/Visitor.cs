using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Referrals.EndToEnd.Tests.Harness;

/// <summary>How somebody looks at the service.</summary>
public sealed record Screen
{
    public static Screen Desktop { get; } = new() { Width = 1280, Height = 900 };

    /// <summary>A desktop at 400%: 1280 pixels become 320.</summary>
    public static Screen Zoomed { get; } = new() { Width = 320, Height = 256 };

    public static Screen WithoutJavaScript { get; } = Desktop with { HasJavaScript = false };

    public required int Width { get; init; }

    public required int Height { get; init; }

    public bool HasJavaScript { get; init; } = true;
}

/// <summary>A person at a browser. On leaving, asserts that nothing went wrong behind the page: no script error, no refused script or style, no missing file, no call to another host.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private static readonly string s_axe = new BundledAxeScriptProvider().GetScript();
    private static readonly string[] s_rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _troubles = [];

    private Visitor(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    public IPage Page { get; }

    public static async Task<Visitor> OpenAsync(Chromium chromium, ReferralsService service, Screen? screen = null)
    {
        screen ??= Screen.Desktop;
        var context = await chromium.NewContextAsync(new()
        {
            BaseURL = service.Address.ToString(),
            JavaScriptEnabled = screen.HasJavaScript,
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            Locale = "en-GB",
            TimezoneId = "Europe/London",
            ReducedMotion = ReducedMotion.Reduce,
        });
        // Generous: a build machine may be busy with other tests.
        context.SetDefaultTimeout(60_000);
        var visitor = new Visitor(context, await context.NewPageAsync());
        visitor.Watch(service.Address);
        return visitor;
    }

    /// <summary>Signs in as a person of the demonstration and lands on the first page.</summary>
    public async Task SignInAsync(string username)
    {
        await Page.GotoAsync("/sign-in");
        await Page.Locator($"input[type=radio][value='{username}']").CheckAsync(new() { Force = true });
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(Page.Locator(".app-signed-in")).ToBeVisibleAsync();
    }

    /// <summary>axe with the rules of WCAG 2.2 A and AA and its best practices; needs JavaScript.</summary>
    public async Task AssertNoAxeViolationsAsync()
    {
        var barriers = await BarriersAsync();
        Assert.True(barriers is null, barriers);
    }

    /// <summary>What axe finds wrong with the page, in words; null where it finds nothing. Of parts that stand beside each other and are built alike it looks at two.</summary>
    public async Task<string?> BarriersAsync()
    {
        // In the page itself: the package's own way opens a tab for every run, which costs seconds and gains only where a page has frames.
        await Page.EvaluateAsync(s_axe);
        var violations = await Page.EvaluateAsync<string[]>("""
            async tags => {
              const shape = element => `${element.localName}.${element.className?.baseVal ?? element.className}[${[...element.attributes].map(attribute => attribute.name).sort()}](${[...element.children].map(shape)})`;
              const hidden = [];
              const thin = parent => {
                const alike = new Map();
                for (const child of parent.children) {
                  const built = shape(child);
                  const shown = alike.get(built) ?? 0;
                  alike.set(built, shown + 1);
                  // Cells belong to their columns, and what is chosen from costs nothing.
                  if (shown >= 2 && !['td', 'th', 'col', 'dt', 'dd', 'option'].includes(child.localName)) {
                    hidden.push([child, child.style.getPropertyValue('display')]);
                    child.style.setProperty('display', 'none', 'important');
                  } else {
                    thin(child);
                  }
                }
              };
              thin(document.querySelector('main') ?? document.body);
              const found = await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
              hidden.forEach(([element, display]) => element.style.setProperty('display', display));
              return found.violations.map(violation => `${violation.id}: ${violation.help}\n${violation.nodes.map(node => `    ${node.target} ${node.html}`).join('\n')}`);
            }
            """, s_rules);
        return violations.Length == 0 ? null : $"{Page.Url}\n{string.Join('\n', violations)}";
    }

    /// <summary>The page may scroll down, never sideways.</summary>
    public async Task AssertFitsTheScreenAsync()
    {
        var excess = await ExcessAsync();
        Assert.True(excess is null, excess);
    }

    /// <summary>By how much the page is wider than the screen, in words; null where it fits.</summary>
    public async Task<string?> ExcessAsync()
    {
        var beyond = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return beyond <= 0 ? null : $"{Page.Url} is {beyond} pixels wider than the screen.";
    }

    /// <summary>As <see cref="ExcessAsync"/>, of this page at 400%.</summary>
    public async Task<string?> ExcessWhenZoomedAsync()
    {
        var size = Page.ViewportSize!;
        await Page.SetViewportSizeAsync(Screen.Zoomed.Width, Screen.Zoomed.Height);
        var excess = await ExcessAsync();
        await Page.SetViewportSizeAsync(size.Width, size.Height);
        return excess;
    }

    /// <summary>The page as it stands now, filled in or refused: free of barriers, no wider than the screen at 400%, and kept as a picture.</summary>
    public async Task AssertSoundAsync(string name)
    {
        await AssertNoAxeViolationsAsync();
        await ScreenshotAsync(name);
        var excess = await ExcessWhenZoomedAsync();
        Assert.True(excess is null, excess);
    }

    /// <summary>The refusal of what was sent: the summary has the focus, and each of its links leads to a field.</summary>
    public async Task AssertRefusedAsync(string words)
    {
        var summary = Page.Locator(".govuk-error-summary");
        await Assertions.Expect(summary).ToBeFocusedAsync();
        await Assertions.Expect(summary).ToContainTextAsync(words);
        await Assertions.Expect(Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^Error: ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        foreach (var link in await summary.Locator("a").AllAsync())
        {
            Assert.Equal(1, await Page.Locator((await link.GetAttributeAsync("href"))!.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace(".", "\\.", StringComparison.Ordinal)).CountAsync());
        }
    }

    /// <summary>Goes on with the tabulator until this has the focus, which has to be seen.</summary>
    public async Task TabToAsync(ILocator to)
    {
        for (var pressed = 0; pressed < 200; pressed++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await to.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                Assert.True(await to.EvaluateAsync<bool>("element => { const style = getComputedStyle(element.matches('.govuk-radios__input, .govuk-checkboxes__input') ? element.nextElementSibling : element, element.matches('.govuk-radios__input, .govuk-checkboxes__input') ? '::before' : null); return style.outlineStyle !== 'none' || style.boxShadow !== 'none' }"), "The focus is not to be seen.");
                return;
            }
        }

        Assert.Fail($"The tabulator never came to {to}.");
    }

    /// <summary>Goes down a group of radio buttons until this one is chosen.</summary>
    public async Task ArrowToAsync(ILocator to)
    {
        for (var pressed = 0; pressed < 50 && !await to.IsCheckedAsync(); pressed++)
        {
            await Page.Keyboard.PressAsync(pressed == 0 ? "Space" : "ArrowDown");
        }

        await Assertions.Expect(to).ToBeCheckedAsync();
    }

    /// <summary>Keeps a picture of the whole page in <c>artifacts/screenshots/NAME.jpg</c>: packed as PNG, pictures cost the browser more than pages did.</summary>
    public Task ScreenshotAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}.jpg"), Type = ScreenshotType.Jpeg, Quality = 70, FullPage = true });

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_troubles);
    }

    private static string Screenshots { get; } = Path.Combine(Root(), "artifacts", "screenshots");

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Referrals.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }

    private void Watch(Uri address)
    {
        Page.PageError += (_, error) => _troubles.Enqueue(error);
        Page.Console += (_, message) =>
        {
            // A page may rightly answer 404 or 403; what it needs may not, and that is watched below.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _troubles.Enqueue(message.Text);
            }
        };
        Page.Response += (_, response) =>
        {
            if (response.Status >= 400 && response.Request.ResourceType != "document")
            {
                _troubles.Enqueue($"{response.Url} answered {response.Status}");
            }
        };
        Page.Request += (_, request) =>
        {
            var to = new Uri(request.Url);
            if (to.Scheme is "http" or "https" && to.Authority != address.Authority)
            {
                _troubles.Enqueue($"The page asked another host: {request.Url}");
            }
        };
    }
}
