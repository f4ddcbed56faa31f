using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

public sealed class Imports
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Importing_the_same_thing_twice_changes_nothing(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var told = Cases.ReadyToDecide() with { History = [Past(MilestoneKinds.Referred, "2026-02-20", "building-better-relationships"), Past(MilestoneKinds.Accepted, "2026-02-25")] };
        await service.Import(told);
        var before = await Fingerprint(service);
        service.Clock.Now += TimeSpan.FromDays(1);

        var again = await service.Import(told);

        Assert.Equal((1, 0, 0), (again.Unchanged, again.Changed, again.NeedsOpened));
        Assert.Equal(before, await Fingerprint(service));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_older_assessment_is_kept_as_history_and_changes_nothing_else(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());

        await service.Import(Cases.ReadyToDecide() with { Section6 = Cases.Relationships(4000, "2024-06-01") with { SaraPartner = RiskLevel.Low } });

        var person = await service.Person(Cases.Crn);
        Assert.Equal(2, person.Assessments.Count);
        Assert.Equal(5001, person.LatestAssessment!.SourceNumber);
        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        Assert.Single(person.Needs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Abuse_of_family_alone_opens_a_need(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        await service.Import(Cases.Man() with { Section6 = Cases.Relationships() with { PerpetratorAgainstPartner = false, PerpetratorAgainstFamily = true, SaraPartner = RiskLevel.Low, SaraOthers = RiskLevel.Low } });

        var person = await service.Person(Cases.Crn);
        Assert.Single(person.Needs);
        Assert.True(person.LatestAssessment!.PerpetratorAgainstFamily);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_is_not_known_is_not_taken_for_no_and_opens_no_need_until_it_is_known(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var unknown = Cases.Relationships() with { PerpetratorAgainstPartner = null, PerpetratorAgainstFamily = null, SaraPartner = null, SaraOthers = null };
        await service.Import(Cases.Man() with { Section6 = unknown });
        var person = await service.Person(Cases.Crn);
        Assert.Equal("cannot-say", person.LatestAssessment!.Wanted);
        Assert.Empty(person.Needs);

        await service.Import(Cases.Man() with { Section6 = unknown with { PerpetratorAgainstFamily = true } });

        Assert.Single((await service.Person(Cases.Crn)).Needs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_perpetrator_flag_without_any_assessment_opens_a_need_that_asks_for_the_SARA(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        await service.Import(Cases.Man() with { Section6 = null, RoshSummary = null, Registrations = [new Registration("ADVP", "Domestic Abuse Perpetrator", new DateOnly(2026, 2, 1), null)] });

        Assert.Contains("CompleteSara", await service.Waits(Cases.Crn));
        await service.Import(Cases.Man());
        Assert.DoesNotContain("CompleteSara", await service.Waits(Cases.Crn));
        Assert.Single((await service.Person(Cases.Crn)).Needs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_unknown_PDU_is_kept_as_unknown_and_counted(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        var summary = await service.Import(Cases.Man() with { PersonalDetails = Cases.Details(pdu: "Unallocated Level 2", region: "West Midlands Region") });

        var person = await service.Person(Cases.Crn);
        Assert.Equal(("E", (int?)null, 1), (person.RegionCode, person.PduId, summary.UnknownAreas));
        Assert.Contains("Unallocated Level 2", person.SourceArea, StringComparison.Ordinal);
    }

    public static TheoryData<DatabaseProvider, string, string> Histories
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string, string>();
            foreach (var provider in TestDatabase.Providers)
            {
                data.Add(provider, "referred", "AssessSuitability");
                data.Add(provider, "referred accepted", "WaitForPlace");
                data.Add(provider, "referred accepted first-session", "DeliverProgramme");
                data.Add(provider, "referred accepted first-session completed", "met");
                data.Add(provider, "referred not-suitable", "Decide");
                data.Add(provider, "referred accepted withdrawn", "Decide");
                data.Add(provider, "referred accepted first-session left-early", "Decide");
                data.Add(provider, "closed-unmet", "unmet");
                data.Add(provider, "referred accepted recalled", "AfterRecall");
                data.Add(provider, "referred died", "ConfirmClosure");
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Histories))]
    public async Task Imported_history_is_taken_up_where_it_stands_whether_it_comes_at_once_or_bit_by_bit(DatabaseProvider provider, string milestones, string stands)
    {
        var day = new DateOnly(2026, 2, 10);
        HistoryItem[] history = [.. milestones.Split(' ').Select((m, i) => new HistoryItem
        {
            Milestone = m,
            On = day.AddDays(i),
            Programme = i == 0 && m != "closed-unmet" ? "building-better-relationships" : null,
            Reason = m == "closed-unmet" ? "UN-MOVED" : null,
        })];
        await using var atOnce = await Service.Start(provider);
        await atOnce.Import(Cases.ReadyToDecide() with { History = history });
        await using var bitByBit = await Service.Start(provider);
        for (var known = 0; known <= history.Length; known++)
            await bitByBit.Import(Cases.ReadyToDecide() with { History = history[..known] });

        foreach (var service in (Service[])[atOnce, bitByBit])
        {
            var need = Assert.Single((await service.Person(Cases.Crn)).Needs);
            if (stands is "met" or "unmet")
                Assert.Equal(stands, need.ClosedAs);
            else
                Assert.Equal([stands], await service.Waits(Cases.Crn));
            Assert.All((await service.Person(Cases.Crn)).Milestones.Where(m => m.Kind is MilestoneKinds.Referred or MilestoneKinds.Completed), m => Assert.Equal(MilestoneSources.Imported, m.Source));
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task History_that_matches_nothing_in_the_catalogue_is_reported_with_its_path_and_the_rest_is_kept(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        var summary = await service.Import(Cases.ReadyToDecide() with { History = [Past(MilestoneKinds.Referred, "2026-02-10", "no-such-programme"), Past(MilestoneKinds.Referred, "2026-02-11", "Building Better Relationships")] });

        Assert.Equal(1, summary.Rejected);
        Assert.Equal(["AssessSuitability"], await service.Waits(Cases.Crn));
    }

    private static HistoryItem Past(string milestone, string on, string? programme = null) =>
        new() { Milestone = milestone, On = DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture), Programme = programme };

    private static Task<string> Fingerprint(Service service) => service.Read(async db => string.Join('|',
        await db.People.SumAsync(p => p.Version), await db.Milestones.CountAsync(), await db.Journal.CountAsync(), await db.Tasks.CountAsync(),
        await db.Instances.CountAsync(), await db.Enquiries.CountAsync(), await db.Assessments.CountAsync(), await db.Supervisions.CountAsync(), await db.Snapshots.CountAsync()));
}
