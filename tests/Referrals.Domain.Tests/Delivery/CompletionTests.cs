using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

public sealed class CompletionTests
{
    private const string Review = "post-programme-review-one-to-one";

    private static readonly DateOnly s_start = new(2026, 1, 5);
    private static readonly DateOnly s_sent = new(2026, 6, 1);
    private static readonly SessionPlan s_plan = Shipped.Catalogue.SessionPlan("building-choices-moderate", 1)!;
    private static readonly SessionPlan s_rolling = Shipped.Catalogue.SessionPlan("building-better-relationships", 1)!;

    [Fact]
    public void With_every_session_the_review_and_the_report_sent_nothing_is_missing()
    {
        var check = Completion.Of(Of(All()), s_sent.AddDays(-10), reportComplete: true, s_sent);

        Assert.True(check.IsComplete);
        Assert.Contains("Probation Circular 09/2007", check.Source);
    }

    [Fact]
    public void Everything_that_is_missing_is_said_at_once()
    {
        var facts = All().Where(fact => fact.SessionKey is not "managing-myself-2" and not "managing-myself-3")
            .Append(new AttendanceFact("managing-myself-2", s_start.AddDays(5), AttendanceOutcome.UnacceptableAbsence)).ToList();

        Assert.Equal(
            [
                "1 required session missed and not made up: Managing myself 2.", "1 required session still to come: Managing myself 3.",
                "The post-programme review has not taken place.", "The report is not complete.",
            ],
            Completion.Of(Of(facts), null, reportComplete: false, null).Missing);
    }

    [Fact]
    public void A_report_counts_when_it_is_complete_and_sent()
    {
        var progress = Of(All());

        Assert.Equal(["The report is complete and has not been sent."], Completion.Of(progress, s_sent, reportComplete: true, null).Missing);
        Assert.Equal(["The report sent on 1 June 2026 was not complete."], Completion.Of(progress, s_sent, reportComplete: false, s_sent).Missing);
    }

    [Fact]
    public void A_review_before_the_last_session_does_not_count()
    {
        var last = All().Max(fact => fact.On);

        Assert.True(Completion.Of(Of(All()), last, reportComplete: true, s_sent).IsComplete);
        Assert.StartsWith("The post-programme review of", Assert.Single(Completion.Of(Of(All()), last.AddDays(-1), reportComplete: true, s_sent).Missing), StringComparison.Ordinal);
    }

    [Fact]
    public void A_toolkit_is_complete_with_its_exercises()
    {
        var toolkit = Shipped.Catalogue.SessionPlan("first-steps-to-change", 1)!;

        Assert.True(Completion.Of(Progress.Of(toolkit, 1, Attended(toolkit), []), null, reportComplete: false, null).IsComplete);
        Assert.False(Completion.Of(Progress.Of(toolkit, 1, Attended(toolkit).Skip(1).ToList(), []), null, reportComplete: false, null).IsComplete);
    }

    [Theory]
    [InlineData(AttendanceOutcome.AttendedDidNotComply)]
    [InlineData(AttendanceOutcome.AcceptableAbsence)]
    [InlineData(AttendanceOutcome.UnacceptableAbsence)]
    public void A_session_missed_once_is_done_when_it_was_made_up_or_credited(AttendanceOutcome outcome)
    {
        var missed = new AttendanceFact("managing-myself-2", s_start, outcome);

        Assert.Equal(SessionStanding.Missed, Standing([missed]));
        Assert.Equal(SessionStanding.CaughtUp, Standing([missed with { CaughtUp = true }]));
        Assert.Equal(SessionStanding.CaughtUp, Standing([missed, new AttendanceFact("managing-myself-2", s_start.AddDays(7), AttendanceOutcome.AttendedComplied)]));
        Assert.Equal(SessionStanding.Credited, Standing([missed], new SessionCredit("managing-myself-2", "Attended with group LDS/4, register seen")));
    }

    [Fact]
    public void A_session_not_held_is_still_to_come() => Assert.Equal(SessionStanding.ToCome, Standing([new AttendanceFact("managing-myself-2", s_start, AttendanceOutcome.NotHeld)]));

    [Fact]
    public void Counts_leave_out_the_review_and_keep_credits_from_attendance()
    {
        var progress = Of(All().Skip(1).Take(3).ToList(), new SessionCredit("managing-myself-1", "Group LDS/4"));

        Assert.Equal((26, 3, 4, 22), (progress.Required, progress.Attended, progress.Completed, progress.Missing.Count));
        Assert.Equal(27, progress.Sessions.Count);
    }

    [Fact]
    public void Who_joined_at_a_later_module_goes_on_from_there_and_comes_to_the_earlier_ones_last()
    {
        var joinedAt = s_rolling.Module("my-relationships");
        var preGroup = s_rolling.Modules[0].Sessions.Select(Done).ToList();
        var untilTheEnd = s_rolling.Modules.Where(module => module.Number >= joinedAt.Number && module.Stage == SessionStage.Programme).SelectMany(module => module.Sessions).Select(Done);

        Assert.Equal("pre-group-one-to-one-1", Progress.Of(s_rolling, joinedAt.Number, [], []).Next?.Key);
        Assert.Equal("my-relationships-1", Progress.Of(s_rolling, joinedAt.Number, preGroup, []).Next?.Key);
        Assert.Equal("foundations-1", Progress.Of(s_rolling, joinedAt.Number, [.. preGroup, .. untilTheEnd], []).Next?.Key);
        Assert.Equal("foundations-1", Progress.Of(s_rolling, 1, preGroup, []).Next?.Key);
        Assert.Equal(Review, Progress.Of(s_rolling, joinedAt.Number, s_rolling.Sessions.SkipLast(1).Select(Done).ToList(), []).Next?.Key);
    }

    [Fact]
    public void What_is_not_of_the_plan_is_listed_and_counts_for_nothing()
    {
        var progress = Of([new AttendanceFact("my-thinking-1", s_start, AttendanceOutcome.AttendedComplied)], new SessionCredit("my-thinking-2", "x"));

        Assert.Equal(["my-thinking-1", "my-thinking-2"], progress.NotOfThisPlan);
        Assert.Equal(0, progress.Completed);
    }

    [Fact]
    public void A_pre_group_session_a_credit_and_a_recorded_date_are_no_start()
    {
        var commencement = Commencement.Of(
            s_plan,
            expected: s_start,
            recorded: s_start.AddDays(1),
            [
                new AttendanceFact("pre-group-one-to-one", s_start.AddDays(2), AttendanceOutcome.AttendedComplied),
                new AttendanceFact("getting-started-1", s_start.AddDays(3), AttendanceOutcome.UnacceptableAbsence) { CaughtUp = true },
                new AttendanceFact("getting-started-2", s_start.AddDays(4), AttendanceOutcome.NotHeld),
                new AttendanceFact(Review, s_start.AddDays(5), AttendanceOutcome.AttendedComplied),
            ]);

        Assert.Equal((s_start, s_start.AddDays(1), null), (commencement.Expected, commencement.Recorded, commencement.FirstAttended));
    }

    [Fact]
    public void The_first_session_attended_is_the_earliest_of_the_programme_complied_with_or_not() =>
        Assert.Equal(
            s_start.AddDays(3),
            Commencement.Of(
                s_plan,
                null,
                null,
                [
                    new AttendanceFact("getting-started-2", s_start.AddDays(7), AttendanceOutcome.AttendedComplied),
                    new AttendanceFact("getting-started-1", s_start.AddDays(3), AttendanceOutcome.AttendedDidNotComply),
                ]).FirstAttended);

    [Fact]
    public void Whatever_the_register_says_progress_completion_and_commencement_agree()
    {
        var facts = Gen.Choose(0, 60).SelectMany(count => (
            from session in Gen.Elements(s_plan.Sessions.ToArray())
            from day in Gen.Choose(0, 200)
            from outcome in Gen.Elements(Enum.GetValues<AttendanceOutcome>())
            from caughtUp in Gen.Elements(false, false, true)
            select new AttendanceFact(session.Key, s_start.AddDays(day), outcome, caughtUp)).ArrayOf(count)).ToArbitrary();

        Prop.ForAll(facts, all =>
        {
            var progress = Progress.Of(s_plan, 1, all, []);
            var commencement = Commencement.Of(s_plan, null, null, all);
            Assert.Equal(progress.Required, progress.Completed + progress.Missing.Count);
            Assert.Equal(progress.Missing.Count == 0, Completion.Of(progress, DateOnly.MaxValue, reportComplete: true, s_sent).IsComplete);
            Assert.True(progress.Sessions.All(session => session.Standing != SessionStanding.Done || session.Template.Stage != SessionStage.Programme || commencement.FirstAttended <= session.On));
            Assert.True(commencement.FirstAttended is not { } first || all.Any(fact => fact.On == first && Attendance.Attended(fact.Outcome) && s_plan.Session(fact.SessionKey).Stage == SessionStage.Programme));
            Assert.True(all.Length > 0 || (progress.Next?.Number == 1 && commencement.FirstAttended is null));
        }).QuickCheckThrowOnFailure();
    }

    private static List<AttendanceFact> All() => Attended(s_plan);

    private static List<AttendanceFact> Attended(SessionPlan plan) => plan.Sessions.Where(session => session.Stage != SessionStage.Review).Select(Done).ToList();

    private static AttendanceFact Done(SessionTemplate session) => new(session.Key, s_start.AddDays(3 * session.Number), AttendanceOutcome.AttendedComplied);

    private static DeliveryProgress Of(IReadOnlyList<AttendanceFact> facts, params SessionCredit[] credits) => Progress.Of(s_plan, 1, facts, credits);

    private static SessionStanding Standing(IReadOnlyList<AttendanceFact> facts, params SessionCredit[] credits) =>
        Of(facts, credits).Sessions.Single(session => session.Template.Key == "managing-myself-2").Standing;
}
