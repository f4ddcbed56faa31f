using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Demonstration;

/// <summary>A small cast whose journeys are written by hand, so that every stage of every journey is there to be looked at. Days count back from the end, in working days.</summary>
internal sealed class DemonstrationCast
{
    /// <summary>How the CRNs of the cast begin; no made-up case begins so.</summary>
    public const string Crns = "D90";

    private const string SkillsToolkit = "skills-for-relationships-toolkit";

    private static readonly StaffMember s_amara = DemonstrationStaff.Amara;
    private static readonly StaffMember s_tom = DemonstrationStaff.Tom;
    private static readonly StaffMember s_david = DemonstrationStaff.David;
    private static readonly StaffMember s_priya = DemonstrationStaff.Priya;

    private static readonly TaskAnswer s_accept = new() { Outcome = Decide.AcceptRecommendation };
    private static readonly TaskAnswer s_suitable = new() { Outcome = "Suitable", Words = "Can discuss one act; free on two evenings." };

    private readonly Story story;
    private readonly DemonstrationDelivery delivery;
    private readonly List<(int Ago, Func<DateOnly, CancellationToken, Task> Act)> scenes = [];

    public DemonstrationCast(Story story, DemonstrationDelivery delivery)
    {
        this.story = story;
        this.delivery = delivery;
        Waiting();
        Deciding();
        Referred();
        OtherRoads();
        Interrupted();
        Changed();
    }

    public async Task Act(int ago, DateOnly day, CancellationToken cancellation)
    {
        foreach (var scene in scenes.Where(s => s.Ago == ago))
            await scene.Act(day, cancellation);
    }

    public static OasysHeader Header(long number, DateOnly completed) => new()
    {
        AssessmentPk = number,
        DateCompleted = completed.ToDateTime(new TimeOnly(14, 20)),
        AssessorSignedDate = completed.ToDateTime(new TimeOnly(14, 25)),
        Status = "COMPLETE",
    };

    private void Waiting()
    {
        Import(3, day => Man(1, "Callum", "Thistlewood", s_amara, day));
        Import(24, day => Ready(2, "Marek", "Oldroyd", s_amara, day) with { Enquiries = [new EnquiryRecord(EnquiryKind.Police, day.AddDays(-1), null, null)] });
        Import(16, day => Man(3, "Jerome", "Quarmby", s_tom, day) with { Section6 = Relationships(3, day, partner: true) with { SaraPartner = null, SaraOthers = null } });
    }

    private void Deciding()
    {
        Import(4, day => Ready(4, "Lewis", "Penhaligon", s_amara, day));
        Import(5, day => Ready(5, "Dafydd", "Meredith", s_tom, day));
        Import(30, day => Ready(6, "Craig", "Hebblethwaite", s_amara, day));

        Import(6, day => Ready(7, "Nathan", "Swinburne", s_amara, day));
        Answer(1, 7, s_amara, "Decide", _ => new() { Outcome = Decide.ChooseAnother, ProgrammeKey = SkillsToolkit, ReasonCode = "OV-ONETOONE", Words = "Social anxiety, diagnosed; a group would end in non-attendance." });

        Import(12, day => Ready(8, "Vincent", "Ormerod", s_amara, day));
        Answer(6, 8, s_amara, "Decide", _ => new() { Outcome = "DoNotRefer", ReasonCode = "UN-WORK", Words = "Works nights all week." });
        Answer(3, 8, s_david, "ApproveDecision", _ => new() { Outcome = "Rejected", ReasonCode = "AR-ADJUST", Words = "There is a Saturday group. Ask him about that first." });
    }

    private void Referred()
    {
        Import(12, day => Ready(9, "Declan", "Fairweather", s_amara, day));
        Answer(8, 9, s_amara, "Decide", _ => s_accept);

        Import(15, day => Ready(10, "Hamza", "Iqbal", s_tom, day));
        Answer(11, 10, s_tom, "Decide", _ => s_accept);
        Answer(3, 10, s_priya, "AssessSuitability", _ => new() { Outcome = "MoreInformation", Words = "Does he still have contact with the co-defendant who is in the Tuesday group?" });

        Import(26, day => Ready(11, "Felix", "Hardcastle", s_amara, day));
        Answer(23, 11, s_amara, "Decide", _ => s_accept);
        Answer(15, 11, s_priya, "AssessSuitability", _ => s_suitable);

        Import(33, day => Ready(12, "Terence", "Jellicoe", s_amara, day));
        Answer(31, 12, s_amara, "Decide", _ => s_accept);
        Answer(25, 12, s_priya, "AssessSuitability", _ => s_suitable);
        Scene(24, (_, cancellation) => delivery.Give(Crn(12), cancellation));

        // What happened before the service was there came with the case; the completion happened in it.
        Import(33, day => Ready(13, "Barnaby", "Clutterbuck", s_amara, day.AddMonths(-9)) with
        {
            History =
            [
                new HistoryItem { Milestone = MilestoneKinds.Decided, On = day.AddMonths(-9).AddDays(9) },
                new HistoryItem { Milestone = MilestoneKinds.Referred, On = day.AddMonths(-9).AddDays(10), Programme = "building-better-relationships" },
                new HistoryItem { Milestone = MilestoneKinds.Accepted, On = day.AddMonths(-8), Programme = "building-better-relationships" },
                new HistoryItem { Milestone = MilestoneKinds.FirstSession, On = day.AddMonths(-7), Programme = "building-better-relationships" },
            ],
        });
        Scene(5, (day, cancellation) => delivery.CompleteFromBefore(Crn(13), day, cancellation));
    }

    private void OtherRoads()
    {
        Import(20, day => Ready(14, "Sanjay", "Goswami", s_amara, day));
        Answer(18, 14, s_amara, "Decide", _ => new() { Outcome = Decide.ChooseAnother, ProgrammeKey = SkillsToolkit, ReasonCode = "OV-DISTANCE", Words = "Two hours each way by bus, and he cares for his father." });
        Answer(17, 14, s_david, "ApproveDecision", _ => new() { Outcome = ApproveDecision.Approved });
        Scene(11, (day, cancellation) => delivery.Exercise(s_amara, Crn(14), day, cancellation));
        Scene(4, (day, cancellation) => delivery.Exercise(s_amara, Crn(14), day, cancellation));

        Import(20, day => Ready(15, "Howard", "Birtwhistle", s_tom, day) with { Sentences = Order(day.AddMonths(-11), day.AddDays(45)) });
        Answer(16, 15, s_tom, "Decide", _ => new() { Outcome = "DoNotRefer", ReasonCode = "UN-TIME", Words = "Six weeks are left; nothing in the catalogue can be completed." });
        Answer(14, 15, s_david, "ApproveDecision", _ => new() { Outcome = ApproveDecision.Approved, Words = "Agreed. A longer look at how late the assessment came." });

        Import(2, day => Ready(16, "Chantelle", "Brockbank", s_amara, day) with { PersonalDetails = Details("Chantelle", "Brockbank", s_amara) with { Sex = Sex.Female } });
        Import(4, day => Ready(17, "Stefan", "Kowalczyk", s_tom, day) with
        {
            Section6 = Relationships(17, day, partner: false) with { PerpetratorAgainstFamily = true, SaraPartner = RiskLevel.Low, SaraOthers = RiskLevel.High },
            Answers = new PractitionerAnswers { IntimatePartnerConviction = false, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = false },
        });
        Import(8, day => Ready(18, "Rory", "Dalgleish", s_amara, day) with
        {
            PersonalDetails = Details("Rory", "Dalgleish", s_amara) with { ProbationDeliveryUnit = new CodedName("N52XYZ", "Solihull Legacy Cluster") },
        });
        Import(5, day => Ready(22, "Alun", "Cadwallader", DemonstrationStaff.Sioned, day) with
        {
            PersonalDetails = Details("Alun", "Cadwallader", DemonstrationStaff.Sioned) with { ProbationDeliveryUnit = new CodedName("N50MCN", "Manchester North"), Region = new CodedName("N50", "Greater Manchester") },
        });
    }

    private void Interrupted()
    {
        Import(24, day => Ready(19, "Darius", "Blackmore", s_amara, day) with { Sentences = Licence(day.AddMonths(-2), day.AddMonths(20)) });
        Answer(21, 19, s_amara, "Decide", _ => s_accept);
        Answer(15, 19, s_priya, "AssessSuitability", _ => s_suitable);
        Scene(6, (day, cancellation) => story.Happen(s_amara, Crn(19), MilestoneKinds.Recalled, day, cancellation));

        Import(26, day => Ready(20, "Gareth", "Longbottom", s_tom, day) with { Sentences = Order(day.AddMonths(-12), day.AddDays(30)) });
    }

    private void Changed()
    {
        Import(15, day => Ready(21, "Umar", "Chaudhry", s_tom, day));
        Import(2, _ => new SourceCase { Crn = Crn(21), Origin = new ImportOrigin("demonstration"), PersonalDetails = Details("Umar", "Chaudhry", s_amara) });

        Import(20, day => Ready(23, "Piotr", "Zielinski", s_amara, day));
        Answer(16, 23, s_amara, "Decide", _ => s_accept);
        Answer(12, 23, s_priya, "AssessSuitability", _ => s_suitable);
        Import(3, day => new SourceCase
        {
            Crn = Crn(23),
            Origin = new ImportOrigin("demonstration"),
            Registrations = [new Registration("ADVP", "Domestic Abuse Perpetrator", null, null), new Registration("RCPR", "Child Protection", day, day.AddMonths(6))],
        });
    }

    private void Scene(int ago, Func<DateOnly, CancellationToken, Task> act) => scenes.Add((ago, act));

    private void Import(int ago, Func<DateOnly, SourceCase> found) => Scene(ago, (day, cancellation) => story.Import(found(day), cancellation));

    private void Answer(int ago, int number, StaffMember by, string kind, Func<DateOnly, TaskAnswer> answer) =>
        Scene(ago, (day, cancellation) => story.Answer(by, Crn(number), kind, answer(day), cancellation));

    private static string Crn(int number) => $"{Crns}{number:0000}";

    /// <summary>A man for whom Building Better Relationships is right once everything is known; of what practitioners tell, nothing is.</summary>
    private static SourceCase Man(int number, string forename, string surname, StaffMember practitioner, DateOnly assessed) => new()
    {
        Crn = Crn(number),
        Origin = new ImportOrigin("demonstration"),
        PersonalDetails = Details(forename, surname, practitioner),
        Sentences = Order(assessed.AddMonths(-1), assessed.AddMonths(23)),
        Offences = new Dictionary<int, SentenceOffences>
        {
            [1] = new()
            {
                Main = new SourceOffence { Date = assessed.AddMonths(-4), MainCategoryCode = "195", MainCategoryDescription = "Common and other types of assault", SubCategoryCode = "08", SubCategoryDescription = "Assault by beating" },
                Additional = [],
            },
        },
        Registrations = [new Registration("ADVP", "Domestic Abuse Perpetrator", null, null)],
        Section6 = Relationships(number, assessed, partner: true),
        RoshSummary = new RoshSummary { Header = Header(9_000_000 + number, assessed), KnownAdultCommunity = number % 3 == 0 ? RiskLevel.High : RiskLevel.Medium, PublicCommunity = RiskLevel.Low },
    };

    private static SourceCase Ready(int number, string forename, string surname, StaffMember practitioner, DateOnly assessed) => Man(number, forename, surname, practitioner, assessed) with
    {
        SaraAnalysis = new SaraAnalysis("Control of money and phone over two years, worse after the separation. Minimises, and accepts the last assault.", practitioner.Code, assessed),
        Enquiries = [new EnquiryRecord(EnquiryKind.Police, assessed.AddDays(-14), assessed.AddDays(-3), "Two call-outs in two years; copies are in the case record.")],
        Answers = new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = false },
    };

    private static Section6 Relationships(int number, DateOnly assessed, bool partner) => new()
    {
        Header = Header(9_000_000 + number, assessed),
        PerpetratorAgainstPartner = partner,
        PerpetratorAgainstFamily = false,
        SaraPartner = number % 2 == 0 ? RiskLevel.High : RiskLevel.Medium,
        SaraOthers = RiskLevel.Low,
    };

    private static PersonalDetails Details(string forename, string surname, StaffMember practitioner) => new()
    {
        Name = new PersonName { Forename = forename, Surname = surname },
        DateOfBirth = new DateOnly(1984, 3, 1).AddDays(surname.Length * 211),
        Sex = Sex.Male,
        Practitioner = new SourcePractitioner
        {
            Code = practitioner.Code,
            Name = new PersonName { Forename = practitioner.Name.Split(' ')[0], Surname = practitioner.Name.Split(' ')[1] },
            Email = practitioner.Email,
        },
        ProbationDeliveryUnit = new CodedName("N52BCS", "Birmingham Central and South"),
        Region = new CodedName("N52", "West Midlands"),
    };

    private static Dictionary<int, Sentence> Order(DateOnly start, DateOnly end) => new()
    {
        [1] = new Sentence
        {
            Description = "Community order",
            StartDate = start,
            ExpectedEndDate = end,
            Custodial = false,
            Requirements = [new SentenceRequirement(RequirementKind.Requirement, "RARREQ", "Rehabilitation Activity Requirement (RAR)")],
        },
    };

    private static Dictionary<int, Sentence> Licence(DateOnly start, DateOnly end) => new()
    {
        [1] = new Sentence
        {
            Description = "Determinate sentence, on licence",
            StartDate = start,
            ExpectedEndDate = end,
            Custodial = true,
            Requirements = [new SentenceRequirement(RequirementKind.LicenceCondition, "PROG", "To take part in programmes as directed")],
        },
    };
}
