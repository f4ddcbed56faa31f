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
        var level = file.Catalogue.ServiceLevelOn("partner-first-contact", file.Today);
        var usual = file.Catalogue.WorkingDays.Add(file.Today, level.WorkingDays);
        var due = firstSession is { } first && first.AddDays(-1) < usual ? (first.AddDays(-1) > file.Today ? first.AddDays(-1) : file.Today) : usual;
        if (file.Person.PartnerLinkDuties.Find(d => d.ReferralId == referral.Id && d.EndedOn is null) is { } duty)
        {
            duty.DueOn = due;
            return;
        }

        file.Add(new PartnerLinkDuty { Id = file.NewId(), ReferralId = referral.Id, PersonId = file.Person.Id, NeedId = need.Id, OpenedOn = file.Today, DueOn = due });
        host.Start(file, DefinitionIds.PartnerLink, need.Id, referral.Id.ToString("N"));
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
    public override string Type => "Referrals.MakeFirstContact";
    public override string Title => "Make first contact for partner link work";
    public override string Because => "First contact is due before the first session.";
    public override string Help => "First contact is due before the first session. Record every attempt behind the wall; nothing of it is shown anywhere else.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Met", "First contact was made or settled"), new("Ended", "The place is gone")];
    public override string? SettledBy(ActivityContext context) => Duty(context) switch { null or { EndedOn: not null } => "Ended", { MetOn: not null } => "Met", _ => null };
    public override DateOnly? DueOn(ActivityContext context) => Duty(context)?.DueOn;
}
