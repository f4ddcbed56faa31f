using Referrals.Web.Components;
using Referrals.Web.Dates;

namespace Referrals.Web.Tests.Dates;

public sealed class TypedDateTests
{
    [Theory]
    [InlineData("2", "3", "2026")]
    [InlineData("02", "03", "2026")]
    [InlineData(" 2 ", " March", "2026 ")]
    [InlineData("2nd", "MAR", "2026")]
    [InlineData("2", "mar.", "2026")]
    [InlineData("2/3/2026", "", "")]
    [InlineData("02.03.2026", null, null)]
    [InlineData("2 March 2026", "", "")]
    [InlineData("2nd March, 2026", "", "")]
    [InlineData("2026-03-02", "", "")]
    public void The_second_of_March_is_understood_however_it_is_typed(string day, string? month, string? year) =>
        Assert.Equal(new TypedDate.Understood(new DateOnly(2026, 3, 2)), TypedDate.Parse(day, month, year));

    [Theory]
    [InlineData("sep")]
    [InlineData("Sept")]
    [InlineData("September")]
    public void September_is_understood_in_its_three_spellings(string month) =>
        Assert.Equal(new TypedDate.Understood(new DateOnly(2026, 9, 30)), TypedDate.Parse("30", month, "2026"));

    [Theory]
    [InlineData("", "", "")]
    [InlineData(null, null, null)]
    [InlineData(" ", "\t", "")]
    public void Nothing_typed_is_no_date_rather_than_a_wrong_one(string? day, string? month, string? year) =>
        Assert.IsType<TypedDate.Empty>(TypedDate.Parse(day, month, year));

    [Theory]
    [InlineData("", "3", "2026", DateParts.Day, "must include a day")]
    [InlineData("2", "", "2026", DateParts.Month, "must include a month")]
    [InlineData("2", "3", "", DateParts.Year, "must include a year")]
    [InlineData("2", "", "", DateParts.Month | DateParts.Year, "must include a month and a year")]
    public void A_missing_part_is_named(string day, string month, string year, DateParts parts, string words) =>
        Assert.Equal(new TypedDate.Refused(parts, words), TypedDate.Parse(day, month, year));

    [Theory]
    [InlineData("2", "3", "26")]
    [InlineData("2/3/26", "", "")]
    public void A_year_of_two_digits_is_refused_because_the_century_would_be_a_guess(string day, string month, string year) =>
        Assert.Equal(new TypedDate.Refused(DateParts.Year, "must have a year of 4 numbers, for example 2026"), TypedDate.Parse(day, month, year));

    [Theory]
    [InlineData("32", "3", "2026", DateParts.Day)]
    [InlineData("first", "3", "2026", DateParts.Day)]
    [InlineData("2", "13", "2026", DateParts.Month)]
    [InlineData("2", "Ma", "2026", DateParts.Month)]
    [InlineData("2", "Marzo", "2026", DateParts.Month)]
    [InlineData("2", "3", "20x6", DateParts.Year)]
    [InlineData("31", "4", "2026", DateParts.Day | DateParts.Month | DateParts.Year)]
    [InlineData("29", "2", "2025", DateParts.Day | DateParts.Month | DateParts.Year)]
    [InlineData("1", "1", "0000", DateParts.Day | DateParts.Month | DateParts.Year)]
    public void What_is_no_date_is_refused_at_the_part_to_mend(string day, string month, string year, DateParts parts) =>
        Assert.Equal(parts, Assert.IsType<TypedDate.Refused>(TypedDate.Parse(day, month, year)).Parts);

    [Fact]
    public void The_leap_day_of_a_leap_year_is_a_date() =>
        Assert.Equal(new TypedDate.Understood(new DateOnly(2024, 2, 29)), TypedDate.Parse("29", "2", "2024"));
}
