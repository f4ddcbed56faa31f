using System.Net;

namespace Referrals.Web.Tests.People;

public sealed class PersonTests(Caseload caseload)
{
    [Fact]
    public async Task A_person_s_page_says_what_is_needed_where_it_stands_who_has_it_and_what_comes_next_by_when()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people/{await caseload.IdOf(Caseload.Gathering)}");

        Assert.Equal("Aron Tester", page.QuerySelector("h1")!.Words());
        Assert.Equal("1 May 1985, 40 years old", page.Fact("Born"));
        Assert.Equal("Amara Osei", page.Fact("Probation practitioner"));
        Assert.Equal("Birmingham Central and South, West Midlands", page.Fact("Area"));
        Assert.StartsWith("61 weeks Two thirds of supervision pass on 6 May 2027", page.Fact("Time left to deliver something"), StringComparison.Ordinal);
        Assert.Equal("Information being gathered", page.Fact("Where it stands"));
        Assert.Contains("Amara Osei, probation practitioner, by", page.Fact("What happens next"), StringComparison.Ordinal);
        Assert.Contains("The police have not been asked about domestic abuse", page.Fact("What is missing"), StringComparison.Ordinal);
        Assert.Equal("High", page.Fact("SARA towards a partner"));
        Assert.Equal("No", page.Fact("Perpetrator of abuse against family"));
        Assert.Equal(["Not asked"], page.Row("Police"));
        Assert.Contains("Need for an intervention opened", page.QuerySelector(".moj-timeline")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_s_own_task_is_a_link_and_another_s_is_not()
    {
        var address = $"/people/{await caseload.IdOf(Caseload.Referred)}";
        var task = await caseload.OpenTask(Caseload.Referred, "Referrals.AssessSuitability");
        using var amara = await caseload.App.SignedInAsync("amara.osei");
        using var priya = await caseload.App.SignedInAsync("priya.nair");

        Assert.Null((await amara.PageAsync(address)).QuerySelector($"a[href='/tasks/{task.Id}']"));
        Assert.Equal("Decide whether the programme is suitable", (await priya.PageAsync(address)).QuerySelector($"a[href='/tasks/{task.Id}']")!.Words());
    }

    [Fact]
    public async Task What_no_source_said_is_not_known_and_never_blank()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people/{await caseload.IdOf(Caseload.Unknown)}");

        Assert.Equal("Not known", page.Fact("Born"));
        Assert.Equal("Area not known", page.Fact("Area"));
        Assert.StartsWith("Not known The end of supervision is not known.", page.Fact("Time left to deliver something"), StringComparison.Ordinal);
        Assert.Contains("No assessment outcome has been read from OASys.", page.Body(), StringComparison.Ordinal);
        Assert.Contains("No sentence has been read from nDelius.", page.Body(), StringComparison.Ordinal);
        Assert.Contains("Not known: the registrations could not be read", page.Body(), StringComparison.Ordinal);
        Assert.All(page.QuerySelectorAll("dd"), value => Assert.NotEqual("", value.Words()));
    }

    [Fact]
    public async Task The_title_of_a_person_s_page_names_nobody()
    {
        using var browser = await caseload.App.SignedInAsync("amara.osei");
        var page = await browser.PageAsync($"/people/{await caseload.IdOf(Caseload.Gathering)}");

        Assert.Equal("Person on probation – Referrals", page.Title);
    }

    [Theory]
    [InlineData("amara.osei", HttpStatusCode.NotFound)]
    [InlineData("martin.cole", HttpStatusCode.NotFound)]
    [InlineData("sioned.price", HttpStatusCode.OK)]
    [InlineData("ruth.calder", HttpStatusCode.Forbidden)]
    [InlineData("nadia.rahman", HttpStatusCode.Forbidden)]
    public async Task A_person_out_of_reach_is_not_found_and_a_role_without_cases_does_not_enter(string username, HttpStatusCode status)
    {
        using var browser = await caseload.App.SignedInAsync(username);
        var id = await caseload.IdOf(Caseload.Elsewhere);
        foreach (var address in new[] { $"/people/{id}", $"/people/{id}/event" })
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);

            Assert.Equal(status, answer.StatusCode);
        }
    }
}
