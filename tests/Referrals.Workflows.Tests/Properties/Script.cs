using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Workflows.Tests.Properties;

/// <summary>Numbers that stand for signals; what each means depends on where the instance stands when it comes.</summary>
public sealed record Script(IReadOnlyList<int> Numbers)
{
    public static Arbitrary<Script> Any { get; } = Arb.From(
        Gen.Choose(0, 9_999).ListOf().Resize(30).Select(n => new Script([.. n])),
        script => Enumerable.Range(0, script.Numbers.Count).Select(i => new Script([.. script.Numbers.Where((_, at) => at != i)])));

    /// <summary>The signals of a run without mishap, with the journal and the last state.</summary>
    public (List<WorkflowSignal> Signals, Instance Run) Play(IWorkflowEngine engine, WorkflowDefinition definition)
    {
        var steps = new Answers();
        var instance = Instance.Begin(engine, definition, steps.Answer);
        var signals = new List<WorkflowSignal>();
        foreach (var number in Numbers)
        {
            var signal = Signal(number, instance, signals);
            signals.Add(signal);
            steps.Next();
            instance.Send(signal);
        }

        return (signals, instance);
    }

    public override string ToString() => string.Join(" ", Numbers);

    private static WorkflowSignal Signal(int number, Instance instance, List<WorkflowSignal> sent)
    {
        var pick = number / 20;
        var closable = instance.State.Waits.Where(w => w.Kind != WaitKind.Listener).ToList();
        switch (number % 20)
        {
            case 0:
                return new Raised("Recalled");
            case 1:
                return new Raised(pick % 4 == 0 ? "Died" : "Transferred");
            case 2:
                return new WaitEnded($"a{pick % 9}#{pick % 12}", "Accepted");
            case 3 when sent.Count > 0:
                return sent[^1];
            case 4 when sent.Count > 0:
                return sent[pick % sent.Count];
            case 5 when closable.Count > 0:
                return new WaitEnded(closable[pick % closable.Count].WaitId, "Unheard");
            case 6 when pick % 6 == 0:
                return new Cancel();
            case 7 when instance.State.Waits.Count > 0:
                return new WaitEnded(instance.State.Waits[pick % instance.State.Waits.Count].WaitId, "Recalled");
        }

        if (closable.Count == 0)
            return new Raised("Transferred");
        var wait = closable[pick % closable.Count];
        var ways = instance.Definition.From(wait.ActivityId).ToList();
        return new WaitEnded(wait.WaitId, ways[number % ways.Count].Port);
    }
}

/// <summary>Step answers that differ from step to step and from signal to signal, and are the same when a signal comes again.</summary>
public sealed class Answers
{
    private int turn;

    public void Next() => turn++;

    public string Answer(ActivityNode step) =>
        step.Type == "Test.Ask" ? (step.Id.Sum(c => c) + turn) % 3 == 0 ? "No" : "Yes" : "Done";
}
