using Referrals.Application.Import.Sources;
using Referrals.Domain;

namespace Referrals.Application.Tests.Testing;

/// <summary>Cases as the sources would tell them, each valid, to be varied with <c>with</c>. The people are invented.</summary>
public static class Cases
{
    public const string Crn = "X100001";

    /// <summary>A man in the West Midlands for whom Building Better Relationships is right once everything is known, with nothing yet known but the sources.</summary>
    public static SourceCase Man(string crn = Crn) => new()
    {
        Crn = crn,
        Origin = new ImportOrigin("test"),
        PersonalDetails = Details(),
        Sentences = new Dictionary<int, Sentence> { [1] = Order() },
        Registrations = [],
        Section6 = Relationships(),
        RoshSummary = new RoshSummary { Header = Header(), PublicCommunity = RiskLevel.Medium, KnownAdultCommunity = RiskLevel.High },
    };

    /// <summary>The same with everything known that the gate asks for: the decision is next.</summary>
    public static SourceCase ReadyToDecide(string crn = Crn) => Man(crn) with
    {
        SaraAnalysis = new SaraAnalysis("Pattern of coercive control over two years, escalating after separation. No children."),
        Enquiries = [new EnquiryRecord(EnquiryKind.Police, new DateOnly(2026, 2, 10), new DateOnly(2026, 2, 16), "Two call-outs in 2025")],
        Answers = new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = false },
    };

    public static PersonalDetails Details(string practitioner = "N01PRA1", string pdu = "Birmingham North, East and Solihull", string region = "West Midlands") => new()
    {
        Name = new PersonName { Forename = "Aron", Surname = "Tester" },
        DateOfBirth = new DateOnly(1985, 5, 1),
        Sex = Sex.Male,
        Practitioner = new SourcePractitioner { Code = practitioner, Name = new PersonName { Forename = "Pat", Surname = "Practitioner" }, Email = $"{practitioner.ToLowerInvariant()}@example.org" },
        ProbationDeliveryUnit = new CodedName("PDU", pdu),
        Region = new CodedName("REG", region),
    };

    public static Sentence Order(string start = "2026-01-05", string end = "2028-01-04") => new()
    {
        Description = "Community order (24 months)",
        StartDate = DateOnly.Parse(start, System.Globalization.CultureInfo.InvariantCulture),
        ExpectedEndDate = DateOnly.Parse(end, System.Globalization.CultureInfo.InvariantCulture),
        Custodial = false,
        Requirements = [new SentenceRequirement(RequirementKind.Requirement, "RARREQ", "Rehabilitation Activity Requirement (RAR)")],
    };

    public static OasysHeader Header(long number = 5001, string completed = "2026-02-02") => new()
    {
        AssessmentPk = number,
        DateCompleted = DateTime.Parse(completed, System.Globalization.CultureInfo.InvariantCulture),
        AssessorSignedDate = DateTime.Parse(completed, System.Globalization.CultureInfo.InvariantCulture),
        Status = "COMPLETE",
    };

    public static Section6 Relationships(long number = 5001, string completed = "2026-02-02") => new()
    {
        Header = Header(number, completed),
        PerpetratorAgainstPartner = true,
        PerpetratorAgainstFamily = false,
        SaraPartner = RiskLevel.High,
        SaraOthers = RiskLevel.Low,
    };
}
