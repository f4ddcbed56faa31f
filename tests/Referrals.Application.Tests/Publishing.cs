using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Publishing;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Tests;

public sealed class Publishing
{
    private static readonly Actor s_national = new("nat", "Nat Lead", Roles.NationalLead, null, null, null);
    private static readonly Actor s_other = new("una", "Una Lead", Roles.NationalLead, null, null, null);
    private static readonly Actor s_minister = new("min", "Min Ister", Roles.RegionalLead, null, "E", null);
    private static readonly DateTimeOffset s_release = Service.At("2026-03-10T09:30Z");

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_publication_is_frozen_read_by_nobody_else_before_its_time_and_revised_only_by_enough_people(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var publishing = service.Get<PublishingService>();
        await Assessed(service, "X1", 40, "West Midlands", "Birmingham North, East and Solihull");
        await Assessed(service, "X2", 20, "Greater Manchester", "Manchester North");
        await Assessed(service, "X3", 3, "London", "Croydon");
        var request = Request(s_release);

        var (id, refusal) = await publishing.Make(s_national, request);
        Assert.Null(refusal);
        Assert.Equal(id, (await publishing.Make(s_national, request)).Id);
        Assert.Single(await service.Read(db => db.Publications.ToListAsync()));

        // Nothing small is in any file of it, and everything is there.
        using (var json = JsonDocument.Parse((await publishing.File(s_national, id!.Value, Publication.Json))!.Content))
        {
            var tables = json.RootElement.GetProperty("tables").EnumerateArray().Select(t => t.GetProperty("table")).ToList();
            var counts = tables.SelectMany(t => t.GetProperty("rows").EnumerateArray().Append(t.GetProperty("total"))).SelectMany(r => r.GetProperty("counts").EnumerateObject()).Select(c => c.Value).ToList();
            Assert.Equal(["region", "pdu"], tables.Select(t => t.GetProperty("by").GetString()));
            Assert.All(counts.Where(c => c.ValueKind == JsonValueKind.Number), c => Assert.False(c.GetInt64() is > 0 and < 5));
            Assert.Equal(63, tables[0].GetProperty("total").GetProperty("counts").GetProperty("assessed").GetInt64());
            Assert.Equal("West Midlands", Assert.Single(tables[0].GetProperty("rows").EnumerateArray(), r => r.GetProperty("counts").GetProperty("assessed").ValueKind == JsonValueKind.Number).GetProperty("label").GetString());
        }

        using (var ods = new ZipArchive(new MemoryStream((await publishing.File(s_national, id!.Value, Publication.Ods))!.Content)))
            Assert.NotNull(ods.GetEntry("content.xml"));
        Assert.Empty(await publishing.Broken());

        // Before its time: its maker, and those named.
        Assert.False((await publishing.Find(s_other, id.Value))!.MaySee);
        Assert.Null(await publishing.File(s_other, id.Value, Publication.Bulletin));
        Assert.Null(await publishing.Find(s_minister, id.Value));
        Assert.Empty(await publishing.List(s_minister));
        Assert.IsType<NotAPublisher>(await publishing.Allow(s_minister, id.Value, "min", allowed: true));
        Assert.Null(await publishing.Allow(s_national, id.Value, "Min", allowed: true));
        Assert.NotNull(await publishing.File(s_minister, id.Value, Publication.Bulletin));
        Assert.Equal(1, await service.Read(db => db.PublicationEvents.CountAsync(e => e.Kind == PublicationEvent.LookedBefore && e.Username == "min")));
        Assert.Equal(1, await service.Read(db => db.AuditEntries.CountAsync(a => a.Username == "min" && a.Detail!.Contains(PublicationEvent.LookedBefore))));
        Assert.Null(await publishing.Allow(s_national, id.Value, "min", allowed: false));
        Assert.Null(await publishing.File(s_minister, id.Value, Publication.Bulletin));
        Assert.Equal("0 publications released.", await service.Job(ReleasePublications.JobName));

        // Its time comes, whether the job has run or not.
        service.Clock.Now = s_release;
        Assert.NotNull(await publishing.File(s_minister, id.Value, Publication.Bulletin));
        Assert.Equal("1 publication released.", await service.Job(ReleasePublications.JobName));
        Assert.Equal("0 publications released.", await service.Job(ReleasePublications.JobName));
        Assert.IsType<ReleasedAlready>(await publishing.Withdraw(s_national, id.Value, "Wrong"));

        // Two more people would be two people too few to hide.
        var revision = Request(s_release) with { RequestId = Ids.New(s_release), Revises = id, Changed = "More came in." };
        await Assessed(service, "X4", 2, "West Midlands", "Birmingham North, East and Solihull");
        var few = Assert.IsType<CannotPublish>((await publishing.Make(s_national, revision)).Refusal);
        Assert.Contains("fewer than 5 people", few.Words, StringComparison.Ordinal);
        Assert.Contains("number 1", few.Words, StringComparison.Ordinal);
        Assert.Contains("rounded", Assert.IsType<CannotPublish>((await publishing.Make(s_national, revision with { RoundTo = 5 })).Refusal).Words, StringComparison.Ordinal);

        // A revision counts what it revises.
        Assert.Contains("publication of their own", Assert.IsType<CannotPublish>((await publishing.Make(s_national, revision with { Family = Families.WhereNow })).Refusal).Words, StringComparison.Ordinal);

        await Assessed(service, "X5", 10, "West Midlands", "Birmingham North, East and Solihull");
        var revised = await Task.WhenAll(publishing.Make(s_national, revision), publishing.Make(s_other, revision with { RequestId = Ids.New(s_release) }));
        var second = Assert.Single(revised, r => r.Id is not null).Id!.Value;
        Assert.Equal([1, 2], await service.Read(db => db.Publications.Where(p => p.SeriesId == id).OrderBy(p => p.Number).Select(p => p.Number).ToListAsync()));
        var bulletin = Encoding.UTF8.GetString((await publishing.File(s_minister, second, Publication.Bulletin))!.Content);
        Assert.Contains("West Midlands [r]", bulletin, StringComparison.Ordinal);
        Assert.Contains("This is number 2, a revision. More came in.", bulletin, StringComparison.Ordinal);
        Assert.IsType<NotRevisable>((await publishing.Make(s_national, revision with { RequestId = Ids.New(s_release) })).Refusal);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_was_published_is_not_changed_and_not_removed_by_anybody_in_the_database(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var publishing = service.Get<PublishingService>();
        await Assessed(service, "X1", 12, "West Midlands", "Birmingham North, East and Solihull");
        var id = (await publishing.Make(s_national, Request(s_release))).Id!.Value;
        Assert.Null(await publishing.Withdraw(s_national, id, "A mistake"));
        Assert.Null(await publishing.File(s_national, id, Publication.Json));

        await Refused(db => db.Publications.ExecuteUpdateAsync(set => set.SetProperty(p => p.Title, "Better")));
        await Refused(db => db.Publications.ExecuteDeleteAsync());
        await Refused(db => db.PublicationFiles.ExecuteUpdateAsync(set => set.SetProperty(f => f.Checksum, "0")));
        await Refused(db => db.PublicationFiles.ExecuteDeleteAsync());
        await Refused(db => db.PublicationEvents.ExecuteUpdateAsync(set => set.SetProperty(e => e.Kind, PublicationEvent.Released)));
        await Refused(db => db.PublicationEvents.ExecuteDeleteAsync());
        await Refused(db => db.Database.ExecuteSqlAsync($"UPDATE PublicationFiles SET Content = Content"));
        Assert.Empty(await publishing.Broken());

        // Withdrawn before anybody saw it, it stands in nobody's way.
        Assert.Null((await publishing.Make(s_national, Request(s_release) with { RequestId = Ids.New(s_release), RoundTo = 5 })).Refusal);

        Task Refused(Func<ReferralsDbContext, Task<int>> attack) => Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => service.Read(attack));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Every_family_of_measures_can_be_published_by_everything_it_is_counted_by(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var publishing = service.Get<PublishingService>();
        await Assessed(service, "X1", 12, "West Midlands", "Birmingham North, East and Solihull");
        foreach (var family in PublishingService.Families)
        {
            foreach (var cohort in family.Cohorts)
            {
                var (id, refusal) = await publishing.Make(s_national, Request(service.Clock.Now) with { RequestId = Ids.New(service.Clock.Now), Family = family, Cohort = cohort, By = PublishingService.BreakdownsOf(family), RoundTo = cohort.AsItIsNow ? 5 : null });
                Assert.True(id is not null, $"{family.Key}, {cohort.Key}: {refusal?.Words}");
                var made = (await publishing.Find(s_national, id!.Value))!.Publication;
                Assert.Equal((family.Key, cohort.Key), (made.Family, made.Cohort));
            }
        }

        Assert.Empty(await publishing.Broken());
        Assert.All(PublishingService.Families, f => Assert.All(f.Breakdowns.Intersect(Breakdown.Characteristics), by => Assert.Contains(by, PublishingService.BreakdownsOf(f))));
        Assert.Contains("publish them rounded", (await publishing.Make(s_national, Request(service.Clock.Now) with { RequestId = Ids.New(service.Clock.Now), Family = Families.Workload })).Refusal!.Words, StringComparison.Ordinal);
        Assert.Contains("not published by practitioner", (await publishing.Make(s_national, Request(service.Clock.Now) with { By = [Breakdown.Practitioner] })).Refusal!.Words, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Times_and_demand_are_published_with_days_and_places_and_a_table_by_two_only_beside_both_its_margins(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var publishing = service.Get<PublishingService>();
        await Assessed(service, "X1", 60, "West Midlands", "Birmingham North, East and Solihull");

        var times = await Json(Request(s_release) with { Family = Timing.Family(Step.Find("assessed-to-informed")!, DateOnly.MaxValue), By = [Breakdown.Region, Breakdown.Sex] });
        var total = times.GetProperty("tables")[0].GetProperty("table").GetProperty("total");
        Assert.Equal(60, total.GetProperty("counts").GetProperty("began").GetInt64());
        Assert.Equal(JsonValueKind.Number, total.GetProperty("estimates").GetProperty("median-days").GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Number, total.GetProperty("estimates").GetProperty("ninetieth-days").GetProperty("value").ValueKind);

        var demand = await Json(Request(s_release) with { Family = Demand.Family(DateOnly.MaxValue), RoundTo = 5 });
        Assert.Equal("2026-03-02", demand.GetProperty("tables")[0].GetProperty("table").GetProperty("period").GetProperty("from").GetString());
        Assert.Equal(["places", "expected", "starts", "months-to-clear"], demand.GetProperty("tables")[0].GetProperty("table").GetProperty("estimates").EnumerateArray().Select(e => e.GetProperty("key").GetString()));

        // By two: refused without its margins, and without what it would give by a coarser one.
        var two = Request(s_release) with { RequestId = Ids.New(s_release), By = [Breakdown.Region, Breakdown.Pdu, Breakdown.Sex], Pairs = [(Breakdown.Sex, Breakdown.Pdu)] };
        Assert.Contains("Add: by sex", (await publishing.Make(s_national, two with { By = [Breakdown.Pdu] })).Refusal!.Words, StringComparison.Ordinal);
        Assert.Contains("by region and sex", (await publishing.Make(s_national, two)).Refusal!.Words, StringComparison.Ordinal);
        Assert.Contains("one lies in the other", (await publishing.Make(s_national, two with { Pairs = [(Breakdown.Pdu, Breakdown.Region)] })).Refusal!.Words, StringComparison.Ordinal);
        var made = await Json(two with { Pairs = [(Breakdown.Sex, Breakdown.Pdu), (Breakdown.Sex, Breakdown.Region)] });
        Assert.Equal(["region", "pdu", "sex", "pdu+sex", "region+sex"], made.GetProperty("tables").EnumerateArray().Select(t => t.GetProperty("table").GetProperty("by").GetString()));
        Assert.All(made.GetProperty("tables").EnumerateArray(), t => Assert.Equal(60, t.GetProperty("table").GetProperty("total").GetProperty("counts").GetProperty("assessed").GetInt64()));
        Assert.Empty(await publishing.Broken());

        async Task<JsonElement> Json(MakePublication request)
        {
            var (id, refusal) = await publishing.Make(s_national, request with { RequestId = Ids.New(s_release) });
            Assert.Null(refusal);
            using var json = JsonDocument.Parse((await publishing.File(s_national, id!.Value, Publication.Json))!.Content);
            return json.RootElement.Clone();
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Who_may_not_publish_makes_nothing_and_nothing_is_published_without_a_table(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var publishing = service.Get<PublishingService>();

        foreach (var role in new[] { Roles.Practitioner, Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.PartnerLinkWorker, Roles.RegionalLead, Roles.Auditor })
            Assert.IsType<NotAPublisher>((await publishing.Make(new("x", "X", role, null, null, null), Request(s_release))).Refusal);
        Assert.IsType<CannotPublish>((await publishing.Make(s_national, Request(s_release) with { By = [] })).Refusal);
        Assert.Empty(await service.Read(db => db.Publications.ToListAsync()));
    }

    private static MakePublication Request(DateTimeOffset release) => new()
    {
        RequestId = Ids.New(s_release),
        Title = "Domestic abuse interventions",
        Summary = "How far people assessed have got.",
        Contact = "statistics@example.org",
        Period = new StatisticsPeriod(new(2025, 4, 1), new(2026, 3, 31)),
        By = [Breakdown.Region, Breakdown.Pdu],
        ReleaseAt = release,
    };

    private static async Task Assessed(Service service, string prefix, int people, string region, string pdu) =>
        Assert.Equal(people, (await service.Import([.. Enumerable.Range(1, people).Select(i => Cases.ReadyToDecide($"{prefix}{i:00000}") with { PersonalDetails = Cases.Details(pdu: pdu, region: region) })])).New);
}
