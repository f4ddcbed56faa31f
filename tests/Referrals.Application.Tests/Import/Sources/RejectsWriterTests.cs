using Referrals.Application.Import.Sources;

namespace Referrals.Application.Tests.Import.Sources;

public sealed class RejectsWriterTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Corrected_rejects_of_a_bulk_file_make_up_what_was_missing()
    {
        var bad = Fixtures.Case("X2");
        bad["section6"]!["SARA"]!["imminentRiskOfViolenceTowardsPartner"] = "Moderate";
        bad["sentences"]!["2"] = Fixtures.Parse("""{"startDate":"31/01/2025","requirements":[]}""");
        var input = scratch.Write("cases.ndjson", $"{Fixtures.Case("X1").ToJsonString()}\n{bad.ToJsonString()}\n{{\"crn\":\"X3\"\n");

        var (kept, rejects) = await Import(new NdjsonSource(input), RejectsWriter.FreePathFor(input));
        File.WriteAllText(rejects, File.ReadAllText(rejects)
            .Replace("Moderate", "Medium", StringComparison.Ordinal)
            .Replace("31/01/2025", "2025-01-31", StringComparison.Ordinal)
            .Replace("{\"crn\":\"X3\"", "{\"crn\":\"X3\"}", StringComparison.Ordinal));
        var (again, _) = await Import(new NdjsonSource(rejects), scratch["none.ndjson"]);

        Assert.Equal(scratch["cases.rejects.ndjson"], rejects);
        Assert.Equal(["X1", "X2"], kept.Select(c => c.Crn));
        Assert.Equal(["X2", "X3"], again.Select(c => c.Crn));
        Assert.NotNull(again[0].Section6);
        Assert.Equal([2], again[0].Sentences!.Keys);
        Assert.Null(again[0].PersonalDetails);
        Assert.True(again[1].IsEmpty);
        Assert.False(File.Exists(scratch["none.ndjson"]));
    }

    [Fact]
    public async Task Corrected_rejects_of_a_folder_are_a_bulk_file_and_a_folder()
    {
        scratch.Write("in/X400100/registrations.json", Fixtures.Registrations);
        scratch.Write("in/X400100/section6.json", Fixtures.Section6.Replace("\"Yes\"", "\"Perhaps\"", StringComparison.Ordinal));
        scratch.Write("in/X400100/offences-3.json", Fixtures.Offences.Replace("2025-05-14", "14 May", StringComparison.Ordinal));
        scratch.Write("in/X400100/sentence-3.json", "{ \"description\": ");

        var (_, rejects) = await Import(new FolderSource(scratch["in"]), RejectsWriter.FreePathFor(scratch["in"]));
        File.WriteAllText(rejects, File.ReadAllText(rejects)
            .Replace("\"Perhaps\"", "\"Yes\"", StringComparison.Ordinal)
            .Replace("14 May", "2025-05-14", StringComparison.Ordinal));
        scratch.Write("in.rejects/X400100/sentence-3.json", File.ReadAllText(scratch["in.rejects", "X400100", "sentence-3.json"]) + "\"Order\" }");
        var (lines, _) = await Import(new NdjsonSource(rejects), scratch["none.ndjson"]);
        var (folders, _) = await Import(new FolderSource(scratch["in.rejects"]), scratch["none.ndjson"]);

        var line = Assert.Single(lines);
        Assert.True(line.Section6!.PerpetratorAgainstFamily);
        Assert.Equal([3], line.Offences!.Keys);
        Assert.Null(line.Registrations);
        Assert.Equal("Order", Assert.Single(folders).Sentences![3].Description);
    }

    [Fact]
    public async Task Sentences_under_no_event_number_are_kept_for_correction()
    {
        var input = scratch.Write("cases.ndjson", """{"crn":"X1","sentences":{"first":{"description":"A"}},"offences":[1]}""");

        var (_, rejects) = await Import(new NdjsonSource(input), scratch["r.ndjson"]);

        Assert.Equal("""{"crn":"X1","sentences":{"first":{"description":"A"}},"offences":[1]}""" + "\n", File.ReadAllText(rejects));
    }

    [Fact]
    public async Task Where_nothing_was_rejected_nothing_is_written()
    {
        var input = scratch.Write("cases.ndjson", Fixtures.Case().ToJsonString());

        var (_, rejects) = await Import(new NdjsonSource(input), scratch["r.ndjson"]);

        Assert.False(File.Exists(rejects));
        Assert.False(Directory.Exists(scratch["r"]));
    }

    [Fact]
    public async Task Rejects_of_an_earlier_import_are_never_written_over()
    {
        var input = scratch.Write("cases.ndjson.gz", "no case\n");

        var (_, first) = await Import(new NdjsonSource(input), RejectsWriter.FreePathFor(input));
        var (_, second) = await Import(new NdjsonSource(input), RejectsWriter.FreePathFor(input));

        Assert.Equal([scratch["cases.rejects.ndjson"], scratch["cases.rejects-2.ndjson"]], [first, second]);
        await Assert.ThrowsAsync<IOException>(() => Import(new NdjsonSource(input), first));
        Assert.Equal("no case\n", File.ReadAllText(first));
    }

    private static async Task<(List<SourceCase> Kept, string Rejects)> Import(ICaseSource source, string rejects)
    {
        var kept = new List<SourceCase>();
        using var writer = new RejectsWriter(rejects);
        foreach (var read in await Fixtures.ReadAll(source))
        {
            if (read.Case is { } found)
                kept.Add(found);
            if (read.Rejected is { } rejected)
                writer.Write(rejected);
        }

        return (kept, rejects);
    }
}
