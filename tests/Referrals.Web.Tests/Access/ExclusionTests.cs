using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Domain;
using Referrals.Web.Pages;
using Referrals.Web.Tests.PartnerWall;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Access;

/// <summary>nDelius on a real port, as far as it answers whom a user may see.</summary>
public sealed class DeliusAccess : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DeliusAccess(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Username and CRN of those who are excluded or, with <c>true</c>, not among those a case is restricted to.</summary>
    public ConcurrentDictionary<(string Username, string Crn), bool> Excluded { get; } = new();

    /// <summary>How it answers: as it should, or <c>500</c>, <c>hang</c>, <c>empty</c>, <c>half</c>, <c>text</c>.</summary>
    public string How { get; set; } = "";

    public int Asked { get; private set; }

    public static async Task<DeliusAccess> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var delius = new DeliusAccess(app);
        app.MapPost("/user/{username}/access", async (string username, string[] crns, HttpContext http) =>
        {
            delius.Asked++;
            switch (delius.How)
            {
                case "500":
                    return Results.StatusCode(500);
                case "hang":
                    await Task.Delay(Timeout.Infinite, http.RequestAborted);
                    break;
                case "empty":
                    return Results.Json(new { access = Array.Empty<object>() });
                case "half":
                    return Results.Json(new { access = crns.Select(crn => new { crn, userExcluded = false }) });
                case "text":
                    return Results.Text("<html>");
            }

            return Results.Json(new
            {
                access = crns.Select(crn =>
                {
                    var listed = delius.Excluded.TryGetValue((username, crn), out var restricted);
                    return new { crn, userExcluded = listed && !restricted, userRestricted = listed && restricted };
                }),
            });
        });
        await app.StartAsync();
        return delius;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>Whom nDelius says a user may not see, no page shows; whom it says nothing of neither.</summary>
public sealed class ExclusionTests : IAsyncLifetime
{
    private const string Crn = "X100001";

    // As whole words: a form's token has any letters in it one day.
    private static readonly Regex s_name = new(@"\b(Aron|Tester)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    private readonly WalledCase _case = new();
    private DeliusAccess _delius = null!;

    public async ValueTask InitializeAsync()
    {
        _delius = await DeliusAccess.Start();
        foreach (var (key, value) in new[]
        {
            ("Referrals:Exclusions:Source", "ndelius"), ("Referrals:Exclusions:Timeout", "00:00:01"), ("Referrals:Sources:Delius", _delius.Address), ("Referrals:Sources:Oasys", _delius.Address),
        })
        {
            _case.App.Settings[key] = value;
        }

        await _case.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _case.DisposeAsync();
        await _delius.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_sees_a_person_they_are_excluded_from_on_any_page_list_or_search_and_others_still_do(bool restricted)
    {
        // Each of them reaches the person by area, and would see them on these pages.
        var pages = new Dictionary<string, string[]>
        {
            ["amara.osei"] = ["/to-do", "/people?Q=Aron", $"/people?Q={Crn}", $"/people/{_case.Ids["person"]}", "/passed-concerns", $"/groups/{_case.Ids["group"]}"],
            ["priya.nair"] = ["/to-do", $"/groups/{_case.Ids["group"]}", $"/sessions/{_case.Ids["session"]}", "/referrals?stage=place", $"/people/{_case.Ids["person"]}", "/my-day"],
            ["grace.adeyemi"] = ["/partner-link", $"/partner-link/{_case.Duty}"],
        };
        foreach (var (username, addresses) in pages)
        {
            using var browser = await _case.App.SignedInAsync(username);
            var shown = new List<string>();
            foreach (var address in addresses)
                shown.AddRange((await browser.GetStringOrNothing(address)).Contains("Tester", StringComparison.Ordinal) ? [address] : []);
            Assert.True(shown.Count >= 2, $"{username} saw them only at {string.Join(", ", shown)}.");

            _delius.Excluded[(username, Crn)] = restricted;
            Advance(TimeSpan.FromMinutes(6));
            using var again = await _case.App.SignedInAsync(username);
            foreach (var address in addresses)
                Assert.DoesNotContain("Tester", await again.GetStringOrNothing(address), StringComparison.Ordinal);
            _delius.Excluded.Clear();
            Advance(TimeSpan.FromMinutes(6));
        }
    }

    [Fact]
    public async Task No_route_at_all_shows_a_person_to_anybody_who_is_excluded_from_them_whatever_their_role()
    {
        string[] here = ["amara.osei", "david.lowe", "helen.farrow", "priya.nair", "grace.adeyemi", "martin.cole", "owen.blake"];
        foreach (var username in here)
            _delius.Excluded[(username, Crn)] = false;
        foreach (var username in here)
        {
            using var browser = await _case.App.SignedInAsync(username);
            var answers = new Dictionary<HttpStatusCode, int>();
            foreach (var rule in WhoMayDoWhat.Rules(_case.App.Services).Where(rule => !rule.IsProgram && rule.Methods.Contains("GET")))
            {
                foreach (var address in CaseAddresses.Of(_case, rule.Route))
                {
                    using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
                    Assert.True((int)answer.StatusCode < 500 || rule.Route.StartsWith("/error", StringComparison.Ordinal) || rule.Route == "/sign-in/failed", $"{username} at {address}: {(int)answer.StatusCode}.");
                    Assert.False(s_name.IsMatch(await answer.Content.ReadAsStringAsync()), $"{username} is excluded from the person and was shown them at {address}.");
                    answers[answer.StatusCode] = answers.GetValueOrDefault(answer.StatusCode) + 1;
                }
            }

            Assert.True(answers[HttpStatusCode.OK] > 5 && answers.Values.Sum() > 150, $"{username}: {string.Join(", ", answers)}.");
        }
    }

    [Fact]
    public async Task An_excluded_user_is_told_so_plainly_and_no_reason_opens_the_person()
    {
        _delius.Excluded[("amara.osei", Crn)] = false;
        using var browser = await _case.App.SignedInAsync("amara.osei");
        foreach (var address in new[] { $"/people/{_case.Ids["person"]}", $"/people/{_case.Ids["person"]}/availability", $"/people/{_case.Ids["person"]}/keep-apart" })
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
            var page = await answer.PageAsync();
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("You cannot see this person", page.QuerySelector("h1")!.Words());
            Assert.DoesNotContain("emergency", page.DocumentElement.TextContent, StringComparison.OrdinalIgnoreCase);
        }

        using var asked = await browser.GetAsync(new Uri(Links.EmergencyAccess(_case.Ids["person"]), UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, asked.StatusCode);
        using var sent = await Send(browser, "I must see him.");
        Assert.Equal(HttpStatusCode.NotFound, sent.StatusCode);
        Assert.Equal(0, await _case.App.ReadAsync(db => db.EmergencyAccess.CountAsync()));
        Assert.Contains(await Log(), line => line is { What: AuditActs.Refused, Username: "amara.osei", Crn: Crn, Detail: "excluded" });
        // Nothing of it is changed either.
        Assert.DoesNotContain(await Log(), line => line is { What: AuditActs.Changed or AuditActs.Viewed, Username: "amara.osei" } && line.Feature.Contains('/', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("500")]
    [InlineData("hang")]
    [InlineData("empty")]
    [InlineData("half")]
    [InlineData("text")]
    public async Task No_answer_means_no_access_and_it_is_asked_again_next_time(string how)
    {
        using var browser = await _case.App.SignedInAsync("amara.osei");
        Advance(TimeSpan.FromMinutes(6));
        _delius.How = how;
        using var refused = await browser.GetAsync(new Uri($"/people/{_case.Ids["person"]}", UriKind.Relative));
        Assert.Equal("You cannot see this person yet", (await refused.PageAsync()).QuerySelector("h1")!.Words());
        Assert.DoesNotContain("Tester", await browser.GetStringOrNothing("/to-do"), StringComparison.Ordinal);

        _delius.How = "";
        Assert.Contains("Tester", await browser.GetStringOrNothing($"/people/{_case.Ids["person"]}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_counts_for_minutes_and_no_longer()
    {
        using var browser = await _case.App.SignedInAsync("amara.osei");
        await browser.PageAsync($"/people/{_case.Ids["person"]}");
        var asked = _delius.Asked;
        for (var i = 0; i < 5; i++)
            await browser.PageAsync($"/people/{_case.Ids["person"]}");
        Assert.Equal(asked, _delius.Asked);

        Advance(TimeSpan.FromMinutes(6));
        await browser.PageAsync($"/people/{_case.Ids["person"]}");
        Assert.Equal(asked + 1, _delius.Asked);
    }

    [Fact]
    public async Task Emergency_access_opens_one_person_outside_the_area_for_a_time_and_the_SPO_is_told_and_checks_it()
    {
        var person = _case.Ids["person"];
        using var sioned = await _case.App.SignedInAsync("sioned.price");
        var found = await sioned.PageAsync($"/people?Q={Crn}");
        Assert.DoesNotContain("Tester", found.DocumentElement.TextContent, StringComparison.Ordinal);
        Assert.NotNull(found.QuerySelector($"a[href='{Links.EmergencyAccess(person)}']"));
        Assert.Contains("somebody may be harmed", (await sioned.PageAsync($"/people/{person}")).DocumentElement.TextContent, StringComparison.Ordinal);

        using var empty = await Send(sioned, "");
        Assert.Equal("Say why you need to see this person now", (await empty.PageAsync()).QuerySelector(".govuk-error-summary__list a")!.Words());
        using var opened = await Send(sioned, "He is at our office and threatens her.");
        Assert.Contains("Tester", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Sent again, it is given once.
        (await Send(sioned, "He is at our office and threatens her.")).Dispose();
        Assert.Equal(1, await _case.App.ReadAsync(db => db.EmergencyAccess.CountAsync()));
        var lines = await Log();
        Assert.Contains(lines, line => line is { What: AuditActs.BreakGlass, Username: "sioned.price", Crn: Crn });
        Assert.Contains(lines, line => line is { What: AuditActs.Viewed, Username: "sioned.price", Crn: Crn });
        Assert.DoesNotContain(lines, line => line.Detail?.Contains("threatens", StringComparison.Ordinal) == true);
        var message = await _case.App.ReadAsync(db => db.Outbox.SingleAsync(m => m.Kind == "emergency-access"));
        Assert.Equal("N52S001", message.Addressee);
        Assert.DoesNotMatch("Aron|Tester|X100001|threatens", message.Subject + message.Body);

        using var david = await _case.App.SignedInAsync("david.lowe");
        Assert.Contains("Check an emergency access", (await david.PageAsync("/to-do")).Body(), StringComparison.Ordinal);
        var task = (await david.PageAsync($"/tasks/{await TaskOf(Roles.Spo, "Referrals.CheckEmergencyAccess")}")).Body();
        Assert.Contains("Sioned Price", task, StringComparison.Ordinal);
        Assert.Contains("He is at our office and threatens her.", task, StringComparison.Ordinal);

        Advance(TimeSpan.FromMinutes(61));
        using var later = await _case.App.SignedInAsync("sioned.price");
        using var over = await later.GetAsync(new Uri($"/people/{person}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, over.StatusCode);
    }

    [Fact]
    public async Task Emergency_access_is_for_one_person_and_for_nobody_whom_the_role_does_not_open()
    {
        using var ruth = await _case.App.SignedInAsync("ruth.calder");
        using var refused = await ruth.GetAsync(new Uri(Links.EmergencyAccess(_case.Ids["person"]), UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var amara = await _case.App.SignedInAsync("amara.osei");
        using var needless = await amara.GetAsync(new Uri(Links.EmergencyAccess(_case.Ids["person"]), UriKind.Relative));
        Assert.Equal($"/people/{_case.Ids["person"]}", needless.RequestMessage!.RequestUri!.AbsolutePath);
        using var nobody = await amara.GetAsync(new Uri(Links.EmergencyAccess(_case.Ids["referral"]), UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task A_query_for_people_that_asks_nobody_shows_nobody_to_a_user_and_everybody_to_the_service()
    {
        var factory = _case.Get<DatabaseFactory>();
        Assert.Equal(1, await Count(factory));
        using (Occasion.Begin(Caseload.Amara, "test"))
            Assert.Equal(0, await Count(factory));
        using (Occasion.Begin(null, "test"))
            Assert.Equal(0, await Count(factory));
        using (Occasion.Begin(Application.Access.Actor.Service("job"), "test"))
            Assert.Equal(1, await Count(factory));

        static async Task<int> Count(DatabaseFactory factory)
        {
            await using var db = factory.CreateDbContext();
            return await db.People.CountAsync();
        }
    }

    private void Advance(TimeSpan time) => ((StandingClock)_case.Get<TimeProvider>()).Now += time;

    private Task<HttpResponseMessage> Send(HttpClient browser, string reason) => SendAsync(browser, Links.EmergencyAccess(_case.Ids["person"]), reason);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string address, string reason)
    {
        var token = (await browser.PageAsync("/sign-out")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["Reason"] = reason });
        return await browser.PostAsync(new Uri(address, UriKind.Relative), form);
    }

    private Task<List<AuditEntry>> Log() => _case.App.ReadAsync(db => db.AuditEntries.AsNoTracking().OrderBy(e => e.Id).ToListAsync());

    private Task<Guid> TaskOf(string role, string kind) =>
        _case.App.ReadAsync(db => db.Tasks.Where(t => t.ClosedAt == null && t.OwnerRole == role && t.Kind == kind).Select(t => t.Id).FirstAsync());
}
