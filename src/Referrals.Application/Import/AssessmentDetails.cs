using System.Text.Json;
using System.Text.Json.Serialization;
using Referrals.Application.Import.Sources;

namespace Referrals.Application.Import;

/// <summary>Levels and scores of an assessment that pages show and no rule uses; stored beside the outcome as JSON.</summary>
public sealed record AssessmentDetails(RoshSummary? Rosh, RiskPredictors? Predictors, Pni? Pni)
{
    /// <summary>As OASys has it coded; it names nobody.</summary>
    public string? RelationshipStatus { get; init; }

    public bool? ParentalResponsibilities { get; init; }

    public static AssessmentDetails? Parse(string? text) => text is null ? null : JsonSerializer.Deserialize(text, AssessmentDetailsJson.Default.AssessmentDetails);

    internal string ToJson() => JsonSerializer.Serialize(this, AssessmentDetailsJson.Default.AssessmentDetails);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AssessmentDetails))]
internal sealed partial class AssessmentDetailsJson : JsonSerializerContext;
