using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Tests.Import.Sources;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>What runs by itself: timers, the sources asked again, the inbox; and that one case which fails keeps no other waiting.</summary>
public sealed class Jobs : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("referrals-jobs-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_timer_ends_its_wait_on_its_day_and_once(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider, settings: ("Referrals:Workflows", WithTimer()));
        await HandOver(service, Cases.Crn);
        var due = (await service.Read(db => db.Timers.SingleAsync())).DueOn;

        service.Clock.Now = new DateTimeOffset(due.AddDays(-1), new TimeOnly(9, 0), TimeSpan.Zero);
        Assert.Equal("0 timers elapsed.", await service.Job("timers"));
        service.Clock.Now = new DateTimeOffset(due, new TimeOnly(9, 0), TimeSpan.Zero);
        Assert.Equal("1 timer elapsed.", await service.Job("timers"));
        Assert.Equal("0 timers elapsed.", await service.Job("timers"));

        Assert.Equal(InstanceStatuses.Finished, (await service.Read(db => db.Instances.SingleAsync(i => i.DefinitionId == DefinitionIds.Handover))).Status);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_case_on_which_a_job_fails_is_reported_and_the_others_are_done(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider, settings: ("Referrals:Workflows", WithTimer()));
        await HandOver(service, "X100001");
        await HandOver(service, "X100002");
        await Break(service, "X100001");
        service.Clock.Now = Service.At("2026-06-01T09:00Z");

        var failed = await Assert.ThrowsAsync<AggregateException>(() => service.Job("timers"));

        Assert.StartsWith("1 could not be done; the rest was.", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Version 99", Assert.Single(failed.InnerExceptions).Message, StringComparison.Ordinal);
        Assert.Equal([false, true], await Ended(service));

        Task<List<bool>> Ended(Service of) => of.Read(db => db.Timers
            .OrderBy(t => db.Instances.Where(i => i.Id == t.InstanceId).SelectMany(i => db.People.Where(p => p.Id == i.PersonId)).Select(p => p.Crn).First()).Select(t => t.EndedAt != null).ToListAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_case_on_which_an_import_fails_is_told_of_with_its_line_and_the_cases_beside_it_are_stored(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide("X100002"));
        await Break(service, "X100002");
        var problems = new List<SourceProblem>();
        var rejected = new List<RejectedInput>();
        SourceCase[] told = [Cases.Man("X100001"), Cases.ReadyToDecide("X100002") with { Origin = new ImportOrigin("all.ndjson", 2), Section6 = Cases.Relationships(6000, "2026-02-20") }, Cases.Man("X100003")];

        var summary = await service.Get<CaseImporter>().Run(new ImportRequest { Source = new Told(told), OnProblem = problems.Add, OnRejected = rejected.Add });

        Assert.Equal((2, 1), (summary.New, summary.Rejected));
        var problem = Assert.Single(problems, p => p.Severity == ProblemSeverity.Error);
        Assert.Equal(("all.ndjson", 2), (problem.File, problem.Line));
        Assert.Equal(["X100001", "X100002", "X100003"], await service.Read(db => db.People.OrderBy(p => p.Crn).Select(p => p.Crn).ToListAsync()));
        Assert.Single((await service.Person("X100002")).Assessments);
        Assert.Equal("X100002", Assert.Single(rejected).Crn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_case_that_fails_when_its_batch_meets_another_change_is_left_out_as_well_and_the_rest_is_stored(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide("X100002"));
        var problems = new List<SourceProblem>();
        SourceCase[] told = [Cases.Man("X100001"), Cases.Man("X100004"), Cases.ReadyToDecide("X100002") with { Section6 = Cases.Relationships(6000, "2026-02-20") }, Cases.Man("X100003")];
        var broken = false;

        // Told of the first two, the importer has merged the others and is about to write them.
        var summary = await service.Get<CaseImporter>().Run(new ImportRequest
        {
            Source = new Told(told),
            CasesACommit = 2,
            OnProblem = problems.Add,
            OnProgress = (_, _) =>
            {
                if (broken)
                    return;
                broken = true;
                BreakMeanwhile().GetAwaiter().GetResult();
            },
        });

        Assert.Equal((3, 1), (summary.New, summary.Rejected));
        Assert.Single(problems, p => p.Severity == ProblemSeverity.Error);
        Assert.Equal(["X100001", "X100002", "X100003", "X100004"], await service.Read(db => db.People.OrderBy(p => p.Crn).Select(p => p.Crn).ToListAsync()));
        Assert.Single((await service.Person("X100002")).Assessments);

        async Task BreakMeanwhile()
        {
            await Break(service, "X100002");
            await using var db = service.Db();
            await db.People.Where(p => p.Crn == "X100002").ExecuteUpdateAsync(s => s.SetProperty(p => p.Version, p => p.Version + 1));
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_sources_are_asked_again_about_open_needs_and_about_those_of_whom_it_is_not_known_whether_they_need_anything(DatabaseProvider provider)
    {
        await using var server = await HttpSourceTests.Server.Start();
        await using var service = await Service.Start(provider, settings: Sources(server.Address));
        var notWanted = Cases.Relationships() with { PerpetratorAgainstPartner = false, SaraPartner = RiskLevel.Low };
        await service.Import(
            Cases.ReadyToDecide("X100001"),
            Cases.Man("X100002") with { Section6 = null, RoshSummary = null },
            Cases.Man("X100003") with { Section6 = notWanted },
            Cases.Man("X100004") with { Section6 = notWanted with { PerpetratorAgainstPartner = null, SaraPartner = null, SaraOthers = null } });

        var words = await service.Job("refresh-cases");

        Assert.Equal(["X100001", "X100002", "X100004"], server.Asked.Keys.Where(p => p.EndsWith("/personal-details", StringComparison.Ordinal)).Select(p => p.Split('/')[3]).Order(StringComparer.Ordinal));
        Assert.StartsWith("0 of 3 cases fetched", words, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Sources_that_are_down_are_given_up_after_ten_cases_and_nothing_known_is_forgotten(DatabaseProvider provider)
    {
        var server = await HttpSourceTests.Server.Start();
        var address = server.Address;
        await server.DisposeAsync();
        await using var service = await Service.Start(provider, settings: Sources(address));
        await service.Import([.. Enumerable.Range(1, 12).Select(i => Cases.ReadyToDecide($"X2000{i:00}"))]);

        var words = await service.Job("refresh-cases");

        Assert.EndsWith("Stopped early: nothing could be fetched of 10 cases in a row.", words, StringComparison.Ordinal);
        Assert.Contains("section6 (10)", words, StringComparison.Ordinal);
        Assert.Equal(12, await service.Read(db => db.Tasks.CountAsync(t => t.ClosedAt == null && t.Kind == "Referrals.Decide")));
        Assert.Equal(RiskLevel.High, (await service.Person("X200001")).LatestAssessment!.SaraPartner);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_file_that_cannot_be_read_to_its_end_is_not_taken_for_done(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider, settings: ("Referrals:Import:Inbox", folder.FullName));
        using var whole = new MemoryStream();
        await using (var gz = new System.IO.Compression.GZipStream(whole, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var i in Enumerable.Range(0, 3_000))
                await gz.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{{\"crn\":\"X{300_000 + (i * 7_919 % 600_000)}\"}}\n"), TestContext.Current.CancellationToken);
        }

        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "half.ndjson.gz"), whole.ToArray()[..(int)(whole.Length / 2)], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "whole.ndjson"), "{\"crn\":\"X100001\"}\n", TestContext.Current.CancellationToken);

        var words = await service.Job("import-inbox");

        Assert.Contains("kept as .failed: deliver it again", words, StringComparison.Ordinal);
        Assert.Equal(["half.ndjson.gz.failed", "whole.ndjson.done"], folder.EnumerateFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    private static (string, string)[] Sources(Uri address) =>
        [("Referrals:Sources:Delius", new Uri(address, "delius/").ToString()), ("Referrals:Sources:Oasys", new Uri(address, "oasys/").ToString()), ("Referrals:Sources:Attempts", "1"), ("Referrals:Sources:FirstDelay", "00:00:00")];

    private static async Task HandOver(Service service, string crn)
    {
        await service.Import(Cases.ReadyToDecide(crn));
        await service.Import(Cases.ReadyToDecide(crn) with { PersonalDetails = Cases.Details(practitioner: "N01PRA2") });
    }

    /// <summary>As if the definition that the person's workflows run on had been taken away.</summary>
    private static async Task Break(Service service, string crn)
    {
        await using var db = service.Db();
        await db.Instances.Where(i => db.People.Any(p => p.Id == i.PersonId && p.Crn == crn)).ExecuteUpdateAsync(set => set.SetProperty(i => i.DefinitionVersion, 99), TestContext.Current.CancellationToken);
    }

    /// <summary>The shipped workflows with a second version of the handover, which waits for time instead of a person.</summary>
    private string WithTimer()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "workflows");
        foreach (var file in Directory.EnumerateFiles(shipped, "*.json", SearchOption.AllDirectories))
        {
            var to = Path.Combine(folder.FullName, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to, overwrite: true);
        }

        var handover = Path.Combine(folder.FullName, "definitions", DefinitionIds.Handover);
        var timed = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(handover, "v1.json")))!;
        (timed["id"], timed["version"]) = ("handover-v2", 2);
        var wait = timed["root"]!["activities"]![1]!.AsObject();
        wait["type"] = "Referrals.Timer";
        foreach (var input in (string[])["role", "ladder", "choices"])
            wait.Remove(input);
        timed["root"]!["connections"]![1]!["source"]!["port"] = "Elapsed";
        File.WriteAllText(Path.Combine(handover, "v2.json"), timed.ToJsonString());
        return folder.FullName;
    }

    private sealed class Told(IReadOnlyList<SourceCase> cases) : ICaseSource
    {
        public long? Length => cases.Count;

        public async IAsyncEnumerable<SourceRead> Read([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            foreach (var (index, found) in cases.Index())
                yield return new SourceRead(found, [], null, index + 1) { Taken = new RejectedInput { Crn = found.Crn } };
            await Task.CompletedTask;
        }
    }
}
