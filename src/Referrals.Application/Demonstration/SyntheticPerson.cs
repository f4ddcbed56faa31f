using System.Globalization;
using System.Text.Json;
using Referrals.Application.Import.Sources;
using Referrals.Domain;

namespace Referrals.Application.Demonstration;

/// <summary>One made-up person, decided whole before a word of it is written, so that the documents agree with each other.</summary>
internal sealed class SyntheticPerson
{
    private static readonly (int, int)[] s_sentenceMonths = [(14, 6), (26, 12), (22, 18), (22, 24), (10, 30), (6, 36)];
    private static readonly (int, RiskLevel)[] s_saraLevels = [(26, RiskLevel.Low), (42, RiskLevel.Medium), (27, RiskLevel.High), (5, RiskLevel.VeryHigh)];
    private static readonly (int, RiskLevel)[] s_roshLevels = [(18, RiskLevel.Low), (54, RiskLevel.Medium), (24, RiskLevel.High), (4, RiskLevel.VeryHigh)];
    private static readonly (int, string?)[] s_partnerAnswers = [(72, "Yes"), (20, "No"), (4, "Don't know"), (4, null)];
    private static readonly (int, string?)[] s_familyAnswers = [(18, "Yes"), (74, "No"), (4, "Don't know"), (4, null)];

    private readonly SyntheticCases cases;
    private readonly SyntheticOptions options;
    private readonly int index;
    private readonly string crn;
    private readonly SyntheticRandom seededForWriting;
    private readonly Sex? sex;
    private readonly string forename;
    private readonly string surname;
    private readonly DateOnly born;
    private readonly Pdu pdu;
    private readonly bool pduUnknown;
    private readonly SyntheticPractitioner practitioner;
    private readonly DateOnly assessed;
    private readonly DateOnly sentenced;
    private readonly DateOnly ends;
    private readonly bool custodial;
    private readonly List<string> flags = [];
    private readonly bool signed;
    private readonly RiskLevel? saraPartner;
    private readonly RiskLevel? saraOthers;
    private readonly string? againstPartner;
    private readonly string? againstFamily;
    private readonly RiskLevel rosh;
    private readonly bool? partnerConviction;
    private readonly bool? heterosexual;
    private readonly bool? discussesOneAct;
    private readonly bool? childrenConcerned;
    private readonly List<HistoryItem> history = [];
    private SyntheticRandom random;

    public SyntheticPerson(SyntheticCases cases, SyntheticOptions options, int index)
    {
        (this.cases, this.options, this.index) = (cases, options, index);
        random = SyntheticRandom.For(options.Seed, index);
        crn = SyntheticCases.Crn(index);

        sex = random.Weighted<Sex?>([(845, Sex.Male), (150, Sex.Female), (5, null)]);
        forename = random.Pick(sex == Sex.Female ? SyntheticNames.Women : SyntheticNames.Men);
        surname = random.Pick(SyntheticNames.Surnames);
        (pdu, practitioner) = Placed();
        pduUnknown = random.Chance(2);

        assessed = Assessed();
        born = assessed.AddDays(-random.Between((18 * 366) + 1, 66 * 365));
        sentenced = assessed.AddDays(-random.Between(14, 120));
        ends = sentenced.AddMonths(random.Weighted<int>(s_sentenceMonths)).AddDays(-1);
        custodial = random.Chance(32);

        signed = !random.Chance(4);
        (saraPartner, saraOthers) = random.Chance(8) ? ((RiskLevel?)null, (RiskLevel?)null) : (random.Weighted<RiskLevel>(s_saraLevels), random.Weighted<RiskLevel>(s_saraLevels));
        againstPartner = random.Weighted<string?>(s_partnerAnswers);
        againstFamily = random.Weighted<string?>(s_familyAnswers);
        rosh = random.Weighted<RiskLevel>(s_roshLevels);
        Registered();

        partnerConviction = Answered(68);
        heterosexual = Answered(94);
        discussesOneAct = Answered(80);
        childrenConcerned = flags.Contains("RCPR") || flags.Contains("RCHD") ? true : Answered(30);
        Happened();
        // Writing draws numbers too; they must not depend on how deep the history went.
        seededForWriting = SyntheticRandom.For(~options.Seed, index);
    }

    public void Write(Utf8JsonWriter json)
    {
        random = seededForWriting;
        json.WriteStartObject();
        json.WriteString("crn", crn);
        PersonalDetails(json);
        Sentence(json);
        Offences(json);
        Registrations(json);
        Section6(json);
        RoshSummary(json);
        Pni(json);
        Predictors(json);
        Analysis(json);
        Enquiries(json);
        Answers(json);
        History(json);
        json.WriteEndObject();
    }

    private long AssessmentPk => 5_000_000L + index;

    private (Pdu, SyntheticPractitioner) Placed()
    {
        if (options.Practitioners.Count > 0 && random.Chance(options.PractitionersShare))
        {
            var named = random.Pick(options.Practitioners);
            return (options.Catalogue.Areas.Pdu(named.PduId), named);
        }

        var place = cases.AnyPdu(ref random);
        // A dozen to each PDU, the same dozen in every caseload.
        var number = random.Below(12);
        var person = SyntheticRandom.For(place.Id, number);
        var first = person.Pick(person.Chance(65) ? SyntheticNames.Women : SyntheticNames.Men);
        var last = person.Pick(SyntheticNames.Surnames);
        return (place, new SyntheticPractitioner(
            string.Create(CultureInfo.InvariantCulture, $"{RegionAlias(place)}X{place.Id:000}{number:00}"),
            $"{first} {last}",
            $"{first}.{last}@example.com".ToLowerInvariant(),
            place.Id));
    }

    private string RegionAlias(Pdu place)
    {
        var region = options.Catalogue.Areas.Region(place.RegionCode);
        return region.Aliases.Count > 0 ? region.Aliases[0] : region.Code;
    }

    private DateOnly Assessed()
    {
        var days = options.To.DayNumber - options.From.DayNumber;
        // Some of the oldest, whose SARA is past its life wherever the range is longer than that.
        var from = random.Chance(6) ? random.Below((days / 10) + 1) : random.Below(days + 1);
        return options.From.AddDays(from);
    }

    private void Registered()
    {
        void Flag(int chance, string code)
        {
            if (random.Chance(chance))
                flags.Add(code);
        }

        Flag(againstPartner == "Yes" ? 70 : 12, "ADVP");
        Flag(28, "REG30");
        Flag(9, "RCPR");
        Flag(18, "RCHD");
        Flag(8, "REG15");
        Flag(6, "MAPP");
        Flag(rosh == RiskLevel.VeryHigh ? 90 : 0, "RVHR");
    }

    private bool? Answered(int yes) => random.Chance(14) ? null : random.Chance(yes);

    /// <summary>What was decided and what came of it, as far as it had come by the last day.</summary>
    private void Happened()
    {
        var decided = assessed.AddDays(random.Between(3, 35));
        var depth = random.Below(100);
        if (depth < 34 || !signed || decided > options.To || decided > ends)
            return;
        var known = Facts(decided);
        if (InterventionWanted.Of(known, cases.ThresholdsOn(decided)).Answer != Domain.Wanted.Wanted)
            return;

        var recommendation = Recommender.Recommend(options.Catalogue, known, decided);
        var entry = recommendation.Entries.FirstOrDefault(e => e.Key == recommendation.RecommendedKey);
        if (entry is null || depth < 40)
        {
            if (depth < 46)
                Unmet(decided);
            return;
        }

        if (entry.Kind == InterventionKind.Toolkit)
            OneToOne(entry.Name, decided, depth);
        else
            Group(entry.Name, decided, depth);
    }

    private CaseFacts Facts(DateOnly on) => new()
    {
        Sex = sex,
        Age = on.Year - born.Year - (born.AddYears(on.Year - born.Year) > on ? 1 : 0),
        SaraPartner = saraPartner,
        SaraOthers = saraOthers,
        Rosh = rosh,
        PerpetratorAgainstPartner = YesNo(againstPartner),
        PerpetratorAgainstFamily = YesNo(againstFamily),
        IntimatePartnerConviction = partnerConviction,
        HeterosexualRelationship = heterosexual,
        CanDiscussOneAct = discussesOneAct,
        ChildrenConcerned = childrenConcerned,
        Pni = PniPathway.ModerateIntensity,
        RegionCode = pdu.RegionCode,
        Flags = flags.ToHashSet(StringComparer.Ordinal),
        Deliverable = DeliverableSupervision.Of(
            new SupervisionFacts { Start = sentenced, End = ends, Flags = flags.ToHashSet(StringComparer.Ordinal), Rosh = rosh },
            cases.ThresholdsOn(on),
            on),
    };

    private void Unmet(DateOnly decided)
    {
        Milestone(MilestoneKinds.Decided, decided);
        Milestone(MilestoneKinds.ClosedUnmet, decided.AddDays(random.Between(2, 25)), reason: ReasonUses.UnmetNeed);
    }

    private void OneToOne(string toolkit, DateOnly decided, int depth)
    {
        Milestone(MilestoneKinds.Decided, decided, toolkit);
        var started = decided.AddDays(random.Between(5, 40));
        if (depth < 55 || !Milestone(MilestoneKinds.ToolkitStarted, started, toolkit))
            return;
        var ended = started.AddDays(random.Between(40, 120));
        if (depth >= 92)
            Milestone(MilestoneKinds.LeftEarly, started.AddDays(random.Between(7, 39)), toolkit, reason: ReasonUses.DropOut);
        else if (depth >= 70)
            Milestone(MilestoneKinds.Completed, ended, toolkit, outcome: "completed");
    }

    private void Group(string programme, DateOnly decided, int depth)
    {
        Milestone(MilestoneKinds.Decided, decided, programme);
        var referred = decided.AddDays(random.Between(0, 8));
        if (!Milestone(MilestoneKinds.Referred, referred, programme))
            return;
        var answered = referred.AddDays(random.Between(6, 45));
        switch (depth)
        {
            case < 52:
                return;
            case < 56:
                if (Milestone(MilestoneKinds.NotSuitable, answered, programme, reason: ReasonUses.NotSuitable) && random.Chance(40))
                    Milestone(MilestoneKinds.ClosedUnmet, answered.AddDays(random.Between(5, 40)), reason: ReasonUses.UnmetNeed);
                return;
            case < 60:
                Milestone(MilestoneKinds.Withdrawn, answered, programme, reason: ReasonUses.Withdrawal);
                return;
        }

        var first = answered.AddDays(random.Between(25, 150));
        if (!Milestone(MilestoneKinds.Accepted, answered, programme) || depth < 72)
            return;
        if (!Milestone(MilestoneKinds.Allocated, answered.AddDays(random.Between(5, 24)), programme)
            || !Milestone(MilestoneKinds.FirstSession, first, programme))
        {
            return;
        }

        if (depth >= 94)
        {
            Milestone(MilestoneKinds.LeftEarly, first.AddDays(random.Between(7, 80)), programme, reason: ReasonUses.DropOut);
        }
        else if (depth >= 78)
        {
            var last = first.AddDays(random.Between(90, 190));
            if (Milestone(MilestoneKinds.LastSession, last, programme)
                && Milestone(MilestoneKinds.Completed, last.AddDays(random.Between(0, 14)), programme, outcome: "completed"))
            {
                Milestone(MilestoneKinds.ReportSent, last.AddDays(random.Between(15, 40)), programme);
            }
        }
    }

    /// <summary>False where it had not happened by the last day, or supervision had ended, so that nothing after it had either.</summary>
    private bool Milestone(string kind, DateOnly on, string? programme = null, string? outcome = null, string? reason = null)
    {
        if (on > options.To || on > ends)
            return false;
        history.Add(new HistoryItem
        {
            Milestone = kind,
            On = on,
            Programme = programme,
            Outcome = outcome,
            Reason = reason is null ? null : random.Pick(cases.ReasonsOn(on, reason)),
        });
        return true;
    }

    private void PersonalDetails(Utf8JsonWriter json)
    {
        json.WriteStartObject("personalDetails");
        json.WriteString("crn", crn);
        Name(json, forename, surname, random.Chance(40) ? random.Pick(sex == Sex.Female ? SyntheticNames.Women : SyntheticNames.Men) : null);
        json.WriteString("dateOfBirth", Iso(born));
        json.WriteString("age", string.Create(CultureInfo.InvariantCulture, $"{(options.To.DayNumber - born.DayNumber) / 365} years"));
        json.WriteStartObject("sex");
        json.WriteString("code", sex switch { Sex.Male => "M", Sex.Female => "F", _ => "N" });
        json.WriteString("description", sex switch { Sex.Male => "Male", Sex.Female => "Female", _ => "Not Known / Not Recorded" });
        json.WriteEndObject();
        json.WriteStartObject("probationPractitioner");
        var space = practitioner.Name.IndexOf(' ', StringComparison.Ordinal);
        Name(json, practitioner.Name[..space], practitioner.Name[(space + 1)..], null);
        json.WriteString("code", practitioner.Code);
        json.WriteString("email", practitioner.Email);
        json.WriteEndObject();
        var alias = RegionAlias(pdu);
        if (pduUnknown)
            Coded(json, "probationDeliveryUnit", alias + "UAT", $"Unallocated Level 2({alias})");
        else
            Coded(json, "probationDeliveryUnit", string.Create(CultureInfo.InvariantCulture, $"{alias}P{pdu.Id:000}"), pdu.Name);
        Coded(json, "team", string.Create(CultureInfo.InvariantCulture, $"{alias}T{pdu.Id:000}"), $"{pdu.Name} Team");
        Coded(json, "region", alias, options.Catalogue.Areas.Region(pdu.RegionCode).Name);
        Characteristics(json);
        json.WriteEndObject();
    }

    /// <summary>By the CRN and not by chance, so that every other part of the person stays as it was; one in eight is not told.</summary>
    private void Characteristics(Utf8JsonWriter json)
    {
        var spread = crn.Aggregate(17u, (hash, letter) => (hash * 31) + letter);
        string[] ethnicities = ["White: British", "White: British", "White: British", "White: British", "Asian or Asian British", "Black or Black British", "Mixed"];
        if (spread % 8 != 0)
            Coded(json, "ethnicity", "E", ethnicities[spread / 8 % 7]);
        if (spread % 9 != 0)
            json.WriteBoolean("disability", spread / 9 % 4 == 0);
        if (spread % 10 > 2)
            Coded(json, "religion", "R", ((string[])["No religion", "Christian", "Muslim", "Other"])[spread / 10 % 4]);
        if (spread % 11 > 1)
            Coded(json, "preferredLanguage", "L", spread / 11 % 12 == 0 ? "Polish" : "English");
    }

    private void Sentence(Utf8JsonWriter json)
    {
        json.WriteStartObject("sentences");
        json.WriteStartObject("1");
        var months = ((ends.Year - sentenced.Year) * 12) + ends.Month - sentenced.Month;
        json.WriteString("description", string.Create(CultureInfo.InvariantCulture, $"{(custodial ? "ORA Adult Custody (inc PSS)" : "ORA Community Order")} ({months} Months)"));
        json.WriteString("startDate", Iso(sentenced));
        json.WriteString("expectedEndDate", Iso(ends));
        json.WriteBoolean("custodial", custodial);
        json.WriteStartArray("licenceConditions");
        if (custodial)
        {
            if (sex == Sex.Male && random.Chance(35))
                Coded(json, null, "LC77", "Building Better Relationships");
            Coded(json, null, "LC02", "Good behaviour and contact as instructed");
        }

        json.WriteEndArray();
        json.WriteStartArray("requirements");
        if (!custodial)
        {
            Coded(json, null, "RARREQ", "Rehabilitation Activity Requirement (RAR)");
            if (random.Chance(30))
                Coded(json, null, "UPW01", "Unpaid Work");
        }

        json.WriteEndArray();
        json.WriteStartArray("postSentenceSupervisionRequirements");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Offences(Utf8JsonWriter json)
    {
        json.WriteStartObject("offences");
        json.WriteStartObject("1");
        json.WriteStartObject("mainOffence");
        Offence(json, sentenced.AddDays(-random.Between(20, 300)));
        json.WriteEndObject();
        json.WriteStartArray("additionalOffences");
        for (var more = random.Below(3); more > 0; more--)
        {
            json.WriteStartObject();
            Offence(json, sentenced.AddDays(-random.Between(20, 300)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Offence(Utf8JsonWriter json, DateOnly on)
    {
        var (main, words, sub, detail) = random.Weighted<(string, string, string, string)>(
        [
            (40, ("105", "Common assault and battery", "01", "Assault by beating")),
            (25, ("008", "Other wounding", "06", "Assault occasioning actual bodily harm")),
            (15, ("008", "Other wounding", "66", "Controlling or coercive behaviour in an intimate or family relationship")),
            (10, ("195", "Harassment", "94", "Putting a person in fear of violence by harassment")),
            (10, ("149", "Other criminal damage", "00", "Criminal damage")),
        ]);
        json.WriteString("date", Iso(on));
        json.WriteString("mainCategoryCode", main);
        json.WriteString("mainCategoryDescription", words);
        json.WriteString("subCategoryCode", sub);
        json.WriteString("subCategoryDescription", detail);
    }

    private void Registrations(Utf8JsonWriter json)
    {
        json.WriteStartObject("registrations");
        json.WriteStartArray("registrations");
        foreach (var code in flags)
        {
            json.WriteStartObject();
            Coded(json, "type", code, code switch
            {
                "ADVP" => "Domestic Abuse Perpetrator",
                "REG30" => "Domestic Abuse History",
                "RCPR" => "Child Protection",
                "RCHD" => "Risk to Children",
                "RVHR" => "Very High RoSH",
                "MAPP" => "MAPPA",
                _ => "Risk to Known Adult",
            });
            var from = sentenced.AddDays(random.Below(10));
            json.WriteString("date", Iso(from));
            json.WriteString("nextReviewDate", Iso(from.AddMonths(6)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Section6(Utf8JsonWriter json)
    {
        json.WriteStartObject("section6");
        Header(json);
        json.WriteString("relCloseFamily", Scale());
        json.WriteNull("parentalRespProblem");
        json.WriteNull("openSexualOffendingQuestions");
        json.WriteString("perpAgainstFamily", againstFamily);
        json.WriteString("victimOfFamily", random.Chance(15) ? "Yes" : "No");
        json.WriteString("perpAgainstPartner", againstPartner);
        json.WriteString("victimOfPartner", random.Chance(sex == Sex.Female ? 60 : 8) ? "Yes" : "No");
        json.WriteString("relLinkedToReoffending", random.Chance(75) ? "Yes" : "No");
        json.WriteString("relLinkedToHarm", random.Chance(70) ? "Yes" : "No");
        json.WriteString("relIssuesDetails", "Violence is said to follow arguments about money, drinking and contact with the children; accounts of it differ.");
        json.WriteString("relParentalResponsibilities", childrenConcerned == true ? "Yes" : "No");
        json.WriteString("relCurrRelationshipStatus", random.Chance(45) ? "In a relationship, living together" : "Not in a relationship");
        json.WriteString("prevOrCurrentDomesticAbuse", againstPartner == "Yes" || againstFamily == "Yes" ? "Yes" : "No");
        json.WriteString("prevCloseRelationships", Scale());
        json.WriteString("relationshipWithPartner", Scale());
        json.WriteString("experienceOfChildhood", Scale());
        json.WriteString("emotionalCongruence", "0-No problems");
        if (saraPartner is null)
        {
            json.WriteNull("SARA");
        }
        else
        {
            json.WriteStartObject("SARA");
            json.WriteString("imminentRiskOfViolenceTowardsPartner", Words(saraPartner.Value));
            json.WriteString("imminentRiskOfViolenceTowardsOthers", Words(saraOthers!.Value));
            json.WriteEndObject();
        }

        Closing(json);
        json.WriteEndObject();
    }

    private void RoshSummary(Utf8JsonWriter json)
    {
        if (random.Chance(3))
            return;
        json.WriteStartObject("roshSummary");
        Header(json);
        json.WriteString("whoAtRisk", "Partners and former partners.");
        json.WriteString("natureOfRisk", "Physical harm, threats, control");
        json.WriteString("riskGreatest", "When a relationship ends, and after drinking.");
        json.WriteString("riskKnownAdultCommunity", Words(rosh));
        json.WriteString("riskChildrenCommunity", Words(AtMost(childrenConcerned == true ? RiskLevel.Medium : RiskLevel.Low)));
        json.WriteString("riskPublicCommunity", Words(AtMost(RiskLevel.Medium)));
        json.WriteString("riskStaffCommunity", "Low");
        json.WriteString("riskKnownAdultCustody", "Low");
        json.WriteString("riskPublicCustody", "Low");
        json.WriteString("riskChildrenCustody", "Low");
        json.WriteString("riskStaffCustody", "Low");
        json.WriteString("riskPrisonersCustody", "Low");
        Closing(json);
        json.WriteEndObject();

        RiskLevel AtMost(RiskLevel level) => level < rosh ? level : rosh;
    }

    private void Pni(Utf8JsonWriter json)
    {
        if (random.Chance(10))
            return;
        json.WriteStartObject("pni");
        var scores = new[] { 0, random.Below(3), random.Below(3), random.Below(3) };
        json.WriteStartObject("pniCalculation");
        foreach (var (name, score) in (ReadOnlySpan<(string, int)>)[("sexDomain", scores[0]), ("thinkingDomain", scores[1]), ("relationshipDomain", scores[2]), ("selfManagementDomain", scores[3])])
        {
            json.WriteStartObject(name);
            json.WriteString("level", Letter(score));
            json.WriteNumber("score", score);
            json.WriteEndObject();
        }

        var total = scores.Sum();
        var need = total <= 2 ? 0 : total <= 5 ? 1 : 2;
        var risk = saraPartner is { } sara ? Math.Min((int)sara, 2) : random.Below(3);
        json.WriteString("riskLevel", Letter(risk));
        json.WriteString("needLevel", Letter(need));
        json.WriteNumber("totalDomainScore", total);
        json.WriteString("pni", saraPartner is null ? "O" : need == 2 && risk == 2 ? "H" : need >= 1 && risk >= 1 ? "M" : "A");
        json.WriteStartObject("saraRiskLevel");
        Number("toPartner", saraPartner);
        Number("toOther", saraOthers);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("assessment");
        json.WriteNumber("id", AssessmentPk);
        json.WriteEndObject();
        json.WriteEndObject();

        void Number(string name, RiskLevel? level)
        {
            if (level is { } known)
                json.WriteNumber(name, Math.Min((int)known + 1, 3));
            else
                json.WriteNull(name);
        }
    }

    private void Predictors(Utf8JsonWriter json)
    {
        json.WriteStartObject("riskPredictors");
        foreach (var name in (ReadOnlySpan<string>)["groupReconvictionScore", "violencePredictorScore", "generalPredictorScore"])
        {
            var one = random.Between(5, 70);
            json.WriteStartObject(name);
            json.WriteNumber("oneYear", one);
            json.WriteNumber("twoYears", Math.Min(97, one + random.Between(6, 20)));
            json.WriteString("scoreLevel", one < 30 ? "LOW" : one < 50 ? "MEDIUM" : "HIGH");
            json.WriteEndObject();
        }

        json.WriteStartObject("riskOfSeriousRecidivismScore");
        var serious = random.Between(10, 900) / 100m;
        json.WriteNumber("percentageScore", serious);
        json.WriteString("scoreLevel", serious < 3 ? "LOW" : serious < 6.9m ? "MEDIUM" : "HIGH");
        json.WriteEndObject();
        json.WriteStartObject("sexualPredictorScore");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Analysis(Utf8JsonWriter json)
    {
        if (saraPartner is null || random.Chance(16))
            return;
        json.WriteStartObject("saraAnalysis");
        json.WriteString("text", "Abuse rises with drinking and with separation. Some responsibility is taken. Work, and contact with the children, protect.");
        json.WriteString("writtenBy", practitioner.Code);
        json.WriteString("writtenOn", Iso(Earliest(assessed.AddDays(random.Below(8)), options.To)));
        json.WriteEndObject();
    }

    private void Enquiries(Utf8JsonWriter json)
    {
        // Nobody wrote anything down of enquiries, which is not the same as knowing that none was made.
        if (random.Chance(10))
            return;
        json.WriteStartArray("enquiries");
        Enquiry("police", "Call-outs to the address are known; copies were sent.");
        if (childrenConcerned != false)
            Enquiry("childrens-services", "The family is known and a social worker named.");
        json.WriteEndArray();

        void Enquiry(string kind, string answer)
        {
            // What has gone ahead was looked into first.
            var stage = history.Count > 0 ? 100 : random.Below(100);
            json.WriteStartObject();
            json.WriteString("kind", kind);
            if (stage < 15)
            {
                json.WriteNull("askedOn");
            }
            else
            {
                var asked = Earliest(assessed.AddDays(random.Below(20)), history.Count > 0 ? history[0].On : options.To);
                json.WriteString("askedOn", Iso(asked));
                var answered = asked.AddDays(random.Between(2, 30));
                if (history.Count > 0)
                    answered = Earliest(answered, history[0].On);
                if (stage >= 40 && answered <= options.To)
                {
                    json.WriteString("answeredOn", Iso(answered));
                    json.WriteString("answer", answer);
                }
            }

            json.WriteEndObject();
        }
    }

    private void Answers(Utf8JsonWriter json)
    {
        json.WriteStartObject("answers");
        Answer("intimatePartnerConviction", partnerConviction);
        Answer("heterosexualRelationship", heterosexual);
        Answer("canDiscussOneAct", discussesOneAct);
        Answer("childrenConcerned", childrenConcerned);
        json.WriteEndObject();

        void Answer(string name, bool? answer)
        {
            if (answer is { } known)
                json.WriteBoolean(name, known);
            else
                json.WriteNull(name);
        }
    }

    private void History(Utf8JsonWriter json)
    {
        if (history.Count == 0)
            return;
        json.WriteStartArray("history");
        foreach (var item in history)
        {
            json.WriteStartObject();
            json.WriteString("milestone", item.Milestone);
            json.WriteString("on", Iso(item.On));
            if (item.Programme is not null)
                json.WriteString("programme", item.Programme);
            if (item.Outcome is not null)
                json.WriteString("outcome", item.Outcome);
            if (item.Reason is not null)
                json.WriteString("reason", item.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Header(Utf8JsonWriter json)
    {
        var completed = Iso(assessed) + "T14:20:00";
        json.WriteNumber("assessmentPk", AssessmentPk);
        json.WriteString("assessmentType", "LAYER3");
        json.WriteString("dateCompleted", completed);
        json.WriteString("assessorSignedDate", signed ? completed : null);
        json.WriteString("initiationDate", Iso(assessed.AddDays(-9)) + "T09:00:00");
        json.WriteString("assessmentStatus", signed ? "COMPLETE" : "LOCKED_INCOMPLETE");
        json.WriteString("superStatus", signed ? "COMPLETE" : "WIP");
        json.WriteBoolean("laterWIPAssessmentExists", AssessmentPk % 25 == 0);
        json.WriteNull("latestWIPDate");
        json.WriteBoolean("laterSignLockAssessmentExists", false);
        json.WriteNull("latestSignLockDate");
        json.WriteBoolean("laterPartCompUnsignedAssessmentExists", false);
        json.WriteNull("latestPartCompUnsignedDate");
        json.WriteBoolean("laterPartCompSignedAssessmentExists", false);
        json.WriteNull("latestPartCompSignedDate");
        json.WriteBoolean("laterCompleteAssessmentExists", false);
        json.WriteString("latestCompleteDate", signed ? completed : null);
    }

    private void Closing(Utf8JsonWriter json)
    {
        json.WriteStartObject("assessor");
        json.WriteString("name", practitioner.Name);
        json.WriteEndObject();
        json.WriteString("crn", crn);
    }

    private string Scale() => random.Weighted<string>([(30, "0-No problems"), (40, "1-Some problems"), (30, "2-Significant problems")]);

    private static void Name(Utf8JsonWriter json, string forename, string surname, string? middle)
    {
        json.WriteStartObject("name");
        json.WriteString("forename", forename);
        if (middle is not null)
            json.WriteString("middleNames", middle);
        json.WriteString("surname", surname);
        json.WriteEndObject();
    }

    private static void Coded(Utf8JsonWriter json, string? name, string code, string description)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        json.WriteString("code", code);
        json.WriteString("description", description);
        json.WriteEndObject();
    }

    private static bool? YesNo(string? answer) => answer switch { "Yes" => true, "No" => false, _ => null };

    private static DateOnly Earliest(DateOnly a, DateOnly b) => a < b ? a : b;

    private static string Words(RiskLevel level) => level == RiskLevel.VeryHigh ? "Very High" : level.ToString();

    private static string Letter(int level) => level switch { 0 => "L", 1 => "M", _ => "H" };

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
