using Microsoft.EntityFrameworkCore;
using Referrals.Application.Chasing;
using Referrals.Application.Data;
using Referrals.Application.Messages;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests.Attacks;

public sealed class AtLeastOnce
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_message_whose_sender_died_before_marking_it_goes_out_again_with_the_same_key(DatabaseProvider provider)
    {
        var channel = new DiesAfterSending();
        await using var service = await Service.Start(provider, channel: channel);
        await using (var db = service.Db())
        {
            db.Add(new OutboxMessage { Id = Ids.New(service.Clock.Now), Key = "digest/N01PRA1/2026-03-02", Kind = "digest", Addressee = "N01PRA1", Address = "pat@example.org", Subject = "1 task is late", Body = "…", CreatedAt = service.Clock.Now, NextAttemptAt = service.Clock.Now });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAsync<PlugPulledException>(() => service.Job("deliver"));
        Assert.Equal("0 messages delivered.", await service.Job("deliver"));

        service.Clock.Now += TimeSpan.FromMinutes(20);
        Assert.Equal("1 message delivered.", await service.Job("deliver"));
        service.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal("0 messages delivered.", await service.Job("deliver"));

        Assert.Equal(["digest/N01PRA1/2026-03-02", "digest/N01PRA1/2026-03-02"], channel.Keys);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Two_nodes_that_make_digests_at_once_make_one_for_each_addressee(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import([.. Enumerable.Range(0, 5).Select(i => Cases.Man($"X30000{i}") with { PersonalDetails = Cases.Details($"N01PRA{i}") })]);
        service.Clock.Now = Service.At("2026-04-13T09:00Z");
        await service.Job("chase");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => service.Get<DigestJob>().Run())));

        var addressees = await service.Read(db => db.Notices.Select(n => n.Addressee).Distinct().OrderBy(a => a).ToListAsync());
        Assert.Equal(5, addressees.Count);
        Assert.Equal(addressees, await service.Read(db => db.Outbox.Select(m => m.Addressee).OrderBy(a => a).ToListAsync()));
        Assert.Equal(0, await service.Read(db => db.Notices.CountAsync(n => n.DigestKey == null)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Nobody_is_chased_about_a_task_that_closed_while_the_sweep_was_under_way(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import([.. Enumerable.Range(0, 6).Select(i => Cases.ReadyToDecide($"X40000{i}"))]);
        service.Clock.Now = Service.At("2026-04-13T09:00Z");
        CaseTask? closed = null;

        var sweep = new ChaseSweep(service.Get<DatabaseFactory>(), service.Get<CatalogueSource>(), service.Clock)
        {
            BatchSize = 2,
            OnClimbed = _ => closed ??= CloseOneNotYetChased(service).GetAwaiter().GetResult(),
        };
        await sweep.Run(TestContext.Current.CancellationToken);

        Assert.NotNull(closed);
        var chased = await service.Read(db => db.Chases.Select(c => c.TaskId).Distinct().ToListAsync());
        Assert.Equal(5, chased.Count);
        Assert.DoesNotContain(closed.Id, chased);
    }

    private static async Task<CaseTask> CloseOneNotYetChased(Service service)
    {
        var task = await service.Read(db => db.Tasks.FirstAsync(t => t.ClosedAt == null && t.Rung == 0 && t.Kind == "Referrals.Decide"));
        Assert.Null(await service.Get<TaskService>().Complete(Service.Practitioner, new CompleteTask { TaskId = task.Id, RequestId = "now", Answer = new TaskAnswer { Outcome = "AcceptRecommendation" } }));
        return task;
    }

    private sealed class DiesAfterSending : IMessageChannel
    {
        public List<string> Keys { get; } = [];

        public Task<SendResult> Send(OutgoingMessage message, CancellationToken cancellation)
        {
            Keys.Add(message.Key);
            return Keys.Count == 1 ? throw new PlugPulledException() : Task.FromResult<SendResult>(new Sent("1"));
        }
    }

    // A failing channel is an answer; this is the process that stops.
    private sealed class PlugPulledException : OperationCanceledException;
}
