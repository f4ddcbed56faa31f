using System.Globalization;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Api;

/// <summary>The post-programme report of a referral, begun or not.</summary>
public sealed record ReportShape
{
    public required Guid ReferralId { get; init; }
    public required string Crn { get; init; }
    public required string ProgrammeName { get; init; }
    public required int SessionsRequired { get; init; }
    public required int SessionsCompleted { get; init; }
    public required IReadOnlyList<ReportLine> Answers { get; init; }
    public required DateOnly? CompletedOn { get; init; }
    public required DateOnly? SentOn { get; init; }
    public required string? SentTo { get; init; }
    public required bool MayWrite { get; init; }
}

/// <param name="Words">Null before there are any.</param>
public sealed record ReportLine(string Key, string Question, string? Words);

/// <summary>Answers of a report. Those that are left out are emptied.</summary>
public sealed record ReportBody
{
    public required IReadOnlyList<ReportAnswerBody> Answers { get; init; }

    /// <summary>Marks it as complete, where every question is answered and the review was held.</summary>
    public bool Complete { get; init; }
}

public sealed record ReportAnswerBody
{
    public required string Key { get; init; }
    public required string Words { get; init; }
}

/// <summary>That a complete report was sent.</summary>
public sealed record ReportSentBody
{
    public required DateOnly On { get; init; }
    public required string To { get; init; }
}

public sealed record ReportSaved(Guid ReferralId, bool Complete);

public sealed record ReportSent(Guid ReferralId, DateOnly On);

/// <summary>An exercise of a toolkit, as it was held or not.</summary>
public sealed record ExerciseBody
{
    /// <summary>As the plan of the toolkit has it.</summary>
    public required string TemplateKey { get; init; }

    public required DateOnly On { get; init; }
    public required AttendanceOutcome Outcome { get; init; }
    public bool Late { get; init; }
    public string? ReasonCode { get; init; }
    public string? Words { get; init; }

    /// <summary>Why an answer that is there already is replaced, of the use attendance-correction; needed only then.</summary>
    public string? CorrectionReason { get; init; }

    public string? CorrectionWords { get; init; }
}

public sealed record ExerciseRecorded(Guid ToolkitId, string TemplateKey);

internal static class Reports
{
    private static readonly Writing s_change = new(Conditional: true);

    public static void MapReports(this RouteGroupBuilder api)
    {
        api.MapGet("/reports/{id:guid}", async (HttpContext http, Guid id, ReportService reports, CancellationToken cancellation) => await reports.Find(http.User.Actor(), id, cancellation) is { } view
            ? ReferralsApi.Versioned(http, Shape(view), Tag(view))
            : Problems.Of(http, "not-found")).WithTags("Reports").WithSummary("The post-programme report of one referral, whose id it has.")
            .Produces<ReportShape>().Problem(404).RequireAuthorization("/Reports");

        api.MapPut("/reports/{id:guid}", (HttpContext http, Guid id, ReportService reports, CancellationToken cancellation) => s_change.Run<ReportBody>(http, async asked =>
        {
            if (asked.Body.Answers.FirstOrDefault(a => ReportQuestions.All.All(q => q.Key != a.Key)) is { } unknown)
            {
                return ReferralsApi.Invalid(http, "$.answers", $"There is no question '{unknown.Key}'. Choose from: {string.Join(", ", ReportQuestions.All.Select(q => q.Key))}.");
            }

            var refusal = await reports.Save(asked.Actor, id, [.. asked.Body.Answers.Select(a => new ReportAnswer(a.Key, a.Words))], asked.Body.Complete, Version(asked.Tag), cancellation);
            return refusal is null ? TypedResults.Ok(new ReportSaved(id, asked.Body.Complete)) : Problems.Of(http, refusal);
        })).WithTags("Reports").WithSummary("Saves the answers of a report, and marks it as complete where that is asked.").Changes<ReportBody>(s_change).Produces<ReportSaved>().RequireAuthorization("/Reports");

        api.MapPost("/reports/{id:guid}/send", (HttpContext http, Guid id, ReportService reports, CancellationToken cancellation) => s_change.Run<ReportSentBody>(http, async asked =>
        {
            if (await reports.Find(asked.Actor, id, cancellation) is not { } view)
            {
                return Problems.Of(http, "not-found");
            }

            // Said again by this very request after its answer was lost, it is as it was asked to be.
            if (asked.Tag != Tag(view) && (view.Report?.SentOn != asked.Body.On || view.Report?.SentTo != asked.Body.To.Trim()))
            {
                return Problems.Of(http, "condition-failed");
            }

            return await reports.Send(asked.Actor, id, asked.Body.On, asked.Body.To, cancellation) is { } refusal ? Problems.Of(http, refusal) : TypedResults.Ok(new ReportSent(id, asked.Body.On));
        })).WithTags("Reports").WithSummary("Records that a complete report was sent, which completes the programme.").Changes<ReportSentBody>(s_change).Produces<ReportSent>().RequireAuthorization("/Reports");

        api.MapPost("/toolkits/{id:guid}/sessions", (HttpContext http, Guid id, ToolkitService toolkits, CancellationToken cancellation) => s_change.Run<ExerciseBody>(http, async asked =>
        {
            var body = asked.Body;
            var request = new RecordExercise
            {
                ToolkitId = id,
                TemplateKey = body.TemplateKey,
                On = body.On,
                Outcome = body.Outcome,
                Late = body.Late,
                ReasonCode = body.ReasonCode,
                Words = body.Words,
                CorrectionReason = body.CorrectionReason,
                CorrectionWords = body.CorrectionWords,
                CaseVersion = asked.CaseVersion,
            };
            return await toolkits.Record(asked.Actor, request, cancellation) is { } refusal ? Problems.Of(http, refusal) : TypedResults.Ok(new ExerciseRecorded(id, body.TemplateKey));
        })).WithTags("Referrals").WithSummary("Records an exercise of a toolkit, booked before or not.").Changes<ExerciseBody>(s_change).Produces<ExerciseRecorded>().RequireAuthorization("/Toolkits");
    }

    private static ReportShape Shape(ReportView view) => new()
    {
        ReferralId = view.Referral.Id,
        Crn = view.Person.Crn,
        ProgrammeName = view.ProgrammeName,
        SessionsRequired = view.Progress?.Required ?? 0,
        SessionsCompleted = view.Progress?.Completed ?? 0,
        Answers = [.. ReportQuestions.All.Select(q => new ReportLine(q.Key, q.Label, view.Answer(q.Key) is { Length: > 0 } words ? words : null))],
        CompletedOn = view.Report?.CompletedOn,
        SentOn = view.Report?.SentOn,
        SentTo = view.Report?.SentTo,
        MayWrite = view.MayWrite,
    };

    private static string Tag(ReportView view) => string.Create(CultureInfo.InvariantCulture, $"report-{view.Report?.Version ?? 0}");

    private static int Version(string tag) => tag.StartsWith("report-", StringComparison.Ordinal) && int.TryParse(tag.AsSpan(7), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
}
