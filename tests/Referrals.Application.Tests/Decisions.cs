using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

public sealed class Decisions
{
    private const string Toolkit = "skills-for-relationships-toolkit";

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Choosing_another_intervention_waits_for_the_SPO_and_then_follows_the_choice(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", Another());
        Assert.Equal(["ApproveDecision"], await service.Waits(Cases.Crn));
        Assert.Empty((await service.Person(Cases.Crn)).Needs[0].Toolkits);

        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
        Assert.Equal(["StartToolkit"], await service.Waits(Cases.Crn));
        Assert.Equal(Toolkit, Assert.Single((await service.Person(Cases.Crn)).Needs[0].Toolkits).ToolkitKey);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_rejected_decision_comes_back_to_the_practitioner_with_the_reason_kept(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", DoNotRefer());

        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Rejected, ReasonCode = Reason(service, ReasonUses.ApprovalRejection), Words = "He has 90 weeks left: look again." });

        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        var need = (await service.Person(Cases.Crn)).Needs[0];
        Assert.True(need.IsOpen);
        Assert.Equal("He has 90 weeks left: look again.", need.LatestDecision!.RejectionWords);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Not_referring_closes_the_need_unmet_only_once_the_SPO_approves_and_with_the_coded_reason(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", DoNotRefer());
        Assert.True((await service.Person(Cases.Crn)).Needs[0].IsOpen);

        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });

        var need = (await service.Person(Cases.Crn)).Needs[0];
        Assert.Equal((ClosedAs.Unmet, DoNotRefer().ReasonCode), (need.ClosedAs, need.ReasonCode));
        Assert.Empty(await service.OpenTasks(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_decision_without_its_reason_or_words_is_refused_and_changes_nothing(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());

        Assert.IsType<ReasonMissing>(await service.TryAnswer(Service.Practitioner, Cases.Crn, "Referrals.Decide", DoNotRefer() with { ReasonCode = null }));
        Assert.IsType<WordsMissing>(await service.TryAnswer(Service.Practitioner, Cases.Crn, "Referrals.Decide", DoNotRefer() with { Words = " " }));
        Assert.IsType<RecommendationChanged>(await service.TryAnswer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation, ProgrammeKey = Toolkit }));
        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        Assert.Empty((await service.Person(Cases.Crn)).Needs[0].Decisions);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Only_the_roles_the_wait_names_may_choose_and_only_their_own_tasks(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());

        Assert.IsType<NotOffered>(await service.TryAnswer(Service.Spo, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation }));
        Assert.IsType<NotYours>(await service.TryAnswer(Service.Practitioner with { StaffCode = "OTHER" }, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation }));
        Assert.IsType<NotYours>(await service.TryAnswer(Service.Spo with { PduId = 74 }, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation }));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_same_answer_sent_twice_counts_once_and_the_late_one_is_journaled(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        var task = Assert.Single(await service.OpenTasks(Cases.Crn));
        var accept = new CompleteTask { TaskId = task.Id, RequestId = "form-1", Answer = new TaskAnswer { Outcome = Decide.AcceptRecommendation } };

        Assert.Null(await service.Get<TaskService>().Complete(Service.Practitioner, accept));
        Assert.IsType<AlreadyDone>(await service.Get<TaskService>().Complete(Service.Practitioner, accept));
        Assert.IsType<AlreadyDone>(await service.Get<TaskService>().Complete(Service.Practitioner, accept with { RequestId = "form-2" }));

        Assert.Single((await service.Person(Cases.Crn)).Needs[0].Decisions);
        var journal = await service.Read(db => Task.FromResult(db.Journal.Where(j => j.InstanceId == task.InstanceId && j.SignalId.StartsWith("answer/")).ToList()));
        Assert.Equal([("answer/form-1", true), ("answer/form-2", false)], journal.OrderBy(j => j.Sequence).Select(j => (j.SignalId, j.Taken)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_referral_found_not_suitable_brings_the_need_back_to_a_new_decision(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });

        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "NotSuitable", ReasonCode = Reason(service, ReasonUses.NotSuitable), Words = "Needs an interpreter we cannot provide." });

        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        var need = (await service.Person(Cases.Crn)).Needs[0];
        Assert.Equal(EndedAs.NotSuitable, Assert.Single(need.Referrals).EndedAs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_programme_team_can_ask_for_more_and_gets_the_referral_back_with_the_answer(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });

        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "MoreInformation", Words = "Which evenings is he free?" });
        Assert.Equal(["GiveInformation"], await service.Waits(Cases.Crn));
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.GiveInformation", new TaskAnswer { Outcome = "Given", Words = "Tuesdays and Thursdays." });

        Assert.Equal(["AssessSuitability"], await service.Waits(Cases.Crn));
    }

    private static TaskAnswer Another() => new() { Outcome = Decide.ChooseAnother, ProgrammeKey = Toolkit, ReasonCode = "OV-ONETOONE", Words = "Shift work rules out every group." };

    private static TaskAnswer DoNotRefer() => new() { Outcome = Decide.DoNotRefer, ReasonCode = "UN-MOVED", Words = "Moves abroad in April." };

    private static string Reason(Service service, string use) => service.Get<CatalogueSource>().Current.Reasons(use, new DateOnly(2026, 3, 2))[0].Code;
}
