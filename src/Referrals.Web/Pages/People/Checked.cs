using System.Text.Json;
using Referrals.Application.Import;

namespace Referrals.Web.Pages.People;

/// <summary>What asking nDelius and OASys came to, kept over the redirect to the page that tells it.</summary>
public sealed record Checked
{
    /// <summary>More than anybody reads out to an administrator, less than a cookie holds.</summary>
    private const int MostProblems = 8;

    public required string Heading { get; init; }

    /// <summary>Everything that was asked for came and could be used.</summary>
    public required bool Whole { get; init; }

    /// <summary>What the record gained, in the words of its history.</summary>
    public required IReadOnlyList<string> New { get; init; }

    public required IReadOnlyList<string> Came { get; init; }

    public required IReadOnlyList<string> NotFetched { get; init; }

    public required IReadOnlyList<string> Rejected { get; init; }

    public required IReadOnlyList<string> Problems { get; init; }

    public static Checked Of(CaseRefreshed refreshed, IReadOnlyList<string> news)
    {
        ArgumentNullException.ThrowIfNull(refreshed);
        return new()
        {
            Heading = Say(refreshed),
            Whole = refreshed is { Refusal: null, NotFetched.Count: 0, Rejected.Count: 0, Came.Count: > 0 },
            New = news,
            Came = refreshed.Came,
            NotFetched = refreshed.NotFetched,
            Rejected = refreshed.Rejected,
            Problems = [.. refreshed.Problems.Take(MostProblems).Select(problem => problem.ToString())],
        };
    }

    public static Checked? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<Checked>(json);

    public string Write() => JsonSerializer.Serialize(this);

    private static string Say(CaseRefreshed refreshed) => refreshed switch
    {
        { Refusal: { } refusal } => refusal.Words,
        { Came.Count: 0, NotFetched.Count: > 0 } => "nDelius and OASys could not be reached. Nothing has been changed.",
        { Came.Count: 0 } => "nDelius and OASys gave nothing that could be used. Nothing has been changed.",
        { Changed: true, NeedsOpened: > 0 } => "The record is up to date with what came, and a need was opened.",
        { Changed: true } => "The record is up to date with what came.",
        { NotFetched.Count: > 0 } or { Rejected.Count: > 0 } => "Nothing has changed in what came.",
        _ => "Nothing has changed in nDelius and OASys.",
    };
}
