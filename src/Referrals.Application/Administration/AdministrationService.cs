using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;
using Referrals.Domain;

namespace Referrals.Application.Administration;

/// <summary>A message that was given up, without its text: an administrator needs to know whom it did not reach and why.</summary>
public sealed record UndeliverableMessage(Guid Id, string Addressee, string? Address, string Subject, int Attempts, string? Why, DateTimeOffset GivenUpAt);

/// <summary>A job with its last run; null where it has not run yet.</summary>
public sealed record JobLine(IJob Job, JobRun? LastRun);

/// <summary>An area as a source system wrote it and nobody here knows it, with how many people it holds.</summary>
public sealed record UnknownArea(string? Said, int People);

/// <summary>Something that cannot be so, and which source says it.</summary>
public sealed record Contradiction(string Source, string What, int Count);

/// <summary>How the service itself stands.</summary>
/// <param name="PeopleSignedIn">Sessions somebody used in the last half hour.</param>
/// <param name="OldestWaiting">When the message was made that has waited longest to be sent; null where none waits.</param>
/// <param name="AuditLines">How many lines the audit log has.</param>
/// <param name="LastChange">When a case last changed or was looked at, by the audit log; null where it is empty.</param>
public sealed record ServiceHealth(string Database, int PeopleSignedIn, DateTimeOffset? OldestWaiting, long AuditLines, DateTimeOffset? LastChange);

/// <summary>What is not known of the caseload. Counts of people.</summary>
public sealed record DataQuality
{
    public required int People { get; init; }
    public required int RegionUnknown { get; init; }
    public required int PduUnknown { get; init; }

    /// <summary>Whose latest assessment outcome does not say whether an intervention is wanted.</summary>
    public required int OutcomeCannotBeSaid { get; init; }

    public required int NoAssessment { get; init; }
    public required int NoSupervision { get; init; }

    /// <summary>Registrations were never read, which is not the same as none.</summary>
    public required int RegistrationsNotRead { get; init; }

    public required int PractitionerUnknown { get; init; }

    /// <summary>Whose practitioner is named and is not on the staff list, so that no reminder reaches them.</summary>
    public required int PractitionerNotOnList { get; init; }

    public required int SexUnknown { get; init; }
    public required int BirthUnknown { get; init; }

    /// <summary>Dates that cannot both be right, by the source that gave them; those that do not occur are counted as none.</summary>
    public required IReadOnlyList<Contradiction> Contradictions { get; init; }

    /// <summary>The areas that were not recognised, the most people first; at most 20.</summary>
    public required IReadOnlyList<UnknownArea> UnknownAreas { get; init; }
}

/// <summary>What an administrator looks after: messages that reached nobody, jobs, and what is not known.</summary>
public sealed class AdministrationService(DatabaseFactory factory, JobRunner jobs, TimeProvider time)
{
    /// <summary>How many undeliverable messages are shown at once.</summary>
    public const int MostShown = 100;

    private const int Many = 20_000;

    private volatile KeptQuality? kept;

    /// <summary>The latest first, at most 100 of them; and how many there are.</summary>
    public async Task<(IReadOnlyList<UndeliverableMessage> Latest, int Total)> Undeliverable(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var given = db.Outbox.Where(m => m.UndeliverableAt != null);
        var latest = await given.OrderByDescending(m => m.UndeliverableAt).ThenBy(m => m.Id).Take(MostShown)
            .Select(m => new UndeliverableMessage(m.Id, m.Addressee, m.Address, m.Subject, m.Attempts, m.LastError, m.UndeliverableAt!.Value))
            .ToListAsync(cancellation);
        return (latest, latest.Count < MostShown ? latest.Count : await given.CountAsync(cancellation));
    }

    public async Task<int> Waiting(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.Outbox.CountAsync(m => m.DeliveredAt == null && m.UndeliverableAt == null && m.WithdrawnAt == null, cancellation);
    }

    public async Task<IReadOnlyList<JobLine>> Jobs(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var runs = await db.JobRuns.AsNoTracking().ToDictionaryAsync(r => r.Job, cancellation);
        return [.. jobs.Jobs.Select(j => new JobLine(j, runs.GetValueOrDefault(j.Name)))];
    }

    public async Task<ServiceHealth> Health(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var since = time.GetUtcNow().AddMinutes(-30);
        var last = await db.AuditEntries.OrderByDescending(a => a.Id).Select(a => new { a.Id, a.At }).FirstOrDefaultAsync(cancellation);
        return new ServiceHealth(
            factory.Options.Provider == DatabaseProvider.Sqlite ? "SQLite" : "SQL Server",
            await db.Sessions().CountAsync(s => s.SeenAt >= since, cancellation),
            await db.Outbox.Where(m => m.DeliveredAt == null && m.UndeliverableAt == null && m.WithdrawnAt == null).OrderBy(m => m.CreatedAt).Select(m => (DateTimeOffset?)m.CreatedAt).FirstOrDefaultAsync(cancellation),
            last?.Id ?? 0,
            last?.At);
    }

    /// <summary>Counted from everybody, and so once a minute in a caseload of the size of a country.</summary>
    public async Task<DataQuality> Quality(CancellationToken cancellation = default)
    {
        if (kept is { } before && before.Quality.People >= Many && time.GetElapsedTime(before.At) < TimeSpan.FromMinutes(1))
            return before.Quality;
        var counted = await Counted(cancellation);
        kept = new KeptQuality(time.GetTimestamp(), counted);
        return counted;
    }

    private sealed record KeptQuality(long At, DataQuality Quality);

    private async Task<DataQuality> Counted(CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        var people = db.Everybody();
        var today = LondonTime.Today(time);
        var oldest = today.AddYears(-110);
        return new DataQuality
        {
            People = await people.CountAsync(cancellation),
            RegionUnknown = await people.CountAsync(p => p.RegionCode == null, cancellation),
            PduUnknown = await people.CountAsync(p => p.PduId == null, cancellation),
            PractitionerUnknown = await people.CountAsync(p => p.PractitionerCode == null, cancellation),
            PractitionerNotOnList = await people.CountAsync(p => p.PractitionerCode != null && !db.Staff.Any(s => s.Code == p.PractitionerCode && (s.LeftOn == null || s.LeftOn >= today)), cancellation),
            SexUnknown = await people.CountAsync(p => p.Sex == null, cancellation),
            BirthUnknown = await people.CountAsync(p => p.DateOfBirth == null, cancellation),
            Contradictions =
            [
                new("nDelius", "Supervision that ends before it begins", await db.Supervisions.CountAsync(s => s.EndsOn < s.StartsOn || s.EndedOn < s.StartsOn, cancellation)),
                new("nDelius", "Born after today, or more than 110 years ago", await people.CountAsync(p => p.DateOfBirth > today || p.DateOfBirth < oldest, cancellation)),
                new("OASys", "Assessed after today", await db.Assessments.CountAsync(a => a.AssessedOn > today, cancellation)),
                new("Imported history", "Referred before the outcome that opened the need", await db.Snapshots.CountAsync(s => s.HasImportedHistory && s.ReferredOn < s.AssessedOn, cancellation)),
                new("Imported history", "First session before the referral, or completion before the first session", await db.Snapshots.CountAsync(s => s.HasImportedHistory && (s.FirstSessionOn < s.ReferredOn || s.CompletedOn < s.FirstSessionOn), cancellation)),
                new("Written here", "First session before the referral, or completion before the first session", await db.Snapshots.CountAsync(s => !s.HasImportedHistory && (s.FirstSessionOn < s.ReferredOn || s.CompletedOn < s.FirstSessionOn), cancellation)),
            ],
            RegistrationsNotRead = await people.CountAsync(p => p.Flags == null, cancellation),
            NoSupervision = await people.CountAsync(p => !db.Supervisions.Any(s => s.PersonId == p.Id), cancellation),
            NoAssessment = await people.CountAsync(p => !db.Assessments.Any(a => a.PersonId == p.Id), cancellation),
            OutcomeCannotBeSaid = await db.Assessments
                .Where(a => a.Wanted == WantedAnswers.CannotSay && !db.Assessments.Any(later => later.PersonId == a.PersonId && later.AssessedOn > a.AssessedOn))
                .Select(a => a.PersonId).Distinct().CountAsync(cancellation),
            UnknownAreas = await people.Where(p => p.RegionCode == null || p.PduId == null)
                .GroupBy(p => p.SourceArea).Select(g => new { Said = g.Key, Count = g.Count() })
                .OrderByDescending(g => g.Count).ThenBy(g => g.Said).Take(20)
                .Select(g => new UnknownArea(g.Said, g.Count)).ToListAsync(cancellation),
        };
    }
}
