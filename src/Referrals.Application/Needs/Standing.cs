using System.Globalization;
using Referrals.Application.Delivery;
using Referrals.Application.Referring;
using Referrals.Domain;

namespace Referrals.Application.Needs;

/// <summary>A status is a name for milestones and open waits; this is where the names are.</summary>
public static class Standing
{
    /// <param name="openTasks">Kinds of the need's open tasks.</param>
    /// <param name="delivery">Of the live referral, for its group and dates.</param>
    public static string Of(Need need, Person person, IEnumerable<string> openTasks, Catalogue catalogue, DateOnly today, DeliveryView? delivery)
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
                return $"{name}: {OfReferral(need.LiveReferral, person, kinds, catalogue, delivery)}";
            case TakeUpNeed.AtToolkit:
                var toolkit = catalogue.FindProgramme(need.LiveToolkit!.ToolkitKey, today)?.Name ?? need.LiveToolkit.ToolkitKey;
                return need.LiveToolkit.StartedOn is null ? $"{toolkit}: to be started" : $"{toolkit}: being delivered";
            case TakeUpNeed.AtApproval:
                return "Decision waiting for approval";
            default:
                return kinds.Contains("Referrals.Decide") ? "Waiting for a decision" : "Information being gathered";
        }
    }

    private static string OfReferral(Referral referral, Person person, HashSet<string> kinds, Catalogue catalogue, DeliveryView? delivery) => TakeUpReferral.Of(referral, person) switch
    {
        TakeUpReferral.SessionsDone => "sessions done, review due",
        TakeUpReferral.Reviewed => "report to write",
        TakeUpReferral.Reported => "report to send",
        TakeUpReferral.Held => $"put off until {Day(referral.HoldReviewOn)} ({WhyHeld(referral, catalogue)})",
        TakeUpReferral.MayRejoin => $"left, may rejoin until {Day(referral.MayRejoinUntil)}",
        TakeUpReferral.Started => delivery is { HasPlace: true, Group: { } running } ? $"on the programme, in {running.Code}" : "on the programme",
        TakeUpReferral.Placed => delivery is { Group: { } group } ? $"has a place in {group.Code}{(delivery.ExpectedOn is { } starts ? $", starting {Day(starts)}" : "")}" : "has a place",
        TakeUpReferral.Accepted => "accepted, waiting for a place",
        _ => kinds.Contains("Referrals.GiveInformation") ? "more information asked" : "suitability being decided",
    };

    private static string WhyHeld(Referral referral, Catalogue catalogue)
    {
        var held = referral.Hold switch
        {
            Holds.NotReady => "not ready",
            Holds.Deprioritised => "others go first",
            Holds.Deferred => "deferred",
            _ => "returned to court",
        };
        return referral.HoldReason is { } code && catalogue.FindReason(code) is { } reason ? $"{held}: {reason.Words}" : held;
    }

    private static string Day(DateOnly? day) => day?.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")) ?? "a day not known";
}
