using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Events;

/// <summary>A milestone that is about to be saved and is told to the outside.</summary>
internal sealed record Announcement(Milestone Milestone, Need Need);

/// <summary>
/// Writes events in the commit of the milestones they tell of, after the head of the audit log was locked: no two commits do this at once, so the ids have no gap
/// and their order is that of the commits.
/// </summary>
internal static class EventLog
{
    public static async Task Append(ReferralsDbContext db, IReadOnlyList<Announcement> announced, CancellationToken cancellation)
    {
        var told = announced.Select(Event).OfType<DomainEvent>().ToArray();
        if (told.Length == 0)
            return;
        var id = await db.DomainEvents.MaxAsync(e => (long?)e.Id, cancellation) ?? 0;
        await using var insert = new RowInsert(db, typeof(DomainEvent));
        foreach (var each in told)
        {
            await insert.Add(
                new DomainEvent
                {
                    Id = ++id,
                    Key = each.Key,
                    Type = each.Type,
                    OrderedBy = each.OrderedBy,
                    Subject = each.Subject,
                    SubjectId = each.SubjectId,
                    Reference = each.Reference,
                    OccurredAt = each.OccurredAt,
                },
                cancellation);
        }
    }

    /// <summary>Null where the milestone tells the outside nothing, or was known before the product was there.</summary>
    private static DomainEvent? Event(Announcement announced)
    {
        var (milestone, need) = announced;
        if (milestone.Source == MilestoneSources.Imported)
            return null;
        var referral = need.Referrals.Where(r => milestone.ProgrammeKey is null || r.ProgrammeKey == milestone.ProgrammeKey).MaxBy(r => (r.EndedOn is null, r.ReferredOn, r.Id));
        var toolkit = need.Toolkits.Where(t => milestone.ProgrammeKey is null || t.ToolkitKey == milestone.ProgrammeKey).MaxBy(t => (t.EndedOn is null, t.PlannedOn, t.Id));
        var ofToolkit = toolkit is not null && (referral is null || toolkit.PlannedOn > referral.ReferredOn);
        if (EventTypes.Of(milestone.Kind, ofToolkit) is not { } type)
            return null;
        var (subject, subjectId) = type switch
        {
            EventTypes.ReferralUpdated or EventTypes.ProgrammeComplete when referral is not null => (EventSubjects.Referral, referral.Id),
            EventTypes.ToolkitUpdated when toolkit is not null => (EventSubjects.Toolkit, toolkit.Id),
            _ => (EventSubjects.Need, need.Id),
        };
        return new DomainEvent
        {
            Key = milestone.Id,
            Type = type,
            OrderedBy = milestone.PersonId,
            Subject = subject,
            SubjectId = subjectId,
            Reference = need.Reference,
            OccurredAt = milestone.RecordedAt,
        };
    }
}
