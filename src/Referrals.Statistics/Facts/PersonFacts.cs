using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Referrals.Statistics;

/// <summary>
/// One accumulating row: all that the measures know of one person, whatever number of needs, orders and deliveries they have. A person is one row, so that counting people
/// counts nobody twice. Null is always "not known". Dates are of Europe/London.
/// </summary>
public sealed record PersonFacts
{
    public required Guid Id { get; init; }

    /// <summary>Where the case is held now: a transfer takes the person's figures with it.</summary>
    public string? Region { get; init; }

    public int? Pdu { get; init; }
    public string? Practitioner { get; init; }
    public string? Team { get; init; }
    public string? Sex { get; init; }
    public DateOnly? Born { get; init; }
    public string? Ethnicity { get; init; }
    public bool? Disability { get; init; }
    public bool? LearningNeed { get; init; }
    public string? Religion { get; init; }
    public string? Language { get; init; }

    /// <summary>A domestic abuse registration is in force; null where registrations were never read.</summary>
    public bool? Flagged { get; init; }

    /// <summary>Of the first such registration that has a date.</summary>
    public DateOnly? FlaggedOn { get; init; }

    /// <summary>When everything an assessment needs was there for the first time: SARA signed and analysed, enquiries answered.</summary>
    public DateOnly? SufficientOn { get; init; }

    public DateOnly? PoliceAskedOn { get; init; }
    public DateOnly? PoliceAnsweredOn { get; init; }

    /// <summary>Whether children are concerned, so that children's services are to be asked.</summary>
    public bool? Children { get; init; }

    public DateOnly? ChildrensServicesAskedOn { get; init; }
    public DateOnly? ChildrensServicesAnsweredOn { get; init; }
    public ImmutableArray<AssessmentFacts> Assessments { get; init; } = [];
    public ImmutableArray<ChangeFacts> Changes { get; init; } = [];
    public ImmutableArray<OrderFacts> Orders { get; init; } = [];
    public ImmutableArray<NeedFacts> Needs { get; init; } = [];

    /// <summary>The latest assessment outcome; of two on one day the one that stands later in the row.</summary>
    [JsonIgnore]
    public AssessmentFacts? Latest
    {
        get
        {
            AssessmentFacts? latest = null;
            foreach (var assessment in Assessments)
            {
                if (latest is null || assessment.On >= latest.On) latest = assessment;
            }

            return latest;
        }
    }
}

public sealed record AssessmentFacts
{
    public required DateOnly On { get; init; }

    /// <summary>The higher of the two SARA levels: low, medium, high, very-high.</summary>
    public string? Sara { get; init; }

    /// <summary><c>wanted</c>, <c>not-wanted</c> or <c>cannot-say</c>.</summary>
    public required string Wanted { get; init; }

    public bool Signed { get; init; }
    public bool Analysed { get; init; }
    public bool? FamilyAbuse { get; init; }
}

/// <summary>A significant change while a need was open, and the review after it.</summary>
public sealed record ChangeFacts
{
    public required string Kind { get; init; }
    public required DateOnly On { get; init; }
    public DateOnly? ReviewedOn { get; init; }
}

/// <summary>One order or licence, with what was delivered of the accredited programme it imposes.</summary>
public sealed record OrderFacts
{
    public required int Number { get; init; }

    /// <summary>When supervision started, which is when it was sentenced for an order.</summary>
    public DateOnly? StartsOn { get; init; }

    public DateOnly? EndsOn { get; init; }
    public DateOnly? EndedOn { get; init; }
    public bool? Custodial { get; init; }

    /// <summary>Null where the requirements and conditions were never read.</summary>
    public string? Imposed { get; init; }

    /// <summary>The accredited programme that a requirement or condition names; null for none.</summary>
    public string? Programme { get; init; }

    /// <summary>A commencement was recorded in nDelius, which is not a first session.</summary>
    public DateOnly? CommencedOn { get; init; }

    public DateOnly? FirstSessionOn { get; init; }
    public DateOnly? CompletedOn { get; init; }
}

/// <summary>What <see cref="OrderFacts.Imposed"/> says.</summary>
public static class ImposedBy
{
    public const string Requirement = "requirement";
    public const string Licence = "licence";
    public const string PostSentence = "post-sentence";
    public const string Nothing = "nothing";
}

/// <summary>One assessed need and every milestone of it.</summary>
public sealed record NeedFacts
{
    public required Guid Id { get; init; }

    [JsonConverter(typeof(PlainText))]
    public required string Reference { get; init; }

    public required DateOnly AssessedOn { get; init; }
    public required DateOnly OpenedOn { get; init; }

    /// <summary>The information was complete for the first time, and the rules answered.</summary>
    public DateOnly? InformedOn { get; init; }

    /// <summary>What the eligibility rules recommended last; null where nothing fitted or they have not answered.</summary>
    public string? Recommended { get; init; }

    public DateOnly? DecidedOn { get; init; }
    public DateOnly? ReferredOn { get; init; }
    public DateOnly? AcceptedOn { get; init; }
    public DateOnly? AllocatedOn { get; init; }
    public DateOnly? FirstSessionOn { get; init; }
    public DateOnly? LastSessionOn { get; init; }
    public DateOnly? CompletedOn { get; init; }
    public DateOnly? ReportSentOn { get; init; }

    /// <summary>Of the completion, else of the latest referral or toolkit.</summary>
    public string? Programme { get; init; }

    public int? PlanVersion { get; init; }
    public DateOnly? ClosedOn { get; init; }

    /// <summary><c>met</c> or <c>unmet</c>.</summary>
    public string? ClosedAs { get; init; }

    public string? Reason { get; init; }

    /// <summary>One of <see cref="Stands"/>.</summary>
    public required string Stands { get; init; }

    /// <summary>Some of these dates were brought in from another system.</summary>
    public bool Imported { get; init; }

    public ImmutableArray<DeliveryFacts> Deliveries { get; init; } = [];
}

/// <summary>One referral or toolkit, and how far it got.</summary>
public sealed record DeliveryFacts
{
    public required Guid Id { get; init; }
    public required string Programme { get; init; }
    public int? PlanVersion { get; init; }
    public required DateOnly ReferredOn { get; init; }
    public DateOnly? AcceptedOn { get; init; }
    public DateOnly? ExpectedOn { get; init; }
    public DateOnly? CommencedOn { get; init; }
    public DateOnly? StartedOn { get; init; }
    public DateOnly? EndedOn { get; init; }

    /// <summary><c>completed</c>, <c>left-early</c>, <c>stopped</c>, <c>withdrawn</c>, <c>not-suitable</c> …</summary>
    public string? EndedAs { get; init; }

    public string? Reason { get; init; }

    /// <summary>The last session attended, as the plan calls it.</summary>
    public string? LastSession { get; init; }

    public int Attended { get; init; }
    public int DidNotComply { get; init; }
    public int AcceptableAbsences { get; init; }
    public int UnacceptableAbsences { get; init; }
}

/// <summary>Where a need stands: the furthest first.</summary>
public static class Stands
{
    public const string Met = "met";
    public const string Unmet = "unmet";
    public const string AfterSessions = "after-sessions";
    public const string OnProgramme = "on-programme";
    public const string Toolkit = "toolkit";
    public const string MayRejoin = "may-rejoin";
    public const string Placed = "placed";
    public const string Held = "held";
    public const string WaitingForPlace = "waiting-for-place";
    public const string Suitability = "suitability";
    public const string Approval = "approval";
    public const string Decision = "decision";
    public const string Information = "information";
    public const string Recalled = "recalled";
    public const string ClosureToConfirm = "closure-to-confirm";

    /// <summary>The order in which one of several needs of a person is shown: the furthest.</summary>
    public static IReadOnlyList<string> Furthest { get; } =
    [
        Met, AfterSessions, OnProgramme, Toolkit, MayRejoin, Placed, Held, WaitingForPlace, Suitability, Approval, Decision, Information, Recalled, ClosureToConfirm, Unmet,
    ];

    public static string Name(string stands) => stands switch
    {
        Met => "Met",
        Unmet => "Closed unmet",
        AfterSessions => "Sessions done, review or report due",
        OnProgramme => "On a programme",
        Toolkit => "Toolkit being delivered",
        MayRejoin => "Left, may rejoin",
        Placed => "Has a place",
        Held => "Put off",
        WaitingForPlace => "Waiting for a place",
        Suitability => "Suitability being decided",
        Approval => "Approval awaited",
        Decision => "Decision awaited",
        Information => "Information being gathered",
        Recalled => "Recalled to custody",
        ClosureToConfirm => "Closure to confirm",
        _ => throw new ArgumentOutOfRangeException(nameof(stands), stands, "No need stands there."),
    };

    /// <summary>Whose turn it is, as a role; null where nobody's.</summary>
    public static string? Turn(string stands) => stands switch
    {
        Met or Unmet => null,
        Information or Decision or Toolkit or Recalled => "practitioner",
        Approval or ClosureToConfirm => "spo",
        _ => "programme-team",
    };
}
