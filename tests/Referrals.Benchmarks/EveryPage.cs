using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Referrals.Application;
using Referrals.Application.Data;
using Referrals.Application.Demonstration;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Domain;
using Referrals.EndToEnd.Tests.Harness;
using Referrals.Web.Access;
using SQLitePCL;

namespace Referrals.Benchmarks;

/// <summary>
/// Every page of the endpoint table that any of the roles can open, asked by sixteen signed-in people at once through the real service on Kestrel: at the size of the demonstration and with
/// as many open needs as the country has. The floor is a page of the same layout that asks the database for nothing, asked by the same people in between.
/// A page fails that takes more than three times as long as it, in the middle or at the 95th of a hundred, and a route that was not measured.
/// </summary>
internal static partial class EveryPage
{
    private const string Floor = "/privacy";

    /// <summary>How many times an empty page any other may take.</summary>
    private const double Aim = 3;

    /// <summary>Pages that say what went wrong answer with its status, and are nobody's work.</summary>
    private static readonly string[] s_wrong = ["/error/{status:int}", "/sign-in/failed"];

    /// <summary>How many pages of one route are read for what they lead to.</summary>
    private const int Most = 3;

    /// <summary>How many more are read while a route has not been found.</summary>
    private const int MostFurther = 150;

    /// <summary>Who is there at once: mostly those who have work here.</summary>
    private static readonly string[] s_users =
    [
        "amara.osei", "amara.osei", "amara.osei", "tom.hartley", "imogen.sayer", "david.lowe", "david.lowe", "helen.farrow", "priya.nair", "priya.nair", "priya.nair", "grace.adeyemi", "martin.cole", "ruth.calder", "owen.blake", "nadia.rahman",
    ];

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"referrals-benchmark-{Environment.ProcessId}-pages"));
        try
        {
            var slow = 0;
            await using var service = new Service(folder.FullName);
            service.UseKestrel(0);
            service.StartServer();
            var made = await Furnishing.MakeAsync(service.Services);
            slow += await Measure(service, made, options, "demonstration");
            var watch = Stopwatch.StartNew();
            await Grow(service, folder.FullName, options);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"grown in {watch.Elapsed.TotalSeconds:F0} s"));
            slow += await Measure(service, made, options, Words(await OpenNeeds(service)));
            return slow == 0 ? 0 : 1;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Imports made-up cases as nDelius and OASys tell them until so many needs are open.</summary>
    private static async Task Grow(Service service, string folder, Options options)
    {
        const int Slice = 10_000;
        var importer = service.Services.GetRequiredService<CaseImporter>();
        var today = LondonTime.Today(service.Services.GetRequiredService<TimeProvider>());
        var catalogue = service.Services.GetRequiredService<CatalogueSource>().Current;
        var cases = new SyntheticCases(new SyntheticOptions { Count = int.MaxValue, Seed = 20_260_302, From = today.AddDays(-365), To = today, Catalogue = catalogue });
        var file = Path.Combine(folder, "cases.ndjson");
        // The first ones have the numbers of the demonstration's people.
        for (var from = 1_000; await OpenNeeds(service) < options.Open; from += Slice)
        {
            await using (var stream = File.Create(file))
            {
                var line = new ArrayBufferWriter<byte>(16 * 1024);
                for (var index = from; index < from + Slice; index++)
                {
                    line.ResetWrittenCount();
                    cases.WriteLine(line, index);
                    await stream.WriteAsync(line.WrittenMemory);
                }
            }

            await importer.Run(new ImportRequest { Source = new NdjsonSource(file) });
            await Console.Error.WriteLineAsync(Words(await OpenNeeds(service)));
        }
    }

    private static string Words(int open) => string.Create(CultureInfo.InvariantCulture, $"{open:N0} open needs");

    private static async Task<int> OpenNeeds(Service service)
    {
        await using var db = service.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.Needs.CountAsync(need => need.ClosedOn == null);
    }

    private static async Task<int> Measure(Service service, IReadOnlyList<string> made, Options options, string size)
    {
        var users = await Task.WhenAll(s_users.Select(username => User.SignIn(service, username)));
        var keys = await Furnishing.KeysAsync(service.Services);
        foreach (var byName in users.GroupBy(user => user.Username))
        {
            var pages = await byName.First().Find(service, made, keys);
            foreach (var user in byName)
                user.Pages = pages;
        }

        // What is compiled and kept once is compiled and kept before.
        using (var work = new Instructions())
        {
            foreach (var user in users.DistinctBy(user => user.Username))
                await user.Count(work);
        }

        foreach (var user in users.DistinctBy(user => user.Username))
            await user.AskAlone();
        await Slowest(users);
        GC.Collect();
        await Ask(users, options.Rounds);

        var together = ByRoute(users.SelectMany(user => user.Took));
        var alone = ByRoute(users.SelectMany(user => user.Alone));
        var counted = users.SelectMany(user => user.Counted).GroupBy(page => page.Route, StringComparer.Ordinal).ToDictionary(route => route.Key, route => route.Max(page => page.Instructions), StringComparer.Ordinal);
        var (middle, tail) = (At(together[Floor], 0.5), At(together[Floor], 0.95));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size}: {together.Count} pages, {users.Length} people at once, {together.Values.Sum(took => took.Count):N0} answers. An empty page takes {middle:F1} ms among them (p95 {tail:F1}), {At(alone[Floor], 0.5):F1} ms alone."));
        Console.WriteLine($"{"",-48}{"p50 ms",10}{"multiple",10}{"p95 ms",10}{"multiple",10}{"alone ms",10}{"multiple",10}{"SQLite k",10}");
        foreach (var (route, took) in together.OrderByDescending(page => At(page.Value, 0.5)))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{route,-48}{At(took, 0.5),10:F1}{At(took, 0.5) / middle,10:F2}{At(took, 0.95),10:F1}{At(took, 0.95) / tail,10:F2}{At(alone[route], 0.5),10:F1}{At(alone[route], 0.5) / At(alone[Floor], 0.5),10:F1}{counted[route] / 1000.0,10:F0}"));
        var slow = together.Count(page => At(page.Value, 0.5) > Aim * middle || At(page.Value, 0.95) > Aim * tail);
        var missing = Routes(service, null).Select(Name).Except(together.Keys).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{slow} of {together.Count} take more than {Aim} times an empty page, in the middle or at the 95th of a hundred."));
        foreach (var route in missing)
            Console.WriteLine($"{route} was not measured: nothing leads there and no key opens it.");
        Console.WriteLine();
        return slow + missing.Length;
    }

    /// <summary>Told before the crowd comes: one page that takes seconds keeps sixteen people waiting for minutes.</summary>
    private static async Task Slowest(User[] users)
    {
        var floor = At(ByRoute(users.SelectMany(user => user.Alone))[Floor], 0.5);
        foreach (var (route, took) in ByRoute(users.SelectMany(user => user.Alone)).Select(page => (page.Key, Took: At(page.Value, 0.5))).OrderByDescending(page => page.Took).TakeWhile(page => page.Took > 25 * floor))
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{route} takes {took:F0} ms alone"));
    }

    private static Dictionary<string, List<double>> ByRoute(IEnumerable<(string Route, double Milliseconds)> took) =>
        took.GroupBy(page => page.Route, StringComparer.Ordinal).ToDictionary(route => route.Key, route => route.Select(page => page.Milliseconds).Order().ToList(), StringComparer.Ordinal);

    /// <summary>The pages of the endpoint table that this role may open, or any; those with fewest parameters first.</summary>
    private static RoutePattern[] Routes(Service service, string? role) =>
        [.. service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page && (role is null || Doors.IsPublic(page.ViewEnginePath) || Doors.MayEnter(page.ViewEnginePath, role)))
            .Select(endpoint => endpoint.RoutePattern).Where(route => !s_wrong.Contains(Name(route))).DistinctBy(route => route.RawText).OrderBy(route => route.Parameters.Count)];

    private static string Name(RoutePattern route) => $"/{route.RawText?.Trim('/')}";

    private static Task Ask(User[] users, int rounds) => Task.WhenAll(users.Index().Select(user => Task.Run(() => user.Item.Ask(rounds, user.Index))));

    private static double At(List<double> inOrder, double share) => inOrder[Math.Min(inOrder.Count - 1, (int)(share * inOrder.Count))];

    /// <summary>One person and what they may open.</summary>
    private sealed class User(HttpClient browser, string username)
    {
        public string Username => username;
        public IReadOnlyList<(string Route, string Address)> Pages { get; set; } = [];
        public List<(string Route, double Milliseconds)> Took { get; } = [];
        public List<(string Route, double Milliseconds)> Alone { get; } = [];
        public List<(string Route, long Instructions)> Counted { get; } = [];

        public static async Task<User> SignIn(Service service, string username)
        {
            var browser = new HttpClient(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = false }) { BaseAddress = service.ClientOptions.BaseAddress };
            var form = await browser.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
            using var answers = new FormUrlEncodedContent(new Dictionary<string, string> { ["Username"] = username, ["__RequestVerificationToken"] = Token().Match(form).Groups["token"].Value });
            using var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), answers);
            return answer.StatusCode == HttpStatusCode.Redirect ? new User(browser, username) : throw new InvalidOperationException($"{username} was not signed in: {answer.StatusCode}.");
        }

        /// <summary>Pages that are addresses, and one of each other route that any of them leads to or a key opens.</summary>
        public async Task<IReadOnlyList<(string Route, string Address)>> Find(Service service, IReadOnlyList<string> made, IReadOnlyDictionary<string, IReadOnlyList<string>> keys)
        {
            var routes = Routes(service, service.Services.GetRequiredService<IDevelopmentDirectory>().Find(username)!.Role);
            var found = new Dictionary<string, List<string>>(StringComparer.Ordinal) { [Floor] = [Floor] };
            var asked = new HashSet<string>(StringComparer.Ordinal);
            var passedOver = new Queue<string>();
            var open = new Queue<string>(routes.Where(route => route.Parameters.All(parameter => parameter.IsOptional)).Select(route => "/" + string.Join('/', route.RawText!.Trim('/').Split('/').Where(part => !part.EndsWith("?}", StringComparison.Ordinal)))).Concat(made));
            await Follow();
            foreach (var route in routes.Where(route => route.Parameters.Count == 1 && !found.ContainsKey(Name(route))))
            {
                foreach (var key in keys.GetValueOrDefault(Name(route).Split('/')[1]) ?? [])
                {
                    if (await Open("/" + string.Join('/', Name(route).Trim('/').Split('/').Select(part => part.StartsWith('{') ? key : part))))
                        break;
                }
            }

            await Follow();
            // What only a later page of its route leads to, such as the register of a session that has been.
            for (var further = 0; further < MostFurther && passedOver.Count > 0 && routes.Any(route => !found.ContainsKey(Name(route))); further++)
            {
                await Open(passedOver.Dequeue(), among: int.MaxValue);
                await Follow();
            }

            return [.. found.Select(page => (page.Key, page.Value[0]))];

            async Task Follow()
            {
                while (open.TryDequeue(out var address))
                    await Open(address);
            }

            async Task<bool> Open(string address, int among = Most)
            {
                if (Array.Find(routes, candidate => Fits(candidate, address.Split('?')[0])) is not { } route)
                    return false;
                if (found.TryGetValue(Name(route), out var known) && known.Count >= among)
                {
                    passedOver.Enqueue(address);
                    return false;
                }

                if (!asked.Add(address))
                    return false;
                var started = Stopwatch.GetTimestamp();
                using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
                if ((int)answer.StatusCode >= 500)
                    throw new InvalidOperationException($"{address} answered {answer.StatusCode}.");
                if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType != "text/html")
                    return false;
                if (known is null)
                    found.Add(Name(route), known = []);
                known.Add(address);
                foreach (Match link in Linked().Matches(await answer.Content.ReadAsStringAsync()))
                    open.Enqueue(WebUtility.HtmlDecode(link.Groups["address"].Value));
                if (Stopwatch.GetElapsedTime(started) is { TotalSeconds: > 1 } slow)
                    await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{username} waited {slow.TotalSeconds:F1} s when {address} was first opened"));
                return true;
            }
        }

        /// <summary>Each page in turn, beginning at another than the others, and the empty one between every four.</summary>
        public async Task Ask(int rounds, int beginning)
        {
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < Pages.Count; i++)
                {
                    await One(Pages[(i + (beginning * 7)) % Pages.Count], Took);
                    if (i % 4 == 0)
                        await One((Floor, Floor), Took);
                }
            }
        }

        public async Task AskAlone()
        {
            for (var round = 0; round < 3; round++)
            {
                foreach (var page in Pages)
                    await One(page, Alone);
            }
        }

        /// <summary>What the database does for each page, in SQLite's instructions, with nobody else there.</summary>
        public async Task Count(Instructions work)
        {
            foreach (var page in Pages)
            {
                var before = work.Count;
                await One(page, null);
                Counted.Add((page.Route, work.Count - before));
            }
        }

        private async Task One((string Route, string Address) page, List<(string Route, double Milliseconds)>? took)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await browser.GetAsync(new Uri(page.Address, UriKind.Relative));
            await answer.Content.ReadAsByteArrayAsync();
            took?.Add((page.Route, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
            if (answer.StatusCode != HttpStatusCode.OK)
                throw new InvalidOperationException($"{page.Address} answered {answer.StatusCode} to {username}.");
        }

        private static bool Fits(RoutePattern route, string path)
        {
            var parts = path.Trim('/').Split('/');
            return new TemplateMatcher(new RouteTemplate(route), []).TryMatch(path, [])
                && !route.PathSegments.Index().Any(segment => segment.Item.Parts.OfType<RoutePatternParameterPart>().Any(parameter =>
                    parameter.ParameterPolicies.Any(policy => policy.Content == "guid") && (segment.Index >= parts.Length || !Guid.TryParse(parts[segment.Index], out _))));
        }
    }

    /// <summary>Counts the instructions of SQLite on every connection that is opened while it is there.</summary>
    private sealed class Instructions : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private const int Each = 100;

        private readonly delegate_progress _step;
        private readonly List<IDisposable> _watching = [];
        private long _counted;

        public Instructions()
        {
            _step = _ =>
            {
                Interlocked.Increment(ref _counted);
                return 0;
            };
            _watching.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public long Count => Interlocked.Read(ref _counted) * Each;

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
                _watching.Add(value.Subscribe(this, (name, _, _) => name == RelationalEventId.ConnectionOpened.Name));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is ConnectionEndEventData { Connection: SqliteConnection { Handle: { } handle } })
                raw.sqlite3_progress_handler(handle, Each, _step, null);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            _watching.ForEach(watching => watching.Dispose());
            // Connections that were counted are not used again.
            SqliteConnection.ClearAllPools();
        }
    }

    private sealed class Service(string folder) : WebApplicationFactory<Referrals.Web.Pages.IndexModel>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseContentRoot(Path.Combine(Root(), "src", "Referrals.Web"));
            builder.UseSetting("Referrals:DataFolder", folder);
            builder.UseSetting("Referrals:Jobs:Enabled", "false");
            builder.UseSetting("Referrals:Limits:RequestsAMinute", "1000000");
            builder.UseSetting("Referrals:Limits:SignInsAMinute", "1000000");
            // A console full of lines would be measured with it.
            builder.ConfigureTestServices(s => s.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance));
        }

        private static string Root()
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(Path.Combine(at.FullName, "Referrals.sln")))
                at = at.Parent;
            return at?.FullName ?? throw new InvalidOperationException("Run it from where it was built: the service reads its settings from the repository.");
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Token();

    [GeneratedRegex("<a [^>]*href=\"(?<address>/[^\"#]*)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Linked();
}
