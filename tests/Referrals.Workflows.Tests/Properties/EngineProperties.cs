using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Workflows.Tests.Properties;

/// <summary>What holds on every engine for whatever definition and whatever comes. Inherit it and give the engine.</summary>
public abstract class EngineProperties : IAsyncLifetime
{
    /// <summary>Asked before: within a property the word that an engine is not there would count as a case that fails.</summary>
    public ValueTask InitializeAsync()
    {
        _ = Engine;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected abstract IWorkflowEngine Engine { get; }

    protected static void Holds(Action<WorkflowDefinition, Script> property, int cases = 150) =>
        Prop.ForAll(RandomDefinitions.Whole, Script.Any, (whole, script) => property(RandomDefinitions.Definition(whole), script))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(cases).WithStartSize(8).WithEndSize(60));

    [Fact]
    public void Whatever_comes_the_journal_replays_to_the_state() => Holds((definition, script) =>
    {
        var run = script.Play(Engine, definition).Run;
        Assert.Equal(run.State, Replay.Run(Engine, definition, run.Journal.Select(e => JournalEntry.Parse(e.ToJson()))));
    });

    [Fact]
    public void Whatever_crashes_nothing_is_lost_and_nothing_doubled() =>
        Prop.ForAll(RandomDefinitions.Whole, Script.Any, Crashes, (whole, script, crashes) =>
        {
            var definition = RandomDefinitions.Definition(whole);
            var (signals, calm) = script.Play(Engine, definition);

            var store = new CrashingStore(Engine, definition, crashes);
            store.Start();
            foreach (var signal in signals)
                store.Deliver(signal);

            Assert.Equal(calm.State, WorkflowState.Parse(store.State!));
            Assert.Equal(calm.Journal.Select(e => e.ToJson()), store.Journal);
            Assert.Equal(calm.Journal.SelectMany(e => e.Steps), store.Effects);
            Assert.Equal(calm.State, Replay.Run(Engine, definition, store.Journal.Select(JournalEntry.Parse)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithStartSize(8).WithEndSize(60));

    [Fact]
    public void The_waits_are_those_opened_less_those_closed_and_no_id_comes_twice() => Holds((definition, script) =>
    {
        var open = new List<OpenWait>();
        var ever = new HashSet<string>(StringComparer.Ordinal);
        foreach (var advance in Advances(definition, script))
        {
            Assert.All(advance.Closed, w => Assert.True(open.Remove(w)));
            Assert.All(advance.Opened, w => Assert.True(ever.Add(w.WaitId)));
            open.AddRange(advance.Opened);
            Assert.Equal(advance.State.Waits, open);
            Assert.Equal(advance.State.Status == InstanceStatus.Running, open.Count > 0);
            Assert.Equal(advance.State, WorkflowState.Parse(advance.State.ToJson()));
        }
    });

    [Fact]
    public void Every_wait_stands_in_forks_that_are_open_and_no_scope_is_left_behind() => Holds((definition, script) =>
    {
        foreach (var state in Advances(definition, script).Select(a => a.State))
        {
            var open = state.Scopes.Select(s => s.Id).Append(0).ToHashSet();
            Assert.All(state.Waits, w => Assert.Contains(w.Scope, open));
            Assert.All(state.Arrivals, a => Assert.Contains(a.Scope, open));
            Assert.All(state.Scopes, s => Assert.Contains(s.Parent, open));
            Assert.All(state.Scopes, s => Assert.Contains(s.Id, state.Waits.Select(w => w.Scope).Concat(state.Scopes.Select(c => c.Parent))));
        }
    });

    [Fact]
    public void What_is_not_taken_changes_nothing_but_the_count() => Holds((definition, script) =>
    {
        WorkflowState? before = null;
        foreach (var advance in Advances(definition, script))
        {
            if (!advance.Taken)
                Assert.Equal(before! with { Sequence = before.Sequence + 1 }, advance.State);
            before = advance.State;
        }
    });

    [Fact]
    public void A_task_that_is_ended_twice_ends_once() => Holds((definition, script) =>
    {
        var (signals, run) = script.Play(Engine, definition);
        foreach (var signal in signals.OfType<WaitEnded>())
        {
            if (run.State.Waits.Any(w => w.WaitId == signal.WaitId))
                continue;
            var again = Engine.Apply(definition, run.State, signal, _ => throw new InvalidOperationException("no step may run"));
            Assert.False(again.Taken);
        }
    });

    [Fact]
    public void Writing_and_reading_a_definition_changes_no_trace() => Holds((definition, script) =>
    {
        var written = WorkflowDefinitionWriter.Write(definition);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(definition.Json), JsonNode.Parse(written)));
        var again = WorkflowDefinitionReader.Read(written, "again.json", Draft.Types).Definition!;

        Assert.Equal(script.Play(Engine, definition).Run.Journal, script.Play(Engine, again).Run.Journal);
    }, cases: 60);

    [Fact]
    public void Moving_to_a_version_that_differs_in_nothing_changes_no_trace() =>
        Prop.ForAll(RandomDefinitions.Whole, Script.Any, Script.Any, (whole, first, then) =>
        {
            var (one, two) = (RandomDefinitions.Definition(whole), RandomDefinitions.Definition(whole, version: 2));
            var run = first.Play(Engine, one).Run;
            if (run.State.Status != InstanceStatus.Running)
                return;

            var moved = Migration.Plan(run.State, one, two).Apply();
            var journal = run.Journal.Append(moved.Entry).ToList();
            var (stay, go) = (run.State, moved.State);
            foreach (var number in then.Numbers.Where(_ => stay.Status == InstanceStatus.Running))
            {
                var wait = stay.Waits[number % stay.Waits.Count];
                var signal = new WaitEnded(wait.WaitId, one.From(wait.ActivityId).First().Port);
                stay = Engine.Apply(one, stay, signal, new Answers().Answer).State;
                var advance = Engine.Apply(two, go, signal, new Answers().Answer);
                go = advance.State;
                journal.Add(advance.Entry);
            }

            Assert.Equal(stay with { Version = 2, Sequence = stay.Sequence + 1 }, go);
            Assert.Equal(go, Replay.Run(Engine, one, v => v == 2 ? two : null, journal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50).WithStartSize(8).WithEndSize(60));

    private static Arbitrary<bool[]> Crashes { get; } = Arb.From(Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true))).ArrayOf(50));

    private List<Advance> Advances(WorkflowDefinition definition, Script script)
    {
        var signals = script.Play(Engine, definition).Signals;
        var answers = new Answers();
        var advances = new List<Advance> { Engine.Start(definition, answers.Answer) };
        foreach (var signal in signals)
        {
            answers.Next();
            advances.Add(Engine.Apply(definition, advances[^1].State, signal, answers.Answer));
        }

        return advances;
    }

    /// <summary>Commits state, journal and what the steps did in one go; a crash before that loses all three, and the signal comes again.</summary>
    private sealed class CrashingStore(IWorkflowEngine engine, WorkflowDefinition definition, bool[] crashes)
    {
        private readonly Answers answers = new();
        private int attempts;

        public string? State { get; private set; }

        public List<string> Journal { get; } = [];

        public List<StepRun> Effects { get; } = [];

        public void Start() => UntilCommitted(run => engine.Start(definition, run));

        public void Deliver(WorkflowSignal signal)
        {
            answers.Next();
            UntilCommitted(run => engine.Apply(definition, WorkflowState.Parse(State!), signal, run));
        }

        private void UntilCommitted(Func<StepRunner, Advance> call)
        {
            while (true)
            {
                var uncommitted = new List<StepRun>();
                var advance = call(step =>
                {
                    var answer = answers.Answer(step);
                    uncommitted.Add(new StepRun(step.Id, answer));
                    return answer;
                });
                if (attempts < crashes.Length && crashes[attempts++])
                    continue;
                State = advance.State.ToJson();
                Journal.Add(advance.Entry.ToJson());
                Effects.AddRange(uncommitted);
                return;
            }
        }
    }
}

public sealed class EmbeddedEngineProperties : EngineProperties
{
    protected override IWorkflowEngine Engine { get; } = new EmbeddedEngine();
}

/// <summary>The same on Elsa's runner, where this was built with it.</summary>
public sealed class ElsaEngineProperties : EngineProperties
{
    protected override IWorkflowEngine Engine => Compliance.OnElsa.Engine;

    [Fact]
    public void The_trace_is_the_embedded_engines() => Holds((definition, script) =>
    {
        var (signals, run) = script.Play(Engine, definition);
        var embedded = new EmbeddedEngine();
        var (same, expected) = script.Play(embedded, definition);
        Assert.Equal(same, signals);
        Assert.Equal(expected.Journal.Select(e => e.ToJson()), run.Journal.Select(e => e.ToJson()));
        Assert.Equal(expected.State, run.State);
        Assert.Equal(run.State with { Engine = null, Notes = null }, Replay.Run(embedded, definition, run.Journal));
    }, cases: 200);

    [Fact]
    public void Moved_to_another_engine_and_back_at_any_moment_an_instance_goes_on_as_it_would_have() => Holds((definition, script) =>
    {
        var (signals, stayed) = script.Play(Engine, definition);
        var embedded = new EmbeddedEngine();
        var answers = new Answers();
        var state = Engine.Start(definition, answers.Answer).State;
        var turn = 0;
        foreach (var signal in signals)
        {
            answers.Next();
            var engine = turn++ % 3 == 0 ? embedded : Engine;
            // Between two calls a host has only the stored text.
            state = WorkflowState.Parse(engine.TakeOver(definition, state).ToJson());
            state = engine.Apply(definition, state, signal, answers.Answer).State;
        }

        Assert.Equal(stayed.State, state);
    }, cases: 60);
}
