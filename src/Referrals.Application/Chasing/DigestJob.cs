using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Staff;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Chasing;

/// <summary>
/// One message a person a day: what is late on their list or climbed to them, graver and later first. Notices it takes up and the message it makes
/// of them are one commit, and the message's key is the addressee and the day, so that no node and no rerun sends it twice.
/// </summary>
public sealed class DigestJob(Changes changes, DatabaseFactory factory, CatalogueSource catalogue, DigestText text, TimeProvider time)
{
    /// <returns>How many messages were made.</returns>
    public async Task<int> Run(CancellationToken cancellation = default)
    {
        var today = LondonTime.Today(time);
        if (!catalogue.Current.WorkingDays.IsWorkingDay(today))
            return 0;

        await changes.Repeat(Actor.Service("digest"), db => HandOn(db, today, cancellation), cancellation);
        string[] addressees;
        await using (var db = factory.CreateDbContext())
            addressees = await db.Notices.Where(n => n.DigestKey == null).Select(n => n.Addressee).Distinct().ToArrayAsync(cancellation);

        var made = 0;
        foreach (var addressee in addressees)
        {
            var wrote = 0;
            await changes.Repeat(Actor.Service("digest"), async db => wrote = await Write(db, addressee, today, cancellation), cancellation);
            made += wrote;
        }

        return made;
    }

    /// <summary>
    /// What was to be told to a practitioner who has handed the task on meanwhile is told to whoever has it now, and what was to be told to somebody who has left, to
    /// whoever is above them, with the rest of what they are told that day.
    /// </summary>
    private static async Task HandOn(ReferralsDbContext db, DateOnly today, CancellationToken cancellation)
    {
        var moved = await (from n in db.Notices
                           join t in db.Tasks on n.TaskId equals t.Id
                           where n.DigestKey == null && n.Role == Roles.Practitioner && t.ClosedAt == null && t.OwnerRole == Roles.Practitioner
                               && t.OwnerCode != null && n.Addressee != t.OwnerCode
                           select new { Notice = n, t.OwnerCode }).ToListAsync(cancellation);
        foreach (var (notice, owner) in moved.Select(m => (m.Notice, m.OwnerCode!)))
            await To(notice, owner, notice.Role);

        // Those handed on a moment ago are of this change still.
        await (from n in db.Notices join s in db.Staff on n.Addressee equals s.Code where n.DigestKey == null && s.LeftOn < today select n).LoadAsync(cancellation);
        var waiting = db.Notices.Local.Where(n => n.DigestKey is null).ToList();
        var codes = waiting.Select(n => n.Addressee).Distinct(StringComparer.Ordinal).ToArray();
        var left = await db.Staff.AsNoTracking().Where(s => codes.Contains(s.Code) && s.LeftOn < today).ToDictionaryAsync(s => s.Code, s => StaffDirectory.Above(s.Role), cancellation);
        foreach (var notice in waiting.Where(n => left.ContainsKey(n.Addressee)))
            await To(notice, Addressees.Of(left[notice.Addressee], notice.RegionCode, notice.PduId), left[notice.Addressee]);

        async Task To(Notice notice, string addressee, string role)
        {
            notice.DigestKey = $"handed-on/{addressee}";
            if (await db.Notices.FindAsync([notice.TaskId, notice.Rung, addressee], cancellation) is null)
                db.Add(new Notice { TaskId = notice.TaskId, Rung = notice.Rung, Addressee = addressee, Role = role, RegionCode = notice.RegionCode, PduId = notice.PduId, At = notice.At });
        }
    }

    private async Task<int> Write(ReferralsDbContext db, string addressee, DateOnly today, CancellationToken cancellation)
    {
        var key = DigestText.Key(addressee, today);
        if (await db.Outbox.AnyAsync(m => m.Key.StartsWith(key), cancellation))
            return 0;

        var notices = await db.Notices.Where(n => n.DigestKey == null && n.Addressee == addressee).ToListAsync(cancellation);
        if (notices.Count == 0)
            return 0;
        foreach (var notice in notices)
            notice.DigestKey = key;

        if (await text.Of(db, [.. notices.Select(n => n.TaskId)], cancellation) is not { } told)
            return 0;
        var holders = await Holders(db, notices[0], today, cancellation);
        var now = time.GetUtcNow();
        foreach (var holder in holders.DefaultIfEmpty())
        {
            db.Add(new OutboxMessage
            {
                Id = Ids.New(now),
                Key = holder is null || holder.Code == addressee ? key : $"{key}/{holder.Code}",
                Kind = DigestText.Kind,
                Addressee = addressee,
                Address = holder?.Email,
                Subject = told.Subject,
                Body = told.Body,
                CreatedAt = now,
                NextAttemptAt = now,
                // Nobody holds the role, or nobody knows their address: it is not lost, an administrator sees it.
                UndeliverableAt = holder?.Email is null ? now : null,
                LastError = holder is null ? $"Nobody is known who holds '{addressee}'. Add them to the staff list." : holder.Email is null ? $"No e-mail address is known for {addressee}." : null,
            });
        }

        return Math.Max(1, holders.Count);
    }

    private static async Task<List<Holder>> Holders(ReferralsDbContext db, Notice notice, DateOnly today, CancellationToken cancellation)
    {
        if (!notice.Addressee.Contains('@', StringComparison.Ordinal))
        {
            var staff = await db.Staff.Here(today).Where(s => s.Code == notice.Addressee || (notice.Addressee == s.Role && s.RegionCode == null)).Select(s => new Holder(s.Code, s.Email)).ToListAsync(cancellation);
            if (staff.Exists(s => s.Email is not null))
                return staff;
            // nDelius says with each case how to reach whoever holds it; the latest it said counts.
            var told = await db.Everybody().Where(p => p.PractitionerCode == notice.Addressee && p.PractitionerEmail != null).OrderByDescending(p => p.Id).Select(p => p.PractitionerEmail).FirstOrDefaultAsync(cancellation);
            return told is null ? staff : [new Holder(notice.Addressee, told)];
        }

        return await Held(db, notice.Role, notice, today).OrderBy(s => s.Code).Select(s => new Holder(s.Code, s.Email)).ToListAsync(cancellation);
    }

    private static IQueryable<StaffMember> Held(ReferralsDbContext db, string role, Notice notice, DateOnly today)
    {
        var holders = db.Staff.Here(today).Where(s => s.Role == role && s.RegionCode == notice.RegionCode);
        return role is Roles.RegionalLead or Roles.ProgrammeTeam or Roles.PartnerLinkWorker ? holders : holders.Where(s => s.PduId == notice.PduId);
    }

    private sealed record Holder(string Code, string? Email);
}
