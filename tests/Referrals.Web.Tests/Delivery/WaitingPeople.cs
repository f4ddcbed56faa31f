using Microsoft.EntityFrameworkCore;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Web.Tests.Delivery;

/// <summary>The service on 2 March 2026 with people accepted for Building Better Relationships and groups to place them in; each class of tests has its own.</summary>
public sealed class WaitingPeople : IAsyncLifetime
{
    private readonly Caseload _caseload = new();

    public static Actor David { get; } = new("david.lowe", "David Lowe", Roles.Spo, "N52S001", "E", 71);

    public ReferralsWebApp App => _caseload.App;

    public StandingClock Clock => (StandingClock)_caseload.Get<TimeProvider>();

    public DateOnly Today => LondonTime.DateOf(Clock.Now);

    public ValueTask InitializeAsync() => _caseload.InitializeAsync();

    public ValueTask DisposeAsync() => _caseload.DisposeAsync();

    public T Get<T>()
        where T : notnull => _caseload.Get<T>();

    public Task<T> Read<T>(Func<Referrals.Application.Data.ReferralsDbContext, Task<T>> query) => _caseload.Read(query);

    public Task<Guid> IdOf(string crn) => _caseload.IdOf(crn);

    public Task<CaseTask> OpenTask(string crn, string kind) => _caseload.OpenTask(crn, kind);

    public Task Answer(Actor actor, string crn, string kind, TaskAnswer answer) => _caseload.Answer(actor, crn, kind, answer);

    /// <summary>Accepted, waiting for a place; with <paramref name="known"/> everything is known that the checks ask for.</summary>
    public async Task<Referral> WaitingAsync(string crn, string forename, string surname, bool known = true)
    {
        await _caseload.Bring(Caseload.Ready(crn, forename, surname));
        await Answer(Caseload.Amara, crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await Answer(Caseload.Priya, crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        if (known)
        {
            Assert.Null(await Get<ProfileService>().Save(Caseload.Amara, new SaveProfile
            {
                PersonId = await IdOf(crn),
                Availability = [.. new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday }.Select(d => new AvailableTime(d, new TimeOnly(17, 0), new TimeOnly(22, 0)))],
                CanReach = ["Victoria House"],
                LearningNeed = new LearningNeedAnswer(false, "Asked at induction", null),
            }));
        }

        return await ReferralAsync(crn);
    }

    /// <summary>A toolkit chosen and approved.</summary>
    public async Task<ToolkitDelivery> ToolkitAsync(string crn, string forename, string surname)
    {
        await _caseload.Bring(Caseload.Ready(crn, forename, surname));
        await Answer(Caseload.Amara, crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = "skills-for-relationships-toolkit", ReasonCode = "OV-ONETOONE", Words = "Shift work." });
        await Answer(David, crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
        return await Read(db => db.Toolkits.SingleAsync(t => db.Needs.Any(n => n.Id == t.NeedId && db.People.Any(p => p.Id == n.PersonId && p.Crn == crn))));
    }

    public Task<Referral> ReferralAsync(string crn) =>
        Read(db => db.Referrals.SingleAsync(r => db.Needs.Any(n => n.Id == r.NeedId && db.People.Any(p => p.Id == n.PersonId && p.Crn == crn))));

    public async Task<Guid> GroupAsync(string code, Func<CreateGroup, CreateGroup>? with = null)
    {
        var request = new CreateGroup
        {
            Code = code,
            PduId = 71,
            Office = "Victoria House",
            ProgrammeKey = "building-better-relationships",
            Cohort = Cohort.Partner,
            Sex = Sex.Male,
            Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Thursday, new TimeOnly(18, 0))],
            EarliestStart = new DateOnly(2026, 4, 7),
            TreatmentManager = "N52PRG1",
            Facilitators = ["N52FAC1"],
        };
        var (id, refusal) = await Get<GroupService>().Create(Caseload.Priya, with is null ? request : with(request));
        Assert.Null(refusal);
        return id!.Value;
    }

    public async Task PlaceAsync(Guid referralId, Guid groupId) =>
        Assert.Null(await Get<WaitingListService>().Give(Caseload.Priya, new GivePlace
        {
            ReferralId = referralId,
            GroupId = groupId,
            // The clock is that of every test of the class, and may be past the beginning of the group.
            Overrides = [new OverrideAnswer(AllocationCheckKeys.PreGroup, "AO-ADJUSTED", "Held in the first week.")],
        }));

    public Task<List<Session>> SessionsAsync(Guid groupId) => Read(db => db.Sessions
        .Where(s => s.GroupId == groupId && s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null).OrderBy(s => s.On).ThenBy(s => s.Start).ToListAsync());

    /// <summary>Moves the clock to an hour after the session and saves one line of its register.</summary>
    public async Task AttendAsync(Session session, Guid referralId, AttendanceOutcome outcome = AttendanceOutcome.AttendedComplied, string? correction = null)
    {
        var after = LondonTime.At(session.On, session.Start).AddMinutes(session.Minutes + 60).ToUniversalTime();
        if (Clock.Now < after)
        {
            Clock.Now = after;
        }

        Assert.Empty(await Get<RegisterService>().Record(Caseload.Priya, session.Id, [new RegisterEntry { DeliveryId = referralId, Outcome = outcome, CorrectionReason = correction }]));
    }

    /// <summary>Every required session and the review, so that the report is next.</summary>
    public async Task RunThroughAsync(Guid groupId, Guid referralId)
    {
        var group = await Read(db => db.Groups.SingleAsync(g => g.Id == groupId));
        var plan = Get<GroupService>().PlanOf(group);
        var days = Get<CatalogueSource>().Current.WorkingDays;
        foreach (var template in plan.Sessions)
        {
            if (template.Format == SessionFormat.Group)
            {
                await AttendAsync((await SessionsAsync(groupId)).Single(s => s.TemplateKey == template.Key), referralId);
                continue;
            }

            var on = days.OnOrAfter(Today.AddDays(template.Stage == SessionStage.Review ? 7 * plan.WeeksBeforeReview : 0));
            Assert.Null(await Get<GroupService>().Book(Caseload.Priya, groupId, referralId, template.Key, SessionKind.Planned, on, new TimeOnly(10, 0)));
            await AttendAsync(await Read(db => db.Sessions.SingleAsync(s => s.DeliveryId == referralId && s.TemplateKey == template.Key && s.HeldOn == null)), referralId);
        }
    }
}
