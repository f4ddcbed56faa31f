using System.Buffers;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SQLitePCL;

namespace Referrals.Application.Data;

/// <summary>
/// One prepared INSERT, used for row after row. Values are bound as they are, without a parameter object for each; they are stored as
/// Microsoft.Data.Sqlite stores them, so that it reads them back.
/// </summary>
internal sealed class SqliteInsert : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public SqliteInsert(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public static string Sql(string table, IReadOnlyList<string> columns) =>
        $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})";

    /// <summary>What binds a row of a type: every property through its converter to the overload of Bind for what it is stored as.</summary>
    public static Action<object, SqliteInsert> Binding(Type rows, IReadOnlyList<IProperty> properties)
    {
        var row = Expression.Parameter(typeof(object), "row");
        var insert = Expression.Parameter(typeof(SqliteInsert), "insert");
        var typed = Expression.Variable(rows, "typed");
        var lines = new List<Expression> { Expression.Assign(typed, Expression.Convert(row, rows)) };
        foreach (var (index, property) in properties.Index())
        {
            var value = Expression.Property(typed, property.PropertyInfo ?? throw new NotSupportedException($"{rows.Name}.{property.Name} is no property of the class."));
            lines.Add(Line(insert, Expression.Constant(index + 1), value, property));
        }

        return Expression.Lambda<Action<object, SqliteInsert>>(Expression.Block([typed], lines), row, insert).Compile();
    }

    private static Expression Line(Expression insert, Expression index, Expression value, IProperty property)
    {
        var known = Nullable.GetUnderlyingType(value.Type) is null ? value : Expression.Property(value, "Value");
        Expression stored = property.GetRelationalTypeMapping().Converter is { } converter
            ? Expression.Invoke(converter.ConvertToProviderExpression, Converted(known, converter.ModelClrType))
            : known;
        var bind = typeof(SqliteInsert).GetMethod(nameof(Bind), [typeof(int), stored.Type])
            ?? throw new NotSupportedException($"{property.DeclaringType.DisplayName()}.{property.Name} is stored as {stored.Type.Name}, which SqliteInsert does not bind.");
        var line = Expression.Call(insert, bind, index, Converted(stored, bind.GetParameters()[1].ParameterType));
        if (value.Type.IsValueType && known == value)
            return line;
        return Expression.IfThenElse(
            Expression.Equal(value, Expression.Constant(null, value.Type)),
            Expression.Call(insert, nameof(BindNull), null, index),
            line);
    }

    private static Expression Converted(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);

    /// <exception cref="SqliteException">The row was not taken.</exception>
    public void Execute()
    {
        var answer = raw.sqlite3_step(statement);
        if (answer == raw.SQLITE_DONE)
            answer = raw.sqlite3_reset(statement);
        Check(answer);
    }

    public void Dispose() => statement.Dispose();

    public void BindNull(int index) => Check(raw.sqlite3_bind_null(statement, index));

    public void Bind(int index, bool value) => Check(raw.sqlite3_bind_int(statement, index, value ? 1 : 0));

    public void Bind(int index, int value) => Check(raw.sqlite3_bind_int(statement, index, value));

    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(statement, index, value));

    public void Bind(int index, Guid value)
    {
        Span<byte> text = stackalloc byte[36];
        value.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
        Check(raw.sqlite3_bind_text(statement, index, text));
    }

    public void Bind(int index, DateOnly value)
    {
        Span<byte> text = stackalloc byte[10];
        value.TryFormat(text, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        Check(raw.sqlite3_bind_text(statement, index, text));
    }

    public void Bind(int index, TimeOnly value)
    {
        Span<byte> text = stackalloc byte[16];
        value.TryFormat(text, out var length, value.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        Check(raw.sqlite3_bind_text(statement, index, text[..length]));
    }

    public void Bind(int index, string value)
    {
        // An empty span would be bound as NULL.
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(statement, index, value));
            return;
        }

        const int room = 1024;
        Span<byte> small = stackalloc byte[room];
        // Three bytes at most for every character.
        if (value.Length * 3 <= room)
        {
            Check(raw.sqlite3_bind_text(statement, index, small[..Encoding.UTF8.GetBytes(value, small)]));
            return;
        }

        var large = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(value));
        try
        {
            Check(raw.sqlite3_bind_text(statement, index, large.AsSpan(0, Encoding.UTF8.GetBytes(value, large))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(large);
        }
    }

    private void Check(int answer) => SqliteException.ThrowExceptionForRC(answer, database);
}
