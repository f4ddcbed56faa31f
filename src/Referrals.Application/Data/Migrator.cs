using Microsoft.EntityFrameworkCore;

namespace Referrals.Application.Data;

/// <summary>Applies migrations under a lock, so that any number of nodes may start at once and one of them does the work.</summary>
public sealed class Migrator(DatabaseFactory factory)
{
    /// <returns>The names of the migrations this call applied; empty where another node had done it.</returns>
    public async Task<IReadOnlyList<string>> Run(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (!db.Database.IsSqlite())
            return await Apply(db, cancellation);

        await using var held = await Holding.Hold(db, "migrating", cancellation);
        // EF marks a running migration with a row. A process that was killed leaves it, and the next would wait for ever;
        // under the file lock nobody else can be migrating, so a row found here is such a leaving.
        await ForgetAbandonedLock(db, cancellation);
        return await Apply(db, cancellation);
    }

    /// <returns>The names of the migrations that are still to be applied; all of them where there is no database yet.</returns>
    public async Task<IReadOnlyList<string>> Pending(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return [.. await db.Database.GetPendingMigrationsAsync(cancellation)];
    }

    private static async Task<IReadOnlyList<string>> Apply(ReferralsDbContext db, CancellationToken cancellation)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellation)).ToArray();
        // SQL Server: MigrateAsync takes an application lock in the database.
        if (pending.Length > 0)
            await db.Database.MigrateAsync(cancellation);
        return pending;
    }

    private static async Task ForgetAbandonedLock(ReferralsDbContext db, CancellationToken cancellation)
    {
        var exists = await db.Database
            .SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .SingleAsync(cancellation);
        if (exists > 0)
            await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellation);
    }
}
