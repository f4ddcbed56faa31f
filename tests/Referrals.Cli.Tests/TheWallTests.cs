using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Cli.Tests;

/// <summary>What lies behind the partner link wall (ADR 11) is in the database of every command, and in the output of none.</summary>
public sealed class TheWallTests
{
    private const string Marker = "XYZZY-BEHIND-THE-WALL";

    /// <summary>Every command there is, with what makes it say as much as it can.</summary>
    private static readonly Dictionary<string, string[][]> s_commands = new(StringComparer.Ordinal)
    {
        ["migrate"] = [[], ["--json"]],
        ["import"] = [["CASES"], ["CASES", "--json"]],
        ["jobs list"] = [[], ["--json"]],
        ["jobs run"] = [["chase"], ["digest"], ["deliver"], ["timers"], ["chase", "--json"]],
        ["statistics referrals-and-completions"] = [.. from way in new[] { ("csv", "region"), ("json", "pdu"), ("table", "programme"), ("csv", "month") } select new[] { "--from", "2025-04-01", "--to", "2026-03-31", "--format", way.Item1, "--by", way.Item2 }],
        ["statistics definitions"] = [[], ["--json"]],
        ["workflows check"] = [[], ["--json"]],
        ["workflows draw"] = [["partner-link"]],
        ["workflows migrate"] = [["partner-link", "--from", "1", "--to", "1", "--json"]],
        ["workflows move"] = [["--engine", "Embedded"], ["--engine", "Embedded", "--apply", "--json"]],
        ["workflows export"] = [["partner-link", "--elsa"]],
        ["workflows import"] = [["DEFINITION", "--elsa"], ["DEFINITION", "--elsa", "--json"]],
        ["staff"] = [["STAFF"], ["STAFF", "--json"]],
        ["audit verify"] = [[], ["--json"]],
        ["events receivers"] = [[], ["--json"]],
        ["events replay"] = [["--to", "nobody", "--from", "1"]],
        ["statistics rebuild"] = [[]],
        ["publish list"] = [[], ["--json"]],
        ["publish make"] = [["--title", "Referrals", "--summary", "Who was referred.", "--contact", "statistics@example.org", "--from", "2025-04-01", "--to", "2026-03-31", "--dry-run"]],
        ["publish verify"] = [[]],
        ["publish write"] = [["00000000-0000-0000-0000-000000000001", "--output", "FOLDER"]],
        ["inspection draw"] = [["--title", "Domestic abuse", "--from", "2000-01-01", "--to", "2030-01-01", "--size", "1"]],
        ["inspection list"] = [[], ["--json"]],
        ["inspection check"] = [["SAMPLE"]],
        ["inspection result"] = [["SAMPLE"], ["SAMPLE", "--json"]],
        ["extract"] = [["--from", "2025-04-01", "--to", "2026-03-31", "--output", "FOLDER"]],
        ["subject-access"] = [["X500001"], ["X500001", "--output", "FILE"]],
        ["seed"] = [["--json"]],
    };

    [Fact]
    public async Task No_command_prints_or_writes_anything_from_behind_it()
    {
        using var program = await TheProgram.WithDatabase();
        Documents.Case(program, "cases", "X500001");
        Assert.Equal(0, (await program.OnDatabase("import", program.At("cases"))).ExitCode);
        await Wall(program);
        program.Write("staff.csv", "code,name,email,role,region,pdu\nN52L001,Grace Adeyemi,grace@example.org,partner-link-worker,E,\n");

        Assert.Equal(s_commands.Keys.Order(StringComparer.Ordinal), (await Leaves(program, [])).Order(StringComparer.Ordinal));
        var spoke = 0;
        var sample = "";
        foreach (var (command, ways) in s_commands)
        {
            foreach (var way in ways)
            {
                string[] arguments = [.. command.Split(' '), .. way.Select(w => w switch { "CASES" => program.At("cases"), "STAFF" => program.At("staff.csv"), "DEFINITION" => Path.Combine(AppContext.BaseDirectory, "workflows", "definitions", "partner-link", "v1.json"), "FOLDER" => program.At("written"), "FILE" => program.At("subject.json"), "SAMPLE" => sample, _ => w }), "--verbose"];
                var answered = await program.Run([.. arguments, "--database", program.Database], new() { ["Referrals__Extract__Key"] = "a secret of this test that is long enough" });
                spoke += answered.Output.Length > 0 ? 1 : 0;
                if (command == "inspection draw")
                {
                    Assert.Equal(0, answered.ExitCode);
                    sample = answered.Output.Trim();
                }

                Assert.False((answered.Output + answered.Errors).Contains(Marker, StringComparison.OrdinalIgnoreCase), $"{string.Join(' ', arguments)} printed it.");
            }
        }

        Assert.True(spoke > 15, $"{spoke} commands said anything.");
        Assert.True(File.Exists(program.At("subject.json")) && File.Exists(Path.Combine(program.At("written"), "needs.csv")), "The exports wrote nothing.");
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(program.Database)!, "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith("test.db", StringComparison.Ordinal)))
            Assert.DoesNotContain(Marker, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The commands that do something, read off the program's own help.</summary>
    private static async Task<List<string>> Leaves(TheProgram program, string[] path)
    {
        var help = (await program.Run([.. path, "--help"])).Lines;
        var names = help.SkipWhile(line => line.Trim() != "Commands:").Skip(1).TakeWhile(line => line.StartsWith(' ')).Where(line => line[2] != ' ').Select(line => line.Trim().Split(' ')[0]).ToList();
        if (names.Count == 0)
            return [string.Join(' ', path)];
        var leaves = new List<string>();
        foreach (var name in names)
            leaves.AddRange(await Leaves(program, [.. path, name]));
        return leaves;
    }

    private static async Task Wall(TheProgram program)
    {
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        await using var db = new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={program.Database}" }).CreateDbContext();
        var person = await db.People.Select(p => p.Id).SingleAsync(TestContext.Current.CancellationToken);
        var need = await db.Needs.Where(n => n.PersonId == person).Select(n => n.Id).FirstAsync(TestContext.Current.CancellationToken);
        var duty = new PartnerLinkDuty { Id = Ids.New(now), ReferralId = Ids.New(now), PersonId = person, NeedId = need, OpenedOn = new DateOnly(2026, 3, 2), DueOn = new DateOnly(2026, 3, 2), AllocatedOn = new DateOnly(2026, 3, 2) };
        db.Trail.Responsible = Actor.Service("test");
        db.Add(duty);
        db.Add(new PartnerDetails { DutyId = duty.Id, WorkerCode = "N52L001", Name = Marker, Relationship = Marker, Contact = Marker, SafeContact = Marker, Notes = Marker, Version = 1 });
        db.Add(new PartnerContact { Id = Ids.New(now), DutyId = duty.Id, At = now, On = new DateOnly(2026, 3, 2), By = "Grace", Means = "telephone", Outcome = "no-answer", Words = Marker });
        db.Add(new PartnerConcern { Id = Ids.New(now), DutyId = duty.Id, At = now, By = "Grace", Words = Marker });
        db.Add(new PassedConcern { Id = Ids.New(now), PersonId = person, Words = Marker, To = ["N52S001"], By = "Grace", At = now });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
