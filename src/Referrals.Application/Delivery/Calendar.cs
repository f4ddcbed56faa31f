using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Calendar files (RFC 5545) that a group's staff can subscribe to by a private link. They name the group and the office, never a person.</summary>
public sealed class GroupCalendar(DatabaseFactory factory, TimeProvider time)
{
    /// <param name="key">The secret part of the address.</param>
    /// <returns>The calendar as text, or null where no group has that key.</returns>
    public async Task<string?> Find(string key, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Groups.AsNoTracking().Include(g => g.Sessions).FirstOrDefaultAsync(g => g.CalendarKey == key, cancellation) is not { } group)
            return null;
        return Write(group, group.Sessions, time.GetUtcNow());
    }

    /// <param name="sessions">Of the group; cancelled ones are written as such, so that a subscriber's copy goes too.</param>
    public static string Write(ProgrammeGroup group, IEnumerable<Session> sessions, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//Referrals//Groups//EN");
        Line("METHOD:PUBLISH");
        Line($"X-WR-CALNAME:{Escaped(group.Code)}");
        foreach (var session in sessions.OrderBy(s => s.On).ThenBy(s => s.Start).ThenBy(s => s.Id))
        {
            var start = LondonTime.At(session.On, session.Start);
            Line("BEGIN:VEVENT");
            Line($"UID:{session.Id:N}@referrals");
            Line($"DTSTAMP:{Utc(now)}");
            Line($"DTSTART:{Utc(start)}");
            Line($"DTEND:{Utc(start.AddMinutes(session.Minutes))}");
            Line($"SUMMARY:{Escaped($"{group.Code}: {session.Name}{(session.DeliveryId is null ? "" : ", one to one")}")}");
            Line($"LOCATION:{Escaped(GroupService.RoomOf(session, group) is { } room ? $"{group.Office}, {room}" : group.Office)}");
            Line(session.CancelledOn is null && session.NotHeldReason is null ? "STATUS:CONFIRMED" : "STATUS:CANCELLED");
            Line("END:VEVENT");
        }

        Line("END:VCALENDAR");
        return text.ToString();

        // A line is folded before its 76th octet and continued after a space.
        void Line(string line)
        {
            var octets = 0;
            foreach (var rune in line.EnumerateRunes())
            {
                if (octets + rune.Utf8SequenceLength > 75)
                {
                    text.Append("\r\n ");
                    octets = 1;
                }

                text.Append(rune);
                octets += rune.Utf8SequenceLength;
            }

            text.Append("\r\n");
        }
    }

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escaped(string words) => words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
