using System.Globalization;
using Referrals.Application.Workflows;
using Referrals.Statistics;
using Referrals.Workflows;

namespace Referrals.Web.Pages.Workflows;

/// <summary>The figures of a process map as people read them.</summary>
public static class MapWords
{
    /// <summary>How long is long, in days: where each shade of the picture begins.</summary>
    private static readonly int[] s_begins = [0, 7, 28, 84];

    /// <summary>The key of the picture: a shade and what it stands for.</summary>
    public static IReadOnlyList<(int Shade, string Words)> Key { get; } =
    [
        (0, "Nobody waits here now, or the figure is withheld"),
        (1, "Half of those waiting have waited less than a week"),
        (2, "Half have waited a week or longer"),
        (3, "Half have waited four weeks or longer"),
        (4, "Half have waited twelve weeks or longer"),
    ];

    public static string Figure(Cell cell) => cell.Count?.ToString("N0", CultureInfo.InvariantCulture) ?? StatisticsTable.Confidential;

    public static string Days(int days) => days == 1 ? "1 day" : $"{days.ToString("N0", CultureInfo.InvariantCulture)} days";

    public static string Waited(DaysWaited? waited) => waited is null ? "" : Days(waited.Median);

    public static string Longest(DaysWaited? waited) => waited is null ? "" : Days(waited.Ninetieth);

    /// <summary>0 where nothing is known to wait, else 1 to 4 by how long half of them have waited.</summary>
    public static int Shade(StepFigures step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Waited is { } waited && step.Waiting.Count > 0 ? s_begins.Count(begin => waited.Median >= begin) : 0;
    }

    /// <summary>What stands at an activity of the picture; null where nothing waits.</summary>
    public static string? Badge(StepFigures step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Waiting switch
        {
            { Count: 0 } => null,
            { IsSuppressed: true } => "withheld",
            _ when step.Waited is { } waited => $"{Figure(step.Waiting)} waiting, {Days(waited.Median)}",
            _ => $"{Figure(step.Waiting)} waiting",
        };
    }

    /// <summary>Answers where needs stall: the steps where most days are lost by those who wait now.</summary>
    public static string Stall(IReadOnlyList<WorkflowMap> maps)
    {
        var worst = maps.SelectMany(m => m.Steps.Select(s => (Map: m, Step: s))).Where(s => s.Step.DaysLost > 0).OrderByDescending(s => s.Step.DaysLost).Take(2).ToArray();
        if (worst.Length == 0)
        {
            return maps.Any(m => m.Steps.Any(s => s.Waiting.IsSuppressed))
                ? "Too few wait anywhere for a figure that may be shown."
                : "Nothing has waited a day at any step.";
        }

        var first = $"Most time is lost at {Named(worst[0])}: {Figure(worst[0].Step.Waiting)} {(worst[0].Step.Waiting.Count == 1 ? "waits" : "wait")} there now, half of them for {Days(worst[0].Step.Waited!.Median)} or longer, one in ten for {Days(worst[0].Step.Waited!.Ninetieth)} or longer.";
        return worst.Length == 1 ? first : $"{first} Next comes {Named(worst[1])}, with {Figure(worst[1].Step.Waiting)} waiting, half of them for {Days(worst[1].Step.Waited!.Median)} or longer.";

        string Named((WorkflowMap Map, StepFigures Step) at) =>
            $"“{WorkflowWords.Of(at.Step.Activity.Name)}”{(maps.Count > 1 ? $" in {WorkflowWords.Of(at.Map.Definition.Name).ToLowerInvariant()}" : "")}";
    }

    /// <summary>How those who left a step left it.</summary>
    public static string Outcomes(StepFigures step, ActivityLibrary library)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(library);
        return string.Join("; ", step.Outcomes.Select(o => $"{Outcome(step.Activity, o.Outcome, library)}: {Figure(o.Count)}"));
    }

    private static string Outcome(ActivityNode activity, string outcome, ActivityLibrary library) =>
        outcome == TaskOutcomes.NoLongerNeeded ? "no longer needed"
        : activity.Kind == ActivityKind.Wait && library.Wait(activity.Type).Choices.FirstOrDefault(c => c.Outcome == outcome) is { } choice ? choice.Label
        : WorkflowWords.Of(outcome);
}
