using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Enquiries;

internal static class EnquiryOf
{
    public const string Police = "police";
    public const string ChildrensServices = "childrens-services";

    public static EnquiryKind Kind(string? subject) => subject switch
    {
        Police => EnquiryKind.Police,
        ChildrensServices => EnquiryKind.ChildrensServices,
        _ => throw new Referrals.Workflows.WorkflowException($"An enquiry is about '{Police}' or '{ChildrensServices}', not '{subject}'."),
    };

    /// <summary>The latest enquiry of the kind the instance is about.</summary>
    public static Enquiry? Latest(ActivityContext context) => context.Case.Person.Enquiries
        .Where(e => e.Kind == Kind(context.Instance.Subject))
        .OrderByDescending(e => e.AnsweredOn ?? e.AskedOn).ThenByDescending(e => e.Id).FirstOrDefault();

    public static string Whom(string? subject) => Kind(subject) == EnquiryKind.Police ? "the police" : "children's services";
}

public sealed class CheckEnquiry : IStep
{
    public string Type => "Referrals.CheckEnquiry";
    public string Description => "Looks whether the enquiry was asked and answered.";
    public IReadOnlyList<string> Outcomes => ["NotAsked", "Waiting", "Answered"];

    public string Run(ActivityContext context) => EnquiryOf.Latest(context) switch
    {
        { AnsweredOn: not null } => "Answered",
        { AskedOn: not null } => "Waiting",
        _ => "NotAsked",
    };
}

public sealed class AskEnquiry(EnquiryDrafts drafts) : TaskWait
{
    public override string Type => "Referrals.AskEnquiry";
    public override string Title => "Make an enquiry";
    public override string Because => "The answer is needed before anything can be recommended.";
    public override string Help => "Ask for call-outs, incidents, concerns and orders that nDelius does not hold. The question is drafted for you; record when you asked, and the answer is chased from then on.";
    public override string TitleFor(string? subject) => $"Ask {EnquiryOf.Whom(subject)} about domestic abuse";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Asked", "I have asked") { DateLabel = "When did you ask?", WordsLabel = "What did you ask?" },
        new("Answered", "I already have an answer") { DateLabel = "When was it answered?", WordsLabel = "What was learnt?", WordsRequired = true },
    ];

    public override string? SettledBy(ActivityContext context) => EnquiryOf.Latest(context) switch
    {
        { AnsweredOn: not null } => "Answered",
        { AskedOn: not null } => "Asked",
        _ => null,
    };

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var file = context.Case;
        var on = answer.On ?? file.Today;
        var answered = answer.Outcome == "Answered";
        var enquiry = new Enquiry
        {
            Id = file.NewId(),
            PersonId = file.Person.Id,
            Kind = EnquiryOf.Kind(context.Instance.Subject),
            // When somebody asked who had the answer already is not known.
            AskedOn = answered ? null : on,
            AskedBy = answered ? null : file.Actor.Signature,
            AskedOf = drafts.AddressOf(file.Person, EnquiryOf.Kind(context.Instance.Subject))?.Name,
            Question = answered ? null : answer.Words,
            AnsweredOn = answered ? on : null,
            Answer = answered ? answer.Words : null,
        };
        file.Add(enquiry);
        file.Record(answered ? MilestoneKinds.EnquiryAnswered : MilestoneKinds.EnquiryAsked, context.Need, on: on, words: EnquiryOf.Whom(context.Instance.Subject));
    }
}

public sealed class AwaitAnswer : TaskWait
{
    public override string Type => "Referrals.AwaitAnswer";
    public override string Title => "Get the answer to an enquiry";
    public override string Because => "It was asked, and there is no answer yet.";
    public override string Help => "The enquiry is out. When the answer comes, record what was learnt from it for the risk. Name nobody who was harmed.";
    public override string TitleFor(string? subject) => $"Get the answer from {EnquiryOf.Whom(subject)}";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Answered", "The answer has come") { InList = true, DateLabel = "When was it answered?", WordsLabel = "What was learnt?", WordsRequired = true },
    ];

    public override string? SettledBy(ActivityContext context) => EnquiryOf.Latest(context) is { AnsweredOn: not null } ? "Answered" : null;

    public override Refusal? Check(ActivityContext context, TaskAnswer answer) =>
        answer.On is { } on && EnquiryOf.Latest(context) is { AskedOn: { } asked } && on < asked ? new AnsweredBeforeAsked(asked) : null;

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var enquiry = EnquiryOf.Latest(context)!;
        enquiry.AnsweredOn = answer.On ?? context.Case.Today;
        enquiry.Answer = answer.Words;
        context.Case.Record(MilestoneKinds.EnquiryAnswered, context.Need, on: enquiry.AnsweredOn, words: EnquiryOf.Whom(context.Instance.Subject));
    }
}

public sealed record AnsweredBeforeAsked(DateOnly Asked) : Refusal($"The enquiry was asked on {Asked:d MMMM yyyy}. The answer cannot be earlier.");
