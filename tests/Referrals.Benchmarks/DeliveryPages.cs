using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Referrals.Application;
using Referrals.Application.Data;
using Referrals.Application.Delivery;

namespace Referrals.Benchmarks;

/// <summary>
/// The pages of delivery as a programme team opens them, through the real service on Kestrel, at several sizes in one run: all services run at once and
/// every round asks each page of each in turn, so that whatever else the machine does falls on all alike. The floor is a page of the same layout that
/// asks the database for nothing.
/// </summary>
internal static partial class DeliveryPages
{
    private const string Reader = "priya.nair";
    private const string Floor = "an empty page";

    public static async Task<int> Run(Options options)
    {
        Crowd[] sizes =
        [
            new("demonstration", 0, 0, false),
            new("full pages", 80, 1_600, false),
            new("12 regions", options.Groups, options.Members, true),
            new("one region", options.Groups, options.Members, false),
        ];
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"referrals-benchmark-{Environment.ProcessId}-delivery"));
        var services = new List<Service>();
        try
        {
            var seed = Path.Combine(folder.FullName, "demonstration.db");
            foreach (var size in sizes)
            {
                var watch = Stopwatch.StartNew();
                services.Add(await Service.Start(size, Directory.CreateDirectory(Path.Combine(folder.FullName, $"s{services.Count}")).FullName, seed));
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{size.Name}: {size.Groups} groups and {size.Members:N0} members laid in {watch.Elapsed.TotalSeconds:F0} s"));
            }

            await Measure(services, options.Rounds);
            Console.WriteLine(Table(services));
            return 0;
        }
        finally
        {
            foreach (var service in services)
                await service.DisposeAsync();
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task Measure(List<Service> services, int rounds)
    {
        for (var round = -5; round < rounds; round++)
        {
            foreach (var page in services[0].Pages.Keys)
            {
                foreach (var service in services)
                    await service.Ask(page, counts: round >= 0);
            }
        }
    }

    private static string Table(List<Service> services)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.Write($"{"milliseconds p50 / p95, kB",-28}");
        foreach (var service in services)
            text.Write($"{service.Size.Name,22}");
        text.WriteLine($"{"p50 as a multiple of the floor",46}{"full pages to one region",26}");
        foreach (var page in services[0].Pages.Keys)
        {
            text.Write($"{page,-28}");
            foreach (var service in services)
                text.Write($"{$"{service.At(page, 0.5):F1} / {service.At(page, 0.95):F1}, {service.Bytes[page] / 1024}",22}");
            text.Write($"{string.Join("  ", services.Select(s => $"{s.At(page, 0.5) / s.At(Floor, 0.5):F1}")),46}");
            text.WriteLine($"{services[^1].At(page, 0.5) / services[1].At(page, 0.5),26:F2}");
        }

        return text.ToString();
    }

    private sealed class Service(Crowd size, string folder) : WebApplicationFactory<Referrals.Web.Pages.IndexModel>
    {
        private readonly Dictionary<string, List<double>> _took = new(StringComparer.Ordinal);
        private HttpClient? _browser;

        public Crowd Size => size;
        public Dictionary<string, string> Pages { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, long> Bytes { get; } = new(StringComparer.Ordinal);

        public static async Task<Service> Start(Crowd size, string folder, string seed)
        {
            if (File.Exists(seed))
                File.Copy(seed, Path.Combine(folder, "referrals.db"));
            var service = new Service(size, folder);
            service.UseKestrel(0);
            service.StartServer();
            var factory = service.Services.GetRequiredService<DatabaseFactory>();
            if (!File.Exists(seed))
            {
                await using var db = factory.CreateDbContext();
                await db.Database.ExecuteSqlAsync($"VACUUM INTO {seed}");
            }

            if (size.Groups > 0)
                await new DeliveryCrowd(factory, service.Services.GetRequiredService<GroupService>(), service.Services.GetRequiredService<CatalogueSource>(), service.Services.GetRequiredService<TimeProvider>().GetUtcNow()).Lay(size);
            await service.Find(factory);
            await service.SignIn();
            return service;
        }

        public async Task Ask(string page, bool counts)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await _browser!.GetAsync(new Uri(Pages[page], UriKind.Relative));
            var body = await answer.Content.ReadAsByteArrayAsync();
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{page} at {size.Name} answered {answer.StatusCode}.");
            Bytes[page] = body.Length;
            if (counts)
                (_took.TryGetValue(page, out var all) ? all : _took[page] = []).Add(took);
        }

        public double At(string page, double share)
        {
            var inOrder = _took[page].Order().ToList();
            return inOrder[Math.Min(inOrder.Count - 1, (int)(share * inOrder.Count))];
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseContentRoot(Path.Combine(Root(), "src", "Referrals.Web"));
            builder.UseSetting("Referrals:DataFolder", folder);
            builder.UseSetting("Referrals:Jobs:Enabled", "false");
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

        /// <summary>The same group, register and waiting person of the demonstration at every size.</summary>
        private async Task Find(DatabaseFactory factory)
        {
            await using var db = factory.CreateDbContext();
            var group = await db.Groups.SingleAsync(g => g.Code == "BHM-BBR-1");
            var open = await db.Groups.SingleAsync(g => g.Code == "BHM-BBR-3");
            var session = await db.Sessions.Where(s => s.GroupId == group.Id && s.DeliveryId == null && s.HeldOn != null).OrderBy(s => s.On).FirstAsync();
            var waiting = await (from p in db.People
                                 where p.RegionCode == "E" && !p.Crn.StartsWith("B")
                                 join n in db.Needs on p.Id equals n.PersonId
                                 join r in db.Referrals on n.Id equals r.NeedId
                                 where r.EndedOn == null && r.AcceptedOn != null && r.StartedOn == null && r.Hold == null && n.ClosedOn == null && n.Interruption == null && r.ProgrammeKey == open.ProgrammeKey
                                     && !db.Places.Any(x => x.ReferralId == r.Id && x.EndedOn == null)
                                 orderby p.Crn
                                 select r.Id).FirstAsync();
            Pages[Floor] = "/privacy";
            Pages["groups, running"] = "/groups";
            Pages["groups, forming"] = "/groups?stage=forming";
            Pages["groups, finished"] = "/groups?stage=finished";
            Pages["one group"] = $"/groups/{group.Id}";
            Pages["a register"] = $"/sessions/{session.Id}";
            Pages["my day"] = "/my-day";
            Pages["everybody's day"] = "/my-day?who=all";
            Pages["at risk in the region"] = "/my-day?who=risk";
            Pages["referrals"] = "/referrals?stage=programme";
            Pages["waiting list"] = "/waiting";
            Pages["groups for one person"] = $"/waiting/{waiting}";
            Pages["give a place"] = $"/waiting/{waiting}/groups/{open.Id}";
            Pages["capacity"] = "/waiting/capacity";
            Pages["to do"] = "/to-do";
        }

        private async Task SignIn()
        {
            // Keeps the cookies, and no redirect of signing in is followed to a page that would be measured with it.
            var handler = new SocketsHttpHandler { UseCookies = true };
            _browser = new HttpClient(handler) { BaseAddress = ClientOptions.BaseAddress };
            var form = await _browser.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
            using var answers = new FormUrlEncodedContent(new Dictionary<string, string> { ["Username"] = Reader, ["__RequestVerificationToken"] = Token().Match(form).Groups["token"].Value });
            using var answer = await _browser.PostAsync(new Uri("/sign-in", UriKind.Relative), answers);
            answer.EnsureSuccessStatusCode();
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Token();
}
