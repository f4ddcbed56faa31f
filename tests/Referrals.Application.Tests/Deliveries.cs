using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>From accepted, waiting for a place, to completed or a coded reason why not.</summary>
public sealed class Deliveries
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_whole_programme_with_one_absence_caught_up_the_review_and_the_report_meets_the_need(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        Assert.Equal(["AllocatePartnerLinkWorker", "BeginProgramme"], await service.Waits(Cases.Crn));

        var seventh = (await service.Sessions(group))[6];
        await service.RunThrough(group, until: s => s.Id == seventh.Id);
        Assert.Null(await service.Attend(seventh, outcome: AttendanceOutcome.AcceptableAbsence, with: e => e with { ReasonCode = "AA-ILL", Words = "Certificate seen" }));
        await service.RunThrough(group);
        Assert.Contains("DeliverProgramme", await service.Waits(Cases.Crn));
        Assert.Null((await service.Referral()).SessionsDoneOn);

        await service.OneToOne(group, seventh.TemplateKey!, service.Get<CatalogueSource>().Current.WorkingDays.OnOrAfter(LondonTime.DateOf(service.Clock.Now)), kind: SessionKind.CatchUp);
        Assert.Contains("HoldReview", await service.Waits(Cases.Crn));

        await service.Conclude(group);
        var person = await service.Person(Cases.Crn);
        var need = person.Needs[0];
        Assert.Equal(ClosedAs.Met, need.ClosedAs);
        Assert.Equal(EndedAs.Completed, need.Referrals[0].EndedAs);
        Assert.Empty(await service.OpenTasks(Cases.Crn));
        var row = await service.Read(db => db.Snapshots.SingleAsync());
        var first = (await service.Sessions(group))[0].On;
        Assert.Equal(first, row.FirstSessionOn);
        Assert.NotNull(row.AllocatedOn);
        Assert.True(row.LastSessionOn > row.FirstSessionOn);
        Assert.Equal(need.Referrals[0].EndedOn, row.CompletedOn);
        Assert.Equal(row.ReportSentOn, row.CompletedOn);
        Assert.Equal(0, await service.Read(db => db.Groups.Where(g => g.Id == group).Select(g => g.Taken).SingleAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Somebody_who_leaves_may_rejoin_keeps_what_was_done_and_completes(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var tenth = (await service.Sessions(group))[9];
        await service.RunThrough(group, until: s => s.Id == tenth.Id);
        var done = (await service.Read(db => db.Attendance.CountAsync(a => a.ReplacedById == null)));

        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "Paused", ReasonCode = "DO-WORK", Words = "New shifts; will ask to change them." });
        var paused = await service.Referral();
        Assert.Equal(LondonTime.DateOf(service.Clock.Now).AddDays(7 * 12), paused.MayRejoinUntil);
        var task = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == "Referrals.WaitToRejoin");
        Assert.Equal(paused.MayRejoinUntil, task.DueOn);
        Assert.Equal(0, await service.Read(db => db.Groups.Select(g => g.Taken).SingleAsync()));

        service.Clock.Now = service.Clock.Now.AddDays(21);
        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.WaitToRejoin", new TaskAnswer { Outcome = "Rejoins", Words = "Day shifts from now on." });
        Assert.Contains("WaitForPlace", await service.Waits(Cases.Crn));
        var again = await service.MakeGroup(Delivering.Group("BBR-2", LondonTime.DateOf(service.Clock.Now).AddDays(7).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        await service.Place(again);
        Assert.Contains("DeliverProgramme", await service.Waits(Cases.Crn));
        Assert.Equal(done, await service.Read(db => db.Attendance.CountAsync(a => a.ReplacedById == null)));

        await service.RunThrough(again);
        await service.Conclude(again);
        Assert.Equal(ClosedAs.Met, (await service.Person(Cases.Crn)).Needs[0].ClosedAs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_recall_frees_the_place_at_once_and_release_puts_the_person_back_into_the_queue(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var fifth = (await service.Sessions(group))[4];
        await service.RunThrough(group, until: s => s.Id == fifth.Id);
        var today = LondonTime.DateOf(service.Clock.Now);
        var person = await service.Person(Cases.Crn);

        Assert.Null(await service.Get<PersonService>().RecordEvent(Service.Practitioner, person.Id, new CaseEvent { Kind = MilestoneKinds.Recalled, On = today }));
        Assert.Equal(0, await service.Read(db => db.Groups.Select(g => g.Taken).SingleAsync()));
        Assert.Equal(["AfterRecall"], await service.Waits(Cases.Crn));

        service.Clock.Now = service.Clock.Now.AddDays(28);
        Assert.Null(await service.Get<PersonService>().RecordEvent(Service.Practitioner, person.Id, new CaseEvent { Kind = MilestoneKinds.Released, On = today.AddDays(28) }));
        Assert.Equal(["ReviewChange", "WaitForPlace"], (await service.Waits(Cases.Crn)).Order());
        var list = await service.Get<WaitingListService>().List(Service.ProgrammeTeam, new WaitingFilter());
        var line = Assert.Single(list.Lines);
        Assert.True(line.SessionsDone >= 4);
        Assert.Equal(new DateOnly(2026, 3, 2), (await service.Referral()).AcceptedOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_pre_group_one_to_one_and_a_recorded_commencement_are_no_start(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var referral = await service.Referral();
        await service.OneToOne(group, "pre-group-one-to-one-1", new DateOnly(2026, 4, 7));
        Assert.Null(await service.Get<WaitingListService>().RecordCommencement(Service.ProgrammeTeam, referral.Id, new DateOnly(2026, 4, 7)));

        Assert.Null((await service.Referral()).StartedOn);
        Assert.Contains("BeginProgramme", await service.Waits(Cases.Crn));
        Assert.Null((await service.Read(db => db.Snapshots.SingleAsync())).FirstSessionOn);

        var first = (await service.Sessions(group))[0];
        Assert.Null(await service.Attend(first));
        Assert.Equal(first.On, (await service.Referral()).StartedOn);
        Assert.Equal(new DateOnly(2026, 4, 7), (await service.Referral()).CommencementRecordedOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_correction_keeps_the_old_answer_and_takes_the_start_back(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var first = (await service.Sessions(group))[0];
        Assert.Null(await service.Attend(first));
        Assert.Null(await service.Attend(first));

        Assert.IsType<CorrectionReasonMissing>(await service.Attend(first, outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Null(await service.Attend(first, outcome: AttendanceOutcome.UnacceptableAbsence, with: e => e with { CorrectionReason = "AC-PERSON", CorrectionWords = "It was his brother." }));

        var records = await service.Read(db => db.Attendance.OrderBy(a => a.RecordedAt).ToListAsync());
        Assert.Equal(2, records.Count);
        Assert.Equal(records[1].Id, records[0].ReplacedById);
        Assert.Null((await service.Referral()).StartedOn);
        Assert.Null((await service.Read(db => db.Snapshots.SingleAsync())).FirstSessionOn);
        Assert.Contains("BeginProgramme", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_second_unacceptable_absence_asks_the_practitioner_to_consider_breach_and_the_first_to_follow_it_up(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var sessions = await service.Sessions(group);
        Assert.Null(await service.Attend(sessions[0]));
        Assert.Null(await service.Attend(sessions[1], outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Contains("FollowUpAbsence", await service.Waits(Cases.Crn));
        Assert.DoesNotContain("ConsiderBreach", await service.Waits(Cases.Crn));

        Assert.Null(await service.Attend(sessions[2], outcome: AttendanceOutcome.UnacceptableAbsence));
        Assert.Contains("ConsiderBreach", await service.Waits(Cases.Crn));
        Assert.IsType<ReasonOfTheOther>(await service.TryAnswer(Service.Practitioner, Cases.Crn, "Referrals.ConsiderBreach", new TaskAnswer { Outcome = "NoBreach", ReasonCode = "BD-BREACH", Words = "No." }));
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.ConsiderBreach", new TaskAnswer { Outcome = "Breach", ReasonCode = "BD-BREACH" });
        Assert.Contains((await service.Person(Cases.Crn)).Milestones, m => m.Kind == MilestoneKinds.Breached);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_group_of_one_place_gives_it_to_one_of_many_at_once_and_says_so_to_the_rest(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        string[] crns = ["X200001", "X200002", "X200003", "X200004", "X200005", "X200006"];
        foreach (var crn in crns)
            await service.Waiting(crn);
        var group = await service.MakeGroup(Delivering.Group() with { Capacity = 1 });

        var answers = await Task.WhenAll(crns.Select(crn => Task.Run(() => service.TryPlace(group, crn))));

        Assert.Single(answers, a => a is null);
        Assert.All(answers.Where(a => a is not null), a => Assert.Contains("taken", Assert.IsType<CannotBeOverridden>(a).Words, StringComparison.Ordinal));
        Assert.Equal(1, await service.Read(db => db.Places.CountAsync(p => p.EndedOn == null)));
        Assert.Equal(1, await service.Read(db => db.Groups.Select(g => g.Taken).SingleAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task One_person_is_given_one_place_by_two_people_at_once(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        Guid[] made = [await service.MakeGroup(), await service.MakeGroup(Delivering.Group("BBR-2"))];

        var answers = await Task.WhenAll(made.Select(g => Task.Run(() => service.TryPlace(g))));

        Assert.Single(answers, a => a is null);
        Assert.Equal(1, await service.Read(db => db.Places.CountAsync()));
        Assert.Equal(1, await service.Read(db => db.Groups.SumAsync(g => g.Taken)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_same_register_saved_by_two_people_at_once_leaves_one_answer_for_each_person(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var first = (await service.Sessions(group))[0];
        service.Clock.Now = LondonTime.At(first.On, new TimeOnly(22, 0)).ToUniversalTime();
        var referral = await service.Referral();
        var registers = service.Get<RegisterService>();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => registers.Record(Service.ProgrammeTeam, first.Id, [new RegisterEntry { DeliveryId = referral.Id, Outcome = i % 2 == 0 ? AttendanceOutcome.AttendedComplied : AttendanceOutcome.UnacceptableAbsence }]))));

        Assert.Equal(1, await service.Read(db => db.Attendance.CountAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Two_people_who_must_be_kept_apart_are_never_put_into_one_group_and_nobody_can_override_it(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting("X200001");
        await service.Waiting("X200002");
        var group = await service.MakeGroup();
        var one = await service.Person("X200001");
        Assert.Null(await service.Get<ProfileService>().KeepApart(Service.Practitioner, one.Id, "x200002", "Co-defendants."));
        await service.Place(group, "X200001");

        var referral = await service.Referral("X200002");
        var refusal = await service.Get<WaitingListService>().Give(Service.ProgrammeTeam, new GivePlace
        {
            ReferralId = referral.Id,
            GroupId = group,
            Overrides = [new OverrideAnswer(AllocationCheckKeys.NonAssociation, "AO-ADJUSTED", "They get on now.")],
        });

        Assert.IsType<CannotBeOverridden>(refusal);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_is_not_known_of_a_person_needs_a_reason_before_a_place_is_given(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        var group = await service.MakeGroup();
        Assert.IsType<OverrideNeedsReason>(await service.TryPlace(group));

        var referral = await service.Referral();
        var view = await service.Get<WaitingListService>().Find(Service.ProgrammeTeam, referral.Id);
        var code = service.Get<CatalogueSource>().Current.Reasons(ReasonUses.AllocationOverride, LondonTime.DateOf(service.Clock.Now))[0].Code;
        Assert.Null(await service.Get<WaitingListService>().Give(Service.ProgrammeTeam, new GivePlace
        {
            ReferralId = referral.Id,
            GroupId = group,
            Overrides = [.. view!.Groups[0].Checks.Where(c => c.NeedsOverride).Select(c => new OverrideAnswer(c.Key, code, "Will be asked at the pre-group session."))],
        }));
        Assert.NotEmpty((await service.Read(db => db.Places.SingleAsync())).Overrides!);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_referral_put_off_is_looked_at_again_on_its_day_and_keeps_the_time_it_has_waited(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        Assert.IsType<NotAhead>(await service.TryAnswer(Service.ProgrammeTeam, Cases.Crn, "Referrals.WaitForPlace", new TaskAnswer { Outcome = "Deferred", ReasonCode = "DF-COURT", Words = "Hearing", On = new DateOnly(2026, 3, 2) }));
        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.WaitForPlace", new TaskAnswer { Outcome = "Deferred", ReasonCode = "DF-COURT", Words = "Hearing in April", On = new DateOnly(2026, 4, 20) });

        var task = Assert.Single(await service.OpenTasks(Cases.Crn));
        Assert.Equal(("Referrals.ReviewWaiting", new DateOnly(2026, 4, 20)), (task.Kind, task.DueOn));
        var list = await service.Get<WaitingListService>().List(Service.ProgrammeTeam, new WaitingFilter());
        Assert.Empty(list.Lines);
        Assert.Single(list.Held);

        service.Clock.Now = Service.At("2026-04-20T09:00Z");
        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.ReviewWaiting", new TaskAnswer { Outcome = "WaitingAgain", Words = "Court agreed." });
        var line = Assert.Single((await service.Get<WaitingListService>().List(Service.ProgrammeTeam, new WaitingFilter())).Lines);
        Assert.Contains(line.Place.Reasons, r => r.Words.Contains("2 March 2026", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_completion_recorded_in_error_is_put_right_and_both_stay_in_the_history(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        await service.RunThrough(group);
        await service.Conclude(group);
        var referral = await service.Referral();

        Assert.IsType<NotYoursToCorrect>(await service.Get<CorrectionService>().Correct(Service.Practitioner, referral.Id, CorrectableStatus.Ended, "SC-EARLY", null));
        Assert.Null(await service.Get<CorrectionService>().Correct(Service.ProgrammeTeam, referral.Id, CorrectableStatus.Ended, "SC-EARLY", null));

        var person = await service.Person(Cases.Crn);
        Assert.True(person.Needs[0].IsOpen);
        Assert.Contains("WriteReport", await service.Waits(Cases.Crn));
        Assert.Contains(person.Milestones, m => m is { Kind: MilestoneKinds.Completed, Counts: false });
        Assert.Null((await service.Read(db => db.Snapshots.SingleAsync())).CompletedOn);

        Assert.Null(await service.Get<ReportService>().Save(Service.ProgrammeTeam, referral.Id, [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, "Now right."))], complete: true, version: (await service.Read(db => db.Reports.SingleAsync())).Version));
        Assert.Null(await service.Get<ReportService>().Send(Service.ProgrammeTeam, referral.Id, LondonTime.DateOf(service.Clock.Now), "Pat Practitioner"));
        Assert.Equal(ClosedAs.Met, (await service.Person(Cases.Crn)).Needs[0].ClosedAs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_toolkit_is_recorded_exercise_by_exercise_and_going_quiet_makes_it_late(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = "skills-for-relationships-toolkit", ReasonCode = "OV-ONETOONE", Words = "Shift work." });
        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
        var toolkit = (await service.Person(Cases.Crn)).Needs[0].Toolkits[0];
        var toolkits = service.Get<ToolkitService>();
        var plan = (await toolkits.Find(Service.Practitioner, toolkit.Id))!.Plan!;
        var before = new DateOnly();
        foreach (var (index, exercise) in plan.Sessions.Index())
        {
            service.Clock.Now = service.Clock.Now.AddDays(7);
            Assert.Null(await toolkits.Record(Service.Practitioner, new RecordExercise { ToolkitId = toolkit.Id, TemplateKey = exercise.Key, On = LondonTime.DateOf(service.Clock.Now), Outcome = AttendanceOutcome.AttendedComplied }));
            if (index < plan.Sessions.Count - 1)
            {
                var next = Assert.Single(await service.OpenTasks(Cases.Crn));
                Assert.Equal("Referrals.DeliverToolkit", next.Kind);
                Assert.True(next.DueOn > before);
                before = next.DueOn;
            }
        }

        Assert.Equal(ClosedAs.Met, (await service.Person(Cases.Crn)).Needs[0].ClosedAs);
        Assert.Empty(await service.OpenTasks(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_concern_is_due_the_same_day_and_read_by_no_one_but_those_it_was_meant_for(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var first = (await service.Sessions(group))[0];
        Assert.Null(await service.Attend(first));
        var referral = await service.Referral();
        var concerns = service.Get<ConcernService>();
        const string words = "Said he knows which school she takes them to.";
        Assert.Null(await concerns.Raise(Service.ProgrammeTeam, first.Id, referral.Id, words));

        var task = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == "Referrals.AcknowledgeConcern");
        Assert.Equal(LondonTime.DateOf(service.Clock.Now), task.DueOn);
        var id = (await service.Read(db => db.RiskConcerns.SingleAsync())).Id;
        Assert.NotNull(await concerns.Find(Service.Practitioner, id));
        Assert.NotNull(await concerns.Find(Service.Spo, id));
        Assert.NotNull(await concerns.Find(Service.ProgrammeTeam, id));
        foreach (var role in Roles.All.Except([Roles.Practitioner, Roles.Spo]))
            Assert.Null(await concerns.Find(new Actor("other", "Other Person", role, "N01OTH1", "E", 70), id));
        var person = await service.Person(Cases.Crn);
        Assert.DoesNotContain(person.Milestones, m => m.Words?.Contains("school", StringComparison.Ordinal) == true);

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.AcknowledgeConcern", new TaskAnswer { Outcome = "Acknowledged", Words = "Children's services told at 16:10." });
        Assert.NotNull((await service.Read(db => db.RiskConcerns.SingleAsync())).AcknowledgedAt);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_session_that_was_not_held_is_laid_anew_and_no_held_one_moves(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var before = await service.Sessions(group);
        Assert.Null(await service.Attend(before[0]));
        Assert.Null(await service.Attend(before[1]));
        service.Clock.Now = LondonTime.At(before[2].On, new TimeOnly(21, 0)).ToUniversalTime();

        Assert.Null(await service.Get<GroupService>().NotHeld(Service.ProgrammeTeam, before[2].Id, "NH-STAFF", null));

        var after = await service.Sessions(group);
        Assert.Equal(before.Count, after.Count);
        Assert.Equal(before.Take(2).Select(s => (s.Id, s.On)), after.Take(2).Select(s => (s.Id, s.On)));
        Assert.Equal(before[2].TemplateKey, after[2].TemplateKey);
        Assert.Equal(before[3].On, after[2].On);
        Assert.IsType<AlreadyHeld>(await service.Get<GroupService>().NotHeld(Service.ProgrammeTeam, before[0].Id, "NH-STAFF", null));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_change_of_times_is_shown_before_it_is_made_and_refused_where_somebody_was_first(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        var group = await service.MakeGroup();
        var before = await service.Sessions(group);
        var change = new RescheduleGroup { GroupId = group, Closures = [new Closure(before[3].On, before[3].On, "Fire drill")] };

        var (shown, refusal) = await groups.Preview(Service.ProgrammeTeam, change);
        Assert.Null(refusal);
        Assert.Equal(before.Select(s => s.On), (await service.Sessions(group)).Select(s => s.On));
        Assert.NotEmpty(shown!.Moves);

        Assert.Null(await groups.Staff(Service.ProgrammeTeam, before[0].Id, ["N01FAC9"], "Room 2"));
        Assert.IsType<GroupHasChanged>(await groups.Reschedule(Service.ProgrammeTeam, change, shown.Version));

        (shown, _) = await groups.Preview(Service.ProgrammeTeam, change);
        Assert.Null(await groups.Reschedule(Service.ProgrammeTeam, change, shown!.Version));
        Assert.DoesNotContain(await service.Sessions(group), s => s.On == before[3].On);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Leaving_for_good_and_being_referred_again_within_the_time_allowed_credits_what_was_done(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var sixth = (await service.Sessions(group))[5];
        await service.RunThrough(group, until: s => s.Id == sixth.Id);
        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "LeftEarly", ReasonCode = "DO-WORK", Words = "New job." });
        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));

        service.Clock.Now = service.Clock.Now.AddDays(28);
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });

        var again = await service.Referral();
        var credited = await service.Read(db => db.Attendance.Where(a => a.DeliveryId == again.Id).ToListAsync());
        Assert.True(credited.Count >= 5);
        Assert.All(credited, a => Assert.NotNull(a.CreditedFrom));
        // Work done before is no start of the new referral.
        Assert.Null(again.StartedOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_transfer_to_another_region_keeps_the_time_waited(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        service.Clock.Now = Service.At("2026-04-13T09:00Z");
        await service.Import(Cases.Man() with { Section6 = null, RoshSummary = null, Sentences = null, Registrations = null, PersonalDetails = Cases.Details("N50PRA9", "Manchester North", "Greater Manchester") });

        Assert.Empty((await service.Get<WaitingListService>().List(Service.ProgrammeTeam, new WaitingFilter())).Lines);
        var there = Service.ProgrammeTeam with { RegionCode = (await service.Person(Cases.Crn)).RegionCode };
        Assert.NotEqual(Service.ProgrammeTeam.RegionCode, there.RegionCode);
        var line = Assert.Single((await service.Get<WaitingListService>().List(there, new WaitingFilter())).Lines);
        Assert.Contains(line.Place.Reasons, r => r.Words.Contains("2 March 2026", StringComparison.Ordinal));
    }
}
