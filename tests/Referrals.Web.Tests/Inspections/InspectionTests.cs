using System.Net;
using Referrals.Application.Inspections;
using Referrals.Web.Tests.Work;
using Microsoft.EntityFrameworkCore;

namespace Referrals.Web.Tests.Inspections;

public sealed class InspectionTests : IAsyncLifetime
{
    private readonly ReferralsWebApp _app = Work.Caseload.App();

    public async ValueTask InitializeAsync()
    {
        using var browser = _app.Browser();
        await _app.BringInAsync(Work.Caseload.ReadyToDecide("X400001"), Work.Caseload.ReadyToDecide("X400002"), Work.Caseload.ReadyToDecide("X400003"));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task An_inspector_draws_a_sample_reads_and_judges_it_and_a_national_lead_reads_what_came_of_it_and_no_file()
    {
        using var imogen = await _app.SignedInAsync("imogen.sayer");
        using var ruth = await _app.SignedInAsync("ruth.calder");
        using (var first = await imogen.GetAsync(new Uri("/", UriKind.Relative), Stop))
            Assert.Equal("/inspections", first.RequestMessage!.RequestUri!.AbsolutePath);

        var empty = await (await imogen.SubmitAsync("/inspections/new", new() { ["Size"] = "none", ["Seed"] = "x", ["Regions"] = "Z" })).PageAsync();
        foreach (var field in new[] { "Heading", "From-day", "To-day", "Regions", "Size", "Seed" })
            Assert.NotNull(empty.QuerySelector($".govuk-error-summary a[href='#{field}']"));
        var answers = new Dictionary<string, string>
        {
            ["Heading"] = "Domestic abuse", ["Size"] = "4", ["Seed"] = "7",
            ["From.Day"] = "1", ["From.Month"] = "1", ["From.Year"] = "2026", ["To.Day"] = "31", ["To.Month"] = "1", ["To.Year"] = "2026",
        };
        Assert.Contains("Only 3 people can be drawn from", (await (await imogen.SubmitAsync("/inspections/new", answers)).PageAsync()).QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        using var drawn = await imogen.SubmitAsync("/inspections/new", new(answers) { ["Size"] = "2" });
        var address = drawn.RequestMessage!.RequestUri!.AbsolutePath;
        var sample = await drawn.PageAsync();
        Assert.Contains("The sample is drawn", sample.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Equal(("7", "0 of 2"), (sample.Fact("Seed"), sample.Fact("Judged in everything")));
        Assert.Equal(["2 of 3"], sample.Row("West Midlands"));

        // The file names the person and its title does not; there is nothing on it to be changed but the judgements.
        var file = await imogen.PageAsync(sample.Link("File 1").GetAttribute("href")!);
        Assert.Contains("Aron Tester", file.QuerySelector("h1")!.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("Tester", file.Title!, StringComparison.Ordinal);
        Assert.Contains("Pattern of coercive control", file.Body(), StringComparison.Ordinal);
        Assert.Empty(file.QuerySelectorAll("main form"));
        Assert.All(file.QuerySelectorAll("main a"), link => Assert.StartsWith("/inspections", link.GetAttribute("href")!, StringComparison.Ordinal));
        Assert.Equal(1, await _app.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Username == "imogen.sayer" && e.What == "viewed")));

        var at = file.Link("Judge").GetAttribute("href")!;
        Assert.NotNull((await (await imogen.SubmitAsync(at, new() { ["Why"] = "Kept" })).PageAsync()).QuerySelector(".govuk-error-summary a[href='#Answer']"));
        for (var left = InspectionMeasure.All.Count; left > 0; left--)
        {
            using var saved = await imogen.SubmitAsync(at, new() { ["Answer"] = JudgementAnswers.No, ["Why"] = "Not in the file." });
            at = saved.RequestMessage!.RequestUri!.AbsolutePath;
        }

        // From each question to the next; after the last the file.
        Assert.Equal(address + "/people/1", at);
        file = await imogen.PageAsync(at);
        Assert.StartsWith("No Not in the file. imogen.sayer", file.Fact("Sufficient assessment"), StringComparison.Ordinal);
        Assert.Equal(["0", "1", "0", "0", "0.0%", "0.0% and 79.3%", "[c]"], (await imogen.PageAsync(address + "/result")).Row("Sufficient assessment"));

        Assert.Equal("[c]", (await ruth.PageAsync(address + "/result")).Row("Sufficient assessment")[1]);
        Assert.DoesNotContain("File 1", (await ruth.PageAsync(address)).Body(), StringComparison.Ordinal);
        foreach (var closed in new[] { address + "/people/1", address + "/people/1/needing", address + "/finish", "/inspections/new" })
        {
            using var refused = await ruth.GetAsync(new Uri(closed, UriKind.Relative), Stop);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var finished = await imogen.SubmitAsync(address + "/finish", []);
        Assert.Contains("Its files are closed.", (await finished.PageAsync()).Body(), StringComparison.Ordinal);
        using var gone = await imogen.GetAsync(new Uri(address + "/people/1", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
