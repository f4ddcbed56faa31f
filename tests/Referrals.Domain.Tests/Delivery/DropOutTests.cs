namespace Referrals.Domain.Tests.Delivery;

public sealed class DropOutTests
{
    private static readonly DateOnly s_today = new(2026, 3, 31);

    [Fact]
    public void Two_absences_of_the_last_three_are_said_with_their_number_whether_acceptable_or_not() => Assert.Equal(
        ["Absent from 2 of the last 3 sessions."],
        Reasons(
        [
            (new DateOnly(2026, 3, 10), AttendanceOutcome.AcceptableAbsence),
            (new DateOnly(2026, 3, 17), AttendanceOutcome.AttendedComplied),
            (new DateOnly(2026, 3, 24), AttendanceOutcome.UnacceptableAbsence),
        ]));

    [Fact]
    public void A_session_that_was_not_held_is_nobody_s_absence_and_one_absence_of_three_is_no_reason() => Assert.Empty(Reasons(
    [
        (new DateOnly(2026, 3, 3), AttendanceOutcome.AttendedComplied),
        (new DateOnly(2026, 3, 12), AttendanceOutcome.AttendedDidNotComply),
        (new DateOnly(2026, 3, 17), AttendanceOutcome.NotHeld),
        (new DateOnly(2026, 3, 24), AttendanceOutcome.UnacceptableAbsence),
    ]));

    [Theory]
    [InlineData("2026-03-10", true)]
    [InlineData("2026-03-11", false)]
    public void Three_weeks_without_attending_count_from_the_last_attendance_and_only_where_they_were_absent_since(string last, bool listed)
    {
        var attended = (DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture), AttendanceOutcome.AttendedComplied);
        Assert.Equal(listed, Reasons([attended, (new DateOnly(2026, 3, 25), AttendanceOutcome.UnacceptableAbsence)]).Any(r => r.StartsWith("Last attended", StringComparison.Ordinal)));
        Assert.Empty(Reasons([attended]));
    }

    [Fact]
    public void Who_never_attended_is_told_from_the_first_absence() => Assert.Contains(
        "Has attended nothing, and was absent first on 3 March 2026.",
        Reasons([(new DateOnly(2026, 3, 3), AttendanceOutcome.UnacceptableAbsence), (new DateOnly(2026, 3, 10), AttendanceOutcome.UnacceptableAbsence)]));

    [Fact]
    public void What_is_to_be_caught_up_counts_from_two_and_supervision_only_where_both_days_are_known()
    {
        Assert.Equal(["2 missed sessions are neither caught up nor booked."], DropOut.Reasons(Facts([]) with { ToCatchUp = 2 }, s_today));
        Assert.Empty(DropOut.Reasons(Facts([]) with { ToCatchUp = 1 }, s_today));
        var until = new DateOnly(2026, 6, 1);
        Assert.Equal(["Supervision may end on 1 June 2026, before the last session on 2 June 2026."], DropOut.Reasons(Facts([]) with { LastSession = until.AddDays(1), DeliverableUntil = until }, s_today));
        Assert.Empty(DropOut.Reasons(Facts([]) with { LastSession = until, DeliverableUntil = until }, s_today));
        Assert.Empty(DropOut.Reasons(Facts([]) with { LastSession = until, DeliverableUntil = null }, s_today));
    }

    private static IReadOnlyList<string> Reasons(IReadOnlyList<(DateOnly, AttendanceOutcome)> records) => DropOut.Reasons(Facts(records), s_today);

    private static MemberFacts Facts(IReadOnlyList<(DateOnly, AttendanceOutcome)> records) => new() { Records = records, ToCatchUp = 0, LastSession = null, DeliverableUntil = null };
}
