using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.PartnerWall;

/// <summary>A partner link worker's day through the pages, and that nothing they type gets into the log, whatever goes wrong.</summary>
public sealed class WorkerTests : IAsyncLifetime
{
    private const string Marker = "FROBOZZ";

    private readonly WalledCase _walled = new();

    private string At(string step) => $"/partner-link/{_walled.Duty}{step}";

    public ValueTask InitializeAsync() => _walled.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _walled.DisposeAsync();
    }

    [Fact]
    public async Task The_list_says_who_is_late_and_leads_to_the_work()
    {
        using var grace = await _walled.App.SignedInAsync("grace.adeyemi");
        var list = await grace.PageAsync("/");
        Assert.StartsWith("Partner link work: first contact due", list.Title, StringComparison.Ordinal);
        Assert.Matches("Aron Tester X100001 .*late .* 28 Apr 2026 You", list.QuerySelector("tbody tr")!.Words());
        Assert.Equal(At(""), list.Link("Aron Tester").GetAttribute("href"));
        var page = await grace.PageAsync(At(""));
        Assert.DoesNotContain("Aron", page.Title, StringComparison.Ordinal);
        // Of the case who, the CRN and when the group starts; nothing more.
        Assert.DoesNotMatch("SARA|risk|Osei|Community order|BBR|Victoria", page.Body());
        foreach (var stage in new[] { "met", "ended" })
        {
            Assert.Contains("None.", (await grace.PageAsync($"/partner-link?stage={stage}")).Body(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_attempt_is_asked_for_completely_keeps_what_was_typed_and_counts_once()
    {
        using var grace = await _walled.App.SignedInAsync("grace.adeyemi");
        var form = Fields(await grace.PageAsync(At("/contact")));
        (form["On.Day"], form["On.Month"], form["On.Year"]) = ("2", "3", "2027");
        form["Words"] = "Kept & safe";
        var page = await PostAsync(grace, At("/contact"), form);
        Assert.Equal(["Choose how you tried to make contact", "Choose what came of it"], page.QuerySelectorAll(".govuk-error-summary a").Select(Reading.Words));
        Assert.Equal("Kept & safe", page.QuerySelector("textarea")!.TextContent.Trim());

        (form["Means"], form["Outcome"]) = ("telephone", "declined");
        Assert.Contains("future", (await PostAsync(grace, At("/contact"), form)).QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        form["On.Year"] = "2026";
        form["Words"] = "";
        Assert.Contains("Say what it rests on", (await PostAsync(grace, At("/contact"), form)).QuerySelector("#Words-error")!.Words(), StringComparison.Ordinal);
        form["Words"] = "She said so herself";
        Assert.Contains("Attempt recorded", (await PostAsync(grace, At("/contact"), form)).QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        page = await PostAsync(grace, At("/contact"), form);
        Assert.Equal("Met on 2 March 2026", page.Fact("First contact"));
        Assert.Equal(2, page.QuerySelectorAll("tbody tr").Length);
        Assert.NotNull(await _walled.App.ReadAsync(db => db.PartnerLinkDuties.Select(d => d.MetOn).SingleAsync()));
    }

    [Fact]
    public async Task Details_are_changed_and_what_another_saved_meanwhile_is_shown_beside_what_was_typed()
    {
        using var grace = await _walled.App.SignedInAsync("grace.adeyemi");
        var form = Fields(await grace.PageAsync(At("/details")));
        form["PartnerName"] = "Nell Invented";
        Assert.Contains("Details saved", (await PostAsync(grace, At("/details"), form)).Body(), StringComparison.Ordinal);

        form["PartnerName"] = "Nora Invented";
        var page = await PostAsync(grace, At("/details"), form);
        Assert.Contains("Somebody else changed these details", page.QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        Assert.Equal("Nell Invented", page.Fact("Name"));
        Assert.Equal("Nora Invented", page.QuerySelector("#PartnerName")!.GetAttribute("value"));
        form["Version"] = page.QuerySelector("input[name=Version]")!.GetAttribute("value")!;
        Assert.Equal("Nora Invented", (await PostAsync(grace, At("/details"), form)).Fact("Name"));
    }

    [Fact]
    public async Task A_concern_is_written_down_and_passed_on_to_people_chosen_by_name()
    {
        using var grace = await _walled.App.SignedInAsync("grace.adeyemi");
        var form = Fields(await grace.PageAsync(At("/concern")));
        Assert.Contains("Write down what the concern is", (await PostAsync(grace, At("/concern"), form)).QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);
        form["Words"] = "He found out where she lives";
        var page = await PostAsync(grace, At("/concern"), form);
        var address = page.QuerySelectorAll("main a").First(link => link.Words().StartsWith("Pass on", StringComparison.Ordinal)).GetAttribute("href")!;

        page = await grace.PageAsync(address);
        Assert.Contains("He found out where she lives", page.Body(), StringComparison.Ordinal);
        Assert.Equal("", page.QuerySelector("textarea")!.TextContent.Trim());
        Assert.Equal(["Amara Osei", "Helen Farrow", "Priya Nair", "Martin Cole", "David Lowe"], page.QuerySelectorAll(".govuk-checkboxes__label").Select(Reading.Words));
        var told = Fields(page);
        Assert.Equal(["Write what they should be told", "Choose who should be told"], (await PostAsync(grace, address, told)).QuerySelectorAll(".govuk-error-summary a").Select(Reading.Words));
        told["Words"] = "Check before he goes out";
        told["To"] = "N52S001";
        Assert.Contains("The concern was passed on", (await PostAsync(grace, address, told)).Body(), StringComparison.Ordinal);
        Assert.Contains("was passed on on", (await PostAsync(grace, address, told)).QuerySelector(".govuk-error-summary")!.Words(), StringComparison.Ordinal);

        using var david = await _walled.App.SignedInAsync("david.lowe");
        var concern = (await david.PageAsync("/to-do")).Link("Read it").GetAttribute("href")!;
        page = await PostAsync(david, concern, Fields(await david.PageAsync(concern)));
        Assert.Contains("Check before he goes out", page.Body(), StringComparison.Ordinal);
        Assert.DoesNotContain("where she lives", page.Body(), StringComparison.Ordinal);
        Assert.Contains("Noted that you have read it", page.Body(), StringComparison.Ordinal);
        Assert.DoesNotContain("passed on to you", (await david.PageAsync("/to-do")).Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_could_make_first_contact_the_regional_lead_and_administrators_are_told_and_nobody_else()
    {
        using var martin = await _walled.App.SignedInAsync("martin.cole");
        using var owen = await _walled.App.SignedInAsync("owen.blake");
        Assert.DoesNotContain("No partner link worker", (await martin.PageAsync("/to-do")).Body(), StringComparison.Ordinal);
        Assert.Contains("wherever first contact is due, the staff list has a partner link worker", (await owen.PageAsync("/administration")).Body(), StringComparison.Ordinal);
        await _walled.App.ReadAsync(db => db.Staff.Where(s => s.Code == "N52L001").ExecuteDeleteAsync());

        foreach (var address in new[] { "/to-do", "/stuck" })
        {
            Assert.Contains("No partner link worker is known in your region. 1 first contact is due, late already, and nobody else can make it.", (await martin.PageAsync(address)).Body(), StringComparison.Ordinal);
        }

        Assert.Equal(["1", "1"], (await owen.PageAsync("/administration")).Row("West Midlands"));
        foreach (var (username, address) in new[] { ("david.lowe", "/to-do"), ("david.lowe", "/stuck"), ("helen.farrow", "/stuck"), ("priya.nair", "/to-do"), ("amara.osei", "/to-do") })
        {
            using var other = await _walled.App.SignedInAsync(username);
            Assert.DoesNotContain("No partner link worker", (await other.PageAsync(address)).Body(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_that_was_typed_is_in_the_log_or_on_an_error_page_whatever_goes_wrong()
    {
        using (var grace = await _walled.App.SignedInAsync("grace.adeyemi"))
        {
            var details = Fields(await grace.PageAsync(At("/details")));
            foreach (var field in new[] { "PartnerName", "Relationship", "Contact", "SafeContact", "Notes" })
            {
                details[field] = $"{Marker}-{field}";
            }

            var saved = await PostAsync(grace, At("/details"), details);
            Assert.Contains($"{Marker}-Notes", saved.Body(), StringComparison.Ordinal);
            details["PartnerName"] = string.Concat(Enumerable.Repeat(Marker, 100));
            details["Version"] = Marker;
            await PostAsync(grace, At("/details"), details);
            var form = Fields(await grace.PageAsync(At("/contact")));
            (form["Means"], form["Outcome"], form["Words"], form["On.Day"]) = ("telephone", "no-answer", $"{Marker}-words", $"{Marker}");
            await PostAsync(grace, At("/contact"), form);

            var concern = Fields(await grace.PageAsync(At("/concern")));
            concern["Words"] = $"{Marker}-concern";
            var page = await PostAsync(grace, At("/concern"), concern);
            Assert.Contains($"{Marker}-concern", page.Body(), StringComparison.Ordinal);
            var passOn = page.QuerySelectorAll("main a").First(link => link.Words().StartsWith("Pass on", StringComparison.Ordinal)).GetAttribute("href")!;
            var told = Fields(await grace.PageAsync(passOn));
            (told["Words"], told["To"]) = ($"{Marker}-told", Marker);
            await PostAsync(grace, passOn, told);
            told["To"] = "N52S001";
            Assert.Contains("The concern was passed on", (await PostAsync(grace, passOn, told)).Body(), StringComparison.Ordinal);
            // What is typed into an address, and what is no form at all.
            using (await grace.GetAsync(new Uri($"{At("")}?name={Marker}", UriKind.Relative), TestContext.Current.CancellationToken))
            using (await grace.GetAsync(new Uri($"/partner-link/{Marker}", UriKind.Relative), TestContext.Current.CancellationToken))
            {
            }

            using (var json = new StringContent($"{{\"Words\":\"{Marker}\"}}", System.Text.Encoding.UTF8, "application/json"))
            using (await grace.PostAsync(new Uri(At("/contact"), UriKind.Relative), json, TestContext.Current.CancellationToken))
            {
            }

            // The worst that can happen while it is being saved: the table is not there.
            (form["On.Day"], form["On.Month"], form["On.Year"]) = ("2", "3", "2026");
            await using (var db = _walled.Get<Referrals.Application.Data.DatabaseFactory>().CreateDbContext())
            {
                await db.Database.ExecuteSqlRawAsync("""CREATE TRIGGER refuse BEFORE INSERT ON "PartnerContact" BEGIN SELECT RAISE(ABORT, 'refused by the test'); END""", TestContext.Current.CancellationToken);
            }

            var failed = await PostAsync(grace, At("/contact"), form, HttpStatusCode.InternalServerError);
            Assert.Equal("Something went wrong", failed.QuerySelector("h1")!.Words());
            Assert.DoesNotContain(Marker, failed.DocumentElement.OuterHtml, StringComparison.OrdinalIgnoreCase);
            form["__RequestVerificationToken"] = Marker;
            var refused = await PostAsync(grace, At("/contact"), form, HttpStatusCode.BadRequest);
            Assert.DoesNotContain(Marker, refused.DocumentElement.OuterHtml, StringComparison.OrdinalIgnoreCase);
        }

        await _walled.App.StopAsync();
        var log = await _walled.App.LogAsync();
        Assert.Contains("Exception", log, StringComparison.Ordinal);
        Assert.Contains("refused by the test", log, StringComparison.Ordinal);
        Assert.Contains("POST /partner-link/{id:guid}/pass-on answered 302", log, StringComparison.Ordinal);
        Assert.DoesNotMatch($"(?i){Marker}", log);
        Assert.False(WalledCase.IsMarked(log) || WalledCase.IsPassedOn(log), "The log holds words from behind the wall.");
    }

    private static Dictionary<string, string> Fields(IHtmlDocument page) => page.QuerySelectorAll("main form input[type=hidden][name]")
        .ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "", StringComparer.Ordinal);

    private static async Task<IHtmlDocument> PostAsync(HttpClient browser, string address, Dictionary<string, string> form, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(new Uri(address, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.PageAsync();
    }
}
