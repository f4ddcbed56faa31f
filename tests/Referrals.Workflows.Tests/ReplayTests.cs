namespace Referrals.Workflows.Tests;

public class ReplayTests
{
    private static readonly EmbeddedEngine Engine = new();

    private static readonly WorkflowDefinition Definition = new Draft().Start().Ask("ask").Wait("decide", "Accepted", "More").Note("note").End("done").End("not")
        .Go("start -> ask", "ask Yes -> decide", "ask No -> not", "decide More -> note", "note -> decide", "decide Accepted -> done").Checked();

    private static List<JournalEntry> Journal() => Instance.Begin(Engine, Definition, s => s.Id == "ask" ? "Yes" : "Done")
        .Ended("decide#1", "More").Ended("decide#1", "More").Ended("decide#2", "Accepted").Journal;

    private static string Difference(IEnumerable<JournalEntry> journal) =>
        Assert.Throws<WorkflowException>(() => Replay.Run(Engine, Definition, journal)).Message;

    [Fact]
    public void Steps_answer_as_they_did_then()
    {
        var state = Replay.Run(Engine, Definition, [new JournalEntry(1, null, Taken: true, null, [new("ask", "No")])]);
        Assert.Equal("not", state.Outcome);
    }

    [Fact]
    public void A_step_that_did_not_run_then_is_a_difference()
    {
        var journal = Journal();
        journal[1] = journal[1] with { Steps = [] };
        Assert.Contains("Replay differs at {\"q\":2,", Difference(journal), StringComparison.Ordinal);
        Assert.Contains("the step note runs now, where the journal has no step", Difference(journal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_does_not_run_now_is_a_difference()
    {
        var journal = Journal();
        journal[3] = journal[3] with { Steps = [new("note", "Done")] };
        Assert.Contains("Replay differs at {\"q\":4,", Difference(journal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_that_was_taken_then_and_is_not_now_is_a_difference()
    {
        var journal = Journal();
        journal[2] = journal[2] with { Taken = true, WhyNot = null };
        Assert.Contains("it is not taken now: wait decide#1 is not open", Difference(journal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_that_is_taken_now_and_was_not_then_is_a_difference()
    {
        var journal = Journal();
        journal[3] = journal[3] with { Taken = false, WhyNot = "no" };
        Assert.Contains("it is taken now", Difference(journal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_entry_is_a_difference()
    {
        var journal = Journal();
        journal.RemoveAt(1);
        Assert.Contains("Replay differs at {\"q\":3,", Difference(journal), StringComparison.Ordinal);
        journal.RemoveAt(0);
        Assert.Contains("the first entry is not a start", Difference(journal), StringComparison.Ordinal);
        Assert.Contains("empty", Difference([]), StringComparison.Ordinal);
    }
}
