using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Reviews;

/// <summary>The practitioner's answer to a significant change.</summary>
public sealed class ReviewChange : TaskWait
{
    public const string NoChangeNeeded = "NoChangeNeeded";
    public const string PlanChanges = "PlanChanges";

    public override string Type => "Referrals.ReviewChange";
    public override string Title => "Review after a significant change";
    public override string Because => "Something changed that can change the risk.";
    public override string Help => "Something changed that can change the risk. Say whether the plan for this need still holds.";

    /// <summary>Between the causes in the subject of a review that several changes ask for.</summary>
    internal const char Between = '+';

    internal static IReadOnlyList<string> Causes(string? subject) => subject?.Split(Between) ?? [];

    public override string TitleFor(string? subject) => Causes(subject) is { Count: > 1 } several
        ? $"Review the plan after {string.Join(" and ", several.Select(After))}"
        : TitleOf(subject);

    private static string After(string cause) => TitleOf(cause) is var title && title.StartsWith(Prefix, StringComparison.Ordinal) ? title[Prefix.Length..] : "news of a child or a pregnancy";

    private const string Prefix = "Review the plan after ";

    private static string TitleOf(string? subject) => subject switch
    {
        "breached" => "Review the plan after a breach",
        "flag-added" => "Review the plan after a new registration",
        "new-assessment" => "Review the plan after a new assessment",
        "supervision-changed" => "Review the plan after a change of supervision",
        "transferred" => "Review the plan after a transfer",
        "arrested" => "Review the plan after an arrest",
        "address-changed" => "Review the plan after a change of address",
        "relationship-changed" => "Review the plan after a change of relationship",
        "child-or-pregnancy" => "Review the plan: a child or a pregnancy",
        "released" => "Review the plan after a recall",
        _ => "Review after a significant change",
    };

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new(NoChangeNeeded, "No change is needed") { WordsLabel = "Because", WordsRequired = true },
        new(PlanChanges, "The plan has to change") { WordsLabel = "What has to change?", WordsRequired = true, Hint = "What is running is stopped, and the need comes back to you for a new decision." },
    ];

    public override void Apply(ActivityContext context, TaskAnswer answer) =>
        context.Case.Record(MilestoneKinds.Reviewed, context.Need, reason: null, words: answer.Words);
}

/// <summary>Takes the need back to its information and its decision: what is running is ended as superseded.</summary>
public sealed class ReopenDecision : IStep
{
    public string Type => "Referrals.ReopenDecision";
    public string Description => "Ends what is running for the need as superseded and takes it back to a new decision.";
    public IReadOnlyList<string> Outcomes => ["Done"];

    public string Run(ActivityContext context)
    {
        var file = context.Case;
        var need = context.RequiredNeed;
        if (need.LiveReferral is { } referral)
        {
            Places.EndLive(file, referral, PlaceEnds.Withdrawn, file.Today);
            referral.EndedOn = file.Today;
            referral.EndedAs = EndedAs.Superseded;
            file.Record(MilestoneKinds.Withdrawn, need, programme: referral.ProgrammeKey, words: "The plan changed after review");
        }

        if (need.LiveToolkit is { } toolkit)
        {
            toolkit.EndedOn = file.Today;
            toolkit.EndedAs = EndedAs.Superseded;
            foreach (var booked in file.Db.Sessions.Where(s => s.DeliveryId == toolkit.Id && s.HeldOn == null && s.CancelledOn == null).ToList())
                booked.CancelledOn = file.Today;
            file.Record(MilestoneKinds.Withdrawn, need, programme: toolkit.ToolkitKey, words: "The plan changed after review");
        }

        if (need.LatestDecision is { Stands: false, RejectedOn: null } pending)
        {
            pending.RejectedOn = file.Today;
            pending.RejectedBy = file.Actor.Signature;
            pending.RejectionWords = "The plan changed after review";
        }

        var reviewed = context.Instance.Id;
        file.Afterwards.Enqueue(host =>
        {
            host.Raise(file, Signals.PlanToChange, $"review/{reviewed:N}", need.Id);
            host.SettleByFacts(file, $"review/{reviewed:N}");
        });
        return "Done";
    }
}
