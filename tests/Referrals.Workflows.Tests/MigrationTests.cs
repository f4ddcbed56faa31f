namespace Referrals.Workflows.Tests;

public class MigrationTests
{
    private static readonly EmbeddedEngine Engine = new();

    private static string Done(ActivityNode step) => step.Type == "Test.Ask" ? "Yes" : "Done";

    private static Instance Begin(WorkflowDefinition definition) => Instance.Begin(Engine, definition, Done);

    private static Draft One() => new Draft().Start().Wait("decide", "Accepted", "More").End("done")
        .Go("start -> decide", "decide Accepted -> done", "decide More -> decide");

    private static Draft Forked(int version, string b = "b", string fork = "fork", string mode = "WaitAll") => new Draft(version: version).Start()
        .Fork(fork, "A", "B").Wait("a", "Accepted").Wait(b, "Accepted").Join("join", mode).Wait("after", "Accepted").End("done")
        .Go($"start -> {fork}", $"{fork} A -> a", $"{fork} B -> {b}", "a Accepted -> join", $"{b} Accepted -> join", "join -> after", "after Accepted -> done");

    private static Dictionary<string, string> Map(params string[] pairs) =>
        pairs.Select(p => p.Split('>')).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    [Fact]
    public void An_instance_moves_with_its_waits_and_goes_on_by_the_new_version()
    {
        var instance = Begin(One().Checked());
        var two = new Draft(version: 2).Start().Wait("decide", "Accepted", "More", "Rejected: spo").Note("thank").End("done").End("refused")
            .Go("start -> decide", "decide Accepted -> thank", "thank -> done", "decide More -> decide", "decide Rejected -> refused").Checked();

        var plan = Migration.Plan(instance.State, instance.Definition, two);
        var move = Assert.Single(plan.Moves);
        Assert.True(plan.CanApply);
        Assert.Equal(("decide#1", "decide"), (move.Wait.WaitId, move.To));
        Assert.Equal(["choices gains Rejected: spo"], move.Changes);

        var moved = plan.Apply();
        Assert.Equal((2, 2L), (moved.State.Version, moved.State.Sequence));
        Assert.Equal(instance.State.Waits, moved.State.Waits);
        Assert.Empty(moved.Opened);
        Assert.Empty(moved.Closed);

        var end = Engine.Apply(two, moved.State, new WaitEnded("decide#1", "Rejected"), Done);
        Assert.Equal("refused", end.State.Outcome);
    }

    [Fact]
    public void A_dry_run_changes_nothing()
    {
        var instance = Begin(Forked(1).Checked());
        var before = instance.State.ToJson();
        var plan = Migration.Plan(instance.State, instance.Definition, Forked(2, b: "bee").Checked(), Map("b>bee"));

        Assert.Equal(["a", "bee"], plan.Moves.Select(m => m.To));
        Assert.Equal(before, instance.State.ToJson());
    }

    [Fact]
    public void Renamed_activities_forks_and_joins_follow_the_map_and_waits_keep_their_ids()
    {
        var instance = Begin(Forked(1).Checked()).Ended("a#1", "Accepted");
        var two = Forked(2, b: "bee", fork: "split").Checked();

        var moved = Migration.Plan(instance.State, instance.Definition, two, Map("b>bee", "fork>split")).Apply();

        Assert.Equal([new OpenWait("b#2", "bee", WaitKind.Task) { Scope = 1 }], moved.State.Waits);
        var next = Engine.Apply(two, moved.State, new WaitEnded("b#2", "Accepted"), Done);
        Assert.Equal(["after#3"], next.State.Waits.Select(w => w.WaitId));
    }

    [Fact]
    public void A_history_across_versions_replays()
    {
        var one = Forked(1).Checked();
        var two = Forked(2, b: "bee").Checked();
        var instance = Begin(one).Ended("a#1", "Accepted");
        var moved = Migration.Plan(instance.State, one, two, Map("b>bee")).Apply();
        var late = Engine.Apply(two, moved.State, new WaitEnded("a#1", "Accepted"), Done);
        var last = Engine.Apply(two, late.State, new WaitEnded("b#2", "Accepted"), Done);
        var journal = instance.Journal.Concat([moved.Entry, late.Entry, last.Entry]).Select(e => JournalEntry.Parse(e.ToJson()));

        Assert.Equal(last.State, Replay.Run(Engine, one, v => v == 2 ? two : null, journal));
        var missing = Assert.Throws<WorkflowException>(() => Replay.Run(Engine, one, journal));
        Assert.Contains("no version 2", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_activity_that_is_gone_must_be_in_the_map() =>
        Refused(Forked(1), Forked(2, b: "bee"), "b#2: version 2 has no b; say in the map where it goes");

    [Fact]
    public void A_wait_cannot_become_another_kind() => Refused(
        One(), new Draft(version: 2).Start().Timer("decide").End("done").Go("start -> decide", "decide Elapsed -> done"),
        "decide is a Wait, decide is a Timer");

    [Fact]
    public void A_choice_that_may_be_made_now_cannot_be_taken_away() => Refused(
        One(), new Draft(version: 2).Start().Wait("decide", "Accepted").End("done").Go("start -> decide", "decide Accepted -> done"),
        "decide no longer has More");

    [Fact]
    public void A_child_under_way_cannot_become_an_instance_of_something_else()
    {
        Draft Asking(int version, string of) => new Draft(version: version).Start().Child("ask", of, "Answered").End("done").Go("start -> ask", "ask Answered -> done");
        var from = Asking(1, "enquiry").Unchecked();
        var plan = Migration.Plan(Begin(from).State, from, Asking(2, "survey").Unchecked());

        Assert.Contains("ask runs survey, but an instance of enquiry is under way", Assert.Single(plan.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_branch_under_way_cannot_be_added() => Refused(
        Forked(1),
        new Draft(version: 2).Start().Fork("fork", "A", "B", "C").Wait("a", "Accepted").Wait("b", "Accepted").Wait("c", "Accepted").Join("join", "WaitAll").End("done")
            .Go("start -> fork", "fork A -> a", "fork B -> b", "fork C -> c", "a Accepted -> join", "b Accepted -> join", "c Accepted -> join", "join -> done"),
        "its branches were A, B and become A, B, C");

    [Fact]
    public void A_wait_cannot_leave_its_fork()
    {
        var sequence = new Draft(version: 2).Start().Wait("a", "Accepted").Wait("b", "Accepted").End("done")
            .Go("start -> a", "a Accepted -> b", "b Accepted -> done").Checked();
        var from = Forked(1).Checked();

        var plan = Migration.Plan(Begin(from).State, from, sequence);

        Assert.Contains("the open fork fork: version 2 has no fork; say in the map where it goes", plan.Problems);
        Assert.Contains("a#1: it stands inside fork, but a stands inside no fork in version 2", plan.Problems);
    }

    [Fact]
    public void A_join_where_branches_stand_cannot_change_its_mode()
    {
        var from = Forked(1).Checked();
        var plan = Migration.Plan(Begin(from).Ended("a#1", "Accepted").State, from, Forked(2, mode: "WaitAny").Checked());

        Assert.Equal("the join join, where 1 stand: its mode becomes WaitAny", Assert.Single(plan.Problems));
    }

    [Fact]
    public void A_map_that_names_what_is_not_there_is_refused()
    {
        var from = One().Checked();
        var plan = Migration.Plan(Begin(from).State, from, new Draft(version: 2).Start().Wait("decide", "Accepted", "More").End("done")
            .Go("start -> decide", "decide Accepted -> done", "decide More -> decide").Checked(), Map("nobody>decide", "start>nowhere"));

        Assert.Equal(["the map names nobody, which version 1 does not have", "the map sends start to nowhere, which version 2 does not have"], plan.Problems);
    }

    [Fact]
    public void A_finished_instance_stays_where_it_is()
    {
        var from = One().Checked();
        var plan = Migration.Plan(Begin(from).Ended("decide#1", "Accepted").State, from, Forked(2).Checked());

        Assert.Contains("is Finished", Assert.Single(plan.Problems), StringComparison.Ordinal);
        Assert.Throws<WorkflowException>(plan.Apply);
    }

    [Fact]
    public void An_instance_moves_only_between_versions_of_its_own_definition()
    {
        var from = One().Checked();
        var state = Begin(from).State;
        var stranger = new Draft("other", 2).Start().Wait("decide", "Accepted").End("done").Go("start -> decide", "decide Accepted -> done").Checked();

        Assert.Contains("another definition", Assert.Single(Migration.Plan(state, from, stranger).Problems), StringComparison.Ordinal);
        Assert.Contains("already runs on version 1", Assert.Single(Migration.Plan(state, from, from).Problems), StringComparison.Ordinal);
        Assert.Contains("runs on trial v1, not on other v2", Assert.Single(Migration.Plan(state, stranger, stranger).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_does_not_take_a_migration_as_a_signal()
    {
        var instance = Begin(One().Checked());
        Assert.Throws<WorkflowException>(() => instance.Send(new Migrated(2, Map())));
    }

    private static void Refused(Draft one, Draft two, string problem)
    {
        var from = one.Checked();
        var plan = Migration.Plan(Begin(from).State, from, two.Checked());

        Assert.Contains(problem, Assert.Single(plan.Problems), StringComparison.Ordinal);
        Assert.False(plan.CanApply);
        Assert.Throws<WorkflowException>(plan.Apply);
    }
}
