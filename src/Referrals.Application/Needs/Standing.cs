using Referrals.Domain;

namespace Referrals.Application.Needs;

/// <summary>A status is a name for milestones and open waits; this is where the names are.</summary>
public static class Standing
{
    /// <param name="openTasks">Kinds of the need's open tasks.</param>
    public static string Of(Need need, IEnumerable<string> openTasks, Catalogue catalogue, DateOnly today)
    {
        if (need.ClosedAs == ClosedAs.Met)
            return "Met";
        if (need.ClosedAs == ClosedAs.Unmet)
            return $"Closed unmet: {(need.ReasonCode is { } code ? catalogue.FindReason(code)?.Words ?? code : "reason not known")}";
        var kinds = openTasks.ToHashSet(StringComparer.Ordinal);
        switch (TakeUpNeed.Of(need))
        {
            case TakeUpNeed.ClosureToConfirm:
                return need.Interruption == Interruptions.Died ? "The person has died: closure to confirm" : "Supervision has ended: closure to confirm";
            case TakeUpNeed.Recalled:
                return kinds.Contains("Referrals.ConfirmClosure") ? "Recalled to custody: closure to confirm" : "Held: recalled to custody";
            case TakeUpNeed.AtReferral:
                var name = catalogue.FindProgramme(need.LiveReferral!.ProgrammeKey, today)?.Name ?? need.LiveReferral.ProgrammeKey;
                return need.LiveReferral switch
                {
                    { StartedOn: not null } => $"On {name}",
                    { AcceptedOn: not null } => $"{name}: accepted, waiting for a place",
                    _ => kinds.Contains("Referrals.GiveInformation") ? $"{name}: more information asked" : $"{name}: suitability being decided",
                };
            case TakeUpNeed.AtToolkit:
                var toolkit = catalogue.FindProgramme(need.LiveToolkit!.ToolkitKey, today)?.Name ?? need.LiveToolkit.ToolkitKey;
                return need.LiveToolkit.StartedOn is null ? $"{toolkit}: to be started" : $"{toolkit}: being delivered";
            case TakeUpNeed.AtApproval:
                return "Decision waiting for approval";
            default:
                return kinds.Contains("Referrals.Decide") ? "Waiting for a decision" : "Information being gathered";
        }
    }
}
