using Microsoft.EntityFrameworkCore;
using Referrals.Application.Administration;
using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

public sealed class ChaseReports
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_rung_says_how_many_tasks_it_chased_and_what_became_of_them(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide("X100001"), Cases.ReadyToDecide("X100002"), Cases.ReadyToDecide("X100003"));
        DateOnly chased = default;
        for (var day = 0; day < 20 && chased == default; day++)
        {
            service.Clock.Now += TimeSpan.FromDays(1);
            if (await service.Job("chase") == "3 rungs climbed.")
                chased = LondonTime.Today(service.Clock);
        }

        service.Clock.Now += TimeSpan.FromDays(1);
        await service.Answer(Service.Practitioner, "X100001", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        service.Clock.Now += TimeSpan.FromDays(20);
        await service.Answer(Service.Practitioner, "X100002", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });

        var first = Assert.Single(await service.Get<ChaseReport>().Sent(chased, chased));

        Assert.Equal((0, 3, 1, 1, 0, 1), (first.Rung, first.Sent, first.Soon, first.Later, first.NotNeeded, first.StillOpen));
        Assert.Equal(service.Get<CatalogueSource>().Current.LadderOn(first.LadderKey, chased).Rungs[0].AfterWorkingDays, first.AfterWorkingDays);
        Assert.Empty(await service.Get<ChaseReport>().Sent(chased.AddDays(-10), chased.AddDays(-1)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Dates_that_contradict_each_other_and_people_nobody_answers_for_are_counted(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(
            Cases.ReadyToDecide("X100001") with { Sentences = new Dictionary<int, Sentence> { [1] = Cases.Order(start: "2026-01-05", end: "2025-01-04") } },
            Cases.ReadyToDecide("X100002") with { PersonalDetails = Cases.Details() with { Sex = null, DateOfBirth = null } });

        var quality = await service.Get<AdministrationService>().Quality();

        Assert.Equal((1, 1, 2), (quality.SexUnknown, quality.BirthUnknown, quality.PractitionerNotOnList));
        Assert.Equal(1, Assert.Single(quality.Contradictions, c => c.What.StartsWith("Supervision that ends before", StringComparison.Ordinal)).Count);
        Assert.All(quality.Contradictions.Where(c => !c.What.StartsWith("Supervision that ends before", StringComparison.Ordinal)), c => Assert.Equal(0, c.Count));
    }
}

public sealed class ElapsedDays
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite, "(\"t\".\"ClosedAt\" - \"t\".\"OpenedAt\") / 864000000000")]
    [InlineData(DatabaseProvider.SqlServer, "DATEDIFF(hour, [t].[OpenedAt], [t].[ClosedAt]) / 24")]
    public void Days_gone_by_are_counted_and_grouped_in_either_database(DatabaseProvider provider, string counted)
    {
        using var db = new DatabaseFactory(new DatabaseOptions { Provider = provider, ConnectionString = provider == DatabaseProvider.Sqlite ? "Data Source=script.db" : "Server=script;Database=script" }).CreateDbContext();

        var query = db.Tasks.Where(t => t.ClosedAt != null).Select(t => new { t.Kind, Days = Elapsed.Days(t.OpenedAt, t.ClosedAt!.Value) })
            .GroupBy(t => new { t.Kind, t.Days }).Select(g => new { g.Key.Kind, g.Key.Days, Count = g.Count() }).ToQueryString();

        Assert.Contains(counted, query, StringComparison.Ordinal);
        Assert.Contains("GROUP BY", query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.SqlServer)]
    public void An_instant_of_now_is_sent_as_the_database_keeps_instants(DatabaseProvider provider)
    {
        using var db = new DatabaseFactory(new DatabaseOptions { Provider = provider, ConnectionString = provider == DatabaseProvider.Sqlite ? "Data Source=script.db" : "Server=script;Database=script" }).CreateDbContext();
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

        var query = db.Instances.Select(i => Elapsed.Days(i.StartedAt, now)).ToQueryString();

        Assert.Contains(provider == DatabaseProvider.Sqlite ? now.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture) : "datetimeoffset", query, StringComparison.Ordinal);
    }
}
