using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

public sealed class ProcessMaps
{
    private static readonly Actor s_administrator = new("ada", "Ada Admin", Roles.Administrator, null, null, null);
    private static readonly Actor s_national = new("nat", "Nat Lead", Roles.NationalLead, null, null, null);

    private static readonly MapRequest s_spring = new() { From = new DateOnly(2026, 3, 1), To = new DateOnly(2026, 5, 31) };

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_step_says_who_waits_how_long_who_is_late_and_how_the_others_left(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide("X100001"), Cases.ReadyToDecide("X100002"));
        service.Clock.Now = Service.At("2026-03-12T09:00Z");
        await service.Import(Cases.ReadyToDecide("X100003"));
        await service.Answer(Service.Practitioner, "X100001", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        service.Clock.Now = Service.At("2026-03-22T09:00Z");

        var decide = await Step(service, s_administrator, s_spring, "Referrals.Decide");

        Assert.Equal((2L, 2L, 1L), (decide.Waiting.Count, decide.Late.Count, decide.Left.Count));
        Assert.Equal(new DaysWaited(10, 20), decide.Waited);
        Assert.Equal(new DaysWaited(10, 10), decide.LeftAfter);
        Assert.Equal((Decide.AcceptRecommendation, 1L), (Assert.Single(decide.Outcomes).Outcome, decide.Outcomes[0].Count.Count));
        Assert.Equal(30, decide.DaysLost);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_workflow_that_others_wait_for_says_how_long_they_wait_for_it(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        service.Clock.Now += TimeSpan.FromDays(15);

        var maps = await service.Get<ProcessMap>().All(s_administrator, s_spring);
        var referral = Assert.Single(maps.Single(m => m.Definition.DefinitionId == "domestic-abuse-need").Steps, s => s.Waiting.Count > 0);

        Assert.Equal("accredited-programme-referral", referral.Activity.Input("definition"));
        Assert.Equal(new DaysWaited(15, 15), referral.Waited);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_region_a_programme_and_a_period_narrow_the_figures(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var north = Cases.ReadyToDecide("X100002") with { PersonalDetails = Cases.Details(pdu: "Manchester North", region: "Greater Manchester") };
        await service.Import(Cases.ReadyToDecide("X100001"), north);
        await service.Answer(Service.Practitioner, "X100001", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        var west = s_spring with { RegionCode = "E" };

        Assert.Equal((0L, 1L), await Decides(west));
        Assert.Equal((1L, 0L), await Decides(s_spring with { RegionCode = "L" }));
        Assert.Equal((1L, 1L), await Decides(s_spring));
        Assert.Equal((1L, 0L), await Decides(s_spring with { From = new DateOnly(2026, 3, 3) }));
        Assert.Equal((1L, 0L), await Decides(s_spring with { From = new DateOnly(2026, 2, 1), To = new DateOnly(2026, 3, 1) }));
        Assert.Equal((1L, 1L), await Decides(s_spring with { ProgrammeKey = "building-better-relationships" }));
        Assert.Equal((0L, 0L), await Decides(s_spring with { ProgrammeKey = "help" }));

        async Task<(long? Waiting, long? Left)> Decides(MapRequest request)
        {
            var step = await Step(service, s_administrator, request, "Referrals.Decide");
            return (step.Waiting.Count, step.Left.Count);
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_area_sees_its_own_and_a_national_lead_no_figure_small_enough_to_be_somebody(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var elsewhere = Cases.ReadyToDecide("X100009") with { PersonalDetails = Cases.Details(pdu: "Manchester North", region: "Greater Manchester") };
        await service.Import(elsewhere, Cases.Man("X100010"));
        await service.Import([.. Enumerable.Range(1, 6).Select(i => Cases.ReadyToDecide($"X10000{i}"))]);

        Assert.Equal(6, (await Step(service, Service.RegionalLead, s_spring, "Referrals.Decide")).Waiting.Count);
        Assert.Equal(6, (await Step(service, Service.Spo, s_spring, "Referrals.Decide")).Waiting.Count);
        Assert.Equal(7, (await Step(service, s_administrator, s_spring, "Referrals.Decide")).Waiting.Count);

        var seen = (await service.Get<ProcessMap>().All(s_national, s_spring)).SelectMany(m => m.Steps).ToArray();
        Assert.DoesNotContain(seen, s => s.Waiting.Count is > 0 and < 5 || s.Left.Count is > 0 and < 5 || s.Late.Count is > 0 and < 5);
        Assert.All(seen.Where(s => s.Waiting.IsSuppressed), s => Assert.Null(s.Waited));
        Assert.Contains(seen, s => s.Waiting.IsSuppressed);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_needs_behind_a_step_are_those_in_reach_and_the_longest_wait_is_first(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var elsewhere = Cases.ReadyToDecide("X100009") with { PersonalDetails = Cases.Details(pdu: "Manchester North", region: "Greater Manchester") };
        await service.Import(elsewhere, Cases.ReadyToDecide("X100001"));
        service.Clock.Now += TimeSpan.FromDays(2);
        await service.Import(Cases.ReadyToDecide("X100002"));

        var step = await Step(service, Service.RegionalLead, s_spring, "Referrals.Decide");
        var latest = ("domestic-abuse-need", service.Get<Definitions>().Latest("domestic-abuse-need").Version);
        var (tasks, total) = await service.Get<ProcessMap>().WaitingAt(Service.RegionalLead, s_spring, step.Activity, latest, 1);

        Assert.Equal(2, total);
        Assert.Equal([(await service.Person("X100001")).Id, (await service.Person("X100002")).Id], tasks.Select(t => t.PersonId!.Value));
        Assert.Empty((await service.Get<ProcessMap>().WaitingAt(s_national, s_spring with { RegionCode = "C" }, step.Activity, latest, 1)).Tasks);
    }

    [Theory]
    [InlineData(new[] { 5 }, 5, 5)]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 5, 9)]
    [InlineData(new[] { 0, 0, 0, 100 }, 0, 100)]
    public void Half_wait_the_median_or_longer_and_one_in_ten_the_ninetieth_or_longer(int[] days, int median, int ninetieth) =>
        Assert.Equal(new DaysWaited(median, ninetieth), DaysWaited.Of([.. days.GroupBy(d => d).Select(g => (g.Key, g.Count()))]));

    private static async Task<StepFigures> Step(Service service, Actor actor, MapRequest request, string type)
    {
        // Counted anew each time: a count that is kept is another test's.
        var map = new ProcessMap(service.Get<CaseAccess>(), service.Get<DatabaseFactory>(), service.Get<CatalogueSource>(), service.Get<Definitions>(), service.Clock) { KeptFor = TimeSpan.Zero };
        return (await map.All(actor, request)).SelectMany(m => m.Steps).Single(s => s.Activity.Type == type);
    }
}
