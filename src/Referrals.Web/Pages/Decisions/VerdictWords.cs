using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Decisions;

/// <summary>How a verdict of the eligibility rules is said; "not known" is an answer of its own.</summary>
public static class VerdictWords
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Held => "Holds",
        Verdict.NotHeld => "Does not hold",
        _ => "Not known",
    };

    public static TagColour Colour(Verdict verdict) => verdict switch
    {
        Verdict.Held => TagColour.Green,
        Verdict.NotHeld => TagColour.Grey,
        _ => TagColour.Yellow,
    };

    /// <summary>Why an entry was passed over, in a few words.</summary>
    public static string OfEntry(EntryExplained entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Verdict switch
        {
            Verdict.Held => "also fits",
            Verdict.NotHeld when entry.Criteria.Count(c => c.Verdict == Verdict.NotHeld) is var failed => failed == 1 ? "1 criterion does not hold" : $"{failed} criteria do not hold",
            _ => "cannot be ruled out yet",
        };
    }

    public static string Sentence(string words) => string.IsNullOrEmpty(words) ? words : char.ToUpperInvariant(words[0]) + words[1..];
}
