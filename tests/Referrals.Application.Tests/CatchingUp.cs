using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>What was missed is planned, what was recorded by mistake is taken back, and nobody waits unseen.</summary>
public sealed class CatchingUp
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_missed_session_is_the_teams_task_until_a_catch_up_is_booked_and_held(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await Member(service);
        var first = (await service.Sessions(group))[0];
        Assert.Null(await service.Attend(first, outcome: AttendanceOutcome.AcceptableAbsence, with: e => e with { ReasonCode = "AA-ILL" }));
        var task = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == PlanCatchUp.Kind);
        Assert.Equal(Roles.ProgrammeTeam, task.OwnerRole);
        Assert.Null(await service.Attend(first, outcome: AttendanceOutcome.UnacceptableAbsence, with: e => e with { CorrectionReason = "AC-PERSON" }));
        Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == PlanCatchUp.Kind);

        var on = Workday(service, Today(service).AddDays(4));
        Assert.Null(await service.TryBook(group, first.TemplateKey!, on, kind: SessionKind.CatchUp));
        Assert.Equal(on, Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == HoldCatchUp.Kind).DueOn);
        Assert.DoesNotContain("PlanCatchUp", await service.Waits(Cases.Crn));

        // It was not held, and has to be planned anew.
        var booked = await service.Read(db => db.Sessions.SingleAsync(s => s.Kind == SessionKind.CatchUp));
        service.Clock.Now = LondonTime.At(on, new TimeOnly(20, 0)).ToUniversalTime();
        Assert.Null(await service.Get<GroupService>().NotHeld(service.Team, booked.Id, "NH-STAFF", null));
        Assert.Contains("PlanCatchUp", await service.Waits(Cases.Crn));
        Assert.DoesNotContain("HoldCatchUp", await service.Waits(Cases.Crn));

        await service.OneToOne(group, first.TemplateKey!, Workday(service, on.AddDays(1)), kind: SessionKind.CatchUp);
        Assert.DoesNotContain(await service.Waits(Cases.Crn), w => w is "PlanCatchUp" or "HoldCatchUp");
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_catch_up_is_no_longer_asked_for_where_the_absence_was_none_the_place_is_lost_or_the_team_says_why(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await Member(service);
        var sessions = await service.Sessions(group);
        Assert.Null(await service.Attend(sessions[0], outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Null(await service.Attend(sessions[0], with: e => e with { CorrectionReason = "AC-PERSON" }));
        Assert.DoesNotContain("PlanCatchUp", await service.Waits(Cases.Crn));

        Assert.Null(await service.Attend(sessions[1], outcome: AttendanceOutcome.UnacceptableAbsence));
        await service.Answer(service.Team, Cases.Crn, PlanCatchUp.Kind, new TaskAnswer { Outcome = "NotPlanned", Words = "Credit is on its way from his last group." });
        Assert.DoesNotContain("PlanCatchUp", await service.Waits(Cases.Crn));

        Assert.Null(await service.Attend(sessions[2], outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Contains("PlanCatchUp", await service.Waits(Cases.Crn));
        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral()).Id, "PL-AVAILABILITY", null));
        Assert.DoesNotContain("PlanCatchUp", await service.Waits(Cases.Crn));

        // Taken away by mistake: what they missed is to be made up again.
        Assert.Null(await service.Get<CorrectionService>().Correct(service.Team, (await service.Referral()).Id, CorrectableStatus.PlaceEnded, "SC-PERSON", null));
        Assert.Contains("PlanCatchUp", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Whoever_rejoins_another_group_makes_up_there_what_it_still_comes_to_and_nothing_is_planned_twice(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await Member(service);
        Assert.Null(await service.Attend((await service.Sessions(group))[0]));
        Assert.Null(await service.Attend((await service.Sessions(group))[1], outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral()).Id, "PL-AVAILABILITY", null));
        var next = await service.MakeGroup(Delivering.Group("BBR-NEXT", "2026-05-12"));

        await service.Place(next);

        var missed = (await service.Sessions(group))[1].TemplateKey;
        Assert.Contains(await service.Sessions(next), s => s.TemplateKey == missed && s.IsToCome);
        Assert.DoesNotContain(await service.Waits(Cases.Crn), w => w is "PlanCatchUp" or "HoldCatchUp");
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_exercise_recorded_by_mistake_is_taken_back_with_the_completion_that_came_of_it(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await Toolkit(service);
        var toolkit = (await service.Person(Cases.Crn)).Needs[0].Toolkits[0];
        var (toolkits, registers) = (service.Get<ToolkitService>(), service.Get<RegisterService>());
        await service.FirstExercise();
        var first = await service.Read(db => db.Attendance.SingleAsync());
        Assert.Null(await registers.TakeBack(service.Holder, toolkit.Id, first.Id, "AC-PERSON", null));
        Assert.Null((await service.Person(Cases.Crn)).Needs[0].Toolkits[0].StartedOn);
        Assert.Equal(["StartToolkit"], await service.Waits(Cases.Crn));
        Assert.DoesNotContain((await service.Person(Cases.Crn)).Milestones, m => m.Kind == MilestoneKinds.ToolkitStarted && m.Counts);

        while ((await service.Person(Cases.Crn)).Needs[0].IsOpen)
        {
            service.Clock.Now = service.Clock.Now.AddDays(1);
            await service.FirstExercise();
        }

        var last = await service.Read(db => db.Attendance.OrderByDescending(a => a.On).FirstAsync());
        Assert.IsType<ToolkitIsCompleted>(await registers.TakeBack(service.Holder, toolkit.Id, last.Id, "AC-PERSON", null));
        Assert.Null(await registers.TakeBack(Service.Spo, toolkit.Id, last.Id, "AC-PERSON", "That was his brother."));

        var person = await service.Person(Cases.Crn);
        Assert.True(person.Needs[0].IsOpen);
        Assert.Null(person.Needs[0].Toolkits[0].EndedOn);
        Assert.Equal(["DeliverToolkit"], await service.Waits(Cases.Crn));
        Assert.All(person.Milestones.Where(m => m.Kind is MilestoneKinds.Completed or MilestoneKinds.Met), m => Assert.False(m.Counts));
        Assert.Null((await service.Read(db => db.Snapshots.SingleAsync())).CompletedOn);
        var view = (await toolkits.Find(service.Holder, toolkit.Id))!;
        Assert.Equal([last.Id, first.Id], view.Replaced.Select(r => r.Was.Id));

        await service.FirstExercise();
        Assert.Equal(ClosedAs.Met, (await service.Person(Cases.Crn)).Needs[0].ClosedAs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_toolkit_stopped_by_mistake_goes_on_where_it_stood(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await Toolkit(service);
        await service.FirstExercise();
        await service.Answer(service.Holder, Cases.Crn, "Referrals.DeliverToolkit", new TaskAnswer { Outcome = "Stopped", ReasonCode = "DO-WORK", Words = "New job." });
        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        var toolkit = (await service.Person(Cases.Crn)).Needs[0].Toolkits[0];
        var corrections = service.Get<CorrectionService>();

        Assert.IsType<NotYoursToCorrect>(await corrections.ReopenToolkit(service.Holder, toolkit.Id, "SC-PERSON", null));
        Assert.Null(await corrections.ReopenToolkit(Service.Spo, toolkit.Id, "SC-PERSON", null));
        Assert.Equal(["DeliverToolkit"], await service.Waits(Cases.Crn));
        Assert.IsType<NothingToCorrect>(await corrections.ReopenToolkit(Service.Spo, toolkit.Id, "SC-PERSON", null));
        Assert.Contains((await service.Person(Cases.Crn)).Milestones, m => m is { Kind: MilestoneKinds.LeftEarly, Counts: false });
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Who_began_before_the_service_was_there_is_seen_beside_the_queue_until_they_have_a_place(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide() with
        {
            History =
            [
                new HistoryItem { Milestone = MilestoneKinds.Referred, On = new DateOnly(2026, 2, 10), Programme = Delivering.Bbr },
                new HistoryItem { Milestone = MilestoneKinds.Accepted, On = new DateOnly(2026, 2, 12) },
                new HistoryItem { Milestone = MilestoneKinds.FirstSession, On = new DateOnly(2026, 2, 24) },
            ],
        });
        await service.Known();
        await service.Waiting("X200002");
        var waiting = service.Get<WaitingListService>();

        var list = await waiting.List(service.Team, new WaitingFilter());
        Assert.Equal("X200002", Assert.Single(list.Lines).Crn);
        Assert.Equal((Cases.Crn, 1), (Assert.Single(list.Begun).Crn, list.BegunTotal));
        Assert.Equal(Cases.Crn, Assert.Single((await waiting.List(service.Team, new WaitingFilter { Status = WaitingStatus.Begun })).Begun).Crn);
        Assert.Equal(1, Assert.Single(await waiting.Standings(service.Holder, (await service.Person("X200002")).Id)).OfRegion);

        await service.Place(await service.MakeGroup());
        Assert.Empty((await waiting.List(service.Team, new WaitingFilter())).Begun);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_group_is_finished_when_its_last_session_and_every_review_are_held(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await Member(service);
        Assert.Equal(GroupStage.Forming, await Stage());
        Assert.Null(await service.Attend((await service.Sessions(group))[0]));
        Assert.Equal(GroupStage.Running, await Stage());

        await using (var db = service.Db())
        {
            // Every other evening was held as well.
            await db.Sessions.Where(s => s.GroupId == group && s.DeliveryId == null && s.HeldOn == null).ExecuteUpdateAsync(set => set.SetProperty(s => s.HeldOn, s => s.On));
        }

        Assert.Equal(GroupStage.Running, await Stage());
        var referral = await service.Referral();
        var plan = service.Get<CatalogueSource>().Current.SessionPlanOn(Delivering.Bbr, Today(service))!;
        Assert.Null(await service.Get<RegisterService>().Credit(service.Team, referral.Id, [.. plan.Sessions.Select(s => s.Key)], Today(service), "Another region's group"));
        Assert.NotNull((await service.Referral()).ReviewHeldOn);
        Assert.Equal(GroupStage.Finished, await Stage());

        async Task<GroupStage> Stage()
        {
            var found = new List<GroupStage>();
            foreach (var stage in Enum.GetValues<GroupStage>())
            {
                if ((await service.Get<GroupService>().List(service.Team, new GroupFilter { Stage = stage })).Total > 0)
                    found.Add(stage);
            }

            return Assert.Single(found);
        }
    }

    /// <summary>Somebody for whom a toolkit was decided and approved.</summary>
    internal static async Task Toolkit(Service service, string crn = Cases.Crn)
    {
        await service.Import(Cases.ReadyToDecide(crn));
        await service.Answer(service.Holder, crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = "skills-for-relationships-toolkit", ReasonCode = "OV-ONETOONE", Words = "Shift work." });
        await service.Answer(Service.Spo, crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
    }

    private static async Task<Guid> Member(Service service)
    {
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        return group;
    }

    private static DateOnly Today(Service service) => LondonTime.DateOf(service.Clock.Now);

    private static DateOnly Workday(Service service, DateOnly on) => service.Get<CatalogueSource>().Current.WorkingDays.OnOrAfter(on);
}
