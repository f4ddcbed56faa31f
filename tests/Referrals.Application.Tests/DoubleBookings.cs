using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Staff;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>Rooms, facilitators and people are booked once, or twice with a reason that is kept: however many write at the same moment, in whichever groups.</summary>
public sealed class DoubleBookings
{
    private static readonly GivenReason s_joined = new("DB-JOINED", "");

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Of_groups_made_at_the_same_moment_for_the_same_facilitator_and_time_one_is_made(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Task.Run(() => groups.Create(service.Team, Delivering.Group($"BBR-{i}") with { ClashesSeen = DoubleBooking.None }))));

        Assert.Single(answers, a => a.Refusal is null);
        Assert.All(answers.Where(a => a.Refusal is not null), a => Assert.IsType<BookedMeanwhile>(a.Refusal));
        Assert.Equal(1, await service.Read(db => db.Groups.CountAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_room_and_a_facilitator_are_given_to_one_of_several_groups_at_once_and_to_another_with_a_reason(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        var sessions = new List<Session>();
        foreach (var code in new[] { "A", "B", "C", "D" })
            sessions.Add((await service.Sessions(await service.MakeGroup(Delivering.Group(code) with { Facilitators = [$"N01FA{code}"] })))[0]);
        Assert.Single(sessions.Select(s => s.On).Distinct());

        foreach (var (facilitators, room) in new (string[]?, string?)[] { (["N01FAC9"], null), (null, "Room 2") })
        {
            var answers = await Task.WhenAll(sessions.Select(s => Task.Run(() => groups.Staff(service.Team, new StaffSession { SessionId = s.Id, Facilitators = facilitators, Room = room, ClashesSeen = DoubleBooking.None }))));
            Assert.Single(answers, a => a is null);
            Assert.All(answers.Where(a => a is not null), a => Assert.IsType<BookedMeanwhile>(a));
        }

        Assert.Equal(1, await service.Read(db => db.Sessions.CountAsync(s => s.Room != null)));
        var withRoom = await service.Read(db => db.Sessions.Where(s => s.Room != null).Select(s => s.Id).SingleAsync());
        var second = sessions.First(s => s.Id != withRoom);
        var asked = new StaffSession { SessionId = second.Id, Room = "room 2" };
        var clashes = await groups.ClashesOf(service.Team, asked);
        Assert.Contains(clashes, c => c.Who.Kind == BookedKind.Room);
        asked = asked with { ClashesSeen = DoubleBooking.SeenOf(clashes) };
        Assert.IsType<BookedTwiceWhy>(await groups.Staff(service.Team, asked));
        Assert.IsType<BookedTwiceWhy>(await groups.Staff(service.Team, asked with { Anyway = new GivenReason("DB-OTHER", " ") }));
        Assert.Null(await groups.Staff(service.Team, asked with { Anyway = s_joined }));
        var kept = Assert.Single((await groups.Find(service.Team, second.GroupId!.Value))!.History, e => e.Kind == GroupEvents.BookedTwice);
        Assert.Equal((s_joined.ReasonCode, second.Id), (kept.ReasonCode, kept.SessionId));
        Assert.Contains("room 2", kept.What, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Of_two_groups_moved_to_the_same_evening_at_once_one_stays_where_it_was(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        Guid[] made =
        [
            await service.MakeGroup(Delivering.Group("A") with { Slots = [new WeeklySlot(DayOfWeek.Monday, new TimeOnly(18, 0))] }),
            await service.MakeGroup(Delivering.Group("B") with { Slots = [new WeeklySlot(DayOfWeek.Wednesday, new TimeOnly(18, 0))] }),
        ];
        var changes = new List<(RescheduleGroup Change, int Version)>();
        foreach (var id in made)
        {
            var change = new RescheduleGroup { GroupId = id, Slots = [new WeeklySlot(DayOfWeek.Friday, new TimeOnly(18, 0))] };
            var (shown, _) = await groups.Preview(service.Team, change);
            Assert.Empty(shown!.Clashes);
            changes.Add((change with { ClashesSeen = shown.ClashesSeen }, shown.Version));
        }

        var answers = await Task.WhenAll(changes.Select(c => Task.Run(() => groups.Reschedule(service.Team, c.Change, c.Version))));

        Assert.Single(answers, a => a is null);
        Assert.IsType<BookedMeanwhile>(Assert.Single(answers, a => a is not null));
        Assert.Equal(1, (await service.Read(db => db.Groups.ToListAsync())).Count(g => g.Slots!.Exists(s => s.Day == DayOfWeek.Friday)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Who_runs_a_group_where_and_for_how_many_is_changed_with_its_history_and_by_one_of_two_at_once(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        await service.Waiting();
        var id = await service.MakeGroup();
        await service.Place(id);
        await service.MakeGroup(Delivering.Group("BBR-2") with { Facilitators = ["N01FAC9"] });
        var version = (await groups.Find(service.Team, id))!.Group.Version;
        var edit = new EditGroup { GroupId = id, PduId = 70, Office = "Centre City", Room = "Room 4", TreatmentManager = "N01PRG2", Facilitators = ["N01FAC1"], Cover = ["N01FAC3"], Capacity = 6, ClashesSeen = DoubleBooking.None };

        Assert.IsType<CapacityOutOfRange>(await groups.Edit(service.Team, edit with { Capacity = 0 }, version));
        Assert.IsType<CapacityOutOfRange>(await groups.Edit(service.Team, edit with { Capacity = 500 }, version));
        Assert.IsType<GroupNeedsStaff>(await groups.Edit(service.Team, edit with { Facilitators = [] }, version));
        Assert.IsType<NotYourGroup>(await groups.Edit(service.Holder, edit, version));
        Assert.IsType<BookedMeanwhile>(await groups.Edit(service.Team, edit with { Facilitators = ["N01FAC9"] }, version));
        Assert.Equal("Victoria House", (await groups.Find(service.Team, id))!.Group.Office);

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Task.Run(() => groups.Edit(service.Team, edit with { Capacity = 6 + i }, version))));
        Assert.Single(answers, a => a is null);
        Assert.IsType<GroupHasChanged>(Assert.Single(answers, a => a is not null));

        var view = (await groups.Find(service.Team, id))!;
        Assert.Equal(("Centre City", "Room 4", "N01PRG2"), (view.Group.Office, view.Group.Room, view.Group.TreatmentManager));
        Assert.Equal("Room 4", GroupService.RoomOf(view.Sessions[0], view.Group));
        var kept = Assert.Single(view.History, e => e.Kind == GroupEvents.Edited);
        Assert.Contains("Where: Centre City, before Victoria House.", kept.What, StringComparison.Ordinal);
        Assert.Contains("Facilitators: N01FAC1, before N01FAC1, N01FAC2.", kept.What, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_capacity_is_never_set_below_the_places_that_are_given_at_the_same_moment(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        string[] crns = ["X200001", "X200002", "X200003"];
        foreach (var crn in crns)
            await service.Waiting(crn);
        var id = await service.MakeGroup();
        var group = (await groups.Find(service.Team, id))!.Group;
        var edit = new EditGroup { GroupId = id, PduId = 70, Office = group.Office, TreatmentManager = group.TreatmentManager, Facilitators = group.Facilitators!, Capacity = 2 };

        await Task.WhenAll(crns.Select(crn => Task.Run(() => service.TryPlace(id, crn))).Append(Task.Run(() => groups.Edit(service.Team, edit, group.Version))));

        group = (await groups.Find(service.Team, id))!.Group;
        Assert.True(group.Taken <= group.Capacity);
        Assert.Equal(group.Taken, await service.Read(db => db.Places.CountAsync(p => p.EndedOn == null)));
        Assert.IsType<MoreThanTheCapacity>(await groups.Edit(service.Team, edit with { Capacity = group.Taken - 1 }, group.Version));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Nobody_runs_what_the_catalogue_does_not_let_them_deliver(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Get<StaffDirectory>().Store(
        [
            new StaffEntry { Code = "N01PRA7", Name = "Una Other", Role = Roles.Practitioner, RegionCode = "E", PduId = 70 },
            new StaffEntry { Code = "N01FAC1", Name = "Fay Cilitator", Role = Roles.ProgrammeTeam, RegionCode = "E" },
        ]);
        var groups = service.Get<GroupService>();
        Assert.Contains("Una Other", Assert.IsType<MayNotDeliver>((await groups.Create(service.Team, Delivering.Group() with { Facilitators = ["N01FAC1", "N01PRA7"] })).Refusal).Words, StringComparison.Ordinal);

        await service.Waiting();
        var id = await service.MakeGroup();
        await service.Place(id);
        var first = (await service.Sessions(id))[0];
        Assert.IsType<MayNotDeliver>(await groups.Staff(service.Team, first.Id, ["N01PRA7"], null));
        Assert.IsType<MayNotDeliver>(await groups.Book(service.Team, new BookMeeting { GroupId = id, ReferralId = (await service.Referral()).Id, TemplateKey = null, Kind = SessionKind.ThreeWay, On = first.On.AddDays(-7), Start = new TimeOnly(10, 0), Facilitator = "N01PRA7" }));
        Assert.Null(await groups.Staff(service.Team, first.Id, ["N01FAC1"], null));

        // A toolkit that only a programme team delivers is not the practitioner's to record.
        var catalogue = Service.Catalogue("session-plans", json => json.Replace("\"deliveredBy\": [\"practitioner\"]", "\"deliveredBy\": [\"programme-team\"]", StringComparison.Ordinal));
        await using var other = await Service.Start(provider, catalogue: catalogue);
        await CatchingUp.Toolkit(other);
        var toolkit = (await other.Person(Cases.Crn)).Needs[0].Toolkits[0];
        var view = (await other.Get<ToolkitService>().Find(other.Holder, toolkit.Id))!;
        Assert.False(view.MayRecord);
        Assert.IsType<NotYourToolkit>(await other.Get<ToolkitService>().Record(other.Holder, new RecordExercise { ToolkitId = toolkit.Id, TemplateKey = view.Plan!.Sessions[0].Key, On = LondonTime.DateOf(other.Clock.Now), Outcome = AttendanceOutcome.AttendedComplied }));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Somebody_is_not_asked_to_an_exercise_while_they_are_with_their_group(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await CatchingUp.Toolkit(service);
        var person = await service.Person(Cases.Crn);
        var toolkit = person.Needs[0].Toolkits[0];
        var (toolkits, exercises) = (service.Get<ToolkitService>(), (await service.Get<ToolkitService>().Find(service.Holder, toolkit.Id))!.Plan!.Sessions);
        var on = LondonTime.DateOf(service.Clock.Now).AddDays(3);
        Assert.Null(await toolkits.Book(service.Holder, toolkit.Id, exercises[0].Key, on, new TimeOnly(10, 0)));
        Assert.IsType<BookedElsewhere>(await toolkits.Book(service.Holder, toolkit.Id, exercises[1].Key, on, new TimeOnly(10, 30)));

        var answers = await Task.WhenAll(exercises.Skip(1).Take(4).Select(e => Task.Run(() => toolkits.Book(service.Holder, toolkit.Id, e.Key, on, new TimeOnly(14, 0)))));
        Assert.Single(answers, a => a is null);
        Assert.Null(await toolkits.Book(service.Holder, toolkit.Id, exercises[0].Key, on, new TimeOnly(10, 15)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_exercise_is_recorded_by_whoever_holds_the_person_wherever_they_work_and_by_no_practitioner_of_another_unit(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await CatchingUp.Toolkit(service);
        var toolkit = (await service.Person(Cases.Crn)).Needs[0].Toolkits[0];
        var exercise = (await service.Get<ToolkitService>().Find(service.Holder, toolkit.Id))!.Plan!.Sessions[0];
        var held = new RecordExercise { ToolkitId = toolkit.Id, TemplateKey = exercise.Key, On = LondonTime.DateOf(service.Clock.Now), Outcome = AttendanceOutcome.AttendedComplied };
        var (elsewhere, stranger) = (service.Holder with { RegionCode = "L", PduId = 33 }, service.Holder with { Username = "other", StaffCode = "N50PRA9", RegionCode = "L", PduId = 33 });

        Assert.NotNull(await service.Get<ToolkitService>().Record(stranger, held));
        Assert.Empty(await service.Read(db => db.Attendance.ToListAsync()));
        Assert.Null(await service.Get<ToolkitService>().Record(elsewhere, held));

        // A note on it is written by the same rule.
        var session = await service.Read(db => db.Attendance.Select(a => a.SessionId).SingleAsync());
        Assert.NotNull(await service.Get<RegisterService>().WriteNote(stranger, session!.Value, toolkit.Id, "Covered.", null, null));
        Assert.Null(await service.Get<RegisterService>().WriteNote(elsewhere, session.Value, toolkit.Id, "Covered.", null, null));
    }
}
