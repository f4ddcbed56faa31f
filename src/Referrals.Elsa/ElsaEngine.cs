using System.Globalization;
using System.Runtime.CompilerServices;
using Elsa.Common;
using Elsa.Expressions.Contracts;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Features;
using Elsa.Workflows.Middleware.Activities;
using Elsa.Workflows.Middleware.Workflows;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.Pipelines.WorkflowExecution;
using Elsa.Workflows.Serialization.Serializers;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Workflows;
using ElsaState = Elsa.Workflows.State.WorkflowState;

namespace Referrals.Elsa;

/// <summary>
/// The engine port on Elsa's own workflow runner: the graph is read from the definition's file by Elsa's serializer, the stored state is handed in, one bookmark
/// is resumed, and the new state is handed back. No store, no background work, no clock of Elsa's: nothing outlives the call but the graphs.
/// </summary>
public sealed class ElsaEngine : IWorkflowEngine, IDesignerFiles, IDisposable
{
    private static readonly string s_elsa = typeof(IWorkflowRunner).Assembly.GetName().Version!.ToString();

    /// <summary>Of what the notes say that is ours: the names of our activities' callbacks and how nodes are called. Another number makes every instance's notes anew.</summary>
    private const int Ours = 1;

    /// <summary>Notes of another version of Elsa, or of ours, are made anew.</summary>
    private static readonly string s_version = string.Create(CultureInfo.InvariantCulture, $"{s_elsa}/{Ours}");

    private readonly ServiceProvider _services;
    private readonly IWorkflowStateSerializer _states;

    /// <summary>One graph a version of a definition, for as long as the version is held.</summary>
    private readonly ConditionalWeakTable<WorkflowDefinition, WorkflowGraph> _graphs = [];

    /// <param name="types">The steps and waits there are, which reach Elsa through an activity provider.</param>
    public ElsaEngine(ActivityTypes types)
    {
        var services = new ServiceCollection();
        var module = services.CreateModule();
        module.Use<WorkflowsFeature>(workflows => workflows
            .WithIdentityGenerator(_ => new NumberedIds())
            // What goes wrong in a step is the caller's to know, and nothing of the call is kept: no incident, no faulted instance.
            .WithWorkflowExecutionPipeline(pipeline => pipeline.UseDefaultActivityScheduler().UseMiddleware<PassActiveJoins>())
            .WithActivityExecutionPipeline(pipeline => pipeline.UseDefaultActivityInvoker()));
        module.Use<FlowchartFeature>();
        module.Apply();
        services.AddSingleton<ISystemClock, NoClock>();
        services.AddSingleton(types);
        services.AddSingleton<IActivityProvider, ReferralsActivities>();
        services.AddSingleton<IActivityProvider, FlowchartActivities>();
        services.AddSingleton<IExpressionDescriptorRegistry, Literals>();
        services.AddSingleton<ISerializationOptionsConfigurator, SerializationOptionsConfigurator>();
        services.AddScoped<Turn>();
        _services = services.BuildServiceProvider();
        _states = _services.GetRequiredService<IWorkflowStateSerializer>();
        using var scope = _services.CreateScope();
        var registry = scope.ServiceProvider.GetRequiredService<IActivityRegistry>();
        Now(registry.RegisterAsync([typeof(Workflow), typeof(Step), typeof(Wait), typeof(ScopedFlowchart), typeof(ScopedJoin), typeof(NotFoundActivity)]));
        Now(registry.RefreshDescriptorsAsync(scope.ServiceProvider.GetServices<IActivityProvider>()));
    }

    public string Name => Engines.Elsa;

    public Advance Start(WorkflowDefinition definition, StepRunner run)
    {
        var before = new WorkflowState { DefinitionId = definition.DefinitionId, Version = definition.Version, Sequence = 0, Engine = Name };
        return Run(definition, before, signal: null, run, (runner, graph) => runner.RunAsync(graph, new RunWorkflowOptions { WorkflowInstanceId = "instance" }));
    }

    public Advance Apply(WorkflowDefinition definition, WorkflowState state, WorkflowSignal signal, StepRunner run)
    {
        Signals.Expect(Name, definition, state, signal);
        if (Signals.WhyNot(definition, state, signal) is { } why)
            return Signals.NotTaken(state, signal, why);
        if (signal is Cancel)
        {
            var standing = new Standing(definition, state with { Notes = null });
            standing.End(InstanceStatus.Cancelled, how: null);
            var cancelled = standing.Answer(signal);
            return cancelled with { Closed = state.Waits };
        }

        var bookmark = signal is WaitEnded ended ? ended.WaitId : Signals.Listening(definition, state, ((Raised)signal).Name).First().WaitId;
        var stored = StateOf(definition, state);
        return Run(definition, state, signal, run, (runner, graph) => runner.RunAsync(graph, stored, new RunWorkflowOptions { BookmarkId = bookmark }));
    }

    public WorkflowState TakeOver(WorkflowDefinition definition, WorkflowState state)
    {
        var here = state with { Engine = Name, Notes = null };
        return state.Status == InstanceStatus.Running ? here with { Notes = NotesOf(StateOf(definition, here)) } : here;
    }

    public string Export(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var whole = ElsaFile.Whole(definition, s_elsa);
        Check(whole);
        return whole;
    }

    public string Import(string json, Func<string, int> version)
    {
        ArgumentNullException.ThrowIfNull(version);
        var ours = ElsaFile.Ours(json);
        ours["version"] = version(ours["definitionId"]!.ToString());
        var text = ElsaFile.Text(ours);
        Check(text);
        return text;
    }

    public void Dispose() => _services.Dispose();

    private void Check(string json)
    {
        using var scope = _services.CreateScope();
        _ = ElsaFile.Read(json, scope.ServiceProvider.GetRequiredService<IActivitySerializer>());
    }

    /// <summary>The graph of a definition, as Elsa reads its file.</summary>
    internal WorkflowGraph Graph(WorkflowDefinition definition) => _graphs.GetValue(definition, Read);

    private Advance Run(WorkflowDefinition definition, WorkflowState before, WorkflowSignal? signal, StepRunner run, Func<IWorkflowRunner, WorkflowGraph, Task<RunWorkflowResult>> call)
    {
        using var scope = _services.CreateScope();
        var turn = scope.ServiceProvider.GetRequiredService<Turn>();
        turn.Begin(definition, before, signal, run);
        NumberedIds.Begin(before.Sequence + 1);
        var result = Now(call(scope.ServiceProvider.GetRequiredService<IWorkflowRunner>(), Graph(definition)));
        var advance = turn.Standing.Answer(signal);
        if (advance.State.Status != InstanceStatus.Running)
            return advance with { State = advance.State with { Notes = null } };
        var elsa = result.WorkflowState;
        if (elsa.Status != WorkflowStatus.Running || !elsa.Bookmarks.Select(b => b.Id).ToHashSet(StringComparer.Ordinal).SetEquals(advance.State.Waits.Select(w => w.WaitId)))
            throw new WorkflowException($"Elsa stands at {Words.List(elsa.Bookmarks.Select(b => b.Id))} ({elsa.SubStatus}), where {definition.DefinitionId} v{definition.Version} waits at {Words.List(advance.State.Waits.Select(w => w.WaitId))}.");
        return advance with { State = advance.State with { Notes = NotesOf(elsa) } };
    }

    private WorkflowGraph Read(WorkflowDefinition definition)
    {
        using var scope = _services.CreateScope();
        var workflow = ElsaFile.Read(definition.Json, scope.ServiceProvider.GetRequiredService<IActivitySerializer>());
        return Now(scope.ServiceProvider.GetRequiredService<IWorkflowGraphBuilder>().BuildAsync(workflow));
    }

    private ElsaState StateOf(WorkflowDefinition definition, WorkflowState state) =>
        state.Notes is { } notes && notes.Version == s_version ? _states.Deserialize(notes.Json) : StateAnew.Of(Graph(definition), definition, state);

    private EngineNotes NotesOf(ElsaState state) => new(s_version, _states.Serialize(state));

    // Nothing in a run waits for anything: it has no store, timer or network to wait for.
    private static void Now(Task task) => task.GetAwaiter().GetResult();

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <summary>Ids that a replay gives again: the entry of the journal that made them, and a number.</summary>
    private sealed class NumberedIds : IIdentityGenerator
    {
        private static readonly AsyncLocal<Numbers?> s_current = new();

        public static void Begin(long sequence) => s_current.Value = new Numbers(sequence);

        public string GenerateId()
        {
            var numbers = s_current.Value ??= new Numbers(0);
            return FormattableString.Invariant($"{numbers.Sequence}.{++numbers.Last}");
        }

        private sealed class Numbers(long sequence)
        {
            public long Sequence => sequence;

            public int Last { get; set; }
        }
    }

    /// <summary>An engine has no clock: when something happened stands in the host's journal.</summary>
    private sealed class NoClock : ISystemClock
    {
        public DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch;
    }
}
