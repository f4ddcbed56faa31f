using Microsoft.AspNetCore.Mvc.ModelBinding;
using Referrals.Domain;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Groups;

/// <summary>The days and times of a week as they are typed: a tick for each day, and its time or times.</summary>
public sealed class SlotsForm
{
    public static IReadOnlyList<DayOfWeek> Week { get; } = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    public List<string> Days { get; set; } = [];

    /// <summary>By day; several times of one day with commas between them.</summary>
    public Dictionary<string, string?> Times { get; set; } = new(StringComparer.Ordinal);

    public static SlotsForm Of(IEnumerable<WeeklySlot> slots)
    {
        var byDay = slots.ToLookup(s => s.Day);
        return new SlotsForm
        {
            Days = [.. Week.Where(byDay.Contains).Select(d => d.ToString())],
            Times = Week.ToDictionary(d => d.ToString(), d => (string?)string.Join(", ", byDay[d].Select(s => s.Start).Order().Select(TimeWords.Typed)), StringComparer.Ordinal),
        };
    }

    /// <summary>The slots typed; what was not understood is said at its field, and times of days that were not ticked are left aside.</summary>
    public IReadOnlyList<WeeklySlot> Read(ModelStateDictionary state, string prefix)
    {
        ArgumentNullException.ThrowIfNull(state);
        Complete();
        var slots = new List<WeeklySlot>();
        foreach (var day in Week.Where(d => Days.Contains(d.ToString())))
        {
            var typed = (Times[day.ToString()] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var times = typed.Select(TimeWords.Parse).ToList();
            if (times.Count == 0 || times.Contains(null))
            {
                state.AddModelError($"{prefix}.{nameof(Times)}[{day}]", times.Count == 0 ? $"Enter the time at which {day} begins" : $"The time on {day} must be a time of day, for example 6pm or 18:00");
                continue;
            }

            slots.AddRange(times.OfType<TimeOnly>().Distinct().Order().Select(t => new WeeklySlot(day, t)));
        }

        if (Days.Count == 0)
        {
            state.AddModelError($"{prefix}.{nameof(Days)}", "Choose at least one day on which the group meets");
        }

        return slots;
    }

    /// <summary>Every day has its field, whatever was sent.</summary>
    public void Complete()
    {
        foreach (var day in Week)
        {
            Times.TryAdd(day.ToString(), null);
        }
    }
}
