using Referrals.Application.Handovers;
using Referrals.Web.Components;

namespace Referrals.Web.Pages.People;

/// <summary>What happened while one practitioner held the case, the latest first, so that the history of ten reads as one story.</summary>
/// <param name="From">Null for the first one known.</param>
/// <param name="Until">Null for the one who holds it now.</param>
public sealed record Chapter(string Practitioner, DateOnly? From, DateOnly? Until, IReadOnlyList<TimelineItem> Events)
{
    /// <param name="events">The latest first. One with a handover begins the chapter of whoever came and closes that of whoever left.</param>
    /// <param name="now">Who holds the case.</param>
    public static IReadOnlyList<Chapter> Of(IReadOnlyList<(TimelineItem Item, DateOnly On, Handover? Handover)> events, string? now)
    {
        ArgumentNullException.ThrowIfNull(events);
        var chapters = new List<Chapter>();
        var (who, until) = (now, (DateOnly?)null);
        var of = new List<TimelineItem>();
        foreach (var (item, on, handover) in events)
        {
            of.Add(item);
            if (handover is null)
            {
                continue;
            }

            chapters.Add(new Chapter(who ?? handover.To, on, until, of));
            (who, until, of) = (handover.From, on, []);
        }

        if (of.Count > 0)
        {
            chapters.Add(new Chapter(who ?? CaseWords.NotKnown, null, until, of));
        }

        return chapters;
    }
}
