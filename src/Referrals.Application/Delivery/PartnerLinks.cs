using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>The duty to a partner, seen from outside the wall: opened with a place, ended with it, and otherwise only due, late or met.</summary>
internal static class PartnerLinks
{
    /// <summary>Opens the duty, or moves the one there is to the new first session.</summary>
    public static void Open(CaseFile file, WorkflowHost host, Need need, Referral referral, DateOnly? firstSession)
    {
        var due = Due(file.Catalogue, file.Today, file.Today, Sooner(firstSession, Alone(file.Db, [referral.Id]).GetValueOrDefault(referral.Id)));
        if (file.Person.PartnerLinkDuties.Find(d => d.ReferralId == referral.Id && d.EndedOn is null) is { } duty)
        {
            duty.DueOn = due;
            if (file.Tasks.Find(t => t.Kind == MakeFirstContact.Kind && file.Instances.Exists(i => i.Id == t.InstanceId && i.Subject == referral.Id.ToString("N"))) is { } task)
                Move(file.Catalogue, task, due);
            return;
        }

        file.Add(new PartnerLinkDuty { Id = file.NewId(), ReferralId = referral.Id, PersonId = file.Person.Id, NeedId = need.Id, OpenedOn = file.Today, DueOn = due });
        host.Start(file, DefinitionIds.PartnerLink, need.Id, referral.Id.ToString("N"));
    }

    /// <summary>First contact comes before the first session: the duties of a group's members move with its beginning, in the commit that moves it.</summary>
    public static void Follow(ReferralsDbContext db, Catalogue catalogue, ProgrammeGroup group, SessionPlan plan, DateOnly today)
    {
        var places = db.Places.Where(p => p.GroupId == group.Id && p.EndedOn == null).ToList();
        var referralIds = places.ConvertAll(p => p.ReferralId);
        var alone = Alone(db, referralIds);
        // What is overdue stays so: nothing that is booked afterwards makes it less late.
        foreach (var duty in db.PartnerLinkDuties.Where(d => referralIds.Contains(d.ReferralId) && d.EndedOn == null && d.MetOn == null && d.DueOn >= today).ToList())
        {
            var place = places.Find(p => p.ReferralId == duty.ReferralId)!;
            var first = GroupService.Live(group.Sessions).Where(s => OnTheRegister.FromTheirModule(group.Rolling ? plan : null, s, place.FromRound, place.FromModule)).Min(s => (DateOnly?)s.On);
            var due = Due(catalogue, today, duty.OpenedOn, Sooner(first, alone.GetValueOrDefault(duty.ReferralId)));
            if (due == duty.DueOn)
                continue;
            duty.DueOn = due;
            // The case is the root of the duty: whoever changes it at the same moment meets this at its version.
            db.Everybody().Single(p => p.Id == duty.PersonId).Version++;
            var subject = duty.ReferralId.ToString("N");
            foreach (var task in db.Tasks.Where(t => t.PersonId == duty.PersonId && t.ClosedAt == null && t.Kind == MakeFirstContact.Kind && db.Instances.Any(i => i.Id == t.InstanceId && i.Subject == subject)).ToList())
                Move(catalogue, task, due);
        }
    }

    /// <summary>The first session of each that is theirs alone, held ones among them: a pre-group one-to-one comes before any of the group's, and contact before it.</summary>
    private static Dictionary<Guid, DateOnly?> Alone(ReferralsDbContext db, IReadOnlyCollection<Guid> referralIds)
    {
        var ids = referralIds.Select(id => (Guid?)id).ToArray();
        return db.Sessions.Where(s => ids.Contains(s.DeliveryId)).ToList().Union(db.Sessions.Local.Where(s => ids.Contains(s.DeliveryId))).Where(s => s is { CancelledOn: null, NotHeldReason: null })
            .GroupBy(s => s.DeliveryId!.Value).ToDictionary(own => own.Key, own => own.Min(s => (DateOnly?)s.On));
    }

    private static DateOnly? Sooner(DateOnly? a, DateOnly? b) => a is null || b < a ? b : a;

    /// <summary>The service level from the day the duty was opened, and the day before the first session where that is sooner; never a day that has passed.</summary>
    private static DateOnly Due(Catalogue catalogue, DateOnly today, DateOnly openedOn, DateOnly? firstSession)
    {
        var usual = catalogue.WorkingDays.Add(openedOn, catalogue.ServiceLevelOn("partner-first-contact", openedOn).WorkingDays);
        return firstSession is { } first && first.AddDays(-1) < usual ? (first.AddDays(-1) > today ? first.AddDays(-1) : today) : usual;
    }

    internal static void Move(Catalogue catalogue, CaseTask task, DateOnly due)
    {
        task.DueOn = due;
        task.NextRungOn = ChaseLadder.Next(new LadderPosition { Ladder = catalogue.LadderOn(task.LadderKey, task.OpenedOn), Due = due, Climbed = task.Rung, SnoozedUntil = task.SnoozedUntil }, catalogue.WorkingDays)?.On;
        task.Version++;
    }

    public static void End(CaseFile file, Referral referral)
    {
        foreach (var duty in file.Person.PartnerLinkDuties.Where(d => d.ReferralId == referral.Id && d.EndedOn is null))
        {
            file.Touch();
            duty.EndedOn = file.Today;
        }
    }
}

public abstract class PartnerLinkWait : TaskWait
{
    protected static PartnerLinkDuty? Duty(ActivityContext context)
    {
        var referral = Guid.Parse(context.Instance.Subject!);
        return context.Case.Person.PartnerLinkDuties.Where(d => d.ReferralId == referral).OrderBy(d => d.EndedOn is null).ThenBy(d => d.OpenedOn).LastOrDefault();
    }
}

/// <summary>A partner link worker takes the duty on.</summary>
public sealed class AllocatePartnerLinkWorker : PartnerLinkWait
{
    public override string Type => "Referrals.AllocatePartnerLinkWorker";
    public override string Title => "Take on partner link work";
    public override string Because => "A place was given, and nobody has taken on the partner link work.";
    public override string Help => "A place was given. A partner link worker takes the work on; first contact is due before the first session.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Allocated", "A worker was allocated"), new("Ended", "The place is gone")];
    public override string? SettledBy(ActivityContext context) => Duty(context) switch { null or { EndedOn: not null } => "Ended", { AllocatedOn: not null } => "Allocated", _ => null };
}

/// <summary>First contact, or the finding that none can be made.</summary>
public sealed class MakeFirstContact : PartnerLinkWait
{
    public const string Kind = "Referrals.MakeFirstContact";

    public override string Type => Kind;
    public override string Title => "Make first contact for partner link work";
    public override string Because => "First contact is due before the first session.";
    public override string Help => "First contact is due before the first session. Record every attempt behind the wall; nothing of it is shown anywhere else.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Met", "First contact was made or settled"), new("Ended", "The place is gone")];
    public override string? SettledBy(ActivityContext context) => Duty(context) switch { null or { EndedOn: not null } => "Ended", { MetOn: not null } => "Met", _ => null };
    public override DateOnly? DueOn(ActivityContext context) => Duty(context)?.DueOn;
}
