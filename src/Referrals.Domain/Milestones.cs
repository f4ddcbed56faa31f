using System.Collections.Frozen;

namespace Referrals.Domain;

/// <summary>
/// The kinds of milestone: dated facts in the life of a need, kept as these codes in the database, in imported
/// histories and in exports. A status is read off them and is never stored (docs/glossary.md).
/// </summary>
public static class MilestoneKinds
{
    /// <summary>An assessment outcome says an intervention is wanted, or not: dated by the assessment's completion.</summary>
    public const string Assessed = "assessed";

    /// <summary>A need for an intervention opened.</summary>
    public const string NeedOpened = "need-opened";

    /// <summary>The eligibility rules gave a recommendation.</summary>
    public const string Recommended = "recommended";

    /// <summary>The practitioner chose an intervention, or chose none with a reason.</summary>
    public const string Decided = "decided";

    /// <summary>A choice that needs an SPO's approval was put to one.</summary>
    public const string ApprovalAsked = "approval-asked";

    /// <summary>The SPO approved the choice.</summary>
    public const string Approved = "approved";

    /// <summary>The SPO sent the choice back with a reason.</summary>
    public const string ApprovalRejected = "approval-rejected";

    /// <summary>A referral was opened for an accredited programme or structured intervention.</summary>
    public const string Referred = "referred";

    /// <summary>The referral was complete and went to the programme team.</summary>
    public const string Submitted = "submitted";

    /// <summary>The programme team found the person suitable and took the referral.</summary>
    public const string Accepted = "accepted";

    /// <summary>The programme team found the person not suitable, with a reason.</summary>
    public const string NotSuitable = "not-suitable";

    /// <summary>A place in a group was given.</summary>
    public const string Allocated = "allocated";

    /// <summary>The first session was attended: what the statistics call started.</summary>
    public const string FirstSession = "first-session";

    /// <summary>The last session was attended.</summary>
    public const string LastSession = "last-session";

    /// <summary>The programme or toolkit was completed.</summary>
    public const string Completed = "completed";

    /// <summary>The programme team sent its report to the practitioner.</summary>
    public const string ReportSent = "report-sent";

    /// <summary>One-to-one toolkit work began.</summary>
    public const string ToolkitStarted = "toolkit-started";

    /// <summary>The person started and left before the end, with a reason.</summary>
    public const string LeftEarly = "left-early";

    /// <summary>The referral was withdrawn before it started, with a reason; the need stays open.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>An intervention was completed: the need is met and closed.</summary>
    public const string Met = "met";

    /// <summary>The need was closed without an intervention, with a coded reason that a manager approved.</summary>
    public const string ClosedUnmet = "closed-unmet";

    /// <summary>A question went to the police or to children's services.</summary>
    public const string EnquiryAsked = "enquiry-asked";

    /// <summary>The police or children's services answered.</summary>
    public const string EnquiryAnswered = "enquiry-answered";

    /// <summary>The case moved to another probation practitioner in nDelius.</summary>
    public const string PractitionerChanged = "practitioner-changed";

    /// <summary>The new practitioner acknowledged the tasks that came with the case.</summary>
    public const string HandoverAcknowledged = "handover-acknowledged";

    /// <summary>The case moved to another PDU or region in nDelius.</summary>
    public const string AreaChanged = "area-changed";

    /// <summary>A requirement or licence condition was added to the supervision or taken from it.</summary>
    public const string RequirementChanged = "requirement-changed";

    /// <summary>The date on which supervision is to end was changed.</summary>
    public const string SupervisionEndChanged = "supervision-end-changed";

    /// <summary>Supervision ended.</summary>
    public const string SupervisionEnded = "supervision-ended";

    /// <summary>The person was recalled to custody.</summary>
    public const string Recalled = "recalled";

    /// <summary>Released again after a recall.</summary>
    public const string Released = "released";

    /// <summary>The programme team asked the practitioner for what they need to decide.</summary>
    public const string InformationAsked = "information-asked";

    /// <summary>The practitioner answered them.</summary>
    public const string InformationGiven = "information-given";

    /// <summary>Enforcement of the order or licence began.</summary>
    public const string Breached = "breached";

    /// <summary>The person died.</summary>
    public const string Died = "died";

    /// <summary>The case was transferred to another region or out of England and Wales.</summary>
    public const string Transferred = "transferred";

    /// <summary>A register flag that bears on the need was added in nDelius.</summary>
    public const string FlagAdded = "flag-added";

    /// <summary>A newer completed assessment arrived while the need was open.</summary>
    public const string NewAssessment = "new-assessment";

    /// <summary>The person was arrested.</summary>
    public const string Arrested = "arrested";

    /// <summary>The person moved, or somebody moved in or out.</summary>
    public const string AddressChanged = "address-changed";

    /// <summary>A relationship began, ended or changed.</summary>
    public const string RelationshipChanged = "relationship-changed";

    /// <summary>A pregnancy, a birth, or a child who is now concerned.</summary>
    public const string ChildOrPregnancy = "child-or-pregnancy";

    /// <summary>The practitioner wrote a summary for whoever takes the case on.</summary>
    public const string HandoverWritten = "handover-written";

    /// <summary>The practitioner reviewed the need after something changed.</summary>
    public const string Reviewed = "reviewed";

    /// <summary>Suitable but not ready to start, with a reason and a review date.</summary>
    public const string NotReady = "not-ready";

    /// <summary>Not to be given a place for now, with a reason and a review date.</summary>
    public const string Deprioritised = "deprioritised";

    /// <summary>The start was put off until something outside is settled, with a reason and a review date.</summary>
    public const string Deferred = "deferred";

    /// <summary>Back on the waiting list, where the time already waited still counts.</summary>
    public const string WaitingAgain = "waiting-again";

    /// <summary>Somebody put them at a place in the queue by hand, with a reason, or let the order decide again.</summary>
    public const string QueuePlaceSet = "queue-place-set";

    /// <summary>The last required pre-group session was attended. Not a start.</summary>
    public const string PreGroupDone = "pre-group-done";

    /// <summary>Somebody recorded a commencement in nDelius: never the same as a first session attended.</summary>
    public const string CommencementRecorded = "commencement-recorded";

    /// <summary>A place in a group was given up before the start, with a reason.</summary>
    public const string PlaceLost = "place-lost";

    /// <summary>Somebody who had left joined a group again within the time allowed.</summary>
    public const string Rejoined = "rejoined";

    /// <summary>A warning was given after an unacceptable absence.</summary>
    public const string WarningGiven = "warning-given";

    /// <summary>The practitioner decided whether to breach, with a coded reason.</summary>
    public const string BreachConsidered = "breach-considered";

    /// <summary>A risk concern was raised in a session; its words are not here.</summary>
    public const string ConcernRaised = "concern-raised";

    /// <summary>The practitioner acknowledged a risk concern.</summary>
    public const string ConcernAcknowledged = "concern-acknowledged";

    /// <summary>A session attended elsewhere was credited, with its source.</summary>
    public const string SessionCredited = "session-credited";

    /// <summary>The post-programme review took place.</summary>
    public const string ReviewHeld = "review-held";

    /// <summary>The post-programme report is complete, not yet sent.</summary>
    public const string ReportWritten = "report-written";

    /// <summary>A wrong milestone was corrected, with a reason; both stay in the history.</summary>
    public const string StatusCorrected = "status-corrected";

    /// <summary>Somebody put off being reminded of a task, with a reason and until when.</summary>
    public const string TaskPutOff = "task-put-off";

    /// <summary>Every kind above.</summary>
    public static readonly FrozenSet<string> All = new[]
    {
        Assessed, NeedOpened, Recommended, Decided, ApprovalAsked, Approved, ApprovalRejected, Referred, Submitted,
        Accepted, NotSuitable, Allocated, FirstSession, LastSession, Completed, ReportSent, ToolkitStarted, LeftEarly,
        Withdrawn, Met, ClosedUnmet, EnquiryAsked, EnquiryAnswered, PractitionerChanged, HandoverAcknowledged,
        AreaChanged, RequirementChanged, SupervisionEndChanged, SupervisionEnded, Recalled, Breached, Died, Transferred,
        FlagAdded, NewAssessment, Reviewed, Released, InformationAsked, InformationGiven, NotReady, Deprioritised, Deferred, WaitingAgain,
        PreGroupDone, CommencementRecorded, PlaceLost, Rejoined, WarningGiven, BreachConsidered, ConcernRaised,
        ConcernAcknowledged, SessionCredited, ReviewHeld, ReportWritten, StatusCorrected, Arrested, AddressChanged, RelationshipChanged,
        ChildOrPregnancy, HandoverWritten, TaskPutOff, QueuePlaceSet,
    }.ToFrozenSet(StringComparer.Ordinal);
}
