using System.Text.RegularExpressions;
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
}

/// <summary>
/// Every page of the endpoint table, filled, empty and refused: free of barriers, no wider than the screen at 400%, with a title of its own that names nobody. A new page is
/// found by its route; one that nothing leads to fails unless it is said to be apart.
/// </summary>
public sealed partial class BarrierJourneys(Chromium chromium, ReferralsService service, EmptyService empty) : IClassFixture<ReferralsService>, IClassFixture<EmptyService>
{
    private static readonly string[] s_everyone = ["amara.osei", "david.lowe", "helen.farrow", "priya.nair", "grace.adeyemi", "martin.cole", "ruth.calder", "owen.blake", "nadia.rahman"];

    /// <summary>Pages that nothing in the demonstration leads to for certain: they are about what only some cases have, and are looked at in the journeys that make it.</summary>
    private static readonly HashSet<string> s_apart = new(StringComparer.Ordinal)
    {
        "/groups/{id:guid}/edit", "/toolkits/{id:guid}/correct",
        "/catalogue/{name}/draft", "/catalogue/{name}/draft/entry", "/error/{status:int}", "/groups/{id:guid}/close", "/groups/{id:guid}/fill", "/groups/{id:guid}/times",
        "/partner-link/{id:guid}/pass-on", "/passed-concerns/{id:guid}", "/publications/{id:guid}", "/publications/{id:guid}/access", "/people/{id:guid}/emergency-access", "/people/{id:guid}/keep-apart/{lineId:guid}", "/referrals/{id:guid}/correct",
        "/referrals/{id:guid}/credit", "/reports/{id:guid}", "/reports/{id:guid}/document", "/reports/{id:guid}/send", "/sessions/{id:guid}/concern/{deliveryId:guid}", "/sessions/{id:guid}/move",
        "/sessions/{id:guid}/not-held", "/sessions/{id:guid}/note/{deliveryId:guid}", "/sessions/{id:guid}/staff", "/sign-in/failed", "/statistics/needs", "/tasks/{id:guid}/enquiry", "/toolkits/{id:guid}",
        "/toolkits/{id:guid}/book", "/toolkits/{id:guid}/record", "/waiting/{id:guid}/groups/{groupId:guid}", "/waiting/{id:guid}/take-away",
    };

    private readonly HashSet<string> shapes = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];

    [Fact]
    public async Task Every_page_is_free_of_barriers_filled_and_refused_and_has_a_title_of_its_own()
    {
        var (opened, titles, forms) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, (string Username, string Address)>(StringComparer.Ordinal));
        Assert.NotNull(service.Address);
        var names = await NamesAsync();
        var routes = Routes(service);
        var links = new HashSet<string>(StringComparer.Ordinal);
        foreach (var username in s_everyone)
        {
            await using var visitor = await Visitor.OpenAsync(chromium, service);
            await visitor.SignInAsync(username);
            var asked = new HashSet<string>(StringComparer.Ordinal);
            var role = RoleGuide.All[Array.IndexOf(s_everyone, username)].Role;
            var theirs = routes.Where(route => Doors.IsPublic(route.Page) || Doors.MayEnter(route.Page, role)).Select(route => route.Pattern).ToArray();
            foreach (var route in theirs.Where(IsAddress))
            {
                await OpenAsync(visitor, Address(route), route);
            }

            // Every closed door leads to the same page.
            await visitor.Page.GotoAsync(routes.Where(route => IsAddress(route.Pattern) && !theirs.Contains(route.Pattern)).Select(route => Address(route.Pattern)).First());
            await LookAsync(visitor);

            // What these lead to, and what that leads to in turn.
            for (var found = true; found;)
            {
                found = false;
                foreach (var route in theirs.Where(route => !IsAddress(route) && !opened.ContainsKey(Path(route))))
                {
                    var matcher = new TemplateMatcher(new RouteTemplate(route), []);
                    foreach (var link in links.Where(link => matcher.TryMatch(link, []) && Fits(route, link) && !asked.Contains(link)).Take(4).ToArray())
                    {
                        if (await OpenAsync(visitor, link, route))
                        {
                            found = true;
                            break;
                        }
                    }
                }
            }

            async Task<bool> OpenAsync(Visitor at, string address, RoutePattern route)
            {
                asked.Add(address);
                var answer = await at.Page.GotoAsync(address);
                if (answer is not { Status: 200 } || new Uri(at.Page.Url).AbsolutePath != address)
                {
                    await LookAsync(at);
                    return false;
                }

                links.UnionWith(await at.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('main a[href^=\"/\"], main form[action^=\"/\"]')].map(a => new URL(a.href ?? a.action, location).pathname)"));
                opened.TryAdd(Path(route), username);
                await LookAsync(at);
                Named(await at.Page.TitleAsync(), Path(route), titles, names);
                if (await at.Page.Locator("main form[method=post] :is(input:not([type=hidden]), select, textarea)").CountAsync() > 0)
                {
                    forms.TryAdd(Path(route), (username, address));
                }

                return true;
            }
        }

        var unseen = routes.Select(route => Path(route.Pattern)).Where(route => !opened.ContainsKey(route) && !s_apart.Contains(route)).ToArray();
        faults.AddRange(unseen.Select(route => $"{route}: nothing leads there in the demonstration, so nobody has looked at it."));
        var refused = await RefuseAsync(forms);

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        Assert.True(refused >= 10, $"{refused} forms were refused.");
    }

    [Fact]
    public async Task Every_list_is_free_of_barriers_with_nobody_in_it()
    {
        Assert.NotNull(empty.Address);
        foreach (var username in s_everyone)
        {
            await using var visitor = await Visitor.OpenAsync(chromium, empty);
            await visitor.SignInAsync(username);
            foreach (var address in Routes(empty).Select(route => route.Pattern).Where(IsAddress).Select(Address))
            {
                var answer = await visitor.Page.GotoAsync(address);
                Assert.True(answer!.Status < 500, $"{username} at {address}: {answer.Status}.");
                await LookAsync(visitor);
            }
        }

        Assert.Equal("", string.Join("\n\n", faults));
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
    private async Task<int> RefuseAsync(Dictionary<string, (string Username, string Address)> forms)
    {
        var refused = 0;
        foreach (var theirs in forms.Where(form => form.Key is not ("/sign-in" or "/sign-out")).GroupBy(form => form.Value.Username))
        {
            await using var visitor = await Visitor.OpenAsync(chromium, service);
            await visitor.SignInAsync(theirs.Key);
            foreach (var (route, (_, address)) in theirs)
            {
                if (await visitor.Page.GotoAsync(address) is not { Status: 200 })
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

    /// <summary>Looks at a page whose shape nobody has looked at.</summary>
    private async Task LookAsync(Visitor visitor)
    {
        if (!shapes.Add(await visitor.ShapeAsync()))
        {
            return;
        }

        if (await visitor.BarriersAsync() is { } barriers)
        {
            faults.Add(barriers);
        }

        if (await visitor.ExcessWhenZoomedAsync() is { } excess)
        {
            faults.Add(excess);
        }
    }

    private void Named(string title, string route, Dictionary<string, string> titles, IReadOnlyList<string> names)
    {
        if (titles.TryGetValue(title, out var other) && other != route)
        {
            faults.Add($"{route} and {other} have the same title, {title}.");
        }

        titles[title] = route;
        if (Crn().IsMatch(title) || names.Any(name => title.Contains(name, StringComparison.OrdinalIgnoreCase)))
        {
            faults.Add($"{route} names somebody in its title, {title}.");
        }
    }

    private async Task<IReadOnlyList<string>> NamesAsync()
    {
        await using var db = service.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.People.Where(person => person.Forename != null && person.Surname != null).Select(person => person.Forename + " " + person.Surname).Distinct().ToListAsync();
    }

    private static List<(RoutePattern Pattern, string Page)> Routes(ReferralsService of) =>
        [.. of.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.OfType<PageActionDescriptor>().Any())
            .Select(endpoint => (endpoint.RoutePattern, endpoint.Metadata.OfType<PageActionDescriptor>().First().ViewEnginePath))
            .DistinctBy(route => Path(route.RoutePattern)).OrderBy(route => Path(route.RoutePattern), StringComparer.Ordinal)];

    private static bool IsAddress(RoutePattern route) => route.Parameters.All(parameter => parameter.IsOptional);

    private static string Address(RoutePattern route) => "/" + string.Join('/', Path(route).Trim('/').Split('/').Where(part => !part.EndsWith("?}", StringComparison.Ordinal)));

    private static string Path(RoutePattern route) => $"/{route.RawText?.TrimStart('/')}";

    /// <summary>Whether the parameters are of the kinds the route asks for.</summary>
    private static bool Fits(RoutePattern route, string link)
    {
        var parts = link.Trim('/').Split('/');
        return !route.PathSegments.Index().Any(segment => segment.Item.Parts.OfType<RoutePatternParameterPart>().Any(parameter =>
            parameter.ParameterPolicies.Any(policy => policy.Content == "guid") && (segment.Index >= parts.Length || !Guid.TryParse(parts[segment.Index], out _))));
    }

    [GeneratedRegex(@"\b[A-Z]\d{6}\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Crn();
}
