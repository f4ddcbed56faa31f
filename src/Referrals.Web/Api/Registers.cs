using System.Security.Cryptography;
using System.Text;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Api;

/// <summary>The register of one session.</summary>
public sealed record RegisterShape(SessionShape Session, Guid? GroupId, string ProgrammeName, bool MayRecord, IReadOnlyList<LineShape> Lines);

/// <param name="DeliveryId">The referral or toolkit.</param>
/// <param name="IsGuest">Comes from another group to make up for a session.</param>
/// <param name="Answer">Null before there is one.</param>
public sealed record LineShape(Guid DeliveryId, Guid CaseId, string Crn, string PersonName, bool IsGuest, AnswerShape? Answer);

/// <param name="ReasonCode">Of an acceptable absence.</param>
public sealed record AnswerShape(AttendanceOutcome Outcome, bool Late, string? ReasonCode, string? Words, string RecordedBy, DateTimeOffset RecordedAt);

/// <summary>Answers of a register. Lines that are left out stay as they are.</summary>
public sealed record RegisterBody
{
    public required IReadOnlyList<LineBody> Lines { get; init; }
}

public sealed record LineBody
{
    public required Guid DeliveryId { get; init; }
    public required AttendanceOutcome Outcome { get; init; }
    public bool Late { get; init; }
    public string? ReasonCode { get; init; }
    public string? Words { get; init; }

    /// <summary>Why an answer that is there already is replaced, of the use attendance-correction; needed only then.</summary>
    public string? CorrectionReason { get; init; }

    public string? CorrectionWords { get; init; }
}

public sealed record RegisterSaved(Guid SessionId, int Lines);

internal static class Registers
{
    private static readonly Writing s_register = new(Conditional: true);

    public static void MapRegisters(this RouteGroupBuilder api)
    {
        api.MapGet("/sessions/{id:guid}/register", async (HttpContext http, Guid id, RegisterService registers, CancellationToken cancellation) => await registers.Find(http.User.Actor(), id, cancellation) is { } register
            ? ReferralsApi.Versioned(http, Shape(register), Tag(register))
            : Problems.Of(http, "not-found")).WithTags("Registers").WithSummary("The register of one session.").Produces<RegisterShape>().Problem(404).RequireAuthorization("/Groups");

        api.MapPut("/sessions/{id:guid}/register", (HttpContext http, Guid id, RegisterService registers, CancellationToken cancellation) => s_register.Run<RegisterBody>(http, async asked =>
        {
            if (asked.Body.Lines.Count == 0)
            {
                return ReferralsApi.Invalid(http, "$.lines", "Give at least one line.");
            }

            if (asked.Body.Lines.Select(l => l.DeliveryId).Distinct().Count() < asked.Body.Lines.Count)
            {
                return ReferralsApi.Invalid(http, "$.lines", "Give each delivery once.");
            }

            if (await registers.Find(asked.Actor, id, cancellation) is not { } before)
            {
                return Problems.Of(http, "not-found");
            }

            // Said again by this very request after its answer was lost, the lines are as they were asked to be.
            if (asked.Tag != Tag(before) && !asked.Body.Lines.All(l => Is(before, l)))
            {
                return Problems.Of(http, "condition-failed");
            }

            var seen = before.Lines.ToDictionary(l => l.DeliveryId, l => l.Record?.Id);
            var refusals = await registers.Record(asked.Actor, id, [.. asked.Body.Lines.Select(l => Entry(l, seen))], cancellation);
            return refusals.Count switch
            {
                0 => TypedResults.Ok(new RegisterSaved(id, asked.Body.Lines.Count)),
                1 when asked.Body.Lines.Count == 1 => Problems.Of(http, refusals.Values.Single()),
                _ => Problems.Of(http, "register-partly-saved") with { Refused = [.. refusals.Select(r => new RefusedLine(r.Key, Problems.Namespace + Problems.NameOf(r.Value.GetType()), r.Value.Words))] },
            };
        })).WithTags("Registers").WithSummary("Saves lines of a register, each by itself: one that is refused loses none of the others.")
            .Changes<RegisterBody>(s_register).Produces<RegisterSaved>().RequireAuthorization("/Groups");
    }

    private static RegisterShape Shape(Register register) => new(
        GroupRoutes.SessionOf(register.Session, register.Group), register.Group?.Id, register.ProgrammeName, register.MayRecord,
        [.. register.Lines.Select(l => new LineShape(l.DeliveryId, l.PersonId, l.Crn, l.PersonName, l.IsGuest,
            l.Record is { } r ? new AnswerShape(r.Outcome, r.Late, r.ReasonCode, r.Words, r.RecordedBy, r.RecordedAt) : null))]);

    private static RegisterEntry Entry(LineBody line, Dictionary<Guid, Guid?> seen) => new()
    {
        DeliveryId = line.DeliveryId,
        Outcome = line.Outcome,
        Late = line.Late,
        ReasonCode = line.ReasonCode,
        Words = line.Words,
        CorrectionReason = line.CorrectionReason,
        CorrectionWords = line.CorrectionWords,
        Seen = new SeenAnswer(seen.GetValueOrDefault(line.DeliveryId)),
    };

    private static bool Is(Register register, LineBody line) =>
        register.Lines.FirstOrDefault(l => l.DeliveryId == line.DeliveryId)?.Record is { } r && r.Outcome == line.Outcome && r.Late == line.Late && (line.ReasonCode ?? r.ReasonCode) == r.ReasonCode && (line.Words ?? r.Words) == r.Words;

    /// <summary>Of which answers there are on which lines: a register has no version of its own, as its lines belong to different cases.</summary>
    private static string Tag(Register register)
    {
        var lines = string.Join('\n', register.Lines.OrderBy(l => l.DeliveryId).Select(l => $"{l.DeliveryId:N} {l.Record?.Id:N}"));
        return $"register-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{register.Session.Id:N}\n{lines}")).AsSpan(0, 12))}";
    }
}
