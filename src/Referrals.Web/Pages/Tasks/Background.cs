using Referrals.Application.Tasks;
using Referrals.Domain;

namespace Referrals.Web.Pages.Tasks;

/// <summary>Something said or done earlier that this task turns on.</summary>
public sealed record Told(string Heading, DateOnly On)
{
    public string? By { get; init; }

    public string? Reason { get; init; }

    public string? Words { get; init; }
}

/// <summary>What of the history a person must have before them to do a task, so that they need not look for it.</summary>
public static class Background
{
    /// <summary>What can start a review, or happen while one is open.</summary>
    private static readonly HashSet<string> s_changes = new(StringComparer.Ordinal)
    {
        MilestoneKinds.Breached, MilestoneKinds.FlagAdded, MilestoneKinds.NewAssessment, MilestoneKinds.SupervisionEndChanged, MilestoneKinds.Transferred, MilestoneKinds.AreaChanged,
        MilestoneKinds.Arrested, MilestoneKinds.AddressChanged, MilestoneKinds.RelationshipChanged, MilestoneKinds.ChildOrPregnancy, MilestoneKinds.Released, MilestoneKinds.RequirementChanged,
    };

    public static IReadOnlyList<Told> Of(TaskView view, Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(catalogue);
        IEnumerable<Told?> told = view.Task.Kind switch
        {
            "Referrals.Decide" or "Referrals.WriteAnalysis" or "Referrals.AnswerQuestions" => [SentBack(view, catalogue), ReferralEnded(view, catalogue)],
            "Referrals.GiveInformation" => [Last(view, catalogue, MilestoneKinds.InformationAsked, "What the programme team asked")],
            "Referrals.AssessSuitability" => [Last(view, catalogue, MilestoneKinds.InformationGiven, "What the practitioner answered"), Last(view, catalogue, MilestoneKinds.InformationAsked, "What was asked")],
            "Referrals.WaitForPlace" or "Referrals.DeliverProgramme" => [Last(view, catalogue, MilestoneKinds.Accepted, "Accepted")],
            "Referrals.ReviewWaiting" => [PutOff(view, catalogue), Last(view, catalogue, MilestoneKinds.Accepted, "Accepted")],
            "Referrals.AwaitAnswer" => [Asked(view)],
            "Referrals.AfterRecall" => [Last(view, catalogue, MilestoneKinds.Recalled, "Recalled to custody")],
            "Referrals.ConfirmClosure" => [Interrupted(view), CannotContinue(view)],
            "Referrals.ReviewChange" => Changed(view, catalogue),
            "Referrals.AcknowledgeHandover" => [Last(view, catalogue, MilestoneKinds.PractitionerChanged, "Handed over")],
            _ => [],
        };
        return [.. told.OfType<Told>()];
    }

    private static Told? PutOff(TaskView view, Catalogue catalogue) =>
        Of(view, m => m.Counts && m.Kind is MilestoneKinds.NotReady or MilestoneKinds.Deprioritised or MilestoneKinds.Deferred) is { } milestone ? From(milestone, CaseWords.Milestone(milestone, catalogue), catalogue) : null;

    private static Told? SentBack(TaskView view, Catalogue catalogue) => view.Need?.LatestDecision is { RejectedOn: { } on } sent
        ? new Told("Your decision was sent back", on) { By = sent.RejectedBy, Reason = Reason(sent.RejectionReason, catalogue), Words = sent.RejectionWords }
        : null;

    /// <summary>Why a need that was decided before is to be decided again; nothing where the decision was sent back after it.</summary>
    private static Told? ReferralEnded(TaskView view, Catalogue catalogue)
    {
        var ended = Of(view, m => m.Kind is MilestoneKinds.NotSuitable or MilestoneKinds.Withdrawn or MilestoneKinds.LeftEarly);
        return ended is null || view.Need?.LatestDecision?.RejectedOn > ended.On ? null : From(ended, Heading(ended, catalogue), catalogue);
    }

    private static string Heading(Milestone ended, Catalogue catalogue)
    {
        var what = ended.ProgrammeKey is { } key ? catalogue.FindProgramme(key, ended.On)?.Name ?? key : "The referral";
        return ended.Kind switch
        {
            MilestoneKinds.NotSuitable => $"{what}: found not suitable",
            MilestoneKinds.Withdrawn => $"{what}: withdrawn",
            _ => $"{what}: ended early",
        };
    }

    private static Told? Asked(TaskView view)
    {
        var kind = view.Subject == "police" ? EnquiryKind.Police : EnquiryKind.ChildrensServices;
        var enquiry = view.Person.Enquiries.Where(e => e.Kind == kind && e.AskedOn is not null).MaxBy(e => e.AskedOn);
        return enquiry is null ? null : new Told("Asked", enquiry.AskedOn!.Value) { By = enquiry.AskedBy is { } by && CaseWords.By(by) == by ? by : null, Words = enquiry.Question };
    }

    private static Told? Interrupted(TaskView view) => view.Need is { Interruption: { } what, InterruptedOn: { } on }
        ? new Told(what switch
        {
            Interruptions.Died => "The person died",
            Interruptions.SupervisionEnded => "Supervision ended",
            _ => "Recalled to custody",
        }, on)
        : null;

    private static Told? CannotContinue(TaskView view) => view.Need?.Interruption != Interruptions.Recalled ? null
        : Of(view, m => m.Kind == MilestoneKinds.ApprovalAsked && m.Words is not null) is { } asked
            ? new Told("Why it cannot go on", asked.On) { By = asked.By, Words = asked.Words }
            : null;

    /// <summary>What the review was asked for, and whatever else has changed since.</summary>
    private static IEnumerable<Told?> Changed(TaskView view, Catalogue catalogue) => view.Person.Milestones
        .Where(m => m.Counts && s_changes.Contains(m.Kind) && m.RecordedAt >= view.Task.OpenedAt && (m.NeedId is null || m.NeedId == view.Need?.Id))
        .OrderBy(m => m.RecordedAt).ThenBy(m => m.On).Select(m => From(m, CaseWords.Milestone(m, catalogue), catalogue));

    private static Told? Last(TaskView view, Catalogue catalogue, string kind, string heading) =>
        Of(view, m => m.Kind == kind) is { } milestone ? From(milestone, heading, catalogue) : null;

    private static Milestone? Of(TaskView view, Func<Milestone, bool> which) => view.Person.Milestones
        .Where(m => (m.NeedId is null || m.NeedId == view.Need?.Id) && which(m))
        .OrderByDescending(m => m.On).ThenByDescending(m => m.RecordedAt).FirstOrDefault();

    private static Told From(Milestone milestone, string heading, Catalogue catalogue) =>
        new(heading, milestone.On) { By = milestone.By, Reason = Reason(milestone.ReasonCode, catalogue), Words = milestone.Words };

    private static string? Reason(string? code, Catalogue catalogue) => code is null ? null : catalogue.FindReason(code)?.Words ?? code;
}
