using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Referrals.Application.Import.Sources;
using Referrals.Domain;

namespace Referrals.Application.Tests.Import.Sources;

public sealed class HttpSourceTests : IAsyncLifetime
{
    private static readonly string[] s_everything =
    [
        "/delius/case/X400100/personal-details", "/delius/case/X400100/sentence/1", "/delius/case/X400100/sentence/1/offences",
        "/delius/case/X400100/registrations", "/oasys/assessments/timeline/X400100", "/oasys/assessments/70010/section/section6",
        "/oasys/assessments/70010/section/roshsummary", "/oasys/assessments/70010/risk-predictors", "/oasys/assessments/pni/X400100",
    ];

    private readonly HttpClient client = new();
    private Server server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await Server.Start();
        server.Answer("/delius/case/X400100/personal-details", Fixtures.PersonalDetails);
        server.Answer("/delius/case/X400100/sentence/1", Fixtures.Sentence);
        server.Answer("/delius/case/X400100/sentence/1/offences", Fixtures.Offences);
        server.Answer("/delius/case/X400100/registrations", Fixtures.Registrations);
        server.Answer("/oasys/assessments/timeline/X400100", Fixtures.Timeline);
        server.Answer("/oasys/assessments/70010/section/section6", Fixtures.Section6);
        server.Answer("/oasys/assessments/70010/section/roshsummary", Fixtures.RoshSummary);
        server.Answer("/oasys/assessments/70010/risk-predictors", Fixtures.RiskPredictors);
        server.Answer("/oasys/assessments/pni/X400100", Fixtures.Pni);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_case_is_put_together_from_both_systems_and_the_latest_complete_assessment()
    {
        var read = await Fetch();

        Assert.Empty(read.Problems);
        Assert.Empty(read.Case!.Unknown);
        Assert.Equal("Fenwright", read.Case.PersonalDetails!.Name.Surname);
        Assert.Equal([1], read.Case.Sentences!.Keys);
        Assert.Equal([1], read.Case.Offences!.Keys);
        Assert.Equal(2, read.Case.Registrations!.Count);
        Assert.Equal(70010, read.Case.Section6!.Header.AssessmentPk);
        Assert.NotNull(read.Case.RoshSummary);
        Assert.NotNull(read.Case.RiskPredictors);
        Assert.Equal(PniPathway.ModerateIntensity, read.Case.Pni!.Pathway);
        Assert.Equal(s_everything.Order(StringComparer.Ordinal), server.Asked.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("?community=true", server.Queries["/oasys/assessments/pni/X400100"]);
    }

    [Fact]
    public async Task The_same_comes_through_the_port_as_one_read()
    {
        var read = Assert.Single(await Fixtures.ReadAll(Source(Addresses())));

        Assert.Equal(("X400100", 1L), (read.Case!.Crn, read.Position));
    }

    [Fact]
    public async Task What_a_source_does_not_have_is_not_supplied_and_that_is_no_error()
    {
        server.Forget("/delius/case/X400100/registrations");
        server.Forget("/oasys/assessments/pni/X400100");

        var read = await Fetch();

        Assert.Null(read.Case!.Registrations);
        Assert.Null(read.Case.Pni);
        Assert.Empty(read.Case.Unknown);
        Assert.False(read.HasErrors);
        Assert.Equal(["nDelius /delius/case/X400100/registrations", "OASys /oasys/assessments/pni/X400100?community=true"], read.Problems.Select(p => p.File));
        Assert.All(read.Problems, p => Assert.Equal(ProblemSeverity.Information, p.Severity));
        Assert.Equal(1, server.Asked["/delius/case/X400100/registrations"]);
    }

    [Fact]
    public async Task A_person_never_assessed_has_no_sections_and_they_are_not_asked_for()
    {
        server.Forget("/oasys/assessments/timeline/X400100");

        var read = await Fetch();

        Assert.Null(read.Case!.Section6);
        Assert.Empty(read.Case.Unknown);
        Assert.False(read.HasErrors);
        Assert.DoesNotContain(server.Asked.Keys, p => p.Contains("/section/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_whose_only_assessment_is_not_complete_has_no_sections()
    {
        server.Answer("/oasys/assessments/timeline/X400100", """{"timeline":[{"id":1,"status":"OPEN","type":"LAYER3"},{"id":2,"status":"COMPLETE","type":"STANDALONE_RSR","completedAt":"2025-01-01T00:00:00"}]}""");

        var read = await Fetch();

        Assert.Null(read.Case!.Section6);
        Assert.Equal(ProblemSeverity.Information, Assert.Single(read.Problems).Severity);
    }

    [Fact]
    public async Task A_source_that_fails_once_is_asked_again()
    {
        server.FailFirst("/delius/case/X400100/registrations", times: 2, StatusCodes.Status500InternalServerError);

        var read = await Fetch();

        Assert.Empty(read.Problems);
        Assert.Equal(2, read.Case!.Registrations!.Count);
        Assert.Equal(3, server.Asked["/delius/case/X400100/registrations"]);
    }

    [Fact]
    public async Task A_source_that_keeps_failing_leaves_the_part_unknown_after_bounded_attempts()
    {
        server.FailFirst("/oasys/assessments/70010/section/section6", times: int.MaxValue, StatusCodes.Status503ServiceUnavailable);

        var read = await Fetch();

        Assert.Null(read.Case!.Section6);
        Assert.Equal([SourceParts.Section6], read.Case.Unknown);
        Assert.NotNull(read.Case.RoshSummary);
        var problem = Assert.Single(read.Problems);
        Assert.Equal(("OASys /oasys/assessments/70010/section/section6", "503 Service Unavailable, tried 3 times"), (problem.File, problem.Found));
        Assert.Equal(3, server.Asked["/oasys/assessments/70010/section/section6"]);
        Assert.True(read.HasErrors);
    }

    [Fact]
    public async Task A_refusal_is_not_repeated()
    {
        server.FailFirst("/delius/case/X400100/personal-details", times: int.MaxValue, StatusCodes.Status403Forbidden);

        var read = await Fetch();

        Assert.Equal([SourceParts.PersonalDetails], read.Case!.Unknown);
        Assert.Equal("403 Forbidden", Assert.Single(read.Problems).Found);
        Assert.Equal(1, server.Asked["/delius/case/X400100/personal-details"]);
    }

    [Fact]
    public async Task A_source_too_slow_to_wait_for_leaves_the_part_unknown()
    {
        server.Hang("/delius/case/X400100/sentence/1");
        var addresses = Addresses();
        addresses.RequestTimeout = TimeSpan.FromMilliseconds(300);
        addresses.Attempts = 2;

        var read = await Source(addresses).Fetch(TestContext.Current.CancellationToken);

        Assert.Contains(SourceParts.Sentences, read.Case!.Unknown);
        var problem = Assert.Single(read.Problems, p => p.File.EndsWith("/sentence/1", StringComparison.Ordinal));
        Assert.Equal("nothing within 0.3 seconds, tried 2 times", problem.Found);
    }

    [Fact]
    public async Task A_source_that_is_down_leaves_its_parts_unknown_and_the_other_ones_known()
    {
        var addresses = Addresses();
        addresses.Oasys = new Uri($"http://127.0.0.1:{ClosedPort()}/");

        var read = await Source(addresses).Fetch(TestContext.Current.CancellationToken);

        Assert.NotNull(read.Case!.PersonalDetails);
        Assert.Null(read.Case.Section6);
        Assert.Equal(
            [SourceParts.Pni, SourceParts.RiskPredictors, SourceParts.RoshSummary, SourceParts.Section6],
            read.Case.Unknown.Order(StringComparer.Ordinal));
        Assert.Equal(["OASys /assessments/timeline/X400100", "OASys /assessments/pni/X400100?community=true"], read.Problems.Select(p => p.File));
        Assert.All(read.Problems, p => Assert.Equal("no connection: it is down or refuses, tried 3 times", p.Found));
    }

    [Fact]
    public async Task With_both_sources_down_everything_is_unknown_and_nothing_is_empty()
    {
        var addresses = Addresses();
        addresses.Delius = addresses.Oasys = new Uri($"http://127.0.0.1:{ClosedPort()}/");

        var read = await Source(addresses).Fetch(TestContext.Current.CancellationToken);

        Assert.True(read.Case!.IsEmpty);
        Assert.Equal(8, read.Case.Unknown.Count);
        Assert.True(read.HasErrors);
    }

    [Fact]
    public async Task A_CRN_neither_source_knows_gives_no_case()
    {
        foreach (var path in s_everything)
            server.Forget(path);

        var read = await Fetch();

        Assert.Null(read.Case);
        Assert.True(read.HasErrors);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_leaves_the_part_unknown_and_is_set_aside()
    {
        server.Answer("/oasys/assessments/pni/X400100", "<html>Sign in</html>");
        server.Answer("/delius/case/X400100/registrations", """{"registrations":"none"}""");

        var read = await Fetch();

        Assert.Equal([SourceParts.Registrations, SourceParts.Pni], read.Case!.Unknown);
        Assert.Equal([("registrations.json", true), ("pni.json", false)], read.Rejected!.Documents.Select(d => (d.FileName, d.IsJson)));
    }

    [Fact]
    public async Task A_timeline_that_cannot_be_read_leaves_the_sections_unknown()
    {
        server.Answer("/oasys/assessments/timeline/X400100", """{"timeline":[{"id":"9"}]}""");

        var read = await Fetch();

        Assert.Equal([SourceParts.Section6, SourceParts.RoshSummary, SourceParts.RiskPredictors], read.Case!.Unknown);
        Assert.Equal("$.timeline[0].id", Assert.Single(read.Problems).JsonPath);
    }

    [Fact]
    public async Task An_answer_beyond_all_measure_is_given_up()
    {
        server.Answer("/delius/case/X400100/registrations", new string(' ', NdjsonSource.LongestLine + 1));

        var read = await Fetch();

        Assert.Equal([SourceParts.Registrations], read.Case!.Unknown);
        Assert.Contains("longer than 4 MB", Assert.Single(read.Problems).Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asked_may_stop_waiting()
    {
        server.Hang("/delius/case/X400100/personal-details");
        using var stop = new CancellationTokenSource();
        var fetching = Source(Addresses()).Fetch(stop.Token);
        await server.WasAsked("/delius/case/X400100/personal-details");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching);
    }

    [Theory]
    [InlineData("X400100/../X1", 1)]
    [InlineData("", 1)]
    [InlineData("X400100", 0)]
    public async Task A_CRN_or_event_that_can_be_none_is_refused_before_anything_is_asked(string crn, int number)
    {
        var read = await new HttpSource(Addresses(), client, TimeProvider.System, new FetchCase { Crn = crn, EventNumbers = [number] }).Fetch(TestContext.Current.CancellationToken);

        Assert.Null(read.Case);
        Assert.True(read.HasErrors);
        Assert.Empty(server.Asked);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("https://delius.example/", "https://oasys.example/api", true)]
    [InlineData("https://delius.example/", null, false)]
    [InlineData("ftp://delius.example/", "https://oasys.example/", false)]
    [InlineData("delius", "https://oasys.example/", false)]
    public void Addresses_are_checked_before_the_service_starts(string? delius, string? oasys, bool good)
    {
        var addresses = new SourceAddresses { Delius = Address(delius), Oasys = Address(oasys) };

        Assert.Equal(good, new SourceAddressesValidator().Validate(null, addresses).Succeeded);

        static Uri? Address(string? text) => text is null ? null : new Uri(text, UriKind.RelativeOrAbsolute);
    }

    [Fact]
    public void Patience_without_measure_is_refused_in_words_that_name_each_setting()
    {
        var addresses = new SourceAddresses { Attempts = 0, RequestTimeout = TimeSpan.Zero, FirstDelay = TimeSpan.FromHours(1), LongestDelay = TimeSpan.FromMinutes(1) };

        var failed = new SourceAddressesValidator().Validate(null, addresses).Failures!.ToList();

        Assert.Equal(
            ["RequestTimeout", "FirstDelay", "LongestDelay", "Attempts"],
            failed.Select(f => f.Split(' ')[0].Split(':')[^1]));
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private SourceAddresses Addresses() => new()
    {
        // One with the closing slash and one without: both are base addresses.
        Delius = new Uri(server.Address, "delius/"),
        Oasys = new Uri(server.Address, "oasys"),
        FirstDelay = TimeSpan.FromMilliseconds(1),
    };

    private HttpSource Source(SourceAddresses addresses) =>
        new(addresses, client, TimeProvider.System, new FetchCase { Crn = "x400100", EventNumbers = [1] });

    private Task<SourceRead> Fetch() => Source(Addresses()).Fetch(TestContext.Current.CancellationToken);

    /// <summary>Both source systems on one real port.</summary>
    internal sealed class Server : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly ConcurrentDictionary<string, string> bodies = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, (int Times, int Status)> failing = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, TaskCompletionSource> hanging = new(StringComparer.Ordinal);
        private readonly CancellationTokenSource closing = new();

        private Server(WebApplication app)
        {
            this.app = app;
            app.Run(Reply);
        }

        public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, string> Queries { get; } = new(StringComparer.Ordinal);

        public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

        public static async Task<Server> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var server = new Server(builder.Build());
            await server.app.StartAsync();
            return server;
        }

        public void Answer(string path, string body) => bodies[path] = body;

        public void Forget(string path) => bodies.TryRemove(path, out _);

        public void FailFirst(string path, int times, int status) => failing[path] = (times, status);

        public void Hang(string path) => hanging[path] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WasAsked(string path) => hanging[path].Task;

        public async ValueTask DisposeAsync()
        {
            await closing.CancelAsync();
            await app.DisposeAsync();
            closing.Dispose();
        }

        private async Task Reply(HttpContext context)
        {
            var path = context.Request.Path.Value!;
            var asked = Asked.AddOrUpdate(path, 1, (_, n) => n + 1);
            Queries[path] = context.Request.QueryString.Value ?? "";
            if (hanging.TryGetValue(path, out var hung))
            {
                hung.TrySetResult();
                using var either = CancellationTokenSource.CreateLinkedTokenSource(closing.Token, context.RequestAborted);
                await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return;
            }

            if (failing.TryGetValue(path, out var fail) && asked <= fail.Times)
                context.Response.StatusCode = fail.Status;
            else if (bodies.TryGetValue(path, out var body))
                await context.Response.WriteAsync(body);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
