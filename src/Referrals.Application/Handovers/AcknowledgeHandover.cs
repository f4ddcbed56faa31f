using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Handovers;

/// <summary>The new practitioner says that they have seen what came with the person.</summary>
public sealed class AcknowledgeHandover : TaskWait
{
    public override string Type => "Referrals.AcknowledgeHandover";
    public override string Title => "Acknowledge a person handed over to you";
    public override string Because => "The case came to you from another practitioner.";
    public override string Help => "Their open tasks came to you with their clocks as they were. Look at where each need stands, then acknowledge.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Acknowledged", "I have seen where everything stands") { WordsLabel = "Anything to note" }];

    public override void Apply(ActivityContext context, TaskAnswer answer) =>
        context.Case.Record(MilestoneKinds.HandoverAcknowledged, words: answer.Words);
}
