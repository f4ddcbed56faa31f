using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Referrals.Workflows;
using ActivityKind = Referrals.Workflows.ActivityKind;

namespace Referrals.Elsa;

/// <summary>
/// Every step and wait of ours, described for Elsa with its inputs and its ports. The same serves an Elsa server of one's own, so that its designer shows
/// what stands in our definitions: register it there as an <see cref="IActivityProvider"/>.
/// </summary>
public sealed class ReferralsActivities(ActivityTypes types) : IActivityProvider
{
    private static readonly HashSet<string> s_lists = new(StringComparer.Ordinal) { InputNames.Branches, InputNames.Choices, InputNames.Outcomes, InputNames.Signals };

    public ValueTask<IEnumerable<ActivityDescriptor>> GetDescriptorsAsync(CancellationToken cancellationToken = default) =>
        new(types.All.Where(t => t.Kind is not (ActivityKind.Start or ActivityKind.End or ActivityKind.Fork or ActivityKind.Join)).Select(Describe).ToList());

    private static ActivityDescriptor Describe(ActivityType type)
    {
        var isStep = type.Kind == ActivityKind.Step;
        var dot = type.Name.LastIndexOf('.');
        return new ActivityDescriptor
        {
            TypeName = type.Name,
            Namespace = type.Name[..dot],
            Name = type.Name[(dot + 1)..],
            DisplayName = type.Name[(dot + 1)..],
            Description = type.Description,
            Category = isStep ? "Steps" : "Waits",
            Version = 1,
            ClrType = isStep ? typeof(Step) : typeof(Wait),
            Kind = global::Elsa.Workflows.ActivityKind.Action,
            Inputs = [.. type.AllRequiredInputs.Concat(type.OptionalInputs).Select(Input)],
            Ports = [.. type.Outcomes.Select(outcome => new Port { Name = outcome, DisplayName = outcome, Type = PortType.Flow })],
            Constructor = context =>
            {
                ActivityConstructionResult made = isStep ? context.CreateActivity<Step>() : context.CreateActivity<Wait>();
                made.Activity.Type = type.Name;
                return made;
            },
        };
    }

    // A decision is a step with outcomes: inputs are literals, which the host reads off the definition, so that nothing is evaluated at run time.
    private static InputDescriptor Input(string name)
    {
        var isList = s_lists.Contains(name);
        return new InputDescriptor
        {
            Name = char.ToUpperInvariant(name[0]) + name[1..],
            DisplayName = name,
            Type = isList ? typeof(string[]) : typeof(string),
            IsWrapped = true,
            IsSynthetic = true,
            AutoEvaluate = false,
            IsBrowsable = true,
            IsSerializable = true,
            UIHint = isList ? InputUIHints.MultiText : InputUIHints.SingleLine,
            DefaultSyntax = isList ? "Object" : "Literal",
            ValueGetter = activity => activity.SyntheticProperties.TryGetValue(char.ToUpperInvariant(name[0]) + name[1..], out var value) ? value : null,
            ValueSetter = (activity, value) => activity.SyntheticProperties[char.ToUpperInvariant(name[0]) + name[1..]] = value!,
        };
    }
}

/// <summary>What our definitions use of Elsa's own activities. The flowchart and the join are Elsa's as read, with the port's rule of scopes in place of Elsa's.</summary>
internal sealed class FlowchartActivities(IActivityDescriber describer) : IActivityProvider
{
    public async ValueTask<IEnumerable<ActivityDescriptor>> GetDescriptorsAsync(CancellationToken cancellationToken = default)
    {
        var flowchart = await describer.DescribeActivityAsync(typeof(Flowchart), cancellationToken);
        flowchart.Constructor = context =>
        {
            var made = context.CreateActivity<Flowchart>();
            return new ActivityConstructionResult(new ScopedFlowchart(made.Activity), made.Exceptions);
        };
        var join = await describer.DescribeActivityAsync(typeof(FlowJoin), cancellationToken);
        join.Constructor = context =>
        {
            var made = context.CreateActivity<ScopedJoin>();
            made.Activity.Type = "Elsa.FlowJoin";
            return made;
        };
        return
        [
            flowchart,
            join,
            await describer.DescribeActivityAsync(typeof(FlowFork), cancellationToken),
            await describer.DescribeActivityAsync(typeof(Start), cancellationToken),
            await describer.DescribeActivityAsync(typeof(End), cancellationToken),
        ];
    }
}
