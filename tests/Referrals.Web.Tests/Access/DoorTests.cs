using System.Net;
using Referrals.Web.Pages;

namespace Referrals.Web.Tests.Access;

/// <summary>Each role at each door, as somebody meets it: by the menu, and by typing the address.</summary>
public sealed class DoorTests(Caseload caseload)
{
    private static readonly string[] s_menu = [Links.ToDo, Links.MyDay, Links.PartnerLink, Links.People, Links.Referrals, Links.Waiting, Links.Groups, Links.Inspections, Links.Dashboard, Links.Publications, Links.Workflows, Links.Catalogue, Links.Administration, Links.Audit];
    private static readonly string[] s_lists = ["/to-do", "/my-people-waiting", "/handover", "/approvals", "/climbed", "/team", "/stuck"];

    [Theory]
    [InlineData("amara.osei", "/to-do /people /groups /statistics /publications")]
    [InlineData("david.lowe", "/to-do /people /waiting /groups /statistics /publications /workflows")]
    [InlineData("helen.farrow", "/to-do /people /waiting /groups /statistics /publications /workflows")]
    [InlineData("priya.nair", "/to-do /my-day /people /referrals /waiting /groups /statistics /publications /workflows")]
    [InlineData("grace.adeyemi", "/partner-link /statistics /publications")]
    [InlineData("martin.cole", "/to-do /people /referrals /waiting /groups /statistics /publications /workflows")]
    [InlineData("ruth.calder", "/inspections /statistics /publications /workflows /catalogue")]
    [InlineData("owen.blake", "/people /inspections /statistics /publications /workflows /catalogue /administration")]
    [InlineData("nadia.rahman", "/statistics /publications /audit")]
    [InlineData("imogen.sayer", "/inspections /statistics /publications")]
    public async Task The_menu_shows_exactly_what_opens(string username, string menu)
    {
        using var browser = await caseload.App.SignedInAsync(username);
        var page = await browser.PageAsync(Links.Statistics);

        Assert.Equal(menu.Split(' '), page.QuerySelectorAll(".govuk-service-navigation__list a").Select(link => link.GetAttribute("href")));
        Assert.Equal(menu.Split(' '), await OpenAsync(browser, s_menu));
    }

    [Theory]
    [InlineData("amara.osei", "/to-do /my-people-waiting /handover")]
    [InlineData("david.lowe", "/to-do /handover /approvals /climbed /team /stuck")]
    [InlineData("helen.farrow", "/to-do /climbed /team /stuck")]
    [InlineData("priya.nair", "/to-do")]
    [InlineData("martin.cole", "/to-do /climbed /stuck")]
    [InlineData("grace.adeyemi", "")]
    [InlineData("ruth.calder", "")]
    [InlineData("owen.blake", "")]
    [InlineData("nadia.rahman", "")]
    [InlineData("imogen.sayer", "")]
    public async Task The_lists_of_work_are_exactly_those_that_open(string username, string lists)
    {
        using var browser = await caseload.App.SignedInAsync(username);
        var expected = lists.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(expected, await OpenAsync(browser, s_lists));
        if (expected.Length > 0)
        {
            var shown = (await browser.PageAsync("/to-do")).QuerySelectorAll(".moj-sub-navigation a").Select(link => link.GetAttribute("href")!).ToArray();
            Assert.Equal(expected.Length == 1 ? [] : expected, shown);
        }
    }

    [Theory]
    [InlineData("ruth.calder")]
    [InlineData("nadia.rahman")]
    [InlineData("imogen.sayer")]
    [InlineData("grace.adeyemi")]
    [InlineData("owen.blake")]
    public async Task Who_has_no_work_here_is_told_so_and_sees_no_task(string username)
    {
        var task = await caseload.OpenTask(Caseload.Referred, "Referrals.AssessSuitability");
        using var browser = await caseload.App.SignedInAsync(username);
        foreach (var address in new[] { "/to-do", $"/tasks/{task.Id}", $"/tasks/{task.Id}/snooze", "/approvals", "/climbed", "/stuck", "/stuck/Decide" })
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            var page = await answer.PageAsync();

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal("You cannot see this page", page.QuerySelector("h1")!.Words());
            Assert.Null(page.QuerySelector("a[href='/to-do']"));
            Assert.DoesNotContain("Bela", page.DocumentElement.TextContent, StringComparison.Ordinal);
        }
    }

    /// <summary>Those that answer; the others must refuse in words.</summary>
    private static async Task<IReadOnlyList<string>> OpenAsync(HttpClient browser, IEnumerable<string> addresses)
    {
        var open = new List<string>();
        foreach (var address in addresses)
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                open.Add(address);
                continue;
            }

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal("You cannot see this page", (await answer.PageAsync()).QuerySelector("h1")!.Words());
        }

        return open;
    }
}
