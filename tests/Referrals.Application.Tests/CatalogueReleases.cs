using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Catalogues;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Tests;

public sealed class CatalogueReleases
{
    private static readonly Actor s_administrator = new("ada", "Ada Admin", Roles.Administrator, null, null, null);
    private static readonly Actor s_national = new("nat", "Nat Lead", Roles.NationalLead, null, null, null);

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_service_level_that_was_released_counts_from_its_day_on_every_node_and_the_shipped_one_before(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (here, catalogue) = Node(service);
        var (there, _) = Node(service);

        Assert.Null(await catalogue.Write(s_administrator, CatalogueService.ServiceLevels, "decide", Level("decide", 3), 0));
        Assert.Null(await catalogue.Release(s_administrator, CatalogueService.ServiceLevels, new DateOnly(2026, 3, 10), "Decisions are to be quicker", 1));

        Assert.Equal((5, 3), (Days(here, "2026-03-09"), Days(here, "2026-03-10")));
        Assert.Equal(5, Days(there, "2026-03-10"));
        await there.Refresh();
        Assert.Equal((5, 3), (Days(there, "2026-03-09"), Days(there, "2026-03-10")));
        Assert.Equal(10, there.Current.ServiceLevelOn("complete-sara", new DateOnly(2026, 3, 10)).WorkingDays);

        var newest = (await catalogue.Versions()).First(v => v.Name == CatalogueService.ServiceLevels);
        Assert.Equal((2, "Ada Admin", "Decisions are to be quicker"), (newest.Version, newest.Release!.ReleasedBy, newest.Release.Words));
        Assert.Null(await catalogue.Draft(CatalogueService.ServiceLevels));
        Assert.Equal(1, await service.Read(db => db.AuditEntries.CountAsync(a => a.Username == "ada" && a.Detail!.StartsWith("service-levels version 2"))));

        static int Days(CatalogueSource source, string on) => source.Current.ServiceLevelOn("decide", DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture)).WorkingDays;
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_released_version_is_not_changed_and_not_removed_by_anybody(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (_, catalogue) = Node(service);
        Assert.Null(await catalogue.Write(s_administrator, CatalogueService.ServiceLevels, "decide", Level("decide", 3), 0));
        Assert.Null(await catalogue.Release(s_administrator, CatalogueService.ServiceLevels, new DateOnly(2026, 3, 10), "Quicker", 1));

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => service.Read(db => db.CatalogueReleases.ExecuteUpdateAsync(set => set.SetProperty(r => r.Words, "Slower"))));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => service.Read(db => db.CatalogueReleases.ExecuteDeleteAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Two_who_write_on_one_draft_do_not_lose_each_others_work_and_only_what_was_read_is_released(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (_, catalogue) = Node(service);

        Assert.Null(await catalogue.Write(s_administrator, CatalogueService.ServiceLevels, "decide", Level("decide", 3), 0));
        Assert.IsType<DraftChanged>(await catalogue.Write(s_administrator, CatalogueService.ServiceLevels, "approve", Level("approve", 1), 0));
        Assert.Null(await catalogue.Write(s_administrator, CatalogueService.ServiceLevels, "approve", Level("approve", 1), 1));
        Assert.IsType<DraftChanged>(await catalogue.Release(s_administrator, CatalogueService.ServiceLevels, new DateOnly(2026, 3, 10), "Quicker", 1));
        Assert.IsType<DayTooEarly>(await catalogue.Release(s_administrator, CatalogueService.ServiceLevels, new DateOnly(2026, 3, 1), "Quicker", 2));
        Assert.Null(await catalogue.Release(s_administrator, CatalogueService.ServiceLevels, new DateOnly(2026, 3, 10), "Quicker", 2));
        Assert.IsType<NoDraft>(await catalogue.Release(s_administrator, CatalogueService.ServiceLevels, new DateOnly(2026, 3, 10), "Quicker", 2));

        // The next one begins later than the one before, also where that is still to come.
        Assert.Null(await catalogue.Write(s_administrator, CatalogueService.ServiceLevels, "decide", Level("decide", 4), 0));
        Assert.Equal(new DateOnly(2026, 3, 11), Assert.IsType<DayTooEarly>(await catalogue.Release(s_administrator, CatalogueService.ServiceLevels, new DateOnly(2026, 3, 10), "Again", 1)).Earliest);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_is_wrong_is_refused_with_the_entry_named_and_nothing_is_kept(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (_, catalogue) = Node(service);

        var gone = Assert.IsType<DraftWrong>(await catalogue.Write(s_administrator, CatalogueService.ServiceLevels, "decide", null, 0));
        Assert.Contains("'decide' is gone", gone.Words, StringComparison.Ordinal);
        var ladder = Assert.IsType<DraftWrong>(await catalogue.Write(s_administrator, CatalogueService.Ladders, "approval", Ladder("approval", "nobody-known"), 0));
        Assert.Contains("'nobody-known' is not a role that can be told", ladder.Words, StringComparison.Ordinal);
        var twice = Assert.IsType<DraftWrong>(await catalogue.Write(s_administrator, CatalogueService.Reasons, "UN-NEW", new JsonObject { ["code"] = "UN-NEW", ["use"] = "no-such-use", ["category"] = "x", ["words"] = "x", ["needsWords"] = false }, 0));
        Assert.Contains("no-such-use", twice.Words, StringComparison.Ordinal);
        Assert.Equal(0, await service.Read(db => db.CatalogueDrafts.CountAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_reason_that_was_added_may_be_chosen_from_its_day_and_one_that_was_ended_no_longer(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (source, catalogue) = Node(service);
        var ended = JsonNode.Parse((await catalogue.Versions()).First(v => v.Name == "reasons").Json)!["entries"]!.AsArray().First(e => e!["code"]!.GetValue<string>() == "UN-HEALTH")!.DeepClone().AsObject();
        ended["validUntil"] = "2026-03-31";
        Assert.Null(await catalogue.Write(s_administrator, CatalogueService.Reasons, "UN-NEW", new JsonObject { ["code"] = "UN-NEW", ["use"] = "unmet-need", ["category"] = "other", ["words"] = "Something new", ["needsWords"] = true }, 0));
        Assert.Null(await catalogue.Write(s_administrator, CatalogueService.Reasons, "UN-HEALTH", ended, 1));
        Assert.Null(await catalogue.Release(s_administrator, CatalogueService.Reasons, new DateOnly(2026, 3, 2), "A new reason", 2));

        Assert.Contains(source.Current.Reasons("unmet-need", new DateOnly(2026, 3, 2)), r => r.Code == "UN-NEW");
        Assert.DoesNotContain(source.Current.Reasons("unmet-need", new DateOnly(2026, 3, 1)), r => r.Code == "UN-NEW");
        Assert.Contains(source.Current.Reasons("unmet-need", new DateOnly(2026, 3, 31)), r => r.Code == "UN-HEALTH");
        Assert.DoesNotContain(source.Current.Reasons("unmet-need", new DateOnly(2026, 4, 1)), r => r.Code == "UN-HEALTH");
        Assert.NotNull(source.Current.FindReason("UN-HEALTH"));
        var exported = (await catalogue.Versions()).First(v => v.Name == "reasons").Json;
        Assert.Empty(CatalogueReader.Read([.. source.Shipped, CatalogueText.Of("reasons", 2, exported)]).Problems);
    }

    [Fact]
    public void Two_versions_are_compared_entry_by_entry_and_field_by_field()
    {
        const string Before = """{"entries":[{"key":"a","workingDays":5,"rungs":[{"day":1}]},{"key":"b","workingDays":1}]}""";
        const string After = """{"entries":[{"key":"a","workingDays":3,"rungs":[{"day":1},{"day":2}]},{"key":"c","workingDays":1}]}""";

        var changes = CatalogueChanges.Between(Before, After);

        Assert.Equal([("c", EntryChangeKind.Added), ("a", EntryChangeKind.Changed), ("b", EntryChangeKind.Removed)], changes.Select(c => (c.Key, c.Kind)));
        Assert.Equal([new FieldChange("workingDays", "5", "3"), new FieldChange("rungs 2, day", null, "2")], changes[1].Fields);
        Assert.Empty(CatalogueChanges.Between(After, After));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_new_version_of_the_programmes_says_which_recent_needs_would_be_recommended_something_else(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide(), Cases.Man("X100002"));
        var (source, catalogue) = Node(service);
        var file = JsonNode.Parse((await catalogue.Versions()).First(v => v.Name == "programmes").Json)!;
        (file["version"], file["validFrom"]) = (2, "2026-03-01");
        foreach (var item in file["entries"]!.AsArray().First(e => e!["key"]!.GetValue<string>() == "building-better-relationships")!["available"]!.AsArray())
            item!["validUntil"] = "2026-02-28";

        var trial = await Try(service, source, catalogue, s_administrator, file.ToJsonString());

        Assert.Empty(trial.Problems);
        Assert.Contains(trial.Entries, e => e is { Key: "building-better-relationships", Kind: EntryChangeKind.Changed });
        Assert.Equal(2, trial.Report!.Tried);
        var other = Assert.Single(trial.Report.Listed, o => o.Before == "Building Better Relationships");
        Assert.NotEqual("Building Better Relationships", other.After);
        Assert.Equal(trial.Report.Other.Count, trial.Report.Ways.Sum(w => w.Count.Count));

        Assert.Empty((await Try(service, source, catalogue, s_national, file.ToJsonString())).Report!.Listed);
        Assert.Equal("Building Better Relationships", source.Current.FindProgramme("building-better-relationships", new DateOnly(2026, 3, 2))!.Name);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_new_version_of_a_workflow_says_which_recent_needs_would_stand_elsewhere(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide("X100001"), Cases.ReadyToDecide("X100002"), Cases.Man("X100003"));
        await service.Answer(Service.Practitioner, "X100001", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        var (source, catalogue) = Node(service);
        var latest = service.Get<Definitions>().Latest("domestic-abuse-need");
        var file = JsonNode.Parse(latest.Json)!;
        (file["version"], file["id"]) = (latest.Version + 1, "domestic-abuse-need-next");

        var same = await Try(service, source, catalogue, s_administrator, file.ToJsonString());
        Assert.Empty(same.Problems);
        Assert.Empty(same.Differences);
        Assert.Equal((3, 0L, 0), (same.Report!.Tried, same.Report.Other.Count, same.Report.CannotSay.Count));

        var way = file["root"]!["connections"]!.AsArray().First(c => c!["source"]!["activity"]!.GetValue<string>() == "decide" && c["source"]!["port"]!.GetValue<string>() == "AcceptRecommendation")!;
        way["target"]!["activity"] = "approve";
        var other = await Try(service, source, catalogue, s_administrator, file.ToJsonString());

        Assert.Empty(other.Problems);
        Assert.Equal(["New way: Decide, AcceptRecommendation, to Approve.", "No longer: Decide, AcceptRecommendation, to Follow."], other.Differences);
        Assert.Equal([("waits at Referral", "waits at Approve", Cell.Of(1))], other.Report!.Ways);
        Assert.Equal((await service.Person("X100001")).Id, Assert.Single(other.Report.Listed).PersonId);

        // Whoever reaches no case is not told that it is one.
        var told = (await Try(service, source, catalogue, s_national, file.ToJsonString())).Report!;
        Assert.True(told.Ways.Single().Count.IsSuppressed && told.Other.IsSuppressed);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_file_that_cannot_be_a_version_is_told_why(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (source, catalogue) = Node(service);

        Assert.Contains("neither", Assert.Single((await Try(service, source, catalogue, s_administrator, "no JSON")).Problems), StringComparison.Ordinal);
        Assert.Contains("is not new", Assert.Single((await Try(service, source, catalogue, s_administrator, service.Get<Definitions>().Latest("enquiry").Json)).Problems), StringComparison.Ordinal);
        Assert.NotEmpty((await Try(service, source, catalogue, s_administrator, """{"catalogue":"programmes","version":2,"validFrom":"2026-03-01","entries":[]}""")).Problems);
    }

    private static Task<Trial> Try(Service service, CatalogueSource source, CatalogueService catalogue, Actor actor, string json) =>
        new DryRun(service.Get<DatabaseFactory>(), catalogue, source, service.Get<Definitions>(), service.Get<ActivityLibrary>(), service.Get<Referrals.Workflows.IWorkflowEngine>(), service.Get<CaseAccess>(), service.Clock).Try(actor, json);

    private static (CatalogueSource Source, CatalogueService Catalogue) Node(Service service)
    {
        var source = new CatalogueSource(CatalogueReader.Files(Path.Combine(AppContext.BaseDirectory, "workflows", "catalogue")), service.Get<DatabaseFactory>);
        return (source, new CatalogueService(service.Get<DatabaseFactory>(), source, service.Clock));
    }

    private static JsonObject Level(string key, int days) => new() { ["key"] = key, ["workingDays"] = days, ["description"] = "To be done", ["source"] = "Set in the service" };

    private static JsonObject Ladder(string key, string told) => new()
    {
        ["key"] = key,
        ["source"] = "Set in the service",
        ["rungs"] = new JsonArray(new JsonObject { ["afterWorkingDays"] = 1, ["tell"] = new JsonArray(told), ["wording"] = "It is late." }),
    };
}
