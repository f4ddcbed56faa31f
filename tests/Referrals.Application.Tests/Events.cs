using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.People;
using Referrals.Application.Reviews;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>What may happen at any moment, thrown at a need in every place it can stand.</summary>
public sealed class Events
{
    /// <summary>The places a need can stand, by the task that waits there, on each database.</summary>
    public static TheoryData<DatabaseProvider, string> Places
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string>();
            foreach (var provider in TestDatabase.Providers)
            {
                foreach (var place in (string[])["AskEnquiry", "Decide", "ApproveDecision", "AssessSuitability", "GiveInformation", "WaitForPlace", "BeginProgramme", "DeliverProgramme", "StartToolkit", "DeliverToolkit", "AfterRecall"])
                    data.Add(provider, place);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Places))]
    public async Task Death_holds_the_need_wherever_it_stands_for_the_SPO_to_confirm(DatabaseProvider provider, string place)
    {
        await using var service = await Standing(provider, place);

        await Happened(service, MilestoneKinds.Died);

        Assert.Equal(["ConfirmClosure"], await service.Waits(Cases.Crn));
        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ConfirmClosure", new TaskAnswer { Outcome = ConfirmClosure.Confirmed, ReasonCode = "UN-DIED" });
        await ClosedUnmet(service, "UN-DIED");
    }

    [Theory, MemberData(nameof(Places))]
    public async Task The_end_of_supervision_holds_the_need_for_the_SPO_to_confirm(DatabaseProvider provider, string place)
    {
        await using var service = await Standing(provider, place);

        await Happened(service, MilestoneKinds.SupervisionEnded);

        Assert.Equal(["ConfirmClosure"], await service.Waits(Cases.Crn));
        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ConfirmClosure", new TaskAnswer { Outcome = ConfirmClosure.Confirmed, ReasonCode = "UN-ENDED" });
        await ClosedUnmet(service, "UN-ENDED");
    }

    [Theory, MemberData(nameof(Places))]
    public async Task Recall_holds_the_work_and_release_takes_it_up_where_it_stood(DatabaseProvider provider, string place)
    {
        if (place == "AfterRecall")
            return;
        await using var service = await Standing(provider, place);
        var before = await service.Waits(Cases.Crn);

        await Happened(service, MilestoneKinds.Recalled);
        Assert.Equal(["AfterRecall"], await service.Waits(Cases.Crn));

        service.Clock.Now += TimeSpan.FromDays(20);
        await Happened(service, MilestoneKinds.Released);

        // A question the programme team asked is asked again by them: the referral is taken up from its milestones.
        // A place was given up, so that somebody else could have it: the person is back in the queue.
        string[] expected = place switch { "GiveInformation" => ["AssessSuitability"], "BeginProgramme" or "DeliverProgramme" => ["WaitForPlace"], _ => before };
        // Whether it still fits after a recall is asked beside it.
        string[] beside = [.. expected.Append("ReviewChange").Order(StringComparer.Ordinal)];
        Assert.Equal(beside, await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(Places))]
    public async Task A_breach_asks_for_a_review_and_stops_nothing(DatabaseProvider provider, string place)
    {
        await using var service = await Standing(provider, place);
        var before = await service.Waits(Cases.Crn);

        await Happened(service, MilestoneKinds.Breached);

        string[] expected = [.. before.Append("ReviewChange").Order(StringComparer.Ordinal)];
        Assert.Equal(expected, await service.Waits(Cases.Crn));
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.ReviewChange", new TaskAnswer { Outcome = ReviewChange.NoChangeNeeded, Words = "One missed appointment, explained." });
        Assert.Equal(before, await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(Places))]
    public async Task A_new_flag_that_matters_asks_for_a_review_once(DatabaseProvider provider, string place)
    {
        await using var service = await Standing(provider, place);
        var flagged = Told(place) with { Registrations = [new Registration("RCPR", "Child Protection", new DateOnly(2026, 3, 2), null)] };

        await service.Import(flagged);
        await service.Import(flagged);

        Assert.Single(await service.Waits(Cases.Crn), "ReviewChange");
    }

    [Theory, MemberData(nameof(Places))]
    public async Task A_transfer_moves_every_open_task_to_the_new_area_with_its_clock(DatabaseProvider provider, string place)
    {
        await using var service = await Standing(provider, place);
        var before = await service.OpenTasks(Cases.Crn);
        service.Clock.Now += TimeSpan.FromDays(7);

        await service.Import(Told(place) with { PersonalDetails = Cases.Details(pdu: "Coventry") });

        var after = await service.OpenTasks(Cases.Crn);
        Assert.All(before, task => Assert.Contains(after, t => t.Id == task.Id && t.PduId == 74 && t.DueOn == task.DueOn));
    }

    [Theory, MemberData(nameof(Places))]
    public async Task A_newer_assessment_is_a_new_outcome_and_leaves_no_workflow_stuck(DatabaseProvider provider, string place)
    {
        await using var service = await Standing(provider, place);
        service.Clock.Now = Service.At("2026-12-10T09:00Z");

        await service.Import(Told(place) with { Section6 = Cases.Relationships(5002, "2026-12-07") });

        var person = await service.Person(Cases.Crn);
        Assert.Equal(2, person.Assessments.Count);
        Assert.Single(person.Needs);
        Assert.NotEmpty(await service.Waits(Cases.Crn));
        // The new SARA has no written analysis: where nothing was decided yet the need goes back to the gate for it.
        if (place is "AskEnquiry" or "Decide")
            Assert.Contains("WriteAnalysis", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_plan_that_has_to_change_ends_what_is_running_and_comes_back_for_a_decision(DatabaseProvider provider)
    {
        await using var service = await Standing(provider, "WaitForPlace");
        await Happened(service, MilestoneKinds.Breached);

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.ReviewChange", new TaskAnswer { Outcome = ReviewChange.PlanChanges, Words = "He now works nights." });

        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        Assert.Equal(EndedAs.Superseded, (await service.Person(Cases.Crn)).Needs[0].Referrals[0].EndedAs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_new_practitioner_gets_the_open_tasks_with_their_clocks_and_is_asked_to_acknowledge(DatabaseProvider provider)
    {
        await using var service = await Standing(provider, "AskEnquiry");
        var before = await service.OpenTasks(Cases.Crn);
        service.Clock.Now += TimeSpan.FromDays(7);

        await service.Import(Cases.Man() with { PersonalDetails = Cases.Details(practitioner: "N01PRA2") });

        var after = await service.OpenTasks(Cases.Crn);
        Assert.All(before, task => Assert.Contains(after, t => t.Id == task.Id && t.OwnerCode == "N01PRA2" && t.DueOn == task.DueOn));
        Assert.Single(after, t => t.Kind == "Referrals.AcknowledgeHandover" && t.OwnerCode == "N01PRA2");
        await service.Answer(Service.Practitioner with { StaffCode = "N01PRA2" }, Cases.Crn, "Referrals.AcknowledgeHandover", new TaskAnswer { Outcome = "Acknowledged" });
        Assert.Contains((await service.Person(Cases.Crn)).Milestones, m => m.Kind == MilestoneKinds.PractitionerChanged && m.Source == MilestoneSources.Delius);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Supervision_whose_end_has_passed_is_ended_by_the_job_once(DatabaseProvider provider)
    {
        await using var service = await Standing(provider, "Decide");
        service.Clock.Now = Service.At("2028-01-10T06:00Z");

        Assert.Equal("1 supervision ended.", await service.Job("supervision-ends"));
        Assert.Equal("0 supervisions ended.", await service.Job("supervision-ends"));

        Assert.Equal(["ConfirmClosure"], await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_order_that_ends_leaves_the_others_running_and_the_need_open(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide() with { Sentences = new Dictionary<int, Sentence> { [1] = Cases.Order(), [2] = Cases.Order("2025-03-10", "2026-03-09"), [3] = Cases.Order("2025-06-10", "2026-03-09") } });
        service.Clock.Now = Service.At("2026-03-10T06:00Z");

        Assert.Equal("2 supervisions ended.", await service.Job("supervision-ends"));
        Assert.Equal("0 supervisions ended.", await service.Job("supervision-ends"));

        var person = await service.Person(Cases.Crn);
        Assert.Equal([(1, null), (2, new DateOnly(2026, 3, 9)), (3, (DateOnly?)new DateOnly(2026, 3, 9))], person.Supervisions.OrderBy(s => s.EventNumber).Select(s => (s.EventNumber, s.EndedOn)));
        Assert.Null(Assert.Single(person.Needs).Interruption);
        Assert.Contains("Decide", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_change_of_supervision_is_a_milestone_and_is_weighed_each_time_also_back_again(DatabaseProvider provider)
    {
        await using var service = await Standing(provider, "WaitForPlace");
        var told = Told("WaitForPlace");
        SourceCase Until(string end) => told with { Sentences = new Dictionary<int, Sentence> { [1] = Cases.Order(end: end) } };

        foreach (var end in (string[])["2027-06-01", "2028-01-04", "2027-06-01"])
        {
            service.Clock.Now += TimeSpan.FromHours(1);
            await service.Import(Until(end));
        }

        service.Clock.Now += TimeSpan.FromHours(1);
        await service.Import(told with { Sentences = new Dictionary<int, Sentence> { [1] = Cases.Order(end: "2027-06-01") with { Requirements = [new SentenceRequirement(RequirementKind.Requirement, "X", "Accredited programme requirement")] } } });

        var person = await service.Person(Cases.Crn);
        Assert.Equal(3, person.Milestones.Count(m => m.Kind == MilestoneKinds.SupervisionEndChanged && m.Source == MilestoneSources.Delius));
        Assert.Single(person.Milestones, m => m.Kind == MilestoneKinds.RequirementChanged);
        Assert.Equal(4, await service.Read(db => db.Journal.CountAsync(j => j.SignalId.StartsWith("supervision/1/") && db.Instances.Any(i => i.Id == j.InstanceId && i.DefinitionId == DefinitionIds.DomesticAbuseNeed))));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_transfer_to_another_region_is_told_to_what_runs_and_moves_its_tasks(DatabaseProvider provider)
    {
        await using var service = await Standing(provider, "Decide");

        await service.Import(Told("Decide") with { PersonalDetails = Cases.Details(pdu: "Cheshire West", region: "North West") });

        Assert.All(await service.OpenTasks(Cases.Crn), t => Assert.Equal("B", t.RegionCode));
        Assert.Contains(await service.Read(db => db.Journal.Select(j => j.SignalId).ToListAsync()), id => id.StartsWith("area/E/B/", StringComparison.Ordinal));
        Assert.Contains((await service.Person(Cases.Crn)).Milestones, m => m.Kind == MilestoneKinds.AreaChanged);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_second_change_while_a_review_is_open_is_added_to_it(DatabaseProvider provider)
    {
        await using var service = await Standing(provider, "Decide");
        await Happened(service, MilestoneKinds.Breached);

        await Happened(service, MilestoneKinds.Arrested);
        await Happened(service, MilestoneKinds.ChildOrPregnancy);

        var review = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == "Referrals.ReviewChange");
        var view = await service.Get<TaskService>().Find(Service.Practitioner, review.Id);
        Assert.Equal("Review the plan after a breach and an arrest and news of a child or a pregnancy", view!.Title);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_need_that_closes_leaves_nothing_of_it_running(DatabaseProvider provider)
    {
        foreach (var place in (string[])["WaitForPlace", "DeliverToolkit"])
        {
            await using var service = await Standing(provider, place);
            await Happened(service, MilestoneKinds.Died);

            await service.Answer(Service.Spo, Cases.Crn, "Referrals.ConfirmClosure", new TaskAnswer { Outcome = ConfirmClosure.Confirmed, ReasonCode = "UN-DIED" });

            var need = Assert.Single((await service.Person(Cases.Crn)).Needs);
            Assert.Equal((null, null), (need.LiveReferral, need.LiveToolkit));
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_toolkit_that_a_need_closed_over_goes_on_where_the_event_is_taken_back(DatabaseProvider provider)
    {
        await using var service = await Standing(provider, "DeliverToolkit");
        await Happened(service, MilestoneKinds.Died);
        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ConfirmClosure", new TaskAnswer { Outcome = ConfirmClosure.Confirmed, ReasonCode = "UN-DIED" });

        await TakeBack(service, MilestoneKinds.Died);

        Assert.NotNull(Assert.Single((await service.Person(Cases.Crn)).Needs).LiveToolkit);
        Assert.Equal(["DeliverToolkit"], await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_end_of_supervision_that_was_none_stays_taken_back_until_nDelius_gives_another_day(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var man = Cases.ReadyToDecide();
        await service.Import(man with
        {
            Sentences = new Dictionary<int, Sentence> { [1] = Cases.Order("2025-03-10", "2026-03-10"), [2] = Cases.Order("2025-03-10", "2026-04-01") },
        });
        service.Clock.Now = Service.At("2026-05-02T09:00Z");
        Assert.Equal("2 supervisions ended.", await service.Job("supervision-ends"));

        await TakeBack(service, MilestoneKinds.SupervisionEnded, new DateOnly(2026, 4, 1));

        // Only the order that was said to have ended on that day runs again.
        Assert.Equal([new DateOnly(2026, 3, 10), null], (await service.Person(Cases.Crn)).Supervisions.OrderBy(s => s.EventNumber).Select(s => s.EndedOn));
        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        Assert.Equal("0 supervisions ended.", await service.Job("supervision-ends"));

        await service.Import(man with { Sentences = new Dictionary<int, Sentence> { [2] = Cases.Order("2025-03-10", "2026-05-20") } });
        service.Clock.Now = Service.At("2026-05-22T09:00Z");
        Assert.Equal("1 supervision ended.", await service.Job("supervision-ends"));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_same_event_again_is_recorded_once_and_one_in_the_future_is_refused(DatabaseProvider provider)
    {
        await using var service = await Standing(provider, "Decide");
        await Happened(service, MilestoneKinds.Recalled);
        await Happened(service, MilestoneKinds.Recalled);

        var person = await service.Person(Cases.Crn);
        Assert.Single(person.Milestones, m => m.Kind == MilestoneKinds.Recalled);
        Assert.IsType<InTheFuture>(await service.Get<PersonService>().RecordEvent(Service.Practitioner, person.Id, new CaseEvent { Kind = MilestoneKinds.Died, On = new DateOnly(2026, 4, 1) }));
    }

    private static SourceCase Told(string place) => place == "AskEnquiry" ? Cases.Man() : Cases.ReadyToDecide();

    /// <summary>A service with one case brought to the place named.</summary>
    private static async Task<Service> Standing(DatabaseProvider provider, string place)
    {
        var service = await Service.Start(provider);
        await service.Import(Told(place));
        if (place is "AskEnquiry" or "Decide")
            return service;
        if (place == "AfterRecall")
        {
            await Happened(service, MilestoneKinds.Recalled, new DateOnly(2026, 2, 20));
        }
        else if (place is "ApproveDecision" or "StartToolkit" or "DeliverToolkit")
        {
            await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = "skills-for-relationships-toolkit", ReasonCode = "OV-ONETOONE", Words = "Shift work." });
            if (place != "ApproveDecision")
                await service.Answer(Service.Spo, Cases.Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
            if (place == "DeliverToolkit")
                await service.FirstExercise();
        }
        else
        {
            await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
            if (place == "GiveInformation")
                await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "MoreInformation", Words = "Which evenings?" });
            else if (place != "AssessSuitability")
                await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
            if (place is "BeginProgramme" or "DeliverProgramme")
            {
                await service.Known();
                var group = await service.MakeGroup();
                await service.Place(group);
                if (place == "DeliverProgramme")
                    Assert.Null(await service.Attend((await service.Sessions(group))[0]));
            }
        }

        Assert.Contains(place, await service.Waits(Cases.Crn));
        return service;
    }

    private static async Task Happened(Service service, string kind, DateOnly? on = null)
    {
        var person = await service.Person(Cases.Crn);
        Assert.Null(await service.Get<PersonService>().RecordEvent(Service.Practitioner, person.Id, new CaseEvent { Kind = kind, On = on ?? LondonTime.DateOf(service.Clock.Now) }));
    }

    private static async Task TakeBack(Service service, string kind, DateOnly? on = null)
    {
        var person = await service.Person(Cases.Crn);
        var wrong = person.Milestones.Single(m => m.Kind == kind && m.Counts && (on is null || m.On == on));
        Assert.Null(await service.Get<PersonService>().TakeEventBack(Service.Practitioner, person.Id, wrong.Id, "SC-PERSON", null));
    }

    private static async Task ClosedUnmet(Service service, string reason)
    {
        var need = (await service.Person(Cases.Crn)).Needs[0];
        Assert.Equal((ClosedAs.Unmet, reason), (need.ClosedAs, need.ReasonCode));
        Assert.Empty(await service.OpenTasks(Cases.Crn));
        Assert.Empty(await service.Read(db => Task.FromResult(db.Instances.Where(i => i.Status == InstanceStatuses.Running).ToList())));
    }
}
