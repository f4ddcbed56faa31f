using System.Text.Json.Nodes;

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

    private static void Copy(TheProgram program, Func<string, string> toolkit)
    {
        foreach (var file in Directory.GetFiles(Shipped, "*.json", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            program.Write(Path.Combine("workflows", Path.GetRelativePath(Shipped, file)), file.Contains("one-to-one-toolkit", StringComparison.Ordinal) ? toolkit(text) : text);
        }
    }
}
