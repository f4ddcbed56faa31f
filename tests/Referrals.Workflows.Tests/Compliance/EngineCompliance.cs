namespace Referrals.Workflows.Tests.Compliance;

/// <summary>What every implementation of the engine port does. Inherit it and give the engine.</summary>
public abstract class EngineCompliance
{
    protected abstract IWorkflowEngine Engine { get; }

    private static string Done(ActivityNode step) => step.Type == "Test.Ask" ? "Yes" : "Done";

    private Instance Begin(Draft draft, StepRunner? run = null) => Instance.Begin(Engine, draft.Checked(), run ?? Done);

    [Fact]
    public void An_instance_runs_its_steps_in_order_up_to_its_first_wait()
    {
        var instance = Begin(new Draft().Start().Note("first").Note("second").Wait("decide", "Accepted").End("done")
            .Go("start -> first", "first -> second", "second -> decide", "decide Accepted -> done"));

        Assert.Equal([new StepRun("first", "Done"), new StepRun("second", "Done")], instance.Last.Entry.Steps);
        Assert.Equal([new OpenWait("decide#1", "decide", WaitKind.Task)], instance.Last.Opened);
        Assert.Empty(instance.Last.Closed);
        Assert.Equal(InstanceStatus.Running, instance.State.Status);
        Assert.Equal(1, instance.State.Sequence);
        Assert.Null(instance.Last.Entry.Signal);
    }

    [Fact]
    public void An_instance_with_no_wait_finishes_as_it_starts()
    {
        var instance = Begin(new Draft().Start().Note("note").End("done", "Met").Go("start -> note", "note -> done"));

        Assert.Equal((InstanceStatus.Finished, "Met"), (instance.State.Status, instance.State.Outcome));
        Assert.Empty(instance.State.Waits);
    }

    [Theory]
    [InlineData("Yes", "Met")]
    [InlineData("No", "Unmet")]
    public void A_step_leaves_by_the_outcome_it_answers(string answer, string end)
    {
        var instance = Begin(
            new Draft().Start().Ask("ask").End("met", "Met").End("unmet", "Unmet").Go("start -> ask", "ask Yes -> met", "ask No -> unmet"),
            _ => answer);

        Assert.Equal(end, instance.State.Outcome);
    }

    [Fact]
    public void A_step_that_answers_with_an_outcome_nobody_connected_is_a_bug()
    {
        var draft = new Draft().Start().Ask("ask").End("done").Go("start -> ask", "ask Yes -> done", "ask No -> done");

        var bug = Assert.Throws<WorkflowException>(() => Begin(draft, _ => "Perhaps"));
        Assert.Contains("ask left by Perhaps", bug.Message, StringComparison.Ordinal);
        Assert.Contains("Yes, No", bug.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accepted", "Met")]
    [InlineData("Rejected", "Unmet")]
    public void A_wait_leaves_by_the_choice_that_ended_it(string choice, string end)
    {
        var instance = Begin(Decision()).Ended("decide#1", choice);

        Assert.True(instance.Last.Taken);
        Assert.Equal(["decide#1"], instance.Last.Closed.Select(w => w.WaitId));
        Assert.Equal(end, instance.State.Outcome);
    }

    [Fact]
    public void A_wait_that_is_opened_again_has_a_new_id()
    {
        var instance = Begin(new Draft().Start().Wait("decide", "Accepted", "More").Note("ask").End("done")
            .Go("start -> decide", "decide More -> ask", "ask -> decide", "decide Accepted -> done"));

        instance.Ended("decide#1", "More");
        Assert.Equal(["decide#2"], instance.Last.Opened.Select(w => w.WaitId));
        Assert.Equal(["decide#1"], instance.Last.Closed.Select(w => w.WaitId));

        instance.Ended("decide#1", "Accepted");
        Assert.False(instance.Last.Taken);
        Assert.Equal(["decide#2"], instance.Open);
    }

    [Fact]
    public void A_fork_goes_by_all_its_branches_and_they_take_turns()
    {
        var instance = Begin(new Draft().Start().Fork("fork", "A", "B").Note("a1").Note("a2").Note("b1").Note("b2").Wait("a", "Accepted").Wait("b", "Accepted")
            .Join("join", "WaitAll").End("done")
            .Go("start -> fork", "fork A -> a1", "a1 -> a2", "a2 -> a", "fork B -> b1", "b1 -> b2", "b2 -> b")
            .Go("a Accepted -> join", "b Accepted -> join", "join -> done"));

        Assert.Equal(["a1", "b1", "a2", "b2"], instance.Last.Entry.Steps.Select(s => s.ActivityId));
        Assert.Equal(["a#1", "b#2"], instance.Open);
    }

    [Fact]
    public void A_join_for_all_goes_on_once_every_branch_has_come()
    {
        var instance = Begin(Parallel("WaitAll")).Ended("b#2", "Accepted");
        Assert.Equal(["a#1", "c#3"], instance.Open);
        Assert.Empty(instance.Last.Opened);

        instance.Ended("a#1", "Accepted");
        Assert.Equal(["c#3"], instance.Open);

        instance.Ended("c#3", "Accepted");
        Assert.Equal(["after#4"], instance.Open);
        Assert.Empty(instance.State.Scopes);
        Assert.Empty(instance.State.Arrivals);
    }

    [Theory]
    [InlineData("WaitAny")]
    [InlineData(null)]
    public void A_join_for_any_goes_on_with_the_first_branch_and_closes_the_others(string? mode)
    {
        var instance = Begin(Parallel(mode)).Ended("b#2", "Accepted");

        Assert.Equal(["after#4"], instance.Open);
        Assert.Equal(["a#1", "b#2", "c#3"], instance.Last.Closed.Select(w => w.WaitId));

        instance.Ended("a#1", "Accepted");
        Assert.False(instance.Last.Taken);
        Assert.Equal(["after#4"], instance.Open);
    }

    [Fact]
    public void A_join_for_any_stops_branches_that_have_not_had_their_turn()
    {
        var instance = Begin(new Draft().Start().Fork("fork", "A", "B").Note("a").Note("b1").Note("b2").Join("join").End("done")
            .Go("start -> fork", "fork A -> a", "a -> join", "fork B -> b1", "b1 -> b2", "b2 -> join", "join -> done"));

        Assert.Equal(["a", "b1"], instance.Last.Entry.Steps.Select(s => s.ActivityId));
        Assert.Equal(InstanceStatus.Finished, instance.State.Status);
    }

    [Fact]
    public void A_join_for_any_closes_what_lives_in_forks_inside_its_own()
    {
        var instance = Begin(Nested("WaitAny")).Ended("outer#1", "Accepted");

        Assert.Equal(["after#4"], instance.Open);
        Assert.Equal(["outer#1", "left#2", "right#3"], instance.Last.Closed.Select(w => w.WaitId));
        Assert.Empty(instance.State.Scopes);
    }

    [Fact]
    public void A_fork_inside_a_fork_joins_into_the_branch_it_came_from()
    {
        var instance = Begin(Nested("WaitAll"));

        instance.Ended("left#2", "Accepted").Ended("right#3", "Accepted");
        Assert.Equal(["outer#1", "within#4"], instance.Open);
        Assert.Single(instance.State.Scopes);

        instance.Ended("within#4", "Accepted").Ended("outer#1", "Accepted");
        Assert.Equal(["after#5"], instance.Open);
    }

    [Fact]
    public void A_join_for_those_active_waits_only_for_branches_that_can_still_come()
    {
        var draft = new Draft().Start().Fork("fork", "Work", "Watch").Wait("work", "Accepted").Wait("choose", "Accepted", "Rejected").Listen("watch", "Recalled").Note("note")
            .Join("join", "WaitAllActive").Wait("after", "Accepted").End("done")
            .Go("start -> fork", "fork Work -> work", "work Accepted -> join", "fork Watch -> choose", "choose Accepted -> join", "choose Rejected -> watch")
            .Go("watch Recalled -> note", "note -> watch", "join -> after", "after Accepted -> done");

        var waits = Begin(draft).Ended("work#1", "Accepted");
        Assert.Equal(["choose#2"], waits.Open);
        waits.Ended("choose#2", "Rejected");
        Assert.Equal(["after#4"], waits.Open);

        var other = Begin(draft).Ended("choose#2", "Rejected").Ended("work#1", "Accepted");
        Assert.Equal(["watch#3", "work#1"], other.Last.Closed.Select(w => w.WaitId).Order(StringComparer.Ordinal));
        Assert.Equal(["after#4"], other.Open);

        var both = Begin(draft).Ended("choose#2", "Accepted").Ended("work#1", "Accepted");
        Assert.Equal(["after#3"], both.Open);
    }

    [Fact]
    public void A_fork_that_is_entered_again_opens_afresh()
    {
        var instance = Begin(new Draft().Start().Fork("fork", "A", "B").Wait("a", "Accepted").Wait("b", "Accepted").Join("join", "WaitAll")
            .Wait("check", "Accepted", "More").End("done")
            .Go("start -> fork", "fork A -> a", "fork B -> b", "a Accepted -> join", "b Accepted -> join", "join -> check")
            .Go("check More -> fork", "check Accepted -> done"));

        instance.Ended("a#1", "Accepted").Ended("b#2", "Accepted").Ended("check#3", "More");
        Assert.Equal(["a#4", "b#5"], instance.Open);
        instance.Ended("a#4", "Accepted");
        Assert.Equal(["b#5"], instance.Open);
        instance.Ended("b#5", "Accepted").Ended("check#6", "Accepted");
        Assert.Equal("done", instance.State.Outcome);
    }

    [Fact]
    public void Reaching_an_end_from_anywhere_finishes_the_instance_and_closes_every_other_wait()
    {
        var instance = Begin(Watched()).Raise("Died");

        Assert.Equal((InstanceStatus.Finished, "Closed"), (instance.State.Status, instance.State.Outcome));
        Assert.Equal(["work#1", "watch#2"], instance.Last.Closed.Select(w => w.WaitId));
        Assert.Empty(instance.State.Scopes);
    }

    [Fact]
    public void A_listener_takes_a_signal_it_names_and_may_go_round_to_listen_again()
    {
        var instance = Begin(Watched()).Raise("Recalled");

        Assert.Equal([new StepRun("note", "Done")], instance.Last.Entry.Steps);
        Assert.Equal(["work#1", "watch#3"], instance.Open);
        Assert.Equal(["watch#3"], instance.Last.Opened.Select(w => w.WaitId));
        Assert.Equal(["watch#2"], instance.Last.Closed.Select(w => w.WaitId));
    }

    [Fact]
    public void All_open_listeners_that_name_a_signal_take_it()
    {
        var instance = Begin(new Draft().Start().Fork("fork", "A", "B", "C").Listen("a", "Recalled").Listen("b", "Recalled", "Died").Listen("c", "Died")
            .Note("na").Note("nb").Note("nc").Join("join", "WaitAll").End("done")
            .Go("start -> fork", "fork A -> a", "fork B -> b", "fork C -> c", "a Recalled -> na", "b Recalled -> nb", "b Died -> nb", "c Died -> nc")
            .Go("na -> join", "nb -> join", "nc -> join", "join -> done"));

        instance.Raise("Recalled");
        Assert.Equal(["na", "nb"], instance.Last.Entry.Steps.Select(s => s.ActivityId));
        Assert.Equal(["c#3"], instance.Open);
        instance.Raise("Died");
        Assert.Equal("done", instance.State.Outcome);
    }

    [Fact]
    public void A_signal_nobody_listens_for_changes_nothing_but_is_journaled()
    {
        var instance = Begin(Watched());
        var before = instance.State;

        instance.Raise("Transferred");

        NotTaken(instance, before, "no open listener for Transferred");
    }

    [Fact]
    public void Ending_a_listener_as_if_it_were_a_task_changes_nothing()
    {
        var instance = Begin(Watched());
        var before = instance.State;

        instance.Ended("watch#2", "Recalled");

        NotTaken(instance, before, "listener");
    }

    [Fact]
    public void A_timer_leaves_by_Elapsed()
    {
        var instance = Begin(new Draft().Start().Timer("pause").End("done").Go("start -> pause", "pause Elapsed -> done"));
        Assert.Equal([new OpenWait("pause#1", "pause", WaitKind.Timer)], instance.State.Waits);

        instance.Ended("pause#1", "Elapsed");
        Assert.Equal("done", instance.State.Outcome);
    }

    [Theory]
    [InlineData("Answered", "yes")]
    [InlineData("Withdrawn", "no")]
    public void A_child_leaves_by_the_outcome_its_own_instance_finished_with(string outcome, string end)
    {
        var instance = Begin(new Draft().Start().Child("ask", "enquiry", "Answered", "Withdrawn").End("yes").End("no")
            .Go("start -> ask", "ask Answered -> yes", "ask Withdrawn -> no"));
        Assert.Equal([new OpenWait("ask#1", "ask", WaitKind.Child)], instance.State.Waits);

        instance.Ended("ask#1", outcome);
        Assert.Equal(end, instance.State.Outcome);
    }

    [Fact]
    public void The_same_signal_twice_is_taken_once()
    {
        var instance = Begin(Parallel("WaitAll")).Ended("a#1", "Accepted");
        var before = instance.State;

        instance.Ended("a#1", "Accepted");

        NotTaken(instance, before, "wait a#1 is not open");
    }

    [Fact]
    public void An_outcome_that_is_not_a_choice_of_the_wait_changes_nothing()
    {
        var instance = Begin(Decision());
        var before = instance.State;

        instance.Ended("decide#1", "More");

        NotTaken(instance, before, "outcome More is not one of the choices of decide#1");
    }

    [Fact]
    public void A_wait_that_never_was_changes_nothing()
    {
        var instance = Begin(Decision());
        var before = instance.State;

        instance.Ended("decide#7", "Accepted");

        NotTaken(instance, before, "wait decide#7 is not open");
    }

    [Fact]
    public void After_the_end_nothing_is_taken()
    {
        var instance = Begin(Decision()).Ended("decide#1", "Accepted");

        foreach (var late in new WorkflowSignal[] { new WaitEnded("decide#1", "Accepted"), new Raised("Died"), new Cancel() })
        {
            var before = instance.State;
            instance.Send(late);
            NotTaken(instance, before, "the instance has finished");
        }
    }

    [Fact]
    public void Cancelling_closes_every_wait_and_leaves_no_outcome()
    {
        var instance = Begin(Nested("WaitAll")).Send(new Cancel());

        Assert.Equal((InstanceStatus.Cancelled, null), (instance.State.Status, instance.State.Outcome));
        Assert.Equal(["outer#1", "left#2", "right#3"], instance.Last.Closed.Select(w => w.WaitId));
        Assert.Empty(instance.State.Scopes);

        var before = instance.State;
        instance.Send(new Cancel());
        NotTaken(instance, before, "the instance was cancelled");
    }

    [Fact]
    public void What_opens_and_closes_within_one_call_is_not_reported()
    {
        var instance = Begin(new Draft().Start().Fork("fork", "A", "B").Wait("a", "Accepted").Note("b1").Note("b2").Join("join").End("done")
            .Go("start -> fork", "fork A -> a", "a Accepted -> join", "fork B -> b1", "b1 -> b2", "b2 -> join", "join -> done"));

        Assert.Equal(InstanceStatus.Finished, instance.State.Status);
        Assert.Empty(instance.Last.Opened);
        Assert.Empty(instance.Last.Closed);
    }

    [Fact]
    public void Going_round_for_ever_is_a_bug_and_not_a_hang()
    {
        var endless = new Draft().Start().Note("a").Note("b").End("done").Go("start -> a", "a -> b", "b -> a").Unchecked();

        var bug = Assert.Throws<WorkflowException>(() => Engine.Start(endless, Done));
        Assert.Contains("round for ever", bug.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_to_another_version_than_the_instance_runs_on_is_a_bug()
    {
        var instance = Begin(Decision());
        var other = Decision(version: 2).Checked();

        Assert.Throws<WorkflowException>(() => Engine.Apply(other, instance.State, new Raised("Died"), Done));
    }

    [Fact]
    public void The_state_it_was_given_is_not_changed()
    {
        var instance = Begin(Parallel("WaitAll"));
        var kept = instance.State;
        var text = kept.ToJson();

        instance.Ended("a#1", "Accepted");

        Assert.Equal(text, kept.ToJson());
        Assert.NotEqual(kept, instance.State);
    }

    [Fact]
    public void The_same_signals_give_the_same_trace()
    {
        List<string> Trace()
        {
            var instance = Begin(Nested("WaitAll")).Ended("left#2", "Accepted").Raise("Died").Ended("right#3", "Accepted").Ended("outer#1", "Accepted");
            return [.. instance.Journal.Select(e => e.ToJson()), instance.State.ToJson()];
        }

        Assert.Equal(Trace(), Trace());
    }

    [Fact]
    public void The_journal_replays_to_the_state()
    {
        var instance = Begin(Nested("WaitAll")).Ended("left#2", "Accepted").Raise("Died").Ended("left#2", "Accepted").Ended("right#3", "Accepted")
            .Ended("within#4", "Accepted").Ended("outer#1", "Accepted");

        Assert.Equal(instance.State, Replay.Run(Engine, instance.Definition, instance.Journal));
    }

    private static void NotTaken(Instance instance, WorkflowState before, string why)
    {
        Assert.False(instance.Last.Taken);
        Assert.Contains(why, instance.Last.WhyNot, StringComparison.Ordinal);
        Assert.Empty(instance.Last.Opened);
        Assert.Empty(instance.Last.Closed);
        Assert.Equal(before with { Sequence = before.Sequence + 1 }, instance.State);
        Assert.Equal(instance.State.Sequence, instance.Last.Entry.Sequence);
        Assert.False(instance.Last.Entry.Taken);
        Assert.Equal(instance.Last.WhyNot, instance.Last.Entry.WhyNot);
    }

    private static Draft Decision(int version = 1) => new Draft(version: version).Start().Wait("decide", "Accepted", "Rejected").End("met", "Met").End("unmet", "Unmet")
        .Go("start -> decide", "decide Accepted -> met", "decide Rejected -> unmet");

    private static Draft Parallel(string? mode) => new Draft().Start().Fork("fork", "A", "B", "C").Wait("a", "Accepted").Wait("b", "Accepted").Wait("c", "Accepted")
        .Join("join", mode).Wait("after", "Accepted").End("done")
        .Go("start -> fork", "fork A -> a", "fork B -> b", "fork C -> c", "a Accepted -> join", "b Accepted -> join", "c Accepted -> join")
        .Go("join -> after", "after Accepted -> done");

    private static Draft Nested(string outerMode) => new Draft().Start().Fork("fork", "Outer", "Inner").Wait("outer", "Accepted").Fork("inner", "Left", "Right")
        .Wait("left", "Accepted").Wait("right", "Accepted").Join("innerJoin", "WaitAll").Wait("within", "Accepted").Join("join", outerMode)
        .Wait("after", "Accepted").End("done")
        .Go("start -> fork", "fork Outer -> outer", "fork Inner -> inner", "inner Left -> left", "inner Right -> right")
        .Go("left Accepted -> innerJoin", "right Accepted -> innerJoin", "innerJoin -> within", "within Accepted -> join", "outer Accepted -> join")
        .Go("join -> after", "after Accepted -> done");

    private static Draft Watched() => new Draft().Start().Fork("fork", "Work", "Watch").Wait("work", "Accepted").Listen("watch", "Recalled", "Died").Note("note")
        .End("done", "Met").End("closed", "Closed")
        .Go("start -> fork", "fork Work -> work", "fork Watch -> watch", "watch Recalled -> note", "note -> watch", "watch Died -> closed")
        .Go("work Accepted -> done");
}

public sealed class EmbeddedEngineCompliance : EngineCompliance
{
    protected override IWorkflowEngine Engine { get; } = new EmbeddedEngine();
}

/// <summary>The same on Elsa's runner, where this was built with it.</summary>
public sealed class ElsaEngineCompliance : EngineCompliance
{
    protected override IWorkflowEngine Engine => OnElsa.Engine;
}

internal static class OnElsa
{
    private static readonly Lazy<IWorkflowEngine?> s_engine = new(() => Engines.FindElsa(Draft.Types));

    public static IWorkflowEngine Engine
    {
        get
        {
            Assert.SkipWhen(s_engine.Value is null, "This was built without Elsa: build with -p:Elsa=true where its packages are to be had.");
            return s_engine.Value!;
        }
    }
}
