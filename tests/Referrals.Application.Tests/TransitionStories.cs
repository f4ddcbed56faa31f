using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.PartnerLink;
using Referrals.Application.People;
using Referrals.Application.Reviews;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Tests;

/// <summary>Every row of the table of who may do what next happens to somebody: what people and the service do in these stories, through the services, takes every way out of every wait.</summary>
public sealed class TransitionStories : IAsyncDisposable
{
    private const string Elsewhere = "Another region's group";
    private static readonly Actor s_lin = new("lin", "Lin Link", Roles.PartnerLinkWorker, "N01LNK1", "E", null);

    private Service service = null!;
    private Guid group;

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Every_way_out_of_every_wait_is_taken_by_what_people_do(DatabaseProvider provider)
    {
        service = await Service.Start(provider);
        await Deciding();
        await ReferredAndWaiting();
        group = await service.MakeGroup();
        string[] members = ["P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"];
        foreach (var crn in members.Select(Crn))
        {
            await service.Waiting(crn);
            await service.Place(group, crn);
        }

        await service.Waiting(Crn("C1"));
        foreach (var crn in new[] { "T1", "T2", "T3" })
            await CatchingUp.Toolkit(service, Crn(crn));

        await PlacesLost();
        await Absences();
        await Leaving();
        await Concluding();
        await Registers();
        await Toolkits();

        await using var db = service.Db();
        var taken = (await (from t in db.Tasks join i in db.Instances on t.InstanceId equals i.Id where t.Outcome != null select new { i.DefinitionId, i.DefinitionVersion, t.Kind, t.Outcome }).Distinct().ToListAsync())
            .Select(t => $"{t.DefinitionId} v{t.DefinitionVersion}: {t.Kind} {t.Outcome}").ToHashSet(StringComparer.Ordinal);
        var table = service.Get<Definitions>().All.GroupBy(d => d.DefinitionId, StringComparer.Ordinal).Select(d => d.MaxBy(v => v.Version)!)
            .SelectMany(d => d.Activities.Values.Where(a => a.Kind == ActivityKind.Wait).SelectMany(a => a.Choices().Select(c => $"{d.DefinitionId} v{d.Version}: {a.Type} {c.Outcome}"))).ToList();
        Assert.True(table.Count > 60);
        Assert.Empty(table.Except(taken));
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
    }

    /// <summary>From the gate to a decision, its approval, an interruption and the end of the need.</summary>
    private async Task Deciding()
    {
        var one = Crn("A1");
        await service.Import(Cases.Man(one) with { Section6 = null, RoshSummary = null, Registrations = [new Registration("ADVP", "Domestic Abuse Perpetrator", new DateOnly(2026, 2, 1), null)] });
        await service.Import(Cases.Man(one));
        await Do(service.Holder, one, "WriteAnalysis", "Written", words: "Escalating control.");
        await Do(service.Holder, one, "AskEnquiry", "Asked", words: "Call-outs?");
        await Do(service.Holder, one, "AwaitAnswer", "Answered", words: "Two.");
        await service.Answer(service.Holder, one, "Referrals.AnswerQuestions", new TaskAnswer { Outcome = "Answered", IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = true });
        await Do(service.Holder, one, "AskEnquiry", "Answered", words: "Known to nobody.");
        await Do(service.Holder, one, "Decide", Decide.DoNotRefer, ReasonUses.UnmetNeed, "No time.");
        await Do(Service.Spo, one, "ApproveDecision", ApproveDecision.Rejected, ReasonUses.ApprovalRejection, "There is time.");
        await service.Answer(service.Holder, one, "Referrals.Decide", new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = "skills-for-relationships-toolkit", ReasonCode = "OV-ONETOONE", Words = "Shift work." });
        await Do(Service.Spo, one, "ApproveDecision", ApproveDecision.Approved);

        await Happened(one, MilestoneKinds.Arrested);
        await Do(service.Holder, one, "ReviewChange", ReviewChange.NoChangeNeeded, words: "No charge.");
        service.Clock.Now += TimeSpan.FromDays(1);
        await Happened(one, MilestoneKinds.Arrested);
        await Do(service.Holder, one, "ReviewChange", ReviewChange.PlanChanges, words: "He works nights now.");
        await service.Import(Cases.Man(one) with { PersonalDetails = Cases.Details(practitioner: "N01PRA2") });
        await Do(service.Holder with { StaffCode = "N01PRA2" }, one, "AcknowledgeHandover", "Acknowledged");
        await service.Import(Cases.Man(one));
        var person = await service.Person(one);
        foreach (var outcome in new[] { "Justified", "NotJustified" })
        {
            service.Clock.Now += TimeSpan.FromHours(1);
            Assert.Null((await service.Get<EmergencyAccessService>().Take(service.Team, person.Id, "He is at the door.")).Refusal);
            await Do(Service.Spo, one, "CheckEmergencyAccess", outcome, words: "Looked into.");
        }

        await Happened(one, MilestoneKinds.Recalled);
        await Do(service.Holder, one, "AfterRecall", "Resumed");
        service.Clock.Now += TimeSpan.FromDays(1);
        await Happened(one, MilestoneKinds.Recalled);
        await Do(service.Holder, one, "AfterRecall", "CannotContinue", words: "He will not be released in time.");
        await Do(Service.Spo, one, "ConfirmClosure", ConfirmClosure.KeepOpen, words: "The hearing is next week.");
        await Happened(one, MilestoneKinds.Died);
        await service.Answer(Service.Spo, one, "Referrals.ConfirmClosure", new TaskAnswer { Outcome = ConfirmClosure.Confirmed, ReasonCode = "UN-DIED" });
    }

    /// <summary>Suitable or not, asked about, put off and withdrawn, before any place.</summary>
    private async Task ReferredAndWaiting()
    {
        var (one, two, three, four, five) = (Crn("B1"), Crn("B2"), Crn("B3"), Crn("B4"), Crn("B5"));
        foreach (var crn in new[] { one, two, three, four })
        {
            await service.Import(Cases.ReadyToDecide(crn));
            await Do(service.Holder, crn, "Decide", Decide.AcceptRecommendation);
        }

        await Do(service.Team, one, "AssessSuitability", "NotReady", ReasonUses.NotReady, "Rehab first.", Soon);
        await Do(service.Team, one, "ReviewWaiting", "StillHeld", words: "Still there.", on: Soon);
        await Do(service.Team, one, "ReviewWaiting", "Withdrawn", ReasonUses.Withdrawal, "Moved abroad.");
        await Do(service.Team, two, "AssessSuitability", "NotSuitable", ReasonUses.NotSuitable, "A criterion is not met.");
        await Do(service.Team, three, "AssessSuitability", "MoreInformation", words: "Which evenings?");
        await Do(service.Holder, three, "GiveInformation", "Given", words: "Any.");
        await Do(service.Team, three, "AssessSuitability", "Withdrawn", ReasonUses.Withdrawal, "Moved.");
        await Do(service.Team, four, "AssessSuitability", "MoreInformation", words: "Which evenings?");
        await Do(service.Holder, four, "GiveInformation", "Withdrawn", ReasonUses.Withdrawal, "Moved.");

        await service.Waiting(five);
        foreach (var (outcome, use) in new[] { ("NotReady", ReasonUses.NotReady), ("Deprioritised", ReasonUses.Deprioritised), ("Deferred", ReasonUses.Deferred), ("ReturnedToCourt", null) })
        {
            await Do(service.Team, five, "WaitForPlace", outcome, use, "Not now.", Soon);
            await Do(service.Team, five, "ReviewWaiting", "WaitingAgain", words: "Settled.");
        }

        await Do(service.Team, five, "WaitForPlace", "Withdrawn", ReasonUses.Withdrawal, "Moved.");
    }

    /// <summary>A place is lost before the first session, with the duty to a partner that came with it.</summary>
    private async Task PlacesLost()
    {
        var (one, two) = (Crn("P1"), Crn("P2"));
        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral(one)).Id, "PL-AVAILABILITY", null));
        await service.Place(group, one);
        await Do(service.Team, one, "BeginProgramme", "ReturnedToCourt", words: "Replaced?", on: Soon);

        var work = service.Get<PartnerLinkService>();
        var lines = (await work.List(s_lin, DutyStage.Open)).Lines;
        Assert.Null(await work.TakeOn(s_lin, new TakeOn(lines.Single(l => l.Crn == two).DutyId, null)));
        await Do(service.Team, two, "BeginProgramme", "Withdrawn", ReasonUses.Withdrawal, "Moved.");
        var met = lines.Single(l => l.Crn == Crn("P8")).DutyId;
        Assert.Null(await work.TakeOn(s_lin, new TakeOn(met, null)));
        Assert.Null(await work.Record(s_lin, new RecordAttempt { DutyId = met, RequestId = Ids.New(service.Clock.Now), On = Today, Means = ContactMeans.Telephone, Outcome = ContactOutcomes.Reached }));

        // Kept apart from somebody in the same group, until one of them has left it.
        Assert.Null(await service.Get<ProfileService>().KeepApart(service.Holder, (await service.Person(Crn("P9"))).Id, Crn("P8"), "Threats."));
        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral(Crn("P9"))).Id, "PL-NONASSOC", null));
    }

    /// <summary>Followed up, breached or not, and caught up or not.</summary>
    private async Task Absences()
    {
        var (one, two) = (Crn("P3"), Crn("P4"));
        var sessions = await service.Sessions(group);
        foreach (var crn in new[] { one, two })
            Assert.Null(await service.Attend(sessions[0], crn));
        Assert.Null(await service.Attend(sessions[0], one, with: e => e with { Outcome = AttendanceOutcome.UnacceptableAbsence, CorrectionReason = "AC-PERSON" }));
        Assert.Null(await service.Attend(sessions[0], one, with: e => e with { CorrectionReason = "AC-PERSON" }));
        Assert.Null(await service.Attend(sessions[1], one, AttendanceOutcome.UnacceptableAbsence));
        await Do(service.Holder, one, "FollowUpAbsence", "Warned", words: "By letter.", on: Today);
        Assert.Null(await service.Attend(sessions[2], one, AttendanceOutcome.UnacceptableAbsence));
        Assert.Null(await service.Attend(sessions[2], one, with: e => e with { CorrectionReason = "AC-PERSON" }));
        Assert.Null(await service.Attend(sessions[3], one, AttendanceOutcome.UnacceptableAbsence));
        await service.Answer(service.Holder, one, "Referrals.ConsiderBreach", new TaskAnswer { Outcome = "NoBreach", ReasonCode = Reason(ReasonUses.BreachDecision, "no breach"), Words = "A bereavement." });

        Assert.Null(await service.Attend(sessions[1], two, AttendanceOutcome.UnacceptableAbsence));
        await Do(service.Holder, two, "FollowUpAbsence", "NotWarned", words: "He had told the wrong office.");
        await Do(service.Team, two, "PlanCatchUp", "NotPlanned", words: "Credit is on its way.");
        Assert.Null(await service.Attend(sessions[2], two, AttendanceOutcome.UnacceptableAbsence));
        await service.Answer(service.Holder, two, "Referrals.ConsiderBreach", new TaskAnswer { Outcome = "Breach", ReasonCode = Reason(ReasonUses.BreachDecision, "breach"), On = Today });
        Assert.Null(await service.TryBook(group, sessions[2].TemplateKey!, Workday(Today.AddDays(5)), two, SessionKind.CatchUp));
        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral(two)).Id, "PL-LOCATION", null));

        // One catch-up is not held, and then one is.
        var missed = (await service.OpenTasks(one)).Count(t => t.Kind == PlanCatchUp.Kind);
        Assert.Equal(2, missed);
        Assert.Null(await service.TryBook(group, sessions[3].TemplateKey!, Workday(Today.AddDays(1)), one, SessionKind.CatchUp));
        var booked = await service.Read(db => db.Sessions.SingleAsync(s => s.Kind == SessionKind.CatchUp && s.TemplateKey == sessions[3].TemplateKey && s.CancelledOn == null));
        service.Clock.Now = LondonTime.At(booked.On, new TimeOnly(20, 0)).ToUniversalTime();
        Assert.Null(await service.Get<GroupService>().NotHeld(service.Team, booked.Id, "NH-STAFF", null));
        await service.OneToOne(group, sessions[3].TemplateKey!, Workday(Today), one, SessionKind.CatchUp);
        Assert.Null(await service.Get<ConcernService>().Raise(service.Team, sessions[0].Id, (await service.Referral(one)).Id, "Said where she works."));
        await Do(service.Holder, one, "AcknowledgeConcern", "Acknowledged", words: "She was told.");
    }

    /// <summary>Out of a programme that has begun, back into it, and for good.</summary>
    private async Task Leaving()
    {
        var (one, two, three, four) = (Crn("P3"), Crn("P5"), Crn("P6"), Crn("P7"));
        var first = (await service.Read(db => db.Sessions.Where(s => s.GroupId == group && s.DeliveryId == null).OrderBy(s => s.On).ToListAsync()))[0];
        foreach (var crn in new[] { two, three, four, Crn("P0") })
            Assert.Null(await service.Attend(first, crn));
        Assert.Null(await service.Attend(first, two, with: e => e with { Outcome = AttendanceOutcome.AcceptableAbsence, ReasonCode = "AA-ILL", Words = "Seen", CorrectionReason = "AC-PERSON" }));
        Assert.Contains("BeginProgramme", await service.Waits(two));
        Assert.Null(await service.Attend(first, two, with: e => e with { CorrectionReason = "AC-PERSON" }));
        Assert.Null(await service.Get<WaitingListService>().TakeAway(service.Team, (await service.Referral(two)).Id, "PL-LOCATION", null));

        await Do(service.Team, three, "DeliverProgramme", "Paused", ReasonUses.DropOut, "Shifts.");
        await Do(service.Team, three, "WaitToRejoin", "Rejoins", words: "Day shifts.");
        await service.Place(await service.MakeGroup(Delivering.Group("BBR-2", Today.AddDays(7).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))), three);
        await Do(service.Team, three, "DeliverProgramme", "ReturnedToCourt", words: "Replaced?", on: Soon);

        await Do(service.Team, four, "DeliverProgramme", "Paused", ReasonUses.DropOut, "Shifts.");
        await Do(service.Team, four, "WaitToRejoin", "LeftEarly", ReasonUses.DropOut, "Moved.");
        await Do(service.Team, one, "DeliverProgramme", "LeftEarly", ReasonUses.DropOut, "Moved.");
    }

    /// <summary>To the review, the report and completed, each step once taken back.</summary>
    private async Task Concluding()
    {
        var one = Crn("P8");
        var (registers, reports) = (service.Get<RegisterService>(), service.Get<ReportService>());
        var plan = service.Get<CatalogueSource>().Current.SessionPlanOn(Delivering.Bbr, Today)!;
        var review = plan.Sessions.Single(s => s.Stage == SessionStage.Review).Key;
        var referral = await service.Referral(one);
        Assert.Null(await service.Attend((await service.Sessions(group))[0], one));
        await Credit([.. plan.Sessions.Where(s => s.Stage != SessionStage.Review).Select(s => s.Key)]);
        await TakeBack(plan.Sessions[^2].Key);
        Assert.Contains("DeliverProgramme", await service.Waits(one));
        await Credit([plan.Sessions[^2].Key]);
        await Credit([review]);
        Assert.Contains("WriteReport", await service.Waits(one));
        await TakeBack(review);
        await Credit([review]);
        Assert.Null(await reports.Save(service.Team, referral.Id, [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, "Written."))], complete: true, version: 0));
        Assert.Contains("SendReport", await service.Waits(one));
        await TakeBack(review);
        Assert.Contains("HoldReview", await service.Waits(one));
        await Credit([review]);
        Assert.Null(await reports.Send(service.Team, referral.Id, Today, "Pat Practitioner"));
        Assert.Equal(EndedAs.Completed, (await service.Referral(one)).EndedAs);

        var two = Crn("P0");
        referral = await service.Referral(two);
        await Credit([.. plan.Sessions.Where(s => s.Stage != SessionStage.Review).Select(s => s.Key)]);
        await Do(service.Team, two, "HoldReview", "LeftEarly", ReasonUses.DropOut, "Moved before the review.");

        async Task Credit(string[] keys) => Assert.Null(await registers.Credit(service.Team, referral.Id, keys, Today, Elsewhere));

        async Task TakeBack(string key)
        {
            var record = await service.Read(db => db.Attendance.SingleAsync(a => a.DeliveryId == referral.Id && a.TemplateKey == key && a.CreditedFrom != null && a.ReplacedById == null));
            Assert.Null(await registers.TakeBack(service.Team, referral.Id, record.Id, "AC-MISTAKE", null));
        }
    }

    /// <summary>Registers that nobody saved: one is, and of the other the session was not held.</summary>
    private async Task Registers()
    {
        var late = Crn("C1");
        var own = await service.MakeGroup(Delivering.Group("BBR-9", Today.AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        await service.Place(own, late);
        var sessions = await service.Sessions(own);
        service.Clock.Now = LondonTime.At(service.Get<CatalogueSource>().Current.WorkingDays.Add(sessions[1].On, 2), new TimeOnly(9, 0)).ToUniversalTime();
        await service.Job("registers");
        Assert.Equal(2, await service.Read(db => db.Tasks.CountAsync(t => t.GroupId == own && t.ClosedAt == null)));
        Assert.Null(await service.Attend(sessions[0], late));
        Assert.Null(await service.Get<GroupService>().NotHeld(service.Team, sessions[1].Id, "NH-STAFF", null));
        Assert.Equal(0, await service.Read(db => db.Tasks.CountAsync(t => t.GroupId == own && t.ClosedAt == null)));
    }

    private async Task Toolkits()
    {
        var (one, two, three) = (Crn("T1"), Crn("T2"), Crn("T3"));
        await Do(service.Holder, one, "StartToolkit", "Stopped", ReasonUses.DropOut, "Moved.");
        await service.FirstExercise(two);
        await Do(service.Holder, two, "DeliverToolkit", "Stopped", ReasonUses.DropOut, "Moved.");
        while ((await service.Person(three)).Needs[0].IsOpen)
        {
            await service.FirstExercise(three);
            service.Clock.Now += TimeSpan.FromDays(1);
        }
    }

    private DateOnly Today => LondonTime.DateOf(service.Clock.Now);

    private DateOnly Soon => Today.AddDays(30);

    private DateOnly Workday(DateOnly on) => service.Get<CatalogueSource>().Current.WorkingDays.OnOrAfter(on);

    private static string Crn(string story) => $"X{story[0] - 'A' + 10:00}00{story[1]}0";

    private string Reason(string use, string? category = null) => service.Get<CatalogueSource>().Current.Reasons(use, Today).First(r => category is null || r.Category == category).Code;

    private Task Do(Actor actor, string crn, string wait, string outcome, string? use = null, string? words = null, DateOnly? on = null) =>
        service.Answer(actor, crn, $"Referrals.{wait}", new TaskAnswer { Outcome = outcome, ReasonCode = use is null ? null : Reason(use), Words = words, On = on });

    private async Task Happened(string crn, string kind) =>
        Assert.Null(await service.Get<PersonService>().RecordEvent(service.Holder, (await service.Person(crn)).Id, new CaseEvent { Kind = kind, On = Today }));
}
