namespace Referrals.Domain.Tests;

public sealed class LondonTimeTests
{
    [Fact]
    public void Just_before_midnight_in_summer_it_is_tomorrow_in_London()
    {
        Assert.Equal(new DateOnly(2026, 7, 1), LondonTime.DateOf(new DateTimeOffset(2026, 6, 30, 23, 30, 0, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2026, 1, 31), LondonTime.DateOf(new DateTimeOffset(2026, 1, 31, 23, 30, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void Today_is_the_day_in_London_of_the_clock_given() =>
        Assert.Equal(new DateOnly(2026, 7, 1), LondonTime.Today(new StoppedClock(new DateTimeOffset(2026, 6, 30, 23, 0, 0, TimeSpan.Zero))));

    [Theory]
    [InlineData("2026-01-15", "09:00", "2026-01-15T09:00Z")]
    [InlineData("2026-07-15", "09:00", "2026-07-15T08:00Z")]
    [InlineData("2026-10-25", "01:30", "2026-10-25T00:30Z")]
    [InlineData("2026-03-29", "01:30", "2026-03-29T01:30Z")]
    public void A_time_on_a_day_is_the_instant_at_which_London_clocks_show_it(string date, string time, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant), LondonTime.At(DateOnly.Parse(date), TimeOnly.Parse(time)).ToUniversalTime());

    [Fact]
    public void Keys_made_later_sort_later()
    {
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        Assert.True(Ids.New(now).CompareTo(Ids.New(now.AddMilliseconds(1))) < 0);
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
