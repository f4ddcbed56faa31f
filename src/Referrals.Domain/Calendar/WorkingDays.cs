using System.Collections.Frozen;

namespace Referrals.Domain;

/// <summary>Counts working days in England and Wales: not Saturdays, Sundays or bank holidays.</summary>
/// <remarks>
/// Outside <see cref="KnownFrom"/> to <see cref="KnownUntil"/> only weekends are left out, so a date there may be a day or two early:
/// callers that show or publish it mark it with <see cref="Knows"/>.
/// </remarks>
public sealed class WorkingDays
{
    private readonly FrozenSet<DateOnly> _bankHolidays;

    /// <param name="bankHolidays">Of England and Wales, whole calendar years of them and at least one.</param>
    public WorkingDays(IEnumerable<DateOnly> bankHolidays)
    {
        _bankHolidays = bankHolidays.ToFrozenSet();
        if (_bankHolidays.Count == 0)
            throw new ArgumentException("A calendar needs the bank holidays of at least one year.", nameof(bankHolidays));
        KnownFrom = new DateOnly(_bankHolidays.Min().Year, 1, 1);
        KnownUntil = new DateOnly(_bankHolidays.Max().Year, 12, 31);
    }

    public DateOnly KnownFrom { get; }

    public DateOnly KnownUntil { get; }

    public bool Knows(DateOnly date) => date >= KnownFrom && date <= KnownUntil;

    public bool IsWorkingDay(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_bankHolidays.Contains(date);

    /// <summary>False also for a year whose bank holidays are not known: ask <see cref="Knows"/> first.</summary>
    public bool IsBankHoliday(DateOnly date) => _bankHolidays.Contains(date);

    public DateOnly OnOrAfter(DateOnly date)
    {
        while (!IsWorkingDay(date))
            date = date.AddDays(1);
        return date;
    }

    /// <summary>The working day that is so many after <paramref name="from"/>, or before it where negative; <paramref name="from"/> itself, even a Sunday, for 0.</summary>
    public DateOnly Add(DateOnly from, int workingDays)
    {
        var step = Math.Sign(workingDays);
        var date = from;
        for (var left = Math.Abs(workingDays); left > 0;)
        {
            date = date.AddDays(step);
            if (IsWorkingDay(date))
                left--;
        }

        return date;
    }

    /// <summary>How many working days <see cref="Add"/> takes to reach <paramref name="to"/>: those after <paramref name="from"/> up to it, or as a negative number those before <paramref name="from"/> back to it.</summary>
    public int Between(DateOnly from, DateOnly to)
    {
        var step = to < from ? -1 : 1;
        var count = 0;
        for (var date = from; date != to;)
        {
            date = date.AddDays(step);
            if (IsWorkingDay(date))
                count += step;
        }

        return count;
    }
}
