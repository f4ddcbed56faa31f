using Referrals.Application.Handovers;
using Referrals.Application.People;
using Referrals.Domain;

namespace Referrals.Web.Pages.Handovers;

/// <summary>What came with a case: the summary of whoever left, or where they wrote none a draft from the record; and the open tasks.</summary>
/// <param name="Written">Null where nobody wrote one.</param>
public sealed record HandedOver(PersonView View, Milestone? Written, string Summary)
{
    public static HandedOver Of(PersonView view, Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(view);
        var written = Handover.SummaryOf(view.Person);
        return new HandedOver(view, written, written?.Words ?? HandoverDraft.FromTheRecord(view, catalogue));
    }
}
