using Referrals.Domain;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.People;

/// <summary>When and where somebody can come: as it is read, and as it is typed.</summary>
public static class AvailabilityWords
{
    /// <summary>Monday first.</summary>
    public static IReadOnlyList<DayOfWeek> Week { get; } = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    public static string Of(IReadOnlyCollection<AvailableTime>? times) => times switch
    {
        null => "Not asked yet",
        { Count: 0 } => "They cannot come at any time",
        _ => string.Join("; ", Week.Select(day => (Day: day, Times: Day(times, day))).Where(d => d.Times.Length > 0).Select(d => $"{d.Day} {d.Times}")),
    };

    public static string Day(IEnumerable<AvailableTime>? times, DayOfWeek day) =>
        string.Join(", ", (times ?? []).Where(t => t.Day == day).OrderBy(t => t.From).Select(t => $"{t.From.Words()} to {t.To.Words()}"));

    public static string Places(DeliveryProfile? profile) => (profile?.CanReach, profile?.CannotReach) switch
    {
        (null, null) => "Not asked yet",
        var (can, cannot) => string.Join(". ", new[]
        {
            can is { Count: > 0 } ? $"Can get to {string.Join(", ", can)}" : null,
            cannot is { Count: > 0 } ? $"Cannot or may not go to {string.Join(", ", cannot)}" : null,
        }.OfType<string>()) is { Length: > 0 } words ? words : "No place named",
    };

    /// <summary>Reads "6pm to 9pm" and "9am to 12pm, 6pm to 9pm"; null where a part is not understood.</summary>
    public static IReadOnlyList<AvailableTime>? Read(DayOfWeek day, string? typed)
    {
        var times = new List<AvailableTime>();
        foreach (var part in (typed ?? "").Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split(["to", "until", "-", "–"], StringSplitOptions.TrimEntries);
            if (ends.Length != 2 || TimeWords.Parse(ends[0]) is not { } from || TimeWords.Parse(ends[1]) is not { } to)
            {
                return null;
            }

            times.Add(new AvailableTime(day, from, to));
        }

        return times;
    }
}
