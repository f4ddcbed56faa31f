using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Facilitators, rooms and people who would have to be in two places at once.</summary>
public static class DoubleBooking
{
    /// <summary>What whoever saw no clash has seen: every clash is refused.</summary>
    public const string None = "none";

    /// <summary>Changes with the clashes, so that what was seen can be compared with what there is.</summary>
    public static string SeenOf(IReadOnlyList<Clash> clashes)
    {
        ArgumentNullException.ThrowIfNull(clashes);
        return clashes.Count == 0 ? None : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', clashes.Select(c => c.Words).Order(StringComparer.Ordinal)))))[..16];
    }

    /// <summary>As a history keeps them: without a person's name in any.</summary>
    internal static string InWords(IReadOnlyList<Clash> clashes) =>
        clashes.Count == 1 ? $"Booked twice: {clashes[0].Words}" : $"{clashes.Count} times somebody or something is booked twice, first: {clashes[0].Words}";

    /// <summary>
    /// Opens the region's diary for writing, before it is asked who is booked: two groups share nothing else, and of two who book at the same moment the second
    /// meets the first one's commit here and looks again.
    /// </summary>
    internal static void OpenDiary(ReferralsDbContext db, string? regionCode)
    {
        if (regionCode is null)
            return;
        var diary = db.Diaries.Find(regionCode) ?? db.Add(new RegionDiary { RegionCode = regionCode }).Entity;
        diary.Version++;
    }

    /// <summary>What else a member, a facilitator or a room is booked for at this time.</summary>
    internal static async Task<IReadOnlyList<Clash>> At(ReferralsDbContext db, ProgrammeGroup group, ClashQuestion asked, CancellationToken cancellation)
    {
        var (region, day, own) = (group.RegionCode, asked.On, asked.SessionId);
        var others = (await (from s in db.Sessions.AsNoTracking()
                             join g in db.Groups.AsNoTracking() on s.GroupId equals g.Id
                             where g.RegionCode == region && s.On == day && s.Id != own && s.CancelledOn == null && s.NotHeldReason == null
                             select new { Session = s, Group = g }).ToListAsync(cancellation)).Where(o => !asked.Besides.Contains(o.Session.Id)).ToList();
        var names = await Names(db, asked.Facilitators, cancellation);
        var bookings = new List<Booking>();
        Add(asked.What, asked.Start, asked.Minutes, asked.Facilitators, group.Office, asked.Room);
        foreach (var other in others)
            Add($"{other.Group.Code}, {other.Session.Name}", other.Session.Start, other.Session.Minutes, GroupService.RunBy(other.Session, other.Group), other.Group.Office, GroupService.RoomOf(other.Session, other.Group));
        if (asked.ReferralId is { } referral && await db.PeopleOfReferrals([referral]).FirstOrDefaultAsync(cancellation) is var person && person != Guid.Empty)
        {
            bookings.Add(OfMember(asked.Start, asked.Minutes, asked.What));
            foreach (var meeting in OfPerson(db, person, day).Where(s => s.Id != own && !asked.Besides.Contains(s.Id)))
                bookings.Add(OfMember(meeting.Start, meeting.Minutes, others.Find(o => o.Session.Id == meeting.Id) is { } there ? $"{there.Group.Code}, {meeting.Name}" : meeting.Name));
        }

        return [.. Clashes.Among(bookings).Where(c => c.First.What == asked.What || c.Second.What == asked.What)];

        Booking OfMember(TimeOnly start, int minutes, string what) => new() { Who = new Booked(BookedKind.Person, "member", "This person"), On = day, Start = start, Minutes = minutes, What = what };

        void Add(string what, TimeOnly start, int minutes, IReadOnlyList<string> staff, string office, string? room)
        {
            bookings.AddRange(staff.Where(asked.Facilitators.Contains).Select(code => new Booking { Who = new Booked(BookedKind.Facilitator, code, names.GetValueOrDefault(code, code)), On = day, Start = start, Minutes = minutes, What = what }));
            if (room is not null)
                bookings.Add(new Booking { Who = RoomAt(office, room), On = day, Start = start, Minutes = minutes, What = what });
        }
    }

    /// <summary>Everything one person is asked to come to on a day: one to one, a toolkit's included, and with a group in which they have a place.</summary>
    internal static IReadOnlyList<Session> OfPerson(ReferralsDbContext db, Guid personId, DateOnly on)
    {
        var needs = db.Needs.Where(n => n.PersonId == personId).Select(n => n.Id);
        var mine = db.Referrals.Where(r => needs.Contains(r.NeedId)).Select(r => (Guid?)r.Id).ToList();
        mine.AddRange(db.Toolkits.Where(t => needs.Contains(t.NeedId)).Select(t => (Guid?)t.Id));
        var groups = db.Places.Where(p => p.PersonId == personId && p.EndedOn == null).Select(p => (Guid?)p.GroupId).ToList();
        return [.. db.Sessions.AsNoTracking().Where(s => s.On == on && s.CancelledOn == null && s.NotHeldReason == null && (mine.Contains(s.DeliveryId) || (s.DeliveryId == null && groups.Contains(s.GroupId))))];
    }

    /// <summary>What clashes where a group is laid so.</summary>
    internal static async Task<IReadOnlyList<Clash>> Of(ReferralsDbContext db, ProgrammeGroup group, IReadOnlyList<LaidSession> laid, CancellationToken cancellation)
    {
        if (laid.Count == 0)
            return [];
        var (region, ours) = (group.RegionCode, group.Id);
        var (first, last) = (laid.Min(l => l.On), laid.Max(l => l.On));
        var days = laid.Where(l => !l.Held).Select(l => l.On).Distinct().ToArray();
        var groups = await db.Groups.AsNoTracking().Where(g => g.RegionCode == region && g.Id != ours).ToDictionaryAsync(g => g.Id, cancellation);
        var others = (await db.Sessions.AsNoTracking().Where(s => days.Contains(s.On) && s.CancelledOn == null && s.NotHeldReason == null && db.Groups.Any(g => g.Id == s.GroupId && g.RegionCode == region && g.Id != ours)).ToListAsync(cancellation))
            .Where(s => groups.ContainsKey(s.GroupId!.Value)).Select(s => (Session: s, Group: groups[s.GroupId!.Value])).ToList();
        var names = await Names(db, (group.Facilitators ?? []).Concat(others.SelectMany(o => GroupService.RunBy(o.Session, o.Group))), cancellation);
        var bookings = new List<Booking>();
        foreach (var session in laid.Where(l => !l.Held))
        {
            var there = GroupService.Live(group.Sessions).FirstOrDefault(s => s.Round == session.Round && s.TemplateKey == session.TemplateKey);
            Book(group, session.On, session.Start, session.Minutes, there is null ? group.Facilitators ?? [] : GroupService.RunBy(there, group), there is null ? group.Room : GroupService.RoomOf(there, group));
        }

        // Members have one-to-ones of their own, here and elsewhere: they cannot be at two of these at once either.
        var members = await db.Places.Where(p => p.GroupId == ours && p.EndedOn == null).Select(p => (Guid?)p.ReferralId).ToListAsync(cancellation);
        members.AddRange(await (from p in db.Places
                                join n in db.Needs on p.PersonId equals n.PersonId
                                join t in db.Toolkits on n.Id equals t.NeedId
                                where p.GroupId == ours && p.EndedOn == null && t.EndedOn == null
                                select (Guid?)t.Id).ToListAsync(cancellation));
        var theirs = (await db.Sessions.AsNoTracking().Where(s => members.Contains(s.DeliveryId) && s.On >= first && s.On <= last).ToListAsync(cancellation)).Where(s => s.IsToCome).ToList();
        foreach (var meeting in theirs)
        {
            var who = new Booked(BookedKind.Person, meeting.DeliveryId!.Value.ToString("N"), "A member");
            bookings.Add(new Booking { Who = who, On = meeting.On, Start = meeting.Start, Minutes = meeting.Minutes, What = meeting.Name });
            bookings.AddRange(laid.Where(l => !l.Held && l.On == meeting.On).Select(l => new Booking { Who = who, On = l.On, Start = l.Start, Minutes = l.Minutes, What = group.Code }));
            if (meeting.GroupId == ours && meeting.Facilitators is { } named)
                bookings.AddRange(named.Select(code => new Booking { Who = new Booked(BookedKind.Facilitator, code, names.GetValueOrDefault(code, code)), On = meeting.On, Start = meeting.Start, Minutes = meeting.Minutes, What = $"{group.Code}, {meeting.Name}" }));
        }

        foreach (var other in others)
            Book(other.Group, other.Session.On, other.Session.Start, other.Session.Minutes, GroupService.RunBy(other.Session, other.Group), GroupService.RoomOf(other.Session, other.Group));
        return [.. Clashes.Among(bookings).Where(c => c.First.What == group.Code || c.Second.What == group.Code)];

        void Book(ProgrammeGroup of, DateOnly on, TimeOnly start, int minutes, IReadOnlyList<string> staff, string? room)
        {
            bookings.AddRange(staff.Select(code => new Booking { Who = new Booked(BookedKind.Facilitator, code, names.GetValueOrDefault(code, code)), On = on, Start = start, Minutes = minutes, What = of.Code }));
            if (room is not null)
                bookings.Add(new Booking { Who = RoomAt(of.Office, room), On = on, Start = start, Minutes = minutes, What = of.Code });
        }
    }

    internal static Task<Dictionary<string, string>> Names(ReferralsDbContext db, IEnumerable<string> codes, CancellationToken cancellation)
    {
        var wanted = codes.Distinct(StringComparer.Ordinal).ToArray();
        return db.Staff.Where(s => wanted.Contains(s.Code)).ToDictionaryAsync(s => s.Code, s => s.Name, cancellation);
    }

    /// <summary>A room is the same however it is written.</summary>
    private static Booked RoomAt(string office, string room) => new(BookedKind.Room, $"{office}/{room}".ToUpperInvariant(), room);
}
