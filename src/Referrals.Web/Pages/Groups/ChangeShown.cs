using Referrals.Application.Delivery;
using Referrals.Domain;

namespace Referrals.Web.Pages.Groups;

/// <summary>What a change of times would do, with the button that makes it.</summary>
public sealed record ChangeShown(ScheduleChange Change, SessionPlan Plan, string Save)
{
    /// <summary>Asked where somebody or something would be booked twice by it.</summary>
    public AnywayForm Anyway { get; init; } = new();

    /// <summary>What stood in the way of the last attempt to save, if there was one.</summary>
    public Refusal? Refused { get; init; }

    /// <summary>A long list is folded away below its first lines, so that what is asked comes into view on a phone.</summary>
    public const int ShownAtOnce = 5;

    /// <param name="round">Of a rolling group that goes through its modules again.</param>
    public string NameOf(string templateKey, int round = 1) => $"{Plan.FindSession(templateKey)?.Name ?? templateKey}{GroupWords.Round(round)}";
}
