using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Cli.Tests;

public sealed class DemonstrationTests
{
    [Fact]
    public async Task An_empty_database_is_filled_once_with_every_stage_of_every_journey()
    {
        using var program = await TheProgram.WithDatabase();

        var first = await program.OnDatabase("seed", "--cases", "24", "--json");
        var second = await program.OnDatabase("seed", "--json");

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(["Day 1 of 34", "Day 34 of 34"], first.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [var day, .., var last] ? [day, last] : []);
        Assert.True((bool)first.Json["done"]!);
        Assert.Equal((0, false), (second.ExitCode, (bool)second.Json["done"]!));
        await using var db = new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={program.Database}" }).CreateDbContext();
        Assert.Equal(24 + 23, await db.People.CountAsync(TestContext.Current.CancellationToken));
        var open = await db.Tasks.Where(t => t.ClosedAt == null && t.PduId == 71).Select(t => t.Kind).Distinct().ToListAsync(TestContext.Current.CancellationToken);
        string[] stages =
        [
            "AcknowledgeHandover", "AfterRecall", "AnswerQuestions", "ApproveDecision", "AskEnquiry", "AssessSuitability", "AwaitAnswer", "ConfirmClosure",
            "Decide", "DeliverProgramme", "DeliverToolkit", "GiveInformation", "ReviewChange", "WaitForPlace", "WriteAnalysis",
        ];
        Assert.Empty(stages.Except(open.Select(kind => kind["Referrals.".Length..])));
        Assert.Contains(await db.Needs.Select(n => n.ClosedAs).Distinct().ToListAsync(TestContext.Current.CancellationToken), c => c == ClosedAs.Met);
        Assert.Contains(await db.Needs.Select(n => n.ReasonCode).Distinct().ToListAsync(TestContext.Current.CancellationToken), c => c == "UN-TIME");
    }

    [Fact]
    public async Task A_decision_that_nobody_took_has_climbed_to_the_regional_lead()
    {
        using var program = await TheProgram.WithDatabase();
        await program.OnDatabase("seed", "--cases", "1");
        await using var db = new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={program.Database}" }).CreateDbContext();

        var told = await db.Chases.Where(c => db.Tasks.Any(t => t.Id == c.TaskId && t.ClosedAt == null && t.Kind == "Referrals.Decide" && db.People.Any(p => p.Id == t.PersonId && p.Crn == "D900006")))
            .OrderBy(c => c.Rung).Select(c => new { c.Told, c.On }).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["owner", "owner", "owner, spo", "spo, pdu-head", "pdu-head, regional-lead"], told.Select(t => t.Told));
        Assert.Equal(told.Select(t => t.On).Order().Distinct(), told.Select(t => t.On));
        Assert.True(await db.Outbox.AnyAsync(m => m.DeliveredAt != null && m.Addressee == "regional-lead@E", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Day 1 of 34")]
    [InlineData("Day 20 of 34")]
    public async Task A_demonstration_killed_half_way_is_begun_again_and_told_whole(string killedAt)
    {
        using var program = await TheProgram.WithDatabase();
        await program.KillWhenItSays(killedAt, "seed", "--cases", "3", "--database", program.Database);

        var again = await program.OnDatabase("seed", "--cases", "3", "--json");

        Assert.True((bool)again.Json["done"]!, again.Output);
        await using var db = new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={program.Database}" }).CreateDbContext();
        Assert.Equal(3 + 23, await db.People.CountAsync(TestContext.Current.CancellationToken));
        Assert.Single(await db.JobRuns.Where(r => r.Job == "demonstration").ToListAsync(TestContext.Current.CancellationToken), r => r.EndedAt != null);
    }

    [Fact]
    public async Task A_killed_demonstration_that_somebody_was_added_to_is_left_as_it_is()
    {
        using var program = await TheProgram.WithDatabase();
        await program.KillWhenItSays("Day 1 of 34", "seed", "--cases", "3", "--database", program.Database);
        var imported = await program.OnDatabase("import", program.Write("one.ndjson", """{"crn":"X718255","personalDetails":{"crn":"X718255","name":{"forename":"Neil","surname":"Added"}}}"""));

        var again = await program.OnDatabase("seed", "--cases", "3", "--json");

        Assert.Equal(0, imported.ExitCode);
        Assert.False((bool)again.Json["done"]!);
        Assert.Contains("X718255", (string)again.Json["words"]!, StringComparison.Ordinal);
        await using var db = new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={program.Database}" }).CreateDbContext();
        Assert.True(await db.People.AnyAsync(p => p.Crn == "X718255", TestContext.Current.CancellationToken));
    }
}
