using Referrals.Application.Delivery;
using Referrals.Domain;

namespace Referrals.Web.Pages.Groups;

/// <summary>What a change of times would do, with the button that makes it.</summary>
public sealed record ChangeShown(ScheduleChange Change, SessionPlan Plan, string Save)
{
    /// <summary>What stood in the way of the last attempt to save, if there was one.</summary>
    public Refusal? Refused { get; init; }

    public string NameOf(string templateKey) => Plan.FindSession(templateKey)?.Name ?? templateKey;
}
