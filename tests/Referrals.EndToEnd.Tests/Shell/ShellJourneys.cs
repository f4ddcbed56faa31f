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
}
