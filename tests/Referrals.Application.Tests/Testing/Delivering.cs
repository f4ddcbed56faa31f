using Microsoft.EntityFrameworkCore;
using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests.Testing;

/// <summary>What a programme team does, in the words of a test.</summary>
public static class Delivering
{
    public const string Bbr = "building-better-relationships";

    public static CreateGroup Group(string code = "BBR-1", string start = "2026-04-07") => new()
    {
        Code = code,
        PduId = 70,
        Office = "Victoria House",
        ProgrammeKey = Bbr,
        Cohort = Cohort.Partner,
        Sex = Sex.Male,
        Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Thursday, new TimeOnly(18, 0))],
        EarliestStart = DateOnly.Parse(start, System.Globalization.CultureInfo.InvariantCulture),
        TreatmentManager = "N01PRG1",
        Facilitators = ["N01FAC1", "N01FAC2"],
    };

    public static async Task<Guid> MakeGroup(this Service service, CreateGroup? request = null)
    {
        var (id, refusal) = await service.Get<GroupService>().Create(service.Team, request ?? Group());
        Assert.Null(refusal);
        return id!.Value;
    }

    /// <summary>A person whose referral is accepted and who waits for a place, of whom everything is known that the checks ask for.</summary>
    public static async Task Waiting(this Service service, string crn = Cases.Crn)
    {
        await service.Import(Cases.ReadyToDecide(crn));
        await service.Answer(service.Holder, crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await service.Answer(service.Team, crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        await service.Known(crn);
    }

    /// <summary>Tells what the allocation checks ask.</summary>
    public static async Task Known(this Service service, string crn = Cases.Crn)
    {
        var person = await service.Person(crn);
        Assert.Null(await service.Get<ProfileService>().Save(service.Holder, new SaveProfile
        {
            PersonId = person.Id,
            Availability = [.. new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday }.Select(d => new AvailableTime(d, new TimeOnly(17, 0), new TimeOnly(22, 0)))],
            CanReach = ["Victoria House"],
            LearningNeed = new LearningNeedAnswer(false, "Asked at induction", null),
        }));
    }

    public static async Task<Referral> Referral(this Service service, string crn = Cases.Crn) => (await service.Person(crn)).Needs.SelectMany(n => n.Referrals).OrderBy(r => r.ReferredOn).Last();

    public static async Task<Refusal?> TryPlace(this Service service, Guid groupId, string crn = Cases.Crn) =>
        await service.Get<WaitingListService>().Give(service.Team, new GivePlace { ReferralId = (await service.Referral(crn)).Id, GroupId = groupId });

    public static async Task Place(this Service service, Guid groupId, string crn = Cases.Crn) => Assert.Null(await service.TryPlace(groupId, crn));

    public static Task<List<Session>> Sessions(this Service service, Guid groupId) => service.Read(db => db.Sessions
        .Where(s => s.GroupId == groupId && s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null).OrderBy(s => s.On).ThenBy(s => s.Start).ToListAsync());

    /// <summary>Moves the clock to an hour after a session and saves one line of its register.</summary>
    public static async Task<Refusal?> Attend(this Service service, Session session, string crn = Cases.Crn, AttendanceOutcome outcome = AttendanceOutcome.AttendedComplied, Func<RegisterEntry, RegisterEntry>? with = null)
    {
        var after = LondonTime.At(session.On, session.Start).AddMinutes(session.Minutes + 60).ToUniversalTime();
        if (service.Clock.Now < after)
            service.Clock.Now = after;
        var referral = await service.Referral(crn);
        var entry = new RegisterEntry { DeliveryId = referral.Id, Outcome = outcome };
        var refusals = await service.Get<RegisterService>().Record(service.Team, session.Id, [with is null ? entry : with(entry)]);
        return refusals.GetValueOrDefault(referral.Id);
    }

    /// <summary>Records the next exercise of the live toolkit, today.</summary>
    public static async Task FirstExercise(this Service service, string crn = Cases.Crn)
    {
        var toolkit = (await service.Person(crn)).Needs.SelectMany(n => n.Toolkits).Single(t => t.EndedOn is null);
        var view = await service.Get<ToolkitService>().Find(service.Holder, toolkit.Id);
        Assert.Null(await service.Get<ToolkitService>().Record(service.Holder, new RecordExercise
        {
            ToolkitId = toolkit.Id,
            TemplateKey = view!.Progress!.Next!.Key,
            On = LondonTime.DateOf(service.Clock.Now),
            Outcome = AttendanceOutcome.AttendedComplied,
        }));
    }

    public static async Task<Refusal?> TryBook(this Service service, Guid groupId, string templateKey, DateOnly on, string crn = Cases.Crn, SessionKind kind = SessionKind.Planned, GivenReason? outside = null, Guid? with = null) =>
        await service.Get<GroupService>().Book(service.Team, new BookMeeting { GroupId = groupId, ReferralId = (await service.Referral(crn)).Id, TemplateKey = templateKey, Kind = kind, On = on, Start = new TimeOnly(10, 0), Outside = outside, WithSession = with });

    /// <summary>Books and holds a one-to-one or a catch-up of the plan.</summary>
    public static async Task OneToOne(this Service service, Guid groupId, string templateKey, DateOnly on, string crn = Cases.Crn, SessionKind kind = SessionKind.Planned, GivenReason? outside = null)
    {
        var referral = await service.Referral(crn);
        Assert.Null(await service.TryBook(groupId, templateKey, on, crn, kind, outside));
        var session = await service.Read(db => db.Sessions.SingleAsync(s => s.DeliveryId == referral.Id && s.TemplateKey == templateKey && s.Kind == kind && s.HeldOn == null && s.NotHeldReason == null && s.CancelledOn == null));
        Assert.Null(await service.Attend(session, crn));
    }

    /// <summary>Holds everything that is left of the plan in its order, up to but without the review.</summary>
    public static async Task RunThrough(this Service service, Guid groupId, string crn = Cases.Crn, Func<Session, bool>? until = null)
    {
        var group = await service.Read(db => db.Groups.SingleAsync(g => g.Id == groupId));
        var plan = service.Get<GroupService>().PlanOf(group);
        var referral = await service.Referral(crn);
        foreach (var template in plan.Sessions.Where(s => s.Stage != SessionStage.Review))
        {
            if (await service.Read(db => db.Attendance.AnyAsync(a => a.DeliveryId == referral.Id && a.TemplateKey == template.Key && a.ReplacedById == null)))
                continue;
            if (template.Format == SessionFormat.Group)
            {
                var session = (await service.Sessions(groupId)).Single(s => s.TemplateKey == template.Key);
                if (until?.Invoke(session) == true)
                    return;
                Assert.Null(await service.Attend(session, crn));
            }
            else
            {
                await service.OneToOne(groupId, template.Key, service.Get<CatalogueSource>().Current.WorkingDays.OnOrAfter(LondonTime.DateOf(service.Clock.Now)), crn);
            }
        }
    }

    /// <summary>Holds the review, writes and sends the report.</summary>
    public static async Task Conclude(this Service service, Guid groupId, string crn = Cases.Crn)
    {
        var group = await service.Read(db => db.Groups.SingleAsync(g => g.Id == groupId));
        var plan = service.Get<GroupService>().PlanOf(group);
        var review = plan.Sessions.Single(s => s.Stage == SessionStage.Review);
        var days = service.Get<CatalogueSource>().Current.WorkingDays;
        await service.OneToOne(groupId, review.Key, days.OnOrAfter(LondonTime.DateOf(service.Clock.Now).AddDays(7 * plan.WeeksBeforeReview)), crn);
        var referral = await service.Referral(crn);
        Assert.Null(await service.Get<ReportService>().Save(service.Team, referral.Id, [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, "Written down."))], complete: true, version: 0));
        Assert.Null(await service.Get<ReportService>().Send(service.Team, referral.Id, LondonTime.DateOf(service.Clock.Now), "Pat Practitioner"));
    }
}
