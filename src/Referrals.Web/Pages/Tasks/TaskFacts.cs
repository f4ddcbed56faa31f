using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Web.Pages.Tasks;

/// <summary>What stands beside a task: who it is about, how long something can still be delivered, how high the risk is.</summary>
public sealed record TaskFacts(TaskView View, DeliverableTime Deliverable)
{
    public static TaskFacts Of(TaskView view, Catalogue catalogue, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(view, CaseFactsOf.Deliverable(view.Person, catalogue, today));
    }

    public int? Age => View.Person.AgeOn(Deliverable.Today);

    public string TimeLeft => char.ToUpperInvariant(Deliverable.InWords()[0]) + Deliverable.InWords()[1..];
}
