using Referrals.Application.Delivery;
using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Api;

/// <summary>A need, as a list gives it. No name: the case has it.</summary>
public sealed record NeedItem(Guid Id, string Reference, Guid CaseId, string Crn, string? RegionCode, int? PduId, DateOnly OpenedOn, DateOnly? ClosedOn, string? ClosedAs, string? ReasonCode);

/// <summary>An assessed need for an intervention, from open to met or unmet.</summary>
public sealed record NeedDetail
{
    public required Guid Id { get; init; }
    public required string Reference { get; init; }
    public required Guid CaseId { get; init; }
    public required DateOnly OpenedOn { get; init; }
    public required DateOnly? ClosedOn { get; init; }

    /// <summary>met or unmet; null while open.</summary>
    public required string? ClosedAs { get; init; }

    /// <summary>Of an unmet need: see /catalogue/reasons.</summary>
    public required string? ReasonCode { get; init; }

    /// <summary>Where it stands, in a few words.</summary>
    public required string Stands { get; init; }

    /// <summary>What has to be known before anything is recommended.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required string? RecommendedKey { get; init; }
    public required IReadOnlyList<NextTask> Next { get; init; }
    public required IReadOnlyList<DecisionMade> Decisions { get; init; }
    public required IReadOnlyList<ReferralDetail> Referrals { get; init; }
    public required IReadOnlyList<ToolkitDetail> Toolkits { get; init; }
    public required IReadOnlyList<DatedFact> Milestones { get; init; }

    internal static NeedDetail Of(NeedView view, Person person)
    {
        var need = view.Need;
        return new NeedDetail
        {
            Id = need.Id,
            Reference = need.Reference,
            CaseId = need.PersonId,
            OpenedOn = need.OpenedOn,
            ClosedOn = need.ClosedOn,
            ClosedAs = need.ClosedAs,
            ReasonCode = need.ReasonCode,
            Stands = view.Stands,
            Missing = [.. view.Missing.Select(m => m.Words)],
            RecommendedKey = need.RecommendedKey,
            Next = NextTask.Of(view.Next),
            Decisions = [.. need.Decisions.OrderBy(d => d.Number).Select(d => new DecisionMade(d.Number, d.DecidedOn, d.DecidedBy, d.ProgrammeKey, d.ReasonCode, d.Words, d.NeedsApproval, d.ApprovedOn, d.RejectedOn, d.RejectionReason))],
            Referrals = [.. view.Deliveries.Where(d => d.Referral is not null).Select(d => ReferralDetail.Of(d, need))],
            Toolkits = [.. view.Deliveries.Where(d => d.Toolkit is not null).Select(d => new ToolkitDetail(d.Id, d.Toolkit!.ToolkitKey, d.ProgrammeName, d.Toolkit.PlannedOn, d.Toolkit.StartedOn, d.Toolkit.EndedOn, d.Toolkit.EndedAs, SessionsDone.Of(d)))],
            Milestones = [.. person.Milestones.Where(m => m.NeedId == need.Id).OrderBy(m => m.On).ThenBy(m => m.RecordedAt).ThenBy(m => m.Id).Select(m => new DatedFact(m.Kind, m.On, m.ProgrammeKey, m.ReasonCode, m.CorrectedById is not null))],
        };
    }
}

/// <summary>An open task that takes a case on. What partner link workers do is not among them.</summary>
/// <param name="Mine">The caller may do it: /tasks/{id} says how.</param>
public sealed record NextTask(Guid Id, string Kind, string Title, string OwnerRole, string? OwnerCode, DateOnly DueOn, bool Mine)
{
    internal static IReadOnlyList<NextTask> Of(IEnumerable<OpenTask> open) =>
        [.. open.Where(o => o.Task.OwnerRole != Roles.PartnerLinkWorker).Select(o => new NextTask(o.Task.Id, o.Task.Kind, o.Title, o.Task.OwnerRole, o.Task.OwnerCode, o.Task.DueOn, o.Mine))];
}

public sealed record DecisionMade(int Number, DateOnly DecidedOn, string DecidedBy, string? ProgrammeKey, string? ReasonCode, string? Words, bool NeedsApproval, DateOnly? ApprovedOn, DateOnly? RejectedOn, string? RejectionReason);

/// <param name="Kind">What happened, as docs/glossary.md has it.</param>
/// <param name="Corrected">Somebody put it right later: it counts for nothing.</param>
public sealed record DatedFact(string Kind, DateOnly On, string? ProgrammeKey, string? ReasonCode, bool Corrected);

public sealed record ToolkitDetail(Guid Id, string ToolkitKey, string ToolkitName, DateOnly PlannedOn, DateOnly? StartedOn, DateOnly? EndedOn, string? EndedAs, SessionsDone? Sessions);

/// <summary>Required sessions, the post-programme review left out.</summary>
public sealed record SessionsDone(int Required, int Completed)
{
    internal static SessionsDone? Of(DeliveryView delivery) => delivery.Progress is { } progress ? new(progress.Required, progress.Completed) : null;
}

internal static class Needs
{
    private const string List = "needs";

    private enum State
    {
        All,
        Open,
        Closed,
    }

    public static void MapNeeds(this RouteGroupBuilder api)
    {
        api.MapGet("/needs", async (HttpContext http, PersonService people, string? state, string? regionCode, int? pduId, string? cursor, int? limit, CancellationToken cancellation) =>
        {
            if (ReferralsApi.Choice(http, "state", state, State.All, out var asked) is { } wrong)
            {
                return wrong;
            }

            if (!Cursor.TryRead<After>(List, cursor, out var after))
            {
                return Problems.Of(http, "invalid-cursor");
            }

            var filter = new NeedFilter
            {
                Open = asked switch { State.Open => true, State.Closed => false, _ => null },
                RegionCode = regionCode,
                PduId = pduId,
                After = after?.Reference,
                Take = limit ?? ReferralsApi.UsualPage,
            };
            var page = await people.Needs(http.User.Actor(), filter, cancellation);
            return ReferralsApi.Page(http, List, [.. page.Needs.Select(n => new NeedItem(n.Id, n.Reference, n.PersonId, n.Crn, n.RegionCode, n.PduId, n.OpenedOn, n.ClosedOn, n.ClosedAs, n.ReasonCode))], page.Next is { } next ? new After(next) : null);
        }).WithTags("Needs").WithSummary("Needs within reach in the order of their references. state is open, closed or all.")
            .Produces<Page<NeedItem>>().Problem(400).RequireAuthorization("/People");

        api.MapGet("/needs/{id:guid}", async (HttpContext http, Guid id, PersonService people, CancellationToken cancellation) =>
            await people.OfNeed(http.User.Actor(), id, cancellation) is { } caseId && await people.Find(http.User.Actor(), caseId, cancellation) is { } view
                ? ReferralsApi.Versioned(http, NeedDetail.Of(view.Needs.Single(n => n.Need.Id == id), view.Person), ReferralsApi.CaseTag(view.Person.Version))
                : Problems.Of(http, "not-found")).WithTags("Needs").WithSummary("One need: where it stands, what was decided, what comes next, and its dated facts.")
            .Produces<NeedDetail>().Problem(404).RequireAuthorization("/People");
    }

    private sealed record After(string Reference);
}
