using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Chasing;

/// <summary>
/// Climbs every rung that is due: claims tasks in batches, writes the chase and whom to tell, and moves the task to its next rung, all of a batch
/// in one commit. Any number of nodes may sweep one database: a rung is climbed exactly once.
/// </summary>
public sealed class ChaseSweep(DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    /// <summary>Rungs a commit.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Told after every commit how many rungs it climbed.</summary>
    public Action<int>? OnClimbed { get; init; }

    /// <returns>How many rungs were climbed.</returns>
    public async Task<int> Run(CancellationToken cancellation = default)
    {
        var climbed = 0;
        for (int batch; (batch = await Climb(cancellation)) > 0;)
        {
            climbed += batch;
            OnClimbed?.Invoke(batch);
        }

        return climbed;
    }

    private async Task<int> Climb(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var today = LondonTime.DateOf(now);
        await using var db = factory.CreateDbContext();
        return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            db.NewRows.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            var mark = Ids.New(now).ToString("N");
            if (await Claim(db, today, BatchSize, mark, cancellation) == 0)
                return 0;

            var tasks = await db.Tasks.Where(t => t.ClaimedBy == mark).ToListAsync(cancellation);
            var holders = await Holders(db, tasks, cancellation);
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            foreach (var task in tasks)
                Climb(db.NewRows, task, task.PersonId is { } id ? holders.GetValueOrDefault(id) : null, today, now);
            db.ChangeTracker.DetectChanges();
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            return tasks.Count;
        });
    }

    /// <summary>
    /// One UPDATE whose outer WHERE repeats the condition: whichever node's update comes second finds the rows no longer due, whatever locks either
    /// database took. The mark lives only inside the transaction that set it.
    /// </summary>
    internal static Task<int> Claim(ReferralsDbContext db, DateOnly today, int most, string mark, CancellationToken cancellation) =>
        db.Tasks
            .Where(t => t.ClosedAt == null && t.NextRungOn <= today && t.ClaimedBy == null
                && db.Tasks
                    .Where(d => d.ClosedAt == null && d.NextRungOn <= today && d.ClaimedBy == null)
                    .OrderBy(d => d.NextRungOn).ThenBy(d => d.Id)
                    .Take(EF.Constant(most))
                    .Select(d => d.Id)
                    .Contains(t.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.ClaimedBy, mark), cancellation);

    /// <summary>The practitioners of people about whom others are late: a rung tells the one who holds the case, not everybody of the office.</summary>
    private static async Task<Dictionary<Guid, string?>> Holders(ReferralsDbContext db, List<CaseTask> tasks, CancellationToken cancellation)
    {
        var people = tasks.Where(t => t.OwnerRole != Roles.Practitioner && t.PersonId is not null).Select(t => t.PersonId!.Value).Distinct().ToArray();
        return people.Length == 0
            ? []
            : await db.Everybody().Where(p => people.Contains(p.Id)).Select(p => new { p.Id, p.PractitionerCode }).ToDictionaryAsync(p => p.Id, p => p.PractitionerCode, cancellation);
    }

    private void Climb(NewRows rows, CaseTask task, string? practitioner, DateOnly today, DateTimeOffset now)
    {
        var ladder = catalogue.Current.LadderOn(task.LadderKey, task.OpenedOn);
        var index = task.Rung;
        if (index < ladder.Rungs.Count)
        {
            var rung = ladder.Rungs[index];
            rows.Add(new ChaseSent { TaskId = task.Id, Rung = index, On = today, At = now, Wording = rung.Wording, Told = string.Join(", ", rung.Tell) });
            foreach (var notice in rung.Tell.Select(told => NoticeOf(task, practitioner, index, told, now)).DistinctBy(n => n.Addressee))
                rows.Add(notice);
            task.Rung = index + 1;
        }

        var next = ChaseLadder.Next(
            new LadderPosition { Ladder = ladder, Due = task.DueOn, Climbed = task.Rung, SnoozedUntil = task.SnoozedUntil },
            catalogue.Current.WorkingDays)?.On;
        // One rung a day: after a snooze, or days without a sweep, nobody is escalated over before they were reminded.
        task.NextRungOn = next <= today ? catalogue.Current.WorkingDays.Add(today, 1) : next;
        task.ClaimedBy = null;
        task.Version++;
    }

    private static Notice NoticeOf(CaseTask task, string? practitioner, int rung, string told, DateTimeOffset now)
    {
        var role = told is Ladder.Owner or Ladder.TreatmentManager ? task.OwnerRole : told;
        var code = told switch
        {
            Ladder.TreatmentManager => task.ManagerCode ?? task.OwnerCode,
            Ladder.Owner => task.OwnerCode,
            _ when role == Roles.Practitioner => task.OwnerRole == Roles.Practitioner ? task.OwnerCode : practitioner,
            _ => null,
        };
        return new Notice
        {
            TaskId = task.Id,
            Rung = rung,
            Addressee = code ?? Addressees.Of(role, task.RegionCode, task.PduId),
            Role = role,
            RegionCode = task.RegionCode,
            PduId = task.PduId,
            At = now,
        };
    }
}

/// <summary>Whoever holds a role where a task lies.</summary>
public static class Addressees
{
    /// <summary>A region's role for regional leads, programme teams and partner link workers, a PDU's for the others: <c>spo@K/12</c>, <c>regional-lead@K</c>, <c>spo@unknown</c>.</summary>
    public static string Of(string role, string? regionCode, int? pduId) => role switch
    {
        Roles.RegionalLead or Roles.ProgrammeTeam or Roles.PartnerLinkWorker => $"{role}@{regionCode ?? "unknown"}",
        Roles.Administrator or Roles.NationalLead => role,
        _ => $"{role}@{(pduId is { } pdu ? $"{regionCode}/{pdu}" : regionCode ?? "unknown")}",
    };
}
