using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Referrals.Application.Data;

namespace Referrals.Application.Audit;

/// <summary>
/// Adds lines to the log, as the last thing a transaction does: reads the head under a lock, chains the lines on, and moves the head from what was read. Whoever
/// comes second waits for the commit of the first, so the chain never forks however many nodes write.
/// </summary>
internal static class AuditChain
{
    public static async Task Append(ReferralsDbContext db, IReadOnlyList<AuditLine> lines, DateTimeOffset at, CancellationToken cancellation)
    {
        var connection = db.Database.GetDbConnection();
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("The log is added to inside a transaction.");

        var (count, hash) = await Head(connection, transaction, db.Database.IsSqlServer(), cancellation);
        var before = count;
        await using (var insert = new RowInsert(db, typeof(AuditEntry)))
        {
            foreach (var line in lines)
            {
                var entry = AuditEntry.Following(count, hash, line, at);
                await insert.Add(entry, cancellation);
                (count, hash) = (entry.Id, entry.Hash);
            }
        }

        await using var move = connection.CreateCommand();
        move.Transaction = transaction;
        move.CommandText = "UPDATE \"AuditHead\" SET \"Count\" = @count, \"Hash\" = @hash WHERE \"Id\" = 1 AND \"Count\" = @before";
        Add(move, "@count", DbType.Int64, count);
        Add(move, "@hash", DbType.AnsiString, hash);
        Add(move, "@before", DbType.Int64, before);
        if (await move.ExecuteNonQueryAsync(cancellation) != 1)
            throw new InvalidOperationException("The head of the audit log moved while it was locked.");
    }

    private static async Task<(long Count, string Hash)> Head(DbConnection connection, DbTransaction transaction, bool isSqlServer, CancellationToken cancellation)
    {
        await using var read = connection.CreateCommand();
        read.Transaction = transaction;
        // SQLite holds the one lock for writing since the transaction began.
        read.CommandText = isSqlServer
            ? "SELECT \"Count\", \"Hash\" FROM \"AuditHead\" WITH (UPDLOCK, ROWLOCK, HOLDLOCK) WHERE \"Id\" = 1"
            : "SELECT \"Count\", \"Hash\" FROM \"AuditHead\" WHERE \"Id\" = 1";
        await using var row = await read.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? (row.GetInt64(0), row.GetString(1))
            : throw new InvalidOperationException("The audit log has lost its head. Nothing is changed until an administrator has found out why: referrals audit verify.");
    }

    private static void Add(DbCommand command, string name, DbType type, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value);
        command.Parameters.Add(parameter);
    }
}
