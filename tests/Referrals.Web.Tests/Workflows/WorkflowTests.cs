using System.Globalization;
using System.Net;

namespace Referrals.Web.Tests.Workflows;

public sealed class WorkflowTests(Caseload caseload)
{
    [Fact]
    public async Task A_workflow_is_drawn_with_how_many_wait_where_and_how_long_and_says_the_same_as_a_table()
    {
        using var browser = await caseload.App.SignedInAsync("martin.cole");
        var page = await browser.PageAsync("/workflows/accredited-programme-referral");
        var waiting = page.Row("Suitability");
        var picture = page.QuerySelector("main svg[role=img]")!.Words();

        Assert.Equal("Accredited programme referral", page.QuerySelector("h1")!.Words());
        Assert.Equal("Task: programme team", waiting[0]);
        Assert.True(int.Parse(waiting[1].Split(' ')[0], CultureInfo.InvariantCulture) >= 1);
        Assert.Contains($"{waiting[1].Split(' ')[0]} waiting, {waiting[3]}", picture, StringComparison.Ordinal);
        Assert.Equal(5, page.QuerySelectorAll(".app-key li").Length);
    }

    [Fact]
    public async Task Somebody_with_an_area_sees_how_many_wait_in_it_and_an_administrator_how_many_in_all()
    {
        using var owen = await caseload.App.SignedInAsync("owen.blake");
        using var martin = await caseload.App.SignedInAsync("martin.cole");
        var before = await Waiting(martin);
        var all = await Waiting(owen);
        var midlands = await Waiting(martin);

        // Other tests open and close needs meanwhile.
        Assert.True(midlands > 0);
        Assert.True(all > Math.Min(before, midlands), $"{all} in all, {before} and then {midlands} in the West Midlands");

        static async Task<int> Waiting(HttpClient browser) => int.Parse((await browser.PageAsync("/workflows")).Row("Domestic abuse need")[1], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_national_lead_sees_no_small_figure_and_opens_none()
    {
        using var ruth = await caseload.App.SignedInAsync("ruth.calder");
        var page = await ruth.PageAsync("/workflows/accredited-programme-referral?area=L");
        var rows = page.QuerySelectorAll("tbody tr").Select(row => row.QuerySelectorAll("td").Select(Reading.Words).ToArray()).ToArray();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.DoesNotMatch("^[1-4]$", row[1]));
        Assert.Empty(page.QuerySelectorAll("tbody a"));
    }

    [Fact]
    public async Task A_step_opens_to_the_needs_that_wait_there_without_a_name_and_the_address_keeps_what_narrows_it()
    {
        using var martin = await caseload.App.SignedInAsync("martin.cole");
        var page = await martin.PageAsync("/workflows/accredited-programme-referral?area=E/71");
        var address = page.QuerySelectorAll("tbody th").First(th => th.Words() == "Suitability").Closest("tr")!.QuerySelector("a")!.GetAttribute("href")!;
        Assert.Contains("area=E%2F71", address, StringComparison.Ordinal);

        var list = await martin.PageAsync(address);
        Assert.Equal("Suitability", list.QuerySelector("h1")!.Words());
        Assert.NotEmpty(list.QuerySelectorAll("tbody th a"));
        Assert.DoesNotContain("Bela", list.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_area_or_dates_that_make_no_sense_are_refused_at_their_field()
    {
        using var martin = await caseload.App.SignedInAsync("martin.cole");
        var page = await martin.PageAsync("/workflows?area=L&from=2026-03-01&to=2026-02-01");

        Assert.Equal("Select an area of the list", page.QuerySelector(".govuk-error-summary a[href='#Area']")!.Words());
        Assert.Contains("must be the same as or after 1 March 2026", (await martin.PageAsync("/workflows?from=2026-03-01&to=2026-02-01")).QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amara.osei", "/workflows", HttpStatusCode.Forbidden)]
    [InlineData("owen.blake", "/workflows", HttpStatusCode.OK)]
    [InlineData("owen.blake", "/workflows/no-such-workflow", HttpStatusCode.NotFound)]
    [InlineData("owen.blake", "/workflows/enquiry?version=99", HttpStatusCode.NotFound)]
    [InlineData("owen.blake", "/workflows/enquiry/waiting/no-such-step", HttpStatusCode.NotFound)]
    [InlineData("ruth.calder", "/workflows/domestic-abuse-need/waiting/decide", HttpStatusCode.Forbidden)]
    public async Task Workflows_are_for_those_who_manage_work(string username, string address, HttpStatusCode status)
    {
        using var browser = await caseload.App.SignedInAsync(username);
        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }
}
