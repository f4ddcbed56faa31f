using System.Linq.Expressions;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>A session of the plan that one person missed and may make up.</summary>
internal sealed record CatchUp(Referral Referral, string TemplateKey)
{
    public string Subject => $"{Referral.Id:N}/{TemplateKey}";

    /// <summary>Begins to chase a catch-up where a session was missed that may be made up, unless it is chased already.</summary>
    public static void Chase(CaseFile file, WorkflowHost host, Need need, Referral referral, string? templateKey)
    {
        if (templateKey is null)
            return;
        var missed = new CatchUp(referral, templateKey);
        if (missed.IsDue(file) && !file.Instances.Exists(i => i.DefinitionId == DefinitionIds.CatchUp && i.Subject == missed.Subject))
            host.Start(file, DefinitionIds.CatchUp, need.Id, missed.Subject);
    }

    /// <summary>As <see cref="Chase"/>, for whatever they missed and nothing is planned for: where they come to a group again.</summary>
    public static void ChaseAll(CaseFile file, WorkflowHost host, Need need, Referral referral)
    {
        foreach (var key in DeliveryFacts.Current(file.Person, referral.Id).Select(a => a.TemplateKey).OfType<string>().Distinct(StringComparer.Ordinal).ToList())
        {
            if (new CatchUp(referral, key).PlannedOn(file) is null)
                Chase(file, host, need, referral, key);
        }
    }

    /// <summary>What a wait is about; null where the referral is there no longer.</summary>
    public static CatchUp? Of(ActivityContext context)
    {
        var parts = context.Instance.Subject!.Split('/', 2);
        return context.RequiredNeed.Referrals.Find(r => r.Id == Guid.Parse(parts[0])) is { } referral ? new CatchUp(referral, parts[1]) : null;
    }

    /// <summary>Whether the session is still to be made up, by somebody who still comes to a group.</summary>
    public bool IsDue(CaseFile file)
    {
        var need = file.Person.Needs.Single(n => n.Id == Referral.NeedId);
        if (Referral.EndedOn is not null || !need.IsOpen || need.Interruption is not null || Place(file) is not { } place)
            return false;
        if (DeliveryFacts.PlanOf(file.Catalogue, Referral.ProgrammeKey, Referral.PlanVersion, file.Today) is not { } plan || plan.FindSession(TemplateKey) is not { Required: true, CatchUpAllowed: true })
            return false;
        return DeliveryFacts.Progress(file.Person, Referral.Id, plan, place.FromModule).Sessions.Single(s => s.Template.Key == TemplateKey).Standing == SessionStanding.Missed;
    }

    /// <summary>The day on which it is made up: booked for them alone or as a guest, or to come in their group; null where nothing is planned.</summary>
    public DateOnly? PlannedOn(CaseFile file)
    {
        return First(s => s.DeliveryId == Referral.Id && s.TemplateKey == TemplateKey)
            ?? (Place(file) is { } place ? First(s => s.GroupId == place.GroupId && s.DeliveryId == null && s.TemplateKey == TemplateKey && s.On >= file.Today) : null);

        // As this change leaves them: what it adds is in no table yet, and the one they missed may be held in it.
        DateOnly? First(Expression<Func<Session, bool>> which) =>
            file.Db.Sessions.Where(which).ToList().Union(file.Db.Sessions.Local.Where(which.Compile())).Where(s => s.IsToCome).Min(s => (DateOnly?)s.On);
    }

    private Place? Place(CaseFile file) => file.Person.Places.Find(p => p.ReferralId == Referral.Id && p.EndedOn is null);
}

/// <summary>The programme team plans how a missed session is made up.</summary>
public sealed class PlanCatchUp : TaskWait
{
    public const string Kind = "Referrals.PlanCatchUp";

    public override string Type => Kind;
    public override string Title => "Plan a catch-up";
    public override string Because => "They missed a session that has to be made up, and nothing is booked.";
    public override string Help => "They missed a session that the programme cannot be completed without. Book a catch-up for them from their group's page, one to one or with another group: this task closes by itself. Or say why none is planned.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Planned", "A catch-up is booked"),
        new("NotPlanned", "No catch-up is planned") { WordsLabel = "Why is no catch-up planned?", WordsRequired = true, Hint = "The session stays missed, and the programme cannot be completed without it." },
        new("NoLongerDue", "It does not have to be made up any more"),
    ];

    public override string? SettledBy(ActivityContext context) =>
        CatchUp.Of(context) is not { } missed || !missed.IsDue(context.Case) ? "NoLongerDue" : missed.PlannedOn(context.Case) is null ? null : "Planned";

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome == "NotPlanned")
            context.Case.Record(MilestoneKinds.Reviewed, context.Need, words: answer.Words);
    }
}

/// <summary>A catch-up is booked, until it is held; one that is missed, called off or not held is planned anew.</summary>
public sealed class HoldCatchUp : TaskWait
{
    public const string Kind = "Referrals.HoldCatchUp";

    public override string Type => Kind;
    public override string Title => "Hold a catch-up";
    public override string Because => "A catch-up is booked.";
    public override string Help => "A catch-up is booked for a session they missed. Hold it and save its register: this task closes by itself.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Held", "The catch-up was held"),
        new("Lost", "The catch-up did not take place"),
        new("NoLongerDue", "It does not have to be made up any more"),
    ];

    public override DateOnly? DueOn(ActivityContext context) => CatchUp.Of(context)?.PlannedOn(context.Case);

    public override string? SettledBy(ActivityContext context)
    {
        if (CatchUp.Of(context) is not { } missed)
            return "NoLongerDue";
        if (missed.IsDue(context.Case))
            return missed.PlannedOn(context.Case) is null ? "Lost" : null;
        return DeliveryFacts.Current(context.Case.Person, missed.Referral.Id).Any(a => a.TemplateKey == missed.TemplateKey && Attendance.Counts(a.Outcome)) ? "Held" : "NoLongerDue";
    }
}
