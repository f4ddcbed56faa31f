using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Chasing;

/// <summary>What a digest says, as it is at this moment: when it is made, and again whenever it is about to be sent, so that nobody is chased about what was done meanwhile.</summary>
public sealed class DigestText(CatalogueSource catalogue, ActivityLibrary library, TimeProvider time)
{
    /// <summary>The kind of an <see cref="OutboxMessage"/> that is a digest.</summary>
    public const string Kind = "digest";

    /// <summary>The addressee and the day: what makes a digest the same digest.</summary>
    internal static string Key(string addressee, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{Kind}/{addressee}/{day:yyyy-MM-dd}");

    /// <summary>The digest anew from the notices it took up.</summary>
    /// <returns>As it was made, where no notice is known to be of it; null where nothing in it is still to be done.</returns>
    public async Task<(string Subject, string Body)?> Now(ReferralsDbContext db, OutboxMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(message);
        // Of several who hold one role each has a message, all of the same notices.
        var key = message.Key[..Math.Min(message.Key.Length, Key(message.Addressee, default).Length)];
        var ids = await db.Notices.Where(n => n.DigestKey == key).Select(n => n.TaskId).ToListAsync(cancellation);
        return ids.Count == 0 ? (message.Subject, message.Body) : await Of(db, ids, cancellation);
    }

    /// <returns>Null where nothing of these tasks is to be done now.</returns>
    internal async Task<(string Subject, string Body)?> Of(ReferralsDbContext db, IReadOnlyCollection<Guid> taskIds, CancellationToken cancellation)
    {
        var today = LondonTime.Today(time);
        var ids = taskIds.Distinct().ToArray();
        // A task that was closed meanwhile is nobody's to do, and one that was put off is not yet: the notice is taken up and not told.
        var open = (await db.Tasks.Where(t => ids.Contains(t.Id) && t.ClosedAt == null && !(t.SnoozedUntil > today)).ToListAsync(cancellation))
            .OrderByDescending(t => t.Risk).ThenBy(t => t.DueOn).ThenBy(t => t.Id).ToArray();
        if (open.Length == 0)
            return null;

        var needs = open.Select(t => t.NeedId).ToArray();
        var references = await db.Needs.Where(n => needs.Contains(n.Id)).Select(n => new { n.Id, n.Reference }).ToDictionaryAsync(n => n.Id, n => n.Reference, cancellation);
        var instances = open.Select(t => t.InstanceId).ToArray();
        var subjects = await db.Instances.Where(i => instances.Contains(i.Id)).Select(i => new { i.Id, i.Subject }).ToDictionaryAsync(i => i.Id, i => i.Subject, cancellation);
        var sessions = await Sessions(db, [.. open.Where(t => t.GroupId is not null).Select(t => Guid.Parse(subjects[t.InstanceId]!))], cancellation);
        var body = Body(
            open,
            today,
            t => t.GroupId is not null ? sessions.GetValueOrDefault(Guid.Parse(subjects[t.InstanceId]!)) : t.NeedId is { } id && references.GetValueOrDefault(id) is { } need ? $"need {need}" : null,
            t => library.Wait(t.Kind).TitleFor(subjects[t.InstanceId]));
        return (open.Length == 1 ? "1 task is late" : $"{open.Length} tasks are late", body);
    }

    /// <summary>Sessions by group and day, which names nobody.</summary>
    private static async Task<Dictionary<Guid, string>> Sessions(ReferralsDbContext db, IReadOnlyList<Guid> ids, CancellationToken cancellation) => ids.Count == 0
        ? []
        : (await (from s in db.Sessions join g in db.Groups on s.GroupId equals g.Id where ids.Contains(s.Id) select new { s.Id, g.Code, s.On }).ToListAsync(cancellation))
            .ToDictionary(s => s.Id, s => string.Create(CultureInfo.InvariantCulture, $"group {s.Code}, session of {s.On:d MMMM yyyy}"));

    /// <summary>References and titles only: no name of a person on probation leaves by e-mail.</summary>
    private string Body(CaseTask[] open, DateOnly today, Func<CaseTask, string?> reference, Func<CaseTask, string> title)
    {
        var text = new StringBuilder();
        text.AppendLine("These tasks are late and are yours to do, or climbed to you because nobody did them.");
        text.AppendLine();
        foreach (var task in open)
        {
            var late = ChaseLadder.Lateness(task.DueOn, today, catalogue.Current.WorkingDays);
            text.Append("- ").Append(title(task));
            if (reference(task) is { } about)
                text.Append(", ").Append(about);
            text.Append(CultureInfo.InvariantCulture, $": due {task.DueOn:d MMMM yyyy}");
            text.AppendLine(late > 0 ? $", {late} working {(late == 1 ? "day" : "days")} late" : "");
        }

        text.AppendLine();
        text.AppendLine("Sign in to Referrals to see who and why.");
        return text.ToString();
    }
}
