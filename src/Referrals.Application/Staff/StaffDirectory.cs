using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Staff;

/// <summary>One member of staff as a staff list tells it.</summary>
public sealed record StaffEntry
{
    public required string Code { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }

    /// <summary>One of <see cref="Roles"/>, except the service's own.</summary>
    public required string Role { get; init; }

    /// <summary>A to L; empty for those who work nationally.</summary>
    public string? RegionCode { get; init; }

    public int? PduId { get; init; }
}

/// <summary>What is with a member of staff and would be with nobody when they leave.</summary>
/// <param name="People">With an open need, whose practitioner they are.</param>
/// <param name="Tasks">Open, in their name.</param>
/// <param name="Groups">Not closed, which they manage or lead.</param>
public sealed record StillTheirs(int People, int Tasks, int Groups)
{
    public bool Anything => People + Tasks + Groups > 0;
}

/// <summary>Somebody else saved this member of staff meanwhile.</summary>
/// <param name="Now">As they are now; null where they are gone.</param>
public sealed record StaffChangedMeanwhile(StaffMember? Now) : Refusal("Somebody else changed this member of staff while you did. Nothing was saved.");

public sealed record StaffCodeTaken(string Name) : Refusal($"This code is {Name}’s; change them instead.");

/// <summary>The people whom chasing and digests can reach.</summary>
public sealed class StaffDirectory(DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int PageSize = 50;

    /// <summary>Members of staff by name: of a role, of a region, with a name or code that holds what was typed; whatever is left out narrows nothing.</summary>
    public async Task<(IReadOnlyList<StaffMember> Members, int Total)> Search(string? text, string? role, string? regionCode, int page, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var found = db.Staff.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(text))
        {
            // LIKE does not tell capital letters apart in either database; Contains would in SQLite.
            var (said, code) = ($"%{text.Trim().Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_").Replace("[", "\\[")}%", text.Trim().ToUpperInvariant());
            found = found.Where(s => EF.Functions.Like(s.Name, said, "\\") || s.Code == code);
        }

        if (!string.IsNullOrEmpty(role))
            found = found.Where(s => s.Role == role);
        if (!string.IsNullOrEmpty(regionCode))
            found = found.Where(s => s.RegionCode == regionCode);
        var today = LondonTime.Today(time);
        return (await found.OrderBy(s => s.LeftOn != null && s.LeftOn < today).ThenBy(s => s.Name).ThenBy(s => s.Code).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellation), await found.CountAsync(cancellation));
    }

    public async Task<StaffMember?> Find(string code, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.Staff.AsNoTracking().FirstOrDefaultAsync(s => s.Code == code, cancellation);
    }

    /// <summary>Members of staff of one role in one region who have not left, by name.</summary>
    public async Task<IReadOnlyList<StaffMember>> Of(string role, string regionCode, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.Staff.AsNoTracking().Here(LondonTime.Today(time)).Where(s => s.Role == role && s.RegionCode == regionCode).OrderBy(s => s.Name).ThenBy(s => s.Code).ToListAsync(cancellation);
    }

    /// <summary>The names of those of these staff codes who are known.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Names(IEnumerable<string> codes, CancellationToken cancellation = default)
    {
        var wanted = codes.Distinct(StringComparer.Ordinal).ToArray();
        await using var db = factory.CreateDbContext();
        return await db.Staff.Where(s => wanted.Contains(s.Code)).ToDictionaryAsync(s => s.Code, s => s.Name, cancellation);
    }

    /// <returns>What is wrong with an entry, in words; none where it may be stored.</returns>
    public IReadOnlyList<string> Check(StaffEntry entry)
    {
        var areas = catalogue.Current.Areas;
        var wrong = new List<string>();
        if (entry.Code.Length is 0 or > 20)
            wrong.Add("the code is missing or longer than 20 letters");
        if (entry.Name.Length == 0)
            wrong.Add("the name is missing");
        if (entry.Email is { } email && !MailAddress.TryCreate(email, out _))
            wrong.Add("the e-mail address is not one");
        if (!Roles.All.Contains(entry.Role) || entry.Role == Roles.System)
            wrong.Add($"there is no role '{entry.Role}': use one of {string.Join(", ", Roles.All.Where(r => r != Roles.System).Order(StringComparer.Ordinal))}");
        if (entry.RegionCode is { } region && areas.Regions.All(r => r.Code != region))
            wrong.Add($"there is no region '{region}': use {areas.Regions[0].Code} to {areas.Regions[^1].Code}");
        if (entry.PduId is { } pdu)
        {
            if (areas.Pdus.FirstOrDefault(p => p.Id == pdu) is not { } found)
                wrong.Add($"there is no PDU {pdu}");
            else if (found.RegionCode != entry.RegionCode)
                wrong.Add($"PDU {pdu}, {found.Name}, is in region {found.RegionCode}");
        }

        return wrong;
    }

    /// <summary>Adds who is new and brings the others up to date. Nobody is taken out: a list may be one region's.</summary>
    /// <param name="entries">Checked, each code once.</param>
    public async Task<(int Added, int Changed)> Store(IReadOnlyCollection<StaffEntry> entries, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        db.Trail.Responsible = Occasion.Current?.Actor ?? Actor.Service("staff");
        var codes = entries.Select(e => e.Code).ToHashSet(StringComparer.Ordinal);
        var known = (await db.Staff.ToListAsync(cancellation)).Where(s => codes.Contains(s.Code)).ToDictionary(s => s.Code, StringComparer.Ordinal);
        var added = 0;
        foreach (var entry in entries)
        {
            if (!known.TryGetValue(entry.Code, out var member))
            {
                db.Add(new StaffMember { Code = entry.Code, Name = entry.Name, Email = entry.Email, Role = entry.Role, RegionCode = entry.RegionCode, PduId = entry.PduId });
                added++;
                continue;
            }

            var before = (member.Name, member.Email, member.Role, member.RegionCode, member.PduId);
            Write(member, entry);
            if (before != (member.Name, member.Email, member.Role, member.RegionCode, member.PduId))
                member.Version++;
        }

        db.ChangeTracker.DetectChanges();
        var changed = db.ChangeTracker.Entries<StaffMember>().Count(e => e.State == EntityState.Modified);
        await db.SaveChangesAsync(cancellation);
        return (added, changed);
    }

    /// <summary>Adds one member of staff, or changes one as they were seen.</summary>
    /// <param name="entry">Checked.</param>
    /// <param name="leftOn">Their last day. Whoever is above them is asked by message, once, to hand over what is still theirs.</param>
    /// <param name="version">As it was seen; null adds somebody.</param>
    /// <returns>Null where it is saved.</returns>
    public async Task<Refusal?> Save(Actor actor, StaffEntry entry, DateOnly? leftOn, int? version, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await using var db = factory.CreateDbContext();
        db.Trail.Responsible = actor;
        var member = await db.Staff.AsTracking().FirstOrDefaultAsync(s => s.Code == entry.Code, cancellation);
        if (version is null)
        {
            // Sent twice, it was saved the first time.
            if (member is not null)
                return (member.Name, member.Email, member.Role, member.RegionCode, member.PduId, member.LeftOn) == (entry.Name, entry.Email, entry.Role, entry.RegionCode, entry.PduId, leftOn) ? null : new StaffCodeTaken(member.Name);
            db.Add(new StaffMember { Code = entry.Code, Name = entry.Name, Email = entry.Email, Role = entry.Role, RegionCode = entry.RegionCode, PduId = entry.PduId, LeftOn = leftOn });
        }
        else
        {
            if (member is null || member.Version != version)
                return new StaffChangedMeanwhile(member);
            var leaves = leftOn is not null && member.LeftOn is null;
            Write(member, entry);
            (member.LeftOn, member.Version) = (leftOn, member.Version + 1);
            if (leaves && await Theirs(db, member.Code, cancellation) is { Anything: true } theirs)
                db.AddRange(await Asking(db, member, theirs, cancellation));
        }

        try
        {
            db.ChangeTracker.DetectChanges();
            await db.SaveChangesAsync(cancellation);
            return null;
        }
        catch (DbUpdateException e) when (Workflows.Changes.IsConflict(e))
        {
            var now = await Find(entry.Code, cancellation);
            return version is null && now is not null ? new StaffCodeTaken(now.Name) : new StaffChangedMeanwhile(now);
        }
    }

    /// <summary>What would be with nobody if this member of staff were gone. Counts.</summary>
    public async Task<StillTheirs> Theirs(string code, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await Theirs(db, code, cancellation);
    }

    private static async Task<StillTheirs> Theirs(ReferralsDbContext db, string code, CancellationToken cancellation)
    {
        var groups = await db.Groups.Where(g => g.ClosedOn == null).Select(g => new { g.TreatmentManager, g.Facilitators }).ToListAsync(cancellation);
        return new StillTheirs(
            await db.Everybody().CountAsync(p => p.PractitionerCode == code && db.Needs.Any(n => n.PersonId == p.Id && n.ClosedOn == null), cancellation),
            await db.Tasks.CountAsync(t => t.ClosedAt == null && t.OwnerCode == code, cancellation),
            groups.Count(g => g.TreatmentManager == code || g.Facilitators?.Contains(code) == true));
    }

    /// <summary>Who is above somebody, and answers for what they leave.</summary>
    public static string Above(string role) => role switch
    {
        Roles.Practitioner => Roles.Spo,
        Roles.Spo => Roles.PduHead,
        _ => Roles.RegionalLead,
    };

    /// <summary>One message to each of those above who are here; where nobody is known, one that reached nobody, which an administrator sees. It names nobody on probation.</summary>
    private async Task<IReadOnlyList<OutboxMessage>> Asking(ReferralsDbContext db, StaffMember leaving, StillTheirs theirs, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var role = Above(leaving.Role);
        var above = await db.Staff.AsNoTracking().Here(LondonTime.DateOf(now))
            .Where(s => s.Role == role && s.RegionCode == leaving.RegionCode && (role == Roles.RegionalLead || s.PduId == leaving.PduId) && s.Code != leaving.Code).OrderBy(s => s.Code).ToListAsync(cancellation);
        return [.. above.DefaultIfEmpty().Select(told => new OutboxMessage
        {
            Id = Ids.New(now),
            Key = $"left/{leaving.Code}/{leaving.Version}/{told?.Code}",
            Kind = "left",
            Addressee = told?.Code ?? $"{role}@{leaving.RegionCode}{(role == Roles.RegionalLead ? "" : $"/{leaving.PduId}")}",
            Address = told?.Email,
            Subject = $"{leaving.Name} leaves: what is theirs has to be handed over",
            Body = $"The last day of {leaving.Name} is {leaving.LeftOn:d MMMM yyyy}. Still theirs: {StaffWords.Of(theirs)}.\n\nPeople are given to another practitioner in nDelius, and their open tasks go with them. Sign in to Referrals to write what the next practitioner should know, and to put somebody else on groups.\n",
            CreatedAt = now,
            NextAttemptAt = now,
            UndeliverableAt = told?.Email is null ? now : null,
            LastError = told is null ? "Nobody is known above them. Add them to the staff list." : told.Email is null ? $"No e-mail address is known for {told.Code}." : null,
        })];
    }

    private static void Write(StaffMember member, StaffEntry entry) =>
        (member.Name, member.Email, member.Role, member.RegionCode, member.PduId) = (entry.Name, entry.Email, entry.Role, entry.RegionCode, entry.PduId);
}

public static class StaffWords
{
    /// <summary>Such as "3 people, 12 open tasks and 1 group".</summary>
    public static string Of(StillTheirs theirs)
    {
        ArgumentNullException.ThrowIfNull(theirs);
        var parts = new[] { (theirs.People, "person", "people"), (theirs.Tasks, "open task", "open tasks"), (theirs.Groups, "group", "groups") }
            .Where(part => part.Item1 > 0).Select(part => $"{part.Item1} {(part.Item1 == 1 ? part.Item2 : part.Item3)}").ToArray();
        return parts.Length == 0 ? "nothing" : parts.Length == 1 ? parts[0] : $"{string.Join(", ", parts[..^1])} and {parts[^1]}";
    }
}

internal static class StaffQueries
{
    /// <summary>Those who have not left: the last day is still theirs.</summary>
    public static IQueryable<StaffMember> Here(this IQueryable<StaffMember> staff, DateOnly today) => staff.Where(s => s.LeftOn == null || s.LeftOn >= today);
}
