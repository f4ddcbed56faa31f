using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.People;
using Referrals.Application.Referring;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>What delivery promises where somebody does things in another order, too early, twice, or at the same moment.</summary>
public sealed class DeliveryPromises
{
    private const string Another = "X200002";
    private static readonly GivenReason s_reason = new("AO-OTHER", "Agreed with the treatment manager.");

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_review_held_before_the_last_session_completes_nothing(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, plan) = await InGroup(service);
        var last = (await service.Sessions(group))[^1];
        await service.RunThrough(group, until: s => s.Id == last.Id);
        var review = plan.Sessions.Single(s => s.Stage == SessionStage.Review);
        var on = Today(service).AddDays(1) < last.On ? Today(service).AddDays(1) : Today(service);
        await service.OneToOne(group, review.Key, Workday(service, on), outside: s_reason);
        Assert.True((await service.Read(db => db.Attendance.SingleAsync(a => a.TemplateKey == review.Key))).On < last.On);

        await service.RunThrough(group);

        var referral = await service.Referral();
        Assert.NotNull(referral.SessionsDoneOn);
        Assert.Null(referral.ReviewHeldOn);
        Assert.Contains("HoldReview", await service.Waits(Cases.Crn));
        Assert.IsType<ReviewComesFirst>(await service.Get<ReportService>().Save(service.Team, referral.Id, Answers, complete: true, version: 0));

        await service.Conclude(group);
        Assert.Equal((ClosedAs.Met, EndedAs.Completed), ((await service.Person(Cases.Crn)).Needs[0].ClosedAs, (await service.Referral()).EndedAs));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_plan_that_asks_for_no_report_completes_with_its_last_session(DatabaseProvider provider)
    {
        var catalogue = Service.Catalogue("session-plans", json => json.Replace("\"reportRequired\": true", "\"reportRequired\": false", StringComparison.Ordinal));
        await using var service = await Service.Start(provider, catalogue: catalogue);
        var (group, plan) = await InGroup(service);
        await service.RunThrough(group);
        Assert.Contains("HoldReview", await service.Waits(Cases.Crn));

        await service.OneToOne(group, plan.Sessions.Single(s => s.Stage == SessionStage.Review).Key, Workday(service, Today(service).AddDays(7 * plan.WeeksBeforeReview)));

        var referral = await service.Referral();
        Assert.Equal((EndedAs.Completed, referral.ReviewHeldOn), (referral.EndedAs, referral.EndedOn));
        Assert.Empty(await service.OpenTasks(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_review_is_due_so_long_after_the_first_day_on_which_it_may_be_held(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, plan) = await InGroup(service);
        await service.RunThrough(group);

        var days = service.Get<CatalogueSource>().Current.WorkingDays;
        var first = days.OnOrAfter((await service.Referral()).SessionsDoneOn!.Value.AddDays(7 * plan.WeeksBeforeReview));
        var task = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == "Referrals.HoldReview");
        Assert.Equal(days.Add(first, service.Get<CatalogueSource>().Current.ServiceLevelOn("post-programme-review", Today(service)).WorkingDays), task.DueOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_one_to_one_in_a_gap_of_the_plan_needs_a_reason_that_stays_in_the_history(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, plan) = await InGroup(service);
        var first = (await service.Sessions(group))[0];
        var preGroup = plan.Sessions.First(s => s.Stage == SessionStage.PreGroup);

        Assert.IsType<OutsideTheGaps>(await service.TryBook(group, preGroup.Key, Workday(service, first.On.AddDays(-14))));
        Assert.IsType<OutsideTheGaps>(await service.TryBook(group, preGroup.Key, Workday(service, first.On.AddDays(-14)), outside: s_reason with { ReasonCode = "XX-NONE" }));
        Assert.IsType<OutsideTheGaps>(await service.TryBook(group, preGroup.Key, Workday(service, first.On.AddDays(-14)), outside: s_reason with { Words = " " }));
        Assert.Equal(0, await service.Read(db => db.Sessions.CountAsync(s => s.DeliveryId != null)));
        Assert.Null(await service.TryBook(group, preGroup.Key, Workday(service, first.On.AddDays(-14)), outside: s_reason));

        var kept = Assert.Single((await service.Get<GroupService>().Find(service.Team, group))!.History, e => e.Kind == GroupEvents.OutsideTheGaps);
        Assert.Equal((s_reason.ReasonCode, s_reason.Words), (kept.ReasonCode, kept.Words));
        Assert.Contains("3 weeks", kept.What, StringComparison.Ordinal);

        await service.RunThrough(group);
        var review = plan.Sessions.Single(s => s.Stage == SessionStage.Review);
        Assert.IsType<OutsideTheGaps>(await service.TryBook(group, review.Key, Workday(service, Today(service).AddDays((7 * plan.WeeksBeforeReview) - 7))));
        Assert.Null(await service.TryBook(group, review.Key, Workday(service, Today(service).AddDays(7 * plan.WeeksBeforeReview))));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_place_shortly_before_the_first_session_leaves_no_time_for_the_pre_group_sessions_and_needs_a_reason(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        var first = (await service.Sessions(group))[0];
        service.Clock.Now = LondonTime.At(first.On.AddDays(-7), new TimeOnly(9, 0)).ToUniversalTime();
        Assert.Contains("pre-group", Assert.IsType<OverrideNeedsReason>(await service.TryPlace(group)).Words, StringComparison.Ordinal);

        // Nobody saved the register of the first session: that is no beginning either.
        service.Clock.Now = LondonTime.At(first.On.AddDays(1), new TimeOnly(9, 0)).ToUniversalTime();
        Assert.IsType<OverrideNeedsReason>(await service.TryPlace(group));
        Assert.Null(await service.Get<WaitingListService>().Give(service.Team, new GivePlace
        {
            ReferralId = (await service.Referral()).Id,
            GroupId = group,
            Overrides = [new OverrideAnswer(AllocationCheckKeys.PreGroup, "AO-ADJUSTED", "Held in the first week.")],
        }));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Breach_is_considered_at_the_second_absence_whichever_register_is_saved_first(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var sessions = await service.Sessions(group);
        Assert.Null(await service.Attend(sessions[0]));
        Assert.Null(await service.Attend(sessions[2], outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.DoesNotContain("ConsiderBreach", await service.Waits(Cases.Crn));

        Assert.Null(await service.Attend(sessions[1], outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Contains("ConsiderBreach", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_absence_that_turns_out_to_be_unacceptable_and_one_from_a_three_way_meeting_count_like_any_other(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var sessions = await service.Sessions(group);
        Assert.Null(await service.Attend(sessions[0], outcome: AttendanceOutcome.AcceptableAbsence, with: e => e with { ReasonCode = "AA-ILL" }));
        Assert.Null(await service.Attend(sessions[1]));
        var on = Workday(service, Today(service));
        Assert.Null(await service.Get<GroupService>().Book(service.Team, group, (await service.Referral()).Id, null, SessionKind.ThreeWay, on, new TimeOnly(11, 0)));
        Assert.Null(await service.Attend(await service.Read(db => db.Sessions.SingleAsync(s => s.Kind == SessionKind.ThreeWay)), outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Contains("FollowUpAbsence", await service.Waits(Cases.Crn));

        Assert.Null(await service.Attend(sessions[0], outcome: AttendanceOutcome.UnacceptableAbsence, with: e => e with { CorrectionReason = "AC-NOEVIDENCE" }));
        Assert.Contains("ConsiderBreach", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_session_whose_register_was_saved_meanwhile_is_not_moved(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var groups = service.Get<GroupService>();
        var first = (await service.Sessions(group))[0];
        service.Clock.Now = LondonTime.At(first.On, new TimeOnly(8, 0)).ToUniversalTime();
        var change = new RescheduleGroup { GroupId = group, SessionId = first.Id, On = first.On.AddDays(1), Start = new TimeOnly(9, 0) };
        var (shown, refusal) = await groups.Preview(service.Team, change);
        Assert.Null(refusal);
        Assert.Null(await service.Attend(first));

        Assert.IsType<GroupHasChanged>(await groups.Reschedule(service.Team, change, shown!.Version));
        Assert.Equal(first.On, (await service.Read(db => db.Sessions.SingleAsync(s => s.Id == first.Id))).On);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Saving_a_register_and_moving_its_session_at_the_same_moment_never_leaves_an_answer_for_another_day(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var (groups, registers) = (service.Get<GroupService>(), service.Get<RegisterService>());
        var referral = await service.Referral();
        foreach (var session in (await service.Sessions(group)).Take(6))
        {
            var now = await service.Read(db => db.Sessions.SingleAsync(s => s.Id == session.Id));
            service.Clock.Now = LondonTime.At(now.On, new TimeOnly(21, 0)).ToUniversalTime();
            var change = new RescheduleGroup { GroupId = group, SessionId = now.Id, On = now.On, Start = new TimeOnly(19, 0) };
            var (shown, _) = await groups.Preview(service.Team, change);
            await Task.WhenAll(
                Task.Run(() => registers.Record(service.Team, now.Id, [new RegisterEntry { DeliveryId = referral.Id, Outcome = AttendanceOutcome.AttendedComplied }])),
                Task.Run(() => groups.Reschedule(service.Team, change, shown!.Version)));

            var (after, held) = await service.Read(async db => (await db.Sessions.SingleAsync(s => s.Id == now.Id), await db.Attendance.SingleAsync(a => a.SessionId == now.Id)));
            Assert.Equal(after.On, held.On);
            var version = await service.Read(db => db.Groups.Where(g => g.Id == group).Select(g => g.Version).SingleAsync());
            Assert.True(version > shown!.Version);
            // Whichever came first, what is held now is not moved any more.
            Assert.IsType<AlreadyHeld>((await groups.Preview(service.Team, change)).Refusal);
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Two_who_must_be_kept_apart_do_not_meet_through_a_catch_up_and_a_full_session_takes_no_guest(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (own, _) = await InGroup(service);
        var missed = (await service.Sessions(own))[0];
        await service.Waiting(Another);
        var host = await service.MakeGroup(Delivering.Group("BBR-2", "2026-05-05") with { Capacity = 2 });
        await service.Place(host, Another);
        Assert.Null(await service.Attend(missed, outcome: AttendanceOutcome.AcceptableAbsence, with: e => e with { ReasonCode = "AA-ILL" }));
        var person = await service.Person(Cases.Crn);
        Assert.Null(await service.Get<ProfileService>().KeepApart(service.Holder, person.Id, Another, "Threats."));
        var joined = (await service.Sessions(host)).Single(s => s.TemplateKey == missed.TemplateKey);

        Assert.IsType<KeptApartThere>(await CatchUp(joined));
        var apart = await service.Read(db => db.NonAssociations.SingleAsync());
        Assert.Null(await service.Get<ProfileService>().EndKeepingApart(service.Holder, person.Id, apart.Id, "Settled."));
        Assert.Null(await CatchUp(joined));

        // The guest is met as a member is, until the catch-up is over.
        await service.Waiting("X200003");
        Assert.Null(await service.Get<ProfileService>().KeepApart(service.Holder, person.Id, "X200003", "Threats."));
        Assert.Contains("May not be with 1 member", Assert.IsType<CannotBeOverridden>(await service.TryPlace(host, "X200003")).Words, StringComparison.Ordinal);

        // Booked with a third group it moves there, and is not expected twice.
        var third = await service.MakeGroup(Delivering.Group("BBR-3", "2026-05-12") with { Capacity = 1 });
        var there = (await service.Sessions(third)).Single(s => s.TemplateKey == missed.TemplateKey);
        Assert.Null(await CatchUp(there));
        Assert.Equal(third, Assert.Single(await service.Read(db => db.Sessions.Where(s => s.Kind == SessionKind.CatchUp && s.CancelledOn == null).ToListAsync())).GroupId);
        await service.Waiting("X200004");
        await service.Place(third, "X200004");
        Assert.IsType<HostIsFull>(await CatchUp(there));

        Task<Refusal?> CatchUp(Session with) => service.TryBook(own, missed.TemplateKey!, default, kind: SessionKind.CatchUp, with: with.Id);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task That_two_members_must_be_kept_apart_is_the_teams_task_until_they_are(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        await service.Waiting(Another);
        await service.Place(group, Another);
        var person = await service.Person(Cases.Crn);

        Assert.Null(await service.Get<ProfileService>().KeepApart(service.Holder, person.Id, Another, "Co-defendants."));
        var task = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == "Referrals.SeparateInGroup");
        Assert.Equal(Roles.ProgrammeTeam, task.OwnerRole);
        Assert.IsType<StillTogether>(await service.TryAnswer(service.Team, Cases.Crn, "Referrals.SeparateInGroup", new TaskAnswer { Outcome = "Separated" }));

        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral()).Id, "PL-NONASSOC", null));
        Assert.DoesNotContain("SeparateInGroup", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Keeping_two_people_apart_while_both_are_given_places_leaves_them_apart_or_the_team_with_a_task(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        for (var round = 0; round < 6; round++)
        {
            string one = $"X3000{round}1", other = $"X3000{round}2";
            await service.Waiting(one);
            await service.Waiting(other);
            var group = await service.MakeGroup(Delivering.Group($"BBR-{round}"));
            var id = (await service.Person(one)).Id;

            await Task.WhenAll(
                Task.Run(() => service.TryPlace(group, one)),
                Task.Run(() => service.TryPlace(group, other)),
                Task.Run(() => service.Get<ProfileService>().KeepApart(service.Holder, id, other, "Threats.")));

            var together = await service.Read(db => db.Places.CountAsync(p => p.GroupId == group && p.EndedOn == null)) == 2;
            Assert.Equal(together, (await service.Waits(one)).Contains("SeparateInGroup"));
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_twelve_weeks_count_from_the_last_session_attended_whatever_is_typed(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, plan) = await InGroup(service);
        var fourth = (await service.Sessions(group))[3];
        await service.RunThrough(group, until: s => s.Id == fourth.Id);
        var last = await service.Read(db => db.Attendance.MaxAsync(a => a.On));
        service.Clock.Now = service.Clock.Now.AddDays(40);

        Assert.IsType<AttendedSince>(await service.TryAnswer(service.Team, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "Paused", ReasonCode = "DO-WORK", Words = "Shifts.", On = last.AddDays(-1) }));
        await service.Answer(service.Team, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "Paused", ReasonCode = "DO-WORK", Words = "Shifts." });
        Assert.Equal(plan.RejoinUntil(last), (await service.Referral()).MayRejoinUntil);

        // Back in the queue in time, and given a place after it: that needs a reason.
        service.Clock.Now = LondonTime.At(plan.RejoinUntil(last), new TimeOnly(9, 0)).ToUniversalTime();
        await service.Answer(service.Team, Cases.Crn, "Referrals.WaitToRejoin", new TaskAnswer { Outcome = "Rejoins", Words = "Agreed." });
        var again = await service.MakeGroup(Delivering.Group("BBR-2", Text(Today(service).AddDays(14))));
        service.Clock.Now = service.Clock.Now.AddDays(1);
        Assert.Contains("could come back", Assert.IsType<OverrideNeedsReason>(await service.TryPlace(again)).Words, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Leaving_for_good_long_after_the_last_session_carries_nothing_over(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, plan) = await InGroup(service);
        var fourth = (await service.Sessions(group))[3];
        await service.RunThrough(group, until: s => s.Id == fourth.Id);
        var last = await service.Read(db => db.Attendance.MaxAsync(a => a.On));
        service.Clock.Now = LondonTime.At(plan.RejoinUntil(last).AddDays(1), new TimeOnly(9, 0)).ToUniversalTime();
        // The day is left blank, so that it is taken for today.
        await service.Answer(service.Team, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "LeftEarly", ReasonCode = "DO-WORK", Words = "Gone." });

        await service.Answer(service.Holder, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        var referral = await service.Referral();
        Assert.Equal(0, await service.Read(db => db.Attendance.CountAsync(a => a.DeliveryId == referral.Id)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Who_rejoins_is_expected_only_at_what_is_left_and_is_chased_for_nothing_else(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var tenth = (await service.Sessions(group))[9];
        await service.RunThrough(group, until: s => s.Id == tenth.Id);
        var done = (await service.Read(db => db.Attendance.Where(a => a.ReplacedById == null).Select(a => a.TemplateKey!).ToListAsync())).ToHashSet();
        await service.Answer(service.Team, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "Paused", ReasonCode = "DO-WORK", Words = "Shifts." });
        await service.Answer(service.Team, Cases.Crn, "Referrals.WaitToRejoin", new TaskAnswer { Outcome = "Rejoins", Words = "Agreed." });
        var again = await service.MakeGroup(Delivering.Group("BBR-2", Text(Today(service).AddDays(7))));
        var fit = (await service.Get<WaitingListService>().Find(service.Team, (await service.Referral()).Id, again))!.Groups.Single();
        var next = (await service.Sessions(again)).First(s => !done.Contains(s.TemplateKey!));
        Assert.Equal(next.On, fit.FirstOn);
        Assert.Empty(fit.ToLay);
        await service.Place(again);

        var first = (await service.Sessions(again))[0];
        Assert.Contains(first.TemplateKey!, done);
        Assert.Empty((await service.Get<RegisterService>().Find(service.Team, first.Id))!.Lines);
        Assert.Equal(0, Assert.Single((await service.Get<DiaryService>().Between(service.Team, first.On, first.On, null)).Lines, l => l.Session.Id == first.Id).Expected);
        Assert.Single((await service.Get<RegisterService>().Find(service.Team, next.Id))!.Lines);
        service.Clock.Now = LondonTime.At(first.On.AddDays(5), new TimeOnly(9, 0)).ToUniversalTime();
        await service.Job("registers");
        Assert.DoesNotContain(await service.Read(db => db.Instances.Where(i => i.DefinitionId == DefinitionIds.UnsavedRegister).Select(i => i.Subject).ToListAsync()), subject => subject == first.Id.ToString("N"));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_group_that_goes_round_again_is_laid_for_nobody_who_has_done_what_came_before(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting(Another);
        var running = await service.MakeGroup();
        await service.Place(running, Another);
        await service.RunThrough(running, Another, until: s => s.TemplateKey == "my-thinking-1");
        await service.Waiting();
        var referral = await service.Referral();
        var plan = service.Get<GroupService>().PlanOf(await service.Read(db => db.Groups.SingleAsync()));
        var fresh = (await service.Get<WaitingListService>().Find(service.Team, referral.Id))!.Groups.Single();
        Assert.NotEmpty(fresh.ToLay);

        string[] before = [.. plan.Modules.Where(m => m.Number < fresh.FromModule).SelectMany(m => m.Sessions).Select(s => s.Key)];
        Assert.Null(await service.Get<RegisterService>().Credit(service.Team, referral.Id, before, Today(service).AddDays(-20), "Done in another region, by their letter"));
        var credited = (await service.Get<WaitingListService>().Find(service.Team, referral.Id))!.Groups.Single();

        Assert.Empty(credited.ToLay);
        Assert.True(credited.EndsOn < fresh.EndsOn);
        await service.Place(running);
        Assert.DoesNotContain(await service.Sessions(running), s => s.Round > 1);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_review_of_somebody_who_lost_the_place_after_the_last_session_is_booked_and_completes(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, plan) = await InGroup(service);
        var review = plan.Sessions.Single(s => s.Stage == SessionStage.Review);
        await service.RunThrough(group);
        var person = await service.Person(Cases.Crn);
        Assert.Null(await service.Get<PersonService>().RecordEvent(service.Holder, person.Id, new CaseEvent { Kind = MilestoneKinds.Recalled, On = Today(service) }));
        Assert.IsType<NotAMember>(await service.TryBook(group, review.Key, Workday(service, Today(service).AddDays(7 * plan.WeeksBeforeReview))));
        service.Clock.Now = service.Clock.Now.AddDays(14);
        Assert.Null(await service.Get<PersonService>().RecordEvent(service.Holder, person.Id, new CaseEvent { Kind = MilestoneKinds.Released, On = Today(service) }));
        Assert.Contains("HoldReview", await service.Waits(Cases.Crn));
        Assert.IsType<NotAMember>(await service.TryBook(group, plan.Sessions[0].Key, Workday(service, Today(service))));
        Assert.True(Assert.Single((await service.Get<GroupService>().Find(service.Team, group))!.Members).ReviewOpen);

        await service.Conclude(group);
        Assert.Equal(EndedAs.Completed, (await service.Referral()).EndedAs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_a_completion_rests_on_is_corrected_only_after_the_completion(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        await service.RunThrough(group);
        await service.Conclude(group);
        var first = (await service.Sessions(group))[0];

        Assert.IsType<AlreadyCompleted>(await service.Attend(first, outcome: AttendanceOutcome.UnacceptableAbsence, with: e => e with { CorrectionReason = "AC-MISTAKE" }));
        Assert.NotNull((await service.Referral()).SessionsDoneOn);
        Assert.Null(await service.Get<CorrectionService>().Correct(service.Team, (await service.Referral()).Id, CorrectableStatus.Ended, "SC-MISTAKE", null));
        Assert.Null(await service.Attend(first, outcome: AttendanceOutcome.UnacceptableAbsence, with: e => e with { CorrectionReason = "AC-MISTAKE" }));
        Assert.Null((await service.Referral()).SessionsDoneOn);
        Assert.True((await service.Person(Cases.Crn)).Needs[0].IsOpen);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_refused_exercise_leaves_no_session_behind_and_moves_none(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        await service.Answer(service.Holder, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = "skills-for-relationships-toolkit", ReasonCode = "OV-ONETOONE", Words = "Shift work." });
        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
        var toolkit = (await service.Person(Cases.Crn)).Needs[0].Toolkits[0];
        var exercise = (await service.Get<ToolkitService>().Find(service.Holder, toolkit.Id))!.Plan!.Sessions[0];
        var absent = new RecordExercise { ToolkitId = toolkit.Id, TemplateKey = exercise.Key, On = Today(service), Outcome = AttendanceOutcome.AcceptableAbsence };

        Assert.NotNull(await service.Get<ToolkitService>().Record(service.Holder, absent));
        Assert.Equal(0, await service.Read(db => db.Sessions.CountAsync()));

        Assert.Null(await service.Get<ToolkitService>().Book(service.Holder, toolkit.Id, exercise.Key, Today(service).AddDays(3), new TimeOnly(10, 0)));
        Assert.NotNull(await service.Get<ToolkitService>().Record(service.Holder, absent));
        Assert.Equal(Today(service).AddDays(3), (await service.Read(db => db.Sessions.SingleAsync())).On);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_register_saved_for_a_session_that_was_not_held_is_taken_back_and_stays_in_the_history(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var (groups, registers) = (service.Get<GroupService>(), service.Get<RegisterService>());
        var first = (await service.Sessions(group))[0];
        Assert.Null(await service.Attend(first));
        Assert.NotNull((await service.Referral()).StartedOn);
        Assert.IsType<AlreadyHeld>(await groups.NotHeld(service.Team, first.Id, "NH-STAFF", null));
        var referral = await service.Referral();
        var record = await service.Read(db => db.Attendance.SingleAsync());

        Assert.IsType<CorrectionReasonMissing>(await registers.TakeBack(service.Team, referral.Id, record.Id, "AC-NONE", null));
        Assert.IsType<NotYourRegister>(await registers.TakeBack(service.Holder, referral.Id, record.Id, "AC-SESSION", null));
        Assert.Null(await registers.TakeBack(service.Team, referral.Id, record.Id, "AC-SESSION", "That was last week's."));

        Assert.Null((await service.Referral()).StartedOn);
        var line = Assert.Single((await registers.Find(service.Team, first.Id))!.Lines);
        Assert.Null(line.Record);
        Assert.Contains(line.Replaced, r => r.CorrectionWords == "That was last week's.");
        Assert.Null(await groups.NotHeld(service.Team, first.Id, "NH-STAFF", null));
        Assert.Contains("BeginProgramme", await service.Waits(Cases.Crn));

        // And that was the mistake: it was held after all.
        var instead = (await service.Sessions(group)).Single(s => s.TemplateKey == first.TemplateKey);
        Assert.NotEqual(first.Id, instead.Id);
        Assert.IsType<HeldAfterAllWhy>(await groups.HeldAfterAll(service.Team, first.Id, " "));
        Assert.Null(await groups.HeldAfterAll(service.Team, first.Id, "The other group's."));
        Assert.Equal(first.Id, (await service.Sessions(group)).Single(s => s.TemplateKey == first.TemplateKey).Id);
        Assert.Null(await service.Attend(first));
        Assert.Equal(first.On, (await service.Referral()).StartedOn);
        Assert.Contains((await groups.Find(service.Team, group))!.History, e => e is { Kind: GroupEvents.HeldAfterAll, Words: "The other group's." });
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_credit_is_taken_back(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, plan) = await InGroup(service);
        var referral = await service.Referral();
        var key = plan.Sessions[^3].Key;
        Assert.Null(await service.Get<RegisterService>().Credit(service.Team, referral.Id, [key], Today(service), "A letter"));
        var credit = await service.Read(db => db.Attendance.SingleAsync());
        Assert.Equal(1, (await Progress()).Completed);

        Assert.Null(await service.Get<RegisterService>().TakeBack(service.Team, referral.Id, credit.Id, "AC-PERSON", null));
        Assert.Null(await service.Get<RegisterService>().TakeBack(service.Team, referral.Id, credit.Id, "AC-PERSON", null));

        Assert.Equal(0, (await Progress()).Completed);
        Assert.Equal(2, await service.Read(db => db.Attendance.CountAsync()));
        // It can be credited again, rightly this time.
        Assert.Null(await service.Get<RegisterService>().Credit(service.Team, referral.Id, [key], Today(service), "The right letter"));
        Assert.Equal(1, (await Progress()).Completed);

        async Task<DeliveryProgress> Progress() => (await service.Get<GroupService>().Find(service.Team, group))!.Members.Single().Progress;
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_somebody_else_saved_of_availability_or_the_queue_meanwhile_is_not_written_over(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var person = await service.Person(Cases.Crn);
        var (profiles, waiting) = (service.Get<ProfileService>(), service.Get<WaitingListService>());
        var seen = (await profiles.Find(service.Holder, person.Id))!.Seen;
        Assert.Null(await profiles.Save(service.Team, new SaveProfile { PersonId = person.Id, Motivation = "Ready.", Seen = seen }));

        Assert.IsType<ProfileHasChanged>(await profiles.Save(service.Holder, new SaveProfile { PersonId = person.Id, Motivation = "Not ready.", Seen = seen }));
        Assert.Equal("Ready.", (await profiles.Find(service.Holder, person.Id))!.Profile!.Motivation);

        var referral = await service.Referral();
        var order = WaitingListService.SeenOf(referral);
        Assert.Null(await waiting.PutAt(service.Team, referral.Id, 2, "WO-RISK", "Heard from the police.", order));
        Assert.IsType<QueueHasChanged>(await waiting.PutAt(service.Team, referral.Id, 1, "WO-COURT", "Asked.", order));
        Assert.Null(await waiting.PutAt(service.Team, referral.Id, null, null, null));
        var set = (await service.Person(Cases.Crn)).Milestones.Where(m => m.Kind == MilestoneKinds.QueuePlaceSet).ToList();
        Assert.Equal(["Place 2: Heard from the police.", "By the order again"], set.OrderBy(m => m.RecordedAt).ThenBy(m => m.Id).Select(m => m.Words));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_place_by_hand_far_down_puts_nobody_first_and_is_gone_with_the_place_it_led_to(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        string[] crns = ["X200001", "X200002", "X200003"];
        foreach (var crn in crns)
            await service.Waiting(crn);
        var waiting = service.Get<WaitingListService>();
        var before = (await waiting.List(service.Team, new WaitingFilter())).Lines.Select(l => l.Crn).ToArray();
        var last = await service.Referral(before[0]);

        Assert.Null(await waiting.PutAt(service.Team, last.Id, 40, "WO-READY", "Later, please."));
        Assert.Equal([before[1], before[2], before[0]], (await waiting.List(service.Team, new WaitingFilter())).Lines.Select(l => l.Crn));
        Assert.Null(await waiting.PutAt(service.Team, last.Id, 2, "WO-READY", "Sooner."));
        var now = await waiting.List(service.Team, new WaitingFilter { PduId = 70 });
        Assert.Equal([before[1], before[0], before[2]], now.Lines.Select(l => l.Crn));
        Assert.Equal([1, 2, 3], now.Lines.Select(l => l.Number));

        var group = await service.MakeGroup();
        await service.Place(group, before[0]);
        Assert.Null(await waiting.TakeAway(service.Team, last.Id, "PL-ERROR", null));
        Assert.Null((await service.Referral(before[0])).QueuePosition);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, "PL-PREGROUP", PlaceEnds.TakenAway, 0)]
    [InlineData(DatabaseProvider.Sqlite, "PL-SWAPPED", PlaceEnds.Moved, 1)]
    [InlineData(DatabaseProvider.Sqlite, "PL-GROUPSTOPPED", PlaceEnds.GroupClosed, 1)]
    [InlineData(DatabaseProvider.Sqlite, "PL-ERROR", PlaceEnds.GivenInError, 1)]
    [InlineData(DatabaseProvider.SqlServer, "PL-PREGROUP", PlaceEnds.TakenAway, 0)]
    [InlineData(DatabaseProvider.SqlServer, "PL-SWAPPED", PlaceEnds.Moved, 1)]
    [InlineData(DatabaseProvider.SqlServer, "PL-GROUPSTOPPED", PlaceEnds.GroupClosed, 1)]
    [InlineData(DatabaseProvider.SqlServer, "PL-ERROR", PlaceEnds.GivenInError, 1)]
    public async Task A_place_that_is_taken_away_ends_as_its_reason_says_and_counts_only_where_they_had_no_choice(DatabaseProvider provider, string reason, string ended, int counted)
    {
        await using var service = await Service.Start(provider);
        await InGroup(service);
        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral()).Id, reason, null));

        Assert.Equal(ended, (await service.Read(db => db.Places.SingleAsync())).EndedAs);
        var line = Assert.Single((await service.Get<WaitingListService>().List(service.Team, new WaitingFilter())).Lines);
        Assert.Equal(counted > 0, line.Place.Reasons.Any(r => r.Words.Contains("lost through no choice", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task First_contact_with_the_partner_falls_due_before_a_first_session_that_is_brought_forward(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup(Delivering.Group("BBR-1", "2026-03-03"));
        var first = (await service.Sessions(group))[0];
        service.Clock.Now = LondonTime.At(first.On.AddDays(-4), new TimeOnly(9, 0)).ToUniversalTime();
        Assert.Null(await service.Get<WaitingListService>().Give(service.Team, new GivePlace { ReferralId = (await service.Referral()).Id, GroupId = group, Overrides = [new OverrideAnswer(AllocationCheckKeys.PreGroup, "AO-ADJUSTED", "Held in the first week.")] }));
        var duty = await service.Read(db => db.PartnerLinkDuties.SingleAsync());
        Assert.Equal(first.On.AddDays(-1), duty.DueOn);

        var change = new RescheduleGroup { GroupId = group, Closures = [new Closure(first.On, first.On.AddDays(30), "Building works")] };
        await Change(service, change);
        var later = (await service.Read(db => db.PartnerLinkDuties.SingleAsync())).DueOn;
        Assert.True(later > duty.DueOn);
        await Change(service, change with { Closures = [] });
        var duties = await service.Read(db => db.PartnerLinkDuties.SingleAsync());
        Assert.Equal((await service.Sessions(group))[0].On.AddDays(-1), duties.DueOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_place_taken_away_by_mistake_in_a_running_group_is_given_back_while_there_is_one(DatabaseProvider provider)
    {
        var catalogue = Service.Catalogue("session-plans", json => json.Replace("\"rolling\": true", "\"rolling\": false", StringComparison.Ordinal).Replace(" \"mayJoinHere\": true,", "", StringComparison.Ordinal));
        await using var service = await Service.Start(provider, catalogue: catalogue);
        await service.Waiting();
        var group = await service.MakeGroup(Delivering.Group() with { Capacity = 1 });
        await service.Place(group);
        Assert.Null(await service.Attend((await service.Sessions(group))[0]));
        var referral = await service.Referral();
        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, referral.Id, "PL-AVAILABILITY", null));
        Assert.IsType<TakesNobodyNew>(await service.TryPlace(group));

        var corrections = service.Get<CorrectionService>();
        Assert.Contains(CorrectableStatus.PlaceEnded, await corrections.Open(service.Team, referral.Id));
        Assert.Null(await corrections.Correct(service.Team, referral.Id, CorrectableStatus.PlaceEnded, "SC-PERSON", null));

        Assert.Contains("DeliverProgramme", await service.Waits(Cases.Crn));
        Assert.Equal(1, await service.Read(db => db.Groups.Select(g => g.Taken).SingleAsync()));
        Assert.Null((await service.Read(db => db.Places.SingleAsync())).EndedAs);
        Assert.Contains((await service.Person(Cases.Crn)).Milestones, m => m is { Kind: MilestoneKinds.PlaceLost, Counts: false });
        Assert.IsType<NothingToCorrect>(await corrections.Correct(service.Team, referral.Id, CorrectableStatus.PlaceEnded, "SC-PERSON", null));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Of_two_who_want_their_old_place_back_at_once_one_has_it(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        await service.Waiting(Another);
        var group = await service.MakeGroup(Delivering.Group() with { Capacity = 1 });
        foreach (var crn in new[] { Cases.Crn, Another })
        {
            await service.Place(group, crn);
            Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral(crn)).Id, "PL-AVAILABILITY", null));
        }

        Guid[] referrals = [(await service.Referral()).Id, (await service.Referral(Another)).Id];
        var answers = await Task.WhenAll(referrals.Select(r => Task.Run(() => service.Get<CorrectionService>().Correct(service.Team, r, CorrectableStatus.PlaceEnded, "SC-MISTAKE", null))));

        Assert.Single(answers, a => a is null);
        Assert.Single(answers, a => a is PlaceIsTaken);
        Assert.Equal((1, 1), await service.Read(async db => (await db.Groups.Select(g => g.Taken).SingleAsync(), await db.Places.CountAsync(p => p.EndedOn == null))));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_death_recorded_by_mistake_is_taken_back_and_the_work_goes_on(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await InGroup(service);
        var people = service.Get<PersonService>();
        var person = await service.Person(Cases.Crn);
        var today = Today(service);
        Assert.Null(await people.RecordEvent(service.Holder, person.Id, new CaseEvent { Kind = MilestoneKinds.Died, On = today }));
        Assert.DoesNotContain("BeginProgramme", await service.Waits(Cases.Crn));
        var wrong = (await service.Person(Cases.Crn)).Milestones.Single(m => m.Kind == MilestoneKinds.Died);

        Assert.IsType<Tasks.ReasonMissing>(await people.TakeEventBack(service.Holder, person.Id, wrong.Id, "SC-NONE", null));
        Assert.Null(await people.TakeEventBack(service.Holder, person.Id, wrong.Id, "SC-PERSON", null));

        person = await service.Person(Cases.Crn);
        Assert.Null(person.DiedOn);
        Assert.False(person.Milestones.Single(m => m.Id == wrong.Id).Counts);
        Assert.Equal(["WaitForPlace"], await service.Waits(Cases.Crn));
        Assert.Null(await service.Get<CorrectionService>().Correct(service.Team, (await service.Referral()).Id, CorrectableStatus.PlaceEnded, "SC-PERSON", null));
        Assert.Contains("BeginProgramme", await service.Waits(Cases.Crn));

        // And it is recorded again on the day it is true.
        Assert.Null(await people.RecordEvent(service.Holder, person.Id, new CaseEvent { Kind = MilestoneKinds.Died, On = today }));
        Assert.Equal(today, (await service.Person(Cases.Crn)).DiedOn);
        Assert.DoesNotContain("BeginProgramme", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_need_closed_for_a_death_that_was_none_is_open_again(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var people = service.Get<PersonService>();
        var person = await service.Person(Cases.Crn);
        Assert.Null(await people.RecordEvent(service.Holder, person.Id, new CaseEvent { Kind = MilestoneKinds.Died, On = Today(service) }));
        var code = service.Get<CatalogueSource>().Current.Reasons(ReasonUses.UnmetNeed, Today(service)).First(r => r.ClosesOnItsOwn).Code;
        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ConfirmClosure", new TaskAnswer { Outcome = "Confirmed", ReasonCode = code, Words = "Told by the family." });
        Assert.Equal(ClosedAs.Unmet, (await service.Person(Cases.Crn)).Needs[0].ClosedAs);

        var wrong = (await service.Person(Cases.Crn)).Milestones.Single(m => m.Kind == MilestoneKinds.Died);
        Assert.Null(await people.TakeEventBack(service.Holder, person.Id, wrong.Id, "SC-PERSON", null));

        Assert.True((await service.Person(Cases.Crn)).Needs[0].IsOpen);
        // What the closing ended goes on from where it stood.
        Assert.Equal(["WaitForPlace"], await service.Waits(Cases.Crn));
        Assert.Null((await service.Read(db => db.Snapshots.SingleAsync())).ClosedOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Whose_supervision_ends_before_the_next_group_is_told_by_a_group_that_is_for_them(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        await service.MakeGroup(Delivering.Group("W-1") with { Sex = Sex.Female });
        await service.MakeGroup(Delivering.Group("L-1") with { ForLearningNeeds = true });
        await service.MakeGroup(Delivering.Group("F-1") with { Cohort = Cohort.Family });
        var waiting = service.Get<WaitingListService>();
        Assert.Null(Assert.Single((await waiting.List(service.Team, new WaitingFilter())).Lines).NextGroupEnds);

        var group = await service.MakeGroup(Delivering.Group("M-1", "2026-06-01"));
        var line = Assert.Single((await waiting.List(service.Team, new WaitingFilter())).Lines);
        Assert.Equal((await waiting.Find(service.Team, line.Referral.Id, group))!.Groups.Single().EndsOn, line.NextGroupEnds);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_return_to_court_has_its_reason_and_keeps_it_when_it_is_put_off_again(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        await service.Answer(service.Team, Cases.Crn, "Referrals.WaitForPlace", new TaskAnswer { Outcome = "ReturnedToCourt", On = Today(service).AddDays(20), Words = "Replaced?" });
        Assert.Equal("DF-COURT", (await service.Referral()).HoldReason);

        service.Clock.Now = service.Clock.Now.AddDays(20);
        await service.Answer(service.Team, Cases.Crn, "Referrals.ReviewWaiting", new TaskAnswer { Outcome = "StillHeld", On = Today(service).AddDays(20), Words = "Adjourned." });
        Assert.Equal((Holds.ReturnedToCourt, "DF-COURT"), ((await service.Referral()).Hold, (await service.Referral()).HoldReason));
        Assert.All((await service.Person(Cases.Crn)).Milestones.Where(m => m.Kind == MilestoneKinds.Deferred), m => Assert.Equal("DF-COURT", m.ReasonCode));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_follows_an_absence_is_over_when_the_absence_turns_out_to_be_none(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var sessions = await service.Sessions(group);
        Assert.Null(await service.Attend(sessions[0], outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Null(await service.Attend(sessions[1], outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Equal(["ConsiderBreach", "FollowUpAbsence"], (await service.Waits(Cases.Crn)).Where(w => w is "ConsiderBreach" or "FollowUpAbsence"));

        Assert.Null(await service.Attend(sessions[1], with: e => e with { CorrectionReason = "AC-PERSON" }));
        Assert.DoesNotContain("ConsiderBreach", await service.Waits(Cases.Crn));
        Assert.Contains("FollowUpAbsence", await service.Waits(Cases.Crn));

        Assert.Null(await service.Attend(sessions[0], with: e => e with { CorrectionReason = "AC-PERSON" }));
        Assert.DoesNotContain("FollowUpAbsence", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_catch_up_with_another_group_goes_where_its_session_goes_is_shown_at_home_and_ends_with_the_place(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (own, _) = await InGroup(service);
        var groups = service.Get<GroupService>();
        var missed = (await service.Sessions(own))[0];
        var host = await service.MakeGroup(Delivering.Group("BBR-2", "2026-05-05"));
        Assert.Null(await service.Attend(missed, outcome: AttendanceOutcome.AcceptableAbsence, with: e => e with { ReasonCode = "AA-ILL" }));
        var joined = (await service.Sessions(host)).Single(s => s.TemplateKey == missed.TemplateKey);
        Assert.Null(await service.TryBook(own, missed.TemplateKey!, default, kind: SessionKind.CatchUp, with: joined.Id));
        Assert.Single(Assert.Single((await groups.Find(service.Team, own))!.Members).Booked);

        await Change(service, new RescheduleGroup { GroupId = host, Slots = [new WeeklySlot(DayOfWeek.Monday, new TimeOnly(14, 0)), new WeeklySlot(DayOfWeek.Wednesday, new TimeOnly(14, 0))] });
        var (moved, guest) = await Both();
        Assert.NotEqual((joined.On, joined.Start), (moved.On, moved.Start));
        Assert.Equal((moved.On, moved.Start), (guest.On, guest.Start));
        Assert.Contains((await groups.Find(service.Team, own))!.History, e => e.Kind == GroupEvents.CatchUpChanged && e.What!.Contains("BBR-2", StringComparison.Ordinal));

        service.Clock.Now = LondonTime.At(moved.On, new TimeOnly(20, 0)).ToUniversalTime();
        Assert.Null(await groups.NotHeld(service.Team, moved.Id, "NH-STAFF", null));
        (var instead, guest) = await Both();
        Assert.NotEqual(moved.Id, instead.Id);
        Assert.Equal((instead.On, instead.Start, null), (guest.On, guest.Start, guest.CancelledOn));

        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral()).Id, "PL-AVAILABILITY", null));
        Assert.NotNull((await Both()).Guest.CancelledOn);

        async Task<(Session Host, Session Guest)> Both() =>
            ((await service.Sessions(host)).Single(s => s.TemplateKey == missed.TemplateKey), await service.Read(db => db.Sessions.SingleAsync(s => s.Kind == SessionKind.CatchUp)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Nobody_is_booked_twice_without_saying_so_however_many_book_at_once(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var groups = service.Get<GroupService>();
        var first = (await service.Sessions(group))[0];
        var meeting = new BookMeeting { GroupId = group, ReferralId = (await service.Referral()).Id, TemplateKey = null, Kind = SessionKind.ThreeWay, On = Workday(service, first.On.AddDays(-10)), Start = new TimeOnly(11, 0), ClashesSeen = DoubleBooking.None };

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => groups.Book(service.Team, meeting with { Start = new TimeOnly(11, 5 * i) }))));
        Assert.Single(answers, a => a is null);
        Assert.All(answers.Where(a => a is not null), a => Assert.IsType<BookedMeanwhile>(a));
        Assert.Equal(1, await service.Read(db => db.Sessions.CountAsync(s => s.Kind == SessionKind.ThreeWay)));
        Assert.Null(await groups.Book(service.Team, meeting with { ClashesSeen = null, Anyway = new GivenReason("DB-JOINED", "") }));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_change_of_times_shows_what_members_are_booked_for_and_is_refused_where_somebody_is_booked_meanwhile(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var groups = service.Get<GroupService>();
        var first = (await service.Sessions(group))[0];
        var change = new RescheduleGroup { GroupId = group, SessionId = first.Id, On = first.On, Start = new TimeOnly(12, 0) };
        var (shown, refusal) = await groups.Preview(service.Team, change);
        Assert.Null(refusal);
        Assert.Empty(shown!.Clashes);

        // In another group, whose version this one's does not know.
        await service.MakeGroup(Delivering.Group("BBR-2", "2026-04-07") with { Slots = [new WeeklySlot(first.On.DayOfWeek, new TimeOnly(13, 0))] });
        Assert.IsType<BookedMeanwhile>(await groups.Reschedule(service.Team, change with { ClashesSeen = shown.ClashesSeen }, shown.Version));
        (shown, _) = await groups.Preview(service.Team, change);
        Assert.NotEmpty(shown!.Clashes);
        Assert.IsType<BookedTwiceWhy>(await groups.Reschedule(service.Team, change with { ClashesSeen = shown.ClashesSeen }, shown.Version));
        Assert.Null(await groups.Reschedule(service.Team, change with { ClashesSeen = shown.ClashesSeen, Anyway = new GivenReason("DB-JOINED", "") }, shown.Version));

        Assert.Null(await groups.Book(service.Team, group, (await service.Referral()).Id, null, SessionKind.ThreeWay, first.On, new TimeOnly(9, 0)));
        (shown, _) = await groups.Preview(service.Team, change with { Start = new TimeOnly(9, 30) });
        Assert.Contains(shown!.Clashes, c => c.Who.Kind == BookedKind.Person);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_has_to_be_arranged_and_every_note_are_shown_to_those_who_run_the_group(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, _) = await InGroup(service);
        var person = await service.Person(Cases.Crn);
        Assert.Null(await service.Get<ProfileService>().Save(service.Holder, new SaveProfile { PersonId = person.Id, Interpreter = "Polish", AccessNeeds = "No stairs" }));
        var (groups, registers) = (service.Get<GroupService>(), service.Get<RegisterService>());
        var first = (await service.Sessions(group))[0];
        var referral = await service.Referral();
        Assert.Null(await service.Attend(first));
        Assert.Null(await registers.WriteNote(service.Team, first.Id, referral.Id, "The wheel.", null, null));
        service.Clock.Now = service.Clock.Now.AddMinutes(5);
        Assert.Null(await registers.WriteNote(service.Team, first.Id, referral.Id, null, "Quiet.", null));

        Assert.Equal("Interpreter: Polish. Access: No stairs", Assert.Single((await groups.Find(service.Team, group))!.Members).Needs);
        var line = Assert.Single((await registers.Find(service.Team, first.Id))!.Lines);
        Assert.Equal("Interpreter: Polish. Access: No stairs", line.Needs);
        Assert.Equal(["Quiet.", "The wheel."], line.Notes.Select(n => n.Engagement ?? n.Covered));
        Assert.Null(Assert.Single((await groups.Find(service.Holder, group))!.Members).Needs);
    }

    private static async Task Change(Service service, RescheduleGroup request)
    {
        var (shown, refusal) = await service.Get<GroupService>().Preview(service.Team, request);
        Assert.Null(refusal);
        Assert.Null(await service.Get<GroupService>().Reschedule(service.Team, request, shown!.Version));
    }

    private static IReadOnlyList<ReportAnswer> Answers { get; } = [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, "Written down."))];

    private static async Task<(Guid Group, SessionPlan Plan)> InGroup(Service service)
    {
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        return (group, service.Get<GroupService>().PlanOf(await service.Read(db => db.Groups.SingleAsync(g => g.Id == group))));
    }

    private static DateOnly Today(Service service) => LondonTime.DateOf(service.Clock.Now);

    private static DateOnly Workday(Service service, DateOnly on) => service.Get<CatalogueSource>().Current.WorkingDays.OnOrAfter(on);

    private static string Text(DateOnly on) => on.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
