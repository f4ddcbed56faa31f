namespace Referrals.Cli.Tests;

public sealed class PublishTests
{
    [Fact]
    public async Task A_publication_is_tried_made_listed_written_and_checked()
    {
        using var program = await WithPeople(12);
        string[] what = ["publish", "make", "--title", "Interventions", "--summary", "How far people got.", "--contact", "a@example.org", "--from", "2025-04-01", "--to", "2026-03-31", "--by", "region", "month"];

        var tried = await program.OnDatabase([.. what, "--dry-run"]);
        Assert.Contains("West Midlands", tried.Output, StringComparison.Ordinal);
        Assert.Empty((await program.OnDatabase("publish", "list", "--json")).Json.AsArray());

        var made = await program.OnDatabase(what);
        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        var listed = Assert.Single((await program.OnDatabase("publish", "list", "--json")).Json.AsArray())!;
        Assert.Equal(made.Output.Trim(), (string)listed["id"]!);

        var written = await program.OnDatabase("publish", "write", made.Output.Trim(), "--output", program.At("out"));
        Assert.Equal(["bulletin.html", "publication.csv", "publication.csv-metadata.json", "publication.json", "publication.ods"], Directory.GetFiles(program.At("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(written.Lines, l => Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(program.At("out"), l.Split("  ")[1])))), l.Split("  ")[0]));
        Assert.Equal(0, (await program.OnDatabase("publish", "verify")).ExitCode);
        Assert.Equal(1, (await program.OnDatabase([.. what, "--round-to", "5"])).ExitCode);
    }

    [Fact]
    public async Task What_is_held_on_a_person_and_an_extract_are_written_to_files()
    {
        using var program = await WithPeople(3);

        var held = await program.OnDatabase("subject-access", "X500001");
        Assert.Equal("X500001", (string)held.Json["held"]!["Person"]![0]!["Crn"]!);
        Assert.Equal(1, (await program.OnDatabase("subject-access", "X599999")).ExitCode);

        string[] extract = ["extract", "--from", "2025-04-01", "--to", "2026-03-31", "--output", program.At("extract"), "--database", program.Database];
        Assert.Contains("Referrals:Extract:Key", (await program.Run(extract)).Errors, StringComparison.Ordinal);
        var made = await program.Run(extract, new() { ["Referrals__Extract__Key"] = "a secret of this test that is long enough" });
        Assert.Equal((0, "3 needs\n"), (made.ExitCode, made.Output));
        Assert.Equal(4, File.ReadAllLines(Path.Combine(program.At("extract"), "needs.csv")).Length);
        Assert.StartsWith("column,type,meaning", File.ReadAllText(Path.Combine(program.At("extract"), "data-dictionary.csv")), StringComparison.Ordinal);
    }

    private static async Task<TheProgram> WithPeople(int people)
    {
        var program = await TheProgram.WithDatabase();
        for (var number = 1; number <= people; number++)
            Documents.Case(program, "cases", $"X50{number:0000}");
        await program.OnDatabase("import", program.At("cases"));
        return program;
    }
}
