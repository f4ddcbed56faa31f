using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.PartnerLink;
using Referrals.Domain;

namespace Referrals.Application.Demonstration;

/// <summary>What programme teams do in the demonstration: groups made, places given, registers kept, toolkits delivered. Through the services, as pages do it.</summary>
internal sealed class DemonstrationDelivery(IServiceProvider services, int seed)
{
    private const string Bbr = "building-better-relationships";

    private readonly DatabaseFactory factory = services.GetRequiredService<DatabaseFactory>();
    private readonly CatalogueSource catalogue = services.GetRequiredService<CatalogueSource>();
    private readonly GroupService groups = services.GetRequiredService<GroupService>();
    private readonly WaitingListService waiting = services.GetRequiredService<WaitingListService>();
    private readonly RegisterService registers = services.GetRequiredService<RegisterService>();
    private readonly ProfileService profiles = services.GetRequiredService<ProfileService>();
    private readonly ToolkitService toolkits = services.GetRequiredService<ToolkitService>();
    private readonly ReportService reports = services.GetRequiredService<ReportService>();
    private readonly PartnerLinkService partners = services.GetRequiredService<PartnerLinkService>();
    private readonly TimeProvider time = services.GetRequiredService<TimeProvider>();

    private readonly Actor team = DemonstrationStaff.ActorOf(DemonstrationStaff.Priya);

    /// <summary>The groups there are on the day the service is taken into use.</summary>
    public async Task Begin(DateOnly day, CancellationToken cancellation)
    {
        await Make("BHM-BBR-1", Bbr, 71, "Victoria House", day, [Slot(DayOfWeek.Tuesday, 18), Slot(DayOfWeek.Thursday, 18)], 12, cancellation);
        await Make("BHM-BBR-2", Bbr, 71, "Centre City", day, [Slot(DayOfWeek.Monday, 10), Slot(DayOfWeek.Wednesday, 10)], 8, cancellation);
        await Make("BHM-SR-1", "stepwise-relationships", 71, "Victoria House", day, [Slot(DayOfWeek.Wednesday, 18)], 8, cancellation);
    }

    /// <summary>A group that is still forming at the end.</summary>
    public Task Form(DateOnly day, CancellationToken cancellation) =>
        Make("BHM-BBR-3", Bbr, 71, "Victoria House", day.AddDays(21), [Slot(DayOfWeek.Monday, 18), Slot(DayOfWeek.Wednesday, 18)], 12, cancellation);

    /// <summary>Gives a place in the first group of the person's region that takes people, saying why what is not known does not stand in the way.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> Give(Actor by, Guid personId, Guid referralId, CancellationToken cancellation)
    {
        await profiles.Save(by, new SaveProfile
        {
            PersonId = personId,
            Availability = [.. Enum.GetValues<DayOfWeek>().Where(d => d is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Select(d => new AvailableTime(d, new TimeOnly(9, 30), new TimeOnly(22, 0)))],
            CanReach = ["Victoria House", "Centre City"],
            LearningNeed = new LearningNeedAnswer(false, "Asked at induction", null),
            Motivation = "Wants contact with his children to be safe for them.",
        }, cancellation);
        if (await waiting.Find(by, referralId, cancellation: cancellation) is not { } view || view.Groups.FirstOrDefault(g => g.CanBeGiven) is not { } fit)
            return false;
        var reason = catalogue.Current.Reasons(ReasonUses.AllocationOverride, fit.FirstOn ?? view.Waiting.Deliverable.Today)[0].Code;
        return await waiting.Give(by, new GivePlace
        {
            ReferralId = referralId,
            GroupId = fit.Group.Id,
            Overrides = [.. fit.Checks.Where(c => c.NeedsOverride).Select(c => new OverrideAnswer(c.Key, reason, "Settled with the practitioner before the first session."))],
        }, cancellation) is null;
    }

    public async Task Give(string crn, CancellationToken cancellation)
    {
        var (personId, referralId) = await ReferralOf(crn, cancellation);
        if (!await Give(team, personId, referralId, cancellation))
            throw new InvalidOperationException($"{crn} was given no place.");
    }

    /// <summary>Holds what is in the diary for one day: registers are filled in, members' one-to-ones are booked and held.</summary>
    public async Task Hold(DateOnly day, CancellationToken cancellation)
    {
        var random = SyntheticRandom.For(seed + 1, day.DayNumber);
        await using var db = factory.CreateDbContext();
        var members = await (from place in db.Places.AsNoTracking()
                             join g in db.Groups on place.GroupId equals g.Id
                             join p in db.People on place.PersonId equals p.Id
                             where place.EndedOn == null
                             orderby p.Crn
                             select new { place.ReferralId, place.GroupId, p.Crn, Group = g }).ToListAsync(cancellation);
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.GroupId != null && s.On == day && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null).OrderBy(s => s.Start).ThenBy(s => s.Id).ToListAsync(cancellation);
        foreach (var session in sessions)
        {
            var entries = new List<RegisterEntry>();
            foreach (var member in members.Where(m => session.DeliveryId is { } one ? m.ReferralId == one : m.GroupId == session.GroupId))
                entries.Add(Entry(member.ReferralId, session.DeliveryId is not null, ref random));
            if (entries.Count > 0)
                await registers.Record(TeamOf(members.First(m => m.GroupId == session.GroupId).Group), session.Id, entries, cancellation);
        }

        foreach (var member in members)
        {
            var plan = groups.PlanOf(member.Group);
            var has = await db.Sessions.Where(s => s.DeliveryId == member.ReferralId && s.CancelledOn == null).Select(s => s.TemplateKey).ToListAsync(cancellation);
            if (plan.Sessions.FirstOrDefault(s => s.Stage == SessionStage.PreGroup && !has.Contains(s.Key)) is { } next)
            {
                await groups.Book(TeamOf(member.Group), new BookMeeting
                {
                    GroupId = member.GroupId,
                    ReferralId = member.ReferralId,
                    TemplateKey = next.Key,
                    Kind = SessionKind.Planned,
                    On = catalogue.Current.WorkingDays.Add(day, 1),
                    Start = new TimeOnly(11, 0),
                    // Kept only where the place was given late.
                    Outside = new GivenReason(catalogue.Current.Reasons(ReasonUses.AllocationOverride, day)[0].Code, "The place was given late, and no later group can finish in time."),
                }, cancellation);
            }
        }
    }

    /// <summary>Partner link workers take duties on and try to reach the partners: some the same week, some late, some not yet.</summary>
    public async Task LinkPartners(DateOnly day, CancellationToken cancellation)
    {
        var random = SyntheticRandom.For(seed + 2, day.DayNumber);
        foreach (var worker in DemonstrationStaff.Named.Where(s => s.Role == Roles.PartnerLinkWorker).Select(DemonstrationStaff.ActorOf))
        {
            var open = (await partners.List(worker, DutyStage.Open, cancellation: cancellation)).Lines.OrderBy(d => d.Crn, StringComparer.Ordinal).ToArray();
            foreach (var duty in open)
            {
                if (duty.AllocatedOn is null)
                {
                    if (random.Chance(18))
                        Expect(await TakeOn(worker, duty, random.Below(SyntheticNames.Women.Length), cancellation), duty.Crn);
                }
                // One partner is not reached yet, so that there is something to do.
                else if (duty != open[^1] && random.Chance(14))
                {
                    Expect(await partners.Record(worker, new RecordAttempt
                    {
                        DutyId = duty.DutyId,
                        RequestId = Ids.New(time.GetUtcNow()),
                        On = day,
                        Means = ContactMeans.All[random.Below(3)],
                        Outcome = random.Chance(50) ? ContactOutcomes.NoAnswer : ContactOutcomes.Reached,
                        Words = null,
                    }, cancellation), duty.Crn);
                }
            }
        }
    }

    private async Task<Refusal?> TakeOn(Actor worker, DutyLine duty, int name, CancellationToken cancellation)
    {
        if (await partners.TakeOn(worker, new TakeOn(duty.DutyId, null), cancellation) is not null || await partners.Find(worker, duty.DutyId, cancellation) is not { Partner: { } partner })
            throw new InvalidOperationException($"{duty.Crn}: nobody took the duty on.");
        return await partners.Save(worker, new SaveDetails
        {
            DutyId = duty.DutyId,
            Version = partner.Version,
            Name = SyntheticNames.Women[name],
            Relationship = "Former partner",
            // One of the numbers kept free for made-up people.
            Contact = $"07700 900{name:000}",
            SafeContact = "Weekdays before 3pm. No messages.",
        }, cancellation);
    }

    /// <summary>Records the next exercise of a toolkit.</summary>
    public async Task Exercise(Actor by, Guid toolkitId, DateOnly day, CancellationToken cancellation)
    {
        var view = await toolkits.Find(by, toolkitId, cancellation) ?? throw new InvalidOperationException("The toolkit is out of reach: the story is wrong.");
        if (view.Progress?.Next is { } next && await toolkits.Record(by, new RecordExercise
        {
            ToolkitId = toolkitId,
            TemplateKey = next.Key,
            On = day,
            Outcome = AttendanceOutcome.AttendedComplied,
            Words = "Worked through together; he will try it at home.",
        }, cancellation) is { } refusal)
        {
            throw new InvalidOperationException($"The toolkit: {refusal.Words}");
        }
    }

    public async Task Exercise(StaffMember by, string crn, DateOnly day, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        var toolkit = await (from p in db.People join n in db.Needs on p.Id equals n.PersonId join t in db.Toolkits on n.Id equals t.NeedId where p.Crn == crn && t.EndedOn == null select t.Id).SingleAsync(cancellation);
        await Exercise(DemonstrationStaff.ActorOf(by), toolkit, day, cancellation);
    }

    /// <summary>Somebody who had begun before the service was there: what was done is credited, the report is written and sent.</summary>
    public async Task CompleteFromBefore(string crn, DateOnly day, CancellationToken cancellation)
    {
        var (_, referralId) = await ReferralOf(crn, cancellation);
        var plan = catalogue.Current.SessionPlanOn(Bbr, day)!;
        Expect(await registers.Credit(team, referralId, [.. plan.Sessions.Select(s => s.Key)], day, "nDelius: attended before this service was taken into use", cancellation), crn);
        Expect(await reports.Save(team, referralId, [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, "Took part in every session and practised between them; his former partner’s view is not known here."))], complete: true, version: 0, cancellation), crn);
        Expect(await reports.Send(team, referralId, day, DemonstrationStaff.Amara.Name, cancellation), crn);
    }

    private static void Expect(Refusal? refusal, string crn)
    {
        if (refusal is not null)
            throw new InvalidOperationException($"{crn}: {refusal.Words}");
    }

    private async Task Make(string code, string programme, int pdu, string office, DateOnly start, WeeklySlot[] slots, int capacity, CancellationToken cancellation)
    {
        var (_, refusal) = await groups.Create(team, new CreateGroup
        {
            Code = code,
            PduId = pdu,
            Office = office,
            ProgrammeKey = programme,
            Cohort = Cohort.PartnerAndFamily,
            Sex = Sex.Male,
            Slots = slots,
            EarliestStart = start,
            TreatmentManager = DemonstrationStaff.Priya.Code,
            Facilitators = [DemonstrationStaff.Priya.Code, DemonstrationStaff.Facilitator.Code],
            Capacity = capacity,
        }, cancellation);
        Expect(refusal, code);
    }

    private static Actor TeamOf(ProgrammeGroup group) => DemonstrationStaff.ActorOf(DemonstrationStaff.Priya) with { RegionCode = group.RegionCode };

    private static RegisterEntry Entry(Guid referralId, bool oneToOne, ref SyntheticRandom random) => random.Below(100) switch
    {
        var roll when oneToOne || roll < 80 => new() { DeliveryId = referralId, Outcome = AttendanceOutcome.AttendedComplied, Late = roll < 4 },
        < 90 => new() { DeliveryId = referralId, Outcome = AttendanceOutcome.AcceptableAbsence, ReasonCode = "AA-ILL", Words = "Certificate seen." },
        < 96 => new() { DeliveryId = referralId, Outcome = AttendanceOutcome.UnacceptableAbsence },
        _ => new() { DeliveryId = referralId, Outcome = AttendanceOutcome.AttendedDidNotComply, Words = "Left after an hour." },
    };

    private async Task<(Guid PersonId, Guid ReferralId)> ReferralOf(string crn, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        var found = await (from p in db.People join n in db.Needs on p.Id equals n.PersonId join r in db.Referrals on n.Id equals r.NeedId where p.Crn == crn && r.EndedOn == null select new { p.Id, Referral = r.Id }).SingleAsync(cancellation);
        return (found.Id, found.Referral);
    }

    private static WeeklySlot Slot(DayOfWeek day, int hour) => new(day, new TimeOnly(hour, 0));
}
