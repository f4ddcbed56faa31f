namespace Referrals.Workflows.Tests;

public class DefinitionCheckerTests
{
    /// <summary>Start, one wait, one end: nothing wrong with it, so that what a test adds is all that is.</summary>
    private static Draft Sound() => new Draft().Start().Wait("decide", "Accepted").End("done").Go("start -> decide", "decide Accepted -> done");

    private static IReadOnlyList<DefinitionProblem> Problems(Draft draft) =>
        DefinitionChecker.ReadAndCheck(draft.Json(), "v1.json", Draft.Types, Draft.Context).Problems;

    private static void Finds(Draft draft, string activity, int line, params string[] words)
    {
        var problem = Assert.Single(Problems(draft));
        Assert.Equal(("v1.json", activity, line), (problem.File, problem.Activity, problem.Line));
        Assert.All(words, w => Assert.Contains(w, problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_sound_definition_has_no_problems() => Assert.Empty(Problems(Sound()));

    [Fact]
    public void An_unknown_activity_type_is_named_with_those_there_are() => Finds(
        new Draft().Start().Activity("odd", "Elsa.HttpEndpoint").End("done").Go("start -> odd", "odd -> done"),
        "odd", 6, "no activity type Elsa.HttpEndpoint", "Test.Decide");

    [Fact]
    public void A_missing_input_is_named() => Finds(
        new Draft().Start().Activity("decide", "Test.Decide", "decide", Draft.Input("role", "spo"), Draft.Input("ladder", "gentle"), Draft.List("choices", "Accepted: spo"))
            .End("done").Go("start -> decide", "decide Accepted -> done"),
        "decide", 6, "serviceLevel is missing");

    [Fact]
    public void An_unknown_input_is_named() => Finds(
        new Draft().Start().Activity("note", "Test.Note", "note", Draft.Input("colour", "red")).End("done").Go("start -> note", "note -> done"),
        "note", 6, "no input colour");

    [Fact]
    public void An_input_a_type_offers_may_be_given() => Assert.Empty(Problems(
        new Draft().Start().Activity("ask", "Test.Ask", "ask", Draft.Input("about", "police")).End("done").Go("start -> ask", "ask Yes -> done", "ask No -> done")));

    [Fact]
    public void An_outcome_that_leads_nowhere_is_found() => Finds(
        new Draft().Start().Ask("ask").End("done").Go("start -> ask", "ask Yes -> done"),
        "ask", 6, "outcome No is not connected");

    [Fact]
    public void A_choice_that_leads_nowhere_is_found() => Finds(
        new Draft().Start().Wait("decide", "Accepted", "More").End("done").Go("start -> decide", "decide Accepted -> done"),
        "decide", 6, "outcome More is not connected");

    [Fact]
    public void A_connection_from_what_is_not_an_outcome_is_found() => Finds(
        Sound().Go("decide Rejected -> done"), "decide", 12, "Rejected is not an outcome of decide", "Accepted");

    [Fact]
    public void A_connection_out_of_an_end_is_found() => Finds(Sound().Go("done -> decide"), "done", 12, "An end has no way on");

    [Fact]
    public void A_connection_to_nothing_is_found() => Finds(
        new Draft().Start().Wait("decide", "Accepted", "More").End("done").Go("start -> decide", "decide Accepted -> done", "decide More -> elsewhere"),
        "decide", 12, "leads to elsewhere");

    [Fact]
    public void A_connection_from_nothing_is_found() => Finds(Sound().Go("nobody -> done"), "nobody", 12, "leaves nobody");

    [Fact]
    public void A_connection_back_to_the_start_is_found() => Finds(
        new Draft().Start().Wait("decide", "Accepted", "More").End("done").Go("start -> decide", "decide Accepted -> done", "decide More -> start"),
        "decide", 12, "leads back to the start");

    [Fact]
    public void An_activity_nothing_leads_to_is_found() => Finds(
        Sound().Note("lost").Go("lost -> done"), "lost", 8, "Nothing leads here");

    [Fact]
    public void Two_activities_with_one_id_are_found() => Finds(
        Sound().Note("decide"), "decide", 8, "Line 6 already has an activity with this id");

    [Fact]
    public void An_unknown_service_level_is_named() => Finds(
        new Draft().Start().Activity("t", "Referrals.Timer", "t", Draft.Input("serviceLevel", "whenever")).End("done").Go("start -> t", "t Elapsed -> done"),
        "t", 6, "no service level whenever", "five-days");

    [Theory]
    [InlineData("someone", "gentle", "no role someone")]
    [InlineData("spo", "harsh", "no ladder harsh")]
    public void An_unknown_role_or_ladder_is_named(string role, string ladder, string message) => Finds(
        new Draft().Start()
            .Activity("decide", "Test.Decide", "decide", Draft.Input("role", role), Draft.Input("serviceLevel", "five-days"), Draft.Input("ladder", ladder), Draft.List("choices", "Accepted: spo"))
            .End("done").Go("start -> decide", "decide Accepted -> done"),
        "decide", 6, message);

    [Fact]
    public void A_choice_for_an_unknown_role_is_found() => Finds(
        new Draft().Start().Wait("decide", "Accepted: spo, stranger").End("done").Go("start -> decide", "decide Accepted -> done"),
        "decide", 6, "no role stranger to choose Accepted");

    [Fact]
    public void A_choice_may_be_the_systems() => Assert.Empty(Problems(
        new Draft().Start().Wait("decide", "Accepted: system").End("done").Go("start -> decide", "decide Accepted -> done")));

    [Fact]
    public void A_choice_that_names_no_role_cannot_be_read() => Finds(
        new Draft().Start().Wait("decide", "Accepted: spo", "Rejected: ").End("done").Go("start -> decide", "decide Accepted -> done"),
        "decide", 6, "'Rejected: ' cannot be read");

    [Fact]
    public void A_choice_that_the_type_does_not_have_is_found() => Finds(
        new Draft().Start().Wait("decide", "Postponed").End("done").Go("start -> decide", "decide Postponed -> done"),
        "decide", 6, "Postponed is not an outcome of Test.Decide", "Accepted, Rejected, More");

    [Fact]
    public void A_choice_named_twice_is_found() => Finds(
        new Draft().Start().Wait("decide", "Accepted: spo", "Accepted: practitioner").End("done").Go("start -> decide", "decide Accepted -> done"),
        "decide", 6, "Accepted is named 2 times");

    [Fact]
    public void A_loop_without_a_wait_is_found_and_spelt_out() => Finds(
        new Draft().Start().Ask("ask").Note("note").End("done").Go("start -> ask", "ask Yes -> done", "ask No -> note", "note -> ask"),
        "ask", 6, "ask → note → ask goes round without a wait");

    [Fact]
    public void A_loop_through_a_wait_is_sound() => Assert.Empty(Problems(
        new Draft().Start().Wait("decide", "Accepted", "More").Note("note").End("done")
            .Go("start -> decide", "decide Accepted -> done", "decide More -> note", "note -> decide")));

    [Fact]
    public void An_outcome_that_goes_two_ways_is_found() => Finds(
        Sound().Note("also").Go("decide Accepted -> also", "also -> done"), "decide", 13, "already goes to done", "Elsa.FlowFork");

    [Fact]
    public void A_join_for_all_that_one_branch_never_reaches_is_found() => Finds(
        Forked().Join("join", "WaitAll").Go("a Accepted -> join", "a More -> join", "b Accepted -> b2", "b2 Accepted -> done", "join -> done").Wait("b2", "Accepted"),
        "join", 10, "waits for all branches of fork, but B never comes here");

    [Fact]
    public void Two_joins_for_all_of_one_fork_are_found() => Finds(
        new Draft().Start().Fork("fork", "A", "B").Wait("a", "Accepted", "More").Wait("b", "Accepted", "More").End("done")
            .Go("start -> fork", "fork A -> a", "fork B -> b").Join("one", "WaitAll").Join("two", "WaitAll")
            .Go("a Accepted -> one", "b Accepted -> one", "a More -> two", "b More -> two", "one -> done", "two -> done"),
        "two", 11, "one already waits for all branches of fork");

    [Fact]
    public void A_join_with_one_way_in_is_found() => Finds(
        Forked().Join("join").Go("a Accepted -> join", "a More -> done", "b Accepted -> done", "join -> done"),
        "join", 10, "Only one connection comes in");

    [Fact]
    public void A_join_outside_any_fork_is_found() => Finds(
        new Draft().Start().Ask("ask").Join("join").End("done").Go("start -> ask", "ask Yes -> join", "ask No -> join", "join -> done"),
        "join", 7, "outside any fork");

    [Fact]
    public void A_way_out_of_a_fork_that_is_not_a_join_is_found() => Finds(
        Forked().Join("join").Go("a Accepted -> join", "b Accepted -> join", "join -> after").Wait("after", "Accepted").Go("after Accepted -> done", "a More -> after"),
        "after", 19, "reached inside", "the fork fork", "no fork");

    [Fact]
    public void A_join_mode_that_is_not_one_is_found() => Finds(
        Forked().Join("join", "WaitMost").Go("a Accepted -> join", "a More -> join", "b Accepted -> join", "join -> done"),
        "join", 10, "mode WaitMost", "WaitAllActive");

    [Fact]
    public void A_fork_that_never_closes_is_found()
    {
        var problems = Problems(new Draft().Start().Ask("ask").Fork("fork", "A", "B").Listen("a", "Recalled").Listen("b", "Died").End("done")
            .Go("start -> ask", "ask No -> done", "ask Yes -> fork", "fork A -> a", "fork B -> b", "a Recalled -> a", "b Died -> b"));

        Assert.Contains(problems, p => p.Activity == "fork" && p.Line == 7 && p.Message.Contains("the fork never closes", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fork_with_one_branch_is_found() => Finds(
        new Draft().Start().Fork("fork", "A").Wait("a", "Accepted").End("done").Go("start -> fork", "fork A -> a", "a Accepted -> done"),
        "fork", 6, "one branch forks nothing");

    [Fact]
    public void A_child_of_an_unknown_definition_is_found() => Finds(
        new Draft().Start().Child("ask", "survey", "Answered").End("done").Go("start -> ask", "ask Answered -> done"),
        "ask", 6, "no definition survey", "enquiry");

    [Fact]
    public void An_end_of_the_child_that_nobody_expects_is_found() => Finds(
        new Draft().Start().Child("ask", "enquiry", "Answered").End("done").Go("start -> ask", "ask Answered -> done"),
        "ask", 6, "enquiry can end as Withdrawn");

    [Fact]
    public void An_outcome_the_child_never_has_is_found() => Finds(
        new Draft().Start().Child("ask", "enquiry", "Answered", "Withdrawn", "Lost").End("done")
            .Go("start -> ask", "ask Answered -> done", "ask Withdrawn -> done", "ask Lost -> done"),
        "ask", 6, "enquiry never ends as Lost");

    [Fact]
    public void No_start_is_found()
    {
        var problem = Assert.Single(Problems(new Draft().Note("note").End("done").Go("note -> done")));
        Assert.Equal((null, 3), (problem.Activity, problem.Line));
        Assert.Contains("no Elsa.Start", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_starts_are_found() => Finds(Sound().Start("again").Go("again -> decide"), "again", 8, "already a start, start");

    [Fact]
    public void No_end_in_reach_is_found() => Finds(
        new Draft().Start().Wait("decide", "More").Go("start -> decide", "decide More -> decide"), "start", 5, "No Elsa.End can be reached");

    [Fact]
    public void A_corner_no_end_can_be_reached_from_is_found() => Finds(
        new Draft().Start().Wait("decide", "Accepted", "More").Wait("stuck", "More").End("done")
            .Go("start -> decide", "decide Accepted -> done", "decide More -> stuck", "stuck More -> stuck"),
        "stuck", 7, "would never finish");

    [Fact]
    public void Every_problem_is_reported_at_once_in_file_order()
    {
        var problems = Problems(new Draft().Start().Ask("ask").Activity("odd", "Elsa.Delay").Note("lost").End("done")
            .Go("start -> ask", "ask Yes -> odd", "odd -> done", "lost -> nowhere"));

        Assert.Equal([6, 7, 8, 15], problems.Select(p => p.Line));
        Assert.All(problems, p => Assert.StartsWith($"v1.json:{p.Line}: {p.Activity}: ", p.ToString(), StringComparison.Ordinal));
    }

    /// <summary>A fork with A (Accepted, More) and B (Accepted), for tests about how they come together.</summary>
    private static Draft Forked() => new Draft().Start().Fork("fork", "A", "B").Wait("a", "Accepted", "More").Wait("b", "Accepted").End("done")
        .Go("start -> fork", "fork A -> a", "fork B -> b");
}
