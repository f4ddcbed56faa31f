using System.Net;

namespace Referrals.Web.Tests.Statistics;

public sealed class MeasurePagesTests(Caseload caseload)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_overview_answers_four_questions_each_above_its_chart()
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var page = await browser.PageAsync("/statistics");

        Assert.Equal(["How many need it, and how many got it", "Where are the rest", "Is it getting better", "Which region needs help"], page.QuerySelectorAll(".app-answer h2").Select(h => h.Words()));
        Assert.All(page.QuerySelectorAll(".app-answer"), answer =>
        {
            Assert.NotEmpty(answer.QuerySelector("p")!.Words());
            Assert.Equal("img", answer.QuerySelector("svg")!.GetAttribute("role"));
            Assert.Equal(answer.QuerySelector("p")!.Words(), answer.QuerySelector("figcaption")!.Words(), StringComparer.Ordinal);
        });
    }

    [Fact]
    public async Task What_is_asked_stands_in_the_address_and_is_kept_in_the_form()
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var page = await browser.PageAsync("/statistics/measures/cohort-funnel?cohort=supervision-end&from=2026-01-01&to=2026-02-28&by=month&and=sex&region=E");

        Assert.Equal(["supervision-end", "month", "sex", "E"], page.QuerySelectorAll("select option[selected]").Select(o => o.GetAttribute("value")));
        Assert.Equal(["1", "1", "2026"], page.QuerySelectorAll("input[name^='From.']").Select(input => input.GetAttribute("value")));
        Assert.Contains("People whose supervision ended in the period, 1 January 2026 to 28 February 2026", page.Body(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/statistics/measures")]
    [InlineData("/statistics/measures/where-now")]
    [InlineData("/statistics/measures/where-now?by=quarter&and=region")]
    [InlineData("/statistics/measures/unmet-need?by=reason")]
    [InlineData("/statistics/measures/programmes-ended")]
    [InlineData("/statistics/measures/quality-pdu-unknown")]
    [InlineData("/statistics/measures/workload?by=practitioner")]
    [InlineData("/statistics/facilitators")]
    [InlineData("/statistics/times")]
    [InlineData("/statistics/times?step=accepted-to-allocated&by=programme")]
    [InlineData("/statistics/places")]
    [InlineData("/statistics/places?region=E")]
    [InlineData("/statistics/equality")]
    [InlineData("/statistics/quality")]
    [InlineData("/statistics/chases")]
    [InlineData("/statistics/questions")]
    [InlineData("/statistics/questions/eligible-and-not-on-it")]
    [InlineData("/statistics/questions/waiting-list?region=E")]
    [InlineData("/statistics/questions/places")]
    [InlineData("/statistics/questions/never-commenced")]
    [InlineData("/statistics/questions/no-rationale")]
    public async Task A_page_of_the_statistics_is_read_by_a_national_lead_and_leads_to_no_case(string address)
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var page = await browser.PageAsync(address);

        Assert.NotEmpty(page.QuerySelector("h1")!.Words());
        Assert.Empty(page.QuerySelectorAll("a[href^='/statistics/needs'], a[href^='/people/']"));
    }

    [Theory]
    [InlineData("/statistics/measures/no-such-table")]
    [InlineData("/statistics/questions/no-such-question")]
    [InlineData("/statistics/questions/places?region=Z")]
    [InlineData("/statistics/places?region=Z")]
    [InlineData("/statistics/needs?family=where-now&measure=referred")]
    [InlineData("/statistics/needs?family=times&step=soon&measure=began")]
    [InlineData("/statistics/needs?family=times-soon&measure=began")]
    [InlineData("/statistics/needs/notes")]
    [InlineData("/statistics/needs/places?region=Z")]
    [InlineData("/statistics/needs/chases?from=2026-01-01&to=2026-02-01&measure=liked")]
    [InlineData("/statistics/needs/chases?from=2026-02-01&to=2026-01-01&measure=sent")]
    [InlineData("/statistics/needs/sessions?measure=same")]
    public async Task What_there_is_not_is_not_found(string address)
    {
        using var browser = await caseload.App.SignedInAsync("martin.cole");
        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("by=court", "Select what to count by")]
    [InlineData("by=region&and=region", "Select another breakdown, or none")]
    [InlineData("cohort=released", "Select which people are counted")]
    [InlineData("from=2026-02-01&to=2026-01-01", "The last day must be the same as or after 1 February 2026")]
    public async Task A_question_that_cannot_be_counted_is_refused_in_words(string query, string words)
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var page = await browser.PageAsync($"/statistics/measures/cohort-funnel?{query}");

        Assert.Contains(words, page.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("table"));
    }

    [Fact]
    public async Task A_figure_of_any_table_opens_to_as_many_lines_as_it_says()
    {
        using var browser = await caseload.App.SignedInAsync("martin.cole");
        var table = await browser.PageAsync("/statistics/measures/where-now?from=2025-04-01&to=2026-03-02&region=E");
        var link = table.QuerySelectorAll("tfoot a[href^='/statistics/needs']")[0];
        var page = await browser.PageAsync(link.GetAttribute("href")!);
        var lines = page.QuerySelectorAll("tbody tr").Length;

        Assert.True(lines >= 3);
        Assert.Contains($"The figure is {lines}. {lines} of the people it counts are in your area.", page.Body(), StringComparison.Ordinal);
        Assert.DoesNotContain("Example", page.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_those_who_reach_cases_opens_what_was_chased()
    {
        using var martin = await caseload.App.SignedInAsync("martin.cole");
        using var ruth = await caseload.App.SignedInAsync("ruth.calder");
        const string Address = "/statistics/needs/chases?from=2026-01-01&to=2026-03-02&measure=sent";

        Assert.Contains("The figure is 0.", (await martin.PageAsync(Address)).Body(), StringComparison.Ordinal);
        using var refused = await ruth.GetAsync(new Uri(Address, UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Small_figures_are_withheld_on_every_page()
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var places = await browser.PageAsync("/statistics/places");
        var times = await browser.PageAsync("/statistics/times?step=referred-to-accepted");

        Assert.Equal("[c]", places.Row("West Midlands")[0]);
        Assert.Contains("Too few are counted here to say how long it takes.", times.Body(), StringComparison.Ordinal);
        Assert.Contains("[c]", times.Row("West Midlands"));
    }
}
