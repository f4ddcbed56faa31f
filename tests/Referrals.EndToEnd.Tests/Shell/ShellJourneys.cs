using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Shell;

public sealed class ShellJourneys(Chromium chromium, ReferralsService service) : IClassFixture<ReferralsService>
{
    [Fact]
    public async Task A_practitioner_signs_in_and_sees_who_they_are()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        await visitor.Page.GotoAsync("/");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("sign-in");

        await visitor.Page.GetByLabel("Amara Osei").CheckAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator(".app-signed-in")).ToContainTextAsync("Amara Osei, Probation practitioner");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("first-page");
    }

    [Fact]
    public async Task Forgetting_to_choose_moves_the_focus_to_the_summary_whose_link_leads_to_the_question()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator(".govuk-error-summary")).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page).ToHaveTitleAsync("Error: Sign in – Referrals");
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("sign-in-error");

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Select who you want to be" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#Username")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Signing_in_and_out_needs_only_a_keyboard()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to main content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.GetByLabel("Amara Osei")).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".app-signed-in")).ToContainTextAsync("Amara Osei");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("You have signed out");
    }

    [Fact]
    public async Task Signing_in_works_with_JavaScript_switched_off()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service, Screen.WithoutJavaScript);
        await visitor.SignInAsync("ruth.calder");

        Assert.Contains("Ruth Calder, National lead", await visitor.Page.Locator(".app-signed-in").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_answer_reveals_is_shown_from_the_start_with_JavaScript_switched_off()
    {
        await using (var scripted = await Visitor.OpenAsync(chromium, service))
        {
            await scripted.SignInAsync("amara.osei");
            await scripted.Page.GotoAsync("/development/components");
            await Assertions.Expect(scripted.Page.GetByLabel("Why not?")).ToBeHiddenAsync();
            await scripted.Page.GetByLabel("No", new() { Exact = true }).CheckAsync();
            await Assertions.Expect(scripted.Page.GetByLabel("Why not?")).ToBeVisibleAsync();
        }

        await using var plain = await Visitor.OpenAsync(chromium, service, Screen.WithoutJavaScript);
        await plain.SignInAsync("amara.osei");
        await plain.Page.GotoAsync("/development/components");
        Assert.True(await plain.Page.GetByLabel("Why not?").IsVisibleAsync());
    }

    [Theory]
    [InlineData("amara.osei")]
    [InlineData("david.lowe")]
    [InlineData("priya.nair")]
    [InlineData("ruth.calder")]
    [InlineData("owen.blake")]
    public async Task Every_page_that_needs_no_more_than_its_address_is_free_of_barriers_and_fits_at_400_per_cent(string username)
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        await visitor.SignInAsync(username);
        var pages = PagesWithoutParameters();
        Assert.Contains("/sign-in", pages);

        var faults = new List<string?>();
        var refused = 0;
        foreach (var address in pages)
        {
            var answer = await visitor.Page.GotoAsync(address);
            // Every closed door leads to the same page.
            if (answer is { Status: 403 } && refused++ > 0)
                continue;
            faults.Add(await visitor.BarriersAsync());
            faults.Add(await visitor.ExcessWhenZoomedAsync());
        }

        Assert.Equal("", string.Join("\n\n", faults.OfType<string>()));
    }

    [Fact]
    public async Task The_components_are_free_of_barriers_with_and_without_errors()
    {
        await using var visitor = await Visitor.OpenAsync(chromium, service);
        await visitor.SignInAsync("amara.osei");
        await visitor.Page.GotoAsync("/development/components");
        await visitor.ScreenshotAsync("components");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save and continue" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator(".govuk-error-summary")).ToBeFocusedAsync();
        await visitor.AssertNoAxeViolationsAsync();
        await visitor.ScreenshotAsync("components-errors");
    }

    private List<string> PagesWithoutParameters() =>
        [.. service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.Parameters.Count == 0 && endpoint.Metadata.OfType<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>().Any())
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
