using System.Globalization;
using Referrals.Web.Components;

namespace Referrals.Web.Dates;

/// <summary>What somebody typed into day, month and year: a date, nothing, or what is wrong and where.</summary>
public abstract record TypedDate
{
    private TypedDate()
    {
    }

    public sealed record Understood(DateOnly Date) : TypedDate;

    public sealed record Empty : TypedDate;

    /// <param name="Parts">The parts to mend.</param>
    /// <param name="Words">Completes a sentence that begins with the name of the date: "must include a year".</param>
    public sealed record Refused(DateParts Parts, string Words) : TypedDate;

    private static readonly string[] s_months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly char[] s_separators = [' ', '/', '.', '-', ','];

    /// <summary>
    /// Understands days with or without a leading zero or an ending (2nd), months as numbers, names or their first three letters, years of four digits,
    /// and a whole date in the first box (2/3/2026, 2 March 2026, 2026-03-02). Two-digit years are refused: nobody should have to guess the century.
    /// </summary>
    public static TypedDate Parse(string? day, string? month, string? year)
    {
        day = day?.Trim() ?? "";
        month = month?.Trim() ?? "";
        year = year?.Trim() ?? "";
        if (month.Length == 0 && year.Length == 0 && day.Split(s_separators, StringSplitOptions.RemoveEmptyEntries) is { Length: 3 } whole)
        {
            (day, month, year) = whole[0].Length == 4 ? (whole[2], whole[1], whole[0]) : (whole[0], whole[1], whole[2]);
        }

        if (day.Length == 0 && month.Length == 0 && year.Length == 0)
        {
            return new Empty();
        }

        var missing = (day.Length == 0 ? DateParts.Day : DateParts.None) | (month.Length == 0 ? DateParts.Month : DateParts.None) | (year.Length == 0 ? DateParts.Year : DateParts.None);
        if (missing != DateParts.None)
        {
            return new Refused(missing, $"must include {Named(missing)}");
        }

        if (year.Length != 4 || !int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var y))
        {
            return new Refused(DateParts.Year, year.Length < 4 && year.All(char.IsAsciiDigit) ? "must have a year of 4 numbers, for example 2026" : "must have a year in numbers, for example 2026");
        }

        if (MonthOf(month) is not { } m)
        {
            return new Refused(DateParts.Month, "must have a month from 1 to 12 or its name, for example March");
        }

        if (DayOf(day) is not { } d)
        {
            return new Refused(DateParts.Day, "must have a day from 1 to 31");
        }

        return y >= 1 && d <= DateTime.DaysInMonth(y, m)
            ? new Understood(new DateOnly(y, m, d))
            : new Refused(DateParts.Day | DateParts.Month | DateParts.Year, "must be a real date");
    }

    private static int? MonthOf(string typed)
    {
        if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is >= 1 and <= 12 ? number : null;
        }

        var name = typed.TrimEnd('.');
        if (name.Length < 3)
        {
            return null;
        }

        var index = Array.FindIndex(s_months, month => month.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            || (month == "september" && name.Equals("sept", StringComparison.OrdinalIgnoreCase)));
        return index < 0 ? null : index + 1;
    }

    private static int? DayOf(string typed)
    {
        var digits = typed.Length > 2 && typed[^2..].ToLowerInvariant() is "st" or "nd" or "rd" or "th" ? typed[..^2] : typed;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 31 ? number : null;
    }

    private static string Named(DateParts parts) => string.Join(" and ",
        new[] { (DateParts.Day, "a day"), (DateParts.Month, "a month"), (DateParts.Year, "a year") }.Where(part => parts.HasFlag(part.Item1)).Select(part => part.Item2));
}
