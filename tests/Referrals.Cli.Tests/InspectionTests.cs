namespace Referrals.Cli.Tests;

public sealed class InspectionTests
{
    [Fact]
    public async Task A_sample_is_drawn_listed_and_drawn_again_and_its_result_stands_beside_the_national_figure()
    {
        using var program = await TheProgram.WithDatabase();
        for (var number = 1; number <= 12; number++)
            Documents.Case(program, "cases", $"X50{number:0000}");
        await program.OnDatabase("import", program.At("cases"));
        string[] draw = ["inspection", "draw", "--title", "Domestic abuse", "--from", "2020-01-01", "--to", "2030-01-01", "--seed", "7"];

        var drawn = await program.OnDatabase([.. draw, "--size", "5"]);
        var again = await program.OnDatabase([.. draw, "--size", "5"]);
        var listed = (await program.OnDatabase("inspection", "list", "--json")).Json.AsArray();
        var result = (await program.OnDatabase("inspection", "result", drawn.Output.Trim(), "--json")).Json.AsArray();

        Assert.Equal((0, "", 0), (drawn.ExitCode, drawn.Errors, again.ExitCode));
        Assert.Equal(2, listed.Count);
        Assert.All(listed, s => Assert.Equal((5, 7, 12), ((int)s!["size"]!, (int)s["seed"]!, (int)s["frameSize"]!)));
        Assert.Single(listed.Select(s => (string)s!["frameChecksum"]!).Distinct());
        Assert.Contains(listed, s => (string)s!["id"]! == drawn.Output.Trim());
        Assert.Equal(0, (await program.OnDatabase("inspection", "check", drawn.Output.Trim())).ExitCode);
        Assert.Equal(6, result.Count);
        Assert.Contains(result, r => (string)r!["key"]! == "needing" && r["national"] is not null);
        Documents.Case(program, "more", "X509999");
        await program.OnDatabase("import", program.At("more"));
        Assert.Contains("other people to draw from", string.Concat((await program.OnDatabase("inspection", "check", drawn.Output.Trim())) is var check ? [check.Output, check.Errors] : []), StringComparison.Ordinal);

        Assert.Equal(1, (await program.OnDatabase([.. draw, "--size", "50"])).ExitCode);
        Assert.Equal(2, (await program.OnDatabase([.. draw, "--size", "1", "--region", "Z"])).ExitCode);
        Assert.Equal(2, (await program.OnDatabase("inspection", "draw", "--title", "x", "--from", "2026-02-01", "--to", "2026-01-01")).ExitCode);
    }
}
