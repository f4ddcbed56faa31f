using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;

namespace Referrals.Application.Access;

/// <summary>Somebody who is signed in on one browser. The browser holds a key; this row holds its hash and whatever else is known, so that it can be ended from anywhere.</summary>
public sealed class SignInSession
{
    /// <summary>SHA-256 of the key, in hexadecimal.</summary>
    public required string KeyHash { get; init; }

    public required string Username { get; init; }

    /// <summary>The identity provider's name for the person, where one signed them in.</summary>
    public string? Subject { get; init; }

    /// <summary>The identity provider's name for the session there.</summary>
    public string? ProviderSession { get; init; }

    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Encrypted by the service's own keys.</summary>
    public required string Ticket { get; set; }
}

/// <summary>How long and how often somebody may be signed in.</summary>
public sealed record SessionLimits
{
    /// <summary>The longest that may be configured.</summary>
    public static TimeSpan Most { get; } = TimeSpan.FromDays(1);

    /// <summary>Without a request for so long, the session ends.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>After so long it ends whatever was done.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(12);

    /// <summary>On how many browsers at once; a further one ends the oldest. 0 is any number.</summary>
    public int AtOnce { get; init; } = 3;
}

/// <summary>The sessions of everybody who is signed in, on whatever node.</summary>
public sealed class SignInSessions(DatabaseFactory factory, TimeProvider time)
{
    /// <summary>How exactly it is kept when somebody was last seen.</summary>
    private static readonly TimeSpan s_grain = TimeSpan.FromMinutes(1);

    public async Task Begin(SignInSession session, SessionLimits limits, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(limits);
        await using var db = factory.CreateDbContext();
        db.Add(session);
        await db.SaveChangesAsync(cancellation);
        if (limits.AtOnce == 0)
            return;
        var live = await Live(db, limits).Where(s => s.Username == session.Username).OrderByDescending(s => s.StartedAt).ThenBy(s => s.KeyHash == session.KeyHash ? 0 : 1)
            .Select(s => s.KeyHash).ToListAsync(cancellation);
        var over = live.Where(key => key != session.KeyHash).Skip(limits.AtOnce - 1).ToArray();
        if (over.Length > 0)
            await db.Sessions().Where(s => over.Contains(s.KeyHash)).ExecuteDeleteAsync(cancellation);
    }

    /// <returns>The session's ticket; null where it has ended. Being asked for keeps it from being idle.</returns>
    public async Task<string?> Find(string keyHash, SessionLimits limits, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        await using var db = factory.CreateDbContext();
        if (await Live(db, limits).AsNoTracking().FirstOrDefaultAsync(s => s.KeyHash == keyHash, cancellation) is not { } session)
            return null;
        var now = time.GetUtcNow();
        if (now - session.SeenAt >= s_grain)
            await db.Sessions().Where(s => s.KeyHash == keyHash && s.SeenAt < now).ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenAt, now), cancellation);
        return session.Ticket;
    }

    public async Task End(string keyHash, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        await db.Sessions().Where(s => s.KeyHash == keyHash).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Ends every session of a user, wherever it is.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EndAll(string username, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.Sessions().Where(s => s.Username == username).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Ends what the identity provider has ended: one session of its own, or with no session named all of a person.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EndFor(string? subject, string? providerSession, CancellationToken cancellation = default)
    {
        if (subject is null && providerSession is null)
            return 0;
        await using var db = factory.CreateDbContext();
        return await db.Sessions()
            .Where(s => (subject == null || s.Subject == subject) && (providerSession == null || s.ProviderSession == providerSession))
            .ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Forgets sessions that nobody has used for longer than any may last.</summary>
    public async Task<int> Forget(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var since = time.GetUtcNow() - SessionLimits.Most;
        return await db.Sessions().Where(s => s.SeenAt <= since).ExecuteDeleteAsync(cancellation);
    }

    private IQueryable<SignInSession> Live(ReferralsDbContext db, SessionLimits limits)
    {
        var (idle, longest) = (time.GetUtcNow() - limits.Idle - s_grain, time.GetUtcNow() - limits.Longest);
        return db.Sessions().Where(s => s.SeenAt > idle && s.StartedAt > longest);
    }
}

internal static class SessionRows
{
    public static DbSet<SignInSession> Sessions(this ReferralsDbContext db) => db.Set<SignInSession>();
}
