using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;

namespace Referrals.Cli.Tests;

public sealed class ImportTests
{
    [Fact]
    public async Task A_folder_of_cases_is_taken_in_and_the_same_again_changes_nothing()
    {
        using var program = await TheProgram.WithDatabase();
        Documents.Case(program, "cases", "X500001");
        Documents.Case(program, "cases", "X500002");

        var first = await program.OnDatabase("import", program.At("cases"), "--json");
        var second = await program.OnDatabase("import", program.At("cases"));

        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.Equal((2, 2, 2, 0), ((int)first.Json["cases"]!, (int)first.Json["new"]!, (int)first.Json["needsOpened"]!, (int)first.Json["rejected"]!));
        Assert.Null(first.Json["rejectsFile"]);
        Assert.Equal(0, second.ExitCode);
        Assert.Equal("2 cases: 0 new, 0 changed, 2 unchanged. 0 needs opened.", Assert.Single(second.Lines));
        Assert.Empty(Directory.GetFiles(program.At("."), "*rejects*"));
    }

    [Fact]
    public async Task A_bad_line_is_named_and_set_aside_and_taken_in_once_corrected()
    {
        using var program = await TheProgram.WithDatabase();
        var file = program.Write("cases.ndjson", Documents.Line("X500001") + "\n" + Documents.Line("X500002", Documents.Sentence.Replace("2026-01-05", "5th January", StringComparison.Ordinal)) + "\n" + Documents.Line("X500003") + "\n");

        var first = await program.OnDatabase("import", file, "--json");

        Assert.Equal(1, first.ExitCode);
        Assert.Contains($"{file}:2 $.sentences['1'].startDate: expected ", first.Errors, StringComparison.Ordinal);
        Assert.Equal((3, 1), ((int)first.Json["new"]!, (int)first.Json["rejected"]!));
        var rejects = (string)first.Json["rejectsFile"]!;
        Assert.Equal(program.At("cases.rejects.ndjson"), rejects);

        var corrected = program.Write("corrected.ndjson", File.ReadAllText(rejects).Replace("5th January", "2026-01-05", StringComparison.Ordinal));
        var second = await program.OnDatabase("import", corrected, "--json");

        Assert.Equal((0, ""), (second.ExitCode, second.Errors));
        Assert.Equal((1, 1, 0), ((int)second.Json["cases"]!, (int)second.Json["changed"]!, (int)second.Json["rejected"]!));
        Assert.False(File.Exists(program.At("corrected.rejects.ndjson")));
    }

    [Fact]
    public async Task A_database_that_is_not_up_to_date_is_left_alone_and_the_remedy_named()
    {
        using var program = new TheProgram();
        Documents.Case(program, "cases", "X500001");

        var answered = await program.OnDatabase("import", program.At("cases"));

        Assert.Equal(1, answered.ExitCode);
        Assert.Contains("referrals migrate", answered.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(program.Database));
    }

    [Fact]
    public async Task Migrating_twice_applies_every_migration_once()
    {
        using var program = new TheProgram();

        var first = await program.OnDatabase("migrate", "--json");
        var second = await program.OnDatabase("migrate", "--json");

        Assert.NotEmpty(first.Json["applied"]!.AsArray());
        Assert.Empty(second.Json["applied"]!.AsArray());
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "nowhere.ndjson")]
    [InlineData("import", "--crn", "X500001")]
    [InlineData("statistics", "referrals-and-completions", "--from", "yesterday", "--to", "2026-03-31")]
    [InlineData("jobs", "run", "no-such-job")]
    [InlineData("workflows", "draw", "no-such-definition")]
    [InlineData("no-such-command")]
    public async Task Wrong_usage_is_told_apart_from_failure(params string[] arguments)
    {
        using var program = await TheProgram.WithDatabase();

        var answered = await program.OnDatabase(arguments);

        Assert.Equal(2, answered.ExitCode);
        Assert.Equal("", answered.Output);
        Assert.NotEqual("", answered.Errors);
    }

    [Fact]
    public async Task Sources_that_do_not_answer_leave_the_case_not_known_and_say_so()
    {
        using var program = await TheProgram.WithDatabase();

        // Port 9 on the own machine: nothing listens there.
        var answered = await program.Run(["import", "--crn", "X500001", "--event", "1", "--database", program.Database, "--json"], new()
        {
            ["Referrals__Sources__Delius"] = "http://127.0.0.1:9/",
            ["Referrals__Sources__Oasys"] = "http://127.0.0.1:9/",
            ["Referrals__Sources__Attempts"] = "1",
        });

        Assert.Equal(1, answered.ExitCode);
        Assert.Contains("nDelius /case/X500001/personal-details $: expected an answer, found", answered.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (int)answered.Json["notFetched"]!["personalDetails"]!);
        // Nobody is made of nothing.
        Assert.Equal((0, 0), ((int)answered.Json["new"]!, (int)answered.Json["unchanged"]!));
        await using var db = new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={program.Database}" }).CreateDbContext();
        Assert.False(await db.People.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_case_is_fetched_from_both_sources_and_fetched_again_changes_nothing()
    {
        using var program = await TheProgram.WithDatabase();
        await using var sources = await StubSources.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/delius/case/X500001/personal-details"] = Documents.PersonalDetails("X500001"),
            ["/delius/case/X500001/sentence/1"] = Documents.Sentence,
            ["/delius/case/X500001/sentence/1/offences"] = Documents.Offences,
            ["/oasys/assessments/timeline/X500001"] = """{ "timeline": [ { "id": 81001, "status": "COMPLETE", "type": "LAYER3", "completedAt": "2026-02-02T15:20:11" } ] }""",
            ["/oasys/assessments/81001/section/section6"] = Documents.Section6,
        });
        string[] import = ["import", "--crn", "X500001", "--event", "1", "--database", program.Database, "--json"];

        var first = await program.Run(import, sources.Settings);
        var second = await program.Run(import, sources.Settings);

        Assert.Equal((0, 1, 1, 0), (first.ExitCode, (int)first.Json["new"]!, (int)first.Json["needsOpened"]!, first.Json["notFetched"]!.AsObject().Count));
        Assert.Equal((0, 1), (second.ExitCode, (int)second.Json["unchanged"]!));
        Assert.Contains("/delius/case/X500001/registrations", sources.Asked);
        Assert.Contains("/oasys/assessments/81001/section/roshsummary", sources.Asked);
    }

    [Fact]
    public async Task A_gzipped_bulk_file_is_taken_in_and_what_was_wrong_in_it_can_be_corrected_and_fed_back()
    {
        using var program = await TheProgram.WithDatabase();
        var file = program.At("cases.ndjson.gz");
        await using (var zipped = new StreamWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest)))
        {
            for (var number = 1; number <= 450; number++)
                await zipped.WriteLineAsync(Documents.Line($"X5{number:D5}", number == 300 ? Documents.Sentence.Replace("2026-01-05", "5th January", StringComparison.Ordinal) : Documents.Sentence));
        }

        var first = await program.OnDatabase("import", file, "--json");
        var again = await program.OnDatabase("import", file, "--json");

        Assert.Equal((1, 450, 1), (first.ExitCode, (int)first.Json["new"]!, (int)first.Json["rejected"]!));
        Assert.Contains($"{file}:300 $.sentences['1'].startDate: expected ", first.Errors, StringComparison.Ordinal);
        Assert.Equal((0, 0, 450), ((int)again.Json["new"]!, (int)again.Json["changed"]!, (int)again.Json["unchanged"]!));
        var corrected = program.Write("corrected.ndjson", (await File.ReadAllTextAsync((string)first.Json["rejectsFile"]!, TestContext.Current.CancellationToken)).Replace("5th January", "2026-01-05", StringComparison.Ordinal));
        var second = await program.OnDatabase("import", corrected, "--json");
        Assert.Equal((0, 1), (second.ExitCode, (int)second.Json["changed"]!));
    }
}
