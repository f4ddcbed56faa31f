namespace Referrals.Cli.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public async Task The_table_comes_as_csv_json_and_text()
    {
        using var program = await TheProgram.WithDatabase();
        for (var number = 1; number <= 12; number++)
            Documents.Case(program, "cases", $"X50{number:0000}");
        await program.OnDatabase("import", program.At("cases"));
        string[] table = ["statistics", "referrals-and-completions", "--from", "2025-04-01", "--to", "2026-03-31", "--by", "region"];

        var csv = await program.OnDatabase([.. table, "--format", "csv", "--output", program.At("table.csv")]);
        var json = await program.OnDatabase([.. table, "--format", "json"]);
        var text = await program.OnDatabase([.. table, "--format", "table"]);

        Assert.Equal((0, ""), (csv.ExitCode, csv.Output));
        var lines = File.ReadAllLines(program.At("table.csv"));
        Assert.StartsWith("region_code,region,assessed", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.StartsWith("E,West Midlands,12,", StringComparison.Ordinal));
        Assert.Equal(12, (int)json.Json["total"]!["counts"]!["needing"]!);
        Assert.Contains("West Midlands", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_measure_says_what_it_counts()
    {
        using var program = new TheProgram();

        var answered = await program.Run("statistics", "definitions", "--json");

        Assert.Equal(0, answered.ExitCode);
        Assert.All(answered.Json.AsArray(), m => Assert.NotEqual("", (string)m!["definition"]!));
    }
}
