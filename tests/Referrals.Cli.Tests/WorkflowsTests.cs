using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Workflows;

namespace Referrals.Cli.Tests;

public sealed class WorkflowsTests
{
    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "workflows");

    [Fact]
    public async Task The_shipped_definitions_have_no_problems()
    {
        using var program = new TheProgram();

        var answered = await program.Run("workflows", "check");

        Assert.Equal((0, "No problems."), (answered.ExitCode, Assert.Single(answered.Lines)));
    }

    [Fact]
    public async Task A_broken_definition_is_named_with_its_file_line_and_activity()
    {
        using var program = new TheProgram();
        Copy(program, text => text.Replace("\"standard\"", "\"no-such-ladder\"", StringComparison.Ordinal));

        var file = program.At("workflows/definitions/one-to-one-toolkit/v1.json");

        var answered = await program.Run("workflows", "check", program.At("workflows"));

        Assert.Equal(1, answered.ExitCode);
        // The line above the id is where the activity begins.
        var line = File.ReadAllLines(file).Index().First(l => l.Item.Contains("\"id\": \"plan\"", StringComparison.Ordinal)).Index;
        Assert.Contains($"{file}:{line}: plan: There is no ladder no-such-ladder", answered.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_is_drawn()
    {
        using var program = new TheProgram();

        var answered = await program.Run("workflows", "draw", "domestic-abuse-need", "--output", program.At("need.svg"));

        Assert.Equal(0, answered.ExitCode);
        Assert.StartsWith("<svg", File.ReadAllText(program.At("need.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moving_instances_is_tried_first_then_done_and_their_tasks_stay()
    {
        using var program = await TheProgram.WithDatabase();
        Documents.Case(program, "cases", "X500001");
        await program.OnDatabase("import", program.At("cases"));
        Copy(program, text => text);
        var two = JsonNode.Parse(File.ReadAllText(program.At("workflows/definitions/enquiry/v1.json")))!;
        two["version"] = 2;
        program.Write("workflows/definitions/enquiry/v2.json", two.ToJsonString());
        var settings = new Dictionary<string, string> { ["Referrals__Workflows"] = program.At("workflows") };
        string[] move = ["workflows", "migrate", "enquiry", "--from", "1", "--to", "2", "--json", "--database", program.Database];

        var tried = await program.Run(move, settings);
        var done = await program.Run([.. move, "--apply"], settings);
        var again = await program.Run([.. move, "--apply"], settings);
        var chased = await program.Run(["jobs", "run", "chase", "--now", "2027-12-01T09:00Z", "--database", program.Database], settings);

        Assert.Equal((0, false, 1), (tried.ExitCode, (bool)tried.Json["applied"]!, (int)tried.Json["movable"]!));
        Assert.Equal((0, 1), (done.ExitCode, (int)done.Json["movable"]!));
        Assert.Equal(0, (int)again.Json["movable"]!);
        Assert.Equal(0, chased.ExitCode);
    }

    [Fact]
    public async Task Moving_to_another_engine_is_tried_first_then_done_and_tasks_stay_and_go_on_there()
    {
        NeedsElsa();
        using var program = await TheProgram.WithDatabase();
        Documents.Case(program, "cases", "X500001");
        var embedded = new Dictionary<string, string> { ["Referrals__Workflows__Engine"] = "Embedded" };
        await program.Run(["import", program.At("cases"), "--database", program.Database], embedded);
        string[] move = ["workflows", "move", "--engine", "Elsa", "--json", "--database", program.Database];
        var tasks = await Tasks(program);
        Assert.NotEmpty(tasks);

        var tried = await program.Run(move, embedded);
        var running = (int)tried.Json["standing"]!["Embedded"]!;
        Assert.Equal((0, false, 0), (tried.ExitCode, (bool)tried.Json["applied"]!, (int)tried.Json["moved"]!));
        Assert.True(running > 1);

        var done = await program.Run([.. move, "--apply"], embedded);
        Assert.Equal((running, running), ((int)done.Json["moved"]!, (int)done.Json["standing"]!["Elsa"]!));
        Assert.Equal(tasks, await Tasks(program));
        var again = await program.Run([.. move, "--apply"], embedded);
        Assert.Equal(0, (int)again.Json["moved"]!);

        // Whatever the configuration says, an instance goes on with the engine it stands on.
        var ended = await program.Run(["jobs", "run", "supervision-ends", "--now", "2036-12-01T09:00Z", "--database", program.Database], embedded);
        Assert.Equal(0, ended.ExitCode);
        Assert.NotEqual(tasks, await Tasks(program));

        var back = await program.Run(["workflows", "move", "--engine", "Embedded", "--apply", "--json", "--database", program.Database], embedded);
        Assert.Equal(["Embedded"], back.Json["standing"]!.AsObject().Select(s => s.Key));
    }

    [Fact]
    public async Task Every_shipped_definition_goes_to_Elsa_and_comes_back_with_nothing_changed()
    {
        NeedsElsa();
        foreach (var file in Directory.GetFiles(Path.Combine(Shipped, "definitions"), "*.json", SearchOption.AllDirectories))
        {
            using var program = new TheProgram();
            var name = Path.GetFileName(Path.GetDirectoryName(file))!;
            var exported = await program.Run("workflows", "export", name, "--elsa", "--output", program.At("elsa.json"));
            Assert.Equal((0, ""), (exported.ExitCode, exported.Errors));

            var imported = await program.Run("workflows", "import", program.At("elsa.json"), "--elsa");
            Assert.Equal(0, imported.ExitCode);
            Assert.StartsWith("Nothing differs", Assert.Single(imported.Lines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_edited_in_Elsas_designer_is_checked_and_what_differs_is_said()
    {
        NeedsElsa();
        using var program = new TheProgram();
        await program.Run("workflows", "export", "handover", "--elsa", "--output", program.At("elsa.json"));
        var edited = JsonNode.Parse(File.ReadAllText(program.At("elsa.json")))!;
        var activities = edited["root"]!["activities"]!.AsArray().Select(a => a!.AsObject()).ToList();
        var wait = activities.Single(a => a.ContainsKey("serviceLevel"));
        // As the designer leaves it: a name changed, an input that was emptied, a list under another type, ids of memory, the chart moved.
        wait["name"] = "Take over";
        wait["choices"]!["typeName"] = "ICollection<String>";
        wait["choices"]!["memoryReference"] = new JsonObject { ["id"] = "x:input-choices" };
        wait["note"] = null;
        wait["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 5, ["y"] = 6 } } };
        program.Write("edited.json", edited.ToJsonString());

        var imported = await program.Run("workflows", "import", program.At("edited.json"), "--elsa", "--output", program.At("v2.json"));
        Assert.Equal(0, imported.ExitCode);
        Assert.EndsWith("is called Take over.", Assert.Single(imported.Lines), StringComparison.Ordinal);
        Assert.Equal(2, (int)JsonNode.Parse(File.ReadAllText(program.At("v2.json")))!["version"]!);

        wait["ladder"]!["expression"]!["value"] = "no-such-ladder";
        var text = edited.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
        program.Write("broken.json", text);
        var broken = await program.Run("workflows", "import", program.At("broken.json"), "--elsa", "--output", program.At("v3.json"));
        Assert.Equal(1, broken.ExitCode);
        // The line is that of the activity in the file they edited.
        var line = text.Split('\n').Index().First(l => l.Item.Contains($"\"id\": \"{wait["id"]}\"", StringComparison.Ordinal) || l.Item.Contains("\"name\": \"Take over\"", StringComparison.Ordinal)).Index + 1;
        Assert.Contains($"broken.json:{line}: ", broken.Output, StringComparison.Ordinal);
        Assert.Contains("There is no ladder no-such-ladder", broken.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(program.At("v3.json")));

        wait["type"] = "Studio.Unheard";
        program.Write("unheard.json", edited.ToJsonString());
        var unheard = await program.Run("workflows", "import", program.At("unheard.json"), "--elsa");
        Assert.Equal(1, unheard.ExitCode);
        Assert.Contains("Elsa knows no activity Studio.Unheard", unheard.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_said_with_what_to_do()
    {
        using var program = await TheProgram.WithDatabase();
        var unknown = await program.OnDatabase("workflows", "move", "--engine", "Steam");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("'Steam' is no workflow engine", unknown.Errors, StringComparison.Ordinal);

        Assert.SkipWhen(Engines.Known.Contains(Engines.Elsa), "This was built with Elsa, so that it is there.");
        var without = await program.OnDatabase("workflows", "move", "--engine", "Elsa");
        Assert.Equal(1, without.ExitCode);
        Assert.Contains("-p:Elsa=true", without.Errors, StringComparison.Ordinal);
    }

    private static void NeedsElsa() =>
        Assert.SkipUnless(Engines.Known.Contains(Engines.Elsa), "This was built without Elsa: build with -p:Elsa=true where its packages are to be had.");

    private static async Task<List<string>> Tasks(TheProgram program)
    {
        await using var db = new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={program.Database}" }).CreateDbContext();
        return [.. (await db.Tasks.AsNoTracking().Where(t => t.ClosedAt == null).OrderBy(t => t.Id).ToListAsync(TestContext.Current.CancellationToken)).Select(t => $"{t.Id} {t.InstanceId} {t.WaitId} {t.DueOn}")];
    }

    private static void Copy(TheProgram program, Func<string, string> toolkit)
    {
        foreach (var file in Directory.GetFiles(Shipped, "*.json", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            program.Write(Path.Combine("workflows", Path.GetRelativePath(Shipped, file)), file.Contains("one-to-one-toolkit", StringComparison.Ordinal) ? toolkit(text) : text);
        }
    }
}
