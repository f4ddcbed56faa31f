namespace Referrals.Web.Tests.Components;

/// <summary>The components on a page, sent and answered without JavaScript.</summary>
public sealed class FormTests : IAsyncLifetime
{
    private const string Gallery = "/development/components";

    private readonly ReferralsWebApp _app = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task Errors_are_listed_in_the_order_of_the_questions_and_lead_to_the_inputs_to_mend()
    {
        var page = await SubmitAsync(new() { ["Choice"] = "no", ["Why"] = "", ["On.Day"] = "2", ["On.Month"] = "3", ["On.Year"] = "26", ["Name"] = new string('n', 21) });

        Assert.Equal("Error: Components – Referrals", page.Title);
        Assert.Equal(
            [
                "#Why Enter why",
                "#On-year The date of the answer must have a year of 4 numbers, for example 2026",
                "#Name Your name must be 20 characters or fewer",
            ],
            page.QuerySelectorAll(".govuk-error-summary a").Select(link => $"{link.GetAttribute("href")} {link.TextContent.Trim()}"));
        Assert.All(page.QuerySelectorAll(".govuk-error-summary a"), link => Assert.Equal("input", page.QuerySelector(link.GetAttribute("href")!)!.LocalName));
    }

    [Fact]
    public async Task What_was_typed_is_still_there_after_an_error()
    {
        var page = await SubmitAsync(new()
        {
            ["Choice"] = "no",
            ["Why"] = "\"quoted\" & <odd>",
            ["Several"] = "children",
            ["On.Day"] = "31",
            ["On.Month"] = "Feb",
            ["On.Year"] = "2026",
            ["Notes"] = "\nfirst line left empty",
            ["Region"] = "L",
            ["Weeks"] = "soon",
        });

        Assert.Equal("no", page.QuerySelector("input[name=Choice][checked]")!.GetAttribute("value"));
        Assert.Equal("\"quoted\" & <odd>", page.QuerySelector("#Why")!.GetAttribute("value"));
        Assert.Equal("children", page.QuerySelector("input[name=Several][checked]")!.GetAttribute("value"));
        Assert.Equal("Feb", page.QuerySelector("#On-month")!.GetAttribute("value"));
        Assert.Equal("\nfirst line left empty", page.QuerySelector("#Notes")!.TextContent);
        Assert.Equal("L", page.QuerySelector("#Region option[selected]")!.GetAttribute("value"));
        Assert.Equal("soon", page.QuerySelector("#Weeks")!.GetAttribute("value"));
        Assert.Contains("Weeks was not understood", page.QuerySelector("#Weeks-error")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_wrong_part_of_a_date_is_marked()
    {
        var page = await SubmitAsync(new() { ["Choice"] = "yes", ["On.Day"] = "2", ["On.Month"] = "13", ["On.Year"] = "2026" });

        Assert.Equal(["On-month"], page.QuerySelectorAll(".govuk-date-input .govuk-input--error").Select(input => input.Id));
    }

    [Fact]
    public async Task An_empty_date_is_asked_for_once()
    {
        var page = await SubmitAsync(new() { ["Choice"] = "yes", ["On.Day"] = "", ["On.Month"] = "", ["On.Year"] = "" });

        Assert.Equal("Enter the date of the answer", Assert.Single(page.QuerySelectorAll(".govuk-error-summary a")).TextContent);
    }

    [Fact]
    public async Task A_good_form_is_saved_and_said_to_be()
    {
        var page = await SubmitAsync(new()
        {
            ["Choice"] = "yes",
            ["Several"] = "pattern",
            ["On.Day"] = "2nd",
            ["On.Month"] = "March",
            ["On.Year"] = "2026",
            ["Name"] = "Amara",
            ["Region"] = "E",
            ["Weeks"] = "26",
        });

        Assert.Equal("Saved: yes; pattern; 2026-03-02; Amara; E; 26", page.QuerySelector(".govuk-notification-banner--success .govuk-notification-banner__heading")!.TextContent);
        Assert.Null(page.QuerySelector(".govuk-error-summary"));
    }

    [Fact]
    public async Task Every_id_on_the_page_is_unique_and_every_reference_to_one_leads_somewhere()
    {
        var page = await SubmitAsync(new() { ["Choice"] = "no" });

        Assert.Empty(page.QuerySelectorAll("[id]").GroupBy(element => element.Id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key));
        var references = page.QuerySelectorAll("[aria-describedby], [aria-labelledby], [aria-controls], [data-aria-controls], label[for]")
            .SelectMany(element => new[] { "aria-describedby", "aria-labelledby", "aria-controls", "data-aria-controls", "for" }
                .SelectMany(name => (element.GetAttribute(name) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(references, id => Assert.NotNull(page.GetElementById(id)));
    }

    private async Task<AngleSharp.Html.Dom.IHtmlDocument> SubmitAsync(Dictionary<string, string> answers)
    {
        using var browser = await _app.SignedInAsync("amara.osei");
        using var answer = await browser.SubmitAsync(Gallery, answers);
        return await answer.PageAsync();
    }
}
