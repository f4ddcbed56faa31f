namespace Referrals.Workflows;

/// <summary>What a host has, that definitions may name.</summary>
public sealed record DefinitionContext
{
    /// <summary>The outcomes (End names) of every known definition, by its id.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Definitions { get; init; }

    public required IReadOnlySet<string> ServiceLevels { get; init; }

    public required IReadOnlySet<string> Ladders { get; init; }

    /// <summary>Roles that may own a wait or choose an outcome; <c>system</c> may always choose.</summary>
    public required IReadOnlySet<string> Roles { get; init; }
}

/// <summary>Decides whether a definition may be used. A definition without problems never leaves the engine standing still or going round for ever.</summary>
public static class DefinitionChecker
{
    /// <summary>The role of choices that the host itself makes.</summary>
    public const string System = "system";

    /// <summary>Reads a file and, where its shape is right, checks it.</summary>
    public static DefinitionReading ReadAndCheck(string json, string file, ActivityTypes types, DefinitionContext context)
    {
        var reading = WorkflowDefinitionReader.Read(json, file, types);
        return reading.Definition is null ? reading : reading with { Problems = Check(reading.Definition, file, types, context) };
    }

    /// <returns>Problems in file order; none when the definition may be used.</returns>
    public static IReadOnlyList<DefinitionProblem> Check(WorkflowDefinition definition, string file, ActivityTypes types, DefinitionContext context)
    {
        var check = new Checking(definition, file, types, context);
        check.Run();
        return [.. check.Problems.OrderBy(p => p.Line)];
    }

    private sealed class Checking(WorkflowDefinition definition, string file, ActivityTypes types, DefinitionContext context)
    {
        private readonly Structure structure = definition.Structure;

        public List<DefinitionProblem> Problems { get; } = [];

        public void Run()
        {
            foreach (var activity in definition.Activities.Values)
            {
                CheckInputs(activity);
                CheckOutcomes(activity);
            }

            CheckConnections();
            CheckCycles();
            CheckForks();
            CheckEnds();
        }

        private void Say(ActivityNode activity, string message) => Problems.Add(new(file, activity.Line, activity.Id, message));

        private void CheckInputs(ActivityNode activity)
        {
            if (types.Find(activity.Type) is not { } type)
            {
                Say(activity, $"There is no activity type {activity.Type}. Use one of {Words.List(types.All.Select(t => t.Name))}.");
                return;
            }

            foreach (var input in type.AllRequiredInputs)
            {
                if (string.IsNullOrWhiteSpace(activity.Input(input)) && activity.List(input).Count == 0)
                    Say(activity, $"The input {input} is missing: a {type.Name} needs {Words.List(type.AllRequiredInputs)}.");
            }

            foreach (var input in activity.Inputs.Keys.Concat(activity.Lists.Keys).Where(i => !type.Accepts(i)))
                Say(activity, $"{type.Name} has no input {input}: take it out, or use one of {Words.List(type.AllRequiredInputs.Concat(type.OptionalInputs))}.");

            if (activity.Kind == ActivityKind.Join && activity.Mode() is null)
                Say(activity, $"The mode {activity.Input(InputNames.Mode)} is not one: use WaitAll, WaitAllActive or WaitAny.");
            if (activity.Kind is ActivityKind.Wait or ActivityKind.Timer)
                CheckKnown(activity, InputNames.ServiceLevel, "service level", context.ServiceLevels);
            if (activity.Kind == ActivityKind.Wait)
            {
                CheckKnown(activity, InputNames.Ladder, "ladder", context.Ladders);
                CheckKnown(activity, InputNames.Role, "role", context.Roles);
                CheckChoices(activity, type);
            }

            if (activity.Kind == ActivityKind.Child)
                CheckChild(activity);
        }

        private void CheckKnown(ActivityNode activity, string input, string what, IReadOnlySet<string> known)
        {
            if (activity.Input(input) is { } named && !known.Contains(named))
                Say(activity, $"There is no {what} {named}: add it to the catalogue, or use one of {Words.List(known.Order(StringComparer.Ordinal))}.");
        }

        private void CheckChoices(ActivityNode wait, ActivityType type)
        {
            foreach (var text in wait.List(InputNames.Choices))
            {
                if (ActivityNodes.ParseChoice(text) is not { } choice)
                {
                    Say(wait, $"The choice '{text}' cannot be read: write it 'Outcome: role, role'.");
                    continue;
                }

                if (!type.Outcomes.Contains(choice.Outcome, StringComparer.Ordinal))
                    Say(wait, $"{choice.Outcome} is not an outcome of {type.Name}: choose from {Words.List(type.Outcomes)}.");
                foreach (var role in choice.Roles.Where(r => r != System && !context.Roles.Contains(r)))
                    Say(wait, $"There is no role {role} to choose {choice.Outcome}: use {System} or one of {Words.List(context.Roles.Order(StringComparer.Ordinal))}.");
            }
        }

        private void CheckChild(ActivityNode child)
        {
            if (child.Input(InputNames.Definition) is not { } named)
                return;
            if (!context.Definitions.TryGetValue(named, out var ends))
            {
                Say(child, $"There is no definition {named}: add it, or name one of {Words.List(context.Definitions.Keys.Order(StringComparer.Ordinal))}.");
                return;
            }

            var expected = child.List(InputNames.Outcomes);
            foreach (var end in ends.Except(expected, StringComparer.Ordinal))
                Say(child, $"{named} can end as {end}, which is not among the outcomes: add it and connect it.");
            foreach (var outcome in expected.Except(ends, StringComparer.Ordinal))
                Say(child, $"{named} never ends as {outcome}: take it out, or use one of {Words.List(ends)}.");
        }

        private void CheckOutcomes(ActivityNode activity)
        {
            if (types.Find(activity.Type) is null)
                return;
            var ports = types.PortsOf(activity);
            foreach (var twice in ports.GroupBy(p => p, StringComparer.Ordinal).Where(g => g.Count() > 1))
                Say(activity, $"{twice.Key} is named {twice.Count()} times: name it once.");

            var leaving = definition.From(activity.Id).ToList();
            foreach (var port in ports.Distinct(StringComparer.Ordinal))
            {
                var ways = leaving.Where(c => c.Port == port).ToList();
                if (ways.Count == 0)
                    Say(activity, $"The outcome {port} is not connected: connect it to what happens next.");
                foreach (var extra in ways.Skip(1))
                    Problems.Add(new(file, extra.Line, activity.Id, $"The outcome {port} already goes to {ways[0].Target}, so two branches would live outside a fork: keep one connection, or put an Elsa.FlowFork between."));
            }
        }

        private void CheckConnections()
        {
            foreach (var connection in definition.Connections)
            {
                void Wrong(string message) => Problems.Add(new(file, connection.Line, connection.Source, message));

                if (!definition.Activities.TryGetValue(connection.Source, out var source))
                {
                    Wrong($"This connection leaves {connection.Source}, which is not an activity here: correct its source or take it out.");
                }
                else if (types.Find(source.Type) is not null && !types.PortsOf(source).Contains(connection.Port, StringComparer.Ordinal))
                {
                    Wrong(source.Kind == ActivityKind.End
                        ? "An end has no way on: take this connection out."
                        : $"{connection.Port} is not an outcome of {source.Id}: use one of {Words.List(types.PortsOf(source))}, or take this connection out.");
                }

                if (!definition.Activities.TryGetValue(connection.Target, out var target))
                    Wrong($"This connection leads to {connection.Target}, which is not an activity here: correct its target or add the activity.");
                else if (target.Kind == ActivityKind.Start)
                    Wrong($"This connection leads back to the start {target.Id}: lead it to the activity after.");
            }

            var reached = structure.ReachOf(definition.Start);
            foreach (var activity in definition.Activities.Values.Where(a => !reached.Contains(a.Id)))
                Say(activity, "Nothing leads here from the start: connect it or take it out.");
        }

        private void CheckCycles()
        {
            var done = new HashSet<string>(StringComparer.Ordinal);
            foreach (var activity in definition.Activities.Values.Where(a => !a.IsWaiting()))
            {
                if (done.Contains(activity.Id) || CycleFrom(activity) is not { } cycle)
                    continue;
                done.UnionWith(cycle);
                Say(activity, $"{string.Join(" → ", cycle)} → {activity.Id} goes round without a wait: put a wait in the loop.");
            }
        }

        /// <summary>The shortest way from an activity back to itself through no wait.</summary>
        private List<string>? CycleFrom(ActivityNode activity)
        {
            var before = new Dictionary<string, string>(StringComparer.Ordinal);
            var queue = new Queue<string>([activity.Id]);
            while (queue.TryDequeue(out var at))
            {
                foreach (var connection in definition.From(at))
                {
                    if (connection.Target == activity.Id)
                    {
                        var cycle = new List<string>();
                        for (var step = at; step != activity.Id; step = before[step])
                            cycle.Insert(0, step);
                        return [activity.Id, .. cycle];
                    }

                    if (definition.Activities.TryGetValue(connection.Target, out var target) && !target.IsWaiting()
                        && before.TryAdd(target.Id, at))
                        queue.Enqueue(target.Id);
                }
            }

            return null;
        }

        private void CheckForks()
        {
            foreach (var (activity, first, then, by) in structure.Clashes)
                Problems.Add(new(file, by.Line, activity, $"This is reached inside {Inside(first)} and, from {by.Source}, inside {Inside(then)}: close the fork with an Elsa.FlowJoin before, or lead {by.Source} elsewhere."));
            foreach (var stray in structure.StrayJoins)
                Say(definition.Activities[stray], "This join is reached outside any fork: take it out, or put the Elsa.FlowFork it closes before it.");

            foreach (var join in definition.Activities.Values.Where(a => a.Kind == ActivityKind.Join && structure.Forks.ContainsKey(a.Id)))
            {
                if (definition.Connections.Count(c => c.Target == join.Id) == 1)
                    Say(join, "Only one connection comes in, so there is nothing to join: take the join out, or lead the other branches to it.");
                if (structure.Forks[join.Id] is [.., var fork] && join.Mode() == JoinMode.WaitAll)
                {
                    foreach (var branch in Branches(fork).Where(b => !structure.ComesTo(join.Id, b.Target)))
                        Say(join, $"It waits for all branches of {fork}, but {branch.Port} never comes here: lead it here, or use the mode WaitAllActive or WaitAny.");
                }
            }

            foreach (var fork in definition.Activities.Values.Where(a => a.Kind == ActivityKind.Fork && structure.Forks.ContainsKey(a.Id)))
            {
                if (fork.OwnPorts().Count == 1)
                    Say(fork, "A fork with one branch forks nothing: take it out or add branches.");
                foreach (var second in WaitAllJoins(fork.Id).Skip(1))
                    Say(second, $"{WaitAllJoins(fork.Id).First().Id} already waits for all branches of {fork.Id}; if some come here and some there, neither goes on: use one join, or another mode here.");
                if (!Branches(fork.Id).Any(b => structure.ReachOf(b.Target).Any(a => structure.Closes(a, fork.Id))))
                    Say(fork, "No branch comes to a join or an end, so the fork never closes: add an Elsa.FlowJoin or Elsa.End.");
            }
        }

        private IEnumerable<ActivityNode> WaitAllJoins(string fork) => definition.Activities.Values.Where(a =>
            a.Kind == ActivityKind.Join && a.Mode() == JoinMode.WaitAll && structure.Closes(a.Id, fork));

        private IEnumerable<Connection> Branches(string fork) =>
            definition.From(fork).Where(c => definition.Activities.ContainsKey(c.Target));

        private void CheckEnds()
        {
            var ends = definition.Activities.Values.Where(a => a.Kind == ActivityKind.End).Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
            if (!structure.ReachOf(definition.Start).Overlaps(ends))
            {
                Say(definition.Activities[definition.Start], "No Elsa.End can be reached: lead at least one way to one.");
                return;
            }

            foreach (var (id, around) in structure.Forks)
            {
                if (around.Count == 0 && !structure.ReachOf(id).Overlaps(ends))
                    Say(definition.Activities[id], "From here no Elsa.End can be reached, so an instance would never finish: lead a way out to one.");
            }
        }

        private static string Inside(IReadOnlyList<string> forks) => forks.Count == 0 ? "no fork" : $"the fork {string.Join(" > ", forks)}";
    }
}
