using Referrals.Application.PartnerLink;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.PartnerLink;

/// <summary>How the codes of partner link work are said.</summary>
public static class PartnerWords
{
    public static IReadOnlyList<Option> Means { get; } = [.. ContactMeans.All.Select(means => new Option(means, Of(means)))];

    public static IReadOnlyList<Option> Outcomes { get; } = [.. ContactOutcomes.All.Select(outcome => new Option(outcome, Of(outcome), Hint(outcome)))];

    public static string Of(string code) => code switch
    {
        ContactMeans.Telephone => "Telephone",
        ContactMeans.Letter => "Letter",
        ContactMeans.Text => "Text message",
        ContactMeans.InPerson => "In person",
        ContactMeans.Other => "Another way",
        ContactOutcomes.Reached => "Reached",
        ContactOutcomes.NoAnswer => "No answer",
        ContactOutcomes.Declined => "Does not want contact",
        ContactOutcomes.NotSafe => "Contact would not be safe",
        ContactOutcomes.CannotBeFound => "Cannot be found",
        _ => code,
    };

    public static string Of(DutyStage stage) => stage switch
    {
        DutyStage.Open => "First contact due",
        DutyStage.Met => "First contact met",
        _ => "Ended",
    };

    private static string? Hint(string outcome) => outcome switch
    {
        ContactOutcomes.NoAnswer => "First contact stays due.",
        _ when ContactOutcomes.Settles(outcome) => "This settles first contact. Say what it rests on.",
        _ => null,
    };
}
