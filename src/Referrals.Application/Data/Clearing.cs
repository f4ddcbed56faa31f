using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Referrals.Application.Access;
using Referrals.Application.Audit;

namespace Referrals.Application.Data;

/// <summary>
/// Empties every table of the model in one transaction, those that point at others first; the audit log stays and says so, and so do released versions of the
/// catalogue and what was published, which are about nobody. Only for a database that holds nothing
/// of anybody.
/// </summary>
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
#pragma warning disable EF1002 // The name of a table of the model, delimited, is all that is put in.
                    await db.Database.ExecuteSqlRawAsync($"DELETE FROM {name}", stop);
#pragma warning restore EF1002
                }

                await db.Append([new AuditLine(Actor.Service("demonstration"), AuditActs.Changed, null, null, "demonstration", null, "cleared away")], db.Time.GetUtcNow());
                await transaction.CommitAsync(stop);
            },
            cancellation);

    private static IEnumerable<ITable> InOrder(IRelationalModel model)
    {
        var left = model.Tables.Where(t => !AppendOnly.Tables.Contains(t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        while (left.Count > 0)
        {
            var free = left.First(t => !left.Exists(other => other != t && other.ForeignKeyConstraints.Any(k => k.PrincipalTable == t)));
            left.Remove(free);
            yield return free;
        }
    }
}
