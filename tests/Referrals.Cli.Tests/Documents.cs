namespace Referrals.Cli.Tests;

/// <summary>Documents in the shapes of nDelius and OASys, of people who do not exist.</summary>
internal static class Documents
{
    /// <summary>A man in the West Midlands, for whom Building Better Relationships is right once the questions are answered.</summary>
    public static void Case(TheProgram program, string folder, string crn)
    {
        program.Write($"{folder}/{crn}/personal-details.json", PersonalDetails(crn));
        program.Write($"{folder}/{crn}/sentence-1.json", Sentence);
        program.Write($"{folder}/{crn}/offences-1.json", Offences);
        program.Write($"{folder}/{crn}/registrations.json", """{ "registrations": [ { "type": { "code": "ADVP", "description": "Domestic abuse perpetrator" }, "date": "2026-01-12" } ] }""");
        program.Write($"{folder}/{crn}/section6.json", Section6);
    }

    public static string PersonalDetails(string crn) => $$"""
        {
          "crn": "{{crn}}",
          "name": { "forename": "Edmund", "surname": "Brackenridge" },
          "dateOfBirth": "1986-04-19",
          "sex": { "code": "M", "description": "Male" },
          "probationPractitioner": { "name": { "forename": "Pat", "surname": "Oakshott" }, "code": "N52B001", "email": "pat.oakshott@example.com" },
          "probationDeliveryUnit": { "code": "N52COV", "description": "Coventry" },
          "team": { "code": "N52T01", "description": "Coventry Team 1" },
          "region": { "code": "N52", "description": "West Midlands" }
        }
        """;

    public const string Sentence = """
        {
          "description": "ORA Community Order (24 Months)", "startDate": "2026-01-05", "expectedEndDate": "2028-01-04", "custodial": false,
          "licenceConditions": [], "requirements": [ { "code": "RARREQ", "description": "Rehabilitation Activity Requirement (RAR)" } ], "postSentenceSupervisionRequirements": []
        }
        """;

    public const string Offences = """
        {
          "mainOffence": { "date": "2025-09-14", "mainCategoryCode": "008", "mainCategoryDescription": "Assault", "subCategoryCode": "06", "subCategoryDescription": "Assault occasioning actual bodily harm" },
          "additionalOffences": []
        }
        """;

    public const string Section6 = """
        {
          "assessmentPk": 81001, "assessmentType": "LAYER3", "dateCompleted": "2026-02-02T15:20:11", "assessorSignedDate": "2026-02-02T15:19:00",
          "initiationDate": "2026-01-20T09:00:00", "assessmentStatus": "COMPLETE", "superStatus": "COMPLETE",
          "laterWIPAssessmentExists": false, "laterSignLockAssessmentExists": false, "laterPartCompUnsignedAssessmentExists": false,
          "laterPartCompSignedAssessmentExists": false, "laterCompleteAssessmentExists": false,
          "perpAgainstFamily": "No", "victimOfFamily": "No", "perpAgainstPartner": "Yes", "victimOfPartner": "No",
          "SARA": { "imminentRiskOfViolenceTowardsPartner": "High", "imminentRiskOfViolenceTowardsOthers": "Low" }
        }
        """;

    /// <summary>One line of a bulk file.</summary>
    public static string Line(string crn, string sentence = Sentence) =>
        $$"""{"crn":"{{crn}}","personalDetails":{{PersonalDetails(crn)}},"sentences":{"1":{{sentence}}},"offences":{"1":{{Offences}}},"section6":{{Section6}}}""".ReplaceLineEndings(" ");
}
