using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;

namespace Referrals.Application.Events;

/// <summary>A receiver with how its deliveries stand. Its secret stays in the configuration.</summary>
public sealed record ReceiverStanding
{
    public required string Name { get; init; }
    public required Uri Url { get; init; }
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Still to be taken, those that are given up included.</summary>
    public required int Waiting { get; init; }

    /// <summary>When the longest waiting of them happened; null where none waits.</summary>
    public required DateTimeOffset? WaitingSince { get; init; }

    public required DateTimeOffset? LastTakenAt { get; init; }

    /// <summary>Given up, the oldest first; at most 50. What happened to the same people later waits behind them.</summary>
    public required IReadOnlyList<GivenUpEvent> GivenUp { get; init; }
}

/// <param name="HeldBack">How many later events of the same person wait behind it.</param>
public sealed record GivenUpEvent(long EventId, string Type, string Reference, DateTimeOffset OccurredAt, int Attempts, string? Why, int HeldBack);

/// <summary>From where on events are sent again: an event or a time.</summary>
public sealed record ReplayFrom
{
    public long? EventId { get; init; }
    public DateTimeOffset? Time { get; init; }
}

/// <summary>What an administrator sees and does about events on their way out.</summary>
public sealed class EventService(DatabaseFactory factory, IOptions<EventOptions> options, TimeProvider time)
{
    public const int Shown = 50;

    public IReadOnlyList<string> Receivers { get; } = [.. options.Value.Receivers.Keys.Order(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<ReceiverStanding>> Standings(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var standings = new List<ReceiverStanding>();
        foreach (var name in Receivers)
        {
            var receiver = options.Value.Receivers[name];
            var mine = db.EventDeliveries.AsNoTracking().Where(d => d.Receiver == name);
            var waiting = mine.Where(d => d.DoneAt == null);
            var state = await db.EventReceivers.AsNoTracking().FirstOrDefaultAsync(r => r.Name == name, cancellation);
            var fresh = state is null ? 0 : await db.DomainEvents.CountAsync(e => e.Id > state.TakenUpTo && (receiver.Types.Count == 0 || receiver.Types.Contains(e.Type)), cancellation);
            standings.Add(new ReceiverStanding
            {
                Name = name,
                Url = receiver.Url!,
                Types = [.. receiver.Types.Count == 0 ? EventTypes.All.Keys : receiver.Types.Order(StringComparer.Ordinal)],
                Waiting = await waiting.CountAsync(cancellation) + fresh,
                WaitingSince = await waiting.Join(db.DomainEvents, d => d.EventId, e => e.Id, (d, e) => (DateTimeOffset?)e.OccurredAt).MinAsync(cancellation),
                LastTakenAt = await mine.Where(d => d.LeftOutBy == null).MaxAsync(d => d.DoneAt, cancellation),
                GivenUp = await (from delivery in waiting
                                 where delivery.GivenUpAt != null
                                 join happened in db.DomainEvents on delivery.EventId equals happened.Id
                                 orderby delivery.EventId
                                 select new GivenUpEvent(happened.Id, happened.Type, happened.Reference, happened.OccurredAt, delivery.Attempts, delivery.LastError,
                                     db.EventDeliveries.Count(later => later.Receiver == name && later.OrderedBy == delivery.OrderedBy && later.EventId > delivery.EventId && later.DoneAt == null)))
                    .Take(Shown).ToListAsync(cancellation),
            });
        }

        return standings;
    }

    /// <summary>Tries an event again that was given up.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> TryAgain(Actor actor, string receiver, long eventId, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        await using var db = factory.CreateDbContext();
        var tried = await GivenUp(db, receiver, eventId).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.GivenUpAt, (DateTimeOffset?)null).SetProperty(d => d.Attempts, 0).SetProperty(d => d.NextAttemptAt, now), cancellation) > 0;
        return tried && Say(actor, $"event {eventId} tried again for {receiver}");
    }

    /// <summary>Lets what happened to the person later be sent without an event that was given up.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> LeaveOut(Actor actor, string receiver, long eventId, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        await using var db = factory.CreateDbContext();
        var left = await GivenUp(db, receiver, eventId).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.DoneAt, now).SetProperty(d => d.LeftOutBy, actor.Username), cancellation) > 0;
        return left && Say(actor, $"event {eventId} left out for {receiver}");
    }

    /// <summary>Sends a receiver everything again from an event or a time on, in order. What comes new waits behind it, person by person.</summary>
    /// <returns>How many events; null where there is no such receiver.</returns>
    public async Task<int?> Replay(Actor actor, string receiver, ReplayFrom from, CancellationToken cancellation = default)
    {
        if (!options.Value.Receivers.TryGetValue(receiver, out var wanting))
            return null;
        var now = time.GetUtcNow();
        var count = 0;
        await using var db = factory.CreateDbContext();
        await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            // Its row first: no other node takes anything up for it until this is done. One that was never seen begins here.
            if (await db.EventReceivers.Where(r => r.Name == receiver).ExecuteUpdateAsync(set => set.SetProperty(r => r.TakenUpTo, r => r.TakenUpTo), cancellation) == 0)
            {
                db.Add(new EventReceiver { Name = receiver, TakenUpTo = await db.DomainEvents.MaxAsync(e => (long?)e.Id, cancellation) ?? 0 });
                await db.SaveChangesAsync(cancellation);
            }

            var upTo = await db.EventReceivers.Where(r => r.Name == receiver).Select(r => r.TakenUpTo).SingleAsync(cancellation);
            var events = db.DomainEvents.AsNoTracking().Where(e => e.Id <= upTo);
            if (from.EventId is { } id)
                events = events.Where(e => e.Id >= id);
            if (from.Time is { } since)
                events = events.Where(e => e.OccurredAt >= since);
            await db.EventDeliveries.Where(d => d.Receiver == receiver && events.Any(e => e.Id == d.EventId)).ExecuteUpdateAsync(set => set
                .SetProperty(d => d.DoneAt, (DateTimeOffset?)null).SetProperty(d => d.GivenUpAt, (DateTimeOffset?)null).SetProperty(d => d.LeftOutBy, (string?)null).SetProperty(d => d.Attempts, 0)
                .SetProperty(d => d.NextAttemptAt, now).SetProperty(d => d.ClaimedBy, (string?)null).SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null), cancellation);
            var missing = await events.Where(e => !db.EventDeliveries.Any(d => d.Receiver == receiver && d.EventId == e.Id)).ToListAsync(cancellation);
            db.AddRange(missing.Where(e => wanting.Wants(e.Type)).Select(e => EventDispatch.Delivery(receiver, e, now)));
            await db.SaveChangesAsync(cancellation);
            count = await db.EventDeliveries.CountAsync(d => d.Receiver == receiver && events.Any(e => e.Id == d.EventId), cancellation);
            await transaction.CommitAsync(cancellation);
        });
        Say(actor, $"{count} events sent again to {receiver}");
        return count;
    }

    private static IQueryable<EventDelivery> GivenUp(ReferralsDbContext db, string receiver, long eventId) =>
        db.EventDeliveries.Where(d => d.Receiver == receiver && d.EventId == eventId && d.DoneAt == null && d.GivenUpAt != null);

    private static bool Say(Actor actor, string what)
    {
        Occasion.Current?.Say(actor, AuditActs.Changed, detail: what);
        return true;
    }
}
