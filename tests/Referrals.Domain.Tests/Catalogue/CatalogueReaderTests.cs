using System.Text.Json.Nodes;

namespace Referrals.Domain.Tests;

public sealed class CatalogueReaderTests : IDisposable
{
    private const string Bbr = "building-better-relationships";

    private readonly CatalogueFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_not_there_is_one_problem() =>
        Assert.Contains("no such folder", Assert.Single(CatalogueReader.Read(Path.Combine(Shipped.Folder, "nowhere")).Problems).Message);

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var problem = Assert.Single(_folder.Remove("ladders.v1.json").Read().Problems);

        Assert.Equal("ladders.v1.json", problem.File);
        Assert.Contains("add it", problem.Message);
    }

    [Fact]
    public void A_JSON_file_of_another_name_is_refused() => AssertProblem(_folder.Write("progammes.v2.json", "{}"), "progammes.v2.json", "$", "is not a catalogue file");

    [Fact]
    public void A_file_that_is_not_JSON_is_refused() => AssertProblem(_folder.Write("ladders.v1.json", "{ \"catalogue\": "), "ladders.v1.json", "$", "not well-formed");

    [Fact]
    public void A_field_written_twice_is_refused() =>
        AssertProblem(_folder.Write("ladders.v1.json", """{ "catalogue": "ladders", "catalogue": "ladders" }"""), "ladders.v1.json", "$", "not well-formed");

    [Fact]
    public void A_file_that_is_not_an_object_is_refused() => AssertProblem(_folder.Write("ladders.v1.json", "[]"), "ladders.v1.json", "$", "is a list; write an object");

    [Fact]
    public void Name_and_version_must_agree_with_the_file_name()
    {
        _folder.Change("ladders", file =>
        {
            file["catalogue"] = "reasons";
            file["version"] = 2;
        });

        AssertProblem(_folder, "ladders.v1.json", "$.catalogue", "make them agree");
        AssertProblem(_folder, "ladders.v1.json", "$.version", "make them agree");
    }

    [Fact]
    public void Unknown_fields_are_refused_at_every_level()
    {
        _folder.Change("programmes", file =>
        {
            file["autor"] = "x";
            CatalogueFolder.Entry(file, Bbr)["regions"] = new JsonArray("A");
            CatalogueFolder.Entry(file, Bbr)["criteria"]![0]!["vaule"] = 1;
        });

        AssertProblem(_folder, "programmes.v1.json", "$.autor", "take it out");
        AssertProblem(_folder, "programmes.v1.json", "$.entries[2].regions", "take it out");
        AssertProblem(_folder, "programmes.v1.json", "$.entries[2].criteria[0].vaule", "take it out");
    }

    [Fact]
    public void All_problems_of_all_files_are_reported_at_once()
    {
        _folder.Remove("areas.v1.json")
            .Change("ladders", file => file["entries"]![0]!["rungs"]![0]!["tell"] = new JsonArray("manager"))
            .Change("service-levels", file =>
            {
                file["entries"]![0]!["workingDays"] = "ten";
                file["entries"]![1]!["description"] = "";
            });
        var reading = _folder.Read();

        Assert.Null(reading.Catalogue);
        Assert.Equal(["areas.v1.json", "ladders.v1.json", "service-levels.v1.json"], reading.Problems.Select(problem => problem.File).Distinct().Except(["programmes.v1.json"]).Order());
        Assert.Equal(2, reading.Problems.Count(problem => problem.File == "service-levels.v1.json"));
        var exception = Assert.Throws<CatalogueException>(reading.Require);
        Assert.All(reading.Problems, problem => Assert.Contains(problem.ToString(), exception.Message));
    }

    public static TheoryData<string, string, string, string> WrongCriteria => new()
    {
        { """{ "subject": "star-sign", "operator": "is", "value": 1 }""", "subject", "not known", "sara-partner" },
        { """{ "subject": "sex", "operator": "at-least", "value": "male" }""", "operator", "not known", "is-not" },
        { """{ "subject": "sex", "operator": "is", "value": "man" }""", "value", "sex", "male, female" },
        { """{ "subject": "age", "operator": "at-least", "value": "18" }""", "value", "age", "whole number" },
        { """{ "subject": "age", "operator": "at-least", "value": 18.5 }""", "value", "age", "whole number" },
        { """{ "subject": "sara-partner", "operator": "at-least", "value": 2 }""", "value", "sara-partner", "low, medium, high, very-high" },
        { """{ "subject": "can-discuss-one-act", "operator": "is", "value": "yes" }""", "value", "can-discuss-one-act", "true or false" },
        { """{ "subject": "pni", "operator": "one-of", "value": [] }""", "value", "pni", "moderate-intensity" },
        { """{ "subject": "pni", "operator": "one-of", "value": ["alternative", "other"] }""", "value", "pni", "moderate-intensity" },
        { """{ "subject": "deliverable-weeks", "operator": "at-least", "value": -1 }""", "value", "deliverable-weeks", "weeks" },
        { """{ "subject": "flags", "operator": "any-of", "value": "ADVP" }""", "value", "flags", "list of registration codes" },
        { """{ "subject": "sex", "operator": "is" }""", "value", "sex", "male, female" },
    };

    [Theory]
    [MemberData(nameof(WrongCriteria))]
    public void A_criterion_that_cannot_be_compared_is_refused_with_what_to_write(string criterion, string field, string says, string asksFor)
    {
        var wrong = JsonNode.Parse(criterion)!;
        wrong["words"] = "Words";
        wrong["source"] = "Source";
        _folder.Change("programmes", file => CatalogueFolder.Entry(file, Bbr)["criteria"]![0] = wrong);

        AssertProblem(_folder, "programmes.v1.json", $"$.entries[2].criteria[0].{field}", says);
        AssertProblem(_folder, "programmes.v1.json", $"$.entries[2].criteria[0].{field}", asksFor);
    }

    [Fact]
    public void A_criterion_needs_its_words_and_its_source()
    {
        _folder.Change("programmes", file =>
        {
            CatalogueFolder.Entry(file, Bbr)["criteria"]![0]!.AsObject().Remove("source");
            CatalogueFolder.Entry(file, Bbr)["criteria"]![1]!.AsObject().Remove("words");
        });

        AssertProblem(_folder, "programmes.v1.json", "$.entries[2].criteria[0]", "has no source");
        AssertProblem(_folder, "programmes.v1.json", "$.entries[2].criteria[1]", "has no words");
    }

    [Fact]
    public void An_entry_available_twice_for_one_region_and_date_is_refused()
    {
        _folder.Change("programmes", file => CatalogueFolder.Entry(file, Bbr)["available"]!.AsArray().Add(JsonNode.Parse("""{ "regions": ["K"], "validFrom": "2026-03-31", "source": "x" }""")));

        AssertProblem(_folder, "programmes.v1.json", "$.entries[2].available", "two items for one region and date");
    }

    [Fact]
    public void Two_entries_of_one_key_valid_at_once_are_refused()
    {
        _folder.Change("programmes", file => file["entries"]!.AsArray().Add(CatalogueFolder.Entry(file, Bbr).DeepClone()));

        AssertProblem(_folder, "programmes.v1.json", "$.entries[10].key", "available twice");
    }

    [Fact]
    public void Two_entries_of_one_key_may_follow_each_other()
    {
        _folder.Change("programmes", file =>
        {
            var older = CatalogueFolder.Entry(file, Bbr);
            var newer = older.DeepClone();
            older["available"] = JsonNode.Parse("""[{ "validUntil": "2026-06-30", "source": "x" }]""");
            newer["available"] = JsonNode.Parse("""[{ "validFrom": "2026-07-01", "source": "x" }]""");
            newer["name"] = "Building Better Relationships, revised";
            file["entries"]!.AsArray().Add(newer);
        });
        var catalogue = _folder.Read().Require();

        Assert.Equal("Building Better Relationships", catalogue.FindProgramme(Bbr, new DateOnly(2026, 6, 30))?.Name);
        Assert.Equal("Building Better Relationships, revised", catalogue.FindProgramme(Bbr, new DateOnly(2026, 7, 1))?.Name);
        Assert.Single(catalogue.Programmes(new DateOnly(2026, 7, 1), "E"), programme => programme.Key == Bbr);
    }

    [Fact]
    public void Two_entries_may_not_stand_at_one_place_in_the_order()
    {
        _folder.Change("programmes", file => CatalogueFolder.Entry(file, "help")["order"] = 30);

        AssertProblem(_folder, "programmes.v1.json", "$.entries[6].order", $"'{Bbr}'");
    }

    [Fact]
    public void One_requirement_code_orders_one_entry()
    {
        _folder.Change("programmes", file => CatalogueFolder.Entry(file, "help")["requirementCodes"] = new JsonArray("LC77"));

        AssertProblem(_folder, "programmes.v1.json", "$.entries[6].requirementCodes", "LC77");
    }

    [Fact]
    public void A_region_that_is_not_there_is_refused()
    {
        _folder.Change("programmes", file => CatalogueFolder.Entry(file, Bbr)["available"]![0]!["regions"]![0] = "Z");

        AssertProblem(_folder, "programmes.v1.json", "$.entries[2].available[0].regions", "'Z' is not a region");
    }

    [Fact]
    public void An_entry_that_ends_before_it_begins_is_refused()
    {
        _folder.Change("programmes", file => CatalogueFolder.Entry(file, "building-choices-high")["available"]![0]!["validUntil"] = "2026-03-31");

        AssertProblem(_folder, "programmes.v1.json", "$.entries[0].available[0].validUntil", "before validFrom");
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("system")]
    public void A_ladder_may_only_tell_roles_that_somebody_holds(string role)
    {
        _folder.Change("ladders", file => CatalogueFolder.Entry(file, "standard")["rungs"]![1]!["tell"] = new JsonArray(role));

        AssertProblem(_folder, "ladders.v1.json", "$.entries[0].rungs[1].tell", $"'{role}' is not a role that can be told");
    }

    [Fact]
    public void Rungs_must_go_up_and_tell_somebody()
    {
        _folder.Change("ladders", file =>
        {
            var rungs = CatalogueFolder.Entry(file, "standard")["rungs"]!;
            rungs[2]!["afterWorkingDays"] = 2;
            rungs[3]!["tell"] = new JsonArray();
        });

        AssertProblem(_folder, "ladders.v1.json", "$.entries[0].rungs[2].afterWorkingDays", "is not after the rung before it");
        AssertProblem(_folder, "ladders.v1.json", "$.entries[0].rungs[3].tell", "names nobody");
    }

    [Fact]
    public void A_ladder_without_rungs_is_refused()
    {
        _folder.Change("ladders", file => CatalogueFolder.Entry(file, "standard")["rungs"] = new JsonArray());

        AssertProblem(_folder, "ladders.v1.json", "$.entries[0].rungs", "at least one");
    }

    [Fact]
    public void A_reason_code_is_there_once()
    {
        _folder.Change("reasons", file => CatalogueFolder.Entry(file, "WD-DIED")["code"] = "UN-DIED");

        Assert.Contains(_folder.Read().Problems, problem => problem.JsonPath.EndsWith(".code", StringComparison.Ordinal) && problem.Message.Contains("'UN-DIED' is there twice"));
    }

    [Fact]
    public void A_reason_for_an_unknown_use_is_refused()
    {
        _folder.Change("reasons", file => file["entries"]![0]!["use"] = "excuse");

        AssertProblem(_folder, "reasons.v1.json", "$.entries[0].use", "'excuse', which is not known");
    }

    [Fact]
    public void Every_use_needs_a_reason()
    {
        _folder.Change("reasons", file =>
        {
            foreach (var entry in file["entries"]!.AsArray().Where(entry => entry!["use"]!.GetValue<string>() == ReasonUses.Snooze).ToList())
                file["entries"]!.AsArray().Remove(entry);
        });

        AssertProblem(_folder, "reasons.v1.json", "$.entries", "no reason for snooze");
    }

    [Fact]
    public void Only_a_need_may_close_on_its_own()
    {
        _folder.Change("reasons", file => CatalogueFolder.Entry(file, "WD-DIED")["closesOnItsOwn"] = true);

        Assert.Contains(_folder.Read().Problems, problem => problem.JsonPath.EndsWith(".closesOnItsOwn", StringComparison.Ordinal));
    }

    [Fact]
    public void Thresholds_must_be_all_there_and_known()
    {
        _folder.Change("thresholds", file => CatalogueFolder.Entry(file, "small-number")["key"] = "tiny-number");

        AssertProblem(_folder, "thresholds.v1.json", "$.entries", "no threshold small-number");
        AssertProblem(_folder, "thresholds.v1.json", "$.entries[9].key", "'tiny-number', which is not known");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_small_number_that_protects_nobody_is_refused(int value)
    {
        _folder.Change("thresholds", file => CatalogueFolder.Entry(file, "small-number")["value"] = value);

        var reading = _folder.Read();
        Assert.Null(reading.Catalogue);
        Assert.Contains(reading.Problems, problem => problem.File == "thresholds.v1.json" && problem.Message.Contains("a whole number from 2 to 1000"));
    }

    [Fact]
    public void Points_of_the_waiting_list_are_all_there_and_whole()
    {
        _folder.Change("thresholds", file =>
        {
            var points = CatalogueFolder.Entry(file, "waiting-points")["value"]!.AsObject();
            points.Remove("saraHigh");
            points["luck"] = 3;
            points["ordered"] = 1.5;
            points["soonWeeks"] = 2;
        });

        AssertProblem(_folder, "thresholds.v1.json", "$.entries[11].value", "has no saraHigh");
        AssertProblem(_folder, "thresholds.v1.json", "$.entries[11].value.luck", "take it out");
        AssertProblem(_folder, "thresholds.v1.json", "$.entries[11].value.ordered", "whole number");
        AssertProblem(_folder, "thresholds.v1.json", "$.entries[11].value.soonWeeks", "less than tightWeeks");
    }

    [Theory]
    [InlineData("sara-life-days", "a year", 0)]
    [InlineData("sara-wanted", "some", 1)]
    [InlineData("reset-from", "1 June 2024", 3)]
    [InlineData("reset-exempt-flags", "MAPP", 4)]
    public void A_threshold_of_another_type_is_refused(string key, string value, int at)
    {
        _folder.Change("thresholds", file => CatalogueFolder.Entry(file, key)["value"] = value);

        AssertProblem(_folder, "thresholds.v1.json", $"$.entries[{at}].value", value);
    }

    [Theory]
    [InlineData("2026-06-30", "2026-06-30", "valid twice")]
    [InlineData("2026-06-30", "2026-07-02", "leaves days on which")]
    public void Values_of_one_key_must_follow_each_other_without_gap_or_overlap(string until, string from, string says)
    {
        var at = 0;
        _folder.Change("service-levels", file =>
        {
            at = file["entries"]!.AsArray().Count;
            Follow(file, "decide", until, from);
        });

        AssertProblem(_folder, "service-levels.v1.json", $"$.entries[{at}].validFrom", says);
    }

    [Fact]
    public void A_key_without_a_value_before_or_after_some_date_is_refused()
    {
        _folder.Change("service-levels", file =>
        {
            file["entries"]![0]!["validFrom"] = "2020-01-01";
            file["entries"]![1]!["validUntil"] = "2030-01-01";
        });

        AssertProblem(_folder, "service-levels.v1.json", "$.entries[0].validFrom", "without a value before it");
        AssertProblem(_folder, "service-levels.v1.json", "$.entries[1].validUntil", "without a value after it");
    }

    [Fact]
    public void A_value_that_follows_another_counts_from_its_day()
    {
        _folder.Change("service-levels", file => Follow(file, "decide", "2026-06-30", "2026-07-01")["workingDays"] = 3);
        _folder.Change("thresholds", file => Follow(file, "small-number", "2026-06-30", "2026-07-01")["value"] = 10);
        var catalogue = _folder.Read().Require();

        Assert.Equal(5, catalogue.ServiceLevelOn("decide", new DateOnly(2026, 6, 30)).WorkingDays);
        Assert.Equal(3, catalogue.ServiceLevelOn("decide", new DateOnly(2026, 7, 1)).WorkingDays);
        Assert.Equal(5, catalogue.ThresholdsOn(new DateOnly(2026, 6, 30)).SmallNumber);
        Assert.Equal(10, catalogue.ThresholdsOn(new DateOnly(2026, 7, 1)).SmallNumber);
    }

    [Fact]
    public void A_bank_holiday_is_there_once()
    {
        _folder.Change("bank-holidays", file => file["entries"]![1]!["date"] = "2019-01-01");

        AssertProblem(_folder, "bank-holidays.v1.json", "$.entries[1].date", "twice");
    }

    [Fact]
    public void A_date_that_does_not_exist_is_refused()
    {
        _folder.Change("bank-holidays", file => file["entries"]![1]!["date"] = "2019-02-29");

        AssertProblem(_folder, "bank-holidays.v1.json", "$.entries[1].date", "YYYY-MM-DD");
    }

    [Fact]
    public void A_name_says_one_region_and_an_id_one_PDU()
    {
        _folder.Change("areas", file =>
        {
            CatalogueFolder.Entry(file, "B")["aliases"]!.AsArray().Add("n54");
            CatalogueFolder.Entry(file, "B")["pdus"]![0]!["id"] = 1;
            CatalogueFolder.Entry(file, "B")["pdus"]![1]!["name"] = "Cheshire West PDU";
        });

        AssertProblem(_folder, "areas.v1.json", "$.entries[1]", "names another region too");
        Assert.Contains(_folder.Read().Problems, problem => problem.Message.Contains("'1' is the id of another PDU too"));
        AssertProblem(_folder, "areas.v1.json", "$.entries[1].pdus[1]", "names another PDU of the region too");
    }

    [Fact]
    public void A_newer_version_answers_from_its_day_and_the_older_one_for_the_days_before()
    {
        _folder.AddVersion("programmes", "2026-07-01", file => file["entries"]!.AsArray().RemoveAt(2));
        var catalogue = _folder.Read().Require();

        Assert.Contains(catalogue.Programmes(new DateOnly(2026, 6, 30), "E"), programme => programme.Key == Bbr);
        Assert.DoesNotContain(catalogue.Programmes(new DateOnly(2026, 7, 1), "E"), programme => programme.Key == Bbr);
        Assert.Equal("Building Better Relationships", catalogue.FindProgramme(Bbr, new DateOnly(2026, 7, 1))?.Name);
        Assert.Contains(catalogue.Programmes(new DateOnly(2016, 1, 1), "E"), programme => programme.Key == Bbr);
    }

    [Fact]
    public void A_newer_version_that_does_not_begin_later_is_refused() =>
        AssertProblem(_folder.AddVersion("ladders", "2019-01-01", _ => { }), "ladders.v2.json", "$.validFrom", "a newer version begins later");

    [Fact]
    public void A_workflow_may_only_name_what_every_version_has()
    {
        _folder.AddVersion("service-levels", "2027-01-01", file => file["entries"]!.AsArray().Remove(CatalogueFolder.Entry(file, "decide")));

        Assert.DoesNotContain("decide", _folder.Read().Require().ServiceLevelKeys);
        Assert.Contains("approve", _folder.Read().Require().ServiceLevelKeys);
    }

    [Fact]
    public void A_reason_that_may_no_longer_be_chosen_can_still_be_read()
    {
        _folder.Change("reasons", file => CatalogueFolder.Entry(file, "UN-WRONG")["validUntil"] = "2026-06-30");
        var catalogue = _folder.Read().Require();

        Assert.Contains(catalogue.Reasons(ReasonUses.UnmetNeed, new DateOnly(2026, 6, 30)), reason => reason.Code == "UN-WRONG");
        Assert.DoesNotContain(catalogue.Reasons(ReasonUses.UnmetNeed, new DateOnly(2026, 7, 1)), reason => reason.Code == "UN-WRONG");
        Assert.Equal(ReasonUses.UnmetNeed, catalogue.FindReason("UN-WRONG")?.Use);
    }

    /// <summary>Ends the value of a key and adds a copy at the end of the file that begins later.</summary>
    private static JsonObject Follow(JsonObject file, string key, string until, string from)
    {
        var first = CatalogueFolder.Entry(file, key);
        var second = first.DeepClone().AsObject();
        first["validUntil"] = until;
        second["validFrom"] = from;
        file["entries"]!.AsArray().Add(second);
        return second;
    }

    private static void AssertProblem(CatalogueFolder folder, string file, string path, string says)
    {
        var reading = folder.Read();
        Assert.Null(reading.Catalogue);
        Assert.Contains(reading.Problems, problem => problem.File == file && problem.JsonPath == path && problem.Message.Contains(says));
    }
}
