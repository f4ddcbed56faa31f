using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

public sealed class Needs
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_assessment_outcome_that_wants_an_intervention_opens_a_need_and_asks_for_what_is_missing(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        var summary = await service.Import(Cases.Man());

        Assert.Equal(1, summary.NeedsOpened);
        var need = Assert.Single((await service.Person(Cases.Crn)).Needs);
        Assert.True(need.IsOpen);
        Assert.Equal(["AnswerQuestions", "AskEnquiry", "WriteAnalysis"], await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Who_knows_some_of_the_answers_has_them_kept_and_is_asked_for_the_rest_alone(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.Man());

        var some = await service.TryAnswer(Service.Practitioner, Cases.Crn, "Referrals.AnswerQuestions", new TaskAnswer { Outcome = "Answered", IntimatePartnerConviction = true, HeterosexualRelationship = true });

        Assert.Equal([SubjectKeys.CanDiscussOneAct, SubjectKeys.ChildrenConcerned], Assert.IsType<StillUnanswered>(some).What.Select(w => w.Subject!).Order(StringComparer.Ordinal));
        Assert.Contains("AnswerQuestions", await service.Waits(Cases.Crn));
        Assert.True((await service.Person(Cases.Crn)).IntimatePartnerConviction);
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.AnswerQuestions", new TaskAnswer { Outcome = "Answered", CanDiscussOneAct = true, ChildrenConcerned = false });
        var person = await service.Person(Cases.Crn);
        Assert.Equal((true, true, true, false), (person.IntimatePartnerConviction, person.HeterosexualRelationship, person.CanDiscussOneAct, person.ChildrenConcerned));
        Assert.DoesNotContain("AnswerQuestions", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_need_goes_from_the_gate_to_an_accepted_referral_and_is_met_by_its_completion(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.Man());

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.WriteAnalysis", new TaskAnswer { Outcome = "Written", Words = "Escalating control; no children." });
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.AskEnquiry", new TaskAnswer { Outcome = "Asked" });
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.AwaitAnswer", new TaskAnswer { Outcome = "Answered", Words = "Two call-outs" });
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.AnswerQuestions", new TaskAnswer { Outcome = "Answered", IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = false });
        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        Assert.Equal("building-better-relationships", (await service.Person(Cases.Crn)).Needs[0].RecommendedKey);

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        Assert.Equal(["WaitForPlace"], await service.Waits(Cases.Crn));

        await service.Known();
        var group = await service.MakeGroup();
        await service.Place(group);
        await service.RunThrough(group);
        await service.Conclude(group);

        var need = (await service.Person(Cases.Crn)).Needs[0];
        Assert.Equal(ClosedAs.Met, need.ClosedAs);
        Assert.Empty(await service.OpenTasks(Cases.Crn));
        var row = await service.Read(db => Task.FromResult(db.Snapshots.Single()));
        Assert.Equal(new DateOnly(2026, 3, 2), row.ReferredOn);
        Assert.Equal((await service.Sessions(group))[0].On, row.FirstSessionOn);
        Assert.Equal(need.ClosedOn, row.CompletedOn);
    }
}
