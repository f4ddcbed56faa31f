using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.People;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.EndToEnd.Tests.Delivery;

/// <summary>The demonstration, from the day on which its story ends, on a clock that a journey moves.</summary>
public sealed class DemonstrationHall : HallService
{
    private readonly HashSet<Guid> _taken = [];

    public DemonstrationHall()
        : base(TimeProvider.System.GetUtcNow())
    {
    }

    protected override bool IsDemonstration => true;

    /// <summary>The next in the queue whose referral was accepted in the demonstration and for whom the group is right, once they were asked what the checks ask.</summary>
    public async Task<(string Crn, string Name, Guid Referral)> AcceptedAsync(ProgrammeGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var waiting = Started.GetRequiredService<WaitingListService>();
        foreach (var line in (await waiting.List(Priya, new WaitingFilter { ProgrammeKey = group.ProgrammeKey })).Lines.Where(l => l.SessionsDone == 0 && l.Referral.StartedOn is null && !_taken.Contains(l.Referral.Id)))
        {
            Assert.Null(await Started.GetRequiredService<ProfileService>().Save(Priya, new SaveProfile
            {
                PersonId = line.PersonId,
                Availability = [.. Enum.GetValues<DayOfWeek>().Select(d => new AvailableTime(d, new TimeOnly(9, 0), new TimeOnly(22, 0)))],
                CanReach = ["Victoria House"],
                LearningNeed = new LearningNeedAnswer(false, "Asked at induction", null),
            }));
            if ((await waiting.Find(Priya, line.Referral.Id, group.Id))?.Groups is [{ Fits: true }])
            {
                _taken.Add(line.Referral.Id);
                return (line.Crn, line.PersonName, line.Referral.Id);
            }
        }

        throw new InvalidOperationException("Nobody who waits in the demonstration fits the group.");
    }

    /// <summary>The calendar year in which somebody was assessed, and the three before it.</summary>
    public async Task<(DateOnly From, DateOnly To)> AssessedInAsync(string crn)
    {
        var on = (await SnapshotAsync(crn)).AssessedOn;
        return (new DateOnly(on.Year - 3, 1, 1), new DateOnly(on.Year, 12, 31));
    }

    /// <summary>Somebody who was accepted in the demonstration and is on their programme.</summary>
    public async Task<(string Crn, Guid Referral)> OnProgrammeAsync()
    {
        await using var db = Open();
        var found = await (from r in db.Referrals
                           join n in db.Needs on r.NeedId equals n.Id
                           join p in db.People on n.PersonId equals p.Id
                           where r.AcceptedOn != null && r.StartedOn != null && r.EndedOn == null && n.ClosedOn == null && n.Interruption == null
                               && p.RecalledOn == null && db.Places.Any(g => g.ReferralId == r.Id && g.EndedOn == null)
                           orderby p.Crn
                           select new { p.Crn, r.Id }).FirstAsync();
        return (found.Crn, found.Id);
    }

    public async Task<bool> HasPlaceAsync(Guid referral)
    {
        await using var db = Open();
        return await db.Places.AnyAsync(p => p.ReferralId == referral && p.EndedOn == null);
    }

    public async Task PlaceAsync(ProgrammeGroup group, Guid referral)
    {
        ArgumentNullException.ThrowIfNull(group);
        Assert.Null(await Started.GetRequiredService<WaitingListService>().Give(Priya, new GivePlace { ReferralId = referral, GroupId = group.Id }));
    }

    public async Task AnswerAsync(string crn, string kind, TaskAnswer answer) => await AnswerAsync(Priya, crn, kind, answer);

    public async Task HappenedAsync(string crn, string kind)
    {
        await using var db = Open();
        var person = await db.People.SingleAsync(p => p.Crn == crn);
        var practitioner = new Actor("practitioner", "Practitioner", Roles.Practitioner, person.PractitionerCode, person.RegionCode, person.PduId);
        Assert.Null(await Started.GetRequiredService<PersonService>().RecordEvent(practitioner, person.Id, new CaseEvent { Kind = kind, On = Today }));
    }

    /// <summary>Holds what is left of the plan in its order, up to but without the review.</summary>
    /// <param name="sessions">How many group sessions at most; null is all.</param>
    /// <param name="missed">Which of them the person misses for an accepted reason, counted from 0.</param>
    public async Task RunAsync(ProgrammeGroup group, Guid referral, int? sessions = null, int? missed = null)
    {
        var plan = PlanOf(group);
        var held = 0;
        foreach (var template in plan.Sessions.Where(s => s.Stage != SessionStage.Review))
        {
            await using (var db = Open())
            {
                if (await db.Attendance.AnyAsync(a => a.DeliveryId == referral && a.TemplateKey == template.Key && a.ReplacedById == null))
                    continue;
            }

            if (template.Format == SessionFormat.OneToOne)
            {
                await HoldAsync(group, referral, template.Key, SessionKind.Planned);
                continue;
            }

            if (held == sessions)
                return;
            var session = (await SessionsAsync(group)).Single(s => s.TemplateKey == template.Key);
            await SaveAsync(session, referral, held++ == missed ? AttendanceOutcome.AcceptableAbsence : AttendanceOutcome.AttendedComplied);
        }

        foreach (var again in await MissedAsync(group, referral))
            await HoldAsync(group, referral, again, SessionKind.CatchUp);
    }

    /// <summary>Holds the review, writes and sends the report.</summary>
    public async Task ConcludeAsync(ProgrammeGroup group, Guid referral)
    {
        var plan = PlanOf(group);
        Forward(7 * plan.WeeksBeforeReview);
        await HoldAsync(group, referral, plan.Sessions.Single(s => s.Stage == SessionStage.Review).Key, SessionKind.Planned);
        var reports = Started.GetRequiredService<ReportService>();
        Assert.Null(await reports.Save(Priya, referral, [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, "Written down."))], complete: true, version: 0));
        Assert.Null(await reports.Send(Priya, referral, Today, "Their practitioner"));
    }

    private async Task<IReadOnlyList<string>> MissedAsync(ProgrammeGroup group, Guid referral) =>
        [.. (await Started.GetRequiredService<GroupService>().Find(Priya, group.Id))!.Members.Single(m => m.Place.ReferralId == referral && m.Place.EndedOn is null).ToCatchUp.Select(t => t.Key)];

    private async Task HoldAsync(ProgrammeGroup group, Guid referral, string template, SessionKind kind)
    {
        var outside = new GivenReason("AO-AGREED", "Agreed with the treatment manager.");
        Assert.Null(await Started.GetRequiredService<GroupService>().Book(Priya, new BookMeeting { GroupId = group.Id, ReferralId = referral, TemplateKey = template, Kind = kind, On = NextWorkingDay(), Start = new TimeOnly(10, 0), Outside = outside }));
        await SaveAsync(await OneToOneAsync(referral, template), referral, AttendanceOutcome.AttendedComplied);
    }

    private async Task SaveAsync(Session session, Guid referral, AttendanceOutcome outcome)
    {
        After(session);
        var entry = new RegisterEntry { DeliveryId = referral, Outcome = outcome, ReasonCode = outcome == AttendanceOutcome.AcceptableAbsence ? "AA-ILL" : null };
        Assert.Empty(await Started.GetRequiredService<RegisterService>().Record(Priya, session.Id, [entry]));
    }

    private ReferralsDbContext Open() => Started.GetRequiredService<DatabaseFactory>().CreateDbContext();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Referrals:Demonstration", "true");
    }
}
