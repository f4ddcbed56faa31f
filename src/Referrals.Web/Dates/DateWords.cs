using System.Globalization;

namespace Referrals.Web.Dates;

/// <summary>How dates and times are written on pages: the style of GOV.UK, in UK time.</summary>
public static class DateWords
{
    private static readonly CultureInfo s_english = CultureInfo.GetCultureInfo("en-GB");
    private static readonly TimeZoneInfo s_london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>2 March 2026.</summary>
    public static string Words(this DateOnly date) => date.ToString("d MMMM yyyy", s_english);

    /// <summary>2 Mar 2026, for tables.</summary>
    public static string ShortWords(this DateOnly date) => $"{date.Day.ToString(s_english)} {s_english.DateTimeFormat.GetMonthName(date.Month)[..3]} {date.Year.ToString(s_english)}";

    /// <summary>2 March 2026 at 9:05am, as clocks in London showed it.</summary>
    public static string Words(this DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, s_london).DateTime;
        return $"{DateOnly.FromDateTime(local).Words()} at {(local.Hour % 12 == 0 ? 12 : local.Hour % 12).ToString(s_english)}:{local.ToString("mm", s_english)}{(local.Hour < 12 ? "am" : "pm")}";
    }
}
