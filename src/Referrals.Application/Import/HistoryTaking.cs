using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Import;

/// <summary>One dated fact from before the product, put where the workflow will take it up.</summary>
internal static class HistoryTaking
{
    /// <summary>Names a source may use for the same milestone.</summary>
    public static string Kind(string milestone) => milestone switch
    {
        MilestoneKinds.Submitted => MilestoneKinds.Referred,
        _ => milestone,
    };

    /// <returns>Null where it was taken in, or what was expected instead.</returns>
    public static string? Take(CaseFile file, Need need, HistoryItem item)
    {
        var kind = Kind(item.Milestone);
        Programme? programme = null;
        if (item.Programme is { } said)
        {
            programme = file.Catalogue.FindProgramme(said, item.On) ?? file.Catalogue.FindProgrammeByName(said);
            if (programme is null)
                return "the key or the name of a programme or toolkit in the catalogue";
        }

        string? reason = null;
        if (item.Reason is { } why)
        {
            reason = (file.Catalogue.FindReason(why) ?? file.Catalogue.FindReasonByWords(why))?.Code;
            if (reason is null && kind is MilestoneKinds.ClosedUnmet)
                return "a coded reason of the catalogue: a need does not close unmet without one";
        }
        else if (kind is MilestoneKinds.ClosedUnmet)
        {
            return "a coded reason of the catalogue: a need does not close unmet without one";
        }

        switch (kind)
        {
            case MilestoneKinds.Referred:
            case MilestoneKinds.Accepted:
            case MilestoneKinds.Allocated:
            case MilestoneKinds.FirstSession:
            case MilestoneKinds.ToolkitStarted:
            case MilestoneKinds.LastSession:
            case MilestoneKinds.Completed:
            case MilestoneKinds.ReportSent:
            case MilestoneKinds.NotSuitable:
            case MilestoneKinds.Withdrawn:
            case MilestoneKinds.LeftEarly:
                if (Delivery(file, need, kind, item, programme) is { } expected)
                    return expected;
                break;
            case MilestoneKinds.ClosedUnmet:
                need.ReasonCode = reason;
                file.Add(new Decision
                {
                    Id = file.NewId(),
                    NeedId = need.Id,
                    Number = need.Decisions.Count + 1,
                    DecidedOn = item.On,
                    DecidedBy = "imported",
                    ReasonCode = reason,
                    NeedsApproval = true,
                    ApprovedOn = item.On,
                    ApprovedBy = "imported",
                    FollowedOn = item.On,
                });
                // The workflow itself writes the closing when it takes the need up.
                file.Record(MilestoneKinds.Approved, need, on: item.On, source: MilestoneSources.Imported, reason: reason);
                return null;
            default:
                break;
        }

        file.Record(kind, need, on: item.On, source: MilestoneSources.Imported, programme: programme?.Key ?? LiveKey(need), reason: reason, words: reason is null ? item.Reason ?? item.Outcome : item.Outcome);
        return null;
    }

    private static string? Delivery(CaseFile file, Need need, string kind, HistoryItem item, Programme? programme)
    {
        var toolkit = programme?.Kind == InterventionKind.Toolkit || (programme is null && need.LiveToolkit is not null);
        if (need.LiveReferral is null && need.LiveToolkit is null)
        {
            if (programme is null)
                return "a programme: nothing is open that this could belong to";
            if (toolkit)
                file.Add(new ToolkitDelivery { Id = file.NewId(), NeedId = need.Id, ToolkitKey = programme.Key, PlannedOn = item.On, PlannedBy = "imported" });
            else
                file.Add(new Referral { Id = file.NewId(), NeedId = need.Id, ProgrammeKey = programme.Key, ReferredOn = item.On, ReferredBy = "imported" });
        }

        if (need.LiveToolkit is { } delivery && toolkit)
            Toolkit(delivery, kind, item.On);
        else if (need.LiveReferral is { } referral)
            Referral(referral, kind, item.On);
        return null;
    }

    private static void Referral(Referral referral, string kind, DateOnly on)
    {
        switch (kind)
        {
            case MilestoneKinds.Accepted or MilestoneKinds.Allocated:
                referral.AcceptedOn ??= on;
                break;
            case MilestoneKinds.FirstSession:
                referral.StartedOn ??= on;
                break;
            default:
                if (Ending(kind) is { } ended)
                {
                    referral.EndedOn = on;
                    referral.EndedAs = ended;
                }

                break;
        }
    }

    private static void Toolkit(ToolkitDelivery toolkit, string kind, DateOnly on)
    {
        if (kind is MilestoneKinds.FirstSession or MilestoneKinds.ToolkitStarted)
        {
            toolkit.StartedOn ??= on;
        }
        else if (Ending(kind) is { } ended)
        {
            toolkit.EndedOn = on;
            toolkit.EndedAs = ended == EndedAs.Completed ? EndedAs.Completed : EndedAs.Stopped;
        }
    }

    private static string? Ending(string kind) => kind switch
    {
        MilestoneKinds.Completed => EndedAs.Completed,
        MilestoneKinds.NotSuitable => EndedAs.NotSuitable,
        MilestoneKinds.Withdrawn => EndedAs.Withdrawn,
        MilestoneKinds.LeftEarly => EndedAs.LeftEarly,
        _ => null,
    };

    private static string? LiveKey(Need need) => need.LiveReferral?.ProgrammeKey ?? need.LiveToolkit?.ToolkitKey;
}
