using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

public sealed class Workloads
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_team_lists_what_each_carries_and_says_who_is_drowning(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import([.. Enumerable.Range(1, 7).Select(i => Cases.ReadyToDecide($"X10000{i}"))]);
        await service.Import(Cases.ReadyToDecide("X100011") with { PersonalDetails = Cases.Details("N01PRA2") }, Cases.ReadyToDecide("X100012") with { PersonalDetails = Cases.Details("N01PRA3") });
        await service.Import(Cases.ReadyToDecide("X100013") with { PersonalDetails = Cases.Details("N50A001", "Manchester North", "Greater Manchester") });

        var team = await service.Get<WorkloadService>().Team(Service.Spo);

        Assert.Equal(["N01PRA1", "N01PRA2", "N01PRA3"], team.Practitioners.Select(p => p.Code));
        var first = team.Practitioners[0];
        Assert.Equal((7, 7, 7, 7, 0), (first.People, first.OpenNeeds, first.High, first.Tasks, first.Late));
        Assert.Equal((1, 0), (team.MedianNeeds, team.MedianLate));
        Assert.Equal([true, false, false], team.Practitioners.Select(p => p.Drowning));

        service.Clock.Now += TimeSpan.FromDays(30);
        Assert.Equal([7, 1, 1], (await service.Get<WorkloadService>().Team(Service.Spo)).Practitioners.Select(p => p.Late));
    }

    [Theory]
    [InlineData(20, 5, 20, 2, true)]
    [InlineData(20, 4, 20, 0, false)]
    [InlineData(20, 10, 20, 5, false)]
    [InlineData(25, 0, 20, 0, false)]
    [InlineData(30, 0, 20, 0, true)]
    [InlineData(5, 0, 1, 0, false)]
    [InlineData(6, 0, 1, 0, true)]
    public void Drowning_is_well_above_the_team_and_not_a_little(int needs, int late, int medianNeeds, int medianLate, bool expected)
    {
        var load = new Workload { Code = "N", Name = "N", People = needs, OpenNeeds = needs, High = 0, Medium = 0, Low = 0, RiskNotKnown = needs, Tasks = late, Late = late };
        Assert.Equal(expected, TeamWorkload.IsDrowning(load, medianNeeds, medianLate));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_stuck_line_empties_as_tasks_are_settled_and_stays_to_say_so_for_a_week(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        Assert.Equal((1, 0, 1, 0), await Line());

        service.Clock.Now += TimeSpan.FromDays(20);
        Assert.Equal((1, 1, 0, 0), await Line());

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        Assert.Equal((0, 0, 0, 1), await Line());

        service.Clock.Now += TimeSpan.FromDays(8);
        Assert.DoesNotContain(await service.Get<ToDoService>().StuckReasons(Service.Spo), r => r.Kind == "Referrals.Decide");

        async Task<(int Waiting, int Late, int Came, int Went)> Line()
        {
            var line = Assert.Single(await service.Get<ToDoService>().StuckReasons(Service.Spo), r => r.Kind == "Referrals.Decide");
            return (line.Waiting, line.Late, line.Came, line.Went);
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Units_of_a_region_stand_side_by_side_and_open_to_their_own_tasks(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(
            Cases.ReadyToDecide("X100001"),
            Cases.ReadyToDecide("X100002") with { PersonalDetails = Cases.Details("N01PRA2", "Coventry") },
            Cases.ReadyToDecide("X100003") with { PersonalDetails = Cases.Details("N50A001", "Manchester North", "Greater Manchester") });
        service.Clock.Now += TimeSpan.FromDays(10);

        var units = await service.Get<WorkloadService>().Pdus(Service.RegionalLead);
        var areas = service.Get<CatalogueSource>().Current.Areas;

        Assert.Equal(areas.Pdus.Where(p => p.RegionCode == "E").Select(p => p.Id).Order(), units.Select(u => u.PduId!.Value).Order());
        var coventry = Assert.Single(units, u => u.Name.Contains("Coventry", StringComparison.Ordinal));
        Assert.Equal((1, 1, 1, 10), (coventry.OpenNeeds, coventry.Waiting, coventry.Late, coventry.MedianDays));
        Assert.Equal(1, (await service.Get<ToDoService>().OfKindIn(Service.RegionalLead, "Referrals.Decide", coventry.PduId!.Value)).Total);
        Assert.Equal(0, (await service.Get<ToDoService>().OfKindIn(Service.Spo, "Referrals.Decide", coventry.PduId.Value)).Total);
        Assert.Equal([70], (await service.Get<WorkloadService>().Pdus(Service.Spo)).Select(u => u.PduId!.Value));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_head_of_a_unit_compares_it_with_others_that_are_not_too_small_and_reaches_no_other(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide("X100001"));
        await service.Import([.. Enumerable.Range(1, 12).Select(i => Cases.ReadyToDecide($"X1002{i:00}") with { PersonalDetails = Cases.Details("N52A001", "Birmingham Central and South") })]);
        await service.Import([.. Enumerable.Range(1, 2).Select(i => Cases.ReadyToDecide($"X1003{i:00}") with { PersonalDetails = Cases.Details("N52B001", "Coventry") })]);
        await service.Import([.. Enumerable.Range(1, 12).Select(i => Cases.ReadyToDecide($"X1004{i:00}") with { PersonalDetails = Cases.Details("N50A001", "Manchester North", "Greater Manchester") })]);

        var units = await service.Get<WorkloadService>().Pdus(Service.Spo with { Role = Roles.PduHead });

        Assert.Equal([(71, 12, false), (70, 1, true)], units.Select(u => (u.PduId!.Value, u.OpenNeeds, u.Reached)));
    }
}
