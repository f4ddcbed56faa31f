using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.PartnerLink;
using Referrals.Application.Staff;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>Partner link work from the place given to first contact, and the wall around it.</summary>
public sealed class PartnerLinkWork
{
    private static readonly Actor s_lin = new("lin", "Lin Link", Roles.PartnerLinkWorker, "N01LNK1", "E", null);
    private static readonly Actor s_lea = new("lea", "Lea Link", Roles.PartnerLinkWorker, "N01LNK2", "E", null);
    private static readonly Actor s_elsewhere = new("ell", "Ell Elsewhere", Roles.PartnerLinkWorker, "N99LNK1", "L", null);

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Taking_the_work_on_and_reaching_the_partner_meets_the_duty_and_ends_the_workflow(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        var work = service.Get<PartnerLinkService>();
        var line = Assert.Single((await work.List(s_lin, DutyStage.Open)).Lines);
        Assert.Equal(("Aron Tester", Cases.Crn, new DateOnly(2026, 4, 28)), (line.PersonName, line.Crn, line.GroupStartsOn!.Value));
        Assert.Equal("Take on partner link work", Assert.Single((await service.Get<ToDoService>().Mine(s_lin)).Items).Title);

        Assert.IsType<NotTakenOn>(await work.Record(s_lin, Attempted(line.DutyId, ContactOutcomes.Reached)));
        Assert.IsType<NotTakenOn>(await work.Raise(s_lin, line.DutyId, Ids.New(service.Clock.Now), "Too early"));
        Assert.Null(await work.TakeOn(s_lin, new TakeOn(line.DutyId, null)));
        Assert.Equal("Make first contact for partner link work", Assert.Single((await service.Get<ToDoService>().Mine(s_lin)).Items).Title);

        var unanswered = Attempted(line.DutyId, ContactOutcomes.NoAnswer);
        Assert.Null(await work.Record(s_lin, unanswered));
        Assert.Null(await work.Record(s_lin, unanswered));
        Assert.Contains("MakeFirstContact", await service.Waits(Cases.Crn));
        Assert.Null(await work.Record(s_lin, Attempted(line.DutyId, ContactOutcomes.Reached)));

        var view = await work.Find(s_lin, line.DutyId);
        Assert.Equal(2, view!.Attempts.Count);
        Assert.Equal(new DateOnly(2026, 3, 2), view.Line.MetOn);
        Assert.DoesNotContain(await service.Waits(Cases.Crn), w => w is "AllocatePartnerLinkWorker" or "MakeFirstContact");
        Assert.Empty((await service.Get<ToDoService>().Mine(s_lin)).Items);
        Assert.Equal(1, (await work.List(s_lin, DutyStage.Met)).Counts[DutyStage.Met]);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task That_no_contact_can_be_made_settles_the_duty_only_with_what_it_rests_on(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        var (work, duty) = (service.Get<PartnerLinkService>(), await TakenOn(service));

        Assert.IsType<SettledWithoutWhy>(await work.Record(s_lin, Attempted(duty, ContactOutcomes.NotSafe)));
        Assert.IsType<NoSuchMeans>(await work.Record(s_lin, Attempted(duty, ContactOutcomes.Reached) with { Means = "pigeon" }));
        Assert.IsType<NoSuchOutcome>(await work.Record(s_lin, Attempted(duty, "perhaps")));
        Assert.IsType<People.InTheFuture>(await work.Record(s_lin, Attempted(duty, ContactOutcomes.Reached) with { On = new DateOnly(2026, 3, 3) }));
        Assert.Null((await work.Find(s_lin, duty))!.Line.MetOn);
        Assert.Null(await work.Record(s_lin, Attempted(duty, ContactOutcomes.NotSafe) with { Words = "They share a telephone." }));
        Assert.NotNull((await work.Find(s_lin, duty))!.Line.MetOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Details_changed_by_somebody_else_meanwhile_are_not_overwritten(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        var (work, duty) = (service.Get<PartnerLinkService>(), await TakenOn(service));
        var read = (await work.Find(s_lin, duty))!.Partner!.Version;

        Assert.Null(await work.Save(s_lea, new SaveDetails { DutyId = duty, Version = read, Name = "First" }));
        Assert.IsType<DetailsChanged>(await work.Save(s_lin, new SaveDetails { DutyId = duty, Version = read, Name = "Second" }));
        var now = (await work.Find(s_lin, duty))!.Partner!;
        Assert.Equal("First", now.Name);
        Assert.Null(await work.Save(s_lin, new SaveDetails { DutyId = duty, Version = now.Version, Name = " Second ", Notes = "  " }));
        Assert.Equal(("Second", null), ((await work.Find(s_lin, duty))!.Partner!.Name, (await work.Find(s_lin, duty))!.Partner!.Notes));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Of_two_workers_who_take_it_on_at_once_one_is_told_of_the_other_and_may_take_it_over(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        var work = service.Get<PartnerLinkService>();
        var duty = (await work.List(s_lin, DutyStage.Open)).Lines[0].DutyId;

        var answers = await Task.WhenAll(work.TakeOn(s_lin, new TakeOn(duty, null)), work.TakeOn(s_lea, new TakeOn(duty, null)));
        Assert.Single(answers, a => a is null);
        Assert.Single(answers, a => a is TakenOnByAnother);
        var holder = (await work.Find(s_lin, duty))!.Line.WorkerCode;
        var other = holder == s_lin.StaffCode ? s_lea : s_lin;
        Assert.Null(await work.TakeOn(other, new TakeOn(duty, holder)));
        Assert.True((await work.Find(other, duty))!.Line.Mine);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_concern_is_passed_on_once_in_other_words_to_named_people_and_the_message_says_nothing_of_it(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        await service.Get<StaffDirectory>().Store([new StaffEntry { Code = "N01SPO1", Name = "Sam Senior", Email = "sam@example.org", Role = Roles.Spo, RegionCode = "E", PduId = 70 }, new StaffEntry { Code = "N01PRG1", Name = "Toni Team", Email = "toni@example.org", Role = Roles.ProgrammeTeam, RegionCode = "E" }]);
        var (work, duty) = (service.Get<PartnerLinkService>(), await TakenOn(service));
        Assert.Null(await work.Raise(s_lin, duty, Ids.New(service.Clock.Now), "SECRET words"));
        var concern = (await work.Find(s_lin, duty))!.Concerns[0];
        Assert.Equal(["N01PRA1", "N01PRG1", "N01SPO1"], (await work.Recipients(s_lin, duty)).Select(r => r.Code));

        Assert.IsType<ToldToNobody>(await work.Tell(s_lin, new PassOn { DutyId = duty, ConcernId = concern.Id, Words = "PASSED words", To = ["N99XXX1"] }));
        Assert.Null(await work.Tell(s_lin, new PassOn { DutyId = duty, ConcernId = concern.Id, Words = "PASSED words", To = ["N01SPO1", "N01PRA1"] }));
        Assert.IsType<PassedOnAlready>(await work.Tell(s_lin, new PassOn { DutyId = duty, ConcernId = concern.Id, Words = "PASSED words", To = ["N01SPO1"] }));

        var passed = service.Get<PassedConcernService>();
        var read = Assert.Single(await passed.Mine(Service.Spo));
        Assert.Equal(("PASSED words", "Aron Tester", false), (read.Concern.Words, read.PersonName, read.Read));
        Assert.Single(await passed.Mine(Service.Practitioner));
        foreach (var unnamed in new[] { Service.ProgrammeTeam, Service.RegionalLead, s_lin, s_elsewhere, Service.Spo with { StaffCode = "N01SPO" }, Service.Spo with { StaffCode = "N01SPO_" }, Service.Spo with { StaffCode = null } })
        {
            Assert.Empty(await passed.Mine(unnamed));
            Assert.Null(await passed.Find(unnamed, read.Concern.Id));
            Assert.NotNull(await passed.Acknowledge(unnamed, read.Concern.Id));
        }

        await Task.WhenAll(passed.Acknowledge(Service.Spo, read.Concern.Id), passed.Acknowledge(Service.Practitioner, read.Concern.Id));
        Assert.True(Assert.Single(await passed.Mine(Service.Spo)).Read);
        Assert.True(Assert.Single(await passed.Mine(Service.Practitioner)).Read);

        var messages = await service.Read(db => db.Outbox.Where(m => m.Kind == "passed-concern").OrderBy(m => m.Addressee).ToListAsync());
        Assert.Equal([("N01PRA1", null), ("N01SPO1", "sam@example.org")], messages.Select(m => (m.Addressee, m.Address)));
        Assert.All(messages, m => Assert.DoesNotMatch("SECRET|PASSED|Aron|Tester|X100001|[Pp]artner|Lin", m.Subject + m.Body + m.Key));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_staff_code_full_of_signs_that_databases_and_JSON_read_otherwise_finds_its_own_concerns_and_no_others(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        string[] codes = ["N'1_%[a]é&!", "N'1x%[a]é&!", "N'1_x[a]é&!", "N'1_%aé&!"];
        await service.Get<StaffDirectory>().Store([.. codes.Select(code => new StaffEntry { Code = code, Name = code, Role = Roles.Spo, RegionCode = "E", PduId = 70 })]);
        var (work, duty) = (service.Get<PartnerLinkService>(), await TakenOn(service));
        Assert.Null(await work.Raise(s_lin, duty, Ids.New(service.Clock.Now), "A concern"));
        Assert.Null(await work.Tell(s_lin, new PassOn { DutyId = duty, ConcernId = (await work.Find(s_lin, duty))!.Concerns[0].Id, Words = "Take care", To = [codes[0]] }));

        var passed = service.Get<PassedConcernService>();
        var read = Assert.Single(await passed.Mine(Service.Spo with { StaffCode = codes[0] }));
        Assert.Null(await passed.Acknowledge(Service.Spo with { StaffCode = codes[0] }, read.Concern.Id));
        foreach (var other in codes[1..])
            Assert.Empty(await passed.Mine(Service.Spo with { StaffCode = other }));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_duty_in_a_region_without_a_partner_link_worker_is_shown_to_its_lead_and_to_administrators_until_there_is_one(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        var (unowned, staff) = (service.Get<UnownedDuties>(), service.Get<StaffDirectory>());
        var administrator = Service.Spo with { Role = Roles.Administrator, RegionCode = null, PduId = null };
        await staff.Store([new StaffEntry { Code = "N99LNK1", Name = "Ell Elsewhere", Role = Roles.PartnerLinkWorker, RegionCode = "L" }]);

        Assert.Equal(new UnownedRegion("E", 1, 0), Assert.Single(await unowned.Regions(administrator)));
        Assert.Equal(new UnownedRegion("E", 1, 0), Assert.Single(await unowned.Regions(Service.RegionalLead)));
        Assert.Empty(await unowned.Regions(Service.RegionalLead with { RegionCode = "L" }));
        Assert.False(await unowned.HasWorker("E"));
        foreach (var role in Roles.All.Where(r => r is not (Roles.Administrator or Roles.RegionalLead)))
            Assert.Empty(await unowned.Regions(Service.RegionalLead with { Role = role }));
        service.Clock.Now = service.Clock.Now.AddDays(30);
        Assert.Equal(new UnownedRegion("E", 1, 1), Assert.Single(await unowned.Regions(administrator)));

        // The person's region is lost: the group's counts, and once there is no group's either, nobody's list has it and it is said so.
        await service.Import(Cases.Man() with { Section6 = null, RoshSummary = null, Sentences = null, Registrations = null, PersonalDetails = Cases.Details(pdu: "Nowhere", region: "Nobody's") });
        Assert.Null((await service.Person(Cases.Crn)).RegionCode);
        Assert.Equal(new UnownedRegion("E", 1, 1), Assert.Single(await unowned.Regions(Service.RegionalLead)));
        await staff.Store([new StaffEntry { Code = "N01LNK1", Name = "Lin Link", Role = Roles.PartnerLinkWorker, RegionCode = "E" }]);
        Assert.Empty(await unowned.Regions(administrator));
        Assert.Single((await service.Get<PartnerLinkService>().List(s_lin, DutyStage.Open)).Lines);
        await service.Read(db => db.Places.ExecuteDeleteAsync());
        Assert.Empty((await service.Get<PartnerLinkService>().List(s_lin, DutyStage.Open)).Lines);
        Assert.Equal(new UnownedRegion(null, 1, 1), Assert.Single(await unowned.Regions(administrator)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Everybody_else_is_given_nothing_and_changes_nothing(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        var (work, duty) = (service.Get<PartnerLinkService>(), await TakenOn(service));
        Assert.Null(await work.Raise(s_lin, duty, Ids.New(service.Clock.Now), "A concern"));
        var concern = (await work.Find(s_lin, duty))!.Concerns[0].Id;
        var before = await service.Read(db => db.People.Select(p => p.Version).SingleAsync());

        foreach (var other in Roles.All.Where(r => r != Roles.PartnerLinkWorker).Select(role => Service.Spo with { Role = role }).Append(s_elsewhere).Append(s_lin with { RegionCode = null }))
        {
            Assert.Null(await work.Find(other, duty));
            Assert.Empty(await work.Recipients(other, duty));
            foreach (var stage in Enum.GetValues<DutyStage>())
                Assert.Empty((await work.List(other, stage)).Lines);
            Assert.IsType<NoSuchDuty>(await work.TakeOn(other, new TakeOn(duty, s_lin.StaffCode)));
            Assert.IsType<NoSuchDuty>(await work.Save(other, new SaveDetails { DutyId = duty, Version = 1, Name = "Mine" }));
            Assert.IsType<NoSuchDuty>(await work.Record(other, Attempted(duty, ContactOutcomes.Reached)));
            Assert.IsType<NoSuchDuty>(await work.Raise(other, duty, Ids.New(service.Clock.Now), "Mine"));
            Assert.IsType<NoSuchDuty>(await work.Tell(other, new PassOn { DutyId = duty, ConcernId = concern, Words = "Mine", To = ["N01PRA1"] }));
        }

        Assert.Equal(before, await service.Read(db => db.People.Select(p => p.Version).SingleAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_partner_link_worker_sees_and_does_no_task_but_their_own_and_nobody_puts_theirs_off(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        var tasks = service.Get<TaskService>();
        var open = await service.OpenTasks(Cases.Crn);
        var own = Assert.Single(open, t => t.OwnerRole == Roles.PartnerLinkWorker);
        foreach (var task in open)
        {
            Assert.Equal(task.Id == own.Id, await tasks.Find(s_lin, task.Id) is not null);
            Assert.Null(await tasks.Find(s_elsewhere, task.Id));
        }

        foreach (var kind in open.Select(t => t.Kind))
            Assert.Equal(kind == own.Kind ? 1 : 0, (await service.Get<ToDoService>().OfKind(s_lin, kind)).Total);
        var snooze = new SnoozeTask { TaskId = own.Id, Until = new DateOnly(2026, 3, 9), ReasonCode = service.Get<CatalogueSource>().Current.Reasons(ReasonUses.Snooze, new DateOnly(2026, 3, 2))[0].Code, Words = "Quiet, please" };
        Assert.IsType<NotYours>(await tasks.Snooze(Service.ProgrammeTeam, snooze));
        Assert.IsType<NotYours>(await tasks.Snooze(Service.RegionalLead, snooze));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Late_partner_link_work_is_told_to_the_workers_of_the_region(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        await service.Get<StaffDirectory>().Store(
        [
            new StaffEntry { Code = "N01LNK1", Name = "Lin Link", Email = "lin@example.org", Role = Roles.PartnerLinkWorker, RegionCode = "E" },
            new StaffEntry { Code = "N99LNK1", Name = "Ell Elsewhere", Email = "ell@example.org", Role = Roles.PartnerLinkWorker, RegionCode = "L" },
        ]);
        service.Clock.Now = service.Clock.Now.AddDays(4);
        await service.Job("chase");
        await service.Job("digest");

        var told = await service.Read(db => db.Outbox.Where(m => m.Kind == "digest").ToListAsync());
        Assert.Contains(told, m => m.Address == "lin@example.org" && m.Body.Contains("partner link work", StringComparison.Ordinal));
        Assert.DoesNotContain(told, m => m.Address == "ell@example.org");
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task When_the_place_is_lost_the_work_ends_with_it_and_what_was_written_stays(DatabaseProvider provider)
    {
        await using var service = await Placed(provider);
        var (work, duty) = (service.Get<PartnerLinkService>(), await TakenOn(service));
        Assert.Null(await work.Record(s_lin, Attempted(duty, ContactOutcomes.NoAnswer)));
        var reason = service.Get<CatalogueSource>().Current.Reasons(ReasonUses.PlaceLost, new DateOnly(2026, 3, 2)).First(r => !r.NeedsWords).Code;
        Assert.Null(await service.Get<WaitingListService>().TakeAway(Service.ProgrammeTeam, (await service.Referral()).Id, reason, "Moved away"));

        Assert.DoesNotContain(await service.Waits(Cases.Crn), w => w is "AllocatePartnerLinkWorker" or "MakeFirstContact");
        Assert.Equal(duty, Assert.Single((await work.List(s_lin, DutyStage.Ended)).Lines).DutyId);
        Assert.Single((await work.Find(s_lin, duty))!.Attempts);
        Assert.IsType<DutyEnded>(await work.TakeOn(s_lea, new TakeOn(duty, s_lin.StaffCode)));
        Assert.Null(await work.Record(s_lin, Attempted(duty, ContactOutcomes.Reached)));
        Assert.Null((await work.Find(s_lin, duty))!.Line.MetOn);

        // Another place brings another duty, which begins with what is known already.
        Assert.Null(await work.Save(s_lin, new SaveDetails { DutyId = duty, Version = 1, Name = "Known", SafeContact = "Mornings" }));
        await service.Place(await service.MakeGroup(Delivering.Group("BBR-2", "2026-05-05")));
        var again = Assert.Single((await work.List(s_lin, DutyStage.Open)).Lines).DutyId;
        Assert.Null(await work.TakeOn(s_lea, new TakeOn(again, null)));
        Assert.Equal(("Known", "Mornings"), ((await work.Find(s_lea, again))!.Partner!.Name, (await work.Find(s_lea, again))!.Partner!.SafeContact));
    }

    private static async Task<Service> Placed(DatabaseProvider provider)
    {
        var service = await Service.Start(provider);
        await service.Waiting();
        await service.Place(await service.MakeGroup());
        return service;
    }

    private static async Task<Guid> TakenOn(Service service)
    {
        var duty = (await service.Get<PartnerLinkService>().List(s_lin, DutyStage.Open)).Lines[0].DutyId;
        Assert.Null(await service.Get<PartnerLinkService>().TakeOn(s_lin, new TakeOn(duty, null)));
        return duty;
    }

    private static RecordAttempt Attempted(Guid duty, string outcome) => new()
    {
        DutyId = duty,
        RequestId = Ids.New(Service.At("2026-03-02T09:00Z")),
        On = new DateOnly(2026, 3, 2),
        Means = ContactMeans.Telephone,
        Outcome = outcome,
    };
}
