using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Api;

/// <summary>A person on probation, as a list names them.</summary>
public sealed record CaseLine(Guid Id, string Crn, string Name, string? PractitionerName);

/// <summary>A person on probation with their needs. What is not known is null.</summary>
public sealed record CaseDetail
{
    public required Guid Id { get; init; }
    public required string Crn { get; init; }
    public required string Name { get; init; }
    public required DateOnly? DateOfBirth { get; init; }
    public required Sex? Sex { get; init; }
    public required string? RegionCode { get; init; }
    public required int? PduId { get; init; }
    public required string Area { get; init; }
    public required string? PractitionerCode { get; init; }
    public required string? PractitionerName { get; init; }
    public required DeliverableTimeShape Deliverable { get; init; }
    public required RiskLevel? SaraPartner { get; init; }
    public required RiskLevel? SaraOthers { get; init; }
    public required IReadOnlyList<NeedDetail> Needs { get; init; }
    public required IReadOnlyList<NextTask> OtherTasks { get; init; }
}

/// <summary>How long something can still be delivered. The two ends differ while it is not known whether the reset applies.</summary>
public sealed record DeliverableTimeShape(DateOnly? EarliestEnd, DateOnly? LatestEnd, string Words)
{
    internal static DeliverableTimeShape Of(DeliverableTime time) => new(time.EarliestEnd, time.LatestEnd, time.InWords());
}

internal static class Cases
{
    private const string List = "cases";

    public static void MapCases(this RouteGroupBuilder api)
    {
        api.MapGet("/cases", async (HttpContext http, PersonService people, string? search, string? cursor, int? limit, CancellationToken cancellation) =>
        {
            if (!Cursor.TryRead<After>(List, cursor, out var after))
            {
                return Problems.Of(http, "invalid-cursor");
            }

            var page = await people.Page(http.User.Actor(), search ?? "", after?.Crn, limit ?? ReferralsApi.UsualPage, cancellation);
            return ReferralsApi.Page(http, List, [.. page.People.Select(p => new CaseLine(p.Id, p.Crn, p.Name.Trim(), p.PractitionerName))], page.Next is { } next ? new After(next) : null);
        }).WithTags("Cases").WithSummary("People on probation within reach, or those of them whom a search by CRN or name finds, spelling forgiven, in the order of their CRNs.")
            .Produces<Page<CaseLine>>().Problem(400).RequireAuthorization("/People");

        api.MapGet("/cases/{id:guid}", async (HttpContext http, Guid id, PersonService people, CancellationToken cancellation) => await people.Find(http.User.Actor(), id, cancellation) is { } view
            ? ReferralsApi.Versioned(http, Detail(view), ReferralsApi.CaseTag(view.Person.Version))
            : Problems.Of(http, "not-found")).WithTags("Cases").WithSummary("One person with their needs, where each stands and what comes next.")
            .Produces<CaseDetail>().Problem(404).RequireAuthorization("/People");
    }

    private static CaseDetail Detail(PersonView view)
    {
        var person = view.Person;
        return new CaseDetail
        {
            Id = person.Id,
            Crn = person.Crn,
            Name = person.DisplayName,
            DateOfBirth = person.DateOfBirth,
            Sex = person.Sex,
            RegionCode = person.RegionCode,
            PduId = person.PduId,
            Area = view.AreaName,
            PractitionerCode = person.PractitionerCode,
            PractitionerName = person.PractitionerName,
            Deliverable = DeliverableTimeShape.Of(view.Deliverable),
            SaraPartner = person.LatestAssessment?.SaraPartner,
            SaraOthers = person.LatestAssessment?.SaraOthers,
            Needs = [.. view.Needs.Select(n => NeedDetail.Of(n, person))],
            OtherTasks = NextTask.Of(view.OtherTasks),
        };
    }

    private sealed record After(string Crn);
}
