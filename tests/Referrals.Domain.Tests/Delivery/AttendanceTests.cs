namespace Referrals.Domain.Tests;

public sealed class AttendanceTests
{
    private static readonly DateOnly s_today = new(2026, 3, 9);
    private static readonly AbsenceRule s_rule = Shipped.Catalogue.SessionPlanOn("building-better-relationships", s_today)!.Absence;

    [Theory]
    [InlineData(AttendanceOutcome.AttendedComplied, true, true, false)]
    [InlineData(AttendanceOutcome.AttendedDidNotComply, true, false, true)]
    [InlineData(AttendanceOutcome.AcceptableAbsence, false, false, true)]
    [InlineData(AttendanceOutcome.UnacceptableAbsence, false, false, true)]
    [InlineData(AttendanceOutcome.NotHeld, false, false, false)]
    public void Each_outcome_is_attended_or_not_counts_or_not_and_is_missed_or_not(AttendanceOutcome outcome, bool attended, bool counts, bool missed) =>
        Assert.Equal((attended, counts, missed), (Attendance.Attended(outcome), Attendance.Counts(outcome), Attendance.Missed(outcome)));

    [Fact]
    public void Without_any_absence_nothing_follows() => AssertStep(AbsenceStep.None, [Fact("a", s_today, AttendanceOutcome.AttendedComplied)]);

    [Fact]
    public void Nothing_follows_before_the_first_register() => AssertStep(AbsenceStep.None, []);

    [Fact]
    public void After_an_acceptable_absence_the_session_is_to_be_made_up_and_it_does_not_count()
    {
        var after = AssertStep(AbsenceStep.CatchUp, [Fact("a", s_today, AttendanceOutcome.AcceptableAbsence)]);

        Assert.Empty(after.Counting);
        Assert.Equal("a", Assert.Single(after.ToCatchUp).SessionKey);
    }

    [Fact]
    public void At_the_first_unacceptable_absence_a_warning_is_to_be_given()
    {
        var after = AssertStep(AbsenceStep.Warning, [Unacceptable("a", s_today)]);

        Assert.Equal("1 unacceptable absence in 12 months (9 March 2026): a warning is to be given; breach is to be considered at 2.", after.Words);
    }

    [Fact]
    public void At_the_second_breach_is_to_be_considered_and_both_are_named()
    {
        var after = AssertStep(AbsenceStep.ConsiderBreach, [Unacceptable("a", s_today.AddDays(-30)), Unacceptable("b", s_today)]);

        Assert.Equal("2 unacceptable absences in 12 months (7 February 2026 and 9 March 2026): breach is to be considered from 2 on.", after.Words);
        Assert.Equal(["a", "b"], after.Counting.Select(fact => fact.SessionKey));
    }

    [Theory]
    [InlineData("2025-03-10", AbsenceStep.ConsiderBreach)]
    [InlineData("2025-03-09", AbsenceStep.Warning)]
    public void An_absence_counts_for_twelve_months_that_begin_with_its_day(string first, AbsenceStep step) =>
        AssertStep(step, [Unacceptable("a", DateOnly.Parse(first)), Unacceptable("b", s_today)]);

    [Fact]
    public void An_absence_of_29_February_counts_until_27_February() =>
        Assert.Equal(new DateOnly(2025, 2, 27), Absences.CountsUntil(Unacceptable("a", new DateOnly(2024, 2, 29)), s_rule));

    [Fact]
    public void Attending_without_complying_counts_where_the_plan_says_so()
    {
        AttendanceFact[] facts = [Unacceptable("a", s_today.AddDays(-7)), Fact("b", s_today, AttendanceOutcome.AttendedDidNotComply)];

        Assert.Equal(AbsenceStep.ConsiderBreach, Absences.After(facts, s_rule, s_today).Step);
        Assert.Equal(AbsenceStep.CatchUp, Absences.After(facts, s_rule with { FailureToComplyCounts = false }, s_today).Step);
    }

    [Fact]
    public void Making_a_session_up_does_not_undo_an_unacceptable_absence()
    {
        var after = AssertStep(AbsenceStep.ConsiderBreach, [Unacceptable("a", s_today.AddDays(-7)) with { CaughtUp = true }, Unacceptable("b", s_today)]);

        Assert.Equal("b", Assert.Single(after.ToCatchUp).SessionKey);
    }

    [Fact]
    public void An_acceptable_absence_after_a_warning_brings_no_second_warning() =>
        AssertStep(AbsenceStep.CatchUp, [Unacceptable("a", s_today.AddDays(-7)), Fact("b", s_today, AttendanceOutcome.AcceptableAbsence)]);

    [Fact]
    public void Attendance_after_a_warning_brings_nothing_and_the_absence_goes_on_counting()
    {
        var after = AssertStep(AbsenceStep.None, [Unacceptable("a", s_today.AddDays(-7)), Fact("b", s_today, AttendanceOutcome.AttendedComplied)]);

        Assert.Single(after.Counting);
    }

    [Fact]
    public void A_correction_of_an_older_line_is_answered_for_that_line()
    {
        var corrected = Unacceptable("a", s_today.AddDays(-14));
        AttendanceFact[] facts = [corrected, Unacceptable("b", s_today.AddDays(-7)), Fact("c", s_today, AttendanceOutcome.AttendedComplied)];

        Assert.Equal(AbsenceStep.None, Absences.After(facts, s_rule, s_today).Step);
        Assert.Equal(AbsenceStep.ConsiderBreach, Absences.After(facts, s_rule, s_today, corrected).Step);
    }

    [Fact]
    public void A_session_made_up_on_another_day_is_not_asked_for_again()
    {
        var after = Absences.After([Fact("a", s_today.AddDays(-7), AttendanceOutcome.AcceptableAbsence), Fact("a", s_today, AttendanceOutcome.AttendedComplied) with { CaughtUp = true }], s_rule, s_today);

        Assert.Equal(AbsenceStep.None, after.Step);
        Assert.Empty(after.ToCatchUp);
    }

    [Fact]
    public void A_session_not_held_is_nobodys_absence() => AssertStep(AbsenceStep.None, [Unacceptable("a", s_today.AddDays(-7)), Fact("b", s_today, AttendanceOutcome.NotHeld)]);

    [Fact]
    public void What_is_dated_in_the_future_is_left_out() => AssertStep(AbsenceStep.Warning, [Unacceptable("a", s_today), Unacceptable("b", s_today.AddDays(1))]);

    private static AbsenceConsequence AssertStep(AbsenceStep step, AttendanceFact[] facts)
    {
        var after = Absences.After(facts, s_rule, s_today);
        Assert.Equal(step, after.Step);
        return after;
    }

    private static AttendanceFact Unacceptable(string key, DateOnly on) => Fact(key, on, AttendanceOutcome.UnacceptableAbsence);

    private static AttendanceFact Fact(string key, DateOnly on, AttendanceOutcome outcome) => new(key, on, outcome);
}
