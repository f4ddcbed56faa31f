using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>The register of a session that was not saved by the end of the next working day. Closed by saving it, and by nothing that is typed.</summary>
public sealed class SaveRegister : TaskWait
{
    public const string Kind = "Referrals.SaveRegister";

    public override string Type => Kind;
    public override string Title => "Save a register";
    public override string Because => "The register was not saved by the end of the working day after the session.";
    public override string Help => "A session was held and its register is not saved for everybody. Save it, or record that the session was not held: this task closes by itself. Practitioners see no attendance until then.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Saved", "The register was saved"), new("NoLongerDue", "The session was not held, moved or called off")];

    public override string? SettledBy(ActivityContext context)
    {
        var file = context.GroupFile;
        if (file.Db.Sessions.Find(Guid.Parse(context.Instance.Subject!)) is not { NotHeldReason: null, CancelledOn: null } session || !RegisterChase.IsOverdue(session.On, file))
            return "NoLongerDue";
        return OnTheRegister.Unanswered(file.Db, file.Catalogue, file.Group, session).Count == 0 ? "Saved" : null;
    }
}

/// <summary>Opens and closes the chase of unsaved registers, always in the commit of what it follows from.</summary>
internal static class RegisterChase
{
    /// <summary>The last day whose registers should be saved by now: the end of the working day after it has passed.</summary>
    public static DateOnly LastOverdue(Catalogue catalogue, DateOnly today)
    {
        var day = today.AddDays(-1);
        while (catalogue.WorkingDays.Add(day, 1) >= today)
            day = day.AddDays(-1);
        return day;
    }

    public static bool IsOverdue(DateOnly on, WorkFile file) => on <= LastOverdue(file.Catalogue, file.Today);

    /// <summary>Begins the chase of one session, unless one runs already.</summary>
    public static void Begin(GroupFile file, WorkflowHost host, Session session)
    {
        var subject = session.Id.ToString("N");
        if (!file.Instances.Exists(i => i.DefinitionId == DefinitionIds.UnsavedRegister && i.Subject == subject))
            host.Start(file, DefinitionIds.UnsavedRegister, subject: subject);
    }

    /// <summary>Closes what has been settled. Two people who save the last two lines at once meet at the group's version, so that one of them sees that nothing is left.</summary>
    public static void Settle(WorkFile within, WorkflowHost host, ProgrammeGroup group, Session session, string signalId)
    {
        var tasks = within.Db.Tasks.Where(t => t.GroupId == group.Id && t.ClosedAt == null).ToList();
        if (tasks.Count == 0)
            return;
        var file = Changes.Group(within.Db, within.Actor, group, within.Now, within.Catalogue, [.. within.Db.Instances.Where(i => i.GroupId == group.Id && i.Status == InstanceStatuses.Running)], tasks);
        var subject = session.Id.ToString("N");
        if (!file.Instances.Exists(i => i.Subject == subject))
            return;
        file.Touch();
        host.SettleByFacts(file, signalId);
    }
}

/// <summary>Registers that were not saved in time become tasks of those who ran the session.</summary>
public sealed class ChaseRegisters(Changes changes, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time) : IJob
{
    public string Name => "registers";
    public string Description => "Makes a task of every register that was not saved by the end of the working day after its session.";
    public string Schedule => "0 20 5 * * ?";
    public IReadOnlyList<TimeSpan> RetryAfter => JobRules.OnceADay;

    public async Task<string> Run(CancellationToken cancellation)
    {
        var last = RegisterChase.LastOverdue(catalogue.Current, LondonTime.Today(time));
        List<(Guid GroupId, Guid SessionId)> due;
        List<Guid> chased;
        await using (var db = factory.CreateDbContext())
        {
            var lacking = await (from s in db.Sessions.AsNoTracking()
                                 join g in db.Groups on s.GroupId equals g.Id
                                 where g.ClosedOn == null && s.On <= last && s.CancelledOn == null && s.NotHeldReason == null
                                     && (s.DeliveryId != null
                                         ? !db.Attendance.Any(a => a.SessionId == s.Id && a.DeliveryId == s.DeliveryId && a.ReplacedById == null)
                                         : db.Places.Any(p => p.GroupId == g.Id && p.GivenOn <= s.On && (p.EndedOn == null || p.EndedOn >= s.On)
                                             && !db.Attendance.Any(a => a.SessionId == s.Id && a.DeliveryId == p.ReferralId && a.ReplacedById == null)))
                                 orderby s.On, s.Id
                                 select new { GroupId = g.Id, Session = s }).ToListAsync(cancellation);
            var groupIds = lacking.Select(l => (Guid?)l.GroupId).Distinct().ToArray();
            var held = await db.Sessions.AsNoTracking().Where(s => groupIds.Contains(s.GroupId) && s.DeliveryId == null && s.On <= last).ToListAsync(cancellation);
            var byDay = held.ToLookup(s => (s.GroupId, s.On));
            // A guest is chased with the session they joined.
            due = [.. lacking.Select(l => l.Session.DeliveryId is not null && byDay[(l.Session.GroupId, l.Session.On)].FirstOrDefault(h => OnTheRegister.Joins(l.Session, h)) is { } host ? (l.GroupId, host.Id) : (l.GroupId, l.Session.Id)).Distinct()];
            chased = await db.Tasks.Where(t => t.Kind == SaveRegister.Kind && t.ClosedAt == null).Select(t => t.GroupId!.Value).Distinct().ToListAsync(cancellation);
        }

        var opened = 0;
        foreach (var group in due.Select(d => d.GroupId).Concat(chased).Distinct().ToList())
        {
            var mine = due.Where(d => d.GroupId == group).Select(d => d.SessionId).ToList();
            var before = 0;
            await changes.RunGroup(Actor.Service(Name), group, file =>
            {
                before = 0;
                changes.Host.SettleByFacts(file, $"registers/{file.Today:yyyy-MM-dd}");
                foreach (var session in file.Db.Sessions.Where(s => mine.Contains(s.Id)).ToList())
                {
                    var open = file.Tasks.Count;
                    if (session is { NotHeldReason: null, CancelledOn: null } && RegisterChase.IsOverdue(session.On, file) && OnTheRegister.Unanswered(file.Db, file.Catalogue, file.Group, session).Count > 0)
                        RegisterChase.Begin(file, changes.Host, session);
                    before += file.Tasks.Count - open;
                }
            }, cancellation);
            opened += before;
        }

        return $"{opened} {(opened == 1 ? "register" : "registers")} chased.";
    }
}
