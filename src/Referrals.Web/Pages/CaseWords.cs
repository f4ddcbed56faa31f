using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages;

/// <summary>Facts of a case as pages say them. What is not known is said to be not known, never left blank.</summary>
public static class CaseWords
{
    public const string NotKnown = "Not known";

    public static string Of(RiskLevel? level) => level switch
    {
        null => NotKnown,
        RiskLevel.VeryHigh => "Very high",
        { } known => known.ToString(),
    };

    public static string Of(bool? answer) => answer switch
    {
        true => "Yes",
        false => "No",
        null => NotKnown,
    };

    public static string Of(DateOnly? date) => date?.Words() ?? NotKnown;

    public static string Of(string? text) => string.IsNullOrWhiteSpace(text) ? NotKnown : text;

    public static string Of(EnquiryKind kind) => kind == EnquiryKind.Police ? "Police" : "Children's services";

    public static string Of(InterventionKind kind) => kind switch
    {
        InterventionKind.AccreditedProgramme => "Accredited programme",
        InterventionKind.StructuredIntervention => "Structured intervention",
        _ => "One-to-one toolkit",
    };

    /// <summary>1 working day, 2 working days.</summary>
    public static string WorkingDays(int days) => days == 1 ? "1 working day" : $"{days} working days";

    /// <summary>How long ago, in the largest unit that still says something: 3 days, 5 weeks, 4 months, 2 years.</summary>
    public static string Age(DateOnly from, DateOnly today)
    {
        var days = today.DayNumber - from.DayNumber;
        var (number, unit) = days switch
        {
            < 14 => (days, "day"),
            < 92 => (days / 7, "week"),
            < 730 => ((((today.Year - from.Year) * 12) + today.Month - from.Month) - (today.Day < from.Day ? 1 : 0), "month"),
            _ => (days / 365, "year"),
        };
        return number == 1 ? $"1 {unit}" : $"{number} {unit}s";
    }

    /// <summary>How long ago, or that it was today.</summary>
    public static string Ago(DateOnly from, DateOnly today) => from >= today ? "today" : $"{Age(from, today)} ago";

    /// <summary>What happened, as the heading of an event in a history.</summary>
    public static string Milestone(Milestone milestone, Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(milestone);
        ArgumentNullException.ThrowIfNull(catalogue);
        var programme = milestone.ProgrammeKey is { } key ? catalogue.FindProgramme(key, milestone.On)?.Name ?? key : null;
        return milestone.Kind switch
        {
            MilestoneKinds.Assessed => "Assessed",
            MilestoneKinds.NeedOpened => "Need for an intervention opened",
            MilestoneKinds.Recommended => programme is null ? "Recommendation: nothing fits" : $"Recommendation: {programme}",
            MilestoneKinds.Decided => programme is null ? "Decided not to refer" : $"Decided: {programme}",
            MilestoneKinds.ApprovalAsked => "Approval asked of the senior probation officer",
            MilestoneKinds.Approved => "Decision approved",
            MilestoneKinds.ApprovalRejected => "Decision sent back",
            MilestoneKinds.Referred => With("Referred"),
            MilestoneKinds.Submitted => With("Referral submitted"),
            MilestoneKinds.Accepted => With("Referral accepted"),
            MilestoneKinds.NotSuitable => With("Found not suitable"),
            MilestoneKinds.Allocated => With("Place in a group given"),
            MilestoneKinds.FirstSession => With("First session attended"),
            MilestoneKinds.LastSession => With("Last session attended"),
            MilestoneKinds.Completed => With("Completed"),
            MilestoneKinds.ReportSent => With("Report sent"),
            MilestoneKinds.ToolkitStarted => With("Toolkit started"),
            MilestoneKinds.LeftEarly => With("Left early"),
            MilestoneKinds.Withdrawn => With("Referral withdrawn"),
            MilestoneKinds.Met => "Need met",
            MilestoneKinds.ClosedUnmet => "Need closed unmet",
            MilestoneKinds.EnquiryAsked => "Enquiry asked",
            MilestoneKinds.EnquiryAnswered => "Enquiry answered",
            MilestoneKinds.PractitionerChanged => "New probation practitioner",
            MilestoneKinds.HandoverWritten => "Summary written for handover",
            MilestoneKinds.HandoverAcknowledged => "Handover acknowledged",
            MilestoneKinds.AreaChanged => "Moved to another area",
            MilestoneKinds.RequirementChanged => "Requirement or licence condition changed",
            MilestoneKinds.SupervisionEndChanged => "End of supervision changed",
            MilestoneKinds.InformationAsked => "The programme team asked for more information",
            MilestoneKinds.InformationGiven => "More information given",
            MilestoneKinds.Transferred => "Transferred",
            MilestoneKinds.FlagAdded => "Registration added",
            MilestoneKinds.NewAssessment => "New assessment",
            MilestoneKinds.Reviewed => "Reviewed after a change",
            MilestoneKinds.NotReady => With("Suitable, but not ready"),
            MilestoneKinds.Deprioritised => With("Others go first"),
            MilestoneKinds.Deferred => With("Start put off"),
            MilestoneKinds.WaitingAgain => With("Back in the queue for a place"),
            MilestoneKinds.QueuePlaceSet => With("Place in the queue set by hand"),
            MilestoneKinds.PreGroupDone => With("Pre-group sessions done"),
            MilestoneKinds.CommencementRecorded => With("Commencement recorded in nDelius"),
            MilestoneKinds.PlaceLost => With("Place in a group given up"),
            MilestoneKinds.Rejoined => With("Comes back"),
            MilestoneKinds.WarningGiven => "Warning given after an absence",
            MilestoneKinds.BreachConsidered => "Breach considered",
            MilestoneKinds.ConcernRaised => "Risk concern raised in a session",
            MilestoneKinds.ConcernAcknowledged => "Risk concern read by the practitioner",
            MilestoneKinds.SessionCredited => With("Sessions done elsewhere credited"),
            MilestoneKinds.ReviewHeld => With("Post-programme review held"),
            MilestoneKinds.ReportWritten => With("Report complete"),
            MilestoneKinds.TaskPutOff => "Reminder put off",
            MilestoneKinds.StatusCorrected => With("Corrected"),
            var happened => Event(happened),
        };

        string With(string what) => programme is null ? what : $"{what}: {programme}";
    }

    /// <summary>An event of <see cref="CaseEvents.Kinds"/>.</summary>
    public static string Event(string kind) => kind switch
    {
        MilestoneKinds.Arrested => "Arrested",
        MilestoneKinds.AddressChanged => "Change of address",
        MilestoneKinds.RelationshipChanged => "Change of relationship",
        MilestoneKinds.ChildOrPregnancy => "A pregnancy, a birth or a child concerned",
        MilestoneKinds.Recalled => "Recalled to custody",
        MilestoneKinds.Released => "Released",
        MilestoneKinds.Breached => "Breach action begun",
        MilestoneKinds.SupervisionEnded => "Supervision ended",
        MilestoneKinds.Died => "Died",
        _ => kind,
    };

    /// <summary>Who recorded something; what the service did by itself is nobody's.</summary>
    public static string By(string signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        // A service's own name is one word; people sign with a staff code or a user name.
        return signature.Contains('(', StringComparison.Ordinal) || signature.Contains('.', StringComparison.Ordinal) ? signature : "this service";
    }

    /// <summary>Where a fact came from; null for what was recorded here.</summary>
    public static string? Source(string source) => source switch
    {
        MilestoneSources.Product => null,
        MilestoneSources.Imported => "Brought in from before this service",
        _ => $"From {source}",
    };
}
