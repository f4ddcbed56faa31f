using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Events;

/// <summary>
/// Delivers events to each receiver at least once, and what happened to one person in its order: an event is claimed only once every earlier one of the same person
/// is done. A node that dies between sending and marking leaves the claim to run out; the receiver tells by the id that it has it already.
/// </summary>
public sealed partial class EventDispatch(DatabaseFactory factory, IHttpClientFactory clients, IOptions<EventOptions> options, TimeProvider time, ILogger<EventDispatch> log)
{
    /// <summary>Attempts before an administrator has to look: over about two days.</summary>
    public const int MostAttempts = 40;

    public const string SignatureHeader = "Referrals-Signature";
    public const string IdHeader = "Referrals-Event-Id";
    internal const string ClientName = "events";

    // All of a batch are of different people, and a batch is claimed for longer than sending it can take.
    private const int BatchSize = 20;
    private const int AtOnce = 4;
    private const int MostTakenUp = 500;
    private static readonly TimeSpan s_claimFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(1);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <returns>How many events were taken by their receivers.</returns>
    public async Task<int> Run(CancellationToken cancellation = default)
    {
        // One receiver that does not answer holds up no other.
        var delivered = await Task.WhenAll(options.Value.Receivers.Select(r => Run(r.Key, r.Value, cancellation)));
        await Forget(cancellation);
        return delivered.Sum();
    }

    private async Task<int> Run(string name, EventReceiverOptions receiver, CancellationToken cancellation)
    {
        var delivered = 0;
        while (await TakeUp(name, receiver, cancellation))
        {
        }

        while (true)
        {
            var mark = Ids.New(time.GetUtcNow()).ToString("N");
            var claimed = await Claim(name, mark, cancellation);
            if (claimed.Count == 0)
                return delivered;
            await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (each, token) =>
            {
                if (await Send(name, receiver, each.Delivery, each.Event, mark, token))
                    Interlocked.Increment(ref delivered);
            });
        }
    }

    /// <summary>Makes deliveries of the events that came since it was last asked.</summary>
    /// <returns>Whether there may be more.</returns>
    internal async Task<bool> TakeUp(string name, EventReceiverOptions receiver, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        db.ChangeTracker.AutoDetectChangesEnabled = true;
        var now = time.GetUtcNow();
        try
        {
            if (await db.EventReceivers.FirstOrDefaultAsync(r => r.Name == name, cancellation) is not { } state)
            {
                db.Add(new EventReceiver { Name = name, TakenUpTo = await db.DomainEvents.MaxAsync(e => (long?)e.Id, cancellation) ?? 0 });
                await db.SaveChangesAsync(cancellation);
                return false;
            }

            var events = await db.DomainEvents.AsNoTracking().Where(e => e.Id > state.TakenUpTo).OrderBy(e => e.Id).Take(MostTakenUp).ToListAsync(cancellation);
            if (events.Count == 0)
                return false;
            db.AddRange(events.Where(e => receiver.Wants(e.Type)).Select(e => Delivery(name, e, now)));
            // In the same commit, and only where no other node was first.
            state.TakenUpTo = events[^1].Id;
            await db.SaveChangesAsync(cancellation);
            return events.Count == MostTakenUp;
        }
        catch (DbUpdateException e) when (Changes.IsConflict(e))
        {
            // Another node has taken them up: what it left is looked at again.
            return true;
        }
    }

    internal static EventDelivery Delivery(string receiver, DomainEvent of, DateTimeOffset now) => new() { Receiver = receiver, EventId = of.Id, OrderedBy = of.OrderedBy, NextAttemptAt = now };

    /// <summary>One UPDATE whose outer WHERE repeats the condition, as in a sweep.</summary>
    internal async Task<List<(EventDelivery Delivery, DomainEvent Event)>> Claim(string name, string mark, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var until = now + s_claimFor;
        await using var db = factory.CreateDbContext();
        var due = db.EventDeliveries.Where(d => d.Receiver == name && d.DoneAt == null && d.GivenUpAt == null && d.NextAttemptAt <= now && (d.ClaimedUntil == null || d.ClaimedUntil < now)
            && !db.EventDeliveries.Any(e => e.Receiver == name && e.OrderedBy == d.OrderedBy && e.EventId < d.EventId && e.DoneAt == null));
        var first = due.OrderBy(d => d.EventId).Take(BatchSize).Select(d => d.EventId);
        var claimed = await db.EventDeliveries
            .Where(d => d.Receiver == name && d.DoneAt == null && d.GivenUpAt == null && (d.ClaimedUntil == null || d.ClaimedUntil < now) && first.Contains(d.EventId))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.ClaimedBy, mark).SetProperty(d => d.ClaimedUntil, until), cancellation);
        if (claimed == 0)
            return [];
        var found = await (from delivery in db.EventDeliveries.AsNoTracking()
                           join happened in db.DomainEvents on delivery.EventId equals happened.Id
                           where delivery.Receiver == name && delivery.ClaimedBy == mark && delivery.DoneAt == null
                           orderby delivery.EventId
                           select new { delivery, happened }).ToListAsync(cancellation);
        return [.. found.Select(f => (f.delivery, f.happened))];
    }

    private async Task<bool> Send(string name, EventReceiverOptions receiver, EventDelivery delivery, DomainEvent happened, string mark, CancellationToken cancellation)
    {
        var wrong = await Try(receiver, happened, cancellation);
        var now = time.GetUtcNow();
        var attempts = delivery.Attempts + 1;
        await using var db = factory.CreateDbContext();
        var mine = db.EventDeliveries.Where(d => d.Receiver == name && d.EventId == delivery.EventId && d.ClaimedBy == mark);
        if (wrong is null)
        {
            return await mine.ExecuteUpdateAsync(set => set
                .SetProperty(d => d.DoneAt, now).SetProperty(d => d.Attempts, attempts).SetProperty(d => d.LastError, (string?)null).SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null), cancellation) > 0;
        }

        var givenUp = attempts >= MostAttempts;
        if (givenUp)
            GivenUp(name, delivery.EventId, attempts, wrong);
        else
            NotTaken(name, delivery.EventId, attempts, wrong);
        await mine.ExecuteUpdateAsync(set => set
            .SetProperty(d => d.Attempts, attempts).SetProperty(d => d.LastError, wrong).SetProperty(d => d.GivenUpAt, givenUp ? now : null)
            .SetProperty(d => d.NextAttemptAt, now + Pause(attempts)).SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null), cancellation);
        return false;
    }

    /// <returns>Null where the receiver took it; otherwise why not, without anything it said.</returns>
    private async Task<string?> Try(EventReceiverOptions receiver, DomainEvent happened, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Value.Timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var request = Request(receiver, happened);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.IsSuccessStatusCode ? null : $"It answered {(int)answer.StatusCode}.";
        }
        catch (HttpRequestException e)
        {
            return $"It could not be reached: {e.HttpRequestError}.";
        }
        catch (IOException)
        {
            return "It broke off its answer.";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"It did not answer within {options.Value.Timeout.TotalSeconds:0.#} seconds.");
        }
    }

    private HttpRequestMessage Request(EventReceiverOptions receiver, DomainEvent happened)
    {
        var body = Body(happened);
        var at = time.GetUtcNow().ToUnixTimeSeconds();
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = content };
        request.Headers.Add(IdHeader, happened.Key.ToString());
        request.Headers.Add(SignatureHeader, string.Create(CultureInfo.InvariantCulture, $"t={at},v1={Signature(receiver.Secret, at, body)}"));
        return request;
    }

    /// <summary>HMAC-SHA256 over the seconds since 1970, a full stop and the body as it is sent, in hexadecimal.</summary>
    public static string Signature(string secret, long at, ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> before = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at}."));
        byte[] signed = [.. before, .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    private byte[] Body(DomainEvent happened) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            id = happened.Key,
            sequence = happened.Id,
            eventType = happened.Type,
            version = 1,
            occurredAt = happened.OccurredAt.UtcDateTime,
            reference = happened.Reference,
            detailUrl = new Uri(options.Value.ServiceAddress!, $"/api/v1/{happened.Subject}s/{happened.SubjectId}"),
        },
        s_json);

    /// <summary>Events whose time to be sent again is over and that nobody waits for. The last one stays: the next is counted from it.</summary>
    private async Task Forget(CancellationToken cancellation)
    {
        var before = time.GetUtcNow().AddDays(-options.Value.KeepDays);
        await using var db = factory.CreateDbContext();
        var old = db.DomainEvents.Where(e => e.OccurredAt < before && e.Id < db.DomainEvents.Max(l => l.Id) && !db.EventDeliveries.Any(d => d.EventId == e.Id && d.DoneAt == null)
            && !db.EventReceivers.Any(r => r.TakenUpTo < e.Id));
        if (!await old.AnyAsync(cancellation))
            return;
        var last = await old.MaxAsync(e => e.Id, cancellation);
        await db.EventDeliveries.Where(d => d.EventId <= last && d.DoneAt != null).ExecuteDeleteAsync(cancellation);
        await db.DomainEvents.Where(e => e.Id <= last && !db.EventDeliveries.Any(d => d.EventId == e.Id)).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>1, 2, 4, 8 … minutes, and never more than an hour.</summary>
    internal static TimeSpan Pause(int attempts) => attempts > 6 ? s_longestPause : TimeSpan.FromMinutes(Math.Pow(2, attempts - 1));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {EventId} was not taken by {Receiver}, attempt {Attempt}: {Why}")]
    private partial void NotTaken(string receiver, long eventId, int attempt, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {EventId} is given up for {Receiver} after {Attempt} attempts: {Why}")]
    private partial void GivenUp(string receiver, long eventId, int attempt, string why);
}
