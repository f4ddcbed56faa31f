namespace Referrals.Domain.Tests;

public sealed class OneToOneGapsTests
{
    private static readonly SessionPlan s_plan = Shipped.Catalogue.SessionPlan("building-choices-moderate", 1)!;
    private static readonly SessionTemplate s_preGroup = s_plan.Sessions.First(session => session.Stage == SessionStage.PreGroup);
    private static readonly SessionTemplate s_review = s_plan.Sessions.Single(session => session.Stage == SessionStage.Review);
    private static readonly DateOnly s_first = new(2026, 5, 4);

    [Theory]
    [InlineData(-21, false)]
    [InlineData(-20, true)]
    [InlineData(3, true)]
    public void A_pre_group_session_leaves_three_weeks_before_the_programme(int days, bool broken) =>
        Assert.Equal(broken, Broken(s_preGroup, s_first.AddDays(days), [], ToCome()) is not null);

    [Theory]
    [InlineData(41, true)]
    [InlineData(42, false)]
    public void The_review_leaves_six_weeks_after_the_last_session(int days, bool broken)
    {
        var done = Done(s_plan.Sessions.Where(session => session.Stage == SessionStage.Programme));
        var last = done.Max(fact => fact.On);

        Assert.Equal(broken, Broken(s_review, last.AddDays(days), done, []) is not null);
    }

    [Fact]
    public void A_review_while_a_session_is_neither_done_nor_booked_names_it()
    {
        var programme = s_plan.Sessions.Where(session => session.Stage == SessionStage.Programme).ToList();

        Assert.Contains($"{programme[^1].Name} is neither done nor booked", Broken(s_review, s_first.AddYears(1), Done(programme.SkipLast(1)), []), StringComparison.Ordinal);
    }

    [Fact]
    public void A_one_to_one_of_the_programme_waits_for_the_group_sessions_of_its_module()
    {
        var template = s_plan.Sessions.First(session => session is { Stage: SessionStage.Programme, Format: SessionFormat.OneToOne });
        var last = ToCome().Where(session => s_plan.Session(session.TemplateKey).ModuleKey == template.ModuleKey).Max(session => session.On);

        Assert.NotNull(Broken(template, last.AddDays(-1), [], ToCome()));
        Assert.Null(Broken(template, last, [], ToCome()));
    }

    [Fact]
    public void A_session_of_the_group_and_work_that_is_all_one_to_one_have_no_gaps()
    {
        var toolkit = Shipped.Catalogue.SessionPlan("first-steps-to-change", 1)!;

        Assert.Null(Broken(s_plan.Sessions.First(session => session.Format == SessionFormat.Group), default, [], ToCome()));
        Assert.All(toolkit.Sessions, session => Assert.Null(OneToOneGaps.Broken(session, default, toolkit, Progress.Of(toolkit, 1, [], []).Sessions, [])));
    }

    [Theory]
    [InlineData(1, 4, null, 2, 4)]
    [InlineData(1, 4, "getting-started", 2, 4)]
    [InlineData(1, 4, "getting-started managing-myself", 1, 7)]
    [InlineData(2, 4, "getting-started managing-myself bringing-it-all-together", 2, 6)]
    public void Nothing_is_laid_again_of_what_whoever_joins_has_done(int round, int module, string? doneModules, int toRound, int beforeModule)
    {
        // Modules from the second (the first of the programme) to the seventh.
        var plan = s_plan;
        var done = plan.Sessions.Where(session => doneModules?.Split(' ').Contains(session.ModuleKey) == true).Select(session => session.Key).ToHashSet();
        var needed = Rounds.NeededBy(plan, round, module, done);

        var numbers = plan.Modules.Where(one => one.Stage == SessionStage.Programme && one.Number < module && one.Sessions.Any(session => session.Format == SessionFormat.Group && !done.Contains(session.Key))).Select(one => one.Number).ToList();
        Assert.Equal(numbers.Count > 0 ? round + 1 : round, needed.Round);
        if (numbers.Count > 0)
            Assert.Equal(numbers.Max() + 1, needed.BeforeModule);
        Assert.Equal((toRound, beforeModule), (needed.Round, needed.BeforeModule));
    }

    [Fact]
    public void The_weeks_a_programme_takes_are_those_of_what_is_left()
    {
        var all = s_plan.WeeksNeeded(2);
        var most = s_plan.Sessions.Where(session => session.Stage != SessionStage.Review).SkipLast(2).Select(session => session.Key).ToHashSet();

        Assert.Equal(1 + s_plan.WeeksBeforeReview, s_plan.WeeksNeeded(2, most));
        Assert.True(all > 1 + s_plan.WeeksBeforeReview);
    }

    [Fact]
    public void The_review_that_counts_is_the_latest_that_was_not_before_the_last_session()
    {
        var facts = Done(s_plan.Sessions.Where(session => session.Stage != SessionStage.Review));
        var (progress, last) = (Progress.Of(s_plan, 1, facts, []), facts.Max(fact => fact.On));

        Assert.Null(Completion.ReviewThatCounts(progress, last, [last.AddDays(-1)]));
        Assert.Equal(last, Completion.ReviewThatCounts(progress, last, [last.AddDays(-1), last]));
        Assert.Null(Completion.ReviewThatCounts(progress, null, [last]));
        // What was credited later than the last session here counts too.
        Assert.Null(Completion.ReviewThatCounts(progress, last.AddDays(10), [last]));
    }

    private static string? Broken(SessionTemplate template, DateOnly on, List<AttendanceFact> facts, IReadOnlyList<LaidSession> toCome) =>
        OneToOneGaps.Broken(template, on, s_plan, Progress.Of(s_plan, 1, facts, []).Sessions, toCome);

    private static List<AttendanceFact> Done(IEnumerable<SessionTemplate> sessions) =>
        [.. sessions.Select((session, i) => new AttendanceFact(session.Key, s_first.AddDays(2 * i), AttendanceOutcome.AttendedComplied))];

    private static List<LaidSession> ToCome() =>
        [.. s_plan.Sessions.Where(session => session is { Stage: SessionStage.Programme, Format: SessionFormat.Group })
            .Select((session, i) => new LaidSession { TemplateKey = session.Key, Number = session.Number, On = s_first.AddDays(3 * i), Start = new TimeOnly(18, 0), Minutes = session.Minutes })];
}
