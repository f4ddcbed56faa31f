using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Needs;

/// <summary>SARA is completed in OASys; the next import ends this.</summary>
public sealed class CompleteSara : TaskWait
{
    public override string Type => "Referrals.CompleteSara";
    public override string Title => "Complete and sign the SARA in OASys";
    public override string Because => "The SARA is missing, not signed, or too old to be relied on.";
    public override string Help => "No intervention can be recommended without a SARA that is complete, signed and not out of date. Finish it in OASys: this task closes by itself when it is read from there.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Recorded", "The SARA was read from OASys")];
    public override string? SettledBy(ActivityContext context) => Information.MissingFrom(context.Case).Any(Information.IsSara) ? null : "Recorded";
}

public sealed class WriteAnalysis : TaskWait
{
    public override string Type => "Referrals.WriteAnalysis";
    public override string Title => "Write your analysis of the domestic abuse risk";
    public override string Because => "The SARA has no written analysis yet.";
    public override string Help => "Inspectors found a clear analysis in only 17 of 60 cases. Cover the pattern and any escalation, coercive control, children, family members, separation, and breaches.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Written", "Save this as my analysis") { WordsLabel = "Your analysis", WordsRequired = true },
    ];

    public override string? SettledBy(ActivityContext context) => Information.MissingFrom(context.Case).Any(m => m.Kind == MissingKind.AnalysisMissing) ? null : "Written";

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var assessment = context.Case.Person.LatestAssessment!;
        assessment.Analysis = answer.Words;
        assessment.AnalysisBy = context.Case.Actor.Signature;
        assessment.AnalysisOn = context.Case.Today;
    }
}

public sealed class AnswerQuestions : TaskWait
{
    public override string Type => "Referrals.AnswerQuestions";
    public override string Title => "Answer what no system can tell us";
    public override string Because => "What can be recommended turns on answers that no system holds.";
    public override string Help => "nDelius and OASys do not hold these. They decide which interventions can be recommended. Leave a question at \"not known yet\" if you have still to find out.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Answered", "Save my answers") { AsksQuestions = true }];

    public override string? SettledBy(ActivityContext context) => Information.MissingFrom(context.Case).Any(m => m.Kind == MissingKind.QuestionUnanswered) ? null : "Answered";

    public override Refusal? Check(ActivityContext context, TaskAnswer answer)
    {
        var facts = context.Case.Facts();
        var answered = facts with
        {
            IntimatePartnerConviction = answer.IntimatePartnerConviction ?? facts.IntimatePartnerConviction,
            HeterosexualRelationship = answer.HeterosexualRelationship ?? facts.HeterosexualRelationship,
            CanDiscussOneAct = answer.CanDiscussOneAct ?? facts.CanDiscussOneAct,
            ChildrenConcerned = answer.ChildrenConcerned ?? facts.ChildrenConcerned,
        };
        var missing = Information.MissingFrom(context.Case, answered).Where(m => m.Kind == MissingKind.QuestionUnanswered).ToArray();
        return missing.Length == 0 ? null : new StillUnanswered(missing);
    }

    /// <summary>Who knows some of it need not find it out again when they know the rest.</summary>
    public override bool Keep(ActivityContext context, TaskAnswer answer)
    {
        var before = Held(context.Case.Person);
        Apply(context, answer);
        return Held(context.Case.Person) != before;
    }

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var person = context.Case.Person;
        person.IntimatePartnerConviction = answer.IntimatePartnerConviction ?? person.IntimatePartnerConviction;
        person.HeterosexualRelationship = answer.HeterosexualRelationship ?? person.HeterosexualRelationship;
        person.CanDiscussOneAct = answer.CanDiscussOneAct ?? person.CanDiscussOneAct;
        person.ChildrenConcerned = answer.ChildrenConcerned ?? person.ChildrenConcerned;
    }

    private static (bool?, bool?, bool?, bool?) Held(Person person) =>
        (person.IntimatePartnerConviction, person.HeterosexualRelationship, person.CanDiscussOneAct, person.ChildrenConcerned);
}

/// <summary>The practitioner's decision on the recommendation.</summary>
public sealed class Decide : TaskWait
{
    public const string AcceptRecommendation = "AcceptRecommendation";
    public const string ChooseAnother = "ChooseAnother";
    public const string DoNotRefer = "DoNotRefer";

    public override string Type => "Referrals.Decide";
    public override string Title => "Decide on an intervention";
    public override string Because => "Everything that is needed is there, and nothing has been decided.";
    public override string Help => "Look at what is recommended and why. You may choose another intervention, or not refer, with a reason that your senior probation officer approves.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new(AcceptRecommendation, "Accept the recommendation"),
        new(ChooseAnother, "Choose another intervention")
        {
            AsksProgramme = true,
            Reasons = ReasonUses.Override,
            WordsLabel = "Why is it the better choice for this person?",
            WordsRequired = true,
            Hint = "Your senior probation officer is asked to approve it.",
        },
        new(DoNotRefer, "Do not refer")
        {
            Reasons = ReasonUses.UnmetNeed,
            WordsLabel = "What is the rationale?",
            WordsRequired = true,
            Hint = "Your senior probation officer is asked to approve it.",
        },
    ];

    public override Refusal? Check(ActivityContext context, TaskAnswer answer)
    {
        // Time alone changes a recommendation: what was right when the task opened may not fit the weeks that are left.
        var recommended = Recommender.Recommend(context.Case.Catalogue, context.Case.Facts(), context.Case.Today).RecommendedKey;
        if (answer.Outcome == AcceptRecommendation)
            return recommended is null ? new NothingRecommended()
                : answer.ProgrammeKey is { } seen && seen != recommended ? new RecommendationChanged()
                : null;
        if (answer.Outcome != ChooseAnother)
            return null;
        if (answer.ProgrammeKey == recommended)
            return new SameAsRecommended();
        return context.Case.Catalogue.Programmes(context.Case.Today, context.Case.Person.RegionCode).Any(p => p.Key == answer.ProgrammeKey)
            ? null
            : new NotOfferedHere(answer.ProgrammeKey);
    }

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var file = context.Case;
        var need = context.RequiredNeed;
        var accepted = answer.Outcome == AcceptRecommendation;
        RecommendIntervention.Refresh(file, need);
        var chosen = answer.Outcome switch
        {
            AcceptRecommendation => need.RecommendedKey,
            ChooseAnother => answer.ProgrammeKey,
            _ => null,
        };
        file.Add(new Decision
        {
            Id = file.NewId(),
            NeedId = need.Id,
            Number = need.Decisions.Count + 1,
            DecidedOn = file.Today,
            DecidedBy = file.Actor.Signature,
            RecommendedKey = need.RecommendedKey,
            Recommendation = Recommender.Recommend(file.Catalogue, file.Facts(), file.Today).ToJson(),
            ProgrammeKey = chosen,
            ReasonCode = accepted ? null : answer.ReasonCode,
            Words = accepted ? null : answer.Words,
            NeedsApproval = !accepted,
        });
        file.Record(MilestoneKinds.Decided, need, programme: chosen, reason: accepted ? null : answer.ReasonCode, words: accepted ? null : answer.Words);
        if (!accepted)
            file.Record(MilestoneKinds.ApprovalAsked, need);
    }
}

public sealed class ApproveDecision : TaskWait
{
    public const string Approved = "Approved";
    public const string Rejected = "Rejected";

    public override string Type => "Referrals.ApproveDecision";
    public override string Title => "Approve a decision";
    public override string Because => "The practitioner chose something other than the recommendation, or not to refer.";
    public override string Help => "The practitioner chose something other than the recommendation, or not to refer. Nothing happens until you approve it or send it back.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new(Approved, "Approve the decision") { WordsLabel = "Anything to add" },
        new(Rejected, "Send it back")
        {
            Reasons = ReasonUses.ApprovalRejection,
            WordsLabel = "What should the practitioner look at again?",
            WordsRequired = true,
        },
    ];

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var file = context.Case;
        var need = context.RequiredNeed;
        var decision = need.LatestDecision!;
        if (answer.Outcome == Approved)
        {
            decision.ApprovedOn = file.Today;
            decision.ApprovedBy = file.Actor.Signature;
            if (decision.ProgrammeKey is null)
                need.ReasonCode = decision.ReasonCode;
            file.Record(MilestoneKinds.Approved, need, programme: decision.ProgrammeKey, reason: decision.ReasonCode, words: answer.Words);
            return;
        }

        decision.RejectedOn = file.Today;
        decision.RejectedBy = file.Actor.Signature;
        decision.RejectionReason = answer.ReasonCode;
        decision.RejectionWords = answer.Words;
        file.Record(MilestoneKinds.ApprovalRejected, need, reason: answer.ReasonCode, words: answer.Words);
    }
}

/// <summary>After death or the end of supervision nothing more can be delivered; a manager confirms it with a reason.</summary>
public sealed class ConfirmClosure : TaskWait
{
    public const string Confirmed = "Confirmed";
    public const string KeepOpen = "KeepOpen";

    public override string Type => "Referrals.ConfirmClosure";
    public override string Title => "Confirm that the need closes unmet";
    public override string Because => "Nothing more can be delivered, and a need closes unmet only with a manager's yes.";
    public override string Help => "The person has died, or their supervision has ended, or they cannot go on after recall, before an intervention was completed. Confirm the reason, or keep the need open.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new(Confirmed, "Close the need as unmet") { Reasons = ReasonUses.UnmetNeed, WordsLabel = "Anything to add" },
        new(KeepOpen, "Keep the need open") { WordsLabel = "What will happen instead?", WordsRequired = true },
    ];

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var file = context.Case;
        var need = context.RequiredNeed;
        if (answer.Outcome == Confirmed)
        {
            need.ReasonCode = answer.ReasonCode;
            file.Record(MilestoneKinds.Approved, need, reason: answer.ReasonCode, words: answer.Words);
            return;
        }

        need.Interruption = null;
        need.InterruptedOn = null;
        file.Record(MilestoneKinds.Reviewed, need, words: answer.Words);
    }
}

public sealed class AfterRecall : TaskWait
{
    public override string Type => "Referrals.AfterRecall";
    public override string Title => "Say how it goes on after recall";
    public override string Because => "The work is held since the recall.";
    public override string Help => "The person was recalled to custody, so the work on this need is held. Say when they are released again, or that it cannot go on.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Resumed", "They were released: take the work up again") { DateLabel = "Released on" },
        new("CannotContinue", "It cannot go on") { WordsLabel = "Why not?", WordsRequired = true, Hint = "Your senior probation officer is asked to confirm the closure." },
    ];

    public override string? SettledBy(ActivityContext context) => context.RequiredNeed.Interruption == Interruptions.Recalled ? null : "Resumed";

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var file = context.Case;
        if (answer.Outcome == "Resumed")
        {
            file.Person.RecalledOn = null;
            context.RequiredNeed.Interruption = null;
            context.RequiredNeed.InterruptedOn = null;
            file.Record(MilestoneKinds.Reviewed, context.RequiredNeed, on: answer.On, words: answer.Words);
            return;
        }

        file.Record(MilestoneKinds.ApprovalAsked, context.RequiredNeed, words: answer.Words);
    }
}
