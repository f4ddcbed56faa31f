using System.Globalization;
using Microsoft.Playwright;
using Referrals.Domain;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Inspections;

/// <summary>An inspection from the draw to the closed files, by the same steps with JavaScript and without it.</summary>
public sealed class InspectionJourneys(Chromium chromium, ReferralsService service) : IClassFixture<ReferralsService>
{
    private static readonly string[] s_answers = ["Yes", "No", "Cannot tell"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_inspector_draws_a_sample_reads_and_judges_a_file_reads_the_result_and_closes_the_files(bool script)
    {
        var today = LondonTime.Today(TimeProvider.System);
        var title = script ? "Domestic abuse, first six months" : "Domestic abuse, first six months, again";
        await using var visitor = await Visitor.OpenAsync(chromium, service, script ? Screen.Desktop : Screen.WithoutJavaScript);
        var page = visitor.Page;
        await visitor.SignInAsync("imogen.sayer");
        await Heading(page, "Inspections");
        await Picture("list");

        await page.GetByRole(AriaRole.Button, new() { Name = "Draw a sample" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw the sample" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToBeVisibleAsync();
        await Picture("refused");
        await page.GetByLabel("What the inspection is called").FillAsync(title);
        await Day("Supervision started from", today.AddYears(-5));
        await Day("To", today);
        await page.GetByLabel("How many people").FillAsync("6");
        await page.GetByLabel("Seed, if you have one").FillAsync("2023");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw the sample" }).ClickAsync();
        await Heading(page, title);
        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("The sample is drawn");
        var files = page.GetByRole(AriaRole.Table, new() { Name = "People of the sample, in the order in which they were drawn" }).GetByRole(AriaRole.Link);
        await Assertions.Expect(files).ToHaveCountAsync(6);
        await Picture("drawn");
        var sample = new Uri(page.Url).AbsolutePath;

        // One file is read, and every question answered from one to the next.
        await files.First.ClickAsync();
        await Assertions.Expect(page.Locator("main .govuk-caption-l")).ToContainTextAsync("File 1 of 6");
        await Assertions.Expect(page.Locator("main form")).ToHaveCountAsync(0);
        await Picture("file");
        await page.GetByRole(AriaRole.Link, new() { Name = "Judge" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and continue" }).ClickAsync();
        await Assertions.Expect(page.Locator(".govuk-error-summary")).ToContainTextAsync("Select what you found");
        await Picture("judge-refused");
        for (var question = 0; question < 6; question++)
        {
            await page.GetByLabel(s_answers[question % s_answers.Length], new() { Exact = true }).CheckAsync(new() { Force = true });
            await page.GetByLabel("What you found").FillAsync("Read in the file.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save and continue" }).ClickAsync();
        }

        await Assertions.Expect(page.Locator(".govuk-notification-banner")).ToContainTextAsync("Every question about this person is answered");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Read in the file.");
        await Picture("judged");

        // The result stands beside the national figure: for the inspector exact, for a national lead with small numbers withheld.
        await page.GotoAsync(sample);
        await page.GetByRole(AriaRole.Link, new() { Name = "Read the result beside what the service counts" }).ClickAsync();
        await Heading(page, $"Result: {title}");
        await Assertions.Expect(Line(page).GetByRole(AriaRole.Cell).Nth(0)).ToHaveTextAsync("1");
        await Picture("result");
        var result = new Uri(page.Url).AbsolutePath;
        await using (var ruth = await Visitor.OpenAsync(chromium, service, script ? Screen.Desktop : Screen.WithoutJavaScript))
        {
            await ruth.SignInAsync("ruth.calder");
            await ruth.Page.GotoAsync(result);
            await Assertions.Expect(Line(ruth.Page).GetByRole(AriaRole.Cell).Nth(0)).ToHaveTextAsync("[c]");
            await ruth.Page.GotoAsync(sample);
            await Assertions.Expect(ruth.Page.GetByRole(AriaRole.Link, new() { Name = "File 1" })).ToHaveCountAsync(0);
        }

        // Finished, nobody reads a file of it again.
        await page.GotoAsync(sample);
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish the inspection" }).ClickAsync();
        await Picture("finish");
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish it" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Its files are closed.");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "File 1" })).ToHaveCountAsync(0);
        await Picture("finished");

        async Task Picture(string name)
        {
            if (!script)
            {
                return;
            }

            await visitor.AssertNoAxeViolationsAsync();
            await visitor.ScreenshotAsync($"inspection-{name}");
        }

        async Task Day(string legend, DateOnly day)
        {
            var group = page.GetByRole(AriaRole.Group, new() { Name = legend, Exact = true });
            await group.GetByLabel("Day").FillAsync(day.Day.ToString(CultureInfo.InvariantCulture));
            await group.GetByLabel("Month").FillAsync(day.Month.ToString(CultureInfo.InvariantCulture));
            await group.GetByLabel("Year").FillAsync(day.Year.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static ILocator Line(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "Police enquiry made" }) });

    private static Task Heading(IPage page, string words) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(words);
}
