using Referrals.Statistics;

namespace Referrals.Web.Pages.Statistics.Questions;

/// <summary>A question that was really asked, and what it asks of the measures.</summary>
/// <param name="Asked">Who asked it, where, and what the answer was.</param>
/// <param name="Family">Null where the answer is about places.</param>
/// <param name="Step">Of an answer about time.</param>
/// <param name="Start">The first day counted where the address does not say, from today.</param>
public sealed record AskedQuestion(string Key, string Words, string Asked, MeasureFamily? Family, Step? Step, string? Measure, Func<DateOnly, DateOnly> Start);

/// <summary>The five questions of Parliament and of the inspectors.</summary>
public static class AskedQuestions
{
    private const string Parliament = "Written question to Parliament, answered on 26 April 2024: the information is not collated and recorded centrally.";

    public static IReadOnlyList<AskedQuestion> All { get; } =
    [
        new("eligible-and-not-on-it", "How many people are eligible for Building Better Relationships and are not on it?", Parliament, Families.Eligible, null, "not-on-it", today => today.AddYears(-1).AddDays(1)),
        new("waiting-list", "How many people wait for a programme in each region, and how long do they wait?", Parliament, null, Step.Find("referred-to-started"), null, today => today.AddYears(-2).AddDays(1)),
        new("places", "How many places are there?", Parliament, null, null, null, today => today),
        new("never-commenced", "How many programmes were imposed and never commenced?", "Ministry of Justice, July 2025: of 42,483 programmes on orders and licences that ended from April 2021 to March 2025, 17,066 (40.2%) had not commenced.", Families.Ended, null, "not-commenced", today => today.AddYears(-4).AddDays(1)),
        new("no-rationale", "How many people need an intervention, were not referred, and nobody wrote down why?", "HM Inspectorate of Probation, 2023: 45% should have had an intervention and had not, often with no rationale recorded.", Families.Unmet, null, "never-no-reason", today => today.AddYears(-1).AddDays(1)),
    ];

    public static AskedQuestion? Find(string key) => All.FirstOrDefault(q => q.Key == key);
}
