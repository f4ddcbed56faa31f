using System.Text.Json;
using System.Text.Json.Serialization;
using Referrals.Application.Import.Sources;

namespace Referrals.Application.Import;

/// <summary>Levels and scores of an assessment that pages show and no rule uses; stored beside the outcome as JSON.</summary>
public sealed record AssessmentDetails(RoshSummary? Rosh, RiskPredictors? Predictors, Pni? Pni)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static AssessmentDetails? Parse(string? text) => text is null ? null : JsonSerializer.Deserialize<AssessmentDetails>(text, Json);
}
