using System.Text.Json.Nodes;
using Referrals.Application.Import.Sources;
using Referrals.Domain;

namespace Referrals.Application.Tests.Import.Sources;

public class DocumentsTests
{
    [Fact]
    public void A_whole_case_is_read_without_a_word_to_say()
    {
        var read = Fixtures.Read(Fixtures.Case());

        Assert.Empty(read.Problems);
        Assert.Null(read.Rejected);
        Assert.Equal("X400100", read.Case!.Crn);
        Assert.Equal(new ImportOrigin("cases.ndjson", 7), read.Case.Origin);
    }

    [Fact]
    public void Personal_details_say_who_holds_the_case_and_where()
    {
        var details = Fixtures.Read(Fixtures.Case()).Case!.PersonalDetails!;

        Assert.Equal(new PersonName { Forename = "Tobias", MiddleNames = "Quill", Surname = "Fenwright" }, details.Name);
        Assert.Equal(new DateOnly(1987, 11, 3), details.DateOfBirth);
        Assert.Equal(Sex.Male, details.Sex);
        Assert.Equal("N56A101", details.Practitioner!.Code);
        Assert.Equal("imogen.larkspur@example.com", details.Practitioner.Email);
        Assert.Equal("Larkspur", details.Practitioner.Name!.Surname);
        Assert.Equal(new CodedName("N56NOR", "Norfolk"), details.ProbationDeliveryUnit);
        Assert.Equal(new CodedName("N56", "East of England"), details.Region);
        Assert.Equal(new CodedName("N56T01", "Norwich Team 1"), details.Team);
    }

    [Fact]
    public void A_sentence_keeps_requirements_licence_conditions_and_post_sentence_supervision_apart()
    {
        var sentence = Fixtures.Read(Fixtures.Case()).Case!.Sentences![1];

        Assert.Equal(new DateOnly(2025, 9, 1), sentence.StartDate);
        Assert.Equal(new DateOnly(2027, 8, 31), sentence.ExpectedEndDate);
        Assert.False(sentence.Custodial);
        Assert.Equal(
            [
                new SentenceRequirement(RequirementKind.Requirement, "RARREQ", "Rehabilitation Activity Requirement (RAR)"),
                new SentenceRequirement(RequirementKind.LicenceCondition, "LC77", "Building Better Relationships"),
                new SentenceRequirement(RequirementKind.PostSentenceSupervision, "PSS01", "Supervision"),
            ],
            sentence.Requirements!);
    }

    [Fact]
    public void A_sentence_without_any_list_of_requirements_leaves_them_unknown_and_empty_lists_say_none()
    {
        var line = Fixtures.Case();
        line["sentences"] = Fixtures.Parse("""{"1":{"description":"Order"},"2":{"requirements":[]}}""");

        var sentences = Fixtures.Read(line).Case!.Sentences!;

        Assert.Null(sentences[1].Requirements);
        Assert.Empty(sentences[2].Requirements!);
    }

    [Fact]
    public void Abuse_of_family_in_section_6_is_perpetration_and_not_victimhood()
    {
        var section = Fixtures.Read(Fixtures.Case()).Case!.Section6!;

        Assert.True(section.PerpetratorAgainstFamily);
        Assert.False(section.VictimOfFamily);
        Assert.Null(section.PerpetratorAgainstPartner);
        Assert.Null(section.VictimOfPartner);
    }

    [Theory]
    [InlineData("perpAgainstFamily")]
    [InlineData("victimOfFamily")]
    [InlineData("perpAgainstPartner")]
    [InlineData("victimOfPartner")]
    public void Each_of_the_four_abuse_questions_is_read_from_its_own_field_alone(string field)
    {
        var section = Fixtures.Parse("""{"assessmentPk":1}""");
        section[field] = "Yes";

        var read = Fixtures.Read(new JsonObject { ["crn"] = "X1", ["section6"] = section }).Case!.Section6!;

        var answers = new Dictionary<string, bool?>(StringComparer.Ordinal)
        {
            ["perpAgainstFamily"] = read.PerpetratorAgainstFamily,
            ["victimOfFamily"] = read.VictimOfFamily,
            ["perpAgainstPartner"] = read.PerpetratorAgainstPartner,
            ["victimOfPartner"] = read.VictimOfPartner,
        };
        Assert.True(answers[field]);
        Assert.All(answers.Where(a => a.Key != field), a => Assert.Null(a.Value));
    }

    [Fact]
    public void Section_6_carries_the_SARA_the_scales_and_which_assessment_it_is_of()
    {
        var section = Fixtures.Read(Fixtures.Case()).Case!.Section6!;

        Assert.Equal(RiskLevel.Medium, section.SaraPartner);
        Assert.Equal(RiskLevel.VeryHigh, section.SaraOthers);
        Assert.Equal(ProblemScale.Significant, section.PreviousCloseRelationships);
        Assert.Equal(ProblemScale.None, section.RelationshipWithPartner);
        Assert.Null(section.ExperienceOfChildhood);
        Assert.Equal(70010, section.Header.AssessmentPk);
        Assert.Equal(new DateTime(2025, 10, 2, 15, 20, 11, DateTimeKind.Unspecified), section.Header.DateCompleted);
        Assert.True(section.Header.IsComplete);
        Assert.True(section.Header.LaterUnfinishedExists);
        Assert.False(section.Header.LaterCompleteExists);
        Assert.Equal("Imogen Larkspur", section.Header.AssessorName);
    }

    [Fact]
    public void A_section_6_without_SARA_leaves_the_levels_unknown()
    {
        var line = Fixtures.Case();
        line["section6"]!["SARA"] = null;

        var read = Fixtures.Read(line);

        Assert.Empty(read.Problems);
        Assert.Null(read.Case!.Section6!.SaraPartner);
        Assert.Null(read.Case.Section6.SaraOthers);
    }

    [Fact]
    public void The_highest_risk_of_serious_harm_in_the_community_leaves_custody_out()
    {
        Assert.Equal(RiskLevel.High, Fixtures.Read(Fixtures.Case()).Case!.RoshSummary!.HighestInCommunity);
    }

    [Fact]
    public void A_PNI_gives_the_pathway_and_numbers_SARA_from_1()
    {
        var pni = Fixtures.Read(Fixtures.Case()).Case!.Pni!;

        Assert.Equal(PniPathway.ModerateIntensity, pni.Pathway);
        Assert.Equal(RiskLevel.Medium, pni.SaraPartner);
        Assert.Equal(RiskLevel.Low, pni.SaraOthers);
        Assert.Equal(new PniDomain(RiskLevel.High, 2), pni.Relationship);
        Assert.Equal(4, pni.TotalDomainScore);
        Assert.Equal(70010, pni.AssessmentPk);
    }

    [Theory]
    [InlineData("H", PniPathway.HighIntensity)]
    [InlineData("A", PniPathway.Alternative)]
    [InlineData("O", PniPathway.Missing)]
    public void Each_PNI_code_has_its_pathway(string code, PniPathway expected)
    {
        var line = Fixtures.Case();
        line["pni"]!["pniCalculation"]!["pni"] = code;

        Assert.Equal(expected, Fixtures.Read(line).Case!.Pni!.Pathway);
    }

    [Fact]
    public void A_PNI_without_a_calculation_is_known_to_be_there_and_says_nothing()
    {
        var line = Fixtures.Case();
        line["pni"]!["pniCalculation"] = null;

        var read = Fixtures.Read(line);

        Assert.Empty(read.Problems);
        Assert.Equal(new Pni { AssessmentPk = 70010 }, read.Case!.Pni);
    }

    [Fact]
    public void Predictors_are_read_bare_and_as_the_risks_and_needs_service_wraps_them()
    {
        var bare = Fixtures.Case();
        var wrapped = Fixtures.Case();
        wrapped["riskPredictors"] = new JsonObject { ["outputVersion"] = "1", ["output"] = Fixtures.Parse(Fixtures.RiskPredictors) };

        var predictors = Fixtures.Read(bare).Case!.RiskPredictors;

        Assert.Equal(new PredictorScore(21, 36, RiskLevel.Low), predictors!.GroupReconviction);
        Assert.Equal(7.25m, predictors.SeriousRecidivismPercentage);
        Assert.Null(predictors.SexualDirectContactLevel);
        Assert.Equal(predictors, Fixtures.Read(wrapped).Case!.RiskPredictors);
    }

    [Fact]
    public void Registrations_come_with_code_and_dates()
    {
        Assert.Equal(
            [
                new Registration("ADVP", "Domestic abuse perpetrator", new DateOnly(2025, 9, 4), new DateOnly(2026, 3, 4)),
                new Registration("RCPR", "Child protection", new DateOnly(2025, 9, 10), null),
            ],
            Fixtures.Read(Fixtures.Case()).Case!.Registrations!);
    }

    [Fact]
    public void What_no_source_system_holds_comes_beside_it()
    {
        var read = Fixtures.Read(Fixtures.Case()).Case!;

        Assert.Equal(new SaraAnalysis("He minimises what he did."), read.SaraAnalysis);
        Assert.Equal(
            [
                new EnquiryRecord(EnquiryKind.Police, new DateOnly(2025, 10, 3), new DateOnly(2025, 10, 20), "Two call-outs."),
                new EnquiryRecord(EnquiryKind.ChildrensServices, new DateOnly(2025, 10, 3), null, null),
            ],
            read.Enquiries!);
        Assert.Equal(new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = false }, read.Answers);
        Assert.Equal(
            [
                new HistoryItem { Milestone = MilestoneKinds.Referred, On = new DateOnly(2025, 10, 25), Programme = "Building Better Relationships" },
                new HistoryItem { Milestone = MilestoneKinds.FirstSession, On = new DateOnly(2026, 1, 12), Outcome = "attended" },
            ],
            read.History!);
    }

    [Fact]
    public void An_analysis_may_say_who_wrote_it_and_when()
    {
        var line = Fixtures.Case();
        line["saraAnalysis"] = Fixtures.Parse("""{"text":" Words. ","writtenBy":"N56A101","writtenOn":"2025-10-05"}""");

        Assert.Equal(new SaraAnalysis("Words.", "N56A101", new DateOnly(2025, 10, 5)), Fixtures.Read(line).Case!.SaraAnalysis);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    [InlineData("{\"text\":null}")]
    public void Empty_words_are_no_analysis(string analysis)
    {
        var line = Fixtures.Case();
        line["saraAnalysis"] = Fixtures.Parse(analysis);

        var read = Fixtures.Read(line);

        Assert.Empty(read.Problems);
        Assert.Null(read.Case!.SaraAnalysis);
    }

    [Theory]
    [InlineData("started", MilestoneKinds.FirstSession)]
    [InlineData("not suitable", MilestoneKinds.NotSuitable)]
    [InlineData("Report sent", MilestoneKinds.ReportSent)]
    [InlineData("closed_unmet", MilestoneKinds.ClosedUnmet)]
    public void Milestones_may_be_written_as_people_say_them(string said, string kind)
    {
        var line = Fixtures.Case();
        line["history"] = new JsonArray(new JsonObject { ["milestone"] = said, ["on"] = "2025-01-02" });

        Assert.Equal(kind, Assert.Single(Fixtures.Read(line).Case!.History!).Milestone);
    }

    [Fact]
    public void Every_milestone_of_the_glossary_can_be_imported()
    {
        Assert.All(MilestoneKinds.All, kind =>
        {
            var line = new JsonObject { ["crn"] = "X1", ["history"] = new JsonArray(new JsonObject { ["milestone"] = kind, ["on"] = "2025-01-02" }) };
            Assert.Equal(kind, Assert.Single(Fixtures.Read(line).Case!.History!).Milestone);
        });
    }

    [Fact]
    public void Only_the_crn_is_needed_and_every_part_not_supplied_is_unknown()
    {
        var read = Fixtures.Read("""{"crn":"x400100","registrations":null}""");

        Assert.Empty(read.Problems);
        Assert.Equal("X400100", read.Case!.Crn);
        Assert.True(read.Case.IsEmpty);
    }

    [Fact]
    public void Fields_the_product_does_not_know_are_passed_over_and_an_unknown_part_is_pointed_out()
    {
        var line = Fixtures.Case();
        line["section6"]!["somethingNew"] = new JsonArray(1, 2);
        line["registration"] = new JsonObject();

        var problem = Assert.Single(Fixtures.Read(line).Problems);

        Assert.Equal(("$.registration", ProblemSeverity.Warning), (problem.JsonPath, problem.Severity));
        Assert.Contains("registrations", problem.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_with_another_crn_is_kept_with_a_warning()
    {
        var line = Fixtures.Case();
        line["section6"]!["crn"] = "D900001";

        var read = Fixtures.Read(line);

        var problem = Assert.Single(read.Problems);
        Assert.Equal(("$.section6.crn", ProblemSeverity.Warning, "\"D900001\""), (problem.JsonPath, problem.Severity, problem.Found));
        Assert.Equal("D900001", read.Case!.Section6!.Header.Crn);
        Assert.False(read.HasErrors);
    }

    [Theory]
    [InlineData("personalDetails.dateOfBirth", "\"03/11/1987\"", "\"03/11/1987\"")]
    [InlineData("personalDetails.dateOfBirth", "\"1987-02-30\"", "\"1987-02-30\"")]
    [InlineData("personalDetails.dateOfBirth", "\"0001-01-01\"", "\"0001-01-01\"")]
    [InlineData("personalDetails.dateOfBirth", "19871103", "the number 19871103")]
    [InlineData("personalDetails.sex.code", "\"X9\"", "\"X9\"")]
    [InlineData("personalDetails.name", "\"Tobias Fenwright\"", "text")]
    [InlineData("personalDetails.name.surname", "null", "nothing")]
    [InlineData("personalDetails.probationPractitioner.code", "true", "true")]
    [InlineData("registrations.registrations", "{}", "an object")]
    [InlineData("registrations.registrations", "null", "nothing")]
    [InlineData("section6.assessmentPk", "\"70010\"", "text")]
    [InlineData("section6.assessmentPk", "1e40", "the number 1e40")]
    [InlineData("section6.assessmentPk", "null", "nothing")]
    [InlineData("section6.dateCompleted", "\"yesterday\"", "\"yesterday\"")]
    [InlineData("section6.perpAgainstFamily", "\"Sometimes\"", "\"Sometimes\"")]
    [InlineData("section6.perpAgainstFamily", "1", "the number 1")]
    [InlineData("section6.SARA", "\"Medium\"", "text")]
    [InlineData("section6.SARA.imminentRiskOfViolenceTowardsPartner", "\"Moderate\"", "\"Moderate\"")]
    [InlineData("section6.prevCloseRelationships", "\"3-Worse\"", "\"3-Worse\"")]
    [InlineData("section6.laterWIPAssessmentExists", "\"true\"", "text")]
    [InlineData("section6.relIssuesDetails", "[]", "a list")]
    [InlineData("roshSummary.riskPublicCommunity", "\"Severe\"", "\"Severe\"")]
    [InlineData("pni.pniCalculation.pni", "\"Z\"", "\"Z\"")]
    [InlineData("pni.pniCalculation.saraRiskLevel.toPartner", "4", "4")]
    [InlineData("riskPredictors.groupReconvictionScore.oneYear", "\"21\"", "text")]
    [InlineData("answers.canDiscussOneAct", "\"Yes\"", "text")]
    public void A_wrong_value_rejects_its_own_document_and_no_other(string at, string value, string found)
    {
        var line = Fixtures.Case();
        var steps = at.Split('.');
        JsonNode holder = line;
        foreach (var step in steps[..^1])
            holder = holder[step]!;
        holder[steps[^1]] = JsonNode.Parse(value);

        var read = Fixtures.Read(line);

        var problem = Assert.Single(read.Problems, p => p.Severity == ProblemSeverity.Error);
        Assert.Equal(("cases.ndjson", 7, "$." + at, found), (problem.File, problem.Line, problem.JsonPath, problem.Found));
        var left = Assert.Single(read.Rejected!.Documents);
        Assert.Equal(steps[0], left.Part);
        var whole = Fixtures.Read(Fixtures.Case()).Case!;
        Assert.Equal(
            PartsOf(whole).Except([steps[0]], StringComparer.Ordinal),
            PartsOf(read.Case!));
    }

    [Theory]
    [InlineData("sentences", """{"1":{"startDate":"2025-99-01"},"2":{"startDate":"2025-01-01"}}""", "$.sentences['1'].startDate")]
    [InlineData("sentences", """{"1":{"requirements":[{"code":"A"},{"description":"no code"}]},"2":{}}""", "$.sentences['1'].requirements[1].code")]
    [InlineData("sentences", """{"1":{"custodial":"no"},"2":{}}""", "$.sentences['1'].custodial")]
    [InlineData("sentences", """{"1":[],"2":{}}""", "$.sentences['1']")]
    [InlineData("sentences", """{"one":{},"2":{}}""", "$.sentences['one']")]
    [InlineData("sentences", """{"0":{},"2":{}}""", "$.sentences['0']")]
    [InlineData("offences", """{"1":{"mainOffence":"Assault"},"2":{}}""", "$.offences['1'].mainOffence")]
    public void A_bad_event_is_rejected_and_the_event_beside_it_kept(string part, string events, string path)
    {
        var read = Fixtures.Read(new JsonObject { ["crn"] = "X1", [part] = Fixtures.Parse(events) });

        Assert.Equal(path, Assert.Single(read.Problems).JsonPath);
        Assert.Equal([2], part == "sentences" ? read.Case!.Sentences!.Keys : read.Case!.Offences!.Keys);
        Assert.Single(read.Rejected!.Documents);
    }

    [Theory]
    [InlineData("sentences", "[]", "$.sentences")]
    [InlineData("registrations", "7", "$.registrations")]
    [InlineData("registrations", """[{"type":{"description":"?"}}]""", "$.registrations[0].type.code")]
    [InlineData("registrations", """[{"date":"2025-01-01"}]""", "$.registrations[0].type")]
    [InlineData("enquiries", """{"kind":"police"}""", "$.enquiries")]
    [InlineData("enquiries", """[{"kind":"police"},{"kind":"schools"}]""", "$.enquiries[1].kind")]
    [InlineData("enquiries", """[{"askedOn":"2025-01-01"}]""", "$.enquiries[0].kind")]
    [InlineData("enquiries", """["police"]""", "$.enquiries[0]")]
    [InlineData("answers", "[]", "$.answers")]
    [InlineData("history", """[{"milestone":"promoted","on":"2025-01-01"}]""", "$.history[0].milestone")]
    [InlineData("history", """[{"milestone":"referred"}]""", "$.history[0].on")]
    [InlineData("history", """[{"on":"2025-01-01"}]""", "$.history[0].milestone")]
    [InlineData("saraAnalysis", "5", "$.saraAnalysis")]
    [InlineData("section6", "\"none\"", "$.section6")]
    public void A_part_that_is_wrong_throughout_leaves_nothing_but_its_reject(string part, string json, string path)
    {
        var read = Fixtures.Read(new JsonObject { ["crn"] = "X1", [part] = Fixtures.Parse(json) });

        Assert.Equal(path, Assert.Single(read.Problems).JsonPath);
        Assert.Null(read.Case);
        Assert.Equal(part, Assert.Single(read.Rejected!.Documents).Part);
    }

    [Fact]
    public void Every_problem_of_a_document_is_told_at_once()
    {
        var line = Fixtures.Case();
        line["section6"]!["perpAgainstFamily"] = "Sometimes";
        line["section6"]!["dateCompleted"] = "never";

        Assert.Equal(["$.section6.dateCompleted", "$.section6.perpAgainstFamily"], Fixtures.Read(line).Problems.Select(p => p.JsonPath).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dates_that_contradict_each_other_are_pointed_out_and_kept()
    {
        var line = new JsonObject
        {
            ["crn"] = "X1",
            ["sentences"] = Fixtures.Parse("""{"1":{"startDate":"2025-05-02","expectedEndDate":"2025-05-01"}}"""),
            ["enquiries"] = Fixtures.Parse("""[{"kind":"police","askedOn":"2025-05-02","answeredOn":"2025-05-01"},{"kind":"police","answer":"Nothing held."}]"""),
        };

        var read = Fixtures.Read(line);

        Assert.Equal(["$.sentences['1'].expectedEndDate", "$.enquiries[0].answeredOn", "$.enquiries[1].answeredOn"], read.Problems.Select(p => p.JsonPath));
        Assert.All(read.Problems, p => Assert.Equal(ProblemSeverity.Warning, p.Severity));
        Assert.Equal(2, read.Case!.Enquiries!.Count);
    }

    [Theory]
    [InlineData("2025-07-01T23:30:00Z", 2, 0)]
    [InlineData("2025-07-01T23:30:00", 1, 23)]
    [InlineData("2025-12-01T23:30:00+00:00", 1, 23)]
    [InlineData("2025-07-01", 1, 0)]
    public void Times_are_as_clocks_in_London_show_them(string completed, int day, int hour)
    {
        var line = Fixtures.Case();
        line["section6"]!["dateCompleted"] = completed;

        var at = Fixtures.Read(line).Case!.Section6!.Header.DateCompleted!.Value;

        Assert.Equal((day, hour), (at.Day, at.Hour));
    }

    [Fact]
    public void Problems_quote_codes_and_never_free_text()
    {
        var line = Fixtures.Case();
        line["section6"]!["relIssuesDetails"] = new JsonArray("His partner Aurelia Stonebridge said so");
        line["personalDetails"]!["name"] = "Tobias Fenwright";
        line["saraAnalysis"] = new JsonArray("His partner Aurelia Stonebridge said so");

        var told = string.Join('\n', Fixtures.Read(line).Problems);

        Assert.DoesNotContain("Stonebridge", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Fenwright", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_is_wrong_everywhere_is_not_complained_of_for_ever()
    {
        var line = new JsonObject
        {
            ["crn"] = "X1",
            ["history"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(_ => (JsonNode)new JsonObject { ["milestone"] = "nothing", ["on"] = "never" })]),
        };

        Assert.Equal(101, Fixtures.Read(line).Problems.Count);
    }

    private static IEnumerable<string> PartsOf(SourceCase c)
    {
        (string Part, object? Value)[] parts =
        [
            ("personalDetails", c.PersonalDetails), ("sentences", c.Sentences), ("offences", c.Offences), ("registrations", c.Registrations),
            ("section6", c.Section6), ("roshSummary", c.RoshSummary), ("pni", c.Pni), ("riskPredictors", c.RiskPredictors),
            ("saraAnalysis", c.SaraAnalysis), ("enquiries", c.Enquiries), ("answers", c.Answers), ("history", c.History),
        ];
        return parts.Where(p => p.Value is not null).Select(p => p.Part);
    }
}
