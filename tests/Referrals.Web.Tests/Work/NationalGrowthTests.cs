using System.Diagnostics;
using System.Globalization;
using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using SQLitePCL;

namespace Referrals.Web.Tests.Work;

/// <summary>What the database does for each page of a practitioner and of a programme team, in SQLite's own instructions: as many when the rest of the country has grown, whatever the machine does meanwhile.</summary>
public sealed class NationalGrowthTests : IAsyncDisposable
{
    private static readonly Actor s_priya = new("priya.nair", "Priya Nair", Roles.ProgrammeTeam, "N52P001", "E", null);
    private static readonly Actor s_manchester = new("manchester", "Manchester", Roles.ProgrammeTeam, "N50P001", "L", null);

    private readonly ReferralsWebApp _app = Caseload.App();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task No_page_of_a_practitioner_or_a_programme_team_asks_more_of_the_database_when_the_rest_of_the_country_grows()
    {
        using (_app.Browser())
        {
        }

        await _app.BringInAsync(Caseload.ReadyToDecide("X300001"), Caseload.ReadyToDecide("X300002"), Caseload.ReadyToDecide("X300003"));
        await AnswerAsync(new Actor("amara.osei", "Amara Osei", Roles.Practitioner, "N52A001", "E", 71), "X300002", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await AnswerAsync(s_priya, "X300002", "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        await GroupAsync(s_priya, "BHM-1", 71);
        await PlaceAsync("X300002", "BHM-1");
        await GrowAsync(1, 15);
        using var work = new Instructions(_app.DataFolder);
        using var practitioner = await SignInAsync("amara.osei");
        using var team = await SignInAsync("priya.nair");
        var pages = new (string Reader, HttpClient Browser, IReadOnlyList<string> Addresses)[]
        {
            ("practitioner", practitioner, await AddressesAsync(practitioner, Roles.Practitioner)),
            ("programme team", team, await AddressesAsync(team, Roles.ProgrammeTeam)),
        };
        var before = await MeasureAsync();
        await GrowAsync(1000, 300);
        var after = await MeasureAsync();

        Assert.All(pages, own => Assert.True(own.Addresses.Count >= 30, $"{own.Addresses.Count} pages of a {own.Reader}."));
        Assert.True(before.Values.Sum() > 10_000, $"{before.Values.Sum()} instructions were seen.");
        // Trees are a level deeper, and nothing else.
        var grown = before.Keys.Where(page => after[page] > (before[page] * 1.1) + 300).Select(page => string.Create(CultureInfo.InvariantCulture, $"{page}: {before[page]:N0} instructions, then {after[page]:N0}")).ToArray();
        Assert.True(grown.Length == 0, string.Join('\n', grown));

        async Task<Dictionary<string, long>> MeasureAsync()
        {
            var counted = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var round in new[] { "plans are made and what is kept is read", "counted" })
            {
                foreach (var (reader, browser, addresses) in pages)
                {
                    foreach (var address in addresses)
                    {
                        var start = work.Count;
                        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
                        Assert.True((int)answer.StatusCode < 400, $"{round}: {address}: {(int)answer.StatusCode}.");
                        counted[$"{reader}, {address}"] = work.Count - start;
                    }
                }
            }

            return counted;
        }
    }

    private async Task<HttpClient> SignInAsync(string username)
    {
        var browser = _app.CreateClient(new() { AllowAutoRedirect = false });
        using var answer = await browser.SubmitAsync("/sign-in", new() { ["Username"] = username });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>Every page somebody of a role comes to: those that are addresses, and one of each other route that any of them leads to.</summary>
    private async Task<IReadOnlyList<string>> AddressesAsync(HttpClient browser, string role)
    {
        var routes = _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page && Doors.MayEnter(page.ViewEnginePath, role))
            .Select(endpoint => endpoint.RoutePattern).DistinctBy(route => route.RawText).OrderBy(route => route.Parameters.Count).ToArray();
        var opened = new Dictionary<string, string>(StringComparer.Ordinal);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(routes.Where(route => route.Parameters.All(parameter => parameter.IsOptional)).Select(route => "/" + string.Join('/', route.RawText!.Trim('/').Split('/').Where(part => !part.EndsWith("?}", StringComparison.Ordinal)))));
        // A search is asked as well, and the register of a session, to which no list of theirs leads.
        open.Enqueue("/people?q=Aron+Testor");
        open.Enqueue($"/sessions/{await _app.ReadAsync(db => db.Sessions.Where(s => db.Groups.Any(g => g.Id == s.GroupId && g.Code == "BHM-1")).OrderBy(s => s.On).Select(s => s.Id).FirstAsync())}");
        while (open.TryDequeue(out var address))
        {
            if (!asked.Add(address) || Array.Find(routes, candidate => Fits(candidate, address.Split('?')[0])) is not { } route || opened.ContainsKey(route.RawText! + address.Contains('?', StringComparison.Ordinal)))
                continue;
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType != "text/html")
                continue;
            opened.Add(route.RawText! + address.Contains('?', StringComparison.Ordinal), address);
            var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            foreach (var link in page.QuerySelectorAll("main a[href^='/'], main form[action^='/']"))
                open.Enqueue((link.GetAttribute("href") ?? link.GetAttribute("action")!).Split('#')[0]);
        }

        return [.. opened.Values];
    }

    private static bool Fits(RoutePattern route, string path)
    {
        var parts = path.Trim('/').Split('/');
        return new TemplateMatcher(new RouteTemplate(route), []).TryMatch(path, [])
            && !route.PathSegments.Index().Any(segment => segment.Item.Parts.OfType<RoutePatternParameterPart>().Any(parameter =>
                parameter.ParameterPolicies.Any(policy => policy.Content == "guid") && (segment.Index >= parts.Length || !Guid.TryParse(parts[segment.Index], out _))));
    }

    /// <summary>So many people in Manchester whose decision is next, some of them accepted, and a group.</summary>
    private async Task GrowAsync(int first, int people)
    {
        await _app.BringInAsync([.. Enumerable.Range(first, people).Select(number =>
        {
            var person = Caseload.ReadyToDecide(string.Create(CultureInfo.InvariantCulture, $"Z{number:000000}"));
            return person with
            {
                PersonalDetails = person.PersonalDetails! with
                {
                    Practitioner = new SourcePractitioner { Code = $"N50A{number % 20:000}", Name = new PersonName { Forename = "Sioned", Surname = "Price" }, Email = "sioned.price@example.org" },
                    ProbationDeliveryUnit = new CodedName("PDU", "Manchester North"),
                    Region = new CodedName("REG", "Greater Manchester"),
                },
            };
        })]);
        foreach (var number in Enumerable.Range(first, people).Where(number => number % 15 == 0))
        {
            var crn = string.Create(CultureInfo.InvariantCulture, $"Z{number:000000}");
            await AnswerAsync(new Actor("sioned.price", "Sioned Price", Roles.Practitioner, $"N50A{number % 20:000}", "L", 33), crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
            await AnswerAsync(s_manchester, crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
            await GroupAsync(s_manchester, $"MCR-{number}", 33);
            await AttendAsync(crn);
        }
    }

    /// <summary>What years of registers leave behind.</summary>
    private async Task AttendAsync(string crn)
    {
        await using var db = _app.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        db.Trail.Responsible = s_manchester;
        var referral = await db.Referrals.Where(r => db.Needs.Any(n => n.Id == r.NeedId && db.People.Any(p => p.Id == n.PersonId && p.Crn == crn))).Select(r => new { r.Id, r.NeedId, db.Needs.Single(n => n.Id == r.NeedId).PersonId }).SingleAsync();
        for (var day = 0; day < 100; day++)
        {
            db.Add(new AttendanceRecord
            {
                Id = Ids.New(DateTimeOffset.UnixEpoch.AddDays(day)),
                PersonId = referral.PersonId,
                NeedId = referral.NeedId,
                DeliveryId = referral.Id,
                TemplateKey = $"session-{day}",
                On = new DateOnly(2025, 1, 1).AddDays(day),
                Outcome = AttendanceOutcome.AttendedComplied,
                RecordedAt = DateTimeOffset.UnixEpoch,
                RecordedBy = s_manchester.Name,
            });
        }

        await db.SaveChangesAsync();
    }

    private async Task AnswerAsync(Actor actor, string crn, string kind, TaskAnswer answer)
    {
        var task = await _app.ReadAsync(db => db.Tasks.SingleAsync(t => t.ClosedAt == null && t.Kind == kind && db.People.Any(p => p.Id == t.PersonId && p.Crn == crn)));
        Assert.Null(await _app.Services.GetRequiredService<TaskService>().Complete(actor, new CompleteTask { TaskId = task.Id, RequestId = task.Id.ToString("N"), Answer = answer }));
    }

    /// <summary>Gives somebody who was accepted a place in a group of theirs.</summary>
    private async Task PlaceAsync(string crn, string code)
    {
        var person = await _app.ReadAsync(db => db.People.Where(p => p.Crn == crn).Select(p => p.Id).SingleAsync());
        Assert.Null(await _app.Services.GetRequiredService<ProfileService>().Save(s_priya, new SaveProfile
        {
            PersonId = person,
            Availability = [.. Enum.GetValues<DayOfWeek>().Select(day => new AvailableTime(day, new TimeOnly(17, 0), new TimeOnly(22, 0)))],
            CanReach = ["Victoria House"],
            LearningNeed = new LearningNeedAnswer(false, "Asked at induction", null),
        }));
        var (referral, group) = await _app.ReadAsync(async db => (await db.Referrals.Where(r => db.Needs.Any(n => n.Id == r.NeedId && n.PersonId == person)).Select(r => r.Id).SingleAsync(), await db.Groups.Where(g => g.Code == code).Select(g => g.Id).SingleAsync()));
        Assert.Null(await _app.Services.GetRequiredService<WaitingListService>().Give(s_priya, new GivePlace { ReferralId = referral, GroupId = group }));
    }

    private async Task GroupAsync(Actor actor, string code, int pdu)
    {
        var (_, refusal) = await _app.Services.GetRequiredService<GroupService>().Create(actor, new CreateGroup
        {
            Code = code,
            PduId = pdu,
            Office = "Victoria House",
            ProgrammeKey = "building-better-relationships",
            Cohort = Cohort.Partner,
            Sex = Sex.Male,
            Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Thursday, new TimeOnly(18, 0))],
            EarliestStart = new DateOnly(2026, 4, 7),
            TreatmentManager = actor.StaffCode!,
            Facilitators = [actor.StaffCode!],
        });
        Assert.Null(refusal);
    }

    /// <summary>Counts the instructions of SQLite on every connection to one folder's database.</summary>
    private sealed class Instructions : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private const int Each = 10;
        private const string Source = "Microsoft.EntityFrameworkCore";

        private readonly string _folder;
        private readonly delegate_progress _step;
        private readonly List<IDisposable> _watching = [];
        private long _counted;

        public Instructions(string folder)
        {
            _folder = folder;
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
            if (value.Name == Source)
                _watching.Add(value.Subscribe(this, (name, _, _) => name == RelationalEventId.ConnectionOpened.Name));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is ConnectionEndEventData { Connection: SqliteConnection { Handle: { } handle } connection } && connection.DataSource.StartsWith(_folder, StringComparison.Ordinal))
                raw.sqlite3_progress_handler(handle, Each, _step, null);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => _watching.ForEach(watching => watching.Dispose());
    }
}
