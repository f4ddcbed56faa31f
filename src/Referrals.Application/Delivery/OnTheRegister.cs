using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Who stands on the register of a session: the one it is for, or the members of the group that day, with guests who catch up there.</summary>
internal static class OnTheRegister
{
    /// <summary>A catch-up that somebody joins another group for: it is held and recorded with the session it joins.</summary>
    public static bool Joins(Session guest, Session host) =>
        guest is { Kind: SessionKind.CatchUp, DeliveryId: not null, CancelledOn: null } && host.DeliveryId is null && guest.GroupId == host.GroupId && guest.On == host.On && guest.Start == host.Start;

    /// <summary>Whether a session of the whole group comes at or after the module at which somebody joined it.</summary>
    /// <param name="plan">Of the group; null where it is not rolling, and everybody joined at its beginning.</param>
    public static bool FromTheirModule(SessionPlan? plan, Session session, int fromRound, int fromModule) =>
        plan is null || session.TemplateKey is not { } key || session.Round > fromRound || (session.Round == fromRound && plan.Module(plan.Session(key).ModuleKey).Number >= fromModule);

    /// <summary>Members who have done each session already, here, elsewhere or before they rejoined, so that they are not expected when it comes.</summary>
    /// <returns>Deliveries with the templates they have done, each with the session it was done in (null where it is credited).</returns>
    public static async Task<ILookup<(Guid Delivery, string Template), Guid?>> Done(ReferralsDbContext db, IReadOnlyCollection<Guid> deliveries, CancellationToken cancellation)
    {
        var done = await db.Attendance.AsNoTracking()
            .Where(a => deliveries.Contains(a.DeliveryId) && a.ReplacedById == null && a.TemplateKey != null && (a.Outcome == AttendanceOutcome.AttendedComplied || a.CreditedFrom != null))
            .Select(a => new { a.DeliveryId, a.TemplateKey, a.SessionId }).ToListAsync(cancellation);
        return done.ToLookup(a => (a.DeliveryId, a.TemplateKey!), a => a.SessionId);
    }

    /// <summary>Whether the delivery still needs this session: it is not done, or it was done in this very one.</summary>
    public static bool Needs(ILookup<(Guid Delivery, string Template), Guid?> done, Guid delivery, Session session) =>
        session.TemplateKey is not { } key || done[(delivery, key)].All(where => where == session.Id);

    /// <summary>Deliveries on the register of a session that have no answer yet, as the change that is being made leaves them.</summary>
    public static IReadOnlyList<Guid> Unanswered(ReferralsDbContext db, Catalogue catalogue, ProgrammeGroup group, Session session)
    {
        var plan = group.Rolling ? catalogue.SessionPlan(group.ProgrammeKey, group.PlanVersion) : null;
        var guests = session.DeliveryId is null
            ? db.Sessions.AsNoTracking().Where(s => s.GroupId == session.GroupId && s.DeliveryId != null && s.On == session.On).ToList().Where(s => Joins(s, session)).ToList()
            : [];
        var sessionIds = guests.Select(g => (Guid?)g.Id).Append(session.Id).ToArray();
        var members = session.DeliveryId is { } one
            ? [one]
            : db.Places.Where(p => p.GroupId == group.Id && p.GivenOn <= session.On && (p.EndedOn == null || p.EndedOn >= session.On)).Select(p => new { p.ReferralId, p.FromRound, p.FromModule }).ToList()
                .Where(p => FromTheirModule(plan, session, p.FromRound, p.FromModule)).Select(p => p.ReferralId).ToList();
        var saved = db.Attendance.AsNoTracking().Where(a => sessionIds.Contains(a.SessionId) && a.ReplacedById == null).Select(a => a.DeliveryId).ToList();
        // What this very change adds is not in the database yet.
        var adding = db.Attendance.Local.Where(a => sessionIds.Contains(a.SessionId) && a.ReplacedById is null).Select(a => a.DeliveryId);
        var answered = saved.Concat(adding).ToHashSet();
        var open = members.Concat(guests.Select(g => g.DeliveryId!.Value)).Distinct().Where(d => !answered.Contains(d)).ToList();
        if (session.DeliveryId is not null || session.TemplateKey is not { } key || open.Count == 0)
            return open;
        var done = db.Attendance.AsNoTracking()
            .Where(a => open.Contains(a.DeliveryId) && a.TemplateKey == key && a.ReplacedById == null && (a.Outcome == AttendanceOutcome.AttendedComplied || a.CreditedFrom != null))
            .Select(a => a.DeliveryId).ToHashSet();
        return [.. open.Where(d => !done.Contains(d))];
    }
}
