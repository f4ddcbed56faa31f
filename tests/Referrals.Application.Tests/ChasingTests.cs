using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Messages;
using Referrals.Application.Needs;
using Referrals.Application.Statistics;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Tests;

public sealed class ChasingTests
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_need_with_no_decision_after_its_ladder_is_seen_by_practitioner_SPO_and_regional_lead_and_counted(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());

        for (var day = 0; day < 45; day++)
        {
            service.Clock.Now += TimeSpan.FromDays(1);
            await service.Job("chase");
        }

        Assert.Equal("Referrals.Decide", Assert.Single((await service.Get<ToDoService>().Mine(Service.Practitioner)).Items).Kind);
        Assert.Equal("Referrals.Decide", Assert.Single((await service.Get<ToDoService>().ClimbedToMe(Service.Spo)).Items).Kind);
        Assert.Equal("Referrals.Decide", Assert.Single((await service.Get<ToDoService>().ClimbedToMe(Service.RegionalLead)).Items).Kind);
        var counted = await service.Get<MeasureService>().Count(new TableRequest { Period = new StatisticsPeriod(new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), By = Breakdown.Region }.Question);
        var row = Assert.Single(counted.Rows);
        Assert.Equal((1L, 1L, 0L, 1L), (row.Counts[ReferralsAndCompletions.Assessed], row.Counts[ReferralsAndCompletions.Needing], row.Counts[ReferralsAndCompletions.Referred], row.Counts[ReferralsAndCompletions.NotReferredNoReason]));
        var chases = await service.Read(db => db.Chases.OrderBy(c => c.Rung).ToListAsync());
        var ladder = service.Get<CatalogueSource>().Current.LadderOn("standard", new DateOnly(2026, 3, 2));
        Assert.Equal([.. Enumerable.Range(0, ladder.Rungs.Count)], chases.Select(c => c.Rung));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_snoozed_task_is_not_chased_until_the_snooze_ends_and_then_is(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        var task = Assert.Single(await service.OpenTasks(Cases.Crn));
        service.Clock.Now = Service.At("2026-03-09T09:00Z");
        var reason = service.Get<CatalogueSource>().Current.Reasons(ReasonUses.Snooze, new DateOnly(2026, 3, 9))[0].Code;

        Assert.IsType<ReasonMissing>(await service.Get<TaskService>().Snooze(Service.Practitioner, new SnoozeTask { TaskId = task.Id, Until = new DateOnly(2026, 3, 23), ReasonCode = "" }));
        Assert.IsType<SnoozeOutOfRange>(await service.Get<TaskService>().Snooze(Service.Practitioner, new SnoozeTask { TaskId = task.Id, Until = new DateOnly(2026, 9, 1), ReasonCode = reason, Words = "x" }));
        Assert.Null(await service.Get<TaskService>().Snooze(Service.Practitioner, new SnoozeTask { TaskId = task.Id, Until = new DateOnly(2026, 3, 23), ReasonCode = reason, Words = "Court on the 20th" }));

        service.Clock.Now = Service.At("2026-03-20T09:00Z");
        Assert.Equal("0 rungs climbed.", await service.Job("chase"));
        service.Clock.Now = Service.At("2026-03-23T09:00Z");
        Assert.Equal("1 rung climbed.", await service.Job("chase"));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task One_digest_a_day_tells_what_is_late_without_a_name_and_what_nobody_can_get_is_shown(DatabaseProvider provider)
    {
        var channel = new Received();
        await using var service = await Service.Start(provider, channel: channel);
        await service.Import(Cases.Man());
        await using (var db = service.Db())
        {
            db.Trail.Responsible = Service.RegionalLead;
            db.Staff.Add(new StaffMember { Code = "N01PRA1", Name = "Pat Practitioner", Email = "pat@example.org", Role = Roles.Practitioner, RegionCode = "E", PduId = 70 });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        for (service.Clock.Now = Service.At("2026-03-06T08:00Z"); service.Clock.Now < Service.At("2026-03-30T00:00Z"); service.Clock.Now += TimeSpan.FromDays(1))
            await service.Job("chase");
        await service.Job("digest");
        await service.Job("digest");
        await service.Job("deliver");
        await service.Job("deliver");

        var message = Assert.Single(channel.Messages);
        Assert.Equal(("pat@example.org", "3 tasks are late"), (message.To, message.Subject));
        Assert.DoesNotContain("Tester", message.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Cases.Crn, message.Body, StringComparison.Ordinal);
        var undeliverable = await service.Read(db => db.Outbox.Where(m => m.UndeliverableAt != null).ToListAsync());
        Assert.Contains(undeliverable, m => m.Addressee == "spo@E/70");
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_task_closed_between_the_sweep_and_the_digest_is_not_told(DatabaseProvider provider)
    {
        var channel = new Received();
        await using var service = await Service.Start(provider, channel: channel);
        await service.Import(Cases.ReadyToDecide());
        service.Clock.Now = Service.At("2026-03-30T08:00Z");
        await service.Job("chase");

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await service.Job("digest");

        Assert.Empty(await service.Read(db => db.Outbox.ToListAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_is_done_between_the_digest_and_its_sending_is_told_to_nobody_however_long_it_waited(DatabaseProvider provider)
    {
        var channel = new Received();
        await using var service = await Service.Start(provider, channel: channel);
        await service.Import(Cases.ReadyToDecide(), Cases.ReadyToDecide("X100002"));
        service.Clock.Now = Service.At("2026-03-30T08:00Z");
        await service.Job("chase");
        await service.Job("digest");
        Assert.Equal("2 tasks are late", (await service.Read(db => db.Outbox.SingleAsync(m => m.Addressee == "N01PRA1"))).Subject);

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        service.Clock.Now += TimeSpan.FromDays(3);
        await service.Job("deliver");
        var sent = Assert.Single(channel.Messages, m => m.To == "n01pra1@example.org");
        Assert.Equal("1 task is late", sent.Subject);
        // What is kept is what was told.
        Assert.Equal((sent.Subject, sent.Body), await service.Read(db => db.Outbox.Where(m => m.Addressee == "N01PRA1").Select(m => new { m.Subject, m.Body }).SingleAsync()) is { } kept ? (kept.Subject, kept.Body) : default);

        service.Clock.Now = Service.At("2026-04-07T08:00Z");
        await service.Job("chase");
        await service.Job("digest");
        await service.Answer(Service.Practitioner, "X100002", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        var before = channel.Messages.Count;
        await service.Job("deliver");
        Assert.Equal(before, channel.Messages.Count);
        Assert.Contains(await service.Read(db => db.Outbox.ToListAsync()), m => m is { Addressee: "N01PRA1", WithdrawnAt: not null, DeliveredAt: null });
        Assert.Equal(0, await service.Get<Administration.AdministrationService>().Waiting(TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_late_programme_team_is_told_of_to_the_practitioner_who_holds_the_case_at_the_address_nDelius_gave(DatabaseProvider provider)
    {
        var channel = new Received();
        await using var service = await Service.Start(provider, channel: channel);
        await service.Import(Cases.ReadyToDecide());
        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });

        for (service.Clock.Now = Service.At("2026-03-06T08:00Z"); service.Clock.Now < Service.At("2026-05-30T00:00Z"); service.Clock.Now += TimeSpan.FromDays(1))
            await service.Job("chase");

        var told = await service.Read(db => db.Notices.Where(n => n.Role == Roles.Practitioner).Select(n => n.Addressee).Distinct().ToListAsync());
        Assert.Equal(["N01PRA1"], told);
        service.Clock.Now = Service.At("2026-06-01T08:00Z");
        await service.Job("digest");
        await service.Job("deliver");
        Assert.Contains(channel.Messages, m => m.To == "n01pra1@example.org");
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_was_not_told_yet_when_a_case_is_handed_on_is_told_to_the_new_practitioner(DatabaseProvider provider)
    {
        var channel = new Received();
        await using var service = await Service.Start(provider, channel: channel);
        await service.Import(Cases.ReadyToDecide());
        service.Clock.Now = Service.At("2026-03-30T08:00Z");
        await service.Job("chase");

        await service.Import(Cases.ReadyToDecide() with { PersonalDetails = Cases.Details(practitioner: "N01PRA2") });
        await service.Job("digest");
        await service.Job("deliver");

        Assert.Equal(["n01pra2@example.org"], channel.Messages.Where(m => m.To.StartsWith("n01pra", StringComparison.Ordinal)).Select(m => m.To));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Nobody_puts_off_what_waits_for_somebody_else_and_every_putting_off_stays_in_the_history(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        var reason = service.Get<CatalogueSource>().Current.Reasons(ReasonUses.Snooze, new DateOnly(2026, 3, 2))[0].Code;
        SnoozeTask Until(CaseTask task, int day) => new() { TaskId = task.Id, Until = new DateOnly(2026, 3, day), ReasonCode = reason, Words = "Court" };
        var decide = Assert.Single(await service.OpenTasks(Cases.Crn));

        Assert.IsType<NotYours>(await service.Get<TaskService>().Snooze(Service.ProgrammeTeam, Until(decide, 10)));
        Assert.IsType<NotYours>(await service.Get<TaskService>().Snooze(Service.Practitioner with { StaffCode = "N01PRA9" }, Until(decide, 10)));
        Assert.Null(await service.Get<TaskService>().Snooze(Service.Practitioner, Until(decide, 10)));
        Assert.Null(await service.Get<TaskService>().Snooze(Service.Spo, Until(decide, 12)));
        Assert.Equal(2, (await service.Person(Cases.Crn)).Milestones.Count(m => m.Kind == MilestoneKinds.TaskPutOff && m.ReasonCode == reason));

        await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.DoNotRefer, ReasonCode = "UN-MOVED", Words = "Moves abroad in May." });
        var approval = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == "Referrals.ApproveDecision");
        Assert.IsType<NotYours>(await service.Get<TaskService>().Snooze(Service.Practitioner, Until(approval, 10)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_message_that_is_not_taken_is_tried_with_growing_pauses_and_then_shown(DatabaseProvider provider)
    {
        var down = new Down();
        await using var service = await Service.Start(provider, channel: down);
        await service.Import(Cases.ReadyToDecide());
        service.Clock.Now = Service.At("2026-03-30T08:00Z");
        await service.Job("chase");
        await service.Job("digest");
        var begun = service.Clock.Now;
        var tried = new List<double>();

        for (var minute = 0; minute < 300; minute++, service.Clock.Now = begun + TimeSpan.FromMinutes(minute))
        {
            var before = down.Times;
            await service.Job("deliver");
            if (down.Times > before)
                tried.Add((service.Clock.Now - begun).TotalMinutes);
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 127], tried);
        Assert.Contains(await service.Read(db => db.Outbox.ToListAsync()), m => m is { Attempts: Dispatch.MostAttempts, UndeliverableAt: not null, DeliveredAt: null } && m.LastError!.Contains("down", StringComparison.Ordinal));
    }

    private sealed class Down : IMessageChannel
    {
        public int Times { get; private set; }

        public Task<SendResult> Send(OutgoingMessage message, CancellationToken cancellation)
        {
            Times++;
            return Task.FromResult<SendResult>(new Retry("The mail server is down."));
        }
    }

    private sealed class Received : IMessageChannel
    {
        public List<OutgoingMessage> Messages { get; } = [];

        public Task<SendResult> Send(OutgoingMessage message, CancellationToken cancellation)
        {
            Messages.Add(message);
            return Task.FromResult<SendResult>(new Sent("1"));
        }
    }
}
