using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Referrals.Benchmarks;

/// <summary>Every row that was inserted or updated in a database, in order and with the commits between them, and the same written again by hand.</summary>
internal sealed class Recording : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Table> _tables;

    public Recording(string file)
    {
        _connection = Open(file);
        _tables = Tables(_connection);
        Execute(_connection, "CREATE TABLE bench_log (n INTEGER PRIMARY KEY, tbl TEXT, op TEXT, cells TEXT)");
        foreach (var table in _tables.Values)
        {
            var cells = string.Join(", ", table.Columns.Select(c => $"NEW.\"{c}\""));
            Execute(_connection, $"CREATE TRIGGER \"bench_i_{table.Name}\" AFTER INSERT ON \"{table.Name}\" BEGIN INSERT INTO bench_log (tbl, op, cells) VALUES ('{table.Name}', 'I', json_array({cells})); END");
            Execute(_connection, $"CREATE TRIGGER \"bench_u_{table.Name}\" AFTER UPDATE ON \"{table.Name}\" BEGIN INSERT INTO bench_log (tbl, op, cells) VALUES ('{table.Name}', 'U', json_array({cells})); END");
        }
    }

    /// <summary>A commit was made.</summary>
    public void Mark() => Execute(_connection, "INSERT INTO bench_log (op) VALUES ('C')");

    /// <param name="transactions">Deals the rows out over so many; null keeps the commits that were marked.</param>
    /// <returns>How long the same rows in as many transactions took.</returns>
    public TimeSpan Replay(string file, int? transactions)
    {
        using var connection = Open(file);
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "PRAGMA synchronous = FULL");
        using var writer = new Writer(connection);
        var commits = Commits(connection, writer);
        if (transactions is { } n)
        {
            var all = commits.SelectMany(c => c).ToArray();
            commits = [.. all.Chunk(Math.Max(1, (all.Length + n - 1) / n)).Select(c => c.ToList())];
        }

        var watch = Stopwatch.StartNew();
        foreach (var statements in commits)
        {
            using var transaction = connection.BeginTransaction();
            foreach (var (command, values) in statements)
                Writer.Write(command, transaction, values);
            transaction.Commit();
        }

        return watch.Elapsed;
    }

    public void Dispose() => _connection.Dispose();

    private List<List<(SqliteCommand Command, object[] Values)>> Commits(SqliteConnection connection, Writer writer)
    {
        var now = new Dictionary<(string, string), object[]>();
        foreach (var table in _tables.Values)
        {
            foreach (var rows in Query(connection, $"SELECT {table.ColumnList} FROM \"{table.Name}\""))
            {
                var cells = new object[table.Columns.Count];
                rows.GetValues(cells);
                now[(table.Name, table.KeyOf(cells))] = cells;
            }
        }

        var commits = new List<List<(SqliteCommand, object[])>> { new() };
        foreach (var log in Query(_connection, "SELECT tbl, op, cells FROM bench_log ORDER BY n"))
        {
            if (log.GetString(1) == "C")
            {
                if (commits[^1].Count > 0)
                    commits.Add([]);
                continue;
            }

            var table = _tables[log.GetString(0)];
            var cells = Cells(log.GetString(2));
            var key = (table.Name, table.KeyOf(cells));
            if (log.GetString(1) == "I")
            {
                commits[^1].Add((writer.Insert(table), cells));
            }
            else
            {
                var before = now[key];
                var changed = Enumerable.Range(0, cells.Length).Where(i => !Equals(before[i], cells[i])).ToArray();
                if (changed.Length > 0)
                    commits[^1].Add((writer.Update(table, changed), [.. changed.Select(i => cells[i]), .. table.Key.Select(i => cells[i])]));
            }

            now[key] = cells;
        }

        return commits;
    }

    private static object[] Cells(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(c => c.ValueKind switch
        {
            JsonValueKind.Null => DBNull.Value,
            JsonValueKind.Number => c.GetInt64(),
            _ => (object)c.GetString()!,
        })];
    }

    private static Dictionary<string, Table> Tables(SqliteConnection connection)
    {
        var tables = new Dictionary<string, Table>(StringComparer.Ordinal);
        foreach (var rows in Query(connection, "SELECT m.name, c.name, c.pk FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY m.name, c.cid"))
        {
            if (!tables.TryGetValue(rows.GetString(0), out var table))
                tables[rows.GetString(0)] = table = new Table(rows.GetString(0));
            if (rows.GetInt32(2) > 0)
                table.Key.Add(table.Columns.Count);
            table.Columns.Add(rows.GetString(1));
        }

        return tables;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static IEnumerable<SqliteDataReader> Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        while (rows.Read())
            yield return rows;
    }

    private sealed record Table(string Name)
    {
        public List<string> Columns { get; } = [];
        public List<int> Key { get; } = [];
        public string ColumnList => string.Join(", ", Columns.Select(c => $"\"{c}\""));

        public string KeyOf(object[] cells) => string.Join('/', Key.Select(i => cells[i]));
    }

    /// <summary>One prepared command for each shape of statement.</summary>
    private sealed class Writer(SqliteConnection connection) : IDisposable
    {
        private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

        public SqliteCommand Insert(Table table) =>
            Prepared($"INSERT INTO \"{table.Name}\" ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@p{i}"))})", table.Columns.Count);

        public SqliteCommand Update(Table table, int[] changed) => Prepared(
            $"UPDATE \"{table.Name}\" SET {string.Join(", ", changed.Select((c, i) => $"\"{table.Columns[c]}\" = @p{i}"))} WHERE {string.Join(" AND ", table.Key.Select((k, i) => $"\"{table.Columns[k]}\" = @p{changed.Length + i}"))}",
            changed.Length + table.Key.Count);

        public static void Write(SqliteCommand command, SqliteTransaction transaction, object[] values)
        {
            command.Transaction = transaction;
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = values[i];
            if (command.ExecuteNonQuery() != 1)
                throw new InvalidOperationException($"The floor wrote no row: {command.CommandText}");
        }

        public void Dispose()
        {
            foreach (var command in _prepared.Values)
                command.Dispose();
        }

        private SqliteCommand Prepared(string sql, int parameters)
        {
            if (_prepared.TryGetValue(sql, out var command))
                return command;
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters; i++)
                command.Parameters.Add(new SqliteParameter($"@p{i}", DBNull.Value));
            return _prepared[sql] = command;
        }
    }
}
