using Referrals.Web.Dates;

namespace Referrals.Web.Tests.Dates;

public sealed class DateWordsTests
{
    [Fact]
    public void A_date_is_written_as_GOV_UK_writes_it() => Assert.Equal("2 March 2026", new DateOnly(2026, 3, 2).Words());

    [Fact]
    public void A_date_in_a_table_has_three_letters_for_every_month() => Assert.Equal("9 Sep 2026", new DateOnly(2026, 9, 9).ShortWords());

    [Theory]
    [InlineData("2026-01-05T09:05:00Z", "5 January 2026 at 9:05am")]
    [InlineData("2026-07-01T12:00:00Z", "1 July 2026 at 1:00pm")]
    [InlineData("2026-07-01T23:30:00Z", "2 July 2026 at 12:30am")]
    [InlineData("2026-01-05T12:00:00Z", "5 January 2026 at 12:00pm")]
    public void A_time_is_written_as_clocks_in_London_show_it(string instant, string words) =>
        Assert.Equal(words, DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).Words());
}
