using System.Text.RegularExpressions;

namespace Referrals.Domain;

/// <summary>One thing that a clear written analysis of domestic abuse risk covers.</summary>
/// <param name="Ask">What to write of, as the page prompts it.</param>
public sealed record AnalysisHeading(string Key, string Name, string Ask)
{
    /// <summary>Any word by which a text touches on it.</summary>
    public required Regex Words { get; init; }
}

/// <summary>
/// What a clear analysis covers (HMIP 2023 found one in 17 of 60 cases), and which of it a text has not touched yet. It looks for words and judges nothing: it gives no
/// score, says nothing of the person, and keeps nobody from saving what they wrote.
/// </summary>
public static class AnalysisHeadings
{
    public static IReadOnlyList<AnalysisHeading> All { get; } =
    [
        Of("pattern", "The pattern", "Who was harmed, how, how often and since when.", "pattern|repeat|history of|incident|call-?out|assault|(since|over) .{0,20}(20[0-9]{2}|year|month)|first|previous|frequen|every (day|week|month)"),
        Of("escalation", "Escalation", "Whether it grows more frequent or more serious, and what comes before it.", "escalat|worse|worsen|increas|more (frequent|serious|severe|often|violent)|de-?escalat|trigger|no change|stable|strangl|weapon|threat(s|en\\w*)? to kill"),
        Of("coercive-control", "Coercive control", "Isolation, money, monitoring, threats, fear.", "coerc|control|isolat|monitor|stalk|money|financ|econom|phone|jealous|possess|fear|afraid|intimidat|gaslight|threat"),
        Of("children", "Children", "Who lives with or sees this person, and what they see and hear.", "child|son\\b|sons\\b|daughter|baby|pregnan|school|nursery|contact arrangement|parenting|parental|safeguard|no children"),
        Of("family", "Family members", "Those who are harmed, or who harm.", "family|mother|father|brother|sister|parents|grand|uncle|aunt|cousin|relative|sibling|in-law"),
        Of("separation", "Separation", "Whether the relationship has ended or may end, and contact since.", "separat|split|left (him|her|them)|ended|ex-|ex partner|former|divorc|reconcil|still together|living together|new (partner|relationship)|moved out|the relationship"),
        Of("breaches", "Breaches", "Of orders, bail or licence, and how this person responds to limits.", "breach|non-?compl|compl(y|ied|iance|ies)|bail|restraining|non-?molest|protection (order|notice)|dvp[on]|recall|curfew|licence|restraining order|court order"),
    ];

    /// <summary>Those the text has no word of, in their order; all of them for a text that is empty.</summary>
    public static IReadOnlyList<AnalysisHeading> NotTouched(string? text) =>
        string.IsNullOrWhiteSpace(text) ? All : [.. All.Where(heading => !heading.Words.IsMatch(text))];

    private static AnalysisHeading Of(string key, string name, string ask, string words) => new(key, name, ask)
    {
        // Nobody's text may keep a page waiting.
        Words = new Regex($@"\b({words})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking),
    };
}
