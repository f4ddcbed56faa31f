using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Referrals.Application.Access;
using Referrals.Domain;

namespace Referrals.Application.Data;

/// <summary>A word somebody is found by, where they are: a region of "" and a PDU of 0 are not known.</summary>
public sealed class NameWord
{
    public required string RegionCode { get; init; }
    public required string Word { get; init; }
    public Guid PersonId { get; init; }
    public int PduId { get; init; }
}

/// <summary>A key of <see cref="Spelling.Keys"/> and a word of somebody's name that has it. Words are many fewer than people, and stay when the last who had one is gone.</summary>
public sealed class NameSpelling
{
    public required string Key { get; init; }
    public required string Word { get; init; }
}

/// <summary>Keeps the words people are found by: read off the people a commit saves and written in its transaction, so that nobody who is there is not found (docs/adr/0021).</summary>
internal static class NameIndex
{
    private const int RowsAtOnce = 200;

    /// <summary>Whose name or area the next commit changes; changes must have been detected.</summary>
    public static (List<Person> New, List<Person> Changed) Of(ReferralsDbContext db)
    {
        var people = (New: new List<Person>(), Changed: new List<Person>());
        foreach (var entry in db.ChangeTracker.Entries<Person>())
        {
            if (entry.State == EntityState.Added)
                people.New.Add(entry.Entity);
            else if (entry.State == EntityState.Modified
                && (entry.Property(p => p.Forename).IsModified || entry.Property(p => p.Surname).IsModified || entry.Property(p => p.RegionCode).IsModified || entry.Property(p => p.PduId).IsModified))
                people.Changed.Add(entry.Entity);
        }

        people.New.AddRange(db.NewRows.All.Select(r => r.Row).OfType<Person>());
        return people;
    }

    /// <summary>Writes their words, in the transaction that is open, after the people themselves.</summary>
    public static async Task Write(ReferralsDbContext db, (List<Person> New, List<Person> Changed) people, CancellationToken cancellation)
    {
        if (people.Changed.Count > 0)
        {
            var ids = people.Changed.ConvertAll(p => p.Id);
            await db.PersonNames.IgnoreQueryFilters([PeopleQueries.Cleared]).Where(n => ids.Contains(n.PersonId)).ExecuteDeleteAsync(cancellation);
        }

        var names = people.New.Concat(people.Changed)
            .SelectMany(p => NameWords.Of(p.Forename, p.Surname), (p, word) => (p, Word: word)).ToArray();
        if (names.Length == 0)
            return;
        var words = names.Select(n => n.Word).Distinct(StringComparer.Ordinal).ToArray();
        var known = await db.NameSpellings.Where(s => words.Contains(s.Key) && s.Word == s.Key).Select(s => s.Word).ToListAsync(cancellation);
        await Insert(db, "NameSpellings", ["Key", "Word"], [.. words.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).SelectMany(Spelling.Keys, (word, key) => (object[])[key, word])], cancellation);
        await Insert(db, "PersonNames", ["RegionCode", "Word", "PersonId", "PduId"], [.. names.Select(n => (object[])[n.p.RegionCode ?? "", n.Word, n.p.Id, n.p.PduId ?? 0])], cancellation);
    }

    private static async Task Insert(ReferralsDbContext db, string table, string[] columns, IReadOnlyList<object[]> rows, CancellationToken cancellation)
    {
        foreach (var chunk in rows.Chunk(RowsAtOnce))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            var sql = new StringBuilder($"INSERT INTO \"{table}\" (").AppendJoin(", ", columns.Select(c => $"\"{c}\"")).Append(") VALUES ");
            foreach (var (row, values) in chunk.Index())
            {
                sql.Append(row == 0 ? "(" : ", (");
                for (var i = 0; i < values.Length; i++)
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = $"@p{command.Parameters.Count}";
                    parameter.Value = values[i];
                    command.Parameters.Add(parameter);
                    sql.Append(i == 0 ? "" : ", ").Append(parameter.ParameterName);
                }

                sql.Append(')');
            }

            command.CommandText = sql.ToString();
            try
            {
                await command.ExecuteNonQueryAsync(cancellation);
            }
            catch (DbException e)
            {
                // Another node wrote the same word meanwhile; whoever changes the case does it again.
                throw new DbUpdateException($"The database did not take rows of {table}: {e.Message}", e);
            }
        }
    }
}
