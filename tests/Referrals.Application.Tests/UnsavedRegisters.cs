using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Chasing;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Staff;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>A register that nobody saves is chased: once, up to somebody who can do something about it, until it is saved.</summary>
public sealed class UnsavedRegisters
{
    private static readonly string[] s_crns = ["X200001", "X200002", "X200003"];

    private static Actor Staff(string code) => Service.ProgrammeTeam with { Username = code, StaffCode = code };

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_register_not_saved_by_the_end_of_the_next_working_day_is_one_task_of_who_ran_it_and_saving_it_closes_it(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var first = (await Running(service))[0];
        foreach (var early in new[] { first.On.ToDateTime(new TimeOnly(22, 0)), Next(service, first.On).ToDateTime(new TimeOnly(22, 30)) })
        {
            service.Clock.Now = new DateTimeOffset(early, TimeSpan.Zero);
            await service.Job("registers");
            Assert.Empty(await Open(service));
        }

        Morning(service, Next(service, first.On).AddDays(1));
        await service.Job("registers");
        await service.Job("registers");
        var task = Assert.Single(await Open(service));
        Assert.Equal((Roles.ProgrammeTeam, "N01FAC1", "N01PRG1", "E", 70, "register"), (task.OwnerRole, task.OwnerCode, task.ManagerCode, task.RegionCode, task.PduId, task.LadderKey));
        Assert.Equal(LondonTime.DateOf(service.Clock.Now), task.DueOn);

        var toDo = service.Get<ToDoService>();
        foreach (var theirs in new[] { "N01FAC1", "N01PRG1" })
        {
            var item = Assert.Single((await toDo.Mine(Staff(theirs))).Items, i => i.Kind == SaveRegister.Kind);
            Assert.Equal((first.Id, task.Id), (item.SessionId, item.TaskId));
            Assert.Contains("BBR-1", item.PersonName, StringComparison.Ordinal);
        }

        Assert.DoesNotContain((await toDo.Mine(Staff("N01FAC9"))).Items, i => i.Kind == SaveRegister.Kind);
        Assert.DoesNotContain((await toDo.Mine(Service.Practitioner)).Items, i => i.Kind == SaveRegister.Kind);
        Assert.True(Assert.Single((await service.Get<DiaryService>().Between(Service.ProgrammeTeam, first.On, first.On, null)).Lines).RegisterLate);

        foreach (var crn in s_crns)
        {
            Assert.Single(await Open(service));
            Assert.Null(await service.Attend(first, crn));
        }

        Assert.Empty(await Open(service));
        Assert.Equal("Saved", (await service.Read(db => db.Tasks.SingleAsync(t => t.Id == task.Id))).Outcome);
        await service.Job("registers");
        Assert.Empty(await Open(service));
        Assert.Equal(1, await service.Read(db => db.Tasks.CountAsync(t => t.Kind == SaveRegister.Kind)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task It_is_opened_once_however_many_nodes_look_and_closed_by_whoever_saves_the_last_line_at_the_same_moment(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var first = (await Running(service))[0];
        Morning(service, Next(service, first.On).AddDays(1));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => service.Job("registers"))));
        Assert.Single(await Open(service));
        Assert.Equal(1, await service.Read(db => db.Instances.CountAsync(i => i.GroupId != null)));

        var referrals = await Task.WhenAll(s_crns.Select(crn => service.Referral(crn)));
        var refusals = await Task.WhenAll(referrals.Select(r => Task.Run(() => service.Get<RegisterService>().Record(Service.ProgrammeTeam, first.Id, [new RegisterEntry { DeliveryId = r.Id, Outcome = AttendanceOutcome.AttendedComplied }]))));
        Assert.All(refusals, Assert.Empty);
        Assert.Empty(await Open(service));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task It_climbs_from_the_facilitator_over_the_treatment_manager_to_the_regional_lead_and_names_nobody_in_a_message(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var first = (await Running(service))[0];
        await service.Get<StaffDirectory>().Store(
        [
            new StaffEntry { Code = "N01FAC1", Name = "Fay", Email = "fay@example.org", Role = Roles.ProgrammeTeam, RegionCode = "E" },
            new StaffEntry { Code = "N01PRG1", Name = "Toni", Email = "toni@example.org", Role = Roles.ProgrammeTeam, RegionCode = "E" },
        ]);
        var day = Next(service, first.On).AddDays(1);
        for (var i = 0; i < 12; i++, day = day.AddDays(1))
        {
            Morning(service, day);
            // The other sessions of the group are saved as they come.
            foreach (var session in (await service.Sessions(first.GroupId!.Value)).Where(s => s.On < day && s.Id != first.Id && s.HeldOn is null))
            {
                foreach (var crn in s_crns)
                    Assert.Null(await service.Attend(session, crn));
            }

            await service.Job("registers");
            await service.Get<ChaseSweep>().Run();
            await service.Get<DigestJob>().Run();
        }

        var task = Assert.Single(await Open(service));
        Assert.Equal(4, task.Rung);
        var told = await service.Read(db => db.Notices.Where(n => n.TaskId == task.Id).OrderBy(n => n.Rung).ThenBy(n => n.Addressee).ToListAsync());
        Assert.Equal(
            [(0, "N01FAC1"), (1, "N01FAC1"), (1, "N01PRG1"), (2, "N01PRG1"), (2, "regional-lead@E"), (3, "regional-lead@E")],
            told.Select(n => (n.Rung, n.Addressee)));
        Assert.Contains((await service.Get<ToDoService>().ClimbedToMe(Service.RegionalLead)).Items, i => i.TaskId == task.Id);
        var messages = await service.Read(db => db.Outbox.Where(m => m.Addressee == "N01FAC1").ToListAsync());
        Assert.Contains(messages, m => m.Body.Contains($"Save a register, group BBR-1, session of {first.On:d MMMM yyyy}", StringComparison.Ordinal));
        Assert.DoesNotContain(messages, m => m.Body.Contains("Tester", StringComparison.Ordinal) || s_crns.Any(c => m.Body.Contains(c, StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_session_that_was_not_held_or_is_moved_by_hand_is_chased_no_longer_and_laying_the_group_anew_takes_none_away(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        var sessions = await Running(service);
        Morning(service, Next(service, sessions[1].On).AddDays(1));
        await service.Job("registers");
        Assert.Equal(2, (await Open(service)).Count);

        // Somebody lays the group anew: what should have taken place stays where it is until it is said what became of it.
        var change = new RescheduleGroup { GroupId = sessions[0].GroupId!.Value, Closures = [new Closure(sessions[6].On, sessions[6].On, "Training")] };
        var (shown, _) = await groups.Preview(Service.ProgrammeTeam, change);
        Assert.Null(await groups.Reschedule(Service.ProgrammeTeam, change, shown!.Version));
        Assert.Equal(sessions.Take(2).Select(s => s.On), (await service.Sessions(sessions[0].GroupId!.Value)).Take(2).Select(s => s.On));
        Assert.Equal(2, (await Open(service)).Count);

        Assert.Null(await groups.NotHeld(Service.ProgrammeTeam, sessions[1].Id, "NH-STAFF", null));
        Assert.Single(await Open(service));
        foreach (var crn in s_crns)
            Assert.Null(await service.Attend(sessions[0], crn));
        Assert.Empty(await Open(service));
        Assert.Equal(["NoLongerDue", "Saved"], (await service.Read(db => db.Tasks.Where(t => t.Kind == SaveRegister.Kind).Select(t => t.Outcome!).ToListAsync())).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_group_nobody_is_in_owes_no_register(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var empty = await service.MakeGroup();
        var first = (await service.Sessions(empty))[0];
        Morning(service, first.On.AddDays(10));

        await service.Job("registers");

        Assert.Empty(await Open(service));
    }

    private static async Task<List<Session>> Running(Service service)
    {
        foreach (var crn in s_crns)
            await service.Waiting(crn);
        var group = await service.MakeGroup();
        foreach (var crn in s_crns)
            await service.Place(group, crn);
        return await service.Sessions(group);
    }

    private static DateOnly Next(Service service, DateOnly day) => service.Get<CatalogueSource>().Current.WorkingDays.Add(day, 1);

    private static void Morning(Service service, DateOnly day) => service.Clock.Now = LondonTime.At(day, new TimeOnly(8, 0)).ToUniversalTime();

    private static Task<List<CaseTask>> Open(Service service) => service.Read(db => db.Tasks.Where(t => t.Kind == SaveRegister.Kind && t.ClosedAt == null).ToListAsync());
}
