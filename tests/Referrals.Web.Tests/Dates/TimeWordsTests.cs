using Referrals.Web.Dates;

namespace Referrals.Web.Tests.Dates;

public sealed class TimeWordsTests
{
    [Theory]
    [InlineData("18:00", "18:00")]
    [InlineData(" 18.30 ", "18:30")]
    [InlineData("1830", "18:30")]
    [InlineData("6pm", "18:00")]
    [InlineData("6 PM", "18:00")]
    [InlineData("6:30pm", "18:30")]
    [InlineData("6.30 p.m.", "18:30")]
    [InlineData("12am", "00:00")]
    [InlineData("12pm", "12:00")]
    [InlineData("midday", "12:00")]
    [InlineData("10", "10:00")]
    [InlineData("06:00", "06:00")]
    public void A_time_is_understood_however_it_is_typed(string typed, string time) => Assert.Equal(time, TimeWords.Parse(typed)?.Typed());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("25:00")]
    [InlineData("18:60")]
    [InlineData("13pm")]
    [InlineData("0pm")]
    [InlineData("evening")]
    [InlineData("18:0")]
    public void What_could_mean_two_times_or_none_is_refused(string? typed) => Assert.Null(TimeWords.Parse(typed));

    [Theory]
    [InlineData("18:00", "6pm")]
    [InlineData("18:30", "6:30pm")]
    [InlineData("09:05", "9:05am")]
    [InlineData("12:00", "midday")]
    [InlineData("00:00", "midnight")]
    [InlineData("12:30", "12:30pm")]
    public void A_time_is_written_as_people_say_it(string time, string words) => Assert.Equal(words, TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture).Words());
}
