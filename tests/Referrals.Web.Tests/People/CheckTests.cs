using System.Net;
using System.Net.Sockets;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Import.Sources;
using Referrals.Application.Jobs;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.People;

/// <summary>Asking nDelius and OASys from a person's page, against a real server on a real port.</summary>
public sealed class CheckTests : IAsyncLifetime
{
    private Sources _sources = null!;
    private ReferralsWebApp? _app;

    public async ValueTask InitializeAsync() => _sources = await Sources.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        await _sources.DisposeAsync();
    }

    [Fact]
    public async Task What_came_is_stored_and_said_in_words_with_what_is_new()
    {
        var (browser, address) = await KnownManAsync(_sources.Address, _sources.Address);

        var page = await CheckAsync(browser, address);

        var told = page.QuerySelector(".govuk-notification-banner--success")!.Words();
        Assert.Contains("The record is up to date with what came", told, StringComparison.Ordinal);
        Assert.Contains("New assessment, 20 February 2026", told, StringComparison.Ordinal);
        Assert.Contains("Came: personal details, sentence, registrations, relationships (OASys section 6), risk of serious harm summary.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("could not", told, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Very high", page.Fact("SARA towards a partner"));
        Assert.Contains("Nothing has changed in nDelius and OASys.", (await CheckAsync(browser, address)).Body(), StringComparison.Ordinal);
        Assert.Null((await browser.PageAsync(address)).QuerySelector(".govuk-notification-banner"));
    }

    [Fact]
    public async Task What_could_not_be_fetched_is_not_known_and_what_was_known_before_stays()
    {
        var (browser, address) = await KnownManAsync(_sources.Address, Nowhere());

        var page = await CheckAsync(browser, address);

        var told = page.QuerySelector(".govuk-notification-banner")!;
        Assert.DoesNotContain("govuk-notification-banner--success", told.ClassName!, StringComparison.Ordinal);
        Assert.Contains("Could not be fetched: programme needs, relationships (OASys section 6), risk of serious harm summary, risk predictors.", Sorted(told.Words()), StringComparison.Ordinal);
        Assert.Contains("What they hold today is not known", told.Words(), StringComparison.Ordinal);
        Assert.Contains("OASys /oasys/assessments/timeline/X400200", told.QuerySelector("details")!.Words(), StringComparison.Ordinal);
        Assert.Equal("High", page.Fact("SARA towards a partner"));
        Assert.Contains("Domestic abuse perpetrator", page.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_both_sources_down_the_page_says_so_and_nothing_is_changed()
    {
        var (browser, address) = await KnownManAsync(Nowhere(), Nowhere());

        var page = await CheckAsync(browser, address);

        Assert.Contains("nDelius and OASys could not be reached. Nothing has been changed.", page.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Equal("High", page.Fact("SARA towards a partner"));
        Assert.Equal("Amara Osei", page.Fact("Probation practitioner"));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_understood_is_said_to_be_rejected_and_the_ones_beside_it_are_kept()
    {
        _sources["/oasys/assessments/70010/section/section6"] = Sources.Section6("Enormous");
        var (browser, address) = await KnownManAsync(_sources.Address, _sources.Address);

        var page = await CheckAsync(browser, address);

        var told = page.QuerySelector(".govuk-notification-banner")!;
        Assert.Contains("Came but was rejected, because it could not be understood: relationships (OASys section 6).", told.Words(), StringComparison.Ordinal);
        Assert.Contains("imminentRiskOfViolenceTowardsPartner", told.QuerySelector("details")!.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("Could not be fetched", told.Words(), StringComparison.Ordinal);
        // The rest of the new assessment came: what it says of the partner is not known, and an older one does not stand in for it.
        Assert.Equal("20 February 2026, 10 days ago", page.Fact("Assessed"));
        Assert.Equal("Not known", page.Fact("SARA towards a partner"));
        Assert.Contains("Domestic abuse perpetrator", page.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_man_who_has_moved_out_of_reach_is_said_to_have_moved()
    {
        var (browser, address) = await KnownManAsync(_sources.Address, _sources.Address);
        _sources[$"/delius/case/{Sources.Crn}/personal-details"] = $$"""
            {
              "crn": "{{Sources.Crn}}", "name": { "forename": "Tobias", "surname": "Fenwright" },
              "probationPractitioner": { "name": { "forename": "Sioned", "surname": "Price" }, "code": "N50A001" },
              "probationDeliveryUnit": { "code": "N50MCN", "description": "Manchester North" }, "region": { "code": "N50", "description": "Greater Manchester" }
            }
            """;

        var page = await CheckAsync(browser, address);

        Assert.Equal("Find a person – Referrals", page.Title);
        Assert.Contains("X400200 is supervised elsewhere now", page.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_sources_there_is_no_button_and_nothing_to_post_to()
    {
        var (browser, address) = await KnownManAsync(null, null);
        var page = await browser.PageAsync(address);
        Assert.DoesNotContain("Check nDelius", page.Body(), StringComparison.Ordinal);

        // With a good token of another page: only the door itself refuses.
        var token = ((IHtmlInputElement)(await browser.PageAsync($"{address}/event")).QuerySelector("main input[name=__RequestVerificationToken]")!).Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
        using var answer = await browser.PostAsync(new Uri($"{address}?handler=Check", UriKind.Relative), form, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_check_that_this_service_s_page_did_not_ask_for_is_refused()
    {
        var (browser, address) = await KnownManAsync(_sources.Address, _sources.Address);
        using var forged = new FormUrlEncodedContent([]);
        using var answer = await browser.PostAsync(new Uri($"{address}?handler=Check", UriKind.Relative), forged, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("High", (await browser.PageAsync(address)).Fact("SARA towards a partner"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A man known from an assessment of 2 February, and the browser of the one who holds him.</summary>
    private async Task<(HttpClient Browser, string Address)> KnownManAsync(Uri? delius, Uri? oasys)
    {
        _app = new()
        {
            Replace = services => services.AddSingleton<TimeProvider>(new StandingClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero))),
            Settings =
            {
                [$"{SourceAddresses.Section}:Delius"] = delius is null ? null : new Uri(delius, "delius/").ToString(),
                [$"{SourceAddresses.Section}:Oasys"] = oasys is null ? null : new Uri(oasys, "oasys/").ToString(),
                [$"{SourceAddresses.Section}:FirstDelay"] = "00:00:00",
                [$"{SourceAddresses.Section}:Attempts"] = "1",
            },
        };
        var browser = await _app.SignedInAsync("amara.osei");
        await _app.BringInAsync(Referrals.Web.Tests.Caseload.Person(Sources.Crn, "Tobias", "Fenwright"));
        var page = await browser.PageAsync($"/people?q={Sources.Crn}");
        return (browser, page.QuerySelector("tbody a")!.GetAttribute("href")!);
    }

    private static async Task<IHtmlDocument> CheckAsync(HttpClient browser, string address)
    {
        using var answer = await browser.SubmitAsync(address, []);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.PageAsync();
    }

    /// <summary>The list of what could not be fetched in the order of the alphabet: the order of asking says nothing.</summary>
    private static string Sorted(string told)
    {
        const string Before = "Could not be fetched: ";
        var from = told.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        var to = told.IndexOf('.', from);
        return $"{Before}{string.Join(", ", told[from..to].Split(", ").Order(StringComparer.Ordinal))}.";
    }

    private static Uri Nowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }
}
