using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;

namespace Referrals.Application.Requests;

/// <summary>A request of the API that changes something, by the key its caller gave it, with what it was answered.</summary>
public sealed class ApiRequest
{
    /// <summary>The user name; a key is the caller's own.</summary>
    public required string Caller { get; init; }

    public required string Key { get; init; }

    /// <summary>Of method, address, condition and body: the same key on something else is a mistake of the caller.</summary>
    public required string Fingerprint { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>While somebody is at work on it; after that it is taken to have died, and is done again.</summary>
    public DateTimeOffset BusyUntil { get; set; }

    /// <summary>Null while there is no answer.</summary>
    public int? Status { get; set; }

    public string? ContentType { get; set; }

    public string? Body { get; set; }
}

/// <summary>How a request stands to those before it.</summary>
public abstract record RequestStanding
{
    /// <summary>Nobody has answered it: do it.</summary>
    public sealed record Fresh : RequestStanding;

    public sealed record Answered(int Status, string? ContentType, string? Body) : RequestStanding;

    /// <summary>It is being done at this moment.</summary>
    public sealed record Busy : RequestStanding;

    /// <summary>The key was used for something else.</summary>
    public sealed record OfAnother : RequestStanding;
}

/// <summary>
/// Answers the same request in the same way however often it is sent. The answer is kept after the change was saved; a node that dies between leaves a request that
/// is done again, which the services know by its id.
/// </summary>
public sealed class RequestKeys(DatabaseFactory factory, TimeProvider time)
{
    /// <summary>How long an answer is given again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(2);

    private static readonly TimeSpan s_busyFor = TimeSpan.FromMinutes(2);

    public async Task<RequestStanding> Begin(string caller, string key, string fingerprint, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        var until = now + s_busyFor;
        await using var db = factory.CreateDbContext();
        db.Add(new ApiRequest { Caller = caller, Key = key, Fingerprint = fingerprint, StartedAt = now, BusyUntil = until });
        try
        {
            await db.SaveChangesAsync(cancellation);
            return new RequestStanding.Fresh();
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (await db.ApiRequests.AsNoTracking().FirstOrDefaultAsync(r => r.Caller == caller && r.Key == key, cancellation) is not { } before)
                throw;
            if (before.Fingerprint != fingerprint)
                return new RequestStanding.OfAnother();
            if (before.Status is { } status)
                return new RequestStanding.Answered(status, before.ContentType, before.Body);
            return before.BusyUntil <= now
                && await db.ApiRequests.Where(r => r.Caller == caller && r.Key == key && r.Status == null && r.BusyUntil == before.BusyUntil).ExecuteUpdateAsync(set => set.SetProperty(r => r.BusyUntil, until), cancellation) > 0
                    ? new RequestStanding.Fresh()
                    : new RequestStanding.Busy();
        }
    }

    public async Task Answer(string caller, string key, int status, string? contentType, string? body)
    {
        await using var db = factory.CreateDbContext();
        await db.ApiRequests.Where(r => r.Caller == caller && r.Key == key).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Status, status).SetProperty(r => r.ContentType, contentType).SetProperty(r => r.Body, body));
    }

    /// <summary>It came to nothing through no fault of the caller: the next attempt begins anew.</summary>
    public async Task GiveUp(string caller, string key)
    {
        await using var db = factory.CreateDbContext();
        await db.ApiRequests.Where(r => r.Caller == caller && r.Key == key && r.Status == null).ExecuteDeleteAsync();
    }

    /// <returns>How many were forgotten.</returns>
    public async Task<int> Forget(CancellationToken cancellation = default)
    {
        var before = time.GetUtcNow() - KeptFor;
        await using var db = factory.CreateDbContext();
        return await db.ApiRequests.Where(r => r.StartedAt < before).ExecuteDeleteAsync(cancellation);
    }
}
