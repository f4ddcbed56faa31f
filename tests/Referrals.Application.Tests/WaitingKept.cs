using System.Globalization;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Import.Sources;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>The waiting list keeps what it read of a case: whatever changes, on whichever node, it says what one says that has kept nothing.</summary>
public sealed class WaitingKept
{
    private static readonly string[] s_crns = ["X100001", "X100002", "X100003"];

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_was_kept_is_never_shown_of_a_case_a_day_or_a_group_that_has_changed(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var first = await Same();
        Assert.Equal("", first);
        foreach (var crn in s_crns)
            await service.Waiting(crn);
        var (waiting, profiles) = (service.Get<WaitingListService>(), service.Get<ProfileService>());
        var here = await Changed("three wait");
        Assert.Equal(3, here.Split('\n').Length);

        await service.Import(Cases.Man(s_crns[2]) with { Section6 = Cases.Relationships(6001, "2026-03-02") with { SaraPartner = RiskLevel.VeryHigh } });
        await Changed("a higher risk");
        Assert.Null(await waiting.PutAt(service.Team, (await service.Referral(s_crns[0])).Id, 1, "WO-RISK", "Heard from the police."));
        await Changed("a place by hand");
        var group = await service.MakeGroup();
        await Changed("a group ends");
        Assert.Null(await profiles.Save(service.Holder, new SaveProfile { PersonId = (await service.Person(s_crns[1])).Id, CannotReach = ["Victoria House"] }));
        await Changed("cannot get there");
        await service.Place(group, s_crns[0]);
        Assert.Equal(2, (await Changed("a place is given")).Split('\n').Length);
        Assert.Null(await waiting.TakeAway(service.Team, new TakePlaceAway { ReferralId = (await service.Referral(s_crns[0])).Id, ReasonCode = service.Get<CatalogueSource>().Current.Reasons(ReasonUses.PlaceLost, new DateOnly(2026, 3, 2)).First(r => !r.NeedsWords).Code }));
        Assert.Equal(3, (await Changed("a place is taken away")).Split('\n').Length);
        service.Clock.Now = service.Clock.Now.AddDays(7);
        await Changed("a week passes");
        await service.Import(Cases.Man(s_crns[1]) with { Section6 = null, RoshSummary = null, Registrations = null, Sentences = new Dictionary<int, Sentence> { [1] = Cases.Order(end: "2026-09-01") } });
        await Changed("an earlier end");
        await service.Import(Cases.Man(s_crns[1]) with { Section6 = null, RoshSummary = null, Sentences = null, Registrations = null, PersonalDetails = Cases.Details("N50PRA9", "Manchester North", "Greater Manchester") });
        Assert.Equal(2, (await Changed("a transfer")).Split('\n').Length);

        async Task<string> Changed(string what)
        {
            var before = first;
            first = await Same();
            Assert.True(before != first, $"Nothing is seen of it: {what}.");
            return first;
        }

        // What has kept nothing reads everything.
        async Task<string> Same()
        {
            var fresh = new WaitingListService(service.Get<Changes>(), service.Get<CaseAccess>(), service.Get<DatabaseFactory>(), service.Get<CatalogueSource>(), service.Get<GroupService>(), service.Clock);
            var said = await Said(service.Get<WaitingListService>(), service);
            Assert.Equal(await Said(fresh, service), said);
            return said;
        }
    }

    private static async Task<string> Said(WaitingListService waiting, Service service)
    {
        var list = await waiting.List(Service.ProgrammeTeam, new WaitingFilter());
        var standings = await waiting.Standings(service.Holder);
        return string.Join('\n', list.Lines.Select(line => string.Create(CultureInfo.InvariantCulture,
            $"{line.Number} {line.Crn} {line.Place.Points} {string.Join(' ', line.Place.Reasons.Select(r => r.Words))} {line.Place.MustStartBy:O} {line.Place.CannotFinish} {line.NextGroupEnds:O} {line.SessionsDone} {standings.FirstOrDefault(s => s.Line.Crn == line.Crn)?.InRegion} {string.Join(' ', standings.FirstOrDefault(s => s.Line.Crn == line.Crn)?.Ahead ?? [])}")));
    }
}
