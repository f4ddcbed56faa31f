using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Referrals.Application.Data;

/// <summary>One INSERT into the table of a kind of row, used for row after row in the transaction that is open. Nothing of it is tracked.</summary>
internal sealed class RowInsert : IAsyncDisposable
{
    private readonly DbCommand insert;
    private readonly Column[] columns;

    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public RowInsert(ReferralsDbContext db, Type rows)
    {
        var type = db.Model.FindEntityType(rows)!;
        insert = db.Database.GetDbConnection().CreateCommand();
        insert.Transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException($"{type.GetTableName()} is added to inside a transaction.");
        columns = [.. type.GetProperties().Select((property, index) => new Column(property, $"@p{index}"))];
        insert.CommandText = $"INSERT INTO \"{type.GetTableName()}\" ({string.Join(", ", columns.Select(c => $"\"{c.Property.GetColumnName()}\""))}) VALUES ({string.Join(", ", columns.Select(c => c.Parameter))})";
    }

    public Task Add(object row, CancellationToken cancellation)
    {
        foreach (var column in columns)
            column.Set(insert, row);
        return insert.ExecuteNonQueryAsync(cancellation);
    }

    public ValueTask DisposeAsync() => insert.DisposeAsync();

    private sealed class Column(IProperty property, string parameter)
    {
        private readonly RelationalTypeMapping mapping = property.GetRelationalTypeMapping();
        private DbParameter? made;

        public IProperty Property => property;

        public string Parameter => parameter;

        public void Set(DbCommand command, object row)
        {
            var value = property.GetGetter().GetClrValue(row);
            if (made is null)
            {
                made = mapping.CreateParameter(command, parameter, value, property.IsNullable);
                command.Parameters.Add(made);
                return;
            }

            made.Value = (value is not null && mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
        }
    }
}
