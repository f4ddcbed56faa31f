using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Referrals.Application.Data;

/// <summary>
/// How EF's changes are written to SQLite: one prepared command for each shape of statement, used for every row of it. EF's own way builds and
/// parses a command a row, which is where an import spent most of its time. Order, transaction and the check of versions are EF's.
/// </summary>
internal sealed class PreparedWriteFactory : IModificationCommandBatchFactory
{
    public ModificationCommandBatch Create() => new PreparedWrites();
}

internal sealed class PreparedWrites : ModificationCommandBatch
{
    private readonly List<IReadOnlyModificationCommand> commands = [];
    private bool moreExpected;

    public override IReadOnlyList<IReadOnlyModificationCommand> ModificationCommands => commands;

    public override bool RequiresTransaction => true;

    public override bool AreMoreBatchesExpected => moreExpected;

    public override bool TryAddCommand(IReadOnlyModificationCommand modificationCommand)
    {
        commands.Add(modificationCommand);
        return true;
    }

    public override void Complete(bool moreBatchesExpected) => moreExpected = moreBatchesExpected;

    // SQLite works on the calling thread, so its asynchronous calls are the same calls.
    public override Task ExecuteAsync(IRelationalConnection connection, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Execute(connection);
        return Task.CompletedTask;
    }

    public override void Execute(IRelationalConnection connection)
    {
        var prepared = new Dictionary<Shape, SqliteCommand>();
        try
        {
            foreach (var command in commands)
                Write(connection, prepared, command);
        }
        finally
        {
            foreach (var command in prepared.Values)
                command.Dispose();
        }
    }

    private static void Write(IRelationalConnection connection, Dictionary<Shape, SqliteCommand> prepared, IReadOnlyModificationCommand change)
    {
        var columns = change.ColumnModifications;
        var shape = new Shape(change.TableName, change.EntityState, columns);
        if (!prepared.TryGetValue(shape, out var command))
        {
            command = (SqliteCommand)connection.DbConnection.CreateCommand();
            command.CommandText = Sql(change);
            for (var i = 0; i < columns.Count * 2; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" });
            prepared.Add(shape, command);
        }

        command.Transaction = (SqliteTransaction?)connection.CurrentTransaction?.GetDbTransaction();
        for (var i = 0; i < columns.Count; i++)
        {
            command.Parameters[2 * i].Value = columns[i].IsWrite ? Stored(columns[i], columns[i].Value) : DBNull.Value;
            command.Parameters[(2 * i) + 1].Value = columns[i].IsCondition ? Stored(columns[i], columns[i].OriginalValue) : DBNull.Value;
        }

        int rows;
        try
        {
            rows = command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            throw new DbUpdateException($"SQLite did not take a row of {change.TableName}: {e.Message}", e, change.Entries);
        }

        if (rows != 1)
            throw new DbUpdateConcurrencyException($"A row of {change.TableName} was changed or removed by somebody else since it was read.", change.Entries);
    }

    private static object Stored(IColumnModification column, object? value) =>
        (column.TypeMapping?.Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;

    private static string Sql(IReadOnlyModificationCommand change)
    {
        var columns = change.ColumnModifications.Index().ToArray();
        if (change.StoreStoredProcedure is not null || columns.Any(c => c.Item.IsRead || c.Item.JsonPath is not null))
            throw new NotSupportedException($"{change.TableName} has values that the database makes; keys and versions are made here (Ids.New).");
        var written = columns.Where(c => c.Item.IsWrite).ToArray();
        var sql = new StringBuilder();
        switch (change.EntityState)
        {
            case EntityState.Added:
                sql.Append($"INSERT INTO \"{change.TableName}\" (").AppendJoin(", ", written.Select(c => $"\"{c.Item.ColumnName}\""))
                    .Append(") VALUES (").AppendJoin(", ", written.Select(c => $"@p{2 * c.Index}")).Append(')');
                return sql.ToString();
            case EntityState.Modified:
                sql.Append($"UPDATE \"{change.TableName}\" SET ").AppendJoin(", ", written.Select(c => $"\"{c.Item.ColumnName}\" = @p{2 * c.Index}"));
                break;
            default:
                sql.Append($"DELETE FROM \"{change.TableName}\"");
                break;
        }

        return sql.Append(" WHERE ").AppendJoin(" AND ", columns.Where(c => c.Item.IsCondition).Select(c => $"\"{c.Item.ColumnName}\" IS @p{(2 * c.Index) + 1}")).ToString();
    }

    /// <summary>What the text of a statement depends on.</summary>
    private readonly struct Shape : IEquatable<Shape>
    {
        private readonly string table;
        private readonly EntityState state;
        private readonly IReadOnlyList<IColumnModification> columns;
        private readonly int hash;

        public Shape(string table, EntityState state, IReadOnlyList<IColumnModification> columns)
        {
            this.table = table;
            this.state = state;
            this.columns = columns;
            var code = default(HashCode);
            code.Add(table);
            code.Add(state);
            for (var i = 0; i < columns.Count; i++)
                code.Add(columns[i].ColumnName);
            hash = code.ToHashCode();
        }

        public bool Equals(Shape other)
        {
            if (hash != other.hash || state != other.state || table != other.table || columns.Count != other.columns.Count)
                return false;
            for (var i = 0; i < columns.Count; i++)
            {
                var (a, b) = (columns[i], other.columns[i]);
                if (a.IsWrite != b.IsWrite || a.IsCondition != b.IsCondition || a.ColumnName != b.ColumnName)
                    return false;
            }

            return true;
        }

        public override bool Equals(object? obj) => obj is Shape other && Equals(other);

        public override int GetHashCode() => hash;
    }
}
