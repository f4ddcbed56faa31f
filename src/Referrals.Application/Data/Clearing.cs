using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Referrals.Application.Data;

/// <summary>Empties every table of the model in one transaction, those that point at others first. Only for a database that holds nothing of anybody.</summary>
internal static class Clearing
{
    public static Task Run(ReferralsDbContext db, CancellationToken cancellation) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(
            async stop =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync(stop);
                foreach (var table in InOrder(db.Model.GetRelationalModel()))
                {
                    var name = db.GetService<ISqlGenerationHelper>().DelimitIdentifier(table.Name, table.Schema);
                    await db.Database.ExecuteSqlRawAsync($"DELETE FROM {name}", stop);
                }

                await transaction.CommitAsync(stop);
            },
            cancellation);

    private static IEnumerable<ITable> InOrder(IRelationalModel model)
    {
        var left = model.Tables.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        while (left.Count > 0)
        {
            var free = left.First(t => !left.Exists(other => other != t && other.ForeignKeyConstraints.Any(k => k.PrincipalTable == t)));
            left.Remove(free);
            yield return free;
        }
    }
}
