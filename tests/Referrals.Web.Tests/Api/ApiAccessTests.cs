using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Domain;
using Referrals.Web.Tests.Access;
using Referrals.Web.Tests.PartnerWall;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Api;

/// <summary>The case of the wall's tests, in a service that takes tokens.</summary>
public sealed class WalledApi : IAsyncLifetime
{
    private IdentityProvider _provider = null!;

    public WalledCase Case { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _provider = await IdentityProvider.Start();
        foreach (var (key, value) in ApiService.Settings(_provider))
            Case.App.Settings[key] = value;
        await Case.InitializeAsync();
    }

    public HttpClient For(string role, bool here)
    {
        var area = role is Roles.NationalLead or Roles.Administrator or Roles.Auditor or Roles.Inspector ? (null, null)
            : role is Roles.ProgrammeTeam or Roles.RegionalLead or Roles.PartnerLinkWorker ? (here ? "E" : "L", (int?)null)
            : (here ? "E" : "L", here ? 71 : 33);
        var program = Case.App.Browser();
        var actor = new Actor($"{(here ? "here" : "elsewhere")}.{role}", $"Somebody {role}", role, here && role == Roles.Practitioner ? "N52A001" : $"N99{role}", area.Item1, area.Item2);
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiService.Token(_provider, actor));
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        await Case.DisposeAsync();
        await _provider.DisposeAsync();
    }
}

/// <summary>Every address of the API × every role, here and in another area, with the keys of one case, compared with the approved table.</summary>
public sealed class ApiAccessTests(WalledApi api) : IClassFixture<WalledApi>
{
    private static readonly Regex s_names = new(@"\b(Aron|Tester|X100001)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    public static TheoryData<string> EveryRole => [.. WhoMayDoWhat.Everyone];

    private IEnumerable<RouteRule> Rules => WhoMayDoWhat.Rules(api.Case.App.Services).Where(rule => rule.IsProgram);

    [Theory, MemberData(nameof(EveryRole))]
    public async Task Each_role_comes_in_exactly_where_the_table_says_and_nobody_of_another_area_finds_the_person(string role)
    {
        var (opened, asked) = (0, 0);
        foreach (var here in new[] { true, false })
        {
            using var program = api.For(role, here);
            foreach (var rule in Rules.Where(rule => rule.Methods.Contains("GET")))
            {
                foreach (var address in Addresses(rule.Route))
                {
                    using var answer = await program.GetAsync(new Uri(address, UriKind.Relative));
                    var text = await answer.Content.ReadAsStringAsync();
                    asked++;
                    var comesIn = rule.Roles?.Contains(role) != false;
                    Assert.True(comesIn == (answer.StatusCode != HttpStatusCode.Forbidden), $"{role} at {address}: {(int)answer.StatusCode}, though the table says {(comesIn ? "yes" : "no")}.");
                    Assert.True((int)answer.StatusCode < 500, $"{role} at {address}: {(int)answer.StatusCode}. {text}");
                    opened += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
                    Assert.False(WalledCase.IsMarked(text) || WalledCase.IsPassedOn(text), $"{role} at {address} is shown what is behind the wall.");
                    if (!here && role != Roles.Administrator)
                        Assert.False(s_names.IsMatch(text), $"{role} of another area found the person at {address}.");
                    if (!comesIn)
                        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
                }
            }
        }

        Assert.True(asked > 100 && opened >= 8, $"{asked} asked, {opened} opened.");
    }

    [Fact]
    public async Task Whoever_works_with_the_case_does_find_it()
    {
        using var program = api.For(Roles.Practitioner, here: true);
        var found = await program.Ask($"/api/v1/cases/{api.Case.Ids["person"]}");
        Assert.Equal(("X100001", "Aron Tester"), (found["crn"].GetString(), found["name"].GetString()));
        // The duty to the partner is no part of what the API says, not even that it is there.
        Assert.DoesNotMatch(new Regex("partner.?link", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)), found.Text);
        Assert.Contains("X100001", (await program.Ask("/api/v1/cases?search=Tester")).Text, StringComparison.Ordinal);
        Assert.Contains("X100001", (await program.Ask("/api/v1/needs")).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EveryRole))]
    public async Task Nobody_of_another_area_and_no_role_without_the_right_changes_anything(string role)
    {
        var before = await State();
        var tried = 0;
        foreach (var here in new[] { true, false })
        {
            // An administrator reaches every area.
            if (!here && role == Roles.Administrator)
                continue;
            using var program = api.For(role, here);
            foreach (var rule in Rules)
            {
                var comesIn = rule.Roles?.Contains(role) != false;
                // Where the case is, those who may come in may change it: that is not what is tried here.
                if (here && comesIn)
                    continue;
                foreach (var method in rule.Methods.Where(m => m != "GET"))
                {
                    foreach (var address in Addresses(rule.Route))
                    {
                        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative)) { Content = new StringContent(Body(rule.Route), Encoding.UTF8, "application/json") };
                        request.Headers.Add("Idempotency-Key", $"try-{tried++}");
                        request.Headers.Add("If-Match", $"\"case-{await Version()}\"");
                        using var answer = await program.SendAsync(request);
                        var text = await answer.Content.ReadAsStringAsync();
                        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{method} {address} as {role}: {(int)answer.StatusCode} {text}");
                        if (!comesIn)
                            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
                        Assert.DoesNotMatch(s_names, text);
                    }
                }
            }
        }

        Assert.Equal(before, await State());
        Assert.True(tried > 20, $"{tried} tried.");
    }

    private string Body(string route) => route switch
    {
        "/api/v1/tasks/{id:guid}/decision" => """{"outcome":"Suitable"}""",
        "/api/v1/referrals/{id:guid}/place" => $$"""{"groupId":"{{api.Case.Ids["group"]}}"}""",
        "/api/v1/referrals/{id:guid}/place/take-away" => """{"reasonCode":"PL-OTHER","words":"Words"}""",
        "/api/v1/sessions/{id:guid}/register" => $$"""{"lines":[{"deliveryId":"{{api.Case.Ids["delivery"]}}","outcome":"attended-complied"}]}""",
        "/api/v1/groups" => """{"code":"TRY","pduId":71,"office":"Here","programmeKey":"building-better-relationships","cohort":"partner","sex":"male","slots":[{"day":"tuesday","start":"18:00:00"}],"earliestStart":"2026-04-07","treatmentManager":"N52P001","facilitators":["N52P001"]}""",
        "/api/v1/groups/{id:guid}/schedule" => """{"earliestStart":"2026-05-07"}""",
        "/api/v1/reports/{id:guid}" => """{"answers":[{"key":"engagement","words":"Words"}]}""",
        "/api/v1/reports/{id:guid}/send" => """{"on":"2026-03-02","to":"Somebody"}""",
        "/api/v1/toolkits/{id:guid}/sessions" => """{"templateKey":"first","on":"2026-03-02","outcome":"attended-complied"}""",
        _ => throw new InvalidOperationException($"{route} is new: say here what it is sent."),
    };

    private Task<int> Version() => api.Case.App.ReadAsync(db => db.People.Select(p => p.Version).SingleAsync());

    private Task<(int People, int Groups, int Milestones, int Tasks, int Attendance)> State() => api.Case.App.ReadAsync(async db =>
        (await db.People.SumAsync(p => p.Version), await db.Groups.SumAsync(g => g.Version), await db.Milestones.CountAsync(), await db.Tasks.CountAsync(t => t.ClosedAt == null), await db.Attendance.CountAsync()));

    private IEnumerable<string> Addresses(string route)
    {
        var pattern = RoutePatternFactory.Parse(route);
        if (pattern.Parameters.Count == 0)
            return [route];
        var parameter = "{" + string.Concat(route.SkipWhile(c => c != '{').Skip(1).TakeWhile(c => c != '}')) + "}";
        return api.Case.Ids.Values.Concat(api.Case.Tasks).Distinct().Select(id => route.Replace(parameter, id.ToString(), StringComparison.Ordinal));
    }
}
