using Referrals.Application.Delivery;

namespace Referrals.Web.Startup;

public static class Calendars
{
    /// <summary><c>/calendars/KEY.ics</c>: a group's sessions for calendar programs, which cannot sign in. Whoever has the address may read it; it names nobody.</summary>
    public static void MapReferralsCalendars(this WebApplication app) =>
        app.MapGet("/calendars/{key}.ics", async (string key, GroupCalendar calendar, CancellationToken cancellation) =>
            await calendar.Find(key, cancellation) is { } text ? Results.Text(text, "text/calendar; charset=utf-8") : Results.NotFound()).AllowAnonymous();
}
