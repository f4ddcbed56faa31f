using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Referrals.Application.Data;

/// <summary>Holds something of a database that only one process may do at a time. A process that dies lets go of it, however it dies.</summary>
internal static class Holding
{
    /// <summary>Waits until nobody else holds it.</summary>
    /// <param name="work">What is held, in one word.</param>
    public static async Task<IAsyncDisposable> Hold(ReferralsDbContext db, string work, CancellationToken cancellation)
    {
        while (true)
        {
            if (await TryHold(db, work, cancellation) is { } held)
                return held;
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }
    }

    /// <returns>Null where somebody else holds it; otherwise what lets go of it. On SQL Server the context must live as long.</returns>
    public static async Task<IAsyncDisposable?> TryHold(ReferralsDbContext db, string work, CancellationToken cancellation) =>
        db.Database.IsSqlite() ? HoldFile(db, work) : await HoldApplicationLock(db, work, cancellation);

    private static FileStream? HoldFile(ReferralsDbContext db, string work)
    {
        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            return new FileStream($"{file}.{work}", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<IAsyncDisposable?> HoldApplicationLock(ReferralsDbContext db, string work, CancellationToken cancellation)
    {
        await db.Database.OpenConnectionAsync(cancellation);
        var answer = (await db.Database
            .SqlQuery<int>($"DECLARE @answer int; EXEC @answer = sp_getapplock @Resource = {"referrals-" + work}, @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0; SELECT @answer AS Value")
            .ToListAsync(cancellation)).Single();
        if (answer >= 0)
            return new OpenSession(db, "referrals-" + work);
        await db.Database.CloseConnectionAsync();
        return null;
    }

    private sealed class OpenSession(ReferralsDbContext db, string resource) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await db.Database.ExecuteSqlAsync($"EXEC sp_releaseapplock @Resource = {resource}, @LockOwner = 'Session'");
            await db.Database.CloseConnectionAsync();
        }
    }
}
