using Referrals.Domain;

namespace Referrals.Web.Pages.Approvals;

/// <summary>A practitioner's decision beside what was recommended, in words.</summary>
public sealed record DecisionFacts(Decision Decision, string Recommended, string Chosen, string? Reason)
{
    /// <summary>The explanation as it stood when the practitioner decided.</summary>
    public Recommendation? Explained => Decision.Recommendation is { } json ? Recommendation.Parse(json) : null;

    public static DecisionFacts Of(Decision decision, Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(catalogue);
        return new(
            decision,
            Name(decision.RecommendedKey) ?? "Nothing fits",
            Name(decision.ProgrammeKey) ?? "Not to refer",
            decision.ReasonCode is { } code ? catalogue.FindReason(code)?.Words ?? code : null);

        string? Name(string? key) => key is null ? null : catalogue.FindProgramme(key, decision.DecidedOn)?.Name ?? key;
    }
}
