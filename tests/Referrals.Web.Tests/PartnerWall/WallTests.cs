using System.Net;
using System.Text.RegularExpressions;
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
        var (asked, answered) = (0, 0);
        var leaks = new List<string>();
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in Addresses())
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            var headers = string.Join('\n', answer.Headers.Concat(answer.Content.Headers).SelectMany(header => header.Value));
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            asked++;
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                answered++;
                kinds.Add(answer.Content.Headers.ContentType?.MediaType ?? "");
            }

            if (WalledCase.IsMarked(body + headers))
            {
                leaks.Add($"{address} ({answer.StatusCode}) shows what is behind the wall");
            }

            if (username != "amara.osei" && WalledCase.IsPassedOn(body + headers))
            {
                leaks.Add($"{address} ({answer.StatusCode}) shows what was worded for another");
            }

            if (address.StartsWith("/partner-link", StringComparison.Ordinal) && answer.StatusCode != HttpStatusCode.Forbidden && !(username == WalledCase.Elsewhere && answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.OK))
            {
                leaks.Add($"{address} answered {answer.StatusCode}");
            }
        }

        Assert.True(leaks.Count == 0, $"{username}:\n{string.Join('\n', leaks)}");
        // A crawl that met nothing but closed doors would prove little: tables and exports are open to everybody, calendars to whoever has their address.
        Assert.True(asked > 150 && answered > 5, $"{asked} asked, {answered} answered.");
        Assert.Superset(new HashSet<string>(["text/html", "text/csv", "application/json", "text/calendar"], StringComparer.Ordinal), kinds);
        Assert.True(username != "priya.nair" || answered > 60, $"{answered} answered.");
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
        var leaks = new List<string>();
        foreach (var message in messages)
        {
            var all = string.Join('\n', message.Key, message.Addressee, message.Address, message.Subject, message.Body, message.LastError);
            if (WalledCase.IsMarked(all) || WalledCase.IsPassedOn(all) || Regex.IsMatch(all, @"\b(?:Aron|Tester|X100001)\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)))
            {
                leaks.Add($"a message of the kind {message.Kind} to {message.Addressee}");
            }
        }

        var written = Directory.GetFiles(Path.Combine(walled.App.DataFolder, "messages"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(written);
        foreach (var file in written)
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            if (WalledCase.IsMarked(text) || WalledCase.IsPassedOn(text))
            {
                leaks.Add(file);
            }
        }

        string[] behind = ["PartnerDetails", "PartnerContact", "PartnerConcern"];
        await using var db = walled.Get<DatabaseFactory>().CreateDbContext();
        // Every table of the database itself, so that one that is no part of the model is looked through too.
        var tables = await db.Database.SqlQueryRaw<string>("SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'table'").ToListAsync(TestContext.Current.CancellationToken);
        Assert.Superset(db.Model.GetEntityTypes().Select(type => type.GetTableName()!).ToHashSet(StringComparer.Ordinal), tables.ToHashSet(StringComparer.Ordinal));
        var searched = 0;
        foreach (var table in tables)
        {
            foreach (var column in await db.Database.SqlQuery<string>($"SELECT name AS \"Value\" FROM pragma_table_info({table})").ToListAsync(TestContext.Current.CancellationToken))
            {
                searched++;
                // Names of the database, not words of anybody's.
                if (!behind.Contains(table) && await Holds(table, column, WalledCase.Marker))
                {
                    leaks.Add($"{table}.{column} holds words from behind the wall");
                }

                if (table != "PassedConcerns" && await Holds(table, column, WalledCase.PassedMarker))
                {
                    leaks.Add($"{table}.{column} holds words that were passed on to one person");
                }
            }
        }

        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
        Assert.True(searched > 200, $"{searched} columns were searched.");
        // The search finds what is there: behind the wall, and on this side where it belongs.
        Assert.True(await Holds("PartnerDetails", "Notes", WalledCase.Marker) && await Holds("PartnerContact", "Words", WalledCase.Marker) && await Holds("PartnerConcern", "Words", WalledCase.Marker) && await Holds("PassedConcerns", "Words", WalledCase.PassedMarker));

        // As text, and as the bytes of text, whatever the column is.
        async Task<bool> Holds(string table, string column, string marker)
        {
            var statement = $"""SELECT COUNT(*) AS "Value" FROM "{table}" WHERE CAST("{column}" AS TEXT) LIKE '%{marker}%'""";
            return await db.Database.SqlQueryRaw<int>(statement).SingleAsync(TestContext.Current.CancellationToken) > 0;
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
            { Name: "table" } => ["where-now"],
            { Name: "question" } => ["waiting-list"],
            { Name: "key" } => [walled.CalendarKey],
            { IsCatchAll: true } => ["app.css"],
            // In the second place only what the name says; in the first whatever there is.
            _ when second => [.. walled.Ids.Where(id => parameter.Name.StartsWith(id.Key, StringComparison.OrdinalIgnoreCase)).Select(id => id.Value.ToString())],
            _ => [.. walled.Ids.Values.Concat(walled.Tasks).Distinct().Select(id => id.ToString())],
        };
        return (values.Length == 0 ? [walled.Duty.ToString()] : values).Select(value => value + rest);
    }
}
