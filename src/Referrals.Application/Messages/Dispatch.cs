using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Chasing;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Messages;

/// <summary>
/// Delivers the outbox, each message at least once: a message is claimed for a while, sent, then marked. A node that dies between sending and
/// marking leaves the claim to run out, and the key tells the receiver that it is the same message.
/// </summary>
public sealed class Dispatch(DatabaseFactory factory, IMessageChannel channel, DigestText digests, TimeProvider time, ILogger<Dispatch> log)
{
    /// <summary>Attempts before an administrator has to look.</summary>
    public const int MostAttempts = 8;

    // A batch is claimed for longer than sending all of it can take, so that no other node sends it meanwhile.
    private const int BatchSize = 10;
    private static readonly TimeSpan ClaimFor = TimeSpan.FromMinutes(15);

    /// <returns>How many messages were delivered.</returns>
    public async Task<int> Run(CancellationToken cancellation = default)
    {
        var delivered = 0;
        while (true)
        {
            var claimed = await Claim(cancellation);
            if (claimed.Count == 0)
                return delivered;
            foreach (var message in claimed)
                delivered += await Send(message, cancellation) ? 1 : 0;
        }
    }

    /// <summary>Puts an undeliverable message back in the queue, to be tried at once.</summary>
    public async Task<bool> TryAgain(Actor actor, Guid messageId, string? address, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var now = time.GetUtcNow();
        await using var db = factory.CreateDbContext();
        var queued = await db.Outbox.Where(m => m.Id == messageId && m.UndeliverableAt != null && (address != null || m.Address != null))
            .ExecuteUpdateAsync(set => set
                .SetProperty(m => m.UndeliverableAt, (DateTimeOffset?)null)
                .SetProperty(m => m.Attempts, 0)
                .SetProperty(m => m.Address, m => address ?? m.Address)
                .SetProperty(m => m.NextAttemptAt, now), cancellation) > 0;
        if (queued)
            Occasion.Current?.Say(actor, AuditActs.Ran, detail: $"message {messageId:N} sent again{(address is null ? "" : " to another address")}");
        return queued;
    }

    private async Task<List<OutboxMessage>> Claim(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var mark = Ids.New(now).ToString("N");
        await using var db = factory.CreateDbContext();
        var claimed = await Claim(db, now, mark, cancellation);
        return claimed == 0 ? [] : await db.Outbox.AsNoTracking().Where(m => m.ClaimedBy == mark).OrderBy(m => m.CreatedAt).ToListAsync(cancellation);
    }

    /// <summary>One UPDATE whose outer WHERE repeats the condition, as in a sweep.</summary>
    internal static Task<int> Claim(ReferralsDbContext db, DateTimeOffset now, string mark, CancellationToken cancellation)
    {
        var until = now + ClaimFor;
        return db.Outbox
            .Where(m => m.DeliveredAt == null && m.UndeliverableAt == null && m.WithdrawnAt == null && m.NextAttemptAt <= now && (m.ClaimedUntil == null || m.ClaimedUntil < now)
                && db.Outbox
                    .Where(d => d.DeliveredAt == null && d.UndeliverableAt == null && d.WithdrawnAt == null && d.NextAttemptAt <= now && (d.ClaimedUntil == null || d.ClaimedUntil < now))
                    .OrderBy(d => d.NextAttemptAt).ThenBy(d => d.Id)
                    .Take(BatchSize)
                    .Select(d => d.Id)
                    .Contains(m.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.ClaimedBy, mark).SetProperty(m => m.ClaimedUntil, until), cancellation);
    }

    private async Task<bool> Send(OutboxMessage message, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        var mine = db.Outbox.Where(m => m.Id == message.Id && m.ClaimedBy == message.ClaimedBy);
        var (result, (subject, body)) = await Try(db, message, cancellation);
        var now = time.GetUtcNow();
        var attempts = message.Attempts + 1;
        switch (result)
        {
            case null:
                await mine.ExecuteUpdateAsync(set => set.SetProperty(m => m.WithdrawnAt, now).SetProperty(m => m.ClaimedUntil, (DateTimeOffset?)null), cancellation);
                return false;
            case Sent sent:
                // As it was told, so that it can be read later.
                await mine.ExecuteUpdateAsync(set => set
                    .SetProperty(m => m.Subject, subject).SetProperty(m => m.Body, body).SetProperty(m => m.DeliveredAt, now).SetProperty(m => m.ProviderId, sent.ProviderId).SetProperty(m => m.Attempts, attempts)
                    .SetProperty(m => m.LastError, (string?)null).SetProperty(m => m.ClaimedUntil, (DateTimeOffset?)null), cancellation);
                return true;
            case Retry retry when attempts < MostAttempts:
                log.LogWarning("Message {MessageId} was not delivered, attempt {Attempt}: {Why}", message.Id, attempts, retry.Why);
                await mine.ExecuteUpdateAsync(set => set
                    .SetProperty(m => m.Attempts, attempts).SetProperty(m => m.LastError, retry.Why)
                    .SetProperty(m => m.NextAttemptAt, now + Backoff(attempts)).SetProperty(m => m.ClaimedUntil, (DateTimeOffset?)null), cancellation);
                return false;
            default:
                var why = result is Rejected rejected ? rejected.Why : ((Retry)result).Why;
                log.LogError("Message {MessageId} is undeliverable after {Attempt} attempts: {Why}", message.Id, attempts, why);
                await mine.ExecuteUpdateAsync(set => set
                    .SetProperty(m => m.Attempts, attempts).SetProperty(m => m.LastError, why)
                    .SetProperty(m => m.UndeliverableAt, now).SetProperty(m => m.ClaimedUntil, (DateTimeOffset?)null), cancellation);
                return false;
        }
    }

    /// <summary>A text or a channel that throws must not keep the other messages back: this one is tried again, and shown to an administrator in the end.</summary>
    /// <returns>What came of it, null where nothing was left to tell; and what was told.</returns>
    private async Task<(SendResult? Result, (string Subject, string Body) Told)> Try(ReferralsDbContext db, OutboxMessage message, CancellationToken cancellation)
    {
        var says = (message.Subject, message.Body);
        try
        {
            // A digest may have waited: what was done meanwhile is told to nobody.
            if (message.Kind == DigestText.Kind)
            {
                if (await digests.Now(db, message, cancellation) is not { } still)
                    return (null, says);
                says = still;
            }

            return (await channel.Send(new OutgoingMessage { Key = message.Key, To = message.Address!, Subject = says.Subject, Body = says.Body }, cancellation), says);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Message {MessageId} failed", message.Id);
            return (new Retry($"The channel failed: {e.GetType().Name}."), says);
        }
    }

    /// <summary>1, 2, 4, 8 … minutes.</summary>
    private static TimeSpan Backoff(int attempts) => TimeSpan.FromMinutes(Math.Pow(2, attempts - 1));
}
