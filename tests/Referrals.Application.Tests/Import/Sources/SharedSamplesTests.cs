using Referrals.Application.Import.Sources;
using Referrals.Domain;

namespace Referrals.Application.Tests.Import.Sources;

/// <summary>Reads the field's own sample documents where they lie beside the checkout; they are not part of it.</summary>
public sealed class SharedSamplesTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_sample_documents_of_the_field_make_up_a_case()
    {
        var samples = Samples();
        Assert.SkipWhen(samples is null, "No ../shared/data/source-documents beside the checkout.");
        foreach (var (sample, name) in new[]
        {
            ("delius-case-personal-details", "personal-details"), ("delius-case-sentence-requirements", "sentence-1"), ("delius-case-sentence-offences", "offences-1"),
            ("delius-case-registrations", "registrations"), ("oasys-section6-relationships", "section6"), ("oasys-section-roshsummary", "roshsummary"),
            ("oasys-pni", "pni"), ("oasys-risk-predictors", "risk-predictors"),
        })
        {
            scratch.Write($"X718255/{name}.json", File.ReadAllBytes(Path.Combine(samples, sample + ".json")));
        }

        var read = Assert.Single(await Fixtures.ReadAll(new FolderSource(scratch.Path)));

        // OASys's samples are of other people: kept, with a warning each.
        Assert.Equal(["$.crn", "$.crn"], read.Problems.Select(p => p.JsonPath));
        Assert.All(read.Problems, p => Assert.Equal(ProblemSeverity.Warning, p.Severity));
        var found = read.Case!;
        Assert.Equal("X718255", found.Crn);
        Assert.Equal(Sex.Male, found.PersonalDetails!.Sex);
        Assert.Equal("PRAC01", found.PersonalDetails.Practitioner!.Code);
        Assert.Equal(["RARREQ", "724", "CSPE06"], found.Sentences![1].Requirements!.Select(r => r.Code));
        Assert.Equal("056", found.Offences![1].Main!.MainCategoryCode);
        Assert.Equal(6, found.Registrations!.Count);
        Assert.Equal((RiskLevel.Medium, RiskLevel.Medium), (found.Section6!.SaraPartner, found.Section6.SaraOthers));
        Assert.True(found.Section6.Header.LaterCompleteExists);
        Assert.Null(found.Section6.PerpetratorAgainstFamily);
        Assert.Equal(RiskLevel.Medium, found.RoshSummary!.HighestInCommunity);
        Assert.Equal((PniPathway.ModerateIntensity, RiskLevel.High), (found.Pni!.Pathway, found.Pni.SaraPartner));
        Assert.Equal(24.89m, found.RiskPredictors!.SeriousRecidivismPercentage);
        Assert.Equal(RiskLevel.VeryHigh, found.RiskPredictors.SexualDirectContactLevel);
    }

    [Fact]
    public void The_samples_of_the_risks_and_needs_service_are_read_too()
    {
        var samples = Samples();
        Assert.SkipWhen(samples is null, "No ../shared/data/source-documents beside the checkout.");
        var sample = Fixtures.OnOneLine(File.ReadAllText(Path.Combine(samples, "arns-risk-predictors-all.json")));

        var read = Fixtures.Read($$"""{"crn":"X718255","riskPredictors":{{sample}}}""");

        Assert.Empty(read.Problems);
        Assert.Equal(new PredictorScore(15, 26, RiskLevel.Low), read.Case!.RiskPredictors!.GroupReconviction);
    }

    /// <summary>Looks beside every folder above the test, so that a worktree finds them as a clone does.</summary>
    private static string? Samples()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var samples = Path.Combine(folder.FullName, "shared", "data", "source-documents");
            if (Directory.Exists(samples))
                return samples;
        }

        return null;
    }
}
