namespace Referrals.Workflows.Tests;

public class JournalTests
{
    public static TheoryData<WorkflowSignal> Signals =>
    [
        new WaitEnded("decide#1", "Not \"suitable\""),
        new Raised("Supervision ended – early"),
        new Cancel(),
        new MovedTo("Elsa"),
        new Migrated(3, new Dictionary<string, string>(StringComparer.Ordinal) { ["b"] = "c", ["a"] = "d" }),
    ];

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_signal_is_written_and_read_back(WorkflowSignal signal)
    {
        Assert.Equal(signal, WorkflowSignal.Parse(signal.ToJson()));

        var taken = new JournalEntry(4, signal, Taken: true, null, [new("check", "Yes"), new("note", "Done")]);
        Assert.Equal(taken, JournalEntry.Parse(taken.ToJson()));
        var late = new JournalEntry(5, signal, Taken: false, "wait decide#1 is not open", []);
        Assert.Equal(late, JournalEntry.Parse(late.ToJson()));
    }

    [Fact]
    public void A_line_of_the_journal_is_short()
    {
        var entry = new JournalEntry(2, new WaitEnded("decide#1", "Accepted"), Taken: true, null, [new("note", "Done")]);
        Assert.Equal("""{"q":2,"signal":{"wait":"decide#1","outcome":"Accepted"},"steps":[["note","Done"]]}""", entry.ToJson());
        Assert.Equal("""{"q":1}""", new JournalEntry(1, null, Taken: true, null, []).ToJson());
    }

    [Fact]
    public void A_state_is_written_and_read_back()
    {
        var state = new WorkflowState
        {
            DefinitionId = "trial",
            Version = 2,
            Sequence = 9,
            WaitsOpened = 4,
            Waits = [new("a#3", "a", WaitKind.Task) { Scope = 1 }, new("b#4", "b", WaitKind.Child)],
            Scopes = [new(1, "fork", 0)],
            Arrivals = [new("join", 1, 2)],
        };

        Assert.Equal(state, WorkflowState.Parse(state.ToJson()));
        Assert.Equal("""{"d":"trial","v":2,"q":9,"n":4,"w":[["a#3","a","Task",1],["b#4","b","Child",0]],"f":[[1,"fork",0]],"j":[["join",1,2]]}""", state.ToJson());
        var noted = state with { Engine = "Elsa", Notes = new EngineNotes("3.8.0.0", """{"Bookmarks":[{"Id":"a#3"}]}""") };
        var read = WorkflowState.Parse(noted.ToJson());
        Assert.Equal((noted.Engine, noted.Notes), (read.Engine, read.Notes));
        Assert.Equal(noted, read);
        var ended = new WorkflowState { DefinitionId = "trial", Version = 2, Sequence = 10, Status = InstanceStatus.Finished, Outcome = "Met" };
        Assert.Equal(ended, WorkflowState.Parse(ended.ToJson()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"q\":\"one\"}")]
    [InlineData("{\"q\":1,\"signal\":{\"odd\":1}}")]
    [InlineData("{\"q\":1,\"steps\":[[\"a\"]]}")]
    public void Text_that_is_no_entry_is_a_bug(string json)
    {
        Assert.Throws<WorkflowException>(() => JournalEntry.Parse(json));
        Assert.Throws<WorkflowException>(() => WorkflowState.Parse(json));
        Assert.Throws<WorkflowException>(() => WorkflowSignal.Parse(json));
    }
}
