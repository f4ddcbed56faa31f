using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;
using Referrals.Application.Staff;
using Referrals.Application;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.EndToEnd.Tests.Work;

namespace Referrals.EndToEnd.Tests.Delivery;

/// <summary>The service from 2 March 2026 on, where groups meet on a day that a journey chooses.</summary>
public class HallService : CaseloadService
{
    private readonly StandingClock _clock;

    public HallService()
        : this(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero))
    {
    }

    protected HallService(DateTimeOffset begins) => _clock = new StandingClock(begins);

    public static Actor Priya { get; } = new("priya.nair", "Priya Nair", Roles.ProgrammeTeam, "N52P001", "E", null);

    public DateOnly Today => LondonTime.DateOf(_clock.Now);

    public async Task<ProgrammeGroup> GroupAsync(string code, string programme = "building-better-relationships")
    {
        var (id, refusal) = await Started.GetRequiredService<GroupService>().Create(Priya, new CreateGroup
        {
            Code = code,
            PduId = 71,
            Office = "Victoria House",
            ProgrammeKey = programme,
            Cohort = Cohort.PartnerAndFamily,
            Sex = Sex.Male,
            Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Thursday, new TimeOnly(18, 0))],
            EarliestStart = Today.AddDays(1),
            TreatmentManager = "N52P001",
            Facilitators = ["N52P001"],
        });
        Assert.Null(refusal);
        await using var db = Started.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.Groups.SingleAsync(g => g.Id == id);
    }

    /// <summary>Puts those who work with Birmingham's people on the staff list, so that there is somebody to tell.</summary>
    public Task HireAsync() => Started.GetRequiredService<StaffDirectory>().Store(
    [
        Staff("N52A001", "Amara Osei", Roles.Practitioner, 71), Staff("N52S001", "David Lowe", Roles.Spo, 71), Staff("N52H001", "Helen Farrow", Roles.PduHead, 71),
        Staff("N52P001", "Priya Nair", Roles.ProgrammeTeam, null), Staff("N52L001", "Grace Adeyemi", Roles.PartnerLinkWorker, null), Staff("N52R001", "Martin Cole", Roles.RegionalLead, null),
    ]);

    /// <summary>Somebody with a place in the group.</summary>
    public async Task MemberAsync(ProgrammeGroup group, string crn, string forename, string surname)
    {
        await WaitingAsync(crn, forename, surname);
        Assert.Null(await Started.GetRequiredService<WaitingListService>().Give(Priya, new GivePlace { ReferralId = await ReferralAsync(crn), GroupId = group.Id }));
    }

    /// <summary>Somebody who waits for a place, of whom everything is known that the checks ask for.</summary>
    public async Task WaitingAsync(string crn, string forename, string surname)
    {
        await BringAsync(Ready(crn, forename, surname, Amara));
        await AnswerAsync(Amara, crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await AnswerAsync(Priya, crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        await using var db = Started.GetRequiredService<DatabaseFactory>().CreateDbContext();
        var personId = await db.People.Where(p => p.Crn == crn).Select(p => p.Id).SingleAsync();
        Assert.Null(await Started.GetRequiredService<ProfileService>().Save(Amara, new SaveProfile
        {
            PersonId = personId,
            Availability = [.. Enum.GetValues<DayOfWeek>().Select(d => new AvailableTime(d, new TimeOnly(9, 0), new TimeOnly(22, 0)))],
            CanReach = ["Victoria House"],
            LearningNeed = new LearningNeedAnswer(false, "Asked at induction", null),
        }));
    }

    public async Task<Guid> ReferralAsync(string crn)
    {
        await using var db = Started.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await (from p in db.People join n in db.Needs on p.Id equals n.PersonId join r in db.Referrals on n.Id equals r.NeedId where p.Crn == crn select r.Id).SingleAsync();
    }

    public SessionPlan PlanOf(ProgrammeGroup group) => Started.GetRequiredService<GroupService>().PlanOf(group);

    public async Task<Session> OneToOneAsync(Guid referral, string template)
    {
        await using var db = Started.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.Sessions.SingleAsync(s => s.DeliveryId == referral && s.TemplateKey == template && s.HeldOn == null && s.CancelledOn == null);
    }

    public async Task<NeedSnapshot> SnapshotAsync(string crn)
    {
        await using var db = Started.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.Snapshots.SingleAsync(s => db.People.Any(p => p.Id == s.PersonId && p.Crn == crn));
    }

    public DateOnly NextWorkingDay() => Started.GetRequiredService<CatalogueSource>().Current.WorkingDays.Add(Today, 1);

    public Task<string> JobAsync(string name) => Started.GetRequiredService<JobRunner>().Run(name);

    public void Forward(int days) => _clock.Now = _clock.Now.AddDays(days);

    /// <summary>The sessions of the whole group that are in the diary.</summary>
    public async Task<IReadOnlyList<Session>> SessionsAsync(ProgrammeGroup group)
    {
        await using var db = Started.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.Sessions.Where(s => s.GroupId == group.Id && s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null).OrderBy(s => s.On).ThenBy(s => s.Start).ToListAsync();
    }

    /// <summary>Ten in the evening of the day, or later already.</summary>
    public void After(Session session)
    {
        var after = LondonTime.At(session.On, new TimeOnly(22, 0)).ToUniversalTime();
        _clock.Now = _clock.Now < after ? after : _clock.Now;
    }

    private static StaffEntry Staff(string code, string name, string role, int? pdu) =>
        new() { Code = code, Name = name, Email = $"{name.Replace(' ', '.')}@example.org".ToLowerInvariant(), Role = role, RegionCode = "E", PduId = pdu };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(_clock));
    }
}
