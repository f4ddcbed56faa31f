using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Domain;

namespace Referrals.Benchmarks;

/// <summary>How much delivery is laid on top of the demonstration.</summary>
/// <param name="Members">Places in those groups, ended ones included; a tenth as many people wait.</param>
/// <param name="Everywhere">Spread over all regions, else all of it in the reader's.</param>
internal sealed record Crowd(string Name, int Groups, int Members, bool Everywhere)
{
    /// <summary>Groups that the reader runs, at every size the same.</summary>
    public const int Own = 3;
}

/// <summary>
/// Lays groups, members, registers and a waiting list into a database as rows: groups through the service, so that their schedules are real, and people
/// in bulk. Three in ten groups have finished, half are running, the others forming.
/// </summary>
internal sealed class DeliveryCrowd(DatabaseFactory factory, GroupService groups, CatalogueSource catalogue, DateTimeOffset now)
{
    private const string Bbr = "building-better-relationships";
    private static readonly string[] s_offices = ["Victoria House", "Centre City", "Perry Barr", "Selly Oak"];

    private readonly DateOnly _today = LondonTime.DateOf(now);
    private int _number;
    private long _tick;

    public async Task Lay(Crowd crowd)
    {
        var areas = catalogue.Current.Areas;
        var regions = crowd.Everywhere ? areas.Regions.Select(r => r.Code).ToArray() : ["E"];
        for (var i = 0; i < crowd.Groups; i++)
        {
            var region = regions[i % regions.Length];
            var pdus = areas.Pdus.Where(p => p.RegionCode == region).ToArray();
            // The first ones everywhere are the reader's own, and running.
            var own = i < Crowd.Own;
            var stage = own ? GroupStage.Running : (i % 10) switch { < 3 => GroupStage.Finished, < 8 => GroupStage.Running, _ => GroupStage.Forming };
            await Group(i, own ? "E" : region, own ? 71 : pdus[i / regions.Length % pdus.Length].Id, stage, own, crowd.Members / crowd.Groups);
        }

        await using var db = Open();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        for (var i = 0; i < crowd.Members / 10; i++)
        {
            var region = regions[i % regions.Length];
            var pdus = areas.Pdus.Where(p => p.RegionCode == region).ToArray();
            var (person, need, _) = Person(db, region, pdus[i / regions.Length % pdus.Length].Id, Programme(region, i, _today), _today.AddDays(-20 - (i % 200)));
            db.Add(new DeliveryProfile { PersonId = person.Id, Availability = [new AvailableTime(DayOfWeek.Tuesday, new TimeOnly(17, 0), new TimeOnly(22, 0))], CanReach = [s_offices[i % s_offices.Length]], LearningNeed = false });
            Work(db, person, need, "Referrals.WaitForPlace", Roles.ProgrammeTeam);
        }

        await db.SaveChangesAsync();
    }

    private ReferralsDbContext Open()
    {
        var db = factory.CreateDbContext();
        db.Trail.Responsible = Actor.Service("benchmark");
        return db;
    }

    private async Task Group(int number, string region, int pdu, GroupStage stage, bool own, int members)
    {
        var start = stage switch { GroupStage.Finished => _today.AddDays(-400 + (number % 100)), GroupStage.Running => _today.AddDays(-70 + (number % 20)), _ => _today.AddDays(10 + (number % 40)) };
        var programme = own ? Bbr : Programme(region, number, start);
        var slot = (DayOfWeek)(1 + (number % 3));
        var (id, refusal) = await groups.Create(new Actor("benchmark", "Benchmark", Roles.ProgrammeTeam, null, region, null), new CreateGroup
        {
            Code = string.Create(CultureInfo.InvariantCulture, $"BENCH-{number:0000}"),
            PduId = pdu,
            Office = s_offices[number % s_offices.Length],
            ProgrammeKey = programme,
            Cohort = Cohort.PartnerAndFamily,
            Sex = Sex.Male,
            Slots = [new WeeklySlot(slot, new TimeOnly(18, 0)), new WeeklySlot(slot + 2, new TimeOnly(18, 0))],
            EarliestStart = start,
            TreatmentManager = own ? "N52P001" : "BENTM01",
            Facilitators = own ? ["N52P001"] : [string.Create(CultureInfo.InvariantCulture, $"BENF{number % 100:000}")],
        });
        if (refusal is not null)
            throw new InvalidOperationException(refusal.Words);

        await using var db = Open();
        var group = await db.Groups.Include(g => g.Sessions).SingleAsync(g => g.Id == id);
        var held = stage == GroupStage.Forming ? [] : group.Sessions.Where(s => s.On < _today.AddDays(-1)).OrderBy(s => s.On).ToList();
        foreach (var session in held)
            session.HeldOn = session.On;
        if (stage == GroupStage.Finished)
            (group.ClosedOn, group.ClosedReason) = (_today.AddDays(-(number % 90)), catalogue.Current.Reasons(ReasonUses.GroupClosure, _today)[0].Code);
        group.Taken = stage == GroupStage.Finished ? 0 : Math.Min(members, group.Capacity - (number % 4));
        db.ChangeTracker.DetectChanges();
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        for (var i = 0; i < members; i++)
            Member(db, group, held, live: i < group.Taken, i);
        await db.SaveChangesAsync();
    }

    private void Member(ReferralsDbContext db, ProgrammeGroup group, List<Session> held, bool live, int number)
    {
        var given = (held.Count > 0 ? held[0].On : _today).AddDays(-14);
        var (person, need, referral) = Person(db, group.RegionCode, group.PduId, group.ProgrammeKey, given.AddDays(-30));
        var there = live ? held : [.. held.Take(group.ClosedOn is null ? 1 + (number % Math.Max(1, held.Count)) : held.Count)];
        var left = live || there.Count == 0 ? (DateOnly?)null : there[^1].On;
        referral.PlanVersion = group.PlanVersion;
        referral.StartedOn = there.Count > 0 ? there[0].On : null;
        if (!live)
        {
            (referral.EndedOn, referral.EndedAs, referral.SessionsDoneOn) = (left ?? given, "completed", left);
            (need.ClosedOn, need.ClosedAs) = (left ?? given, ClosedAs.Met);
        }

        db.Add(new Place { Id = New(), PersonId = person.Id, NeedId = need.Id, ReferralId = referral.Id, GroupId = group.Id, GivenOn = given, GivenBy = "Benchmark", EndedOn = live ? null : left ?? given, EndedAs = live ? null : PlaceEnds.Completed });
        db.Add(new PartnerLinkDuty { Id = New(), ReferralId = referral.Id, PersonId = person.Id, NeedId = need.Id, RegionCode = person.RegionCode, OpenedOn = given, DueOn = given.AddDays(7), AllocatedOn = given, MetOn = there.Count > 0 ? given.AddDays(3) : null, EndedOn = live ? null : left ?? given });
        foreach (var session in there)
        {
            db.Add(new AttendanceRecord
            {
                Id = New(),
                PersonId = person.Id,
                NeedId = need.Id,
                DeliveryId = referral.Id,
                SessionId = session.Id,
                TemplateKey = session.TemplateKey,
                On = session.On,
                Outcome = (number + session.On.DayNumber) % 9 == 0 ? AttendanceOutcome.AcceptableAbsence : AttendanceOutcome.AttendedComplied,
                RecordedAt = now,
                RecordedBy = "Benchmark",
            });
        }

        if (live)
            Work(db, person, need, "Referrals.DeliverProgramme", Roles.ProgrammeTeam);
    }

    private (Person Person, Need Need, Referral Referral) Person(ReferralsDbContext db, string region, int pdu, string programme, DateOnly accepted)
    {
        var number = ++_number;
        var person = new Person
        {
            Id = New(),
            Crn = string.Create(CultureInfo.InvariantCulture, $"B{number:000000}"),
            Forename = "Invented",
            Surname = string.Create(CultureInfo.InvariantCulture, $"Person{number}"),
            Sex = Sex.Male,
            DateOfBirth = new DateOnly(1980, 1, 1).AddDays(number % 5000),
            PractitionerCode = string.Create(CultureInfo.InvariantCulture, $"BENP{number % 400:000}"),
            PractitionerName = "Invented Practitioner",
            RegionCode = region,
            PduId = pdu,
            Flags = [],
        };
        var assessment = new Assessment
        {
            Id = New(),
            PersonId = person.Id,
            AssessedOn = accepted.AddDays(-60),
            SaraPartner = (RiskLevel)(number % 3),
            SaraOthers = RiskLevel.Low,
            Rosh = RiskLevel.Medium,
            PerpetratorAgainstPartner = true,
            Wanted = "wanted",
            RecordedAt = now,
            Details = new string('d', 800),
            Analysis = new string('a', 400),
        };
        var need = new Need { Id = New(), PersonId = person.Id, Reference = string.Create(CultureInfo.InvariantCulture, $"DA-B{number:0000000}"), OpenedOn = assessment.AssessedOn, AssessmentId = assessment.Id };
        var referral = new Referral { Id = New(), NeedId = need.Id, PersonId = person.Id, RegionCode = person.RegionCode, ProgrammeKey = programme, ReferredOn = accepted.AddDays(-7), ReferredBy = "Benchmark", AcceptedOn = accepted };
        db.Add(person);
        db.Add(new Supervision { Id = New(), PersonId = person.Id, EventNumber = 1, Description = "Community order", StartsOn = accepted.AddDays(-90), EndsOn = _today.AddDays(60 + (number % 700)), Custodial = false, Requirements = [new Requirement("requirement", "RARREQ", "Rehabilitation activity")], Offences = [new Offence(true, "00857", "Common assault", accepted.AddDays(-200))] });
        db.Add(assessment);
        db.Add(need);
        db.Add(new Decision { Id = New(), NeedId = need.Id, Number = 1, DecidedOn = accepted.AddDays(-10), DecidedBy = "Benchmark", ProgrammeKey = programme, FollowedOn = accepted.AddDays(-7) });
        db.Add(referral);
        foreach (var (kind, days) in new[] { (MilestoneKinds.NeedOpened, -60), (MilestoneKinds.Referred, -7), (MilestoneKinds.Accepted, 0) })
            db.Add(new Milestone { Id = New(), PersonId = person.Id, NeedId = need.Id, Kind = kind, On = accepted.AddDays(days), RecordedAt = now, By = "Benchmark", Source = MilestoneSources.Product });
        db.Add(new NeedSnapshot { NeedId = need.Id, PersonId = person.Id, Reference = need.Reference, RegionCode = region, PduId = pdu, AssessedOn = assessment.AssessedOn, OpenedOn = need.OpenedOn, ReferredOn = referral.ReferredOn, AcceptedOn = accepted });
        return (person, need, referral);
    }

    private void Work(ReferralsDbContext db, Person person, Need need, string kind, string role)
    {
        var instance = new WorkflowInstance { Id = New(), DefinitionId = "accredited-programme-referral", DefinitionVersion = 1, PersonId = person.Id, NeedId = need.Id, State = "{}", Status = "running", StartedAt = now };
        db.Add(instance);
        db.Add(new CaseTask { Id = New(), InstanceId = instance.Id, WaitId = "wait", Kind = kind, PersonId = person.Id, NeedId = need.Id, OwnerRole = role, RegionCode = person.RegionCode, PduId = person.PduId, Risk = 2, OpenedAt = now, OpenedOn = _today.AddDays(-3), DueOn = _today.AddDays(30), LadderKey = "waiting" });
    }

    /// <summary>What is run in groups in a region: Building Better Relationships for every other one where it is.</summary>
    private string Programme(string region, int number, DateOnly on)
    {
        var run = catalogue.Current.Programmes(on > _today ? on : _today, region).Where(p => catalogue.Current.SessionPlanOn(p.Key, _today) is { IsOneToOne: false }).Select(p => p.Key).ToArray();
        return number % 2 == 0 && run.Contains(Bbr) ? Bbr : run[number / 2 % run.Length];
    }

    // Ids sort by time.
    private Guid New() => Ids.New(now.AddMilliseconds(++_tick / 100));
}
