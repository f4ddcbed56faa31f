using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>What of a group's times is kept, moved, refused and remembered.</summary>
public sealed class GroupTimes
{
    private static readonly Access.Actor s_elsewhere = Service.ProgrammeTeam with { RegionCode = "A", StaffCode = "N02PRG1" };

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_session_put_on_a_day_by_hand_stays_there_when_the_group_is_laid_anew(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        var group = await service.MakeGroup();
        var before = await service.Sessions(group);
        // A Tuesday session goes to the Wednesday, before the Thursday one.
        var (on, start) = (before[4].On.AddDays(1), new TimeOnly(14, 0));
        await Change(service, new RescheduleGroup { GroupId = group, SessionId = before[4].Id, On = on, Start = start });
        Assert.True((await service.Read(db => db.Sessions.SingleAsync(s => s.Id == before[4].Id))).PlacedByHand);

        var shown = await Change(service, new RescheduleGroup { GroupId = group, Closures = [new Closure(before[8].On, before[8].On, "Fire drill")] });
        Assert.Empty(shown.Released);
        Assert.DoesNotContain(shown.Moves, m => m.TemplateKey == before[4].TemplateKey);
        var kept = (await service.Sessions(group)).Single(s => s.Id == before[4].Id);
        Assert.Equal((on, start, true), (kept.On, kept.Start, kept.PlacedByHand));

        // Other weekly slots move everything else and not this.
        await Change(service, new RescheduleGroup { GroupId = group, Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(9, 0)), new WeeklySlot(DayOfWeek.Thursday, new TimeOnly(9, 0))] });
        kept = (await service.Sessions(group)).Single(s => s.Id == before[4].Id);
        Assert.Equal((on, start), (kept.On, kept.Start));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task One_that_cannot_stay_is_named_with_why_before_the_change_is_made_and_is_laid_like_the_others_after(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        var group = await service.MakeGroup();
        var before = await service.Sessions(group);
        var on = before[4].On.AddDays(1);
        await Change(service, new RescheduleGroup { GroupId = group, SessionId = before[4].Id, On = on, Start = new TimeOnly(14, 0) });

        var closing = new RescheduleGroup { GroupId = group, Closures = [new Closure(on, on, "Boiler repaired")] };
        var (shown, refusal) = await groups.Preview(Service.ProgrammeTeam, closing);
        Assert.Null(refusal);
        var released = Assert.Single(shown!.Released);
        Assert.Equal(before[4].TemplateKey, released.TemplateKey);
        Assert.Contains("Boiler repaired", released.Why, StringComparison.Ordinal);
        Assert.Equal(on, (await service.Sessions(group)).Single(s => s.Id == before[4].Id).On);

        Assert.Null(await groups.Reschedule(Service.ProgrammeTeam, closing, shown.Version));
        var after = (await service.Sessions(group)).Single(s => s.Id == before[4].Id);
        Assert.False(after.PlacedByHand);
        Assert.NotEqual(on, after.On);
        var view = await groups.Find(Service.ProgrammeTeam, group);
        Assert.Contains(view!.History, e => e.Kind == GroupEvents.TimesChanged && e.What!.Contains("placed by hand could not stay", StringComparison.Ordinal));
        Assert.Contains(view.History, e => e.Kind == GroupEvents.SessionMoved && e.By == Service.ProgrammeTeam.Signature);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_room_and_facilitators_of_one_session_go_with_it_and_count_in_what_would_clash(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        var group = await service.MakeGroup();
        var before = await service.Sessions(group);
        Assert.Null(await groups.Staff(Service.ProgrammeTeam, before[3].Id, ["N01FAC7"], "Room 4"));
        var other = await service.MakeGroup(Delivering.Group("BBR-2") with { Slots = [new WeeklySlot(DayOfWeek.Monday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Wednesday, new TimeOnly(18, 0))], Facilitators = ["N01FAC7"], TreatmentManager = "N01PRG2" });
        var there = (await service.Sessions(other)).First(s => s.On > before[3].On);

        var (shown, refusal) = await groups.Preview(Service.ProgrammeTeam, new RescheduleGroup { GroupId = group, SessionId = before[3].Id, On = there.On, Start = there.Start });

        Assert.Null(refusal);
        Assert.Contains(shown!.Clashes, c => c.Who.Key == "N01FAC7");
        Assert.Null(await groups.Reschedule(Service.ProgrammeTeam, new RescheduleGroup { GroupId = group, SessionId = before[3].Id, On = there.On, Start = there.Start }, shown.Version));
        var moved = await service.Read(db => db.Sessions.SingleAsync(s => s.Id == before[3].Id));
        Assert.Equal((there.On, "Room 4", "N01FAC7"), (moved.On, moved.Room, Assert.Single(moved.Facilitators!)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_would_move_if_a_session_is_not_held_is_shown_without_changing_anything(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var before = await service.Sessions(group);
        Assert.Null(await service.Attend(before[0]));

        var (shown, refusal) = await groups.PreviewNotHeld(Service.ProgrammeTeam, before[1].Id);
        Assert.Null(refusal);
        Assert.Contains(shown!.Moves, m => m.TemplateKey == before[1].TemplateKey && m.From == new SessionTime(before[1].On, before[1].Start) && m.To!.On > before[1].On);
        Assert.DoesNotContain(shown.Moves, m => m.TemplateKey == before[0].TemplateKey);
        Assert.Equal(before.Select(s => (s.Id, s.On)), (await service.Sessions(group)).Select(s => (s.Id, s.On)));
        Assert.Empty(await service.Read(db => db.GroupEvents.Where(e => e.Kind == GroupEvents.SessionNotHeld).ToListAsync()));

        Assert.IsType<AlreadyHeld>((await groups.PreviewNotHeld(Service.ProgrammeTeam, before[0].Id)).Refusal);
        Assert.IsType<NotYourGroup>((await groups.PreviewNotHeld(s_elsewhere, before[1].Id)).Refusal);
        Assert.IsType<NotYourGroup>((await groups.PreviewNotHeld(Service.Practitioner, before[1].Id)).Refusal);
        Assert.IsType<NotYourGroup>((await groups.PreviewNotHeld(Service.ProgrammeTeam, Guid.Empty)).Refusal);
        // Done for real it does what was shown.
        Assert.Null(await groups.NotHeld(Service.ProgrammeTeam, before[1].Id, "NH-STAFF", null));
        Assert.Equal(shown.Moves.Single(m => m.TemplateKey == before[1].TemplateKey).To!.On, (await service.Sessions(group)).Single(s => s.TemplateKey == before[1].TemplateKey).On);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_session_called_off_before_its_day_is_held_another_day_and_those_before_it_stay(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        var group = await service.MakeGroup();
        var before = await service.Sessions(group);

        Assert.Null(await groups.NotHeld(Service.ProgrammeTeam, before[3].Id, "NH-STAFF", null));

        var after = await service.Sessions(group);
        Assert.Equal(before.Take(3).Select(s => (s.Id, s.On)), after.Take(3).Select(s => (s.Id, s.On)));
        Assert.Equal((before[3].TemplateKey, before[4].On), (after[3].TemplateKey, after[3].On));
        await Change(service, new RescheduleGroup { GroupId = group, Closures = [new Closure(before[9].On, before[9].On, "Training")] });
        Assert.DoesNotContain(await service.Sessions(group), s => s.On == before[3].On);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_new_calendar_address_ends_the_old_one_and_only_its_own_programme_team_makes_it(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        var calendar = service.Get<GroupCalendar>();
        var group = await service.MakeGroup();
        var old = await Key();
        Assert.NotNull(await calendar.Find(old));
        foreach (var stranger in new[] { s_elsewhere, Service.Practitioner, Service.Spo, Service.RegionalLead })
            Assert.IsType<NotYourGroup>(await groups.RenewCalendar(stranger, group));
        Assert.Equal(old, await Key());

        Assert.Null(await groups.RenewCalendar(Service.ProgrammeTeam, group));

        Assert.NotEqual(old, await Key());
        Assert.Null(await calendar.Find(old));
        Assert.NotNull(await calendar.Find(await Key()));

        Task<string> Key() => service.Read(db => db.Groups.Where(g => g.Id == group).Select(g => g.CalendarKey).SingleAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_meeting_clashes_with_what_the_person_the_facilitator_or_the_room_is_booked_for_and_never_with_itself(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var referral = await service.Referral();
        var at = (await service.Sessions(group))[2];
        Assert.Null(await groups.Staff(Service.ProgrammeTeam, at.Id, ["N01FAC1"], "Room 1"));
        var asked = new ClashQuestion { On = at.On, Start = at.Start.AddMinutes(60), Minutes = 60, What = "A three-way meeting" };

        Assert.Equal(BookedKind.Person, Assert.Single(await groups.ClashesAt(Service.ProgrammeTeam, group, asked with { ReferralId = referral.Id })).Who.Kind);
        Assert.Equal(BookedKind.Facilitator, Assert.Single(await groups.ClashesAt(Service.ProgrammeTeam, group, asked with { Facilitators = ["N01FAC1"] })).Who.Kind);
        Assert.Equal(BookedKind.Room, Assert.Single(await groups.ClashesAt(Service.ProgrammeTeam, group, asked with { Room = "Room 1" })).Who.Kind);
        Assert.Empty(await groups.ClashesAt(Service.ProgrammeTeam, group, asked with { Facilitators = ["N01FAC2"], Room = "Room 2" }));
        Assert.Empty(await groups.ClashesAt(Service.ProgrammeTeam, group, asked with { Start = at.Start.AddMinutes(at.Minutes), Facilitators = ["N01FAC1"], Room = "Room 1", ReferralId = referral.Id }));
        Assert.Empty(await groups.ClashesAt(Service.ProgrammeTeam, group, asked with { SessionId = at.Id, Facilitators = ["N01FAC1"], Room = "Room 1", ReferralId = referral.Id }));
        Assert.Empty(await groups.ClashesAt(s_elsewhere, group, asked with { Facilitators = ["N01FAC1"] }));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_catch_up_joins_only_a_session_to_come_of_the_same_work_for_the_same_people_in_the_same_region(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        await service.Waiting();
        await service.Waiting("X200002");
        var own = await service.MakeGroup();
        await service.Place(own);
        var referral = await service.Referral();
        var missed = (await service.Sessions(own))[0];
        Assert.Null(await service.Attend(missed, outcome: AttendanceOutcome.UnacceptableAbsence));
        var later = LondonTime.DateOf(service.Clock.Now).AddDays(3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var host = await service.MakeGroup(Delivering.Group("BBR-2", later));
        var women = await service.MakeGroup(Delivering.Group("BBR-3", later) with { Sex = Sex.Female });
        var choices = await service.MakeGroup(Delivering.Group("SI-1", later) with { ProgrammeKey = "stepwise-relationships", Slots = [new WeeklySlot(DayOfWeek.Monday, new TimeOnly(10, 0))] });
        var closed = await service.MakeGroup(Delivering.Group("BBR-4", later));
        var wrong = (await service.Sessions(closed)).Single(s => s.TemplateKey == missed.TemplateKey);
        Assert.Null(await groups.Close(Service.ProgrammeTeam, closed, service.Get<CatalogueSource>().Current.Reasons(ReasonUses.GroupClosure, LondonTime.DateOf(service.Clock.Now))[0].Code, "Too few."));

        await Refused((await service.Sessions(host)).Single(s => s.TemplateKey == missed.TemplateKey).Id, "foundations-2");
        await Refused((await service.Sessions(host))[1].Id);
        await Refused((await service.Sessions(women)).Single(s => s.TemplateKey == missed.TemplateKey).Id);
        await Refused((await service.Sessions(choices))[0].Id);
        await Refused(wrong.Id);
        await Refused(missed.Id);
        await Refused(Guid.Empty);
        Assert.Equal([host], (await groups.Hosts(Service.ProgrammeTeam, own, missed.TemplateKey!)).Select(h => h.Group.Id));
        Assert.Empty(await groups.Hosts(s_elsewhere, own, missed.TemplateKey!));
        Assert.Equal(0, await service.Read(db => db.Sessions.CountAsync(s => s.Kind == SessionKind.CatchUp)));

        var joined = (await service.Sessions(host)).Single(s => s.TemplateKey == missed.TemplateKey);
        Assert.Null(await groups.Book(Service.ProgrammeTeam, own, referral.Id, missed.TemplateKey, SessionKind.CatchUp, default, default, joined.Id));
        var guest = await service.Read(db => db.Sessions.SingleAsync(s => s.Kind == SessionKind.CatchUp));
        Assert.Equal((host, joined.On, joined.Start), (guest.GroupId, guest.On, guest.Start));
        // The register of the session they join is not saved until it has an answer for the guest too.
        await service.Place(host, "X200002");
        Assert.Null(await service.Attend(joined, "X200002"));
        service.Clock.Now = LondonTime.At(joined.On.AddDays(6), new TimeOnly(9, 0)).ToUniversalTime();
        await service.Job("registers");
        var task = await service.Read(db => db.Tasks.SingleAsync(t => t.Kind == SaveRegister.Kind && t.ClosedAt == null && db.Instances.Any(i => i.Id == t.InstanceId && i.Subject == joined.Id.ToString("N"))));
        Assert.Null(await service.Attend(joined));
        Assert.NotNull((await service.Read(db => db.Tasks.SingleAsync(t => t.Id == task.Id))).ClosedAt);

        async Task Refused(Guid session, string? template = null) =>
            Assert.IsType<NotTheSameSession>(await groups.Book(Service.ProgrammeTeam, own, referral.Id, template ?? missed.TemplateKey, SessionKind.CatchUp, default, default, session));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_words_given_when_a_group_is_closed_stay_in_its_history(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var groups = service.Get<GroupService>();
        var group = await service.MakeGroup();
        var reason = service.Get<CatalogueSource>().Current.Reasons(ReasonUses.GroupClosure, LondonTime.DateOf(service.Clock.Now))[0].Code;

        Assert.Null(await groups.Close(Service.ProgrammeTeam, group, reason, "Only two people could come on Tuesdays."));
        Assert.Null(await groups.Close(Service.ProgrammeTeam, group, reason, "Again."));

        var view = await groups.Find(Service.ProgrammeTeam, group);
        var closed = Assert.Single(view!.History, e => e.Kind == GroupEvents.Closed);
        Assert.Equal(("Only two people could come on Tuesdays.", reason, Service.ProgrammeTeam.Signature), (closed.Words, closed.ReasonCode, closed.By));
        Assert.Equal(GroupEvents.Created, view.History[^1].Kind);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Of_people_who_write_one_report_at_once_one_is_saved_and_the_others_are_told_whose(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var reports = service.Get<ReportService>();
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        var referral = await service.Referral();
        Assert.Null(await reports.Save(Service.ProgrammeTeam, referral.Id, Words("First draft."), complete: false, version: 0));

        var writers = Enumerable.Range(0, 8).Select(i => Service.ProgrammeTeam with { Username = $"w{i}", Name = $"Writer {i}" }).ToArray();
        var refusals = await Task.WhenAll(writers.Select(w => Task.Run(() => reports.Save(w, referral.Id, Words($"By {w.Name}."), complete: false, version: 1))));

        var winner = Assert.Single(refusals.Index(), r => r.Item is null).Index;
        Assert.All(refusals.Where((_, i) => i != winner), r => Assert.Equal(writers[winner].Signature, Assert.IsType<ReportSavedMeanwhile>(r).By));
        var saved = await service.Read(db => db.Reports.SingleAsync());
        Assert.Equal((2, $"By Writer {winner}.", writers[winner].Signature), (saved.Version, saved.Answers![0].Words, saved.SavedBy));
        // The same form sent twice is no conflict.
        Assert.Null(await reports.Save(writers[winner], referral.Id, Words($"By Writer {winner}."), complete: false, version: 1));

        static ReportAnswer[] Words(string words) => [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, words))];
    }

    private static async Task<ScheduleChange> Change(Service service, RescheduleGroup request)
    {
        var groups = service.Get<GroupService>();
        var (shown, refusal) = await groups.Preview(Service.ProgrammeTeam, request);
        Assert.Null(refusal);
        Assert.Null(await groups.Reschedule(Service.ProgrammeTeam, request, shown!.Version));
        return shown;
    }
}
