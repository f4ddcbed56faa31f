using System.Text;
using System.Text.Json.Nodes;
using Referrals.Application.Import.Sources;

namespace Referrals.Application.Tests.Import.Sources;

/// <summary>Documents in the shapes of nDelius and OASys about people who do not exist.</summary>
internal static class Fixtures
{
    public const string PersonalDetails = """
        {
          "crn": "X400100",
          "name": { "forename": "Tobias", "middleNames": "Quill", "surname": "Fenwright" },
          "dateOfBirth": "1987-11-03",
          "age": "38 years 2 months",
          "sex": { "code": "M", "description": "Male" },
          "probationPractitioner": {
            "name": { "forename": "Imogen", "surname": "Larkspur" },
            "code": "N56A101",
            "email": "imogen.larkspur@example.com"
          },
          "probationDeliveryUnit": { "code": "N56NOR", "description": "Norfolk" },
          "team": { "code": "N56T01", "description": "Norwich Team 1" },
          "region": { "code": "N56", "description": "East of England" }
        }
        """;

    public const string Sentence = """
        {
          "description": "ORA Community Order (24 Months)",
          "startDate": "2025-09-01",
          "expectedEndDate": "2027-08-31",
          "custodial": false,
          "licenceConditions": [ { "code": "LC77", "description": "Building Better Relationships" } ],
          "requirements": [ { "code": "RARREQ", "description": "Rehabilitation Activity Requirement (RAR)" } ],
          "postSentenceSupervisionRequirements": [ { "code": "PSS01", "description": "Supervision" } ]
        }
        """;

    public const string Offences = """
        {
          "mainOffence": {
            "date": "2025-05-14", "mainCategoryCode": "008", "mainCategoryDescription": "Assault",
            "subCategoryCode": "06", "subCategoryDescription": "Assault occasioning actual bodily harm"
          },
          "additionalOffences": []
        }
        """;

    public const string Registrations = """
        {
          "registrations": [
            { "type": { "code": "ADVP", "description": "Domestic abuse perpetrator" }, "date": "2025-09-04", "nextReviewDate": "2026-03-04" },
            { "type": { "code": "RCPR", "description": "Child protection" }, "date": "2025-09-10" }
          ]
        }
        """;

    public const string Section6 = """
        {
          "assessmentPk": 70010,
          "assessmentType": "LAYER3",
          "dateCompleted": "2025-10-02T15:20:11",
          "assessorSignedDate": "2025-10-02T15:19:00",
          "initiationDate": "2025-09-20T09:00:00",
          "assessmentStatus": "COMPLETE",
          "superStatus": "COMPLETE",
          "laterWIPAssessmentExists": true,
          "latestWIPDate": "2025-12-01T10:00:00",
          "laterSignLockAssessmentExists": false,
          "laterPartCompUnsignedAssessmentExists": false,
          "laterPartCompSignedAssessmentExists": false,
          "laterCompleteAssessmentExists": false,
          "latestCompleteDate": "2025-10-02T15:20:11",
          "relCloseFamily": "1-Some problems",
          "parentalRespProblem": null,
          "perpAgainstFamily": "Yes",
          "victimOfFamily": "No",
          "perpAgainstPartner": "Don't know",
          "victimOfPartner": null,
          "relLinkedToReoffending": "Yes",
          "relLinkedToHarm": "No",
          "relIssuesDetails": "Arguments with a brother.",
          "relParentalResponsibilities": "Yes",
          "relCurrRelationshipStatus": "Not in a relationship",
          "prevOrCurrentDomesticAbuse": "Yes",
          "prevCloseRelationships": "2-Significant problems",
          "relationshipWithPartner": "0-No problems",
          "experienceOfChildhood": null,
          "SARA": {
            "imminentRiskOfViolenceTowardsPartner": "Medium",
            "imminentRiskOfViolenceTowardsOthers": "Very High"
          },
          "assessor": { "name": "Imogen Larkspur" },
          "crn": "X400100"
        }
        """;

    public const string RoshSummary = """
        {
          "assessmentPk": 70010, "assessmentType": "LAYER3", "dateCompleted": "2025-10-02T15:20:11", "assessmentStatus": "COMPLETE",
          "riskChildrenCommunity": "Low", "riskPublicCommunity": "Medium", "riskKnownAdultCommunity": "High", "riskStaffCommunity": null,
          "riskChildrenCustody": "Low", "riskPublicCustody": "Low", "riskKnownAdultCustody": "Very High", "riskStaffCustody": "Low",
          "riskPrisonersCustody": "Low", "whoAtRisk": "Words about somebody.", "crn": "X400100"
        }
        """;

    public const string Pni = """
        {
          "pniCalculation": {
            "sexDomain": { "level": "L", "score": 0 }, "thinkingDomain": { "level": "M", "score": 1 },
            "relationshipDomain": { "level": "H", "score": 2 }, "selfManagementDomain": { "level": "M", "score": 1 },
            "riskLevel": "H", "needLevel": "M", "totalDomainScore": 4, "pni": "M",
            "saraRiskLevel": { "toPartner": 2, "toOther": 1 }
          },
          "assessment": { "id": 70010, "ogrs3Risk": "LOW" }
        }
        """;

    public const string RiskPredictors = """
        {
          "groupReconvictionScore": { "oneYear": 21, "twoYears": 36, "scoreLevel": "LOW" },
          "violencePredictorScore": { "oneYear": 40, "twoYears": 58, "scoreLevel": "MEDIUM" },
          "generalPredictorScore": { "oneYear": 30, "twoYears": 44 },
          "riskOfSeriousRecidivismScore": { "scoreLevel": "HIGH", "percentageScore": 7.25 },
          "sexualPredictorScore": { "ospDirectContactPercentageScore": 0.5, "ospDirectContactPercentageScoreLevel": "NOT_APPLICABLE" }
        }
        """;

    public const string Timeline = """
        {
          "crn": "X400100",
          "timeline": [
            { "id": 69000, "completedAt": "2024-02-01T10:00:00", "type": "LAYER3", "status": "COMPLETE" },
            { "id": 70010, "completedAt": "2025-10-02T15:20:11", "type": "LAYER3", "status": "COMPLETE" },
            { "id": 70020, "completedAt": "2025-11-02T15:20:11", "type": "STANDALONE_RSR", "status": "COMPLETE" },
            { "id": 70030, "completedAt": null, "type": "LAYER3", "status": "OPEN" }
          ]
        }
        """;

    /// <summary>A whole case as one object, to be changed by the test and written on a line.</summary>
    public static JsonObject Case(string crn = "X400100") => new()
    {
        ["crn"] = crn,
        ["personalDetails"] = Parse(PersonalDetails.Replace("X400100", crn, StringComparison.Ordinal)),
        ["sentences"] = new JsonObject { ["1"] = Parse(Sentence) },
        ["offences"] = new JsonObject { ["1"] = Parse(Offences) },
        ["registrations"] = Parse(Registrations),
        ["section6"] = Parse(Section6.Replace("X400100", crn, StringComparison.Ordinal)),
        ["roshSummary"] = Parse(RoshSummary.Replace("X400100", crn, StringComparison.Ordinal)),
        ["pni"] = Parse(Pni),
        ["riskPredictors"] = Parse(RiskPredictors),
        ["saraAnalysis"] = "He minimises what he did.",
        ["enquiries"] = Parse("""[{"kind":"police","askedOn":"2025-10-03","answeredOn":"2025-10-20","answer":"Two call-outs."},{"kind":"childrens-services","askedOn":"2025-10-03"}]"""),
        ["answers"] = Parse("""{"intimatePartnerConviction":true,"heterosexualRelationship":true,"canDiscussOneAct":false,"childrenConcerned":null}"""),
        ["history"] = Parse("""[{"milestone":"referred","on":"2025-10-25","programme":"Building Better Relationships"},{"milestone":"first session","on":"2026-01-12","outcome":"attended","reason":null}]"""),
    };

    public static JsonNode Parse(string json) => JsonNode.Parse(json)!;

    public static string OnOneLine(string json) => Parse(json).ToJsonString();

    /// <summary>Reads one line of a bulk file called <c>cases.ndjson</c> as its line 7.</summary>
    public static SourceRead Read(JsonNode line) => Read(line.ToJsonString());

    public static SourceRead Read(string line) =>
        NdjsonSource.ReadLine("cases.ndjson", 7, Encoding.UTF8.GetBytes(line), 0) ?? throw new InvalidOperationException("The line is blank.");

    public static async Task<List<SourceRead>> ReadAll(ICaseSource source)
    {
        var reads = new List<SourceRead>();
        await foreach (var read in source.Read(TestContext.Current.CancellationToken))
            reads.Add(read);
        return reads;
    }

    public static string Text(this ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}

/// <summary>A folder that goes with the test.</summary>
public sealed class Scratch : IDisposable
{
    public Scratch() => Path = Directory.CreateTempSubdirectory("referrals-").FullName;

    public string Path { get; }

    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file below the folder and gives its path.</summary>
    public string Write(string relative, string content) => Write(relative, Encoding.UTF8.GetBytes(content));

    public string Write(string relative, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
