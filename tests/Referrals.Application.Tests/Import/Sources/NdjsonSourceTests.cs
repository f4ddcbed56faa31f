using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Referrals.Application.Import.Sources;

namespace Referrals.Application.Tests.Import.Sources;

public sealed class NdjsonSourceTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Cases_come_in_the_order_of_the_file_with_their_lines()
    {
        var path = scratch.Write("cases.ndjson", Fixtures.Case("X1").ToJsonString() + "\n" + Fixtures.Case("X2").ToJsonString() + "\n");

        var reads = await Fixtures.ReadAll(new NdjsonSource(path));

        Assert.Equal([("X1", 1), ("X2", 2)], reads.Select(r => (r.Case!.Crn, r.Case.Origin.Line!.Value)));
        Assert.All(reads, r => Assert.Empty(r.Problems));
    }

    [Theory]
    [InlineData("{\"crn\":\"X1\"}\n\n   \n\r\n{\"crn\":\"X2\"}", "X1@1 X2@5")]
    [InlineData("{\"crn\":\"X1\"}\r\n{\"crn\":\"X2\"}\r\n", "X1@1 X2@2")]
    [InlineData("\uFEFF{\"crn\":\"X1\"}\n", "X1@1")]
    [InlineData("", "")]
    [InlineData("\n", "")]
    public async Task Blank_lines_marks_and_either_line_end_are_no_problem(string content, string expected)
    {
        var path = scratch.Write("cases.ndjson", Encoding.UTF8.GetBytes(content));

        var reads = await Fixtures.ReadAll(new NdjsonSource(path));

        Assert.Equal(expected, string.Join(' ', reads.Select(r => $"{r.Case!.Crn}@{r.Case.Origin.Line}")));
        Assert.All(reads, r => Assert.Empty(r.Problems));
    }

    [Fact]
    public async Task A_gzipped_file_is_known_by_its_first_bytes_and_not_by_its_name()
    {
        var path = scratch.Write("cases.ndjson", Gzip("{\"crn\":\"X1\"}\n{\"crn\":\"X2\"}\n"));

        var reads = await Fixtures.ReadAll(new NdjsonSource(path));

        Assert.Equal(["X1", "X2"], reads.Select(r => r.Case!.Crn));
    }

    [Fact]
    public async Task Gzipped_files_put_one_after_the_other_are_read_as_one()
    {
        var path = scratch.Write("cases.gz", [.. Gzip("{\"crn\":\"X1\"}\n"), .. Gzip("{\"crn\":\"X2\"}\n")]);

        Assert.Equal(["X1", "X2"], (await Fixtures.ReadAll(new NdjsonSource(path))).Select(r => r.Case!.Crn));
    }

    [Fact]
    public async Task A_gzipped_file_that_was_cut_short_gives_what_was_whole_and_says_so()
    {
        var whole = Gzip(string.Join('\n', Enumerable.Range(1, 2000).Select(n => $$"""{"crn":"X{{n}}"}""")));
        var path = scratch.Write("cases.gz", whole[..(whole.Length * 2 / 3)]);

        var reads = await Fixtures.ReadAll(new NdjsonSource(path));

        Assert.InRange(reads.Count(r => r.Case is not null), 1, 1999);
        Assert.Contains(reads, r => r.HasErrors);
        Assert.True(reads[^1].HasErrors);
    }

    [Theory]
    [InlineData("{\"crn\":\"X9\"", "$", "well-formed")]
    [InlineData("crn,surname", "$", "well-formed")]
    [InlineData("{\"crn\":\"X9\"} {\"crn\":\"X8\"}", "$", "well-formed")]
    [InlineData("{\"crn\":\"X9\",\"crn\":\"X8\"}", "$", "well-formed")]
    [InlineData("{\"crn\":\"X9\",\"section6\":{\"assessmentPk\":1,\"perpAgainstFamily\":\"Yes\",\"perpAgainstFamily\":\"No\"}}", "$", "well-formed")]
    [InlineData("[]", "$", "an object")]
    [InlineData("{\"personalDetails\":{}}", "$.crn", "CRN")]
    [InlineData("{\"crn\":null}", "$.crn", "CRN")]
    [InlineData("{\"crn\":12}", "$.crn", "CRN")]
    [InlineData("{\"crn\":\"\"}", "$.crn", "CRN")]
    [InlineData("{\"crn\":\"../X1\"}", "$.crn", "CRN")]
    [InlineData("{\"crn\":\"X1\",\"saraAnalysis\":\"\\ud800\"}", "$", "UTF-8")]
    [InlineData("{\"crn\":\"X1\",\"\\ud800\":1}", "$", "UTF-8")]
    public async Task A_line_that_is_no_case_is_rejected_whole_and_the_next_one_read(string bad, string at, string expected)
    {
        var path = scratch.Write("cases.ndjson", $"{{\"crn\":\"X1\"}}\n{bad}\n{{\"crn\":\"X3\"}}\n");

        var reads = await Fixtures.ReadAll(new NdjsonSource(path));

        Assert.Equal(["X1", null, "X3"], reads.Select(r => r.Case?.Crn));
        var problem = Assert.Single(reads[1].Problems);
        Assert.Equal((path, 2, at), (problem.File, problem.Line, problem.JsonPath));
        Assert.Contains(expected, problem.Expected, StringComparison.Ordinal);
        Assert.Equal(bad, reads[1].Rejected!.Line!.Value.Text());
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_reject_their_line()
    {
        var path = scratch.Write("cases.ndjson", [.. "{\"crn\":\"X1\",\"saraAnalysis\":\""u8, 0xE9, .. "\"}\n{\"crn\":\"X2\"}\n"u8]);

        var reads = await Fixtures.ReadAll(new NdjsonSource(path));

        Assert.Contains("byte 29", Assert.Single(reads[0].Problems).Found, StringComparison.Ordinal);
        Assert.Equal("X2", reads[1].Case!.Crn);
    }

    [Fact]
    public async Task A_file_in_UTF_16_is_refused_with_the_reason()
    {
        var path = scratch.Write("cases.ndjson", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{\"crn\":\"X1\"}\n")]);

        var problem = Assert.Single(Assert.Single(await Fixtures.ReadAll(new NdjsonSource(path))).Problems);

        Assert.Contains("UTF-16", problem.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_longer_than_any_case_is_passed_over_and_the_next_one_read()
    {
        var path = scratch.Write("cases.ndjson", "{\"crn\":\"X1\"}\n" + new string('x', (NdjsonSource.LongestLine * 2) + 5) + "\n{\"crn\":\"X3\"}\n" + new string('y', NdjsonSource.LongestLine + 1));

        var reads = await Fixtures.ReadAll(new NdjsonSource(path));

        Assert.Equal(["X1", null, "X3", null], reads.Select(r => r.Case?.Crn));
        Assert.Equal([2, 4], reads.Where(r => r.HasErrors).Select(r => Assert.Single(r.Problems).Line!.Value));
    }

    [Fact]
    public async Task A_long_analysis_below_the_limit_is_read()
    {
        var words = new string('w', 3_000_000);
        var path = scratch.Write("cases.ndjson", new JsonObject { ["crn"] = "X1", ["saraAnalysis"] = words }.ToJsonString() + "\n{\"crn\":\"X2\"}\n");

        var reads = await Fixtures.ReadAll(new NdjsonSource(path));

        Assert.Equal(words.Length, reads[0].Case!.SaraAnalysis!.Text.Length);
        Assert.Equal("X2", reads[1].Case!.Crn);
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_a_folder_are_told_apart()
    {
        var missing = Assert.Single(await Fixtures.ReadAll(new NdjsonSource(scratch["none.ndjson"])));
        var folder = Assert.Single(await Fixtures.ReadAll(new NdjsonSource(scratch.Path)));

        Assert.Equal("no such file", Assert.Single(missing.Problems).Found);
        Assert.Equal("a folder", Assert.Single(folder.Problems).Found);
        Assert.Null(new NdjsonSource(scratch["none.ndjson"]).Length);
    }

    [Fact]
    public async Task Progress_runs_to_the_length_of_the_file_packed_or_not()
    {
        var content = string.Concat(Enumerable.Range(1, 500).Select(n => Fixtures.Case($"X{n}").ToJsonString() + "\n"));
        foreach (var path in new[] { scratch.Write("a", content), scratch.Write("b", Gzip(content)) })
        {
            var source = new NdjsonSource(path);
            var positions = (await Fixtures.ReadAll(source)).Select(r => r.Position).ToList();

            Assert.Equal(positions.Order(), positions);
            Assert.InRange(positions[^1], source.Length!.Value * 9 / 10, source.Length.Value);
        }
    }

    [Fact]
    public async Task A_consumer_may_stop_at_any_time()
    {
        var path = scratch.Write("cases.ndjson", string.Concat(Enumerable.Repeat(Fixtures.Case().ToJsonString() + "\n", 2000)));
        using var stop = new CancellationTokenSource();

        await foreach (var read in new NdjsonSource(path).Read(TestContext.Current.CancellationToken))
        {
            Assert.NotNull(read.Case);
            break;
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var read in new NdjsonSource(path).Read(stop.Token))
                await stop.CancelAsync();
        });
        File.Delete(path);
    }

    private static byte[] Gzip(string content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(content));
        return packed.ToArray();
    }
}
