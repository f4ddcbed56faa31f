using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Referrals.Domain;

namespace Referrals.Application.Import.Sources;

/// <summary>How each document of the source systems becomes a record. Fields the product does not use are not looked at.</summary>
internal static class Documents
{
    private static readonly FrozenDictionary<string, string> s_milestones = MilestoneKinds.All
        .Select(kind => KeyValuePair.Create(kind, kind))
        .Append(KeyValuePair.Create("started", MilestoneKinds.FirstSession))
        .ToFrozenDictionary(StringComparer.Ordinal);

    public static PersonalDetails PersonalDetails(JsonReading r, JsonElement e) => new()
    {
        Name = RequiredName(r, e),
        DateOfBirth = r.Date(e, "dateOfBirth"),
        Sex = r.Object(e, "sex", SexCode)?.Value,
        Ethnicity = r.Object(e, "ethnicity", Coded)?.Description,
        Disability = r.Flag(e, "disability"),
        Religion = r.Object(e, "religion", Coded)?.Description,
        Language = r.Object(e, "preferredLanguage", Coded)?.Description,
        Practitioner = r.Object(e, "probationPractitioner", Practitioner),
        ProbationDeliveryUnit = r.Object(e, "probationDeliveryUnit", Coded),
        Team = r.Object(e, "team", Coded),
        Region = r.Object(e, "region", Coded),
    };

    public static Sentence Sentence(JsonReading r, JsonElement e)
    {
        var lists = new[]
        {
            r.List(e, "requirements", (x, item) => Requirement(x, item, RequirementKind.Requirement)),
            r.List(e, "licenceConditions", (x, item) => Requirement(x, item, RequirementKind.LicenceCondition)),
            r.List(e, "postSentenceSupervisionRequirements", (x, item) => Requirement(x, item, RequirementKind.PostSentenceSupervision)),
        };
        var sentence = new Sentence
        {
            Description = r.Text(e, "description"),
            StartDate = r.Date(e, "startDate"),
            ExpectedEndDate = r.Date(e, "expectedEndDate"),
            Custodial = r.Flag(e, "custodial"),
            Requirements = lists.All(l => l is null) ? null : [.. lists.SelectMany(l => l ?? [])],
        };
        if (sentence.ExpectedEndDate < sentence.StartDate)
        {
            using (r.In("expectedEndDate"))
                r.Warn("an end after the start, " + Iso(sentence.StartDate), Iso(sentence.ExpectedEndDate));
        }

        return sentence;
    }

    public static SentenceOffences Offences(JsonReading r, JsonElement e) => new()
    {
        Main = r.Object(e, "mainOffence", Offence),
        Additional = r.List(e, "additionalOffences", Offence) ?? [],
    };

    public static List<Registration>? Registrations(JsonReading r, JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.Array)
            return r.Items(e, Registration);
        if (!JsonReading.Field(e, "registrations", out _))
            r.Error("registrations", "a list", "nothing");
        return r.List(e, "registrations", Registration);
    }

    public static Section6 Section6(JsonReading r, JsonElement e)
    {
        var section = new Section6
        {
            Header = Header(r, e),
            PerpetratorAgainstFamily = r.YesNo(e, "perpAgainstFamily"),
            PerpetratorAgainstPartner = r.YesNo(e, "perpAgainstPartner"),
            VictimOfFamily = r.YesNo(e, "victimOfFamily"),
            VictimOfPartner = r.YesNo(e, "victimOfPartner"),
            PreviousOrCurrentDomesticAbuse = r.YesNo(e, "prevOrCurrentDomesticAbuse"),
            LinkedToReoffending = r.YesNo(e, "relLinkedToReoffending"),
            LinkedToHarm = r.YesNo(e, "relLinkedToHarm"),
            ParentalResponsibilities = r.YesNo(e, "relParentalResponsibilities"),
            RelationshipWithPartner = r.Scale(e, "relationshipWithPartner"),
            PreviousCloseRelationships = r.Scale(e, "prevCloseRelationships"),
            CloseFamily = r.Scale(e, "relCloseFamily"),
            ExperienceOfChildhood = r.Scale(e, "experienceOfChildhood"),
            EmotionalCongruence = r.Scale(e, "emotionalCongruence"),
            CurrentRelationshipStatus = r.Text(e, "relCurrRelationshipStatus"),
            IssuesDetails = r.Words(e, "relIssuesDetails"),
        };
        if (r.Object(e, "SARA") is not { } sara)
            return section;
        using (r.In("SARA"))
        {
            return section with
            {
                SaraPartner = r.Level(sara, "imminentRiskOfViolenceTowardsPartner"),
                SaraOthers = r.Level(sara, "imminentRiskOfViolenceTowardsOthers"),
            };
        }
    }

    public static RoshSummary RoshSummary(JsonReading r, JsonElement e) => new()
    {
        Header = Header(r, e),
        ChildrenCommunity = r.Level(e, "riskChildrenCommunity"),
        PublicCommunity = r.Level(e, "riskPublicCommunity"),
        KnownAdultCommunity = r.Level(e, "riskKnownAdultCommunity"),
        StaffCommunity = r.Level(e, "riskStaffCommunity"),
        ChildrenCustody = r.Level(e, "riskChildrenCustody"),
        PublicCustody = r.Level(e, "riskPublicCustody"),
        KnownAdultCustody = r.Level(e, "riskKnownAdultCustody"),
        StaffCustody = r.Level(e, "riskStaffCustody"),
        PrisonersCustody = r.Level(e, "riskPrisonersCustody"),
    };

    public static Pni Pni(JsonReading r, JsonElement e)
    {
        var pni = r.Object(e, "pniCalculation", Calculation) ?? new Pni();
        return r.Object(e, "assessment") is { } assessment
            ? pni with { AssessmentPk = Within(r, "assessment", x => x.Number(assessment, "id")) }
            : pni;
    }

    public static RiskPredictors RiskPredictors(JsonReading r, JsonElement e)
    {
        // The assess-risks-and-needs service wraps the same names in an answer with a version.
        if (r.Code(e, "outputVersion", "text") is { } version && version != "1")
        {
            using (r.In("outputVersion"))
                r.Warn("\"1\", the version whose predictors are read", JsonReading.Quote(version));
        }

        return e.TryGetProperty("output", out _) ? r.Object(e, "output", Predictors) ?? new RiskPredictors() : Predictors(r, e);
    }

    /// <summary>Words alone, or words with who wrote them and when. Empty words are no analysis.</summary>
    public static SaraAnalysis? SaraAnalysis(JsonReading r, JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.String)
            return string.IsNullOrWhiteSpace(e.GetString()) ? null : new SaraAnalysis(e.GetString()!.Trim());
        if (e.ValueKind != JsonValueKind.Object)
        {
            r.Error("text, or an object with text, writtenBy and writtenOn", e);
            return null;
        }

        var by = r.Text(e, "writtenBy");
        var on = r.Date(e, "writtenOn");
        return r.Words(e, "text") is { } text ? new SaraAnalysis(text, by, on) : null;
    }

    public static EnquiryRecord Enquiry(JsonReading r, JsonElement e)
    {
        const string kinds = "\"police\" or \"childrens-services\"";
        EnquiryKind kind = default;
        switch (r.RequiredText(e, "kind", kinds))
        {
            case "police":
                kind = EnquiryKind.Police;
                break;
            case "childrens-services":
                kind = EnquiryKind.ChildrensServices;
                break;
            case "":
                break;
            case var other:
                r.Error("kind", kinds, JsonReading.Quote(other));
                break;
        }

        var enquiry = new EnquiryRecord(kind, r.Date(e, "askedOn"), r.Date(e, "answeredOn"), r.Words(e, "answer"));
        using (r.In("answeredOn"))
        {
            if (enquiry.AnsweredOn < enquiry.AskedOn)
                r.Warn("a date on or after askedOn, " + Iso(enquiry.AskedOn), Iso(enquiry.AnsweredOn));
            else if (enquiry is { Answer: not null, AnsweredOn: null })
                r.Warn("the date of the answer that is there", "nothing, so the enquiry counts as not answered");
        }

        return enquiry;
    }

    public static PractitionerAnswers Answers(JsonReading r, JsonElement e) => new()
    {
        IntimatePartnerConviction = r.Flag(e, "intimatePartnerConviction"),
        HeterosexualRelationship = r.Flag(e, "heterosexualRelationship"),
        CanDiscussOneAct = r.Flag(e, "canDiscussOneAct"),
        ChildrenConcerned = r.Flag(e, "childrenConcerned"),
    };

    public static HistoryItem History(JsonReading r, JsonElement e)
    {
        const string expected = "a milestone of the glossary, such as \"referred\", \"accepted\" or \"first-session\"";
        var supplied = r.RequiredText(e, "milestone", expected);
        if (!s_milestones.TryGetValue(Hyphenated(supplied), out var milestone))
        {
            if (supplied.Length > 0)
                r.Error("milestone", expected, JsonReading.Quote(supplied));
            milestone = "";
        }

        return new HistoryItem
        {
            Milestone = milestone,
            On = r.RequiredDate(e, "on"),
            Programme = r.Text(e, "programme"),
            Outcome = r.Text(e, "outcome"),
            Reason = r.Words(e, "reason"),
        };
    }

    /// <summary>OASys <c>/assessments/timeline/{crn}</c>: the number of the latest complete full assessment, or null where there is none.</summary>
    public static long? LatestComplete(JsonReading r, JsonElement e)
    {
        if (!JsonReading.Field(e, "timeline", out _))
            r.Error("timeline", "a list", "nothing");
        return r.List(e, "timeline", Entry)?
            // A standalone predictor is complete too, and has no sections to read.
            .Where(a => a.Complete && a.Type is null or "LAYER1" or "LAYER3")
            .OrderByDescending(a => a.At).ThenByDescending(a => a.Id)
            .Select(a => (long?)a.Id).FirstOrDefault();

        static TimelineEntry Entry(JsonReading x, JsonElement item) => new(
            x.RequiredNumber(item, "id", "the number of an assessment"),
            string.Equals(x.Text(item, "status"), "COMPLETE", StringComparison.OrdinalIgnoreCase),
            x.Text(item, "type")?.ToUpperInvariant(),
            x.Time(item, "completedAt"));
    }

    private sealed record TimelineEntry(long Id, bool Complete, string? Type, DateTime? At);

    private sealed record Known(Sex? Value);

    private static Known SexCode(JsonReading r, JsonElement e)
    {
        const string expected = "M, F, or a code for neither or not known (I, N, P, U)";
        switch (r.Code(e, "code", expected)?.ToUpperInvariant())
        {
            case "M":
                return new Known(Sex.Male);
            case "F":
                return new Known(Sex.Female);
            case null or "I" or "N" or "P" or "U":
                return new Known(null);
            case var other:
                r.Error("code", expected, JsonReading.Quote(other));
                return new Known(null);
        }
    }

    private static PersonName RequiredName(JsonReading r, JsonElement e)
    {
        var before = r.Errors;
        if (r.Object(e, "name", Name) is { } name)
            return name;
        if (r.Errors == before)
            r.Error("name", "an object with forename and surname", "nothing");
        return new PersonName { Forename = "", Surname = "" };
    }

    private static PersonName Name(JsonReading r, JsonElement e) => new()
    {
        Forename = r.RequiredText(e, "forename", "a forename"),
        MiddleNames = r.Text(e, "middleNames"),
        Surname = r.RequiredText(e, "surname", "a surname"),
    };

    private static SourcePractitioner Practitioner(JsonReading r, JsonElement e) => new()
    {
        Code = r.RequiredText(e, "code", "the code of a member of staff"),
        Name = r.Object(e, "name", Name),
        Email = r.Text(e, "email"),
    };

    private static CodedName Coded(JsonReading r, JsonElement e) => new(r.Text(e, "code"), r.Text(e, "description"));

    private static SentenceRequirement Requirement(JsonReading r, JsonElement e, RequirementKind kind) =>
        new(kind, r.RequiredText(e, "code", "the code of a requirement"), r.Words(e, "description"));

    private static SourceOffence Offence(JsonReading r, JsonElement e) => new()
    {
        Date = r.Date(e, "date"),
        MainCategoryCode = r.Text(e, "mainCategoryCode"),
        MainCategoryDescription = r.Words(e, "mainCategoryDescription"),
        SubCategoryCode = r.Text(e, "subCategoryCode"),
        SubCategoryDescription = r.Words(e, "subCategoryDescription"),
    };

    private static Registration Registration(JsonReading r, JsonElement e)
    {
        var before = r.Errors;
        var type = r.Object(e, "type", (x, t) => new CodedName(x.RequiredText(t, "code", "the code of a registration"), x.Words(t, "description")));
        if (type is null && r.Errors == before)
            r.Error("type", "an object with code and description", "nothing");
        return new Registration(type?.Code ?? "", type?.Description, r.Date(e, "date"), r.Date(e, "nextReviewDate"));
    }

    private static OasysHeader Header(JsonReading r, JsonElement e) => new()
    {
        AssessmentPk = r.RequiredNumber(e, "assessmentPk", "the number of the assessment"),
        AssessmentType = r.Text(e, "assessmentType"),
        InitiationDate = r.Time(e, "initiationDate"),
        DateCompleted = r.Time(e, "dateCompleted"),
        AssessorSignedDate = r.Time(e, "assessorSignedDate"),
        Status = r.Text(e, "assessmentStatus"),
        SuperStatus = r.Text(e, "superStatus"),
        LaterWorkInProgressExists = r.Flag(e, "laterWIPAssessmentExists"),
        LaterSignLockExists = r.Flag(e, "laterSignLockAssessmentExists"),
        LaterPartCompleteUnsignedExists = r.Flag(e, "laterPartCompUnsignedAssessmentExists"),
        LaterPartCompleteSignedExists = r.Flag(e, "laterPartCompSignedAssessmentExists"),
        LaterCompleteExists = r.Flag(e, "laterCompleteAssessmentExists"),
        LatestCompleteDate = r.Time(e, "latestCompleteDate"),
        AssessorName = r.Object(e, "assessor") is { } assessor ? Within(r, "assessor", x => x.Text(assessor, "name")) : null,
        Crn = r.Text(e, "crn"),
    };

    private static Pni Calculation(JsonReading r, JsonElement e)
    {
        var pni = new Pni
        {
            Pathway = Pathway(r, e),
            RiskLevel = r.Level(e, "riskLevel"),
            NeedLevel = r.Level(e, "needLevel"),
            TotalDomainScore = r.SmallNumber(e, "totalDomainScore"),
            Sex = r.Object(e, "sexDomain", Domain),
            Thinking = r.Object(e, "thinkingDomain", Domain),
            Relationship = r.Object(e, "relationshipDomain", Domain),
            SelfManagement = r.Object(e, "selfManagementDomain", Domain),
        };
        if (r.Object(e, "saraRiskLevel") is not { } sara)
            return pni;
        using (r.In("saraRiskLevel"))
            return pni with { SaraPartner = r.NumberedLevel(sara, "toPartner"), SaraOthers = r.NumberedLevel(sara, "toOther") };
    }

    private static PniPathway? Pathway(JsonReading r, JsonElement e)
    {
        const string expected = "H, M, A or O";
        switch (r.Code(e, "pni", expected)?.ToUpperInvariant())
        {
            case null:
                return null;
            case "H":
                return PniPathway.HighIntensity;
            case "M":
                return PniPathway.ModerateIntensity;
            case "A":
                return PniPathway.Alternative;
            case "O":
                return PniPathway.Missing;
            case var other:
                r.Error("pni", expected, JsonReading.Quote(other));
                return null;
        }
    }

    private static PniDomain Domain(JsonReading r, JsonElement e) => new(r.Level(e, "level"), r.SmallNumber(e, "score"));

    private static RiskPredictors Predictors(JsonReading r, JsonElement e)
    {
        var predictors = new RiskPredictors
        {
            GroupReconviction = r.Object(e, "groupReconvictionScore", Score),
            Violence = r.Object(e, "violencePredictorScore", Score),
            General = r.Object(e, "generalPredictorScore", Score),
        };
        if (r.Object(e, "riskOfSeriousRecidivismScore") is { } serious)
        {
            using (r.In("riskOfSeriousRecidivismScore"))
            {
                predictors = predictors with
                {
                    SeriousRecidivismPercentage = r.Decimal(serious, "percentageScore"),
                    SeriousRecidivismLevel = r.Level(serious, "scoreLevel"),
                };
            }
        }

        if (r.Object(e, "sexualPredictorScore") is not { } sexual)
            return predictors;
        using (r.In("sexualPredictorScore"))
        {
            return predictors with
            {
                SexualDirectContactPercentage = r.Decimal(sexual, "ospDirectContactPercentageScore"),
                SexualDirectContactLevel = r.Level(sexual, "ospDirectContactPercentageScoreLevel"),
                SexualIndirectImagePercentage = r.Decimal(sexual, "ospIndirectImagePercentageScore"),
                SexualIndirectImageLevel = r.Level(sexual, "ospIndirectImagePercentageScoreLevel"),
            };
        }
    }

    private static PredictorScore Score(JsonReading r, JsonElement e) =>
        new(r.Decimal(e, "oneYear"), r.Decimal(e, "twoYears"), r.Level(e, "scoreLevel"));

    private static T Within<T>(JsonReading r, string name, Func<JsonReading, T> read)
    {
        using (r.In(name))
            return read(r);
    }

    private static string Hyphenated(string name) => name.Replace(' ', '-').Replace('_', '-').ToLowerInvariant();

    private static string Iso(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "nothing";
}
