using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

public sealed class RecommenderTests
{
    private const string Bbr = "building-better-relationships";
    private const string Stepwise = "stepwise-relationships";
    private const string Pathways = "positive-pathways-plus";
    private const string Toolkit = "skills-for-relationships-toolkit";

    private static readonly DateOnly s_afterBuildingChoices = new(2026, 4, 1);

    [Fact]
    public void A_man_who_meets_every_criterion_is_recommended_Building_Better_Relationships()
    {
        var recommendation = Recommend(Cases.Man);

        Assert.Equal(Bbr, recommendation.RecommendedKey);
        Assert.True(recommendation.IsCertain);
        Assert.Equal(7, recommendation.Recommended!.Criteria.Count);
        Assert.All(recommendation.Recommended.Criteria, criterion => Assert.Equal(Verdict.Held, criterion.Verdict));
        Assert.All(recommendation.Entries.SelectMany(entry => entry.Criteria), criterion => Assert.NotEmpty(criterion.Source));
    }

    public static TheoryData<string, string, string> OneCriterionMissed => new()
    {
        { "woman", SubjectKeys.Sex, Pathways },
        { "no conviction", SubjectKeys.IntimatePartnerConviction, Stepwise },
        { "same-sex relationship", SubjectKeys.HeterosexualRelationship, Pathways },
        { "low SARA", SubjectKeys.SaraPartner, Stepwise },
        { "short supervision", SubjectKeys.DeliverableWeeks, Stepwise },
        { "refuses all responsibility", SubjectKeys.CanDiscussOneAct, Toolkit },
    };

    [Theory]
    [MemberData(nameof(OneCriterionMissed))]
    public void Someone_who_misses_one_criterion_of_it_is_caught_by_something_else(string person, string missed, string recommended)
    {
        var facts = person switch
        {
            "woman" => Cases.Man with { Sex = Sex.Female },
            "no conviction" => Cases.Man with { IntimatePartnerConviction = false },
            "same-sex relationship" => Cases.Man with { HeterosexualRelationship = false },
            "low SARA" => Cases.Man with { SaraPartner = RiskLevel.Low },
            "short supervision" => Cases.Man with { Deliverable = Cases.Weeks(25) },
            _ => Cases.Man with { CanDiscussOneAct = false },
        };
        var recommendation = Recommend(facts);

        Assert.Equal(recommended, recommendation.RecommendedKey);
        Assert.Equal(missed, Assert.Single(Explained(recommendation, Bbr).Criteria, criterion => criterion.Verdict == Verdict.NotHeld).Subject);
    }

    [Fact]
    public void A_man_who_abused_family_only_is_recommended_what_takes_family_abuse()
    {
        var facts = Cases.Man with
        {
            PerpetratorAgainstPartner = false, PerpetratorAgainstFamily = true, IntimatePartnerConviction = false, HeterosexualRelationship = null,
            SaraPartner = RiskLevel.Low, SaraOthers = RiskLevel.High,
        };

        Assert.Equal(Pathways, Recommend(facts).RecommendedKey);
        Assert.True(Recommend(facts).IsCertain);
    }

    [Fact]
    public void A_child_of_seventeen_is_still_offered_something()
    {
        var recommendation = Recommend(Cases.Man with { Age = 17 });

        Assert.Equal(Toolkit, recommendation.RecommendedKey);
        Assert.Equal(SubjectKeys.Age, Assert.Single(Explained(recommendation, Bbr).Criteria, criterion => criterion.Verdict == Verdict.NotHeld).Subject);
    }

    [Fact]
    public void Twenty_six_weeks_are_enough_and_a_day_less_is_not()
    {
        var enough = Cases.Weeks(26);
        var end = enough.LatestEnd!.Value.AddDays(-1);

        Assert.Equal(Bbr, Recommend(Cases.Man with { Deliverable = enough }).RecommendedKey);
        Assert.Equal(Stepwise, Recommend(Cases.Man with { Deliverable = enough with { EarliestEnd = end, LatestEnd = end } }).RecommendedKey);
    }

    [Fact]
    public void Weeks_left_are_not_known_while_the_two_possible_ends_disagree()
    {
        var recommendation = Recommend(Cases.Man with { Deliverable = Cases.Weeks(20) with { LatestEnd = Cases.Today.AddDays(7 * 30) } });
        var weeks = Explained(recommendation, Bbr).Criteria.Single(criterion => criterion.Subject == SubjectKeys.DeliverableWeeks);

        Assert.Equal(Verdict.NotKnown, weeks.Verdict);
        Assert.Equal("between 20 and 30 weeks", weeks.Known);
    }

    [Fact]
    public void What_is_not_known_neither_recommends_nor_rules_out()
    {
        var recommendation = Recommend(Cases.Man with { IntimatePartnerConviction = null, CanDiscussOneAct = null });

        Assert.Equal(Toolkit, recommendation.RecommendedKey);
        Assert.Equal([Bbr, Stepwise, "help"], recommendation.CannotBeRuledOut.Select(entry => entry.Key));
        Assert.Equal(
            [SubjectKeys.IntimatePartnerConviction, SubjectKeys.CanDiscussOneAct],
            recommendation.CannotBeRuledOut[0].FindOut.Select(fact => fact.Subject));
        Assert.Contains("Building Better Relationships", recommendation.Words);
        Assert.Contains("cannot be ruled out", recommendation.Words);
        Assert.Contains(Explained(recommendation, Bbr).Criteria, criterion => criterion.Known == "not known");
    }

    [Fact]
    public void With_nothing_known_nothing_is_recommended_and_nothing_ruled_out()
    {
        var recommendation = Recommend(new CaseFacts());

        Assert.Null(recommendation.RecommendedKey);
        Assert.Equal(recommendation.Entries.Count, recommendation.CannotBeRuledOut.Count);
        Assert.StartsWith("Nothing can be recommended yet", recommendation.Words);
    }

    [Fact]
    public void With_too_little_supervision_left_for_anything_it_says_so()
    {
        var recommendation = Recommend(Cases.Man with { Deliverable = Cases.Weeks(3) });

        Assert.Null(recommendation.RecommendedKey);
        Assert.True(recommendation.IsCertain);
        Assert.StartsWith("Nothing fits: too little deliverable supervision is left", recommendation.Words);
        Assert.Contains("3 weeks", recommendation.Words);
    }

    [Theory]
    [InlineData("I")]
    [InlineData("J")]
    [InlineData("K")]
    public void Where_Building_Choices_began_it_replaces_Building_Better_Relationships_from_that_day(string region)
    {
        var facts = Cases.Man with { RegionCode = region };

        Assert.Equal(Bbr, Recommender.Recommend(Shipped.Catalogue, facts, s_afterBuildingChoices.AddDays(-1)).RecommendedKey);
        Assert.Equal("building-choices-moderate", Recommender.Recommend(Shipped.Catalogue, facts, s_afterBuildingChoices).RecommendedKey);
        Assert.Equal("building-choices-high", Recommender.Recommend(Shipped.Catalogue, facts with { Pni = PniPathway.HighIntensity }, s_afterBuildingChoices).RecommendedKey);
        Assert.Equal(Stepwise, Recommender.Recommend(Shipped.Catalogue, facts with { Pni = PniPathway.Alternative }, s_afterBuildingChoices).RecommendedKey);
    }

    [Fact]
    public void A_PNI_that_OASys_could_not_work_out_is_not_known()
    {
        var recommendation = Recommender.Recommend(Shipped.Catalogue, Cases.Man with { RegionCode = "J", Pni = PniPathway.Missing }, s_afterBuildingChoices);

        Assert.Equal(["building-choices-high", "building-choices-moderate"], recommendation.CannotBeRuledOut.Select(entry => entry.Key));
    }

    [Fact]
    public void With_the_region_not_known_what_only_some_regions_have_cannot_be_ruled_out()
    {
        var recommendation = Recommender.Recommend(Shipped.Catalogue, Cases.Man with { RegionCode = null }, s_afterBuildingChoices);

        Assert.Equal(Stepwise, recommendation.RecommendedKey);
        Assert.Equal(["building-choices-moderate", Bbr], recommendation.CannotBeRuledOut.Select(entry => entry.Key));
        Assert.Equal([SubjectKeys.Region], recommendation.CannotBeRuledOut[1].FindOut.Select(fact => fact.Subject));
    }

    /// <summary>A man of the West Midlands with SARA medium to partner and others, PNI moderate, registered as of very high risk, on a six-month order.</summary>
    [Fact]
    public void A_six_month_order_leads_to_a_structured_intervention_once_the_questions_are_answered()
    {
        var on = new DateOnly(2024, 10, 1);
        var flags = Cases.Flags("RVHR", "RCHD", "REG15");
        var asRead = new CaseFacts
        {
            Sex = Sex.Male,
            Age = 43,
            SaraPartner = RiskLevel.Medium,
            SaraOthers = RiskLevel.Medium,
            Rosh = RiskLevel.Medium,
            Pni = PniPathway.ModerateIntensity,
            RegionCode = "E",
            Flags = flags,
            Deliverable = DeliverableSupervision.Of(
                new SupervisionFacts { Start = new DateOnly(2024, 9, 24), End = new DateOnly(2025, 3, 23), Flags = flags, Rosh = RiskLevel.Medium },
                Shipped.Catalogue.ThresholdsOn(on),
                on),
        };

        Assert.Equal([Stepwise, Pathways, "help"], Recommender.Recommend(Shipped.Catalogue, asRead, on).CannotBeRuledOut.Select(entry => entry.Key));

        var answered = asRead with { IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true };
        var recommendation = Recommender.Recommend(Shipped.Catalogue, answered, on);

        Assert.Equal(Stepwise, recommendation.RecommendedKey);
        Assert.True(recommendation.IsCertain);
        Assert.Equal("24 weeks", Explained(recommendation, Bbr).Criteria.Single(criterion => criterion.Verdict == Verdict.NotHeld).Known);
    }

    [Fact]
    public void A_stored_recommendation_reads_back_as_it_was()
    {
        var recommendation = Recommend(Cases.Man with { CanDiscussOneAct = null });
        var json = recommendation.ToJson();
        var read = Recommendation.Parse(json);

        Assert.Equal(json, read.ToJson());
        Assert.Equal(recommendation.RecommendedKey, read.RecommendedKey);
        Assert.Equal(recommendation.Entries.Select(entry => entry.Verdict), read.Entries.Select(entry => entry.Verdict));
        Assert.Contains("\"NotKnown\"", json);
    }

    [Fact]
    public void Learning_a_fact_never_turns_a_criterion_that_was_decided() => Prop.ForAll(Cases.Learnings, learning =>
    {
        var before = Verdicts(Recommender.Recommend(Shipped.Catalogue, learning.Less, learning.On));
        var after = Verdicts(Recommender.Recommend(Shipped.Catalogue, learning.More, learning.On));
        return before.All(known => known.Value == Verdict.NotKnown || !after.TryGetValue(known.Key, out var verdict) || verdict == known.Value);
    }).Check(Cases.Thorough);

    [Fact]
    public void A_certain_recommendation_is_the_one_that_full_knowledge_gives() => Prop.ForAll(Cases.Learnings, learning =>
    {
        var before = Recommender.Recommend(Shipped.Catalogue, learning.Less, learning.On);
        return !before.IsCertain || before.RecommendedKey == Recommender.Recommend(Shipped.Catalogue, learning.All, learning.On).RecommendedKey;
    }).Check(Cases.Thorough);

    [Fact]
    public void What_full_knowledge_recommends_was_recommended_or_not_ruled_out_before() => Prop.ForAll(Cases.Learnings, learning =>
    {
        var before = Recommender.Recommend(Shipped.Catalogue, learning.Less, learning.On);
        var full = Recommender.Recommend(Shipped.Catalogue, learning.All, learning.On).RecommendedKey;
        return full is null || full == before.RecommendedKey || before.CannotBeRuledOut.Any(entry => entry.Key == full);
    }).Check(Cases.Thorough);

    [Fact]
    public void Whoever_an_intervention_is_wanted_for_is_recommended_one_unless_no_time_is_left() => Prop.ForAll(Cases.Learnings, learning =>
    {
        var recommendation = Recommender.Recommend(Shipped.Catalogue, learning.All, learning.On);
        return recommendation.RecommendedKey is not null
            ? recommendation.IsCertain
            : recommendation.Words.StartsWith("Nothing fits: too little", StringComparison.Ordinal) && learning.All.Deliverable!.AtMostDaysLeft < 4 * 7;
    }).Check(Cases.Thorough);

    private static Recommendation Recommend(CaseFacts facts) => Recommender.Recommend(Shipped.Catalogue, facts, Cases.Today);

    private static EntryExplained Explained(Recommendation recommendation, string key) => recommendation.Entries.Single(entry => entry.Key == key);

    private static Dictionary<string, Verdict> Verdicts(Recommendation recommendation) => recommendation.Entries
        .SelectMany(entry => entry.Criteria.Select((criterion, i) => (Key: $"{entry.Key} {criterion.Words}", criterion.Verdict)).Append((entry.Key, entry.Verdict)))
        .ToDictionary(pair => pair.Key, pair => pair.Verdict, StringComparer.Ordinal);
}
