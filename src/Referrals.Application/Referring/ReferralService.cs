using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.People;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Referring;

/// <summary>How far a live referral got.</summary>
public enum ReferralStage
{
    Suitability,
    WaitingForPlace,
    OnProgramme,
}

/// <summary>One line of a programme team's list.</summary>
public sealed record ReferralLine
{
    public required Guid ReferralId { get; init; }
    public required Guid PersonId { get; init; }
    public required string PersonName { get; init; }
    public required string Crn { get; init; }
    public required string Reference { get; init; }
    public required string ProgrammeName { get; init; }

    /// <summary>When the stage it is in began.</summary>
    public required DateOnly Since { get; init; }

    public required RiskLevel? SaraPartner { get; init; }
    public required RiskLevel? SaraOthers { get; init; }
    public required DeliverableTime Deliverable { get; init; }

    /// <summary>The open task that takes the referral on, whoever owns it; null while something else holds it.</summary>
    public required CaseTask? Task { get; init; }

    /// <summary>The title of that task.</summary>
    public required string? TaskTitle { get; init; }

    /// <summary>Whether the reader may do the task.</summary>
    public required bool IsMine { get; init; }
}

/// <summary>A page of referrals at one stage, with how many there are at each.</summary>
public sealed record ReferralList(IReadOnlyList<ReferralLine> Lines, IReadOnlyDictionary<ReferralStage, int> Counts)
{
    /// <summary>Where a page ended that was asked for by <see cref="ReferralService.After"/> and is not the last.</summary>
    public ReferralPlace? Next { get; init; }
}

/// <summary>A place in a list of referrals: the one that was last shown, and since when it stood where it did.</summary>
public sealed record ReferralPlace(DateOnly Since, Guid ReferralId);

/// <summary>Live referrals within the actor's reach.</summary>
public sealed class ReferralService(CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, ActivityLibrary library, TimeProvider time)
{
    public const int PageSize = 25;

    private static readonly string[] s_kinds = ["Referrals.AssessSuitability", "Referrals.GiveInformation", "Referrals.WaitForPlace", "Referrals.DeliverProgramme", "Referrals.ConfirmClosure"];

    /// <summary>Referrals at one stage, the longest waiting first.</summary>
    public Task<ReferralList> List(Actor actor, ReferralStage stage, int page = 1, CancellationToken cancellation = default) =>
        List(actor, stage, page, null, PageSize, cancellation);

    /// <summary>The same list from a place on.</summary>
    public Task<ReferralList> After(Actor actor, ReferralStage stage, ReferralPlace? place, int take, CancellationToken cancellation = default) =>
        List(actor, stage, 1, place, take, cancellation);

    private async Task<ReferralList> List(Actor actor, ReferralStage stage, int page, ReferralPlace? after, int take, CancellationToken cancellation)
    {
        var today = LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        var live = Reach.Of(db.Referrals.Where(r => r.EndedOn == null), actor, db);
        var counts = await live.GroupBy(r => r.StartedOn != null ? 2 : r.AcceptedOn != null ? 1 : 0)
            .Select(g => new { Stage = g.Key, Count = g.Count() }).ToListAsync(cancellation);
        if (after is { Since: var since, ReferralId: var id })
        {
            live = stage switch
            {
                ReferralStage.Suitability => live.Where(r => r.ReferredOn > since || (r.ReferredOn == since && r.Id.CompareTo(id) > 0)),
                ReferralStage.WaitingForPlace => live.Where(r => r.AcceptedOn > since || (r.AcceptedOn == since && r.Id.CompareTo(id) > 0)),
                _ => live.Where(r => r.StartedOn > since || (r.StartedOn == since && r.Id.CompareTo(id) > 0)),
            };
        }

        var at = stage switch
        {
            ReferralStage.Suitability => live.Where(r => r.AcceptedOn == null && r.StartedOn == null).OrderBy(r => r.ReferredOn).ThenBy(r => r.Id),
            ReferralStage.WaitingForPlace => live.Where(r => r.AcceptedOn != null && r.StartedOn == null).OrderBy(r => r.AcceptedOn).ThenBy(r => r.Id),
            _ => live.Where(r => r.StartedOn != null).OrderBy(r => r.StartedOn).ThenBy(r => r.Id),
        };
        // Which these are is told by the index alone; of the few that they are the whole is read.
        var shown = await at.Skip((page - 1) * take).Take(take + 1).Select(r => r.Id).ToListAsync(cancellation);
        var rows = (await (from referral in db.Referrals.AsNoTracking()
                           join need in db.Needs on referral.NeedId equals need.Id
                           where shown.Contains(referral.Id)
                           select new { Referral = referral, need.PersonId, NeedId = need.Id, need.Reference }).ToListAsync(cancellation)).OrderBy(r => shown.IndexOf(r.Referral.Id)).ToList();
        ReferralPlace? next = null;
        if (rows.Count > take)
        {
            rows.RemoveAt(take);
            next = new ReferralPlace(Since(rows[^1].Referral), rows[^1].Referral.Id);
        }

        var personIds = rows.Select(r => r.PersonId).Distinct().ToArray();
        await access.Among(personIds, cancellation);
        var people = await PeopleInLists.Load(db, db.People, personIds, cancellation);
        // By the person, for whom there is an index.
        var tasks = (await db.Tasks.AsNoTracking().Where(t => t.ClosedAt == null && personIds.Contains(t.PersonId!.Value) && s_kinds.Contains(t.Kind)).ToListAsync(cancellation))
            .ToLookup(t => t.NeedId);

        return new ReferralList(
            [.. rows.Where(r => people.ContainsKey(r.PersonId)).Select(r => Line(people[r.PersonId], tasks[r.NeedId].FirstOrDefault(), r.Referral, r.Reference))],
            Enum.GetValues<ReferralStage>().ToDictionary(s => s, s => counts.Find(c => c.Stage == (int)s)?.Count ?? 0)) { Next = next };

        ReferralLine Line(Person person, CaseTask? task, Referral referral, string reference) => new()
        {
            ReferralId = referral.Id,
            PersonId = person.Id,
            PersonName = person.DisplayName,
            Crn = person.Crn,
            Reference = reference,
            ProgrammeName = catalogue.Current.FindProgramme(referral.ProgrammeKey, today)?.Name ?? referral.ProgrammeKey,
            Since = Since(referral),
            SaraPartner = person.LatestAssessment?.SaraPartner,
            SaraOthers = person.LatestAssessment?.SaraOthers,
            Deliverable = CaseFactsOf.Deliverable(person, catalogue.Current, today),
            Task = task,
            TaskTitle = task is null ? null : library.Wait(task.Kind).Title,
            IsMine = task is not null && task.OwnerRole == actor.Role && Tasks.TaskService.MayAct(actor, task),
        };
    }

    private static DateOnly Since(Referral referral) => referral.StartedOn ?? referral.AcceptedOn ?? referral.ReferredOn;

    /// <summary>Whose referral it is; null where there is no such referral or the actor does not reach the person.</summary>
    public Task<Guid?> PersonOf(Actor actor, Guid referralId, CancellationToken cancellation = default) => access.OfReferral(actor, referralId, cancellation);
}
