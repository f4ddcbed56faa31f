namespace Referrals.Domain;

public enum Sex
{
    Male,
    Female,
}

/// <summary>A level as SARA and RoSH give it, lowest first: levels may be compared.</summary>
public enum RiskLevel
{
    Low,
    Medium,
    High,
    VeryHigh,
}

/// <summary>The programme needs identifier of OASys (H, M, A, O). <see cref="Missing"/> is OASys saying it could not work one out; a criterion reads it as not known.</summary>
public enum PniPathway
{
    HighIntensity,
    ModerateIntensity,
    Alternative,
    Missing,
}

public enum EnquiryKind
{
    Police,
    ChildrensServices,
}

/// <summary>The roles that act in workflows, are told by ladders and hold access.</summary>
public static class Roles
{
    public const string Practitioner = "practitioner";
    public const string Spo = "spo";
    public const string PduHead = "pdu-head";
    public const string ProgrammeTeam = "programme-team";
    public const string PartnerLinkWorker = "partner-link-worker";
    public const string RegionalLead = "regional-lead";
    public const string NationalLead = "national-lead";
    public const string Administrator = "administrator";
    public const string Auditor = "auditor";

    /// <summary>Of HM Inspectorate of Probation: reads the files of a sample, and no others.</summary>
    public const string Inspector = "inspector";

    /// <summary>The service itself: a job or an import.</summary>
    public const string System = "system";

    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        Practitioner, Spo, PduHead, ProgrammeTeam, PartnerLinkWorker, RegionalLead, NationalLead, Administrator, Auditor, Inspector, System,
    };
}

/// <summary>What is known of one person under one supervision on one date. Null is always "not known", never "no".</summary>
public sealed record CaseFacts
{
    public Sex? Sex { get; init; }

    /// <summary>In whole years.</summary>
    public int? Age { get; init; }

    public RiskLevel? SaraPartner { get; init; }

    public RiskLevel? SaraOthers { get; init; }

    /// <summary>The highest risk of serious harm in the community, over everyone at risk.</summary>
    public RiskLevel? Rosh { get; init; }

    public bool? PerpetratorAgainstPartner { get; init; }

    /// <summary>OASys <c>perpAgainstFamily</c>: this person abused a family member, not the reverse (HMIP 2023).</summary>
    public bool? PerpetratorAgainstFamily { get; init; }

    public bool? IntimatePartnerConviction { get; init; }

    public bool? HeterosexualRelationship { get; init; }

    /// <summary>Can discuss at least one act of abuse, which is also how accepting some responsibility is known.</summary>
    public bool? CanDiscussOneAct { get; init; }

    /// <summary>What the practitioner answered; registrations may say so too.</summary>
    public bool? ChildrenConcerned { get; init; }

    public PniPathway? Pni { get; init; }

    /// <summary>A to L.</summary>
    public string? RegionCode { get; init; }

    public DeliverableTime? Deliverable { get; init; }

    /// <summary>nDelius registration codes in force; an empty set is "none registered".</summary>
    public IReadOnlySet<string>? Flags { get; init; }
}
