using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;

namespace Referrals.Application.Administration;

/// <summary>A message that was given up, without its text: an administrator needs to know whom it did not reach and why.</summary>
public sealed record UndeliverableMessage(Guid Id, string Addressee, string? Address, string Subject, int Attempts, string? Why, DateTimeOffset GivenUpAt);

/// <summary>A job with its last run; null where it has not run yet.</summary>
public sealed record JobLine(IJob Job, JobRun? LastRun);

/// <summary>An area as a source system wrote it and nobody here knows it, with how many people it holds.</summary>
public sealed record UnknownArea(string? Said, int People);

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

    /// <summary>The areas that were not recognised, the most people first; at most 20.</summary>
    public required IReadOnlyList<UnknownArea> UnknownAreas { get; init; }
}

/// <summary>What an administrator looks after: messages that reached nobody, jobs, and what is not known.</summary>
public sealed class AdministrationService(DatabaseFactory factory, JobRunner jobs)
{
    /// <summary>The latest first; at most 100.</summary>
    public async Task<IReadOnlyList<UndeliverableMessage>> Undeliverable(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.Outbox.Where(m => m.UndeliverableAt != null).OrderByDescending(m => m.UndeliverableAt).Take(100)
            .Select(m => new UndeliverableMessage(m.Id, m.Addressee, m.Address, m.Subject, m.Attempts, m.LastError, m.UndeliverableAt!.Value))
            .ToListAsync(cancellation);
    }

    public async Task<int> Waiting(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.Outbox.CountAsync(m => m.DeliveredAt == null && m.UndeliverableAt == null, cancellation);
    }

    public async Task<IReadOnlyList<JobLine>> Jobs(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var runs = await db.JobRuns.AsNoTracking().ToDictionaryAsync(r => r.Job, cancellation);
        return [.. jobs.Jobs.Select(j => new JobLine(j, runs.GetValueOrDefault(j.Name)))];
    }

    public async Task<DataQuality> Quality(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var people = db.Everybody();
        return new DataQuality
        {
            People = await people.CountAsync(cancellation),
            RegionUnknown = await people.CountAsync(p => p.RegionCode == null, cancellation),
            PduUnknown = await people.CountAsync(p => p.PduId == null, cancellation),
            PractitionerUnknown = await people.CountAsync(p => p.PractitionerCode == null, cancellation),
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
