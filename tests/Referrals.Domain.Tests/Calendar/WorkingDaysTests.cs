using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

public sealed class WorkingDaysTests
{
    private static readonly WorkingDays s_days = Shipped.Catalogue.WorkingDays;

    private static readonly Arbitrary<DateOnly> s_dates =
        Gen.Choose(new DateOnly(2018, 6, 1).DayNumber, new DateOnly(2030, 6, 1).DayNumber).Select(DateOnly.FromDayNumber).ToArbitrary();

    private static readonly Arbitrary<int> s_counts = Gen.Choose(-300, 300).ToArbitrary();

    [Theory]
    [InlineData("2026-04-03")]
    [InlineData("2026-04-06")]
    [InlineData("2026-12-28")]
    [InlineData("2022-09-19")]
    [InlineData("2026-11-22")]
    public void Bank_holidays_their_substitutes_and_Sundays_are_not_working_days(string date) => Assert.False(s_days.IsWorkingDay(DateOnly.Parse(date)));

    [Fact]
    public void Two_working_days_after_the_Thursday_before_Easter_is_the_Wednesday_after() =>
        Assert.Equal(new DateOnly(2026, 4, 8), s_days.Add(new DateOnly(2026, 4, 2), 2));

    [Fact]
    public void One_working_day_before_the_Tuesday_after_Easter_is_the_Thursday_before() =>
        Assert.Equal(new DateOnly(2026, 4, 2), s_days.Add(new DateOnly(2026, 4, 7), -1));

    [Fact]
    public void Nothing_added_stays_on_the_day_even_on_a_Sunday() =>
        Assert.Equal(new DateOnly(2026, 11, 22), s_days.Add(new DateOnly(2026, 11, 22), 0));

    [Fact]
    public void From_a_Saturday_the_next_working_day_is_Monday_or_later()
    {
        Assert.Equal(new DateOnly(2026, 11, 23), s_days.OnOrAfter(new DateOnly(2026, 11, 21)));
        Assert.Equal(new DateOnly(2026, 12, 29), s_days.OnOrAfter(new DateOnly(2026, 12, 25)));
    }

    [Fact]
    public void Beyond_the_known_years_only_weekends_are_left_out_and_the_calendar_says_so()
    {
        Assert.Equal(new DateOnly(2028, 12, 31), s_days.KnownUntil);
        Assert.True(s_days.Knows(new DateOnly(2028, 12, 31)));
        Assert.False(s_days.Knows(new DateOnly(2029, 1, 1)));
        Assert.False(s_days.Knows(new DateOnly(2018, 12, 31)));
        Assert.True(s_days.IsWorkingDay(new DateOnly(2029, 1, 1)));
        Assert.False(s_days.IsWorkingDay(new DateOnly(2029, 1, 6)));
    }

    [Fact]
    public void A_calendar_without_any_bank_holiday_is_refused() => Assert.Throws<ArgumentException>(() => new WorkingDays([]));

    [Fact]
    public void Between_undoes_add() => Prop.ForAll(s_dates, s_counts, (from, count) => s_days.Between(from, s_days.Add(from, count)) == count).QuickCheckThrowOnFailure();

    [Fact]
    public void Add_undoes_between_where_it_ends_on_a_working_day() =>
        Prop.ForAll(s_dates, s_dates, (from, to) => !s_days.IsWorkingDay(to) || to == from || s_days.Add(from, s_days.Between(from, to)) == to).QuickCheckThrowOnFailure();

    [Fact]
    public void Adding_ends_on_a_working_day() =>
        Prop.ForAll(s_dates, s_counts, (from, count) => count == 0 || s_days.IsWorkingDay(s_days.Add(from, count))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_later_start_never_ends_earlier() =>
        Prop.ForAll(s_dates, s_counts, (from, count) => s_days.Add(from, count) <= s_days.Add(from.AddDays(1), count)).QuickCheckThrowOnFailure();

    [Fact]
    public void Adding_in_two_goes_is_adding_at_once() =>
        Prop.ForAll(s_dates, s_counts, s_counts, (from, first, second) =>
            Math.Sign(first) != Math.Sign(second) || s_days.Add(s_days.Add(from, first), second) == s_days.Add(from, first + second)).QuickCheckThrowOnFailure();
}
