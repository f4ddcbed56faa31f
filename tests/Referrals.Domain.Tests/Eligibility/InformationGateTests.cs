namespace Referrals.Domain.Tests;

public sealed class InformationGateTests
{
    private static readonly InformationHeld s_complete = new()
    {
        Sara = new SaraHeld(new DateOnly(2025, 11, 3), new DateOnly(2025, 11, 4)),
        AnalysisWritten = true,
        Police = new EnquiryHeld(new DateOnly(2025, 11, 5), new DateOnly(2025, 11, 12)),
    };

    private static readonly CaseFacts s_withChildren = Cases.Man with { ChildrenConcerned = true };

    [Fact]
    public void With_everything_there_nothing_is_missing() => Assert.Empty(Missing(s_complete, Cases.Man));

    [Fact]
    public void Without_a_SARA_it_is_asked_for() => AssertOnly(MissingKind.SaraAbsent, s_complete with { Sara = null });

    [Fact]
    public void A_SARA_counts_on_the_last_day_of_its_life_and_not_the_day_after()
    {
        var lastDay = Cases.Today.AddDays(-Cases.Thresholds.SaraLifeDays);

        Assert.Empty(Missing(s_complete with { Sara = new SaraHeld(lastDay, lastDay) }, Cases.Man));
        AssertOnly(MissingKind.SaraOutOfLife, s_complete with { Sara = new SaraHeld(lastDay.AddDays(-1), lastDay) });
    }

    [Fact]
    public void A_SARA_that_nobody_signed_does_not_count() => AssertOnly(MissingKind.SaraNotSigned, s_complete with { Sara = s_complete.Sara! with { SignedOn = null } });

    [Fact]
    public void A_SARA_without_a_written_analysis_does_not_count() => AssertOnly(MissingKind.AnalysisMissing, s_complete with { AnalysisWritten = false });

    [Fact]
    public void The_police_must_be_asked_and_have_answered()
    {
        AssertOnly(MissingKind.PoliceNotAsked, s_complete with { Police = null });
        AssertOnly(MissingKind.PoliceNotAnswered, s_complete with { Police = s_complete.Police! with { AnsweredOn = null } });
    }

    [Fact]
    public void Where_children_are_concerned_childrens_services_must_be_asked_and_have_answered()
    {
        AssertOnly(MissingKind.ChildrensServicesNotAsked, s_complete, s_withChildren);
        AssertOnly(MissingKind.ChildrensServicesNotAnswered, s_complete with { ChildrensServices = new EnquiryHeld(Cases.Today, null) }, s_withChildren);
        Assert.Empty(Missing(s_complete with { ChildrensServices = s_complete.Police }, s_withChildren));
    }

    [Fact]
    public void Where_it_is_not_known_whether_children_are_concerned_that_is_asked_before_anybody_else_is()
    {
        var piece = Assert.Single(Missing(s_complete, Cases.Man with { ChildrenConcerned = null }));

        Assert.Equal(MissingKind.QuestionUnanswered, piece.Kind);
        Assert.Equal(SubjectKeys.ChildrenConcerned, piece.Subject);
    }

    [Theory]
    [InlineData("RCPR")]
    [InlineData("RCHD")]
    public void A_registered_risk_to_children_outweighs_a_no(string flag) =>
        AssertOnly(MissingKind.ChildrensServicesNotAsked, s_complete, Cases.Man with { Flags = Cases.Flags(flag), ChildrenConcerned = false });

    [Fact]
    public void Questions_that_can_change_the_recommendation_are_asked()
    {
        var unanswered = Cases.Man with { IntimatePartnerConviction = null, HeterosexualRelationship = null, CanDiscussOneAct = null };

        Assert.Equal(
            [SubjectKeys.IntimatePartnerConviction, SubjectKeys.HeterosexualRelationship, SubjectKeys.CanDiscussOneAct],
            Missing(s_complete, unanswered).Select(piece => piece.Subject));
    }

    [Fact]
    public void Questions_that_can_change_nothing_are_not_asked()
    {
        var woman = Cases.Man with { Sex = Sex.Female, IntimatePartnerConviction = null, HeterosexualRelationship = null, CanDiscussOneAct = null };

        Assert.Empty(Missing(s_complete, woman));
    }

    [Fact]
    public void With_nothing_known_at_all_everything_is_asked_for()
    {
        var missing = Missing(new InformationHeld { AnalysisWritten = false }, new CaseFacts());

        Assert.Equal(
            [MissingKind.SaraAbsent, MissingKind.AnalysisMissing, MissingKind.PoliceNotAsked, MissingKind.QuestionUnanswered, MissingKind.QuestionUnanswered, MissingKind.QuestionUnanswered, MissingKind.QuestionUnanswered],
            missing.Select(piece => piece.Kind));
        Assert.Equal(InformationGate.PractitionerQuestions, missing.Select(piece => piece.Subject).OfType<string>());
    }

    private static IReadOnlyList<MissingPiece> Missing(InformationHeld held, CaseFacts facts) =>
        InformationGate.Missing(held, facts, Shipped.Catalogue, Cases.Today);

    private static void AssertOnly(MissingKind kind, InformationHeld held, CaseFacts? facts = null) =>
        Assert.Equal(kind, Assert.Single(Missing(held, facts ?? Cases.Man)).Kind);
}
