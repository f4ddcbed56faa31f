using System.Globalization;
using System.Net;

namespace Referrals.Web.Tests.Workflows;

public sealed class WorkflowTests(Caseload caseload)
{
    [Fact]
    public async Task A_workflow_is_drawn_with_how_many_wait_where_and_says_the_same_as_a_table()
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var page = await browser.PageAsync("/workflows/accredited-programme-referral");
        var waiting = page.Row("Suitability");

        Assert.Equal("Accredited programme referral", page.QuerySelector("h1")!.Words());
        Assert.Equal("Task: programme team", waiting[0]);
        Assert.True(int.Parse(waiting[1], CultureInfo.InvariantCulture) >= 1);
        Assert.Contains($"{waiting[1]} waiting", page.QuerySelector("main svg")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_with_an_area_sees_how_many_wait_in_it_and_a_national_lead_how_many_in_all()
    {
        using var ruth = await caseload.App.SignedInAsync("ruth.calder");
        using var martin = await caseload.App.SignedInAsync("martin.cole");
        var all = int.Parse((await ruth.PageAsync("/workflows")).Row("Domestic abuse need")[1], CultureInfo.InvariantCulture);
        var midlands = int.Parse((await martin.PageAsync("/workflows")).Row("Domestic abuse need")[1], CultureInfo.InvariantCulture);

        Assert.True(midlands > 0);
        Assert.True(all > midlands);
    }

    [Theory]
    [InlineData("amara.osei", "/workflows", HttpStatusCode.Forbidden)]
    [InlineData("owen.blake", "/workflows", HttpStatusCode.OK)]
    [InlineData("owen.blake", "/workflows/no-such-workflow", HttpStatusCode.NotFound)]
    [InlineData("owen.blake", "/workflows/enquiry?version=99", HttpStatusCode.NotFound)]
    public async Task Workflows_are_for_those_who_manage_work(string username, string address, HttpStatusCode status)
    {
        using var browser = await caseload.App.SignedInAsync(username);
        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }
}
