using Referrals.Application.Data;
using Referrals.Application.Demonstration;
using Referrals.Application.Statistics;
using Referrals.Application.Tests.Testing;
using Referrals.Statistics;
using static Referrals.Statistics.ReferralsAndCompletions;

namespace Referrals.Application.Tests.Statistics;

/// <summary>The made-up nation: written through the product's own rows, and counted as it was drawn.</summary>
public sealed class Nation
{
    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_nation_is_counted_as_it_was_drawn_year_by_year_and_its_rows_made_anew_are_the_same(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var nation = await service.Get<NationSeeder>().Run(new NationRequest { Needs = 1_500, Years = 4, Seed = 5 }, Stop);
        var measures = service.Get<MeasureService>();

        Assert.Equal(1_500, nation.Needs);
        foreach (var year in nation.Truth.Keys.Select(t => t.Year).Distinct())
        {
            var table = await measures.Count(new Question { Family = Families.ReferralsAndCompletions, Period = new StatisticsPeriod(new DateOnly(year, 4, 1), new DateOnly(year + 1, 3, 31)), By = Breakdown.Region }, Stop);
            Assert.Equal(nation.Truth.Keys.Where(t => t.Year == year).Select(t => t.Region).Distinct().Order(), table.Rows.Select(r => r.Key).Order());
            foreach (var row in table.Rows)
            {
                long AtLeast(Fate fate) => nation.Truth.Where(t => t.Key.Year == year && t.Key.Region == row.Key && t.Key.Fate >= fate).Sum(t => (long)t.Value);
                Assert.Equal(
                    (AtLeast(Fate.NotNeeding), AtLeast(Fate.NoReason), AtLeast(Fate.Referred), AtLeast(Fate.Accepted), AtLeast(Fate.Started), AtLeast(Fate.Completed), AtLeast(Fate.Approved) - AtLeast(Fate.Referred)),
                    (row.Counts[Assessed], row.Counts[Needing], row.Counts[Referred], row.Counts[Accepted], row.Counts[Started], row.Counts[Completed], row.Counts[NotReferredApproved]));
            }
        }

        Assert.Equal((nation.People, 0), await service.Get<StatisticsRows>().Rebuild(Stop));
        Assert.NotNull((await service.Get<NationSeeder>().Run(new NationRequest { Needs = 10 }, Stop)).Refused);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
