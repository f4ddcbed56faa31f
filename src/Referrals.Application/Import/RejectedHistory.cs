using System.Text.Json;
using Referrals.Application.Import.Sources;

namespace Referrals.Application.Import;

/// <summary>History items that read well but match nothing in the catalogue, as a document that can be corrected and fed back.</summary>
internal static class RejectedHistory
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static RejectedInput? Of(SourceRead read, IReadOnlyList<SourceProblem> problems)
    {
        if (read.Case?.History is not { } history)
            return null;
        var items = history.Index()
            .Where(i => problems.Any(p => p.Severity == ProblemSeverity.Error && Same(p, read.Case.Origin.Problem(SourceParts.History, $"[{i.Index}]", "", ""))))
            .Select(i => new { i.Item.Milestone, i.Item.On, i.Item.Programme, i.Item.Outcome, i.Item.Reason })
            .ToArray();
        return items.Length == 0
            ? null
            : new RejectedInput
            {
                Crn = read.Case.Crn,
                Documents = [new RejectedDocument(SourceParts.History, null, "history.json", JsonSerializer.SerializeToUtf8Bytes(items, Json), IsJson: true)],
            };
    }

    private static bool Same(SourceProblem a, SourceProblem b) => a.JsonPath == b.JsonPath && a.File == b.File;
}
