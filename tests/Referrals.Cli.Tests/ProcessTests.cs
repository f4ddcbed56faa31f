namespace Referrals.Cli.Tests;

/// <summary>What only the built program itself can show: its environment, its folder and what its process answers with.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task The_environment_or_the_folder_says_which_database_and_the_process_answers_with_how_it_went()
    {
        using var program = new TheProgram();
        var connection = $"Data Source={program.Database}";

        var without = await program.RunAlone(["migrate"], []);
        var byEnvironment = await program.RunAlone(["migrate"], new() { ["Referrals__Database__ConnectionString"] = connection });
        program.Write("appsettings.json", System.Text.Json.JsonSerializer.Serialize(new { Referrals = new { Database = new { ConnectionString = connection } } }));
        var byFolder = await program.RunAlone(["migrate"], []);
        var wrong = await program.RunAlone(["migrat"], []);

        Assert.Equal((2, ""), (without.ExitCode, without.Output));
        Assert.StartsWith("Say which database: --database FILE", without.Errors, StringComparison.Ordinal);
        Assert.Equal(0, byEnvironment.ExitCode);
        Assert.StartsWith("Applied ", byEnvironment.Output, StringComparison.Ordinal);
        Assert.Equal((0, "The database is up to date."), (byFolder.ExitCode, byFolder.Output.Trim()));
        Assert.Equal(2, wrong.ExitCode);
        Assert.EndsWith("See 'referrals --help'.", wrong.Errors.Trim(), StringComparison.Ordinal);
    }
}
