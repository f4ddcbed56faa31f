using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.PartnerWall;

/// <summary>Every other role tries every address of the service, with the keys of this very case, and finds nothing from behind the wall.</summary>
public sealed class WallTests(WalledCase walled) : IClassFixture<WalledCase>
{
    private static readonly string[] s_formats = ["?format=csv", "?format=json", "?format=definitions", "?format=svg"];

    public static TheoryData<string> Others =>
        ["amara.osei", "tom.hartley", "sioned.price", "david.lowe", "helen.farrow", "priya.nair", "martin.cole", "ruth.calder", "owen.blake", "nadia.rahman", WalledCase.Elsewhere];

    [Fact]
    public async Task The_worker_of_the_region_sees_what_the_others_look_for()
    {
        using var browser = await walled.App.SignedInAsync("grace.adeyemi");
        var page = (await browser.PageAsync($"/partner-link/{walled.Duty}")).DocumentElement.TextContent;
        Assert.All(new[] { "name", "relationship", "contact", "safe", "notes", "attempt", "kept", "let" }, what => Assert.Contains($"{WalledCase.Marker}-{what}", page, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Others))]
    public async Task No_address_of_the_service_gives_anybody_else_anything(string username)
    {
        using var browser = await walled.App.SignedInAsync(username);
        var asked = 0;
        var answered = 0;
        foreach (var address in Addresses())
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            var headers = string.Join('\n', answer.Headers.Concat(answer.Content.Headers).SelectMany(header => header.Value));
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            asked++;
            answered += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            Assert.False((body + headers).Contains(WalledCase.Marker, StringComparison.OrdinalIgnoreCase), $"{username} reached behind the wall by {address}.");
            if (username != "amara.osei")
            {
                Assert.False((body + headers).Contains(WalledCase.PassedMarker, StringComparison.OrdinalIgnoreCase), $"{username} read what was worded for another at {address}.");
            }

            if (username != WalledCase.Elsewhere && address.StartsWith("/partner-link", StringComparison.Ordinal))
            {
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            }
        }

        // A crawl that met nothing but closed doors would prove little.
        Assert.True(asked > 150 && answered > 5, $"{asked} asked, {answered} answered.");
    }

    [Theory, MemberData(nameof(Others))]
    public async Task Nobody_else_changes_anything_behind_the_wall(string username)
    {
        using var browser = await walled.App.SignedInAsync(username);
        var token = (await browser.PageAsync("/about/privacy")).QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value")
            ?? (await browser.PageAsync("/sign-in")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var version = await walled.App.ReadAsync(db => db.People.Select(p => p.Version).SingleAsync());
        foreach (var step in new[] { "?handler=TakeOn", "/details", "/contact", "/concern", "/pass-on" })
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = token,
                ["RequestId"] = Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString(),
                ["Words"] = "Mine",
                ["Concern"] = walled.Ids["concern"].ToString(),
                ["To"] = "N52A002",
                ["from"] = "N52L001",
                ["Version"] = "2",
                ["Means"] = "telephone",
                ["Outcome"] = "reached",
                ["On.Day"] = "2",
                ["On.Month"] = "3",
                ["On.Year"] = "2026",
            });
            using var answer = await browser.PostAsync(new Uri($"/partner-link/{walled.Duty}{step}", UriKind.Relative), form, TestContext.Current.CancellationToken);
            Assert.Equal(username == WalledCase.Elsewhere ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(version, await walled.App.ReadAsync(db => db.People.Select(p => p.Version).SingleAsync()));
    }

    [Fact]
    public async Task What_was_passed_on_is_read_by_whom_it_names_and_by_nobody_else()
    {
        var address = $"/passed-concerns/{walled.Ids["passed"]}";
        using var amara = await walled.App.SignedInAsync("amara.osei");
        Assert.Contains("A concern was passed on to you", (await amara.PageAsync("/to-do")).Body(), StringComparison.Ordinal);
        var page = await amara.PageAsync(address);
        Assert.Contains($"{WalledCase.PassedMarker} take care", page.Body(), StringComparison.Ordinal);
        Assert.Equal("A concern passed on to you – Referrals", page.Title);
        Assert.Contains("Aron Tester", (await amara.PageAsync("/passed-concerns")).Body(), StringComparison.Ordinal);

        foreach (var username in Others.Select(row => row.Data).Where(name => name != "amara.osei").Append("grace.adeyemi"))
        {
            using var other = await walled.App.SignedInAsync(username);
            using var answer = await other.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.DoesNotContain("Aron", (await other.PageAsync("/passed-concerns")).Body(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Messages_and_every_table_outside_the_wall_hold_nothing_of_it()
    {
        var messages = await walled.App.ReadAsync(db => db.Outbox.AsNoTracking().ToListAsync());
        Assert.Contains(messages, m => m.Kind == "passed-concern");
        Assert.Contains(messages, m => m.Kind == "digest" && m.Body.Contains("partner link work", StringComparison.Ordinal));
        Assert.All(messages, m => Assert.DoesNotMatch($"(?i){WalledCase.Marker}|{WalledCase.PassedMarker}|Aron|Tester|X100001", string.Join('\n', m.Key, m.Addressee, m.Subject, m.Body, m.LastError)));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(walled.App.DataFolder, "messages"), "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotMatch($"(?i){WalledCase.Marker}|{WalledCase.PassedMarker}", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }

        string[] behind = ["PartnerDetails", "PartnerContact", "PartnerConcern"];
        await using var db = walled.Get<DatabaseFactory>().CreateDbContext();
        foreach (var table in db.Model.GetEntityTypes().Where(type => !behind.Contains(type.ClrType.Name)))
        {
            foreach (var column in table.GetProperties())
            {
                // Names of the model, not words of anybody's.
                var statement = $"""SELECT COUNT(*) AS "Value" FROM "{table.GetTableName()}" WHERE CAST("{column.GetColumnName()}" AS TEXT) LIKE '%{WalledCase.Marker}%'""";
                var found = await db.Database.SqlQueryRaw<int>(statement).SingleAsync(TestContext.Current.CancellationToken);
                Assert.True(found == 0, $"{table.GetTableName()}.{column.GetColumnName()} holds words from behind the wall.");
            }
        }
    }

    /// <summary>Every address that answers GET, with each key of the case in each place a key may stand.</summary>
    private IEnumerable<string> Addresses()
    {
        var routes = walled.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods } || methods.Contains("GET"))
            .Select(e => e.RoutePattern).DistinctBy(p => p.RawText).ToArray();
        Assert.Contains(routes, route => route.RawText == "partner-link/{id:guid}");
        foreach (var route in routes)
        {
            var addresses = new List<string> { "" };
            foreach (var segment in route.PathSegments)
            {
                var values = segment.Parts.All(part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)
                    ? [string.Concat(segment.Parts.Cast<Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart>().Select(part => part.Content))]
                    : Values(segment.Parts, addresses.Count > 1).ToArray();
                addresses = [.. addresses.SelectMany(before => values.Select(value => $"{before}/{value}"))];
            }

            foreach (var address in addresses)
            {
                yield return address.Length == 0 ? "/" : address;
                if (route.Parameters.Count == 0)
                {
                    foreach (var format in s_formats)
                    {
                        yield return address + format;
                    }

                    yield return $"{address}?id={walled.Duty}&q=X100001&concern={walled.Ids["concern"]}";
                }
                else if (address.EndsWith("/pass-on", StringComparison.Ordinal))
                {
                    yield return $"{address}?concern={walled.Ids["concern"]}";
                }
            }
        }
    }

    private IEnumerable<string> Values(IReadOnlyList<Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart> parts, bool second)
    {
        var parameter = parts.OfType<Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart>().First();
        var rest = string.Concat(parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        }));
        string[] values = parameter switch
        {
            { Name: "status" } => ["400", "403", "404", "500"],
            { Name: "kind" } => [.. walled.App.Services.GetServices<TaskWait>().Select(wait => wait.Type["Referrals.".Length..])],
            { Name: "definitionId" } => ["partner-link", "accredited-programme-referral", "domestic-abuse-need"],
            { Name: "key" } => [walled.CalendarKey],
            { IsCatchAll: true } => ["app.css"],
            // In the second place only what the name says; in the first whatever there is.
            _ when second => [.. walled.Ids.Where(id => parameter.Name.StartsWith(id.Key, StringComparison.OrdinalIgnoreCase)).Select(id => id.Value.ToString())],
            _ => [.. walled.Ids.Values.Concat(walled.Tasks).Distinct().Select(id => id.ToString())],
        };
        return (values.Length == 0 ? [walled.Duty.ToString()] : values).Select(value => value + rest);
    }
}
