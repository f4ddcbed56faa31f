namespace Referrals.Domain;

/// <summary>A person on probation and all that is known of them here. The root of the aggregate: every change to anything below bumps <see cref="Version"/>.</summary>
public sealed class Person
{
    public Guid Id { get; init; }

    /// <summary>The case reference number nDelius gave; unique.</summary>
    public required string Crn { get; init; }

    public string? Forename { get; set; }
    public string? Surname { get; set; }
    public DateOnly? DateOfBirth { get; set; }
    public Sex? Sex { get; set; }

    public string? PractitionerCode { get; set; }
    public string? PractitionerName { get; set; }
    public string? PractitionerEmail { get; set; }
    public string? TeamCode { get; set; }
    public string? TeamName { get; set; }

    /// <summary>Null where what the source said matched no region: unknown, and counted as such.</summary>
    public string? RegionCode { get; set; }

    /// <summary>Null where what the source said matched no probation delivery unit: unknown, and counted as such.</summary>
    public int? PduId { get; set; }

    /// <summary>What the source called the region and the PDU, word for word, so that an unknown one can be put right.</summary>
    public string? SourceArea { get; set; }

    /// <summary>nDelius registrations, or null where they were never read.</summary>
    public List<Flag>? Flags { get; set; }

    public bool? IntimatePartnerConviction { get; set; }
    public bool? HeterosexualRelationship { get; set; }
    public bool? CanDiscussOneAct { get; set; }
    public bool? ChildrenConcerned { get; set; }

    /// <summary>As nDelius describes it, like religion and language; null where it was not told.</summary>
    public string? Ethnicity { get; set; }

    public bool? Disability { get; set; }
    public string? Religion { get; set; }
    public string? Language { get; set; }

    public DateOnly? DiedOn { get; set; }

    /// <summary>When a person is recalled to custody and not yet released again.</summary>
    public DateOnly? RecalledOn { get; set; }

    public int Version { get; set; }

    public List<Supervision> Supervisions { get; } = [];
    public List<Assessment> Assessments { get; } = [];
    public List<Enquiry> Enquiries { get; } = [];
    public List<Need> Needs { get; } = [];
    public List<Milestone> Milestones { get; } = [];
    public List<Place> Places { get; } = [];

    /// <summary>Every record of attendance, also those that were replaced.</summary>
    public List<AttendanceRecord> Attendance { get; } = [];

    public List<ProgrammeReport> Reports { get; } = [];
    public List<PartnerLinkDuty> PartnerLinkDuties { get; } = [];

    /// <summary>
    /// The outcome that counts: the latest of OASys by date, of two on one day the one recorded last. One that a registration or the history stood in
    /// for counts only where there is none of OASys.
    /// </summary>
    public Assessment? LatestAssessment => Assessment.LatestOf(Assessments);

    /// <summary>The supervision still running that ends last; the latest started where an end is unknown.</summary>
    public Supervision? CurrentSupervision =>
        Supervisions.Where(s => s.EndedOn is null)
            .OrderByDescending(s => s.EndsOn ?? DateOnly.MaxValue).ThenByDescending(s => s.StartsOn).FirstOrDefault();

    public string DisplayName => (Forename, Surname) switch
    {
        (null, null) => $"Name not known ({Crn})",
        _ => $"{Forename} {Surname}".Trim(),
    };

    /// <summary>Age in whole years on a date; null where the date of birth is unknown.</summary>
    public int? AgeOn(DateOnly day)
    {
        if (DateOfBirth is not { } born)
            return null;
        var years = day.Year - born.Year;
        return born.AddYears(years) > day ? years - 1 : years;
    }

    public IReadOnlySet<string>? FlagCodes => Flags?.Select(f => f.Code).ToHashSet(StringComparer.Ordinal);
}

/// <summary>One nDelius registration.</summary>
public sealed record Flag(string Code, string? Description, DateOnly? Date, DateOnly? NextReview);

/// <summary>One order or licence.</summary>
public sealed class Supervision
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public int EventNumber { get; init; }
    public string? Description { get; set; }
    public DateOnly? StartsOn { get; set; }
    public DateOnly? EndsOn { get; set; }
    public bool? Custodial { get; set; }
    public List<Requirement>? Requirements { get; set; }
    public List<Offence>? Offences { get; set; }
    public DateOnly? EndedOn { get; set; }
}

/// <summary>A requirement of an order, a licence condition, or a post-sentence supervision requirement, by its nDelius code.</summary>
public sealed record Requirement(string Kind, string Code, string? Description);

public sealed record Offence(bool Main, string? Code, string? Description, DateOnly? Date);

/// <summary>What OASys, SARA and the practitioner's analysis say on a date. Never edited by a later one; only the analysis is added to it.</summary>
public sealed class Assessment
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>OASys's own number, or null where the outcome came from a registration or the history alone.</summary>
    public long? SourceNumber { get; init; }

    /// <summary>The one of a person's outcomes that counts (<see cref="Person.LatestAssessment"/>), or null of none.</summary>
    public static Assessment? LatestOf(IEnumerable<Assessment> outcomes) => outcomes
        .OrderBy(a => a.SourceNumber is null ? 1 : 0).ThenByDescending(a => a.AssessedOn).ThenByDescending(a => a.RecordedAt).ThenByDescending(a => a.Id).FirstOrDefault();

    public DateOnly AssessedOn { get; init; }
    public DateOnly? SignedOn { get; set; }
    public string? Status { get; set; }
    public RiskLevel? SaraPartner { get; set; }
    public RiskLevel? SaraOthers { get; set; }
    public RiskLevel? Rosh { get; set; }
    public bool? PerpetratorAgainstPartner { get; set; }
    public bool? PerpetratorAgainstFamily { get; set; }
    public PniPathway? Pni { get; set; }

    /// <summary>The OASys facts shown on the person page, as they were read; not used by any rule.</summary>
    public string? Details { get; set; }

    /// <summary>A later assessment is unfinished in OASys: what is read here may soon be superseded.</summary>
    public bool? LaterInProgress { get; set; }

    public string? Analysis { get; set; }
    public string? AnalysisBy { get; set; }
    public DateOnly? AnalysisOn { get; set; }

    /// <summary>The answer of <see cref="InterventionWanted"/> when it was recorded: <c>wanted</c>, <c>not-wanted</c>, <c>cannot-say</c>.</summary>
    public required string Wanted { get; set; }

    public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>A question to the police or to children's services, until answered.</summary>
public sealed class Enquiry
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public EnquiryKind Kind { get; init; }
    public DateOnly? AskedOn { get; set; }
    public string? AskedBy { get; set; }

    /// <summary>The office or unit it went to, as it was called then; null where that was not recorded.</summary>
    public string? AskedOf { get; set; }

    public string? Question { get; set; }
    public DateOnly? AnsweredOn { get; set; }
    public string? Answer { get; set; }
}
