namespace Referrals.Domain;

/// <summary>A SARA as OASys holds it.</summary>
/// <param name="SignedOn">Null while nobody has signed it.</param>
public sealed record SaraHeld(DateOnly CompletedOn, DateOnly? SignedOn);

/// <param name="AnsweredOn">Null while there is no answer.</param>
public sealed record EnquiryHeld(DateOnly AskedOn, DateOnly? AnsweredOn);

/// <summary>What has been gathered for one need besides the facts; null is not there.</summary>
public sealed record InformationHeld
{
    public SaraHeld? Sara { get; init; }

    /// <summary>The practitioner's written analysis of the SARA is there.</summary>
    public required bool AnalysisWritten { get; init; }

    public EnquiryHeld? Police { get; init; }

    public EnquiryHeld? ChildrensServices { get; init; }
}

public enum MissingKind
{
    SaraAbsent,
    SaraOutOfLife,
    SaraNotSigned,
    AnalysisMissing,
    PoliceNotAsked,
    PoliceNotAnswered,
    ChildrensServicesNotAsked,
    ChildrensServicesNotAnswered,

    /// <summary>A question only the practitioner can answer; <see cref="MissingPiece.Subject"/> says which.</summary>
    QuestionUnanswered,
}

/// <param name="Subject">For <see cref="MissingKind.QuestionUnanswered"/>: one of <see cref="SubjectKeys"/>.</param>
public sealed record MissingPiece(MissingKind Kind, string Words, string? Subject = null);

/// <summary>
/// What must be there before anything is recommended: a signed SARA within its life and with a written analysis, a police domestic abuse
/// enquiry answered, a children's services enquiry answered where children are concerned (HMIP 2023), and the practitioner's answers that can still
/// change the recommendation.
/// </summary>
public static class InformationGate
{
    /// <summary>The facts that no source system holds, in the order they are asked.</summary>
    public static IReadOnlyList<string> PractitionerQuestions { get; } =
    [
        SubjectKeys.ChildrenConcerned, SubjectKeys.IntimatePartnerConviction, SubjectKeys.HeterosexualRelationship, SubjectKeys.CanDiscussOneAct,
    ];

    /// <summary>Empty where nothing is missing. In the order in which the pieces are worth filling.</summary>
    public static IReadOnlyList<MissingPiece> Missing(InformationHeld held, CaseFacts facts, Catalogue catalogue, DateOnly today)
    {
        var thresholds = catalogue.ThresholdsOn(today);
        var children = ChildrenConcerned(facts, thresholds);
        var pieces = new List<MissingPiece?>
        {
            Sara(held.Sara, thresholds, today),
            held.AnalysisWritten ? null : new MissingPiece(MissingKind.AnalysisMissing, "The practitioner's written analysis of the SARA is missing"),
            Police(held.Police),
            children == true ? ChildrensServices(held.ChildrensServices) : null,
            children is null ? Question(SubjectKeys.ChildrenConcerned) : null,
        };
        pieces.AddRange(QuestionsThatMatter(catalogue, facts, today).Select(Question));
        return pieces.OfType<MissingPiece>().ToList();
    }

    /// <summary>Yes where the practitioner says so or a registration does, which outweighs a "no"; null where neither is known.</summary>
    public static bool? ChildrenConcerned(CaseFacts facts, Thresholds thresholds) =>
        thresholds.ChildrenConcernedFlags.Any(flag => facts.Flags?.Contains(flag) == true) ? true : facts.ChildrenConcerned;

    private static MissingPiece? Sara(SaraHeld? sara, Thresholds thresholds, DateOnly today)
    {
        if (sara is null)
            return new MissingPiece(MissingKind.SaraAbsent, "There is no SARA");
        if (sara.CompletedOn.AddDays(thresholds.SaraLifeDays) < today)
            return new MissingPiece(MissingKind.SaraOutOfLife, $"The SARA is more than {thresholds.SaraLifeDays} days old");
        return sara.SignedOn is null ? new MissingPiece(MissingKind.SaraNotSigned, "The SARA is not signed") : null;
    }

    private static MissingPiece? Police(EnquiryHeld? enquiry) => enquiry switch
    {
        null => new MissingPiece(MissingKind.PoliceNotAsked, "The police have not been asked about domestic abuse"),
        { AnsweredOn: null } => new MissingPiece(MissingKind.PoliceNotAnswered, "The police have not answered"),
        _ => null,
    };

    private static MissingPiece? ChildrensServices(EnquiryHeld? enquiry) => enquiry switch
    {
        null => new MissingPiece(MissingKind.ChildrensServicesNotAsked, "Children's services have not been asked"),
        { AnsweredOn: null } => new MissingPiece(MissingKind.ChildrensServicesNotAnswered, "Children's services have not answered"),
        _ => null,
    };

    private static IEnumerable<string> QuestionsThatMatter(Catalogue catalogue, CaseFacts facts, DateOnly today)
    {
        var open = Recommender.Recommend(catalogue, facts, today).CannotBeRuledOut
            .SelectMany(entry => entry.FindOut)
            .Select(fact => fact.Subject)
            .ToHashSet(StringComparer.Ordinal);
        return PractitionerQuestions.Where(subject => subject != SubjectKeys.ChildrenConcerned && open.Contains(subject));
    }

    private static MissingPiece Question(string subject) =>
        new(MissingKind.QuestionUnanswered, Subject.All[subject].Question, subject);
}
