using System.Net;
using System.Text.Json;

namespace Referrals.Web.Tests.Statistics;

/// <summary>On a caseload of its own: what may be shown of a few people depends on how many there are, and others bring people in.</summary>
public sealed class TableTests(Caseload caseload) : IClassFixture<Caseload>
{
    private const string Table = "/statistics/referrals-and-completions";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_question_the_table_is_of_the_financial_year_to_date_by_region()
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var page = await browser.PageAsync(Table);

        Assert.Contains("People assessed from 1 April 2025 to 2 March 2026, and how far they had got by 2 March 2026.", page.Body(), StringComparison.Ordinal);
        Assert.Equal(["1", "4", "2025"], page.QuerySelectorAll("input[name^='From.']").Select(input => input.GetAttribute("value")));
        Assert.Equal("region", page.QuerySelector("select option[selected]")!.GetAttribute("value"));
        Assert.NotEmpty(page.Row("West Midlands"));
        Assert.Equal("img", page.QuerySelector("svg")!.GetAttribute("role"));
        Assert.Contains("Of the people referred, those accepted by the programme team.", page.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_figures_are_withheld_from_the_page_and_from_every_file()
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var manchester = (await browser.PageAsync(Table)).Row("Greater Manchester");
        var csv = await browser.GetStringAsync(new Uri($"{Table}?format=csv", UriKind.Relative), Cancel);
        var json = await browser.GetStringAsync(new Uri($"{Table}?format=json", UriKind.Relative), Cancel);

        Assert.Equal("[c]", manchester[0]);
        Assert.Contains(csv.Split('\n'), line => line.Contains("Greater Manchester", StringComparison.Ordinal) && line.Contains(",[c],", StringComparison.Ordinal));
        using var read = JsonDocument.Parse(json);
        Assert.Equal(JsonValueKind.Object, read.RootElement.ValueKind);
    }

    [Fact]
    public async Task The_same_table_can_be_taken_away_as_files_named_after_what_they_hold()
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var page = await browser.PageAsync($"{Table}?from=2025-10-01&to=2026-02-28&by=month");
        using var csv = await browser.GetAsync(new Uri(page.Link("the table (CSV)").GetAttribute("href")!, UriKind.Relative), Cancel);
        using var definitions = await browser.GetAsync(new Uri(page.Link("the definitions").GetAttribute("href")!, UriKind.Relative), Cancel);

        Assert.Equal("referrals-and-completions-2025-10-01-to-2026-02-28-by-month.csv", csv.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        Assert.Contains("February 2026", await csv.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("Not referred, no reason yet", await definitions.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_that_ends_before_it_begins_is_refused_in_words_and_no_file_is_made_of_it()
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var page = await browser.PageAsync($"{Table}?from=2026-02-01&to=2026-01-01");

        Assert.Equal("The last day must be the same as or after 1 February 2026", page.QuerySelector(".govuk-error-summary a[href='#To-day']")!.Words());
        Assert.Empty(page.QuerySelectorAll("table"));
        using var file = await browser.GetAsync(new Uri($"{Table}?from=2026-02-01&to=2026-01-01&format=csv", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, file.StatusCode);
    }

    [Fact]
    public async Task A_national_lead_reads_figures_and_is_led_to_no_case()
    {
        using var browser = await caseload.App.SignedInAsync("ruth.calder");
        var page = await browser.PageAsync(Table);

        Assert.Empty(page.QuerySelectorAll("a[href^='/statistics/needs'], a[href^='/people/']"));
        foreach (var address in new[] { "/statistics/needs?measure=referred", "/people?q=Tester", "/referrals" })
        {
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_figure_opens_to_the_needs_it_counts_within_reach_by_reference_and_without_names()
    {
        using var browser = await caseload.App.SignedInAsync("martin.cole");
        var table = await browser.PageAsync(Table);
        var behind = table.QuerySelectorAll("a[href^='/statistics/needs']").First(a => a.GetAttribute("href")!.Contains("measure=referred&row=E", StringComparison.Ordinal)).GetAttribute("href")!;
        var page = await browser.PageAsync(behind);
        var id = await caseload.IdOf(Caseload.Referred);

        Assert.StartsWith("DA-", page.QuerySelector($"a[href='/people/{id}']")!.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("Example", page.Body(), StringComparison.Ordinal);
        // How many there are elsewhere is withheld in the table, and is not told by the list either.
        var manchester = (await browser.PageAsync("/statistics/needs?measure=needing&row=L")).Body();
        Assert.Contains("None of these needs is in your area.", manchester, StringComparison.Ordinal);
        Assert.Contains("of others elsewhere", manchester, StringComparison.Ordinal);
        Assert.DoesNotContain("The figure is 1", manchester, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/statistics/needs?measure=nothing")]
    [InlineData("/statistics/needs?measure=referred&by=month&row=soon")]
    [InlineData("/statistics/referrals-and-completions?format=exe")]
    public async Task A_figure_or_file_that_there_is_not_is_not_found(string address)
    {
        using var browser = await caseload.App.SignedInAsync("martin.cole");
        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
