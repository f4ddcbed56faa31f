using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

public sealed class InterventionWantedTests
{
    [Fact]
    public void Abuse_of_a_partner_calls_for_an_intervention() => AssertWanted(Cases.NoAbuse with { PerpetratorAgainstPartner = true }, "against a partner");

    [Fact]
    public void Abuse_of_a_family_member_calls_for_an_intervention() => AssertWanted(Cases.NoAbuse with { PerpetratorAgainstFamily = true }, "against a family member");

    [Fact]
    public void Registration_as_a_perpetrator_calls_for_an_intervention() => AssertWanted(Cases.NoAbuse with { Flags = Cases.Flags("ADVP") }, "ADVP");

    [Theory]
    [InlineData(RiskLevel.Medium)]
    [InlineData(RiskLevel.High)]
    [InlineData(RiskLevel.VeryHigh)]
    public void A_SARA_of_medium_or_higher_calls_for_an_intervention(RiskLevel level)
    {
        AssertWanted(Cases.NoAbuse with { SaraPartner = level }, "SARA towards a partner");
        AssertWanted(Cases.NoAbuse with { SaraOthers = level }, "SARA towards others");
    }

    [Fact]
    public void One_sign_is_enough_though_nothing_else_is_known() => AssertWanted(new CaseFacts { PerpetratorAgainstFamily = true }, "family member");

    [Fact]
    public void Every_sign_is_named() =>
        Assert.Equal(3, InterventionWanted.Of(Cases.Man, Cases.Thresholds).Reasons.Count);

    [Fact]
    public void Nothing_is_wanted_where_everything_is_known_and_says_no() =>
        Assert.Equal(Wanted.NotWanted, InterventionWanted.Of(Cases.NoAbuse, Cases.Thresholds).Answer);

    [Fact]
    public void A_history_of_abuse_is_named_and_does_not_decide()
    {
        var answer = InterventionWanted.Of(Cases.NoAbuse with { Flags = Cases.Flags("REG30") }, Cases.Thresholds);

        Assert.Equal(Wanted.NotWanted, answer.Answer);
        Assert.Contains(answer.Reasons, reason => reason.Contains("REG30"));
    }

    public static TheoryData<string> Unknowns => new("partner", "family", "registrations", "SARA level towards a partner", "SARA level towards others");

    [Theory]
    [MemberData(nameof(Unknowns))]
    public void While_one_sign_is_not_known_it_cannot_be_said_that_nothing_is_wanted(string unknown)
    {
        var facts = unknown switch
        {
            "partner" => Cases.NoAbuse with { PerpetratorAgainstPartner = null },
            "family" => Cases.NoAbuse with { PerpetratorAgainstFamily = null },
            "registrations" => Cases.NoAbuse with { Flags = null },
            "SARA level towards a partner" => Cases.NoAbuse with { SaraPartner = null },
            _ => Cases.NoAbuse with { SaraOthers = null },
        };
        var answer = InterventionWanted.Of(facts, Cases.Thresholds);

        Assert.Equal(Wanted.CannotSay, answer.Answer);
        Assert.Contains(unknown, Assert.Single(answer.Reasons));
    }

    [Fact]
    public void Learning_a_fact_never_turns_a_yes_or_a_no_round() => Prop.ForAll(Cases.Learnings, learning =>
    {
        var before = InterventionWanted.Of(learning.Less, Cases.Thresholds).Answer;
        return before == Wanted.CannotSay || before == InterventionWanted.Of(learning.More, Cases.Thresholds).Answer;
    }).Check(Cases.Thorough);

    [Fact]
    public void With_everything_known_it_can_always_be_said() =>
        Prop.ForAll(Cases.Learnings, learning => InterventionWanted.Of(learning.All, Cases.Thresholds).Answer != Wanted.CannotSay).Check(Cases.Thorough);

    private static void AssertWanted(CaseFacts facts, string because)
    {
        var answer = InterventionWanted.Of(facts, Cases.Thresholds);
        Assert.Equal(Wanted.Wanted, answer.Answer);
        Assert.Contains(because, Assert.Single(answer.Reasons));
    }
}
