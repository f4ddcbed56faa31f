using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Audit;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Tests.PartnerWall;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Access;

/// <summary>The case of the wall's tests, with somebody of every role in Manchester as well: another area than the case is in.</summary>
public sealed class TwoAreas : IAsyncLifetime
{
    public TwoAreas()
    {
        var number = 60;
        foreach (var role in WhoMayDoWhat.Everyone)
        {
            foreach (var (key, value) in new[] { ("Username", Manchester(role)), ("Name", $"Manchester {role}"), ("Role", role), ("Area", "Manchester"), ("StaffCode", $"N50X{number}"), ("RegionCode", "L"), ("PduId", "33") })
                Case.App.Settings[$"Referrals:DevelopmentUsers:{number}:{key}"] = value;
            number++;
        }
    }

    public WalledCase Case { get; } = new();

    public static string Manchester(string role) => $"manchester.{role}";

    public ValueTask InitializeAsync() => Case.InitializeAsync();

    public ValueTask DisposeAsync() => Case.DisposeAsync();
}

/// <summary>Every route × every role, signed out, with another area's keys, compared with the table; a route without a rule fails.</summary>
public sealed class AccessTests(TwoAreas areas) : IClassFixture<TwoAreas>
{
    /// <summary>One of each role who is where the case is.</summary>
    private static readonly Dictionary<string, string> s_here = new(StringComparer.Ordinal)
    {
        [Roles.Practitioner] = "amara.osei", [Roles.Spo] = "david.lowe", [Roles.PduHead] = "helen.farrow", [Roles.ProgrammeTeam] = "priya.nair", [Roles.PartnerLinkWorker] = "grace.adeyemi",
        [Roles.RegionalLead] = "martin.cole", [Roles.NationalLead] = "ruth.calder", [Roles.Administrator] = "owen.blake", [Roles.Auditor] = "nadia.rahman", [Roles.Inspector] = "imogen.sayer",
    };

    /// <summary>What an answer holds that names the person of the case.</summary>
    // Whole words: a token of a form is long and random enough to have four letters of a name in it one day.
    private static readonly Regex s_names = new(@"\b(Aron|Tester|X100001)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
    private static readonly Regex s_name = new(@"\b(Aron|Tester)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    public static TheoryData<string> EveryRole => [.. WhoMayDoWhat.Everyone];

    private WalledCase Case => areas.Case;

    [Fact]
    public void Who_may_do_what_is_the_approved_table()
    {
        var file = Path.Combine(Root(), "docs", "who-may-do-what.md");
        var written = WhoMayDoWhat.Document(WhoMayDoWhat.Rules(Case.App.Services));
        if (File.Exists(file) && File.ReadAllText(file) == written)
            return;
        File.WriteAllText(file + ".received", written);
        Assert.Fail("Who may do what has changed. Look at docs/who-may-do-what.md.received beside the approved one, and take it over if it is right.");
    }

    [Fact]
    public void A_page_or_an_address_without_a_rule_is_open_to_nobody_and_stops_the_service_or_this_test()
    {
        foreach (var page in new[] { "/Surprises/Index", "/Surprise", "/PeopleToo/Index", "/" })
        {
            Assert.Null(Doors.Of(page));
            Assert.False(Doors.IsPublic(page));
            Assert.DoesNotContain(WhoMayDoWhat.Everyone, role => Doors.MayEnter(page, role));
        }

        var surprise = new PageRouteModel("/Pages/Surprises/Index.cshtml", "/Surprises/Index");
        var conventions = new PageConventionCollection();
        Doors.Open(conventions);
        Assert.Contains("behind no door", Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var convention in conventions.OfType<IPageRouteModelConvention>())
                convention.Apply(surprise);
        }).Message, StringComparison.Ordinal);

        var address = new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/surprise"), 0, EndpointMetadataCollection.Empty, "surprise");
        Assert.Contains("no rule", Assert.Throws<InvalidOperationException>(() => WhoMayDoWhat.RolesAt(address)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EveryRole))]
    public async Task Each_role_comes_in_exactly_where_the_table_says(string role)
    {
        using var browser = await Case.App.SignedInAsync(s_here[role]);
        var (opened, named, written) = (0, 0, 0L);
        foreach (var rule in WhoMayDoWhat.Rules(Case.App.Services).Where(rule => !rule.IsProgram && rule.Methods.Contains("GET")))
        {
            foreach (var address in Addresses(rule.Route))
            {
                // Of the pages that are open to everybody the error page answers with whatever status it is asked for.
                if (rule.Route.StartsWith("/error", StringComparison.Ordinal) || rule.Route == "/sign-in/failed")
                    continue;
                using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel);
                var comesIn = rule.Roles?.Contains(role) != false;
                Assert.True(comesIn == (answer.StatusCode != HttpStatusCode.Forbidden), $"{role} at {address}: {(int)answer.StatusCode}, though the table says {(comesIn ? "yes" : "no")}.");
                Assert.True((int)answer.StatusCode < 500, $"{role} at {address}: {(int)answer.StatusCode}.");
                opened += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
                // Whatever shows somebody is a line: about them where one of their keys opens it, else with how many were listed or found.
                if (answer.StatusCode != HttpStatusCode.OK || answer.RequestMessage!.RequestUri!.AbsolutePath != address || !s_name.IsMatch(await answer.Content.ReadAsStringAsync(Cancel)))
                    continue;
                var lines = await Case.App.ReadAsync(db => db.AuditEntries.AsNoTracking().Where(line => line.Id > written && line.Username == s_here[role]).ToListAsync(Cancel));
                Assert.True(lines.Exists(line => line.Feature == $"GET {rule.Route}" && (line.Crn == "X100001" || line.What is AuditActs.Listed or AuditActs.Searched)), $"{role} was shown the person at {address}, and no line says so.");
                if (rule.Route is "/passed-concerns/{id:guid}" or "/sessions/{id:guid}/note/{deliveryId:guid}" or "/sessions/{id:guid}/concern/{deliveryId:guid}" or "/people/{id:guid}")
                    Assert.Contains(lines, line => line is { What: AuditActs.Viewed, Crn: "X100001" } && line.Feature == $"GET {rule.Route}");
                written = lines.Max(line => line.Id);
                named++;
            }
        }

        Assert.True(opened > 5, $"{role} opened {opened}.");
        // Where nothing was recognised nothing would have been asked of the log.
        if (role is Roles.Practitioner or Roles.Spo or Roles.PduHead or Roles.RegionalLead or Roles.ProgrammeTeam)
            Assert.True(named > 3, $"{role} was shown the person on {named} pages.");
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_comes_in_anywhere_but_where_the_table_says()
    {
        using var browser = Case.App.Browser();
        foreach (var rule in WhoMayDoWhat.Rules(Case.App.Services).Where(rule => rule.Roles is not null))
        {
            foreach (var address in Addresses(rule.Route))
            {
                foreach (var method in rule.Methods)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
                    using var answer = await browser.SendAsync(request, Cancel);
                    if (rule.IsProgram)
                        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                    else
                        Assert.True((answer.StatusCode, answer.Headers.Location?.AbsolutePath) == (HttpStatusCode.Redirect, "/sign-in"), $"{method} {address}: {(int)answer.StatusCode}.");
                    Assert.DoesNotMatch(s_names, await answer.Content.ReadAsStringAsync(Cancel));
                }
            }
        }
    }

    [Fact]
    public async Task What_is_open_to_everybody_names_nobody()
    {
        using var browser = Case.App.Browser();
        foreach (var rule in WhoMayDoWhat.Rules(Case.App.Services).Where(rule => rule.Roles is null && rule.Methods.Contains("GET")))
        {
            foreach (var address in Addresses(rule.Route))
                Assert.DoesNotMatch(s_names, await browser.GetStringOrNothing(address));
        }
    }

    [Theory, MemberData(nameof(EveryRole))]
    public async Task Nobody_of_another_area_finds_the_person_at_any_address_with_any_of_their_keys(string role)
    {
        using var browser = await Case.App.SignedInAsync(TwoAreas.Manchester(role));
        var asked = 0;
        foreach (var rule in WhoMayDoWhat.Rules(Case.App.Services).Where(rule => !rule.IsProgram && rule.Methods.Contains("GET")))
        {
            foreach (var address in Addresses(rule.Route))
            {
                using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel);
                asked++;
                // An administrator reaches every area. The audit log is one for the nation, and names people by CRN alone.
                if (role != Roles.Administrator)
                    Assert.False((rule.Route == "/audit" ? s_name : s_names).IsMatch(await answer.Content.ReadAsStringAsync(Cancel)), $"{role} of Manchester found the person of Birmingham at {address}.");
                Assert.True((int)answer.StatusCode < 500, $"{role} at {address}: {(int)answer.StatusCode}.");
            }
        }

        Assert.True(asked > 150, $"{asked} asked.");
    }

    [Theory, MemberData(nameof(EveryRole))]
    public async Task Nobody_of_another_area_and_no_role_without_the_right_changes_anything_by_any_form(string role)
    {
        foreach (var username in new[] { TwoAreas.Manchester(role), s_here[role] })
        {
            var here = username == s_here[role];
            // An administrator reaches every area.
            if (!here && role == Roles.Administrator)
                continue;
            using var browser = await Case.App.SignedInAsync(username);
            var token = (await browser.PageAsync("/sign-out")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            var before = await State();
            foreach (var rule in WhoMayDoWhat.Rules(Case.App.Services).Where(rule => !rule.IsProgram && rule.Methods.Contains("POST") && rule.Route is not ("/sign-out" or "/sign-in")))
            {
                var comesIn = rule.Roles?.Contains(role) != false;
                // Where the case is, those who may come in may change it: that is not what is tried here.
                if (here && comesIn)
                    continue;
                foreach (var address in Addresses(rule.Route).SelectMany(address => Handlers(rule.Route).Select(handler => handler.Length == 0 ? address : $"{address}?handler={handler}")))
                {
                    using var form = new FormUrlEncodedContent(Filled(token));
                    using var answer = await browser.PostAsync(new Uri(address, UriKind.Relative), form, Cancel);
                    Assert.True((int)answer.StatusCode < 500, $"{username} at {address}: {(int)answer.StatusCode}.");
                    if (!comesIn)
                        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
                    if (role != Roles.Administrator)
                        Assert.False(s_names.IsMatch(await answer.Content.ReadAsStringAsync(Cancel)), $"{username} found the person at {address}.");
                }
            }

            // An emergency access is taken with a reason, whatever the area; it is the one thing that may be written, and everything it does is in its own tests.
            Assert.Equal(before, await State());
        }
    }

    /// <summary>A number that moves with any change of a case or a group.</summary>
    private Task<(int People, int Groups, int Milestones, int Tasks)> State() => Case.App.ReadAsync(async db =>
        (await db.People.SumAsync(p => p.Version), await db.Groups.SumAsync(g => g.Version), await db.Milestones.CountAsync(), await db.Tasks.CountAsync(t => t.ClosedAt == null)));

    /// <summary>Answers that some form would take.</summary>
    private Dictionary<string, string> Filled(string token) => new()
    {
        ["__RequestVerificationToken"] = token,
        ["RequestId"] = "01890000-0000-7000-8000-000000000001",
        ["Outcome"] = "AcceptRecommendation",
        ["Words"] = "Words",
        ["Why"] = "Words",
        ["Kind"] = "died",
        ["Crn"] = "X100001",
        ["Reason"] = "",
        ["ReasonCode"] = "UN-REFUSED",
        ["On.Day"] = "2",
        ["On.Month"] = "3",
        ["On.Year"] = "2026",
        ["Version"] = "1",
    };

    /// <summary>The names of a page's handlers for forms; empty is the unnamed one.</summary>
    private IEnumerable<string> Handlers(string route)
    {
        var names = Case.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => "/" + e.RoutePattern.RawText!.TrimStart('/') == route)
            .SelectMany(e => WhoMayDoWhat.Handlers(Case.App.Services, e, "POST")).Distinct().ToArray();
        return names.Length == 0 ? [""] : names;
    }

    private IEnumerable<string> Addresses(string route) => CaseAddresses.Of(Case, route);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Referrals.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}

internal static class Asking
{
    public static async Task<string> GetStringOrNothing(this HttpClient browser, string address)
    {
        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }
}
