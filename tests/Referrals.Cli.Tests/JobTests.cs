namespace Referrals.Cli.Tests;

public sealed class JobTests
{
    [Fact]
    public async Task A_job_runs_as_at_the_time_it_is_told()
    {
        using var program = await TheProgram.WithDatabase();
        Documents.Case(program, "cases", "X500001");
        await program.OnDatabase("import", program.At("cases"));

        var longBefore = await program.OnDatabase("jobs", "run", "chase", "--now", "2020-03-02T09:00Z");
        var longAfter = await program.OnDatabase("jobs", "run", "chase", "--now", "2027-12-01T09:00Z", "--json");

        Assert.Equal((0, "0 rungs climbed."), (longBefore.ExitCode, Assert.Single(longBefore.Lines)));
        Assert.Equal(0, longAfter.ExitCode);
        Assert.NotEqual("0 rungs climbed.", (string)longAfter.Json["summary"]!);
    }

    [Fact]
    public async Task The_inbox_is_imported_and_emptied_once()
    {
        using var program = await TheProgram.WithDatabase();
        program.Write("inbox/monday.ndjson", Documents.Line("X500001") + "\n");
        program.Write("inbox/half-written.part", "{");
        var settings = new Dictionary<string, string> { ["Referrals__Import__Inbox"] = program.At("inbox") };

        var first = await program.Run(["jobs", "run", "import-inbox", "--database", program.Database], settings);
        var second = await program.Run(["jobs", "run", "import-inbox", "--database", program.Database], settings);

        Assert.Equal("monday.ndjson: 1 cases, 1 new, 0 changed, 0 rejected.", Assert.Single(first.Lines));
        Assert.Equal("Nothing to import.", Assert.Single(second.Lines));
        Assert.True(File.Exists(program.At("inbox/monday.ndjson.done")));
        Assert.True(File.Exists(program.At("inbox/half-written.part")));
    }

    [Fact]
    public async Task Refreshing_without_sources_says_so_and_does_nothing()
    {
        using var program = await TheProgram.WithDatabase();

        var answered = await program.OnDatabase("jobs", "run", "refresh-cases");

        Assert.Equal((0, "Nothing fetched: Referrals:Sources gives no addresses."), (answered.ExitCode, Assert.Single(answered.Lines)));
    }
}
