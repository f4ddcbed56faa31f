using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Referrals.Application.Data;
using Referrals.EndToEnd.Tests.Harness;
using Referrals.Web.Access;
using Referrals.Web.Pages.Guide;

namespace Referrals.EndToEnd.Tests.Shell;

/// <summary>The service with nobody in it at all.</summary>
public sealed class EmptyService : ReferralsService
{
    protected override bool IsDemonstration => false;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Referrals:Demonstration", "false");
        builder.UseSetting("Referrals:Jobs:Enabled", "false");
    }
}

/// <summary>
/// Every page of the endpoint table, filled, empty and refused: free of barriers, no wider than the screen at 400%, usable without JavaScript, with a title of its own that names
/// nobody. Every role reads the pages without a browser; in the browser each is opened where it is richest, and again wherever somebody is sent a part that no other page has.
/// A new page is found by its route; one that nothing leads to and no key opens fails.
/// </summary>
public sealed partial class BarrierJourneys(Chromium chromium, ReferralsService service, EmptyService empty) : IClassFixture<ReferralsService>, IClassFixture<EmptyService>
{
    /// <summary>How many pages of one route each person reads.</summary>
    private const int Most = 3;

    private static readonly string[] s_everyone = ["amara.osei", "david.lowe", "helen.farrow", "priya.nair", "grace.adeyemi", "martin.cole", "ruth.calder", "owen.blake", "nadia.rahman", "imogen.sayer"];

    private readonly List<string> faults = [];

    [Fact]
    public async Task Every_page_is_free_of_barriers_filled_and_refused_and_has_a_title_of_its_own()
    {
        Assert.NotNull(service.Address);
        var made = await Furnishing.MakeAsync(service.Services);
        var routes = Routes(service);
        var sent = await ReadAsync(service, routes, made, await Furnishing.KeysAsync(service.Services));
        faults.AddRange(routes.Select(route => route.Path).Except(sent.Select(page => page.Route)).Select(route => $"{route}: nothing leads there and no key opens it, so nobody has looked at it."));
        Named(sent, await NamesAsync());
        await LookAsync(service, Richest(sent));
        var refused = await RefuseAsync([.. sent.Where(page => page.Page.HasForm && page.Route is not ("/sign-in" or "/sign-out")).GroupBy(page => page.Route).Select(route => route.MaxBy(page => page.Page.Parts.Count)!)]);

        Assert.True(faults.Count == 0, string.Join("\n\n", faults.Distinct()));
        Assert.True(refused >= 25, $"{refused} forms were refused.");
    }

    [Fact]
    public async Task Every_page_that_opens_with_nobody_in_the_service_is_free_of_barriers()
    {
        Assert.NotNull(empty.Address);
        await using (var db = empty.Services.GetRequiredService<DatabaseFactory>().CreateDbContext())
        {
            Assert.False(await db.People.AnyAsync());
        }

        var routes = Routes(empty);
        var sent = await ReadAsync(empty, routes, [], new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));
        await LookAsync(empty, Richest(sent));

        Assert.True(faults.Count == 0, string.Join("\n\n", faults.Distinct()));
    }

    /// <summary>The pictures are those of the pages today when REFERRALS_GUIDE_PICTURES is 1; otherwise those kept are looked at, and that each page is still there.</summary>
    [Fact]
    public async Task Each_picture_of_the_guide_is_there_small_and_of_a_page_that_opens()
    {
        var again = Environment.GetEnvironmentVariable("REFERRALS_GUIDE_PICTURES") == "1";
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Visitor.Root(), "src", "Referrals.Web", "wwwroot", "pictures")).FullName;
        var pictures = RoleGuide.All.SelectMany(guide => guide.Steps).Select(step => step.Picture).OfType<GuidePicture>().ToArray();
        Assert.Distinct(pictures.Select(picture => picture.Name));
        foreach (var byRole in pictures.GroupBy(picture => picture.Role))
        {
            await using var visitor = await Visitor.OpenAsync(chromium, service);
            await visitor.SignInAsync(s_everyone[RoleGuide.All.Index().Single(guide => guide.Item.Role == byRole.Key).Index]);
            await visitor.Page.SetViewportSizeAsync(GuidePicture.Width, GuidePicture.Height);
            foreach (var picture in byRole)
            {
                Assert.Equal(200, (await visitor.Page.GotoAsync(picture.Address))!.Status);
                if (picture.Through is { } through)
                {
                    await visitor.Page.GotoAsync((await visitor.Page.Locator(through).First.GetAttributeAsync("href"))!);
                }

                await Assertions.Expect(visitor.Page.Locator("main h1")).ToBeVisibleAsync();
                var file = System.IO.Path.Combine(folder, $"{picture.Name}.jpg");
                for (var quality = 75; again && (quality == 75 || new FileInfo(file).Length > GuidePicture.LargestFile); quality -= 10)
                {
                    await visitor.Page.ScreenshotAsync(new() { Path = file, Type = ScreenshotType.Jpeg, Quality = quality });
                }

                Assert.True(File.Exists(file), $"{file} is not there: run this test with REFERRALS_GUIDE_PICTURES=1.");
                Assert.InRange(new FileInfo(file).Length, 5_000, GuidePicture.LargestFile);
            }

            await visitor.Page.GotoAsync($"/guide/{byRole.Key}");
            Assert.True(await visitor.Page.EvaluateAsync<bool>("async () => { const images = [...document.querySelectorAll('main img')]; images.forEach(image => image.loading = 'eager'); await Promise.all(images.map(image => image.decode())); return images.length > 0 && images.every(image => image.naturalWidth === image.width * image.naturalHeight / image.height || image.naturalWidth > 0) }"));
        }
    }

    /// <summary>Sends each form as it stands: where it is refused, the summary has the focus and leads to the fields, and there are no barriers then either.</summary>
    private async Task<int> RefuseAsync(IReadOnlyList<Sent> forms)
    {
        var refused = 0;
        foreach (var theirs in forms.GroupBy(form => form.Page.Username))
        {
            await using var visitor = await Visitor.OpenAsync(chromium, service);
            await visitor.SignInAsync(theirs.Key);
            foreach (var (route, sent) in theirs)
            {
                if (await visitor.Page.GotoAsync(sent.Address) is not { Status: 200 })
                {
                    continue;
                }

                var sender = visitor.Page.Locator("main form[method=post]:has(:is(input:not([type=hidden]), select, textarea)) button[type=submit]:visible, main form[method=post]:has(:is(input:not([type=hidden]), select, textarea)) button:not([type]):visible").First;
                if (await sender.CountAsync() == 0)
                {
                    continue;
                }

                await sender.ClickAsync();
                await visitor.Page.WaitForLoadStateAsync();
                if (await visitor.Page.Locator(".govuk-error-summary").CountAsync() == 0)
                {
                    continue;
                }

                refused++;
                try
                {
                    await visitor.AssertRefusedAsync("");
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    faults.Add($"{route} refused: {e.Message}");
                }

                await LookAsync(visitor);
            }
        }

        return refused;
    }

    private async Task LookAsync(ReferralsService at, IReadOnlyList<Sent> pages)
    {
        foreach (var theirs in pages.GroupBy(page => page.Page.Username))
        {
            await using var visitor = await Visitor.OpenAsync(chromium, at);
            await visitor.SignInAsync(theirs.Key);
            foreach (var (route, page) in theirs)
            {
                var answer = await visitor.Page.GotoAsync(page.Address);
                if (answer?.Status != (int)page.Status)
                {
                    faults.Add($"{route}: {theirs.Key} was sent {page.Address} with {(int)page.Status}, and then {answer?.Status}.");
                }

                await LookAsync(visitor);
            }
        }
    }

    private async Task LookAsync(Visitor visitor)
    {
        if (await visitor.ExcessWhenZoomedAsync() is { } excess)
        {
            faults.Add(excess);
        }

        if (await visitor.BarriersAsync() is { } barriers)
        {
            faults.Add(barriers);
        }
    }

    /// <summary>What everybody is sent: the pages that are addresses, what these lead to and what that leads to in turn; where nothing leads, what the keys of rows open.</summary>
    private async Task<IReadOnlyList<Sent>> ReadAsync(ReferralsService at, IReadOnlyList<Route> routes, IReadOnlyList<string> first, IReadOnlyDictionary<string, IReadOnlyList<string>> keys)
    {
        var (sent, known, links) = (new List<Sent>(), new HashSet<string>(StringComparer.Ordinal), routes.ToDictionary(route => route.Path, _ => new List<string>(), StringComparer.Ordinal));
        Known(first);
        foreach (var username in s_everyone)
        {
            using var reader = await Reader.SignInAsync(at, username);
            var role = RoleGuide.All[Array.IndexOf(s_everyone, username)].Role;
            var theirs = routes.Where(route => Doors.IsPublic(route.Page) || Doors.MayEnter(route.Page, role)).ToArray();
            var asked = new HashSet<string>(StringComparer.Ordinal);
            foreach (var route in theirs.Where(route => IsAddress(route.Pattern)))
            {
                await OpenAsync(route, Address(route.Pattern));
            }

            await FollowAsync();
            foreach (var route in theirs.Where(route => route.Pattern.Parameters.Count == 1 && sent.TrueForAll(page => page.Route != route.Path)))
            {
                foreach (var key in keys.GetValueOrDefault(route.Path.Split('/')[1]) ?? [])
                {
                    if (await OpenAsync(route, "/" + string.Join('/', route.Path.Trim('/').Split('/').Select(part => part.StartsWith('{') ? key : part))))
                    {
                        break;
                    }
                }
            }

            await FollowAsync();

            async Task FollowAsync()
            {
                for (var found = true; found;)
                {
                    found = false;
                    foreach (var route in theirs)
                    {
                        var open = sent.Count(page => page.Route == route.Path && page.Page.Username == username);
                        foreach (var link in links[route.Path].Where(link => !asked.Contains(link)).Take(open >= Most ? 0 : Most).ToArray())
                        {
                            found |= await OpenAsync(route, link);
                        }
                    }
                }
            }

            async Task<bool> OpenAsync(Route route, string address)
            {
                // Those that say what went wrong answer with its status.
                if (!asked.Add(address) || await reader.ReadAsync(address) is not { } page || (page.Status != HttpStatusCode.OK && route.Page is not ("/Error" or "/Account/NotSignedIn")))
                {
                    return false;
                }

                sent.Add(new Sent(route.Path, page));
                faults.AddRange(page.NeedsScript.Select(part => $"{route.Path} has what needs JavaScript: {part}"));
                Known(page.Links);
                return true;
            }
        }

        return sent;

        void Known(IReadOnlyList<string> addresses)
        {
            foreach (var link in addresses.Where(known.Add))
            {
                if (routes.FirstOrDefault(candidate => candidate.Fits(link.Split('?')[0])) is { } leads)
                {
                    links[leads.Path].Add(link);
                }
            }
        }
    }

    /// <summary>Of each route the page with most parts, and every other page that has a part none of these has.</summary>
    private static List<Sent> Richest(IReadOnlyList<Sent> sent)
    {
        var richest = sent.GroupBy(page => page.Route).Select(route => route.MaxBy(page => page.Page.Parts.Count)!).ToList();
        var parts = richest.SelectMany(page => page.Page.Parts).ToHashSet(StringComparer.Ordinal);
        foreach (var page in sent.Except(richest).OrderByDescending(page => page.Page.Parts.Count).ToArray())
        {
            if (!page.Page.Parts.IsSubsetOf(parts))
            {
                richest.Add(page);
                parts.UnionWith(page.Page.Parts);
            }
        }

        return richest;
    }

    private void Named(IReadOnlyList<Sent> sent, IReadOnlyList<string> names)
    {
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (route, page) in sent)
        {
            if (titles.TryGetValue(page.Title, out var other) && other != route)
            {
                faults.Add($"{route} and {other} have the same title, {page.Title}.");
            }

            titles[page.Title] = route;
            if (Crn().IsMatch(page.Title) || names.Any(name => page.Title.Contains(name, StringComparison.OrdinalIgnoreCase)))
            {
                faults.Add($"{route} names somebody in its title, {page.Title}.");
            }
        }
    }

    private async Task<IReadOnlyList<string>> NamesAsync()
    {
        await using var db = service.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.People.Where(person => person.Forename != null && person.Surname != null).Select(person => person.Forename + " " + person.Surname).Distinct().ToListAsync();
    }

    /// <summary>Those with fewest parameters first, so that an address belongs to the first one it fits.</summary>
    private static List<Route> Routes(ReferralsService of) =>
        [.. of.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.OfType<PageActionDescriptor>().Any())
            .Select(endpoint => new Route(endpoint.RoutePattern, endpoint.Metadata.OfType<PageActionDescriptor>().First().ViewEnginePath))
            .DistinctBy(route => route.Path).OrderBy(route => route.Pattern.Parameters.Count).ThenBy(route => route.Path, StringComparer.Ordinal)];

    private static bool IsAddress(RoutePattern route) => route.Parameters.All(parameter => parameter.IsOptional);

    private static string Address(RoutePattern route) => "/" + string.Join('/', route.RawText!.Trim('/').Split('/').Where(part => !part.EndsWith("?}", StringComparison.Ordinal)));

    private sealed record Route(RoutePattern Pattern, string Page)
    {
        private readonly TemplateMatcher _matcher = new(new RouteTemplate(Pattern), []);

        public string Path { get; } = $"/{Pattern.RawText?.TrimStart('/')}";

        public bool Fits(string path)
        {
            var parts = path.Trim('/').Split('/');
            return _matcher.TryMatch(path, [])
                && !Pattern.PathSegments.Index().Any(segment => segment.Item.Parts.OfType<RoutePatternParameterPart>().Any(parameter =>
                    parameter.ParameterPolicies.Any(policy => policy.Content == "guid") && (segment.Index >= parts.Length || !Guid.TryParse(parts[segment.Index], out _))));
        }
    }

    private sealed record Sent(string Route, SentPage Page);

    [GeneratedRegex(@"\b[A-Z]\d{6}\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Crn();
}
