using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Jobs;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Cli.Tests;

/// <summary>The field's own sample documents, where they lie beside the checkout; they are not part of it.</summary>
public sealed class SourceDocumentsTests
{
    private const string Crn = "X718255";

    [Fact]
    public async Task The_documents_of_the_field_end_in_a_recommendation_that_names_every_criterion()
    {
        var samples = Samples();
        Assert.SkipWhen(samples is null, "No ../shared/data/source-documents beside the checkout.");
        using var program = await TheProgram.WithDatabase();
        Assemble(program, samples);
        var imported = await program.OnDatabase("import", program.At("cases"), "--json");
        Assert.Equal((0, 1), (imported.ExitCode, (int)imported.Json["cases"]!));

        // The order ran from September 2024 to March 2025: the story is told within it. The sample's section 6 leaves open who did what to whom,
        // so a newer one says it, as the practitioner would have to.
        await using var services = Services(program, "2024-10-01T09:00Z");
        await services.GetRequiredService<CaseImporter>().Run(new ImportRequest { Source = new FolderSource(program.At("later")) }, TestContext.Current.CancellationToken);
        var person = await AnswerEverything(services);

        Assert.NotNull(Assert.Single(person.Needs).RecommendedOn);
        var recommendation = services.GetRequiredService<PersonService>().Recommend(person);
        var catalogue = services.GetRequiredService<CatalogueSource>().Current;
        var programmes = catalogue.Programmes(new DateOnly(2024, 10, 1), person.RegionCode);
        Assert.NotEmpty(programmes);
        Assert.Equal(programmes.Select(p => p.Key).Order(), recommendation.Entries.Select(e => e.Key).Order());
        foreach (var programme in programmes)
        {
            var explained = recommendation.Entries.Single(e => e.Key == programme.Key);
            Assert.Equal(programme.Criteria.Count, explained.Criteria.Count);
            Assert.All(explained.Criteria, c => Assert.False(string.IsNullOrWhiteSpace(c.Words) || string.IsNullOrWhiteSpace(c.Source)));
        }

        var partner = Assert.Single(recommendation.Entries.Single(e => e.Key == "building-better-relationships").Criteria, c => c.Subject == "sara-partner");
        Assert.Equal(Verdict.Held, partner.Verdict);
    }

    private static void Assemble(TheProgram program, string samples)
    {
        foreach (var (sample, name) in new[]
        {
            ("delius-case-personal-details", "personal-details"), ("delius-case-sentence-requirements", "sentence-1"), ("delius-case-sentence-offences", "offences-1"),
            ("delius-case-registrations", "registrations"), ("oasys-section6-relationships", "section6"), ("oasys-section-roshsummary", "roshsummary"),
            ("oasys-pni", "pni"), ("oasys-risk-predictors", "risk-predictors"),
        })
        {
            program.Write($"cases/{Crn}/{name}.json", File.ReadAllText(Path.Combine(samples, sample + ".json")));
        }

        var later = JsonNode.Parse(File.ReadAllText(Path.Combine(samples, "oasys-section6-relationships.json")))!;
        later["assessmentPk"] = (long)later["assessmentPk"]! + 1;
        later["dateCompleted"] = "2024-09-30T10:00:00";
        later["assessorSignedDate"] = "2024-09-30T10:00:00";
        later["perpAgainstPartner"] = "Yes";
        later["perpAgainstFamily"] = "No";
        program.Write($"later/{Crn}/section6.json", later.ToJsonString());
    }

    private static ServiceProvider Services(TheProgram program, string at)
    {
        Assert.True(StandingClock.TryParse(at, out var now));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new StandingClock(now));
        services.AddReferrals(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Referrals:Database:ConnectionString"] = $"Data Source={program.Database}",
        }).Build());
        return services.BuildServiceProvider();
    }

    /// <summary>Answers whatever is asked, as the practitioner, until the decision is what is left.</summary>
    private static async Task<Person> AnswerEverything(ServiceProvider services)
    {
        var practitioner = new Actor("john.dobbs", "John Dobbs", Roles.Practitioner, "PRAC01", "E", null);
        await using var db = services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        while (await db.Tasks.AsNoTracking().Where(t => t.ClosedAt == null && t.Kind != "Referrals.Decide").OrderBy(t => t.Id).FirstOrDefaultAsync(TestContext.Current.CancellationToken) is { } task)
        {
            TaskAnswer answer = task.Kind switch
            {
                "Referrals.WriteAnalysis" => new() { Outcome = "Written", Words = "Control after separation." },
                "Referrals.AskEnquiry" => new() { Outcome = "Asked" },
                "Referrals.AwaitAnswer" => new() { Outcome = "Answered", Words = "Nothing known." },
                "Referrals.AnswerQuestions" => new() { Outcome = "Answered", IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = true },
                _ => throw new InvalidOperationException($"Nobody expected {task.Kind}."),
            };
            Assert.Null(await services.GetRequiredService<TaskService>().Complete(practitioner, new CompleteTask { TaskId = task.Id, RequestId = task.Id.ToString("N"), Answer = answer }, TestContext.Current.CancellationToken));
        }

        return await db.People.AsNoTracking().Include(p => p.Supervisions).Include(p => p.Assessments).Include(p => p.Enquiries).Include(p => p.Needs).SingleAsync(p => p.Crn == Crn, TestContext.Current.CancellationToken);
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
