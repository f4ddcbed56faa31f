using System.Text.Json.Nodes;

namespace Referrals.Domain.Tests;

public sealed class SessionPlanReadingTests : IDisposable
{
    private const string Moderate = "building-choices-moderate";
    private const string Bbr = "building-better-relationships";
    private const string Toolkit = "first-steps-to-change";

    private readonly CatalogueFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_version_of_a_plan_counts_from_its_day_and_running_groups_can_still_read_theirs()
    {
        _folder.Change("session-plans", file => Follow(file, "2026-07-01")["maximumGroup"] = 8);
        var catalogue = _folder.Read().Require();

        Assert.Equal(1, catalogue.SessionPlanOn(Moderate, new DateOnly(2026, 6, 30))!.Version);
        Assert.Equal(2, catalogue.SessionPlanOn(Moderate, new DateOnly(2026, 7, 1))!.Version);
        Assert.Equal((10, 8), (catalogue.SessionPlan(Moderate, 1)!.MaximumGroup, catalogue.SessionPlan(Moderate, 2)!.MaximumGroup));
    }

    [Fact]
    public void A_plan_that_has_ended_cannot_be_chosen_and_can_be_read()
    {
        _folder.Change("session-plans", file => CatalogueFolder.Entry(file, Moderate)["validUntil"] = "2026-06-30");
        var catalogue = _folder.Read().Require();

        Assert.NotNull(catalogue.SessionPlanOn(Moderate, new DateOnly(2026, 6, 30)));
        Assert.Null(catalogue.SessionPlanOn(Moderate, new DateOnly(2026, 7, 1)));
        Assert.NotNull(catalogue.SessionPlan(Moderate, 1));
    }

    [Fact]
    public void A_released_version_is_not_edited_in_a_later_file_only_ended()
    {
        _folder.AddVersion("session-plans", "2026-07-01", file =>
        {
            CatalogueFolder.Entry(file, Moderate)["validUntil"] = "2027-06-30";
            CatalogueFolder.Entry(file, Bbr)["modules"]![1]!["sessions"]![0]!["minutes"] = 120;
        });
        var reading = _folder.Read();

        var problem = Assert.Single(reading.Problems);
        Assert.Equal(("session-plans.v2.json", "$.entries[2].version"), (problem.File, problem.JsonPath));
        Assert.Contains("not as it was in session-plans.v1.json", problem.Message);
    }

    [Fact]
    public void A_version_is_there_once_and_a_newer_one_begins_later()
    {
        _folder.Change("session-plans", file =>
        {
            Follow(file, "2026-07-01")["version"] = 1;
            Follow(file, "2026-07-01").Remove("validFrom");
        });

        AssertProblem("$.entries[10].version", "has a version 1 already");
        AssertProblem("$.entries[11].validFrom", "a newer version begins later");
    }

    [Fact]
    public void A_plan_is_of_a_programme_in_the_catalogue()
    {
        _folder.Change("session-plans", file => CatalogueFolder.Entry(file, Moderate)["key"] = "building-choices");

        AssertProblem("$.entries[1].key", "'building-choices' is not in programmes");
    }

    [Fact]
    public void Unknown_fields_are_refused_at_every_level()
    {
        _folder.Change("session-plans", file =>
        {
            var plan = CatalogueFolder.Entry(file, Moderate);
            plan["weeks"] = 1;
            plan["absence"]!["months"] = 12;
            plan["completion"]!["report"] = true;
            plan["modules"]![0]!["number"] = 1;
            plan["modules"]![0]!["sessions"]![0]!["stage"] = "pre-group";
        });

        foreach (var path in new[] { "weeks", "absence.months", "completion.report", "modules[0].number", "modules[0].sessions[0].stage" })
            AssertProblem($"$.entries[1].{path}", "take it out");
    }

    [Fact]
    public void Values_that_do_not_fit_are_refused_with_what_to_write()
    {
        _folder.Change("session-plans", file =>
        {
            var plan = CatalogueFolder.Entry(file, Moderate);
            plan["deliveredBy"] = new JsonArray("facilitator");
            plan["maximumGroup"] = 3;
            plan["rolling"] = "no";
            plan["absence"]!["warningAt"] = 3;
            plan["completion"] = "all";
            plan["modules"]![0]!["stage"] = "before";
            plan["modules"]![1]!["sessions"]![0]!["format"] = "online";
            plan["modules"]![1]!["sessions"]![0]!["minutes"] = 0;
        });

        AssertProblem("$.entries[1].deliveredBy", "'facilitator' is not a role that delivers");
        AssertProblem("$.entries[1].maximumGroup", "less than minimumGroup");
        AssertProblem("$.entries[1].rolling", "write true or false");
        AssertProblem("$.entries[1].absence.warningAt", "more than considerBreachAt");
        AssertProblem("$.entries[1].completion", "write an object");
        AssertProblem("$.entries[1].modules[0].stage", "pre-group, programme, review");
        AssertProblem("$.entries[1].modules[1].sessions[0].format", "group, one-to-one");
        AssertProblem("$.entries[1].modules[1].sessions[0].minutes", "from 5 to 600");
    }

    [Fact]
    public void Keys_are_unique_in_a_plan()
    {
        _folder.Change("session-plans", file =>
        {
            var modules = CatalogueFolder.Entry(file, Moderate)["modules"]!;
            modules[2]!["key"] = "getting-started";
            modules[2]!["sessions"]![0]!["key"] = "getting-started-1";
        });

        AssertProblem("$.entries[1].modules", "two modules 'getting-started'");
        AssertProblem("$.entries[1].modules", "two sessions 'getting-started-1'");
    }

    [Fact]
    public void Pre_group_work_comes_before_the_programme_and_the_review_after_it()
    {
        _folder.Change("session-plans", file =>
        {
            CatalogueFolder.Entry(file, Moderate)["modules"]![0]!["stage"] = "review";
            foreach (var module in CatalogueFolder.Entry(file, Toolkit)["modules"]!.AsArray())
                module!["stage"] = "pre-group";
        });

        AssertProblem("$.entries[1].modules", "put pre-group modules first");
        AssertProblem("$.entries[9].modules", "no module of the stage programme");
    }

    [Fact]
    public void Only_a_rolling_plan_may_be_joined_at_a_later_module_and_it_must_say_where()
    {
        _folder.Change("session-plans", file =>
        {
            CatalogueFolder.Entry(file, Moderate)["rolling"] = true;
            CatalogueFolder.Entry(file, Bbr)["rolling"] = false;
            CatalogueFolder.Entry(file, Bbr)["modules"]![0]!["mayJoinHere"] = true;
        });

        AssertProblem("$.entries[1].rolling", "no module after the first may be joined");
        AssertProblem("$.entries[2].rolling", "a module after the first may be joined");
        AssertProblem("$.entries[2].modules", "only a module of the stage programme can be joined");
    }

    [Fact]
    public void A_toolkit_has_no_groups()
    {
        _folder.Change("session-plans", file =>
        {
            CatalogueFolder.Entry(file, Toolkit)["modules"]![0]!["sessions"]![0]!["format"] = "group";
            CatalogueFolder.Entry(file, "creating-positive-connections")["maximumGroup"] = 2;
        });

        AssertProblem("$.entries[9].modules", "delivered one to one");
        AssertProblem("$.entries[8].maximumGroup", "no session is a group session");
    }

    private static JsonObject Follow(JsonObject file, string from)
    {
        var next = file["entries"]![1]!.DeepClone().AsObject();
        next["version"] = 2;
        next["validFrom"] = from;
        file["entries"]!.AsArray().Add(next);
        return next;
    }

    private void AssertProblem(string path, string says)
    {
        var problems = _folder.Read().Problems;
        Assert.Contains(problems, problem => problem.File == "session-plans.v1.json" && problem.JsonPath == path && problem.Message.Contains(says));
    }
}
