using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>Every programme and structured intervention of the catalogue is delivered, and what was done goes with the person.</summary>
public sealed class EveryProgramme
{
    private const string High = "building-choices-high";
    private const string Moderate = "building-choices-moderate";

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, High)]
    [InlineData(DatabaseProvider.Sqlite, Moderate)]
    [InlineData(DatabaseProvider.Sqlite, "stepwise-relationships")]
    [InlineData(DatabaseProvider.Sqlite, "positive-pathways-plus")]
    [InlineData(DatabaseProvider.Sqlite, "help")]
    [InlineData(DatabaseProvider.SqlServer, High)]
    [InlineData(DatabaseProvider.SqlServer, Moderate)]
    [InlineData(DatabaseProvider.SqlServer, "stepwise-relationships")]
    [InlineData(DatabaseProvider.SqlServer, "positive-pathways-plus")]
    [InlineData(DatabaseProvider.SqlServer, "help")]
    public async Task It_is_delivered_from_the_place_to_completed_on_its_own_plan(DatabaseProvider provider, string programme)
    {
        await using var service = await Start(provider);
        await Accepted(service, programme);
        var group = await service.MakeGroup(Group(programme));
        await service.Place(group);
        var plan = service.Get<GroupService>().PlanOf(await service.Read(db => db.Groups.SingleAsync()));

        await service.RunThrough(group);
        Assert.NotNull((await service.Referral()).SessionsDoneOn);
        Assert.NotEqual(ClosedAs.Met, (await service.Person(Cases.Crn)).Needs[0].ClosedAs);
        if (plan.Sessions.Any(s => s.Stage == SessionStage.Review))
        {
            await service.Conclude(group);
        }
        else
        {
            var referral = await service.Referral();
            Assert.Null(await service.Get<ReportService>().Save(service.Team, referral.Id, [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, "Written."))], complete: true, version: 0));
            Assert.Null(await service.Get<ReportService>().Send(service.Team, referral.Id, LondonTime.DateOf(service.Clock.Now), "Pat Practitioner"));
        }

        Assert.Equal((ClosedAs.Met, EndedAs.Completed), ((await service.Person(Cases.Crn)).Needs[0].ClosedAs, (await service.Referral()).EndedAs));
        Assert.Equal(plan.Sessions.Count(s => s.Required), await service.Read(db => db.Attendance.CountAsync(a => a.ReplacedById == null)));
        Assert.Equal(programme, (await service.Read(db => db.Snapshots.SingleAsync())).ProgrammeKey);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_referral_to_another_programme_carries_over_the_sessions_they_share_and_says_from_where(DatabaseProvider provider)
    {
        await using var service = await Start(provider);
        await Accepted(service, Moderate);
        var group = await service.MakeGroup(Group(Moderate));
        await service.Place(group);
        var fifth = (await service.Sessions(group))[4];
        await service.RunThrough(group, until: s => s.Id == fifth.Id);
        var done = await service.Read(db => db.Attendance.Where(a => a.ReplacedById == null).Select(a => a.TemplateKey!).ToListAsync());
        await service.Answer(service.Team, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "LeftEarly", ReasonCode = "DO-WORK", Words = "Needs the high intensity." });
        service.Clock.Now = service.Clock.Now.AddDays(14);

        await Decided(service, High);

        var referral = await service.Referral();
        Assert.Equal(High, referral.ProgrammeKey);
        var high = service.Get<CatalogueSource>().Current.SessionPlanOn(High, LondonTime.DateOf(service.Clock.Now))!;
        var credited = await service.Read(db => db.Attendance.Where(a => a.DeliveryId == referral.Id).ToListAsync());
        Assert.NotEmpty(credited);
        Assert.Equal(done.Where(key => high.FindSession(key) is not null).Order(StringComparer.Ordinal), credited.Select(a => a.TemplateKey!).Order(StringComparer.Ordinal));
        Assert.All(credited, a => Assert.Contains("Building Choices", a.CreditedFrom, StringComparison.Ordinal));
        Assert.Null(referral.StartedOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_was_done_longer_ago_than_the_plan_allows_or_in_a_programme_it_does_not_name_is_not_carried_over(DatabaseProvider provider)
    {
        await using var service = await Start(provider);
        await Accepted(service, Moderate);
        var group = await service.MakeGroup(Group(Moderate));
        await service.Place(group);
        var third = (await service.Sessions(group))[2];
        await service.RunThrough(group, until: s => s.Id == third.Id);
        await service.Answer(service.Team, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "LeftEarly", ReasonCode = "DO-WORK", Words = "Moved." });
        service.Clock.Now = service.Clock.Now.AddDays((7 * 12) + 1);

        await Decided(service, High);

        var referral = await service.Referral();
        Assert.Equal(0, await service.Read(db => db.Attendance.CountAsync(a => a.DeliveryId == referral.Id)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_return_to_court_gives_up_the_place_is_looked_at_again_on_its_day_and_keeps_what_was_done(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var first = (await service.Sessions(group))[0];
        Assert.Null(await service.Attend(first));
        var again = LondonTime.DateOf(service.Clock.Now).AddDays(30);

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "ReturnedToCourt", On = again, Words = "The requirement is to be replaced." });

        Assert.Equal((Holds.ReturnedToCourt, again), ((await service.Referral()).Hold, (await service.Referral()).HoldReviewOn));
        Assert.Equal(0, await service.Read(db => db.Groups.Select(g => g.Taken).SingleAsync()));
        var task = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == "Referrals.ReviewWaiting");
        Assert.Equal(again, task.DueOn);

        service.Clock.Now = LondonTime.At(again, new TimeOnly(9, 0)).ToUniversalTime();
        await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.ReviewWaiting", new TaskAnswer { Outcome = "WaitingAgain", Words = "The court left it as it is." });
        var line = Assert.Single((await service.Get<WaitingListService>().List(Service.ProgrammeTeam, new WaitingFilter())).Lines);
        Assert.Equal(1, line.SessionsDone);
        Assert.Equal(new DateOnly(2026, 3, 2), line.Referral.AcceptedOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_three_way_meeting_has_a_register_of_its_own_and_is_no_start_and_no_session_of_the_plan(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var referral = await service.Referral();
        var on = service.Get<CatalogueSource>().Current.WorkingDays.OnOrAfter(LondonTime.DateOf(service.Clock.Now).AddDays(7));
        Assert.Null(await service.Get<GroupService>().Book(Service.ProgrammeTeam, group, referral.Id, null, SessionKind.ThreeWay, on, new TimeOnly(11, 0)));
        var meeting = await service.Read(db => db.Sessions.SingleAsync(s => s.Kind == SessionKind.ThreeWay));

        Assert.Null(await service.Attend(meeting, with: e => e with { Late = true }));

        var record = await service.Read(db => db.Attendance.SingleAsync());
        Assert.Equal((null, true), (record.TemplateKey, record.Late));
        Assert.Null((await service.Referral()).StartedOn);
        var view = await service.Get<People.PersonService>().Find(Service.Practitioner, (await service.Person(Cases.Crn)).Id);
        Assert.Equal(0, view!.Needs[0].Deliveries.Single().Progress!.Completed);
        Assert.Single(view.Needs[0].Deliveries.Single().Attendance);
    }

    /// <summary>Kent, Surrey and Sussex, where Building Choices has begun.</summary>
    private static async Task<Service> Start(DatabaseProvider provider)
    {
        var service = await Service.Start(provider, "2026-04-13T09:00Z");
        service.Team = Service.ProgrammeTeam with { RegionCode = "K" };
        service.Holder = Service.Practitioner with { RegionCode = "K", PduId = 1 };
        return service;
    }

    private static CreateGroup Group(string programme) => Delivering.Group("OTHER-1", "2026-05-04") with { ProgrammeKey = programme, Cohort = Cohort.PartnerAndFamily, PduId = 1 };

    private static async Task Accepted(Service service, string programme)
    {
        await service.Import(Cases.ReadyToDecide() with { PersonalDetails = Cases.Details(pdu: "East Kent", region: "Kent, Surrey and Sussex") });
        await Decided(service, programme);
        await service.Answer(service.Team, Cases.Crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        await service.Known();
    }

    private static async Task Decided(Service service, string programme)
    {
        var another = new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = programme, ReasonCode = "OV-ORDERED", Words = "Agreed with the court." };
        if (await service.TryAnswer(service.Holder, Cases.Crn, "Referrals.Decide", another) is { } refusal)
        {
            Assert.IsType<SameAsRecommended>(refusal);
            await service.Answer(service.Holder, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        }

        if ((await service.Waits(Cases.Crn)).Contains("ApproveDecision"))
            await service.Answer(Service.Spo with { RegionCode = "K", PduId = 1 }, Cases.Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
    }
}
