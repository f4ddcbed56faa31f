using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.People;
using Referrals.Application.Referring;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Api;

/// <summary>A live referral, as a list gives it.</summary>
public sealed record ReferralItem(Guid Id, Guid CaseId, string Crn, string PersonName, string Reference, string ProgrammeName, DateOnly Since, RiskLevel? SaraPartner, RiskLevel? SaraOthers, DeliverableTimeShape Deliverable, Guid? TaskId, string? TaskTitle);

/// <summary>A request for one accredited programme or structured intervention.</summary>
public sealed record ReferralDetail
{
    public required Guid Id { get; init; }
    public required Guid NeedId { get; init; }
    public required Guid CaseId { get; init; }
    public required string Reference { get; init; }
    public required string ProgrammeKey { get; init; }
    public required string ProgrammeName { get; init; }
    public required DateOnly ReferredOn { get; init; }
    public required DateOnly? AcceptedOn { get; init; }

    /// <summary>The first session attended.</summary>
    public required DateOnly? StartedOn { get; init; }

    /// <summary>When a commencement was recorded in nDelius: never the same as a start.</summary>
    public required DateOnly? CommencementRecordedOn { get; init; }

    public required DateOnly? SessionsDoneOn { get; init; }
    public required DateOnly? ReviewHeldOn { get; init; }
    public required DateOnly? EndedOn { get; init; }

    /// <summary>completed, not-suitable, withdrawn or left-early.</summary>
    public required string? EndedAs { get; init; }

    /// <summary>Suitable and not to be given a place now.</summary>
    public required string? Hold { get; init; }

    public required PlaceHeld? Place { get; init; }
    public required SessionsDone? Sessions { get; init; }

    internal static ReferralDetail Of(DeliveryView delivery, Need need)
    {
        var referral = delivery.Referral!;
        return new ReferralDetail
        {
            Id = referral.Id,
            NeedId = need.Id,
            CaseId = need.PersonId,
            Reference = need.Reference,
            ProgrammeKey = referral.ProgrammeKey,
            ProgrammeName = delivery.ProgrammeName,
            ReferredOn = referral.ReferredOn,
            AcceptedOn = referral.AcceptedOn,
            StartedOn = referral.StartedOn,
            CommencementRecordedOn = referral.CommencementRecordedOn,
            SessionsDoneOn = referral.SessionsDoneOn,
            ReviewHeldOn = referral.ReviewHeldOn,
            EndedOn = referral.EndedOn,
            EndedAs = referral.EndedAs,
            Hold = referral.Hold,
            Place = delivery.Place is { EndedOn: null } place ? new PlaceHeld(place.GroupId, delivery.Group?.Code, place.GivenOn, delivery.ExpectedOn) : null,
            Sessions = SessionsDone.Of(delivery),
        };
    }
}

/// <param name="ExpectedOn">When the first session is to be: an expectation, never a start.</param>
public sealed record PlaceHeld(Guid GroupId, string? GroupCode, DateOnly GivenOn, DateOnly? ExpectedOn);

internal static class ReferralRoutes
{
    private const string List = "referrals";

    public static void MapReferrals(this RouteGroupBuilder api)
    {
        api.MapGet("/referrals", async (HttpContext http, ReferralService referrals, string? stage, string? cursor, int? limit, CancellationToken cancellation) =>
        {
            if (ReferralsApi.Choice(http, "stage", stage, ReferralStage.Suitability, out var asked) is { } wrong)
            {
                return wrong;
            }

            if (!Cursor.TryRead<ReferralPlace>($"{List}/{asked}", cursor, out var place))
            {
                return Problems.Of(http, "invalid-cursor");
            }

            var page = await referrals.After(http.User.Actor(), asked, place, limit ?? ReferralsApi.UsualPage, cancellation);
            return ReferralsApi.Page(http, $"{List}/{asked}", [.. page.Lines.Select(Item)], page.Next);
        }).WithTags("Referrals").WithSummary("Live referrals within reach at one stage, the longest there first. stage is suitability, waiting-for-place or on-programme.")
            .Produces<Page<ReferralItem>>().Problem(400).RequireAuthorization("/Referring");

        api.MapGet("/referrals/{id:guid}", async (HttpContext http, Guid id, ReferralService referrals, PersonService people, CancellationToken cancellation) =>
        {
            if (await referrals.PersonOf(http.User.Actor(), id, cancellation) is not { } caseId || await people.Find(http.User.Actor(), caseId, cancellation) is not { } view)
            {
                return Problems.Of(http, "not-found");
            }

            var need = view.Needs.Single(n => n.Need.Referrals.Exists(r => r.Id == id));
            return ReferralsApi.Versioned(http, ReferralDetail.Of(need.Deliveries.Single(d => d.Id == id), need.Need), ReferralsApi.CaseTag(view.Person.Version));
        }).WithTags("Referrals").WithSummary("One referral, with its place and how many sessions are done.")
            .Produces<ReferralDetail>().Problem(404).RequireAuthorization("/People");

        api.MapGet("/toolkits/{id:guid}", async (HttpContext http, Guid id, CaseAccess access, PersonService people, CancellationToken cancellation) =>
        {
            if (await access.OfToolkit(http.User.Actor(), id, cancellation) is not { } caseId || await people.Find(http.User.Actor(), caseId, cancellation) is not { } view)
            {
                return Problems.Of(http, "not-found");
            }

            var need = view.Needs.Single(n => n.Need.Toolkits.Exists(t => t.Id == id));
            return ReferralsApi.Versioned(http, NeedDetail.Of(need, view.Person).Toolkits.Single(t => t.Id == id), ReferralsApi.CaseTag(view.Person.Version));
        }).WithTags("Referrals").WithSummary("One toolkit that a practitioner delivers one to one.")
            .Produces<ToolkitDetail>().Problem(404).RequireAuthorization("/People");
    }

    private static ReferralItem Item(ReferralLine line) => new(line.ReferralId, line.PersonId, line.Crn, line.PersonName, line.Reference, line.ProgrammeName, line.Since, line.SaraPartner, line.SaraOthers,
        DeliverableTimeShape.Of(line.Deliverable), line.IsMine ? line.Task?.Id : null, line.TaskTitle);
}
