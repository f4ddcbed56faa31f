using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Referrals.Domain;

namespace Referrals.Application.Data;

/// <summary>
/// Rows that nobody has stored before. Nothing about them has to be found out by comparing, so no change tracker follows them: they are put into
/// the collections they belong to as they come, and written by SaveChangesAsync with what the context tracks, in one transaction.
/// </summary>
internal sealed class NewRows(ReferralsDbContext db)
{
    private static readonly ConditionalWeakTable<IModel, IReadOnlyDictionary<Type, Table>> Models = [];

    private readonly IReadOnlyDictionary<Type, Table> tables = Models.GetValue(db.Model, model => Table.All(model));
    private readonly Dictionary<Table, List<object>> rows = [];
    private readonly Dictionary<(Table, Guid), object> owners = [];

    public bool IsEmpty => rows.Count == 0;

    /// <summary>Each with the person it belongs to, where it is a part of a case.</summary>
    public IEnumerable<(object Row, Guid? PersonId)> All => rows.SelectMany(r => r.Value, (r, row) => (row, r.Key.PersonOf?.Invoke(row)));

    /// <summary>Takes a row as it will be when it is written: what is changed in it until then counts.</summary>
    public void Add(object row)
    {
        var table = tables[row.GetType()];
        if (!rows.TryGetValue(table, out var added))
            rows.Add(table, added = []);
        added.Add(row);
        if (table.OwnerKey is { } key)
            owners.Add((table, key(row)), row);
        foreach (var collection in table.Collections)
        {
            if (collection.KeyOf(row) is { } owner && owners.TryGetValue((tables[collection.Owner], owner), out var found))
                collection.Accessor.Add(found, row, forMaterialization: false);
        }
    }

    /// <summary>Writes them, in the transaction that is open, after what was changed or removed: that may make room for what is new.</summary>
    public void Insert()
    {
        foreach (var (table, added) in rows.OrderBy(r => r.Key.Position))
            Insert(table, added, (SqliteConnection)db.Database.GetDbConnection());
    }

    /// <summary>Gives them to the change tracker, where the database is one that takes rows as EF batches them.</summary>
    public void Track()
    {
        foreach (var added in rows.Values)
            db.AddRange(added);
        Clear();
    }

    public void Clear()
    {
        rows.Clear();
        owners.Clear();
    }

    private static void Insert(Table table, List<object> added, SqliteConnection connection)
    {
        try
        {
            using var insert = new SqliteInsert(connection, table.Sql);
            foreach (var row in added)
            {
                table.Bind.Value(row, insert);
                insert.Execute();
            }
        }
        catch (SqliteException e)
        {
            throw new DbUpdateException($"SQLite did not take a new row of {table.Name}: {e.Message}", e);
        }
    }

    /// <summary>A collection that rows of a table stand in.</summary>
    private sealed record Collection(Type Owner, Func<object, Guid?> KeyOf, IClrCollectionAccessor Accessor);

    /// <summary>What the model says of one kind of row.</summary>
    private sealed class Table
    {
        public required string Name { get; init; }

        /// <summary>Rows that others refer to are written before them.</summary>
        public required int Position { get; init; }

        public required string Sql { get; init; }
        public required Lazy<Action<object, SqliteInsert>> Bind { get; init; }

        /// <summary>The key by which rows of other tables find their owner here; null where none stand in a collection of this.</summary>
        public Func<object, Guid>? OwnerKey { get; init; }

        public required IReadOnlyList<Collection> Collections { get; init; }

        /// <summary>Null where its rows belong to no person.</summary>
        public Func<object, Guid?>? PersonOf { get; init; }

        public static IReadOnlyDictionary<Type, Table> All(IModel model)
        {
            var ordered = new List<IEntityType>();
            foreach (var type in model.GetEntityTypes())
                Place(type, ordered);
            return ordered.Index().ToDictionary(t => t.Item.ClrType, t => Of(t.Item, t.Index));
        }

        private static void Place(IEntityType type, List<IEntityType> ordered)
        {
            if (ordered.Contains(type))
                return;
            foreach (var key in type.GetForeignKeys().Where(k => k.PrincipalEntityType != type))
                Place(key.PrincipalEntityType, ordered);
            ordered.Add(type);
        }

        private static Table Of(IEntityType type, int position)
        {
            var name = type.GetTableName()!;
            var properties = type.GetProperties().ToArray();
            return new Table
            {
                Name = name,
                Position = position,
                Sql = SqliteInsert.Sql(name, [.. properties.Select(p => p.GetColumnName())]),
                Bind = new(() => SqliteInsert.Binding(type.ClrType, properties)),
                OwnerKey = type.GetNavigations().Any(n => n.IsCollection) ? KeyOf(type) : null,
                PersonOf = type.FindProperty(nameof(Milestone.PersonId)) is { } person ? Getter<Guid?>(person) : null,
                Collections =
                [
                    .. type.GetForeignKeys().Where(k => k.PrincipalToDependent is { IsCollection: true }).Select(k =>
                        new Collection(k.PrincipalEntityType.ClrType, Getter<Guid?>(k.Properties.Single()), k.PrincipalToDependent!.GetCollectionAccessor()!)),
                ],
            };
        }

        private static Func<object, Guid> KeyOf(IEntityType type) => Getter<Guid>(type.FindPrimaryKey()!.Properties.Single());

        private static Func<object, T> Getter<T>(IProperty property)
        {
            var getter = property.GetGetter();
            return row => (T)getter.GetClrValue(row)!;
        }
    }
}
