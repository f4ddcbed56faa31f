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
        var counted = await service.Get<StatisticsService>().Count(new TableRequest { Period = new StatisticsPeriod(new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), By = Breakdown.Region });
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
