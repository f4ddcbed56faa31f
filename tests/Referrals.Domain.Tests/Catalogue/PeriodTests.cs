namespace Referrals.Domain.Tests;

public sealed class PeriodTests
{
    private static readonly Period s_june = new(new DateOnly(2026, 6, 1), new DateOnly(2026, 6, 30));

    [Fact]
    public void Both_ends_belong_to_a_period()
    {
        Assert.True(s_june.Covers(new DateOnly(2026, 6, 1)));
        Assert.True(s_june.Covers(new DateOnly(2026, 6, 30)));
        Assert.False(s_june.Covers(new DateOnly(2026, 5, 31)));
        Assert.False(s_june.Covers(new DateOnly(2026, 7, 1)));
    }

    [Theory]
    [InlineData("2026-06-30", null, true)]
    [InlineData("2026-07-01", null, false)]
    [InlineData(null, "2026-06-01", true)]
    [InlineData(null, "2026-05-31", false)]
    [InlineData("2026-06-10", "2026-06-11", true)]
    [InlineData(null, null, true)]
    public void Periods_overlap_where_they_share_a_day(string? from, string? until, bool overlaps)
    {
        var other = new Period(from is null ? null : DateOnly.Parse(from), until is null ? null : DateOnly.Parse(until));

        Assert.Equal(overlaps, s_june.Overlaps(other));
        Assert.Equal(overlaps, other.Overlaps(s_june));
    }
}
