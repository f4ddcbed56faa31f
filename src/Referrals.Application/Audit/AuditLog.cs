using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Audit;

/// <summary>What to look for in the log; what is null is not asked about. Days are London's.</summary>
public sealed record AuditQuestion
{
    public string? Crn { get; init; }
    public string? Username { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
    public string? What { get; init; }

    /// <summary>Only lines older than this one: the way to the next page.</summary>
    public long? Before { get; init; }
}

/// <summary>Lines, newest first; <paramref name="Next"/> leads to older ones, null at the end.</summary>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Lines, long? Next);

/// <summary>One person looking at or changing a case on one day.</summary>
public sealed record Look(DateTimeOffset At, string Name, string Role, string What);

/// <summary>A known state of the log, kept outside the database: so many lines, the last with this hash.</summary>
public sealed record AuditAnchor(long Count, string Hash)
{
    public override string ToString() => $"{Count}:{Hash}";

    /// <summary>As <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string? text, out AuditAnchor anchor)
    {
        anchor = new AuditAnchor(0, AuditEntry.Beginning);
        if (text?.Split(':') is not [var number, { Length: 64 } hash] || !long.TryParse(number, out var count) || count < 0)
            return false;
        anchor = new AuditAnchor(count, hash);
        return true;
    }
}

/// <summary>What a walk along the chain found.</summary>
/// <param name="Checked">How many lines are as they were written.</param>
/// <param name="Head">The state of the log, to be kept as an anchor; null where it is broken.</param>
/// <param name="BrokenAt">The first line that is not as it was written.</param>
public sealed record AuditVerdict(long Checked, AuditAnchor? Head, long? BrokenAt, string? Problem);

/// <summary>Reads the log. Nothing here or anywhere else in the product changes what is written.</summary>
public sealed class AuditLog(DatabaseFactory factory)
{
    public const int PageSize = 50;

    /// <summary>A page of lines for an auditor; nothing for anybody else.</summary>
    public async Task<AuditPage> Search(Actor actor, AuditQuestion question, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var lines = await Asked(db, actor, question).Take(PageSize + 1).ToListAsync(cancellation);
        return lines.Count > PageSize ? new AuditPage(lines[..PageSize], lines[PageSize - 1].Id) : new AuditPage(lines, null);
    }

    /// <summary>Every line asked for, newest first, one after another.</summary>
    public async IAsyncEnumerable<AuditEntry> Export(Actor actor, AuditQuestion question, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        await foreach (var line in Asked(db, actor, question).AsAsyncEnumerable().WithCancellation(cancellation))
            yield return line;
    }

    /// <summary>
    /// Who looked at a person or changed the case, each once a day, newest first. For the practitioner who holds the case and the senior probation officers of
    /// the unit; null for everyone else. What partner link workers do stays behind their wall.
    /// </summary>
    public async Task<IReadOnlyList<Look>?> WhoLooked(Actor actor, Guid personId, DateOnly since, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Everybody().Where(Reach.People(actor)).Where(p => p.Id == personId).Select(p => new { p.PractitionerCode, p.RegionCode, p.PduId }).FirstOrDefaultAsync(cancellation) is not { } person
            || !(actor.Role == Roles.Spo || (actor.Role == Roles.Practitioner && actor.StaffCode is not null && person.PractitionerCode == actor.StaffCode)))
        {
            return null;
        }

        var from = LondonTime.At(since, TimeOnly.MinValue);
        var lines = await db.AuditEntries.AsNoTracking()
            .Where(e => e.PersonId == personId && e.At >= from && e.Role != Roles.System && e.Role != Roles.PartnerLinkWorker)
            .OrderByDescending(e => e.Id).Take(2000).Select(e => new { e.At, e.Username, e.Name, e.Role, e.What }).ToListAsync(cancellation);
        return [.. lines.GroupBy(l => (l.Username, l.What, LondonTime.DateOf(l.At))).Select(g => g.First()).Select(l => new Look(l.At, l.Name, l.Role, l.What))];
    }

    /// <summary>Walks along the whole chain, one line at a time, and stops at the first that is not as it was written.</summary>
    /// <param name="anchors">States of the log that were kept elsewhere: the log must still contain them. Only they can tell that lines were taken off its end together with the head.</param>
    public async Task<AuditVerdict> Verify(IReadOnlyCollection<AuditAnchor> anchors, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        await using var db = factory.CreateDbContext();
        return await Walk(db, anchors, cancellation);
    }

    internal static async Task<AuditVerdict> Walk(ReferralsDbContext db, IReadOnlyCollection<AuditAnchor> anchors, CancellationToken cancellation)
    {
        // The end before the head: lines and head are committed together, so a head read later accounts for every line.
        var last = await db.AuditEntries.MaxAsync(e => (long?)e.Id, cancellation) ?? 0;
        if (await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(cancellation) is not { } head)
            return new AuditVerdict(0, null, 0, "The row that says how many lines there are is gone.");
        if (last > head.Count)
            return new AuditVerdict(0, null, head.Count + 1, $"Line {head.Count + 1} was put in: the log has {head.Count} lines.");

        var known = anchors.ToLookup(a => a.Count, a => a.Hash);
        if (anchors.FirstOrDefault(a => a.Count > head.Count) is { } beyond)
            return new AuditVerdict(0, null, head.Count + 1, $"Lines were taken off the end: there were {beyond.Count}, now there are {head.Count}.");
        var previous = AuditEntry.Beginning;
        long at = 0;
        if (known[0].Any(hash => hash != previous))
            return new AuditVerdict(0, null, 0, "The log did not begin as the anchor says.");
        await foreach (var line in db.AuditEntries.AsNoTracking().Where(e => e.Id <= head.Count).OrderBy(e => e.Id).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (line.Id != at + 1)
                return Broken(at + 1, $"Line {at + 1} is gone.");
            if (line.PreviousHash != previous)
                return Broken(line.Id, $"Line {line.Id} does not follow line {at}: one of them was put in or changed.");
            if (line.HashOfContent() != line.Hash)
                return Broken(line.Id, $"Line {line.Id} was changed after it was written.");
            if (known[line.Id].Any(hash => hash != line.Hash))
                return Broken(line.Id, $"Line {line.Id} is not the one the anchor knows: the log was written anew.");
            (previous, at) = (line.Hash, line.Id);
        }

        if (at != head.Count)
            return Broken(at + 1, $"Line {at + 1} is gone: the log should have {head.Count} lines.");
        return previous == head.Hash
            ? new AuditVerdict(at, new AuditAnchor(at, previous), null, null)
            : Broken(at, $"Line {at} is not the one that was written last.");

        AuditVerdict Broken(long line, string problem) => new(at, null, line, problem);
    }

    /// <summary>The state of the log now.</summary>
    public async Task<AuditAnchor> Head(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(cancellation);
        return new AuditAnchor(head.Count, head.Hash);
    }

    private static IQueryable<AuditEntry> Asked(ReferralsDbContext db, Actor actor, AuditQuestion question)
    {
        var lines = db.AuditEntries.AsNoTracking().Where(e => actor.Role == Roles.Auditor);
        if (question.Crn is { } crn)
            lines = lines.Where(e => e.Crn == crn);
        if (question.Username is { } username)
            lines = lines.Where(e => e.Username == username);
        if (question.What is { } what)
            lines = lines.Where(e => e.What == what);
        if (question.From is { } from)
        {
            var start = LondonTime.At(from, TimeOnly.MinValue);
            lines = lines.Where(e => e.At >= start);
        }

        if (question.To is { } to)
        {
            var end = LondonTime.At(to.AddDays(1), TimeOnly.MinValue);
            lines = lines.Where(e => e.At < end);
        }

        if (question.Before is { } before)
            lines = lines.Where(e => e.Id < before);
        return lines.OrderByDescending(e => e.Id);
    }
}
