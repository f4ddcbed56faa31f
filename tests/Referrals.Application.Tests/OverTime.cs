using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>What one thing must not undo of another that came before it, and who must not reach whom where something about them is not known.</summary>
public sealed class OverTime
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_concern_that_nobody_has_read_stays_open_and_is_chased_when_the_need_is_met(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await InGroup(service);
        await service.RunThrough(group);
        var last = (await service.Sessions(group))[^1];
        Assert.Null(await service.Get<ConcernService>().Raise(service.Team, last.Id, (await service.Referral()).Id, "Said where she works."));

        await service.Conclude(group);

        Assert.Equal(ClosedAs.Met, (await service.Person(Cases.Crn)).Needs[0].ClosedAs);
        var open = Assert.Single(await service.OpenTasks(Cases.Crn));
        Assert.Equal("Referrals.AcknowledgeConcern", open.Kind);
        Assert.NotNull(open.NextRungOn);
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.AcknowledgeConcern", new TaskAnswer { Outcome = "Acknowledged", Words = "Police told." });
        Assert.Empty(await service.OpenTasks(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_concern_is_raised_only_about_somebody_who_is_on_the_register_of_that_session(DatabaseProvider provider)
    {
        const string other = "X100002";
        await using var service = await Service.Start(provider);
        var group = await InGroup(service);
        await service.Waiting(other);
        var first = (await service.Sessions(group))[0];
        Assert.Null(await service.Attend(first));

        Assert.IsType<NotOnThisRegister>(await service.Get<ConcernService>().Raise(service.Team, first.Id, (await service.Referral(other)).Id, "Heard of him."));
        Assert.Empty(await service.Read(db => db.RiskConcerns.ToListAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_register_of_a_one_to_one_that_was_held_before_a_place_was_lost_can_still_be_saved(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await InGroup(service);
        var plan = service.Get<GroupService>().PlanOf(await service.Read(db => db.Groups.SingleAsync()));
        var template = plan.Sessions.First(s => s.Format == SessionFormat.OneToOne);
        var days = service.Get<CatalogueSource>().Current.WorkingDays;
        var on = days.Add(Today(service), 1);
        Assert.Null(await service.TryBook(group, template.Key, on, outside: new GivenReason("AO-AGREED", "Agreed.")));
        service.Clock.Now = new DateTimeOffset(on.AddDays(1), new TimeOnly(9, 0), TimeSpan.Zero);

        Assert.Null(await service.Get<PersonService>().RecordEvent(service.Holder, (await service.Person(Cases.Crn)).Id, new CaseEvent { Kind = MilestoneKinds.Recalled, On = Today(service) }));

        var held = await service.Read(db => db.Sessions.SingleAsync(s => s.DeliveryId != null));
        Assert.Null(held.CancelledOn);
        Assert.Null(await service.Attend(held));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Whoever_has_a_place_is_expected_on_the_day_to_which_the_group_is_put_back(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await InGroup(service);
        var groups = service.Get<GroupService>();
        var version = (await service.Read(db => db.Groups.SingleAsync())).Version;

        Assert.Null(await groups.Reschedule(service.Team, new RescheduleGroup { GroupId = group, EarliestStart = new DateOnly(2026, 6, 2) }, version));

        var first = (await service.Sessions(group))[0].On;
        Assert.True(first >= new DateOnly(2026, 6, 2));
        Assert.Equal(first, (await service.Read(db => db.Places.SingleAsync())).ExpectedOn);
        var task = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == "Referrals.BeginProgramme");
        Assert.Equal(first, task.DueOn);
        Assert.InRange(task.NextRungOn!.Value, first.AddDays(-14), first.AddDays(14));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task First_contact_with_a_partner_is_due_before_a_session_of_their_own_that_comes_before_the_group(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await InGroup(service);
        var days = service.Get<CatalogueSource>().Current.WorkingDays;
        var before = await Due();
        var own = service.Get<GroupService>().PlanOf(await service.Read(db => db.Groups.SingleAsync())).Sessions.First(s => s.Format == SessionFormat.OneToOne && s.Stage != SessionStage.Review);
        var (soon, later) = (days.Add(Today(service), 1), days.Add(Today(service), 3));
        Assert.True(later < before);

        Assert.Null(await service.TryBook(group, own.Key, later, outside: new GivenReason("AO-AGREED", "Agreed.")));
        Assert.Equal(later.AddDays(-1), await Due());

        Assert.Null(await service.TryBook(group, own.Key, soon, outside: new GivenReason("AO-AGREED", "Agreed.")));
        Assert.Equal(soon.AddDays(-1), await Due());

        // What is not held on the day leaves the day it was before.
        Assert.Null(await service.TryBook(group, own.Key, Today(service), outside: new GivenReason("AO-AGREED", "Agreed.")));
        Assert.Equal(Today(service), await Due());
        service.Clock.Now = LondonTime.At(Today(service), new TimeOnly(20, 0)).ToUniversalTime();
        await NotHeld();
        Assert.Equal(before, await Due());

        // A day that passed without contact is never made later, by nothing that is booked, not held or held.
        Assert.Null(await service.TryBook(group, own.Key, soon, outside: new GivenReason("AO-AGREED", "Agreed.")));
        service.Clock.Now = LondonTime.At(soon, new TimeOnly(20, 0)).ToUniversalTime();
        await NotHeld();
        Assert.Equal(soon.AddDays(-1), await Due());
        Assert.Null(await service.TryBook(group, own.Key, days.Add(Today(service), 4), outside: new GivenReason("AO-AGREED", "Agreed.")));
        Assert.Equal(soon.AddDays(-1), await Due());

        async Task NotHeld()
        {
            var booked = await service.Read(db => db.Sessions.SingleAsync(s => s.DeliveryId != null && s.CancelledOn == null && s.NotHeldReason == null));
            Assert.Null(await service.Get<GroupService>().NotHeld(service.Team, booked.Id, "NH-STAFF", null));
        }

        Task<DateOnly> Due() => service.Read(db => db.PartnerLinkDuties.Select(d => d.DueOn).SingleAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_recorded_commencement_is_changed_or_taken_back_with_a_reason_and_what_was_recorded_stays(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await InGroup(service);
        var waiting = service.Get<WaitingListService>();
        var referral = (await service.Referral()).Id;
        var (wrong, right) = (new DateOnly(2026, 2, 2), new DateOnly(2026, 3, 2));
        Assert.Null(await waiting.RecordCommencement(service.Team, referral, wrong));
        Assert.Equal(wrong, await Row());

        Assert.IsType<ReasonMissing>(await waiting.RecordCommencement(service.Team, referral, right));
        Assert.Equal(wrong, (await service.Referral()).CommencementRecordedOn);
        Assert.Null(await waiting.RecordCommencement(service.Team, referral, right, "SC-DATE"));
        Assert.Equal(right, await Row());
        Assert.Equal([(wrong, false), (right, true)], (await service.Person(Cases.Crn)).Milestones.Where(m => m.Kind == MilestoneKinds.CommencementRecorded).OrderBy(m => m.On).Select(m => (m.On, m.Counts)));

        Assert.Null(await waiting.RecordCommencement(service.Team, referral, null, "SC-PERSON", "Another event's."));
        Assert.Null(await Row());
        Assert.Null((await service.Referral()).StartedOn);
        Assert.Equal(2, (await service.Person(Cases.Crn)).Milestones.Count(m => m is { Kind: MilestoneKinds.CommencementRecorded, Counts: false }));

        Task<DateOnly?> Row() => service.Read(db => db.Snapshots.Select(s => s.CommencementRecordedOn).SingleAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Nothing_about_a_closed_group_is_changed(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await service.MakeGroup();
        var groups = service.Get<GroupService>();
        var session = (await service.Sessions(group))[0];
        var code = service.Get<CatalogueSource>().Current.Reasons(ReasonUses.GroupClosure, Today(service))[0].Code;
        Assert.Null(await groups.Close(service.Team, group, code, "Too few."));
        var version = (await service.Read(db => db.Groups.SingleAsync())).Version;

        Assert.IsType<GroupIsClosed>(await groups.Reschedule(service.Team, new RescheduleGroup { GroupId = group, EarliestStart = new DateOnly(2026, 6, 2) }, version));
        Assert.IsType<GroupIsClosed>(await groups.Staff(service.Team, new StaffSession { SessionId = session.Id, Facilitators = ["N01FAC1"] }));
        Assert.IsType<GroupIsClosed>(await groups.HeldAfterAll(service.Team, session.Id, "It was."));
        Assert.Empty(await service.Sessions(group));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Who_is_kept_apart_from_somebody_of_another_area_is_known_by_the_CRN_alone(DatabaseProvider provider)
    {
        const string elsewhere = "X100002";
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide(), Cases.ReadyToDecide(elsewhere));
        await using (var db = service.Db())
            await db.People.Where(p => p.Crn == elsewhere).ExecuteUpdateAsync(s => s.SetProperty(p => p.RegionCode, "A").SetProperty(p => p.PduId, (int?)null).SetProperty(p => p.PractitionerCode, "N99XXX1"));
        var profiles = service.Get<ProfileService>();
        var mine = (await service.Person(Cases.Crn)).Id;

        Assert.Null(await profiles.KeepApart(service.Holder, mine, elsewhere, "Threats."));

        var line = Assert.Single((await profiles.Find(service.Holder, mine))!.NonAssociations);
        var other = await service.Person(elsewhere);
        Assert.Equal(elsewhere, line.OtherCrn);
        Assert.DoesNotContain(other.Surname!, line.OtherName, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_practitioner_whose_staff_code_is_not_known_holds_nobody(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        await using var db = service.Db();
        // Nobody is known to hold this person, who lives at the other end of the country.
        await db.People.ExecuteUpdateAsync(s => s.SetProperty(p => p.RegionCode, "A").SetProperty(p => p.PduId, (int?)1).SetProperty(p => p.PractitionerCode, (string?)null));
        await db.Tasks.ExecuteUpdateAsync(s => s.SetProperty(t => t.RegionCode, "A").SetProperty(t => t.PduId, (int?)1).SetProperty(t => t.OwnerCode, (string?)null));
        await db.Snapshots.ExecuteUpdateAsync(s => s.SetProperty(t => t.RegionCode, "A").SetProperty(t => t.PduId, (int?)1).SetProperty(t => t.PractitionerCode, (string?)null));
        var nameless = Service.Practitioner with { StaffCode = null };

        Assert.False(await db.People.Where(Reach.People(nameless)).AnyAsync());
        Assert.False(await db.Tasks.Where(Reach.Tasks(nameless)).AnyAsync());
        Assert.False(await db.Snapshots.Where(Reach.Snapshots(nameless)).AnyAsync());
        Assert.Empty((await service.Get<ToDoService>().Mine(nameless)).Items);
    }

    private static async Task<Guid> InGroup(Service service)
    {
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        return group;
    }

    private static DateOnly Today(Service service) => LondonTime.DateOf(service.Clock.Now);
}
