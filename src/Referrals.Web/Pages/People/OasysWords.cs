using System.Globalization;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Domain;

namespace Referrals.Web.Pages.People;

/// <summary>What OASys says of a person besides SARA, read for the practitioner: risk of serious harm to whom, predictors, programme needs.</summary>
public static class OasysWords
{
    /// <returns>What is known; nothing is said of what OASys does not hold.</returns>
    public static IReadOnlyList<(string Key, string Value)> Of(AssessmentDetails? details) => details is null ? [] : [.. new[]
    {
        ("Risk of serious harm to", Harm(details.Rosh)),
        ("Predictors", Predictors(details.Predictors)),
        ("Programme needs", Needs(details.Pni)),
        ("Relationship status in OASys", details.RelationshipStatus),
        ("Parental responsibilities in OASys", details.ParentalResponsibilities is { } parent ? CaseWords.Of(parent) : null),
    }.Where(row => !string.IsNullOrEmpty(row.Item2)).Select(row => (row.Item1, row.Item2!))];

    private static string? Harm(RoshSummary? harm) => harm is null ? null : Join(
        Level("children", harm.ChildrenCommunity),
        Level("the public", harm.PublicCommunity),
        Level("a known adult", harm.KnownAdultCommunity),
        Level("staff", harm.StaffCommunity));

    private static string? Predictors(RiskPredictors? told) => told is null ? null : Join(
        Score("Reconviction (OGRS)", told.GroupReconviction),
        Score("Violence (OVP)", told.Violence),
        Score("General (OGP)", told.General),
        told.SeriousRecidivismPercentage is { } serious ? $"Serious recidivism (RSR): {serious.ToString("0.##", CultureInfo.InvariantCulture)}%{Of(told.SeriousRecidivismLevel)}" : null);

    private static string? Needs(Pni? told) => told is null ? null : Join(
        told.Pathway is { } pathway ? $"Pathway: {Pathway(pathway)}" : null,
        Level("Relationships", told.Relationship?.Level),
        Level("Thinking", told.Thinking?.Level),
        Level("Self-management", told.SelfManagement?.Level));

    private static string Pathway(PniPathway pathway) => pathway switch
    {
        PniPathway.HighIntensity => "high intensity",
        PniPathway.ModerateIntensity => "moderate intensity",
        PniPathway.Alternative => "alternative pathway",
        _ => "information missing",
    };

    private static string? Level(string of, RiskLevel? level) => level is null ? null : $"{of}: {CaseWords.Of(level).ToLowerInvariant()}";

    private static string? Score(string of, PredictorScore? score) =>
        score is { TwoYears: { } years } ? $"{of}: {years.ToString("0.##", CultureInfo.InvariantCulture)}% over two years{Of(score.Level)}" : Level(of, score?.Level);

    private static string Of(RiskLevel? level) => level is null ? "" : $", {CaseWords.Of(level).ToLowerInvariant()}";

    private static string? Join(params string?[] parts) => string.Join("; ", parts.OfType<string>()) is { Length: > 0 } words ? char.ToUpperInvariant(words[0]) + words[1..] : null;
}
