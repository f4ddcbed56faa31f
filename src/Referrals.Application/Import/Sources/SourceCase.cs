using Referrals.Domain;

namespace Referrals.Application.Import.Sources;

/// <summary>
/// One case as nDelius, OASys and those who supervise it told us, before anything is stored. A null part was not
/// supplied, or could not be fetched or read: it is unknown and changes nothing. An empty list is the source saying none.
/// </summary>
public sealed record SourceCase
{
    /// <summary>Upper case letters and digits, 20 at most.</summary>
    public required string Crn { get; init; }

    public PersonalDetails? PersonalDetails { get; init; }

    /// <summary>By event number. An event that is not here was not supplied; it has not gone.</summary>
    public IReadOnlyDictionary<int, Sentence>? Sentences { get; init; }

    /// <summary>By event number.</summary>
    public IReadOnlyDictionary<int, SentenceOffences>? Offences { get; init; }

    public IReadOnlyList<Registration>? Registrations { get; init; }
    public Section6? Section6 { get; init; }
    public RoshSummary? RoshSummary { get; init; }
    public Pni? Pni { get; init; }
    public RiskPredictors? RiskPredictors { get; init; }
    public SaraAnalysis? SaraAnalysis { get; init; }
    public IReadOnlyList<EnquiryRecord>? Enquiries { get; init; }
    public PractitionerAnswers? Answers { get; init; }

    /// <summary>What happened before the product was there, in the order supplied.</summary>
    public IReadOnlyList<HistoryItem>? History { get; init; }

    /// <summary>Names out of <see cref="SourceParts"/> that a source should have answered and did not: shown as not known, with the problem that says why.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Parts that were supplied and could not be taken in: what they would have said is as unknown.</summary>
    public IReadOnlyList<string> NotTaken { get; init; } = [];

    public required ImportOrigin Origin { get; init; }

    /// <summary>Nothing but the CRN is known.</summary>
    public bool IsEmpty =>
        PersonalDetails is null && Sentences is null && Offences is null && Registrations is null && Section6 is null && RoshSummary is null
        && Pni is null && RiskPredictors is null && SaraAnalysis is null && Enquiries is null && Answers is null && History is null;
}

/// <summary>Where a case came from: a file and, for one case a line, the line (from 1); or the sources themselves.</summary>
/// <param name="IsFolder">The file is a folder with a document a part.</param>
public sealed record ImportOrigin(string File, int? Line = null, bool IsFolder = false)
{
    /// <summary>A problem with something in one part, said where whoever puts it right will look for it.</summary>
    /// <param name="part">One of <see cref="SourceParts"/>.</param>
    /// <param name="path">Within that part, as <c>[2]</c> or <c>.dateCompleted</c>.</param>
    internal SourceProblem Problem(string part, string path, string expected, string found, ProblemSeverity severity = ProblemSeverity.Error) =>
        IsFolder && FolderSource.FileOf(part) is { } document
            ? new SourceProblem(Path.Combine(File, document), Line, "$" + path, expected, found, severity)
            : new SourceProblem(File, Line, $"$.{part}{path}", expected, found, severity);
}

/// <summary>The parts of a case as they are named in a bulk file, in problems and in <see cref="SourceCase.Unknown"/>.</summary>
public static class SourceParts
{
    public const string PersonalDetails = "personalDetails";
    public const string Sentences = "sentences";
    public const string Offences = "offences";
    public const string Registrations = "registrations";
    public const string Section6 = "section6";
    public const string RoshSummary = "roshSummary";
    public const string Pni = "pni";
    public const string RiskPredictors = "riskPredictors";
    public const string SaraAnalysis = "saraAnalysis";
    public const string Enquiries = "enquiries";
    public const string Answers = "answers";
    public const string History = "history";
}

/// <summary>A code of nDelius with its words. Words differ between systems; where both are there the code is the one to trust.</summary>
public sealed record CodedName(string? Code, string? Description);

public sealed record PersonName
{
    public required string Forename { get; init; }
    public string? MiddleNames { get; init; }
    public required string Surname { get; init; }
}

/// <summary>nDelius <c>/case/{crn}/personal-details</c>.</summary>
public sealed record PersonalDetails
{
    public required PersonName Name { get; init; }
    public DateOnly? DateOfBirth { get; init; }

    /// <summary>Null where nDelius records neither male nor female.</summary>
    public Sex? Sex { get; init; }

    /// <summary>As nDelius describes it; null where it does not say.</summary>
    public string? Ethnicity { get; init; }

    public bool? Disability { get; init; }
    public string? Religion { get; init; }

    /// <summary>The first or preferred language.</summary>
    public string? Language { get; init; }

    public SourcePractitioner? Practitioner { get; init; }
    public CodedName? ProbationDeliveryUnit { get; init; }
    public CodedName? Team { get; init; }
    public CodedName? Region { get; init; }
}

public sealed record SourcePractitioner
{
    public required string Code { get; init; }
    public PersonName? Name { get; init; }
    public string? Email { get; init; }
}

/// <summary>nDelius <c>/case/{crn}/sentence/{eventNumber}</c>.</summary>
public sealed record Sentence
{
    public string? Description { get; init; }
    public DateOnly? StartDate { get; init; }
    public DateOnly? ExpectedEndDate { get; init; }
    public bool? Custodial { get; init; }

    /// <summary>All three kinds together; null where the sentence had none of the three lists, so that nothing is known of them.</summary>
    public IReadOnlyList<SentenceRequirement>? Requirements { get; init; }
}

public enum RequirementKind
{
    /// <summary>Of a community order or suspended sentence.</summary>
    Requirement,

    LicenceCondition,

    PostSentenceSupervision,
}

public sealed record SentenceRequirement(RequirementKind Kind, string Code, string? Description);

/// <summary>nDelius <c>/case/{crn}/sentence/{eventNumber}/offences</c>.</summary>
public sealed record SentenceOffences
{
    public SourceOffence? Main { get; init; }

    /// <summary>Empty also where the document has no such list.</summary>
    public required IReadOnlyList<SourceOffence> Additional { get; init; }
}

public sealed record SourceOffence
{
    public DateOnly? Date { get; init; }
    public string? MainCategoryCode { get; init; }
    public string? MainCategoryDescription { get; init; }
    public string? SubCategoryCode { get; init; }
    public string? SubCategoryDescription { get; init; }
}

/// <summary>One register flag of nDelius <c>/case/{crn}/registrations</c>, for example <c>ADVP</c>, domestic abuse perpetrator.</summary>
public sealed record Registration(string Code, string? Description, DateOnly? Date, DateOnly? NextReviewDate);

/// <summary>What every OASys section says of the assessment it belongs to. Times are as OASys shows them, in London.</summary>
public sealed record OasysHeader
{
    /// <summary>OASys's own number of the assessment.</summary>
    public required long AssessmentPk { get; init; }

    public string? AssessmentType { get; init; }
    public DateTime? InitiationDate { get; init; }
    public DateTime? DateCompleted { get; init; }

    /// <summary>Null while the assessor has not signed.</summary>
    public DateTime? AssessorSignedDate { get; init; }

    public string? Status { get; init; }
    public string? SuperStatus { get; init; }

    /// <summary>A later assessment is being written.</summary>
    public bool? LaterWorkInProgressExists { get; init; }

    public bool? LaterSignLockExists { get; init; }
    public bool? LaterPartCompleteUnsignedExists { get; init; }
    public bool? LaterPartCompleteSignedExists { get; init; }

    /// <summary>A later assessment is complete: this one is history.</summary>
    public bool? LaterCompleteExists { get; init; }

    public DateTime? LatestCompleteDate { get; init; }
    public string? AssessorName { get; init; }

    /// <summary>The CRN inside the document. It may be an older one of the same person, from before two records were merged.</summary>
    public string? Crn { get; init; }

    public bool IsComplete => string.Equals(Status, "COMPLETE", StringComparison.OrdinalIgnoreCase);

    /// <summary>Any later assessment that is not complete exists; null where the document says nothing of it.</summary>
    public bool? LaterUnfinishedExists
    {
        get
        {
            bool?[] later = [LaterWorkInProgressExists, LaterSignLockExists, LaterPartCompleteUnsignedExists, LaterPartCompleteSignedExists];
            return later.Contains(true) ? true : later.Contains(null) ? null : false;
        }
    }
}

/// <summary>The OASys scale of a problem: <c>0-No problems</c>, <c>1-Some problems</c>, <c>2-Significant problems</c>.</summary>
public enum ProblemScale
{
    None,
    Some,
    Significant,
}

/// <summary>OASys section 6, relationships, with the SARA that hangs off it.</summary>
public sealed record Section6
{
    public required OasysHeader Header { get; init; }

    /// <summary>
    /// OASys <c>perpAgainstFamily</c>: this person is the perpetrator of abuse against a family member. It says nothing of
    /// having been a victim, which is <see cref="VictimOfFamily"/>; systems that confuse the two lose family abuse (HMIP 2023).
    /// </summary>
    public bool? PerpetratorAgainstFamily { get; init; }

    /// <summary>OASys <c>perpAgainstPartner</c>: this person is the perpetrator of abuse against a partner.</summary>
    public bool? PerpetratorAgainstPartner { get; init; }

    /// <summary>OASys <c>victimOfFamily</c>: this person was abused by a family member.</summary>
    public bool? VictimOfFamily { get; init; }

    /// <summary>OASys <c>victimOfPartner</c>: this person was abused by a partner.</summary>
    public bool? VictimOfPartner { get; init; }

    public bool? PreviousOrCurrentDomesticAbuse { get; init; }
    public bool? LinkedToReoffending { get; init; }
    public bool? LinkedToHarm { get; init; }
    public bool? ParentalResponsibilities { get; init; }
    public ProblemScale? RelationshipWithPartner { get; init; }
    public ProblemScale? PreviousCloseRelationships { get; init; }
    public ProblemScale? CloseFamily { get; init; }
    public ProblemScale? ExperienceOfChildhood { get; init; }
    public ProblemScale? EmotionalCongruence { get; init; }
    public string? CurrentRelationshipStatus { get; init; }

    /// <summary>The assessor's words. They may name a partner or a victim: they belong on no list, export or log.</summary>
    public string? IssuesDetails { get; init; }

    /// <summary>SARA, imminent risk of violence towards the partner; null where SARA was not completed.</summary>
    public RiskLevel? SaraPartner { get; init; }

    /// <summary>SARA, imminent risk of violence towards others; null where SARA was not completed.</summary>
    public RiskLevel? SaraOthers { get; init; }
}

/// <summary>OASys risk of serious harm summary: levels only. Its free text describes victims and is not read.</summary>
public sealed record RoshSummary
{
    public required OasysHeader Header { get; init; }
    public RiskLevel? ChildrenCommunity { get; init; }
    public RiskLevel? PublicCommunity { get; init; }
    public RiskLevel? KnownAdultCommunity { get; init; }
    public RiskLevel? StaffCommunity { get; init; }
    public RiskLevel? ChildrenCustody { get; init; }
    public RiskLevel? PublicCustody { get; init; }
    public RiskLevel? KnownAdultCustody { get; init; }
    public RiskLevel? StaffCustody { get; init; }
    public RiskLevel? PrisonersCustody { get; init; }

    /// <summary>The highest level in the community over everyone at risk; null where none is given.</summary>
    public RiskLevel? HighestInCommunity =>
        new[] { ChildrenCommunity, PublicCommunity, KnownAdultCommunity, StaffCommunity }.Max();
}

/// <summary>OASys programme needs identifier.</summary>
public sealed record Pni
{
    /// <summary>H, M, A or O; null where OASys gave no calculation at all.</summary>
    public PniPathway? Pathway { get; init; }

    public RiskLevel? RiskLevel { get; init; }
    public RiskLevel? NeedLevel { get; init; }
    public int? TotalDomainScore { get; init; }
    public PniDomain? Sex { get; init; }
    public PniDomain? Thinking { get; init; }
    public PniDomain? Relationship { get; init; }
    public PniDomain? SelfManagement { get; init; }

    /// <summary>1 low, 2 medium, 3 high.</summary>
    public RiskLevel? SaraPartner { get; init; }

    /// <summary>1 low, 2 medium, 3 high.</summary>
    public RiskLevel? SaraOthers { get; init; }

    /// <summary>The assessment it was worked out from: the same numbering as <see cref="OasysHeader.AssessmentPk"/>.</summary>
    public long? AssessmentPk { get; init; }
}

public sealed record PniDomain(RiskLevel? Level, int? Score);

/// <summary>OASys <c>/assessments/{id}/risk-predictors</c>, or the answer of the assess-risks-and-needs service in the same names.</summary>
public sealed record RiskPredictors
{
    /// <summary>OGRS.</summary>
    public PredictorScore? GroupReconviction { get; init; }

    /// <summary>OVP.</summary>
    public PredictorScore? Violence { get; init; }

    /// <summary>OGP.</summary>
    public PredictorScore? General { get; init; }

    /// <summary>RSR, in per cent.</summary>
    public decimal? SeriousRecidivismPercentage { get; init; }

    public RiskLevel? SeriousRecidivismLevel { get; init; }
    public decimal? SexualDirectContactPercentage { get; init; }
    public RiskLevel? SexualDirectContactLevel { get; init; }
    public decimal? SexualIndirectImagePercentage { get; init; }
    public RiskLevel? SexualIndirectImageLevel { get; init; }
}

/// <summary>A predictor in per cent over one and two years.</summary>
public sealed record PredictorScore(decimal? OneYear, decimal? TwoYears, RiskLevel? Level);

/// <summary>The practitioner's written analysis of the SARA.</summary>
public sealed record SaraAnalysis(string Text, string? WrittenBy = null, DateOnly? WrittenOn = null);

/// <summary>A question to the police or to children's services. Neither date: it is known not to have been asked.</summary>
public sealed record EnquiryRecord(EnquiryKind Kind, DateOnly? AskedOn, DateOnly? AnsweredOn, string? Answer);

/// <summary>What no source system holds and a practitioner otherwise tells us. Null is not known.</summary>
public sealed record PractitionerAnswers
{
    public bool? IntimatePartnerConviction { get; init; }
    public bool? HeterosexualRelationship { get; init; }
    public bool? CanDiscussOneAct { get; init; }
    public bool? ChildrenConcerned { get; init; }
}

/// <summary>One dated fact from before the product.</summary>
public sealed record HistoryItem
{
    /// <summary>One of <see cref="MilestoneKinds"/>.</summary>
    public required string Milestone { get; init; }

    public required DateOnly On { get; init; }

    /// <summary>As supplied: a catalogue key or a name. The importer matches it.</summary>
    public string? Programme { get; init; }

    public string? Outcome { get; init; }

    /// <summary>As supplied: a reason code or words.</summary>
    public string? Reason { get; init; }
}
