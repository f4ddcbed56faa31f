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
    internal static async Task<IReadOnlyList<Clash>> Of(ReferralsDbContext db, ProgrammeGroup group, IReadOnlyList<LaidSession> laid, CancellationToken cancellation) =>
        (await Of(db, [(group, laid)], cancellation))[group.Id];

    /// <summary>What clashes where one of several groups is laid so, each by itself: what else is booked is read once for all of them.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<Clash>>> Of(ReferralsDbContext db, IReadOnlyCollection<(ProgrammeGroup Group, IReadOnlyList<LaidSession> Laid)> asked, CancellationToken cancellation)
    {
        var laid = asked.Where(a => a.Laid.Count > 0).ToList();
        if (laid.Count == 0)
            return asked.ToDictionary(a => a.Group.Id, IReadOnlyList<Clash> (_) => []);
        var ours = laid.Select(a => a.Group.Id).ToArray();
        var regions = laid.Select(a => a.Group.RegionCode).Distinct().ToArray();
        var days = laid.SelectMany(a => a.Laid).Where(l => !l.Held).Select(l => l.On).Distinct().ToArray();
        var groups = await db.Groups.AsNoTracking().Where(g => regions.Contains(g.RegionCode)).ToDictionaryAsync(g => g.Id, cancellation);
        // By group and day, so that what other regions hold on those days is not read.
        var groupIds = groups.Keys.ToArray();
        var others = (await db.Sessions.AsNoTracking().Where(s => groupIds.Contains(s.GroupId!.Value) && days.Contains(s.On) && s.CancelledOn == null && s.NotHeldReason == null).ToListAsync(cancellation)).ToLookup(s => s.On);
        var (first, last) = (laid.Min(a => a.Laid.Min(l => l.On)), laid.Max(a => a.Laid.Max(l => l.On)));
        // Members have one-to-ones of their own, here and elsewhere: they cannot be at two of these at once either.
        var members = await db.Places.Where(p => ours.Contains(p.GroupId) && p.EndedOn == null).Select(p => new { p.GroupId, Delivery = (Guid?)p.ReferralId }).ToListAsync(cancellation);
        members.AddRange(await (from p in db.Places
                                join n in db.Needs on p.PersonId equals n.PersonId
                                join t in db.Toolkits on n.Id equals t.NeedId
                                where ours.Contains(p.GroupId) && p.EndedOn == null && t.EndedOn == null
                                select new { p.GroupId, Delivery = (Guid?)t.Id }).ToListAsync(cancellation));
        var deliveries = members.Select(m => m.Delivery).ToArray();
        var theirs = (await db.Sessions.AsNoTracking().Where(s => deliveries.Contains(s.DeliveryId) && s.On >= first && s.On <= last).ToListAsync(cancellation)).Where(s => s.IsToCome).ToLookup(s => s.DeliveryId);
        var meetings = members.ToLookup(m => m.GroupId, m => m.Delivery);
        var bookings = laid.Select(a => (a.Group, Booked: Bookings(
            a.Group,
            a.Laid,
            [.. meetings[a.Group.Id].Distinct().SelectMany(delivery => theirs[delivery])],
            [.. a.Laid.Where(l => !l.Held).Select(l => l.On).Distinct().SelectMany(on => others[on]).Where(s => s.GroupId != a.Group.Id).Select(s => (Session: s, Group: groups[s.GroupId!.Value])).Where(o => o.Group.RegionCode == a.Group.RegionCode)]))).ToList();
        var names = await Names(db, bookings.SelectMany(b => b.Booked).Where(b => b.Who.Kind == BookedKind.Facilitator).Select(b => b.Who.Key), cancellation);
        var clashes = bookings.ToDictionary(b => b.Group.Id, IReadOnlyList<Clash> (b) =>
            [.. Clashes.Among([.. b.Booked.Select(Named)]).Where(c => c.First.What == b.Group.Code || c.Second.What == b.Group.Code)]);
        return asked.ToDictionary(a => a.Group.Id, a => clashes.GetValueOrDefault(a.Group.Id, []));

        Booking Named(Booking booking) => booking.Who.Kind == BookedKind.Facilitator && names.TryGetValue(booking.Who.Key, out var name) ? booking with { Who = booking.Who with { Name = name } } : booking;
    }

    /// <summary>Everything that one group's plan could clash with, and the plan itself. Facilitators are named by their codes.</summary>
    private static List<Booking> Bookings(ProgrammeGroup group, IReadOnlyList<LaidSession> laid, IReadOnlyList<Session> ofMembers, IReadOnlyList<(Session Session, ProgrammeGroup Group)> others)
    {
        var bookings = new List<Booking>();
        var there = GroupService.Live(group.Sessions).ToLookup(s => (s.Round, s.TemplateKey));
        var ahead = laid.Where(l => !l.Held).ToList();
        foreach (var session in ahead)
        {
            var old = there[(session.Round, session.TemplateKey)].FirstOrDefault();
            bookings.AddRange(Of(group, session.On, session.Start, session.Minutes, old is null ? group.Facilitators ?? [] : GroupService.RunBy(old, group), old is null ? group.Room : GroupService.RoomOf(old, group)));
        }

        foreach (var meeting in ofMembers)
        {
            var who = new Booked(BookedKind.Person, meeting.DeliveryId!.Value.ToString("N"), "A member");
            bookings.Add(new Booking { Who = who, On = meeting.On, Start = meeting.Start, Minutes = meeting.Minutes, What = meeting.Name });
            bookings.AddRange(ahead.Where(l => l.On == meeting.On).Select(l => new Booking { Who = who, On = l.On, Start = l.Start, Minutes = l.Minutes, What = group.Code }));
            if (meeting.GroupId == group.Id && meeting.Facilitators is { } named)
                bookings.AddRange(named.Select(code => new Booking { Who = new Booked(BookedKind.Facilitator, code, code), On = meeting.On, Start = meeting.Start, Minutes = meeting.Minutes, What = $"{group.Code}, {meeting.Name}" }));
        }

        // Whoever and whatever the group does not use cannot clash with it.
        var used = bookings.Select(b => b.Who).ToHashSet();
        bookings.AddRange(others.SelectMany(o => Of(o.Group, o.Session.On, o.Session.Start, o.Session.Minutes, GroupService.RunBy(o.Session, o.Group), GroupService.RoomOf(o.Session, o.Group))).Where(b => used.Contains(b.Who)));
        return bookings;

        static IEnumerable<Booking> Of(ProgrammeGroup group, DateOnly on, TimeOnly start, int minutes, IReadOnlyList<string> staff, string? room) =>
            staff.Select(code => new Booked(BookedKind.Facilitator, code, code)).Concat(room is null ? [] : [RoomAt(group.Office, room)])
                .Select(who => new Booking { Who = who, On = on, Start = start, Minutes = minutes, What = group.Code });
    }

    internal static Task<Dictionary<string, string>> Names(ReferralsDbContext db, IEnumerable<string> codes, CancellationToken cancellation)
    {
        var wanted = codes.Distinct(StringComparer.Ordinal).ToArray();
        return db.Staff.Where(s => wanted.Contains(s.Code)).ToDictionaryAsync(s => s.Code, s => s.Name, cancellation);
    }

    /// <summary>A room is the same however it is written.</summary>
    private static Booked RoomAt(string office, string room) => new(BookedKind.Room, $"{office}/{room}".ToUpperInvariant(), room);
}
