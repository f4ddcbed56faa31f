namespace Referrals.Domain;

/// <summary>Dates and times as the service's people live them, whatever zone the machine is in.</summary>
public static class LondonTime
{
    private static readonly TimeZoneInfo s_london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static DateOnly Today(TimeProvider time) => DateOf(time.GetUtcNow());

    /// <summary>The date in London at <paramref name="instant"/>.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, s_london).DateTime);

    /// <summary>The instant at which clocks in London show this date and time: the first one where the hour repeats in October; in March's missing hour, as if the clocks had not yet gone forward.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time);
        var offset = s_london.IsAmbiguousTime(local) ? s_london.GetAmbiguousTimeOffsets(local).Max()
            : s_london.IsInvalidTime(local) ? s_london.BaseUtcOffset
            : s_london.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
