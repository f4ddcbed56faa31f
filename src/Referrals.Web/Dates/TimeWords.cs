using System.Globalization;

namespace Referrals.Web.Dates;

/// <summary>How times of the day are written on pages, and read from what somebody typed.</summary>
public static class TimeWords
{
    private static readonly CultureInfo s_english = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>6pm, 6:30pm, midday, midnight.</summary>
    public static string Words(this TimeOnly time) => (time.Hour, time.Minute) switch
    {
        (0, 0) => "midnight",
        (12, 0) => "midday",
        (var hour, 0) => $"{Twelve(hour)}{Half(hour)}",
        var (hour, minute) => $"{Twelve(hour)}:{minute.ToString("00", s_english)}{Half(hour)}",
    };

    /// <summary>Tuesday 7 April 2026.</summary>
    public static string DayWords(this DateOnly date) => date.ToString("dddd d MMMM yyyy", s_english);

    /// <summary>Tue 7 Apr 2026, for tables.</summary>
    public static string ShortDayWords(this DateOnly date) => $"{date.DayOfWeek.ToString()[..3]} {date.ShortWords()}";

    /// <summary>18:00, as it is typed.</summary>
    public static string Typed(this TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Understands 18:00, 18.00, 1800, 6pm, 6 pm, 6:30pm, 6.30 p.m., midday and noon; null for anything else. A bare number is an hour of the 24 only from 8 up: nobody meets at 6 in the morning by leaving out pm.</summary>
    public static TimeOnly? Parse(string? text)
    {
        var typed = new string([.. (text ?? "").Trim().ToLowerInvariant().Where(c => c != ' ')]);
        if (typed is "midday" or "noon")
        {
            return new TimeOnly(12, 0);
        }

        var plain = typed.Replace("a.m.", "am", StringComparison.Ordinal).Replace("p.m.", "pm", StringComparison.Ordinal).Replace("a.m", "am", StringComparison.Ordinal).Replace("p.m", "pm", StringComparison.Ordinal);
        var half = plain.EndsWith("am", StringComparison.Ordinal) ? "am" : plain.EndsWith("pm", StringComparison.Ordinal) ? "pm" : null;
        var digits = (half is null ? plain : plain[..^2]).Split(':', '.');
        var (hours, minutes) = digits switch
        {
            [{ Length: 4 } all] when half is null => (all[..2], all[2..]),
            [var only] => (only, "00"),
            [var first, { Length: 2 } second] => (first, second),
            _ => ("", ""),
        };
        if (!int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) || !int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var minute) || minute > 59)
        {
            return null;
        }

        if (half is not null)
        {
            return hour is >= 1 and <= 12 ? new TimeOnly((hour % 12) + (half == "pm" ? 12 : 0), minute) : null;
        }

        return hour > 23 || (digits.Length == 1 && hours.Length < 3 && plain.Length < 3 && hour < 8) ? null : new TimeOnly(hour, minute);
    }

    private static string Twelve(int hour) => (hour % 12 == 0 ? 12 : hour % 12).ToString(s_english);

    private static string Half(int hour) => hour < 12 ? "am" : "pm";
}
