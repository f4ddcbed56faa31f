using System.Net;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Audit;
using Referrals.Web.Pages;

namespace Referrals.Web.Tests.Audit;

/// <summary>Nothing is shown that the log does not hold, whatever kind of page shows it.</summary>
public sealed class AuditPageTests : IAsyncLifetime
{
    private readonly Caseload _caseload = new();

    public ValueTask InitializeAsync() => _caseload.InitializeAsync();

    public ValueTask DisposeAsync() => _caseload.DisposeAsync();

    [Fact]
    public async Task Opening_a_person_is_in_the_log_with_who_where_and_the_reference()
    {
        var id = await _caseload.IdOf(Caseload.Gathering);
        using var browser = await _caseload.App.SignedInAsync("amara.osei");
        Assert.Equal([AuditActs.SignedIn, AuditActs.Listed], (await Lines()).Where(l => l.Username == "amara.osei" && l.What != AuditActs.Changed).Select(l => l.What));

        await browser.PageAsync($"/people/{id}");

        var line = (await Lines())[^1];
        Assert.Equal(
            ("amara.osei", "practitioner", "E", 71, AuditActs.Viewed, id, Caseload.Gathering, "GET /people/{id:guid}"),
            (line.Username, line.Role, line.RegionCode, line.PduId, line.What, line.PersonId, line.Crn, line.Feature));
        Assert.Matches("^[0-9A-F]{4}-[0-9A-F]{4}$", line.Reference);
    }

    [Theory]
    [InlineData("/tasks/{task}")]
    [InlineData("/people/{id}/event")]
    [InlineData("/people/{id}/availability")]
    [InlineData("/people/{id}/keep-apart")]
    [InlineData("/people/{id}/who-has-looked")]
    public async Task Every_page_about_one_person_says_so(string address)
    {
        var id = await _caseload.IdOf(Caseload.Gathering);
        var task = await _caseload.Read(db => db.Tasks.Where(t => t.PersonId == id && t.ClosedAt == null && t.OwnerRole == "practitioner").Select(t => t.Id).FirstAsync());
        using var browser = await _caseload.App.SignedInAsync("amara.osei");

        using var answer = await browser.GetAsync(new Uri(address.Replace("{id}", id.ToString(), StringComparison.Ordinal).Replace("{task}", task.ToString(), StringComparison.Ordinal), UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((AuditActs.Viewed, id), (await Lines())[^1] is var line ? (line.What, line.PersonId) : default);
    }

    [Fact]
    public async Task Where_the_log_cannot_be_written_nothing_is_shown()
    {
        var id = await _caseload.IdOf(Caseload.Gathering);
        using var browser = await _caseload.App.SignedInAsync("amara.osei");
        await _caseload.Read(async db => await db.Database.ExecuteSqlRawAsync("DROP TRIGGER \"AuditHead_no_delete\"; DELETE FROM \"AuditHead\""));

        using var answer = await browser.GetAsync(new Uri($"/people/{id}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("Aron", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_door_and_a_download_are_in_the_log()
    {
        using var ruth = await _caseload.App.SignedInAsync("ruth.calder");
        using var refused = await ruth.GetAsync(new Uri("/people", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(("ruth.calder", AuditActs.Refused, "GET /people"), (await Lines())[^1] is var line ? (line.Username, line.What, line.Feature) : default);

        using var file = await ruth.GetAsync(new Uri("/statistics/referrals-and-completions?format=csv", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(("ruth.calder", AuditActs.Exported, "text/csv"), (await Lines())[^1] is var last ? (last.Username, last.What, last.Detail) : default);
    }

    [Fact]
    public async Task The_auditor_searches_pages_on_and_downloads_which_is_in_the_log_as_well()
    {
        var id = await _caseload.IdOf(Caseload.Gathering);
        using var amara = await _caseload.App.SignedInAsync("amara.osei");
        for (var i = 0; i < 55; i++)
        {
            await amara.PageAsync($"/people/{id}");
        }

        using var nadia = await _caseload.App.SignedInAsync("nadia.rahman");
        var first = await nadia.PageAsync($"/audit?Crn={Caseload.Gathering.ToLowerInvariant()}&Username=amara.osei&What=viewed");
        Assert.Equal(50, first.QuerySelectorAll("tbody tr").Length);
        var older = first.QuerySelectorAll("main a").Single(a => a.TextContent == "Older lines").GetAttribute("href")!;
        var second = await nadia.PageAsync(older);
        Assert.Equal(5, second.QuerySelectorAll("tbody tr").Length);
        Assert.DoesNotContain("Aron", first.DocumentElement.TextContent, StringComparison.Ordinal);

        Assert.Equal("There is no such line.", (await nadia.PageAsync("/audit?From=2026-04-01")).QuerySelector("main p:last-of-type")!.Words());
        Assert.Equal("The last day must not be before the first day", (await nadia.PageAsync("/audit?From=2026-04-02&To=2026-04-01")).QuerySelector(".govuk-error-summary__list a")!.Words());

        var csv = await nadia.GetStringAsync(new Uri($"/audit?Crn={Caseload.Gathering}&What=viewed&format=csv", UriKind.Relative));
        Assert.Equal(56, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("id,at,username,", csv, StringComparison.Ordinal);
        Assert.Contains((await Lines()).Where(l => l.Username == "nadia.rahman"), l => l.What == AuditActs.Exported && l.Feature == "GET /audit");
    }

    [Fact]
    public async Task Who_has_looked_is_for_the_practitioner_of_the_person_and_the_SPO()
    {
        var id = await _caseload.IdOf(Caseload.Gathering);
        using var priya = await _caseload.App.SignedInAsync("priya.nair");
        await priya.PageAsync($"/people/{id}");

        foreach (var username in new[] { "amara.osei", "david.lowe" })
        {
            using var browser = await _caseload.App.SignedInAsync(username);
            Assert.NotNull((await browser.PageAsync($"/people/{id}")).QuerySelector($"a[href='{Links.WhoLooked(id)}']"));
            Assert.Contains("Priya Nair", (await browser.PageAsync(Links.WhoLooked(id))).Body(), StringComparison.Ordinal);
        }

        foreach (var username in new[] { "tom.hartley", "priya.nair", "helen.farrow" })
        {
            using var browser = await _caseload.App.SignedInAsync(username);
            Assert.Null((await browser.PageAsync($"/people/{id}")).QuerySelector($"a[href='{Links.WhoLooked(id)}']"));
            using var answer = await browser.GetAsync(new Uri(Links.WhoLooked(id), UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    private Task<List<AuditEntry>> Lines() => _caseload.Read(db => db.AuditEntries.AsNoTracking().OrderBy(e => e.Id).ToListAsync());
}
