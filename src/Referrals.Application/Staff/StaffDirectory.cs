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

/// <summary>The people whom chasing and digests can reach.</summary>
public sealed class StaffDirectory(DatabaseFactory factory, CatalogueSource catalogue)
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
        return (await found.OrderBy(s => s.Name).ThenBy(s => s.Code).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellation), await found.CountAsync(cancellation));
    }

    public async Task<StaffMember?> Find(string code, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.Staff.AsNoTracking().FirstOrDefaultAsync(s => s.Code == code, cancellation);
    }

    /// <summary>Members of staff of one role in one region, by name.</summary>
    public async Task<IReadOnlyList<StaffMember>> Of(string role, string regionCode, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.Staff.AsNoTracking().Where(s => s.Role == role && s.RegionCode == regionCode).OrderBy(s => s.Name).ThenBy(s => s.Code).ToListAsync(cancellation);
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

            (member.Name, member.Email, member.Role, member.RegionCode, member.PduId) = (entry.Name, entry.Email, entry.Role, entry.RegionCode, entry.PduId);
        }

        db.ChangeTracker.DetectChanges();
        var changed = db.ChangeTracker.Entries<StaffMember>().Count(e => e.State == EntityState.Modified);
        await db.SaveChangesAsync(cancellation);
        return (added, changed);
    }
}
