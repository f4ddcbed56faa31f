using Referrals.Application.Import.Sources;

namespace Referrals.Application.Tests.Import.Sources;

public sealed class FolderSourceTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_folder_holds_a_folder_for_each_case_and_any_document_may_be_absent()
    {
        scratch.Write("X400100/personal-details.json", Fixtures.PersonalDetails);
        scratch.Write("X400100/sentence-1.json", Fixtures.Sentence);
        scratch.Write("X400100/sentence-12.json", Fixtures.Sentence);
        scratch.Write("X400100/offences-1.json", Fixtures.Offences);
        scratch.Write("X400100/registrations.json", Fixtures.Registrations);
        scratch.Write("X400100/section6.json", Fixtures.Section6);
        scratch.Write("X400100/roshsummary.json", Fixtures.RoshSummary);
        scratch.Write("X400100/pni.json", Fixtures.Pni);
        scratch.Write("X400100/risk-predictors.json", Fixtures.RiskPredictors);
        scratch.Write("X400101/registrations.json", Fixtures.Registrations);

        var source = new FolderSource(scratch.Path);
        var reads = await Fixtures.ReadAll(source);

        Assert.All(reads, r => Assert.Empty(r.Problems));
        Assert.Equal(["X400100", "X400101"], reads.Select(r => r.Case!.Crn));
        Assert.Equal([1L, 2L], reads.Select(r => r.Position));
        Assert.Equal(2, source.Length);
        var first = reads[0].Case!;
        Assert.Equal([1, 12], first.Sentences!.Keys);
        Assert.Equal([1], first.Offences!.Keys);
        Assert.NotNull(first.PersonalDetails);
        Assert.NotNull(first.Section6);
        Assert.NotNull(first.RoshSummary);
        Assert.NotNull(first.Pni);
        Assert.NotNull(first.RiskPredictors);
        Assert.Null(reads[1].Case!.PersonalDetails);
    }

    [Fact]
    public async Task What_no_source_system_holds_may_lie_beside_the_documents()
    {
        scratch.Write("X1/sara-analysis.json", "\"Words.\"");
        scratch.Write("X1/enquiries.json", """[{"kind":"police"}]""");
        scratch.Write("X1/answers.json", """{"canDiscussOneAct":true}""");
        scratch.Write("X1/history.json", """[{"milestone":"referred","on":"2025-01-02"}]""");

        var read = Assert.Single(await Fixtures.ReadAll(new FolderSource(scratch.Path)));

        Assert.Empty(read.Problems);
        Assert.Equal("Words.", read.Case!.SaraAnalysis!.Text);
        Assert.Single(read.Case.Enquiries!);
        Assert.True(read.Case.Answers!.CanDiscussOneAct);
        Assert.Single(read.Case.History!);
    }

    [Fact]
    public async Task A_bad_document_is_told_by_file_line_and_path_and_those_beside_it_are_kept()
    {
        scratch.Write("X400100/registrations.json", Fixtures.Registrations);
        var section = scratch.Write("X400100/section6.json", Fixtures.Section6.Replace("\"Very High\"", "\"Extreme\"", StringComparison.Ordinal));
        var pni = scratch.Write("X400100/pni.json", "{\n  \"pniCalculation\": {\n    \"pni\": \"M\",,\n  }\n}");

        var read = Assert.Single(await Fixtures.ReadAll(new FolderSource(scratch.Path)));

        Assert.NotNull(read.Case!.Registrations);
        Assert.Null(read.Case.Section6);
        Assert.Null(read.Case.Pni);
        var line = Array.FindIndex(File.ReadAllLines(section), l => l.Contains("Extreme", StringComparison.Ordinal)) + 1;
        Assert.Equal(
            [(pni, 3, "$"), (section, line, "$.SARA.imminentRiskOfViolenceTowardsOthers")],
            read.Problems.Select(p => (p.File, p.Line!.Value, p.JsonPath)));
        Assert.Equal([("pni.json", false), ("section6.json", true)], read.Rejected!.Documents.Select(d => (d.FileName, d.IsJson)));
    }

    [Theory]
    [InlineData("{\n\"registrations\": [\n {\"type\": {\"code\": \"A\"}},\n {\"type\": {\"code\": \"B\"},\n  \"date\": \"soon\"}\n]}", 5)]
    [InlineData("{\n\"registrations\": [\n {\"type\": {\"code\": \"A\"}},\n {\"type\":\n  {}}\n]}", 4)]
    [InlineData("{\n\"other\": {\"registrations\": [[1],[2]]},\n\"registrations\": [[], 2]}", 3)]
    [InlineData("\n\n\n7", 4)]
    public async Task The_line_of_a_problem_is_that_of_the_value_or_of_what_should_have_held_it(string document, int line)
    {
        scratch.Write("X1/registrations.json", document);

        var read = Assert.Single(await Fixtures.ReadAll(new FolderSource(scratch.Path)));

        Assert.Equal(line, Assert.Single(read.Problems).Line);
        Assert.Null(read.Case);
    }

    [Theory]
    [InlineData("section7.json")]
    [InlineData("sentence.json")]
    [InlineData("sentence-one.json")]
    [InlineData("sentence-01.json")]
    [InlineData("offences-0.json")]
    [InlineData("notes.txt")]
    public async Task A_file_of_another_name_is_pointed_out_and_not_read(string name)
    {
        scratch.Write("X1/registrations.json", Fixtures.Registrations);
        var file = scratch.Write("X1/" + name, "{}");

        var read = Assert.Single(await Fixtures.ReadAll(new FolderSource(scratch.Path)));

        var problem = Assert.Single(read.Problems);
        Assert.Equal((file, ProblemSeverity.Warning), (problem.File, problem.Severity));
        Assert.NotNull(read.Case);
    }

    [Fact]
    public async Task Hidden_files_are_nobodys_business()
    {
        scratch.Write(".cache/x.json", "{}");
        scratch.Write(".DS_Store", "x");
        scratch.Write("X1/.DS_Store", "x");
        scratch.Write("X1/registrations.json", Fixtures.Registrations);

        Assert.Empty(Assert.Single(await Fixtures.ReadAll(new FolderSource(scratch.Path))).Problems);
    }

    [Fact]
    public async Task A_folder_that_is_missing_empty_or_a_file_is_told_apart()
    {
        var file = scratch.Write("file", "x");
        Directory.CreateDirectory(scratch["empty"]);

        Assert.Equal("no such folder", await Found(scratch["none"]));
        Assert.Equal("a file", await Found(file));
        Assert.Equal("an empty folder", await Found(scratch["empty"]));

        static async Task<string> Found(string path) => Assert.Single(Assert.Single(await Fixtures.ReadAll(new FolderSource(path))).Problems).Found;
    }

    [Fact]
    public async Task Documents_that_lie_outside_any_case_folder_are_an_error()
    {
        scratch.Write("personal-details.json", Fixtures.PersonalDetails);

        var read = Assert.Single(await Fixtures.ReadAll(new FolderSource(scratch.Path)));

        Assert.True(read.HasErrors);
        Assert.Null(read.Case);
    }

    [Fact]
    public async Task A_case_folder_with_no_document_or_no_CRN_for_a_name_gives_no_case()
    {
        Directory.CreateDirectory(scratch["X1"]);
        scratch.Write("not a crn/registrations.json", Fixtures.Registrations);

        var reads = await Fixtures.ReadAll(new FolderSource(scratch.Path));

        Assert.All(reads, r => Assert.Null(r.Case));
        Assert.Equal([ProblemSeverity.Warning, ProblemSeverity.Error], reads.Select(r => Assert.Single(r.Problems).Severity));
    }

    [Fact]
    public async Task A_document_with_the_CRN_of_before_a_merge_is_kept_with_a_warning()
    {
        scratch.Write("X400100/section6.json", Fixtures.Section6.Replace("X400100", "D111111", StringComparison.Ordinal));

        var read = Assert.Single(await Fixtures.ReadAll(new FolderSource(scratch.Path)));

        Assert.Equal(ProblemSeverity.Warning, Assert.Single(read.Problems).Severity);
        Assert.NotNull(read.Case!.Section6);
    }
}
