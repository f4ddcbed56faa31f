using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Demonstration;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Tests.Import.Sources;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests.Demonstration;

public class SyntheticImportTests
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_made_up_caseload_is_taken_in_whole_and_a_second_time_changes_nothing(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        using var scratch = new Scratch();
        var path = scratch["caseload.ndjson"];
        await using (var file = File.Create(path))
        {
            SyntheticCases.Write(file, new SyntheticOptions
            {
                Count = 250,
                Seed = 11,
                From = new DateOnly(2024, 11, 1),
                To = new DateOnly(2026, 3, 1),
                Catalogue = service.Get<CatalogueSource>().Current,
            });
        }

        var problems = new List<SourceProblem>();
        var first = await Import();
        var second = await Import();

        Assert.Empty(problems.Where(p => p.Severity == ProblemSeverity.Error).Select(p => p.ToString()));
        Assert.Equal((250, 0), (first.New, first.Rejected));
        Assert.Equal((0, 0, 250), (second.New, second.Changed, second.Unchanged));
        var rows = await service.Read(db => db.Snapshots.ToListAsync());
        Assert.True(rows.Count > 125, $"{rows.Count} needs");
        Assert.Contains(rows, r => r is { ReferredOn: not null, AcceptedOn: null, ClosedOn: null });
        Assert.Contains(rows, r => r is { AcceptedOn: not null, FirstSessionOn: null });
        Assert.Contains(rows, r => r is { FirstSessionOn: not null, CompletedOn: null });
        Assert.Contains(rows, r => r.ClosedAs == ClosedAs.Met);
        Assert.Contains(rows, r => r is { ClosedAs: ClosedAs.Unmet, ReasonCode: not null });
        Assert.Contains(rows, r => r is { DecidedOn: null, ClosedOn: null });

        Task<ImportSummary> Import() =>
            service.Get<CaseImporter>().Run(new ImportRequest { Source = new NdjsonSource(path), OnProblem = problems.Add });
    }
}
