namespace Referrals.Domain.Tests;

public sealed class SessionPlanTests
{
    private static readonly Catalogue s_catalogue = Shipped.Catalogue;

    [Fact]
    public void Building_Choices_moderate_is_7_modules_21_group_sessions_of_150_minutes_and_6_one_to_ones_of_60()
    {
        var plan = s_catalogue.SessionPlanOn("building-choices-moderate", Cases.Today)!;

        Assert.Equal(
            [
                ("pre-group", 0, 1), ("getting-started", 2, 1), ("managing-myself", 6, 1), ("managing-lifes-problems", 4, 1), ("managing-people-around-me", 6, 1),
                ("bringing-it-all-together", 3, 0), ("post-programme-review", 0, 1),
            ],
            plan.Modules.Select(module => (module.Key, Of(module.Sessions, SessionFormat.Group).Count(), Of(module.Sessions, SessionFormat.OneToOne).Count())));
        Assert.Equal(Enumerable.Repeat(150, 21), Of(plan.Sessions, SessionFormat.Group).Select(session => session.Minutes));
        Assert.Equal(Enumerable.Repeat(60, 6), Of(plan.Sessions, SessionFormat.OneToOne).Select(session => session.Minutes));
        Assert.Equal((3, 6), (plan.WeeksAfterPreGroup, plan.WeeksBeforeReview));
        Assert.False(plan.LocalConfiguration);
        Assert.Equal((SessionStage.PreGroup, SessionStage.Review), (plan.Sessions[0].Stage, plan.Sessions[^1].Stage));
    }

    [Fact]
    public void Sessions_are_numbered_over_the_whole_plan_and_know_their_module()
    {
        var plan = s_catalogue.SessionPlan("building-choices-moderate", 1)!;

        Assert.Equal(Enumerable.Range(1, 27), plan.Sessions.Select(session => session.Number));
        Assert.Equal(Enumerable.Range(1, 7), plan.Modules.Select(module => module.Number));
        Assert.Equal("managing-myself", plan.Session("managing-myself-3").ModuleKey);
        Assert.Null(plan.FindSession("my-thinking-1"));
        Assert.Throws<KeyNotFoundException>(() => plan.Session("my-thinking-1"));
    }

    [Fact]
    public void Every_programme_structured_intervention_and_toolkit_has_a_plan_on_every_day_on_which_it_can_be_had() =>
        Assert.All(s_catalogue.Programmes(Cases.Today, null), programme => Assert.NotNull(s_catalogue.SessionPlanOn(programme.Key, Cases.Today)));

    [Fact]
    public void A_plan_that_no_public_source_gives_says_so_and_is_local_configuration() =>
        Assert.All(Plans().Where(plan => plan.ProgrammeKey != "building-choices-moderate"), plan =>
        {
            Assert.True(plan.LocalConfiguration);
            Assert.StartsWith("No public source gives", plan.Source, StringComparison.Ordinal);
        });

    [Fact]
    public void Building_Better_Relationships_has_six_modules_of_group_and_individual_sessions_and_may_be_joined_at_each()
    {
        var plan = s_catalogue.SessionPlanOn("building-better-relationships", Cases.Today)!;
        var modules = plan.Modules.Where(module => module.Stage == SessionStage.Programme).ToList();

        Assert.Equal(6, modules.Count);
        Assert.All(modules, module => Assert.Equal([SessionFormat.Group, SessionFormat.OneToOne], module.Sessions.Select(session => session.Format).Distinct()));
        Assert.True(plan.Rolling);
        Assert.All(modules, module => Assert.True(module.MayJoinHere));
        Assert.Equal(12, plan.MaximumGroup);
    }

    [Fact]
    public void A_structured_intervention_has_four_sessions_at_least() =>
        Assert.All(Plans(InterventionKind.StructuredIntervention), plan => Assert.InRange(plan.Sessions.Count(session => session.Stage == SessionStage.Programme), 4, 99));

    [Fact]
    public void A_toolkit_is_delivered_one_to_one_by_the_practitioner_and_asks_for_no_report() =>
        Assert.All(Plans(InterventionKind.Toolkit), plan =>
        {
            Assert.True(plan.IsOneToOne);
            Assert.Equal((1, 1), (plan.MinimumGroup, plan.MaximumGroup));
            Assert.Equal([Roles.Practitioner], plan.DeliveredBy);
            Assert.False(plan.Completion.ReportRequired);
        });

    [Fact]
    public void At_the_second_unacceptable_absence_in_twelve_months_breach_is_to_be_considered() =>
        Assert.All(Plans(), plan => Assert.Equal((1, 2, 12), (plan.Absence.WarningAt, plan.Absence.UnacceptableToConsiderBreach, plan.Absence.WithinMonths)));

    [Fact]
    public void A_programme_that_was_never_in_the_catalogue_has_no_plan()
    {
        Assert.Null(s_catalogue.SessionPlanOn("maps-for-change", Cases.Today));
        Assert.Null(s_catalogue.SessionPlan("building-choices-moderate", 2));
    }

    private static IEnumerable<SessionTemplate> Of(IEnumerable<SessionTemplate> sessions, SessionFormat format) => sessions.Where(session => session.Format == format);

    private static List<SessionPlan> Plans(InterventionKind? kind = null) =>
        s_catalogue.Programmes(Cases.Today, null).Where(programme => kind is null || programme.Kind == kind).Select(programme => s_catalogue.SessionPlanOn(programme.Key, Cases.Today)!).ToList();
}
