using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Api;

/// <summary>One person who waits for a place, with why they stand where they stand.</summary>
public sealed record WaitingItem
{
    public required Guid ReferralId { get; init; }
    public required Guid CaseId { get; init; }
    public required string Crn { get; init; }
    public required string PersonName { get; init; }
    public required string Reference { get; init; }
    public required string ProgrammeKey { get; init; }
    public required string ProgrammeName { get; init; }
    public required string? RegionCode { get; init; }
    public required int? PduId { get; init; }

    /// <summary>The place in the queue, from 1; 0 for somebody who is put off.</summary>
    public required int Number { get; init; }

    public required int Points { get; init; }
    public required IReadOnlyList<string> Reasons { get; init; }
    public required DeliverableTimeShape Deliverable { get; init; }
    public required DateOnly? MustStartBy { get; init; }
    public required bool CannotFinish { get; init; }

    internal static WaitingItem Of(WaitingLine line) => new()
    {
        ReferralId = line.Referral.Id,
        CaseId = line.PersonId,
        Crn = line.Crn,
        PersonName = line.PersonName,
        Reference = line.Reference,
        ProgrammeKey = line.Referral.ProgrammeKey,
        ProgrammeName = line.ProgrammeName,
        RegionCode = line.RegionCode,
        PduId = line.PduId,
        Number = line.Number,
        Points = line.Place.Points,
        Reasons = [.. line.Place.Reasons.Select(r => r.Words)],
        Deliverable = DeliverableTimeShape.Of(line.Deliverable),
        MustStartBy = line.Place.MustStartBy,
        CannotFinish = line.Place.CannotFinish,
    };
}

/// <summary>Somebody who waits, and the groups they could go to.</summary>
public sealed record WaitingDetail(WaitingItem Waiting, bool MayGivePlace, IReadOnlyList<GroupChecked> Groups);

/// <summary>One group beside one waiting person, each check named.</summary>
public sealed record GroupChecked(Guid GroupId, string Code, DateOnly? FirstOn, DateOnly? EndsOn, bool Fits, bool CanBeGiven, IReadOnlyList<CheckShape> Checks);

/// <param name="MayBeOverridden">Where it does not hold: with a coded reason and words.</param>
public sealed record CheckShape(string Key, CheckAnswer Answer, string Words, bool MayBeOverridden);

/// <summary>The place in a group that is given.</summary>
public sealed record PlaceBody
{
    public required Guid GroupId { get; init; }

    /// <summary>For each check that does not hold and may be overridden.</summary>
    public IReadOnlyList<OverrideBody> Overrides { get; init; } = [];
}

public sealed record OverrideBody
{
    public required string Check { get; init; }

    /// <summary>Of the use allocation-override.</summary>
    public required string ReasonCode { get; init; }

    public required string Why { get; init; }
}

/// <summary>Why a place is taken away again.</summary>
public sealed record TakeAwayBody
{
    /// <summary>Of the use place-lost.</summary>
    public required string ReasonCode { get; init; }

    public string? Words { get; init; }
}

/// <param name="GroupId">Null where the place was taken away.</param>
public sealed record PlaceChanged(Guid ReferralId, Guid? GroupId);

internal static class WaitingRoutes
{
    private const string List = "waiting-list";
    private static readonly Writing s_place = new(Conditional: true);

    public static void MapWaitingList(this RouteGroupBuilder api)
    {
        api.MapGet("/waiting-list", async (HttpContext http, WaitingListService waiting, string? status, string? programmeKey, int? pduId, string? cursor, int? limit, CancellationToken cancellation) =>
        {
            if (ReferralsApi.Choice(http, "status", status, WaitingStatus.Queued, out var asked) is { } wrong)
            {
                return wrong;
            }

            if (!Cursor.TryRead<WaitingAfter>($"{List}/{asked}", cursor, out var after))
            {
                return Problems.Of(http, "invalid-cursor");
            }

            var page = await waiting.List(http.User.Actor(), new WaitingFilter { Status = asked, ProgrammeKey = programmeKey, PduId = pduId, After = after, Take = limit ?? ReferralsApi.UsualPage }, cancellation);
            return ReferralsApi.Page(http, $"{List}/{asked}", [.. (asked switch { WaitingStatus.Held => page.Held, WaitingStatus.Begun => page.Begun, _ => page.Lines }).Select(WaitingItem.Of)], page.Next);
        }).WithTags("Waiting list").WithSummary("People within reach who wait for a place, in their order. status is queued, cannot-finish, may-not-finish, held or begun (on a programme since before this service, with no place here).")
            .Produces<Page<WaitingItem>>().Problem(400).RequireAuthorization("/Waiting");

        api.MapGet("/waiting-list/{referralId:guid}", async (HttpContext http, Guid referralId, WaitingListService waiting, CancellationToken cancellation) =>
            await waiting.Find(http.User.Actor(), referralId, cancellation: cancellation) is { } view
                ? ReferralsApi.Versioned(http, new WaitingDetail(WaitingItem.Of(view.Waiting), view.MayAllocate, [.. view.Groups.Select(Checked)]), ReferralsApi.CaseTag(view.CaseVersion))
                : Problems.Of(http, "not-found")).WithTags("Waiting list").WithSummary("One person who waits, with the groups they could go to and what speaks for and against each.")
            .Produces<WaitingDetail>().Problem(404).RequireAuthorization("/Waiting");

        api.MapPut("/referrals/{id:guid}/place", (HttpContext http, Guid id, WaitingListService waiting, CancellationToken cancellation) => s_place.Run<PlaceBody>(http, async asked =>
        {
            var request = new GivePlace
            {
                ReferralId = id,
                GroupId = asked.Body.GroupId,
                Overrides = [.. asked.Body.Overrides.Select(o => new OverrideAnswer(o.Check, o.ReasonCode, o.Why))],
                CaseVersion = asked.CaseVersion,
            };
            return await waiting.Give(asked.Actor, request, cancellation) is { } refusal ? Problems.Of(http, refusal) : TypedResults.Ok(new PlaceChanged(id, asked.Body.GroupId));
        })).WithTags("Waiting list").WithSummary("Gives a place in a group. What does not hold needs a reason; capacity, non-associations and the programme cannot be overridden.")
            .Changes<PlaceBody>(s_place).Produces<PlaceChanged>().RequireAuthorization("/Waiting");

        api.MapPost("/referrals/{id:guid}/place/take-away", (HttpContext http, Guid id, WaitingListService waiting, CancellationToken cancellation) => s_place.Run<TakeAwayBody>(http, async asked =>
        {
            var request = new TakePlaceAway { ReferralId = id, ReasonCode = asked.Body.ReasonCode, Words = asked.Body.Words, CaseVersion = asked.CaseVersion };
            return await waiting.TakeAway(asked.Actor, request, cancellation) is { } refusal ? Problems.Of(http, refusal) : TypedResults.Ok(new PlaceChanged(id, null));
        })).WithTags("Waiting list").WithSummary("Takes a place away again: the person waits on, with the time they have waited.")
            .Changes<TakeAwayBody>(s_place).Produces<PlaceChanged>().RequireAuthorization("/Waiting");
    }

    private static GroupChecked Checked(GroupFit fit) =>
        new(fit.Group.Id, fit.Group.Code, fit.FirstOn, fit.EndsOn, fit.Fits, fit.CanBeGiven, [.. fit.Checks.Select(c => new CheckShape(c.Key, c.Answer, c.Words, c.MayBeOverridden))]);
}
